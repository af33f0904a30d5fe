"""What stands for an article's title?  Itself, or the first sentence of its text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.article import Article
from index.vietnamese import sentence_ends

LONGEST_HEADLINE = 120  # of an article that has no title, with the ellipsis behind it

_POINT = re.compile(r"[^.]\.\Z")


@dataclass(frozen=True, slots=True)
class Span:
    """The characters from ``start`` to ``end`` of a text of the article; ``is_cut`` where its
    sentence goes on behind them."""

    field: str
    start: int
    end: int
    is_cut: bool = False


def headline_of(article: Article) -> str:
    """The title, or what stands in its place: the first sentence without its point, at most 120
    characters of it; "" where there is no text at all."""
    span, _ = headline(article)
    text: str = getattr(article, span.field)
    return text[span.start : span.end] + ("…" if span.is_cut else "")


def first_sentence(article: Article) -> str:
    """The first sentence of summary or body, as it is written; "" where there is no text."""
    field, text = _first_text(article)
    span = _first_sentence(field, text)
    return text[span.start : span.end]


def _first_text(article: Article) -> tuple[str, str]:
    """The field in which the text below the title begins, and what it holds."""
    if article.summary.strip():
        return "summary", article.summary
    return "body", article.body


def headline(article: Article) -> tuple[Span, int]:
    """The title; where there is none the first sentence without its point, or the beginning of a
    long one.  And where the rest of that text begins: all of it, if a long sentence was cut."""
    if article.title:
        return Span("title", 0, len(article.title)), 0
    field, text = _first_text(article)
    first = _first_sentence(field, text)
    if first.end - first.start > LONGEST_HEADLINE:
        said = cut(text[first.start : first.end], LONGEST_HEADLINE - 1)  # and the ellipsis
        return Span(field, first.start, first.start + max(1, len(said)), is_cut=True), 0
    has_point = _POINT.search(text[first.start : first.end]) is not None
    return Span(field, first.start, first.end - has_point), first.end


def _first_sentence(field: str, text: str) -> Span:
    """The first sentence of ``text`` that has anything in it."""
    start = 0
    for end in (*sentence_ends(text), len(text)):
        span = stripped(field, text, start, end)
        if span is not None:
            return span
        start = end
    return Span(field, 0, 0)


def stripped(field: str, text: str, start: int, end: int) -> Span | None:
    """``text[start:end]`` without the space around it; ``None`` if nothing else is there."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(field, start, end) if start < end else None


def cut(text: str, room: int) -> str:
    """The beginning of ``text``, whole words of it where there is a space, in ``room``
    characters."""
    if len(text) <= room:
        return text
    space = text.rfind(" ", 1, room + 1)
    return text[: space if space != -1 else room].rstrip(" ,;:-–—")
