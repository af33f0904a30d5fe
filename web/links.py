"""Which URL shows this search?  The opposite of ``params``: a SearchRequest becomes a link.

Parameters with their default value are left out, so one search has one URL.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import g, url_for

from search import SearchRequest, SearchResults

DEFAULT = SearchRequest()
_SAFE = "!$'()*,/:;?@"  # what Flask leaves as it is in a query string


def query_of(request: SearchRequest) -> dict[str, Any]:
    """The parameters that say ``request``, in the order of the documentation."""
    values: dict[str, Any] = {
        "q": request.q,
        "category": list(request.category),
        "source": list(request.source),
        "not_category": list(request.not_category),
        "not_source": list(request.not_source),
        "from": request.start,
        "to": request.end,
        "undated": "only" if request.undated else None,
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


def link(endpoint: str, request: SearchRequest, *, external: bool = False, **more: str) -> str:
    """The URL of ``endpoint`` for ``request`` and what is asked for ``more``, as an absolute path
    or with scheme and host.

    It is what Flask's ``url_for`` makes of :func:`query_of`; a page has so many that the address is
    asked for only once, and what was written once is remembered.
    """
    path, _, language = _address(endpoint, external=external).partition("?")
    parts = [
        _written(name, tuple(value) if isinstance(value, list) else value)
        for name, value in {**query_of(request), **more}.items()
    ]
    query = "&".join([*parts, language] if language else parts)
    return f"{path}?{query}" if query else path


def page_link(request: SearchRequest, **changes: Any) -> str:
    """The search page for ``request`` with ``changes``; starts over at page 1 unless told."""
    return link("pages.search", replace(request, **{"page": 1, **changes}))


def result_links(request: SearchRequest, results: SearchResults) -> dict[str, str | None]:
    """The ``links`` of the endpoint's response."""

    def neighbour(page: int) -> str | None:
        """The link to another page of the results; ``None`` if they do not have it."""
        return (
            link("api.search", replace(request, page=page)) if 1 <= page <= results.pages else None
        )

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


def _address(endpoint: str, *, external: bool) -> str:
    """The address of ``endpoint``, asked for once in each request."""
    known: dict[tuple[str, bool], str] = g.setdefault("addresses", {})
    address = known.get((endpoint, external))
    if address is None:
        address = known[endpoint, external] = url_for(endpoint, _external=external)
    return address


@lru_cache(maxsize=1024)
def _written(name: str, value: str | int | tuple[str, ...]) -> str:
    """A parameter as it stands in a query string."""
    return urlencode({name: value}, doseq=True, safe=_SAFE)
