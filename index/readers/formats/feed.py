"""Feeds: which articles does an RSS, Atom or RDF feed announce, or a WordPress export (WXR) hold?

feedparser knows the dialects (:mod:`index.readers.texts.feed_parsing`); here is decided what an
entry's parts are in an article.  It reads
``GMT+7`` as UTC, so dates are read from their text by :mod:`index.readers.dates.reading`, and the
bytes are decoded before it sees them (:mod:`index.readers.texts.xml_stream`).  A feed is read
whole, so it has a bound; a WordPress export may be cut into several files by WordPress itself.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

from index.article import Article, Outcome, Reject, Skipped
from index.readers.encoding import UndecodableError, repaired_text
from index.readers.format import Format, Origin
from index.readers.outcomes.records import read_record
from index.readers.records.fields import host_of, web_address
from index.readers.texts.feed_parsing import TooManyElementsError, parse_feed, refusal
from index.readers.texts.markup import plain_text
from index.readers.texts.xml_stream import root_name, xml_text

MAX_FEED_BYTES = 32 * 1024 * 1024
"""Of a whole feed, decompressed; reading it takes some eight times its size."""

_SPLIT_IT = "split it, as WordPress exports can be"
_ROOTS = frozenset({"rss", "feed", "rdf"})
_MIN_BODY_CHARS = 1000  # characters; a "description" of that length is the whole text
# What WordPress keeps among its posts that nobody published as an article.
_NO_POSTS = re.compile(
    r"attachment|page|revision|nav_menu_item|custom_css|customize_changeset|oembed_cache"
    r"|user_request|wp_\w+|acf-\w+|elementor_library|wpcf7_contact_form|product|shop_\w+"
)
_SHORTCODE = re.compile(
    r"\[/?(?:caption|gallery|embed|video|audio|playlist|vc_\w+|et_pb_\w+|ads?)\b[^\[\]]{0,1000}\]"
)
_END = re.compile(r"</(?:\w+:)?(?:rss|feed|rdf)\s*>\s*(?:<!--[^<>]*-->\s*)*$", re.IGNORECASE)
_ENTRY_END = re.compile(r"</(?:\w+:)?(?:item|entry)\s*>")
_WRITER = re.compile(
    r"<wp:author_login>(?:<!\[CDATA\[)?([^<\]]{1,200})(?:\]\]>)?</wp:author_login>"
    r"(?:(?!</wp:author>).){0,1000}?"
    r"<wp:author_display_name>(?:<!\[CDATA\[)?([^<\]]{1,200})(?:\]\]>)?</wp:author_display_name>",
    re.DOTALL,
)
_MAIL = re.compile(r"(?:mailto:)?[\w.+-]{1,64}@[\w.-]{1,255}")
_PARAGRAPH = re.compile(r"<p[\s>]", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n\s*")
# The line that WordPress puts under every text of its feeds, in English and in Vietnamese.
_APPEARED = re.compile(
    r"(?:The post .+ (?:appeared first on|first appeared on) .+"
    r"|Bài viết .+ (?:đã )?xuất hiện (?:đầu tiên|trước) .+)",
    re.DOTALL,
)


def read_feed(stream: io.BufferedReader, origin: Origin) -> Iterator[Outcome]:
    """Yield an article for each entry of the feed, what is no article as skipped."""
    data = stream.read(MAX_FEED_BYTES + 1)
    if len(data) > MAX_FEED_BYTES:
        yield Reject(origin.where, f"a feed over 32 MiB; {_SPLIT_IT}")
        return
    try:
        decoded = repaired_text(xml_text(data))
    except UndecodableError as error:
        yield Reject(origin.where, str(error))
        return
    text = decoded.text
    repaired = decoded.repaired
    if reason := refusal(text):
        yield Reject(origin.where, reason)
        return
    try:
        feed = parse_feed(text)
    except TooManyElementsError as error:
        yield Reject(origin.where, f"{error}; {_SPLIT_IT}")
        return
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError):
        # Its lenient parser meets markup that nobody foresaw.
        yield Reject(origin.where, "a feed too damaged to be read; get the file again")
        return
    if not feed.entries:
        named = bool(feed.get("version", ""))
        yield (
            Skipped(origin.where, "a feed without entries")
            if named and not feed.bozo
            else Reject(origin.where, "no entries in it that can be read; is it a feed?")
        )
        return
    writers = _writers(text)
    cut = feed.bozo and _END.search(text) is None
    whole = len(_ENTRY_END.findall(text)) if cut else len(feed.entries)
    for number, entry in enumerate(feed.entries[:whole], 1):
        origin.repairs.note(f"{origin.where}#{number}", repaired)
        # A plain dict: feedparser's own gives <published> for <updated>, and warns of it.
        yield _outcome(dict(entry), feed, f"{origin.where}#{number}", origin, writers)
    if cut:
        yield Reject(origin.where, "cut off: the feed ends too early; get the file again")


def _writers(text: str) -> dict[str, str]:
    """The names of a WordPress export's writers by the login that its items give."""
    head = text[: text.find("<item>")]
    return {match[1]: match[2] for match in _WRITER.finditer(head) if match[2].strip()}


