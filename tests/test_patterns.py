"""No regular expression of the project takes more than linear time, whatever text a file brings.

Each is fed what it is made of, pumped (``tests/pumping.py``).  Where the input is bounded, the
table says so and by what, and the work up to there has to be little; where it is a text that has
been cleaned (no two spaces, no three line breaks in a row), the pumped text is cleaned first.
More texts for each: ``TIMBAO_FUZZ=N``, N times as many.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from conftest import CHECKOUT
from project_patterns import Use, project_patterns
from pumping import Tried, hardest_texts, is_linear, pumped, searched

from index.readers.json.mending import mended
from index.readers.json.places import MAX_INDENT, next_object
from index.readers.texts import saved_page
from index.readers.texts.saved_page import parse_page
from index.vietnamese.clean import clean_line, clean_text

_TIMES = int(os.environ.get("TIMBAO_FUZZ", "1"))
_QUERY_CHARS = 2000  # of a query, and of what is made of it


def deep(text: str) -> object:
    """What the site looks for in an article's text behind the words that were typed."""
    escaped = re.escape("thủ thủ tướng")
    return [
        list(re.finditer(rf"(?<!\w){escaped}(?: |(-))(\w+(?: \w+){{0,4}})", text, re.IGNORECASE)),
        list(re.finditer(rf"(?<!\w){escaped}(?!\w)", text, re.IGNORECASE)),
    ]


