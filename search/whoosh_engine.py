"""How does a request become results?  Parse, match, filter, count, order, show: over Whoosh."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.article import Article
from index.vietnamese import clean_text
from search.columns import Columns
from search.evaluate import Matches, evaluate
from search.facets import Selection, count_facets, count_values, iso_day
from search.highlight import Pattern, highlight, patterns
from search.query_tree import build_relaxed, build_tree, relaxed_minimum, with_words
from search.rank import order
from search.request import SearchRequest
from search.results import Filters, Hit, IndexStats, QueryEcho, SearchResults
from search.snapshot import Snapshot, SnapshotHolder
from search.syntax import Node, parse, plain_words
from search.wording import say, say_relaxed

_STREAM_BATCH = 100


@dataclass(frozen=True, slots=True)
class _Found:
    """All that match the query, before any filter, and how the query was read."""

    node: Node | None
    matches: Matches
    understood: str
    relaxed: bool


class WhooshEngine:
    """Answers requests with Whoosh's own matchers (see :class:`search.engine.Engine`)."""

    def __init__(self, index: Path) -> None:
        self._holder = SnapshotHolder(index)
        with self._holder.use():
            pass  # opens the index, or says at once why it cannot be opened

    def search(self, request: SearchRequest) -> SearchResults:
        """One page of results with exact totals and facets."""
        started = time.perf_counter()
        with self._holder.use() as snapshot:
            columns = snapshot.columns
            selection = Selection.of(request, columns)
            with snapshot.lock:
                found = _find(snapshot, request.q)
            shown, ranks = _ranked(found, request, columns, selection)
            total = len(ranks)
            first = (request.page - 1) * request.size
            page = ranks[first : first + request.size] if first < total else ranks[:0]
            wanted = patterns(found.node) if found.node is not None else ()
            hits = tuple(
                _hit(
                    article,
                    score,
                    wanted if request.highlight else None,
                    scored=found.node is not None,
                )
                for article, score in _stored(snapshot, shown, page)
            )
            facets = count_facets(found.matches.ids, request, columns, selection)
        return SearchResults(
            query=QueryEcho(
                request.q,
                found.understood,
                found.relaxed,
                Filters(request.category, request.source, request.start, request.end),
            ),
            total=total,
            page=request.page,
            size=request.size,
            pages=math.ceil(total / request.size),
            sort=request.sort,
            took_ms=round((time.perf_counter() - started) * 1000, 2),
            suggestion=None,
            hits=hits,
            facets=facets,
        )

    def article(self, article_id: str) -> Article | None:
        """The stored article, or ``None`` for an unknown id."""
        with self._holder.use() as snapshot, snapshot.lock:
            reader = snapshot.searcher.reader()
            try:
                key = article_id.encode()
            except UnicodeEncodeError:  # a lone surrogate, which no stored id has
                return None
            if ("id", key) not in reader:
                return None
            matcher = reader.postings("id", key)
            return _article(snapshot, matcher.id()) if matcher.is_active() else None

    def stream(self, request: SearchRequest) -> Iterator[Article]:
        """All matching articles in the request's order; ``page`` and ``size`` are ignored."""
        with self._holder.use() as snapshot:
            selection = Selection.of(request, snapshot.columns)
            with snapshot.lock:
                found = _find(snapshot, request.q)
            shown, ranks = _ranked(found, request, snapshot.columns, selection)
            for first in range(0, len(ranks), _STREAM_BATCH):
                for article, _ in _stored(snapshot, shown, ranks[first : first + _STREAM_BATCH]):
                    yield article

    def stats(self) -> IndexStats:
        """What the index holds."""
        with self._holder.use() as snapshot:
            columns = snapshot.columns
            ids = np.flatnonzero(columns.alive)
            days = columns.days()[ids[columns.dated()[ids]]]
            manifest = snapshot.generation.manifest
            return IndexStats(
                articles=len(ids),
                undated=len(ids) - len(days),
                first=iso_day(int(days.min())) if len(days) else None,
                last=iso_day(int(days.max())) if len(days) else None,
                categories=count_values(ids, columns.category),
                sources=count_values(ids, columns.source),
                built=manifest.built,
                built_from=manifest.built_from,
                generation=snapshot.generation.name,
                schema_version=manifest.schema_version,
            )

    def close(self) -> None:
        """Let go of the index; calls after this raise ``IndexUnavailable``."""
        self._holder.close()


def _find(snapshot: Snapshot, q: str) -> _Found:
    node = parse(q)
    searcher = snapshot.searcher
    if node is None:
        # Nothing typed: everything.  Something typed in which nothing can be found: nothing.
        everything = (
            np.flatnonzero(snapshot.columns.alive) if not q.strip() else np.zeros(0, np.int64)
        )
        return _Found(None, Matches(everything, np.zeros(len(everything))), "", relaxed=False)
    matches = evaluate(searcher, with_words(build_tree(node), node, clean_text(q)))
    # Not the filtered count: a click on a facet must find what the facet promised.
    minimum = relaxed_minimum(node, len(matches.ids))
    words = plain_words(node)
    if minimum is None or words is None:
        return _Found(node, matches, say(node), relaxed=False)
    more = evaluate(searcher, build_relaxed(words, minimum))
    if len(more.ids) == len(matches.ids):
        return _Found(node, matches, say(node), relaxed=False)
    return _Found(node, more, say_relaxed(words, minimum), relaxed=True)


def _ranked(
    found: _Found, request: SearchRequest, columns: Columns, selection: Selection
) -> tuple[Matches, npt.NDArray[np.int64]]:
    """The matches that pass all filters, and their order."""
    kept = selection.keep(found.matches.ids)
    shown = Matches(found.matches.ids[kept], found.matches.scores[kept])
    by_date = found.node is None and request.sort == "relevance"
    return shown, order(shown, columns, "newest" if by_date else request.sort)


def _stored(
    snapshot: Snapshot, shown: Matches, ranks: npt.NDArray[np.int64]
) -> list[tuple[Article, float]]:
    with snapshot.lock:
        return [(_article(snapshot, int(shown.ids[n])), float(shown.scores[n])) for n in ranks]


def _article(snapshot: Snapshot, number: int) -> Article:
    article: Article = snapshot.searcher.stored_fields(number)["article"]
    return article


def _hit(
    article: Article, score: float, wanted: tuple[Pattern, ...] | None, *, scored: bool
) -> Hit:
    return Hit(
        id=article.id,
        title=article.title or None,
        url=article.url or None,
        source=article.source or None,
        category=article.category or None,
        published=article.published.isoformat() if article.published else None,
        summary=article.summary or None,
        score=round(score, 4) if scored else None,
        similar=0,
        highlights=highlight(article, wanted) if wanted is not None else None,
    )
