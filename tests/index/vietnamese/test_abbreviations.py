"""Is the table of abbreviations sound, and does it lead from each form to the others?"""

from __future__ import annotations

from collections import Counter
from importlib.resources import files

import pytest

from index.vietnamese import fold
from index.vietnamese.abbreviations import Abbreviations, Match, abbreviations, read_entries
from index.vietnamese.keystrokes import is_syllable

TABLE = files("index.vietnamese").joinpath("abbreviations.tsv").read_text("utf-8")
ENTRIES = read_entries(TABLE)
SPELLINGS = [entry for entry in ENTRIES if not entry.short]
SHORT = Counter(form for entry in ENTRIES for form in entry.short)


def others(typed: str) -> set[str]:
    found = list(abbreviations().matches(typed.split()))
    return {" ".join(form) for match in found for form in match.others}


def test_the_table_has_at_least_150_abbreviations_that_mean_one_thing() -> None:
    assert sum(count == 1 for count in SHORT.values()) >= 150


def test_no_line_stands_twice() -> None:
    lines = [line for line in TABLE.splitlines() if line and not line.startswith("#")]
    assert len(lines) == len(set(lines))
    assert len(ENTRIES) == len(set(ENTRIES))


@pytest.mark.parametrize("form", sorted(SHORT), ids=" ".join)
def test_no_abbreviation_is_a_word_that_people_write(form: tuple[str, ...]) -> None:
    assert 1 <= len(form) <= 5
    assert len(form) > 1 or not is_syllable(form[0])


@pytest.mark.parametrize(
    "entry", [entry for entry in ENTRIES if entry.short], ids=lambda e: " ".join(e.short[0])
)
def test_a_long_form_is_longer_than_its_abbreviation(entry: object) -> None:
    assert all(len(form) > 1 for form in entry.long)  # type: ignore[attr-defined]
    letters = max(len("".join(form)) for form in entry.short)  # type: ignore[attr-defined]
    assert all(len("".join(form)) > letters or "hồ" in form for form in entry.long)  # type: ignore[attr-defined]


def test_a_spelling_belongs_to_one_word_and_is_none_that_people_write_for_another() -> None:
    forms = [form for entry in SPELLINGS for form in entry.long]
    assert len(forms) == len(set(forms)) > 150
    assert not {form for form in forms if len(form) == 1 and is_syllable(form[0])}
    assert not set(forms) & {form for entry in ENTRIES for form in entry.short}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ubnd", {"ủy ban nhân dân"}),
        ("ủy ban nhân dân", {"ubnd"}),
        ("uy ban nhan dan", {"ubnd"}),
        ("hdnd", {"hội đồng nhân dân"}),
        ("tp hcm", {"tphcm", "tp hồ chí minh", "thành phố hồ chí minh"}),
        ("tphcm", {"tp hcm", "tp hồ chí minh", "thành phố hồ chí minh"}),
        ("hcmc", {"tp hcm", "tphcm", "tp hồ chí minh", "thành phố hồ chí minh"}),
        ("tp hcm", {"hcmc"}),
        ("vff", {"lđbđvn", "liên đoàn bóng đá việt nam"}),
        ("lđbđvn", {"vff"}),
        ("cty", {"công ty"}),
        ("công ty", set()),
        ("btc", {"bộ tài chính", "ban tổ chức"}),
        ("bộ tài chính", set()),
        ("cà phê", {"cafe", "café"}),
        ("ca phe", {"cafe", "café"}),
        ("saigon", {"sài gòn"}),
        ("ôtô", {"ô tô"}),
        ("cafe", {"cà phê"}),
        ("đăk lăk", {"đắk lắk", "đắc lắc"}),
        ("uỳ ban nhân dân", set()),
        ("cơm", set()),
    ],
)
def test_each_form_leads_to_the_others(typed: str, expected: set[str]) -> None:
    found = others(typed)
    assert expected <= found
    assert bool(found) == bool(expected)


def test_what_means_the_same_finds_the_same() -> None:
    """Whichever form of a line is typed; what differs in accents alone is typed without any."""
    apart = {form for form, count in SHORT.items() if count > 1}
    apart |= {form for entry in ENTRIES for form in entry.one_way}
    for entry in ENTRIES:
        forms = {fold(" ".join(form)) for form in (*entry.short, *entry.long) if form not in apart}
        for form in forms if len(forms) > 1 else ():
            assert set(map(fold, others(form))) | {form} >= forms


def test_no_form_is_what_was_typed_already() -> None:
    assert others("cafe") == {"cà phê"}
    assert others("dak lak") == {"đắc lắc", "đắc lắk", "daklak"}


def test_the_longest_form_is_found_and_none_overlaps_another() -> None:
    typed = ["công", "an", "tp", "hồ", "chí", "minh", "và", "ubnd", "xã"]
    assert [(match.start, match.end) for match in abbreviations().matches(typed)] == [
        (2, 6),
        (7, 8),
    ]


def test_a_line_of_another_format_is_refused_by_its_number() -> None:
    for line in ("UBND ủy ban", "UBND\tủy ban\tnhân dân"):
        with pytest.raises(ValueError, match="line 2"):
            read_entries(f"# good\n{line}\n")


def test_an_empty_table_finds_nothing() -> None:
    assert list(Abbreviations([]).matches(["ubnd"])) == []
    assert Match(0, 1, (), (), False) == Match(0, 1, (), (), False)
