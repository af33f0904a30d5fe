"""How often has an article a term, or a pair of neighbours, in all its texts together?

As :mod:`index.scoring` counts it, ``tf'``: an occurrence in the title is worth more than one in the
body, and in a long text less.  The average lengths, which that goes by, are baked in.

What an article has once, in its body alone, is worth the same as whatever else it has so; that one
number (``body_worth``) stands for it, and four of five need not be kept.  Nor need the accented
forms of what has one alone: with and without accents it is worth the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.analysis.tokens import Tokens
from index.arrays.types import Array, Int64s, Mask
from index.article import TEXT_FIELDS
from index.scoring import FIELD_WEIGHTS, B

_BODY = TEXT_FIELDS.index("body")
OWNER_BITS = np.int64(44)
"""Behind the number of an article there is room for that of a thing: a term, or a pair of them."""
_BITS = 9  # that the cluster keeps of each number, cutting off what is behind


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Every place of some articles where something stands: the number ``things[i]`` of it, the
    article ``owners[i]`` and the text ``fields[i]``, a place in ``TEXT_FIELDS``."""

    things: Int64s
    owners: Int64s
    fields: Int64s

    def at(self, places: Mask | Int64s) -> Occurrences:
        """Some of the places."""
        return Occurrences(self.things[places], self.owners[places], self.fields[places])

    def numbered(self, numbers: Int64s) -> Occurrences:
        """All of the places, where the thing n has the number ``numbers[n]``."""
        return Occurrences(numbers[self.things], self.owners, self.fields)


@dataclass(frozen=True, slots=True)
class Worth:
    """What things are worth in articles: ``owners[i]``, which ascend, has ``things[i]``, worth
    ``worth[i]``, ``counts[i]`` times, the first of them in the text ``fields[i]``."""

    things: Int64s
    owners: Int64s
    worth: Array
    counts: Int64s
    fields: Int64s

    @property
    def keys(self) -> Int64s:
        """A number for each thing of each article, ascending."""
        return self.owners << OWNER_BITS | self.things

    @property
    def told(self) -> Worth:
        """All but what stands once in an article, and in its body."""
        return self.where((self.counts > 1) | (self.fields != _BODY))

    @property
    def repeated(self) -> Worth:
        """What stands several times in an article."""
        return self.where(self.counts > 1)

    def where(self, kept: Mask) -> Worth:
        """Some of the things."""
        return Worth(
            self.things[kept],
            self.owners[kept],
            self.worth[kept],
            self.counts[kept],
            self.fields[kept],
        )

    def numbered(self, number: Callable[[Int64s], Int64s]) -> Worth:
        """All of them, with other numbers for the things."""
        return replace(self, things=number(self.things))

    def are_in(self, keys: Int64s) -> Mask:
        """Which of the things are among ``keys``, which ascend."""
        return _at(self.keys, keys) >= 0

    def differing(self, other: Worth) -> Worth:
        """What is not worth the same in ``other``."""
        at = _at(self.keys, other.keys)
        same = at >= 0
        same[same] = other.worth[at[same]] == self.worth[same]
        return self.where(~same)


class Forms:
    """Which things without accents have one accented form alone in an article, by all ``accented``
    ones that it has; ``fold`` takes the accents off."""

    def __init__(self, accented: Worth, fold: Callable[[Int64s], Int64s]) -> None:
        keys = np.sort(accented.numbered(fold).keys)
        is_first = np.diff(keys, prepend=-1) != 0
        self._fold = fold
        self._single = keys[is_first & np.append(is_first[1:], True)] if len(keys) else keys

    def apart(self, accented: Worth, folded: Worth) -> tuple[Worth, Worth, Worth]:
        """Of ``accented`` things what is one of several forms; and of ``folded`` ones what has one
        form, which is worth the same, and what has several."""
        has_one = folded.are_in(self._single)
        is_one = accented.numbered(self._fold).are_in(self._single)
        return accented.where(~is_one), folded.where(has_one), folded.where(~has_one)


def _at(keys: Int64s, ascending: Int64s) -> Int64s:
    """Where each of ``keys`` is in ``ascending``; -1 where it is not."""
    if not len(ascending):
        return np.full(len(keys), -1)
    at = np.minimum(np.searchsorted(ascending, keys), len(ascending) - 1)
    found: Int64s = np.where(ascending[at] == keys, at, -1)
    return found


class Scale:
    """What one occurrence is worth in each text of each article, by its length in syllables."""

    def __init__(self, fields: Mapping[str, Tokens], averages: Mapping[str, float]) -> None:
        rows = []
        for name in TEXT_FIELDS:
            lengths = syllable_counts(fields[name])
            b, average = B[name], averages[name] or 1.0
            rows.append(FIELD_WEIGHTS[name] / (1 - b + b * lengths / average))
        self._worth = np.array(rows)

    def of(self, name: str) -> Array:
        """What one occurrence is worth in the text ``name`` of each article."""
        return _rounded(self._worth[TEXT_FIELDS.index(name)])

    def add_up(self, places: Occurrences) -> Worth:
        """What things are worth in each article."""
        keys = places.owners << OWNER_BITS | places.things
        order = np.argsort(keys, kind="stable")
        keys, places = keys[order], places.at(order)
        begins = np.flatnonzero(np.diff(keys, prepend=-1))
        each = self._worth[places.fields, places.owners]
        sums = np.add.reduceat(each, begins) if len(begins) else each
        counts: Int64s = np.diff(begins, append=len(keys))
        first = places.at(begins)
        return Worth(first.things, first.owners, _rounded(sums), counts, first.fields)


def _rounded(worth: Array) -> Array:
    """``worth`` as near as the cluster keeps numbers: what it cuts off is nothing then."""
    parts, exponents = np.frexp(worth)
    rounded: Array = np.ldexp(np.round(np.ldexp(parts, _BITS)), exponents - _BITS)
    return rounded


def syllable_counts(tokens: Tokens) -> Int64s:
    """How many syllables each article has of a field."""
    before = np.append(0, np.cumsum(tokens.ordinals > 0))
    counts: Int64s = before[tokens.bounds[1:]] - before[tokens.bounds[:-1]]
    return counts


def average_lengths(several: Sequence[Mapping[str, Tokens]]) -> dict[str, float]:
    """The average length of each text, of all the articles of ``several`` batches' fields."""
    averages = {}
    for name in TEXT_FIELDS:
        counts = [syllable_counts(fields[name]) for fields in several]
        every = np.concatenate([np.zeros(0, np.int64), *counts])
        averages[name] = float(every.mean()) if len(every) else 0.0
    return averages
