"""How fast is it?  Index a corpus and time query classes: ``make bench CORPUS=articles.jsonl``.

Prints a Markdown table: indexing rate, then the median and 95th percentile of whole
``search()`` calls (ten highlighted hits, exact total, three facets) per class of query.
Nothing here passes or fails: read ratios from one run, machines differ.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from index.build import Plan, reindex
from index.readers import ReadOptions
from index.vietnamese import fold, syllables
from search import SearchRequest, open_engine
from search.engine import Engine

_QUERIES = 30  # per class
_SEED = 20_160_512


def main(sources: list[str]) -> None:
    """Index ``sources`` into a temporary folder and time queries made from their titles."""
    with tempfile.TemporaryDirectory() as folder:
        report = reindex(Plan(Path(folder), tuple(sources), ReadOptions(), fresh=True, jobs=2))
        rate = report.articles / report.seconds
        print(f"{report.articles:,} articles indexed in {report.seconds:.1f} s ({rate:.0f}/s)\n")
        engine = open_engine(folder)
        try:
            _time_queries(engine)
        finally:
            engine.close()


def _time_queries(engine: Engine) -> None:
    titles = [[s.surface for s in syllables(a.title)] for a in engine.stream(SearchRequest())]
    titles = [title for title in titles if len(title) >= 4]
    engine.search(SearchRequest("làm nóng máy"))  # loads pyvi, once a process
    print("| query class | p50 ms | p95 ms |\n| --- | ---: | ---: |")
    for name, make in _CLASSES.items():
        chooser = random.Random(_SEED)
        queries = [make(chooser.choice(titles)) for _ in range(_QUERIES)]
        times = sorted(_milliseconds(engine, q) for q in queries)
        p95 = times[int(len(times) * 0.95)]
        print(f"| {name} | {statistics.median(times):.1f} | {p95:.1f} |")


def _milliseconds(engine: Engine, q: str) -> float:
    started = time.perf_counter()
    engine.search(SearchRequest(q))
    return (time.perf_counter() - started) * 1000


_CLASSES: dict[str, Callable[[list[str]], str]] = {
    "one word": lambda title: title[0],
    "two words (AND)": lambda title: " ".join(title[:2]),
    "two words, no accents": lambda title: fold(" ".join(title[:2])),
    "either of two (OR)": lambda title: " OR ".join(title[:2]),
    "phrase of three": lambda title: '"' + " ".join(title[:3]) + '"',
    "prefix": lambda title: title[0][:2] + "*",
    "whole title": " ".join,
}

if __name__ == "__main__":
    main(sys.argv[1:])
