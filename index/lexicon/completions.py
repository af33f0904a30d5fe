"""Which words and phrases might somebody be about to type?  Those that the index itself uses.

Words are pyvi's compounds, names and abbreviations (*Paris*, *BOT*, *4G*), and syllables that stand
alone more often than inside of compounds (*Huế*, *giỏi*); without what only some titles write in
capitals, and what nearly always begins one longer word.  Phrases are runs that several titles
share (:mod:`index.lexicon.phrases`), from one compound or name to another, or two words that
keep company (*giá vàng*).
All are written with the capitals that newspapers give them, and weighed by how often they occur.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.analysis.casing import written
from index.codec.layout import WORDS
from index.codec.segment import SegmentData
from index.lexicon.counts import LanguageCounts
from index.lexicon.phrases import PART_OF_LONGER, Phrase, Syllables, find_phrases
from index.vietnamese.keystrokes import is_syllable

_LEAST = 3  # occurrences of a word
_MOST = 30_000  # completions; the most used ones
_COMMONER = 5  # times as often as in capitals: then a word in small letters is what is meant
# Syllables; *người*, which is none, is the 57th with 50,000 articles.
_GRAMMAR, _FEW_ARE_GRAMMAR = 50, 200
_LEAST_TITLES = 5  # of two words of one syllable
_MOSTLY = 0.5  # of its uses: what begins or ends words so often is no word of its own there
_LEAST_LIFT = 10  # times as often side by side as by chance; looked at with 50,000 articles


@dataclass(frozen=True, slots=True)
class Completion:
    """A word or phrase as it is written, and how often it is used."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class _Word:
    count: int
    casing: int


def find_completions(segments: Sequence[SegmentData], counted: LanguageCounts) -> list[Completion]:
    """The most used words and phrases of all ``segments``."""
    words = _words(segments)
    for syllables in _only_in_capitals(words):
        del words[syllables]
    alone = _casing_alone(segments)
    singles = _of_one_syllable(alone, words, counted)
    beginnings = _beginnings_of_longer(words)
    company = _Company.of(words, alone, counted)
    found = {
        syllables: Completion(" ".join(written(syllables, word.casing)), word.count)
        for syllables, word in words.items()
        if word.count >= _LEAST and syllables not in beginnings
    } | singles
    for phrase in find_phrases(segments, counted):
        known = found.get(phrase.syllables)
        if known and known.count * 2 > phrase.used:
            continue
        cut = list(_cut(phrase.syllables, words))
        if len(cut) > 1 and company.keep(phrase, cut):
            text = " ".join(_written_part(part, words, alone) for part in cut)
            found[phrase.syllables] = Completion(text, phrase.used)
    return sorted(found.values(), key=lambda one: (-one.count, one.text))[:_MOST]


def _words(segments: Sequence[SegmentData]) -> dict[Syllables, _Word]:
    """The compounds and names, and how often they occur; in the capitals of the largest segment."""
    words: dict[Syllables, _Word] = {}
    for segment in sorted(segments, key=lambda s: s.articles):
        field = segment.terms[WORDS]
        _, counts = field.frequencies(field.starts.astype(np.int64))
        keys, casing = field.keys.all().tolist(), segment.casing(WORDS)
        for key, count in zip(keys, counts.tolist(), strict=True):
            syllables = tuple(segment.word_table[key].decode().split("_"))
            if any(map(str.isalpha, "".join(syllables))):
                known = words.get(syllables)
                before = known.count if known else 0
                words[syllables] = _Word(before + count, int(casing[key]))
    return words


