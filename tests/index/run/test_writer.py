"""Does the writer make the same index however it is told to work, in the memory it was given?"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any, Self

import pytest
from indexes import A, B, C, Cli, Command, Write, generations, live_folder, titles

from index.article import Article
from index.codec.build import build_segment
from index.codec.segment_infos import SegmentInfo, read_segments
from index.errors import SegmentDamaged
from index.groups.file import read_groups
from index.readers import ReadOptions, find_files, read_file
from index.run import ledger, workers, writer
from index.run.grouping import GroupTask, write_groups_of
from index.run.plan import Plan
from index.run.reindex import reindex
from index.run.writer import MIN_MEMORY_MB, IndexWriter
from search import SearchRequest, open_engine

QUERIES = ["", "dân", "dan", '"thành phố"', "cong an OR bao", "title:viet", "không AND mưa"]
# of a batch: from one batch for all articles to one for each
CHARACTERS = [4_000_000, 90_000, 3000, 1]


@pytest.fixture(scope="module")
def articles(sample_folder: Path) -> list[Article]:
    made = (a for path in find_files(sample_folder) for a in read_file(path, ReadOptions()))
    return [a for a in made if isinstance(a, Article)]


class Noon(datetime):
    """A clock that stands still."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        """Noon of some day."""
        return cls(2024, 11, 5, 12, tzinfo=tz)


def held(folder: Path) -> list[Article]:
    """The living articles, in the order of the index, without when they were indexed."""
    return [
        replace(data.stored.article(number), indexed=None)
        for data, alive in read_segments(folder)
        for number in alive.nonzero()[0].tolist()
    ]


def answers(root: Path) -> list[Any]:
    """What some searches find, in which order, with which scores."""
    with open_engine(root) as engine:
        found = [engine.search(SearchRequest(q, size=100)) for q in QUERIES]
    return [(answer.total, answer.facets, answer.hits) for answer in found]


def built(
    folder: Path, sources: Sequence[Path], monkeypatch: pytest.MonkeyPatch, jobs: int, most: int
) -> Path:
    monkeypatch.setattr(writer, "MAX_BATCH_CHARACTERS", most)
    monkeypatch.setattr(ledger, "datetime", Noon)  # all of them were indexed first at this moment
    root = folder / f"{jobs}-{most}"
    reindex(Plan(root, tuple(map(str, sources)), ReadOptions(), jobs=jobs))
    return root


def test_any_number_of_workers_makes_the_same_bytes(
    tmp_path: Path, sample_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [built(tmp_path, [sample_folder], monkeypatch, jobs, 20_000) for jobs in (1, 2, 3)]
    segments = [sorted(p.read_bytes() for p in live_folder(m).glob("*.arrays")) for m in made]
    assert segments[0] == segments[1] == segments[2]
    assert answers(made[0]) == answers(made[1]) == answers(made[2])


def test_a_process_of_its_own_finds_the_same_stories(
    tmp_path: Path, sample_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = built(tmp_path, [sample_folder], monkeypatch, 2, 20_000)
    monkeypatch.setattr(writer, "WORTH_A_PROCESS", 1)
    there = built(tmp_path, [sample_folder], monkeypatch, 3, 20_000)
    found = [read_groups(live_folder(root)) for root in (here, there)]
    assert len(found[0].members)
    assert found[0].members.tolist() == found[1].members.tolist()
    assert found[0].names.tolist() == found[1].names.tolist()


def test_what_a_process_beside_raises_is_raised_here(tmp_path: Path) -> None:
    task = GroupTask(tmp_path, 1, (SegmentInfo("0" * 16, 1, ()),))
    with pytest.raises(SegmentDamaged, match="0000"), workers.beside(write_groups_of, task):
        pass


def test_any_size_of_batches_gives_the_same_order_and_the_same_answers(
    tmp_path: Path,
    sample_folder: Path,
    articles: list[Article],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = [built(tmp_path, [sample_folder], monkeypatch, 1, most) for most in CHARACTERS]
    assert [held(live_folder(root)) == articles for root in made] == [True] * len(made)
    expected = answers(made[0])
    for root in made[1:]:
        assert answers(root) == expected


def test_a_batch_holds_what_there_is_memory_for(
    tmp_path: Path, articles: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    build = build_segment

    def noting(path: Path, batch: Any, *others: Any) -> None:
        sizes.append(sum(map(characters, batch.articles)))
        build(path, batch, *others)

    monkeypatch.setattr(workers, "build_segment", noting)
    monkeypatch.setattr(writer, "MAX_BATCH_CHARACTERS", 20_000)
    with IndexWriter(tmp_path) as into:
        for article in articles:
            into.add(article)
    assert sum(sizes) == sum(map(characters, articles))
    assert max(sizes) < 20_000 + max(map(characters, articles))
    assert min(sizes[:-1]) >= 20_000
    assert len(read_segments(tmp_path)) < len(sizes)


def test_segments_are_merged_before_there_are_many(
    tmp_path: Path, articles: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "MAX_BATCH_CHARACTERS", 1)
    monkeypatch.setattr(writer, "MAX_FRESH_SEGMENTS", 5)
    before, new = articles[:3], articles[3:]
    with IndexWriter(tmp_path) as into:
        for article in before:
            into.add(article)
    most = 0
    with IndexWriter(tmp_path) as into:
        into.delete(before[1].id)
        for article in new:
            into.add(article)
            most = max(most, len(list(tmp_path.glob("*.arrays"))))
        into.delete(new[0].id)  # it has been merged with others by now
    assert most <= len(before) + 5 + 5  # those of before, what was merged and is large, what is new
    kept = [one for one in articles if one not in (before[1], new[0])]
    assert sorted(a.id for a in held(tmp_path)) == sorted(a.id for a in kept)


def characters(article: Article) -> int:
    return len(article.title) + len(article.summary) + len(article.body)


def test_more_memory_makes_larger_batches_up_to_a_bound(tmp_path: Path) -> None:
    given = (MIN_MEMORY_MB, 350, 1000, 100_000)
    most = [IndexWriter(tmp_path, memory=memory)._max_characters for memory in given]
    assert 0 < most[0] < most[1] < most[2] == most[3]


@pytest.mark.parametrize("jobs", [1, 2])
def test_articles_come_and_go_and_are_replaced_within_one_run(tmp_path: Path, jobs: int) -> None:
    one, two, three = (Article(name, title=f"Tin {name}") for name in "abc")
    later = Article("a", title="Tin a, sửa lại")
    with IndexWriter(tmp_path, jobs=jobs) as into:
        into.add(one)
        into.add(two)
        into.commit()
        into.delete("a")
        into.delete("nowhere")
        into.add(later)
        into.commit()
        into.add(three)
    assert held(tmp_path) == [two, later, three]
    with IndexWriter(tmp_path, jobs=jobs) as into:
        into.delete("b")
        into.delete("b")
        into.delete("c")
        into.add(two)
    assert held(tmp_path) == [later, two]
    assert len(list(tmp_path.glob("*.toc"))) == 1
    assert len(list(tmp_path.glob("*.arrays"))) == len(read_segments(tmp_path))
    with IndexWriter(tmp_path, jobs=jobs) as into:
        into.delete("a")
        into.delete("b")
    assert held(tmp_path) == []
    assert read_segments(tmp_path) == []
    assert list(tmp_path.glob("*.arrays")) == []


def test_an_error_within_a_run_leaves_the_contents_as_they_were(tmp_path: Path) -> None:
    with IndexWriter(tmp_path) as into:
        into.add(one := Article("a", title="Tin"))

    def fail() -> None:
        with IndexWriter(tmp_path) as into:
            into.delete("a")
            into.add(Article("b", title="Tin khác"))
            into.commit()
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert held(tmp_path) == [one]


def test_runs_of_many_sizes_keep_the_articles_in_few_segments(
    tmp_path: Path, articles: list[Article]
) -> None:
    pick = random.Random(5)
    alive: dict[str, Article] = {}
    for number in range(25):
        some = pick.sample(articles, pick.choice([1, 2, 5, 30]))
        with IndexWriter(tmp_path) as into:
            for article in some:
                if article.id in alive and pick.random() < 0.8:
                    into.delete(article.id)
                    del alive[article.id]
                if article.id not in alive:
                    new = Article(article.id, title=f"{article.title} {number}", body=article.body)
                    into.add(new)
                    alive[article.id] = new
        assert {article.id: article for article in held(tmp_path)} == alive
        found = read_segments(tmp_path)
        assert len(found) <= 7
        assert all((~living).sum() <= 0.2 * len(living) for _, living in found)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Articles of 9 MB together, in which many pieces of text stand only once."""
    pick = random.Random(1)
    syllables = "tổ dân vận của xã họp bàn việc làm đường không mưa lũ thành phố Hà Nội hòa"
    path = tmp_path_factory.mktemp("many") / "many.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for number in range(4500):
            words = pick.choices(syllables.split(), k=330)
            words += [f"{pick.randrange(10**7)}," for _ in range(30)]
            pick.shuffle(words)
            record = {"id": str(number), "title": f"Tin {number}", "body": " ".join(words)}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    return path


