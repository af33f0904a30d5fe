"""What greets a reader who has not asked yet?  Five searches that find something here and now.

Each shows another way to ask, with words that tell one section of the corpus from the others: what
there is to read, and how to search it, without a word of instruction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import chain

from flask_babel import gettext

from index.vietnamese import fold
from search import Engine, SearchRequest
from search.counts import IndexStats
from web.links import DEFAULT, page_link
from web.pages.choice import Choice

_RECENT = timedelta(days=60)  # before the newest article: where there are no sections
_TERMS = 12  # of a section, of which those of several syllables are shown
_MIN_ARTICLES = 2  # that an example has to find


@dataclass(frozen=True, slots=True)
class Example:
    """A search for ``word`` that finds ``total`` articles, and the way to ask that it shows."""

    way: str
    word: str
    request: SearchRequest
    total: int


def find_examples(engine: Engine, stats: IndexStats) -> tuple[Example, ...]:
    """Up to five searches, each of another way; none where the corpus has neither sections nor
    dates, or is too small."""
    words = _words(engine, stats)
    found: list[Example] = []
    for way in _WAYS:
        example = _first_that_finds(engine, way, words)
        if example is not None:
            found.append(example)
            words.remove(example.word)
    return tuple(found)


def example_choice(example: Example) -> tuple[Choice, str]:
    """An example as a link, and in words which way to ask it shows."""
    request = example.request
    choice = Choice(request.q, page_link(request), example.total)
    match example.way:
        case "bare":
            way = gettext("không dấu cũng được")
        case "phrase":
            way = gettext("đúng cụm từ")
        case "title":
            way = gettext("chỉ trong tiêu đề")
        case "year":
            way = gettext("trong năm %(year)s", year=request.start)
        case _:
            way = gettext("từ thông thường")
    return choice, str(way)


def _first_that_finds(engine: Engine, way: str, words: Iterable[str]) -> Example | None:
    """The example of ``way`` with the first of ``words`` that finds enough."""
    examples = (_example(engine, way, word) for word in words)
    return next((one for one in examples if one.total >= _MIN_ARTICLES), None)


def _example(engine: Engine, way: str, word: str) -> Example:
    request = _WAYS[way](word)
    found = engine.search(replace(request, size=1, highlight=False, interval="year"))
    if way != "year":
        return Example(way, word, request, found.total)
    years = (one for one in reversed(found.facets.date.buckets) if one.count >= _MIN_ARTICLES)
    newest = next(years, None)
    if newest is None:
        return Example(way, word, request, 0)
    return Example(way, word, replace(request, start=newest.start, end=newest.start), newest.count)


def _words(engine: Engine, stats: IndexStats) -> list[str]:
    """What each section is about more than others, the best of each first; where there are no
    sections, what the newest articles are about."""
    sections = [SearchRequest(category=(one.value,)) for one in stats.categories if one.value]
    if len(sections) < len(_WAYS) and stats.last is not None:
        newest = (stats.last - min(_RECENT, stats.last - stats.last.min)).isoformat()
        sections.append(SearchRequest(start=newest))
    columns = [_terms(engine, request) for request in sections[: len(_WAYS)]]
    longest = max(map(len, columns), default=0)
    rows = ([column[n] for column in columns if n < len(column)] for n in range(longest))
    return list(dict.fromkeys(chain.from_iterable(rows)))


def _terms(engine: Engine, request: SearchRequest) -> list[str]:
    """Words of several syllables: those of one say little by themselves."""
    found = sorted(engine.key_terms(request, _TERMS), key=lambda term: -term.count)
    return [term.text for term in found if " " in term.text]


_WAYS: dict[str, Callable[[str], SearchRequest]] = {
    "plain": lambda word: replace(DEFAULT, q=word),
    "bare": lambda word: replace(DEFAULT, q=fold(word)),
    "phrase": lambda word: replace(DEFAULT, q=f'"{word}"'),
    "title": lambda word: replace(DEFAULT, q=f'title:"{word}"'),
    "year": lambda word: replace(DEFAULT, q=word),
}
