from collections.abc import Sequence

from index.arrays.types import BitWords, DocIds, Frequencies, Norms, Scores
from index.codec.packed_lists import PackedLists

_FieldFrequencies = tuple[PackedLists, float, Norms]
_Word = tuple[float, Sequence[_FieldFrequencies], Scores | None]

def add_scores(
    words: Sequence[_Word],
    within: DocIds,
    bits: BitWords | None,
    ranks: Frequencies | None,
    k1: float,
    scores: Scores,
) -> None: ...
