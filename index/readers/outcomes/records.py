"""Which article is one decoded record?  What JSON, JSON Lines, tables and feeds have in common."""

from __future__ import annotations

from collections.abc import Iterator

from index.article import Outcome, Reject, Skipped
from index.readers.encoding import repaired_record
from index.readers.format import Origin
from index.readers.outcomes.exported import read_exported
from index.readers.outcomes.page_records import article_from_page
from index.readers.pages.article import NO_ARTICLE
from index.readers.records.fields import article_from_record
from index.readers.records.shapes import NoRecords, Unreadable, records_of
from index.readers.records.wrappings import BulkIds


class Records:
    """The outcomes of one file's JSON values, each of which may hold several records."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._ids = BulkIds()

    def outcomes(self, value: object, where: str, *, counted: bool = False) -> Iterator[Outcome]:
        """Yield what ``value`` holds; ``where`` is its place, behind which ``#n`` counts several,
        and one too if it is ``counted``."""
        if self._ids.is_action(value):
            yield Skipped(where, "an action of a bulk file")
            return
        if _is_of_export(value):
            yield Skipped(where, "what an export says of itself")
            return
        if value == []:
            yield Skipped(where, "a list without records")
        found = list(records_of(self._ids.named(value), self._origin.mapping))
        for number, one in enumerate(found, 1):
            place = where if len(found) == 1 and not counted else f"{where}#{number}"
            if isinstance(one, Unreadable):
                yield Reject(place, one.reason)
            elif isinstance(one, NoRecords):
                yield Skipped(place, "a list without records")
            else:
                yield read_record(one, place, self._origin)


def _is_of_export(value: object) -> bool:
    """Whether this is ``{"type": "header", …}``, which phpMyAdmin writes before its tables."""
    return (
        isinstance(value, dict)
        and value.get("type") in ("header", "database")
        and {"type", "name", "version", "comment"} >= value.keys()
    )


def read_record(value: object, where: str, origin: Origin) -> Outcome:
    """Return what ``value`` is, an article as a rule; ``where`` is the record's own place."""
    if not isinstance(value, dict):
        return Reject(where, f"not an object but {kind_of(value)}: a record needs keys")
    if (exported := read_exported(value)) is not None:
        return exported
    value, repaired = repaired_record(value)
    origin.repairs.note(where, repaired)
    made = article_from_page(value, origin) or article_from_record(
        value, origin.place, origin.mapping, origin.order
    )
    if made == NO_ARTICLE:  # crawlers keep every page they came by
        return Skipped(where, "a page without an article")
    return Reject(where, made) if isinstance(made, str) else made


def kind_of(value: object) -> str:
    """What a JSON value that is no object is called in a sentence."""
    if value is None:
        return "null"
    names = {str: "a text", bool: "true or false", list: "an array"}
    return names.get(type(value), "a number")
