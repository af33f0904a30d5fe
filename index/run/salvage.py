"""Which articles does a generation keep, and which of them are certainly what was written?

An article counts if its file is what was written, or if its record bears a checksum of its own, or
if the ledger has the same hash of it; nothing else is believed.  What cannot be read is named by
its id where that can still be read, else by its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from index.arrays.file import ArrayFile
from index.arrays.terms import TermTable
from index.article import Article
from index.codec.segment_infos import (
    ARRAYS_SUFFIX,
    arrays_file,
    find_segment_infos,
    read_segment_infos,
)
from index.codec.stored import Stored
from index.errors import SegmentDamaged
from index.store.condition import Condition
from index.store.manifest import CHECKED_RECORDS

Trusted = Callable[[Article], bool]
"""Whether an article out of a damaged file is the one that was written."""

# What a file may raise that is not what was written, whatever part of it that is.
_UNREADABLE = (
    SegmentDamaged,
    OSError,
    ValueError,
    TypeError,
    IndexError,
    OverflowError,
    MemoryError,
)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An article that cannot be read, or ``count`` of them: ``where`` it stands, what is wrong, and
    which one it is, if that is known."""

    where: str
    reason: str
    id: str | None = None
    count: int = 1


def checks_records(condition: Condition) -> bool:
    """Whether each record of a generation bears a checksum, without which it is not read."""
    manifest = condition.manifest
    return manifest is not None and manifest.schema_version >= CHECKED_RECORDS


def lists_its_segments(condition: Condition) -> bool:
    """Whether it is known which segments a generation has, and which of their articles are
    deleted."""
    return _listed(condition) is not None


def kept_articles(condition: Condition, is_trusted: Trusted) -> Iterator[Article | Unreadable]:
    """The articles of a generation in the order in which they are kept, and what of them cannot be
    read.

    Where the list of segments is gone, all that stands in any segment is given, what was written
    last first: former versions, and articles that were taken out, among them.
    """
    listed = _listed(condition)
    if listed is None:
        by_age = sorted(
            condition.path.glob(f"*{ARRAYS_SUFFIX}"), key=lambda path: -path.stat().st_mtime_ns
        )
        for path in by_age:
            yield from _articles(path, None, condition, is_trusted)
        return
    for path, alive in listed:
        yield from _articles(path, alive, condition, is_trusted)


def _listed(condition: Condition) -> list[tuple[Path, list[int]]] | None:
    """The files of the segments, and the doc ids of their articles; ``None`` if the list of
    segments is not what was written."""
    try:
        path = find_segment_infos(condition.path)
        if path is None or not condition.vouches_for(path.name):
            return None
        return [
            (condition.path / arrays_file(info.id), info.alive().nonzero()[0].tolist())
            for info in read_segment_infos(path)
        ]
    except (SegmentDamaged, OSError):
        return None


def _articles(
    path: Path, alive: list[int] | None, condition: Condition, is_trusted: Trusted
) -> Iterator[Article | Unreadable]:
    """The articles of one segment; all of them, if it is not known which are ``alive``."""
    try:
        file = ArrayFile(path)
        stored = Stored(file)
        doc_ids = range(len(file["published"])) if alive is None else alive
    except _UNREADABLE as error:
        count = len(alive) if alive is not None else 1
        yield Unreadable(str(path), f"a segment that cannot be opened ({error})", count=count)
        return
    is_sound = condition.vouches_for(path.name)
    for doc_id in doc_ids:
        try:
            article = stored.article(doc_id)
        except _UNREADABLE as error:
            yield _unreadable(path, file, stored, doc_id, str(error))
            continue
        if is_sound or is_trusted(article):
            yield article
        else:
            yield _unreadable(path, file, stored, doc_id, "it may have been altered")


def _unreadable(
    path: Path, file: ArrayFile, stored: Stored, doc_id: int, reason: str
) -> Unreadable:
    return Unreadable(f"{path}#{doc_id}", reason, _id_of(file, stored, doc_id))


def _id_of(file: ArrayFile, stored: Stored, doc_id: int) -> str | None:
    """The id of an article, from the table of ids and from its head: of a damaged file neither is
    believed alone."""
    with suppress(*_UNREADABLE):
        known: str = TermTable.read(file, "ids")[doc_id].decode()
        with suppress(*_UNREADABLE):
            return known if stored.article(doc_id, body=False).id == known else None
        return known
    return None
