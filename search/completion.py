"""What might somebody be about to type?  Words and phrases of the index that begin so.

The most used come first.  What was typed without accents goes on with any; accents that were
typed have to be there, though a tone may still be missing (*tiê* goes on to *tiếng*).  Where
too little begins with all that was typed, its last words are completed behind the others, if
the index has them side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from unicodedata import normalize

import numpy as np

from index.analysis import analyse_query, terms_of
from index.lexicon import Lexicon
from index.vietnamese import clean_text, fold, unify_spelling
from index.vietnamese.keystrokes import decode_keystrokes
from search.reading import Reader
from search.results import Completion
from search.suggestion import as_meant

_MOST_WORDS = 12  # that are looked at, from the end
_LEAST_SHARE = (
    0.002  # of the occurrences of the word before, that what is completed comes behind it
)
_LOOKED_AT = 400  # of those that begin so, the most used
_TONES = str.maketrans("", "", "\u0300\u0301\u0303\u0309\u0323")


class Completer:
    """Completes by one lexicon.  Safe to share between threads."""

    def __init__(self, lexicon: Lexicon, reader: Reader) -> None:
        self._lexicon = lexicon
        self._reader = reader

    def complete(self, typed: str, count: int) -> list[Completion]:
        """Up to ``count`` completions of ``typed``, the most used first."""
        words = _words(typed)
        found: dict[str, Completion] = {}
        for first in range(len(words)):
            for one in self._completed(words[:first], " ".join(words[first:])):
                found.setdefault(fold(one.text), one)
                if len(found) == count:
                    return list(found.values())
        return list(found.values())

    def _completed(self, before: Sequence[str], typed: str) -> Iterator[Completion]:
        """Completions of ``typed`` behind the words ``before`` it, as these were likely meant."""
        if not before:
            yield from self._beginning_with(typed)
            return
        text = " ".join(before)
        tokens = analyse_query(text)
        if not tokens:
            return
        reading = self._reader.read(tokens)
        last, meant = reading.term(tokens[-1]), as_meant(text, reading)
        for one in self._beginning_with(typed):
            if self._lexicon.share(last, _first_syllable(one.text)) >= _LEAST_SHARE:
                yield Completion(f"{meant} {one.text}", one.count)

    def _beginning_with(self, typed: str) -> Iterator[Completion]:
        lexicon = self._lexicon
        if not typed:
            return
        numbers = lexicon.completion_keys.starting_with(fold(typed).encode())
        counts = lexicon.completion_counts[numbers.start : numbers.stop]
        for place in _highest(counts, _LOOKED_AT):
            text = lexicon.completion(numbers.start + place)
            if _goes_on(typed, text.lower()):
                yield Completion(text, int(counts[place]))


def _words(typed: str) -> list[str]:
    """What was typed in small letters, all but the last word in the spelling of the index."""
    words = clean_text(typed).lower().split()[-_MOST_WORDS:]
    if typed.isascii():  # where there are accents, no raw keys are to be expected
        words = [decode_keystrokes(word) or word for word in words]
    open_end = "" if typed[-1:].isspace() else words.pop() if words else ""
    return [*map(unify_spelling, words), *([open_end] if open_end else [])]


def _first_syllable(text: str) -> str:
    return terms_of(text.split(" ", 1)[0])[0]


def _highest(counts: np.ndarray, most: int) -> Sequence[int]:
    """The places of the highest counts, descending."""
    if len(counts) > most:
        best = np.argpartition(counts, len(counts) - most)[-most:]
    else:
        best = np.arange(len(counts))
    order: Sequence[int] = best[np.argsort(-counts[best].astype(np.int64), kind="stable")].tolist()
    return order


def _goes_on(typed: str, text: str) -> bool:
    """Whether every letter of ``typed`` may be meant for the one in its place of ``text``."""
    return all(
        a == b or a == fold(b) or a == _without_tone(b) for a, b in zip(typed, text, strict=False)
    )


def _without_tone(letter: str) -> str:
    return normalize("NFC", normalize("NFD", letter).translate(_TONES))
