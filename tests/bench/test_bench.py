"""Does the benchmark measure the same questions, and is it whole?  On the sample corpus.

FTS5 and the other peers serve as oracles here: independent engines that must count as
this project counts, totals and both facets.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from bench.check import agreement
from bench.engines import ENGINES, OURS
from bench.measure import percentile
from bench.processes import environment
from bench.shapes import Asked, Report

pytestmark = pytest.mark.slow

_BENCH = Path(__file__).parent
_QUERIES = 12  # of each kind


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory, sample_folder: Path) -> Path:
    """Where a run of all engines that are installed has put its report."""
    folder = tmp_path_factory.mktemp("bench")
    options = ["--queries", str(_QUERIES), "--seconds", "0.1", "--no-extras", "--out", str(folder)]
    done = subprocess.run(
        [sys.executable, str(_BENCH), str(sample_folder), *options],
        capture_output=True,
        env=environment(),
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return folder


@pytest.fixture(scope="module")
def report(out: Path) -> Report:
    return msgspec.json.decode((out / "bench.json").read_bytes(), type=Report)


def _asked(report: Report, engine: str) -> Asked:
    found = next(run.asked for run in report.runs if run.engine == engine)
    assert found is not None
    return found


@pytest.mark.parametrize("peer", [key for key in ENGINES if key != OURS])
def test_peers_count_as_this_project_does(report: Report, peer: str) -> None:
    profile = ENGINES[peer]
    if profile.missing:
        pytest.skip(f"{profile.requires} is not installed")
    found = agreement(_asked(report, OURS), peer, _asked(report, peer))
    assert found.compared >= _QUERIES
    assert found.totals == found.compared
    assert found.facets == found.compared


def test_every_kind_of_query_finds_something(report: Report) -> None:
    timings = _asked(report, OURS).timings
    assert {timing.query.kind for timing in timings} == {"term", "and", "or", "phrase", "prefix"}
    assert all(timing.total for timing in timings)


def test_sizes_beyond_the_corpus_are_one(report: Report, out: Path) -> None:
    assert {run.articles for run in report.runs} == {111}
    assert (out / "bench.md").read_text(encoding="utf-8").count("### Indexing") == 1


def test_a_build_was_measured(report: Report) -> None:
    build = next(run.build for run in report.runs if run.engine == OURS)
    assert build is not None
    assert min(build.seconds, build.cpu_seconds, build.peak_mb, build.disk_mb) > 0


def test_percentiles_are_values_that_occurred() -> None:
    assert [percentile([3.0, 1.0, 2.0, 4.0], share) for share in (0.5, 0.75, 0.99)] == [2, 3, 4]
