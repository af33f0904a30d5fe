"""What does a page hold that shows nothing without its scripts?

The article stands in the data that they are given: ``__NEXT_DATA__``, another block of JSON, or an
object that a script assigns (``window.__NUXT__ = {…}``).  It is the object with the longest text
under a key that is known for a body; its other fields are read as a record's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from index.readers.records.keys import KEYS, bare_key
from index.readers.texts.markup import plain_text

MIN_TEXT_CHARS = 250
"""Of the text of an article in a page's data; less is a label or a teaser."""

_MAX_DEPTH = 12
_ASSIGNED = re.compile(r"(?:window|self)(?:\.\w+|\[\"\w+\"\])\s*=\s*(?=[\[{])")
_DECODER = json.JSONDecoder(strict=False)


def record_in_data(tree: Any) -> tuple[dict[str, object], str]:
    """The object with the longest text in the data of the page ``tree``, and that text, plain;
    ``({}, "")`` if no text has :data:`MIN_TEXT_CHARS`."""
    best: tuple[dict[str, object], str] = {}, ""
    for value in _data(tree):
        for record, text in _bodies(value, 0):
            if len(text) > len(best[1]):
                best = record, text
    text = plain_text(best[1])
    return (best[0], text) if len(text) >= MIN_TEXT_CHARS else ({}, "")


def _data(tree: Any) -> Iterator[object]:
    for script in tree.iter("script"):
        kind = str(script.get("type", "")).partition(";")[0].strip().lower()
        text = str(script.text_content())
        if script.get("id") == "__NEXT_DATA__" or kind == "application/json":
            start = 0
        elif kind in ("", "text/javascript") and (match := _ASSIGNED.search(text)):
            start = match.end()
        else:
            continue
        try:
            yield _DECODER.raw_decode(text.lstrip() if not start else text, start)[0]
        except (ValueError, RecursionError):
            continue


def _bodies(value: object, depth: int) -> Iterator[tuple[dict[str, object], str]]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, str):
                if bare_key(str(key)) in KEYS["body"]:
                    yield value, inner
            else:
                yield from _bodies(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _bodies(inner, depth + 1)
