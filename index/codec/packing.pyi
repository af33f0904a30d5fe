from typing import Any

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Counts = npt.NDArray[np.uint32]
Offsets = npt.NDArray[np.int64]

def encode(
    bounds: Offsets,
    ids: Counts,
    tfs: Counts,
    position_bounds: Offsets,
    positions: Counts | None,
    out: Bytes,
    starts: Offsets,
) -> int: ...
def merge(
    blobs: list[Any],
    remaps: list[npt.NDArray[np.int32]],
    bounds: Offsets,
    first: int,
    sources: npt.NDArray[np.int32],
    source_starts: Offsets,
    sized: bool,
    ids: Counts,
    tfs: Counts,
    positions: Counts,
    out: Bytes,
    starts: Offsets,
) -> tuple[int, int]: ...
