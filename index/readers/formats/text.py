"""Plain text: a file is an article, as somebody saved it from a page, or several parted by lines.

Nothing looks like plain text in particular, so it has no look; but a file whose name has no
suffix and whose bytes no other format claims is taken for text (:mod:`index.readers.sniff`).  Front
matter (``---``, fields, ``---``) gives the fields of a record; of Markdown only the text is kept.
"""

from __future__ import annotations

import io
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import frontmatter
import yaml
from frontmatter.default_handlers import YAMLHandler

from index.article import Article, Outcome, Reject, Skipped
from index.readers.encoding import decode_text
from index.readers.format import Format, Origin
from index.readers.identity import article_id
from index.readers.outcomes.file_date import dated_by_name
from index.readers.outcomes.records import read_record
from index.readers.outcomes.whole import read_text
from index.readers.records.fields import host_of
from index.readers.records.keys import field_of, holds_any
from index.readers.records.labelled import labelled_records
from index.readers.sources.leftovers import is_list_of_words
from index.readers.texts.markdown import HEADING, without_marks
from index.readers.texts.markup import plain_text
from index.readers.texts.saved_page import Page, parse_page

_SEPARATOR = re.compile(r"^[ \t]*(?:\*{3,}|={3,}|#{3,}|[-_~]{10,})[ \t]*$", re.MULTILINE)
_MIN_PART_CHARS = 80  # of a body; what is shorter is a caption or a menu between decorations
_FENCE = re.compile(r"^---[ \t]*\r?$", re.MULTILINE)
_FIELD = re.compile(r"[\"']?([^\W\d][\w -]{0,60})[\"']?\s*:(?:[ \t]++(.*))?$")
_FRONT = re.compile(r"\s*(?:---[ \t]*\r?\n\s*[\w\"'][^\n]{0,100}:|\+\+\+[ \t]*\r?\n)")
_LONG_KEY = re.compile(r"""(?:\.[ \t]*+(?:[\w-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')[ \t]*+){100}""")
_TOML = re.compile(r"\s*\+\+\+[ \t]*\r?\n(.*?\n)\+\+\+[ \t]*(?:\r?\n(.*))?$", re.DOTALL)
_NEXT_FRONT = re.compile(r"(?<=\n)---[ \t]*\r?\n(?=[\w\"'][^\n]{0,100}:)")
_MAX_FRONT_CHARS = 10_000
_TAGS = re.compile(r"</(?:p|div|h[1-6]|li)>|<br ?/?>", re.IGNORECASE)
_ADDRESS = re.compile(r"\s*(https?://[^\s<>\"]{4,2000})[ \t\r]*\n", re.IGNORECASE)


class _WithoutAliases(yaml.SafeLoader):  # type: ignore[misc]
    """YAML in which nothing stands for what stood before: a few lines of aliases would unfold into
    more than memory holds, or into a list that holds itself."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """Refuse an alias; raises ``yaml.YAMLError``."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not read")
        return super().compose_node(parent, index)


class _YamlHandler(YAMLHandler):
    """Front matter in such YAML."""

    def load(self, fm: str, **_: object) -> Any:
        """The fields of front matter."""
        return yaml.load(fm, Loader=_WithoutAliases)  # noqa: S506 - a safe loader  # nosec B506


_YAML = _YamlHandler()


def _read(stream: io.BufferedReader, origin: Origin) -> Iterator[Outcome]:
    text = read_text(stream, decode_text)
    origin.repairs.note(origin.where, text.repaired)
    if text.reason:
        yield Reject(origin.where, text.reason)
        return
    if not origin.named and is_list_of_words(text.text):
        yield Skipped(origin.where, "a list of words or addresses, no article")
        return
    found: Iterator[Outcome]
    if _FRONT.match(text.text):
        found = _of_documents(text.text, origin)
    elif records := labelled_records(text.text):
        found = _of_records(records, origin)
    else:
        found = _of_parts(text.text, origin)
    yield from dated_by_name(found, origin.place)


def _of_records(records: Sequence[Mapping[str, object]], origin: Origin) -> Iterator[Outcome]:
    """An article for each record that a text spells out."""
    for number, record in enumerate(records, 1):
        where = origin.where if len(records) == 1 else f"{origin.where}#{number}"
        yield read_record(record, where, origin)


