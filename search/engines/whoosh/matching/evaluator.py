"""Which articles match a query tree, and with which scores?  Node by node, over arrays.

The tree is Whoosh's own, with the nodes of :mod:`search.engines.whoosh.nodes`: whatever
:mod:`search.engines.whoosh.compile` makes of a plan, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh import query

from index.arrays.types import DocIds
from search.deadline import Deadline
from search.engines.whoosh import nodes
from search.engines.whoosh.columns import Columns
from search.engines.whoosh.matching.arena import Arena
from search.engines.whoosh.matching.matches import (
    DenseMatches,
    Matches,
    MatchSet,
    both,
    either,
    maybe,
    within,
    without,
)
from search.engines.whoosh.matching.postings_matcher import PostingsMatcher
from search.engines.whoosh.matching.row_matcher import RowMatcher
from search.engines.whoosh.view import IndexView

ClauseCounts = npt.NDArray[np.int16]
"""How many of some trees each article matches."""

Handler = Callable[[Any], MatchSet]
"""Evaluates a node of one type."""


class Evaluator:
    """Evaluates trees over ``view``.

    What it finds may stand in arrays of ``arena``: it is gone when that is given back.
    """

    def __init__(self, view: IndexView, columns: Columns, arena: Arena, deadline: Deadline) -> None:
        self._view = view
        self._columns = columns
        self._postings = PostingsMatcher(view, arena, deadline)
        self._rows = RowMatcher(view, arena, deadline)
        # Exact types: a subclass may mean something else.
        self._handlers: dict[type, Handler] = {
            nodes.SynonymQuery: lambda n: self._postings.synonyms(n.variants, n.phrases),
            nodes.AdjacentPair: lambda n: self._postings.adjacent_pair(n.first, n.second),
            nodes.RowsQuery: lambda n: Matches.constant(self._rows.holders(n.rows), 0.0),
            nodes.NearQuery: lambda n: self._near(n, self._and(_operands(n))),
            nodes.PrefixQuery: lambda n: self._postings.prefix(n.fields, n.text.encode()),
            nodes.FuzzyQuery: lambda n: self._postings.fuzzy(n.fields, n.text, 1, 0),
            nodes.DateRange: self._date_range,
            nodes.AndNot: lambda n: without(self.run(n.scored), self.run(n.unwanted)),
            nodes.ConstantScore: lambda n: self._constant_score(n.child, n.score),
            query.Term: lambda n: self._postings.term(n.fieldname, n.text.encode()),
            query.Phrase: lambda n: self._phrase(n.fieldname, [w.encode() for w in n.words]),
            query.Every: lambda _: self._postings.match_all(1.0),
            query.And: lambda n: self._and(list(n)),
            query.Or: self._or,
        }

    def evaluate(self, tree: query.Query) -> Matches:
        """All living articles that match ``tree``.

        Raises :class:`search.errors.SearchTimeout` when the deadline passes, and ``KeyError`` for a
        node of a type that no plan compiles to.
        """
        return self.run(tree).sparse()

    def evaluate_all(self, trees: Sequence[query.Query]) -> Matches:
        """All living articles that match each of ``trees``, with the sum of the scores."""
        return self._and(trees).sparse()

    def pair_doc_freq(self, first: str, second: str) -> int:
        """About how many articles have two accented terms side by side, whatever parts them."""
        return self._postings.pair_doc_freq(first, second)

    def tally(self, trees: Sequence[query.Query]) -> tuple[Matches, ClauseCounts]:
        """The articles that match any of ``trees``, with the sum of the scores, and how many of the
        trees each matches (Whoosh's ``Or`` ignores its ``minmatch``)."""
        counts = np.zeros(self._view.articles, np.int16)
        every: MatchSet = Matches.none()
        for tree in trees:
            found = self.run(tree)
            if isinstance(found, DenseMatches):
                counts += found.scores != 0
            else:
                counts[found.ids] += 1
            every = either(every, found)
        matches = every.sparse()
        return matches, counts[matches.ids]

    def within(self, matches: Matches, tree: query.Query) -> Matches:
        """The articles of ``matches`` that match ``tree`` too, with their own scores."""
        return within(matches, self.run(tree))

    def prefer(self, matches: Matches, tree: query.Query) -> Matches:
        """``matches``; those that match ``tree`` too get that score on top, in place."""
        return maybe(matches, self.run(tree))

    def run(self, tree: query.Query) -> MatchSet:
        """What matches ``tree``, sparse or dense, as it was found."""
        return self._handlers[type(tree)](tree).boosted(getattr(tree, "boost", 1.0))

    def scored(self, ids: DocIds, scores: MatchSet) -> Matches:
        """The articles ``ids`` with what they have of ``scores``, 0 if nothing."""
        return maybe(Matches.constant(ids, 0.0), scores)

    def _phrase(self, field: str, terms: Sequence[bytes]) -> MatchSet:
        """A phrase in one field scores what its terms score there."""
        scored = reduce(both, (self._postings.term(field, term) for term in terms))
        return within(scored, self._postings.phrase(field, terms)) if len(terms) > 1 else scored

    def _and(self, children: Sequence[query.Query]) -> MatchSet:
        near = [child for child in children if isinstance(child, nodes.NearQuery)]
        if len(near) == len(children) and near:
            children = [one for child in near for one in _operands(child)]
        parts = []
        for child in children:
            if isinstance(child, nodes.NearQuery):
                continue
            parts.append(self.run(child))
            if not len(parts[-1]):
                return Matches.none()
        parts.sort(key=len)  # what few articles match is soon done with
        found = reduce(both, parts) if parts else Matches.none()
        for child in near:
            found = self._near(child, found)
        return found

    def _near(self, tree: nodes.NearQuery, among: MatchSet) -> Matches:
        """Those of the articles ``among`` that match ``tree``, which have both of its operands."""
        found = among.sparse()
        ids = self._rows.near(tree.first, tree.second, tree.gap, found.ids)
        return found.select(np.searchsorted(found.ids, ids))

    def _or(self, tree: Any) -> MatchSet:
        none: MatchSet = Matches.none()
        return reduce(either, map(self.run, tree), none)

    def _constant_score(self, child: query.Query, score: float) -> Matches:
        return Matches.constant(self.evaluate(child).ids, score)

    def _date_range(self, tree: nodes.DateRange) -> Matches:
        return self._postings.in_days(self._columns.days.between(tree.first, tree.last))


def _operands(tree: nodes.NearQuery) -> list[query.Query]:
    return [nodes.RowsQuery(tree.first), nodes.RowsQuery(tree.second)]
