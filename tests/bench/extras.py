"""What has only this project?  Snippets, queries without accents, fast opening, pyvi's words."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from urllib.parse import quote

from pyvi import ViTokenizer

from bench.engines.timbao import request, typed
from bench.measure import spread
from bench.queries import without_accents
from bench.shapes import Query, Searching, Segmenting, Spread
from bench.texts import Texts, decode_record, read
from index.vietnamese import segment_batch
from search import SearchRequest, open_engine
from web import create_app
from web.pages.results import MAX_TERMS, MAX_TYPED

_OPENINGS = 5
_SEGMENTED = 1000


def searching(index: Path, queries: Sequence[Query]) -> Searching:
    """Opening without imports, searches with ten snippets, searches as typed on a phone."""
    _open_and_search(index)  # imports
    open_ms = statistics.median(_open_and_search(index) for _ in range(_OPENINGS))
    return Searching(
        open_ms=open_ms,
        snippets=_times(index, [SearchRequest(typed(query)) for query in queries]),
        accented=_times(index, [request(q) for q in queries if q.kind == "and"]),
        unaccented=_times(index, [request(q) for q in without_accents(queries)]),
        completing=_of_each(index, _beginnings(queries), "/api/suggest?q={}"),
        similar=_of_each(index, _some_ids(index), "/api/articles/{}/similar"),
        key_terms=_of_each(index, [typed(query) for query in queries], "/api/terms?q={}"),
        page=_of_each(index, [typed(query) for query in queries], "/search?q={}"),
        key_terms_beside=_key_terms_beside(index, [typed(query) for query in queries]),
    )


def _key_terms_beside(index: Path, queries: Sequence[str]) -> float:
    """How much longer, by the medians, a search of the page takes for its key terms."""
    asked = [SearchRequest(q, alternatives=True) for q in queries]
    with_terms = [replace(one, terms=MAX_TERMS + MAX_TYPED) for one in asked]
    return _times(index, with_terms).p50 - _times(index, asked).p50


def _beginnings(queries: Sequence[Query]) -> list[str]:
    """What stands in the search box while the queries are typed, with accents and without."""
    whole = [" ".join(query.words) for query in [*queries, *without_accents(queries)]]
    return list(dict.fromkeys(text[:end] for text in whole for end in range(1, len(text) + 1)))


def _some_ids(index: Path) -> list[str]:
    with open_engine(index) as engine:
        hits = engine.search(SearchRequest(size=100, highlight=False)).hits
    return [hit.id for hit in hits]


def _of_each(index: Path, values: Sequence[str], path: str) -> Spread:
    """The whole answer of the site to ``path`` with each of ``values``, without a network."""
    client = create_app({"INDEX": str(index)}).test_client()
    times = []
    for value in [*values[:1], *values]:
        started = time.perf_counter()
        client.get(path.format(quote(value, safe="")))
        times.append((time.perf_counter() - started) * 1000)
    return spread(times[1:])


def _open_and_search(index: Path) -> float:
    started = time.perf_counter()
    with open_engine(index) as engine:
        engine.search(SearchRequest())
        return (time.perf_counter() - started) * 1000


def _times(index: Path, requests: Sequence[SearchRequest]) -> Spread:
    """Of a second pass over the requests."""
    with open_engine(index) as engine:
        for one in requests:
            engine.search(one)
        times = []
        for one in requests:
            started = time.perf_counter()
            engine.search(one)
            times.append((time.perf_counter() - started) * 1000)
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