def test_a_killed_worker_fails_the_run_and_leaves_the_index_as_it_was(
    tmp_path: Path, write_jsonl: Write, cli_command: Command, reindex_here: Cli, many: Path
) -> None:
    root = tmp_path / "index"
    reindex_here(root, write_jsonl(tmp_path / "a.jsonl", [A, B, C]))
    before = titles(root), generations(root)
    command, environment = cli_command
    line = [*command, "--index", str(root), "--jobs", "2", "--memory", "300", str(many)]
    process = subprocess.Popen(line, env=environment, stderr=subprocess.PIPE, text=True)
    worker = waited_for(lambda: workers_of(process.pid))[0]
    os.kill(worker, signal.SIGKILL)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "the index is as it was" in errors
    assert "Traceback" not in errors
    assert (titles(root), generations(root)) == before


def workers_of(pid: int) -> list[int]:
    """The worker processes of ``pid``; another child tracks resources."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [
        child
        for child in map(int, children)
        if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]


def waited_for(done: Callable[[], Any]) -> Any:
    end = time.monotonic() + 60
    while not (result := done()):
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)
    return result


def test_less_memory_than_a_worker_needs_is_a_usage_error(
    tmp_path: Path, reindex_here: Cli
) -> None:
    for amount in (str(MIN_MEMORY_MB - 1), "0", "-5", "viel"):
        ran = reindex_here(tmp_path / "index", "--memory", amount, "--sample")
        assert ran.returncode == 2
        assert "--memory" in ran.stderr
    assert not (tmp_path / "index").exists()


_MEASURED = """
import resource, sys
from index.cli import main
if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    finally:
        print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


def test_a_worker_keeps_to_its_memory(tmp_path: Path, cli_command: Command, many: Path) -> None:
    script = tmp_path / "measured.py"
    script.write_text(_MEASURED)
    line: list[str | Path] = [sys.executable, script, "--index", tmp_path / "index", "--jobs", "2"]
    line += ["--memory", str(MIN_MEMORY_MB), many]
    ran = subprocess.run(line, env=cli_command[1], capture_output=True, timeout=120, check=True)
    assert 80 < int(ran.stdout) < 1.5 * MIN_MEMORY_MB
