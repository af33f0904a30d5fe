"""The command ``python -m search``: what it takes, and with which status it ends.

Its options are the endpoint's parameters under the same names.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

import click

from search.console.answers import answer_line
from search.console.listing import is_terminal, listing
from search.engine import Engine
from search.errors import InvalidRequest, SearchError
from search.opening import DEFAULT_SECONDS, ENGINES, open_engine
from search.request import INTERVALS, MATCHES, MAX_SAMPLE, MAX_SIZE, SORTS, SearchRequest
from search.tables import COLUMNS, cells_of, csv_row

EXIT_FOUND, EXIT_NOTHING, EXIT_FAILED, EXIT_INTERRUPTED = 0, 1, 2, 130
DEFAULT_INDEX = "data/index"

_ON_OFF = click.Choice(("on", "off"))


def _finite(_context: click.Context, _option: click.Parameter, seconds: float) -> float:
    if not math.isfinite(seconds):  # which click's range lets through
        raise click.BadParameter("expected a number of seconds above 0")
    return seconds


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.argument("q", nargs=-1, metavar="[QUERY]...")
@click.option(
    "--index",
    "root",
    type=click.Path(path_type=Path),
    envvar="TIMBAO_INDEX",
    default=DEFAULT_INDEX,
    help=f"Where the index is. [default: $TIMBAO_INDEX, else ./{DEFAULT_INDEX}]",
)
@click.option("--engine", type=click.Choice(ENGINES), default=ENGINES[0], show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the page as one JSON object.")
@click.option("--csv", "as_csv", is_flag=True, help="Print all articles that answer as a table.")
@click.option("--count", "only_count", is_flag=True, help="Print how many articles answer.")
@click.option("--page", type=int, help="Which page of the results, from 1.")
@click.option("--size", type=int, help=f"How many a page, from 1 to {MAX_SIZE}. [default: 10]")
@click.option("--sort", type=click.Choice(SORTS), default=SORTS[0], show_default=True)
@click.option(
    "--category",
    multiple=True,
    metavar="VALUE",
    help="Only this section; may be given again. '' is that of articles without one.",
)
@click.option("--source", multiple=True, metavar="VALUE", help="Only this newspaper.")
@click.option(
    "--not-category", "--not_category", multiple=True, metavar="VALUE", help="Not this section."
)
@click.option(
    "--not-source", "--not_source", multiple=True, metavar="VALUE", help="Not this newspaper."
)
@click.option("--from", "start", metavar="DATE", help="From this year, month or day on.")
@click.option("--to", "end", metavar="DATE", help="Up to this year, month or day.")
@click.option("--undated", type=click.Choice(("only",)), help="Only articles without a date.")
@click.option(
    "--match",
    type=click.Choice(MATCHES),
    default=MATCHES[0],
    show_default=True,
    help="How the query is read.",
)
@click.option(
    "--group",
    type=_ON_OFF,
    help="One article a story. [default: on; with --csv and of a sample off]",
)
@click.option(
    "--sample", type=int, help=f"So many of what answers, drawn by lot, from 1 to {MAX_SAMPLE:,}."
)
@click.option("--seed", type=int, help="Which sample is drawn. [default: 0]")
@click.option("--recency", type=_ON_OFF, default="on", show_default=True)
@click.option("--interval", type=click.Choice(INTERVALS), default=INTERVALS[0], show_default=True)
@click.option("--alternatives", type=click.Choice(("0", "1")), default="0", show_default=True)
@click.option(
    "--seconds",
    type=click.FloatRange(min=0, min_open=True),
    callback=_finite,
    default=DEFAULT_SECONDS,
    show_default=True,
    help="How long a search may take.",
)
@click.option(
    "--no-check",
    "check",
    flag_value=False,
    default=True,
    help="Do not compare every byte of the index with its checksum first.",
)
def main(
    q: tuple[str, ...],
    root: Path,
    engine: str,
    seconds: float,
    *,
    check: bool,
    as_json: bool,
    as_csv: bool,
    only_count: bool,
    **asked: Any,
) -> None:
    """Search the index for QUERY, in the query language; for nothing, all articles are listed.

    What begins with a minus stands behind --: python -m search -- lũ -bão

    Exit status: 0 something answers; 1 nothing does; 2 usage, or the search failed.
    """
    forms = {"--json": as_json, "--csv": as_csv, "--count": only_count}
    if sum(forms.values()) > 1:
        raise click.UsageError(f"choose one of {', '.join(forms)}")
    paged = [name for name in ("page", "size") if asked[name] is not None]
    if as_csv and paged:
        raise click.UsageError(f"--{paged[0]} goes with a page of results; --csv has all of them")
    if sys.stdout is None:
        raise click.UsageError("stdout is closed")
    try:
        typed = {name: _as_typed(value) for name, value in asked.items()}
        request = _request(_as_typed(" ".join(q)), are_all=as_csv, **typed)
        opening = open_engine(root, engine, seconds=seconds, check=check)
        with opening as opened, _reader_may_leave():
            if as_csv:
                found = _table(opened, request)
            elif only_count:
                found = _count(opened, request)
            else:
                found = _page(opened, request, as_json=as_json)
    except InvalidRequest as error:
        name = "QUERY" if error.parameter == "q" else f"--{error.parameter}"
        raise click.UsageError(f"{name}: expected {error.expected}") from error
    except (SearchError, OSError) as error:
        click.echo(f"search: {error}", err=True)
        sys.exit(EXIT_FAILED)
    except KeyboardInterrupt:  # which click would end with the status of nothing found
        sys.exit(EXIT_INTERRUPTED)
    sys.exit(EXIT_FOUND if found else EXIT_NOTHING)


def _as_typed(value: Any) -> Any:
    """Text, or row of texts, as it was typed in UTF-8: Python hands on with half surrogate pairs
    what is no text in its locale.  What is none in UTF-8 either is a sign of its own (U+FFFD).
    """
    if isinstance(value, tuple):
        return tuple(map(_as_typed, value))
    if not isinstance(value, str):
        return value
    try:
        value.encode()
    except UnicodeEncodeError:
        return os.fsencode(value).decode("utf-8", "replace")
    return value


def _request(
    q: str,
    *,
    are_all: bool,
    page: int | None,
    size: int | None,
    group: str | None,
    recency: str,
    undated: str | None,
    alternatives: str,
    sample: int | None,
    seed: int | None,
    **asked: Any,
) -> SearchRequest:
    """What is asked for; where all articles are wanted, and of a sample, each is one of its own
    unless ``group`` says otherwise."""
    if sample == 0:  # which stands for all of them in a request
        raise InvalidRequest("sample", f"a whole number from 1 to {MAX_SAMPLE}")
    return SearchRequest(
        q,
        page=1 if page is None else page,
        size=10 if size is None else size,
        group=group == "on" if group or are_all or sample else True,
        recency=recency == "on",
        undated=undated == "only",
        alternatives=alternatives == "1",
        sample=sample or 0,
        seed=(seed or 0) if sample else 0,
        **asked,
    )


def _page(engine: Engine, request: SearchRequest, *, as_json: bool) -> bool:
    """Print a page of results; return whether anything answers."""
    results = engine.search(request)
    if as_json:
        _write([answer_line(results)])
    else:
        _write([listing(results, colours=is_terminal(sys.stdout))])
    return results.total > 0


def _count(engine: Engine, request: SearchRequest) -> bool:
    (counted,) = engine.trends([request.q], request)
    _write([f"{counted.total}\n"])
    return counted.total > 0


def _table(engine: Engine, request: SearchRequest) -> bool:
    """Print all that answers, as it is read; return whether anything does."""
    with engine.walk(request) as walk:
        rows = (cells_of(article) for article, _ in walk.articles(bodies=False))
        _write(map(csv_row, chain([COLUMNS], rows)))
        return walk.facts.total > 0


def _write(parts: Iterable[str]) -> None:
    """Print ``parts`` in UTF-8, whatever the terminal's locale."""
    for part in parts:
        sys.stdout.buffer.write(part.encode())
    sys.stdout.buffer.flush()


@contextmanager
def _reader_may_leave() -> Iterator[None]:
    """Whoever reads a pipe may have seen enough: that is no error, and nothing is said."""
    try:
        yield
    except BrokenPipeError:
        # what is still in the buffer goes nowhere when the interpreter ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_FOUND)
