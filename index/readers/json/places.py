"""Where does an object end that cannot be decoded, and what kind of object is it?

Only its brackets, its first keys and the lines around it are looked at: what stands inside of its
texts may be anything.
"""

from __future__ import annotations

import json
import re

from index.readers.records.keys import PARTS, bare_key, field_of

MAX_INDENT = 200
"""Characters before an object on its line that are looked at."""
_BEFORE_OBJECT = re.compile(r"[\s,;)\[\]\x1e\ufeff]*+")
_AFTER = re.compile(r"[\s,;)\]\x1e]*+")
_FIRST_KEY = re.compile(r'\{\s*"((?:[^"\\\n]|\\.){1,60})"\s*:')
_TEXT_KEY = re.compile(r'"((?:[^"\\]|\\.){1,60})"\s*:\s*"')
_LAST_KEY = re.compile(r'"((?:[^"\\]|\\.){1,60})"\s*+:\s*+\[?\s*+\{$')
_MAX_HEAD = 65536
_LITERALS = ("true", "false", "null", "NaN", "Infinity", "-Infinity")
_MAX_NEAR_END = 12  # characters that an escape or a literal may be short of at the end of a piece
_MAX_NESTED = 4096  # characters of objects inside of a broken one that begin with its own key
_DECODER = json.JSONDecoder(strict=False)


def is_unfinished(text: str) -> bool:
    """Whether ``text`` begins with an object that may go on behind the text's end."""
    start = _BEFORE_OBJECT.match(text)
    begin = start.end() if start else 0
    if not text.startswith("{", begin):
        return False
    try:
        _DECODER.raw_decode(text, begin)
    except json.JSONDecodeError as error:
        return is_incomplete(error, text)
    except (ValueError, RecursionError):
        pass
    return False


def text_fields(text: str, begin: int) -> set[str]:
    """The fields that the object at ``begin`` has as texts, before any object inside of it."""
    head = text[begin : text.find("{", begin + 1, begin + _MAX_HEAD)]
    return {field_of(key) for key in _TEXT_KEY.findall(head)}


def is_wrapper(text: str, begin: int) -> bool:
    """Whether the object that cannot be decoded wraps records, which may be whole: it opens a list
    or an object under a key of no field, and has neither title nor text before it."""
    head = text[begin : text.find("{", begin + 1, begin + _MAX_HEAD) + 1]
    last = _LAST_KEY.search(head)
    if last is None or field_of(last[1]) or bare_key(last[1]) in PARTS:
        return False
    texts = text_fields(text, begin)
    return "body" not in texts and ("title" not in texts or "://jsonfeed.org/" in head)


def is_incomplete(error: json.JSONDecodeError, text: str) -> bool:
    """Whether the decoder stopped because the text did."""
    if "Unterminated" in error.msg:
        return True
    if len(text) - error.pos > _MAX_NEAR_END:
        return not text[error.pos : error.pos + 1].strip() and not text[error.pos :].strip()
    rest = text[error.pos :].strip()
    return "escape" in error.msg or any(one.startswith(rest) for one in _LITERALS)


def next_object(text: str, begin: int, *, by_line: bool = True) -> int | None:
    """Where the next object of the same depth opens behind the one at ``begin``, which cannot be
    decoded; where the text ends behind it; ``None`` if neither is seen.

    It opens at the beginning of a line that is indented no further, or behind the brackets that
    close the other one, brackets in its texts counted too; or with the same key behind a bracket.
    ``by_line`` is false where lines begin with what is inside of the object.
    """
    line = text.rfind("\n", 0, begin) + 1
    before = text[line:begin]
    indent = len(before) - len(before.lstrip()) if not before.strip("[, \t\x1e") else 0
    opens = re.compile(rf"(\n[ \t]{{0,{min(indent, MAX_INDENT)}}}(?:[\[,][ \t]*)?(?=\{{))|[{{}}]")
    alike = _next_alike(text, begin)
    end = len(text) if alike is None else min(alike + _MAX_NESTED, len(text))
    depth = 0
    for match in opens.finditer(text, begin, end):
        if match[1] is not None:
            if by_line:
                return match.end()
            continue
        depth += 1 if match[0] == "{" else -1
        after = _AFTER.match(text, match.end()) if depth <= 0 else None
        if after and (after.end() >= len(text) or text[after.end()] == "{"):
            return after.end()
    return alike


def _next_alike(text: str, begin: int) -> int | None:
    """Where the next object opens that begins with the same key, behind another's end."""
    key = _FIRST_KEY.match(text, begin)
    if key is None:
        return None
    same = re.compile(r'\}\s*,?\s*(?=\{\s*"' + re.escape(key[1]) + r'"\s*:)').search(text, begin)
    return same.end() if same else None
