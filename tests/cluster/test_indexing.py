"""Does a cluster come to hold what a folder would, and does its index live through everything that
happens to one?"""

from __future__ import annotations

import json
import lzma
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from indexes import NEW_A, A, B, C, Cli, Command, Write, live_folder

from index.cluster import indexes
from index.cluster.connection import Cluster
from index.cluster.files import fetch_files
from index.cluster.home import current_state, home_of
from index.cluster.mapping import document_id

Reindex = Callable[..., Any]
Records = list[dict[str, Any]]
_MADE_ANEW = ("seconds",)  # of a report


def report_of(ran: Any) -> dict[str, Any]:
    """What a run said it did."""
    assert ran.returncode == 0, ran.stderr
    return {name: value for name, value in ran.report.items() if name not in _MADE_ANEW}


def records_in(ran: Any) -> list[dict[str, Any]]:
    """What was exported, in the order of the ids, but for when it was indexed."""
    assert ran.returncode == 0, ran.stderr
    records = [json.loads(line) for line in ran.stdout.splitlines()]
    return sorted(({**one, "indexed": None} for one in records), key=lambda one: str(one["id"]))


def titles(there: Cluster) -> dict[str, str]:
    """What searches see: id → title."""
    found = there.client.search(
        index=current_state(there).index, body={"size": 1000, "query": {"match_all": {}}}
    )
    kept = [hit["_source"]["article"]["kept"] for hit in found["hits"]["hits"]]
    return {article[0]: article[1] for article in kept}


def same_files(there: Cluster, root: Path, folder: Path, *endings: str) -> None:
    """The files of the live state are, byte for byte, those of the index in the folder ``root``."""
    manifest = current_state(there).manifest
    for ending in endings:
        (name,) = manifest.names_of(ending)
        fetch_files(there, manifest.files, [name], folder)
        (local,) = live_folder(root).glob(f"*{ending}")
        assert (folder / name).read_bytes() == local.read_bytes(), ending


def test_a_first_run_makes_the_index_that_a_folder_would_have(
    tmp_path: Path, sample_index: Path, reindex_here: Cli, reindex_there: Reindex, there: Cluster
) -> None:
    here = reindex_here(tmp_path / "index", "--sample")
    assert report_of(reindex_there("--sample")) == report_of(here)
    same_files(there, tmp_path / "index", tmp_path, ".lexicon", ".groups")
    assert records_in(reindex_there("--export", as_json=False)) == records_in(
        reindex_here(tmp_path / "index", "--export", as_json=False)
    )
    state = current_state(there)
    assert indexes.existing(there) == {1: {there.name}}
    settings = there.client.indices.get_settings(index=state.index)[state.index]["settings"]
    assert settings["index"]["number_of_replicas"] == "1"
    assert reindex_there("--verify", as_json=False).returncode == 0
    same = ("articles", "undated", "first", "last", "categories", "sources", "deleted")
    held, expected = reindex_there("--stats").report, reindex_here(sample_index, "--stats").report
    assert {name: held[name] for name in same} == {name: expected[name] for name in same}


def test_real_articles_in_several_batches_make_the_same_lexicon_and_groups(
    tmp_path: Path, shared: Path, reindex_here: Cli, reindex_there: Reindex, there: Cluster
) -> None:
    corpus = tmp_path / "real.jsonl"
    with lzma.open(shared / "corpus" / "vietnews-50k.jsonl.xz", "rt") as file:
        lines = [line for _, line in zip(range(1000), file, strict=False)]
    corpus.write_text("".join(lines), encoding="utf-8")
    how = ("--memory", "300", "--jobs", "2", corpus)
    here = reindex_here(tmp_path / "index", *how)
    assert report_of(reindex_there(*how)) == report_of(here)
    same_files(there, tmp_path / "index", tmp_path, ".lexicon", ".groups")


