"""How do all results leave as a table or a stream?  ``/search.csv``, ``/search.jsonl``."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from flask import Response

from index.article import Article
from web.api import parameters as p
from web.api.operations import Operation
from web.engine import current_engine
from web.escaping import BYTE_ORDER_MARK, csv_row
from web.params import asks_for_groups, read_request
from web.shapes.articles import article_answer
from web.shapes.writing import iso, json_line

COLUMNS = ("id", "title", "summary", "published", "category", "source", "url", "author", "tags")


def csv_table() -> Response:
    """Every match as a row; opens in a spreadsheet with its Vietnamese letters whole."""
    rows = (csv_row(_cells(article)) for article in _matches())
    head = BYTE_ORDER_MARK + csv_row(COLUMNS)
    return _download(chain([head], rows), "text/csv", "timbao.csv")


def json_lines() -> Response:
    """Every match as one JSON object per line."""
    lines = (json_line(article_answer(article)) for article in _matches())
    return _download(lines, "application/x-ndjson", "timbao.jsonl")


def _matches() -> Iterator[Article]:
    """All matches.  The first is fetched at once: after the headers an error cannot be told."""
    articles = current_engine().stream(read_request(), group=asks_for_groups())
    return chain(list(islice(articles, 1)), articles)


def _download(parts: Iterator[str] | Iterator[bytes], mimetype: str, filename: str) -> Response:
    response = Response(parts, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _cells(article: Article) -> tuple[str, ...]:
    return (
        article.id,
        article.title,
        article.summary,
        iso(article.published) or "",
        article.category,
        article.source,
        article.url,
        article.author,
        "; ".join(article.tags),
    )


_PARAMETERS = (*p.SET, p.SORT, p.GROUPED, p.RECENCY)

CSV = Operation(
    "/search.csv",
    "feeds.csv_table",
    csv_table,
    "All results as a table",
    "A row for each article that answers, with a head and a byte order mark, as spreadsheets "
    "read it.",
    _PARAMETERS,
    media={"text/csv": "Rows of " + ", ".join(COLUMNS)},
    room="Exports",
)
JSON_LINES = Operation(
    "/search.jsonl",
    "feeds.json_lines",
    json_lines,
    "All results as JSON Lines",
    "An ArticleAnswer on a line for each article that answers.",
    _PARAMETERS,
    media={"application/x-ndjson": "An object in the shape of ArticleAnswer on each line"},
    room="Exports",
)
