"""How fast do all results leave the site, and does its memory grow with them?

    PYTHONPATH=tests python -m bench.exporting INDEX --times 5

The site is started over the folder INDEX and asked for each export, which is read to its end and
not looked into.  Told is the fastest of so many times, and the largest *anonymous* memory of a
worker meanwhile; files that are mapped are not in it.
"""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass
from pathlib import Path

import click

from bench.serve import HOST, Site, site
from search import SearchRequest, open_engine

PATHS = ("/search.jsonl", "/search.jsonl?body=0", "/search.csv", "/search.csv?body=1")
_ROOM = bytearray(1 << 20)
_LOOK_EVERY_S = 0.1


@dataclass(frozen=True, slots=True)
class Export:
    """One export that was read: bytes with their headers, seconds, and MB of a worker."""

    octets: int
    seconds: float
    own_mb: float


@click.command()
@click.argument("index", type=click.Path(exists=True, path_type=Path))
@click.option("--times", default=5, show_default=True, type=click.IntRange(1))
def main(index: Path, times: int) -> None:
    """Print a table with a line for each export."""
    with open_engine(index) as engine:
        total = engine.search(SearchRequest(size=1, highlight=False)).total
    click.echo("| export | articles | MB | seconds | articles/s | a worker, MB |")
    click.echo("| --- | ---: | ---: | ---: | ---: | ---: |")
    with site(index) as served:
        for path in PATHS:
            exports = [read(served, path) for _ in range(times)]
            best = min(exports, key=lambda one: one.seconds)
            most = max(one.own_mb for one in exports)
            click.echo(
                f"| `{path}` | {total:,} | {best.octets / 1e6:,.1f} | {best.seconds:.2f} "
                f"| {total / best.seconds:,.0f} | {most:,.0f} |"
            )


def read(served: Site, path: str) -> Export:
    """Read one export to its end."""
    started = looked = time.perf_counter()
    octets, own_mb = 0, 0.0
    with socket.create_connection((HOST, served.port), timeout=60) as connection:
        # HTTP/1.0 ends with the connection, so nothing has to be taken apart
        connection.sendall(f"GET {path} HTTP/1.0\r\nHost: {HOST}\r\n\r\n".encode())
        while count := connection.recv_into(_ROOM):
            octets += count
            if time.perf_counter() - looked > _LOOK_EVERY_S:
                looked = time.perf_counter()
                own_mb = max([own_mb, *(one.own_mb for one in served.workers())])
    seconds = time.perf_counter() - started
    return Export(octets, seconds, max([own_mb, *(one.own_mb for one in served.workers())]))


if __name__ == "__main__":
    main()
