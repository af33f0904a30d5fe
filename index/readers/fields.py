"""Which key of a record is the title, which the date, and what do their values mean?

One dictionary of any crawler goes in, one :class:`~index.article.Article` comes out,
or the sentence that says why not.  Keys are matched without regard to case; where
several are there, the first in the order below that holds something wins.  A key given
by ``--map`` is the only one looked at for its field.
"""

from __future__ import annotations

import ast
import json
import math
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from index.article import Article, DateOrigin
from index.readers.date_order import Dated, DateOrder
from index.readers.identity import article_id
from index.readers.markup import plain_text
from index.readers.page import parse_page
from index.vietnamese.clean import clean_line

# Public: users' files rely on it, and docs/records.md lists it.
KNOWN_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("title", "headline", "tieu_de"),
    "summary": ("summary", "abstract", "description", "sapo", "intro", "lead"),
    "body": ("body", "content", "text", "noi_dung"),
    "published": (
        *("published", "date", "time", "publish_date", "published_at", "datepublished"),
        *("publication", "published_iso", "ngay"),
    ),
    "category": ("category", "topic", "section", "chuyen_muc", "cate"),
    "source": ("source", "publisher", "site", "bao", "nguon"),
    "url": ("url", "link"),
    "author": ("author", "tac_gia"),
    "tags": ("tags", "keywords"),
    "id": ("id", "doc_id", "postid", "article_id"),
}
# The key under which page dumps come: the whole text of a page, title and date within.
_PAGE_KEY = "text"
_NOTHING = frozenset({"", "None", "null", "NULL", "nan", "NaN"})  # how dumps write "missing"
_WEB = re.compile(r"https?://", re.IGNORECASE)
_MAX_LITERAL_CHARS = 10_000
_MAX_SHOWN_KEYS = 12
_MAX_INTEGER = 10**100  # Python refuses to write out integers of thousands of digits


def article_from_record(
    record: Mapping[str, object], place: str, mapping: Mapping[str, str], order: DateOrder
) -> Article | str:
    """Return the article that ``record`` is, or the reason for the reject.

    ``place`` is the file's base name, which goes into an id made from content; ``mapping`` goes
    from an article's field to the record's key that holds it (``--map``); ``order`` reads dates.
    """
    fields = _Fields(record, mapping)
    url = web_address(fields.line("url"))
    title = fields.line("title")
    body_key, body = fields.body()
    dated = fields.published(order)
    published, sure = dated.moment, dated.sure
    published_from: DateOrigin = "field" if published is not None else ""
    source = fields.line("source")
    author = fields.names("author")
    if body and not title and body_key == _PAGE_KEY:
        page = parse_page(body, url)
        title, body = page.title, page.body
        if published is None:
            published, published_from = page.published, page.published_from
            sure = page.published_sure
        source = source or page.source
        author = author or page.author
    if not title and not body:
        keys = ", ".join([*map(str, record)][:_MAX_SHOWN_KEYS]) or "none"
        return f"no title and no body (keys seen: {keys}); name them with --map"
    return Article(
        id=article_id(fields.line("id"), url, place, title, body),
        title=title,
        summary=fields.line("summary"),
        body=body,
        published=published,
        category=fields.category(),
        source=host_of(source) or source or host_of(url),
        url=url,
        author=author,
        tags=fields.tags(),
        published_from=published_from,
        published_sure=sure,
    )


def keys_for(field: str, mapping: Mapping[str, str]) -> tuple[str, ...]:
    """Return the keys, in lower case and best first, that may hold an article's ``field``."""
    mapped = mapping.get(field)
    return (mapped.strip().lower(),) if mapped is not None else KNOWN_KEYS[field]


def web_address(raw: str) -> str:
    """Return ``raw`` if it is a web address, else ``""``: crawlers also store ``bao:2024….htm``."""
    return raw if _WEB.match(raw) else ""


def host_of(url: str) -> str:
    """Return the host of a web address without ``www.``, or ``""``."""
    try:
        host = urlsplit(url).hostname if _WEB.match(url) else None
    except ValueError:  # "http://[vnexpress.net": a bracket is taken for an IPv6 address
        return ""
    return clean_line((host or "").removeprefix("www."))


