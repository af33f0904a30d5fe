"""How is all that answers gone over?  By doc ids in order, each article read when it is due."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Self

from index.arrays.types import DocIds
from index.article import Article, StoredArticle
from search.engines.whoosh.holder import SnapshotHolder
from search.engines.whoosh.snapshot import Snapshot
from search.walks import WalkFacts

_LISTED_AT_ONCE = 1024


class WhooshWalk:
    """Goes over the articles ``doc_ids`` of ``snapshot`` (see :class:`search.engine.Walk`);
    ``held`` is what keeps that open."""

    def __init__(
        self,
        facts: WalkFacts,
        doc_ids: DocIds,
        snapshot: Snapshot,
        holder: SnapshotHolder,
        held: ExitStack,
    ) -> None:
        self.facts = facts
        self._doc_ids, self._snapshot = doc_ids, snapshot
        self._holder, self._held = holder, held

    def ids(self) -> Iterator[str]:
        """The ids of the articles."""
        with self._holder.telling_damage(self._snapshot):
            yield from self._snapshot.ids_of(self._doc_ids)

    def articles(self, *, bodies: bool = True) -> Iterator[tuple[StoredArticle, bytes]]:
        """The articles as they are kept, each with its body in UTF-8."""
        with self._holder.telling_damage(self._snapshot):
            yield from self._snapshot.as_kept(self._doc_ids, bodies=bodies)

    def read(self) -> Iterator[Article]:
        """The articles themselves."""
        with self._holder.telling_damage(self._snapshot):
            for start in range(0, len(self._doc_ids), _LISTED_AT_ONCE):
                some = self._doc_ids[start : start + _LISTED_AT_ONCE].tolist()
                yield from map(self._snapshot.article, some)

    def close(self) -> None:
        """Let go of the generation."""
        self._held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
