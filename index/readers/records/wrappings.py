"""What is a record inside of what a database, an endpoint or a table wraps around it?

Elasticsearch keeps it in ``_source``, CouchDB in ``doc``, viewers of data sets in ``row``, Strapi
and JSON:API in ``attributes``, crawlers in ``article`` or ``data`` beside the address they fetched.
A table of pandas has columns such as ``_source.title``.  What stands outside counts for fields that
the record itself has not.
"""

from __future__ import annotations

from collections.abc import Mapping

from index.readers.records.keys import bare_key, field_of, holds_article
from index.readers.records.values import is_nothing, text_of

_WRAPPERS = (
    *("_source", "row", "doc", "document", "fields", "article", "attributes", "data", "node"),
    "post",
)
_ACTIONS = frozenset({"index", "create", "update", "delete"})
_BESIDE = ("routing", "retry_on_conflict")  # in an action, beside "_index" and "_id"
_MAX_WRAPS = 4
_OUTSIDE = frozenset({"url", "id", "category", "source", "published", "author", "tags"})


def unwrapped(value: dict[str, object], mapping: Mapping[str, str]) -> dict[str, object]:
    """The record inside its wrapping; ``mapping`` is that of ``--map``."""
    value = _nested(value)
    if not any(isinstance(one, dict) for one in value.values()):
        return value
    for _ in range(_MAX_WRAPS):
        key = _wrapper_in(value, mapping, _MAX_WRAPS)
        if key is None:
            break
        value = _merged(value, key, mapping)
    return _with_embedded(_with_text(value))


def holds_record(value: object, mapping: Mapping[str, str]) -> bool:
    """Whether ``value`` is an object with a title or a text, perhaps in a wrapping."""
    return isinstance(value, dict) and holds_article(unwrapped(value, mapping), mapping)


def _wrapper_in(value: dict[str, object], mapping: Mapping[str, str], depth: int) -> str | None:
    """The key under which the record is, if it is not ``value`` itself."""
    holding = (
        key
        for key, one in value.items()
        if not is_nothing(one) and not (key in _WRAPPERS and isinstance(one, dict))
    )
    if holds_article(holding, mapping):
        return None
    for key in _WRAPPERS:
        if isinstance(value.get(key), dict):
            return key
    named = [
        key
        for key, one in value.items()
        if isinstance(one, dict)
        and not (field_of(key) and field_of(key) != "body")
        and (holds_article(one, mapping) or (depth and _wrapper_in(one, mapping, depth - 1)))
    ]
    return named[0] if len(named) == 1 else None


def _merged(
    value: dict[str, object], wrapper: str, mapping: Mapping[str, str]
) -> dict[str, object]:
    inner = value[wrapper]
    record: dict[str, object] = dict(inner) if isinstance(inner, dict) else {}
    has = {field_of(key) for key in record}
    mapped = {bare_key(key) for key in mapping.values()}
    for key, one in value.items():
        field = field_of(key)
        wanted = (field in _OUTSIDE and field not in has) or bare_key(key) in mapped
        if key != wrapper and wanted:
            record.setdefault(key, one)
    return record


def _with_text(value: dict[str, object]) -> dict[str, object]:
    """The record with what it keeps apart, where its text is there and its title is not."""
    has = {field_of(key) for key in value}
    if "body" in has:
        return value
    for key in _WRAPPERS:
        inner = value.get(key)
        if isinstance(inner, dict) and any(field_of(one) == "body" for one in inner):
            return {**{k: one for k, one in inner.items() if field_of(k) not in has}, **value}
    return value


def _nested(value: dict[str, object]) -> dict[str, object]:
    """``{"_source.title": …}`` as ``{"_source": {"title": …}}``: undo what made it a table."""
    if not any("." in key for key in value):
        return value
    nested: dict[str, object] = {}
    for key, one in value.items():
        steps = key.split(".")
        if len(steps) == 1 or not all(step and step.strip() == step for step in steps):
            nested.setdefault(key, one)
            continue
        place: object = nested
        for step in steps[:-1]:
            place = place.setdefault(step, {}) if isinstance(place, dict) else None
        if isinstance(place, dict):
            place.setdefault(steps[-1], one)
        else:
            nested.setdefault(key, one)
    return nested


def _with_embedded(value: dict[str, object]) -> dict[str, object]:
    """WordPress numbers authors and sections, and names them under ``_embedded`` if asked."""
    embedded = value.get("_embedded")
    if not isinstance(embedded, dict):
        return value
    terms = [
        term
        for group in _list(embedded.get("wp:term"))
        for term in _list(group)
        if isinstance(term, dict)
    ]
    found: dict[str, object] = {
        "author": _names(_list(embedded.get("author"))),
        "categories": _names(term for term in terms if term.get("taxonomy") == "category"),
        "tags": _names(term for term in terms if term.get("taxonomy") == "post_tag"),
    }
    return {**value, **{key: names for key, names in found.items() if names}}


def _names(items: object) -> list[str]:
    texts = (text_of(item) for item in items) if hasattr(items, "__iter__") else ()
    return [text for text in texts if text]


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


class BulkIds:
    """The ids in the actions of Elasticsearch's bulk format, each for the record behind it."""

    def __init__(self) -> None:
        self._id: object = None

    def is_action(self, value: object) -> bool:
        """Whether this is ``{"index": {"_index": …, "_id": …}}``; its id is kept for the next."""
        inner = _action(value)
        self._id = inner.get("_id") if inner is not None else self._id
        return inner is not None

    def named(self, value: object) -> object:
        """The record with the id of the action before it, if it has none of its own."""
        own, self._id = self._id, None
        if own is None or not isinstance(value, dict) or any(field_of(k) == "id" for k in value):
            return value
        return {"_id": own, **value}


def _action(value: object) -> dict[str, object] | None:
    name, inner = (
        next(iter(value.items())) if isinstance(value, dict) and len(value) == 1 else ("", None)
    )
    if name not in _ACTIONS or not isinstance(inner, dict):
        return None
    return inner if all(key.startswith("_") or key in _BESIDE for key in inner) else None
