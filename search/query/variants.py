"""Which terms of the index does a typed word stand for?

=====================  ======================================================
typed                  matches
=====================  ======================================================
``dân`` (accents)      *dân*; and *dan*, for less, in an article without any accent
``Wałęsa``             *Wałęsa*; and *Walesa* in any article
``dan``, no accent     every accented form of it, all alike
  anywhere in query
``dan``, accents       every accented form of it; those that are most likely
  elsewhere in query   meant are what counts for the order
``TP.HCM``             the phrase, and every other spelling of the same thing
=====================  ======================================================
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.analysis import BARE_MARK, FOLDED_MARK, Token
from index.vietnamese import has_accents, plain_spelling
from index.vietnamese.keystrokes import is_syllable
from search.query.decimals import rows_of_number, without_sign
from search.query.tree import Words

Terms = tuple[str, ...]
"""Terms that stand one right behind the other."""

Variants = tuple[tuple[str, float], ...]
"""Terms that stand for one typed word, each with the worth of one occurrence (1 = as typed)."""


class Row(NamedTuple):
    """Terms one right behind the other; with ``close``, each two of them stand somewhere in the
    text with nothing but a space between.

    A tuple, since the clauses of a plan are compared by the rows that they are made of.
    """

    terms: Terms
    close: bool = False


# Below 1, so that the spelling typed ranks first.
_UNACCENTED_TEXT = 0.2  # the worth of *dan* in an unaccented article for a typed *dân*
_PLAIN_SPELLING = 0.8  # and of *Walesa* in any for a typed *Wałęsa*


def variants(words: Words) -> Variants:
    """The single terms that match ``words``, each with the worth of one occurrence."""
    others: Variants = ()
    if words.others:
        others = tuple([(_as_typed(form)[0], 1.0) for form in _others(words) if len(form) == 1])
    if len(words.tokens) > 1:
        return others
    (token,) = words.tokens
    if token.is_bare:
        return ((token.folded, 1.0), *others)
    bare = BARE_MARK + token.folded.removeprefix(FOLDED_MARK)
    plain = plain_spelling(token.accented)
    if plain != token.accented:
        return ((token.accented, 1.0), (plain, _PLAIN_SPELLING), *others)
    return ((token.accented, 1.0), (bare, _UNACCENTED_TEXT), *others)


def phrases(words: Words) -> tuple[Terms, ...]:
    """The rows of terms, one right behind the other, that match ``words``."""
    others: tuple[Terms, ...] = ()
    if words.others:
        others = tuple([_as_typed(form) for form in _others(words) if len(form) > 1])
    if len(words.tokens) == 1:
        return others
    if words.signs:
        terms = [_term_of_number(words, place) for place in range(len(words.tokens))]
        return (*rows_of_number(terms, words.signs), *others)
    return (*_as_typed_or_plain(words.tokens), *others)


def _others(words: Words) -> Iterator[Terms]:
    """The other spellings that what was typed without accents does not match already."""
    return (form for form in words.others if form not in words.meant)


def rows_of(several: Sequence[Words]) -> tuple[Row, ...]:
    """The rows that match ``several`` words as one thing: as they stand, or in another spelling.

    Those of more than one have the same other spellings.
    """
    if len(several) == 1:
        return rows_of_each(several)[0]
    own = _as_typed_or_plain([token for words in several for token in words.tokens])
    return (*map(Row, own), *map(row_of_spelling, several[0].others))


def rows_of_each(several: Sequence[Words]) -> tuple[tuple[Row, ...], ...]:
    """For each of ``several`` words the rows that match it by itself."""
    return tuple(
        tuple(Row((term,)) for term, _ in variants(words)) + tuple(map(Row, phrases(words)))
        for words in several
    )


def row_of_spelling(form: Terms) -> Row:
    """The row that another spelling is looked for as."""
    return Row(_as_typed(form))


def _as_typed_or_plain(tokens: Sequence[Token]) -> tuple[Terms, ...]:
    """The terms of ``tokens`` as a phrase, and those of names of others in their plain spelling."""
    own = tuple([phrase_term(token) for token in tokens])
    plain = tuple(map(plain_spelling, own))
    return (own,) if plain == own else (own, plain)


def _as_typed(form: Terms) -> Terms:
    """The terms of another spelling: syllables of the language as they stand (*Nha Trang* is not
    *nhà trắng*), and letters that may lack their marks in any (*dbqh*)."""
    if all(map(is_syllable, form)):
        return form
    return tuple(
        syllable
        if has_accents(syllable) or without_sign(syllable) != syllable
        else FOLDED_MARK + syllable
        for syllable in form
    )


def _term_of_number(words: Words, place: int) -> str:
    """The term of a token; where a sign comes before it, what has digits is as it was typed."""
    token = words.tokens[place]
    return token.accented if words.signs[place] else phrase_term(token)


def phrase_term(token: Token) -> str:
    """The one term that stands for ``token`` inside a phrase."""
    return token.folded if token.is_bare else token.accented
