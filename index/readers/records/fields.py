"""Which key of a record is the title, which the date, and what do their values mean?

One dictionary of any crawler goes in, one :class:`~index.article.Article` comes out, or the
sentence that says why not.  Where several keys of a field are there, the first that holds something
wins, in the order of :mod:`index.readers.records.keys`; one given by ``--map`` comes before them
and may lead into the record (``title=_source.headline``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast, get_args
from urllib.parse import urlsplit

from index.article import Article, DateOrigin
from index.readers.dates.order import Dated, DateOrder
from index.readers.identity import article_id
from index.readers.records.blocks import block_text
from index.readers.records.dates import first_date
from index.readers.records.keys import NEED_TITLE, bare_key, name_for_title, rank_of
from index.readers.records.values import is_nothing, lines_of, literal, text_of, value_at, whole
from index.readers.records.wrappings import unwrapped
from index.readers.texts.markdown import without_marks
from index.readers.texts.markup import plain_text
from index.readers.texts.saved_page import parse_page
from index.vietnamese import fold
from index.vietnamese.clean import clean_line

# The key under which page dumps come: the whole text of a page, title and date within.
_PAGE_KEY = "text"
_WEB = re.compile(r"https?://", re.IGNORECASE)
# An address whose scheme was left out: "//bao.example/tin-1.html", "www.bao.example/tin-1.html".
_BARE_ADDRESS = re.compile(r"(?://|(?=www\.))[\w-]+(?:\.[\w-]+)+/\S+")
_SITE = re.compile(r"https?://[^/?#]*/*", re.IGNORECASE)
_MARKDOWN_KEYS = frozenset(("markdown", "contentmarkdown", "bodymarkdown", "contentmd"))
_ZONE_KEYS = ("pubdatetz", "timezone", "tz")
# What one site's hosts differ by; "m.me" is a site of its own.
_PREFIXES = re.compile(r"^(?:(?:www|m|amp)\.(?=[^.]+\.[^.]))*")
# "Trang chủ > Thời sự", "Thời sự|Giao thông": a trail, or the list of a table.
_STEP = re.compile(r"\s*[|>»›;]\s*")
_HOME = frozenset(("trang chu", "trangchu", "home", "homepage", "trang nhat"))
_TAG_END = re.compile(r"[,;|]|\s(?=#)")
_MAX_SHOWN_KEYS = 12


def article_from_record(
    record: Mapping[str, object], place: str, mapping: Mapping[str, str], order: DateOrder
) -> Article | str:
    """Return the article that ``record`` is, or the reason for the reject.

    ``place`` is the file's base name, which goes into an id made from content; ``mapping`` goes
    from an article's field to the record's key that holds it (``--map``); ``order`` reads dates.
    """
    fields = _Fields(record, mapping)
    source = fields.line("source")
    url = fields.url() or _page_address(source)
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
    own = fields.line("id")
    return Article(
        id=article_id(own if own != url else "", url, place, title, body),
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
    if _BARE_ADDRESS.fullmatch(raw):
        return "https://" + raw.removeprefix("//")
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
        inner = unwrapped(dict(record), mapping)
        for key, value in inner.items():
            bare = bare_key(str(key))
            # Of "_id" and "id" the one that is written like the known key, whichever comes first.
            if bare not in self._values or is_nothing(self._values[bare]) or str(key) == bare:
                self._values[bare] = value
        for path in mapping.values():
            if "." not in path:
                continue
            # As the user sees the record, from its outside; the wrapping need not be named.
            found = (record.get(path), value_at(record, path), value_at(inner, path))
            value = next((one for one in found if one is not None), None)
            if value is not None:
                self._values[bare_key(path)] = value
        self._known: dict[str, list[tuple[int, str]]] = {}
        for key, value in self._values.items():
            rank = rank_of(key)
            if rank is not None and not is_nothing(value):
                self._known.setdefault(rank[0], []).append((rank[1], key))
        if not self._known.get("title") and (name := name_for_title(self._values)):
            self._known["title"] = [(0, name)]

    def _candidates(self, field: str) -> list[tuple[str, object]]:
        """The values that ``field`` may have, with their keys, best first."""
        known = self._known.get(field, [])
        found = [(key, self._values[key]) for _, key in (sorted(known) if known[1:] else known)]
        mapped = self._mapping.get(field)
        if mapped is not None and not is_nothing(value := self._values.get(bare_key(mapped))):
            found.insert(0, (bare_key(mapped), value))
        return found

    def line(self, field: str) -> str:
        """The first text of ``field`` that is not blank, on one line; "" if there is none."""
        for _, value in self._candidates(field):
            # Crawlers take a heading's pieces one by one; of anything else the first counts.
            between = " " if field in ("title", "summary") else "\n"
            text = plain_text(text_of(value, between)).strip()
            line = text if between == " " else text.partition("\n")[0]
            if line := " ".join(line.split()):  # clean as it is
                return line
        return ""

    def url(self) -> str:
        """The first web address that is more than a site's, which newspaper keeps beside it."""
        for _, value in self._candidates("url"):
            for line in lines_of(_of_the_page(value)):
                if (url := web_address(line)) and not _is_site(url):
                    return url
        return ""

    def body(self) -> tuple[str, str]:
        """The key the body was under, and the body."""
        for key, value in self._candidates("body"):
            if key in NEED_TITLE and not self._known.get("title"):
                continue
            spelt = literal(value) if isinstance(value, str) else whole(value)
            if isinstance(spelt, str) and key in _MARKDOWN_KEYS:
                spelt = without_marks(spelt)
            text = plain_text(spelt) if isinstance(spelt, str) else block_text(spelt)
            if text := text or plain_text(text_of(value)):
                return key, text
        return "", ""

    def date_origin(self) -> DateOrigin:
        """Where the date was read, as an exported article says; else in the record itself."""
        said = self._values.get(bare_key("published_from"))
        return cast("DateOrigin", said) if said and said in get_args(DateOrigin) else "field"

    def is_unsure(self) -> bool:
        """Whether the record, an exported article, says that its date is not sure."""
        said = self._values.get(bare_key("published_sure"))
        return said is False or (isinstance(said, str) and said.strip().lower() in ("false", "0"))

    def published(self, order: DateOrder) -> Dated:
        """The date of publication; see :func:`index.readers.records.dates.first_date`."""
        zone = next((self._values[key] for key in _ZONE_KEYS if key in self._values), None)
        return first_date(self._candidates("published"), zone, order)

    def category(self) -> str:
        """The first category that is named; "" if none is."""
        for _, value in self._candidates("category"):
            steps = (step for line in lines_of(value) for step in _steps(line))
            name = next((one for one in steps if one and fold(one.lower()) not in _HOME), "")
            # Some crawlers store the section's address, and WordPress its number.
            if name and not _WEB.match(name) and not name.isdecimal():
                return name
        return ""

    def names(self, field: str) -> str:
        """The names in ``field``, such as of authors, with commas between; "" if there are none."""
        for _, value in self._candidates(field):
            lines = lines_of(value)
            named = (name for name in lines if not name.isdecimal() and not _WEB.match(name))
            if names := ", ".join(name.rstrip(" ;,") for name in named):
                return names
        return ""

    def tags(self) -> tuple[str, ...]:
        """The tags, each once, of a list or of one text with signs between them."""
        for _, value in self._candidates("tags"):
            items = lines_of(value)
            if len(items) == 1:
                items = [clean_line(item) for item in _TAG_END.split(items[0])]
            items = [item.lstrip("# ") for item in items]
            if found := tuple(dict.fromkeys(item for item in items if not item.isdecimal())):
                return tuple(one for one in found if one)
        return ()


def _steps(line: str) -> list[str]:
    """The parts of a trail or of a list in a text; a name with commas in it is one."""
    return [line] if "," in line else _STEP.split(line)


def _of_the_page(value: object) -> object:
    """Of the links that a feed has to a page, its comments and its editor, that to the page."""
    if not isinstance(value, list):
        return value
    links = [one for one in value if isinstance(one, dict) and one.get("rel") == "alternate"]
    return [one.get("href") for one in links] or value


def _is_site(url: str) -> bool:
    """Whether the address is that of a site's front page, which no article has."""
    return _SITE.fullmatch(url) is not None


def _page_address(source: str) -> str:
    """The address of the page where a crawler stored that for its source, else ``""``."""
    return source if _WEB.match(source) and not _is_site(source) else ""
