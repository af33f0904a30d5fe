"""What has only this project?  Snippets, queries without accents, fast opening, pyvi's words."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from pyvi import ViTokenizer

from bench.engines.timbao import typed
from bench.measure import spread
from bench.queries import without_accents
from bench.shapes import Query, Searching, Segmenting, Spread
from bench.texts import Texts, decode_record, read
from index.vietnamese import segment_batch
from search import SearchRequest, open_engine

_OPENINGS = 5
_SEGMENTED = 1000


def searching(index: Path, queries: Sequence[Query]) -> Searching:
    """Opening without imports, searches with ten snippets, searches as typed on a phone."""
    _open_and_search(index)  # imports
    open_ms = statistics.median(_open_and_search(index) for _ in range(_OPENINGS))
    unaccented = [SearchRequest(typed(q), highlight=False) for q in without_accents(queries)]
    return Searching(
        open_ms=open_ms,
        snippets=_times(index, [SearchRequest(typed(query)) for query in queries]),
        unaccented=_times(index, unaccented),
    )


def _open_and_search(index: Path) -> float:
    started = time.perf_counter()
    engine = open_engine(index)
    engine.search(SearchRequest())
    taken = (time.perf_counter() - started) * 1000
    engine.close()
    return taken


def _times(index: Path, requests: Sequence[SearchRequest]) -> Spread:
    """Of a second pass over the requests."""
    engine = open_engine(index)
    for request in requests:
        engine.search(request)
    times = []
    for request in requests:
        started = time.perf_counter()
        engine.search(request)
        times.append((time.perf_counter() - started) * 1000)
    engine.close()
    return spread(times)


def segmenting(texts: Texts) -> Segmenting:
    """pyvi one line at a time, as it comes, and the batch form of the same."""
    records = [decode_record(document) for document, _ in islice(read(texts), _SEGMENTED)]
    parts = (part for r in records for part in (r.title, r.summary, *r.body.split("\n")))
    lines = [line for line in parts if line.strip()]
    ViTokenizer.tokenize(lines[0])
    segment_batch(lines[:1])  # loads its model
    started = time.perf_counter()
    theirs = [ViTokenizer.tokenize(line) for line in lines]
    pyvi_done = time.perf_counter()
    own = segment_batch(lines)
    own_done = time.perf_counter()
    texts_of_own = [own.text(n) for n in range(len(lines))]
    return Segmenting(
        articles=len(records),
        pyvi_seconds=pyvi_done - started,
        own_seconds=own_done - pyvi_done,
        own_text_seconds=time.perf_counter() - pyvi_done,
        same_lines=sum(map(str.__eq__, theirs, texts_of_own)),
        lines=len(lines),
    )
