"""What does a lexicon know of words?  (See :class:`search.engines.similar.KnownWords`.)

How many articles have a word is estimated from how often it occurs: as often among its occurrences
as the rarest of its syllables begins another article.  That only weighs words against each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from index.lexicon import Lexicon
from search.engines.similar import Syllables

_PAIR = 2


class LexiconWords:
    """The words of an index of so many ``articles``, by its ``lexicon``."""

    def __init__(self, lexicon: Lexicon, articles: int) -> None:
        self._lexicon, self.articles = lexicon, articles

    def longest(self, run: Sequence[str]) -> int:
        """How many of the first syllables of ``run`` are a word; 1 if none are."""
        for length in range(len(run), 1, -1):
            if self._occurrences(tuple(run[:length])) > 0:
                return length
        return 1

    def frequencies(self, words: Sequence[Syllables]) -> list[int]:
        """About how many articles have each of ``words``."""
        return [self._articles_with(word) for word in words]

    def _articles_with(self, word: Syllables) -> int:
        ordinals = [self._lexicon.ordinal_of(syllable) for syllable in word]
        if min(ordinals) < 0:
            return 1
        rarest = min(ordinals, key=self._lexicon.count_of)
        holders, count = int(self._lexicon.holders[rarest]), self._lexicon.count_of(rarest)
        return max(round(self._occurrences(word) * holders / max(count, 1)), 1)

    def _occurrences(self, word: Syllables) -> float:
        """How often ``word`` occurs as a word; 0 for what is none."""
        if len(word) > _PAIR:
            return self._lexicon.word_count(word)[0]
        ordinals = [self._lexicon.ordinal_of(syllable) for syllable in word]
        if min(ordinals) < 0:
            return 0.0
        if len(word) == 1:
            return float(self._lexicon.count_of(ordinals[0]))
        ((first, second),) = pairwise(ordinals)
        return self._lexicon.joined_count(first, second)
