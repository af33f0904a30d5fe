"""Does the benchmark of memory write what it says, and measure it?"""

from __future__ import annotations

import json
import lzma
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.streaming import write_articles

pytestmark = pytest.mark.slow


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A small corpus as the benchmark wants it."""
    path = tmp_path / "corpus.jsonl.xz"
    with lzma.open(path, "wt", encoding="utf-8") as out:
        for number in range(60):
            body = "\n".join(f"Đội {number} gặt thửa ruộng số {n} ở Vũng Rô." for n in range(5))
            out.write(json.dumps({"title": f"Mùa gặt {number}", "body": body}) + "\n")
    return path


def test_articles_differ_and_are_the_same_in_every_run(tmp_path: Path, corpus: Path) -> None:
    first, second = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    count = write_articles(corpus, first, 1)
    assert write_articles(corpus, second, 1) == count
    assert first.read_bytes() == second.read_bytes()
    records = [json.loads(line) for line in first.read_bytes().splitlines()]
    assert len(records) == count
    assert len({one["id"] for one in records}) == len({one["body"] for one in records}) == count
    assert 1_000_000 <= first.stat().st_size < 1_010_000


def test_it_tells_what_memory_a_file_takes(
    corpus: Path, table_of: Callable[..., list[list[str]]]
) -> None:
    rows = table_of("bench.streaming", str(corpus), "--sizes", "1")
    megabytes, articles, _, parent, worker, together = rows[-1]
    assert megabytes == "1"
    assert int(articles.replace(",", "")) > 500
    if sys.platform == "linux":
        assert 20 < int(parent) < 400
        assert int(together) >= int(parent)
        assert int(worker) >= 0
