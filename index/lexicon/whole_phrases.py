"""Which words and phrases are whole, and which are cut off from something longer?

A phrase begins and ends with words, and ends as titles do (:mod:`index.lexicon.closing`): *Hà Nội
đề xuất* goes on.  A row of names is one if titles begin with it: *Mỹ Donald Trump* is cut off from
*tổng thống*.  Not all that the segmenter joins is one word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.analysis.casing import ALL_CAPITALS
from index.lexicon.closing import MIN_CLOSING, NOWHERE, Closing, InTitles
from index.lexicon.corpus import Syllables, WordCount
from index.lexicon.counts import LanguageCounts
from index.lexicon.phrases import MIN_SHARE_OF_LONGER, Phrase
from index.vietnamese.keystrokes import is_syllable

# Syllables that are grammar; *người*, which is none, is the 57th with 50,000 articles.
MAX_GRAMMAR, SYLLABLES_PER_GRAMMAR = 50, 200
MIN_TITLES = 5  # of two words of one syllable
MIN_SHARE_IN_WORDS = (
    0.5  # of a syllable's uses: what begins or ends words so often is no word there
)
MIN_TITLES_OF_NAME = 3  # that tell whether titles begin with it
MIN_NAMES = 12  # longer ones that a name begins
MIN_SHARE_OF_NAME = 0.3  # of a longer one's uses, that the name at its end has by itself
MIN_CLOSING_OF_NUMBER = 1.5  # of what is usual: *khởi tố 2* goes on, *năm 2019* does not
MIN_TIMES_COMMONER_PARTS = 20  # than what a segmenter makes of two words: then they are two
MIN_LIFT = 10  # times as often side by side as by chance; looked at with 50,000 articles

Words = Mapping[Syllables, WordCount]
"""The words of several syllables."""


def grammar_size(syllables: int) -> int:
    """How many of so many different ``syllables`` are grammar: those behind the most others."""
    return min(MAX_GRAMMAR, syllables // SYLLABLES_PER_GRAMMAR)


def cut_off_words(
    words: Words, places: Mapping[Syllables, InTitles], judge: PhraseJudge
) -> set[Syllables]:
    """Which of ``words`` are parts of longer ones, or two words that the segmenter took for
    one; ``places`` says where they stand in titles."""
    beginnings = _beginnings_of_longer(words, places) | _beginnings_of_names(words, judge.closing)
    glued = {
        word
        for word in words
        if len(word) > 2 and _is_glued(word, words, places.get(word, NOWHERE), judge)
    }
    return beginnings | glued


def _beginnings_of_longer(words: Words, places: Mapping[Syllables, InTitles]) -> set[Syllables]:
    """The words that nearly always begin one and the same longer word, in titles too."""
    return {
        longer[:length]
        for longer, word in words.items()
        for length in range(2, len(longer))
        if longer[:length] in words
        and word.occurrences >= MIN_SHARE_OF_LONGER * words[longer[:length]].occurrences
        and places.get(longer, NOWHERE).times
        >= MIN_SHARE_OF_LONGER * places.get(longer[:length], NOWHERE).times
    }


def _beginnings_of_names(words: Words, closing: Closing) -> set[Syllables]:
    """The names that begin many longer ones and seldom end a title: *Nguyễn Văn*."""
    longer: Counter[Syllables] = Counter()
    uses: Counter[Syllables] = Counter()
    for syllables, word in words.items():
        for length in range(2, len(syllables)):
            longer[syllables[:length]] += 1
            uses[syllables[:length]] += word.occurrences
    return {
        syllables
        for syllables, names in longer.items()
        if names >= MIN_NAMES
        and syllables in words
        and is_capitalised(words[syllables].casing, len(syllables))
        and 2 * uses[syllables] >= words[syllables].occurrences
        and closing.of_word(syllables) < 1
    }


def _is_glued(word: Syllables, words: Words, places: InTitles, judge: PhraseJudge) -> bool:
    """Whether ``word`` of three syllables and more, which stands in titles at ``places``, is two,
    of which the segmenter made one: both far commoner (*Hà Nội tiếp tục*), the second grammar
    (*bắt đầu từ*), or the name of somebody behind that of a country (*Mỹ Donald Trump*)."""
    begins_titles = places.times >= MIN_TITLES_OF_NAME and judge.closing.opens(places)
    own = words[word].occurrences
    for at in range(1, len(word)):
        first, last = word[:at], word[at:]
        before = words[first].occurrences if first in words else 0
        behind = words[last].occurrences if last in words else 0
        if min(before, behind) >= MIN_TIMES_COMMONER_PARTS * own:
            return True
        if len(last) == 1 and last[0] in judge.grammar and before > own:
            return True
        is_sure = at == 1 and is_syllable(
            first[0]
        )  # *Thái Bình Dương*: what stands alone is common
        is_pair = behind > own if is_sure else behind > own * MIN_SHARE_OF_NAME
        is_pair = is_pair and (at == 1 or before > own)
        if (
            is_pair
            and not begins_titles
            and not judge.is_abbreviation(first)
            and judge.is_name(first)
            and judge.is_name(last)
        ):
            return True
    return False


def is_capitalised(casing: int, syllables: int) -> bool:
    """Whether each of a few syllables has a capital."""
    every = (1 << syllables) - 1
    return casing & every == every


@dataclass(frozen=True, slots=True)
class PhraseJudge:
    """Tells whole phrases from runs that are cut off, by which syllables begin and end them.

    ``total`` is how many syllables all texts have; ``words`` are those of several; ``names`` are
    the syllables with capitals, ``grammar`` those that stand behind the most different ones;
    ``begins`` and ``ends`` say how often a syllable begins or ends a word.
    """

    counted: LanguageCounts
    total: int
    words: Words
    names: Mapping[str, int]
    grammar: frozenset[str]
    begins: Mapping[str, int]
    ends: Mapping[str, int]
    closing: Closing

    @classmethod
    def of(
        cls,
        words: Words,
        alone: Mapping[str, int],
        counted: LanguageCounts,
        closing: Closing,
    ) -> PhraseJudge:
        """What ``words``, the capitals of syllables ``alone`` and the counts tell of phrases."""
        most = grammar_size(len(counted.terms))
        common = np.argsort(-counted.predecessors, kind="stable")[:most].tolist()
        grammar = frozenset(counted.terms[ordinal].decode() for ordinal in common)
        begins: Counter[str] = Counter()
        ends: Counter[str] = Counter()
        for syllables, word in words.items():
            begins[syllables[0]] += word.occurrences
            ends[syllables[-1]] += word.occurrences
        total = int(counted.counts.sum())
        return cls(counted, total, words, alone, grammar, begins, ends, closing)

    def is_whole(self, phrase: Phrase, parts: Sequence[Syllables]) -> bool:
        """Whether ``phrase``, made of the words ``parts``, is whole.

        It ends as titles do, and begins and ends with a compound or a name; or with a syllable that
        is a word of its own (*mạng xã* is cut off from *xã hội*), if titles have it above all, and
        two of these only if they stand together far more often than by chance.
        """
        loose = [len(part) == 1 and not self.names.get(part[0]) for part in (parts[0], parts[-1])]
        closing = self.closing.of_phrase(phrase.places, parts[-1])
        if closing < MIN_CLOSING or not self._has_whole_names(phrase, parts, closing):
            return False
        if loose[1] and phrase.syllables[-1].isdecimal() and closing < MIN_CLOSING_OF_NUMBER:
            return False
        if not any(loose):
            return True
        if phrase.places.times < MIN_TITLES or phrase.topical < 1:
            return False
        first, last = phrase.syllables[0], phrase.syllables[-1]
        if loose[0] and (first.isdecimal() or not self._is_own(first, self.ends)):
            return False
        if loose[1] and not self._is_own(last, self.begins):
            return False
        return len(phrase.syllables) > 2 or self._lift(first, last) >= MIN_LIFT

    def _has_whole_names(self, phrase: Phrase, parts: Sequence[Syllables], closing: float) -> bool:
        """Whether no name in ``phrase`` is cut off: one of one syllable, from a longer name (*Trung
        Quốc Tập*; but *Mỹ Triều* ends titles), or a row of names, from what stands before (*Mỹ
        Donald Trump*)."""
        if len(parts[0]) == 1 and not self._is_alone(parts[0][0], self.begins):
            return False
        if len(parts[-1]) == 1 and closing < 1 and not self._is_alone(parts[-1][0], self.begins):
            return False
        if not all(map(self.is_name, parts)) or self.is_abbreviation(parts[0]):
            return True
        return self.closing.opens(phrase.places)

    def closes(self, word: Syllables, least: float) -> bool:
        """Whether ``word`` may end a longer query: it ends titles at ``least`` so many times as
        often as is usual, and does not end with grammar (*đối với*)."""
        return word[-1] not in self.grammar and self.closing.of_word(word) >= least

    def is_abbreviation(self, part: Syllables) -> bool:
        """Whether it is written in capitals: *TP*, *HLV*."""
        return len(part) == 1 and bool(self.names.get(part[0], 0) & ALL_CAPITALS)

    def is_name(self, part: Syllables) -> bool:
        """Whether each syllable of a word has a capital."""
        if len(part) == 1:
            return is_capitalised(self.names.get(part[0], 0), 1)
        return part in self.words and is_capitalised(self.words[part].casing, len(part))

    def _is_alone(self, syllable: str, in_words: Mapping[str, int]) -> bool:
        """Whether it is no name, or one that is a word of its own."""
        if not self.names.get(syllable):
            return True
        return in_words.get(syllable, 0) < MIN_SHARE_IN_WORDS * self._count(syllable)

    def _is_own(self, syllable: str, in_words: Mapping[str, int]) -> bool:
        """Whether it is a word of its own, and more than grammar (*của*, *với*)."""
        uses = in_words.get(syllable, 0)
        return syllable not in self.grammar and uses < MIN_SHARE_IN_WORDS * self._count(syllable)

    def _count(self, syllable: str) -> int:
        return int(self.counted.counts[self.counted.ordinal_of(syllable)])

    def _lift(self, first: str, last: str) -> float:
        """How many times as often as by chance two syllables stand together."""
        pairs = self.counted.pair_count(
            self.counted.ordinal_of(first), self.counted.ordinal_of(last)
        )
        return pairs * self.total / max(self._count(first) * self._count(last), 1)
