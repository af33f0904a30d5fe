"""How does a request become results?  Parse, match, filter, count, order, show."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from index.arrays.types import Indices
from index.article import Article
from index.codec.keywords import Syllables
from index.days import iso_day, today
from search.deadline import Deadline
from search.engines.whoosh.facets import Selection, count_dates, count_facets, count_values
from search.engines.whoosh.find import Found, find, suggestion
from search.engines.whoosh.fragments import whole
from search.engines.whoosh.key_terms import key_terms
from search.engines.whoosh.matching.matches import Matches
from search.engines.whoosh.phrase_finder import PhraseFinder
from search.engines.whoosh.rank import top_k
from search.engines.whoosh.search_gate import SearchGate
from search.engines.whoosh.similar import like_tree
from search.engines.whoosh.snapshot import Snapshot, SnapshotHolder
from search.highlight.highlighter import Highlighter
from search.highlight.patterns import patterns
from search.query.tree import has_phrase
from search.request import SearchRequest, Sort
from search.results import (
    Completion,
    Filters,
    Highlights,
    Hit,
    IndexStats,
    KeyTerm,
    QueryEcho,
    SearchResults,
    Trend,
)


class WhooshEngine:
    """Answers requests over a Whoosh index (see :class:`search.engine.Engine`)."""

    def __init__(self, index: Path, seconds: float) -> None:
        self._seconds = seconds
        self._gate = SearchGate()
        self._holder = SnapshotHolder(index)
        with self._holder.use():
            pass  # opens the index, or says at once why it cannot be opened

    def search(self, request: SearchRequest) -> SearchResults:
        """One page of results with exact totals and facets."""
        started = time.perf_counter()
        deadline = Deadline.after(self._seconds)
        with (
            self._gate.admit(),
            self._holder.use() as snapshot,
            snapshot.evaluator(deadline) as evaluator,
        ):
            columns = snapshot.columns
            selection = Selection.of(request, columns)
            day = today()
            found = find(request.q, snapshot, evaluator, day)
            shown = _filtered(_aged(found, request, snapshot), selection)
            first = (request.page - 1) * request.size
            wanted = first + request.size if first < len(shown) else 0  # beyond the last page
            places = top_k(shown, columns, _sort(found, request), wanted)
            hits = tuple(_hits(snapshot, request, found, shown, places[first:]))
            suggested = suggestion(request.q, found, snapshot, evaluator, day)
            facets = count_facets(found.matches.ids, request, columns, selection)
        return SearchResults(
            query=QueryEcho(
                request.q,
                found.understood,
                found.relaxed,
                Filters(request.category, request.source, request.start, request.end),
                found.dates,
            ),
            total=len(shown),
            page=request.page,
            size=request.size,
            pages=math.ceil(len(shown) / request.size),
            sort=request.sort,
            took_ms=round((time.perf_counter() - started) * 1000, 2),
            suggestion=suggested,
            hits=hits,
            facets=facets,
        )

    def article(self, article_id: str) -> Article | None:
        """The stored article, or ``None`` for an unknown id."""
        with self._holder.use() as snapshot:
            return snapshot.find_article(article_id)

    def stream(self, request: SearchRequest) -> Iterator[Article]:
        """All matching articles in the request's order; ``page`` and ``size`` are ignored."""
        deadline = Deadline.after(self._seconds)
        with self._holder.use() as snapshot:
            # The evaluator's arrays are given back before the first article goes out: whoever
            # reads a stream may take hours.
            with snapshot.evaluator(deadline) as evaluator:
                selection = Selection.of(request, snapshot.columns)
                found = find(request.q, snapshot, evaluator, today())
                shown = _filtered(_aged(found, request, snapshot), selection)
                places = top_k(shown, snapshot.columns, _sort(found, request), len(shown))
                numbers = shown.ids[places].tolist()
            for number in numbers:
                yield snapshot.article(number)

    def complete(self, typed: str, count: int) -> list[Completion]:
        """Up to ``count`` queries that somebody may be about to type."""
        deadline = Deadline.after(self._seconds)
        with self._holder.use() as snapshot, snapshot.evaluator(deadline) as evaluator:
            phrases = PhraseFinder(evaluator, partial(snapshot.article, body=False))
            return snapshot.completer.complete(typed, count, phrases)

    def similar(self, article_id: str, count: int) -> list[Hit] | None:
        """Up to ``count`` articles like one, the most alike first; ``None`` for an unknown id."""
        deadline = Deadline.after(self._seconds)
        with self._holder.use() as snapshot, snapshot.evaluator(deadline) as evaluator:
            number = snapshot.doc_id_of(article_id)
            if number is None:
                return None
            found = evaluator.find(like_tree(snapshot.article(number), snapshot.view))
            others = found.select(found.ids != number)
            places = top_k(others, snapshot.columns, "relevance", count)
            return [
                _hit(snapshot.article(int(others.ids[p]), body=False), float(others.scores[p]))
                for p in places.tolist()
            ]

    def key_terms(self, request: SearchRequest, count: int) -> list[KeyTerm]:
        """Up to ``count`` words that tell what ``request`` finds from all other articles."""
        deadline = Deadline.after(self._seconds)
        with self._holder.use() as snapshot, snapshot.evaluator(deadline) as evaluator:
            found = find(request.q, snapshot, evaluator, today())
            shown = _filtered(found.matches, Selection.of(request, snapshot.columns))

            def as_whole(word: Syllables, number: int) -> Syllables:
                return whole(word, snapshot.article(number), evaluator)

            return key_terms(snapshot.view, shown.ids, count, as_whole)

    def trends(self, queries: Sequence[str], request: SearchRequest) -> list[Trend]:
        """How many articles of each interval match each of ``queries``; filters and interval are
        those of ``request``."""
        deadline = Deadline.after(self._seconds)
        trends = []
        with self._holder.use() as snapshot:
            columns = snapshot.columns
            selection = Selection.of(request, columns)
            for q in queries:
                with snapshot.evaluator(deadline) as evaluator:
                    found = find(q, snapshot, evaluator, today())
                    ids = _filtered(found.matches, selection).ids
                    dates = count_dates(ids, columns.days, request.interval)
                    trends.append(Trend(q, found.understood, len(ids), dates))
        return trends

    def stats(self) -> IndexStats:
        """What the index holds."""
        with self._holder.use() as snapshot:
            columns = snapshot.columns
            ids = snapshot.view.living_ids
            days = columns.days.codes[ids]
            days = days[days < columns.days.span] + columns.days.first
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


