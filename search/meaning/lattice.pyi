from index.arrays.types import Bounds, Indices, Int64s, Logs, Ordinals, Shares

def best_paths(
    bounds: Bounds,
    candidates: Int64s,
    costs: Logs,
    continuation: Logs,
    first: Logs,
    last: Logs,
    rows: Bounds,
    followers: Ordinals,
    shares: Shares,
    pair_weight: float,
    scores: Logs,
    backs: Indices,
    chosen: Indices,
    totals: Logs,
) -> int: ...
