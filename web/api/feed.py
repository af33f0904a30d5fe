"""How do readers follow a search?  ``/search.atom``, an Atom feed (RFC 4287) that misses nothing
and repeats nothing.

Nothing in a feed hangs on when the index was built, so it stays the same, to the byte, until
another article answers: its entity tag is a digest of it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from flask import Response, url_for
from lxml import etree

from index.article import Article
from index.days import LOCAL_ZONE
from search import InvalidRequest, SearchRequest
from search.request import Sort
from web.api import parameters as p
from web.api.operations import Operation
from web.engine import current_engine
from web.escaping import xml_text
from web.links import link
from web.params import asks_for_groups, query_pairs, read_count, read_request
from web.xml import child, xml_response

ATOM = "http://www.w3.org/2005/Atom"
ENTRIES = 50
"""How many a page of a feed has, unless it is told."""
_MEDIA = "application/atom+xml"
_NOTHING_YET = datetime(1970, 1, 1, tzinfo=UTC)  # when a feed without entries changed last


def atom() -> Response:
    """A page of the matches as an Atom feed: the newest, or with ``sort=indexed`` those that the
    index took in last."""
    pairs = query_pairs()
    size = read_count(pairs, ENTRIES)
    asked = read_request([pair for pair in pairs if pair[0] != "size"])
    sort: Sort = "indexed" if asked.sort == "indexed" else "newest"
    request = replace(asked, sort=sort, alternatives=False, size=size)
    if request.page > p.MAX_FEED_PAGES:
        raise InvalidRequest("page", f"a whole number from 1 to {p.MAX_FEED_PAGES}")
    skipped = (request.page - 1) * size
    stream = current_engine().stream(request, group=asks_for_groups())
    listed = list(islice(stream, skipped, skipped + size + 1))
    return xml_response(_feed(request, listed[:size], more=len(listed) > size), _MEDIA)


def _feed(request: SearchRequest, articles: list[Article], *, more: bool) -> etree._Element:
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    whole = _address(replace(request, page=1))
    updates = [_updated(article, request.sort) for article in articles]
    child(feed, "id", whole)
    child(feed, "title", f"{request.q} – Tìm Báo" if request.q.strip() else "Tìm Báo")
    child(feed, "updated", _written(max(updates, default=_NOTHING_YET)))
    _link(feed, "self", _MEDIA, _address(request))
    shown = replace(request, page=1, size=SearchRequest().size)
    _link(feed, "alternate", "text/html", link("pages.search", shown, external=True))
    if more and request.page < p.MAX_FEED_PAGES:  # paged as RFC 5005 has it
        _link(feed, "next", _MEDIA, _address(replace(request, page=request.page + 1)))
    if request.page > 1:
        _link(feed, "first", _MEDIA, whole)
        _link(feed, "previous", _MEDIA, _address(replace(request, page=request.page - 1)))
    for article, updated in zip(articles, updates, strict=True):
        feed.append(_entry(article, updated))
    return feed


def _address(request: SearchRequest) -> str:
    """The address of a page of a feed, without what it has unless it is told."""
    plain = replace(
        request,
        sort="indexed" if request.sort == "indexed" else "relevance",
        size=SearchRequest().size,
        group=True,
    )
    more = {"size": str(request.size)} if request.size != ENTRIES else {}
    grouped = {"group": "on"} if asks_for_groups() else {}
    return link("feeds.atom", plain, external=True, **more, **grouped)


def _entry(article: Article, updated: datetime) -> etree._Element:
    entry = etree.Element(f"{{{ATOM}}}entry")
    url = url_for("pages.article", article_id=article.id, _external=True)
    child(entry, "id", url)
    child(entry, "title", article.title or article.body[:80])
    child(entry, "updated", _written(updated))
    if article.published is not None:
        child(entry, "published", _written(_moment(article.published)))
    author = etree.SubElement(entry, f"{{{ATOM}}}author")
    child(author, "name", article.author or article.source or "Tìm Báo")
    _link(entry, "alternate", "text/html", url)
    if article.category:
        etree.SubElement(entry, f"{{{ATOM}}}category", term=xml_text(article.category))
    if article.summary:
        child(entry, "summary", article.summary)
    return entry


def _updated(article: Article, sort: Sort) -> datetime:
    """When an entry is new: when it was published, or where readers follow what is taken in, or the
    day is not known, when the index took it in first, which no rebuilding changes."""
    if article.published is not None and (sort != "indexed" or article.indexed is None):
        return _moment(article.published)
    return article.indexed or _NOTHING_YET


def _moment(published: date | datetime) -> datetime:
    """A day without an hour begins at midnight in Vietnam."""
    if isinstance(published, datetime):
        return published.astimezone(LOCAL_ZONE)
    return datetime.combine(published, time(), LOCAL_ZONE)


def _written(moment: datetime) -> str:
    """RFC 3339, in the time of Vietnam."""
    local = moment.astimezone(LOCAL_ZONE)
    if (local.utcoffset() or timedelta()) % timedelta(minutes=1):
        local = local.astimezone(UTC)  # before 1911 noon was the sun's: RFC 3339 has no such zone
    return local.isoformat(timespec="seconds")


def _link(parent: etree._Element, rel: str, media: str, href: str) -> None:
    etree.SubElement(parent, f"{{{ATOM}}}link", rel=rel, type=media, href=href)


FEED = Operation(
    "/search.atom",
    "feeds.atom",
    atom,
    "The results as an Atom feed",
    "Articles that answer, the newest first; with sort=indexed those that the index took in last "
    "come first, whenever they were published: a reader that follows pages up to what it knows "
    f"misses nothing. There are at most {p.MAX_FEED_PAGES} pages.",
    (*p.SET, p.FEED_SORT, p.FEED_PAGE, p.size("entries a page", ENTRIES), p.GROUPED),
    media={_MEDIA: "An Atom feed, paged as in RFC 5005"},
    validated="content",
    room="Exports",
)
