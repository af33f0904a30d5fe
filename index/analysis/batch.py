"""How are thousands of articles turned into terms at once?  As arrays of numbers.

A text is cut at its spaces, and each distinct piece is analysed once: real text repeats
itself, so nearly every piece is a look-up.  The terms are those of :mod:`index.analysis.analyzer`,
syllable for syllable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain

import numpy as np

from index.analysis.analyzer import terms_of
from index.analysis.compounds import Compounds, read_compounds
from index.analysis.tokens import BREAK, Batch, Tokens
from index.article import LABEL_FIELDS, TEXT_FIELDS, Article, label_text
from index.vietnamese import fold, syllables

_Numbers = tuple[int, ...]

_MOST_PIECES = 200_000  # remembered, at some 500 bytes each with its term and the folding of that
_LONG_PIECE = 40  # characters; not worth remembering


class BatchAnalyser:
    """Analyses batches; keeps what it learnt of one for the next, up to a bound."""

    def __init__(self) -> None:
        self._start_afresh()

    def analyse(self, articles: Sequence[Article]) -> Batch:
        """The terms of ``articles``."""
        if len(self._pieces) > _MOST_PIECES or len(self._terms) > _MOST_PIECES:
            self._start_afresh()
        fields = {
            name: self._read_field(getattr(article, name) for article in articles)
            for name in TEXT_FIELDS
        }
        for name in LABEL_FIELDS:
            fields[name] = self._read_field(label_text(article, name) for article in articles)
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
        """The syllables that stand alone, without what pyvi holds for a word and we do not."""
        numbers = np.array([self._number.get(term, BREAK) for term in compounds.singles], np.int32)
        own = numbers[compounds.single_tokens.numbers]
        known = own != BREAK
        before = np.append(0, np.cumsum(known))
        return Tokens(own[known], before[compounds.single_tokens.bounds])

    def _start_afresh(self) -> None:
        self._terms = [""]  # number 0 is BREAK
        self._folded = [""]
        self._number: dict[str, int] = {}
        self._pieces = _Pieces(self._read_piece)

    def _read_field(self, texts: Iterable[str]) -> Tokens:
        numbers_of = self._pieces.__getitem__
        rows = [
            # clean text has no white space but these two
            list(chain.from_iterable(map(numbers_of, text.replace("\n", " \n ").split(" "))))
            if text
            else []
            for text in texts
        ]
        bounds = np.zeros(len(rows) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, rows), np.int64, len(rows)), out=bounds[1:])
        numbers = np.fromiter(chain.from_iterable(rows), np.int32, int(bounds[-1]))
        return Tokens(numbers, bounds)

    def _read_piece(self, piece: str) -> _Numbers:
        numbers: list[int] = []
        end = 0
        for surface, start, after in syllables(piece):
            if start > end:
                numbers.append(BREAK)
            numbers.append(self._number_of(terms_of(surface)[0]))
            end = after
        if end < len(piece):
            numbers.append(BREAK)
        return tuple(numbers)

    def _number_of(self, term: str) -> int:
        number = self._number.get(term)
        if number is None:
            number = self._number[term] = len(self._terms)
            self._terms.append(term)
            self._folded.append(fold(term))
        return number


class _Pieces(dict[str, _Numbers]):
    """Piece of text → its numbers, read when it is first asked for."""

    def __init__(self, read: Callable[[str], _Numbers]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, piece: str) -> _Numbers:
        numbers = self._read(piece)
        if len(piece) < _LONG_PIECE:
            self[piece] = numbers
        return numbers
