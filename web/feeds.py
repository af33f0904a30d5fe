"""How do the same results leave as a feed, a table, a stream?  Atom, CSV, JSON Lines.

Also here: the two small files that browsers and crawlers ask for, /opensearch.xml and /robots.txt.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, islice

from flask import Blueprint, Response, url_for
from lxml import etree

from index.article import Article
from index.days import LOCAL_ZONE
from search import SearchRequest
from web.engine import current_engine
from web.escaping import BYTE_ORDER_MARK, csv_row, xml_text
from web.links import link
from web.params import asks_for_groups, read_request
from web.shapes import article_json, iso, json_line

ATOM = "http://www.w3.org/2005/Atom"
OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
MAX_FEED_ENTRIES = 50
COLUMNS = ("id", "title", "summary", "published", "category", "source", "url", "author", "tags")


def blueprint() -> Blueprint:
    """The endpoints, ready to register."""
    routes = Blueprint("feeds", __name__)
    routes.add_url_rule("/search.atom", "atom", atom)
    routes.add_url_rule("/search.csv", "csv_table", csv_table)
    routes.add_url_rule("/search.jsonl", "json_lines", json_lines)
    routes.add_url_rule("/opensearch.xml", "opensearch", opensearch)
    routes.add_url_rule("/robots.txt", "robots", robots)
    return routes


def atom() -> Response:
    """The newest matches as an Atom feed."""
    request = replace(read_request(), sort="newest", page=1, alternatives=False)
    engine = current_engine()
    articles = list(islice(engine.stream(request, group=asks_for_groups()), MAX_FEED_ENTRIES))
    feed = _atom_feed(request, articles, built=engine.stats().built)
    return _xml(feed, "application/atom+xml")


def csv_table() -> Response:
    """Every match as a row; opens in a spreadsheet with its Vietnamese letters whole."""
    rows = (csv_row(_cells(article)) for article in _matches())
    head = BYTE_ORDER_MARK + csv_row(COLUMNS)
    return _download(chain([head], rows), "text/csv", "timbao.csv")


def json_lines() -> Response:
    """Every match as one JSON object per line."""
    lines = (json_line(article_json(article)) for article in _matches())
    return _download(lines, "application/x-ndjson", "timbao.jsonl")


def opensearch() -> Response:
    """Tell a browser how to search here from its address bar."""
    root = etree.Element(f"{{{OPENSEARCH}}}OpenSearchDescription", nsmap={None: OPENSEARCH})
    _child(root, "ShortName", "Tìm Báo")
    _child(root, "Description", "Tìm trong báo chí Việt Nam")
    _child(root, "InputEncoding", "UTF-8")
    _child(root, "OutputEncoding", "UTF-8")
    for endpoint, mimetype in (
        ("pages.search", "text/html"),
        ("feeds.atom", "application/atom+xml"),
        ("api.search", "application/json"),
    ):
        template = url_for(endpoint, _external=True) + "?q={searchTerms}"
        etree.SubElement(root, f"{{{OPENSEARCH}}}Url", type=mimetype, template=template)
    return _xml(root, "application/opensearchdescription+xml")


def robots() -> Response:
    """Crawlers may read the front page and the articles, not every possible search."""
    rules = ["User-agent: *", "Disallow: /search", "Disallow: /api/", "Disallow: /*?", ""]
    return Response("\n".join(rules), mimetype="text/plain")


def _matches() -> Iterator[Article]:
    """All matches.  The first is fetched at once: after the headers an error cannot be told."""
    articles = current_engine().stream(read_request(), group=asks_for_groups())
    return chain(list(islice(articles, 1)), articles)


def _download(parts: Iterator[str] | Iterator[bytes], mimetype: str, filename: str) -> Response:
    response = Response(parts, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _cells(article: Article) -> tuple[str, ...]:
    return (
        article.id,
        article.title,
        article.summary,
        iso(article.published) or "",
        article.category,
        article.source,
        article.url,
        article.author,
        "; ".join(article.tags),
    )


def _atom_feed(request: SearchRequest, articles: list[Article], built: datetime) -> etree._Element:
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    asked = {"group": "on"} if asks_for_groups() else {}
    own_url = link("feeds.atom", replace(request, sort="relevance"), external=True, **asked)
    page_url = link("pages.search", replace(request, sort="newest"), external=True)
    dates = [article.published for article in articles if article.published is not None]
    _child(feed, "id", own_url)
    _child(feed, "title", f"{request.q} – Tìm Báo" if request.q.strip() else "Tìm Báo")
    _child(feed, "updated", _moment(max(dates, key=_local)) if dates else built.isoformat())
    etree.SubElement(feed, f"{{{ATOM}}}link", rel="self", type="application/atom+xml", href=own_url)
    etree.SubElement(feed, f"{{{ATOM}}}link", rel="alternate", type="text/html", href=page_url)
    for article in articles:
        feed.append(_atom_entry(article, built))
    return feed


def _atom_entry(article: Article, built: datetime) -> etree._Element:
    entry = etree.Element(f"{{{ATOM}}}entry")
    url = url_for("pages.article", article_id=article.id, _external=True)
    moment = _moment(article.published) if article.published is not None else None
    _child(entry, "id", url)
    _child(entry, "title", article.title or article.body[:80])
    _child(entry, "updated", moment or built.isoformat())
    if moment:
        _child(entry, "published", moment)
    author = etree.SubElement(entry, f"{{{ATOM}}}author")
    _child(author, "name", article.author or article.source or "Tìm Báo")
    etree.SubElement(entry, f"{{{ATOM}}}link", rel="alternate", type="text/html", href=url)
    if article.category:
        etree.SubElement(entry, f"{{{ATOM}}}category", term=xml_text(article.category))
    if article.summary:
        _child(entry, "summary", article.summary)
    return entry


def _moment(published: date | datetime) -> str:
    """RFC 3339, in the time of Vietnam."""
    local = _local(published)
    if (local.utcoffset() or timedelta()) % timedelta(minutes=1):
        local = local.astimezone(UTC)  # before 1911 noon was the sun's: RFC 3339 has no such zone
    return local.isoformat(timespec="seconds")


def _local(published: date | datetime) -> datetime:
    """A day without an hour begins at midnight in Vietnam."""
    if isinstance(published, datetime):
        return published.astimezone(LOCAL_ZONE)
    return datetime.combine(published, time(), LOCAL_ZONE)


def _child(parent: etree._Element, name: str, text: str) -> None:
    namespace = etree.QName(parent).namespace
    etree.SubElement(parent, f"{{{namespace}}}{name}").text = xml_text(text)


def _xml(root: etree._Element, mimetype: str) -> Response:
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return Response(content, content_type=f"{mimetype}; charset=utf-8")
