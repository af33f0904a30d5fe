"""Does the benchmark of exports read them whole?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bench.exporting import PATHS
from bench.processes import environment
from web import create_app

pytestmark = pytest.mark.slow


def test_it_tells_how_fast_exports_are(sample_index: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.exporting", str(sample_index), "--times", "1"],
        capture_output=True,
        env=environment(),
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in done.stdout.decode().splitlines()[2:]
    ]
    client = create_app({"INDEX": str(sample_index)}).test_client()
    assert [row[0] for row in rows] == [f"`{path}`" for path in PATHS]
    for path, (_, articles, megabytes, seconds, rate, _) in zip(PATHS, rows, strict=True):
        assert articles == "111"
        assert float(megabytes) == pytest.approx(len(client.get(path).data) / 1e6, abs=0.06)
        assert float(seconds) >= 0
        assert int(rate.replace(",", "")) > 0
