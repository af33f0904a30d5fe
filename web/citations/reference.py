"""What does a reference to an article say?  The same in every format."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from hashlib import blake2b

from index.article import Article
from index.days import LOCAL_ZONE
from search.papers import outlet_key, squeezed
from web.citations.authors import authors_of
from web.escaping import web_link
from web.headlines import headline_of
from web.source_names import source_name

DATABASE = "Tìm Báo"
LANGUAGE = "vi"
_MAX_NAME, _MAX_WORD = 20, 12  # characters in a key
_MAX_REMEMBERED = 1024
_NOT_IN_KEYS = re.compile("[^a-z0-9]")


@dataclass(frozen=True, slots=True)
class Reference:
    """An article as it is cited, on one line each; ``""`` and ``None`` stand for what it lacks.

    ``key`` is made of ASCII letters and digits, and is always the same for an article with this id;
    ``day`` is Vietnam's; ``accessed`` the day on which it was looked up here.
    """

    key: str
    title: str
    authors: tuple[str, ...]
    paper: str
    section: str
    day: date | None
    url: str
    summary: str
    keywords: tuple[str, ...]
    article_id: str
    accessed: date


def reference(article: Article, page: str, accessed: date) -> Reference:
    """The reference to ``article``; ``page`` is our own address of it, for one that has no
    other."""
    day, title = day_of(article), _line(headline_of(article))
    return Reference(
        key=_key(article, title, day),
        title=title,
        authors=authors_of(article.author),
        paper=_line(source_name(article.source)),
        section=_line(article.category),
        day=day,
        url=web_link(article.url) or page,
        summary=_line(article.summary),
        keywords=tuple(_line(tag) for tag in article.tags if tag.strip()),
        article_id=_line(article.id),
        accessed=accessed,
    )


def day_of(article: Article) -> date | None:
    """The day in Vietnam that ``article`` is of."""
    published = article.published
    if isinstance(published, datetime):
        return published.astimezone(LOCAL_ZONE).date()
    return published


def _key(article: Article, title: str, day: date | None) -> str:
    """The paper, the year, the title's first word, and a digest of the id, by which no two articles
    have the same."""
    word = squeezed(title.partition(" ")[0])
    digest = blake2b(article.id.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
    year = f"{day.year}" if day is not None else ""
    return f"{_paper(article.source)}{year}{_NOT_IN_KEYS.sub('', word)[:_MAX_WORD]}x{digest}"


@lru_cache(_MAX_REMEMBERED)
def _paper(source: str) -> str:
    """What a key begins with."""
    return _NOT_IN_KEYS.sub("", squeezed(outlet_key(source)))[:_MAX_NAME] or "bao"


def _line(text: str) -> str:
    return " ".join(text.split())
