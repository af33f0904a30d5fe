"""Which article is one decoded record?  What JSON, JSON Lines, tables and feeds have in common.

A record may come in the wrapping of the database that it was dumped from; what a database writes
beside its records (the actions of Elasticsearch's bulk format) is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator

from index.article import Outcome, Reject, Repaired, Skipped
from index.readers.exported import read_exported
from index.readers.fields import article_from_record
from index.readers.format import Origin
from index.readers.keys import holds_article
from index.readers.repairs import TWICE, encoding_of, undone

_WRAPPERS = ("_source", "row", "doc", "fields", "article", "attributes", "data", "node", "post")
_ACTIONS = frozenset({"index", "create", "update", "delete"})
_MAX_WRAPS = 3


def read_record(value: object, where: str, origin: Origin) -> Outcome:
    """Return what ``value`` is, an article as a rule; ``where`` is the record's own place."""
    if not isinstance(value, dict):
        return Reject(where, f"not an object but {kind_of(value)}: a record needs keys")
    if (exported := read_exported(value)) is not None:
        return exported
    if _is_action(value):
        return Skipped(where, "an action of a bulk file")
    record = _unwrapped(value, origin)
    made = article_from_record(record, origin.place, origin.mapping, origin.order)
    return Reject(where, made) if isinstance(made, str) else made


def read_repaired(value: object, where: str, origin: Origin) -> Iterator[Outcome]:
    """Yield what :func:`read_record` returns, its texts put right where they were garbled."""
    if isinstance(value, dict) and read_exported(value) is None:
        texts = [one for one in value.values() if isinstance(one, str) and not one.isascii()]
        twice = any(encoding_of(text) == TWICE for text in texts)
        encoding = TWICE if twice else encoding_of("\n".join(texts))
        if encoding:
            yield Repaired(where, encoding)
            value = {key: _undone(one, encoding) for key, one in value.items()}
    yield read_record(value, where, origin)


def _undone(value: object, encoding: str) -> object:
    """A text put right, if it is garbled itself; anything else as it is."""
    if not isinstance(value, str) or (encoding == TWICE and encoding_of(value) != TWICE):
        return value
    return undone(value, encoding)


def _is_action(value: dict[str, object]) -> bool:
    """Whether this is ``{"index": {"_index": …, "_id": …}}``, which precedes a record in bulk."""
    name, inner = next(iter(value.items())) if len(value) == 1 else ("", None)
    return (
        name in _ACTIONS
        and isinstance(inner, dict)
        and all(str(key).startswith("_") or key == "routing" for key in inner)
    )


def _unwrapped(value: dict[str, object], origin: Origin) -> dict[str, object]:
    """The record inside its wrapping; the wrapping's id is the record's, if that has none."""
    for _ in range(_MAX_WRAPS):
        # A path of --map starts at the outside, as the user sees the record.
        if holds_article(value, origin.mapping) or any("." in k for k in origin.mapping.values()):
            break
        inner = next((value[key] for key in _WRAPPERS if isinstance(value.get(key), dict)), None)
        if not isinstance(inner, dict):
            break
        own = value.get("_id", value.get("id"))
        value = inner if own is None or "id" in inner else {"id": own, **inner}
    return value


def kind_of(value: object) -> str:
    """What a JSON value that is no object is called in a sentence."""
    if value is None:
        return "null"
    names = {str: "a text", bool: "true or false", list: "an array"}
    return names.get(type(value), "a number")
