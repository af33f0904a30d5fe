"""What might somebody be about to type?  Words and phrases of the index that begin so.

The most used come first.  What was typed without accents goes on with any; accents that were
typed have to be there, though a tone may still be missing (*tiê* goes on to *tiếng*).  Where
too little begins with all that was typed, its last words are completed behind the others: by
what comes behind the last of these often, as far as the pair of syllables tells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from unicodedata import normalize

import numpy as np

from index.analysis import analyse_query
from index.lexicon import Lexicon
from index.vietnamese import clean_text, fold, unify_spelling
from index.vietnamese.keystrokes import decode_keystrokes
from search.reading import Reader
from search.results import Completion
from search.suggestion import as_meant

_MOST_WORDS = 12  # who has typed more needs no help
_LEAST_SHARE = 0.002  # of the syllable before, that what is completed comes behind it
_LEAST_LIFT = 3  # times as often there as anywhere
_LEAST_USES = 2
_TRIED = 4  # phrases that are looked for, some 2 ms each at worst
_LOOKED_AT = 400  # of those that begin so, the most used
_TONES = str.maketrans("", "", "\u0300\u0301\u0303\u0309\u0323")


class Completer:
    """Completes by one lexicon.  Safe to share between threads."""

    def __init__(self, lexicon: Lexicon, reader: Reader) -> None:
        self._lexicon = lexicon
        self._reader = reader

    def complete(
        self, typed: str, count: int, articles_with: Callable[[str], int]
    ) -> list[Completion]:
        """Up to ``count`` completions of ``typed``, the most used first.

        Behind other words only what ``articles_with`` it as a phrase there are: a pair of syllables
        does not tell that all of the words are ever written so.
        """
        words = _words(typed)
        found: dict[str, Completion] = {}
        for one in self._completed([], " ".join(words)):
            found.setdefault(fold(one.text), one)
            if len(found) == count:
                return list(found.values())
        left = _TRIED
        for first in range(1, len(words)):
            for one in self._completed(words[:first], " ".join(words[first:])):
                if len(found) >= count or not left:
                    return list(found.values())
                if not _has_begun(found, one.text, first + 1):
                    left -= 1
                    articles = articles_with(one.text)
                    if articles:
                        found[fold(one.text)] = Completion(one.text, articles)
        return list(found.values())

    def _completed(self, before: Sequence[str], typed: str) -> Iterator[Completion]:
        """Completions of ``typed`` behind the words ``before`` it, as these were likely meant."""
        if not before:
            found = self._beginning_with(typed)
            yield from (one for one in found if not _is_single(one.text))
            return
        text = " ".join(before)
        tokens = analyse_query(text)
        if not tokens:
            return
        reading = self._reader.read(tokens)
        meant = as_meant(text, reading)
        behind = [reading.term(token) for token in tokens[-2:]]
        uses = self._uses(self._beginning_with(typed), behind)
        for one, count in sorted(uses, key=lambda pair: -pair[1]):
            if count >= _LEAST_USES:
                yield Completion(f"{meant} {one.text}", round(count))

    def _uses(
        self, completions: Iterable[Completion], behind: Sequence[str]
    ) -> Iterator[tuple[Completion, float]]:
        """How often each of ``completions`` may be expected behind the last of one or two
        syllables; without those whose first syllable is hardly more often there than anywhere."""
        lexicon = self._lexicon
        pairs: dict[str, float] = {}
        for one in completions:
            first = unify_spelling(one.text.split(" ", 1)[0].lower())
            if first not in pairs:
                pairs[first] = self._pairs(behind[-1], first)
            if pairs[first] and not self._is_of_another_word(one, first, behind):
                yield one, pairs[first] * min(one.count / max(lexicon.count(first), 1), 1)

    def _pairs(self, last: str, first: str) -> float:
        """How often ``first`` stands behind ``last``; 0 if that is by chance."""
        share, count = self._lexicon.share(last, first), self._lexicon.count(first)
        if share < _LEAST_SHARE or share * self._lexicon.total < _LEAST_LIFT * count:
            return 0
        return share * self._lexicon.count(last)

    def _is_of_another_word(self, one: Completion, first: str, behind: Sequence[str]) -> bool:
        """Whether a syllable would be part of two words: *công an* and *an toàn*."""
        lexicon = self._lexicon
        return lexicon.has_completion(f"{behind[-1]} {first}") and (
            " " in one.text or (len(behind) > 1 and lexicon.has_completion(" ".join(behind)))
        )

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
    """What was typed in small letters, all but the last word in the spelling of the index; none if
    there are many."""
    words = clean_text(typed).lower().split()
    if len(words) > _MOST_WORDS:
        return []
    if typed.isascii():  # where there are accents, no raw keys are to be expected
        words = [decode_keystrokes(word) or word for word in words]
    open_end = "" if typed[-1:].isspace() else words.pop() if words else ""
    return [*map(unify_spelling, words), *([open_end] if open_end else [])]


def _has_begun(found: Iterable[str], text: str, words: int) -> bool:
    """Whether any of ``found`` begins with as many ``words`` of ``text``."""
    beginning = " ".join(fold(text).split()[:words])
    return any(f"{other} ".startswith(f"{beginning} ") for other in found)


def _is_single(text: str) -> bool:
    """Whether it is a word of one syllable and no name: alone it is hardly what people look for."""
    return " " not in text and text.islower()


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
