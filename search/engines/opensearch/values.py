"""Which values has a facet, and how is each spelt?  All spellings of one as one value.

The cluster keeps values as they were published (:mod:`search.facet_values` says which are one), so
they are put together here: there are few, however many articles there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from index.cluster.mapping import value_field
from index.vietnamese import collation_key
from search.engines.opensearch.dsl import EVERY, Query, any_of, exists, terms, without
from search.facet_values import FacetName, keys_of, spelling_of, value_key
from search.results import FacetValue


@dataclass(frozen=True)
class ValueTable:
    """One facet: by the key of each value its ``spellings``, and how many articles have each;
    ``""`` is that of articles without a value."""

    name: FacetName
    spellings: Mapping[str, Mapping[str, int]]

    @classmethod
    def of(cls, name: FacetName, counts: Mapping[str, int]) -> ValueTable:
        """The table of values of which so many articles have each spelling."""
        spellings: dict[str, dict[str, int]] = {}
        for value, count in counts.items():
            spellings.setdefault(value_key(name, value), {})[value] = count
        return cls(name, spellings)

    @property
    def size(self) -> int:
        """How many spellings there are."""
        return sum(map(len, self.spellings.values()))

    @cached_property
    def shown(self) -> Mapping[str, str]:
        """By key how a value is shown, in alphabetical order."""
        values = {key: spelling_of(self.name, own) for key, own in self.spellings.items()}
        ordered = sorted(values, key=lambda key: (collation_key(values[key]), key))
        return {key: values[key] for key in ordered}

    def fold(self, counts: Iterable[tuple[str, int]]) -> Counter[str]:
        """By key how many articles have a value, of ``counts`` by spelling."""
        folded: Counter[str] = Counter()
        for value, count in counts:
            folded[value_key(self.name, value)] += count
        return folded

    def most_frequent(self, counts: Mapping[str, int]) -> list[str]:
        """The keys that have any of ``counts``: the most frequent first, then by alphabet."""
        present = [key for key in self.shown if counts.get(key)]
        return sorted(present, key=lambda key: -counts[key])

    def listed(
        self,
        counts: Mapping[str, int],
        selected: tuple[str, ...] = (),
        left_out: tuple[str, ...] = (),
    ) -> tuple[FacetValue, ...]:
        """The values that any article has, and those that are selected or left out."""
        found = {self.shown[key]: counts[key] for key in self.most_frequent(counts)}
        chosen, excluded = set(map(self._spelt, selected)), set(map(self._spelt, left_out))
        for value in sorted(chosen | excluded, key=collation_key):
            found.setdefault(value, 0)
        return tuple(
            FacetValue(value, count, value in chosen, value in excluded)
            for value, count in found.items()
        )

    def chosen(self, wanted: Iterable[str], unwanted: Iterable[str] = ()) -> Query:
        """What has any of the ``wanted`` values, however these are spelt, or anything if none are;
        and none of the ``unwanted`` ones."""
        keys, excluded = keys_of(self.name, wanted), keys_of(self.name, unwanted)
        found = self._having(keys) if keys else EVERY
        return without(found, [self._having(excluded)]) if excluded else found

    def _having(self, keys: Iterable[str]) -> Query:
        field = value_field(self.name)
        values = [value for key in keys if key for value in self.spellings.get(key, ())]
        found = [terms(field, values)] if values else []
        return any_of([*found, without(EVERY, [exists(field)])] if "" in keys else found)

    def _spelt(self, value: str) -> str:
        return self.shown.get(value_key(self.name, value), value)
