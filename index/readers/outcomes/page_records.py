"""Which article is a record that holds a whole page, as crawlers of pages store it?

``{"url": …, "html": "<!DOCTYPE html>…"}``: the page is read as a saved one would be, and what the
record says of it goes before what the page says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from index.article import Article
from index.readers.encoding import UndecodableError
from index.readers.format import Origin
from index.readers.pages.article import parse_html
from index.readers.records.fields import article_from_record
from index.readers.records.keys import bare_key, field_of
from index.readers.records.values import is_nothing
from index.readers.records.wrappings import unwrapped

_PAGE = re.compile(r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_PAGE_KEYS = frozenset(
    (
        *("rawhtml", "pagehtml", "htmlcontent", "htmlsource", "sourcehtml", "pagesource", "raw"),
        *("page", "response", "responsebody", "pagecontent", "rawcontent", "fullhtml"),
    )
)


def article_from_page(record: Mapping[str, object], origin: Origin) -> Article | str | None:
    """Return the article of the page in ``record``, or why there is none; ``None`` if it holds no
    page, or has a text beside it."""
    if not any(isinstance(one, str) and _PAGE.match(one) for one in record.values()) and not any(
        isinstance(one, dict) for one in record.values()
    ):
        return None
    inner = unwrapped(dict(record), origin.mapping)
    texts = {key: one for key, one in inner.items() if field_of(key) == "body"}
    pages = {
        key: one
        for key, one in inner.items()
        if isinstance(one, str)
        and (key in texts or bare_key(key) in _PAGE_KEYS or key == origin.mapping.get("body"))
        and _PAGE.match(one)
    }
    if not pages or any(not is_nothing(one) for key, one in texts.items() if key not in pages):
        return None
    rest = {key: one for key, one in inner.items() if key not in pages}
    said = article_from_record({**rest, "body": "-"}, origin.place, origin.mapping, origin.order)
    address = said.url if isinstance(said, Article) else ""
    data = next(iter(pages.values())).encode("utf-8", "replace")
    try:
        page = parse_html(data, origin, address=address)
    except UndecodableError as error:
        return str(error)
    if isinstance(page, str) or isinstance(said, str):
        return page if isinstance(page, str) else said
    return _said_first(said, page)


def _said_first(said: Article, page: Article) -> Article:
    """The page's article with what the record says of it."""
    texts = {
        name: getattr(said, name) or getattr(page, name)
        for name in ("title", "summary", "category", "source", "author", "tags")
    }
    texts["url"] = page.url or said.url  # the page's own, where a crawler followed a redirect
    own = said.id if not said.id.startswith(("u-", "p-")) else page.id
    article = replace(page, id=own, **texts)
    if said.published is None:
        return article
    return replace(
        article,
        published=said.published,
        published_from=said.published_from,
        published_sure=said.published_sure,
    )
