"""How are the counts of a language kept?  As arrays in one file, read in place.

A row per syllable holds what follows it: the pairs that begin with syllable n are
``rows[n]`` up to ``rows[n + 1]``, ascending.  Of a pair its *share* is kept, how much of the first
syllable's occurrences it makes up, as ``round(65535 * sqrt(share))``: two bytes, and still
within 2 % of a share of two in a million.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.arrays.file import ArrayFile, ArrayWriter
from index.arrays.terms import TermTable, Vocabulary, write_texts, write_vocabulary
from index.errors import SegmentDamaged
from index.lexicon.completions import Completion, find_completions
from index.lexicon.corpus import CorpusCounts
from index.lexicon.counts import LanguageCounts, count_language
from index.lexicon.whole_phrases import grammar_size
from index.lexicon.words import JOINED_UNIT, WordCounts, count_words
from index.vietnamese import fold

SHARE_UNIT = 65535
_SUFFIX = ".lexicon"
_CACHED_TERMS = 16_384  # with their ordinals, some 150 bytes each
_JOINT = b" "  # between the syllables of a word
ARTICLES_PER_CHANGE = 64  # one that came or went in fewer makes a lexicon outdated


def is_outdated(folder: Path, articles: int) -> bool:
    """Whether the generation in ``folder``, now of so many ``articles``, needs a new lexicon.

    A former one holds as long as few articles came or went: what a run adds to a large index is not
    paid for with counting it all.
    """
    former = _lexicons(folder)
    if not former:
        return True
    changed = abs(articles - Lexicon(former[0]).articles)
    return bool(changed * ARTICLES_PER_CHANGE > articles)


def write_lexicon(folder: Path, number: int, corpus: CorpusCounts) -> None:
    """Write the lexicon of ``corpus`` into the generation in ``folder``, in place of a former.

    ``number`` differs from the former's: that file may be a link to the live generation's.
    """
    former = _lexicons(folder)
    counted = count_language(corpus)
    with ArrayWriter(folder / f"{number}{_SUFFIX}") as writer:
        _write_counts(writer, counted)
        _write_words(writer, count_words(corpus, counted))
        writer.add("articles.counts", np.array([corpus.articles], np.uint32))
        _write_completions(writer, find_completions(corpus, counted))
    for path in former:
        path.unlink()


def open_lexicon(folder: Path) -> Lexicon:
    """The lexicon of the generation in ``folder``; raises ``SegmentDamaged``."""
    paths = _lexicons(folder)
    if len(paths) != 1:
        raise SegmentDamaged(f"{folder} has {len(paths)} lexicons instead of one")
    return Lexicon(paths[0])


def _lexicons(folder: Path) -> list[Path]:
    return list(folder.glob(f"*{_SUFFIX}"))


class Lexicon:
    """The counts, mapped; raises ``SegmentDamaged`` if the file is not what was written.

    Syllables, folded forms, words and completions go by their ordinals.  Syllable n occurs
    ``counts[n]`` times, ``alone[n]`` times inside no word, in about ``holders[n]`` articles, behind
    ``predecessors[n]`` different ones and ``ends[n]`` times with more than a space behind;
    ``followers[rows[n]:rows[n + 1]]`` come right behind it, with these ``shares`` in the unit that
    the module explains, and so much of that is ``joined``, inside a word, in 1 / 255. ``words`` are
    the words of more than two syllables, which a space joins; word n occurs ``word_counts[n]``
    times, and its syllables stand in a row ``word_rows[n]`` times at most.  Completion n is
    ``completions[n]``, used ``completion_counts[n]`` times, and may end a longer query if
    ``completion_closing[n]`` is not 0; ``completion_keys``, ascending, are their foldings.
    """

    def __init__(self, path: Path) -> None:
        file = ArrayFile(path)
        self.syllables = Vocabulary(file)
        self.counts = file["syllables.counts"]
        self.alone = file["alone.counts"]
        self.holders = file["holders.counts"]
        self.predecessors = file["predecessors.counts"]
        self.ends = file["ends.counts"]
        self.rows = file["pairs.rows"]
        self.followers = file["pairs.codes"]
        self.shares = file["pairs.shares"]
        self.joined = file["pairs.joined"]
        self.words = TermTable.read(file, "words")
        self.word_counts = file["words.counts"]
        self.word_rows = file["words_in_rows.counts"]
        (self.articles,) = file["articles.counts"].tolist()
        self.completion_keys = TermTable.read(file, "completion_keys")
        self.completions = TermTable.read(file, "completions")
        self.completion_counts = file["completions.counts"]
        self.completion_closing = file["completions.closing"]
        self.total = int(self.counts.sum())
        """How many syllables all the texts have."""
        self.grammar = self._least_of_grammar()
        """What is behind at least so many different syllables only holds others together."""
        self._check()
        # one number of these costs far less to look at
        self._rows, self._followers = self.rows.data, self.followers.data
        self._counts, self._shares, self._joined = (
            self.counts.data, self.shares.data, self.joined.data
        )  # fmt: skip
        self._ordinal_of = lru_cache(_CACHED_TERMS)(partial(_ordinal_of, self.syllables.terms))

    def _least_of_grammar(self) -> int:
        count = grammar_size(len(self.predecessors))
        if not count:
            return int(self.total) + 1
        return int(np.partition(self.predecessors, -count)[-count])

    def _check(self) -> None:
        terms = len(self.syllables.terms)
        per_term = (self.counts, self.alone, self.holders, self.predecessors, self.ends)
        if not all(len(counts) == terms == len(self.rows) - 1 for counts in per_term):
            raise SegmentDamaged("the lexicon has not as many counts as syllables")
        steps = self.rows[1:] - self.rows[:-1]
        variants = self.syllables.variants_between(0, len(self.syllables.folded))
        if self.rows[0] or (steps < 0).any() or (len(variants) and int(variants.max()) >= terms):
            raise SegmentDamaged("the lexicon points outside of itself")
        per_completion = (self.completion_keys, self.completion_counts, self.completion_closing)
        if not all(len(self.completions) == len(one) for one in per_completion):
            raise SegmentDamaged("the lexicon has not as many counts as completions")
        if not len(self.followers) == len(self.shares) == len(self.joined) == self.rows[-1]:
            raise SegmentDamaged("the lexicon has not as many counts as pairs")
        if not len(self.words) == len(self.word_counts) == len(self.word_rows):
            raise SegmentDamaged("the lexicon has not as many counts as words")

    def ordinal_of(self, term: str) -> int:
        """The ordinal of an accented syllable, or -1."""
        return self._ordinal_of(term)

    def variants(self, folded: str) -> list[int]:
        """The ordinals of the syllables with this folding."""
        ordinal = self.syllables.folded.ordinal_of(folded.encode())
        return self.syllables.variants(ordinal).tolist() if ordinal >= 0 else []

    def share(self, first: str, second: str) -> float:
        """How many of the occurrences of ``first`` have ``second`` right behind, from 0 to 1."""
        at = self._pair(self.ordinal_of(first), self.ordinal_of(second))
        return (self._shares[at] / SHARE_UNIT) ** 2 if at >= 0 else 0.0

    def pair_count(self, first: int, second: int) -> float:
        """About how often syllable ``second`` stands right behind ``first``; both are ordinals."""
        return self.pair_counts(first, second)[0]

    def joined_count(self, first: int, second: int) -> float:
        """About how often two syllables, both ordinals, stand side by side inside one word."""
        return self.pair_counts(first, second)[1]

    def pair_counts(self, first: int, second: int) -> tuple[float, float]:
        """About how often syllable ``second`` stands right behind ``first``, both ordinals: at all,
        and inside one word."""
        at = self._pair(first, second)
        if at < 0:
            return 0.0, 0.0
        share = self._shares[at] / SHARE_UNIT
        count = share * share * self._counts[first]
        return count, count * self._joined[at] / JOINED_UNIT

    def behind(self, first: int, least: float) -> list[tuple[int, float]]:
        """The syllables that stand right behind ``first`` about ``least`` times or more, and how
        often each does; all are ordinals."""
        low, high = int(self.rows[first]), int(self.rows[first + 1])
        counts = self._pair_counts(slice(low, high), int(self.counts[first]))
        often = np.flatnonzero(counts >= least)
        return list(zip(self.followers[low + often].tolist(), counts[often].tolist(), strict=True))

    def before(self, second: int, least: float) -> list[tuple[int, float]]:
        """The syllables that ``second`` stands right behind about ``least`` times or more, and how
        often each has it there; all are ordinals.  Looks at every pair."""
        at = np.flatnonzero(self.followers == second)
        first = np.searchsorted(self.rows, at, "right") - 1
        counts = self._pair_counts(at, self.counts[first])
        often = np.flatnonzero(counts >= least)
        return list(zip(first[often].tolist(), counts[often].tolist(), strict=True))

    def _pair_counts(
        self, at: slice | npt.NDArray[np.int64], counts: int | npt.NDArray[np.uint32]
    ) -> npt.NDArray[np.float64]:
        """About how often pairs occur whose first syllables occur so often."""
        shares: npt.NDArray[np.float64] = self.shares[at] / SHARE_UNIT
        return shares * shares * counts

    def word_count(self, syllables: Sequence[str]) -> tuple[int, int]:
        """How often a word of more than two syllables occurs as a word, and at most in a row; 0 for
        what is never one."""
        ordinal = self.words.ordinal_of(_JOINT.join(s.encode() for s in syllables))
        if ordinal < 0:
            return 0, 0
        return int(self.word_counts[ordinal]), int(self.word_rows[ordinal])

    def _pair(self, first: int, second: int) -> int:
        """Where the pair stands among all pairs, or -1."""
        if first < 0 or second < 0:
            return -1
        low, high = self._rows[first], self._rows[first + 1]
        at = bisect_left(self._followers, second, low, high)
        return at if at < high and self._followers[at] == second else -1

    def count(self, syllable: str) -> int:
        """How often an accented syllable occurs."""
        ordinal = self.ordinal_of(syllable)
        return self.count_of(ordinal) if ordinal >= 0 else 0

    def count_of(self, ordinal: int) -> int:
        """How often the syllable with this ordinal occurs."""
        return self._counts[ordinal]

    def written(self, text: str) -> str | None:
        """The word or phrase ``text`` in the capitals of the index, if it is a completion."""
        ordinal = self._completion_ordinal(text)
        return self.completion(ordinal) if ordinal is not None else None

    def closes(self, text: str) -> bool:
        """Whether the word or phrase ``text``, in small letters, is a completion that may end a
        longer query."""
        ordinal = self._completion_ordinal(text)
        return ordinal is not None and bool(self.completion_closing[ordinal])

    def _completion_ordinal(self, text: str) -> int | None:
        key = fold(text).encode()
        for ordinal in self.completion_keys.prefix_range(key):
            if self.completion_keys[ordinal] != key:  # those that only begin so come behind
                break
            if self.completion(ordinal).lower() == text:
                return ordinal
        return None

    def completion(self, ordinal: int) -> str:
        """The completion with this ordinal."""
        return _text(self.completions[ordinal])

    def term(self, ordinal: int) -> str:
        """The accented syllable with this ordinal."""
        return _text(self.syllables.terms[ordinal])


def _ordinal_of(terms: TermTable, term: str) -> int:
    return terms.ordinal_of(term.encode())


def _text(data: bytes) -> str:
    """A damaged text is shown damaged: a help need not end a search."""
    return data.decode("utf-8", "replace")


def _write_counts(writer: ArrayWriter, counted: LanguageCounts) -> None:
    terms = counted.terms
    write_vocabulary(writer, terms, [fold(term.decode()).encode() for term in terms])
    rows = np.zeros(len(terms) + 1, np.int64)
    np.cumsum(np.bincount(counted.first, minlength=len(terms)), out=rows[1:])
    writer.add("syllables.counts", counted.counts.astype(np.uint32))
    writer.add("holders.counts", counted.holders.astype(np.uint32))
    writer.add("predecessors.counts", counted.predecessors.astype(np.uint32))
    writer.add("ends.counts", counted.ends.astype(np.uint32))
    writer.add("pairs.rows", rows)
    writer.add("pairs.codes", counted.second.astype(np.uint32))
    shares = counted.pair_counts / counted.counts[counted.first]
    writer.add("pairs.shares", np.rint(SHARE_UNIT * np.sqrt(shares)).astype(np.uint16))


def _write_words(writer: ArrayWriter, words: WordCounts) -> None:
    writer.add("alone.counts", words.alone.astype(np.uint32))
    writer.add("pairs.joined", words.joined)
    by_text = sorted(
        (_JOINT.join(s.encode() for s in syllables), *counts)
        for syllables, counts in words.longer.items()
    )
    write_texts(writer, "words", [text for text, _, _ in by_text])
    writer.add("words.counts", np.array([count for _, count, _ in by_text], np.uint32))
    writer.add("words_in_rows.counts", np.array([rows for _, _, rows in by_text], np.uint32))


def _write_completions(writer: ArrayWriter, found: Sequence[Completion]) -> None:
    """In the order of their foldings, so that those with one beginning stand together."""
    by_key = sorted(
        (fold(one.text).encode(), one.text.encode(), one.count, one.closes) for one in found
    )
    write_texts(writer, "completion_keys", [key for key, *_ in by_key])
    write_texts(writer, "completions", [text for _, text, *_ in by_key])
    counts = np.array([count for _, _, count, _ in by_key], np.uint32)
    writer.add("completions.counts", counts)
    closes = np.array([closes for *_, closes in by_key], np.uint8)
    writer.add("completions.closing", closes)
