"""What was meant by what was typed?  Accents given back, errors corrected, in the index's light.

A noisy channel: every typed syllable has candidates, each with the cost of being typed like this
(:mod:`search.meaning.candidates`), and a bigram model over the index's own counts tells how likely
they stand in a row.  The Viterbi algorithm chooses the likeliest row, or the n likeliest.  Behind
syllable a, syllable b has the probability::

    λ · share(a, b) + (1 - λ) · continuation(b)

where ``share`` is how many of the a's have b right behind them, and ``continuation`` goes by how
many *different* syllables b is seen behind (the continuation count of Kneser and Ney, 1995),
which sets more right than b's plain frequency does.  The first syllable has the probability of its
frequency; the last one also counts how often more than a space comes behind it.  What these
are worth was measured: docs/relevance.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import compress, pairwise, starmap
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from index.analysis import Token, terms_of
from index.arrays.types import Int64s, Logs, Mask
from index.lexicon import Lexicon
from search.meaning import lattice
from search.meaning.candidates import Candidate, ErrorModel, candidates
from search.query.variants import Terms

_CACHED_SYLLABLES = 4096  # with their candidates, some 5 KB each at most, mostly much less
_MIN_OCCURRENCES_ALONE = 5  # of a word that is offered for one that is unknown
_SMOOTHING_OCCURRENCES = 5.0  # what is rare ends a stretch about as often as anything else
_NOTHING_KNOWN: Mapping[Token, ErrorModel] = MappingProxyType({})
_PAIR_WEIGHT = 0.9  # the λ above; flat from .8 to .95
# Syllables are suspected of being another word's that stand side by side less often than so many
# times what chance would have, or at most once in so many syllables (docs/relevance.md).
_MIN_LIFT, _RAREST_PAIR_IN_SYLLABLES = 3, 1_000_000


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What the tokens of a query are taken to mean.

    ``meant`` has the accented terms of those that do not mean what was typed;
    ``log_likelihood`` is the natural logarithm of how likely that is, 0 where there was no choice.
    """

    meant: Mapping[Token, str] = field(default_factory=dict)
    log_likelihood: float = 0.0

    def term(self, token: Token) -> str:
        """The accented term that ``token`` means."""
        return self.meant.get(token, token.accented)

    def is_corrected(self, token: Token) -> bool:
        """Whether ``token`` means other letters, or other accents than those it was typed with."""
        term = self.meant.get(token)
        if term is None:
            return False
        return not token.is_bare or terms_of(term)[1] != token.folded


LITERAL = Interpretation()
"""What was typed, as it was typed."""


class Way(NamedTuple):
    """One accented term for each token of a row, and the natural logarithm of how likely these are
    meant, 0 where there was no choice."""

    terms: Terms
    log_likelihood: float


def interpretation_of(tokens: Sequence[Token], way: Way) -> Interpretation:
    """The ``way`` to take ``tokens`` as an interpretation."""
    terms, log_likelihood = way
    meant = {
        token: term for token, term in zip(tokens, terms, strict=True) if term != token.accented
    }
    return Interpretation(MappingProxyType(meant), log_likelihood)


@dataclass(frozen=True, slots=True)
class Choice:
    """The candidates of one syllable: the ``ordinals`` that these have in the lexicon, -1 for one
    that it does not have, their ``costs`` (:class:`search.meaning.candidates.Candidate`) and the
    ``terms`` that they are."""

    ordinals: Int64s
    costs: Logs
    terms: Sequence[str]

    @classmethod
    def of(cls, typed: str, found: Sequence[Candidate], lexicon: Lexicon) -> Choice:
        """The choice among what was ``found`` for a term as it was ``typed``."""
        ordinals = [one.ordinal for one in found]
        terms = [lexicon.term(ordinal) if ordinal >= 0 else typed for ordinal in ordinals]
        costs = [one.cost for one in found]
        return cls(np.array(ordinals, np.int64), np.array(costs, np.float64), terms)

    def among(self, is_wanted: Mask) -> Choice:
        """The candidates that are wanted, which ``is_wanted`` tells of each."""
        terms = list(compress(self.terms, is_wanted))
        return Choice(self.ordinals[is_wanted], self.costs[is_wanted], terms)


