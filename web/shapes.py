"""How are results and articles written as JSON?  Shapes in, plain dicts in key order.

This is where dates become text (ISO 8601).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import msgspec
from flask import Response

from index.article import Article
from search import SearchRequest, SearchResults
from search.counts import Count, IndexStats
from search.results import (
    Alternative,
    DateFacet,
    DateInQuery,
    FacetValue,
    Filters,
    FirstPublisher,
    Hit,
    Snippet,
    Story,
    Suggestion,
    text_or_none,
)
from web.links import result_links

Json = dict[str, Any]


def json_line(value: Json) -> bytes:
    """``value`` as one line of readable UTF-8 JSON, with its line break."""
    return msgspec.json.format(msgspec.json.encode(value), indent=0) + b"\n"


def json_response(value: Json, status: int = 200, mimetype: str = "application/json") -> Response:
    """A response that carries ``value``."""
    return Response(json_line(value), status=status, mimetype=mimetype)


def results_json(request: SearchRequest, results: SearchResults) -> Json:
    """The body of ``/api/search``."""
    echo, facets = results.query, results.facets
    return {
        "query": {
            "q": echo.q,
            "understood": echo.understood,
            "relaxed": echo.relaxed,
            "filters": _filters(echo.filters),
            **({"dates": [_date_in_query(one) for one in echo.dates]} if echo.dates else {}),
        },
        "total": results.total,
        "near": results.near,
        "groups": results.groups,
        "alternatives": _alternatives(results.alternatives),
        "page": results.page,
        "size": results.size,
        "pages": results.pages,
        "sort": results.sort,
        "took_ms": round(results.took_ms, 2),
        "suggestion": _suggestion(results.suggestion) if results.suggestion else None,
        "hits": [hit_json(hit) for hit in results.hits],
        "facets": {
            "category": [_value(value) for value in facets.category],
            "source": [_value(value) for value in facets.source],
            "date": _dates(facets.date),
        },
        "links": result_links(request, results),
    }


def _suggestion(found: Suggestion) -> Json:
    return {"q": found.q, "reason": found.reason, "applied": found.applied}


def _value(found: FacetValue) -> Json:
    value = {"value": found.value, "count": found.count, "selected": found.selected}
    return {**value, "excluded": True} if found.excluded else value


def _alternatives(found: Sequence[Alternative] | None) -> list[Json] | None:
    """The other counts, ``None`` where nobody asked for them."""
    if found is None:
        return None
    return [
        {"kind": one.kind, "label": one.label, "params": dict(one.params), "total": one.total}
        for one in found
    ]


def _filters(asked: Filters | SearchRequest) -> Json:
    """The filters as they were given; what is left out stands there only where anything is."""
    filters: Json = {
        "category": list(asked.category),
        "source": list(asked.source),
        "from": asked.start,
        "to": asked.end,
    }
    if asked.not_category:
        filters["not_category"] = list(asked.not_category)
    if asked.not_source:
        filters["not_source"] = list(asked.not_source)
    if asked.undated:
        filters["undated"] = "only"
    return filters


def _date_in_query(found: DateInQuery) -> Json:
    return {
        "text": found.text,
        "from": iso(found.start),
        "to": iso(found.end),
        "rest": found.rest,
    }


def article_json(article: Article) -> Json:
    """All that is stored of one article."""
    return {
        "id": article.id,
        "title": text_or_none(article.title),
        "summary": text_or_none(article.summary),
        "body": text_or_none(article.body),
        "published": iso(article.published),
        "category": text_or_none(article.category),
        "source": text_or_none(article.source),
        "url": text_or_none(article.url),
        "author": text_or_none(article.author),
        "tags": list(article.tags),
        "published_from": text_or_none(article.published_from),
        "published_sure": article.published_sure if article.published else None,
        "indexed": iso(article.indexed),
    }


def trends_json(request: SearchRequest, trends: Sequence[Count]) -> Json:
    """The body of ``/api/trends``: every query has a bucket for the same intervals, those in which
    any of them has an article."""
    starts = sorted({bucket.start for trend in trends for bucket in trend.dates.buckets})
    return {
        "interval": trends[0].dates.interval,
        "filters": _filters(request),
        "trends": [
            {
                "q": trend.q,
                "understood": trend.understood,
                "total": trend.total,
                "undated": trend.dates.undated,
                "buckets": _filled(trend.dates, starts),
            }
            for trend in trends
        ],
    }


def _filled(dates: DateFacet, starts: Sequence[str]) -> list[Json]:
    """A bucket for each of ``starts``, those without articles too."""
    counts = {bucket.start: bucket.count for bucket in dates.buckets}
    return [{"start": start, "count": counts.get(start, 0)} for start in starts]


def _dates(dates: DateFacet) -> Json:
    return {
        "interval": dates.interval,
        "buckets": [{"start": one.start, "count": one.count} for one in dates.buckets],
        "undated": dates.undated,
    }


def stats_json(stats: IndexStats) -> Json:
    """The body of ``/api/stats``."""
    return {
        "articles": stats.articles,
        "undated": stats.undated,
        "first": iso(stats.first),
        "last": iso(stats.last),
        "categories": [_count(value) for value in stats.categories],
        "sources": [_count(value) for value in stats.sources],
        "built": iso(stats.built),
        "built_from": list(stats.built_from),
        "generation": stats.generation,
        "schema_version": stats.schema_version,
        "without": asdict(stats.without),
    }


def iso(moment: date | None) -> str | None:
    """ISO 8601; a ``datetime`` keeps its time and zone."""
    return moment.isoformat() if moment is not None else None


def hit_json(hit: Hit) -> Json:
    """One article found."""
    article, highlights = hit.article, hit.highlights
    return {
        "id": article.id,
        "title": text_or_none(article.title),
        "url": text_or_none(article.url),
        "source": text_or_none(article.source),
        "category": text_or_none(article.category),
        "published": iso(article.published),
        "published_from": text_or_none(article.published_from),
        "published_sure": article.published_sure if article.published else None,
        "indexed": iso(article.indexed),
        "summary": text_or_none(article.summary),
        "score": hit.score,
        "near": hit.near,
        "similar": hit.similar,
        "highlights": highlights
        and {
            "title": highlights.title and _snippet(highlights.title),
            "body": [_snippet(snippet) for snippet in highlights.body],
        },
    }


def versions_json(article_id: str, found: Story) -> Json:
    """The body of ``/api/articles/<id>/versions``."""
    listed = [
        {**hit_json(one.hit), "added": list(one.added), "left_out": list(one.left_out)}
        for one in found.versions
    ]
    first = _first_json(found.first) if found.first is not None else None
    return {"id": article_id, "first": first, "versions": listed}


def _first_json(first: FirstPublisher) -> Json:
    return {
        "id": first.id,
        "source": text_or_none(first.source),
        "name": text_or_none(first.name),
        "reason": first.reason,
        "said": text_or_none(first.said),
        "said_by": first.said_by,
    }


def _snippet(snippet: Snippet) -> Json:
    return {"text": snippet.text, "marks": snippet.marks}


def _count(value: FacetValue) -> Json:
    return {"value": value.value, "count": value.count}
