"""Which articles of an index are one story?  What all its segments have, compared.

Candidates are found anew among all living articles, by their fingerprints; only pairs of which
nothing was decided before have their texts read.  So a run that adds a few articles compares those
few, and the groups are those that a run over all articles would find.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.arrays.types import Array, Int64s, Mask
from index.article import STORY_FIELDS
from index.codec.segment import SegmentData
from index.codec.segment_infos import SegmentInfo, open_segment
from index.groups.candidates import Compared, candidates
from index.groups.decision import strength
from index.groups.file import Decisions, Groups, read_decisions, write_groups
from index.groups.stories import Link, group
from index.groups.texts import StoryText

_REMEMBERED = 2_000_000  # characters of texts, with some 30 bytes for each of what is made of them

Living = Sequence[tuple[SegmentData, Mask]]
"""The segments of an index, each with which of its articles are not deleted."""


@dataclass(frozen=True, slots=True)
class GroupTask:
    """The index in ``folder`` of these ``segments`` is to be grouped; ``number`` is that of its
    list of segments."""

    folder: Path
    number: int
    segments: tuple[SegmentInfo, ...]


def write_groups_of(task: GroupTask) -> None:
    """Group the articles of an index, and write the groups down.  Raises ``SegmentDamaged``."""
    living = [(open_segment(task.folder, info), info.alive()) for info in task.segments]
    groups, decisions = group_articles(living, read_decisions(task.folder), task.folder)
    write_groups(task.folder, task.number, groups, decisions)


def group_articles(living: Living, known: Decisions, folder: Path) -> tuple[Groups, Decisions]:
    """The groups of all living articles, and what was decided of each pair of texts that may be
    one story; ``known`` is what was decided before, ``folder`` has room for what waits.

    Raises ``SegmentDamaged``.
    """
    articles = _Articles(living)
    decisions: dict[tuple[int, int], int] = {}
    links = []
    compared = articles.compared
    for first, second in candidates(compared, folder).tolist():
        one, other = sorted((int(compared.texts[first]), int(compared.texts[second])))
        decided = decisions.get((one, other), known.get((one, other)))
        if decided is None:
            decided = strength(articles.text(first), articles.text(second))
        decisions[one, other] = decided
        if decided:
            links.append(Link(int(compared.ids[first]), int(compared.ids[second]), decided))
    return Groups.of(group(links, articles.title)), decisions


class _Articles:
    """The living articles of several segments, by their place among all of them."""

    def __init__(self, living: Living) -> None:
        self._segments = [data for data, _ in living]
        own = [np.flatnonzero(alive) for _, alive in living]
        sizes = [len(ids) for ids in own]
        self._segment_of = np.repeat(np.arange(len(own)), sizes)
        self._doc_ids = np.concatenate([np.zeros(0, np.int64), *own])
        self.compared = self._joined(living)
        self._by_id = np.argsort(self.compared.ids)
        self._texts: OrderedDict[int, tuple[StoryText, int]] = OrderedDict()
        self._characters = 0

    def _joined(self, living: Living) -> Compared:
        prints = [(data.fingerprints, alive) for data, alive in living]
        samples = [own.samples_of(alive) for own, alive in prints]
        sizes = np.concatenate([np.zeros(1, np.int64), *(size for _, size in samples)])
        return Compared(
            ids=_column(np.uint64, (d.column("ids.hashes")[alive] for d, alive in living)),
            texts=_column(np.uint64, (own.texts[alive] for own, alive in prints)),
            published=_column(np.int64, (d.column("published")[alive] for d, alive in living)),
            title_numbers=_column(np.uint64, (own.title_numbers[alive] for own, alive in prints)),
            lengths=_column(np.int64, (_lengths(data)[alive] for data, alive in living)),
            samples=_column(np.uint32, (found for found, _ in samples)),
            bounds=np.cumsum(sizes),
            values=self._values,
        )

    def _values(self, places: Int64s, first: int, last: int) -> Array:
        values = np.empty((len(places), last - first), np.uint32)
        segments, doc_ids = self._segment_of[places], self._doc_ids[places]
        for number, data in enumerate(self._segments):
            own = segments == number
            values[own] = data.fingerprints.signatures[doc_ids[own], first:last]
        return values

    def text(self, place: int) -> StoryText:
        """The texts of an article; those that were looked at last are remembered."""
        known = self._texts.get(place)
        if known is not None:
            self._texts.move_to_end(place)
            return known[0]
        data = self._segments[int(self._segment_of[place])]
        article = data.stored.article(int(self._doc_ids[place]))
        size = sum(len(getattr(article, name)) for name in STORY_FIELDS)
        text = StoryText(article)
        self._texts[place] = text, size
        self._characters += size
        while self._characters > _REMEMBERED and len(self._texts) > 1:
            self._characters -= self._texts.popitem(last=False)[1][1]
        return text

    def title(self, article: int) -> str:
        """The title of the article whose id has this hash."""
        at = np.searchsorted(self.compared.ids, np.uint64(article), sorter=self._by_id)
        place = int(self._by_id[at])
        data = self._segments[int(self._segment_of[place])]
        return data.stored.article(int(self._doc_ids[place]), body=False).title


def _column(kind: type[np.generic], parts: Iterable[Array]) -> Array:
    return np.concatenate([np.zeros(0, kind), *parts])


def _lengths(data: SegmentData) -> Int64s:
    """Per article the syllables of the texts that are compared."""
    lengths: Int64s = np.sum([data.column(f"{name}.lengths") for name in STORY_FIELDS], axis=0)
    return lengths
