"""What is an article, and what else may come of a file: a reject, what was passed over or repaired?

Every reader yields these shapes and nothing else (:data:`Outcome`); everything behind the
readers takes articles as they are.  A missing text is ``""`` and a missing date
is ``None``: the JSON ``null`` of the endpoint is made at the web's border.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, cast

import msgspec

_DATE_CHARS = len("2016-05-12")

DateOrigin = Literal["", "field", "byline", "source line", "url", "file"]
"""Where an article's date was read: in a field of its record or of the page's own data; in a line
beside its title or author, or the dateline of its text; in a line that names the source; in its
address; in the file that held it.  ``""`` where there is no date."""


@dataclass(frozen=True, slots=True)
class Article:
    """One published piece.  ``title`` or ``body`` is never empty; the rest may be.

    All texts are clean (see :func:`index.vietnamese.clean_text`), so every offset
    that search reports counts characters of exactly these strings.
    ``published`` is a plain ``date`` when the hour is unknown, otherwise a
    ``datetime`` with a zone; ``published_from`` says where it was read, and ``published_sure`` is
    false where it may as well be something else (a day or a month first, the date of an update).
    ``indexed`` is when an index took the article in first, in UTC: readers leave it ``None``, save
    for what an index gave out.
    """

    id: str
    title: str = ""
    summary: str = ""
    body: str = ""
    published: date | datetime | None = None
    category: str = ""
    source: str = ""
    url: str = ""
    author: str = ""
    tags: tuple[str, ...] = ()
    published_from: DateOrigin = ""
    published_sure: bool = True
    indexed: datetime | None = None


class StoredArticle(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An article as an index keeps it: all of :class:`Article` but its body, dates in ISO 8601."""

    id: str
    title: str
    summary: str
    published: str | None
    category: str
    source: str
    url: str
    author: str
    tags: tuple[str, ...]
    published_from: str = ""
    published_sure: bool = True
    indexed: str | None = None

    @classmethod
    def of(cls, article: Article) -> StoredArticle:
        """``article`` as it is kept, beside its body."""
        return cls(
            article.id,
            article.title,
            article.summary,
            article.published.isoformat() if article.published else None,
            article.category,
            article.source,
            article.url,
            article.author,
            article.tags,
            article.published_from,
            article.published_sure,
            article.indexed.isoformat() if article.indexed else None,
        )

    def with_body(self, body: bytes) -> Article:
        """The article itself; ``body`` is in UTF-8."""
        return Article(
            self.id,
            self.title,
            self.summary,
            body.decode(),
            _date(self.published),
            self.category,
            self.source,
            self.url,
            self.author,
            self.tags,
            cast("DateOrigin", self.published_from),
            self.published_sure,
            datetime.fromisoformat(self.indexed) if self.indexed is not None else None,
        )


def _date(text: str | None) -> date | datetime | None:
    if text is None:
        return None
    return (date if len(text) == _DATE_CHARS else datetime).fromisoformat(text)


TEXT_FIELDS = ("title", "summary", "body")
"""An article's running texts: what a query without a field name searches."""
STORY_FIELDS = ("summary", "body")
"""Those that two articles of one story have in common: another paper sets another title."""
LABEL_FIELDS = ("category", "source", "author", "tags")
"""Its labels, searched where a query names them."""
TAGS = "tags"
"""That of the labels which has several values, and which plain words find too."""


def label_values(article: Article, name: str) -> tuple[str, ...]:
    """What the article has in one of LABEL_FIELDS: none, one, or of tags several."""
    value = getattr(article, name)
    return article.tags if name == TAGS else (value,) if value else ()


_RECORD_PLACE = re.compile(r"[:#]\d+$")


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that could not become an article.

    ``where`` names the place as ``file``, ``file:line`` or ``archive!member:line``
    (``#n`` instead of ``:line`` for the n-th record of a document that has no lines);
    ``reason`` is an English sentence that says what is wrong and, where it can, what to do.
    """

    where: str
    reason: str

    @property
    def is_one_record(self) -> bool:
        """Whether one record was left out and reading went on, rather than a file or its rest."""
        return _RECORD_PLACE.search(self.where) is not None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or record that is neither an article nor meant to be one, and was passed over.

    ``where`` is its place, as in :class:`Reject`; ``what`` names it (*a style sheet*).
    """

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Repaired:
    """Text that was not what it seemed, and was put right; comes before the article it is part of.

    ``encoding`` names what it was in (``windows-1258``, ``tcvn3``, ``utf-8 twice``), or
    ``broken bytes`` where some letters are lost.
    """

    where: str
    encoding: str


Outcome = Article | Reject | Skipped | Repaired
"""What a reader yields, one after the other."""
