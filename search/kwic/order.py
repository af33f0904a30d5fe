"""In which order do the lines of a concordance stand, and which come first?

By the words on one side, the one next to the hit first, as Vietnamese dictionaries order them and
whatever their capitals; a line that ends before another one goes on comes before it.  Lines alike
stay in the order that they come in.

Only twice as many are kept as are wanted, and most of a common word's lines are passed over by the
one word next to the hit: it comes behind those of all that are kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter

from index.vietnamese import collation_key
from index.vietnamese.collation import CollationKey
from search.concordance import ContextSort
from search.kwic.lines import Line, words_before, words_behind

_Key = list[CollationKey]


def first_in_order(lines: Iterable[Line], sort: ContextSort, width: int, limit: int) -> list[Line]:
    """The first ``limit`` of ``lines`` by ``width`` words of their left or right side."""
    words = words_before if sort == "left" else words_behind
    keys = _Keys()

    def key(line: Line, count: int) -> _Key:
        return [keys[one] for one in words(line, count)]

    kept: list[tuple[_Key, Line]] = []
    last: _Key | None = None  # of what is kept, where that is enough
    for line in lines:
        if last is not None and key(line, min(width, 1)) > last[:1]:
            continue
        kept.append((key(line, width), line))
        if len(kept) == 2 * limit:
            kept.sort(key=itemgetter(0))  # which leaves those alike in their order
            del kept[limit:]
            last = kept[-1][0]
    kept.sort(key=itemgetter(0))
    return [line for _, line in kept[:limit]]


class _Keys(dict[str, CollationKey]):
    """A word as written → what it is sorted by, made when it first comes."""

    def __missing__(self, surface: str) -> CollationKey:
        key = self[surface] = collation_key(surface.lower())
        return key
