"""Which URL shows this search?  The opposite of ``params``: a SearchRequest becomes a link.

Parameters with their default value are left out, so one search has one URL.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import url_for

from search import SearchRequest, SearchResults

DEFAULT = SearchRequest()
_PARAMETERS = (
    "q", "category", "source", "not_category", "not_source", "from", "to", "undated", "sort",
    "match", "interval", "size", "page", "recency", "group", "alternatives",
)  # fmt: skip
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


def link(endpoint: str, request: SearchRequest, **more: Any) -> str:
    """The URL of ``endpoint`` for ``request``, as an absolute path."""
    return url_for(endpoint, **query_of(request), **more)


def page_link(request: SearchRequest, **changes: Any) -> str:
    """The search page for ``request`` with ``changes``; starts over at page 1 unless told."""
    return link("pages.search", replace(request, **{"page": 1, **changes}))


def result_links(request: SearchRequest, results: SearchResults) -> dict[str, str | None]:
    """The ``links`` of the endpoint's response: what :func:`link` gives, but each parameter is
    written only once."""
    written = {
        name: urlencode({name: value}, doseq=True, safe=_SAFE)
        for name, value in query_of(request).items()
    }

    api = url_for("api.search")

    def to(url: str, **changes: str) -> str:
        """``url`` with the parameters, some of them written otherwise, or not at all."""
        path, _, language = url.partition("?")
        parts = [changes.get(name, written.get(name, "")) for name in _PARAMETERS]
        query = "&".join(filter(None, [*parts, language]))
        return f"{path}?{query}" if query else path

    def neighbour(page: int) -> str | None:
        """The link to another page of the results; ``None`` if they do not have it."""
        if not 1 <= page <= results.pages:
            return None
        return to(api, page=f"page={page}" if page > 1 else "")

    return {
        "self": to(api),
        "next": neighbour(request.page + 1),
        "prev": neighbour(request.page - 1),
        "page": to(url_for("pages.search"), alternatives=""),  # it asks for them by itself
        "atom": to(url_for("feeds.atom"), page="", size="", alternatives=""),
        "csv": to(url_for("feeds.csv_table"), page="", size="", alternatives=""),
    }
