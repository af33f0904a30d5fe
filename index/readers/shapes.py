"""Which records does a decoded JSON document hold, whatever it wraps them in?

Endpoints put their list deep inside (``{"data": {"items": […]}}``, ``{"hits": {"hits": […]}}``),
pandas writes tables by column, by row number or in two parts, others an object of arrays.  Each
shape is told by what an article cannot be: an object whose values are all lists of one length is a
table, one with a title of its own is an article.
"""

from __future__ import annotations

from collections.abc import Mapping

from index.readers.keys import holds_article

_MAX_DEPTH = 4


def records_of(value: dict[str, object], mapping: Mapping[str, str]) -> list[object]:
    """The records in ``value``: those of a table or of the list it wraps, else itself alone."""
    table = _table(value, mapping)
    if table is not None:
        return list(table)
    if holds_article(value, mapping):
        return [value]
    wrapped = _list_inside(value, 0)
    return wrapped if wrapped is not None else [value]


def _table(value: dict[str, object], mapping: Mapping[str, str]) -> list[dict[str, object]] | None:
    """The rows, if ``value`` is a table in one of the shapes that pandas writes."""
    columns, data = value.get("columns"), value.get("data")
    if isinstance(columns, list) and isinstance(data, list) and holds_article(columns, mapping):
        rows = [row for row in data if isinstance(row, list)]
        return [dict(zip(map(str, columns), row, strict=False)) for row in rows]
    values = list(value.values())
    if values and all(isinstance(one, dict) for one in values):
        return _table_of_objects(value, mapping)
    lengths = {len(one) if isinstance(one, list) else -1 for one in values}
    if len(value) > 1 and len(lengths) == 1 and -1 not in lengths and holds_article(value, mapping):
        lists = [one for one in values if isinstance(one, list)]
        return [dict(zip(value, row, strict=True)) for row in zip(*lists, strict=True)]
    return None


def _table_of_objects(
    value: dict[str, object], mapping: Mapping[str, str]
) -> list[dict[str, object]] | None:
    """``{"title": {"0": …}, "body": {"0": …}}`` or ``{"0": {"title": …}, "1": {"title": …}}``."""
    inner = [one for one in value.values() if isinstance(one, dict)]
    if all(holds_article(one, mapping) for one in inner):
        return inner
    numbers = list(inner[0])
    same = all(list(one) == numbers for one in inner)
    if not (same and numbers and holds_article(value, mapping)):
        return None
    if not all(number.lstrip("-").isdecimal() for number in numbers):
        return None  # {"title": {"rendered": …}}: one article
    by_name = list(zip(value, inner, strict=True))
    return [{name: column[number] for name, column in by_name} for number in numbers]


def _list_inside(value: dict[str, object], depth: int) -> list[object] | None:
    """The one list of objects that ``value`` wraps, at any of a few depths."""
    lists = [
        item
        for item in value.values()
        if isinstance(item, list) and item and all(isinstance(one, dict) for one in item)
    ]
    if lists:
        return lists[0] if len(lists) == 1 else max(lists, key=len)
    if depth < _MAX_DEPTH:
        objects = [item for item in value.values() if isinstance(item, dict)]
        for item in objects:
            if (found := _list_inside(item, depth + 1)) is not None:
                return found
    return None
