"""How is an article's text laid out?  A headline, a lead and paragraphs, none said twice.

The stored text never changes: each part is a stretch of it, so marks stay right.  Many crawls
keep a body as one line of thousands of characters; such a line is broken at sentences.  Many also
begin the body with the title and the lead once more; then the body goes on behind them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.article import Article
from index.vietnamese import sentence_ends
from web.headlines import Span, headline, stripped

LONGEST_LINE = 1000  # characters; a paragraph that a newspaper set is seldom longer
SET_LENGTH = 420  # from so many on, a paragraph that is set here ends with its sentence
SHORTEST = 160  # less than that is no paragraph of its own

_WORD = re.compile(r"\w+")
_SIGNS = re.compile(r"[^\w\s]*")
_SPACE = re.compile(r"\s*")
_CLOSING = ".!?…"
_JOINED = re.compile(r"([^\W\d_]{2})[.!?…]+[”’\"')\]]?(?=([^\W\d_]))")
_CUT_OFF = ("…", "...")


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of an article in the order of reading: none is said twice."""

    headline: Span
    lead: Span | None
    paragraphs: tuple[Span, ...]


def lay_out(article: Article) -> Layout:
    """The parts of ``article``; the first sentence is the headline of one without a title."""
    title, behind = headline(article)
    lead, at = _lead(article, behind if title.field == "summary" else 0)
    if title.field == "body":
        at = behind
    return Layout(title, lead, tuple(_paragraphs(article.body, at)))


def _lead(article: Article, start: int) -> tuple[Span | None, int]:
    """The summary from ``start`` on, and where the body goes on behind what it says once more.

    A summary that is the beginning of a longer sentence of the body is left to the body.
    """
    summary, body = article.summary, article.body
    at = _behind(body, 0, article.title) or 0
    if _words(summary) == _words(article.title):
        return None, at
    said = _end_of_words(body, at, summary)
    ends = _sentence_end(body, said) if said is not None else None
    if said is not None and ends is None:
        return None, at
    return stripped("summary", summary, start, len(summary)), ends or at


def _paragraphs(body: str, at: int) -> Iterator[Span]:
    """The paragraphs of ``body`` from ``at`` on: its lines, those that run on in several."""
    ends = sentence_ends(body)
    while at < len(body):
        end = body.find("\n", at)
        end = len(body) if end < 0 else end
        line = stripped("body", body, at, end)
        if line is not None:
            yield from _broken(body, line, ends)
        at = end + 1


def _broken(body: str, line: Span, ends: Sequence[int]) -> Iterator[Span]:
    """``line`` as it is, or if it runs on in paragraphs of several sentences.

    Where two sentences have no space between them, a crawl has joined two paragraphs.
    """
    if line.end - line.start <= LONGEST_LINE:
        yield line
        return
    spaced = ends[bisect_left(ends, line.start + 1) : bisect_left(ends, line.end)]
    joined = [
        match.end() for match in _JOINED.finditer(body, line.start, line.end) if _is_joint(match)
    ]
    start = line.start
    for end, shortest in sorted(
        [*((at, SET_LENGTH) for at in spaced), *((at, SHORTEST) for at in joined)]
    ):
        if end - start >= shortest and line.end - end >= SHORTEST:
            yield from filter(None, [stripped("body", body, start, end)])
            start = end
    yield from filter(None, [stripped("body", body, start, line.end)])


def _is_joint(match: re.Match[str]) -> bool:
    """Whether what matched ``_JOINED`` ends one sentence and begins another: *tế.Những*, but not
    *TS.Nguyễn* nor *bao.example*."""
    return match[1].islower() and match[2].isupper()


# What is said already


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _behind(body: str, at: int, said: str) -> int | None:
    """Where ``body`` goes on behind a whole sentence or line with the words of ``said``; ``None``
    if it does not have them at ``at``."""
    end = _end_of_words(body, at, said)
    return None if end is None else _sentence_end(body, end)


def _end_of_words(body: str, at: int, said: str) -> int | None:
    """The end of the words of ``said``, if ``body`` has them at ``at``, however both are spaced and
    punctuated; the last one may go on where ``said`` was cut off."""
    words = _words(said)
    is_cut = said.rstrip().endswith(_CUT_OFF)
    for n, word in enumerate(words):
        match = _WORD.search(body, at)
        if match is None:
            return None
        there = match.group().casefold()
        if there != word and not (is_cut and n == len(words) - 1 and there.startswith(word)):
            return None
        at = match.end()
    return at if words else None


def _sentence_end(body: str, at: int) -> int | None:
    """The end of the sentence or line whose last word ends at ``at``; ``None`` if it goes on."""
    signs = _SIGNS.match(body, at)
    end = signs.end() if signs else at
    following = _SPACE.match(body, end)
    space = following.group() if following else ""
    if end + len(space) < len(body) and not space:
        return None
    is_end = end + len(space) == len(body) or "\n" in space
    return end if is_end or any(sign in _CLOSING for sign in body[at:end]) else None
