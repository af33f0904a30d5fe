"""How do all results leave as a table or a stream?  ``/search.csv``, ``/search.jsonl``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import chain, islice

from flask import Response

from index.article import StoredArticle
from search import SearchRequest
from search.tables import BYTE_ORDER_MARK, COLUMNS, cells_of, csv_row
from web.api import parameters as p
from web.api.operations import Operation, Parameter, View
from web.engine import current_engine
from web.links import DEFAULT, link, link_header
from web.noted import noted
from web.params import first, query_pairs, read_after, read_flag, read_walk
from web.shapes.articles import article_line
from web.streams import slot

TOTAL = "Timbao-Total"
_CHUNK_BYTES = 64 * 1024

Kept = Iterable[tuple[StoredArticle, bytes]]


@dataclass(frozen=True, slots=True)
class Format:
    """How an export is written: ``write`` makes parts of articles, and ``head`` is what stands
    before them; both are told whether there are bodies, which they have ``with_bodies`` unless
    ``body`` says otherwise, where it ``may_choose``."""

    endpoint: str
    mimetype: str
    filename: str
    with_bodies: bool
    head: Callable[[bool], bytes]
    write: Callable[[Kept, bool], Iterator[bytes]]
    may_choose: bool = True


def csv_table() -> Response:
    """Every match as a row; opens in a spreadsheet with its Vietnamese letters whole."""
    return export(_CSV)


def json_lines() -> Response:
    """Every match as one JSON object per line."""
    return export(_JSON_LINES)


def export(form: Format) -> Response:
    """All matches; the header ``Link`` leads back to where they begin."""
    pairs = query_pairs()
    request, after = read_walk(grouped=False), read_after(pairs)
    bodies = form.with_bodies
    if form.may_choose:
        bodies = read_flag(pairs, "body", otherwise=bodies)
    with ExitStack() as held:
        held.enter_context(slot())
        walk = held.enter_context(current_engine().walk(request, after))
        parts = form.write(walk.articles(bodies=bodies), bodies)
        # the first is read at once: after the headers an error cannot be told
        first_parts = [*islice(parts, 1)]
        if not after:
            first_parts.insert(0, form.head(bodies))
        response = Response(_in_chunks(chain(first_parts, parts)), mimetype=form.mimetype)
        start = _address(form, request, walk.facts.cursor)
        # the server closes every answer, whole or not, of a HEAD too (PEP 3333)
        response.call_on_close(held.pop_all().close)
    response.headers["Link"] = link_header({"start": start})
    response.headers[TOTAL] = str(walk.facts.length)
    note = noted()
    note.results, note.generation = walk.facts.length, walk.facts.held.generation
    response.headers["Content-Disposition"] = f'attachment; filename="{form.filename}"'
    return response


def _address(form: Format, request: SearchRequest, cursor: str) -> str:
    """Where the export of ``request`` begins."""
    own = replace(request, cursor=None, page=1, size=DEFAULT.size, interval=DEFAULT.interval)
    said = {"cursor": cursor}
    if not request.sample:  # exports have all articles, unless they are told
        own = replace(own, group=DEFAULT.group)
        said |= {"group": "on"} if request.group else {}
    body = first(query_pairs(), "body") if form.may_choose else None
    said |= {"body": body} if body else {}
    return link(form.endpoint, replace(own, alternatives=False), anchor="", external=False, **said)


def _csv_head(bodies: bool) -> bytes:
    return (BYTE_ORDER_MARK + csv_row((*COLUMNS, "body") if bodies else COLUMNS)).encode()


def _csv_rows(articles: Kept, bodies: bool) -> Iterator[bytes]:
    for kept, body in articles:
        cells = (*cells_of(kept), body.decode("utf-8", "replace")) if bodies else cells_of(kept)
        yield csv_row(cells).encode()


def _lines(articles: Kept, bodies: bool) -> Iterator[bytes]:
    for kept, body in articles:
        yield article_line(kept, body, bodies=bodies)


def no_head(_: bool) -> bytes:
    """Nothing stands before the articles."""
    return b""


_CSV = Format("feeds.csv_table", "text/csv", "timbao.csv", False, _csv_head, _csv_rows)
_JSON_LINES = Format(
    "feeds.json_lines", "application/x-ndjson", "timbao.jsonl", True, no_head, _lines
)


def _in_chunks(parts: Iterable[bytes]) -> Iterator[bytes]:
    """``parts`` joined to pieces that are worth a system call."""
    waiting: list[bytes] = []
    size = 0
    for part in parts:
        waiting.append(part)
        size += len(part)
        if size >= _CHUNK_BYTES:
            yield b"".join(waiting)
            waiting.clear()
            size = 0
    if size:
        yield b"".join(waiting)


_PARAMETERS = (*p.SET, p.SORT, p.GROUPED, p.RECENCY, p.SAMPLE, p.SEED, p.CURSOR, p.AFTER)
_RESUME = (
    " There is no limit. The header Link with rel=start names this export in this state of the "
    "index, and Timbao-Total says how many articles it has: whose connection broke asks for that "
    "address with after=, the number of whole articles that are there, and gets exactly the rest."
)


def export_operation(
    rule: str,
    endpoint: str,
    view: View,
    *more: Parameter,
    summary: str,
    description: str,
    media: Mapping[str, str],
) -> Operation:
    """An operation that answers with all matches in one format, and takes ``more`` than others."""
    return Operation(
        rule,
        endpoint,
        view,
        summary,
        description + _RESUME,
        (*_PARAMETERS, *more),
        media=media,
        errors=(400, 410, 503),
        room="Exports",
    )


CSV = export_operation(
    "/search.csv",
    "feeds.csv_table",
    csv_table,
    p.body("0"),
    summary="All results as a table",
    description="A row for each article that answers, with a head and a byte order mark, as "
    "spreadsheets read it; with after= without both.",
    media={"text/csv": "Rows of " + ", ".join(COLUMNS) + ", and body with body=1"},
)
JSON_LINES = export_operation(
    "/search.jsonl",
    "feeds.json_lines",
    json_lines,
    p.body("1"),
    summary="All results as JSON Lines",
    description="An ArticleAnswer on a line for each article that answers, without body with "
    "body=0.",
    media={"application/x-ndjson": "An object in the shape of ArticleAnswer on each line"},
)
