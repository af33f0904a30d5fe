"""Which articles does a file hold, and if none, why?

Here the readers meet: a file is unpacked, its parts' formats are told, and each part
goes to the reader of its format.  Nothing that a file contains raises: it becomes a
:class:`~index.article.Reject`, and what comes after it is read all the same.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path, PurePath
from typing import BinaryIO

from index.article import Outcome, Reject, Skipped
from index.readers.format import Origin
from index.readers.formats.registry import AUTO, FORMATS, Registry
from index.readers.limits import PEEK_BYTES
from index.readers.options import ReadOptions
from index.readers.outcomes.whole import EMPTY
from index.readers.sniff import format_of
from index.readers.sources.budget import Budget, Counted
from index.readers.sources.containers import Part, buffered, guarded, unpack
from index.readers.sources.kinds import is_picture
from index.readers.sources.leftovers import leftover

_STREAM_FORMAT = "jsonl"  # of standard input, where nothing else is asked for


def read_file(
    path: Path,
    options: ReadOptions,
    on_bytes: Callable[[int], None] = lambda _: None,
    formats: Registry = FORMATS,
    below: PurePath | None = None,
) -> Iterator[Outcome]:
    """Yield the articles and rejects of one file, archive members included, in their order.

    A file that cannot be opened is a reject too: nothing about a file raises.  ``on_bytes`` is
    told, before each of them, how many bytes of the file (compressed, if it is) have been read;
    ``formats`` are those that are looked for.  ``below`` is the file's path inside the folder that
    the user named, if it was met there: what is no article is passed over then.
    """
    if below is not None:
        folder = path.parents[len(below.parts) - 1]
        if what := leftover(below, lambda other: (folder / other).exists()):
            yield Skipped(str(path), what)
            return
    yield from guarded(
        str(path), _open_and_read(path, options, on_bytes, formats, named=below is None)
    )


def read_stream(stream: BinaryIO, where: str, options: ReadOptions) -> Iterator[Outcome]:
    """Yield the articles and rejects of an open stream; JSON Lines unless the options differ.

    ``where`` names the stream in rejects (``-`` for standard input).  The stream stays open.
    """
    chosen = _STREAM_FORMAT if options.format == AUTO else options.format
    given = replace(options, format=chosen)
    raw = Counted(stream)
    budget = Budget(lambda: raw.count)
    buffer = buffered(raw)  # of which closing leaves the caller's stream open
    yield from guarded(where, _read(buffer, where, where, given, FORMATS, budget, named=True))


def _open_and_read(
    path: Path,
    options: ReadOptions,
    on_bytes: Callable[[int], None],
    formats: Registry,
    *,
    named: bool,
) -> Iterator[Outcome]:
    with path.open("rb", buffering=0) as raw, buffered(raw) as stream:
        tells = raw.seekable()  # a pipe does not
        budget = Budget(raw.tell if tells else lambda: 0)
        for record in _read(stream, path.name, str(path), options, formats, budget, named=named):
            if tells:
                on_bytes(raw.tell())
            yield record


def _read(
    stream: io.BufferedReader,
    name: str,
    where: str,
    options: ReadOptions,
    formats: Registry,
    budget: Budget,
    *,
    named: bool,
) -> Iterator[Outcome]:
    for part in unpack(stream, name, where, budget):
        if isinstance(part, Part):
            alone = named and part.named
            yield from guarded(part.where, _read_part(part, options, formats, named=alone))
        else:
            yield part


def _read_part(
    part: Part, options: ReadOptions, formats: Registry, *, named: bool
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
    origin = Origin(part.where, part.name, options.mapping, named=named, table=options.table)
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
