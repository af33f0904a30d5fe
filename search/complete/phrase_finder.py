"""How many articles have a phrase, and what do some of them say?"""

from __future__ import annotations

from collections.abc import Iterator

from index.analysis import analyse_query
from search.engine import NO_FILTERS, Page, Searcher
from search.plan import Plan, phrase
from search.query.variants import Terms


class PhraseFinder:
    """Looks for phrases, in the accents they are given in, in all texts."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher

    def count(self, text: str, field: str | None = None) -> int:
        """How many articles have the phrase ``text`` in any text, or in one ``field``."""
        terms = _terms(text)
        return next(self._searcher.count_many([Plan(phrase(terms, field))])) if terms else 0

    def texts(self, text: str, max_articles: int) -> Iterator[str]:
        """Titles and summaries of the articles that have the phrase ``text``, of
        ``max_articles`` at most that make the most of it."""
        terms = _terms(text)
        if terms:
            page = Page(0, max_articles, bodies=False)
            for one in self._searcher.run(Plan(phrase(terms)), NO_FILTERS, page).articles:
                yield one.article.title
                yield one.article.summary


def _terms(text: str) -> Terms:
    return tuple(token.accented for token in analyse_query(text))
