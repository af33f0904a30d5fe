"""Does the bench of unchanged answers tell a time for each, and only of answers without a body?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bench.processes import JobFailed
from bench.unchanged import PATHS, ask
from web import create_app


@pytest.mark.slow
def test_it_tells_what_an_unchanged_answer_takes(
    sample_index: Path, table_of: Callable[..., list[list[str]]]
) -> None:
    rows = table_of("bench.unchanged", str(sample_index), "--times", "5")
    assert [row[0] for row in rows] == [f"`{path}`" for path in PATHS]
    assert all(0 < float(median) <= float(most) for _, median, most in rows)


def test_another_answer_is_no_measure(sample_index: Path) -> None:
    with pytest.raises(JobFailed, match="200"):
        ask(create_app({"INDEX": str(sample_index)}), PATHS[0], '"other"')
