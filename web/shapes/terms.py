"""How are words written that tell a set of articles from the rest, or from another set?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from search import SearchRequest
from search.terms import ComparedTerm, Comparison, KeyTerm
from web.shapes.results import FiltersAnswer, Number, filters_answer

Direction = Literal["over", "under"]
"""Of two sets, words that the one has more of, or that the other has."""

Probability = Annotated[float, Meta(ge=0, le=1)]

_DIGITS = 4  # behind the point
_P_DIGITS = 3  # that say something


class TermAnswer(Struct, frozen=True):
    """A word as it is written, how many articles of the set have it, and how telling it is."""

    text: str
    count: Number
    score: Annotated[
        float,
        Meta(
            description="What they are ranked by: (h - e) * h / e of the shares of articles that "
            "are about it, h in the set and e in the whole index; of two sets log-likelihood, G2"
        ),
    ]
    compare_count: Annotated[
        Number | UnsetType, Meta(description="How many articles of the other set have it")
    ] = UNSET
    log_ratio: Annotated[
        float | UnsetType,
        Meta(
            description="The binary logarithm of its share in this set by that in the other; half "
            "an article in place of none"
        ),
    ] = UNSET
    p: Annotated[
        Probability | UnsetType,
        Meta(description="How likely such a score is where both sets are alike"),
    ] = UNSET


class SetAnswer(Struct, frozen=True):
    """A set of articles that another one is compared with, and how many are in both."""

    q: str
    understood: str
    filters: FiltersAnswer
    total: Number
    both: Number


class TermsAnswer(Struct, frozen=True):
    """The words that tell what a search finds from everything else, or from another set, the most
    telling first."""

    q: str
    terms: Sequence[TermAnswer]
    understood: str | UnsetType = UNSET
    filters: FiltersAnswer | UnsetType = UNSET
    total: Annotated[Number | UnsetType, Meta(description="How many articles are in the set")] = (
        UNSET
    )
    compare: SetAnswer | UnsetType = UNSET
    direction: Direction | UnsetType = UNSET


def terms_answer(q: str, found: Sequence[KeyTerm]) -> TermsAnswer:
    """The body of ``/api/terms``."""
    return TermsAnswer(q, [TermAnswer(one.text, one.count, _rounded(one.score)) for one in found])


def comparison_answer(
    request: SearchRequest, other: SearchRequest, found: Comparison, direction: Direction
) -> TermsAnswer:
    """The body of ``/api/terms`` where ``request`` is compared with ``other``; ``found`` is what
    ``other`` has more of where the ``direction`` is ``under``."""
    if direction == "under":
        found = _turned(found)
    return TermsAnswer(
        request.q,
        [
            TermAnswer(
                one.text,
                one.count,
                _rounded(one.log_likelihood),
                one.other_count,
                _rounded(one.log_ratio),
                _p_value(one.log_likelihood),
            )
            for one in found.terms
        ],
        found.understood,
        filters_answer(request),
        found.total,
        SetAnswer(
            other.q,
            found.other_understood,
            filters_answer(other),
            found.other_total,
            found.both,
        ),
        direction,
    )


def _turned(found: Comparison) -> Comparison:
    """``found`` as it is seen from the other set."""
    terms = (
        ComparedTerm(one.text, one.other_count, one.count, one.log_likelihood, -one.log_ratio)
        for one in found.terms
    )
    return Comparison(
        found.other_total,
        found.total,
        found.both,
        found.other_understood,
        found.understood,
        tuple(terms),
    )


def _p_value(log_likelihood: float) -> float:
    """How likely χ² with one degree of freedom is at least so much."""
    return float(f"{math.erfc(math.sqrt(log_likelihood / 2)):.{_P_DIGITS}g}")


def _rounded(value: float) -> float:
    return round(value, _DIGITS)
