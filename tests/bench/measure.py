"""How long does an answer take?  Runs in the process of one engine, over one opened index.

Cold: every query once, right after opening, the index dropped from the system's cache of
files where it can be.  Warm: the same queries in other orders, the median of the passes
per query.  An engine that kept whole answers to repeat them would gain by that.
"""

from __future__ import annotations

import math
import os
import random
import statistics
import threading
import time
import zlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from bench.engines import Profile, Searcher
from bench.memory import memory
from bench.shapes import Answer, Asked, Load, Query, Spread, Timing

_PASSES = 3
_PASSES_BUDGET_S = 120.0  # after this much of warm passes there is no further one
CAN_DROP_CACHE = hasattr(os, "posix_fadvise")


def ask(profile: Profile, folder: Path, queries: Sequence[Query], seconds: float) -> Asked:
    """Everything about one engine and one index."""
    engine = profile.load()
    drop_from_cache(folder)
    started = time.perf_counter()
    searcher = engine.open(folder)
    open_ms = (time.perf_counter() - started) * 1000
    opened = memory()
    asked = [query for query in queries if query.kind in profile.kinds]
    cold = _pass(searcher, asked, 0)
    warm = _warm(searcher, asked)
    after = memory()
    loads = tuple(hammer(searcher, asked, n, seconds) for n in (1, 4)) if profile.threads else ()
    answers = _as_peers(searcher, cold)
    return Asked(
        open_ms=open_ms,
        opened=opened,
        after=after,
        timings=tuple(
            _timing(query, cold[query][0], [times[query] for times in warm], answers[query])
            for query in asked
        ),
        loads=loads,
        passes=len(warm),
    )


def drop_from_cache(folder: Path) -> None:
    """Ask the system to forget what it keeps of the files; it may decline."""
    if not CAN_DROP_CACHE:
        return
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file, suppress(OSError):
                os.fsync(file.fileno())  # what is not yet written cannot be dropped
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _pass(
    searcher: Searcher, queries: Sequence[Query], order: int
) -> dict[Query, tuple[float, Answer]]:
    """Milliseconds and answer of every query; ``order`` seeds which comes when."""
    found: dict[Query, tuple[float, Answer]] = {}
    for query in random.Random(order).sample(queries, len(queries)):
        started = time.perf_counter()
        answer = searcher.search(query)
        found[query] = (time.perf_counter() - started) * 1000, answer
    return found


def _as_peers(searcher: Searcher, found: dict[Query, tuple[float, Answer]]) -> dict[Query, Answer]:
    """What is compared of every answer; where it is another one than was ``found``, it is asked
    for without a clock."""
    literal = searcher.as_peers()
    if literal is searcher:
        return {query: answer for query, (_, answer) in found.items()}
    return {query: literal.search(query) for query in found}


def _warm(searcher: Searcher, queries: Sequence[Query]) -> list[dict[Query, float]]:
    started = time.perf_counter()
    passes: list[dict[Query, float]] = []
    while len(passes) < _PASSES:
        found = _pass(searcher, queries, len(passes) + 1)
        passes.append({query: ms for query, (ms, _) in found.items()})
        if time.perf_counter() - started > _PASSES_BUDGET_S:
            break
    return passes


def _timing(query: Query, cold_ms: float, warm_ms: Sequence[float], answer: Answer) -> Timing:
    facets = repr((sorted(answer.categories.items()), sorted(answer.months.items())))
    return Timing(
        query=query,
        cold_ms=cold_ms,
        warm_ms=statistics.median(warm_ms),
        total=answer.total,
        facets=zlib.crc32(facets.encode()),
        wider=answer.wider,
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` of them do not exceed."""
    return sorted(values)[max(math.ceil(len(values) * share) - 1, 0)]


def spread(milliseconds: Sequence[float]) -> Spread:
    """p50, p95 and p99."""
    return Spread(*(percentile(milliseconds, share) for share in (0.5, 0.95, 0.99)))


def hammer(searcher: Searcher, queries: Sequence[Query], threads: int, seconds: float) -> Load:
    """Ask from ``threads`` threads at once, each beginning elsewhere in the queries."""
    mixed = random.Random(threads).sample(queries, len(queries))

    def asker(number: int) -> Callable[[int], object]:
        own = searcher.for_thread()
        first = number * len(mixed) // threads
        return lambda turn: own.search(mixed[(first + turn) % len(mixed)])

    return load_of(threads, *repeat([asker(number) for number in range(threads)], seconds))


def load_of(threads: int, milliseconds: Sequence[float], seconds: float, errors: int = 0) -> Load:
    """What ``milliseconds`` of single answers within ``seconds`` say."""
    return Load(
        threads=threads,
        per_second=len(milliseconds) / seconds,
        p50_ms=percentile(milliseconds, 0.5),
        p95_ms=percentile(milliseconds, 0.95),
        errors=errors,
    )


def repeat(askers: Sequence[Callable[[int], object]], seconds: float) -> tuple[list[float], float]:
    """Call every asker over and over, each in a thread of its own, until the time is up.

    Returns the milliseconds of every call, and the seconds that all took.
    """
    times: list[list[float]] = [[] for _ in askers]
    start = threading.Barrier(len(askers))

    def run(asker: Callable[[int], object], mine: list[float]) -> None:
        start.wait()
        now = time.perf_counter()
        end = now + seconds
        while now < end:
            asker(len(mine))
            before, now = now, time.perf_counter()
            mine.append((now - before) * 1000)

    started = time.perf_counter()
    with ThreadPoolExecutor(len(askers)) as pool:
        for done in [pool.submit(run, *pair) for pair in zip(askers, times, strict=True)]:
            done.result()
    taken = time.perf_counter() - started
    return [ms for mine in times for ms in mine], taken
