"""Which nodes does our query tree need that Whoosh 2.7.4 lacks, or has but with a fault?

:class:`SynonymQuery` and :class:`AdjacentPair` are scored over all text fields at once.
:class:`ConstantScore` (Whoosh's reads 0 as 1), :class:`DateRange` (Whoosh's numeric range matches
everything when it begins far below the data), :class:`FuzzyQuery` (in Whoosh's, an edit may turn
an accented term into a folded one) and :class:`AndNot` (Whoosh's misses an exclusion that begins
before the first match) stand in place of Whoosh's own.

They only say what is meant: :mod:`search.engines.whoosh.matching.evaluator` finds the articles.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whoosh import query

from search.query.variants import Row, Terms, Variants


class ArticleQuery(query.Query):  # type: ignore[misc] # Whoosh has no types
    """A node of this project."""

    boost = 1.0

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"{type(self).__name__}({values})"

    def estimate_size(self, reader: Any) -> int:
        return int(reader.doc_count())

    estimate_min_size = estimate_size


class SynonymQuery(ArticleQuery):
    """One word in any text field, scored by BM25F: any of its ``variants``, or any of ``phrases``,
    terms one right behind the other that count as if they were one word."""

    def __init__(
        self, variants: Variants, phrases: tuple[Terms, ...] = (), boost: float = 1.0
    ) -> None:
        self.variants, self.phrases, self.boost = variants, phrases, boost

    def is_leaf(self) -> bool:
        return True


class AdjacentPair(ArticleQuery):
    """A term and another one right behind it, in any text field, with nothing but a space
    between; scored by BM25F as if the two were one word."""

    def __init__(self, first: str, second: str) -> None:
        self.first, self.second = first, second

    def is_leaf(self) -> bool:
        return True


class RowsQuery(ArticleQuery):
    """Any of ``rows`` in any text field, terms side by side; score 0."""

    def __init__(self, rows: tuple[Row, ...]) -> None:
        self.rows = rows

    def is_leaf(self) -> bool:
        return True


class NearQuery(ArticleQuery):
    """One of ``first`` and one of ``second`` in one text field, with at most ``gap`` syllables
    between, whichever comes first; score 0."""

    def __init__(self, first: tuple[Row, ...], second: tuple[Row, ...], gap: int) -> None:
        self.first, self.second, self.gap = first, second, gap

    def is_leaf(self) -> bool:
        return True


class AndNot(ArticleQuery):
    """Articles that match ``scored`` and not ``unwanted``; the score is that of ``scored``."""

    def __init__(self, scored: query.Query, unwanted: query.Query) -> None:
        self.scored = scored
        self.unwanted = unwanted

    def children(self) -> Iterator[query.Query]:
        return iter((self.scored, self.unwanted))


class ConstantScore(ArticleQuery):
    """Articles that match ``child``, each with the same ``score``."""

    def __init__(self, child: query.Query, score: float = 1.0) -> None:
        self.child = child
        self.score = score

    def children(self) -> Iterator[query.Query]:
        return iter((self.child,))


class DateRange(ArticleQuery):
    """Dated articles whose day of publication lies between two, both included; score 0.

    Days count from 0001-01-01 as day 0.
    """

    def __init__(self, first: int, last: int) -> None:
        self.first, self.last = first, last

    def is_leaf(self) -> bool:
        return True


class PrefixQuery(ArticleQuery):
    """Terms in any of ``fields`` that begin with ``text``, each match alike."""

    def __init__(self, fields: tuple[str, ...], text: str) -> None:
        self.fields, self.text = fields, text

    def is_leaf(self) -> bool:
        return True


class FuzzyQuery(ArticleQuery):
    """Terms in any of ``fields`` one edit away from ``text``, each match alike: folded ones for a
    folded term, accented for an accented.

    The mark of a folded term is no letter: *đan* is not one edit from the folding of *ân*.
    """

    def __init__(self, fields: tuple[str, ...], text: str) -> None:
        self.fields, self.text = fields, text

    def is_leaf(self) -> bool:
        return True