# Up to how many characters an input can have, and why.
BOUNDS = {
    "index.readers.pages.author:_LABEL": 80,  # a line of at most _MAX_LINE_CHARS
    "index.readers.pages.author:_NOTE": 80,
    "index.readers.pages.author:_SIGN": 80,
    "index.readers.pages.date:_PARTS": 100,  # _MAX_LINE_CHARS
    "index.readers.pages.date:": 100,
    "index.readers.texts.saved_page:_SOURCE_DATE": 120,  # what _SOURCE leaves of a line
    "index.readers.texts.xml_stream:_COMMENT": 4096,  # the first characters of a file
    "index.readers.sources.leftovers:": 255,  # a file's name
    "index.vietnamese.tones:": 40,  # one syllable
    "search.credit_names:_BEHIND_NAME": 200,  # _MAX_NAME_CHARS
    "search.complete.signed_words:": 200,  # _MAX_LETTERS on each side of a sign
    "search.query.": _QUERY_CHARS,
    "search.complete.": _QUERY_CHARS,
    "search.meaning.": _QUERY_CHARS,
    "search.headlines:": _QUERY_CHARS,
    "search.request:": _QUERY_CHARS,
    "web.pages.query_writer:": _QUERY_CHARS,
    "web.pages.understanding:": _QUERY_CHARS,
    "web.params:": _QUERY_CHARS,
}
# What is asked of texts that are clean already.
CLEAN_LINES = ("index.readers.pages.title:", "index.readers.records.fields:_STEP")
CLEAN_TEXTS = (
    "search.credits:", "search.credit_names:", "search.papers:", "web.citations.", "web.pages.",
    "web.headlines:", "search.highlight.", "search.fragments:",
)  # fmt: skip
# In tables of patterns that are asked for the whole of a text.
WHOLE = ("index.readers.sources.leftovers:",)
# What the project's own files are read with.
OWN = ("web.assets:", "web.api.operations:")
# Made in a function, of its arguments: tried by calling it.
BUILT: dict[str, tuple[int, Callable[[int], str], Tried]] = {
    "index.readers.json.places": (
        2,
        lambda size: '{"a": ' * (size // 6),
        lambda text: next_object(text, 0),
    ),
    "search.complete.next_words": (1, lambda size: "thủ " * (size // 4), deep),
    "search.complete.phrase_finder": (
        1,
        lambda size: "thủ " * (size // 4),
        deep,
    ),
}
USES = list(project_patterns(CHECKOUT))


def named(use: Use) -> str:
    return f"{use.place.partition(':')[0]}:{use.name}"


def bound_of(use: Use) -> int | None:
    name = named(use)
    found = [key for key in BOUNDS if name.startswith(key)]
    return BOUNDS[max(found, key=len)] if found else None


def cleaning(use: Use) -> Callable[[str], str]:
    if named(use).startswith(CLEAN_LINES):
        return clean_line
    return clean_text if named(use).startswith(CLEAN_TEXTS) else lambda text: text


def ways(use: Use, pattern: re.Pattern[Any]) -> Iterator[Tried]:
    """How the pattern is asked: at a text's beginning, or everywhere in it."""
    for method in sorted(use.methods & {"match", "fullmatch"}):
        yield getattr(pattern, method)
    if named(use).startswith(WHOLE):
        yield pattern.fullmatch
    elif not use.is_anchored:
        yield searched(pattern)
    if not use.methods and not named(use).startswith(WHOLE):
        yield pattern.fullmatch


def slow_texts(use: Use, pick: random.Random) -> Iterator[str]:
    """The pumped texts over which the work of a pattern grows faster than they do."""
    pattern, clean, bound = use.pattern, cleaning(use), bound_of(use)
    assert pattern is not None
    for tried in ways(use, pattern):
        for _ in range(_TIMES):
            for before, pump, end in hardest_texts(pattern, pick):
                make = pumped(before, pump, end, pattern.pattern)

                def made(size: int, make: Callable[[int], Any] = make) -> Any:
                    text = make(size)
                    return clean(text) if isinstance(text, str) else text

                if not is_linear(tried, made, bound):
                    yield f"{before!r} + {pump!r} * n + {end!r}"
                    break


@pytest.mark.parametrize("package", ["index", "search", "web"])
def test_no_pattern_takes_more_than_linear_time(package: str, drawn: random.Random) -> None:
    slow = {
        f"{use.place} {use.name}": texts
        for use in USES
        if use.pattern is not None
        and use.place.startswith(package)
        and not named(use).startswith(OWN)
        if (texts := list(slow_texts(use, drawn)))
    }
    assert not slow


def test_what_is_made_in_a_function_is_tried_by_calling_it() -> None:
    tables = {use.place for use in USES if use.pattern is not None and ":" not in use.place}
    built = [use.place.partition(":")[0] for use in USES if use.pattern is None]
    # what a module keeps in a table of its own is found there
    built = [one for one in built if one not in tables]
    assert {one: built.count(one) for one in built} == {one: n for one, (n, _, _) in BUILT.items()}
    for _, make, tried in BUILT.values():
        assert is_linear(tried, make)
    assert MAX_INDENT < 1000


@pytest.mark.parametrize(
    "slow",
    [
        r"(?: ?[:>]+| ?\d+| ?[:>]+ ?\d*)*x",
        r"\s+$",
        r"<!--.*?-->",
        r'"(?:[^"\\]|\\.)*+"',
        r"(a|a)*b",
    ],
)
def test_a_slow_pattern_is_noticed(slow: str, drawn: random.Random) -> None:
    """Else the tests above would see nothing."""
    pattern = re.compile(slow, re.DOTALL)
    use = Use("index.article:1", "_SLOW", pattern, frozenset({"search"}))
    assert any(list(slow_texts(use, drawn)) for _ in range(20))


@pytest.mark.parametrize(
    "make",
    [
        lambda size: '{"title":"' + '\\"' * (size // 2),
        lambda size: '{"title":' + '"a' * size,
        lambda size: "{'title':'" + "\\'" * (size // 2),
        lambda size: "{'title':" + "'a" * (size // 2) + ' "',
    ],
)
def test_an_object_with_an_open_text_is_mended_in_linear_time(make: Callable[[int], str]) -> None:
    assert is_linear(mended, make)


@pytest.mark.parametrize("begin", ["xem thêm", "theo dõi trên", "theo dõi chúng tôi", "tags"])
@pytest.mark.parametrize("sign", ["…", ">", " 1", "(1)", ": "])
@pytest.mark.parametrize("end", ["", "x", "\n"])
def test_a_line_of_navigation_is_told_in_linear_time(begin: str, sign: str, end: str) -> None:
    assert is_linear(saved_page._NAVIGATION.fullmatch, pumped(begin, sign, end, ""))


def test_a_page_that_ends_in_many_signs_is_read() -> None:
    text = f"Mùa lúa\n\n{'Bà con ra đồng. ' * 10}\nXem thêm {'>' * 60} tại đây\n"
    assert parse_page(text).title == "Mùa lúa"
    assert "Xem thêm" not in parse_page(text.replace(" tại đây", "")).body
