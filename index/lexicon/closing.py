"""Which words may end what somebody types?  Those that end titles, too.

*Hà Nội đề xuất* and *hình ảnh của* are cut off: what is behind them is missing.  No list of verbs
and prepositions is needed to tell, since hardly any title ends with one.  A word that stands k
times in titles, e times at the end of one, *closes* as often as::

    (e + 40 · usual) / (k + 40)

where ``usual`` is how many of all syllables of titles are the last one, or less for a word of one
syllable that has more than a space behind it less than half as often as others have.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.lexicon.corpus import Syllables
from index.lexicon.counts import LanguageCounts

_DOUBTED = 40  # occurrences in titles that weigh as much as what is usual
MIN_CLOSING = 0.5  # of what is usual; looked at with 20,000 articles


@dataclass(frozen=True, slots=True)
class InTitles:
    """How often a run of syllables stands in titles, at their beginnings and at their ends."""

    times: int
    first: int
    last: int


NOWHERE = InTitles(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Closing:
    """Tells how readily words end a title.

    ``runs`` are those of titles, ``usual`` is the share of the syllables of titles that are the
    last one, ``ending`` the share of all syllables that have more than a space behind.
    """

    counted: LanguageCounts
    runs: Mapping[Syllables, InTitles]
    usual: float
    ending: float

    @classmethod
    def of(
        cls,
        titles: npt.NDArray[np.int32],
        counted: LanguageCounts,
        runs: Mapping[Syllables, InTitles],
    ) -> Closing:
        """What the ``runs`` of ``titles`` tell, whose language is ``counted``."""
        begins = int(np.count_nonzero(titles < 0))
        usual = begins / max(len(titles) - begins, 1)
        ending = float(counted.ends.sum()) / max(float(counted.counts.sum()), 1.0)
        return cls(counted, runs, usual, ending)

    def of_word(self, word: Syllables) -> float:
        """How readily ``word`` ends a title, as a multiple of what is usual."""
        prior = self._prior(word[0]) if len(word) == 1 else 1.0
        return self._smoothed(self.runs.get(word, NOWHERE), prior)

    def _prior(self, syllable: str) -> float:
        at = self.counted.ordinal_of(syllable)
        if not self.ending or self.counted.terms[at : at + 1] != [syllable.encode()]:
            return 1.0
        usual = int(self.counted.ends[at]) / self.ending
        return min(2 * (usual + _DOUBTED) / (int(self.counted.counts[at]) + _DOUBTED), 1.0)

    def of_phrase(self, places: InTitles, last: Syllables) -> float:
        """How readily a phrase that stands at ``places`` ends a title, as a multiple of what is
        usual; the word ``last`` is its end."""
        return self._smoothed(places, self.of_word(last))

    def opens(self, places: InTitles) -> bool:
        """Whether what stands at ``places`` begins titles: *Mỹ Donald Trump* has a word before."""
        return places.first >= MIN_CLOSING * self.usual * places.times

    def _smoothed(self, places: InTitles, prior: float) -> float:
        own = places.last / self.usual if self.usual else 0.0
        return (own + _DOUBTED * prior) / (places.times + _DOUBTED)
