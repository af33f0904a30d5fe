from index.arrays.types import BitSet, BitWords, Bounds, Bytes, DocIds, Flags, Frequencies, Starts

def mark_near(
    blob: Bytes,
    starts: Starts,
    bounds: Bounds,
    rows: Bounds,
    firsts: int,
    bare: Flags,
    unaccented: BitSet,
    gap: int,
    within: DocIds,
    bits: BitWords | None,
    ranks: Frequencies | None,
    near: BitSet,
) -> None: ...
