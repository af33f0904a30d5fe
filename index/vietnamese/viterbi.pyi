# Types of its own: this package imports no other of index.
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from index.vietnamese.crf import GroupStarts, ModelRows, Weights
from index.vietnamese.segmentation import TokenIds, TokenTraits

TruthBytes = npt.NDArray[np.uint8]  # 1 or 0 per pair, or per token

UPPER: Final[int]
TITLE: Final[int]
DIGIT: Final[int]
JOINABLE: Final[int]
CAPITAL: Final[int]

class ChunkCache:
    def __init__(self, line_break: int) -> None: ...
    def read(
        self, text: str, cut: Callable[[str], Sequence[int]], numbers: TokenIds, count: int
    ) -> int: ...

def join_tokens(
    ids: TokenIds,
    bounds: npt.NDArray[np.int64],
    traits: TokenTraits,
    words: Weights,
    marks: Weights,
    transitions: Weights,
    pair_starts: GroupStarts,
    seconds: ModelRows,
    is_pair: TruthBytes,
    third_starts: GroupStarts,
    thirds: ModelRows,
    joined: TruthBytes,
) -> None: ...
