"""How does one generation answer the plans of one request?  Compile, evaluate, filter, rank, read.

What a plan matches is evaluated once, with its scores, and kept until the plan is run: counting
plans before one of them is run costs nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from index.arrays.types import DocIds
from index.lexicon import Lexicon
from search.engine import FacetFilters, Found, Page, ScoredArticle
from search.engines.whoosh.compile import compile_clause, compile_preferences
from search.engines.whoosh.facets import Selection, count_dates, count_facets
from search.engines.whoosh.matching.evaluator import ClauseCounts, Evaluator
from search.engines.whoosh.matching.matches import Matches, MatchSet
from search.engines.whoosh.nodes import DateRange
from search.engines.whoosh.rank import top_k
from search.engines.whoosh.snapshot import Snapshot
from search.meaning.interpreter import Interpreter
from search.plan import AtLeast, Clause, Plan, WordClause
from search.query.variants import Terms
from search.request import Interval, Sort
from search.results import DateFacet

_MIN_CLAUSES_TALLIED = 6
"""Hardly ever are all of so many in ten articles: most of them are looked for at once."""


_Matching = tuple[Clause | AtLeast, tuple[tuple[int, int], ...]]


class WhooshSearcher:
    """Answers the plans of one request over ``snapshot`` (see :class:`search.engine.Searcher`).

    What it finds may stand in arrays of the evaluator's arena, and is gone when that is given back.
    """

    def __init__(self, snapshot: Snapshot, evaluator: Evaluator) -> None:
        self._snapshot, self._evaluator = snapshot, evaluator
        self._matches: dict[_Matching, Matches] = {}
        self._counts: dict[_Matching, int] = {}
        self._tallies: dict[tuple[Clause, ...], tuple[Matches, ClauseCounts]] = {}

    @property
    def lexicon(self) -> Lexicon:
        """What this generation knows of its language."""
        return self._snapshot.lexicon

    @property
    def interpreter(self) -> Interpreter:
        """What works out the meaning of queries, by this generation's own counts."""
        return self._snapshot.interpreter

    @property
    def has_dates(self) -> bool:
        """Whether any article is dated."""
        return self._snapshot.columns.days.span > 0

    def count_many(self, plans: Sequence[Plan], *, estimate: bool = False) -> Iterator[int]:
        """How many articles each of ``plans`` finds, counted when it is asked for."""
        for plan in plans:
            pair = _pair_of(plan) if estimate else None
            yield self._evaluator.pair_doc_freq(*pair) if pair else self._count(plan)

    def run(self, plan: Plan, filters: FacetFilters, page: Page) -> Found:
        """The articles that ``plan`` finds and ``filters`` let through."""
        columns = self._snapshot.columns
        selection = Selection.of(filters, columns)
        answers = self._match(plan).ids
        near = self._near(plan, answers) if page.sort == "relevance" else answers[:0]
        shown = self._scored(plan, _kept(answers, selection), _kept(near, selection))
        total = len(_kept(answers, selection))
        wanted = page.first + page.size if page.first < len(shown) else 0  # beyond the last page
        places = top_k(shown, columns, page.sort, wanted)[page.first :]
        ids = shown.ids[places]
        is_near = np.isin(ids, near).tolist() if len(near) else [False] * len(ids)
        articles = tuple(
            self._read(doc_id, score, bodies=page.bodies, is_near=near)
            for doc_id, score, near in zip(
                ids.tolist(), shown.scores[places].tolist(), is_near, strict=True
            )
        )
        if page.interval is None:
            return Found(total, articles, near=len(shown) - total)
        facets = count_facets(answers, filters, page.interval, columns, selection)
        return Found(total, articles, facets, len(shown) - total)

    def doc_ids(self, plan: Plan, filters: FacetFilters, sort: Sort) -> DocIds:
        """All that ``plan`` finds and ``filters`` let through, in order."""
        columns = self._snapshot.columns
        answers = _kept(self._match(plan).ids, Selection.of(filters, columns))
        shown = self._scored(plan, answers, answers[:0])
        return shown.ids[top_k(shown, columns, sort, len(shown))]

    def filtered_ids(self, plan: Plan, filters: FacetFilters) -> DocIds:
        """All that ``plan`` finds and ``filters`` let through, ascending."""
        selection = Selection.of(filters, self._snapshot.columns)
        return _kept(self._match(plan).ids, selection)

    def histogram(
        self, plan: Plan, filters: FacetFilters, interval: Interval
    ) -> tuple[int, DateFacet]:
        """How many articles ``plan`` finds that ``filters`` let through, in all and by date."""
        ids = self.filtered_ids(plan, filters)
        return len(ids), count_dates(ids, self._snapshot.columns.days, interval)

    def _count(self, plan: Plan) -> int:
        key = (plan.must, plan.days)
        if key not in self._counts:
            self._match(plan)
        return self._counts[key]

    def _near(self, plan: Plan, answers: DocIds) -> DocIds:
        """What only comes near ``plan``, to which ``answers`` answer."""
        if plan.near is None:
            return answers[:0]
        return np.setdiff1d(self._match(plan.near).ids, answers, assume_unique=True)

    def _scored(self, plan: Plan, answers: DocIds, near: DocIds) -> Matches:
        """The articles ``answers`` and ``near``, with all that they score by ``plan``."""
        ids = np.union1d(answers, near) if len(near) else answers
        if plan.scored is None:
            scores: MatchSet = self._match(plan)
        else:
            scores = self._evaluate(plan.scored)
        matches = self._evaluator.scored(ids, scores)
        if plan.prefer:
            matches = self._evaluator.prefer(matches, compile_preferences(plan.prefer))
        if plan.recency is None:
            return matches
        factors = self._snapshot.recency_factors(plan.recency)
        return Matches(matches.ids, matches.scores * factors[matches.ids])

    def _match(self, plan: Plan) -> Matches:
        """What ``plan`` matches, with the scores of that."""
        key = (plan.must, plan.days)
        matches = self._matches.get(key)
        if matches is None:
            matches = self._evaluate(plan.must)
            for first, last in plan.days:
                matches = self._evaluator.within(matches, DateRange(first, last))
            self._matches[key], self._counts[key] = matches, len(matches)
        return matches

    def _evaluate(self, must: Clause | AtLeast) -> Matches:
        if not isinstance(must, AtLeast):
            return self._evaluator.evaluate(compile_clause(must))
        if must.minimum == len(must.clauses) < _MIN_CLAUSES_TALLIED:
            return self._evaluator.evaluate_all([compile_clause(one) for one in must.clauses])
        matches, counts = self._tally(must.clauses)
        return matches.select(counts >= must.minimum)

    def _tally(self, clauses: tuple[Clause, ...]) -> tuple[Matches, ClauseCounts]:
        """What matches any of ``clauses``, and how many of them: whatever minimum is asked for."""
        if clauses not in self._tallies:
            self._tallies[clauses] = self._evaluator.tally(list(map(compile_clause, clauses)))
        return self._tallies[clauses]

    def _read(self, doc_id: int, score: float, *, bodies: bool, is_near: bool) -> ScoredArticle:
        article = self._snapshot.article(doc_id, body=bodies)
        # only marks ask for it, and only whole articles are marked
        is_unaccented = bodies and self._snapshot.is_unaccented(doc_id)
        return ScoredArticle(article, score, is_unaccented, is_near)


def _kept(ids: DocIds, selection: Selection) -> DocIds:
    kept = selection.keep(ids)
    return ids if kept is None else ids[kept]


def _pair_of(plan: Plan) -> Terms | None:
    """The two terms of a plan that asks for nothing else: the heads of their lists tell how
    many."""
    match plan.must:
        case WordClause(variants=(), phrases=((_, _) as pair,), field=None) if not plan.days:
            return pair
    return None
