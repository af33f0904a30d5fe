"""Does the benchmark of exports read them whole?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bench.exporting import PATHS
from web import create_app

pytestmark = pytest.mark.slow


def test_it_tells_how_fast_exports_are(
    sample_index: Path, table_of: Callable[..., list[list[str]]]
) -> None:
    rows = table_of("bench.exporting", str(sample_index), "--times", "1")
    client = create_app({"INDEX": str(sample_index)}).test_client()
    assert [row[0] for row in rows] == [f"`{path}`" for path in PATHS]
    for path, (_, articles, megabytes, seconds, rate, _) in zip(PATHS, rows, strict=True):
        assert articles == "111"
        assert float(megabytes) == pytest.approx(len(client.get(path).data) / 1e6, abs=0.06)
        assert float(seconds) >= 0
        assert int(rate.replace(",", "")) > 0
