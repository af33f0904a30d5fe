"""How is all that answers gone over on a cluster?  (See :class:`search.engine.Walk`.)"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import islice
from typing import Self

from index.article import Article, StoredArticle
from search.engines.opensearch.asking import PointGone
from search.engines.opensearch.documents import read_kept
from search.engines.opensearch.inquiry import Hit, Inquiry
from search.engines.opensearch.state import Where
from search.engines.opensearch.streaming import Sought, best_of_stories, stream
from search.errors import IndexUnavailable
from search.walks import WalkFacts


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a walk goes over: what is ``sought`` at the point in time ``where``, with ``group`` the
    best of each story, without the first ``skipped``."""

    sought: Sought
    where: Where
    group: bool
    skipped: int


class OpenSearchWalk:
    """Goes over a stretch of what is at the point in time that ``held`` keeps."""

    def __init__(
        self, facts: WalkFacts, stretch: Stretch, inquiry: Inquiry, held: ExitStack
    ) -> None:
        self.facts = facts
        self._stretch, self._inquiry, self._held = stretch, inquiry, held

    def ids(self) -> Iterator[str]:
        """The ids of the articles."""
        for kept, _ in self.articles(bodies=False):
            yield kept.id

    def articles(self, *, bodies: bool = True) -> Iterator[tuple[StoredArticle, bytes]]:
        """The articles as they are kept, each with its body in UTF-8."""
        sought = replace(self._stretch.sought, article=True, bodies=bodies)
        yield from map(read_kept, self._hits(sought))

    def read(self) -> Iterator[Article]:
        """The articles themselves."""
        for kept, body in self.articles():
            yield kept.with_body(body)

    def _hits(self, sought: Sought) -> Iterator[Hit]:
        try:
            hits = stream(self._inquiry, self._stretch.where, sought)
            hits = best_of_stories(hits) if self._stretch.group else hits
            yield from islice(hits, self._stretch.skipped, None)
        except PointGone as error:
            raise IndexUnavailable(
                "the state of the index that this goes over is no longer kept"
            ) from error

    def close(self) -> None:
        """Let go of the point in time."""
        self._held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
