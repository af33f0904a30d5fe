# Types of its own: this package imports no other of index.
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

Flags = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int32]
Weights = npt.NDArray[np.float64]

UPPER: Final[int]
TITLE: Final[int]
DIGIT: Final[int]
JOINABLE: Final[int]
CAPITAL: Final[int]

class ChunkCache:
    def __init__(self, line_break: int) -> None: ...
    def read(
        self, text: str, cut: Callable[[str], Sequence[int]], numbers: Numbers, count: int
    ) -> int: ...

def join_tokens(
    ids: Numbers,
    bounds: npt.NDArray[np.int64],
    traits: Numbers,
    words: Weights,
    marks: Weights,
    transitions: Weights,
    pair_starts: Numbers,
    seconds: Numbers,
    is_pair: Flags,
    third_starts: Numbers,
    thirds: Numbers,
    joined: Flags,
) -> None: ...
