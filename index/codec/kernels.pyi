import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Counts = npt.NDArray[np.uint32]
Offsets = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

def seek_text(data: Bytes, bounds: Counts, text: bytes) -> int: ...
def find_terms(keys: Counts, wanted: Counts, found: Offsets) -> int: ...
def find_pairs(
    rows: Offsets,
    codes: Counts,
    first: Counts,
    second: Counts,
    close: bool,
    parted: bool,
    found: Offsets,
) -> int: ...
def counts(blob: Bytes, starts: Offsets, df: Counts, cf: Counts) -> None: ...
def decode(
    blob: Bytes, start: int, sized: bool, articles: int, ids: Counts, tfs: Counts
) -> None: ...
def accumulate(
    blob: Bytes,
    starts: Offsets,
    sized: bool,
    weight: float,
    norms: Floats,
    only: Bytes | None,
    room: Counts,
    total: Floats,
) -> int: ...
def mark(
    blob: Bytes,
    starts: Offsets,
    sized: bool,
    articles: int,
    flags: Bytes,
) -> None: ...
def flagged(flags: Bytes, articles: int, ids: npt.NDArray[np.int32]) -> int: ...
def places(
    blob: Bytes,
    starts: Offsets,
    articles: int,
    within: npt.NDArray[np.int32],
    room: Counts,
    found: Offsets,
) -> int: ...
