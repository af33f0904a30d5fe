"""What does an index hold?  Its articles one after the other, and what they come to.

Only the stored articles are looked at, so that an index of an older schema, which cannot be
searched any more, can still be read: that is the way to a new one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.arrays.file import ArrayFile
from index.article import Article
from index.codec.segment_infos import arrays_file, find_segment_infos, read_segment_infos
from index.codec.stored import Stored
from index.days import MINUTES_A_DAY, date_of, minutes
from index.errors import IndexDamaged, SegmentDamaged
from index.store.deleted import read_deleted
from index.store.manifest import OLDEST_STORED
from index.store.opening import Generation, open_current


@dataclass(frozen=True, slots=True)
class Holdings:
    """What an index holds: ``articles``, of them ``undated`` ones, the ``first`` and ``last`` day
    (ISO 8601), how many articles each category and source has (``""`` for none), how many were
    ``deleted`` for good; and of its files: the generation, when and from what it was built, its
    schema, and their size in ``bytes``."""

    articles: int
    undated: int
    first: str | None
    last: str | None
    categories: Mapping[str, int]
    sources: Mapping[str, int]
    deleted: int
    generation: str
    schema_version: int
    built: str
    built_from: tuple[str, ...]
    bytes: int


def export_articles(root: Path) -> Iterator[Article]:
    """All articles of the index in ``root``, in the order in which they are kept.

    Raises a :class:`index.errors.StoreError`.
    """
    with _opened(root) as generation:
        yield from _articles(generation.path, bodies=True)


def count_holdings(root: Path) -> Holdings:
    """What the index in ``root`` holds; raises a :class:`index.errors.StoreError`."""
    categories: Counter[str] = Counter()
    sources: Counter[str] = Counter()
    days: Counter[str] = Counter()
    with _opened(root) as generation:
        for article in _articles(generation.path, bodies=False):
            categories[article.category] += 1
            sources[article.source] += 1
            if article.published is not None:
                days[date_of(minutes(article.published) // MINUTES_A_DAY).isoformat()] += 1
        manifest = generation.manifest
        articles = sum(sources.values())
        return Holdings(
            articles=articles,
            undated=articles - sum(days.values()),
            first=min(days, default=None),
            last=max(days, default=None),
            categories=dict(categories.most_common()),
            sources=dict(sources.most_common()),
            deleted=len(read_deleted(generation.path)),
            generation=generation.name,
            schema_version=manifest.schema_version,
            built=manifest.built,
            built_from=manifest.built_from,
            bytes=generation.bytes,
        )


@contextmanager
def _opened(root: Path) -> Iterator[Generation]:
    generation = open_current(root, oldest=OLDEST_STORED)
    try:
        generation.check()
        yield generation
    except SegmentDamaged as error:
        raise IndexDamaged.at(root, generation.path, str(error)) from error
    finally:
        generation.close()


def _articles(folder: Path, *, bodies: bool) -> Iterator[Article]:
    path = find_segment_infos(folder)
    if path is None:
        raise SegmentDamaged(f"{folder} has no list of segments")
    for info in read_segment_infos(path):
        stored = Stored(ArrayFile(folder / arrays_file(info.id)))
        for doc_id in info.alive().nonzero()[0].tolist():
            yield stored.article(doc_id, body=bodies)
