"""Is Vietnamese text read right?  Cleaning, folding, tone marks, syllables, words and terms."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import FOLDED_MARK, analyse_query
from index.analysis.batch import BatchAnalyser
from index.analysis.tokens import BREAK
from index.article import Article
from index.vietnamese import (
    clean_line,
    clean_text,
    fold,
    has_accents,
    keeps_offsets,
    plain_spelling,
    syllables,
)
from index.vietnamese.clean import _cleaned, _is_clean
from index.vietnamese.folding import _PLAIN_LETTERS
from index.vietnamese.tones import unify_spelling, unify_tone

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
ODD = "\u00ad\u034f\ufeff\u200b\u200d\u2028\u2029\u2060\u00a0\u0085\r\n\t\x0b\x0c\x00_Ðð.,-3"

vietnamese = st.lists(
    st.tuples(st.sampled_from(LETTERS + LETTERS.upper() + "   "), st.sampled_from(TONES)),
    max_size=40,
).map(lambda pairs: "".join(letter + tone for letter, tone in pairs))
messy = st.lists(
    st.one_of(vietnamese, st.text(ODD, max_size=5), st.text(max_size=20)), max_size=6
).map("".join)


@given(messy)
@settings(deadline=None, max_examples=300)
def test_cleaning_clean_text_changes_nothing(raw: str) -> None:
    once = clean_text(raw)
    assert clean_text(once) == once


@given(st.one_of(messy, st.text(), st.text("a \n\u0301\u00a0\u3000\ufeffêÐ\u2028", max_size=8)))
@settings(deadline=None, max_examples=500)
def test_text_that_is_passed_unread_is_text_that_cleaning_would_not_change(raw: str) -> None:
    assert clean_text(raw) == _cleaned(raw)


def test_every_character_that_cleaning_changes_is_looked_for() -> None:
    for code in range(0x110000):
        raw = f"a{chr(code)}b"
        assert _is_clean(raw) <= (_cleaned(raw) == raw), hex(code)


@given(messy)
@settings(deadline=None, max_examples=300)
def test_clean_text_is_nfc_without_controls_or_invisible_characters(raw: str) -> None:
    clean = clean_text(raw)
    assert unicodedata.is_normalized("NFC", clean)
    assert not set(clean) & set("\u00ad\u200b\u200d\u2028\u2029\u2060\ufeff\u00a0\u0085\r\t\x00")
    assert "  " not in clean
    assert "\n\n\n" not in clean
    assert clean == clean.strip()


@given(messy)
@settings(deadline=None, max_examples=100)
def test_a_clean_line_has_no_line_break(raw: str) -> None:
    assert "\n" not in clean_line(raw)
    assert clean_line(clean_line(raw)) == clean_line(raw)


@pytest.mark.parametrize(
    ("written", "unified"),
    [
        ("kĩ", "kỹ"), ("lí", "lý"), ("qui", "quy"), ("quí", "quý"), ("tỉ", "tỷ"), ("mĩ", "mỹ"),
        ("hi", "hy"), ("hoà", "hòa"), ("sĩ", "sĩ"),
        ("sỹ", "sĩ"), ("sy", "si"), ("vi", "vi"), ("thi", "thi"), ("tin", "tin"),
        ("thúy", "thúy"), ("thúi", "thúi"), ("bí", "bí"), ("khi", "khi"),
    ],
)  # fmt: skip
def test_i_and_y_are_one_where_both_are_in_use(written: str, unified: str) -> None:
    assert unify_spelling(written) == unified
    assert unify_spelling(unified) == unified


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("da\u0302n va\u0323\u0302n", "dân vận"),
        ("dân\u200b vận\ufeff", "dân vận"),
        ("dân\u00advận", "dânvận"),
        ("dòng một\u2028dòng hai\u2029dòng ba", "dòng một\ndòng hai\ndòng ba"),
        ("dòng một\r\ndòng hai\rdòng ba", "dòng một\ndòng hai\ndòng ba"),
        ("ÐẢNG bộ", "ĐẢNG bộ"),
        ("một\u00a0nghìn\u3000người\tđến", "một nghìn người đến"),
        ("đoạn đầu\n\n\n\n\nđoạn sau", "đoạn đầu\n\nđoạn sau"),
        ("  lùi vào \n  và ra  ", "lùi vào\nvà ra"),
        ("chuông\x07 reo", "chuông reo"),
        ("", ""),
    ],
)
def test_raw_text_is_cleaned(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đường Hoà Bình", "duong hoa binh"),
        ("thuở khuỷu giếng", "thuo khuyu gieng"),
        ("ƯỚC MƠ Ở QUẢNG TRỊ", "uoc mo o quang tri"),
        ("cafe 3G", "cafe 3g"),
        ("Wałęsa, Łódź", "walesa, lodz"),
        ("Søren Kierkegaard trên Straße, STRAẞE", "soren kierkegaard tren strasse, strasse"),
        ("Æther, Œuvre, Þór, Guðrún, ǾRE", "aether, oeuvre, thor, gudrun, ore"),
        ("Topkapı, İzmir, Əliyev, Ħal", "topkapi, izmir, eliyev, hal"),
    ],
)
def test_folding_takes_case_and_every_accent_away(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


@given(st.text(st.sampled_from("aăâđĐeêioôơuưyẾ\u0301\u0323\u034f\u0363ßİñçΩ한ｱ 1łÆ")) | st.text())
def test_folding_is_what_is_left_without_combining_marks(text: str) -> None:
    apart = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    left = "".join(c for c in apart if not unicodedata.combining(c))
    assert fold(text) == unicodedata.normalize("NFC", left.translate(_PLAIN_LETTERS))


@given(st.text(st.sampled_from("aăđẾ\u0301\u0323ßẞİæĲŋł 1") | st.characters()))
def test_folding_keeps_offsets_where_it_says_so(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    if keeps_offsets(text):
        assert fold(text) == "".join(map(fold, text))
        assert all(len(fold(letter)) == 1 for letter in text)


def test_no_letter_of_vietnamese_is_one_of_others() -> None:
    letters = [vowel + tone for vowel in "aăâeêioôơuưy" for tone in TONES]
    for letter in [*letters, "đ", "f", "w"]:
        syllable = unicodedata.normalize("NFC", letter)
        assert plain_spelling(syllable) == syllable
    for name, plain in (("wałęsa", "walesa"), ("müller", "muller"), ("straße", "strasse")):
        assert plain_spelling(name) == plain
    assert plain_spelling("習") == "習"


@given(vietnamese)
@settings(deadline=None, max_examples=200)
def test_folded_vietnamese_is_ascii_and_stays_as_it_is(text: str) -> None:
    assert fold(text).isascii()
    assert fold(fold(text)) == fold(text)
    assert not has_accents(fold(text))


TONE_PLACES = [
    ("hoà", "hòa"), ("thuỷ", "thủy"), ("khoẻ", "khỏe"), ("qúy", "quý"), ("gìa", "già"),
    ("hòan", "hoàn"), ("gíêng", "giếng"), ("khủyu", "khuỷu"), ("ngòai", "ngoài"),
    ("quỷên", "quyển"), ("toàn", "toàn"), ("thúê", "thuế"), ("uỷ", "ủy"), ("qủa", "quả"),
    ("xóay", "xoáy"), ("lọai", "loại"), ("huỵch", "huỵch"), ("hóac", "hoác"),
]  # fmt: skip
WELL_PLACED = ["hòa", "quý", "già", "giếng", "thuở", "khuỷu", "ngoài", "người", "của", "mía",
               "tiếng", "rượu", "chuyện", "gì", "gìn", "giữa", "quốc", "đường", "ở"]  # fmt: skip


@pytest.mark.parametrize(("written", "unified"), TONE_PLACES)
def test_a_tone_mark_moves_to_its_one_place(written: str, unified: str) -> None:
    assert unify_tone(written) == unified


@pytest.mark.parametrize("syllable", WELL_PLACED)
def test_a_well_placed_tone_mark_stays(syllable: str) -> None:
    assert unify_tone(syllable) == syllable


@pytest.mark.parametrize("word", ["café", "naïve", "3g", "covid", "ångström", "hòà", ""])
def test_what_is_no_vietnamese_syllable_with_one_tone_is_left_alone(word: str) -> None:
    assert unify_tone(word) == word


@given(vietnamese)
@settings(deadline=None, max_examples=300)
def test_placing_tones_twice_is_placing_them_once_and_never_changes_the_folding(text: str) -> None:
    for word in unicodedata.normalize("NFC", text.lower()).split():
        placed = unify_tone(word)
        assert unify_tone(placed) == placed
        assert fold(placed) == fold(word)
        assert unicodedata.is_normalized("NFC", placed)


@given(messy)
@settings(deadline=None, max_examples=300)
def test_syllables_are_verbatim_and_in_order(raw: str) -> None:
    text = clean_text(raw)
    last = 0
    for surface, start, end in syllables(text):
        assert text[start:end] == surface
        assert start >= last
        assert end > start
        assert not any(c.isalnum() for c in text[last:start])
        assert surface[0].isalnum()
        last = end
    assert not any(c.isalnum() for c in text[last:])


def test_syllables_end_at_punctuation() -> None:
    found = [s.surface for s in syllables("TP.HCM: 3.500 người_dân đi-về (tối 12/5)…")]
    assert found == ["TP", "HCM", "3", "500", "người", "dân", "đi", "về", "tối", "12", "5"]


@pytest.mark.parametrize(
    "spelling",
    ["hòa giải thủy lợi", "hoà giải thuỷ lợi", "HOÀ GIẢI THỦY LỢI", "Hòa Giải Thuỷ Lợi"],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_every_spelling_of_a_text_has_the_same_terms(
    spelling: str, form: Literal["NFC", "NFD"]
) -> None:
    tokens = analyse_query(unicodedata.normalize(form, spelling))
    assert [t.accented for t in tokens] == ["hòa", "giải", "thủy", "lợi"]
    assert [t.folded for t in tokens] == ["_hoa", "_giai", "_thuy", "_loi"]
    assert not any(t.is_bare for t in tokens)


@given(vietnamese)
@settings(deadline=None, max_examples=150)
def test_an_article_and_a_query_of_the_same_text_have_the_same_terms(raw: str) -> None:
    batch = BatchAnalyser().analyse([Article("a", body=clean_text(raw))])
    numbers = [n for n in batch.fields["body"].ordinals.tolist() if n > BREAK]
    in_article = [(batch.terms[n], FOLDED_MARK + batch.folded[n]) for n in numbers]
    assert in_article == [(t.accented, t.folded) for t in analyse_query(raw)]


def test_sample_records_hold_every_kind_of_text(sample_folder: Path) -> None:
    """The corpus above is only worth comparing over if it is accented Vietnamese."""
    lines = (sample_folder / "thoi-su.jsonl").read_text("utf-8").split("\n")
    first = json.loads(lines[0])
    assert any(has_accents(str(value)) for value in first.values())
