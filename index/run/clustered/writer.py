"""How do articles become documents on a cluster?  In batches, in worker processes.

Batches are those of an index in a folder, so the same articles make the same lexicon.  The average
lengths of texts are baked into every document: those of the live index hold, and a new one takes
them from its first articles, which wait until there are enough to tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Self

import numpy as np

from index.article import TEXT_FIELDS, Article
from index.cluster.articles import articles_named
from index.cluster.bulk import Operation, send
from index.cluster.mapping import document_id
from index.codec.ids import hash_of
from index.codec.segment_infos import SegmentInfo
from index.groups.file import Groups, has_groups, read_groups
from index.lexicon import is_outdated, write_lexicon
from index.run.clustered.grouping import GroupTask, write_groups_of
from index.run.clustered.parts import Parts, documents_of
from index.run.clustered.shipping import (
    RewriteTask,
    ShipTask,
    Stories,
    Target,
    cluster_of,
    rewrite,
    ship,
)
from index.run.compaction import WritableSegment
from index.run.corpus import count_corpus
from index.run.workers import WorkerPool, beside
from index.run.writer import (
    MAX_FRESH_SEGMENTS,
    WORTH_A_PROCESS,
    characters_of,
    characters_of_batch,
)
from index.vietnamese import syllables

HELD_ARTICLES, HELD_CHARACTERS = 20_000, 40_000_000
"""So many first articles tell how long texts are; they wait in memory."""
_REWRITTEN_AT_ONCE = 250
_MAX_PIECES, _MAX_PIECE = 200_000, 40  # remembered, of so many characters


@dataclass(frozen=True, slots=True)
class Hooks:
    """What a writer is to do beside writing: ``check``, before each batch, that it still may, and
    ``announce`` the ids of articles before anything of them is changed, and the names of documents
    of articles that stay what they are."""

    check: Callable[[], None] = lambda: None
    announce: Callable[[Sequence[str], Sequence[str]], None] = lambda _ids, _documents: None


class ClusterWriter:
    """Adds, replaces and deletes articles of the index ``target``, whose averages are empty where
    they are to be told by the first articles.

    ``jobs`` worker processes take up to ``memory`` MB each; with one job the work is done here.
    Raises ``SegmentDamaged``, and :class:`~index.errors.ClusterError`.
    """

    def __init__(
        self, target: Target, parts: Parts, hooks: Hooks, *, jobs: int, memory: int
    ) -> None:
        self.target = target
        self.grouped = 0
        """How many articles are of one story with another, once all is written."""
        self._parts, self._hooks = parts, hooks
        self._known: Path | None = parts.largest()
        self._stories = _stories(parts.folder)
        self._max_characters = characters_of_batch(memory)
        self._batch: list[Article] = []
        self._batch_characters = 0
        self._held: list[list[Article]] = []
        self._held_characters = 0
        # documents to be taken out, if nothing takes their place, and the ids of their articles
        self._gone: dict[str, str] = {}
        self._pool: WorkerPool[WritableSegment] = WorkerPool(jobs)
        self._rewriters: WorkerPool[int] = WorkerPool(jobs)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        try:
            if kind is None:
                self.commit()
                self._pool.close()
                self._take_out()
                self._parts.compact()
                if self._parts.have_changed or not has_groups(self._parts.folder):
                    self._parts.write()
                    self._derive()
                self.grouped = len(read_groups(self._parts.folder).members)
        finally:
            self._pool.close()
            self._rewriters.close()

    def add(self, article: Article) -> None:
        """Add an article whose id is not in the index."""
        self._batch.append(article)
        self._batch_characters += characters_of(article)
        if self._batch_characters >= self._max_characters:
            self._end_batch(last=False)

    def commit(self) -> None:
        """Have all that came sent, so that it can be replaced."""
        self._end_batch(last=not self._held)
        self._release(last=len(self._held) == 1)
        for part in self._pool.wait():
            self._add_part(part)

    def delete(self, article_id: str) -> None:
        """Delete the article; its document goes at the end, unless another takes its place."""
        document = self._parts.delete(article_id)
        if document is not None:
            self._gone[document] = article_id

    def find(self, article_id: str) -> Article | None:
        """The article of this id in what is sent, ``None`` if it is not there."""
        if not self._parts.has(article_id):
            return None
        name = document_id(article_id)
        cluster = cluster_of(self.target.settings)
        found = articles_named(cluster, self.target.index, [name])
        return found[name].article if name in found else None

    def _end_batch(self, *, last: bool) -> None:
        """Have the articles that came sent, or wait until it is known how long texts are."""
        if not self._batch:
            return
        batch, self._batch = self._batch, []
        if self.target.averages:
            self._ship(batch, last=last)
        else:
            self._held.append(batch)
            self._held_characters += self._batch_characters
            articles = sum(map(len, self._held))
            if articles >= HELD_ARTICLES or self._held_characters >= HELD_CHARACTERS:
                self._release(last=False)
        self._batch_characters = 0

    def _release(self, *, last: bool) -> None:
        """Send what was held back."""
        held, self._held = self._held, []
        if held and not self.target.averages:
            averages = average_lengths(chain.from_iterable(held))
            self.target = replace(self.target, averages=averages)
        for batch in held:
            self._ship(batch, last=last)

    def _ship(self, batch: list[Article], *, last: bool) -> None:
        self._hooks.check()
        self._hooks.announce([article.id for article in batch], ())
        for article in batch:
            self._gone.pop(document_id(article.id), None)
        hashes = (hash_of(article.id.encode()) for article in batch)
        task = ShipTask(
            target=self.target,
            folder=self._parts.folder,
            part=WritableSegment(len(batch)),
            articles=batch,
            stories={one: self._stories[one] for one in hashes if one in self._stories},
            known=self._known,
        )
        for part in self._pool.submit(ship, task, last=last):
            self._add_part(part)

    def _add_part(self, part: WritableSegment) -> None:
        self._parts.add(part)
        if len(self._parts.fresh) >= MAX_FRESH_SEGMENTS:
            self._parts.compact(fresh_only=True)

    def _take_out(self) -> None:
        """Take out the documents of what was deleted."""
        if not self._gone:
            return
        self._hooks.check()
        self._hooks.announce([*self._gone.values()], ())
        operations = map(Operation.delete, sorted(self._gone))
        target = self.target
        send(cluster_of(target.settings), target.index, operations, target.turn)
        self._gone.clear()

    # What is derived of all articles

    def _derive(self) -> None:
        """Group the articles, and beside that write the lexicon if it is outdated; and have those
        whose story is another now say so."""
        living = [*self._parts.living()]  # their files are there then
        infos: tuple[SegmentInfo, ...] = tuple(self._parts.infos)
        task = GroupTask(self.target, self._parts.folder, self._parts.number, infos)
        if self._pool.jobs > 1 and self._parts.articles >= WORTH_A_PROCESS:
            with beside(write_groups_of, task):
                self._write_lexicon()
        else:
            write_groups_of(task)
            self._write_lexicon()
        stories = _stories(self._parts.folder)
        both = self._stories.keys() | stories.keys()
        changed = [one for one in both if self._stories.get(one) != stories.get(one)]
        self._rewrite(documents_of(living, changed), stories)

    def _rewrite(self, names: Sequence[str], stories: Stories) -> None:
        for start in range(0, len(names), _REWRITTEN_AT_ONCE):
            some = names[start : start + _REWRITTEN_AT_ONCE]
            self._hooks.check()
            self._hooks.announce((), some)
            task = RewriteTask(self.target, some, stories)
            last = len(names) <= _REWRITTEN_AT_ONCE
            self._rewriters.submit(rewrite, task, last=last)
        self._rewriters.wait()

    def _write_lexicon(self) -> None:
        parts = self._parts
        if is_outdated(parts.folder, parts.articles):
            # of articles that were taken out counts are left, and are not to seem more to come
            corpus = replace(count_corpus(parts.counts()), articles=parts.articles)
            write_lexicon(parts.folder, parts.number, corpus)


def average_lengths(articles: Iterable[Article]) -> Mapping[str, float]:
    """The average length of each text in syllables."""
    counted = _Counted()
    lengths = np.array(
        [
            [sum(map(counted.__getitem__, getattr(article, name).split())) for name in TEXT_FIELDS]
            for article in articles
        ]
    )
    return dict(zip(TEXT_FIELDS, lengths.mean(axis=0).tolist(), strict=True))


class _Counted(dict[str, int]):
    """How many syllables a piece of text without spaces has; most come again and again."""

    def __missing__(self, piece: str) -> int:
        count = sum(1 for _ in syllables(piece))
        if len(self) < _MAX_PIECES and len(piece) < _MAX_PIECE:
            self[piece] = count
        return count


def _stories(folder: Path) -> Stories:
    """The groups that are known so far."""
    if not has_groups(folder):
        return {}
    groups: Groups = read_groups(folder)
    return dict(zip(groups.members.tolist(), groups.names.tolist(), strict=True))
