from index.arrays.types import (
    BitSet,
    BitWords,
    Bytes,
    DocIds,
    Flags,
    Frequencies,
    Norms,
    Scores,
    Starts,
)

def mark_ids(ids: DocIds, bits: BitSet) -> None: ...
def keep_ids(bits: BitSet, ids: DocIds, kept: DocIds) -> int: ...
def rank_words(bits: BitWords, ranks: Frequencies) -> None: ...
def add_frequencies(
    blob: Bytes,
    starts: Starts,
    has_positions: bool,
    weight: float,
    norms: Norms,
    mask: Flags | None,
    within: DocIds,
    bits: BitWords | None,
    ranks: Frequencies | None,
    totals: Scores,
) -> None: ...
