"""Which JSON values stand in a text that is no JSON document?  Each that is whole, with its line.

Crawlers append an array to the last one's, leave a comma where an item failed, print objects one
after the other, or are stopped in the middle.  So brackets and commas between objects mean nothing
here, and every object is decoded by itself.  Where one cannot be, reading goes on at the next place
where an object opens behind a line's end, a comma or a bracket: linear in the text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

_BETWEEN = re.compile(r"[\s,;\[\]\x1e\ufeff]*")
_OPENS = re.compile(r"(?:[\[,]|\n)\s*(?=\{)")
_TRAILING = re.compile(r'("(?:[^"\\]|\\.)*+")|,(?=\s*+[}\]])', re.DOTALL)
_DECODER = json.JSONDecoder(strict=False)


@dataclass(frozen=True, slots=True)
class Found:
    """A value, and the line on which it begins."""

    value: object
    line: int


@dataclass(frozen=True, slots=True)
class Broken:
    """A stretch of text that is no value: the line on which it begins, and what is wrong."""

    line: int
    reason: str


def json_values(text: str) -> Iterator[Found | Broken]:
    """Yield the objects of ``text`` in their order, and what between them is none."""
    position, counted, line = 0, 0, 1
    while True:
        match = _BETWEEN.match(text, position)
        position = match.end() if match else position
        if position >= len(text):
            return
        line += text.count("\n", counted, position)
        counted = position
        try:
            value, position = _DECODER.raw_decode(text, position)
        except json.JSONDecodeError as error:
            opens = _OPENS.search(text, position + 1)
            end = opens.end() if opens else len(text)
            mended = _without_trailing_commas(text[position:end])
            if mended is not None:
                yield Found(mended, line)
            else:
                yield Broken(line, _reason(text, error))
            position = end
        except (RecursionError, ValueError) as error:
            yield Broken(line, f"not JSON: {error}" if str(error) else "JSON nested too deep")
            return
        else:
            yield Found(value, line)


def _without_trailing_commas(text: str) -> object:
    """The value of ``text`` once ``,}`` is ``}``; ``None`` if that does not make it one."""
    mended = _TRAILING.sub(lambda match: match[1] or "", text)
    try:
        value, _ = _DECODER.raw_decode(mended)
    except (ValueError, RecursionError):
        return None
    return value


def _reason(text: str, error: json.JSONDecodeError) -> str:
    at_end = not text[error.pos :].strip() or "Unterminated" in error.msg
    kind = "truncated JSON" if at_end else "not JSON"
    return f"{kind}: {error.msg} (line {error.lineno}); what is whole around it is read"
