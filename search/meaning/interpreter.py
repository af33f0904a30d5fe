"""What was meant by what was typed?  Accents given back, slips mended, in the light of the index.

Every typed syllable has candidates (:mod:`search.meaning.candidates`); a bigram model over the
index's own counts chooses the likeliest of all ways through them (Viterbi).  Behind syllable a,
syllable b has the chance::

    trust · share(a, b) + (1 - trust) · anywhere(b)

where ``share`` is how many of the a's have b right behind them, and ``anywhere`` goes by how
many *different* syllables b is seen behind (the continuation count of Kneser & Ney, 1995):
.9556 of the syllables of titles come back right with it, .9519 with b's plain frequency
(50,000 articles indexed without their titles).  The first syllable has the chance of its
frequency; the last one also counts how often more than a space comes behind it, which sets
right .005 more of words that stand alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import pairwise
from types import MappingProxyType

import numpy as np

from index.analysis import FOLDED_MARK, Token
from index.lexicon import Lexicon
from index.vietnamese import fold
from search.meaning import lattice
from search.meaning.candidates import Candidate, ErrorModel, candidates

_REMEMBERED = 1024  # syllables with their candidates, some 5 KB each at most
_USED = 5  # occurrences of a word that is offered for one that is unknown
_DOUBT = 5.0  # occurrences: what is rare ends a stretch about as often as anything else
_NOTHING_KNOWN: Mapping[Token, ErrorModel] = MappingProxyType({})
_TRUST = 0.9  # flat from .8 to .95
_COMPANY, _SELDOM = 3, 1_000_000
"""Syllables are doubted that stand side by side less than three times as often as by chance, or at
most once in a million syllables.  Measured with the index of 50,000 articles without their
titles and 2,700 pairs of words from titles, one syllable as it sounds elsewhere: .792 come back
right and .0050 of 4,600 right ones are changed; .680 and .0041 where only pairs that are never
seen are doubted; .793 and .0052 where all are."""


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What the tokens of a query are taken to mean; ``meant`` has those that were changed.
    ``likelihood`` is the logarithm of how likely that is."""

    meant: Mapping[Token, str] = field(default_factory=dict)
    likelihood: float = 0.0

    def term(self, token: Token) -> str:
        """The accented term that ``token`` means."""
        return self.meant.get(token, token.accented)

    def is_mended(self, token: Token) -> bool:
        """Whether ``token`` means other letters, or other accents than those it was typed with."""
        term = self.meant.get(token)
        if term is None:
            return False
        return not token.is_bare or FOLDED_MARK + fold(term) != token.folded


class Interpreter:
    """Reads queries by the counts of one lexicon.  Safe to share between threads."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._anywhere = (np.append(lexicon.predecessors, 0) + 0.5) / max(len(lexicon.followers), 1)
        counts, ends = np.append(lexicon.counts, 0), np.append(lexicon.ends, 0)
        self._first = (counts + 0.5) / max(lexicon.total, 1)
        self._last = (ends + _DOUBT * ends.sum() / max(counts.sum(), 1)) / (counts + _DOUBT)
        self._candidates = lru_cache(_REMEMBERED)(partial(_candidates, lexicon))

    def interpret(
        self, tokens: Sequence[Token], known: Mapping[Token, ErrorModel] = _NOTHING_KNOWN
    ) -> Interpretation:
        """The likeliest reading of ``tokens``, which were typed one after the other; of some it may
        be ``known`` how far they can be slips."""
        return self.interpretations(tokens, known, 1)[0]

    def interpretations(
        self, tokens: Sequence[Token], known: Mapping[Token, ErrorModel], most: int
    ) -> list[Interpretation]:
        """Up to ``most`` different readings, the likeliest first."""
        if not tokens:
            return [Interpretation()]
        accents_typed = any(not token.is_bare for token in tokens)
        slips = [known.get(token, ErrorModel.OF_RARE) for token in tokens]
        lists = [
            self._candidates(token.accented, token.folded, own, accents_typed)
            for token, own in zip(tokens, slips, strict=True)
        ]
        if len(lists) == 1:  # alone, an unknown word finds nothing: one that is used is better
            counts = self._lexicon.counts
            used = [o for o in lists[0] if o.number >= 0 and counts[o.number] >= _USED]
            if any(one.number < 0 for one in lists[0]):
                lists = [used or lists[0]]
        ways = self._choose(lists, most)
        doubted = [at for at in self._doubted(ways[0][0]) if slips[at] is ErrorModel.OF_RARE]
        if doubted:
            for at in doubted:
                token = tokens[at]
                lists[at] = self._candidates(
                    token.accented, token.folded, ErrorModel.HEARD, accents_typed
                )
            ways = self._choose(lists, most)
        return [
            Interpretation(MappingProxyType(self._changed(tokens, chosen)), likelihood)
            for chosen, likelihood in ways
        ]

    def _changed(self, tokens: Sequence[Token], chosen: Sequence[int]) -> dict[Token, str]:
        """The tokens that are not what was typed, and what they are."""
        return {
            token: term
            for token, number in zip(tokens, chosen, strict=True)
            if number >= 0 and (term := self._lexicon.term(number)) != token.accented
        }

    def _doubted(self, chosen: Sequence[int]) -> Iterator[int]:
        """Which of the syllables ``chosen`` are hardly ever seen beside one that they stand by."""
        strange = [not self._keep_company(a, b) for a, b in pairwise(chosen)]
        return (at for at in range(len(chosen)) if any(strange[max(at - 1, 0) : at + 1]))

    def _keep_company(self, first: int, second: int) -> bool:
        lexicon = self._lexicon
        count = lexicon.pair_count(first, second)
        by_chance = float(lexicon.counts[first]) * float(lexicon.counts[second]) / lexicon.total
        return count * _SELDOM > lexicon.total and count >= _COMPANY * by_chance

    def _choose(
        self, lists: Sequence[Sequence[Candidate]], most: int
    ) -> list[tuple[list[int], float]]:
        """The numbers of one candidate per list, in up to ``most`` ways, with the logarithm of how
        likely each is."""
        numbers = [candidate.number for one in lists for candidate in one]
        bounds = np.cumsum([0, *map(len, lists)])
        if bounds[-1] == len(lists):
            return [(numbers, 0.0)]  # no choice
        costs = np.array([candidate.cost for one in lists for candidate in one])
        chosen, likelihoods = np.empty((most, len(lists)), np.int64), np.empty(most)
        lexicon = self._lexicon
        ways = lattice.best_paths(
            bounds, np.array(numbers, np.int64), costs, self._anywhere, self._first, self._last,
            lexicon.rows, lexicon.followers, lexicon.shares, _TRUST,
            np.empty((len(numbers), most)), np.zeros((len(numbers), most), np.int64),
            chosen, likelihoods,
        )  # fmt: skip
        rows = zip(chosen[:ways].tolist(), likelihoods[:ways].tolist(), strict=True)
        return [([numbers[place] for place in row], likelihood) for row, likelihood in rows]


def _candidates(
    lexicon: Lexicon, accented: str, folded: str, slips: ErrorModel, accents_typed: bool
) -> list[Candidate]:
    """Those of a syllable, wherever it stands."""
    return candidates(Token(accented, folded, 0, 0), lexicon, slips, accents_typed=accents_typed)
