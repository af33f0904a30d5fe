"""Is anything lost of an index on a cluster when one of its nodes is killed?

    PYTHONPATH=tests python -m bench.outage INDEX --searches 1000

Three nodes of its own are started, and the articles of INDEX, a folder, are moved to them; while
half of them are written, a node is killed that holds a shard, and started again.  Then words of its
articles are asked by several at once, and a node is killed on the way.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import click
from clusters import Cluster

from bench.asked_alike import draw_alike
from bench.machine import machine
from index.cluster.settings import ClusterSettings
from search import Engine, IndexUnavailable, SearchRequest, SearchTimeout, open_engine
from search.engines.opensearch.engine import OpenSearchEngine

_NAME = "outage"
_THREADS = 4
_SECONDS = 30.0  # that a search may take
_GONE = 5.0  # seconds that a node is away
_FROM = 20_000  # articles of which words are drawn
_EVERY = SearchRequest(sort="oldest", group=False)


@click.command()
@click.argument("index", type=click.Path(exists=True, path_type=Path))
@click.option("--searches", type=click.IntRange(10), default=1000, show_default=True)
def main(index: Path, searches: int) -> None:
    """Kill nodes that are written to and searched, and print what was lost."""
    click.echo("; ".join(f"{name} {value}" for name, value in machine().facts) + "\n")
    with Cluster(heap="1g") as cluster, open_engine(index, seconds=_SECONDS) as ours:
        articles = ours.stats().articles
        _index(cluster, index, articles)
        settings = ClusterSettings(tuple(cluster.urls), _NAME)
        with OpenSearchEngine(settings, _SECONDS) as theirs:
            _compare(ours, theirs)
            _search(cluster, ours, theirs, searches)


def _index(cluster: Cluster, index: Path, articles: int) -> None:
    began = time.monotonic()
    command = Path(sys.executable).with_name("reindex")
    process = subprocess.Popen(
        [command, "--engine", "opensearch", "--json", "--shards", "3", "--from-index", index],
        env={
            **{name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
            "OPENSEARCH_URL": ",".join(cluster.urls),
            "OPENSEARCH_INDEX": _NAME,
        },
        stdout=subprocess.PIPE,
    )
    while process.poll() is None and _written(cluster) < articles // 2:
        time.sleep(0.2)
    written = _written(cluster)
    killed = _holder(cluster)
    with _without(cluster, killed):
        time.sleep(_GONE)
    report, _ = process.communicate()
    seconds = time.monotonic() - began
    if process.returncode:
        raise SystemExit(f"reindex ended with {process.returncode}")
    told = json.loads(report)
    click.echo(
        f"{articles:,} articles; node {killed} was killed behind {written:,} writings, for "
        f"{_GONE:.0f} s: {told['articles']:,} in the index after {seconds:.0f} s, "
        f"{articles / seconds:.0f} a second in all"
    )


def _written(cluster: Cluster) -> int:
    found = cluster.client.indices.stats(index=f"{_NAME}-0*", metric="indexing", ignore=404)
    counted = found.get("_all", {}).get("primaries", {}).get("indexing", {})
    return int(counted.get("index_total", 0))


def _holder(cluster: Cluster) -> int:
    """A node that has a shard."""
    held = {
        shard["node"] for shard in cluster.client.cat.shards(index=f"{_NAME}-0*", format="json")
    }
    return next(n for n, node in enumerate(cluster.nodes) if node.name in held)


@contextmanager
def _without(cluster: Cluster, number: int) -> Iterator[None]:
    """A node is killed before the block and started again behind it."""
    cluster.kill(number)
    try:
        yield
    finally:
        cluster.start(number, wait=False)


def _compare(ours: Engine, theirs: Engine) -> None:
    """Whether the same articles are on the cluster as in the folder, each once."""
    with ours.walk(_EVERY) as here, theirs.walk(_EVERY) as there:
        wanted, found = Counter(here.ids()), Counter(there.ids())
    lost, more = (wanted - found).total(), (found - wanted).total()
    click.echo(f"ids there: {found.total():,}; lost {lost}, twice or of nobody {more}")


def _search(cluster: Cluster, ours: Engine, theirs: OpenSearchEngine, searches: int) -> None:
    cluster.await_green()
    drawn = draw_alike(list(islice(ours.stream(_EVERY), _FROM)), searches)
    asked = [SearchRequest(q) for _, q in drawn]
    expected = [ours.search(request).total for request in asked]
    slowest = 0.0

    def ask(request: SearchRequest) -> int | str:
        nonlocal slowest
        began = time.monotonic()
        try:
            return theirs.search(request).total
        except (IndexUnavailable, SearchTimeout) as error:
            return str(error)
        finally:
            slowest = max(slowest, time.monotonic() - began)

    with ThreadPoolExecutor(_THREADS) as pool:
        totals = pool.map(ask, asked)
        found = list(islice(totals, searches // 3))
        with _without(cluster, _holder(cluster)):
            found += islice(totals, searches // 3)
        found += totals
    failed = [one for one in found if isinstance(one, str)]
    differing = sum(one != other for one, other in zip(found, expected, strict=True))
    click.echo(
        f"{searches:,} searches by {_THREADS} at once, a node killed on the way: {len(failed)} "
        f"failed, {differing - len(failed)} with another total, the slowest took {slowest:.1f} s"
    )
    for message in sorted(set(failed)):
        click.echo(f"  {message}")


if __name__ == "__main__":
    main()