def _aged(found: Found, request: SearchRequest, snapshot: Snapshot) -> Matches:
    """The matches, newer ones with a little more of a score where that is wanted."""
    matches = found.matches
    wanted = request.recency and _sort(found, request) == "relevance"
    if not wanted or found.node is None or has_phrase(found.node):
        return matches
    return Matches(matches.ids, matches.scores * snapshot.recency[matches.ids])


def _filtered(matches: Matches, selection: Selection) -> Matches:
    kept = selection.keep(matches.ids)
    return matches if kept is None else matches.select(kept)


def _sort(found: Found, request: SearchRequest) -> Sort:
    """Where nothing was asked for, nothing is more relevant: the newest comes first."""
    return "newest" if found.node is None and request.sort == "relevance" else request.sort


def _hits(
    snapshot: Snapshot, request: SearchRequest, found: Found, shown: Matches, places: Indices
) -> Iterator[Hit]:
    highlighter = None
    if request.highlight:
        wanted = patterns(found.node, found.meaning) if found.node and found.meaning else ()
        highlighter = Highlighter(wanted)
    for place in places.tolist():
        number = int(shown.ids[place])
        article = snapshot.article(number, body=request.highlight)
        score = float(shown.scores[place]) if found.node is not None else None
        yield _hit(article, score, _highlights(highlighter, snapshot, article, number))


def _hit(article: Article, score: float | None, highlights: Highlights | None = None) -> Hit:
    return Hit(
        id=article.id,
        title=article.title or None,
        url=article.url or None,
        source=article.source or None,
        category=article.category or None,
        published=article.published.isoformat() if article.published else None,
        summary=article.summary or None,
        score=round(score, 4) if score is not None else None,
        similar=0,
        highlights=highlights,
    )


def _highlights(
    highlighter: Highlighter | None, snapshot: Snapshot, article: Article, number: int
) -> Highlights | None:
    if highlighter is None:
        return None
    return highlighter.highlight(article, unaccented=snapshot.is_unaccented(number))
