import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Logs = npt.NDArray[np.float64]

def best_paths(
    bounds: Numbers,
    candidates: Numbers,
    costs: Logs,
    continuation: Logs,
    first: Logs,
    last: Logs,
    rows: Numbers,
    followers: npt.NDArray[np.uint32],
    shares: npt.NDArray[np.uint16],
    pair_weight: float,
    scores: Logs,
    backs: Numbers,
    chosen: Numbers,
    totals: Logs,
) -> int: ...
