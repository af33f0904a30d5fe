from collections.abc import Iterable
from typing import Final

from index.arrays.types import (
    BitSet,
    BitWords,
    Bounds,
    Bytes,
    DocIds,
    Frequencies,
    Indices,
    Ordinals,
    Starts,
    UnpackedIds,
)
from index.codec.packed_lists import PackedLists

POSITION_BITS: Final[int]
KIND_BITS: Final[int]

def locate_keys(keys: Ordinals, wanted: Ordinals, indices: Indices) -> int: ...
def locate_pairs(
    rows: Bounds,
    codes: Ordinals,
    first: Ordinals,
    second: Ordinals,
    kinds: int,
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
def set_bits(several: Iterable[PackedLists], articles: int, bits: BitSet) -> None: ...
def has_bits(bits: BitWords) -> bool: ...
def list_bits(bits: BitSet, articles: int, first: int, ids: DocIds) -> int: ...
