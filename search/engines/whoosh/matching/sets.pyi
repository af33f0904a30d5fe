from index.arrays.types import (
    ChosenCodes,
    Codes,
    Counts,
    DocIds,
    Indices,
    Occurrences,
    Ranks,
    Scores,
    SortKeys,
)

def keep_followed(begins: Occurrences, found: Occurrences, step: int) -> int: ...
def fade(scores: Scores, ids: DocIds, codes: Codes, factors: Scores) -> None: ...
def count_codes(codes: Codes, ids: DocIds, counts: Counts) -> None: ...
def count_in_three(
    ids: DocIds,
    a: Codes,
    a_counts: Counts,
    b: Codes,
    b_counts: Counts,
    c: Codes,
    c_counts: Counts,
) -> None: ...
def sift(
    ids: DocIds,
    a: Codes,
    a_kept: ChosenCodes,
    a_counts: Counts,
    b: Codes,
    b_kept: ChosenCodes,
    b_counts: Counts,
    c: Codes,
    c_kept: ChosenCodes,
    c_counts: Counts,
    kept: DocIds,
) -> int: ...
def best_places(
    scores: Scores, ids: DocIds, ranks: Ranks, keys: SortKeys, places: Indices
) -> None: ...
