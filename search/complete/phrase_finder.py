"""How many articles have a phrase, how do they write it, and what do some of them say?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from index.analysis import analyse_query, prefix_of
from search.plan import AllOf, Clause, Plan, PrefixClause, phrase
from search.query.variants import Terms
from search.searcher import NO_FILTERS, Page, ScoredArticle, Searcher

_MAX_WRITINGS = 4  # articles that tell how a phrase is written
_GOES_ON = re.compile(r"[\w,;)] $")  # before what does not begin a sentence


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
            for one in self._run(phrase(terms), max_articles, bodies=False):
                yield one.article.title
                yield one.article.summary

    def whole_texts(self, text: str, begun: str, max_articles: int) -> Iterator[str]:
        """All texts of a few articles that have the phrase ``text`` and, if any word was ``begun``,
        one that begins so."""
        terms = _terms(text)
        if not terms:
            return
        must: Clause = phrase(terms)
        tokens = analyse_query(begun)
        if len(tokens) == 1:
            prefix = prefix_of(tokens[0], begun)
            text_of = prefix.folded if tokens[0].is_bare else prefix.accented
            must = AllOf((must, PrefixClause(text_of)))
        for one in self._run(must, max_articles):
            yield from (one.article.title, one.article.summary, one.article.body)

    def written(self, text: str) -> str | None:
        """How most of a few articles write the phrase ``text``, with nothing but the signs in it
        between its words; ``None`` if none of these few does.

        A capital that begins a sentence says nothing: then the first letter is that of ``text``.
        """
        terms = _terms(text)
        if not terms:
            return None
        found = self._run(phrase(terms), _MAX_WRITINGS)
        stands = re.compile(rf"(?<!\w){re.escape(text)}(?!\w)", re.IGNORECASE)
        articles = [one.article for one in found]
        texts = [where for one in articles for where in (one.summary, one.body)]
        for among in (texts, [one.title for one in articles]):  # some titles are all in capitals
            writing = _writing(stands, among, text)
            if writing is not None:
                return writing
        return None

    def _run(
        self, must: Clause, max_articles: int, *, bodies: bool = True
    ) -> Sequence[ScoredArticle]:
        page = Page(0, max_articles, bodies=bodies)
        return self._searcher.run(Plan(must), NO_FILTERS, page).articles


def _writing(stands: re.Pattern[str], texts: Iterable[str], text: str) -> str | None:
    """How most of ``texts`` write what matches ``stands``, which is ``text`` in any capitals."""
    inside: Counter[str] = Counter()
    first: Counter[str] = Counter()
    for where in texts:
        for match in stands.finditer(where):
            goes_on = _GOES_ON.search(where, max(match.start() - 2, 0), match.start())
            (inside if goes_on else first)[match[0]] += 1
    if inside:
        return inside.most_common(1)[0][0]
    return text[0] + first.most_common(1)[0][0][1:] if first else None


def _terms(text: str) -> Terms:
    return tuple(token.accented for token in analyse_query(text))
