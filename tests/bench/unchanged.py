"""How long does the site need to say that an answer has not changed?

    PYTHONPATH=tests python -m bench.unchanged INDEX

Each address is asked for once, and then again and again with the entity tag that came: told is what
the application takes for a 304, from the request to the last byte, without the server around it.
The feed is told apart by its content, so it is made each time.
"""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from wsgiref.types import StartResponse

import click
from flask import Flask
from werkzeug.test import EnvironBuilder

from bench.processes import JobFailed
from web import create_app

PATHS = (
    "/api/search?q=l%C5%A9",
    "/api/trends?q=l%C5%A9",
    "/search.jsonl",
    "/search.atom?q=l%C5%A9",
)


@click.command()
@click.argument("index", type=click.Path(exists=True, path_type=Path))
@click.option("--times", type=click.IntRange(2), default=500, show_default=True)
def main(index: Path, times: int) -> None:
    """Ask a site over INDEX for what its client has already, and print what that takes."""
    app = create_app({"INDEX": str(index)})
    click.echo("| address | ms, median | ms, 95th percentile |")
    click.echo("| --- | ---: | ---: |")
    for path in PATHS:
        tag = app.test_client().get(path).headers["ETag"]
        taken = [ask(app, path, tag) for _ in range(times)]
        ninety_fifth = statistics.quantiles(taken, n=20, method="inclusive")[-1]
        click.echo(f"| `{path}` | {statistics.median(taken):.2f} | {ninety_fifth:.2f} |")


def ask(app: Flask, path: str, tag: str) -> float:
    """Milliseconds for one answer; raises ``JobFailed`` where it is not a 304."""
    environ = EnvironBuilder(path, headers=[("If-None-Match", tag)]).get_environ()
    said: list[str] = []

    def start(status: str, *_: object) -> None:
        said.append(status)

    respond: StartResponse = start  # type: ignore[assignment] # nobody writes by its answer
    started = time.perf_counter()
    body = app.wsgi_app(environ, respond)
    b"".join(body)
    taken = (time.perf_counter() - started) * 1000
    if not said[0].startswith("304"):
        raise JobFailed(f"{path}: {said[0]}")
    return taken


if __name__ == "__main__":
    main()
