"""How is an article a row of a table?  As ``/search.csv`` has it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from index.article import Article

COLUMNS = ("id", "title", "summary", "published", "category", "source", "url", "author", "tags")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cells_of(article: Article) -> tuple[str, ...]:
    """``article`` in the order of :data:`COLUMNS`."""
    return (
        article.id,
        article.title,
        article.summary,
        article.published.isoformat() if article.published is not None else "",
        article.category,
        article.source,
        article.url,
        article.author,
        "; ".join(article.tags),
    )


def csv_line(cells: Iterable[str]) -> str:
    """One line; a cell that a spreadsheet would run as a formula gets an apostrophe before it."""
    line = io.StringIO()
    csv.writer(line).writerow("'" + cell if cell.startswith(_FORMULA) else cell for cell in cells)
    return line.getvalue()
