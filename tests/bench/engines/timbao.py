"""How is this project asked?  By its command and its Python interface, as its users do."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from bench.engines import Searcher
from bench.shapes import Answer, Kind, Query
from bench.texts import Texts
from search import SearchRequest, open_engine
from search.engine import Engine as OwnEngine

_TYPED: dict[Kind, Callable[[tuple[str, ...]], str]] = {
    "term": " ".join,
    "and": " ".join,
    "or": " OR ".join,
    "phrase": lambda words: '"' + " ".join(words) + '"',
    "prefix": lambda words: words[0] + "*",
}


def typed(query: Query) -> str:
    """The query in this project's language."""
    return _TYPED[query.kind](query.words)


class TimBao:
    def build(self, texts: Texts, folder: Path) -> None:
        """Become the command itself, so that nothing beside it is measured."""
        options = ["--index", str(folder), "--fresh", "--jobs", "2", "--json"]
        arguments = [sys.executable, "-m", "index.cli", *options, str(texts.records)]
        os.execv(sys.executable, arguments)

    def open(self, folder: Path) -> Searcher:
        return _Searcher(open_engine(folder))


class _Searcher:
    def __init__(self, engine: OwnEngine) -> None:
        self._engine = engine

    def for_thread(self) -> Searcher:
        return self

    def search(self, query: Query) -> Answer:
        found = self._engine.search(SearchRequest(typed(query), interval="month", highlight=False))
        return Answer(
            total=found.total,
            hits=tuple((hit.id, hit.title or "") for hit in found.hits),
            categories={value.value: value.count for value in found.facets.category},
            months={bucket.start: bucket.count for bucket in found.facets.date.buckets},
            # parentheses: another spelling of the same thing is looked for too
            wider=found.query.relaxed or "(" in found.query.understood,
        )
