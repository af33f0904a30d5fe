"""Does the benchmark measure the same questions, and is it whole?  On the sample corpus.

FTS5 and the other peers serve as oracles here: independent engines that must count as
this project counts, totals and both facets.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from bench.check import agreement
from bench.copies import joined
from bench.corpus import prepare
from bench.engines import ENGINES, OURS, Searcher
from bench.engines.timbao import TimBaoSearcher
from bench.measure import percentile
from bench.processes import environment
from bench.queries import draw
from bench.shapes import Asked, Load, Machine, Memory, Query, Report, Run, Timing
from bench.targets import ONE_FIELD, targets
from bench.texts import Texts, decode_record, read
from index.readers import ReadOptions
from index.run.plan import Plan
from index.run.reindex import reindex
from search import open_engine

pytestmark = pytest.mark.slow

_BENCH = Path(__file__).parent
_QUERIES = 12  # of each kind
_ARTICLES = 111  # of the sample corpus


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory, sample_folder: Path) -> Path:
    """Where a run of all engines that are installed has put its report."""
    folder = tmp_path_factory.mktemp("bench")
    options = ["--repeat", "2", "--queries", str(_QUERIES), "--seconds", "0.1", "--no-extras"]
    options += ["--out", str(folder)]
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
    assert {run.articles for run in report.runs} == {_ARTICLES * 2}
    assert (out / "bench.md").read_text(encoding="utf-8").count("### Indexing") == 1


def test_a_build_was_measured(report: Report) -> None:
    build = next(run.build for run in report.runs if run.engine == OURS)
    assert build is not None
    assert min(build.seconds, build.cpu_seconds, build.peak_mb, build.disk_mb) > 0


def test_the_report_says_what_is_reached(out: Path) -> None:
    shown = (out / "bench.md").read_text(encoding="utf-8")
    assert "| ÷ tantivy, one field, p50 |" in shown
    assert "reached" in shown.partition("## To reach")[2]


def test_percentiles_are_values_that_occurred() -> None:
    assert [percentile([3.0, 1.0, 2.0, 4.0], share) for share in (0.5, 0.75, 0.99)] == [2, 3, 4]


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory, sample_folder: Path) -> list[Texts]:
    work = tmp_path_factory.mktemp("texts")
    return prepare(sample_folder, [50, 200, None], work, repeat=3, reuse=False)


def test_copies_have_ids_and_titles_of_their_own(texts: list[Texts]) -> None:
    whole = texts[-1]
    records = [decode_record(document) for document, _ in read(whole)]
    assert len({record.id for record in records}) == len(records) == _ARTICLES * 3
    first, last = records[0], records[2 * _ARTICLES]
    assert (last.id, last.title) == (f"{first.id}-3", f"{first.title} 3")
    assert (last.body, last.category, last.published) == (
        first.body,
        first.category,
        first.published,
    )


def test_syllables_are_those_of_the_record_beside_them(texts: list[Texts]) -> None:
    for document, syllables in read(texts[-1]):
        record = decode_record(document)
        assert syllables.title == joined(record.title)
        assert syllables.body == joined(record.body)


def test_questions_are_drawn_from_originals(texts: list[Texts]) -> None:
    assert [(t.articles, t.originals) for t in texts] == [(50, 50), (200, 111), (333, 111)]
    assert list(draw(texts[1], 5)) == list(draw(texts[2], 5))


@pytest.fixture(scope="module")
def searcher(texts: list[Texts], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    root = tmp_path_factory.mktemp("asked")
    options = ReadOptions(format="jsonl")
    reindex(Plan(root, (str(texts[0].records),), options, fresh=True, jobs=1))
    with open_engine(root) as engine:
        yield TimBaoSearcher(engine)


def test_what_is_compared_counts_syllables_anywhere(texts: list[Texts], searcher: Searcher) -> None:
    both = Query("and", ("người", "lớn"))
    holders = [
        record.id
        for document, syllables in read(texts[0])
        if set(both.words) <= set(syllables.everything.split())
        and (record := decode_record(document))
    ]
    compared = searcher.as_peers().search(both)
    assert compared.total == len(holders) > searcher.search(both).total
    assert not compared.wider


def test_other_spellings_and_corrections_are_not_compared(searcher: Searcher) -> None:
    asked = searcher.as_peers()
    assert asked.search(Query("and", ("huấn", "luyện", "viên"))).wider
    assert searcher.search(Query("and", ("thij", "traans"))).wider  # answered as *thị trấn*
    assert not asked.search(Query("or", ("huấn", "luyện"))).wider


def _asked_in(milliseconds: float) -> Asked:
    queries = [Query("term", ("một",)), Query("and", ("một", "hai"))]
    timings = [Timing(query, milliseconds, milliseconds, 1, 0, wider=False) for query in queries]
    loads = (Load(1, 100, 1, 1), Load(4, 150, 1, 1))
    return Asked(900.0, Memory(100, 0), Memory(500, 0), tuple(timings), loads, 1)


def test_what_is_reached_is_decided_by_ratios_of_one_run() -> None:
    runs = [
        Run(OURS, 100, asked=_asked_in(1.0)),
        Run(ONE_FIELD, 100, asked=_asked_in(0.5)),
        Run(OURS, 140_000, asked=_asked_in(1.2)),
        Run(ONE_FIELD, 140_000, asked=_asked_in(1.0)),
    ]
    report = Report(Machine(()), "", 0, 2, drops_cache=True, runs=tuple(runs), extras=None)
    found = {target.name: target for target in targets(report)}
    overall, worst = (
        found[f"÷ tantivy, one field{name}, p95"] for name in ("", ", worst kind (term)")
    )
    assert (overall.articles, overall.figure, overall.is_reached) == (140_000, 1.2, False)
    assert worst.is_reached
    assert found["four threads ÷ one, queries/s"].is_reached
    assert found["opening, ms"].is_reached
    assert not found["a searching process of its own, MB"].is_reached
    assert not any("three fields" in name for name in found)
