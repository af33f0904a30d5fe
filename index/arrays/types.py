"""Which arrays are there, and what does an element of each stand for?

Each name is one element type and one meaning, wherever it is used.  *Per article* means an
element for each article of a segment or of the whole index, deleted ones too, by its doc id.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
"""Of an element type that the file says (:mod:`index.arrays.file`)."""

# Which articles

DocIds = npt.NDArray[np.int32]
"""Doc ids, ascending: of the whole index in a search, of one segment in a segment."""
UnpackedIds = npt.NDArray[np.uint32]
"""Doc ids within a segment as posting lists are packed from and unpacked to."""
AddressHashes = npt.NDArray[np.uint64]
"""Per article the hash of its canonical address, 0 for one that has none."""
Remap = npt.NDArray[np.int32]
"""Per article of an old segment its doc id in the new one, or -1 if it is left out."""
Mask = npt.NDArray[np.bool_]
"""Per article, or per element of another array: whether it counts."""
Flags = npt.NDArray[np.uint8]
"""Per article 1 or 0, as a segment keeps a mask."""
BitSet = npt.NDArray[np.uint8]
"""A bit per article, the lowest of a byte first."""
BitWords = npt.NDArray[np.uint64]
"""The same, eight bytes at a time."""

# What is kept to find near-duplicates (:mod:`index.groups`)

Signatures = npt.NDArray[np.uint32]
"""Per article a row of 64 values of MinHash."""
SampledShingles = npt.NDArray[np.uint32]
"""Of several articles one after the other the numbers of some shingles, ascending."""
TextHashes = npt.NDArray[np.uint64]
"""Per article a hash of its texts and its day."""
NumberBits = npt.NDArray[np.uint64]
"""Per article a bit for each number in its title."""
IdHashes = npt.NDArray[np.uint64]
"""Per article the hash of its id."""
Pairs = npt.NDArray[np.int64]
"""Two articles a row, by their places among those that are compared."""

# Terms and postings

Ordinals = npt.NDArray[np.uint32]
"""Places of terms in a sorted table (Lucene's term ordinals)."""
PairKeyArray = npt.NDArray[np.uint64]
"""Two neighbouring terms and what stands between them (:func:`index.codec.pairs.pair_keys`)."""
PairKinds = npt.NDArray[np.uint8]
"""Per pair, or per syllable and the one before it, what stands between the two."""
Frequencies = npt.NDArray[np.uint32]
"""Of a term: its tf per posting, its df or its cf per list."""
Positions = npt.NDArray[np.uint32]
"""Per occurrence the place of a syllable in its field, from 0."""
Occurrences = npt.NDArray[np.int64]
"""``doc id << POSITION_BITS | position`` (:data:`index.codec.kernels.POSITION_BITS`), ascending."""
Bytes = npt.NDArray[np.uint8]
"""Packed lists, or texts one after the other."""
Starts = npt.NDArray[np.int64]
"""Per posting list the byte at which it begins."""
TextBounds = npt.NDArray[np.uint32]
"""Text n of a table is ``data[bounds[n]:bounds[n + 1]]``."""
Bounds = npt.NDArray[np.int64]
"""Item n has the elements ``bounds[n]:bounds[n + 1]``: one bound more than there are items."""

SourceNumbers = npt.NDArray[np.int32]
"""Per posting list that is merged the segment it comes from."""

# Numbers

Scores = npt.NDArray[np.float32]
"""Per match or per article a score, or what becomes one."""
Norms = npt.NDArray[np.float32]
"""Per article what a frequency is multiplied by: less in a long text."""
Lengths = npt.NDArray[np.uint32]
"""Per article the syllables of a field."""
Codes = npt.NDArray[np.int32]
"""Per article the place of its facet value, or of its day."""
ChosenCodes = npt.NDArray[np.uint8]
"""Per code 1 or 0: whether the articles that have it are let through."""
Counts = npt.NDArray[np.int64]
"""How many articles or occurrences there are of each of several things."""
Minutes = npt.NDArray[np.int64]
"""Per article when it was published (:func:`index.days.minutes`)."""
Seconds = npt.NDArray[np.int64]
"""Per article when it was indexed first (:func:`index.days.seconds`)."""
Indices = npt.NDArray[np.intp]
"""Places in another array, as NumPy's own functions give them."""
SortKeys = npt.NDArray[np.uint64]
"""Numbers that compare as what is sorted does."""
Ranks = npt.NDArray[np.int32]
"""Per article its place among all when they are sorted."""
Int64s = npt.NDArray[np.int64]
"""Whole numbers for an intermediate step, which says what they are."""
Shares = npt.NDArray[np.uint16]
"""Per pair the share of its first term's occurrences (:mod:`index.lexicon.file`)."""
Logs = npt.NDArray[np.float64]
"""Probabilities, their logarithms, and costs, which are minus such."""
