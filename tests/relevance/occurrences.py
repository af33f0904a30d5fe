"""Where does a phrase stand?  A brute-force count over all texts that knows no index."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index.analysis import analyse
from relevance.corpus import Text

Numbers = npt.NDArray[np.int64]
"""Numbers of texts, ascending, each once."""

_BOUNDARY = -1  # between two fields


class Occurrences:
    """Every term of all texts in reading order, and where each of them stands."""

    def __init__(self, texts: Sequence[Text]) -> None:
        self._ids = [text.id for text in texts]
        self._number: dict[str, int] = {}
        terms, close = array("i"), bytearray()
        bodies, ends = [], []
        for text in texts:
            self._read(text.title, terms, close)
            bodies.append(len(terms))
            self._read(text.summary, terms, close)
            self._read(text.body, terms, close)
            ends.append(len(terms))
        self._terms = np.frombuffer(terms, np.int32)
        self._is_close = np.frombuffer(close, np.bool_)
        self._bodies, self._ends = np.array(bodies), np.array(ends)
        self._order = np.argsort(self._terms, kind="stable")
        self._sorted = self._terms[self._order]

    def _read(self, field: str, terms: array[int], close: bytearray) -> None:
        """Append the terms of ``field``, and whether only a space stands behind each."""
        end = None
        for token in analyse(field):
            if end is not None:
                close.append(token.start == end + 1 and field[end] == " ")
            terms.append(self._number.setdefault(token.accented, len(self._number)))
            end = token.end
        if end is not None:
            close.append(False)  # a byte
        terms.append(_BOUNDARY)
        close.append(False)

    def holders(
        self, phrase: Sequence[str], *, titles: bool = False, close: bool = False
    ) -> frozenset[str]:
        """The ids of the texts in which the terms stand one behind the other."""
        found = self.numbers(phrase, titles=titles, close=close)
        return frozenset(self._ids[n] for n in found.tolist())

    def numbers(
        self, phrase: Sequence[str], *, titles: bool = False, close: bool = False
    ) -> Numbers:
        """The texts in which the terms stand one behind the other, in their titles too if
        ``titles``; with only a space between if ``close``, else with any signs."""
        if not all(term in self._number for term in phrase):
            return np.empty(0, np.int64)
        numbers = [self._number[term] for term in phrase]
        places = min((self._places(number) - step for step, number in enumerate(numbers)), key=len)
        places = places[(places >= 0) & (places + len(numbers) <= len(self._terms))]
        for step, number in enumerate(numbers):
            places = places[self._terms[places + step] == number]
        for step in range(len(numbers) - 1) if close else ():
            places = places[self._is_close[places + step]]
        texts = np.searchsorted(self._ends, places, side="right")
        if not titles:
            texts = texts[places >= self._bodies[texts]]
        return np.unique(texts)

    def ids(self, numbers: Numbers) -> frozenset[str]:
        """The ids of texts."""
        return frozenset(self._ids[n] for n in numbers.tolist())

    def _places(self, number: int) -> Numbers:
        first, end = np.searchsorted(self._sorted, [number, number + 1])
        return self._order[first:end]
