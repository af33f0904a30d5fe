"""How do articles and numbers stand in a table?  As CSV that spreadsheets read and do not run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from index.article import StoredArticle

BYTE_ORDER_MARK = "\ufeff"
"""What a table begins with, so that spreadsheets read it as UTF-8."""
COLUMNS = ("id", "title", "summary", "published", "category", "source", "url", "author", "tags")
"""Of a table of articles."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_row(cells: Iterable[str]) -> str:
    """Return one line; a cell that a spreadsheet would run as a formula gets an apostrophe before
    it.

    >>> csv_row(["=1+1", "lũ, bão"])
    '\'=1+1,"lũ, bão"\\r\\n'
    """
    line = io.StringIO()
    csv.writer(line).writerow("'" + cell if cell.startswith(_FORMULA) else cell for cell in cells)
    return line.getvalue()


def cells_of(article: StoredArticle) -> tuple[str, ...]:
    """``article`` in the order of :data:`COLUMNS`."""
    return (
        article.id,
        article.title,
        article.summary,
        article.published or "",
        article.category,
        article.source,
        article.url,
        article.author,
        "; ".join(article.tags),
    )
