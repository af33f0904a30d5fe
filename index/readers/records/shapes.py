"""Which records does a decoded JSON value hold, whatever it wraps them in?

Endpoints put their list deep inside (``{"data": {"items": […]}}``, ``{"hits": {"hits": […]}}``) or
under keys of their own (Firebase), feeds beside a title that is the feed's; tables come in many
shapes (:mod:`index.readers.records.tables`).  What the list stands in says things of every record
in it: its section, its source.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from index.readers.records.keys import PARTS, bare_key, field_of, holds_any, holds_article
from index.readers.records.tables import rows_below_names, table_rows
from index.readers.records.wrappings import holds_record, unwrapped

_MAX_DEPTH = 5
_MAX_LOOK = 20  # items of a list, of which one has to be a record
_INHERITED = ("category", "source", "author")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A value that is known for what it is and holds no record that could be told; and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class NoRecords:
    """A list of records that is empty, as an endpoint sends behind its last page."""


def records_of(value: object, mapping: Mapping[str, str]) -> Iterator[object]:
    """Yield the records in ``value``: those of a table or of the list it wraps, else itself.

    What is no record comes as it is, or as :class:`Unreadable` or :class:`NoRecords`.
    """
    yield from _records(value, mapping, _MAX_DEPTH)


def _records(value: object, mapping: Mapping[str, str], depth: int) -> Iterator[object]:
    if isinstance(value, list):
        yield from _of_list(value, mapping, depth)
        return
    if not isinstance(value, dict):
        yield value
        return
    if any(isinstance(one, str) and field_of(key) == "body" for key, one in value.items()):
        yield value  # most records: an article with its text
        return
    core = unwrapped(value, mapping)
    rows = table_rows(value, mapping) or table_rows(core, mapping)
    wrapped = None if rows or _has_text(core) else _list_in(core, mapping, _MAX_DEPTH)
    if isinstance(rows, str):
        yield Unreadable(rows)
    elif rows is not None:
        yield from rows
    elif wrapped is None:
        yield from _of_no_list(value, core, mapping)
    elif holds_article(core, mapping) and not _is_page(core, wrapped):
        yield value
    else:
        said = _said_of_all(value)
        for item in wrapped.items:
            for one in _records(item, mapping, depth - 1) if depth else (item,):
                yield _with(one, said)


def _of_no_list(
    value: dict[str, object], core: dict[str, object], mapping: Mapping[str, str]
) -> Iterator[object]:
    """An article; or a table inside of something; or an empty answer."""
    tables = () if holds_article(core, mapping) else (one for one in core.values())
    rows = next((rows for one in tables if (rows := _rows_inside(one, mapping))), None)
    if rows is not None:
        yield from rows
    elif _is_empty(core, mapping):
        yield NoRecords()
    else:
        yield value


def _rows_inside(value: object, mapping: Mapping[str, str]) -> list[dict[str, object]] | None:
    rows = table_rows(value, mapping) if isinstance(value, dict) else None
    return rows if isinstance(rows, list) else None


def _of_list(value: list[object], mapping: Mapping[str, str], depth: int) -> Iterator[object]:
    rows = rows_below_names(value, mapping)
    if rows is not None:
        yield from rows
        return
    if value and not any(isinstance(item, dict | list) for item in value):
        yield value  # texts or numbers: one reject, not one for each
        return
    for item in value:
        is_list = isinstance(item, list) and any(isinstance(one, dict | list) for one in item)
        if depth and (is_list or isinstance(item, dict)):
            yield from _records(item, mapping, depth - 1)
        else:
            yield item


@dataclass(frozen=True, slots=True)
class _Wrapped:
    key: str
    items: list[object]


def _list_in(value: dict[str, object], mapping: Mapping[str, str], depth: int) -> _Wrapped | None:
    """The longest list of records that ``value`` wraps, the shallowest first; the longest list of
    objects if none is of records, so that a reject can say which keys they have."""
    found = [_Wrapped(key, items) for key, one in value.items() if (items := _items(one, mapping))]
    of_records = [one for one in found if _are_records(one.items, mapping)]
    if of_records:
        return max(of_records, key=lambda one: len(one.items))
    if depth:
        for one in value.values():
            if isinstance(one, dict) and (inner := _list_in(one, mapping, depth - 1)):
                return inner
    objects = [one for one in found if isinstance(one.items[0], dict)]
    return max(objects, key=lambda one: len(one.items), default=None)


def _items(value: object, mapping: Mapping[str, str]) -> list[object]:
    """A list of objects; or the values of an object that are all records, as Firebase has them."""
    if isinstance(value, list):
        return value if any(isinstance(one, dict) for one in value[:_MAX_LOOK]) else []
    if isinstance(value, dict) and value and not holds_article(value, mapping):
        values: list[object] = list(value.values())
        if len(values) > 1 or not str(next(iter(value))).isidentifier():
            return values if all(_is_record(one, mapping) for one in values) else []
    return []


def _are_records(items: list[object], mapping: Mapping[str, str]) -> bool:
    return any(_is_record(one, mapping) for one in items[:_MAX_LOOK])


def _is_record(value: object, mapping: Mapping[str, str]) -> bool:
    if not isinstance(value, dict):
        return False
    # A group of records, each with its section, is no record, but holds some.
    return holds_record(value, mapping) or any(
        isinstance(one, list) and any(holds_record(item, mapping) for item in one[:_MAX_LOOK])
        for one in value.values()
    )


def _has_text(value: dict[str, object]) -> bool:
    """Whether ``value`` has a text of its own; ``{"content": […]}`` may be a page of records."""
    texts = [one for key, one in value.items() if field_of(key) == "body"]
    return bool(texts) and (holds_any(value, "title") or not any(map(_lists_articles, texts)))


def _lists_articles(value: object) -> bool:
    items = value[:_MAX_LOOK] if isinstance(value, list) else []
    return bool(items) and all(isinstance(one, dict) and _is_entry(one) for one in items)


def _is_entry(value: dict[str, object]) -> bool:
    """Whether an object has a title, and what only an article has beside it."""
    has = {field_of(key) for key in value}
    return "title" in has and bool(has & {"url", "body", "published"})


def _is_page(value: dict[str, object], wrapped: _Wrapped) -> bool:
    """Whether an object with a title and a list is a feed or a page of results, not an article."""
    if field_of(wrapped.key) == "body" and _lists_articles(wrapped.items):
        return True
    if any(field_of(key) == "published" for key in value) or wrapped.key not in value:
        return False
    if not any(isinstance(one, dict) and _is_entry(one) for one in wrapped.items[:_MAX_LOOK]):
        return False
    return bare_key(wrapped.key) not in PARTS


def _is_empty(value: dict[str, object], mapping: Mapping[str, str]) -> bool:
    if holds_article(value, mapping):
        return False
    return any(one == [] for one in value.values()) and not any(
        key.lower() in ("error", "errors", "message") for key in value
    )


def _said_of_all(value: dict[str, object]) -> dict[str, object]:
    return {
        key: one
        for key, one in value.items()
        if field_of(key) in _INHERITED and isinstance(one, str | list) and one
    }


def _with(record: object, said: dict[str, object]) -> object:
    """The record, with what is said of all where it says nothing itself."""
    if not said or not isinstance(record, dict):
        return record
    has = {field_of(key) for key in record}
    return {**record, **{key: one for key, one in said.items() if field_of(key) not in has}}
