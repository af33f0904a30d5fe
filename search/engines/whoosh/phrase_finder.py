"""How many articles have a phrase, and what do some of them say?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from whoosh.query import Phrase, Term

from index.analysis import analyse_query
from index.article import Article
from search.engines.whoosh.matching.evaluator import Evaluator
from search.engines.whoosh.matching.matches import Matches
from search.engines.whoosh.nodes import row


class PhraseFinder:
    """Looks for phrases, in the accents they are given in, in all texts."""

    def __init__(self, evaluator: Evaluator, article: Callable[[int], Article]) -> None:
        """``article`` gives title and summary of the article with a number."""
        self._evaluator, self._article = evaluator, article

    def count(self, phrase: str, field: str | None = None) -> int:
        """How many articles have ``phrase`` in any text, or in one ``field``."""
        terms = _terms(phrase)
        if field is None:
            return len(find_row(terms, self._evaluator))
        return len(self._evaluator.find(Phrase(field, terms) if terms[1:] else Term(field, *terms)))

    def texts(self, phrase: str, most: int) -> Iterator[str]:
        """Titles and summaries of the articles that have ``phrase``, of so many at ``most`` that
        make the most of it."""
        found = find_row(_terms(phrase), self._evaluator)
        best = np.argsort(-found.scores, kind="stable")[:most]
        for number in found.ids[best].tolist():
            article = self._article(number)
            yield article.title
            yield article.summary


def find_row(terms: Sequence[str], evaluator: Evaluator) -> Matches:
    """The articles that have accented ``terms`` one right behind the other."""
    return evaluator.find(row(terms)) if terms else Matches.none()


def _terms(phrase: str) -> list[str]:
    return [token.accented for token in analyse_query(phrase)]
