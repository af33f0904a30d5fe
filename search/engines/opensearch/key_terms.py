"""Which words tell sets of articles apart, on a cluster?  It counts key words as it counts a facet.

What that says is judged in :mod:`search.engines.telling`.  A key word is kept in small letters: how
it is written, and whether it was cut off from a longer one, is seen in an article that is about it,
which has to be read, so what was found is remembered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.article import TEXT_FIELDS, Article
from index.cluster.mapping import ARTICLE, KEYWORDS
from search.engines import telling
from search.engines.opensearch.asking import Body
from search.engines.opensearch.documents import read_article
from search.engines.opensearch.dsl import EVERY, Query, all_of, term
from search.engines.opensearch.inquiry import Inquiry
from search.fragments import places_of
from search.planner import plan_phrase
from search.searcher import ComparedSets
from search.terms import KeyTerm

Expand = Callable[[tuple[str, ...], Article], tuple[str, ...]]
"""Which word one was cut off from, by an article that is about it."""
_MAX_CANDIDATES = 400


@dataclass(frozen=True, slots=True)
class KeywordCounter:
    """Counts the key words of articles, for one request; ``expand`` tells which word a fragment was
    cut off from."""

    inquiry: Inquiry
    expand: Expand

    def key_terms(self, own: Query, count: int) -> list[KeyTerm]:
        """Up to ``count`` words that articles matching ``own`` are about more than others are."""
        size, here = self._count(own)
        _, everywhere = self._count(
            EVERY, [word for word in here if here[word] >= telling.MIN_ARTICLES]
        )
        articles = self.inquiry.state.holdings.articles
        ranked = telling.over_represented(here, size, everywhere, articles)
        return telling.key_terms(
            ranked, self._text, self._articles_with(own), size=size, count=count
        )

    def compared(self, own: Query, other: Query, count: int) -> ComparedSets:
        """Up to ``count`` words that a larger share of ``own`` has than of ``other``."""
        size, here = self._count(own)
        other_size, there = self._count(other, list(here))
        both, _ = self._count(all_of([own, other]), [])
        candidates = telling.more_telling(here, size, there, other_size)
        sets = (size, self._articles_with(own)), (other_size, self._articles_with(other))
        found = telling.compared_terms(candidates, self._text, *sets, count)
        return ComparedSets(size, other_size, both, tuple(found))

    def _count(
        self, matching: Query, words: Sequence[str] | None = None
    ) -> tuple[int, dict[str, int]]:
        """How many articles match, and how many of them are about each of the words that most are
        about, or of ``words``."""
        counted: Body = {"field": KEYWORDS, "size": _MAX_CANDIDATES}
        if words is not None:
            counted = {"field": KEYWORDS, "include": list(words), "size": max(len(words), 1)}
        body: Body = {"size": 0, "track_total_hits": True, "query": matching}
        if words != []:
            body["aggs"] = {KEYWORDS: {"terms": counted}}
        answer = self.inquiry.search(body)
        buckets = answer["aggregations"][KEYWORDS]["buckets"] if words != [] else []
        return self.inquiry.total(answer), {
            bucket["key"]: bucket["doc_count"] for bucket in buckets
        }

    def _articles_with(self, matching: Query) -> telling.Articles:
        def count(text: str) -> int:
            both = all_of([matching, self.inquiry.state.matching.match(plan_phrase(text).must)])
            return self._count(both, [])[0]

        return count

    def _text(self, word: str) -> str:
        """``word`` as a whole, and as an article that is about it mostly writes it."""
        known = self.inquiry.state.whole_words.get(word)
        if known is None:
            article = self._one_about(word)
            own = written_in(article, word) if article is not None else word
            whole = tuple(own.split())
            known = " ".join(self.expand(whole, article) if article is not None else whole)
            self.inquiry.state.whole_words.put(word, known)
        return known

    def _one_about(self, word: str) -> Article | None:
        hits = self.inquiry.hits({"size": 1, "query": term(KEYWORDS, word), "_source": [ARTICLE]})
        return read_article(hits[0]) if hits else None


def written_in(article: Article, word: str) -> str:
    """``word``, which is in small letters, as ``article`` mostly writes it."""
    found: Counter[str] = Counter()
    for name in TEXT_FIELDS:
        text: str = getattr(article, name)
        found.update(text[start:end] for start, end in places_of(word, text))
    most = found.most_common(1)
    return most[0][0] if most else word
