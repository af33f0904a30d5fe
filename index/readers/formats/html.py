"""HTML: which article does a saved page hold, if it holds one at all?

trafilatura finds the text, htmldate a date where the page states none; what the page
says about itself (:mod:`index.readers.metadata`) goes first.  A page is a list, and no
article, if most of the "text" found on it is the text of links: on a section's front
page that share is near 1, in an article near 0, and ``og:type`` says "article" on both.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import trafilatura
from htmldate import find_date
from trafilatura.settings import Document
from trafilatura.utils import load_html

from index.article import Article, DateOrigin, Outcome
from index.readers.dates import parse_date
from index.readers.encoding import decode_html
from index.readers.fields import host_of, web_address
from index.readers.format import Format, Origin
from index.readers.identity import article_id
from index.readers.metadata import PageData, read_page_data
from index.readers.whole import read_whole
from index.vietnamese.clean import clean_line, clean_text

NO_ARTICLE = "no article text found: a list page?"

_MAX_LINK_SHARE = 0.5
_MIN_LINK_CHARS = 15  # characters; shorter link texts are names inside sentences
_MIN_BODY_CHARS = 250  # characters; less, on a page that does not call itself an article, is chrome
_SPACES = re.compile(r"\s+")
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_MAX_LOOK_BYTES = 4096


def _read(stream: io.BufferedReader, origin: Origin) -> Iterator[Outcome]:
    return read_whole(stream, origin, parse_html)


def parse_html(data: bytes, place: str, *, address: str = "", charset: str = "") -> Article | str:
    """Return the page's article, or the reason for the reject; ``place`` is the file's base name.

    ``address`` is where the page was fetched, which counts if the page names no address of its own;
    ``charset`` is what the server said of its encoding.  Either may be empty.

    Raises :class:`~index.readers.encoding.UndecodableError`.
    """
    tree = load_html(clean_text(decode_html(data, charset)))
    if tree is None:
        return "no HTML in it"
    page = read_page_data(tree)
    links = _link_texts(tree)
    published, origin = _published(tree, page)
    document = trafilatura.bare_extraction(tree, include_comments=False, include_tables=False)
    if not isinstance(document, Document):
        return NO_ARTICLE
    lines = [line for line in clean_text(document.text or "").split("\n") if line]
    body_size = sum(map(len, lines))
    if not lines or _link_share(lines, links) > _MAX_LINK_SHARE:
        return NO_ARTICLE
    if body_size < _MIN_BODY_CHARS and not page.is_article:
        return NO_ARTICLE
    title = page.title or clean_line(document.title or "")
    summary = page.summary
    body = "\n".join(_trim(lines, links | {_key(title)}))
    url = web_address(page.url) or web_address(address)
    source = host_of(url) or page.site
    return Article(
        id=article_id("", url, place, title, body),
        title=title,
        summary=summary,
        body=body,
        published=published,
        category=page.category,
        source=source,
        url=url,
        author=_author(page, clean_line(document.author or ""), source),
        tags=_tags(page.keywords),
        published_from=origin,
    )


def _published(tree: Any, page: PageData) -> tuple[date | datetime | None, DateOrigin]:
    for stated in page.dates:
        found = parse_date(stated)
        if found is not None:
            return found, "field"
    # Without the extensive search: that one would take any date in the text for want of a better.
    found = parse_date(find_date(tree, original_date=True, extensive_search=False) or "")
    return found, "byline" if found is not None else ""


def _link_texts(tree: Any) -> frozenset[str]:
    texts = (_key(str(link.text_content())) for link in tree.iter("a"))
    return frozenset(text for text in texts if len(text) >= _MIN_LINK_CHARS)


def _link_share(lines: list[str], links: frozenset[str]) -> float:
    """The share of characters that are texts of links.

    Longest first, so that a link's text inside another one's is not taken out of it.
    """
    longest_first = sorted(links, key=lambda text: (-len(text), text))
    total = left = 0
    for line in map(_key, lines):
        total += len(line)
        rest = line
        for text in longest_first:
            if len(rest) < _MIN_LINK_CHARS:
                break
            rest = rest.replace(text, "")
        left += len(rest)
    return 1 - left / total if total else 0.0


def _trim(lines: list[str], foreign: frozenset[str]) -> list[str]:
    """Drop what is only links, or the title again, from both ends of the body."""
    start, end = 0, len(lines)
    while start < end and _key(lines[start].lstrip("-• ")) in foreign:
        start += 1
    while end > start and _key(lines[end - 1].lstrip("-• ")) in foreign:
        end -= 1
    return lines[start:end]


def _author(page: PageData, found: str, source: str) -> str:
    """The writers' names, without the paper's own in any of its spellings."""
    paper = {_letters(page.site), _letters(source), _letters(source.partition(".")[0])} - {""}
    names = [*page.authors] or [clean_line(name) for name in found.split(";")]
    kept = [
        name
        for name in names
        if name and not any(own in _letters(name) or _letters(name) in own for own in paper)
    ]
    return ", ".join(dict.fromkeys(kept))


def _letters(name: str) -> str:
    """Bare letters, so that "Dân Trí", "DANTRI" and "dantri" are one."""
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    return "".join(char for char in plain if char.isalnum())


def _tags(keywords: str) -> tuple[str, ...]:
    tags = (clean_line(tag) for tag in re.split(r"[,;|]", keywords))
    return tuple(dict.fromkeys(tag for tag in tags if tag))


def _key(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


def _looks_like_html(head: bytes, name: str) -> bool:
    """Whether markup begins here, and a page soon."""
    del name
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"<") and _PAGE.search(start[:_MAX_LOOK_BYTES]) is not None


FORMAT = Format(
    name="html", label="HTML", suffixes=(".html", ".htm"), read=_read, looks_like=_looks_like_html
)
