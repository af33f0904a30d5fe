"""Which days does a reader mean who writes a date among the words?

``12/5/2016`` (day first), ``12/5/16``, ``2016-05-12``, ``ngày 12 tháng 5 năm 2016``, ``tháng
5/2016``, ``quý I/2016``, ``năm 2016``, ``hôm qua``, ``tuần trước``, ``7 ngày qua``, and rows of
such: ``tháng 5 và 6/2018``, ``1-5/5/2018``, ``năm 2016-2018``.  In any case; the words among these
have their accents or none (*quỹ 1/2017* is a fund), and where none may mean another thing (*nam
ngoai*, *tuan qua*), that is said.

A bare year is no date, and neither is a day without its year, nor a month without its name:
*quyết định 10/2017* is the tenth of that year.  ``tháng 5`` alone is the latest such month.
What several dates mean together, or a word before one, is told by :mod:`search.query.spoken_spans`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from index.vietnamese import fold, keeps_offsets, unify_spelling
from search.query.date_forms import SPELT, Form, Kind, find_form
from search.request import DateSpan


@dataclass(frozen=True, slots=True)
class SpokenDate:
    """``text[start:end]`` means the days of ``spans``, which are in order and do not touch.

    If ``unnamed`` it means them only beside another date, and if ``unsure`` only where its words,
    which have no accents, mean those of dates.  ``is_row`` where several dates are said at once;
    ``yearless`` where the year was left out.
    """

    start: int
    end: int
    spans: tuple[DateSpan, ...]
    kind: Kind = "exact"
    unnamed: bool = False
    unsure: bool = False
    is_row: bool = False
    yearless: bool = False

    @property
    def span(self) -> DateSpan:
        """All days from the first to the last that are meant."""
        return DateSpan(self.spans[0].first, self.spans[-1].last)


def read_dates(text: str, today: date) -> Iterator[SpokenDate]:
    """The single dates in clean ``text``, in order; none overlaps another.

    ``today`` is the day in Vietnam that *hôm qua* and the like count from.
    """
    plain = folded(text)
    form = find_form(plain)
    while form is not None:
        spans = form.spans(today)
        sure = _is_meant(form, text) if spans else None
        if sure is not None:
            yield SpokenDate(
                form.start, form.end, spans, form.kind,
                unnamed="unnamed" in form.said,
                unsure=not sure,
                is_row=form.is_row,
                yearless="yearless" in form.said,
            )  # fmt: skip
        form = find_form(plain, form.start + 1 if sure is None else form.end)


def read_date(text: str, today: date) -> DateSpan | None:
    """The days that all of ``text`` means, if it is a date."""
    plain = folded(text)
    form = find_form(plain)
    spans = form.spans(today) if form and (form.start, form.end) == (0, len(plain)) else ()
    return spans[0] if spans else None


def are_words_of_dates(words: Sequence[str]) -> bool:
    """Whether each of ``words``, with accents, is a number or one that dates are made of."""
    return all(
        word in _ALWAYS_BARE or unify_spelling(word) in _ACCENTED or not word.isalpha()
        for word in words
    )


# Is it one?


def _is_meant(form: Form, text: str) -> bool | None:
    """Whether the words of a date have their own accents, or none and hardly another meaning;
    ``None`` if it is none."""
    surfaces = _WORD.findall(text[form.start : form.end])
    typed = [unify_spelling(surface.lower()) for surface in surfaces]
    words = list(map(fold, typed))
    if any(own != word and own not in _ACCENTED for word, own in zip(words, typed, strict=True)):
        return None
    start, said = form.start, form.said
    before = text[max(start - _MAX_CHARS_BEFORE, 0) : start].split()[-2:]
    is_bare = bool(words) and words == typed
    is_name = text[start].isupper() and not text.isupper()
    if "unit" in said:
        return True if _is_amount(form, surfaces, before, text) else None
    if "spoken" in said and words[0] in _NAMES_TOO and before and _is_quantifier(before):
        return None  # *3 năm trước*, *những năm qua*
    if "spoken" in said and words[0] == typed[0] and words[0] in _BEGIN_NAMES_TOO:
        # *tuan truoc* without accents; but *nam truoc* and *Tuan qua* are names as well
        is_last = form.end == len(text) and words[0] in ("tuan", "thang", "cuoi")
        return None if is_name or not is_bare else is_last and words[-1] not in ("qua", "roi")
    if "yearless" in said:
        return None if _is_of_a_day(words, before) else not is_bare
    if words[:1] == ["nam"]:
        if "years" in said and before and before[-1].isdecimal():
            return None  # *kế hoạch 5 năm 2016-2020*
        return None if is_bare and is_name else not is_bare
    return True


def _is_of_a_day(words: Sequence[str], before: Sequence[str]) -> bool:
    """Whether a month or a quarter is said of a day (*1 tháng 5*), or is another thing: *những
    tháng năm*, *ngày tháng năm sinh*."""
    if words[-2:] == ["thang", "nam"]:
        return True
    return bool(before) and (before[-1][-1:].isdecimal() or fold(before[-1]) in _QUANTIFIERS)


def _is_amount(form: Form, surfaces: Sequence[str], before: Sequence[str], text: str) -> bool:
    """Whether the number says how many, not which one (*thứ 2 tuần này*), and is a
    number (*Ba* and *Nam* are names)."""
    if text[form.start].isdecimal():
        return not before or fold(before[-1]).lower() not in _ORDINALS
    number, unit = (unify_spelling(surface.lower()) for surface in surfaces[:2])
    is_name = surfaces[0][:1].isupper() and not text.isupper()
    return number in SPELT and unit in _ACCENTED and not is_name


def _is_quantifier(before: Sequence[str]) -> bool:
    """Whether the last of these words says how many of what follows."""
    last = before[-1]
    if last[-1:].isdecimal():
        return fold(before[0]) not in _ORDINALS
    return last.islower() and fold(last) in _QUANTIFIERS


def folded(text: str) -> str:
    """``text`` without accents, as long as before."""
    short = fold(text)
    if len(short) == len(text) and keeps_offsets(text):
        return short
    return "".join(one if len(one := fold(letter)) == 1 else letter for letter in text)


_WORD = re.compile(r"[^\W\d_]+")
_WORDS_OF_DATES = (
    "ngày tháng năm quý hôm này tuần trước ngoái vừa gần đây rồi đầu cuối giêng tư sáng trưa"
    " chiều tối đêm và hoặc từ đến tới những các giai đoạn thập niên kỷ"
)
_ACCENTED = frozenset((*map(unify_spelling, _WORDS_OF_DATES.split()), *SPELT))
_ALWAYS_BARE = ("nay", "qua", "kia", "cho", "hai", "ba", "i", "ii", "iii", "iv", "t", "q")
_NAMES_TOO = ("tuan", "thang", "nam")
_BEGIN_NAMES_TOO = (*_NAMES_TOO, "sang", "trua", "chieu", "toi", "dem", "cuoi")
_MAX_CHARS_BEFORE = 60
# Without accents, as they may be typed.  A number behind the first says which; the others say how
# many, of what follows them.
_ORDINALS = ("thang", "quy", "qui", "thu", "lop", "ngay")
_QUANTIFIERS = frozenset(
    ("nhieu", "nhung", "vai", "may", "nua", "ca", "cac", "hang", "moi", "tung", *map(fold, SPELT))
)
