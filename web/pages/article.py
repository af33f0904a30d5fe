"""What is on the page of one article?  Its text with the words it was found by, where it is among
the results, its story in other papers, and what is like it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from flask import Response, make_response, render_template, url_for

from index.article import Article
from index.days import today
from search import InvalidRequest, SearchRequest
from search.results import ArticleMarks
from web.citations.reference import reference
from web.engine import current_engine, find_article, in_time
from web.links import DEFAULT, page_link, query_of
from web.pages.choice import Choice
from web.pages.citation import citation, json_ld
from web.pages.embedded import SCHEMAS, Element, embedded
from web.pages.marking import Line, MarkedText, mark_text
from web.pages.paragraphs import lay_out
from web.pages.place import Place, find_place
from web.pages.story import similar_to, story_of
from web.params import query_pairs, read_place, read_request

MAX_TAGS = 12
MAX_DESCRIPTION = 200


@dataclass(frozen=True, slots=True)
class FoundBy:
    """The search that an article's link carries.

    ``query`` are its parameters for other articles' links, ``hidden`` those that the search box
    keeps besides the words; ``back`` is the page of its results, ``None`` without a search.
    """

    request: SearchRequest
    query: dict[str, Any]
    hidden: dict[str, Any]
    back: str | None
    place: Place | None


@dataclass(frozen=True, slots=True)
class Described:
    """What other sites and programs read of the page, and people cite."""

    headline: str
    description: str
    address: str
    citation: str
    json_ld: str
    embedded: tuple[Element, ...]
    schemas: Mapping[str, str]


def article(article_id: str) -> Response:
    """``/article/<id>``: one article, and the way back to the results it was found in."""
    found = find_article(article_id)
    came = _found_by(article_id)
    marks = in_time(lambda: _marks(article_id, came.request), ArticleMarks())
    text = mark_text(found, lay_out(found), marks)
    story = story_of(article_id)
    page = render_template(
        "article.html",
        article=found,
        text=text,
        described=_described(found, text),
        request_=came.request,
        came=came,
        story=story,
        similar=in_time(lambda: similar_to(article_id, story), ()),
        more_of_category=page_link(DEFAULT, category=(found.category,)),
        more_of_source=page_link(DEFAULT, source=(found.source,)),
        tags=in_time(lambda: _tags(found), ()),
    )
    response = make_response(page)
    response.cache_control.private = True
    response.cache_control.max_age = int(timedelta(minutes=5).total_seconds())
    return response


def _found_by(article_id: str) -> FoundBy:
    """The search in the article's own link; a damaged one counts as none."""
    pairs = query_pairs()
    try:
        request = replace(read_request(pairs), alternatives=False)
    except InvalidRequest:
        request = DEFAULT
    place = in_time(lambda: find_place(article_id, request, read_place(pairs)), None)
    if place is not None:
        request = replace(request, page=place.page)
    query = query_of(request)
    return FoundBy(
        request=request,
        query=query,
        hidden={name: query[name] for name in query if name not in {"q", "page"}},
        back=page_link(request, page=request.page) if place or request != DEFAULT else None,
        place=place,
    )


def _marks(article_id: str, request: SearchRequest) -> ArticleMarks:
    """What to mark, if the article did not go away meanwhile."""
    if not request.q.strip():
        return ArticleMarks()
    return current_engine().marks(article_id, request) or ArticleMarks()


def _described(found: Article, text: MarkedText) -> Described:
    headline = _plain(text.headline)
    description = _shortened(found.summary or next(map(_plain, text.paragraphs), ""))
    address = url_for("pages.article", article_id=found.id, lang=None, _external=True)
    return Described(
        headline=headline,
        description=description,
        address=address,
        citation=citation(found, headline, address),
        json_ld=json_ld(found, headline, description, address),
        embedded=embedded(reference(found, address, today())),
        schemas=SCHEMAS,
    )


def _plain(line: Line) -> str:
    return "".join(piece.text for piece in line)


def _shortened(text: str) -> str:
    """``text`` on one line, cut at a word."""
    text = " ".join(text.split())
    if len(text) <= MAX_DESCRIPTION:
        return text
    cut = text.rfind(" ", 0, MAX_DESCRIPTION)
    return text[: cut if cut > 0 else MAX_DESCRIPTION] + "…"


def _tags(found: Article) -> tuple[Choice, ...]:
    """The article's tags that lead to other articles too, each with how many have it."""
    tags = found.tags[:MAX_TAGS]
    if not tags:
        return ()
    queries = [_phrase(tag) for tag in tags]
    trends = current_engine().trends(queries, SearchRequest(interval="year"))
    return tuple(
        Choice(tag, page_link(DEFAULT, q=trend.q), trend.total)
        for tag, trend in zip(tags, trends, strict=True)
        if trend.total > 1
    )


def _phrase(text: str) -> str:
    return '"' + text.replace('"', " ")[:200] + '"'
