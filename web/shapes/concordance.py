"""How is a concordance written, as JSON and as a table?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from msgspec import Meta, Struct

from search.concordance import Concordance
from search.results import iso_or_none, text_or_none
from web.shapes.articles import Published
from web.shapes.results import Number

COLUMNS = ("id", "field", "start", "end", "left", "hit", "right", "published", "source")

_Offset = Annotated[int, Meta(description="In code points of the stored text", ge=0)]


class KwicRowAnswer(Struct, frozen=True):
    """One occurrence: hit is the stored field's text from start to end, and left, hit and right
    one verbatim stretch of it."""

    id: str
    field: Literal["title", "summary", "body"]
    start: _Offset
    end: _Offset
    left: str
    hit: str
    right: str
    published: Published
    source: str | None


class KwicAnswer(Struct, frozen=True):
    """Where the words of a query stand as a row."""

    q: str
    understood: Annotated[str, Meta(description="The rows that were looked for, in quotes")]
    total: Annotated[int, Meta(description="How many occurrences there are; exact", ge=0)]
    articles: Annotated[
        int, Meta(description="In how many articles; exact, whatever is shown", ge=0)
    ]
    read: Annotated[Number, Meta(description="How many of these were looked at for the rows")]
    cut_by: Annotated[
        Literal["limit", "articles"] | None,
        Meta(
            description="What cut the rows: limit; or that the words stand in more articles than "
            "are read, so that the rows are the first of the newest articles only"
        ),
    ]
    rows: Sequence[KwicRowAnswer]


def kwic_answer(found: Concordance) -> KwicAnswer:
    """The body of ``/api/kwic``."""
    rows = [
        KwicRowAnswer(
            row.id,
            row.field,
            row.start,
            row.end,
            row.left,
            row.hit,
            row.right,
            iso_or_none(row.published),
            text_or_none(row.source),
        )
        for row in found.rows
    ]
    return KwicAnswer(
        found.q, found.understood, found.total, found.articles, found.read, found.cut_by, rows
    )


def kwic_cells(found: Concordance) -> Iterator[tuple[str, ...]]:
    """The rows as cells, in the order of :data:`COLUMNS`."""
    for row in found.rows:
        places = str(row.start), str(row.end)
        texts = row.left, row.hit, row.right
        yield row.id, row.field, *places, *texts, iso_or_none(row.published) or "", row.source
