"""How many articles have a phrase, and what do some of them say?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from index.analysis import analyse_query
from index.article import Article
from search.evaluate import Evaluator
from search.matches import Matches
from search.nodes import Word


class PhraseFinder:
    """Looks for phrases, in the accents they are given in, in all texts."""

    def __init__(self, evaluator: Evaluator, article: Callable[[int], Article]) -> None:
        """``article`` gives title and summary of the article with a number."""
        self._evaluator, self._article = evaluator, article

    def count(self, phrase: str) -> int:
        """How many articles have ``phrase``."""
        return len(self._find(phrase))

    def texts(self, phrase: str, most: int) -> Iterator[str]:
        """Titles and summaries of the articles that have ``phrase``, of so many at ``most`` that
        make the most of it."""
        found = self._find(phrase)
        best = np.argsort(-found.scores, kind="stable")[:most]
        for number in found.ids[best].tolist():
            article = self._article(number)
            yield article.title
            yield article.summary

    def _find(self, phrase: str) -> Matches:
        terms = tuple(token.accented for token in analyse_query(phrase))
        if not terms:
            return Matches.none()
        word = Word((), (terms,)) if len(terms) > 1 else Word(((terms[0], 1.0),))
        return self._evaluator.find(word)