def test_whatever_changes_in_the_sources_is_as_in_a_folder(
    tmp_path: Path, write_jsonl: Write, reindex_here: Cli, reindex_there: Reindex, there: Cluster
) -> None:
    corpus, root = tmp_path / "corpus", tmp_path / "index"
    other, copy = {"id": "d", "title": "Đã bỏ ra"}, {**B, "id": "e", "title": B["title"]}
    identities = set()

    def step(*arguments: str | Path, **files: Records | None) -> None:
        for name, records in files.items():
            if records is None:
                (corpus / f"{name}.jsonl").unlink()
            else:
                write_jsonl(corpus / f"{name}.jsonl", records)
        assert report_of(reindex_there("--check", *arguments))["articles"] >= 0
        assert report_of(reindex_there(*arguments)) == report_of(reindex_here(root, *arguments))
        exported = records_in(reindex_there("--export", as_json=False))
        assert exported == records_in(reindex_here(root, "--export", as_json=False))
        identities.add(current_state(there).identity)

    step(corpus, one=[A, B, other], two=[A, copy])
    step(corpus)
    assert len(identities) == 1, "what changes nothing publishes nothing"
    step(corpus, one=[NEW_A, B, other], three=[C])
    step("--delete", "d", corpus)
    step(corpus, one=[A, B, other])
    step("--prune", corpus, three=None)
    step("--undelete", "d", corpus)
    step("--fresh", corpus, two=[A])
    step("--fresh", corpus, three=[C])
    assert titles(there) == {"a": A["title"], "b": B["title"], "c": C["title"], "d": "Đã bỏ ra"}
    assert sorted(indexes.existing(there)) == [2, 3], "the live one, and the one before it"
    assert indexes.existing(there)[3] == {there.name}
    kept = current_state(there).kept_files()
    there.client.indices.refresh(index=home_of(there.name))
    home = there.client.search(
        index=home_of(there.name), body={"query": {"term": {"kind": "chunk"}}, "size": 1000}
    )
    assert {hit["_source"]["sha256"] for hit in home["hits"]["hits"]} == kept
    assert reindex_there("--verify", as_json=False).returncode == 0


def test_a_story_that_grows_is_told_of_by_all_its_articles(
    tmp_path: Path, write_jsonl: Write, reindex_there: Reindex, there: Cluster
) -> None:
    text = " ".join(f"câu thứ {n} kể chuyện bến sông mùa nước lớn" for n in range(20))
    same = [{"id": f"s{n}", "title": "Mùa nước lớn về", "body": text} for n in range(3)]
    assert report_of(reindex_there(write_jsonl(tmp_path / "a.jsonl", [same[0], A])))["grouped"] == 0
    ran = reindex_there(write_jsonl(tmp_path / "b.jsonl", same[1:]))
    assert report_of(ran)["grouped"] == 3
    index = current_state(there).index

    def members() -> int:
        query = {"exists": {"field": "grouped"}}
        return int(there.client.count(index=index, body={"query": query})["count"])

    assert members() == 3
    documents = there.client.search(
        index=index,
        body={
            "size": 10,
            "docvalue_fields": ["story", "grouped", "keywords"],
            "query": {"match_all": {}},
        },
    )["hits"]["hits"]
    assert len({hit["fields"]["story"][0] for hit in documents}) == 2
    about = [hit["fields"]["keywords"] for hit in documents if "grouped" in hit["fields"]]
    assert about == [["nước lớn"]] * 3, "what is written again keeps its key words"
    assert report_of(reindex_there("--delete", "s0", "--delete", "s1"))["grouped"] == 0
    assert members() == 0


def test_what_began_before_a_run_goes_on_with_what_it_saw(
    tmp_path: Path, write_jsonl: Write, reindex_there: Reindex, there: Cluster
) -> None:
    source = write_jsonl(tmp_path / "a.jsonl", [A, B])
    reindex_there(source)
    before = current_state(there)
    write_jsonl(source, [NEW_A, B, C])
    reindex_there(source)
    after = current_state(there)
    assert after.index == before.index
    (former,) = after.former
    assert (former.identity, former.manifest) == (before.identity, before.manifest)
    seen = there.client.search(body={"pit": {"id": former.pit}, "size": 10})["hits"]["hits"]
    kept = {hit["_source"]["article"]["kept"][1] for hit in seen}
    assert kept == {A["title"], B["title"]}
    fetch_files(there, former.manifest.files, former.manifest.names_of(".lexicon"), tmp_path)


