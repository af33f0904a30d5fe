"""Which segments are worth merging into one?  Those that would cost searches more than merging.

A search pays for every segment, and for deleted articles too.  Segments are merged from
the smallest up, as long as those below weigh at least half of the next: what a run adds
to a large index is not paid for with rewriting the index, and N articles stay in about
log2(N) segments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.codec.merge import Part, merge_segments
from index.codec.segment_infos import SegmentInfo, arrays_file, new_segment_id, open_segment

# Merging keeps the keys of all parts in memory: measured with 150,000 articles, 202 MB.  A search
# over them takes 1.1 times as long in two segments as in one: every clause is matched in each.
MAX_ARTICLES = 200_000
MAX_DELETED_SHARE = 0.2  # of a segment's articles: beyond it, it is rewritten


@dataclass(slots=True, eq=False)
class WritableSegment:
    """A segment of the generation being written; its articles may still be deleted, by doc id."""

    articles: int
    id: str = field(default_factory=new_segment_id)
    deleted: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, info: SegmentInfo) -> WritableSegment:
        """The segment that ``info`` describes, with a set of deletions of its own."""
        return cls(info.articles, info.id, set(info.deleted))

    @property
    def info(self) -> SegmentInfo:
        """The segment as it is now."""
        return SegmentInfo(self.id, self.articles, tuple(sorted(self.deleted)))

    @property
    def living(self) -> int:
        """How many articles are not deleted."""
        return self.articles - len(self.deleted)

    @property
    def file(self) -> str:
        return arrays_file(self.id)


def compact(
    folder: Path, segments: Sequence[WritableSegment], check: Callable[[str], None]
) -> list[WritableSegment]:
    """Merge ``segments`` in ``folder`` where that is worth it; return those that there are then.

    ``check`` is told the name of each file before it is read for merging, so that damage is not
    copied into a file that looks sound.
    """
    chosen = worth_merging(segments)
    for segment in chosen:
        check(segment.file)
    left = [segment for segment in segments if segment not in chosen]
    left += [_merge(folder, group) for group in groups_of(chosen)]
    for segment in chosen:
        (folder / segment.file).unlink()
    return left


def worth_merging(segments: Sequence[WritableSegment]) -> list[WritableSegment]:
    """The small ones that together weigh enough, and those with many deleted articles."""
    by_size = sorted(segments, key=lambda segment: segment.living)
    small: list[WritableSegment] = []
    weight = 0
    for end, segment in enumerate(by_size, start=1):
        if weight >= segment.living / 2 and segment.living <= MAX_ARTICLES / 2:
            small = by_size[:end]
        weight += segment.living
    holed = [s for s in segments if len(s.deleted) > MAX_DELETED_SHARE * s.articles]
    return [s for s in segments if (s in small and len(small) > 1) or s in holed]


def groups_of(segments: Sequence[WritableSegment]) -> Iterator[list[WritableSegment]]:
    """Neighbours together, as many as make a segment of bearable size, without those of which
    nothing lives."""
    group: list[WritableSegment] = []
    size = 0
    for segment in segments:
        if group and size + segment.living > MAX_ARTICLES:
            yield group
            group, size = [], 0
        if segment.living:
            group.append(segment)
            size += segment.living
    if group:
        yield group


def _merge(folder: Path, group: Sequence[WritableSegment]) -> WritableSegment:
    infos = [segment.info for segment in group]
    parts = [Part(open_segment(folder, info), info.alive()) for info in infos]
    merged = WritableSegment(0)
    merged.articles = merge_segments(folder / merged.file, parts)
    return merged
