"""How else may a number be written, with the words around it that belong to it?

*Q.1*, *Q1*, *quận 1*; *Đại hội XII*, *Đại hội 12*; *5kg*, *5 kg*; *50.000m²*; *3.500*, *3500*;
*30/4*, *30 tháng 4*.
Each rule takes a row and the place where a word of it begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from index.vietnamese import fold
from search.query.decimals import DECIMAL_SIGN, EITHER_SIGN, MAX_DIGITS, OTHER_SIGN, grouped
from search.query.tree import Form
from search.query.typed_row import Spelling, TypedRow, others_than_typed

YEARS = range(1900, 2100)
LETTERS_AND_NUMBER = re.compile(r"([^\W\d_]+)(\d{1,4}[^\W\d_]{0,4})")
_NUMBER = re.compile(r"\d{1,4}[a-zđ]?")

_NUMBERED: dict[Form, str] = {
    ("quận",): "q",
    ("phường",): "p",
    ("quốc", "lộ"): "ql",
    ("tỉnh", "lộ"): "tl",
    ("đường", "tỉnh"): "đt",
    ("hương", "lộ"): "hl",
    ("khu", "phố"): "kp",
}
_LONG = {short: long for long, short in _NUMBERED.items()}

_COUNTED_IN_ROMAN: tuple[Form, ...] = (
    ("đại", "hội", "lần", "thứ"),
    ("đại", "hội", "lần"),
    ("đại", "hội"),
    ("kỳ", "họp", "thứ"),
    ("thế", "chiến"),
    ("thế", "giới", "thứ"),
    ("thế", "kỷ"),
    ("quý",),
    ("khóa",),
    ("cấp",),
    ("hạng",),
    ("loại",),
    ("lần", "thứ"),
)
_CONGRESS, _TIME_OF = ("đại", "hội"), ("lần", "thứ")
_MAY_BEGIN_COUNTED = frozenset(
    first for head in _COUNTED_IN_ROMAN for first in (head[0], fold(head[0]))
)
_ROMAN = re.compile(r"(x{0,3})(ix|iv|v?i{0,3})")
_MAX_ROMAN = 39

_UNITS = frozenset(
    "kg g mg tấn km m cm mm m2 m3 km2 ha l lít ml kw kwh mw mwh gb mb tb mhz ghz hp cc w v kv mah "  # noqa: SIM905
    "hecta inch usd vnd vnđ đ đồng euro tr triệu tỷ k".split()
)
_MEASURED = re.compile(r"(\d+)([^\W\d_]+[23]?)")
_OTHER_NAMES: dict[Form, tuple[Form, ...]] = {
    ("km", "h"): (("km", "giờ"),),
    ("km", "giờ"): (("km", "h"),),
    ("m", "s"): (("m", "giây"),),
    ("m2",): (("mét", "vuông"),),
    ("km2",): (("km", "vuông"),),
    ("m3",): (("mét", "khối"),),
    ("đ",): (("đồng",), ("vnđ",), ("vnd",)),
    ("đồng",): (("đ",), ("vnđ",), ("vnd",)),
    ("vnđ",): (("đồng",), ("đ",), ("vnd",)),
    ("vnd",): (("đồng",), ("đ",), ("vnđ",)),
    ("tr",): (("triệu",),),
    ("triệu",): (("tr",),),
    ("mét", "vuông"): (("m2",),),
    ("mét", "khối"): (("m3",),),
    ("c",): (("độ", "c"), ("oc",)),
    ("oc",): (("độ", "c"), ("c",)),
    ("độ", "c"): (("c",), ("oc",)),
    ("ha",): (("hecta",), ("héc", "ta")),
    ("hecta",): (("ha",), ("héc", "ta")),
    ("héc", "ta"): (("ha",), ("hecta",)),
}
_DEGREES = "c"  # *39°C*: the sign between is no letter
_DAY, _MONTH, _YEAR = ("ngày", "ngay"), ("tháng", "thang"), ("năm", "nam", *map(str, YEARS))
_MAX_DAY, _MAX_MONTH = 31, 12


# Numbers with a name before them


def numbered(row: TypedRow, at: int) -> Iterator[Spelling]:
    """*quận 1*, *Q.1*, *Q1*, *QL 5*."""
    for long, short in _NUMBERED.items():
        end = at + len(long) + 1
        if row.may_be(at, long) and row.ends_word(end) and is_number(number := row.terms[end - 1]):
            yield _with_head(row, at, long, number, ((short, number), (short + number,)))
    match = LETTERS_AND_NUMBER.fullmatch(row.terms[at])
    if match:
        short, number, end = match[1], match[2], at + 1
    else:
        short, number, end = row.terms[at], row.term(at + 1), at + 2
    # typed without marks, *dt* is no road
    if short in _LONG and is_number(number) and row.ends_word(end):
        forms = (*_LONG[short], number), (short, number), (short + number,)
        yield Spelling(at, end, others_than_typed(row, at, end, *forms))


def is_number(term: str) -> bool:
    """Whether ``term`` is a number by which things are told apart: *5*, *1a*."""
    return _NUMBER.fullmatch(term) is not None


def _with_head(
    row: TypedRow, at: int, head: Form, number: str, others: tuple[Form, ...]
) -> Spelling:
    """What begins with ``head``, typed with its accents or without, and has a ``number`` behind."""
    end = at + len(head) + 1
    exact = row.terms[at : end - 1] == head
    return Spelling(at, end, others, exact, () if exact else ((*head, number),))


# Roman numerals


def counted_in_roman(row: TypedRow, at: int) -> Iterator[Spelling]:
    """*Đại hội XII*, *quý 4*, *thế kỷ 21*."""
    if row.terms[at] not in _MAY_BEGIN_COUNTED:
        return
    for head in _COUNTED_IN_ROMAN:
        end = at + len(head) + 1
        other = _other_numeral(row.term(end - 1))
        if other is None or not row.may_be(at, head) or not row.ends_word(end):
            continue
        number = row.terms[end - 1]
        others: list[Form] = [(*head, other)]
        if head[:2] == _CONGRESS:  # *Đại hội XII*, *Đại hội lần thứ XII*
            heads = _CONGRESS, (*_CONGRESS, *_TIME_OF), (*_CONGRESS, *_TIME_OF[:1])
            others += [(*far, one) for far in heads for one in (number, other) if far != head]
        yield _with_head(row, at, head, number, tuple(others))
        return


def _other_numeral(number: str) -> str | None:
    """``number`` in Roman numerals, or what these say; ``None`` for what is neither."""
    if number.isdecimal():
        value = int(number) if len(number) < 3 else 0
        return _roman(value) if 0 < value <= _MAX_ROMAN else None
    match = _ROMAN.fullmatch(number)
    return str(_value(match[1], match[2])) if match and number else None


def _roman(value: int) -> str:
    tens, ones = divmod(value, 10)
    small = "iv" if ones == 4 else "ix" if ones == 9 else "v" * (ones // 5) + "i" * (ones % 5)
    return "x" * tens + small


def _value(tens: str, ones: str) -> int:
    special = {"iv": 4, "ix": 9}
    return 10 * len(tens) + (special.get(ones) or 5 * ones.count("v") + ones.count("i"))


# Numbers with a unit behind them, and long ones


def measured(row: TypedRow, at: int) -> Iterator[Spelling]:
    """*5kg*, *5 kg*, *50.000m²*, *120 km/h*, *25.000đ/lít*."""
    found = _joined_measure(row, at) or _measure_behind(row, at)
    if found is None:
        return
    digits, measure, end = found
    forms: list[Form] = []
    for number, name in product(_written(digits), _names(measure)):
        forms += [(*number, *name), (*number[:-1], number[-1] + name[0], *name[1:])]
    yield Spelling(at, end, others_than_typed(row, at, end, *forms))


def _joined_measure(row: TypedRow, at: int) -> tuple[Form, Form, int] | None:
    """The number and the unit that were typed in one, whatever it is (*10triệu*), and where they
    end."""
    end = row.end_of_word(at)
    for place in range(at, end):
        match = _MEASURED.fullmatch(row.terms[place])
        if match is not None:
            number = _signed(row, at, (*row.terms[at:place], match[1]))
            return number, (match[2], *row.terms[place + 1 : end]), end
        if row.terms[place:end] == (_DEGREES,) and place > at:
            return _signed(row, at, row.terms[at:place]), (_DEGREES,), end
        if not row.terms[place].isdecimal():
            return None
    return None


def _measure_behind(row: TypedRow, at: int) -> tuple[Form, Form, int] | None:
    """A number and the unit behind it, and where that ends."""
    end = row.end_of_word(at)
    if end == len(row.terms) or not all(map(str.isdecimal, row.terms[at:end])):
        return None
    digits = _signed(row, at, row.terms[at:end])
    in_words = row.terms[end : end + 2]
    if in_words in _OTHER_NAMES and row.ends_word(end + 2):
        return digits, in_words, end + 2
    last = row.end_of_word(end)
    return (digits, row.terms[end:last], last) if row.terms[end] in _UNITS else None


def _signed(row: TypedRow, at: int, digits: Form) -> Form:
    """``digits``, which begin at a place, with the decimal signs before them."""
    signs = row.signs[at : at + len(digits)]
    return tuple(
        DECIMAL_SIGN + part if sign in (DECIMAL_SIGN, EITHER_SIGN) else part
        for part, sign in zip(digits, signs, strict=True)
    )


def _names(measure: Form) -> tuple[Form, ...]:
    """The spellings of a unit, and of what it is per."""
    if (whole := _OTHER_NAMES.get(measure)) is not None:
        return (measure, *whole)
    firsts = (measure[:1], *_OTHER_NAMES.get(measure[:1], ()))
    return tuple((*first, *measure[1:]) for first in firsts)


def thousands(row: TypedRow, at: int) -> Iterator[Spelling]:
    """A number with points between its thousands, and without."""
    end = row.end_of_word(at)
    others = others_than_typed(row, at, end, *_written(row.terms[at:end]))
    if others:
        yield Spelling(at, end, others)


def day_and_month(row: TypedRow, at: int) -> Iterator[Spelling]:
    """*30/4*, *30-4*, *30 tháng 4*, each also behind *ngày*, which says no more; with a year it is
    a date (:mod:`search.query.spoken_dates`)."""
    start, at = at, at + 1 if row.terms[at] in _DAY else at
    if at >= len(row.terms) or not row.begins_word(at):
        return
    end = row.end_of_word(at)
    if row.term(at + 1) in _MONTH and end == at + 1:
        day, month, end = row.terms[at], row.term(at + 2), at + 3
    elif end == at + 2 and row.signs[at + 1] == OTHER_SIGN:
        day, month = row.terms[at:end]
    else:
        return
    if row.term(end) in _YEAR or not row.ends_word(end):
        return
    if _is_up_to(day, _MAX_DAY) and _is_up_to(month, _MAX_MONTH):
        forms: tuple[Form, ...] = (day, OTHER_SIGN + month), (day, "tháng", month)
        yield Spelling(start, end, others_than_typed(row, start, end, *forms))


def _is_up_to(number: str, most: int) -> bool:
    return number.isdecimal() and len(number) < 3 and 0 < int(number) <= most


def _written(digits: Form) -> tuple[Form, ...]:
    """How a number may be written that was typed as ``digits``, parted by points."""
    if not all(text.isascii() and text.isdecimal() for text in digits):
        return (digits,)
    if len(digits) == 1 and _is_long_number(digits[0]):
        return digits, tuple(grouped(digits[0]))
    if len(digits) > 1 and len(digits[0]) <= 3 and all(len(text) == 3 for text in digits[1:]):
        return digits, ("".join(digits),)
    return (digits,)


def _is_long_number(digits: str) -> bool:
    """A number of thousands: no year, and no number of a document or a telephone."""
    if not 4 <= len(digits) <= MAX_DIGITS or digits.startswith("0"):
        return False
    return len(digits) > 4 or int(digits) not in YEARS
