"""From a request to results: ``open_engine(path).search(SearchRequest("dân vận"))``."""

from search.engine import Engine
from search.errors import IndexUnavailable, InvalidRequest, SearchError, SearchTimeout
from search.opening import open_engine
from search.request import SearchRequest
from search.results import SearchResults

__all__ = [
    "Engine",
    "IndexUnavailable",
    "InvalidRequest",
    "SearchError",
    "SearchRequest",
    "SearchResults",
    "SearchTimeout",
    "open_engine",
]
