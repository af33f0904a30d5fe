"""Which objects stand in a page's JSON-LD, however its template broke them?

Comments and CDATA marks around a block are taken off, commas too many are read over
(:mod:`index.readers.json.stream`).  What cannot be decoded all the same (a quotation mark that was
not escaped, a comma forgotten) still gives the fields whose lines are whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from index.readers.json.stream import Found, json_values

_TYPE = "application/ld+json"
_MARKS = re.compile(r"(?:(?://|/\*)\s*+)?(?:<!\[CDATA\[|\]\]>|<!--|-->)(?:\s*+\*/)?")
_FIELD = re.compile(
    r'"(@type|headline|datePublished|dateModified|articleSection)"\s*:\s*'
    r'"([^"\\\n]*+(?:\\.[^"\\\n]*+)*+)"\s*(?=[,}\]\n"])'
)
_INNER = ("@graph", "mainEntity", "mainEntityOfPage", "hasPart")
_ARTICLE = re.compile(r"Article$|^(?:BlogPosting|LiveBlogPosting|Report)$")
_MAX_DEPTH = 8


def json_ld_objects(tree: Any) -> list[dict[str, object]]:
    """Every object in the JSON-LD of ``tree``: bare, in a list, in an ``@graph`` or as the main
    entity of another."""
    objects: list[dict[str, object]] = []
    for script in tree.iter("script"):
        if str(script.get("type", "")).partition(";")[0].strip().lower() == _TYPE:
            objects += _of_block(_MARKS.sub(" ", str(script.text_content())))
    return objects


def is_article(item: dict[str, object]) -> bool:
    """Whether the object describes an article, by its ``@type``."""
    kinds = item.get("@type")
    return any(
        isinstance(kind, str) and _ARTICLE.search(kind)
        for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def _of_block(text: str) -> list[dict[str, object]]:
    whole, broken = list[dict[str, object]](), False
    for found in json_values(text):
        if isinstance(found, Found):
            whole += _objects(found.value, 0)
        else:
            broken = True
    if broken and not any(map(is_article, whole)):
        rest: dict[str, object] = {}
        for match in _FIELD.finditer(text):
            if match[1] != "@type" or _ARTICLE.search(match[2]):
                rest.setdefault(match[1], match[2])
        whole.append(rest)
    return whole


def _objects(value: object, depth: int) -> Iterator[dict[str, object]]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from _objects(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in _INNER:
            yield from _objects(value.get(key), depth + 1)
