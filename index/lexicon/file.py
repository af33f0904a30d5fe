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

from index.codec.arrays import ArrayFile, ArrayWriter
from index.codec.errors import SegmentDamaged
from index.codec.segment import SegmentData
from index.codec.terms import Vocabulary, write_vocabulary
from index.lexicon.counts import LanguageCounts, count_language
from index.vietnamese import fold

SHARE_UNIT = 65535
_SUFFIX = ".lexicon"


def write_lexicon(folder: Path, number: int, segments: Sequence[SegmentData]) -> None:
    """Write the lexicon of ``segments`` into the generation in ``folder``, in place of a former.

    ``number`` differs from the former's: that file may be a link to the live generation's.
    """
    former = list(folder.glob(f"*{_SUFFIX}"))
    with ArrayWriter(folder / f"{number}{_SUFFIX}") as writer:
        _write_counts(writer, count_language(segments))
    for path in former:
        path.unlink()


def open_lexicon(folder: Path) -> Lexicon:
    """The lexicon of the generation in ``folder``; raises ``SegmentDamaged``."""
    paths = list(folder.glob(f"*{_SUFFIX}"))
    if len(paths) != 1:
        raise SegmentDamaged(f"{folder} has {len(paths)} lexicons instead of one")
    return Lexicon(paths[0])


class Lexicon:
    """The counts, mapped.

    Syllable n occurs ``counts[n]`` times, behind ``predecessors[n]`` different ones and ``ends[n]``
    times with more than a space behind; ``followers[rows[n]:rows[n + 1]]`` come right behind it,
    with these ``shares``.
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
        self.total = int(self.counts.sum())
        """How many syllables all the texts have."""
        self._check()

    def _check(self) -> None:
        terms = len(self.syllables.terms)
        if not terms == len(self.counts) == len(self.predecessors) == len(self.rows) - 1:
            raise SegmentDamaged("the lexicon has not as many counts as syllables")
        if not len(self.followers) == len(self.shares) == self.rows[-1]:
            raise SegmentDamaged("the lexicon has not as many counts as pairs")

    def find(self, term: str) -> int:
        """The number of an accented syllable, or -1."""
        return self.syllables.terms.find(term.encode())

    def variants(self, folded: str) -> list[int]:
        """The numbers of the syllables with this folding."""
        number = self.syllables.folded.find(folded.encode())
        return self.syllables.variants(number).tolist() if number >= 0 else []

    def term(self, number: int) -> str:
        """The accented syllable with this number."""
        return str(self.syllables.terms[number], "utf-8")


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
