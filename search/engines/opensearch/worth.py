"""What does an article say that a term, or a row of terms, is worth in it?

A thing that it has once in its body is worth what its document says of all such; others are told by
name, those that have one accented form in the article by their folded one alone
(:mod:`index.cluster.named`).  The highest of them counts, since whatever is told by name is worth
more than what stands once in the body.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from index.analysis import FOLDED_MARK
from index.article import TEXT_FIELDS
from index.cluster.mapping import (
    ADJACENT_SIGN,
    ALL_TEXTS,
    SEPARATED_SIGN,
    SINGLE_MARK,
    WORTH,
    term_of,
    worth_field,
)
from index.scoring import K1
from index.vietnamese import fold
from search.engines.opensearch.dsl import Query
from search.engines.opensearch.rows import BODY, match_row, plain, written_pair
from search.query.variants import Row


def of_term(one: str, worth: float, share: float) -> Query:
    """What articles score that have a term, an occurrence of which counts as ``share``."""
    return worth_where(match_row(ALL_TEXTS, Row((one,))), names_of(one), worth, share)


def of_row(row: Row, matching: Query, worth: float) -> Query:
    """What ``matching`` articles score that have a row of two terms, or of one."""
    if len(row.terms) == 1:
        return worth_where(matching, names_of(row.terms[0]), worth)
    first, second = row.terms
    if written_pair(first, second, ADJACENT_SIGN) is None or any(
        plain(one) != one for one in row.terms
    ):
        # no document names it: one occurrence counts, in the text where it is worth most
        ways = [worth_where(match_row(name, row), (), worth, 1.0, name) for name in TEXT_FIELDS]
        return {"bool": {"filter": [matching], "must": [best_of(ways)]}}
    signs = (ADJACENT_SIGN,) if row.close else (ADJACENT_SIGN, SEPARATED_SIGN)
    names = [name for sign in signs for name in _names_of_pair(first, second, sign)]
    return worth_where(matching, names, worth)


def names_of(one: str) -> list[str]:
    """By which names a document tells what a term is worth."""
    return [term_of(plain(one)), _single(one)]


def _names_of_pair(first: str, second: str, sign: str) -> Iterator[str]:
    pair = written_pair(first, second, sign)
    if pair is not None:
        yield pair
        yield f"{_single(first)}{sign}{_single(second)}"


def _single(one: str) -> str:
    """The name of a term that has one accented form in an article, which may be this one."""
    return term_of(SINGLE_MARK + fold(plain(one).removeprefix(FOLDED_MARK)))


def worth_where(
    matching: Query,
    names: Iterable[str],
    worth: float,
    share: float = 1.0,
    text: str = BODY,
) -> Query:
    """What is told of a thing by any of ``names``, or of one occurrence in ``text``, in articles
    that are ``matching``, which have it."""
    ways = [saturated(f"{WORTH}.{name}", worth, share) for name in names]
    ways.append(saturated(worth_field(text), worth, share))
    return {"bool": {"filter": [matching], "must": [best_of(ways)]}}


def saturated(feature: str, worth: float, share: float = 1.0) -> Query:
    """``worth`` times how near to 1 the frequency comes that a document tells as ``feature``, where
    an occurrence counts as ``share``."""
    return {"rank_feature": {"field": feature, "saturation": {"pivot": K1 / share}, "boost": worth}}


def constant(matching: Query, score: float) -> Query:
    """``score`` for whatever is ``matching``."""
    return {"constant_score": {"filter": matching, "boost": score}}


def best_of(ways: Sequence[Query]) -> Query:
    """What matches any of ``ways`` and scores as much as the best of them."""
    return ways[0] if len(ways) == 1 else {"dis_max": {"queries": list(ways)}}
