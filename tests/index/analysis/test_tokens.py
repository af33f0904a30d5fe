"""Are numbers made different and ascending, whatever they are?"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.tokens import ascending


@pytest.mark.parametrize("kind", [np.int64, np.uint64, np.int32])
@given(numbers=st.lists(st.integers(0, 2**31 - 1)))
def test_numbers_are_each_there_once(kind: type[np.generic], numbers: list[int]) -> None:
    found = ascending(np.array(numbers, kind))
    assert found.dtype == kind
    assert found.tolist() == sorted(set(numbers))
