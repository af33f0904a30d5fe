"""How does an article leave an index and come back without loss?  As a record that says so.

A record of a crawler is interpreted: its texts may be HTML, its date anything.  One that this
program wrote is taken as it stands, known by its :data:`MARK`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast, get_args

from index.article import Article, DateOrigin
from index.readers.identity import article_id
from index.vietnamese.clean import clean_line, clean_text

MARK = "timbao_article"
"""The key that tells a record written here; its value is the number of this form."""
_FORM = 1
_LINES = ("id", "title", "category", "source", "url", "author")  # what has no line breaks
_CLEANED = {True: clean_line, False: clean_text}
_DATE_CHARS = len("2016-05-12")


def record_of(article: Article) -> dict[str, Any]:
    """``article`` as a record for JSON Lines, with every one of its fields."""
    published = article.published.isoformat() if article.published else None
    return {
        MARK: _FORM,
        **{name: getattr(article, name) for name in Article.__dataclass_fields__},
        "published": published,
    }


def read_exported(record: Mapping[str, object]) -> Article | None:
    """The article that :func:`record_of` wrote; ``None`` for any other record, and for one that
    somebody changed so that it is no article any more."""
    if record.get(MARK) != _FORM:
        return None
    texts = {name: record.get(name, "") for name in (*_LINES, "summary", "body")}
    tags, origin = record.get("tags", []), record.get("published_from", "")
    sure, published = record.get("published_sure", True), record.get("published")
    strings = [*texts.values(), *(tags if isinstance(tags, list) else [None])]
    if not all(isinstance(text, str) for text in strings) or not isinstance(sure, bool):
        return None
    clean = {name: _CLEANED[name in _LINES](cast("str", text)) for name, text in texts.items()}
    fitting = clean["id"] == article_id(clean["id"], "", "", "", "")
    if not (fitting and (clean["title"] or clean["body"])) or origin not in get_args(DateOrigin):
        return None
    try:
        moment = _moment(published)
    except (ValueError, TypeError):
        return None
    return Article(
        **clean,
        published=moment,
        tags=tuple(map(clean_line, cast("list[str]", tags))),
        published_from=cast("DateOrigin", origin),
        published_sure=sure,
    )


def _moment(published: object) -> date | datetime | None:
    """The day or the moment with its zone; raises ``ValueError`` or ``TypeError``
    for anything else."""
    if published is None:
        return None
    if not isinstance(published, str):
        raise TypeError(published)
    if len(published) == _DATE_CHARS:
        return date.fromisoformat(published)
    moment = datetime.fromisoformat(published)
    if moment.tzinfo is None:
        raise ValueError(published)
    return moment
