"""What does a program write around a date: a call, markup, a clock of its own?"""

from __future__ import annotations

import re

# "<time datetime="…">": what is meant for programs goes before what is shown.
_STATED = re.compile(r"<time\b[^<>]*?\sdatetime\s*=\s*[\"']([^\"'<>]{4,60})[\"']", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_MAX_MARKUP_CHARS = 2000

# "/Date(1598843820000+0700)/" of .NET, "new Date(…)", "ISODate("…")" of a shell.
_CALL = re.compile(r"(?:\\?/)?(?:new )?(?:iso)?date\([\"']?([^()\"']+)[\"']?\)(?:\\?/)?")
_DOTNET = re.compile(r"(-?\d+)[+-]\d{4}")
# "datetime.datetime(2024, 11, 5, 14, 30)" of Python.
_PARTS = re.compile(
    r"(?:datetime\.)?date(?:time)?\((\d{4}), (\d\d?), (\d\d?)(?:, (\d\d?), (\d\d?)[^()]*)?\)"
)
# "02.30.00.000000 PM" of Oracle.
_DOTTED_TIME = re.compile(r"(?<![\d.])(\d\d?)\.(\d\d)\.(\d\d)(?=(?:\.\d+)? [ap]m\b)")


def without_markup(text: str) -> str:
    """Return a value without its tags, or what its ``<time>`` states."""
    if "<" not in text or len(text) > _MAX_MARKUP_CHARS:
        return text
    stated = _STATED.search(text)
    return stated[1] if stated else _TAG.sub(" ", text)


def without_call(text: str) -> str:
    """Return what is inside of a call that makes a date, of a text in lower case; hours and minutes
    with colons."""
    if parts := _PARTS.fullmatch(text):
        day = f"{parts[1]}-{parts[2]:0>2}-{parts[3]:0>2}"
        # In which zone the hour is stands in what only Python understands.
        return day if parts[4] is None or "tz" in text else f"{day} {parts[4]:0>2}:{parts[5]:0>2}"
    if call := _CALL.fullmatch(text):
        text = call[1].strip()
        if dotnet := _DOTNET.fullmatch(text):
            text = dotnet[1]
    return _DOTTED_TIME.sub(r"\1:\2:\3", text)
