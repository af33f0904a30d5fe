from index.arrays.types import Bytes, DocIds, Flags, Norms, Occurrences, Scores, Starts

def add_frequencies(
    blob: Bytes,
    starts: Starts,
    has_positions: bool,
    weight: float,
    norms: Norms,
    mask: Flags | None,
    within: DocIds,
    totals: Scores,
) -> None: ...
def read_occurrences(blob: Bytes, starts: Starts, within: DocIds, found: Occurrences) -> int: ...
