"""Which nodes does our query tree need that Whoosh 2.7.4 lacks, or has but with a fault?

``AtLeast`` (Whoosh's ``Or`` ignores its ``minmatch``), ``Required`` (Whoosh's ``Require``
builds the matcher that *excludes*), ``Flat`` (Whoosh's constant score reads 0 as 1),
``Published`` (Whoosh's numeric range matches everything when it begins far below the data),
``OneEdit`` (an edit never turns an accented term into a folded one), and
``Excluding`` (Whoosh's ``AndNot`` misses an exclusion that begins before the first match).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from whoosh import matching, query

from index.analysis import BARE_MARK, FOLDED_MARK
from index.schema import UNDATED


class AtLeast(query.Query):  # type: ignore[misc] # Whoosh has no types
    """Articles that match at least ``minimum`` of ``children``; the score is the sum."""

    def __init__(self, minimum: int, children: tuple[query.Query, ...]) -> None:
        self.minimum = minimum
        self.children_ = children
        self.boost = 1.0

    def __repr__(self) -> str:
        return f"AtLeast({self.minimum}, {self.children_!r})"

    def children(self) -> Iterator[query.Query]:
        return iter(self.children_)

    def estimate_size(self, reader: Any) -> int:
        return sum(child.estimate_size(reader) for child in self.children_)

    estimate_min_size = estimate_size

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        size = searcher.reader().doc_count_all()
        matched = np.zeros(size, dtype=np.int64)
        scores = np.zeros(size)
        for child in self.children_:
            matcher = child.matcher(searcher, context)
            while matcher.is_active():
                matched[matcher.id()] += 1
                scores[matcher.id()] += matcher.score()
                matcher.next()
        ids = np.flatnonzero(matched >= self.minimum)
        if not len(ids):
            return matching.NullMatcher()
        return matching.ListMatcher(ids.tolist(), scores[ids].tolist(), scorer=None)


class Required(query.Query):  # type: ignore[misc]
    """Articles that match both; the score is that of ``scored``."""

    def __init__(self, scored: query.Query, required: query.Query) -> None:
        self.scored = scored
        self.required = required
        self.boost = 1.0

    def __repr__(self) -> str:
        return f"Required({self.scored!r}, {self.required!r})"

    def children(self) -> Iterator[query.Query]:
        return iter((self.scored, self.required))

    def estimate_size(self, reader: Any) -> int:
        return int(self.required.estimate_size(reader))

    estimate_min_size = estimate_size

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        return matching.RequireMatcher(
            self.scored.matcher(searcher, context), self.required.matcher(searcher, context)
        )


class Excluding(query.Query):  # type: ignore[misc]
    """Articles that match ``scored`` and not ``unwanted``; the score is that of ``scored``."""

    def __init__(self, scored: query.Query, unwanted: query.Query) -> None:
        self.scored = scored
        self.unwanted = unwanted
        self.boost = 1.0

    def __repr__(self) -> str:
        return f"Excluding({self.scored!r}, {self.unwanted!r})"

    def children(self) -> Iterator[query.Query]:
        return iter((self.scored, self.unwanted))

    def estimate_size(self, reader: Any) -> int:
        return int(self.scored.estimate_size(reader))

    estimate_min_size = estimate_size

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        unwanted = set(self.unwanted.matcher(searcher, context).all_ids())
        ids: list[int] = []
        scores: list[float] = []
        matcher = self.scored.matcher(searcher, context)
        while matcher.is_active():
            if matcher.id() not in unwanted:
                ids.append(matcher.id())
                scores.append(matcher.score())
            matcher.next()
        return matching.ListMatcher(ids, scores) if ids else matching.NullMatcher()


class Flat(query.Query):  # type: ignore[misc]
    """Articles that match ``child``, each with the same ``score``."""

    def __init__(self, child: query.Query, score: float = 1.0) -> None:
        self.child = child
        self.score = score
        self.boost = 1.0

    def __repr__(self) -> str:
        return f"Flat({self.child!r}, {self.score})"

    def children(self) -> Iterator[query.Query]:
        return iter((self.child,))

    def estimate_size(self, reader: Any) -> int:
        return int(self.child.estimate_size(reader))

    estimate_min_size = estimate_size

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        ids = sorted(set(self.child.matcher(searcher, context).all_ids()))
        if not ids:
            return matching.NullMatcher()
        return matching.ListMatcher(ids, [self.score] * len(ids))


class Published(query.Query):  # type: ignore[misc]
    """Dated articles whose ``published`` lies between two minutes, both included; score 0."""

    def __init__(self, first: int, last: int) -> None:
        self.first = max(first, UNDATED + 1)
        self.last = last
        self.boost = 1.0

    def __repr__(self) -> str:
        return f"Published({self.first}, {self.last})"

    def is_leaf(self) -> bool:
        return True

    def estimate_size(self, reader: Any) -> int:
        return int(reader.doc_count())

    estimate_min_size = estimate_size

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        reader = searcher.reader()
        column = reader.column_reader("published")
        ids = [
            number
            for number in range(reader.doc_count_all())
            if self.first <= column[number] <= self.last and not reader.is_deleted(number)
        ]
        return matching.ListMatcher(ids, [0.0] * len(ids)) if ids else matching.NullMatcher()


class OneEdit(query.FuzzyTerm):  # type: ignore[misc]
    """Terms one edit away from ``text``, folded ones for a folded term, accented for an accented.

    The mark of a folded term is no letter: *đan* is not one edit from the folding of *ân*.
    """

    def __init__(self, field: str, text: str) -> None:
        super().__init__(field, text, maxdist=1, prefixlength=int(text.startswith(FOLDED_MARK)))

    def _btexts(self, reader: Any) -> Iterator[str]:  # which, for all its name, yields str
        folded = self.text.startswith(FOLDED_MARK)
        for term in super()._btexts(reader):
            if term.startswith(FOLDED_MARK) == folded and not term.startswith(BARE_MARK):
                yield term
