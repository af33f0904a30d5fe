"""What has an index on a cluster instead of segments?  Parts: counts and fingerprints of articles.

A batch of articles makes one, as it makes a segment elsewhere, and they are merged by the same
rule; the same list says which there are, and which of their articles are deleted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from index.arrays.types import Mask
from index.cluster.counts import CountsFile, write_counts
from index.cluster.prints import Prints, merge_prints
from index.codec.segment_infos import (
    SegmentInfo,
    find_segment_infos,
    read_segment_infos,
    write_segment_infos,
)
from index.run.compaction import WritableSegment, groups_of, worth_merging

COUNTS, PRINTS = ".counts", ".prints"


class Parts:
    """The parts of an index; what ``folder`` has not of their files, ``fetch`` brings there by its
    name.  Raises ``SegmentDamaged``."""

    def __init__(self, folder: Path, fetch: Callable[[str], None] = lambda _: None) -> None:
        self.folder = folder
        self._fetch = fetch
        path = find_segment_infos(folder)
        self.number = int(path.stem) if path is not None else 0
        """Of the list of parts that is there; 0 for none."""
        infos = read_segment_infos(path) if path is not None else []
        self._parts = [WritableSegment.of(info) for info in infos]
        self._before = infos
        self._former = {part.id for part in self._parts}
        self._prints: dict[str, Prints] = {}

    @property
    def infos(self) -> list[SegmentInfo]:
        """All parts as they are now."""
        return [part.info for part in self._parts]

    @property
    def have_changed(self) -> bool:
        """Whether any article came or went."""
        return self.infos != self._before

    @property
    def articles(self) -> int:
        """How many articles the parts have, with those that are deleted."""
        return sum(part.articles for part in self._parts)

    @property
    def fresh(self) -> list[WritableSegment]:
        """The parts of this run."""
        return [part for part in self._parts if part.id not in self._former]

    def add(self, part: WritableSegment) -> None:
        """Add a part whose files are in the folder."""
        self._parts.append(part)

    def delete(self, article_id: str) -> str | None:
        """Delete the article, wherever it is; return the name of its document, ``None`` if it is
        nowhere."""
        for part in self._parts:
            prints = self._prints_of(part.id)
            number = prints.number_of(article_id)
            if number is not None and number not in part.deleted:
                part.deleted.add(number)
                return prints.document(number)
        return None

    def has(self, article_id: str) -> bool:
        """Whether the article is in any part."""
        return any(
            number is not None and number not in part.deleted
            for part in self._parts
            for number in [self._prints_of(part.id).number_of(article_id)]
        )

    def living(self) -> Iterator[tuple[Prints, Mask]]:
        """The fingerprints of every part, and which of its articles are not deleted."""
        for part in self._parts:
            yield self._prints_of(part.id), part.info.alive()

    def counts(self) -> list[CountsFile]:
        """The counts of every part."""
        return [CountsFile(self._file(part.id, COUNTS)) for part in self._parts]

    def largest(self) -> Path | None:
        """The counts of the largest part; ``None`` if there is none."""
        largest = max(self._parts, key=lambda part: part.articles, default=None)
        return self._file(largest.id, COUNTS) if largest is not None else None

    def files(self) -> list[str]:
        """The names of the files that the parts have, whether or not they are in the folder."""
        return [part.id + ending for part in self._parts for ending in (COUNTS, PRINTS)]

    def compact(self, *, fresh_only: bool = False) -> None:
        """Merge the parts where that is worth it, of all of them or of those of this run."""
        fresh = self.fresh
        kept = [part for part in self._parts if part not in fresh] if fresh_only else []
        looked_at = fresh if fresh_only else self._parts
        chosen = worth_merging(looked_at)
        left = [part for part in looked_at if part not in chosen]
        self._parts = [*kept, *left, *map(self._merge, groups_of(chosen))]
        for part in chosen:
            self._prints.pop(part.id, None)
            for ending in (COUNTS, PRINTS):
                (self.folder / (part.id + ending)).unlink(missing_ok=True)

    def _merge(self, group: Sequence[WritableSegment]) -> WritableSegment:
        merged = WritableSegment(0)
        own = [(self._prints_of(part.id), part.info.alive()) for part in group]
        merged.articles = merge_prints(self.folder / (merged.id + PRINTS), own)
        counts = [CountsFile(self._file(part.id, COUNTS)) for part in group]
        write_counts(self.folder / (merged.id + COUNTS), counts)
        return merged

    def write(self) -> None:
        """Write the list of parts, in place of the former one."""
        self.number += 1
        write_segment_infos(self.folder, self.number, self.infos)

    def _prints_of(self, part_id: str) -> Prints:
        if part_id not in self._prints:
            self._prints[part_id] = Prints(self._file(part_id, PRINTS))
        return self._prints[part_id]

    def _file(self, part_id: str, ending: str) -> Path:
        path = self.folder / (part_id + ending)
        if not path.exists():
            self._fetch(path.name)
        return path


def documents_of(living: Sequence[tuple[Prints, Mask]], articles: Sequence[int]) -> list[str]:
    """The names of the documents of those ``articles`` that live, by the hashes of their ids."""
    wanted = np.array(sorted(articles), np.uint64)
    return [
        prints.document(number)
        for prints, alive in living
        for number in np.flatnonzero(alive & np.isin(prints.ids, wanted)).tolist()
    ]
