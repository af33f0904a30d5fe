"""How is this project asked?  By its command and its Python interface, as its users do."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import search.engines.whoosh.engine  # noqa: F401 # now, or the opening would count it
from bench.engines import Searcher
from bench.shapes import Answer, Kind, Query
from bench.texts import Texts
from search import SearchRequest, SearchResults, open_engine
from search.engine import Engine as OwnEngine
from search.request import Match

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


def request(query: Query, match: Match = "words") -> SearchRequest:
    """What is asked of this project where its peers are asked ``query``."""
    return SearchRequest(typed(query), interval="month", highlight=False, match=match, group=False)


def _is_wider(found: SearchResults) -> bool:
    """Whether ``total`` has articles without what was typed; near ones are none of it.

    Several spellings of one thing are said in parentheses, here and in no query typed above.
    """
    applied = found.suggestion is not None and found.suggestion.applied
    return applied or "(" in found.query.understood


class TimBao:
    def build(self, texts: Texts, folder: Path) -> None:
        """Become the command itself, so that nothing beside it is measured."""
        options = ["--index", str(folder), "--fresh", "--jobs", "2", "--json"]
        arguments = [sys.executable, "-m", "index.cli", *options, str(texts.records)]
        os.execv(sys.executable, arguments)

    def open(self, folder: Path) -> Searcher:
        return TimBaoSearcher(open_engine(folder))


class TimBaoSearcher:
    """Asks for words, as users do.  Peers know syllables, each anywhere: an AND of these counts
    other articles, so what is compared is asked for as such.  They do not group stories either.
    """

    def __init__(self, engine: OwnEngine, match: Match = "words") -> None:
        self._engine = engine
        self._match = match

    def for_thread(self) -> Searcher:
        return self

    def as_peers(self) -> Searcher:
        return TimBaoSearcher(self._engine, "syllables")

    def search(self, query: Query) -> Answer:
        found = self._engine.search(request(query, self._match))
        return Answer(
            total=found.total,
            hits=tuple((hit.id, hit.title or "") for hit in found.hits),
            categories={value.value: value.count for value in found.facets.category},
            months={bucket.start: bucket.count for bucket in found.facets.date.buckets},
            wider=_is_wider(found),
        )
