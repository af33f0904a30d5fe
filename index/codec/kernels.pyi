from typing import Final

from index.arrays.types import (
    BitSet,
    Bounds,
    Bytes,
    DocIds,
    Flags,
    Frequencies,
    Indices,
    Norms,
    Occurrences,
    Ordinals,
    Scores,
    Starts,
    UnpackedIds,
)

POSITION_BITS: Final[int]
SEPARATED_BIT: Final[int]

def locate_keys(keys: Ordinals, wanted: Ordinals, indices: Indices) -> int: ...
def locate_pairs(
    rows: Bounds,
    codes: Ordinals,
    first: Ordinals,
    second: Ordinals,
    adjacent: bool,
    separated: bool,
    indices: Indices,
) -> int: ...
def read_frequencies(blob: Bytes, starts: Starts, df: Frequencies, cf: Frequencies) -> None: ...
def decode(
    blob: Bytes,
    start: int,
    has_positions: bool,
    articles: int,
    ids: UnpackedIds,
    tfs: Frequencies,
) -> None: ...
def accumulate(
    blob: Bytes,
    starts: Starts,
    has_positions: bool,
    weight: float,
    norms: Norms,
    mask: Flags | None,
    scratch: UnpackedIds,
    total: Scores,
) -> int: ...
def set_bits(
    blob: Bytes, starts: Starts, has_positions: bool, articles: int, bits: BitSet
) -> None: ...
def drain_bits(bits: BitSet, articles: int, ids: DocIds) -> int: ...
def read_occurrences(
    blob: Bytes,
    starts: Starts,
    articles: int,
    within: DocIds,
    scratch: UnpackedIds,
    found: Occurrences,
) -> int: ...
