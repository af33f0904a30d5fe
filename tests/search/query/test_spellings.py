"""Which rows does a rule make one thing of, and which does it leave alone?"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from search.query.foreign import meaningless_signs
from search.query.parser import parse
from search.query.pieces import parted
from search.query.synonyms import with_equivalents
from search.query.tree import And, Form, Words


@dataclass(frozen=True)
class Having:
    """An index that has these terms and rows (:class:`search.query.typed_row.Known`)."""

    terms: frozenset[str] = frozenset()
    rows: frozenset[Form] = frozenset()

    def has_term(self, term: str) -> bool:
        return term in self.terms

    def has_row(self, terms: Form) -> bool:
        return terms in self.rows

    def is_parted(self, terms: Form) -> bool:
        return terms in self.rows


def spelt(q: str, known: Having | None = None) -> list[Words]:
    parsed = parse(q)
    assert parsed is not None
    node = with_equivalents(parsed, known or Having())
    children = node.children if isinstance(node, And) else (node,)
    return [one for one in children if isinstance(one, Words)]


def others(q: str, known: Having | None = None) -> set[Form]:
    return {form for words in spelt(q, known) for form in words.others}


@pytest.mark.parametrize(
    "q",
    [
        "năm 2016", "1999", "0123456", "số 0912345678",  # a year, numbers by which one is told
        "tuần 2016", "vòng 5", "xe 16",
        "30/4 năm 2016", "31/13", "0/4",
        "quân 1", "quạn 5",  # no district
    ],
)  # fmt: skip
def test_a_rule_leaves_other_numbers_alone(q: str) -> None:
    assert others(q) == set()


def test_thousands_have_points_or_none() -> None:
    assert others("12345") == {("12", "345")}
    assert others("1500") == {("1", "500")}
    assert others("3.500") == {("3500",)}


def test_money_is_named_in_several_ways() -> None:
    assert {("5", "vnđ"), ("5", "vnd"), ("5", "đ")} <= others("5 đồng")
    assert ("10", "triệu") in others("10tr")


def test_a_day_of_a_month_is_written_with_a_sign_or_in_words() -> None:
    assert ("30", "tháng", "4") in others("30/4")
    assert ("30", "/4") in others("30 tháng 4")


def test_a_syllable_with_a_number_may_be_a_name_that_articles_have() -> None:
    (first, second) = spelt("tuần 2", Having(terms=frozenset({"tuần2"})))
    assert first.others == second.others == (("tuần2",),)
    assert not first.exact  # a syllable, which may mean another
    (sign, _) = spelt("ql 70")
    assert sign.exact


def test_syllables_typed_in_one_are_no_name_unless_they_have_accents() -> None:
    known = Having(rows=frozenset({("_xin", "_chao"), ("ê", "đê")}))
    assert others("xinchao", known) == set()
    assert others("êđê", known) == {("ê", "đê")}


def test_a_form_of_the_table_covers_whole_words() -> None:
    assert ("ủy", "ban", "nhân", "dân") in others("ubnd")
    assert not any("nhân" in form for form in others("x-ubnd"))


@pytest.mark.parametrize("piece", ["km/h", "đồng/lít", "10/2023/NĐ-CP", "VN-Index"])
def test_one_thing_is_not_parted(piece: str) -> None:
    assert [*parted(piece)] == [(piece, 0)]


@pytest.mark.parametrize(
    ("q", "signs"),
    [
        ("[a TO b]", ("[ TO ]",)),
        ("lũ~2", ("2",)),
        ("+lũ !bão", ("+", "!")),
        ("w?rd *word", ("?", "*")),
        ("lũ? bão!", ()),
    ],
)
def test_signs_without_a_meaning_are_named(q: str, signs: tuple[str, ...]) -> None:
    assert meaningless_signs(q) == signs


@pytest.mark.parametrize("q", ["wc 2018", "hn 1999"])
def test_a_year_behind_letters_is_part_of_no_sign(q: str) -> None:
    assert others(q) == set()
    assert others("wc 18") == {("wc18",)}


def test_a_name_without_accents_may_be_other_words() -> None:
    assert spelt("nha trang")[0].meant == (("nha", "trang"),)
    assert spelt("đà nẵng")[0].meant == ()
