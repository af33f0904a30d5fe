"""How are thousands of articles turned into terms at once?  As arrays of term ordinals.

A text is cut at its spaces, and each distinct piece is analysed once: real text repeats
itself, so nearly every piece is a look-up.  The terms are those of :mod:`index.analysis.analyzer`,
syllable for syllable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain

import numpy as np

from index.analysis.analyzer import terms_of
from index.analysis.compounds import Compounds, read_compounds
from index.analysis.tokens import BREAK, NUMBER_COMMA, NUMBER_POINT, VALUE_END, Batch, Tokens
from index.article import LABEL_FIELDS, TEXT_FIELDS, Article, label_values
from index.vietnamese import fold, syllables

_SIGNS_IN_NUMBERS = {",": NUMBER_COMMA, ".": NUMBER_POINT}
_Ordinals = tuple[int, ...]

_MAX_PIECES = 200_000  # remembered, at some 500 bytes each with its term and the folding of that
_MAX_PIECE_CHARS = 40  # a longer one hardly comes again, and is not remembered


class BatchAnalyser:
    """Analyses batches of articles, one after another, in one thread.

    What was learnt of one batch is kept for the next, up to a bound of some 100 MB.
    """

    def __init__(self) -> None:
        self._start_afresh()

    def analyse(self, articles: Sequence[Article]) -> Batch:
        """Return the terms of ``articles``; their texts have to be clean."""
        if len(self._pieces) > _MAX_PIECES or len(self._terms) > _MAX_PIECES:
            self._start_afresh()
        fields = {
            name: _joined(self._read_text(getattr(article, name)) for article in articles)
            for name in TEXT_FIELDS
        }
        for name in LABEL_FIELDS:
            rows = (self._read_values(label_values(article, name)) for article in articles)
            fields[name] = _joined(rows)
        whole = ["\n".join((a.title, a.summary, a.body)) for a in articles]
        compounds = read_compounds(whole)
        terms, folded = tuple(self._terms), tuple(self._folded)
        casing = np.fromiter((compounds.alone.get(term, 0) for term in terms), np.uint8, len(terms))
        return Batch(
            articles,
            terms,
            folded,
            fields,
            compounds.terms,
            compounds.tokens,
            self._singles(compounds),
            casing,
            compounds.casing,
        )

    def _singles(self, compounds: Compounds) -> Tokens:
        """The syllables that stand alone, without what pyvi takes for a token and we do not."""
        ordinals = [self._ordinal.get(term, BREAK) for term in compounds.singles]
        own = np.array(ordinals, np.int32)[compounds.single_tokens.ordinals]
        known = own != BREAK
        before = np.append(0, np.cumsum(known))
        return Tokens(own[known], before[compounds.single_tokens.bounds])

    def _start_afresh(self) -> None:
        self._terms = [""]  # ordinal 0 is BREAK
        self._folded = [""]
        self._ordinal: dict[str, int] = {}
        self._pieces = _Pieces(self._read_piece)

    def _read_text(self, text: str) -> list[int]:
        if not text:
            return []
        # clean text has no white space but these two
        pieces = text.replace("\n", " \n ").split(" ")
        return list(chain.from_iterable(map(self._pieces.__getitem__, pieces)))

    def _read_values(self, values: Sequence[str]) -> list[int]:
        row: list[int] = []
        for value in values:
            if row:
                row.append(VALUE_END)
            row += self._read_text(value)
        return row

    def _read_piece(self, piece: str) -> _Ordinals:
        ordinals: list[int] = []
        end, before = 0, ""
        for surface, start, after in syllables(piece):
            if start > end:
                ordinals.append(_sign_between(before, piece[end:start], surface))
            ordinals.append(self._ordinal_of(terms_of(surface)[0]))
            end, before = after, surface
        if end < len(piece):
            ordinals.append(BREAK)
        return tuple(ordinals)

    def _ordinal_of(self, term: str) -> int:
        ordinal = self._ordinal.get(term)
        if ordinal is None:
            ordinal = self._ordinal[term] = len(self._terms)
            self._terms.append(term)
            self._folded.append(fold(term))
        return ordinal


def _sign_between(before: str, sign: str, behind: str) -> int:
    """What stands between two syllables that are parted by ``sign``."""
    if before.isdecimal() and behind[0].isdecimal():
        return _SIGNS_IN_NUMBERS.get(sign, BREAK)
    return BREAK


def _joined(several: Iterator[list[int]]) -> Tokens:
    """The ordinals of several articles as one array."""
    rows = list(several)
    bounds = np.zeros(len(rows) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, rows), np.int64, len(rows)), out=bounds[1:])
    ordinals = np.fromiter(chain.from_iterable(rows), np.int32, int(bounds[-1]))
    return Tokens(ordinals, bounds)


class _Pieces(dict[str, _Ordinals]):
    """Piece of text → the ordinals of its terms, analysed when it is first asked for."""

    def __init__(self, read: Callable[[str], _Ordinals]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, piece: str) -> _Ordinals:
        ordinals = self._read(piece)
        if len(piece) < _MAX_PIECE_CHARS:
            self[piece] = ordinals
        return ordinals
