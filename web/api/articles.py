"""What is known of one article?  Itself, those like it, those of its story."""

from __future__ import annotations

from flask import Response
from flask import request as http

from web.api import parameters as p
from web.api.operations import Operation
from web.engine import current_engine, find_article
from web.params import query_pairs, read_count
from web.shapes.articles import (
    ArticleAnswer,
    SimilarAnswer,
    VersionsAnswer,
    article_answer,
    hit_answer,
    versions_answer,
)
from web.shapes.writing import json_response

_SIMILAR = 10  # where ``size`` does not say it


def article(article_id: str) -> Response:
    """Everything stored of one article."""
    return json_response(article_answer(find_article(article_id)))


def similar(article_id: str) -> Response:
    """Articles like one."""
    if is_part_of_id("similar"):
        return article(f"{article_id}/similar")
    found = current_engine().similar(article_id, read_count(query_pairs(), _SIMILAR))
    if found is None:
        return named_so(article_id, "similar")
    return json_response(SimilarAnswer(article_id, [hit_answer(hit) for hit in found]))


def versions(article_id: str) -> Response:
    """The articles that are one story with one, and itself."""
    if is_part_of_id("versions"):
        return article(f"{article_id}/versions")
    found = current_engine().story(article_id)
    if found is None:
        return named_so(article_id, "versions")
    return json_response(versions_answer(article_id, found))


def is_part_of_id(ending: str) -> bool:
    """Whether the slash before ``ending`` was escaped: then it belongs to an article's id.

    WSGI hands a path over without its escapes; servers tell beside it what they were asked for.
    """
    asked = http.environ.get("RAW_URI") or http.environ.get("REQUEST_URI") or ""
    return bool(asked) and not asked.partition("?")[0].endswith(f"/{ending}")


def named_so(article_id: str, ending: str) -> Response:
    """The article whose own id ends so; where there is none, what there is to say of the shorter
    id, which no article has."""
    engine, whole = current_engine(), f"{article_id}/{ending}"
    if engine.article(whole) is None and not engine.was_deleted(whole):
        find_article(article_id)
    return article(whole)


_ERRORS = (400, 404, 410, 503)

ARTICLE = Operation(
    "/api/articles/<article:article_id>",
    "api.article",
    article,
    "One article",
    "All that is stored of it. A deleted one is a 410, an unknown id a 404. A slash of an id may "
    "be written %2F; it has to be where the id ends in /similar or /versions and what stands "
    "before is an id, too.",
    (p.ARTICLE_ID,),
    ArticleAnswer,
    errors=_ERRORS,
    room="Articles",
)
SIMILAR = Operation(
    "/api/articles/<article:article_id>/similar",
    "api.similar",
    similar,
    "Articles like one",
    "The most alike first.",
    (p.ARTICLE_ID, p.size("articles", _SIMILAR)),
    SimilarAnswer,
    errors=_ERRORS,
    room="Articles",
)
VERSIONS = Operation(
    "/api/articles/<article:article_id>/versions",
    "api.versions",
    versions,
    "The articles of one story",
    "By time, each with the sentences that it added to the one before and left out of it; and who "
    "printed the story first, by the times and by the credits that the articles have.",
    (p.ARTICLE_ID,),
    VersionsAnswer,
    errors=_ERRORS,
    room="Articles",
)
