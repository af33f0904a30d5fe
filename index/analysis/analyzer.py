"""Which terms does a text have?  The one analyzer, for articles and for queries alike.

A syllable gives two terms at one position: the *accented* term (lower case, in the one of
several accepted spellings that :func:`index.vietnamese.unify_spelling` picks) and the
*folded* term (no accents at all), told apart by a leading ``_`` that no syllable can have.
An article that has no accent anywhere gives a third, the *bare* term with a leading ``^``:
what an accented query may find beside its own spelling, without finding *bao* in *bao gồm*
for a typed *bão*.  A pyvi word gives one term in a field of its own.  Any change here
changes :data:`index.store.manifest.SCHEMA_VERSION`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from index.vietnamese import clean_text, fold, syllables, unify_spelling, unify_tone

FOLDED_MARK = "_"
BARE_MARK = "^"
_DOTTED_I = "i\u0307"  # what Python makes of a small İ


class Token(NamedTuple):
    """One syllable of a text: its two terms, and ``text[start:end]``, where it stands.

    A tuple, since tokens are keys of what is known of them, and are looked up again and again.
    """

    accented: str
    folded: str
    start: int
    end: int

    @property
    def is_bare(self) -> bool:
        """Whether the syllable was written without accents."""
        return self.folded == FOLDED_MARK + self.accented


@lru_cache(maxsize=131_072)
def terms_of(surface: str) -> tuple[str, str]:
    """Return the accented and the folded term of one syllable as written."""
    accented = unify_spelling(_plain(surface).lower().replace(_DOTTED_I, "i"))
    return accented, FOLDED_MARK + fold(accented)


def _plain(surface: str) -> str:
    """``surface`` in the letters and digits that are meant by full-width or raised ones (NFKC)."""
    if surface.isascii():
        return surface
    plain = normalize("NFKC", surface)
    return plain if plain.isalnum() else surface  # not *½*: a fraction is no number of two digits


def analyse(text: str) -> Iterator[Token]:
    """Yield the tokens of clean ``text`` in order; the n-th one has position n, from 0."""
    for surface, start, end in syllables(text):
        accented, folded = terms_of(surface)
        yield Token(accented, folded, start, end)


def prefix_of(token: Token, typed: str) -> Token:
    """Return ``token`` as the prefix of a longer syllable, from its letters as ``typed``.

    Its spelling is not unified: *ti* begins *tin*, while a whole *ti* is indexed as *ty*.
    """
    accented = unify_tone(clean_text(typed).lower())
    return Token(accented, FOLDED_MARK + fold(accented), token.start, token.end)


def analyse_query(text: str) -> list[Token]:
    """Return the tokens of what somebody typed; offsets are characters of ``clean_text(text)``."""
    return list(analyse(clean_text(text)))
