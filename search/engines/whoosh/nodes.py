"""Which nodes does our query tree need that Whoosh 2.7.4 lacks, or has but with a fault?

``Word`` and ``Neighbours`` are scored over all text fields at once.  ``Flat`` (Whoosh's constant
score reads 0 as 1), ``Published`` (Whoosh's numeric range matches everything when it begins
far below the data), ``OneEdit`` (an edit never turns an accented term into a folded one), and
``Excluding`` (Whoosh's ``AndNot`` misses an exclusion that begins before the first match).

They only say what is meant: :mod:`search.engines.whoosh.matching.evaluator` finds the articles.
Where one stands below a node that only Whoosh can evaluate, :class:`Given` takes its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from whoosh import matching, query

from search.engines.whoosh.matching.matches import Matches
from search.query.variants import Variants


class Own(query.Query):  # type: ignore[misc] # Whoosh has no types
    """A node of this project."""

    boost = 1.0

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"{type(self).__name__}({values})"

    def estimate_size(self, reader: Any) -> int:
        return int(reader.doc_count())

    estimate_min_size = estimate_size


class Word(Own):
    """One word in any text field, scored by BM25F: any of its ``variants``, or any of ``phrases``,
    terms one right behind the other that count as if they were one word."""

    def __init__(
        self, variants: Variants, phrases: tuple[tuple[str, ...], ...] = (), boost: float = 1.0
    ) -> None:
        self.variants, self.phrases, self.boost = variants, phrases, boost

    def is_leaf(self) -> bool:
        return True


def row(terms: Sequence[str], boost: float = 1.0) -> Word:
    """``terms`` one right behind the other, as if they were one word."""
    if len(terms) == 1:
        return Word(((terms[0], 1.0),), boost=boost)
    return Word((), (tuple(terms),), boost)


class Neighbours(Own):
    """A term and another one right behind it, in any text field, with nothing but a space
    between; scored by BM25F as if the two were one word."""

    def __init__(self, first: str, second: str) -> None:
        self.first, self.second = first, second

    def is_leaf(self) -> bool:
        return True


class Excluding(Own):
    """Articles that match ``scored`` and not ``unwanted``; the score is that of ``scored``."""

    def __init__(self, scored: query.Query, unwanted: query.Query) -> None:
        self.scored = scored
        self.unwanted = unwanted

    def children(self) -> Iterator[query.Query]:
        return iter((self.scored, self.unwanted))


class Flat(Own):
    """Articles that match ``child``, each with the same ``score``."""

    def __init__(self, child: query.Query, score: float = 1.0) -> None:
        self.child = child
        self.score = score

    def children(self) -> Iterator[query.Query]:
        return iter((self.child,))


class Published(Own):
    """Dated articles whose day of publication lies between two, both included; score 0.

    Days count from 0001-01-01 as day 0.
    """

    def __init__(self, first: int, last: int) -> None:
        self.first, self.last = first, last

    def is_leaf(self) -> bool:
        return True


class Beginning(Own):
    """Terms in any of ``fields`` that begin with ``text``, each match alike."""

    def __init__(self, fields: tuple[str, ...], text: str) -> None:
        self.fields, self.text = fields, text

    def is_leaf(self) -> bool:
        return True


class OneEdit(Own):
    """Terms in any of ``fields`` one edit away from ``text``, each match alike: folded ones for a
    folded term, accented for an accented.

    The mark of a folded term is no letter: *đan* is not one edit from the folding of *ân*.
    """

    def __init__(self, fields: tuple[str, ...], text: str) -> None:
        self.fields, self.text = fields, text

    def is_leaf(self) -> bool:
        return True


class Given(Own):
    """Articles of one segment that were found already, for a tree that Whoosh evaluates."""

    def __init__(self, found: Matches, first: int) -> None:
        self._found, self._first = found, first

    def is_leaf(self) -> bool:
        return True

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        if not len(self._found):
            return matching.NullMatcher()
        ids = (self._found.ids - self._first).tolist()
        return matching.ListMatcher(ids, self._found.scores.tolist(), scorer=None)