def test_a_check_writes_nothing(
    tmp_path: Path, write_jsonl: Write, reindex_there: Reindex, there: Cluster
) -> None:
    source = write_jsonl(tmp_path / "a.jsonl", [A, B])
    assert report_of(reindex_there("--check", source))["indexed"] == 2
    assert there.client.indices.get(index=f"{there.name}*") == {}
    reindex_there(source)

    def everything() -> Any:
        shards = there.client.indices.stats(index=f"{there.name}*", level="shards")["indices"]
        return {name: one["total"]["indexing"]["index_total"] for name, one in shards.items()}

    before = everything()
    write_jsonl(source, [NEW_A, C])
    checked = report_of(reindex_there("--check", source))
    assert (checked["indexed"], checked["updated"]) == (1, 1)
    assert everything() == before


def test_an_index_moves_to_the_cluster_and_back_without_its_sources(
    tmp_path: Path, write_jsonl: Write, reindex_here: Cli, reindex_there: Reindex, there: Cluster
) -> None:
    corpus, root, back = tmp_path / "corpus", tmp_path / "index", tmp_path / "back"
    other = {"id": "d", "title": "Đã bỏ ra"}
    write_jsonl(corpus / "one.jsonl", [A, B, other])
    reindex_here(root, corpus)
    write_jsonl(corpus / "two.jsonl", [C])
    reindex_here(root, "--delete", "d", corpus)
    exported = reindex_here(root, "--export", as_json=False).stdout.splitlines()
    moved = report_of(reindex_there("--from-index", root))
    assert (moved["articles"], moved["indexed"], moved["rejected"]) == (3, 3, 0)
    assert current_state(there).manifest.built_from == (str(corpus),)
    there_too = reindex_there("--export", as_json=False).stdout.splitlines()
    assert sorted(there_too) == sorted(exported), "when each was indexed first too"
    again = report_of(reindex_there(corpus))
    assert (again["unchanged"], again["indexed"], again["articles"]) == (3, 0, 3)
    ran = reindex_there(
        "--engine", "whoosh", "--index", back, "--from-index", f"opensearch:{there.name}"
    )
    assert report_of(ran)["articles"] == 3
    assert sorted(reindex_here(back, "--export", as_json=False).stdout.splitlines()) == sorted(
        exported
    )
    again = report_of(reindex_here(back, corpus))
    assert (again["unchanged"], again["indexed"], again["skipped"]) == (3, 0, 0)
    anew = report_of(reindex_there("--from-index", f"opensearch:{there.name}"))
    assert anew["articles"] == 3
    assert sorted(indexes.existing(there)) == [1, 2]
    assert document_id("d") not in {
        hit["_id"] for hit in there.client.search(index=there.name)["hits"]["hits"]
    }


def test_a_watch_has_the_cluster_hold_what_comes_and_goes(
    tmp_path: Path,
    write_jsonl: Write,
    there: Cluster,
    cli_command: Command,
    environment: dict[str, str],
) -> None:
    corpus = tmp_path / "corpus"
    write_jsonl(corpus / "one.jsonl", [A])
    command, variables = cli_command
    process = subprocess.Popen(
        [*command, "--watch", "--prune", str(corpus)],
        env={**variables, **environment},
        stderr=subprocess.PIPE,
    )

    def holds() -> set[str]:
        is_there = there.client.indices.exists_alias(name=there.name)
        return set(titles(there)) if is_there else set()

    def wait_for(expected: set[str]) -> None:
        until = time.monotonic() + 60
        while (found := holds()) != expected:
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < until, f"{found} instead of {expected}"
            time.sleep(0.1)

    try:
        wait_for({"a"})
        write_jsonl(corpus / "two.jsonl", [B, C])
        wait_for({"a", "b", "c"})
        (corpus / "one.jsonl").unlink()
        wait_for({"b", "c"})
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.communicate()
