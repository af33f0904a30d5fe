"""What matches a row of terms in one text or label?  Terms, phrases, and what parts neighbours.

Accented terms stand in one field and folded ones in another, with the same positions, so a row of
both is a row of spans.  Positions count syllables alone; whether only a space, or a decimal sign,
stands between is told by *joints*, and what of all texts is not in the body by *aside*
(:mod:`index.cluster.mapping`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.analysis import BARE_MARK, FOLDED_MARK
from index.article import TEXT_FIELDS
from index.cluster.mapping import (
    ALL_TEXTS,
    ASIDE,
    JOINTS,
    SEPARATED_SIGN,
    UNACCENTED,
    folded_field,
    term_of,
)
from index.cluster.neighbours import NOT_COMMA_SIGN
from search.engines.opensearch.dsl import EVERY, Query, all_of, any_of, term, terms, without
from search.query.decimals import DECIMAL_SIGN, OTHER_SIGN, without_sign
from search.query.variants import Row

BODY = "body"
_NUMBER_SIGNS = (",", ".")


def is_bare(row: Sequence[str]) -> bool:
    """Whether a row is only looked for in what has no accent."""
    return any(one.startswith(BARE_MARK) for one in row)


def is_folded(one: str) -> bool:
    """Whether any accents will do for a term."""
    return one.startswith(FOLDED_MARK)


def plain(one: str) -> str:
    """A term without the sign before it and the mark of a bare one, which looks like an accented
    one; of long ones what the cluster has."""
    return without_sign(one).removeprefix(BARE_MARK)


def is_text(name: str) -> bool:
    """Whether ``name`` is a text, or all of them."""
    return name == ALL_TEXTS or name in TEXT_FIELDS


def field_and_term(name: str, one: str) -> tuple[str, str]:
    """Where a term of ``name``, a text, all texts or a label, is looked for, and as what."""
    name = ALL_TEXTS if name == BODY else name
    one = plain(one)
    if is_folded(one):
        return folded_field(name), term_of(one.removeprefix(FOLDED_MARK))
    return name, term_of(one)


def accents_of(name: str) -> str:
    """What an article is to have no accent in for bare terms in ``name``: all of its texts, for a
    text, or the label."""
    return ALL_TEXTS if is_text(name) else name


def in_unaccented(name: str) -> Query:
    """What has no accent in its texts, for a text, or in the label ``name``."""
    return term(UNACCENTED, accents_of(name))


def match_rows(name: str, rows: Sequence[Row]) -> Query:
    """What has any of ``rows`` in ``name``: a text, all texts, or a label."""
    singles: dict[tuple[str, bool], list[str]] = {}
    others = []
    for row in rows:
        if len(row.terms) == 1 and name != BODY:
            field, one = field_and_term(name, row.terms[0])
            singles.setdefault((field, is_bare(row.terms)), []).append(one)
        else:
            others.append(match_row(name, row))
    for (field, bare), own in singles.items():
        found = terms(field, own)
        others.append(all_of([found, in_unaccented(name)]) if bare else found)
    return any_of(others)


def match_row(name: str, row: Row) -> Query:
    """What has ``row`` in ``name``; of a label it does not count whether the row is close."""
    parts = [in_unaccented(name)] if is_bare(row.terms) else []
    unwanted: list[Query] = []
    if len(row.terms) == 1:
        parts.insert(0, term(*field_and_term(name, row.terms[0])))
    else:
        parts.insert(0, _phrase(name, row.terms))
    for first, second in pairwise(row.terms) if is_text(name) else ():
        if row.close:
            unwanted += _told(JOINTS, first, second)
        else:
            parts += _joined_by_sign(first, second)
    if name == BODY:
        unwanted += _aside(row.terms)
    return without(all_of(parts), unwanted)


def _phrase(name: str, row: Sequence[str]) -> Query:
    row = of_one_kind(row)
    where = [field_and_term(name, one) for one in row]
    if len({field for field, _ in where}) == 1:
        return {"match_phrase": {where[0][0]: " ".join(own for _, own in where)}}
    return span_row(name, row)


def of_one_kind(row: Sequence[str]) -> Sequence[str]:
    """``row`` without signs; numbers, which have no accents, as folded terms beside folded ones."""
    terms_alone = list(map(plain, row))
    if not any(map(is_folded, terms_alone)):
        return terms_alone
    return [FOLDED_MARK + one if one.isdecimal() else one for one in terms_alone]


def span_row(name: str, row: Sequence[str]) -> Query:
    """A row of terms as spans of ``name``."""
    spans = [_span(name, one) for one in row]
    if len(spans) == 1:
        return spans[0]
    return {"span_near": {"clauses": spans, "slop": 0, "in_order": True}}


def _span(name: str, one: str) -> Query:
    field, own = field_and_term(name, one)
    base, _ = field_and_term(name, "")
    span: Query = {"span_term": {field: own}}
    return span if field == base else {"span_field_masking": {"query": span, "field": base}}


def _told(field: str, first: str, second: str) -> Iterator[Query]:
    """That ``field`` names a pair of neighbours; of mixed ones it names none."""
    pair = written_pair(first, second, SEPARATED_SIGN)
    if pair is not None:
        yield term(field, pair)


def _aside(row: Sequence[str]) -> Iterator[Query]:
    """That a row does not stand in the body."""
    if len(row) == 1:
        yield term(ASIDE, term_of(plain(row[0])))
    for first, second in pairwise(row):
        yield from _told(ASIDE, first, second)


def _joined_by_sign(first: str, second: str) -> Iterator[Query]:
    """What the sign before the second of two numbers asks for."""
    sign = second[0] if without_sign(second) != second else ""
    if sign not in (DECIMAL_SIGN, OTHER_SIGN):
        return
    own = [plain(one).removeprefix(FOLDED_MARK) for one in (first, second)]
    if sign == DECIMAL_SIGN:
        yield terms(JOINTS, [mark.join(own) for mark in _NUMBER_SIGNS])
    else:
        no_comma = without(EVERY, [term(JOINTS, DECIMAL_SIGN.join(own))])
        yield any_of([term(JOINTS, NOT_COMMA_SIGN.join(own)), no_comma])


def written_pair(first: str, second: str, sign: str) -> str | None:
    """A pair of neighbours as the cluster names it; ``None`` for an accented and a folded term."""
    row = of_one_kind([first, second])
    if len(set(map(is_folded, row))) > 1:
        return None
    return sign.join(map(term_of, row))
