"""Do both engines answer alike, and what does a search on the cluster cost?

    PYTHONPATH=tests python -m bench.clustered agreement INDEX NAME --queries 1000
    PYTHONPATH=tests python -m bench.clustered speed INDEX NAME --queries 300

INDEX is a folder, NAME the index on the cluster of ``OPENSEARCH_URL`` that was built of it
(``reindex --engine opensearch --from-index INDEX``).  What is asked are words of its own articles,
typed in every way there is (:mod:`bench.asked_alike`).
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from statistics import mean, quantiles

import click

from bench.asked_alike import draw_alike
from bench.machine import machine
from index.cluster.connection import open_cluster
from search import Engine, SearchRequest, SearchResults, open_engine
from search.engines.opensearch.engine import OpenSearchEngine
from search.opening import cluster_settings

_ARTICLES = 20_000  # of which words are drawn
_SECONDS = 30.0
_FIRST = 10
_SHOWN = 20  # queries that differ

index_argument = click.argument("index", type=click.Path(exists=True, path_type=Path))
queries_option = click.option("--queries", type=click.IntRange(1), default=1000, show_default=True)


@click.group()
def main() -> None:
    """Ask both engines and print how they compare."""
    click.echo("; ".join(f"{name} {value}" for name, value in machine().facts) + "\n")


@dataclass(slots=True)
class Alike:
    """Of one kind of query, how many were asked and were the same in what."""

    asked: int = 0
    same: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    overlap: list[float] = field(default_factory=list)

    def add(self, ours: SearchResults, theirs: SearchResults) -> bool:
        """Count one; return whether all that is to be equal is."""
        facts = {
            "totals": ours.total == theirs.total,
            "facets": ours.facets == theirs.facets,
            "near": ours.near == theirs.near,
            "stories": ours.groups == theirs.groups,
            "read": ours.query == theirs.query and ours.suggestion == theirs.suggestion,
        }
        one, other = ([hit.id for hit in found.hits] for found in (ours, theirs))
        self.asked += 1
        for name, same in (*facts.items(), ("first", one[:1] == other[:1])):
            self.same[name] += same
        most = max(len(one), len(other))
        self.overlap.append(len({*one} & {*other}) / most if most else 1.0)
        return all(facts.values())


_FACTS = ("totals", "facets", "near", "stories", "read", "first")


@main.command()
@index_argument
@click.argument("name")
@queries_option
def agreement(index: Path, name: str, queries: int) -> None:
    """How many of so many queries get the same totals, facets, near matches and hits."""
    kinds: dict[str, Alike] = defaultdict(Alike)
    differing = []
    with _both(index, name) as (ours, theirs):
        for kind, q in _drawn(ours, queries):
            request = SearchRequest(q, highlight=False)
            if not kinds[kind].add(ours.search(request), theirs.search(request)):
                differing.append(q)
    click.echo(f"| kind | asked | {' | '.join(_FACTS)} | first ten alike |")
    click.echo("| --- | ---: " + "| ---: " * (len(_FACTS) + 1) + "|")
    for kind, alike in (*sorted(kinds.items()), ("**all**", _all_of(list(kinds.values())))):
        counts = " | ".join(str(alike.same[fact]) for fact in _FACTS)
        click.echo(f"| {kind} | {alike.asked} | {counts} | {mean(alike.overlap):.3f} |")
    for q in differing[:_SHOWN]:
        click.echo(f"differs: {q}")


def _all_of(kinds: Sequence[Alike]) -> Alike:
    every = Alike(sum(kind.asked for kind in kinds))
    for kind in kinds:
        every.overlap += kind.overlap
        for fact, count in kind.same.items():
            every.same[fact] += count
    return every


@main.command()
@index_argument
@click.argument("name")
@click.option("--queries", type=click.IntRange(10), default=300, show_default=True)
@click.option("--passes", type=click.IntRange(1), default=3, show_default=True)
def speed(index: Path, name: str, queries: int, passes: int) -> None:
    """What a page of results with facets costs: on this machine; on the cluster when its words are
    asked for the first time; when they are known, and no answer is remembered; and asked again."""
    with _both(index, name) as (ours, theirs):
        asked = [SearchRequest(q) for _, q in _drawn(ours, queries)]
        click.echo("| engine | p50 ms | p95 ms | requests, mean | most |")
        click.echo("| --- | ---: | ---: | ---: | ---: |")
        _time("folder", ours, asked)
        _time("cluster, cold", theirs, asked)
        for number in range(1, passes + 1):
            _forget_answers(name)
            _time(f"words known, pass {number}", theirs, asked)
        _time("asked again", theirs, asked)


def _forget_answers(name: str) -> None:
    """Have the cluster answer all anew."""
    with open_cluster(cluster_settings(name)).client as client:
        client.indices.clear_cache(index=f"{name}-*", request=True)


def _time(label: str, engine: Engine, asked: Sequence[SearchRequest]) -> None:
    times, requests = [], []
    for request in asked:
        before, began = _requests(engine), time.perf_counter()
        engine.search(request)
        times.append(1000 * (time.perf_counter() - began))
        requests.append(_requests(engine) - before)
    cuts = quantiles(times, n=20)
    told = f"{mean(requests):.1f} | {max(requests)}" if any(requests) else "| "
    click.echo(f"| {label} | {cuts[9]:.1f} | {cuts[18]:.1f} | {told} |")


def _requests(engine: Engine) -> int:
    return engine.requests if isinstance(engine, OpenSearchEngine) else 0


def _drawn(engine: Engine, count: int) -> Iterator[tuple[str, str]]:
    articles = islice(engine.stream(SearchRequest(sort="oldest")), _ARTICLES)
    return draw_alike(list(articles), count)


@contextmanager
def _both(index: Path, name: str) -> Iterator[tuple[Engine, OpenSearchEngine]]:
    theirs = OpenSearchEngine(cluster_settings(name), _SECONDS)
    with open_engine(index, seconds=_SECONDS) as ours, theirs:
        yield ours, theirs


if __name__ == "__main__":
    main()
