"""What is an article, and what is a record that could not become one?

Every reader yields these two shapes and nothing else; everything behind the
readers takes articles as they are.  A missing text is ``""`` and a missing date
is ``None``: the JSON ``null`` of the endpoint is made at the web's border.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Article:
    """One published piece.  ``title`` or ``body`` is never empty; the rest may be.

    All texts are clean (see :func:`index.vietnamese.clean_text`), so every offset
    that search reports counts characters of exactly these strings.
    ``published`` is a plain ``date`` when the hour is unknown, otherwise a
    ``datetime`` with a zone.
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


TEXT_FIELDS = ("title", "summary", "body")
"""An article's running texts: what a query without a field name searches."""
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
