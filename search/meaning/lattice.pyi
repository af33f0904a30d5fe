from collections.abc import Sequence

from index.arrays.types import Bounds, Int64s, Logs, Ordinals, Shares

class Lattice:
    def __init__(
        self,
        continuation: Logs,
        first: Logs,
        last: Logs,
        rows: Bounds,
        followers: Ordinals,
        shares: Shares,
        pair_weight: float,
    ) -> None: ...
    def best_paths(
        self,
        terms: Sequence[Sequence[str]],
        candidates: Sequence[Int64s],
        costs: Sequence[Logs],
        ways: int,
    ) -> list[tuple[tuple[str, ...], float]]: ...