class _Fields:
    """The values of one record, by an article's field; what is missing is empty."""

    def __init__(self, record: Mapping[str, object], mapping: Mapping[str, str]) -> None:
        self._mapping = mapping
        self._values: dict[str, object] = {}
        for key, value in record.items():
            self._values.setdefault(str(key).strip().lower(), value)

    def _candidates(self, field: str) -> list[tuple[str, object]]:
        return [
            (key, self._values[key])
            for key in keys_for(field, self._mapping)
            if key in self._values and not _is_nothing(self._values[key])
        ]

    def line(self, field: str) -> str:
        """The first text of ``field`` that is not blank, on one line; "" if there is none."""
        for _, value in self._candidates(field):
            if text := clean_line(plain_text(_text(value))):
                return text
        return ""

    def body(self) -> tuple[str, str]:
        """The key the body was under, and the body."""
        for key, value in self._candidates("body"):
            if text := plain_text(_text(value, between="\n")):
                return key, text
        return "", ""

    def published(self, order: DateOrder) -> Dated:
        """The first date that can be read: a record may have "13 giờ trước" beside a real one."""
        dates = (order.read(_scalar(value)) for _, value in self._candidates("published"))
        return next((found for found in dates if found.moment is not None), Dated())

    def category(self) -> str:
        """The first category that is named; "" if none is."""
        for _, value in self._candidates("category"):
            name = next(iter(_items(value)), "")
            if name and not _WEB.match(name):  # some crawlers store the section's address
                return name
        return ""

    def names(self, field: str) -> str:
        """The names in ``field``, such as of authors, with commas between; "" if there are none."""
        for _, value in self._candidates(field):
            if names := ", ".join(_items(value)):
                return names
        return ""

    def tags(self) -> tuple[str, ...]:
        """The tags, each once, of a list or of one text with signs between them."""
        for _, value in self._candidates("tags"):
            items = _items(value)
            if len(items) == 1:
                items = [clean_line(item) for item in re.split(r"[,;|]", items[0])]
            if found := tuple(dict.fromkeys(item for item in items if item)):
                return found
        return ()


def _is_nothing(value: object) -> bool:
    return value is None or (isinstance(value, str) and value.strip() in _NOTHING)


def _scalar(value: object) -> object:
    """A date may come as the only item of a list."""
    return value[0] if isinstance(value, list) and value else value


def _text(value: object, between: str = ", ") -> str:
    """Any JSON value as text; objects such as ``{"@type": "Person", "name": …}`` by their name."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        texts = (item if isinstance(item, str) else _text_of_item(item) for item in value)
        return between.join(text for text in texts if text.strip())
    return _text_of_item(value)


def _text_of_number(value: float) -> str:
    """A number as an id would be written: 12.0 is 12, and NaN is how pandas says "missing"."""
    if isinstance(value, float):
        return f"{value:.15g}" if math.isfinite(value) else ""
    return str(value) if abs(value) < _MAX_INTEGER else ""


def _text_of_item(value: object) -> str:
    """A value inside a list; deeper lists are nothing that an article has."""
    if isinstance(value, dict):
        name = value.get("name")
        return name if isinstance(name, str) else ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _text_of_number(value)
    return ""


def _items(value: object) -> list[str]:
    """The values of a list, of a list written out as text (``"['Xã hội']"``), or of one text."""
    if isinstance(value, str):
        value = _literal(value)
    values = value if isinstance(value, list) else [value]
    lines = (clean_line(plain_text(_text(item))) for item in values if not _is_nothing(item))
    return [line for line in lines if line]


def _literal(text: str) -> object:
    """Return the list that ``text`` spells in Python or JSON, else ``text``."""
    bare = text.strip()
    if not (bare.startswith("[") and bare.endswith("]")) or len(bare) > _MAX_LITERAL_CHARS:
        return text
    for read in (json.loads, ast.literal_eval):
        try:
            value = read(bare)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            continue
        if isinstance(value, list):
            return value
    return text
