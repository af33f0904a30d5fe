"""How are the counts of a language kept?  As arrays in one file, read in place.

A row per syllable holds what follows it: the pairs that begin with syllable n are
``rows[n]`` up to ``rows[n + 1]``, ascending.  Of a pair its *share* is kept, how much of the first
syllable's occurrences it makes up, as ``round(65535 * sqrt(share))``: two bytes, and still
within 2 % of a share of two in a million.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.arrays.file import ArrayFile, ArrayWriter
from index.arrays.terms import TermTable, Vocabulary, write_texts, write_vocabulary
from index.errors import SegmentDamaged
from index.lexicon.completions import Completion, find_completions
from index.lexicon.corpus import CorpusCounts
from index.lexicon.counts import LanguageCounts, count_language
from index.vietnamese import fold

SHARE_UNIT = 65535
_SUFFIX = ".lexicon"
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

    Syllables, folded forms and completions go by their ordinals.  Syllable n occurs ``counts[n]``
    times, behind ``predecessors[n]`` different ones and ``ends[n]`` times with more than a space
    behind; ``followers[rows[n]:rows[n + 1]]`` come right behind it, with these ``shares`` in
    the unit that the module explains.  Completion n is ``completions[n]``, used
    ``completion_counts[n]`` times; ``completion_keys``, ascending, are their foldings.
    """

    def __init__(self, path: Path) -> None:
        file = ArrayFile(path)
        self.syllables = Vocabulary(file)
        self.counts = file["syllables.counts"]
        self.predecessors = file["predecessors.counts"]
        self.ends = file["ends.counts"]
        self.rows = file["pairs.rows"]
        self.followers = file["pairs.codes"]
        self.shares = file["pairs.shares"]
        (self.articles,) = file["articles.counts"].tolist()
        self.completion_keys = TermTable.read(file, "completion_keys")
        self.completions = TermTable.read(file, "completions")
        self.completion_counts = file["completions.counts"]
        self.total = int(self.counts.sum())
        """How many syllables all the texts have."""
        self._check()

    def _check(self) -> None:
        terms = len(self.syllables.terms)
        if not terms == len(self.counts) == len(self.predecessors) == len(self.rows) - 1:
            raise SegmentDamaged("the lexicon has not as many counts as syllables")
        steps = self.rows[1:] - self.rows[:-1]
        variants = self.syllables.variants_between(0, len(self.syllables.folded))
        if self.rows[0] or (steps < 0).any() or (len(variants) and int(variants.max()) >= terms):
            raise SegmentDamaged("the lexicon points outside of itself")
        if not len(self.completions) == len(self.completion_keys) == len(self.completion_counts):
            raise SegmentDamaged("the lexicon has not as many counts as completions")
        if not len(self.followers) == len(self.shares) == self.rows[-1]:
            raise SegmentDamaged("the lexicon has not as many counts as pairs")

    def ordinal_of(self, term: str) -> int:
        """The ordinal of an accented syllable, or -1."""
        return self.syllables.terms.ordinal_of(term.encode())

    def variants(self, folded: str) -> list[int]:
        """The ordinals of the syllables with this folding."""
        ordinal = self.syllables.folded.ordinal_of(folded.encode())
        return self.syllables.variants(ordinal).tolist() if ordinal >= 0 else []

    def share(self, first: str, second: str) -> float:
        """How many of the occurrences of ``first`` have ``second`` right behind, from 0 to 1."""
        at = self._pair(self.ordinal_of(first), self.ordinal_of(second))
        return (float(self.shares[at]) / SHARE_UNIT) ** 2 if at >= 0 else 0.0

    def pair_count(self, first: int, second: int) -> float:
        """About how often syllable ``second`` stands right behind ``first``; both are ordinals."""
        at = self._pair(first, second)
        share = float(self.shares[at]) / SHARE_UNIT if at >= 0 else 0.0
        return share * share * float(self.counts[first])

    def _pair(self, first: int, second: int) -> int:
        """Where the pair stands among all pairs, or -1."""
        if first < 0 or second < 0:
            return -1
        low, high = int(self.rows[first]), int(self.rows[first + 1])
        at = low + int(np.searchsorted(self.followers[low:high], second))
        return at if at < high and int(self.followers[at]) == second else -1

    def count(self, syllable: str) -> int:
        """How often an accented syllable occurs."""
        ordinal = self.ordinal_of(syllable)
        return int(self.counts[ordinal]) if ordinal >= 0 else 0

    def written(self, text: str) -> str | None:
        """The word or phrase ``text`` in the capitals of the index, if it is a completion."""
        key = fold(text).encode()
        for ordinal in self.completion_keys.prefix_range(key):
            if self.completion_keys[ordinal] != key:  # those that only begin so come behind
                break
            if self.completion(ordinal).lower() == text:
                return self.completion(ordinal)
        return None

    def completion(self, ordinal: int) -> str:
        """The completion with this ordinal."""
        return _text(self.completions[ordinal])

    def term(self, ordinal: int) -> str:
        """The accented syllable with this ordinal."""
        return _text(self.syllables.terms[ordinal])


def _text(data: bytes) -> str:
    """A damaged text is shown damaged: a help need not end a search."""
    return data.decode("utf-8", "replace")


def _write_counts(writer: ArrayWriter, counted: LanguageCounts) -> None:
    terms = counted.terms
    write_vocabulary(writer, terms, [fold(term.decode()).encode() for term in terms])
    rows = np.zeros(len(terms) + 1, np.int64)
    np.cumsum(np.bincount(counted.first, minlength=len(terms)), out=rows[1:])
    writer.add("syllables.counts", counted.counts.astype(np.uint32))
    writer.add("predecessors.counts", counted.predecessors.astype(np.uint32))
    writer.add("ends.counts", counted.ends.astype(np.uint32))
    writer.add("pairs.rows", rows)
    writer.add("pairs.codes", counted.second.astype(np.uint32))
    shares = counted.pair_counts / counted.counts[counted.first]
    writer.add("pairs.shares", np.rint(SHARE_UNIT * np.sqrt(shares)).astype(np.uint16))


def _write_completions(writer: ArrayWriter, found: Sequence[Completion]) -> None:
    """In the order of their foldings, so that those with one beginning stand together."""
    by_key = sorted((fold(one.text).encode(), one.text.encode(), one.count) for one in found)
    write_texts(writer, "completion_keys", [key for key, _, _ in by_key])
    write_texts(writer, "completions", [text for _, text, _ in by_key])
    counts = np.array([count for _, _, count in by_key], np.uint32)
    writer.add("completions.counts", counts)
