"""Who answers?  This project, and plain BM25 (bm25s) on syllables and on pyvi's words.

BM25 has k1 1.2 and b 0.75 over summary and body as one text.  Peers get clean text (NFC, no
invisible characters) from this project, so that they are measured and not their tokenizers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from index.analysis import analyse_query
from index.vietnamese import clean_text, segment
from relevance.corpus import Text
from search import Engine, SearchRequest, SearchResults

DEPTH = 10

Ranker = Callable[[str], list[str]]
"""A query → the ids of the ten best articles, best first."""


class TimBao:
    """This project, through its public face."""

    def __init__(self, engine: Engine, depth: int = DEPTH) -> None:
        self._engine, self._depth = engine, depth

    def __call__(self, query: str) -> list[str]:
        return [hit.id for hit in self.search(query).hits]

    def search(self, query: str, *, recency: bool = True) -> SearchResults:
        """The whole answer."""
        request = SearchRequest(
            query[:2000], size=self._depth, highlight=False, recency=recency, group=False
        )
        return self._engine.search(request)

    def without_recency(self, query: str) -> list[str]:
        """The ids of the answer, ranked without a bonus for newer articles."""
        return [hit.id for hit in self.search(query, recency=False).hits]

    def after_suggestion(self, query: str) -> list[str]:
        """What somebody sees who follows the suggestion."""
        return self(self.suggested(query))

    def suggested(self, query: str) -> str:
        """The suggestion, or ``query`` where there is none."""
        suggestion = self.search(query).suggestion
        return suggestion.q if suggestion else query

    def similar(self, article_id: str, count: int) -> list[str]:
        """The ids of the articles that are most like one."""
        return [hit.id for hit in self._engine.similar(article_id, count) or ()]


def syllables(text: str) -> list[str]:
    """The accented syllables of a text."""
    return [token.accented for token in analyse_query(text)]


def words(text: str) -> list[str]:
    """pyvi's words of a text, in lower case."""
    return [word.lower() for word in segment(clean_text(text)).split()]


class Bm25:
    """Plain BM25 over what ``cut`` makes of a text."""

    def __init__(
        self, texts: Sequence[Text], cut: Callable[[str], list[str]], depth: int = DEPTH
    ) -> None:
        import bm25s

        self._cut, self._depth = cut, depth
        self._ids = [text.id for text in texts]
        self._number: dict[str, int] = {}
        rows = [self._numbered(f"{text.summary}\n{text.body}") for text in texts]
        self._bm25: Any = bm25s.BM25(k1=1.2, b=0.75)
        corpus = bm25s.tokenization.Tokenized(ids=rows, vocab=self._number)
        self._bm25.index(corpus, show_progress=False)

    def _numbered(self, text: str) -> list[int]:
        return [self._number.setdefault(term, len(self._number)) for term in self._cut(text)]

    def __call__(self, query: str) -> list[str]:
        known = [self._number[term] for term in self._cut(query) if term in self._number]
        if not known:
            return []
        scores = self._bm25.get_scores_from_ids(known)
        best = np.argsort(-scores, kind="stable")[: self._depth]
        return [self._ids[n] for n in best.tolist() if scores[n] > 0]
