"""Which articles match a query tree, and with which scores?  Node by node, over arrays.

The tree is Whoosh's own, with the nodes of :mod:`search.engines.whoosh.nodes`.  What is not known
here is evaluated by Whoosh's matchers, one call per posting: slower, and with the faults of Whoosh
2.7.4 (ARCHITECTURE.md), which no tree that :mod:`search.engines.whoosh.query_tree` builds runs
into.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh import query
from whoosh.searching import SearchContext

from index.analysis import BARE_MARK, FOLDED_MARK
from index.codec.layout import SYLLABLE_FIELDS, WORDS
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
from search.engines.whoosh.view import IndexView

Handler = Callable[[Any], MatchSet | None]
"""Evaluates a node of one type; ``None`` leaves it to Whoosh."""


class Evaluator:
    """Evaluates trees over ``view``; ``stock`` gives Whoosh's searcher, if it is needed.

    What it finds may stand in arrays of ``arena``: it is gone when that is given back.
    """

    def __init__(
        self,
        view: IndexView,
        columns: Columns,
        stock: Callable[[], Any],
        arena: Arena,
        deadline: Deadline,
    ) -> None:
        self._view = view
        self._columns = columns
        self._stock = stock
        self._deadline = deadline
        self._postings = PostingsMatcher(view, arena, deadline)
        # Exact types: a subclass may mean something else.
        self._handlers: dict[type, Handler] = {
            nodes.Word: lambda n: self._postings.synonyms(n.variants, n.phrases),
            nodes.Neighbours: lambda n: self._postings.adjacent_pair(n.first, n.second),
            nodes.Beginning: lambda n: self._postings.prefix(n.fields, n.text.encode()),
            nodes.OneEdit: lambda n: self._postings.fuzzy(n.fields, n.text, 1, 0),
            nodes.Published: self._published,
            nodes.Excluding: lambda n: without(self.run(n.scored), self.run(n.unwanted)),
            nodes.Flat: lambda n: self._flat(n.child, n.score),
            query.Term: self._term,
            query.Phrase: self._phrase,
            query.Prefix: self._prefix,
            query.Wildcard: self._wildcard,
            query.FuzzyTerm: self._fuzzy,
            query.TermRange: self._term_range,
            query.And: self._and,
            query.Or: self._or,
            query.Not: lambda n: without(self._postings.match_all(1.0), self.run(n.query)),
            query.AndMaybe: lambda n: maybe(self.run(n.a), self.run(n.b)),
            query.AndNot: lambda n: without(self.run(n.a), self.run(n.b)),
            query.Require: lambda n: within(self.run(n.a), self.run(n.b)),
            query.ConstantScoreQuery: lambda n: self._flat(n.child, n.score),
            query.Every: self._every,
            type(query.NullQuery): lambda _: Matches.none(),
        }

    def find(self, tree: query.Query) -> Matches:
        """All living articles that match ``tree``.

        Raises :class:`search.errors.SearchTimeout` when the deadline passes.
        """
        return self.run(tree).sparse()

    def articles_with(self, terms: Sequence[str]) -> int:
        """How many articles have accented ``terms`` one right behind the other in a text; of two,
        about as many."""
        if len(terms) == 2:
            return self._postings.pair_doc_freq(*terms)
        return len(self.find(nodes.row(terms)))

    def tally(self, trees: Sequence[query.Query]) -> tuple[Matches, npt.NDArray[np.int16]]:
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
        """Those of ``matches`` that match ``tree`` too, with their own scores."""
        return within(matches, self.run(tree))

    def prefer(self, matches: Matches, tree: query.Query) -> Matches:
        """``matches``; those that match ``tree`` too get that score on top."""
        return maybe(matches, self.run(tree))

    def run(self, tree: query.Query) -> MatchSet:
        """The same, in the form that is at hand."""
        handler = self._handlers.get(type(tree))
        found = handler(tree) if handler is not None else None
        if found is None:
            return self._by_whoosh(tree)
        return found.boosted(getattr(tree, "boost", 1.0))

    # Leaves of Whoosh

    def _term(self, tree: Any) -> MatchSet | None:
        if not self._is_indexed(tree.fieldname):
            return None
        return self._postings.term(tree.fieldname, _bytes(tree.text))

    def _phrase(self, tree: Any) -> MatchSet | None:
        field = tree.fieldname
        if field not in SYLLABLE_FIELDS or tree.slop != 1 or not tree.words:
            return None
        terms = [_bytes(word) for word in tree.words]
        if any(term.startswith(BARE_MARK.encode()) for term in terms):
            return None
        scored = reduce(both, (self._postings.term(field, term) for term in terms))
        return within(scored, self._postings.phrase(field, terms)) if len(terms) > 1 else scored

    def _prefix(self, tree: Any) -> Matches | None:
        if not self._has_table(tree.fieldname) or tree.text.startswith(BARE_MARK):
            return None
        if not tree.text:  # every term, the folded ones too: the same articles
            return self._postings.prefix((tree.fieldname,), b"")
        return self._postings.prefix((tree.fieldname,), _bytes(tree.text))

    def _wildcard(self, tree: Any) -> Matches | None:
        marks = FOLDED_MARK + BARE_MARK + "*?["
        if not self._has_table(tree.fieldname) or tree.text[:1] in marks:
            return None
        return self._postings.wildcard(tree.fieldname, tree.text)

    def _fuzzy(self, tree: Any) -> Matches | None:
        marked = tree.text.startswith((FOLDED_MARK, BARE_MARK))
        if tree.fieldname not in SYLLABLE_FIELDS or marked or not tree.prefixlength:
            return None
        return self._postings.fuzzy((tree.fieldname,), tree.text, tree.maxdist, tree.prefixlength)

    def _term_range(self, tree: Any) -> Matches | None:
        """Ranges of letters only: below them are the marks of folded and bare terms."""
        after_marks = tree.start is not None and _bytes(tree.start) > FOLDED_MARK.encode() + b"\xff"
        if not self._has_table(tree.fieldname) or not (after_marks or tree.fieldname == WORDS):
            return None
        start = _bytes(tree.start) if tree.start is not None else b""
        end = _bytes(tree.end) if tree.end is not None else None

        def accepts(text: bytes) -> bool:
            above = text > start or (text == start and not tree.startexcl)
            return above and (end is None or text < end or (text == end and not tree.endexcl))

        return self._postings.terms_where(tree.fieldname, accepts)

    def _every(self, tree: Any) -> Matches | None:
        return self._postings.match_all(1.0) if tree.fieldname in (None, "", "*") else None

    # Nodes

    def _and(self, tree: Any) -> MatchSet:
        wanted = [child for child in tree if type(child) is not query.Not]
        if not wanted:
            found: MatchSet = self._postings.match_all(0.0) if len(tree) else Matches.none()
        else:
            found = self._all_of(wanted)
        for child in tree:
            if type(child) is query.Not:
                found = without(found, self.run(child.query))
        return found

    def _all_of(self, children: list[query.Query]) -> MatchSet:
        parts = []
        for child in children:
            parts.append(self.run(child))
            if not len(parts[-1]):
                return Matches.none()
        parts.sort(key=len)  # what few articles match is soon done with
        return reduce(both, parts)

    def _or(self, tree: Any) -> MatchSet | None:
        if tree.scale is not None:
            return None
        none: MatchSet = Matches.none()
        return reduce(either, map(self.run, tree), none)

    def _flat(self, child: query.Query, score: float) -> Matches:
        return Matches.constant(self.find(child).ids, score)

    def _published(self, tree: nodes.Published) -> Matches:
        return self._postings.in_days(self._columns.days.between(tree.first, tree.last))

    # What only Whoosh knows

    def _by_whoosh(self, tree: query.Query) -> Matches:
        searcher = self._stock()
        ids: list[int] = []
        scores: list[float] = []
        given: dict[int, Matches] = {}
        for leaf, first in searcher.leaf_searchers():
            end = first + leaf.doc_count_all()
            context = SearchContext(needs_current=True, weighting=leaf.weighting)
            matcher = self._with_given(tree, given, first, end).matcher(leaf, context)
            while matcher.is_active():
                self._deadline.check()
                ids.append(matcher.id() + first)
                scores.append(matcher.score())
                matcher.next()
        found = Matches(np.array(ids, np.int32), np.array(scores, np.float32))
        return found.select(
            self._view.alive[found.ids]
        )  # below a Not, stock runs onto deleted ones

    def _with_given(
        self, tree: query.Query, given: dict[int, Matches], first: int, end: int
    ) -> query.Query:
        """``tree`` for one segment, its nodes of this project replaced by what they match there."""
        if not isinstance(tree, nodes.Own):
            if not any(isinstance(node, nodes.Own) for node in tree.leaves()):
                return tree  # applying a function to a node may lose its options
            return tree.apply(lambda child: self._with_given(child, given, first, end))
        if id(tree) not in given:
            given[id(tree)] = self.find(tree)
        found = given[id(tree)]
        low, high = np.searchsorted(found.ids, (first, end))
        return nodes.Given(found.select(np.arange(low, high)), first)

    def _is_indexed(self, field: str) -> bool:
        return all(field in segment.data.fields for segment in self._view.segments)

    @staticmethod
    def _has_table(field: str) -> bool:
        return field in SYLLABLE_FIELDS or field == WORDS


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()
