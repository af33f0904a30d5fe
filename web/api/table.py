"""What can be asked of the endpoint?  Every operation, in the order of its description.

A new one is entered here, and nowhere else: its route and its description follow.
"""

from __future__ import annotations

from flask import Flask, Response, make_response, request

from web.api import (
    about,
    articles,
    citations,
    concordance,
    count,
    exports,
    feed,
    pages,
    receipts,
    searching,
    terms,
    trends,
)
from web.api.openapi import describe
from web.api.operations import Operation
from web.api.reference import reference
from web.caching import known_again, validated
from web.shapes.writing import json_response

OPERATIONS: tuple[Operation, ...] = (
    searching.SEARCH,
    searching.SUGGEST,
    terms.TERMS,
    trends.TRENDS,
    count.COUNT,
    concordance.KWIC,
    receipts.RECEIPT,
    articles.ARTICLE,
    articles.SIMILAR,
    articles.VERSIONS,
    citations.CITATION,
    citations.UNAPI,
    exports.CSV,
    exports.JSON_LINES,
    citations.RIS,
    citations.BIB,
    feed.FEED,
    about.STATS,
    about.HEALTH,
    about.READY,
    *pages.PAGES,
)


def install(app: Flask) -> None:
    """Let ``app`` answer all operations but the pages, and describe them all."""
    for operation in OPERATIONS:
        if operation.view is not None:
            view = validated(operation.view, operation.validated)
            app.add_url_rule(operation.rule, operation.endpoint, view, methods=[operation.method])
    app.add_url_rule("/api/openapi.json", "api.document", document)
    app.add_url_rule("/api", "api.page", page)


def document() -> Response:
    """``/api/openapi.json``: the description for programs; it needs no index."""
    response = json_response(describe(OPERATIONS, request.root_url.rstrip("/")))
    response.headers["Cache-Control"] = "no-cache"
    return known_again(response)


def page() -> Response:
    """``/api``: the description for people."""
    return make_response(reference(OPERATIONS))
