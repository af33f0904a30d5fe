"""Plain text: a file is an article, as somebody saved it from a page, or several parted by lines.

Nothing looks like plain text in particular, so it has no look; but a file whose name has no
suffix and whose bytes no other format claims is taken for text (:mod:`index.readers.sniff`).  Front
matter (``---``, fields, ``---``) gives the fields of a record; of Markdown only the text is kept.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import frontmatter
import yaml

from index.article import Article, Outcome, Reject, Skipped
from index.readers.encoding import decode_text
from index.readers.format import Format, Origin
from index.readers.identity import article_id
from index.readers.outcomes.records import read_record
from index.readers.outcomes.whole import read_text
from index.readers.records.fields import host_of
from index.readers.sources.leftovers import is_list_of_words
from index.readers.texts.saved_page import Page, parse_page

_SEPARATOR = re.compile(r"^[ \t]*(?:\*{3,}|={3,}|#{3,}|[-_~]{10,})[ \t]*$", re.MULTILINE)
_MIN_PART_CHARS = 80  # of a body; what is shorter is a caption or a menu between decorations
_FRONT = re.compile(r"\s*---[ \t]*\r?\n\s*[\w\"'][^\n]{0,100}:")
_HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\s]{0,1000}(?:[ \t]+\"[^\"\n]{0,200}\")?\)")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)([^*_\n]{1,500}?)(?<=\S)\1")


def _read(stream: io.BufferedReader, origin: Origin) -> Iterator[Outcome]:
    text = read_text(stream, decode_text)
    origin.repairs.note(origin.where, text.repaired)
    if text.reason:
        yield Reject(origin.where, text.reason)
    elif not origin.named and is_list_of_words(text.text):
        yield Skipped(origin.where, "a list of words or addresses, no article")
    elif _FRONT.match(text.text):
        yield _of_front_matter(text.text, origin)
    else:
        yield from _of_parts(text.text, origin)


def _of_front_matter(text: str, origin: Origin) -> Outcome:
    try:
        fields, body = frontmatter.parse(text.lstrip())
    except yaml.YAMLError as error:
        line = str(error).partition("\n")[0]
        return Reject(origin.where, f"its front matter is no YAML ({line}); mend it or take it out")
    record: dict[str, object] = {str(key): _plain(value) for key, value in fields.items()}
    heading = _HEADING.match(body.lstrip())
    if heading is not None:
        record.setdefault("title", heading[1])
        body = body.lstrip()[heading.end() :]
    return read_record({**record, "body": _without_marks(body)}, origin.where, origin)


def _plain(value: object) -> object:
    """YAML makes days and times of what looks like one: as text again, for our own reader."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value if isinstance(value, str | int | float | dict) else str(value or "")


def _without_marks(text: str) -> str:
    """Markdown's text without the marks of headings, links and emphasis."""
    return _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", _HEADING.sub(r"\1", text)))


def _of_parts(text: str, origin: Origin) -> Iterator[Outcome]:
    """An article for each part between lines of signs, if all are some; else one for the text."""
    pages = [parse_page(part) for part in _SEPARATOR.split(text) if part.strip()]
    if len(pages) > 1 and all(one.title and len(one.body) >= _MIN_PART_CHARS for one in pages):
        yield from (_article(one, origin) for one in pages)
        return
    if origin.place.lower().endswith((".md", ".markdown")):
        text = _without_marks(text)
    page = parse_page(text)
    if not page.title and not page.body:
        yield Reject(origin.where, "no text in it")
    else:
        yield _article(page, origin)


def _article(page: Page, origin: Origin) -> Article:
    return Article(
        id=article_id("", "", origin.place, page.title, page.body),
        title=page.title,
        body=page.body,
        published=page.published,
        source=host_of(page.source) or page.source,
        author=page.author,
        published_from=page.published_from,
        published_sure=page.published_sure,
    )


FORMAT = Format(name="text", label="text", suffixes=(".txt", ".md", ".markdown"), read=_read)
