"""Which text does one value of a record hold, be it a number, a list, or an object around it?

Databases and endpoints wrap what they write (``{"$date": …}``, ``{"rendered": …}``,
``{"name": …}``, ``{"vi": …}``), tables and crawlers make lists of one, and tables write lists out
as text.  What is deeper than an article's fields ever are is nothing.
"""

from __future__ import annotations

import ast
import json
import math
import re
import warnings
from collections.abc import Mapping

from index.readers.records.keys import bare_key
from index.readers.texts.markup import plain_text
from index.vietnamese.clean import clean_line

# How dumps and tables write "missing": Python, pandas, R, MySQL, JavaScript, spreadsheets, Kibana.
_NOTHING = frozenset(
    (
        *("", "None", "none", "null", "NULL", "Null", "(null)", "<null>", "nan", "NaN", "<NA>"),
        *("NaT", "NA", "N/A", "n/a", "#N/A", "\\N", "undefined", "nil", "-", "--", "[]", "{}"),
    )
)
_LANGUAGES = ("vi", "vi-VN", "vi_VN")
_WRAPPING_KEYS = (
    *(
        "name",
        "displayName",
        "label",
        "term",
        "rendered",
        "text",
        "content",
        "value",
        "@value",
        "#text",
        "$t",
        "title",
        "headline",
    ),
    *(
        "$date",
        "$oid",
        "$numberLong",
        "$numberInt",
        "display_name",
        "full_name",
        "fullName",
        "html",
        "insert",
    ),
    *(*_LANGUAGES, "main", "original", "data", "attributes", "href", "@id", "url"),
    # Firestore and DynamoDB say the type of each value.
    *("stringValue", "timestampValue", "integerValue", "doubleValue", "arrayValue", "values"),
    *("S", "N", "L", "SS"),
)
_BRACKETS = ("[]", "{}", "()")
_MAX_WRAPS = 4
_NUMBERED = re.compile(r"[a-z_]{0,12}\d{1,4}", re.IGNORECASE)
_MAX_LITERAL_CHARS = 1_000_000
_MAX_INTEGER = 10**100  # Python refuses to write out integers of thousands of digits


def is_nothing(value: object) -> bool:
    """Whether the value is one of the ways in which dumps write "missing"."""
    return value is None or (isinstance(value, str) and value.strip() in _NOTHING)


def inside(value: object) -> object:
    """What an object wraps: ``{"rendered": …}``, a person by the name; anything else as it is."""
    for _ in range(_MAX_WRAPS):
        if not isinstance(value, dict):
            break
        wrapped: object = next((value[key] for key in _WRAPPING_KEYS if value.get(key)), None)
        if wrapped is None:
            break
        value = wrapped
    return value


def whole(value: object) -> object:
    """What a text is that is kept in pieces under numbers, or in Vietnamese beside others."""
    if not isinstance(value, dict):
        return value
    ours = next((value[key] for key in _LANGUAGES if isinstance(value.get(key), dict | list)), None)
    if ours is not None:
        return ours
    pieces = list(value.values())
    if all(isinstance(one, str) for one in pieces) and all(map(_NUMBERED.fullmatch, value)):
        return pieces
    return value


def text_of(value: object, between: str = ", ") -> str:
    """Any value as text; ``between`` stands between the items of a list."""
    if isinstance(value, str):
        return "" if is_nothing(value) else value
    value = inside(value)
    if isinstance(value, list):
        return between.join(text for text in map(_text_of_item, value) if text.strip())
    return _text_of_item(value)


def _text_of_item(value: object) -> str:
    """A value inside a list; deeper lists are nothing that an article has."""
    value = inside(value)
    if isinstance(value, str):
        return "" if is_nothing(value) else value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _text_of_number(value)
    return ""


def _text_of_number(value: float) -> str:
    """A number as an id would be written: 12.0 is 12, and NaN is how pandas says "missing"."""
    if isinstance(value, float):
        return f"{value:.15g}" if math.isfinite(value) else ""
    return str(value) if abs(value) < _MAX_INTEGER else ""


def lines_of(value: object) -> list[str]:
    """The values of a list, of a list written out as text (``"['Xã hội']"``), or of one text; each
    clean, on one line, and not empty."""
    if isinstance(value, str):
        value = literal(value)
    if isinstance(value, str):
        line = "" if is_nothing(value) else clean_line(plain_text(value))
        return [line] if line else []
    value = _inside_list(value)
    values = value if isinstance(value, list) else [value]
    lines = (clean_line(plain_text(text_of(item))) for item in values if not is_nothing(item))
    return [line for line in lines if line]


def _inside_list(value: object) -> object:
    """The list in ``{"data": […]}``, as endpoints write relations."""
    inner = inside(value)
    return inner if isinstance(inner, list) else value


def python_literal(text: str) -> object:
    """What ``text`` spells in Python, without the warnings of what is odd in it: it is nobody's
    program.  Raises as :func:`ast.literal_eval`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.literal_eval(text)


def literal(text: str) -> object:
    """Return the list or object that ``text`` spells in Python or JSON, else ``text``."""
    bare = text.strip()
    if not bare.startswith(("[", "{", "('", '("')) or bare[0] + bare[-1] not in _BRACKETS:
        return text
    if len(bare) > _MAX_LITERAL_CHARS:
        return text
    for read in (json.loads, python_literal):
        try:
            value = read(bare)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            continue
        if isinstance(value, list | dict | tuple):
            return list(value) if isinstance(value, tuple) else value
    return text


def value_at(record: Mapping[str, object], path: str) -> object:
    """What the record holds at ``path``, keys with points between (``media.0.caption``: a number
    counts a list's items, without one the first counts); ``None`` if there is nothing."""
    value: object = record
    for step in path.split("."):
        if isinstance(value, list) and step.isdecimal():
            value = value[int(step)] if len(step) < 9 and int(step) < len(value) else None
            continue
        if isinstance(value, list) and value:
            value = value[0]
        if not isinstance(value, dict):
            return None
        wanted = bare_key(step)
        named = [key for key in value if bare_key(str(key)) == wanted]
        key = step if step in value else next(iter(named), None)
        value = value[key] if key is not None else None
    return value
