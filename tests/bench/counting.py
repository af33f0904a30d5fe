"""How long do three hundred queries take that are posted at once?  Asks a site of its own.

    PYTHONPATH=tests python -m bench.counting INDEX

Queries are one to five words that stand side by side in titles of INDEX, every second one without
its accents; each round has others, so that nothing is remembered of them.  Told is what a client
waits for, from the first byte sent to the last one read.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import click
import msgspec

from bench.processes import JobFailed
from bench.queries import SEED
from bench.serve import HOST, site
from index.vietnamese import fold
from search import SearchRequest, open_engine

_MOST_WORDS = 5
_TRIES = 50  # per query wanted; a small index has fewer different ones


@dataclass(frozen=True, slots=True)
class Round:
    """What one request took: ``left`` queries were not counted, the others found so many articles
    on the average."""

    seconds: float
    queries: int
    left: int
    articles: float


@click.command()
@click.argument("index", type=click.Path(exists=True, path_type=Path))
@click.option("--queries", "wanted", type=click.IntRange(1, 300), default=300, show_default=True)
@click.option("--rounds", type=click.IntRange(1), default=5, show_default=True)
@click.option("--interval", default="year", show_default=True)
def main(index: Path, wanted: int, rounds: int, interval: str) -> None:
    """Post queries to a site over INDEX, some rounds of them, and print what that took."""
    with open_engine(index) as engine:
        titles = [one.title.split() for one in engine.stream(SearchRequest()) if one.title]
    chooser = random.Random(SEED)
    click.echo(f"{len(titles):,} titles")
    click.echo("| round | queries | seconds | left | articles a query |")
    click.echo("| ---: | ---: | ---: | ---: | ---: |")
    with site(index) as served:
        for number in range(1, rounds + 1):
            queries = draw(titles, wanted, chooser)
            one = post(served.port, {"queries": queries, "interval": interval})
            row = f"{number} | {one.queries} | {one.seconds:.2f} | {one.left}"
            click.echo(f"| {row} | {one.articles:,.0f} |")


def draw(titles: Sequence[list[str]], wanted: int, chooser: random.Random) -> list[str]:
    """Up to so many different queries, cut from titles; every second one without accents."""
    found = dict.fromkeys(_cut(titles, wanted * _TRIES, chooser))
    kept = list(found)[:wanted]
    return [fold(q).lower() if number % 2 else q for number, q in enumerate(kept)]


def _cut(titles: Sequence[list[str]], tries: int, chooser: random.Random) -> Iterator[str]:
    for _ in range(tries):
        words, length = chooser.choice(titles), chooser.randint(1, _MOST_WORDS)
        if len(words) >= length:
            start = chooser.randrange(len(words) - length + 1)
            yield " ".join(words[start : start + length])


def post(port: int, body: dict[str, object]) -> Round:
    """One request, its answer read to the end; raises ``JobFailed`` for any other than 200."""
    octets = msgspec.json.encode(body)
    connection = HTTPConnection(HOST, port, timeout=60)
    started = time.perf_counter()
    connection.request("POST", "/api/count", octets, {"Content-Type": "application/json"})
    response = connection.getresponse()
    answer = response.read()
    seconds = time.perf_counter() - started
    connection.close()
    if response.status != 200:
        raise JobFailed(f"{response.status}: {answer.decode()}")
    found = msgspec.json.decode(answer)
    totals = [one["total"] for one in found["counts"]]
    return Round(seconds, len(totals), len(found["left"]), sum(totals) / max(len(totals), 1))


if __name__ == "__main__":
    main()
