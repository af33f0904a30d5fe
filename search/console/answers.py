"""How is a page of results written as JSON?  In the shape of ``/api/search``.

What only a site has is left out: ``links``, and marks in UTF-16 for scripts of pages.  That both
agree in all else is tested.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import msgspec

from search.results import (
    DateInQuery,
    FacetValue,
    Filters,
    Highlights,
    Hit,
    SearchResults,
    Snippet,
    iso_or_none,
)

_Json = dict[str, Any]
_OF_HIT = (
    "id", "title", "url", "source", "category", "published", "published_from", "published_sure",
    "indexed", "summary", "score", "near", "similar",
)  # fmt: skip


def answer_line(results: SearchResults) -> str:
    """``results`` as one line of JSON."""
    encoded = msgspec.json.encode(_answer(results))
    return msgspec.json.format(encoded, indent=0).decode() + "\n"


def _answer(results: SearchResults) -> _Json:
    echo, facets = results.query, results.facets
    query: _Json = {
        "q": echo.q,
        "understood": echo.understood,
        "relaxed": echo.relaxed,
        "filters": _filters(echo.filters),
    }
    if echo.dates:
        query["dates"] = [_date(one) for one in echo.dates]
    others = results.alternatives
    return {
        "query": query,
        "total": results.total,
        "near": results.near,
        "groups": results.groups,
        "alternatives": None if others is None else [asdict(one) for one in others],
        "page": results.page,
        "size": results.size,
        "pages": results.pages,
        "sort": results.sort,
        "took_ms": round(results.took_ms, 2),
        "suggestion": asdict(results.suggestion) if results.suggestion else None,
        "hits": [_hit(hit) for hit in results.hits],
        "facets": {
            "category": [_value(one) for one in facets.category],
            "source": [_value(one) for one in facets.source],
            "date": asdict(facets.date),
        },
    }


def _filters(asked: Filters) -> _Json:
    """The filters as they were given; what is left out stands there only where anything is."""
    given: _Json = {
        "category": asked.category,
        "source": asked.source,
        "from": asked.start,
        "to": asked.end,
    }
    for name in ("not_category", "not_source"):
        if values := getattr(asked, name):
            given[name] = values
    return given | {"undated": "only"} if asked.undated else given


def _date(found: DateInQuery) -> _Json:
    first, last = iso_or_none(found.start), iso_or_none(found.end)
    return {"text": found.text, "from": first, "to": last, "rest": found.rest}


def _hit(hit: Hit) -> _Json:
    shown = {name: getattr(hit, name) for name in _OF_HIT}
    return {**shown, "highlights": _highlights(hit.highlights) if hit.highlights else None}


def _highlights(found: Highlights) -> _Json:
    title = _snippet(found.title) if found.title else None
    return {"title": title, "body": [_snippet(one) for one in found.body]}


def _snippet(snippet: Snippet) -> _Json:
    return {"text": snippet.text, "marks": snippet.marks}


def _value(found: FacetValue) -> _Json:
    value: _Json = {"value": found.value, "count": found.count, "selected": found.selected}
    return value | {"excluded": True} if found.excluded else value
