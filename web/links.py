"""Which URL shows this search?  The opposite of ``params``: a SearchRequest becomes a link.

Parameters with their default value are left out, so one search has one URL.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import url_for

from search import SearchRequest, SearchResults

DEFAULT = SearchRequest()


def query_of(request: SearchRequest) -> dict[str, Any]:
    """The parameters that say ``request``, in the order of the documentation."""
    values: dict[str, Any] = {
        "q": request.q,
        "category": list(request.category),
        "source": list(request.source),
        "from": request.start,
        "to": request.end,
    }
    for name in ("sort", "match", "interval", "size", "page"):
        if getattr(request, name) != getattr(DEFAULT, name):
            values[name] = getattr(request, name)
    for name in ("recency", "group"):
        if not getattr(request, name):
            values[name] = "off"
    if request.alternatives:
        values["alternatives"] = 1
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def link(endpoint: str, request: SearchRequest, **more: Any) -> str:
    """The URL of ``endpoint`` for ``request``, as an absolute path."""
    return url_for(endpoint, **query_of(request), **more)


def page_link(request: SearchRequest, **changes: Any) -> str:
    """The search page for ``request`` with ``changes``; starts over at page 1 unless told."""
    return link("pages.search", replace(request, **{"page": 1, **changes}))


def result_links(request: SearchRequest, results: SearchResults) -> dict[str, str | None]:
    """The ``links`` of the endpoint's response."""

    def neighbour(page: int) -> str | None:
        """The link to another page of the results; ``None`` if they do not have it."""
        if not 1 <= page <= results.pages:
            return None
        return link("api.search", replace(request, page=page))

    plain = replace(request, alternatives=False)  # the page asks for them by itself
    whole = replace(plain, page=1, size=DEFAULT.size)
    return {
        "self": link("api.search", request),
        "next": neighbour(request.page + 1),
        "prev": neighbour(request.page - 1),
        "page": link("pages.search", plain),
        "atom": link("feeds.atom", whole),
        "csv": link("feeds.csv_table", whole),
    }
