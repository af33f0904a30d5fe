"""Which words and phrases might somebody be about to type?  Those that the index itself uses.

Words are pyvi's compounds, names and abbreviations (*Paris*, *BOT*), and syllables that stand alone
more often than inside of compounds (*Huế*, *giỏi*).  Phrases are runs of syllables that several
titles share, from one compound or name to another, unless nearly all of them are part of a
longer run.
Both are written with the capitals that newspapers give them, and weighed by how often they
occur; a phrase by its rarest pair, which is nearly always what tells it from others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.casing import written
from index.codec.layout import WORDS
from index.codec.segment import Lists, SegmentData
from index.codec.union import read_places
from index.lexicon.counts import LanguageCounts
from index.vietnamese.keystrokes import is_syllable

Numbers = npt.NDArray[np.int64]
Syllables = tuple[str, ...]

_LEAST = 3  # occurrences of a word, or titles of a phrase
_MOST = 30_000  # completions; the most used ones
_SHORTEST, _LONGEST = 3, 6  # syllables of a phrase
_PART_OF_LONGER = 0.7  # of a phrase's occurrences: then the longer one says it better


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
    alone = _casing_alone(segments)
    found = {
        syllables: Completion(" ".join(written(syllables, word.casing)), word.count)
        for syllables, word in words.items()
        if word.count >= _LEAST
    }
    found |= _of_one_syllable(alone, words, counted)
    for syllables in _phrases(segments, counted):
        parts = list(_parts(syllables, words))
        if syllables not in found and _is_phrase(parts, words, alone):
            text = " ".join(_written_part(part, words, alone) for part in parts)
            found[syllables] = Completion(text, _rarest_pair(syllables, counted))
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
            if all(map(str.isalpha, syllables)):
                known = words.get(syllables)
                before = known.count if known else 0
                words[syllables] = _Word(before + count, int(casing[key]))
    return words


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
        if text.isalpha() and is_word and uses >= _LEAST:
            found[text,] = Completion(written((text,), casing)[0], uses)
    return found


def _phrases(segments: Sequence[SegmentData], counted: LanguageCounts) -> Iterator[Syllables]:
    """Runs of three syllables or more that several titles share."""
    numbers = {term: n for n, term in enumerate(counted.terms)}
    titles = np.concatenate([np.zeros(0, np.int64), *(_titles(s, numbers) for s in segments)])
    runs = _Runs(titles, np.zeros(0, np.int64), np.zeros(0, np.int64))
    for length in range(2, _LONGEST + 2):
        longer = _extended(runs)
        if length > _SHORTEST:
            for number in _not_part_of(runs, longer).tolist():
                first = int(runs.first[number])
                row = titles[first : first + length - 1].tolist()
                yield tuple(counted.terms[n].decode() for n in row)
        runs = longer


@dataclass(frozen=True, slots=True)
class _Runs:
    """Runs of syllables of one length that occur often enough: ``at[i]`` is the number of the one
    that begins at place i of the titles, or -1; run n occurs ``counts[n]`` times and begins at
    ``first[n]`` for the first time."""

    at: Numbers
    counts: Numbers
    first: Numbers


def _extended(runs: _Runs) -> _Runs:
    """The runs of one syllable more."""
    begins = np.flatnonzero((runs.at[:-1] >= 0) & (runs.at[1:] >= 0))
    keys = runs.at[begins] << 32 | runs.at[begins + 1]
    _, first, which, counts = np.unique(
        keys, return_index=True, return_inverse=True, return_counts=True
    )
    kept = np.flatnonzero(counts >= _LEAST)
    number = np.full(len(counts), -1)
    number[kept] = np.arange(len(kept))
    at = np.full(len(runs.at), -1)
    at[begins] = number[which]
    return _Runs(at, counts[kept], begins[first[kept]])


def _not_part_of(runs: _Runs, longer: _Runs) -> Numbers:
    """Those of ``runs`` that do not nearly always stand in one and the same of ``longer``."""
    most = np.zeros(len(runs.counts))
    begins = np.flatnonzero(longer.at >= 0)
    for begin in (begins, begins + 1):
        np.maximum.at(most, runs.at[begin], longer.counts[longer.at[begins]])
    return np.flatnonzero(most < _PART_OF_LONGER * runs.counts)


def _titles(segment: SegmentData, numbers: dict[bytes, int]) -> Numbers:
    """The syllables of all titles, one title after the other, -1 between two and for one that is
    too rare to be part of a phrase."""
    field = segment.terms["title"]
    everyone = np.arange(segment.articles, dtype=np.int32)
    places, terms = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for key, start in zip(field.keys.all().tolist(), field.starts.tolist(), strict=True):
        own = read_places(Lists(field, np.array([start], np.int64)), everyone)
        number = numbers.get(segment.vocabulary.terms[key], -1)
        places.append(own)
        terms.append(np.full(len(own), number))
    where = np.concatenate(places)
    order = np.argsort(where)
    first = np.diff(where[order] >> 32, prepend=-1) != 0
    return np.insert(np.concatenate(terms)[order], np.flatnonzero(first), -1)


def _parts(syllables: Syllables, words: Mapping[Syllables, _Word]) -> Iterator[Syllables]:
    """``syllables`` cut into words, the longest first."""
    at = 0
    while at < len(syllables):
        end = next(
            (e for e in range(len(syllables), at + 1, -1) if syllables[at:e] in words), at + 1
        )
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


def _written_part(
    part: Syllables, words: Mapping[Syllables, _Word], alone: Mapping[str, int]
) -> str:
    casing = alone.get(part[0], 0) if len(part) == 1 else words[part].casing
    return " ".join(written(part, casing))


def _rarest_pair(syllables: Syllables, counted: LanguageCounts) -> int:
    """How often that pair of the phrase occurs in all texts that occurs least."""
    numbers = [counted.find(syllable) for syllable in syllables]
    return min(counted.pair_count(a, b) for a, b in pairwise(numbers))
