"""What is a format?  Its name, the names of its files, how it looks, and how it is read.

A format is one module of :mod:`index.readers.formats` that holds one :class:`Format`; the
registry (:mod:`index.readers.formats.registry`) lists it, and from that line follow the
choices of ``--format``, the recognition of files and the sentences that name the formats.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from index.article import Outcome
from index.readers.dates.order import DateOrder
from index.readers.limits import DEFAULT_LIMITS, Limits
from index.readers.texts.repairs import Repairs


@dataclass(frozen=True, slots=True)
class Origin:
    """Where records come from, and what the caller says about them.

    ``where`` opens the place of every reject (``file`` or ``archive!member``), ``place`` is the
    base name of the file or member (it goes into ids), and ``mapping`` is that of ``--map``:
    from an article's field to the record's key that holds it.  ``order`` reads the dates of the
    records, and learns from them whether the day or the month comes first.  ``named`` tells a file
    that the user named from one met in a folder or archive, where a list page is no mistake.
    ``table`` is that of ``--table``: what to read of a database or workbook; ``""`` if it has not
    been named.  ``repairs`` takes down what texts were put right, and ``limits`` say how much
    memory reading may take.
    """

    where: str
    place: str
    mapping: Mapping[str, str] = field(default_factory=dict)
    order: DateOrder = field(default_factory=DateOrder, compare=False)
    named: bool = True
    table: str = ""
    repairs: Repairs = field(default_factory=Repairs, compare=False)
    limits: Limits = DEFAULT_LIMITS


Read = Callable[[io.BufferedReader, Origin], Iterator[Outcome]]
LooksLike = Callable[[bytes, str], bool]


def has_no_look(head: bytes, name: str) -> bool:
    """The ``looks_like`` of a format that only a suffix or ``--format`` tells: never true."""
    del head, name
    return False


def begins_with(magic: bytes) -> LooksLike:
    """The ``looks_like`` of a format whose files all begin with ``magic``."""

    def looks_like(head: bytes, name: str) -> bool:
        del name
        return head.startswith(magic)

    return looks_like


@dataclass(frozen=True, slots=True)
class Format:
    """One way in which articles are stored.

    ``name`` is what ``--format`` takes, ``label`` what sentences call it.  ``suffixes`` are in
    lower case, with their dot; no other format has them.

    ``read(stream, origin)`` yields articles and rejects in the order of the file.  The stream is
    buffered and not empty; it can be peeked into, but not always sought in (a pipe, a compressed
    file).  What the content does wrong is a reject; of exceptions only those that reading the
    stream raises may pass.

    ``looks_like(head, name)`` tells the format of a part whose suffix no format has, by its first
    bytes (up to ``limits.PEEK_BYTES``) and its name without ``.gz`` and the like.  Bytes that
    are no text are shown to formats that are ``binary`` alone.
    """

    name: str
    label: str
    suffixes: tuple[str, ...]
    read: Read
    looks_like: LooksLike = has_no_look
    binary: bool = False
