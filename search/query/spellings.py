"""How else may names, signs and numbers be written?  By rule, whatever they are.

=====================  ====================================================================
one thing              its spellings
=====================  ====================================================================
letters and a number   *U23*, *U-23*, *U 23*; *iPhone15*; *COVID-19*
names                  *VN-Index*, *VNIndex*, *vn index*; *H'Mông*, *HMông*; *N.V.A.*, *NVA*
a number and its name  *Q.1*, *Q1*, *quận 1*; *QL5*, *quốc lộ 5*
Roman and not          *Đại hội XII*, *Đại hội 12*; *quý IV*, *quý 4*; *thế kỷ 21*
a number and a unit    *5kg*, *5 kg*; *50.000m²*, *50000 m2*; *120km/h*
thousands              *3.500*, *3500*
a day of a month       *30/4*, *30-4*, *30 tháng 4*
=====================  ====================================================================

The last five are :mod:`search.query.numbers`.  What letters alone cannot tell is asked of the
index: *vn index* is one name because some article has *vnindex*, and *hmong* may be *h'mong*
because some has that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.analysis import FOLDED_MARK
from index.vietnamese import has_accents
from index.vietnamese.keystrokes import decode_keystrokes, may_be_syllable
from search.query.numbers import (
    LETTERS_AND_NUMBER,
    YEARS,
    counted_in_roman,
    day_and_month,
    is_number,
    measured,
    numbered,
    thousands,
)
from search.query.tree import Form
from search.query.typed_row import Known, Spelling, TypedRow

_MAX_JOINED = 20  # letters of a name that is written in one
_MAX_INITIALS = 4
_MIN_SPACED = 3  # letters of either part of a name that has a space (*sea games*): no slip has
_ROMAN_SYLLABLES = frozenset(("i", "vi", "xi"))  # Roman numerals that are spelt like syllables
_LETTERS_OF_NAMES = frozenset("êôơưăâ")  # *Ê Đê*
_TELLING_SYLLABLES = _ROMAN_SYLLABLES | _LETTERS_OF_NAMES
# Of a sign with a number behind it: a road, a paper, a team; not *lop 9* or *tuan 5*.
_SIGN = re.compile(r"[bcdfghjklmnpqrstvwxzđ]{1,4}|[a-z]")

_PLACES: dict[str, Form] = {
    "tp": ("thành", "phố"),
    "tx": ("thị", "xã"),
    "q": ("quận",),
    "p": ("phường",),
}


def spellings(row: TypedRow, known: Known) -> Iterator[Spelling]:
    """What rules make one thing of in ``row``; several may overlap."""
    if _is_plain(row):
        return
    is_raw_keys = any(map(_is_raw_keys, row.terms))
    for at, term in enumerate(row.terms):
        if not row.begins_word(at):
            continue
        yield from day_and_month(row, at)
        if term[0].isdecimal():
            yield from measured(row, at)
            yield from thousands(row, at)
        else:
            yield from numbered(row, at)
            yield from counted_in_roman(row, at)
            yield from _sign_and_number(row, at, known, is_raw_keys=is_raw_keys)
            yield from _name(row, at, known)


def _is_plain(row: TypedRow) -> bool:
    """Whether these are syllables with spaces between, as most are, which no rule tells of."""
    return (
        row.word_of[-1] == len(row.terms) - 1
        and _TELLING_SYLLABLES.isdisjoint(row.terms)
        and all(map(may_be_syllable, row.terms))
    )


def _sign_and_number(
    row: TypedRow, at: int, known: Known, *, is_raw_keys: bool
) -> Iterator[Spelling]:
    """*U23*, *U-23*, *U 23*, *iPhone15*; in a query of raw keys, *o6* is *ô*."""
    match = LETTERS_AND_NUMBER.fullmatch(row.terms[at])
    if match is not None:
        decoded = decode_keystrokes(row.terms[at])
        if row.ends_word(at + 1) and (decoded is None or (len(decoded) == 1 and not is_raw_keys)):
            yield Spelling(at, at + 1, ((match[1], match[2]),))
        return
    letters, number = row.terms[at], row.term(at + 1)
    joined, end = letters + number, at + 2
    if not letters.isalpha() or not is_number(number) or not row.ends_word(end):
        return
    if not row.ends_word(at + 1):
        yield Spelling(at, end, ((joined,),))
    elif _is_sign(letters, number) or known.has_term(joined):
        yield Spelling(at, end, ((joined,),), exact=not may_be_syllable(letters))


def _is_sign(letters: str, number: str) -> bool:
    """Whether a number behind letters is part of a sign, whatever articles have: no year is, and
    nothing that may be the raw keys of a syllable."""
    if number.isdecimal() and int(number) in YEARS:
        return False
    return _SIGN.fullmatch(letters) is not None and decode_keystrokes(letters + number) is None


def _is_raw_keys(term: str) -> bool:
    """Whether ``term`` is a syllable of several letters in raw keys with numbers: *tie61ng*."""
    if term.isalpha() or term.isdecimal():
        return False
    decoded = decode_keystrokes(term)
    return decoded is not None and len(decoded) > 1


def _name(row: TypedRow, at: int, known: Known) -> Iterator[Spelling]:
    """*VN-Index*, *VNIndex*, *vn index*, *H'Mông*, *N.V.A.*, *NVA*."""
    end = row.end_of_word(at)
    terms = row.terms[at:end]
    if not all(map(str.isalpha, terms)):
        return
    if len(terms) > 1:
        yield from _joined(terms, at, known)
        return
    (term,) = terms
    if others := tuple(_apart(term, known)):
        yield Spelling(at, end, others, sure=known.has_term(term))
    behind = row.term(end)
    if not behind.isalpha() or not row.ends_word(end + 1):
        return
    is_telling = term in _LETTERS_OF_NAMES or not (
        may_be_syllable(term) and may_be_syllable(behind)
    )
    if is_telling and known.has_term(term + behind):
        yield Spelling(at, end + 1, ((term + behind,),))


def _joined(terms: Form, at: int, known: Known) -> Iterator[Spelling]:
    """*VN-Index*, *Ê-đê*, *N.V.A.* in one; and *Q.Bình* with its long form."""
    end, joined = at + len(terms), "".join(terms)
    is_name = not all(may_be_syllable(term) and len(term) > 1 for term in terms)
    if is_name or known.has_term(joined):
        yield Spelling(at, end, ((joined,),), exact=is_name)
    if len(terms) == 2 and terms[0] in _PLACES and len(terms[1]) > 1:
        yield Spelling(at, end, ((*_PLACES[terms[0]], terms[1]),))


def _apart(term: str, known: Known) -> Iterator[Form]:
    """The rows that articles write ``term`` as, which was typed in one and is no syllable."""
    if not 2 <= len(term) <= _MAX_JOINED or may_be_syllable(term):
        return
    if len(term) <= _MAX_INITIALS and known.is_parted(tuple(term)):
        yield tuple(term)
    accented = has_accents(term)
    for parts in ((term[:cut], term[cut:]) for cut in range(1, len(term))):
        if all(map(may_be_syllable, parts)) and not accented:
            continue  # *saigon*: any syllables would do
        if not all(may_be_syllable(part) or known.has_term(part) for part in parts):
            continue
        row = parts if accented else tuple(FOLDED_MARK + part for part in parts)
        if known.is_parted(row) or (min(map(len, parts)) >= _MIN_SPACED and known.has_row(row)):
            yield parts