def _outcome(
    entry: Mapping[str, Any], feed: Any, where: str, origin: Origin, writers: Mapping[str, str]
) -> Outcome:
    if what := _no_post(entry):
        return Skipped(where, what)
    home = _text(feed.feed.get("link"))
    made = read_record(_record(entry, home, writers), where, origin)
    only_update = not entry.get("published") and str(feed.get("version", "")).startswith("atom")
    if isinstance(made, Article) and only_update and made.published is not None:
        return replace(made, published_sure=False)  # Atom's <updated> moves with every edit
    return made


def _no_post(entry: Mapping[str, Any]) -> str:
    """What an item of a WordPress export is if it is no published article, else ``""``."""
    kind, status = _text(entry.get("wp_post_type")), _text(entry.get("wp_status"))
    if _NO_POSTS.fullmatch(kind):
        return f"no article but WordPress's {kind}"
    if status not in ("", "publish"):
        return f"not published: WordPress calls it {status}"
    return ""


def _record(entry: Mapping[str, Any], home: str, writers: Mapping[str, str]) -> dict[str, object]:
    """The entry under the keys that records have; ``home`` is the address of the feed's site."""
    link = _text(entry.get("feedburner_origlink")) or _text(entry.get("link"))
    guid = _text(entry.get("id"))
    link = web_address(_joined(home, link)) if link else web_address(guid)
    summary, body = _texts(entry)
    category, tags = _labels(entry)
    names = [writers.get(name, name) for name in _names(entry)]
    source = entry.get("source") or {}
    paper = _text(source.get("href")) or _text(source.get("link"))
    wordpress = [_text(entry.get("wp_post_date_gmt")), _text(entry.get("wp_post_date"))]
    return {
        "title": _text(entry.get("title")),
        "summary": summary,
        "body": body,
        # The dialects' dates, best first; the first one that can be read counts.
        "published": _text(entry.get("published")),
        "date": _text(entry.get("updated")) or _text(entry.get("created")),
        "published_at": wordpress[1] or wordpress[0],
        "category": category,
        "tags": tags,
        "author": names,
        "url": link,
        "source": host_of(paper) or _text(source.get("title")) or ("" if link else host_of(home)),
        # A guid is unique within its feed only; with an address that one is the name.
        "id": "" if link or not guid else f"{host_of(home)}:{guid}".removeprefix(":"),
    }


def _names(entry: Mapping[str, Any]) -> list[str]:
    """The writers' names, without addresses of mail (``toasoan@bao.example (Lê Bến)``)."""
    whole = _text(entry.get("author"))
    if "@" in whole:  # feedparser cuts addresses at endings of four letters
        return [name] if (name := _MAIL.sub(" ", whole).strip(" ()<>,;")) else []
    return [_text(one.get("name")) for one in entry.get("authors", []) if one.get("name")]


def _joined(home: str, link: str) -> str:
    try:
        return urljoin(home, link)
    except ValueError:  # "https://[bao.example": a bracket is taken for an IPv6 address
        return link


def _texts(entry: Mapping[str, Any]) -> tuple[str, str]:
    """The summary and the body, both plain."""
    contents = [_text(one.get("value")) for one in entry.get("content", [])]
    raw = max(contents, key=len, default="")
    body = _plain(raw)
    summary = _plain(_text(entry.get("excerpt_encoded")) or _text(entry.get("summary")))
    if not body and len(summary) >= _MIN_BODY_CHARS:
        return "", summary
    # feedparser gives an entry without a summary its content for one.
    return ("", body) if summary == body else (summary, body)


def _plain(raw: str) -> str:
    raw = _SHORTCODE.sub(" ", raw)
    if not _PARAGRAPH.search(raw):  # as WordPress stores its texts
        raw = _BLANK_LINE.sub("<br>", raw)
    lines = plain_text(raw).split("\n")
    while lines and _APPEARED.fullmatch(lines[-1]):
        lines.pop()
    return "\n".join(lines)


def _labels(entry: Mapping[str, Any]) -> tuple[str, list[str]]:
    """The category and the tags: the first category counts, the others are tags."""
    categories: list[str] = []
    tags: list[str] = []
    for label in entry.get("tags", []):
        name = _text(label.get("label")) or _text(label.get("term"))
        if not name:
            continue
        (tags if label.get("scheme") in ("post_tag", "tag") else categories).append(name)
    return (categories[0] if categories else "", [*categories[1:], *tags])


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _looks_like_feed(head: bytes, name: str) -> bool:
    del name
    return root_name(head) in _ROOTS


FORMAT = Format(
    name="feed",
    label="feeds",
    suffixes=(".rss", ".atom", ".rdf"),
    read=read_feed,
    looks_like=_looks_like_feed,
)
