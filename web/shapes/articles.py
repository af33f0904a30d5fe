"""How are an article, a hit and the versions of a story written?

What an article lacks is ``null``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Raw, Struct, structs

from index.article import Article, StoredArticle
from search.results import Highlights, Hit, Mark, Snippet, text_or_none
from search.story import FirstPublisher, Story
from web.escaping import json_text
from web.shapes.writing import iso

Published = Annotated[
    str | None,
    Meta(
        description="When it was published, in ISO 8601: a day in Vietnam, or a time with its zone",
        examples=["2016-05-12", "2016-05-12T06:30:00+07:00"],
    ),
]
Marks = Annotated[
    Sequence[Mark],
    Meta(description="[start, end) in code points of the text beside it, in order and disjoint"),
]
Marks16 = Annotated[
    Sequence[Mark],
    Meta(description="The marks in UTF-16 code units, as strings are counted in JavaScript"),
]


class ArticleAnswer(Struct, frozen=True):
    """All that is stored of one article."""

    id: str
    title: str | None
    summary: str | None
    body: str | None
    published: Published
    category: str | None
    source: Annotated[str | None, Meta(description="The newspaper: its host, or its name")]
    url: str | None
    author: str | None
    tags: Sequence[str]
    published_from: Annotated[str | None, Meta(description="Where its date was read")]
    published_sure: Annotated[bool | None, Meta(description="Whether its date is sure")]
    indexed: Annotated[
        str | None, Meta(description="When the index took it in first: ISO 8601, in UTC")
    ]


class SnippetAnswer(Struct, frozen=True):
    """A verbatim stretch of the stored article, and the matches inside it."""

    text: str
    marks: Marks
    marks_utf16: Marks16


class HighlightsAnswer(Struct, frozen=True):
    """The whole title, and up to a few stretches of summary or body."""

    title: SnippetAnswer | None
    body: Sequence[SnippetAnswer]


class HitAnswer(Struct, frozen=True):
    """One article found, how well it fits, and where."""

    id: str
    title: str | None
    url: str | None
    source: str | None
    category: str | None
    published: Published
    published_from: str | None
    published_sure: bool | None
    indexed: str | None
    summary: str | None
    score: Annotated[
        float | None,
        Meta(description="Comparable within one search; null where nothing was asked for"),
    ]
    near: Annotated[bool, Meta(description="Whether it only comes near what was asked for")]
    similar: Annotated[
        int, Meta(description="How many other articles of its story answer too", ge=0)
    ]
    highlights: HighlightsAnswer | None


class VersionAnswer(HitAnswer, frozen=True):
    """One of the articles of a story, and by which sentences it differs from the one before."""

    added: Sequence[str]
    left_out: Sequence[str]


class FirstAnswer(Struct, frozen=True):
    """Who printed a story first."""

    id: Annotated[
        str | None,
        Meta(description="Its article; null where the paper has none among the versions"),
    ]
    source: Annotated[
        str | None, Meta(description="The paper as its article has it, else its host")
    ]
    name: Annotated[str | None, Meta(description="What the paper is called")]
    reason: Annotated[
        Literal["time", "credit"],
        Meta(description="Whether it comes first by time, or an article credits it"),
    ]
    said: Annotated[
        str | None, Meta(description="The line that credits it, as it stands in the article")
    ]
    said_by: Annotated[str | None, Meta(description="The id of the article that has this line")]


class VersionsAnswer(Struct, frozen=True):
    """The articles that are one story with one, and itself, by time; and who printed it first:
    null where several have no date and none a credit."""

    id: str
    first: FirstAnswer | None
    versions: Sequence[VersionAnswer]


class SimilarAnswer(Struct, frozen=True):
    """The articles like one, the most alike first."""

    id: str
    hits: Sequence[HitAnswer]


def article_answer(article: Article) -> ArticleAnswer:
    """``article``, whole."""
    return ArticleAnswer(
        article.id,
        text_or_none(article.title),
        text_or_none(article.summary),
        text_or_none(article.body),
        iso(article.published),
        text_or_none(article.category),
        text_or_none(article.source),
        text_or_none(article.url),
        text_or_none(article.author),
        article.tags,
        text_or_none(article.published_from),
        article.published_sure if article.published else None,
        iso(article.indexed),
    )


def article_line(kept: StoredArticle, body: bytes, *, bodies: bool) -> bytes:
    """An article as it is kept, as a line of JSON in the shape of :class:`ArticleAnswer`; without
    ``bodies`` that has no ``body``."""
    text: Any = UNSET
    if bodies:
        text = Raw(json_text(body)) if body else None
    answer = ArticleAnswer(
        kept.id,
        text_or_none(kept.title),
        text_or_none(kept.summary),
        text,
        kept.published,
        text_or_none(kept.category),
        text_or_none(kept.source),
        text_or_none(kept.url),
        text_or_none(kept.author),
        kept.tags,
        text_or_none(kept.published_from),
        kept.published_sure if kept.published else None,
        kept.indexed,
    )
    return _encode(answer) + b"\n"


_encode = msgspec.json.Encoder().encode


def hit_answer(hit: Hit) -> HitAnswer:
    """``hit`` with its snippets."""
    article = hit.article
    return HitAnswer(
        article.id,
        text_or_none(article.title),
        text_or_none(article.url),
        text_or_none(article.source),
        text_or_none(article.category),
        iso(article.published),
        text_or_none(article.published_from),
        article.published_sure if article.published else None,
        iso(article.indexed),
        text_or_none(article.summary),
        hit.score,
        hit.near,
        hit.similar,
        _highlights(hit.highlights) if hit.highlights else None,
    )


def versions_answer(article_id: str, found: Story) -> VersionsAnswer:
    """The body of ``/api/articles/<id>/versions``."""
    listed = [
        VersionAnswer(**structs.asdict(hit_answer(one.hit)), added=one.added, left_out=one.left_out)
        for one in found.versions
    ]
    return VersionsAnswer(article_id, _first(found.first) if found.first else None, listed)


def _first(found: FirstPublisher) -> FirstAnswer:
    return FirstAnswer(
        found.id,
        text_or_none(found.source),
        text_or_none(found.name),
        found.reason,
        text_or_none(found.said),
        found.said_by,
    )


def _highlights(found: Highlights) -> HighlightsAnswer:
    title = _snippet(found.title) if found.title else None
    return HighlightsAnswer(title, [_snippet(one) for one in found.body])


def _snippet(snippet: Snippet) -> SnippetAnswer:
    return SnippetAnswer(snippet.text, snippet.marks, in_utf16(snippet.text, snippet.marks))


def in_utf16(text: str, marks: Sequence[Mark]) -> Sequence[Mark]:
    """``marks`` of ``text`` counted in UTF-16 code units, of which a character beyond U+FFFF (an
    emoji, say) has two.

    >>> in_utf16("😀 lũ", [(2, 4)])
    [(3, 5)]
    """
    if len(text.encode("utf-16-le")) == 2 * len(text):
        return marks
    return [(_units(text[:start]), _units(text[:end])) for start, end in marks]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
