"""Which article is one decoded record?  What JSON, JSON Lines and tables have in common."""

from __future__ import annotations

from index.article import Article, Reject
from index.readers.fields import article_from_record
from index.readers.format import Origin


def read_record(value: object, where: str, origin: Origin) -> Article | Reject:
    """Return the article that ``value`` is, or the reject; ``where`` is the record's own place."""
    if not isinstance(value, dict):
        return Reject(where, f"not an object but {kind_of(value)}: a record needs keys")
    made = article_from_record(value, origin.place, origin.mapping, origin.order)
    return Reject(where, made) if isinstance(made, str) else made


def kind_of(value: object) -> str:
    """What a JSON value that is no object is called in a sentence."""
    if value is None:
        return "null"
    names = {str: "a text", bool: "true or false", list: "an array"}
    return names.get(type(value), "a number")
