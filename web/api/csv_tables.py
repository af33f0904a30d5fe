"""How do numbers leave as a table?  As CSV that spreadsheets and statistics programs read."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response

from search.tables import BYTE_ORDER_MARK, csv_row
from web.params import Pairs, read_choice


def wants_table(pairs: Pairs) -> bool:
    """Whether ``format`` asks for the table in place of JSON."""
    return read_choice(pairs, "format", ("json", "csv")) == "csv"


def csv_response(rows: Iterable[Iterable[str]], filename: str) -> Response:
    """``rows``, the first with the names of the columns, as a file to keep.

    Numbers have a point before their decimals, whatever the reader's language.
    """
    content = BYTE_ORDER_MARK + "".join(map(csv_row, rows))
    response = Response(content, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
