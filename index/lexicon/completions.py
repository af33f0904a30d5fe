"""Which words and phrases might somebody be about to type?  Those that the index itself uses.

Words are pyvi's compounds, names and abbreviations (*Paris*, *BOT*, *4G*), and syllables that stand
alone more often than inside of compounds (*Huế*, *giỏi*); without what only some titles write in
capitals, and what nearly always begins one longer word.  Phrases are runs that several titles
share (:mod:`index.lexicon.phrases`), from one compound or name to another, or two words that
stand together far more often than by chance (*giá vàng*).
All are written with the capitals that newspapers give them, and weighed by how often they occur.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.analysis.casing import written
from index.lexicon.corpus import CorpusCounts, Syllables, WordCount
from index.lexicon.counts import LanguageCounts
from index.lexicon.phrases import MIN_SHARE_OF_LONGER, Phrase, find_phrases
from index.vietnamese.keystrokes import is_syllable

MIN_OCCURRENCES = 3  # of a word
MAX_COMPLETIONS = 30_000  # the most used ones
MIN_TIMES_COMMONER = 5  # than in capitals: then a word in small letters is what is meant
# Syllables that are grammar; *người*, which is none, is the 57th with 50,000 articles.
MAX_GRAMMAR, SYLLABLES_PER_GRAMMAR = 50, 200
MIN_TITLES = 5  # of two words of one syllable
MIN_SHARE_IN_WORDS = (
    0.5  # of a syllable's uses: what begins or ends words so often is no word there
)
MIN_LIFT = 10  # times as often side by side as by chance; looked at with 50,000 articles

Words = Mapping[Syllables, WordCount]


@dataclass(frozen=True, slots=True)
class Completion:
    """A word or phrase as it is written, and how often it is used."""

    text: str
    count: int


def find_completions(corpus: CorpusCounts, counted: LanguageCounts) -> list[Completion]:
    """The most used words and phrases of ``corpus``, of which ``counted`` was made."""
    words = _words(corpus)
    for syllables in _only_in_capitals(words):
        del words[syllables]
    alone = _casing_alone(corpus)
    singles = _of_one_syllable(alone, words, counted)
    beginnings = _beginnings_of_longer(words)
    judge = _PhraseJudge.of(words, alone, counted)
    found = {
        syllables: Completion(" ".join(written(syllables, word.casing)), word.occurrences)
        for syllables, word in words.items()
        if word.occurrences >= MIN_OCCURRENCES and syllables not in beginnings
    } | singles
    for phrase in find_phrases(corpus.titles, counted):
        known = found.get(phrase.syllables)
        if known and known.count * 2 > phrase.used:
            continue
        parts = list(_cut(phrase.syllables, words))
        if len(parts) > 1 and judge.is_whole(phrase, parts):
            text = " ".join(_written_part(part, words, alone) for part in parts)
            found[phrase.syllables] = Completion(text, phrase.used)
    return sorted(found.values(), key=lambda one: (-one.count, one.text))[:MAX_COMPLETIONS]


def grammar_size(syllables: int) -> int:
    """How many of so many different ``syllables`` are grammar: those behind the most others."""
    return min(MAX_GRAMMAR, syllables // SYLLABLES_PER_GRAMMAR)


def _words(corpus: CorpusCounts) -> dict[Syllables, WordCount]:
    """The compounds and names that have a letter."""
    return {
        syllables: word
        for syllables, word in corpus.words.items()
        if any(map(str.isalpha, "".join(syllables)))
    }


def _only_in_capitals(words: Words) -> list[Syllables]:
    """What looks like a name in titles that have a capital on every word: *Chủ Tịch Nước*.  A part
    of it is a far commoner word without these capitals."""
    return [
        syllables
        for syllables, word in words.items()
        if any(
            words[part].occurrences >= MIN_TIMES_COMMONER * word.occurrences
            and word.casing >> at & ~words[part].casing & ((1 << len(part)) - 1)
            for at, part in _parts(syllables)
            if part in words
        )
    ]


def _parts(syllables: Syllables) -> Iterator[tuple[int, Syllables]]:
    """Where shorter words could begin in a longer one, and those words."""
    for length in range(2, len(syllables)):
        for at in range(len(syllables) - length + 1):
            yield at, syllables[at : at + length]


def _casing_alone(corpus: CorpusCounts) -> dict[str, int]:
    """How syllables that are words of their own are capitalised, those that are at all."""
    return {
        corpus.syllables[ordinal].decode(): int(corpus.casing[ordinal])
        for ordinal in np.flatnonzero(corpus.casing).tolist()
    }


def _of_one_syllable(
    alone: Mapping[str, int], words: Words, counted: LanguageCounts
) -> dict[Syllables, Completion]:
    """The words of one syllable, used as often as it does not stand in a compound."""
    inside: Counter[str] = Counter()
    for syllables, word in words.items():
        for syllable in syllables:
            inside[syllable] += word.occurrences
    found: dict[Syllables, Completion] = {}
    for term, count in zip(counted.terms, counted.counts.tolist(), strict=True):
        text = term.decode()
        casing, uses = alone.get(text, 0), count - inside[text]
        is_word = (len(text) > 1 and 2 * uses > count) if is_syllable(text) else casing > 0
        if any(map(str.isalpha, text)) and is_word and uses >= MIN_OCCURRENCES:
            found[text,] = Completion(written((text,), casing)[0], uses)
    return found


def _beginnings_of_longer(words: Words) -> set[Syllables]:
    """The words that nearly always begin one and the same longer word."""
    return {
        longer[:length]
        for longer, word in words.items()
        for length in range(2, len(longer))
        if longer[:length] in words
        and word.occurrences >= MIN_SHARE_OF_LONGER * words[longer[:length]].occurrences
    }


def _cut(syllables: Syllables, words: Words) -> Iterator[Syllables]:
    """``syllables`` cut into words, the longest first; into two at least."""
    at = 0
    while at < len(syllables):
        ends = range(min(len(syllables), at + len(syllables) - 1), at + 1, -1)
        end = next((end for end in ends if syllables[at:end] in words), at + 1)
        yield syllables[at:end]
        at = end


@dataclass(frozen=True, slots=True)
class _PhraseJudge:
    """Tells whole phrases from runs that are cut off, by which syllables begin and end them.

    ``total`` is how many syllables all texts have; ``names`` are the syllables with capitals,
    ``grammar`` those that stand behind the most different ones; ``begins`` and ``ends`` say how
    often a syllable begins or ends a word.
    """

    counted: LanguageCounts
    total: int
    names: Mapping[str, int]
    grammar: frozenset[str]
    begins: Mapping[str, int]
    ends: Mapping[str, int]

    @classmethod
    def of(
        cls,
        words: Words,
        alone: Mapping[str, int],
        counted: LanguageCounts,
    ) -> _PhraseJudge:
        """What ``words``, the capitals of syllables ``alone`` and the counts tell of phrases."""
        most = grammar_size(len(counted.terms))
        common = np.argsort(-counted.predecessors, kind="stable")[:most].tolist()
        grammar = frozenset(counted.terms[ordinal].decode() for ordinal in common)
        begins: Counter[str] = Counter()
        ends: Counter[str] = Counter()
        for syllables, word in words.items():
            begins[syllables[0]] += word.occurrences
            ends[syllables[-1]] += word.occurrences
        return cls(counted, int(counted.counts.sum()), alone, grammar, begins, ends)

    def is_whole(self, phrase: Phrase, parts: Sequence[Syllables]) -> bool:
        """Whether ``phrase``, made of the words ``parts``, is whole: what begins and ends with a
        compound or a name; or with a syllable that is a word of its own (*mạng xã* is cut off from
        *xã hội*), if titles have it above all, and two of these only if they stand together far
        more often than by chance."""
        loose = [len(part) == 1 and not self.names.get(part[0]) for part in (parts[0], parts[-1])]
        if not any(loose):
            return True
        if phrase.titles < MIN_TITLES or phrase.topical < 1:
            return False
        first, last = phrase.syllables[0], phrase.syllables[-1]
        if loose[0] and (first.isdecimal() or not self._is_own(first, self.ends)):
            return False
        if loose[1] and not self._is_own(last, self.begins):
            return False
        return len(phrase.syllables) > 2 or self._lift(first, last) >= MIN_LIFT

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


def _written_part(part: Syllables, words: Words, alone: Mapping[str, int]) -> str:
    casing = alone.get(part[0], 0) if len(part) == 1 else words[part].casing
    return " ".join(written(part, casing))
