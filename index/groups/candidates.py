"""Which pairs of articles may be one story?  Found by sorting, never by comparing all with all.

Two articles meet where they agree in one of 16 bands of four values of their signatures (one
pair in a thousand with a Jaccard of .1 does, and 99 in a hundred with .7), or have several sampled
shingles in common.  Where many meet in one place, as pages of one template do, each is paired
with its neighbours in time only.  What is found depends on the articles and on nothing else, such
as the order in which they came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from index.analysis.tokens import ascending
from index.arrays.spool import Spool
from index.arrays.types import (
    Array,
    Bounds,
    IdHashes,
    Int64s,
    Mask,
    Minutes,
    NumberBits,
    Pairs,
    SampledShingles,
    SortKeys,
    TextHashes,
)
from index.groups.decision import MIN_CONTAINMENT, MIN_JACCARD, MIN_JACCARD_CONTAINED
from index.groups.shingles import mixed
from index.groups.signatures import EMPTY, VALUES

BANDS = 16
_ROWS = VALUES // BANDS
_NEIGHBOURS = 16  # that an article is paired with in one place
_MIN_SAMPLES, _MIN_SAMPLED = 2, 0.4  # in common, and as a share of the smaller sample
_DOUBT = 0.11  # of a Jaccard told by 64 values: two standard deviations
_SAMPLES_AT_ONCE = 500_000
_CHUNK = 100_000  # pairs whose signatures are compared at a time
_SHIFT = np.int64(32)
_PLACES_AT_ONCE = 20_000  # lower places whose pairs are counted at a time


@dataclass(frozen=True, slots=True)
class Compared:
    """The living articles of an index, in any order, each known by its place in these arrays.

    ``lengths`` are the syllables of their texts; the samples of article n are
    ``samples[bounds[n]:bounds[n + 1]]``; ``values(places, first, last)`` gives the values of
    signatures from number ``first`` to before ``last``, a row for each of ``places``.
    """

    ids: IdHashes
    texts: TextHashes
    published: Minutes
    title_numbers: NumberBits
    lengths: Int64s
    samples: SampledShingles
    bounds: Bounds
    values: Callable[[Int64s, int, int], Array]


def candidates(articles: Compared, folder: Path) -> Pairs:
    """The pairs that are worth a look at their texts: two places a row, in the order of both.

    ``folder`` has room for what waits on the way.
    """
    by_time = np.lexsort((articles.ids, articles.published))
    pairs = np.concatenate(
        [_in_bands(articles, by_time), _by_samples(articles, by_time, folder)], dtype=np.int64
    )
    pairs = ascending(pairs)
    pairs = pairs[~_differ_in_numbers(articles.title_numbers, *_ends(pairs))]
    kept = [np.zeros(0, np.int64)]
    for start in range(0, len(pairs), _CHUNK):
        part = pairs[start : start + _CHUNK]
        kept.append(part[_may_overlap(articles, *_ends(part))])
    return np.stack(_ends(np.concatenate(kept)), axis=1)


def _ends(pairs: Int64s) -> tuple[Int64s, Int64s]:
    """The two places of each of ``pairs``, the lower first."""
    return pairs >> _SHIFT, pairs & np.int64(0xFFFFFFFF)


def _may_overlap(articles: Compared, first: Int64s, second: Int64s) -> Mask:
    """Which pairs may overlap as much as one story does, as far as their signatures tell."""
    alike = articles.values(first, 0, VALUES) == articles.values(second, 0, VALUES)
    jaccard = np.count_nonzero(alike, axis=1) / VALUES + _DOUBT
    a, b = articles.lengths[first], articles.lengths[second]
    # of two sets with this Jaccard the share of the smaller that the larger has
    contained = jaccard / (1 + jaccard) * (1 + np.maximum(a, b) / np.maximum(1, np.minimum(a, b)))
    may: Mask = (jaccard >= MIN_JACCARD) | (
        (contained >= MIN_CONTAINMENT) & (jaccard >= MIN_JACCARD_CONTAINED)
    )
    return may


def _differ_in_numbers(bits: NumberBits, first: Int64s, second: Int64s) -> Mask:
    a, b = bits[first], bits[second]
    differ: Mask = ((a & ~b) != 0) & ((b & ~a) != 0)
    return differ


def _in_bands(articles: Compared, by_time: Int64s) -> Int64s:
    """The pairs that agree in a band."""
    found = [np.zeros(0, np.int64)]
    for band in range(BANDS):
        values = articles.values(by_time, band * _ROWS, (band + 1) * _ROWS)
        has_text = values[:, 0] != EMPTY
        places = by_time[has_text]
        keys = _joined(values[has_text])
        found.append(ascending(np.concatenate([*_neighbours(keys, places)])))
    return ascending(np.concatenate(found))


def _joined(values: Array) -> SortKeys:
    """A number for each row of ``values``: equal for equal rows, and else hardly ever."""
    keys = np.zeros(len(values), np.uint64)
    for column in values.T:
        keys = mixed(keys + column.astype(np.uint64) + np.uint64(1))
    return keys


def _by_samples(articles: Compared, by_time: Int64s, folder: Path) -> Int64s:
    """The pairs that have enough sampled shingles in common."""
    sizes = np.diff(articles.bounds)
    found = [np.zeros(0, np.int64)]
    for met in by_lower_place(_met_in_samples(articles, by_time), len(by_time), folder):
        pairs, common = np.unique(met, return_counts=True)
        enough = common >= _MIN_SAMPLES
        pairs, common = pairs[enough], common[enough]
        first, second = _ends(pairs)
        smaller = np.minimum(sizes[first], sizes[second])
        found.append(pairs[common >= _MIN_SAMPLED * smaller])
    return np.concatenate(found)


def _met_in_samples(articles: Compared, by_time: Int64s) -> Iterator[Int64s]:
    """The pairs that have a sampled shingle in common, once for each of these.

    Looked at are a range of shingles at a time, each of which takes some 60 bytes.
    """
    rank = np.empty(len(by_time), np.int64)
    rank[by_time] = np.arange(len(by_time))
    ranges = 1 + len(articles.samples) // _SAMPLES_AT_ONCE
    limits = [2**32 * n // ranges for n in range(ranges + 1)]
    for low, high in pairwise(limits):
        chosen = np.flatnonzero((articles.samples >= low) & (articles.samples < high))
        owners = rank[np.searchsorted(articles.bounds, chosen, "right") - 1].astype(np.uint64)
        joined = np.sort(articles.samples[chosen].astype(np.uint64) << np.uint64(32) | owners)
        places = by_time[(joined & np.uint64(0xFFFFFFFF)).astype(np.int64)]
        yield from _neighbours(joined >> np.uint64(32), places)


def by_lower_place(
    parts: Iterable[Int64s], places: int, folder: Path, at_once: int = _PLACES_AT_ONCE
) -> Iterator[Int64s]:
    """Yield all pairs of ``parts`` anew, those of ``at_once`` lower ``places`` together.

    Articles that quote each other, as those of one template do, make many times as many pairs as
    there are articles; what is not in hand waits in files without a name in ``folder``.
    """
    ranges = 1 + places // at_once
    with ExitStack() as stack:
        waiting = [stack.enter_context(Spool(folder)) for _ in range(ranges)]
        for part in parts:
            own = _ends(part)[0] // at_once
            order = np.argsort(own, kind="stable")
            limits = np.searchsorted(own[order], np.arange(ranges + 1)).tolist()
            for spool, (begin, end) in zip(waiting, pairwise(limits), strict=True):
                spool.add(part[order[begin:end]])
        for spool in waiting:
            yield np.concatenate([np.zeros(0, np.int64), *spool.parts(np.int64)])


def _neighbours(keys: SortKeys, places: Int64s) -> Iterator[Int64s]:
    """The pairs of ``places`` with equal ``keys`` that are near each other, each pair as one
    number, the lower place in its upper half."""
    yield np.zeros(0, np.int64)
    order = np.argsort(keys, kind="stable")
    keys, places = keys[order], places[order]
    # Only what has its like at all is looked at again, farther and farther away.
    starts = np.arange(len(keys))
    for step in range(1, _NEIGHBOURS + 1):
        starts = starts[starts + step < len(keys)]
        starts = starts[keys[starts] == keys[starts + step]]
        if not len(starts):
            return
        a, b = places[starts], places[starts + step]
        yield np.minimum(a, b) << _SHIFT | np.maximum(a, b)