def _of_documents(text: str, origin: Origin) -> Iterator[Outcome]:
    """An article for each text with front matter; several may stand one below the other."""
    starts = [match.start() for match in _NEXT_FRONT.finditer(text) if _opens(text, match.end())]
    documents = [text[a:b] for a, b in pairwise([0, *starts, len(text)])]
    for number, one in enumerate(documents, 1):
        where = origin.where if len(documents) == 1 else f"{origin.where}#{number}"
        yield _of_front_matter(one, where, origin)


def _opens(text: str, start: int) -> bool:
    """Whether front matter with a title begins at ``start``, and no rule between paragraphs."""
    head, closing, _ = text[start : start + _MAX_FRONT_CHARS].partition("\n---")
    fields = [match[1] for line in head.split("\n") if (match := _FIELD.match(line.rstrip("\r")))]
    return bool(closing) and holds_any(fields, "title")


def _of_front_matter(text: str, where: str, origin: Origin) -> Outcome:
    try:
        fields, body = _of_toml(text) or frontmatter.parse(text.lstrip(), handler=_YAML)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        fields, body = _fields_by_line(text)
        titles = [str(one) for key, one in fields.items() if field_of(key) == "title"]
        if not titles or titles[0].startswith(("[", "{")):
            line = str(error).partition("\n")[0]
            reason = f"its front matter is neither YAML nor TOML ({line}); mend it or take it out"
            return Reject(where, reason)
    record: dict[str, object] = {str(key): _plain(value) for key, value in fields.items()}
    heading = HEADING.match(body.lstrip())
    if heading is not None:
        record.setdefault("title", heading[1])
        body = body.lstrip()[heading.end() :]
    return read_record({**record, "body": without_marks(body)}, where, origin)


def _of_toml(text: str) -> tuple[dict[str, object], str] | None:
    """Fields in TOML and the text behind them, as Hugo has them; ``None`` if they are in YAML."""
    match = _TOML.match(text)
    if match is None:
        return None
    if _LONG_KEY.search(match[1]):  # tomllib takes the square of that
        raise ValueError("a key of more than 100 parts")
    return tomllib.loads(match[1].replace("\r", "")), match[2] or ""


def _fields_by_line(text: str) -> tuple[dict[str, object], str]:
    """The fields of front matter whose values were written without the quotes that YAML wants
    (``title: Tin nóng: mưa lớn``), and the text behind it."""
    _, *parts = _FENCE.split(text.lstrip(), maxsplit=2)
    if len(parts) != 2:  # no end, or TOML, which has no loose way of writing
        return {}, text
    head, behind = parts
    found = (_FIELD.match(line) for line in head.split("\n"))
    fields: dict[str, object] = {one[1]: (one[2] or "").strip("\"' \t\r") for one in found if one}
    return fields, behind


def _plain(value: object) -> object:
    """YAML makes days and times of what looks like one: as text again, for our own reader."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value if isinstance(value, str | int | float | dict) else str(value or "")


def _of_parts(text: str, origin: Origin) -> Iterator[Outcome]:
    """An article for each part between lines of signs, if all are some; else one for the text."""
    pages = [parse_page(part) for part in _SEPARATOR.split(text) if part.strip()]
    if len(pages) > 1 and all(one.title and len(one.body) >= _MIN_PART_CHARS for one in pages):
        yield from (_article(one, origin) for one in pages)
        return
    if origin.place.lower().endswith((".md", ".markdown")):
        text = without_marks(text)
    if _TAGS.search(text):  # a fragment of a page: tags say where its lines end
        text = plain_text(text)
    address = _ADDRESS.match(text)  # a crawler notes it above the title
    url = address[1] if address else ""
    page = parse_page(text[address.end() :] if address else text, url)
    if not page.title and not page.body:
        yield Reject(origin.where, "no text in it")
    else:
        yield _article(page, origin, url)


def _article(page: Page, origin: Origin, url: str = "") -> Article:
    return Article(
        id=article_id("", url, origin.place, page.title, page.body),
        title=page.title,
        body=page.body,
        published=page.published,
        source=host_of(page.source) or page.source or host_of(url),
        url=url,
        author=page.author,
        published_from=page.published_from,
        published_sure=page.published_sure,
    )


FORMAT = Format(name="text", label="text", suffixes=(".txt", ".md", ".markdown"), read=_read)
