"""Which records does a table hold that is written as JSON, in any of the shapes programs use?

pandas writes tables by column (``{"title": {"0": …}}``), by row (``{"0": {"title": …}}``), in two
parts (``{"columns": […], "data": [[…]]}``) and as bare rows; others an object of arrays, or rows
below a list of names.  Each shape is told by what an article cannot be: one has no two titles.
"""

from __future__ import annotations

from collections.abc import Mapping

from index.readers.records.keys import field_of, holds_article

TORN = (
    "an object of lists of different lengths: its titles cannot be told which text is theirs; "
    "write one object for each article"
)
_MIN_HEADER = 2  # names; one alone is a text in a list


def table_rows(
    value: dict[str, object], mapping: Mapping[str, str]
) -> list[dict[str, object]] | str | None:
    """The rows, if ``value`` is a table; a sentence if it is one that cannot be read."""
    parts = _in_parts(value, mapping)
    if parts is not None:
        return parts
    values = list(value.values())
    if values and all(isinstance(one, dict) for one in values):
        return _of_objects(value, mapping)
    return _of_lists(value, mapping)


def rows_below_names(
    values: list[object], mapping: Mapping[str, str]
) -> list[dict[str, object]] | None:
    """The rows of ``[["title", "body"], ["…", "…"]]``, if the first list names columns."""
    names = values[0] if values else None
    if not isinstance(names, list) or not _names_columns(names, mapping):
        return None
    rows = [row for row in values[1:] if isinstance(row, list)]
    return [dict(zip(map(str, names), row, strict=False)) for row in rows]


def _names_columns(names: list[object], mapping: Mapping[str, str]) -> bool:
    if len(names) < _MIN_HEADER or not all(isinstance(name, str) for name in names):
        return False
    known = [name for name in names if field_of(name) or name in mapping.values()]
    return holds_article(names, mapping) and len(known) > 1


def _in_parts(
    value: dict[str, object], mapping: Mapping[str, str]
) -> list[dict[str, object]] | None:
    """A list of names, or of objects that name columns, beside a list of rows."""
    lists = [one for one in value.values() if isinstance(one, list) and one]
    rows = next((one for one in lists if all(isinstance(row, list) for row in one)), None)
    if rows is None:
        return None
    for one in lists:
        names = [_column(column) for column in one]
        if one is not rows and _names_columns(list(names), mapping):
            return [dict(zip(names, row, strict=False)) for row in rows if isinstance(row, list)]
    return None


def _column(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("name", value.get("label"))
    return value if isinstance(value, str) else ""


def _of_objects(
    value: dict[str, object], mapping: Mapping[str, str]
) -> list[dict[str, object]] | None:
    """``{"title": {"0": …}, "body": {"0": …}}`` or ``{"0": {"title": …}, "1": {"title": …}}``."""
    inner = [one for one in value.values() if isinstance(one, dict)]
    if all(holds_article(one, mapping) for one in inner):
        return None if holds_article(value, mapping) else inner
    numbers = dict.fromkeys(number for one in inner for number in one)
    if not numbers or not holds_article(value, mapping):
        return None
    if not all(number.lstrip("-").isdecimal() for number in numbers):
        return None  # {"title": {"rendered": …}}: one article
    by_name = list(zip(value, inner, strict=True))
    return [{name: column.get(number) for name, column in by_name} for number in numbers]


def _of_lists(
    value: dict[str, object], mapping: Mapping[str, str]
) -> list[dict[str, object]] | str | None:
    """``{"title": ["…", "…"], "body": ["…", "…"]}``; what is no list counts for each row."""
    lists = {name: one for name, one in value.items() if isinstance(one, list)}
    if not lists or not holds_article(lists, mapping):
        return None
    titles = max(
        (len(one) for name, one in lists.items() if _is(name, "title", mapping)), default=0
    )
    texts = [len(one) for name, one in lists.items() if _is(name, "body", mapping)]
    lengths = {len(one) for one in lists.values()}
    all_lists = len(lists) == len(value) > 1
    if titles < 2 and not (titles == 0 and all_lists and len(lengths) == 1):
        return None
    if len(lengths) == 1:
        return [
            {name: lists[name][row] if name in lists else one for name, one in value.items()}
            for row in range(lengths.pop())
        ]
    has_text = any(_is(name, "body", mapping) for name in value)
    # Pieces of one heading beside one text are an article; titles beside texts are several.
    return TORN if texts or not has_text else None


def _is(name: str, field: str, mapping: Mapping[str, str]) -> bool:
    return field_of(name) == field or name == mapping.get(field)
