"""Whatever Whoosh can ask, over our arrays: what the product's evaluator is compared by.

Plans compile to a dozen kinds of nodes (:mod:`search.engines.whoosh.compile`).  Stock Whoosh has
many more, and trees of all of them, drawn by chance, compare better: here are handlers for them,
and for the rest Whoosh's own matchers, one call per posting, with nodes of ours below them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fnmatch import translate
from typing import Any

import numpy as np
from whoosh import matching, query
from whoosh.searching import SearchContext

from index.analysis import BARE_MARK, FOLDED_MARK
from index.arrays.types import Ordinals
from index.codec.layout import SYLLABLE_FIELDS, WORDS
from search.deadline import Deadline
from search.engines.whoosh.matching.evaluator import Evaluator
from search.engines.whoosh.matching.matches import Matches, MatchSet, maybe, within, without
from search.engines.whoosh.matching.postings_matcher import term_table
from search.engines.whoosh.nodes import ArticleQuery
from search.engines.whoosh.snapshot import Snapshot
from search.engines.whoosh.view import SegmentView

_MARKS = FOLDED_MARK + BARE_MARK


class Precomputed(ArticleQuery):
    """Articles of one segment that were found already, for a tree that Whoosh evaluates."""

    def __init__(self, found: Matches, first: int) -> None:
        self._found, self._first = found, first

    def is_leaf(self) -> bool:
        return True

    def matcher(self, _searcher: Any, _context: Any = None) -> Any:
        if not len(self._found):
            return matching.NullMatcher()
        ids = (self._found.ids - self._first).tolist()
        return matching.ListMatcher(ids, self._found.scores.tolist(), scorer=None)


class OracleEvaluator(Evaluator):
    """Evaluates any tree; ``stock`` is Whoosh's searcher over the same generation."""

    def __init__(self, snapshot: Snapshot, stock: Any, arena: Any, deadline: Deadline) -> None:
        super().__init__(snapshot.view, snapshot.columns, arena, deadline)
        self._stock = stock
        self._own = dict(self._handlers)
        self._more: dict[type, Callable[[Any], MatchSet | None]] = {
            query.Term: self._term,
            query.Phrase: self._phrase_of_one_field,
            query.Prefix: self._prefix,
            query.Wildcard: self._wildcard,
            query.FuzzyTerm: self._fuzzy,
            query.TermRange: self._term_range,
            query.And: self._and_and_not,
            query.Or: lambda n: self._own[query.Or](n) if n.scale is None else None,
            query.Not: lambda n: without(self._postings.match_all(1.0), self.run(n.query)),
            query.AndMaybe: lambda n: maybe(self.run(n.a), self.run(n.b)),
            query.AndNot: lambda n: without(self.run(n.a), self.run(n.b)),
            query.Require: lambda n: within(self.run(n.a), self.run(n.b)),
            query.ConstantScoreQuery: lambda n: self._constant_score(n.child, n.score),
            type(query.NullQuery): lambda _: Matches.none(),
        }

    def run(self, tree: query.Query) -> MatchSet:
        """What matches ``tree``: by us if we can, else by Whoosh."""
        handler = self._more.get(type(tree)) or self._own.get(type(tree))
        found = handler(tree) if handler is not None else None
        return (
            self._by_whoosh(tree) if found is None else found.boosted(getattr(tree, "boost", 1.0))
        )

    def _term(self, tree: Any) -> MatchSet:
        return self._postings.term(tree.fieldname, _bytes(tree.text))

    def _phrase_of_one_field(self, tree: Any) -> MatchSet | None:
        plain = not any(_bytes(word).startswith(BARE_MARK.encode()) for word in tree.words)
        if tree.fieldname not in SYLLABLE_FIELDS or tree.slop != 1 or not plain:
            return None
        return self._phrase(tree.fieldname, [_bytes(word) for word in tree.words])

    def _prefix(self, tree: Any) -> Matches | None:
        if not _has_table(tree.fieldname) or tree.text.startswith(BARE_MARK):
            return None
        return self._postings.prefix((tree.fieldname,), _bytes(tree.text))

    def _wildcard(self, tree: Any) -> Matches | None:
        if not _has_table(tree.fieldname) or tree.text[:1] in _MARKS + "*?[":
            return None
        accepts = re.compile(translate(tree.text)).match
        return self._terms(tree.fieldname, lambda text: accepts(text.decode()) is not None)

    def _fuzzy(self, tree: Any) -> Matches | None:
        marked = tree.text.startswith(tuple(_MARKS))
        if tree.fieldname not in SYLLABLE_FIELDS or marked or not tree.prefixlength:
            return None
        return self._postings.fuzzy((tree.fieldname,), tree.text, tree.maxdist, tree.prefixlength)

    def _term_range(self, tree: Any) -> Matches | None:
        """Ranges of letters only: below them are the marks of folded and bare terms."""
        after_marks = tree.start is not None and _bytes(tree.start) > FOLDED_MARK.encode() + b"\xff"
        if not _has_table(tree.fieldname) or not (after_marks or tree.fieldname == WORDS):
            return None
        start = _bytes(tree.start) if tree.start is not None else b""
        end = _bytes(tree.end) if tree.end is not None else None

        def accepts(text: bytes) -> bool:
            above = text > start or (text == start and not tree.startexcl)
            return above and (end is None or text < end or (text == end and not tree.endexcl))

        return self._terms(tree.fieldname, accepts)

    def _terms(self, field: str, accepts: Callable[[bytes], bool]) -> Matches:
        """Terms of ``field`` that ``accepts`` takes, each match alike."""

        def choose(segment: SegmentView) -> Ordinals:
            table = term_table(segment, field)
            return np.array([n for n, text in enumerate(table) if accepts(text)], np.uint32)

        return self._postings.any_of((field,), choose)

    def _and_and_not(self, tree: Any) -> MatchSet:
        wanted = [child for child in tree if type(child) is not query.Not]
        if wanted:
            found = self._and(wanted)
        else:
            found = self._postings.match_all(0.0) if len(tree) else Matches.none()
        for child in tree:
            if type(child) is query.Not:
                found = without(found, self.run(child.query))
        return found

    def _by_whoosh(self, tree: query.Query) -> Matches:
        ids: list[int] = []
        scores: list[float] = []
        given: dict[int, Matches] = {}
        for leaf, first in self._stock.leaf_searchers():
            end = first + leaf.doc_count_all()
            context = SearchContext(needs_current=True, weighting=leaf.weighting)
            matcher = self._with_precomputed(tree, given, first, end).matcher(leaf, context)
            while matcher.is_active():
                ids.append(matcher.id() + first)
                scores.append(matcher.score())
                matcher.next()
        found = Matches(np.array(ids, np.int32), np.array(scores, np.float32))
        return found.select(
            self._view.alive[found.ids]
        )  # below a Not, stock runs onto deleted ones

    def _with_precomputed(
        self, tree: query.Query, given: dict[int, Matches], first: int, end: int
    ) -> query.Query:
        """``tree`` for one segment, its nodes of this project replaced by what they match there."""
        if not isinstance(tree, ArticleQuery):
            if not any(isinstance(node, ArticleQuery) for node in tree.leaves()):
                return tree  # applying a function to a node may lose its options
            return tree.apply(lambda child: self._with_precomputed(child, given, first, end))
        if id(tree) not in given:
            given[id(tree)] = self.evaluate(tree)
        found = given[id(tree)]
        low, high = np.searchsorted(found.ids, (first, end))
        return Precomputed(found.select(np.arange(low, high)), first)


@contextmanager
def oracle(snapshot: Snapshot, stock: Any, deadline: Deadline) -> Iterator[OracleEvaluator]:
    """An evaluator of any tree over ``snapshot``; what it finds is good until the block ends."""
    with snapshot.view.arenas.borrowed() as arena:
        yield OracleEvaluator(snapshot, stock, arena, deadline)


def _has_table(field: str) -> bool:
    return field in SYLLABLE_FIELDS or field == WORDS


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()
