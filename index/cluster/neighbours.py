"""Which syllables stand side by side in the texts of articles, and what parts them?

What the cluster cannot tell by positions, which count syllables alone: whether a pair stands in a
text with nothing but a space between, and whether two numbers are one with a decimal sign.  Both
are told by *joints* (:mod:`index.cluster.mapping`), of the few pairs that are parted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.analysis.tokens import Tokens, ascending
from index.arrays.types import Int64s, Mask, PairKinds
from index.article import TEXT_FIELDS
from index.cluster.mapping import SEPARATED_SIGN
from index.cluster.worth import OWNER_BITS
from index.codec.layout import ADJACENT, COMMA, PAIR_SIGNS, POINT
from index.codec.pairs import kinds_behind

Told = dict[int, list[str]]
"""By the numbers of articles: what is told of the neighbours in each."""
NOT_COMMA_SIGN = "/"
"""Between numbers that a comma joins, of which another sign parts others in the same article."""

_TERM_BITS = 22  # a batch has far fewer different terms
_TERM = np.int64((1 << _TERM_BITS) - 1)
PAIR = np.int64((1 << 2 * _TERM_BITS) - 1)
_BODY = TEXT_FIELDS.index("body")


@dataclass(frozen=True, slots=True)
class Syllables:
    """Every syllable in the texts of some articles: its term, its article, the text it stands in (a
    place in ``TEXT_FIELDS``), and the kind of pair it makes with the one before; ``is_first`` where
    there is none."""

    terms: Int64s
    owners: Int64s
    fields: Int64s
    kinds: PairKinds
    is_first: Mask


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Every two syllables that stand side by side, as :class:`Syllables` has them."""

    first: Int64s
    second: Int64s
    owners: Int64s
    fields: Int64s
    kinds: PairKinds

    @property
    def keys(self) -> Int64s:
        """A number for each pair of terms: :func:`terms_of_keys`."""
        return _key(self.first, self.second)

    def numbered(self, numbers: Int64s) -> Neighbours:
        """All of the places, where the term n has the number ``numbers[n]``."""
        return Neighbours(
            numbers[self.first], numbers[self.second], self.owners, self.fields, self.kinds
        )

    def where(self, kept: Mask) -> Neighbours:
        """Some of the places."""
        return Neighbours(
            self.first[kept],
            self.second[kept],
            self.owners[kept],
            self.fields[kept],
            self.kinds[kept],
        )


def _key(first: Int64s, second: Int64s) -> Int64s:
    return first << _TERM_BITS | second


def folded_keys(keys: Int64s, numbers: Int64s) -> Int64s:
    """The pairs that ``keys`` stand for, where the term n has the number ``numbers[n]``."""
    firsts, seconds = terms_of_keys(keys)
    return _key(numbers[firsts], numbers[seconds])


def terms_of_keys(keys: Int64s) -> tuple[Int64s, Int64s]:
    """The first and the second terms of the pairs that ``keys`` stand for."""
    return keys >> _TERM_BITS, keys & _TERM


def find_syllables(fields: Mapping[str, Tokens]) -> Syllables:
    """The syllables of all texts, one text behind the other."""
    parts = [_of_field(fields[name], place) for place, name in enumerate(TEXT_FIELDS)]
    return Syllables(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in Syllables.__dataclass_fields__
        )
    )


def _of_field(tokens: Tokens, place: int) -> Syllables:
    at = np.flatnonzero(tokens.ordinals > 0)
    owners = np.repeat(np.arange(len(tokens.bounds) - 1), np.diff(tokens.bounds))[at]
    return Syllables(
        tokens.ordinals[at].astype(np.int64),
        owners,
        np.full(len(at), place, np.int64),
        kinds_behind(tokens.ordinals[at - 1]),
        np.diff(owners, prepend=-1) != 0,
    )


def neighbours_of(every: Syllables) -> Neighbours:
    """The pairs that syllables make within their texts."""
    second = np.flatnonzero(~every.is_first)
    return Neighbours(
        every.terms[second - 1],
        every.terms[second],
        every.owners[second],
        every.fields[second],
        every.kinds[second],
    )


def joints_of(pairs: Neighbours, written: Sequence[str]) -> Told:
    """What parts neighbours in the texts of each article: ``a|b`` for terms that never stand there
    with only a space between, ``3,5`` and ``3.5`` for numbers of which a sign makes one, and
    ``3/5`` where beside a comma another sign parts the same.  Term n is ``written[n]``."""
    found: Told = {}
    keys = pairs.owners << OWNER_BITS | pairs.keys
    order = np.argsort(keys)
    keys, kinds = keys[order], pairs.kinds[order].astype(np.int64)
    begins = np.flatnonzero(np.diff(keys, prepend=-1))
    if not len(begins):
        return found
    sets = np.bitwise_or.reduceat(np.left_shift(1, kinds), begins)
    parted = np.flatnonzero(sets != 1 << ADJACENT)
    keys, sets = keys[begins[parted]], sets[parted]
    firsts, seconds = terms_of_keys(keys & PAIR)
    signs = {kind: _signs(kind) for kind in ascending(sets).tolist()}
    rows = (keys >> OWNER_BITS).tolist(), firsts.tolist(), seconds.tolist(), sets.tolist()
    for owner, first, second, kind in zip(*rows, strict=True):
        own = found.setdefault(owner, [])
        own += [f"{written[first]}{sign}{written[second]}" for sign in signs[kind]]
    return found


def _signs(kinds: int) -> list[str]:
    """What is written between two terms that these kinds of pairs are made of, a bit for each."""
    signs = [] if kinds & 1 << ADJACENT else [SEPARATED_SIGN]
    signs += [PAIR_SIGNS[kind] for kind in (COMMA, POINT) if kinds & 1 << kind]
    if kinds & 1 << COMMA and kinds != 1 << COMMA:
        signs.append(NOT_COMMA_SIGN)
    return signs


def aside_of(things: Int64s, owners: Int64s, fields: Int64s) -> tuple[Int64s, Int64s]:
    """What stands in title or summary of an article and not in its body: things, and whose they
    are."""
    keys = owners << OWNER_BITS | things
    in_body = fields == _BODY
    wanted, others = ascending(keys[~in_body]), np.sort(keys[in_body])
    if len(others):
        at = np.minimum(np.searchsorted(others, wanted), len(others) - 1)
        wanted = wanted[others[at] != wanted]
    return wanted & PAIR, wanted >> OWNER_BITS


def body_of(things: Int64s, owners: Int64s, fields: Int64s, some: Int64s) -> tuple[Int64s, Int64s]:
    """What stands in the bodies of ``some`` of the owners, each thing once: things, and whose they
    are."""
    wanted = (fields == _BODY) & np.isin(owners, some)
    keys = ascending(owners[wanted] << OWNER_BITS | things[wanted])
    return keys & PAIR, keys >> OWNER_BITS