class Interpreter:
    """Interprets queries by the counts of one lexicon.  Safe to share between threads."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        predecessors, pairs = np.append(lexicon.predecessors, 0), len(lexicon.followers)
        continuation = (predecessors + 0.5) / max(pairs, 1)
        counts, ends = np.append(lexicon.counts, 0), np.append(lexicon.ends, 0)
        first = (counts + 0.5) / max(lexicon.total, 1)
        usual = _SMOOTHING_OCCURRENCES * ends.sum() / max(counts.sum(), 1)
        last = (ends + usual) / (counts + _SMOOTHING_OCCURRENCES)
        self._lattice = lattice.Lattice(
            continuation, first, last, lexicon.rows, lexicon.followers, lexicon.shares, _PAIR_WEIGHT
        )
        self._choice = lru_cache(_CACHED_SYLLABLES)(partial(_choice, lexicon))

    @property
    def lexicon(self) -> Lexicon:
        """The counts that it goes by."""
        return self._lexicon

    def interpret(
        self, tokens: Sequence[Token], known: Mapping[Token, ErrorModel] = _NOTHING_KNOWN
    ) -> Interpretation:
        """The likeliest interpretation of ``tokens``, which were typed one after the other; of some
        it may be ``known`` which errors they can have."""
        return self.interpretations(tokens, known, 1)[0]

    def interpretations(
        self, tokens: Sequence[Token], known: Mapping[Token, ErrorModel], limit: int
    ) -> list[Interpretation]:
        """Up to ``limit`` different interpretations, at least one, the likeliest first."""
        return [interpretation_of(tokens, way) for way in self.ways(tokens, known, limit)]

    def ways(
        self, tokens: Sequence[Token], known: Mapping[Token, ErrorModel], limit: int
    ) -> list[Way]:
        """Up to ``limit`` different interpretations, at least one, the likeliest first, each as the
        row of what it means."""
        if not tokens:
            return [Way((), 0.0)]
        accents_typed = not all(token.is_bare for token in tokens)
        errors = [known.get(token, ErrorModel.NON_WORD) for token in tokens]
        choices = [
            self._choice(token.accented, token.folded, own, accents_typed)
            for token, own in zip(tokens, errors, strict=True)
        ]
        if len(choices) == 1:
            choices = [self._alone(choices[0])]
        ways = self._best_ways(choices, limit)
        suspects = [at for at in self._suspects(ways[0].terms) if errors[at] is ErrorModel.NON_WORD]
        if not suspects:
            return ways
        for at in suspects:
            token = tokens[at]
            choices[at] = self._choice(
                token.accented, token.folded, ErrorModel.REAL_WORD, accents_typed
            )
        return self._best_ways(choices, limit)

    def log_likelihood(self, tokens: Sequence[Token], terms: Sequence[str]) -> float:
        """The natural logarithm of how likely ``terms`` stand in a row and come out as ``tokens``,
        which were typed one after the other."""
        if not tokens:
            return 0.0
        rows = [[term] for term in terms]
        ordinals = [np.array([self._lexicon.ordinal_of(term)], np.int64) for term in terms]
        costs = [
            np.array([self.cost(token, term, tokens)], np.float64)
            for token, term in zip(tokens, terms, strict=True)
        ]
        ((_, likelihood),) = self._lattice.best_paths(rows, ordinals, costs, 1)
        return float(likelihood)

    def cost(self, token: Token, term: str, row: Sequence[Token] = ()) -> float:
        """What it costs, in nats, that ``term`` was typed as ``token``, in a ``row`` of others; of
        what is no candidate, as much as of the costliest."""
        if term == token.accented:
            return 0.0
        accents_typed = any(not one.is_bare for one in (token, *row))
        own = self._choice(token.accented, token.folded, ErrorModel.REAL_WORD, accents_typed)
        costs = own.costs.tolist()
        return float(costs[own.terms.index(term)] if term in own.terms else max(costs))

    def are_collocated(self, first: str, second: str) -> bool:
        """Whether the accented syllable ``second`` stands behind ``first`` far more often than by
        chance."""
        ordinals = self._lexicon.ordinal_of(first), self._lexicon.ordinal_of(second)
        return min(ordinals) >= 0 and self._are_collocated(*ordinals)

    def _alone(self, own: Choice) -> Choice:
        """The candidates of a syllable that is all of the query: an unknown one finds nothing, and
        gives way to those that are used."""
        ordinals = own.ordinals.tolist()
        if min(ordinals) >= 0:
            return own
        count_of = self._lexicon.count_of
        is_used = np.array([n >= 0 and count_of(n) >= _MIN_OCCURRENCES_ALONE for n in ordinals])
        return own.among(is_used) if is_used.any() else own

    def _suspects(self, terms: Terms) -> Iterator[int]:
        """The places in ``terms`` of syllables that are hardly ever seen beside a neighbour."""
        strange = [False, *(not self.are_collocated(a, b) for a, b in pairwise(terms)), False]
        return (at for at, (before, behind) in enumerate(pairwise(strange)) if before or behind)

    def _are_collocated(self, first: int, second: int) -> bool:
        """Whether syllable ``second`` stands behind ``first`` often enough: its *lift* is how many
        times as often as by chance."""
        lexicon = self._lexicon
        count = lexicon.pair_count(first, second)
        if count * _RAREST_PAIR_IN_SYLLABLES <= lexicon.total:
            return False
        by_chance = float(lexicon.count_of(first)) * lexicon.count_of(second) / lexicon.total
        return count >= _MIN_LIFT * by_chance

    def _best_ways(self, choices: Sequence[Choice], limit: int) -> list[Way]:
        """Up to ``limit`` ways to choose one candidate from each of ``choices``, the likeliest
        first."""
        terms = [one.terms for one in choices]
        if all(len(own) == 1 for own in terms):
            return [Way(tuple([own[0] for own in terms]), 0.0)]
        ordinals, costs = [one.ordinals for one in choices], [one.costs for one in choices]
        return list(starmap(Way, self._lattice.best_paths(terms, ordinals, costs, limit)))


def _choice(
    lexicon: Lexicon, accented: str, folded: str, errors: ErrorModel, accents_typed: bool
) -> Choice:
    """The candidates of a syllable, wherever in the query it stands."""
    token = Token(accented, folded, 0, 0)
    found = candidates(token, lexicon, errors, accents_typed=accents_typed)
    return Choice.of(accented, found, lexicon)
