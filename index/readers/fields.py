"""Which key of a record is the title, which the date, and what do their values mean?

One dictionary of any crawler goes in, one :class:`~index.article.Article` comes out,
or the sentence that says why not.  Where several keys of a field are there, the first that holds
something wins, in the order of :mod:`index.readers.keys`; one given by ``--map`` comes before them
and may lead into the record (``title=_source.headline``).
"""

from __future__ import annotations

import ast
import json
import math
import re
from collections.abc import Mapping
from typing import cast, get_args
from urllib.parse import urlsplit

from index.article import Article, DateOrigin
from index.readers.date_order import Dated, DateOrder
from index.readers.identity import article_id
from index.readers.keys import bare_key, keys_for
from index.readers.markup import plain_text
from index.readers.page import parse_page
from index.vietnamese.clean import clean_line

# The key under which page dumps come: the whole text of a page, title and date within.
_PAGE_KEY = "text"
_NOTHING = frozenset({"", "None", "null", "NULL", "nan", "NaN"})  # how dumps write "missing"
_WEB = re.compile(r"https?://", re.IGNORECASE)
# What one site's hosts differ by; "m.me" is a site of its own.
_PREFIXES = re.compile(r"^(?:(?:www|m|amp)\.(?=[^.]+\.[^.]))*")
_MAX_LITERAL_CHARS = 10_000
_MAX_SHOWN_KEYS = 12
_MAX_WRAPS = 4
_MAX_INTEGER = 10**100  # Python refuses to write out integers of thousands of digits


def article_from_record(
    record: Mapping[str, object], place: str, mapping: Mapping[str, str], order: DateOrder
) -> Article | str:
    """Return the article that ``record`` is, or the reason for the reject.

    ``place`` is the file's base name, which goes into an id made from content; ``mapping`` goes
    from an article's field to the record's key that holds it (``--map``); ``order`` reads dates.
    """
    fields = _Fields(record, mapping)
    source = fields.line("source")
    url = web_address(fields.line("url")) or _page_address(source)
    title = fields.line("title")
    body_key, body = fields.body()
    dated = fields.published(order)
    published, sure = dated.moment, dated.sure and not fields.is_unsure()
    published_from: DateOrigin = fields.date_origin() if published is not None else ""
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


def web_address(raw: str) -> str:
    """Return ``raw`` if it is a web address, else ``""``: crawlers also store ``bao:2024….htm``."""
    return raw if _WEB.match(raw) else ""


def host_of(url: str) -> str:
    """Return the host of a web address without ``www.``, ``m.`` and ``amp.``, or ``""``."""
    try:
        host = urlsplit(url).hostname if _WEB.match(url) else None
    except ValueError:  # "http://[vnexpress.net": a bracket is taken for an IPv6 address
        return ""
    return clean_line(_PREFIXES.sub("", host or "", count=1))


class _Fields:
    """The values of one record, by an article's field; what is missing is empty."""

    def __init__(self, record: Mapping[str, object], mapping: Mapping[str, str]) -> None:
        self._mapping = mapping
        self._values: dict[str, object] = {}
        for key, value in record.items():
            bare = bare_key(str(key))
            # Of "_id" and "id" the one that is written like the known key, whichever comes first.
            if bare not in self._values or _is_nothing(self._values[bare]) or str(key) == bare:
                self._values[bare] = value
        for path in mapping.values():
            if "." in path and (value := value_at(record, path)) is not None:
                self._values[bare_key(path)] = value

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

    def date_origin(self) -> DateOrigin:
        """Where the date was read, as an exported article says; else in the record itself."""
        said = self.line("published_from")
        return cast("DateOrigin", said) if said in get_args(DateOrigin) and said else "field"

    def is_unsure(self) -> bool:
        """Whether the record, an exported article, says that its date is not sure."""
        return self._values.get(bare_key("published_sure")) is False

    def published(self, order: DateOrder) -> Dated:
        """The first date that can be read: a record may have "13 giờ trước" beside a real one."""
        dates = (order.read(_scalar(value)) for _, value in self._candidates("published"))
        return next((found for found in dates if found.moment is not None), Dated())

    def category(self) -> str:
        """The first category that is named; "" if none is."""
        for _, value in self._candidates("category"):
            name = next(iter(_items(value)), "")
            # Some crawlers store the section's address, and WordPress its number.
            if name and not _WEB.match(name) and not name.isdecimal():
                return name
        return ""

    def names(self, field: str) -> str:
        """The names in ``field``, such as of authors, with commas between; "" if there are none."""
        for _, value in self._candidates(field):
            named = (name for name in _items(value) if not name.isdecimal())
            if names := ", ".join(name.rstrip(" ;,") for name in named):
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
    """A date may come as the only item of a list, or wrapped in an object."""
    if isinstance(value, list) and value:
        return _scalar(value[0])
    inner = _inside(value)
    return value if inner is value else _scalar(inner)


def _text(value: object, between: str = ", ") -> str:
    """Any JSON value as text; objects such as ``{"@type": "Person", "name": …}`` by their name."""
    if isinstance(value, str):
        return value
    value = _inside(value)
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        texts = (item if isinstance(item, str) else _text_of_item(item) for item in value)
        return between.join(text for text in texts if text.strip())
    return _text_of_item(value)


_WRAPPING_KEYS = (
    *("name", "rendered", "text", "content", "value", "@value", "#text", "title", "headline"),
    *("$date", "$oid", "$numberLong", "display_name", "html", "insert"),
)


def _inside(value: object) -> object:
    """What an object wraps: ``{"rendered": …}``, ``{"$date": …}``, a block of an editor, a person
    by the name; anything else as it is."""
    for _ in range(_MAX_WRAPS):
        if not isinstance(value, dict):
            break
        wrapped: object = next((value[key] for key in _WRAPPING_KEYS if value.get(key)), None)
        if wrapped is None:
            wrapped = next((value[key] for key in ("data", "attributes") if value.get(key)), None)
        if wrapped is None:
            break
        value = wrapped
    return value


def value_at(record: Mapping[str, object], path: str) -> object:
    """What the record holds at ``path``, keys with points between; ``None`` if there is nothing."""
    value: object = record
    for step in path.split("."):
        if isinstance(value, list) and value:
            value = value[0]
        if not isinstance(value, dict):
            return None
        value = next((value[key] for key in value if bare_key(str(key)) == bare_key(step)), None)
    return value


def _page_address(source: str) -> str:
    """The address of the page where a crawler stored that for its source, else ``""``."""
    try:
        return source if _WEB.match(source) and urlsplit(source).path.strip("/") else ""
    except ValueError:
        return ""


def _text_of_number(value: float) -> str:
    """A number as an id would be written: 12.0 is 12, and NaN is how pandas says "missing"."""
    if isinstance(value, float):
        return f"{value:.15g}" if math.isfinite(value) else ""
    return str(value) if abs(value) < _MAX_INTEGER else ""


def _text_of_item(value: object) -> str:
    """A value inside a list; deeper lists are nothing that an article has."""
    value = _inside(value)
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return ""
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
