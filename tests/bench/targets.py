"""What is to be reached, and is it?  Ratios of one run, and what is asked of the site.

A target is meant for a corpus of some size.  It is measured at the size of the run that comes
nearest, which is said: of a small corpus most of it says little.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bench.engines import OURS
from bench.measure import spread
from bench.shapes import KINDS, Asked, Build, Extras, Kind, Report, Run, Spread, Timing

ONE_FIELD, THREE_FIELDS, STOCK = "tantivy-one-field", "tantivy", "whoosh"

_MOST_ONE_FIELD = (1.0, 1.0, 1.0)  # of p50, p95 and p99
_MOST_OF_A_KIND = 1.3
_MOST_THREE_FIELDS = (0.6, 0.4, 0.3)
_MOST_BARE = 3.0
_LEAST_FOUR_THREADS = 1.5
_LEAST_REQUESTS = 400.0
_MOST_OPENING_MS, _MOST_P95_MS, _MOST_WORKER_MB = 1000.0, 60.0, 400.0
_MOST_PAGE_P95_MS, _MOST_FOR_KEY_TERMS = 60.0, 2.0
_LEAST_FASTER, _LEAST_LESS_CPU, _MOST_DISK = 25.0, 8.0, 1.7

State = Literal["warm", "cold"]


@dataclass(frozen=True, slots=True)
class Ratios:
    """This project's milliseconds divided by a peer's."""

    p50: float
    p95: float
    p99: float

    @property
    def all(self) -> tuple[float, float, float]:
        """The three of them."""
        return self.p50, self.p95, self.p99


@dataclass(frozen=True, slots=True)
class Target:
    """Something to reach: a ``figure`` measured over so many ``articles`` that ought to be
    ``bound`` at ``meant_for`` articles, at most, or at least if ``more_is_better``."""

    name: str
    figure: float
    bound: float
    articles: int
    meant_for: int
    more_is_better: bool = False

    @property
    def is_reached(self) -> bool:
        """Whether the figure is as it ought to be."""
        if self.more_is_better:
            return self.figure >= self.bound
        return self.figure <= self.bound


def times(timings: Iterable[Timing], kinds: Sequence[Kind], state: State = "warm") -> list[float]:
    """Milliseconds of the queries of some ``kinds``."""
    return [
        timing.warm_ms if state == "warm" else timing.cold_ms
        for timing in timings
        if timing.query.kind in kinds
    ]


def ratios(ours: Asked, theirs: Asked, kinds: Sequence[Kind], state: State = "warm") -> Ratios:
    """This project's times over ``kinds`` divided by a peer's."""
    own, other = _spread_of(ours, kinds, state), _spread_of(theirs, kinds, state)
    return Ratios(own.p50 / other.p50, own.p95 / other.p95, own.p99 / other.p99)


def _spread_of(asked: Asked, kinds: Sequence[Kind], state: State) -> Spread:
    return spread(times(asked.timings, kinds, state))


def kinds_of(asked: Asked) -> tuple[Kind, ...]:
    """The kinds that were asked: a small corpus may not have all."""
    found = {timing.query.kind for timing in asked.timings}
    return tuple(kind for kind in KINDS if kind in found)


def targets(report: Report) -> Iterator[Target]:
    """What is to be reached, of what was measured."""
    runs = _Runs(report.runs)
    yield from _one_field(runs)
    yield from _three_fields(runs)
    if report.extras:
        yield from _extras(report.extras)
    yield from _process(runs, report.extras)
    yield from _indexing(runs)


@dataclass(frozen=True, slots=True)
class _Runs:
    """The runs of a report, by size."""

    runs: tuple[Run, ...]

    def asked(self, engine: str, meant_for: int) -> tuple[int, Asked, Asked] | None:
        """The size nearest to ``meant_for`` at which this project and ``engine`` were asked, and
        what both answered."""
        both = {
            size: (ours.asked, theirs.asked)
            for size, ours, theirs in self._pairs(engine)
            if ours.asked and theirs.asked
        }
        if not both:
            return None
        size = _nearest(both, meant_for)
        return size, *both[size]

    def built(self, engine: str, meant_for: int) -> tuple[int, Build, Build] | None:
        """The same of what was built."""
        both = {
            size: (ours.build, theirs.build)
            for size, ours, theirs in self._pairs(engine)
            if ours.build and theirs.build
        }
        if not both:
            return None
        size = _nearest(both, meant_for)
        return size, *both[size]

    def _pairs(self, engine: str) -> Iterator[tuple[int, Run, Run]]:
        ours = {run.articles: run for run in self.runs if run.engine == OURS}
        for run in self.runs:
            if run.engine == engine and run.articles in ours:
                yield run.articles, ours[run.articles], run


def _nearest(sizes: Iterable[int], wanted: int) -> int:
    return min(sizes, key=lambda size: abs(math.log(size / wanted)))


def _one_field(runs: _Runs) -> Iterator[Target]:
    found = runs.asked(ONE_FIELD, meant := 150_000)
    if found is None:
        return
    size, ours, theirs = found
    name = "÷ tantivy, one field"
    yield from _percentiles(name, ratios(ours, theirs, KINDS), _MOST_ONE_FIELD, size, meant)
    each = {kind: ratios(ours, theirs, (kind,)) for kind in kinds_of(ours)}
    for place, percentile in enumerate(("p50", "p95", "p99")):
        figure, worst = max((found.all[place], kind) for kind, found in each.items())
        yield Target(
            f"{name}, worst kind ({worst}), {percentile}", figure, _MOST_OF_A_KIND, size, meant
        )


def _three_fields(runs: _Runs) -> Iterator[Target]:
    found = runs.asked(THREE_FIELDS, meant := 50_000)
    if found is not None:
        size, ours, theirs = found
        quotients = ratios(ours, theirs, KINDS)
        name = "÷ tantivy, three fields"
        yield from _percentiles(name, quotients, _MOST_THREE_FIELDS, size, meant)


def _percentiles(
    name: str, figures: Ratios, bounds: Sequence[float], size: int, meant_for: int
) -> Iterator[Target]:
    for percentile, figure, bound in zip(("p50", "p95", "p99"), figures.all, bounds, strict=True):
        yield Target(f"{name}, {percentile}", figure, bound, size, meant_for)


def _extras(extras: Extras) -> Iterator[Target]:
    found, size, meant = extras.searching, extras.articles, 50_000
    ratio = found.unaccented.p50 / found.accented.p50
    yield Target("AND without accents ÷ with, p50", ratio, _MOST_BARE, size, meant)
    name = f"/api/search with ten snippets, {extras.served.load.threads} clients, requests/s"
    rate = extras.served.load.per_second
    yield Target(name, rate, _LEAST_REQUESTS, size, meant, more_is_better=True)
    yield Target("/search, p95, ms", found.page.p95, _MOST_PAGE_P95_MS, size, meant)
    ratio = found.page.p50 / (found.page.p50 - found.key_terms_beside)
    yield Target("/search with key terms ÷ without, p50", ratio, _MOST_FOR_KEY_TERMS, size, meant)


def _process(runs: _Runs, extras: Extras | None) -> Iterator[Target]:
    found = runs.asked(OURS, meant := 1_000_000)
    if found is None:
        return
    size, ours, _ = found
    rates = {load.threads: load.per_second for load in ours.loads}
    if {1, 4} <= rates.keys():
        name, rate = "four threads ÷ one, queries/s", rates[4] / rates[1]
        yield Target(name, rate, _LEAST_FOUR_THREADS, size, 50_000, more_is_better=True)
    yield Target("opening, ms", ours.open_ms, _MOST_OPENING_MS, size, meant)
    p95 = _spread_of(ours, KINDS, "warm").p95
    yield Target("all kinds, p95, ms", p95, _MOST_P95_MS, size, meant)
    if ours.after:
        own = ours.after.own_mb
        yield Target("a searching process of its own, MB", own, _MOST_WORKER_MB, size, meant)
    if extras and extras.served.workers:
        own = max(worker.own_mb for worker in extras.served.workers)
        yield Target("a worker of the site of its own, MB", own, _MOST_WORKER_MB, size, meant)


def _indexing(runs: _Runs) -> Iterator[Target]:
    if found := runs.built(STOCK, meant := 50_000):
        size, ours, theirs = found
        faster = theirs.seconds / ours.seconds
        name = "indexing, times faster than Whoosh + pyvi"
        yield Target(name, faster, _LEAST_FASTER, size, meant, more_is_better=True)
    if found := runs.built(STOCK, meant := 3_000):
        size, ours, theirs = found
        less = theirs.cpu_seconds / ours.cpu_seconds
        name = "indexing, times less CPU than Whoosh + pyvi"
        yield Target(name, less, _LEAST_LESS_CPU, size, meant, more_is_better=True)
    if found := runs.built(THREE_FIELDS, meant := 50_000):
        size, ours, theirs = found
        yield Target("index ÷ tantivy's", ours.disk_mb / theirs.disk_mb, _MOST_DISK, size, meant)
