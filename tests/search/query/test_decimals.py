"""Is a number told from a score and a day by its sign?"""

from __future__ import annotations

import pytest

from search.query.decimals import signs_of, without_sign
from search.query.parser import parse
from search.query.tree import Words
from search.query.variants import phrases


def rows(q: str) -> list[tuple[str, ...]]:
    words = parse(q)
    assert isinstance(words, Words)
    return [tuple(term.lstrip("_") for term in row) for row in phrases(words)]


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("3,5%", [("3", ",5")]), ("3.5%", [("3", ",5")]), ("13,75", [("13", ",75")]),
        ("0,125", [("0", ",125")]), ("3,5kg", [("3", ",5kg")]), ("40.5", [("40", ",5")]),
        ("(3,5%)", [("3", ",5")]), ('"3,5"', [("3", ",5")]),
        # a point may part the day from the month
        ("3.5", [("3", "5"), ("3", ",5")]), ("30.4", [("30", "4"), ("30", ",4")]),
        # with points between thousands, and without
        ("1.234,5", [("1", ",234", ",5"), ("1234", ",5")]),
        ("1,234.5", [("1", ",234", ",5"), ("1234", ",5")]),
        ("12345,6", [("12345", ",6"), ("12", ",345", ",6")]),
        # scores, days, times; numbers of documents
        ("3-5", [("3", "/5")]), ("3/5", [("3", "/5")]), ("8:30", [("8", "/30")]),
        ("3-5/5", [("3", "/5", "/5")]), ("10/2023/NĐ-CP", [("10", "/2023", "nđ", "cp")]),
        # thousands, dates and what is no number
        ("3.500", [("3", "500")]), ("3,500", [("3", "500")]), ("12.5.2016", [("12", "5", "2016")]),
        ("U23.5", [("u23", "5")]), ("TP.HCM", [("tp", "hcm")]),
        ("1.2,3", [("1", "2", "3")]), ("1" * 20 + ",5", [("1" * 20, "5")]),
    ],
)  # fmt: skip
def test_what_parts_two_numbers_is_asked_for(q: str, expected: list[tuple[str, ...]]) -> None:
    assert rows(q) == expected


def test_a_number_is_said_as_one() -> None:
    assert signs_of("3", 0, parse("3").tokens) == ()  # type: ignore[union-attr]
    assert [without_sign(term) for term in (",5", "/5", "5", ",", "^a")] == [
        "5", "5", "5", ",", "^a",
    ]  # fmt: skip
