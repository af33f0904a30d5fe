"""How is a reference written as RIS?  As Zotero, EndNote and JabRef read a newspaper article.

Zotero takes a name without a comma for one that is whole (its translator "RIS": a value is cut at
its comma, and what has none has one field), so a comma inside of what is one name becomes a
semicolon; keywords are cut at semicolons, so in these it is the other way round.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from rispy import RisWriter

from web.citations.reference import DATABASE, LANGUAGE, Reference

MEDIA = "application/x-research-info-systems"


class _Writer(RisWriter):  # type: ignore[misc] # rispy has no types
    """Writes records without numbers before them."""

    def set_header(self, count: int) -> str:
        return ""


def ris(one: Reference) -> str:
    """``one`` as a RIS record with the empty line behind it."""
    return str(_writer().formats([_fields(one)])) + "\n"


@cache
def _writer() -> _Writer:
    return _Writer()


def _fields(one: Reference) -> dict[str, Any]:
    """The fields by the names that rispy has for their tags."""
    known: dict[str, Any] = {
        "type_of_reference": "NEWS",
        "title": one.title,
        "authors": [name.replace(",", ";") for name in one.authors],
        "secondary_title": one.paper,
        "date": _day(one.day),
        "year": f"{one.day.year:04}" if one.day else "",
        "section": one.section,
        "abstract": one.summary,
        "keywords": [word.replace(";", ",") for word in one.keywords],
        "urls": [one.url],
        "access_date": _day(one.accessed),
        "language": LANGUAGE,
        "name_of_database": DATABASE,
        "accession_number": one.article_id,
        "id": one.key,
    }
    return {name: value for name, value in known.items() if value}


def _day(day: date | None) -> str:
    """``YYYY/MM/DD/``, behind which there may be more."""
    return f"{day.year:04}/{day.month:02}/{day.day:02}/" if day else ""
