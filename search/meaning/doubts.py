"""Which of all that may have been meant by other letters or accents is worth being offered?

What ranks articles may be a guess; what is offered says that somebody typed wrongly.  So a change
has to make what was typed likelier by so much (in nats, by the model of
:mod:`search.meaning.interpreter`):

* accents given back to bare syllables of a query that has some, all of them together: by
  .6 for each syllable that has its accents.  Who left out a half of them kept each of those by
  chance; who typed ten syllables right hardly forgot the eleventh, which is a word without any
  (*con*, *ngay*, *Vinh*);
* other letters or accents in place of a syllable that the index has: by 5, since rare words are
  right as a rule; but for sounds that are alike and marks that were forgotten, which are told by
  their neighbours already;
* another last letter of a foreign name, or one more or less (*Walesa*, *Wales*): by 5 too, since
  such names are there in pairs.

Acronyms, and letters with numbers, are what they are (*VAR*, *4K*), unless they are the raw keys of
a syllable (*tie61ng*); so is what raw keys may be and articles have (*teen*), where nothing else is
raw keys, and what stands beside a foreign name that no article has (*Lech Walesa*).  Of a long
query that is all in capitals, capitals tell nothing.  Chosen with titles as printed and as
distorted by ``make relevance`` (docs/relevance.md).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from index.analysis import Token
from index.lexicon import Lexicon
from index.vietnamese import fold
from index.vietnamese.keystrokes import decode_keystrokes, may_be_syllable
from search.meaning.candidates import COST_OF_ALIKE, COST_OF_KEYSTROKES
from search.meaning.interpreter import Interpretation, Interpreter

_GAIN_PER_ACCENTED = 0.6  # nats, as all that follow
_MIN_GAIN = 5.0
_MIN_OCCURRENCES = 5  # of what is known to be written so
_MAX_LETTERS_OF_ACRONYM = 4  # alone, which could be a syllable
_MAX_SHOUTED = 3  # words in capitals that may all be acronyms
# *iPad*, *eSIM*, *BlackPink*; not *rTung*, whose first letters were swapped
_INNER_CAPITAL = re.compile(r"^[ei][A-Z]|[a-z]{2}[A-Z][a-z]")


@dataclass(frozen=True, slots=True)
class Typed:
    """The ``tokens`` of a query in the order typed, and the ``text`` that their places count in."""

    text: str
    tokens: Sequence[Token]

    def surface(self, token: Token) -> str:
        """``token`` as it was typed."""
        return self.text[token.start : token.end]

    def is_lone_capitals(self, token: Token) -> bool:
        """Whether ``token``, which could be a syllable without accents, is in capitals and what
        stands beside it is not: *VAN*, *xem LAN tập*."""
        surface = self.surface(token)
        if len(surface) < 2 or not surface.isupper() or not may_be_syllable(surface.lower()):
            return False
        if len(self.tokens) == 1:
            return len(surface) <= _MAX_LETTERS_OF_ACRONYM
        at = self.tokens.index(token)
        beside = (*self.tokens[max(at - 1, 0) : at], *self.tokens[at + 1 : at + 2])
        return not any(self.surface(other).isupper() for other in beside)

    @property
    def is_shouted(self) -> bool:
        """Whether no letter is a small one."""
        return not any(map(str.islower, map(self.surface, self.tokens)))


def without_doubtful(
    interpretation: Interpretation, typed: Typed, interpreter: Interpreter
) -> Interpretation:
    """What is worth being offered of the ``interpretation`` of what was ``typed``."""
    meant = interpretation.meant
    accented = sum(not token.is_bare for token in typed.tokens)
    alone = {token: term for token, term in meant.items() if not typed.is_lone_capitals(token)}
    if not accented and not any(map(interpretation.is_corrected, meant)):
        # accents alone were left out, all of them
        return (
            interpretation
            if len(alone) == len(meant)
            else replace(interpretation, meant=MappingProxyType(alone))
        )
    judge = _Judge(interpretation, typed, interpreter)
    forgotten = [
        token
        for token in alone
        if not interpretation.is_corrected(token) and not judge.is_beside_unknown_name(token)
    ]
    kept = {
        token: term
        for token, term in meant.items()
        if interpretation.is_corrected(token) and judge.is_worth_it(token)
    }
    if not forgotten or judge.gain(forgotten) >= _GAIN_PER_ACCENTED * accented:
        kept |= {token: meant[token] for token in forgotten}
    if len(kept) == len(meant):
        return interpretation
    return Interpretation(MappingProxyType(kept), interpretation.log_likelihood)


def is_name(surface: str, *, is_shouted: bool, lexicon: Lexicon) -> bool:
    """Whether what was typed as ``surface`` is no word: an acronym, letters with numbers, *iPad*;
    ``is_shouted`` if all around it is in capitals too."""
    if any(map(str.isdigit, surface)) or _INNER_CAPITAL.search(surface) is not None:
        return True
    if len(surface) < 2 or not surface.isupper() or not surface.isascii():
        return False
    written = lexicon.written(surface.lower())
    if written is not None and written.isupper():
        return True
    return not is_shouted and not may_be_syllable(fold(surface.lower()))


class _Judge:
    """Tells what the changes of one interpretation are worth."""

    def __init__(
        self, interpretation: Interpretation, typed: Typed, interpreter: Interpreter
    ) -> None:
        self._meant = interpretation.meant
        self._typed = typed
        self._interpreter = interpreter
        self._lexicon = interpreter.lexicon
        self._likelihood = self._log_likelihood(self._meant)
        self._is_shouted = typed.is_shouted and len(typed.tokens) > _MAX_SHOUTED

    def gain(self, tokens: Sequence[Token]) -> float:
        """How much likelier, in nats, is what was meant than that with ``tokens`` as typed."""
        left = {token: term for token, term in self._meant.items() if token not in tokens}
        return self._likelihood - self._log_likelihood(left)

    def _log_likelihood(self, meant: Mapping[Token, str]) -> float:
        tokens = self._typed.tokens
        terms = [meant.get(token, token.accented) for token in tokens]
        return self._interpreter.log_likelihood(tokens, terms)

    def is_worth_it(self, token: Token) -> bool:
        """Whether other letters or accents than those typed are worth being offered."""
        surface, meant = self._typed.surface(token), self._meant[token]
        if decode_keystrokes(token.accented) == meant:
            return self._are_raw_keys(token)
        if self._typed.is_lone_capitals(token) or is_name(
            surface, is_shouted=self._is_shouted, lexicon=self._lexicon
        ):
            return False
        if self._lexicon.count(token.accented):
            cost = self._interpreter.cost(token, meant)
            is_doubtful = not COST_OF_KEYSTROKES < cost <= COST_OF_ALIKE
        else:
            is_doubtful = _is_foreign_name(surface) and _differ_at_the_end(token.accented, meant)
        return not is_doubtful or self.gain([token]) >= _MIN_GAIN

    def _are_raw_keys(self, token: Token) -> bool:
        """Whether what can be raw keys is no word or name: *teen* is one, and *U2*, but for
        *teen u2 a1m*."""
        is_word = self._lexicon.count(token.accented) >= _MIN_OCCURRENCES
        is_sign = len(token.accented) == 2 and token.accented[-1].isdigit()
        return not (is_word or is_sign) or any(
            decode_keystrokes(other.accented) == self._meant[other]
            for other in self._meant
            if other != token
        )

    def is_beside_unknown_name(self, token: Token) -> bool:
        """Whether ``token`` has a capital, and beside it stands a foreign name that hardly any
        article has."""
        row = self._typed.tokens
        at = row.index(token)
        return self._typed.surface(token)[:1].isupper() and any(
            _is_foreign_name(self._typed.surface(other))
            and self._lexicon.count(other.accented) < _MIN_OCCURRENCES
            for other in (*row[max(at - 1, 0) : at], *row[at + 1 : at + 2])
        )


def _is_foreign_name(surface: str) -> bool:
    """Whether it has a capital and no accent, and is no Vietnamese syllable."""
    return surface[:1].isupper() and surface.isascii() and not may_be_syllable(surface.lower())


def _differ_at_the_end(typed: str, meant: str) -> bool:
    """Whether two words differ in the last letter, or one has a letter more there."""
    return typed[:-1] in (meant, meant[:-1]) or typed == meant[:-1]
