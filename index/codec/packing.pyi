from index.arrays.types import (
    Bounds,
    Bytes,
    Frequencies,
    Positions,
    Remap,
    SourceNumbers,
    Starts,
    UnpackedIds,
)

def max_bytes(lists: int, postings: int, positions: int) -> int: ...
def encode(
    bounds: Bounds,
    ids: UnpackedIds,
    tfs: Frequencies,
    position_bounds: Bounds,
    positions: Positions | None,
    out: Bytes,
    starts: Starts,
) -> int: ...
def merge(
    blobs: list[Bytes],
    remaps: list[Remap],
    bounds: Bounds,
    first: int,
    sources: SourceNumbers,
    source_starts: Starts,
    has_positions: bool,
    ids: UnpackedIds,
    tfs: Frequencies,
    positions: Positions,
    out: Bytes,
    starts: Starts,
) -> tuple[int, int]: ...
