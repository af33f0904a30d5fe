"""Which segments are worth merging into one?  Those that would cost searches more than merging.

A search pays for every segment, and for deleted articles too.  Segments are merged from
the smallest up, as long as those below weigh at least half of the next: what a run adds
to a large index is not paid for with rewriting the index, and N articles stay in about
log2(N) segments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from index.codec.merge import Part, merge_segments
from index.codec.whoosh.codec import EXTENSION, ArraySegment, open_segment

# Merging keeps the keys of all parts in memory: measured with 50,000 articles, 170 MB.  This many
# stay within what a worker may take by default, and a searcher gains nothing from larger segments.
_MOST_ARTICLES = 100_000
_MOST_DELETED = 0.2  # of a segment: beyond it, it is rewritten


def compact(
    storage: Any, segments: Sequence[ArraySegment], check: Callable[[str], None]
) -> list[ArraySegment]:
    """Merge where that is worth it; return the segments that there are then.

    ``check`` is told the name of each file before it is read for merging, so that damage is not
    copied into a file that looks sound.
    """
    chosen = _worth_merging(segments)
    for segment in chosen:
        check(segment.make_filename(EXTENSION))
    left = [segment for segment in segments if segment not in chosen]
    left += [
        _merge(storage, group)
        for group in _groups(chosen)
        if any(segment.doc_count() for segment in group)
    ]
    for segment in chosen:
        (Path(storage.folder) / segment.make_filename(EXTENSION)).unlink()
    return left


def _worth_merging(segments: Sequence[ArraySegment]) -> list[ArraySegment]:
    """The small ones that together weigh enough, and those with many deleted articles."""
    by_size = sorted(segments, key=lambda s: s.doc_count())
    small: list[ArraySegment] = []
    weight = 0
    for number, segment in enumerate(by_size):
        size = segment.doc_count()
        if weight >= size / 2 and size <= _MOST_ARTICLES / 2:
            small = by_size[: number + 1]
        weight += size
    holed = [s for s in segments if s.deleted_count() > _MOST_DELETED * s.doc_count_all()]
    return [s for s in segments if (s in small and len(small) > 1) or s in holed]


def _groups(segments: Sequence[ArraySegment]) -> Iterator[list[ArraySegment]]:
    """Neighbours together, as many as make a segment of bearable size."""
    group: list[ArraySegment] = []
    size = 0
    for segment in segments:
        if group and size + segment.doc_count() > _MOST_ARTICLES:
            yield group
            group, size = [], 0
        group.append(segment)
        size += segment.doc_count()
    if group:
        yield group


def _merge(storage: Any, group: Sequence[ArraySegment]) -> ArraySegment:
    merged = ArraySegment(group[0].index_name(), 0)
    parts = [Part(open_segment(storage, segment), segment.alive()) for segment in group]
    path = Path(storage.folder) / merged.make_filename(EXTENSION)
    merged.set_doc_count(merge_segments(path, parts))
    return merged
