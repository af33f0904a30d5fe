"""Which articles of an index are one story?  What all its segments have, compared.

Candidates are found anew among all living articles, by their fingerprints; only pairs of which
nothing was decided before have their texts read.  So a run that adds a few articles compares those
few, and the groups are those that a run over all articles would find.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from index.arrays.types import Array, IdHashes, Int64s, Mask, Minutes
from index.article import STORY_FIELDS, Article
from index.codec.fingerprints import Fingerprinted
from index.codec.segment import SegmentData
from index.codec.segment_infos import SegmentInfo, open_segment
from index.groups.candidates import Compared, candidates
from index.groups.decision import strength
from index.groups.file import Decisions, Groups, read_decisions, write_groups
from index.groups.stories import Link, group
from index.groups.texts import StoryText

_AT_ONCE = 200  # pairs of which the texts are asked for together
_REMEMBERED = 2_000_000  # characters of texts, with some 30 bytes for each of what is made of them

Place = tuple[int, int]
"""A part, by its number, and an article of it, by its doc id."""


@dataclass(frozen=True, slots=True)
class Part:
    """What is known of some articles that are compared: of each the hash of its id, when it was
    published, the length of the texts that are compared, and its fingerprints; ``alive`` are those
    that are not deleted."""

    ids: IdHashes
    published: Minutes
    lengths: Int64s
    fingerprints: Fingerprinted
    alive: Mask


class Texts(Protocol):
    """Where the articles of parts are read, by the number of the part and theirs within it."""

    def expect(self, places: Sequence[Place], *, bodies: bool) -> None:
        """These are asked for next, with their bodies or without."""

    def article(self, place: Place, *, body: bool) -> Article:
        """One article."""


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
    groups, decisions = group_segments(living, read_decisions(task.folder), task.folder)
    write_groups(task.folder, task.number, groups, decisions)


def group_segments(
    living: Sequence[tuple[SegmentData, Mask]], known: Decisions, folder: Path
) -> tuple[Groups, Decisions]:
    """:func:`group_articles` of segments, each with which of its articles are not deleted."""
    parts = [
        Part(
            data.column("ids.hashes"),
            data.column("published"),
            _lengths(data),
            data.fingerprints,
            alive,
        )
        for data, alive in living
    ]
    return group_articles(parts, _StoredTexts([data for data, _ in living]), known, folder)


def group_articles(
    parts: Sequence[Part], texts: Texts, known: Decisions, folder: Path
) -> tuple[Groups, Decisions]:
    """The groups of all living articles, and what was decided of each pair of texts that may be
    one story; ``known`` is what was decided before, ``folder`` has room for what waits.

    Raises ``SegmentDamaged``.
    """
    articles = _Articles(parts, texts)
    decisions: dict[tuple[int, int], int] = {}
    links = []
    compared = articles.compared
    pairs = candidates(compared, folder).tolist()
    for start in range(0, len(pairs), _AT_ONCE):
        some = [
            (first, second, articles.key(first, second))
            for first, second in pairs[start : start + _AT_ONCE]
        ]
        articles.expect({place for *both, key in some if key not in known for place in both})
        for first, second, key in some:
            decided = decisions.get(key, known.get(key))
            if decided is None:
                decided = strength(articles.text(first), articles.text(second))
            decisions[key] = decided
            if decided:
                links.append(Link(int(compared.ids[first]), int(compared.ids[second]), decided))
    articles.expect_titles({end for link in links for end in (link.first, link.second)})
    return Groups.of(group(links, articles.title)), decisions


class _StoredTexts:
    """The articles of segments."""

    def __init__(self, segments: Sequence[SegmentData]) -> None:
        self._segments = segments

    def expect(self, places: Sequence[Place], *, bodies: bool) -> None:
        """Nothing is gained by that: they are read in place."""

    def article(self, place: Place, *, body: bool) -> Article:
        """One article."""
        part, number = place
        return self._segments[part].stored.article(number, body=body)


class _Articles:
    """The living articles of several parts, by their place among all of them."""

    def __init__(self, parts: Sequence[Part], texts: Texts) -> None:
        self._parts, self._source = parts, texts
        own = [np.flatnonzero(part.alive) for part in parts]
        sizes = [len(ids) for ids in own]
        self._part_of = np.repeat(np.arange(len(own)), sizes)
        self._doc_ids = np.concatenate([np.zeros(0, np.int64), *own])
        self.compared = self._joined()
        self._by_id = np.argsort(self.compared.ids)
        self._texts: OrderedDict[int, tuple[StoryText, int]] = OrderedDict()
        self._characters = 0

    def _joined(self) -> Compared:
        parts = self._parts
        samples = [part.fingerprints.samples_of(part.alive) for part in parts]
        sizes = np.concatenate([np.zeros(1, np.int64), *(size for _, size in samples)])
        prints = [(part.fingerprints, part.alive) for part in parts]
        return Compared(
            ids=_column(np.uint64, (part.ids[part.alive] for part in parts)),
            texts=_column(np.uint64, (own.texts[alive] for own, alive in prints)),
            published=_column(np.int64, (part.published[part.alive] for part in parts)),
            title_numbers=_column(np.uint64, (own.title_numbers[alive] for own, alive in prints)),
            lengths=_column(np.int64, (part.lengths[part.alive] for part in parts)),
            samples=_column(np.uint32, (found for found, _ in samples)),
            bounds=np.cumsum(sizes),
            values=self._values,
        )

    def _values(self, places: Int64s, first: int, last: int) -> Array:
        values = np.empty((len(places), last - first), np.uint32)
        parts, doc_ids = self._part_of[places], self._doc_ids[places]
        for number, part in enumerate(self._parts):
            own = parts == number
            values[own] = part.fingerprints.signatures[doc_ids[own], first:last]
        return values

    def key(self, first: int, second: int) -> tuple[int, int]:
        """By what it is known what was decided of two articles."""
        texts = self.compared.texts
        one, other = sorted((int(texts[first]), int(texts[second])))
        return one, other

    def expect(self, places: Set[int]) -> None:
        """The texts of these are looked at next."""
        new = sorted(places - self._texts.keys())
        self._source.expect([self._place(one) for one in new], bodies=True)

    def expect_titles(self, articles: Set[int]) -> None:
        """The titles of these, by the hashes of their ids, are looked at next."""
        self._source.expect([self._place(self._place_of(one)) for one in articles], bodies=False)

    def text(self, place: int) -> StoryText:
        """The texts of an article; those that were looked at last are remembered."""
        known = self._texts.get(place)
        if known is not None:
            self._texts.move_to_end(place)
            return known[0]
        article = self._source.article(self._place(place), body=True)
        size = sum(len(getattr(article, name)) for name in STORY_FIELDS)
        text = StoryText(article)
        self._texts[place] = text, size
        self._characters += size
        while self._characters > _REMEMBERED and len(self._texts) > 1:
            self._characters -= self._texts.popitem(last=False)[1][1]
        return text

    def title(self, article: int) -> str:
        """The title of the article whose id has this hash."""
        return self._source.article(self._place(self._place_of(article)), body=False).title

    def _place(self, place: int) -> Place:
        return int(self._part_of[place]), int(self._doc_ids[place])

    def _place_of(self, article: int) -> int:
        at = np.searchsorted(self.compared.ids, np.uint64(article), sorter=self._by_id)
        return int(self._by_id[at])


def _column(kind: type[np.generic], parts: Iterable[Array]) -> Array:
    return np.concatenate([np.zeros(0, kind), *parts])


def _lengths(data: SegmentData) -> Int64s:
    """Per article the syllables of the texts that are compared."""
    lengths: Int64s = np.sum([data.column(f"{name}.lengths") for name in STORY_FIELDS], axis=0)
    return lengths
