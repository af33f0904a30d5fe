"""Is no syllable passed over that is sought, and does a text end its sentences where it should?"""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.analysis import terms_of
from index.vietnamese import Sought, clean_text, sentence_ends, syllables
from index.vietnamese.scan import look_up
from index.vietnamese.sentences import _ABBREVIATIONS

ODD = (
    "\u0301\u0331\u0130\u00b2\uff43\u0131\u00df\ufb01"
    "\u01c6\u03a3\u03c2\u0434\u65e5\u00f8\u212a\U0001d41a\u3042\u30fb\u309b\u3006\U0002a6f0\uff71\ud55c"
)

syllable_like = st.text("aAăÂbdđĐêghHiIkKyYỲoôơƠqstTuưv12" + ODD + "\u0300\u0309", max_size=5)
texts = st.lists(
    st.tuples(
        st.one_of(
            syllable_like, st.sampled_from(["hoà", "Hòa", "kĩ", "KỸ", "qui", "quý", "TP", "GS"])
        ),
        st.sampled_from([" ", " ", ". ", "_", "–", "\n", ".”) ", "! ", "…", "?’\n", ") "]),
    ),
    max_size=20,
).map(lambda pairs: clean_text("".join(word + end for word, end in pairs)))
any_text = st.one_of(texts, texts, st.text(max_size=30).map(clean_text))


class Everything(dict[str, str]):
    """Finds each syllable, and remembers what it was asked for."""

    def __missing__(self, surface: str) -> str:
        self[surface] = surface
        return surface


def terms(surface: str) -> tuple[str, str]:
    accented, folded = terms_of(surface)
    return accented, folded[1:]


@given(any_text, st.data())
@settings(deadline=None, max_examples=400)
def test_the_table_is_asked_for_all_that_is_sought(text: str, data: st.DataObject) -> None:
    """The simple walk: each syllable, in order, whose terms are or begin as those sought."""
    there = [term for s in syllables(text) for term in terms(s.surface)] or ["x"]
    words = data.draw(st.lists(st.sampled_from(there), max_size=3))
    begun = data.draw(st.lists(st.sampled_from(there).map(lambda t: t[:2]), max_size=2))
    found = Sought(words, begun).look_up(text, Everything())
    assert all(text[start:end] == surface for _, start, end, surface in found)
    asked = set(found)
    for n, (surface, start, end) in enumerate(syllables(text)):
        is_sought = any(term in words or term.startswith(tuple(begun)) for term in terms(surface))
        assert not is_sought or (n, start, end, surface) in asked


@given(any_text)
@settings(deadline=None, max_examples=200)
def test_everything_that_is_sought_is_every_syllable(text: str) -> None:
    found = Sought((), everything=True).look_up(text, Everything())
    every = [(n, s.start, s.end, s.surface) for n, s in enumerate(syllables(text))]
    assert found == every


def test_few_other_syllables_are_asked_for() -> None:
    asked = Everything()
    text = " ".join(f"{onset}{rime}" for onset in "bcdghklmnprstvx" for rime in ("an", "ông", "iu"))
    Sought(["vàng", "công"]).look_up(text + " Công", asked)
    assert "Công" in asked
    assert "công" in asked
    assert len(asked) < 6


def test_flags_of_another_size_are_refused() -> None:
    with pytest.raises(ValueError, match="flags"):
        look_up("a", {}, b"", bytearray(3))


# Written as one pattern, which is slower: the loop must find the same.
_NO_END = "".join(rf"(?<!\b{text}\.)" for text in sorted(_ABBREVIATIONS))
_END = re.compile(rf"[.!?…\n](?:(?<=\n)|{_NO_END}[\"”’)]*(?=\s))")


@given(any_text)
@example("TP. Vinh")
@example("_TP. Vinh")
@example("a TS.” \nTS.\n")
@example("aaaaaaaaaaTS. b")
@example("é\u0331A. b! ")
@settings(deadline=None, max_examples=400)
def test_sentences_end_where_the_pattern_says(text: str) -> None:
    assert sentence_ends(text) == [match.end() for match in _END.finditer(text)]


def test_no_abbreviation_is_longer_than_what_is_looked_at() -> None:
    for text in _ABBREVIATIONS:
        assert sentence_ends(f"Ở {text}. Vinh") == []
