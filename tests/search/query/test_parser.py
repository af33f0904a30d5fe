"""How is what somebody typed understood?  And does anything at all parse?"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.highlight.patterns import patterns
from search.meaning.words import Meaning
from search.planner import near_steps, plan_steps
from search.query.parser import parse
from search.query.tree import And, Dates, Field, Fuzzy, Node, Not, Prefix, Words, plain_words
from search.query.wording import say


def planned(node: Node) -> None:
    """Plan and highlight ``node``, step by step."""
    meaning = Meaning.literal(node)
    for step in (*plan_steps(node, meaning), *near_steps(node, meaning)):
        assert isinstance(patterns(step), tuple)


GRAMMAR = [
    # words
    ("dân vận", "dân vận"),
    ("  Dân   VẬN ", "dân vận"),
    ("hoà bình", "hòa bình"),
    ("da\u0302n", "dân"),
    ("dân\u200bvận", "dânvận"),
    ("dân AND vận", "dân vận"),
    ("dân and vận", "dân and vận"),
    ("kĩ sư", "kỹ sư"),
    ("ti*", "ti*"),
    # phrases
    ('"dân vận khéo"', '"dân vận khéo"'),
    ("“dân vận” «khéo léo»", '"dân vận" "khéo léo"'),
    ('"dân"', '"dân"'),
    ("3.500 người", '"3 500" người'),
    ("TP.HCM", '"tp hcm"'),
    ("(dân vận) khéo", "dân vận khéo"),
    ("dân ) vận", "dân vận"),
    # without
    ("dân -vận", "dân -vận"),
    ("-vận", "-vận"),
    ('dân -"vận khéo"', 'dân -"vận khéo"'),
    ("dân -(vận OR khéo)", "dân -(vận OR khéo)"),
    ("dân – vận", "dân vận"),
    ("đi-về", '"đi về"'),
    ("dân NOT vận", "dân -vận"),
    ("NOT (vận OR khéo) dân", "-(vận OR khéo) dân"),
    ("NOT NHAC", "not nhac"),  # all in capitals: nốt nhạc
    ('"dân vận" NOT "khéo"', '"dân vận" -"khéo"'),  # operators alone are no capitals
    ('"dân vận" NEAR/1 "khéo"', '"dân vận" NEAR/1 "khéo"'),
    ("source:https://www.baomay.example", 'source:"baomay example"'),
    ("dân not vận", "dân not vận"),
    ("dân NOT", "dân"),
    # either
    ("dân OR vận", "dân OR vận"),
    ("dân vận OR khéo léo", "dân vận OR khéo léo"),
    ("dân (vận OR khéo)", "dân (vận OR khéo)"),
    ("((dân))", "dân"),
    ("dân or vận", "dân or vận"),
    ("OR", "or"),
    # fields
    ("title:dân", "title:dân"),
    ("TITLE:dân vận", "title:dân vận"),
    ('body:"dân vận"', 'body:"dân vận"'),
    ("category:(thể OR thao)", "category:(thể OR thao)"),
    ("-source:báo", "-source:báo"),
    ("author:nguyễn", "author:nguyễn"),
    ("summary:tr*", "summary:tr*"),
    # dates
    ("date:2016", "date:2016"),
    ("DATE:2016-05..2016-08 lũ", "date:2016-05..2016-08 lũ"),
    ("before:2016-05-12", "before:2016-05-12"),
    ("date:12/5/2016", "date:12/5/2016"),
    ("date:12/13/2016", '"date 12 13 2016"'),
    ("after:2015 lụt", "after:2015 lụt"),
    # parts of words
    ("tr*", "tr*"),
    ("vạn~", "vạn~"),
    # what cannot be read in this language is plain words
    ('"dân vận', "dân vận"),
    ("(dân vận", "dân vận"),
    ("dân) vận", "dân vận"),
    ("dân OR", "dân"),
    ("OR dân", "dân"),
    ("title: dân", "title dân"),
    ("title:", "title"),
    ("ngày:2016", '"ngày 2016"'),
    ("date:2016-13", '"date 2016 13"'),
    ("before:2015..2016", '"before 2015 2016"'),
    ("a* b~ c?", "a* b~ c"),
    ("C++ & R&D!", 'c "r d"'),
]


@pytest.mark.parametrize(("q", "understood"), GRAMMAR, ids=[q for q, _ in GRAMMAR])
def test_a_query_is_understood_as_the_language_says(q: str, understood: str) -> None:
    node = parse(q)
    assert node is not None
    assert say(node) == understood


@pytest.mark.parametrize(("q", "understood"), GRAMMAR, ids=[q for q, _ in GRAMMAR])
def test_what_was_understood_is_understood_the_same_again(q: str, understood: str) -> None:
    again = parse(understood)
    assert again is not None
    assert say(again) == understood


@pytest.mark.parametrize("q", ["", "   ", '""', "()", "-", "*", "~", "… ?!", "((((", "\u200b"])
def test_where_nothing_can_be_searched_for_there_is_no_query(q: str) -> None:
    assert parse(q) is None


def test_dates_cover_whole_years_months_and_days() -> None:
    leap = parse("date:2016-02")
    assert isinstance(leap, Dates)
    assert leap.last - leap.first + 1 == 29
    year = parse("date:2016")
    assert isinstance(year, Dates)
    assert year.last - year.first + 1 == 366
    before, after = parse("before:2016"), parse("after:2016")
    assert isinstance(before, Dates)
    assert isinstance(after, Dates)
    assert before.last == year.first - 1
    assert after.first == year.last + 1


def test_the_first_and_the_last_day_of_time_can_be_asked_for() -> None:
    for q in ("before:0001-01-01", "after:9999-12-31", "date:0001..9999", "before:0001"):
        assert isinstance(parse(q), Dates), q


def test_nodes_are_what_they_are_called() -> None:
    assert isinstance(parse("tr*"), Prefix)
    assert isinstance(parse("vạn~"), Fuzzy)
    assert isinstance(parse("-vạn"), Not)
    assert isinstance(parse("title:vạn"), Field)
    words = parse('"vạn dặm"')
    assert isinstance(words, Words)
    assert words.quoted


def test_only_a_query_of_words_alone_is_plain() -> None:
    plain = parse("dân vận khéo")
    assert plain is not None
    words = plain_words(plain)
    assert words is not None
    assert [word.tokens[0].accented for word in words] == ["dân", "vận", "khéo"]
    for q in (
        'dân "vận khéo"',
        "dân -vận",
        "dân OR vận",
        "title:dân vận",
        "dân v*",
        "dân date:2016",
    ):
        node = parse(q)
        assert node is not None
        assert plain_words(node) is None, q


pieces = st.sampled_from(
    ["dân", "vận", '"', "“", "(", ")", "-", "–", " OR ", " AND ", "*", "~", ":", "..", " ", "\n",
     "title:", "BODY:", "date:", "before:2016", "after:9999-12-31", "date:0000", "date:..", "\x00",
     "\u2028", "\u200b", "\ud800", "🙂", "İ", "ß", "ﬁ", "\u0301", "٣", "_", "\\", "[", "{!}", "^2"]
)  # fmt: skip
anything = st.one_of(
    st.text(max_size=80),
    st.lists(pieces, max_size=60).map("".join),
    st.text(st.characters(exclude_categories=()), max_size=30),
)


@given(anything)
@settings(deadline=None, max_examples=600)
def test_anything_parses_and_what_is_understood_is_stable(q: str) -> None:
    node = parse(q)
    if node is None:
        return
    said = say(node)
    again = parse(said)
    assert again is not None
    planned(node)


@pytest.mark.parametrize(
    "q",
    [
        "(" * 2000,
        ")" * 2000,
        "(" * 900 + "dân" + ")" * 900,
        "-" * 1999 + "a",
        "-(" * 600 + "dân" + ")" * 600,
        "title:" * 300 + "dân",
        "title:(" * 200 + "dân" + ")" * 200,
        '"' * 1999,
        "a OR " * 399 + "a",
        "(a OR b) " * 222,
        "a" * 2000,
        "a~ " * 600,
        "a* " * 600,
        "." * 2000,
        "date:" + "9" * 1900,
        "a.a" * 600,
    ],
    ids=lambda q: f"{q[:8]}… {len(q)} characters",
)
def test_the_longest_and_deepest_queries_parse(q: str) -> None:
    node = parse(q)
    if node is not None:
        assert say(node)
        planned(node)


def test_the_word_inside_too_many_parentheses_does_not_take_the_others_with_it() -> None:
    node = parse("(" * 900 + "dân" + ")" * 900 + " vận")
    assert node is not None
    assert "vận" in say(node)


WITHOUT_SIGNS = ("dân", "vận", "or", "nota", "3.500", "TP.HCM", "…", ",", "hoà")


@given(st.lists(st.sampled_from(WITHOUT_SIGNS), max_size=90))
@settings(deadline=None)
def test_words_without_a_sign_are_read_as_they_are_in_parentheses(pieces: list[str]) -> None:
    text = " ".join(pieces)
    plain, enclosed = parse(text), parse(f"({text})")
    assert (plain and say(plain)) == (enclosed and say(enclosed))


@pytest.mark.parametrize("q", ["lũ/lụt/" * 200, "lũ,lụt,(" * 200, "||" * 900, "lũ " * 500])
def test_words_beyond_the_64th_are_left_out_however_they_are_parted(q: str) -> None:
    node = parse(q)
    assert isinstance(node, And)
    assert len(node.children) == 64
