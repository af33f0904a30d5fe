"""Which words and phrases might somebody be about to type?  Those that the index itself uses.

Words are pyvi's compounds, names and abbreviations (*Paris*, *BOT*, *4G*), and syllables that stand
alone more often than inside of compounds (*Huế*, *giỏi*); without what only some titles write in
capitals, and what nearly always begins one longer word.  Phrases are runs that several titles
share (:mod:`index.lexicon.phrases`), from one compound or name to another, or two words that
stand together far more often than by chance (*giá vàng*).
What is cut off is left out (:mod:`index.lexicon.whole_phrases`).  All are written with the capitals
that newspapers give them, and weighed by how often they occur.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from index.analysis.casing import written
from index.lexicon.closing import MIN_CLOSING, Closing
from index.lexicon.corpus import CorpusCounts, Syllables, WordCount
from index.lexicon.counts import LanguageCounts
from index.lexicon.phrases import find_phrases, places_of
from index.lexicon.whole_phrases import PhraseJudge, Words, cut_off_words
from index.vietnamese.keystrokes import is_syllable

MIN_OCCURRENCES = 3  # of a word
MAX_COMPLETIONS = 30_000  # the most used ones
MIN_TIMES_COMMONER = 5  # than in capitals: then a word in small letters is what is meant
MIN_CLOSING_OF_ONE = 0.8  # of what is usual: of a word of one syllable, which tells little


@dataclass(frozen=True, slots=True)
class Completion:
    """A word or phrase as it is written, and how often it is used; ``closes`` if nothing is missing
    behind it, so that it may end a longer query."""

    text: str
    count: int
    closes: bool = True


def find_completions(corpus: CorpusCounts, counted: LanguageCounts) -> list[Completion]:
    """The most used words and phrases of ``corpus``, of which ``counted`` was made."""
    words = _words(corpus)
    for syllables in _only_in_capitals(words):
        del words[syllables]
    alone = _casing_alone(corpus)
    places = places_of(corpus.titles, counted, words)
    closing = Closing.of(corpus.titles, counted, places)
    judge = PhraseJudge.of(words, alone, counted, closing)
    singles = _of_one_syllable(alone, words, counted, judge)
    cut_off = cut_off_words(words, places, judge)
    found = {
        syllables: Completion(
            " ".join(written(syllables, word.casing)),
            word.occurrences,
            judge.closes(syllables, MIN_CLOSING),
        )
        for syllables, word in words.items()
        if word.occurrences >= MIN_OCCURRENCES and syllables not in cut_off
    } | singles
    for phrase in find_phrases(corpus.titles, counted):
        if phrase.syllables in cut_off:
            continue
        known = found.get(phrase.syllables)
        if known and known.count * 2 > phrase.used:
            continue
        parts = list(_cut(phrase.syllables, words))
        if len(parts) > 1 and judge.is_whole(phrase, parts):
            text = " ".join(_written_part(part, words, alone) for part in parts)
            found[phrase.syllables] = Completion(text, phrase.used)
    return sorted(found.values(), key=lambda one: (-one.count, one.text))[:MAX_COMPLETIONS]


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
    alone: Mapping[str, int], words: Words, counted: LanguageCounts, judge: PhraseJudge
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
            least = MIN_CLOSING if casing else MIN_CLOSING_OF_ONE
            closes = judge.closes((text,), least)
            found[text,] = Completion(written((text,), casing)[0], uses, closes)
    return found


def _cut(syllables: Syllables, words: Words) -> Iterator[Syllables]:
    """``syllables`` cut into words, the longest first; into two at least."""
    at = 0
    while at < len(syllables):
        ends = range(min(len(syllables), at + len(syllables) - 1), at + 1, -1)
        end = next((end for end in ends if syllables[at:end] in words), at + 1)
        yield syllables[at:end]
        at = end


def _written_part(part: Syllables, words: Words, alone: Mapping[str, int]) -> str:
    casing = alone.get(part[0], 0) if len(part) == 1 else words[part].casing
    return " ".join(written(part, casing))
