"""Which articles does a file hold, and if none, why?

Here the readers meet: a file is unpacked, its parts' formats are told, and each part
goes to the reader of its format.  Nothing that a file contains raises: it becomes a
:class:`~index.article.Reject`, and what comes after it is read all the same.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path, PurePath
from typing import BinaryIO

from index.article import Outcome, Reject, Skipped
from index.readers.format import Origin
from index.readers.formats.registry import AUTO, FORMATS, Registry
from index.readers.limits import DEFAULT_LIMITS, PEEK_BYTES, Limits
from index.readers.options import ReadOptions
from index.readers.outcomes.whole import EMPTY
from index.readers.sniff import format_of
from index.readers.sources.budget import Budget
from index.readers.sources.containers import Part, buffered, guarded, unpack
from index.readers.sources.kinds import is_picture
from index.readers.sources.leftovers import leftover
from index.readers.sources.pipes import opened

_STREAM_FORMAT = "jsonl"  # of standard input, where nothing else is asked for


def read_file(
    path: Path,
    options: ReadOptions,
    on_bytes: Callable[[int], None] = lambda _: None,
    formats: Registry = FORMATS,
    *,
    limits: Limits = DEFAULT_LIMITS,
    below: PurePath | None = None,
) -> Iterator[Outcome]:
    """Yield the articles and rejects of one file, archive members included, in their order.

    A file that cannot be opened is a reject too: nothing about a file raises.  ``on_bytes`` is
    told, before each of them, how many bytes of the file (compressed, if it is) have been read;
    ``formats`` are those that are looked for.  ``below`` is the file's path inside the folder that
    the user named, if it was met there: what is no article is passed over then; ``limits`` say how
    far it may unpack, and what memory that may take.
    """
    if below is not None:
        folder = path.parents[len(below.parts) - 1]
        if what := leftover(below, lambda other: (folder / other).exists()):
            yield Skipped(str(path), what)
            return
    yield from guarded(
        str(path), _open_and_read(path, options, on_bytes, formats, limits, named=below is None)
    )


def read_stream(
    stream: BinaryIO, where: str, options: ReadOptions, limits: Limits = DEFAULT_LIMITS
) -> Iterator[Outcome]:
    """Yield the articles and rejects of an open stream; JSON Lines unless the options differ.

    ``where`` names the stream in rejects (``-`` for standard input).  The stream stays open.
    """
    chosen = _STREAM_FORMAT if options.format == AUTO else options.format
    given = replace(options, format=chosen)
    buffer = buffered(stream)
    try:
        budget = Budget(limits, None)
        yield from guarded(
            where, _read(buffer, where, where, given, FORMATS, budget=budget, named=True)
        )
    finally:
        buffer.detach()  # or closing the buffer would close the caller's stream


def _open_and_read(
    path: Path,
    options: ReadOptions,
    on_bytes: Callable[[int], None],
    formats: Registry,
    limits: Limits,
    *,
    named: bool,
) -> Iterator[Outcome]:
    with opened(path) as raw, buffered(raw) as stream:
        tells = raw.seekable()  # a pipe does not
        budget = Budget(limits, os.fstat(raw.fileno()).st_size if tells else None)
        made = _read(stream, path.name, str(path), options, formats, budget=budget, named=named)
        for record in made:
            if tells:
                on_bytes(raw.tell())
            yield record


def _read(
    stream: io.BufferedReader,
    name: str,
    where: str,
    options: ReadOptions,
    formats: Registry,
    *,
    budget: Budget,
    named: bool,
) -> Iterator[Outcome]:
    for part in unpack(stream, name, where, budget):
        if isinstance(part, Part):
            alone = named and part.named
            made = _read_part(part, options, formats, budget.limits, named=alone)
            yield from guarded(part.where, made)
        else:
            yield part


def _read_part(
    part: Part, options: ReadOptions, formats: Registry, limits: Limits, *, named: bool
) -> Iterator[Outcome]:
    head = part.stream.peek(PEEK_BYTES)
    if not head:
        yield Reject(part.where, EMPTY) if named else Skipped(part.where, EMPTY)
        return
    if not named and is_picture(head):
        yield Skipped(part.where, "a picture, a font, sound or film")
        return
    chosen = formats.named(options.format) or format_of(part.name, head, formats)
    if isinstance(chosen, str):
        yield Reject(part.where, chosen)
        return
    origin = Origin(
        part.where, part.name, options.mapping, named=named, table=options.table, limits=limits
    )
    # Guarded within: articles that wait for the order of their dates come before the reject.
    outcomes = guarded(part.where, _unless_empty(chosen.read(part.stream, origin), named=named))
    yield from origin.order.settled(origin.repairs.told(outcomes))


def _unless_empty(outcomes: Iterator[Outcome], *, named: bool) -> Iterator[Outcome]:
    """``outcomes``; a file of blanks that was met in a folder is passed over."""
    for outcome in outcomes:
        if not named and isinstance(outcome, Reject) and outcome.reason == EMPTY:
            yield Skipped(outcome.where, EMPTY)
        else:
            yield outcome
