"""What did somebody mean who wrote an object that is nearly JSON?

A comma behind the last item, or none between two; ``\\'`` and other escapes that JSON has not;
``ObjectId("…")`` and ``ISODate("…")`` of Mongo's shell; an object as Python prints it.  Only what
can be meant in one way is mended: of a quote inside a text nobody knows where the text ends.
"""

from __future__ import annotations

import json
import re

from index.readers.records.values import python_literal

_TOKENS = re.compile(
    r"""
    (?P<string>"(?:[^"\\]|\\.)*+"?)(?P<next>(?=\s*+"))?
    | (?P<last>,)(?=\s*+[}\]])
    | (?P<end>[}\]0-9a-z])(?=\s*+")
    | (?P<close>[}\]])(?=\s*+[{\[])
    | \b(?:ObjectId|ISODate|NumberLong|NumberInt|NumberDecimal|Timestamp|UUID|(?:new\s)?Date)
      \(\s*(?P<inner>"[^"\\\n]{0,100}"|-?\d{1,20})\s*\)
    """,
    re.VERBOSE | re.DOTALL,
)
# What Python prints of objects, outside of texts, whose quotes are read over.
_CALL = re.compile(
    r"""
    (?P<string>'(?:[^'\\]|\\.)*+'?|"(?:[^"\\]|\\.)*+"?)
    | \b(?:datetime\.)?(?:datetime|date)\((?P<numbers>\d{4}(?:,\s?\d{1,6}){2,6})
      (?P<zone>,\s?tzinfo=[\w.]*utc[()]*)?\)
    | \b(?:ObjectId|Timestamp|Decimal|UUID|Url|HttpUrl)\((?P<inner>'[^'\\\n]{0,300}')[^()'"]{0,60}\)
    | (?<![\w.'"])(?P<nothing>nan|NaT|inf|<NA>)(?![\w'"])
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_ESCAPE = re.compile(r'\\(?:(?P<known>["\\/bfnrt]|u[0-9a-fA-F]{4})|(?P<other>.)|$)', re.DOTALL)
_BETWEEN = re.compile(r"[\s,;)\]\x1e]*+")
_DECODER = json.JSONDecoder(strict=False)
_MAX_PYTHON_CHARS = 1024 * 1024


def mended(text: str) -> object:
    """The one object that ``text`` means; ``None`` if it means none, or several."""
    if text[1:40].lstrip().startswith("'"):
        return _of_python(text)
    better = _TOKENS.sub(_mend, text)
    try:
        value, end = _DECODER.raw_decode(better)
    except (ValueError, RecursionError):
        return None
    rest = _BETWEEN.match(better, end)
    return value if rest is not None and rest.end() == len(better) else None


def _mend(match: re.Match[str]) -> str:
    if match["string"] is not None:
        string = match["string"]
        if "\\" in string:
            string = _ESCAPE.sub(_escape, string)
        return string + ("," if match["next"] is not None else "")
    if match["last"]:
        return ""
    if match["inner"]:
        return match["inner"]
    return match[0] + ","


def _escape(match: re.Match[str]) -> str:
    if match["known"]:
        return match[0]
    other = match["other"] or ""
    return other if other in "'\n" else "\\\\" + other


def _of_python(text: str) -> object:
    """``{'title': '…', 'tags': None}``, as Python prints a dictionary."""
    bare = _CALL.sub(_argument, text.strip().rstrip(",;]) \n\t"))
    if len(bare) > _MAX_PYTHON_CHARS:
        return None
    try:
        value = python_literal(bare)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _argument(match: re.Match[str]) -> str:
    """What a value of one of Python's classes is made from: its text, or its day and hour."""
    if match["string"]:
        return match[0]
    if match["inner"]:
        return match["inner"]
    if match["nothing"]:
        return "None"
    year, month, day, *time = (int(part) for part in match["numbers"].split(","))
    if not time:
        return f"'{year}-{month:02}-{day:02}'"
    hour, minute, second = (*time, 0, 0)[:3]
    zone = "Z" if match["zone"] else ""
    return f"'{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}'"
