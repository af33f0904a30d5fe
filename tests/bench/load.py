"""Does the site hold?  Many clients and requests, crawlers, a worker killed, a reindex, signals.

    PYTHONPATH=tests python -m bench.load crowds INDEX --clients 8,64,256 --seconds 60
    PYTHONPATH=tests python -m bench.load endurance INDEX --requests 200000
    PYTHONPATH=tests python -m bench.load crawlers INDEX --crawlers 64 --addresses 64
    PYTHONPATH=tests python -m bench.load killed INDEX
    PYTHONPATH=tests python -m bench.load reindex INDEX SOURCE...
    PYTHONPATH=tests python -m bench.load signals INDEX

Each starts a site of its own over INDEX and prints a table.  The clients share the machine with it.
Of ten requests six are for ``/api/search``, three for the page of results and one for completions;
what is asked for are words that stand side by side in titles of INDEX, every second time without
accents.
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import cycle
from pathlib import Path
from urllib.parse import quote

import click

from bench.counting import draw
from bench.crawling import Crawlers, addresses_of
from bench.crowd import FAILED, Answer, Crowd, Summary, for_seconds, up_to
from bench.machine import machine
from bench.memory import family
from bench.processes import environment
from bench.queries import SEED
from bench.serve import Site, site
from search import SearchRequest, open_engine

_QUERIES = 2000
_CLIENTS = 8
_WARM_UP_SECONDS = 10  # or as long as is measured, if that is shorter
_ALONE_SECONDS = 30
_TURNS = 3  # what else the machine does comes and goes
_KINDS = ("/api/search?q=",) * 6 + ("/search?q=",) * 3 + ("/api/suggest?q=",)
_STREAM = "/search.jsonl"

index_argument = click.argument("index", type=click.Path(exists=True, path_type=Path))
seconds_option = click.option("--seconds", type=click.IntRange(1), default=60, show_default=True)


@click.group()
def main() -> None:
    """Load a site of its own and print how it held."""
    click.echo("; ".join(f"{name} {value}" for name, value in machine().facts) + "\n")


@main.command()
@index_argument
@click.option("--clients", default="1,8,64,256", show_default=True, help="Comma by comma.")
@seconds_option
def crowds(index: Path, clients: str, seconds: int) -> None:
    """Crowds of so many clients, one after the other, and one client in the end."""
    paths = draw_paths(index)
    click.echo("| clients | a second | p50 ms | p95 ms | p99 ms | answered | refused | failed |")
    click.echo("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    with site(index) as served:
        _warm_up(served, paths, seconds)
        for count in (*map(int, clients.split(",")), 1):
            crowd = Crowd(served.port, paths, count)
            asyncio.run(crowd.run(for_seconds(seconds)))
            one = Summary.of(crowd.answers, seconds)
            times = f"{one.p50_ms:.1f} | {one.p95_ms:.1f} | {one.p99_ms:.1f}"
            row = f"{count} | {one.per_second:,.0f} | {times} | {one.answered:,}"
            click.echo(f"| {row} | {one.refused:,} | {one.failed} |")


@main.command()
@index_argument
@click.option("--requests", type=click.IntRange(1), default=200_000, show_default=True)
@click.option("--clients", type=click.IntRange(1), default=_CLIENTS, show_default=True)
def endurance(index: Path, requests: int, clients: int) -> None:
    """So many requests; the memory of the workers, without mapped files, in ten steps."""
    paths = draw_paths(index)
    click.echo("| requests | a second | failed | memory MB | of the first |")
    click.echo("| ---: | ---: | ---: | ---: | ---: |")
    with site(index) as served:
        asyncio.run(Crowd(served.port, paths, clients).run(up_to(requests // 10)))
        first = 0.0
        for step in range(1, 11):
            crowd, started = Crowd(served.port, paths, clients), time.monotonic()
            asyncio.run(crowd.run(up_to(requests // 10)))
            one = Summary.of(crowd.answers, time.monotonic() - started)
            megabytes = sum(worker.own_mb for worker in served.workers())
            first = first or megabytes
            row = f"{step * requests // 10:,} | {one.per_second:,.0f} | {one.failed}"
            click.echo(f"| {row} | {megabytes:.0f} | {megabytes / first:.3f} |")


@main.command()
@index_argument
@click.option("--crawlers", "count", type=click.IntRange(1), default=64, show_default=True)
@click.option("--addresses", type=click.IntRange(1, 65_536), default=64, show_default=True)
@click.option("--seconds", type=click.IntRange(1), default=30, show_default=True)
def crawlers(index: Path, count: int, addresses: int, seconds: int) -> None:
    """One reader who searches alone, and beside crawlers from so many addresses, in turns.  There
    are no limits, which would only keep crawlers from the site."""
    searches = [path for path in draw_paths(index) if "search?" in path]
    starts = [path for path in searches if path.startswith("/search?")]
    of_reader, *of_crawlers = addresses_of(1 + addresses)
    with site(index, TIMBAO_PROXIES="1", TIMBAO_LIMITS="") as served:
        _warm_up(served, searches, seconds)
        seen: list[list[Answer]] = [[], [], []]
        for turn in range(_TURNS):
            alone, beside = (
                Crowd(served.port, searches[turn::_TURNS], 1, [of_reader]) for _ in range(2)
            )
            crawling = Crawlers(served.port, starts[turn::_TURNS], count, of_crawlers)
            asyncio.run(alone.run(for_seconds(seconds / _TURNS)))
            asyncio.run(_read_beside(crawling, 2 * count, beside, seconds / _TURNS))
            for answers, crowd in zip(seen, (alone, beside, crawling), strict=True):
                answers.extend(crowd.answers)
    before, meanwhile, crawled = (Summary.of(answers, seconds) for answers in seen)
    _compare({"reader alone": before, "beside crawlers": meanwhile}, {"crawlers": crawled})


@main.command()
@index_argument
@seconds_option
def killed(index: Path, seconds: int) -> None:
    """A worker is killed in the middle: who notices, and for how long?"""

    async def kill(served: Site) -> None:
        await asyncio.sleep(seconds / 2)
        os.kill(next(pid for pid in family(served.pid) if pid != served.pid), signal.SIGKILL)

    _disturbed(index, seconds, kill)


@main.command()
@index_argument
@click.argument("source", nargs=-1, required=True)
@click.option(
    "--idle/--no-idle", default=True, help="As in the unit for systemd (default), or not."
)
@click.option("--jobs", default=2, show_default=True)
@seconds_option
def reindex(index: Path, source: Sequence[str], jobs: int, seconds: int, *, idle: bool) -> None:
    """A whole reindex from SOURCE meanwhile, into a copy of INDEX that the site serves; one that
    takes longer than so many seconds is ended."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "index"
        shutil.copytree(index, copy)
        command = [sys.executable, "-m", "index.cli", "--index", str(copy), "--fresh", "--jobs"]

        async def index_anew(_: Site) -> None:
            process = await asyncio.create_subprocess_exec(
                *(("chrt", "--idle", "0") if idle else ()),
                *command,
                str(jobs),
                *source,
                env=environment(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            try:
                status = await asyncio.wait_for(process.wait(), seconds)
            except TimeoutError:
                process.terminate()
                status = await process.wait()
            click.echo(f"reindex ended with status {status}\n", err=True)

        before, meanwhile = _with_and_without(copy, index_anew)
    _compare({"alone": before, "with a reindex": meanwhile})


@main.command()
@index_argument
@seconds_option
def signals(index: Path, seconds: int) -> None:
    """HUP, and TERM, with requests and streams in flight: which of those were cut off?"""
    for number in (signal.SIGHUP, signal.SIGTERM):

        async def send(served: Site, number: signal.Signals = number) -> None:
            await asyncio.sleep(seconds / 2)
            os.kill(served.pid, number)

        click.echo(f"{number.name}:\n")
        _disturbed(index, seconds, send, ends=number == signal.SIGTERM)
        click.echo()


def draw_paths(index: Path) -> list[str]:
    """Addresses to ask for, always the same of one index."""
    with open_engine(index) as engine:
        titles = [one.title.split() for one in engine.stream(SearchRequest()) if one.title]
    queries = draw(titles, _QUERIES, random.Random(SEED))
    return [kind + quote(q) for kind, q in zip(cycle(_KINDS), queries, strict=False)]


async def _read_beside(crawling: Crowd, begun: int, reading: Crowd, seconds: float) -> None:
    """Let a reader read for so long while crawlers crawl, who have ``begun`` with so many answers:
    they are all there, and beyond the search that each comes by."""
    over = asyncio.Event()
    crawl = asyncio.ensure_future(crawling.run(lambda _: not over.is_set()))
    while len(crawling.answers) < begun:
        await asyncio.sleep(0.1)
    crawling.answers.clear()
    await reading.run(for_seconds(seconds))
    over.set()
    await crawl


def _compare(two: Mapping[str, Summary], beside: Mapping[str, Summary] | None = None) -> None:
    """A table of ``two``, how many times slower the second was, and what else there was."""
    click.echo("| | a second | p50 ms | p95 ms | p99 ms | refused | failed |")
    click.echo("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name, one in (*two.items(), *(beside or {}).items()):
        times = f"{one.p50_ms:.1f} | {one.p95_ms:.1f} | {one.p99_ms:.1f}"
        click.echo(f"| {name} | {one.per_second:,.0f} | {times} | {one.refused} | {one.failed} |")
    before, meanwhile = two.values()
    ratios = (
        before.per_second / meanwhile.per_second,
        meanwhile.p50_ms / before.p50_ms,
        meanwhile.p95_ms / before.p95_ms,
        meanwhile.p99_ms / before.p99_ms,
    )
    click.echo(f"| slower | {' | '.join(f'{ratio:.2f}' for ratio in ratios)} | | |")


def _warm_up(served: Site, paths: Sequence[str], seconds: float = _WARM_UP_SECONDS) -> None:
    seconds = min(seconds, _WARM_UP_SECONDS)
    asyncio.run(Crowd(served.port, paths, _CLIENTS).run(for_seconds(seconds)))


def _with_and_without(
    index: Path, doing: Callable[[Site], Awaitable[None]]
) -> tuple[Summary, Summary]:
    """What a crowd sees before something is done, for as long as that takes then, and meanwhile."""
    paths = draw_paths(index)
    with site(index) as served:
        _warm_up(served, paths)

        async def crowd_meanwhile() -> Summary:
            crowd, started = Crowd(served.port, paths, _CLIENTS), time.monotonic()
            done = asyncio.ensure_future(doing(served))
            await crowd.run(lambda _: not done.done())
            return Summary.of(crowd.answers, time.monotonic() - started)

        alone = Crowd(served.port, paths, _CLIENTS)
        asyncio.run(alone.run(for_seconds(_ALONE_SECONDS)))
        return Summary.of(alone.answers, _ALONE_SECONDS), asyncio.run(crowd_meanwhile())


def _disturbed(
    index: Path, seconds: int, doing: Callable[[Site], Awaitable[None]], *, ends: bool = False
) -> None:
    """Clients that search and two that read streams, while something happens to the site; what it
    did to those who had asked before, and, unless the site ``ends``, to those who came after."""
    paths = draw_paths(index)
    with site(index) as served:
        _warm_up(served, paths, seconds)
        searching = Crowd(served.port, paths, _CLIENTS)
        reading = Crowd(served.port, [_STREAM], 2)

        async def disturb() -> float:
            until = for_seconds(seconds)
            crowds = asyncio.gather(searching.run(until), reading.run(until))
            await doing(served)
            moment = time.monotonic()
            await crowds
            return moment

        moment = asyncio.run(disturb())
    click.echo("| | in flight | of them failed | asked after | of them failed | for ms |")
    click.echo("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, crowd in (("searches", searching), ("streams", reading)):
        before = [one for one in crowd.answers if one.sent <= moment < one.sent + one.ms / 1000]
        after = [one for one in crowd.answers if one.sent > moment and not ends]
        cut = sum(one.status == FAILED for one in before)
        late = [one for one in after if one.status == FAILED]
        lasted = max((one.sent + one.ms / 1000 - moment for one in late), default=0.0) * 1000
        row = f"{name} | {len(before)} | {cut} | {len(after):,} | {len(late)}"
        click.echo(f"| {row} | {lasted:.0f} |")


if __name__ == "__main__":
    main()
