"""Which URL shows this search?  The opposite of ``params``: a SearchRequest becomes a link.

Parameters with their default value are left out, so one search has one URL.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import current_app, url_for
from flask import request as http
from msgspec import Struct, field

from search import SearchRequest, SearchResults
from web.language import chosen_language

DEFAULT = SearchRequest()
_KNOWN = "timbao-addresses"
_PARAMETERS = (
    "q", "category", "source", "not_category", "not_source", "from", "to", "undated", "sort",
    "match", "interval", "size", "page", "recency", "group", "alternatives", "sample", "seed",
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
    if not request.recency:
        values["recency"] = "off"
    if request.group == bool(request.sample):  # a sample is of articles, unless stories are meant
        values["group"] = "on" if request.group else "off"
    if request.alternatives:
        values["alternatives"] = 1
    if request.sample:
        values["sample"] = request.sample
        values["seed"] = request.seed or None
    return _said(values)


def link(
    endpoint: str, request: SearchRequest, *, external: bool = False, anchor: str = "", **more: str
) -> str:
    """The URL of ``endpoint`` for ``request`` and what is asked for ``more``, as an absolute path
    or with scheme and host; with an ``anchor``, of a place on the page.

    It is what Flask's ``url_for`` makes of :func:`query_of`; a page has so many that the address is
    asked for only once, and what was written once is remembered.
    """
    return _with_query(_address(endpoint, external=external), {**query_of(request), **more}, anchor)


def page_link(request: SearchRequest, **changes: Any) -> str:
    """The search page for ``request`` with ``changes``; starts over at page 1 unless told."""
    return link("pages.search", replace(request, **{"page": 1, **changes}))


class PageLinks:
    """Addresses of the search page for searches that differ from ``request`` in a few parameters,
    and are shown from their first page on.

    They are what :func:`page_link` gives, but nothing is checked again: a page has hundreds.
    """

    def __init__(self, request: SearchRequest) -> None:
        # unsaid parameters keep the places that they would have
        self._query = dict.fromkeys(_PARAMETERS) | query_of(replace(request, page=1))

    def to(self, changes: Mapping[str, Any], anchor: str = "") -> str:
        """The address with other values of some parameters (none for ``None`` or nothing), and with
        ``anchor`` as its fragment."""
        query = _said({**self._query, **changes})
        return _with_query(_address("pages.search", external=False), query, anchor)


class ResultLinks(Struct, frozen=True):
    """Addresses of this search: itself, its neighbours (null where there is none), the next page in
    the same state of the index (``cursor``), the page for people, and the same results in other
    formats."""

    itself: str = field(name="self")
    next: str | None
    prev: str | None
    cursor: str | None
    page: str
    atom: str
    csv: str


def result_links(request: SearchRequest, results: SearchResults) -> ResultLinks:
    """The ``links`` of the endpoint's response."""
    numbered = replace(request, cursor=None, page=results.page)
    walked = replace(request, cursor=None, page=1)

    def neighbour(page: int) -> str | None:
        """The link to another page of the results; ``None`` if they do not have it."""
        if not 1 <= page <= results.pages:
            return None
        return link("api.search", replace(numbered, page=page))

    def at(cursor: str | None) -> str | None:
        """The link to what comes behind a cursor, if there is anything."""
        return link("api.search", walked, cursor=cursor) if cursor else None

    plain = replace(numbered, alternatives=False)  # the page asks for them by itself
    whole = replace(plain, page=1, size=DEFAULT.size)
    return ResultLinks(
        itself=at(request.cursor) or link("api.search", request),
        next=neighbour(results.page + 1),
        prev=neighbour(results.page - 1),
        cursor=at(results.cursor),
        page=link("pages.search", _whole_set(plain)),
        atom=link("feeds.atom", _whole_set(whole)),
        csv=link("feeds.csv_table", whole),
    )


def _whole_set(request: SearchRequest) -> SearchRequest:
    """What ``request`` asks for, without a sample: only programs get one."""
    return replace(request, sample=0, seed=0, group=True) if request.sample else request


def link_header(targets: dict[str, str | None]) -> str:
    """A Link header (RFC 8288) to the ``targets`` that there are, by their relations."""
    described = {
        "service-desc": _address("api.document", external=False),
        "service-doc": _address("api.page", external=False),
    }
    return ", ".join(
        f'<{target}>; rel="{relation}"'
        for relation, target in (targets | described).items()
        if target is not None
    )


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    """The ``values`` that are any."""
    return {name: value for name, value in values.items() if value not in (None, "", [], ())}


def _with_query(url: str, values: Mapping[str, Any], anchor: str) -> str:
    """``url``, which may ask for a language, with ``values`` asked for before that."""
    path, _, language = url.partition("?")
    parts = [
        _written(name, tuple(value) if isinstance(value, list) else value)
        for name, value in values.items()
    ]
    query = "&".join([*parts, language] if language else parts)
    address = f"{path}?{query}" if query else path
    return f"{address}#{anchor}" if anchor else address


def _address(endpoint: str, *, external: bool) -> str:
    """The address of ``endpoint``; one below this host is asked for once, by each application, for
    where it is mounted and each language."""
    if external:
        return url_for(endpoint, _external=True)
    known: dict[tuple[str, str, str | None], str] = current_app.extensions.setdefault(_KNOWN, {})
    key = endpoint, http.script_root, chosen_language()
    address = known.get(key)
    if address is None:
        address = known[key] = url_for(endpoint)
    return address


@lru_cache(maxsize=1024)
def _written(name: str, value: str | int | tuple[str, ...]) -> str:
    """A parameter as it stands in a query string."""
    return urlencode({name: value}, doseq=True, safe=_SAFE)
