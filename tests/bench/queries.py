"""Which questions are asked?  Syllables side by side in real titles, the same for every engine.

Only syllables with accents: one without stands for all its accents in this project and for
itself elsewhere, so engines would be asked different questions.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import islice

from bench.shapes import KINDS, Kind, Query
from bench.texts import Texts, read
from index.vietnamese import fold, has_accents

SEED = 20_160_512

_LENGTHS: dict[Kind, tuple[int, ...]] = {
    "term": (1,),
    "and": (2, 3),
    "or": (2, 3),
    "phrase": (2, 3, 4),
    "prefix": (1,),
}
_TRIES = 50  # per query wanted; a small corpus has fewer different ones


def draw(texts: Texts, count: int) -> list[Query]:
    """Up to ``count`` different queries of each kind."""
    originals = islice(read(texts), texts.originals)  # copies have the same titles
    titles = [syllables.title.split() for _, syllables in originals]
    chooser = random.Random(SEED)
    return [query for kind in KINDS for query in _of_kind(kind, titles, count, chooser)]


def _of_kind(
    kind: Kind, titles: Sequence[list[str]], count: int, chooser: random.Random
) -> list[Query]:
    found: dict[tuple[str, ...], Query] = {}
    for _ in range(count * _TRIES):
        if len(found) == count:
            break
        words = _window(chooser.choice(titles), chooser.choice(_LENGTHS[kind]), chooser)
        if words and all(map(has_accents, words)):
            words = (words[0][:2],) if kind == "prefix" else words
            found[words] = Query(kind, words)
    return list(found.values())


def _window(title: list[str], length: int, chooser: random.Random) -> tuple[str, ...]:
    if len(title) < length:
        return ()
    start = chooser.randrange(len(title) - length + 1)
    return tuple(title[start : start + length])


def without_accents(queries: Sequence[Query]) -> Iterator[Query]:
    """The AND queries as somebody types them on a phone."""
    for query in queries:
        if query.kind == "and":
            yield Query("and", tuple(map(fold, query.words)))
