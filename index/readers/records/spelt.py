"""Which records does a text spell out that stands where an object should?

Queues, logs and tables keep a record as JSON in a text (``{"status": 200, "body": "{…}"}``,
``["{…}", "{…}"]``, ``"{…}"`` on each line).  A text is taken for that only if the object in it
has a title and what else an article has; an editor's blocks have not.
"""

from __future__ import annotations

from index.readers.records.keys import field_of
from index.readers.records.values import literal

_MAX_LOOK = 20  # items of a list, of which all have to be articles
_BESIDE = frozenset({"url", "body", "published"})


def spelt_out(value: object) -> object:
    """Return ``value`` with the records that it holds as text; as it is if there are none."""
    if isinstance(value, str):
        spelt = _spelt(value)
        return value if spelt is None else spelt
    if isinstance(value, list):
        return _each(value)
    if not isinstance(value, dict) or any(field_of(key) == "title" for key in value):
        return value
    found = {}
    for key, one in value.items():
        spelt = _spelt(one) if isinstance(one, str) else _each(one)
        if spelt is None or spelt is one:
            continue
        if isinstance(spelt, dict):
            rest = {other: said for other, said in value.items() if other != key}
            return {**rest, "_source": spelt}
        found[key] = spelt
    return {**value, **found} if found else value


def is_entry(value: object) -> bool:
    """Whether an object has a title, and what only an article has beside it."""
    if not isinstance(value, dict):
        return False
    has = {field_of(key) for key in value}
    return "title" in has and not has.isdisjoint(_BESIDE)


def _spelt(text: str) -> object:
    """The article or the list of articles that a text spells, ``None`` if it is neither."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    value = literal(text)
    items = value[:_MAX_LOOK] if isinstance(value, list) else [value]
    return value if items and all(map(is_entry, items)) else None


def _each(value: object) -> object:
    """A list of texts with the articles that they spell, if the first does."""
    if not isinstance(value, list) or not value or not isinstance(value[0], str):
        return value
    if _spelt(value[0]) is None:
        return value
    spelt = ((_spelt(one) if isinstance(one, str) else None, one) for one in value)
    return [one if made is None else made for made, one in spelt]