def _only_in_capitals(words: Mapping[Syllables, _Word]) -> list[Syllables]:
    """What looks like a name in titles that have a capital on every word: *Chủ Tịch Nước*.  A part
    of it is a far commoner word without these capitals."""
    return [
        syllables
        for syllables, word in words.items()
        if any(
            words[part].count >= _COMMONER * word.count
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


def _casing_alone(segments: Sequence[SegmentData]) -> dict[str, int]:
    """How syllables that are words of their own are capitalised, those that are at all."""
    alone: dict[str, int] = {}
    for segment in sorted(segments, key=lambda s: s.articles):
        casing = segment.casing("terms")
        for number in np.flatnonzero(casing).tolist():
            alone[segment.vocabulary.terms[number].decode()] = int(casing[number])
    return alone


def _of_one_syllable(
    alone: Mapping[str, int], words: Mapping[Syllables, _Word], counted: LanguageCounts
) -> dict[Syllables, Completion]:
    """The words of one syllable, used as often as it does not stand in a compound."""
    inside: Counter[str] = Counter()
    for syllables, word in words.items():
        for syllable in syllables:
            inside[syllable] += word.count
    found: dict[Syllables, Completion] = {}
    for term, count in zip(counted.terms, counted.counts.tolist(), strict=True):
        text = term.decode()
        casing, uses = alone.get(text, 0), count - inside[text]
        is_word = (len(text) > 1 and 2 * uses > count) if is_syllable(text) else casing > 0
        if any(map(str.isalpha, text)) and is_word and uses >= _LEAST:
            found[text,] = Completion(written((text,), casing)[0], uses)
    return found


def _beginnings_of_longer(words: Mapping[Syllables, _Word]) -> set[Syllables]:
    """The words that nearly always begin one and the same longer word."""
    return {
        longer[:length]
        for longer, word in words.items()
        for length in range(2, len(longer))
        if longer[:length] in words and word.count >= PART_OF_LONGER * words[longer[:length]].count
    }


def _cut(syllables: Syllables, words: Mapping[Syllables, _Word]) -> Iterator[Syllables]:
    """``syllables`` cut into words, the longest first; into two at least."""
    at = 0
    while at < len(syllables):
        ends = range(min(len(syllables), at + len(syllables) - 1), at + 1, -1)
        end = next((end for end in ends if syllables[at:end] in words), at + 1)
        yield syllables[at:end]
        at = end


@dataclass(frozen=True, slots=True)
class _Company:
    """Which syllables may begin or end a phrase?  ``names`` are those with capitals, ``grammar``
    those that stand behind the most different ones; ``begins`` and ``ends`` say how often a
    syllable begins or ends a word."""

    counted: LanguageCounts
    total: int
    names: Mapping[str, int]
    grammar: frozenset[str]
    begins: Mapping[str, int]
    ends: Mapping[str, int]

    @classmethod
    def of(
        cls,
        words: Mapping[Syllables, _Word],
        alone: Mapping[str, int],
        counted: LanguageCounts,
    ) -> _Company:
        most = min(_GRAMMAR, len(counted.terms) // _FEW_ARE_GRAMMAR)
        common = np.argsort(-counted.predecessors, kind="stable")[:most].tolist()
        grammar = frozenset(counted.terms[number].decode() for number in common)
        begins: Counter[str] = Counter()
        ends: Counter[str] = Counter()
        for syllables, word in words.items():
            begins[syllables[0]] += word.count
            ends[syllables[-1]] += word.count
        return cls(counted, int(counted.counts.sum()), alone, grammar, begins, ends)

    def keep(self, phrase: Phrase, parts: Sequence[Syllables]) -> bool:
        """Whether ``phrase``, made of the words ``parts``, is whole: what begins and ends with a
        compound or a name; or with a syllable that is a word of its own (*mạng xã* is cut off from
        *xã hội*), if titles have it above all, and two of these only if they stand together far
        more often than by chance."""
        loose = [len(part) == 1 and not self.names.get(part[0]) for part in (parts[0], parts[-1])]
        if not any(loose):
            return True
        if phrase.titles < _LEAST_TITLES or phrase.topical < 1:
            return False
        first, last = phrase.syllables[0], phrase.syllables[-1]
        if loose[0] and (first.isdecimal() or not self._is_own(first, self.ends)):
            return False
        if loose[1] and not self._is_own(last, self.begins):
            return False
        return len(phrase.syllables) > 2 or self._lift(first, last) >= _LEAST_LIFT

    def _is_own(self, syllable: str, in_words: Mapping[str, int]) -> bool:
        """Whether it is a word of its own, and more than grammar (*của*, *với*)."""
        uses = in_words.get(syllable, 0)
        return syllable not in self.grammar and uses < _MOSTLY * self._count(syllable)

    def _count(self, syllable: str) -> int:
        return int(self.counted.counts[self.counted.find(syllable)])

    def _lift(self, first: str, last: str) -> float:
        """How many times as often as by chance two syllables stand together."""
        pairs = self.counted.pair_count(self.counted.find(first), self.counted.find(last))
        return pairs * self.total / max(self._count(first) * self._count(last), 1)


def _written_part(
    part: Syllables, words: Mapping[Syllables, _Word], alone: Mapping[str, int]
) -> str:
    casing = alone.get(part[0], 0) if len(part) == 1 else words[part].casing
    return " ".join(written(part, casing))
