"""Do the loops in Cython stay within their arrays?  Tests run on a build that checks each index."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from checked_build import build_checked, has_compiler, sources
from conftest import CHECKOUT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not has_compiler(), reason="no C compiler, or Python's headers are absent"),
]

# What exercises each of the modules; most of it is the codec's.
_TESTS = (
    "tests/index/codec/test_codec.py::test_a_field_gives_back_its_postings_and_positions",
    "tests/index/codec/test_codec.py::test_pairs_are_found_by_either_side_and_by_what_separates_them",
    "tests/index/codec/test_codec.py::test_scoring_and_marking_add_up_all_lists",
    "tests/index/codec/test_codec.py::test_a_table_finds_its_texts_and_their_beginnings",
    "tests/index/codec/test_codec.py::test_no_damage_does_worse_than_an_error",
    "tests/index/codec/test_codec.py::test_a_list_that_begins_outside_of_the_file_is_refused",
    "tests/index/codec/test_merge.py::test_a_part_of_which_nothing_is_alive_leaves_nothing_behind",
    "tests/index/vietnamese/test_segmentation.py::test_a_batch_holds_what_its_texts_are_segmented_into_alone",
    "tests/index/vietnamese/test_sought.py",
    "tests/index/vietnamese/test_abbreviations.py",
    "tests/index/lexicon/test_lexicon.py",
    "tests/search/engines/test_clauses.py::test_a_page_is_in_order_and_says_what_only_comes_near",
    "tests/search/engines/test_facets.py::test_totals_and_facets_are_what_counting_gives",
)


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_checked(CHECKOUT, tmp_path_factory.mktemp("build"))


def run(checked: Path, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(checked)}
    return subprocess.run(
        [sys.executable, *command],
        cwd=checked, env=environment, capture_output=True, text=True, check=False, timeout=900,
    )  # fmt: skip


def test_an_index_out_of_range_is_noticed_in_the_checked_build(checked: Path) -> None:
    """Else the tests below would not have run on it."""
    ran = run(checked, ["-c", _OUT_OF_RANGE])
    assert ran.stdout.splitlines() == [f"{Path(s).stem} True" for s in sources(checked)], ran.stderr


_OUT_OF_RANGE = """
import importlib, pathlib, tomllib
import numpy as np
from index.codec import kernels
root = pathlib.Path.cwd()
project = tomllib.loads((root / "pyproject.toml").read_text())
for module in project["tool"]["setuptools"]["ext-modules"]:
    found = importlib.import_module(module["name"])
    print(found.__name__.rpartition(".")[2], pathlib.Path(found.__file__).is_relative_to(root))
try:
    kernels.locate_keys(np.zeros(1, np.uint32), np.zeros(1, np.uint32), np.zeros(0, np.int64))
except IndexError:
    pass
else:
    print("no index was checked")
"""


def test_the_loops_stay_within_their_arrays(checked: Path) -> None:
    ran = run(checked, ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-x", *_TESTS])
    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-1000:]
