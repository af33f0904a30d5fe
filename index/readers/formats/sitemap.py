"""Sitemaps: which articles does a news sitemap announce?

``<news:news>`` gives title, date, keywords and the paper's name of an address; there is no text.  A
list of bare addresses, or of other sitemaps, holds no article, and the reject calls it that.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from index.article import Outcome, Reject, Skipped
from index.readers.encoding import UndecodableError
from index.readers.format import Format, Origin
from index.readers.limits import PEEK_BYTES
from index.readers.outcomes.records import read_record
from index.readers.records.fields import host_of
from index.readers.texts.xml_stream import CutOffError, elements, local_name, root_name

_INDEX = "sitemapindex"
_LIST = "urlset"
_URL_DEPTH = 2  # <urlset><url>
_IS_INDEX = "a sitemap index: a list of other sitemaps, no articles; fetch those that it names"
_IS_LIST = "a sitemap without news: a list of addresses, no articles; fetch the pages it names"


def _read(stream: io.BufferedReader, origin: Origin) -> Iterator[Outcome]:
    if root_name(stream.peek(PEEK_BYTES)) == _INDEX:
        yield _no_news(_IS_INDEX, origin)
        return
    bare = found = 0
    try:
        for number, element in enumerate(elements(stream, _URL_DEPTH), 1):
            where = f"{origin.where}#{number}"
            record = _record(element)
            if not record:
                bare += 1
                if found:
                    yield Skipped(where, "an address without news")
                continue
            if not found:  # those before it were not told yet: none might have come
                for earlier in range(1, number):
                    yield Skipped(f"{origin.where}#{earlier}", "an address without news")
            found += 1
            yield read_record(record, where, origin)
    except (CutOffError, UndecodableError) as error:
        yield Reject(origin.where, str(error))
        return
    if not found:
        yield _no_news(_IS_LIST if bare else "a sitemap without addresses", origin)


def _no_news(what: str, origin: Origin) -> Outcome:
    """A reject where the user named the file; crawlers keep sitemaps beside what they fetched."""
    return Reject(origin.where, what) if origin.named else Skipped(origin.where, what)


def _record(element: Any) -> dict[str, object]:
    """The address's news under the keys that records have; empty if it has none."""
    texts: dict[str, str] = {}
    news = False
    for one in element.iter():
        name = local_name(one)
        space = one.prefix == "news" or "sitemap-news" in str(one.tag)
        news = news or (name == "news" and space)
        if name == "loc" and one.getparent() is element:
            texts["loc"] = (one.text or "").strip()
        elif space and one.text:
            texts.setdefault(name, one.text.strip())
    if not news:
        return {}
    return {
        "title": texts.get("title", ""),
        "published": texts.get("publication_date", ""),
        "url": texts.get("loc", ""),
        "source": host_of(texts.get("loc", "")) or texts.get("name", ""),
        "tags": [tag.strip() for tag in texts.get("keywords", "").split(",") if tag.strip()],
    }


def _looks_like_sitemap(head: bytes, name: str) -> bool:
    del name
    return root_name(head) in (_INDEX, _LIST)


FORMAT = Format(
    name="sitemap",
    label="news sitemaps",
    suffixes=(),
    read=_read,
    looks_like=_looks_like_sitemap,
)
