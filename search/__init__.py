"""From a request to results: ``open_engine(path).search(SearchRequest("dân vận"))``."""

from search.engine import Engine
from search.errors import (
    CursorGone,
    IndexUnavailable,
    InvalidRequest,
    SearchError,
    SearchTimeout,
    UnknownEngine,
)
from search.opening import DEFAULT_SECONDS, ENGINES, open_engine
from search.request import SearchRequest
from search.results import SearchResults

__all__ = [
    "DEFAULT_SECONDS",
    "ENGINES",
    "CursorGone",
    "Engine",
    "IndexUnavailable",
    "InvalidRequest",
    "SearchError",
    "SearchRequest",
    "SearchResults",
    "SearchTimeout",
    "UnknownEngine",
    "open_engine",
]
