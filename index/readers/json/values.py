"""Which value do these bytes of JSON hold, and if none, why?"""

from __future__ import annotations

import json

import msgspec

from index.readers.encoding import NOT_UTF8
from index.readers.limits import MAX_RECORD_VALUES

TOO_MANY_VALUES = f"a record of more than {MAX_RECORD_VALUES:,} values; no article has so many"


class BadJsonError(ValueError):
    """JSON that cannot be decoded; the message is the reject's reason."""


def has_too_many_values(text: bytes | str, most: int = MAX_RECORD_VALUES) -> bool:
    """Whether ``text`` may spell more than ``most`` values, as many as a record has: what parts or
    opens them is counted, wherever it stands."""
    if len(text) <= most:
        return False
    signs = (b",", b"[", b"{") if isinstance(text, bytes) else (",", "[", "{")
    return sum(map(text.count, signs)) > most  # type: ignore[arg-type]


def decode_json(data: bytes) -> object:
    """Decode one JSON value in UTF-8; raise :class:`BadJsonError` if there is none.

    msgspec decodes for speed, the standard library what it alone forgives: Python writes ``NaN``
    and lone surrogates, and other programs read them back.
    """
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, ValueError, RecursionError):
        pass  # the slower decoder has the last word, and the better message
    try:
        return json.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadJsonError(NOT_UTF8) from error
    except json.JSONDecodeError as error:
        # The decoder points at an unclosed string's start, and at the end otherwise.
        at_end = not data[error.pos :].strip() or "Unterminated" in error.msg
        kind = "truncated JSON" if at_end else "not JSON"
        raise BadJsonError(f"{kind}: {error.msg} (line {error.lineno})") from error
    except RecursionError as error:
        raise BadJsonError("JSON nested too deep for an article") from error
    except ValueError as error:  # an integer of thousands of digits
        raise BadJsonError(f"not JSON: {error}") from error
