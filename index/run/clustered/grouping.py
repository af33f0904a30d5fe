"""Which articles on a cluster are one story?  Compared by fingerprints, their texts asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.article import Article
from index.cluster.articles import articles_named
from index.cluster.connection import Cluster
from index.cluster.home import damaged
from index.cluster.prints import Prints
from index.codec.segment_infos import SegmentInfo
from index.groups.file import read_decisions, write_groups
from index.run.clustered.parts import PRINTS
from index.run.clustered.shipping import Target, cluster_of
from index.run.grouping import Part, Place, group_articles


@dataclass(frozen=True, slots=True)
class GroupTask:
    """The articles of these parts, whose fingerprints are in ``folder``, are to be grouped;
    ``number`` is that of the list of parts."""

    target: Target
    folder: Path
    number: int
    parts: tuple[SegmentInfo, ...]


def write_groups_of(task: GroupTask) -> None:
    """Group the articles, and write the groups down.  Raises ``SegmentDamaged``, and
    :class:`~index.errors.ClusterError`."""
    prints = [Prints(task.folder / (info.id + PRINTS)) for info in task.parts]
    parts = [
        Part(own.ids, own.published, own.story_lengths, own.fingerprints, info.alive())
        for own, info in zip(prints, task.parts, strict=True)
    ]
    texts = _SentTexts(cluster_of(task.target.settings), task.target.index, prints)
    known = read_decisions(task.folder)
    groups, decisions = group_articles(parts, texts, known, task.folder)
    write_groups(task.folder, task.number, groups, decisions)


class _SentTexts:
    """The articles of the parts, as they were sent last."""

    def __init__(self, cluster: Cluster, index: str, prints: Sequence[Prints]) -> None:
        self._cluster, self._index, self._prints = cluster, index, prints
        self._whole: dict[Place, Article] = {}
        self._heads: dict[Place, Article] = {}

    def expect(self, places: Sequence[Place], *, bodies: bool) -> None:
        """Ask for these together."""
        if bodies:
            self._whole = {}
        else:
            places = [place for place in places if place not in self._heads]
        names = [self._prints[part].document(number) for part, number in places]
        found = articles_named(self._cluster, self._index, names, bodies=bodies)
        for place, name in zip(places, names, strict=True):
            if name not in found:
                raise damaged(self._cluster, f"the article of the document {name} is missing")
            article = found[name].article
            if bodies:
                self._whole[place] = article
            self._heads[place] = Article(article.id, article.title)

    def article(self, place: Place, *, body: bool) -> Article:
        """One article; without its body, nothing but its title."""
        known = self._whole if body else self._heads
        if place not in known:
            kept = self._whole
            self.expect([place], bodies=body)
            self._whole = {**kept, **self._whole}
        return self._whole[place] if body else self._heads[place]
