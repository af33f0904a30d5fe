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

from index.casing import written
from index.codec.layout import WORDS
from index.codec.segment import SegmentData
from index.lexicon.counts import LanguageCounts
from index.lexicon.phrases import PART_OF_LONGER, Phrase, Syllables, find_phrases
from index.vietnamese.keystrokes import is_syllable

_LEAST = 3  # occurrences of a word
_MOST = 30_000  # completions; the most used ones
_COMMONER = 5  # times as often as in capitals: then a word in small letters is what is meant
_LEAST_TITLES = 5  # of two words of one syllable
_MOSTLY = 0.4
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
    company = _Company.of(words, counted)
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
        if _is_phrase(cut, words, alone) or company.keep(phrase):
            text = " ".join(_written_part(part, words, alone) for part in cut)
            found[phrase.syllables] = Completion(text, phrase.used)
    return sorted(found.values(), key=lambda one: (-one.count, one.text))[:_MOST]


def _words(segments: Sequence[SegmentData]) -> dict[Syllables, _Word]:
    """The compounds, with how often they occur and how they are capitalised where most do."""
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


def _is_phrase(
    parts: Sequence[Syllables], words: Mapping[Syllables, _Word], alone: Mapping[str, int]
) -> bool:
    """Whether it is more than one word and begins and ends with a compound or a name: what begins
    or ends with another syllable is mostly cut off from something."""
    return len(parts) > 1 and all(
        len(part) > 1 or alone.get(part[0], 0) for part in (parts[0], parts[-1])
    )


@dataclass(frozen=True, slots=True)
class _Company:
    """Which two words of one syllable keep company?"""

    counted: LanguageCounts
    begins: Mapping[str, int]
    ends: Mapping[str, int]

    @classmethod
    def of(cls, words: Mapping[Syllables, _Word], counted: LanguageCounts) -> _Company:
        """By how often any of ``words`` begins or ends with a syllable, the most frequent one."""
        begins: dict[str, int] = {}
        ends: dict[str, int] = {}
        for (first, *_, last), word in words.items():
            begins[first] = max(begins.get(first, 0), word.count)
            ends[last] = max(ends.get(last, 0), word.count)
        return cls(counted, begins, ends)

    def keep(self, phrase: Phrase) -> bool:
        """Whether the two stand together far more often than by chance, in titles above all, and
        neither is mostly part of another word: *mạng xã* is of *xã hội*."""
        if len(phrase.syllables) != 2 or phrase.titles < _LEAST_TITLES or phrase.topical < 1:
            return False
        first, second = phrase.syllables
        a, b = self.counted.find(first), self.counted.find(second)
        a_count, b_count = int(self.counted.counts[a]), int(self.counted.counts[b])
        by_chance = a_count * b_count / int(self.counted.counts.sum())
        return (
            self.ends.get(first, 0) < _MOSTLY * a_count
            and self.begins.get(second, 0) < _MOSTLY * b_count
            and self.counted.pair_count(a, b) >= _LEAST_LIFT * by_chance
        )


def _written_part(
    part: Syllables, words: Mapping[Syllables, _Word], alone: Mapping[str, int]
) -> str:
    casing = alone.get(part[0], 0) if len(part) == 1 else words[part].casing
    return " ".join(written(part, casing))
