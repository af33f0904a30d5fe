"""What is a person told whose cluster cannot be used, and does what is told help?"""

from __future__ import annotations

import json
import shlex
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from answering import Told, answering
from auth_proxy import BasicAuthProxy
from clusters import Cluster as Nodes
from indexes import A, B, Write

from index.cluster.connection import Cluster
from index.cluster.home import CURRENT, read_document, write_document
from index.cluster.settings import settings_from
from index.errors import ClusterError

Reindex = Callable[..., Any]


def test_a_cluster_that_does_not_answer(
    tmp_path: Path, write_jsonl: Write, reindex_there: Reindex
) -> None:
    ran = reindex_there(write_jsonl(tmp_path / "a.jsonl", [A]), OPENSEARCH_URL="http://127.0.0.1:9")
    assert ran.returncode == 1
    assert "cannot be reached" in ran.stderr
    assert "OPENSEARCH_URL" in ran.stderr


def test_a_wrong_password(
    tmp_path: Path, write_jsonl: Write, cluster: Nodes, reindex_there: Reindex
) -> None:
    proxy = BasicAuthProxy(cluster.urls[0], "báo", "đúng")
    try:
        how = {"OPENSEARCH_URL": proxy.url, "OPENSEARCH_USER": "báo"}
        source = write_jsonl(tmp_path / "a.jsonl", [A])
        wrong = reindex_there(source, **how, OPENSEARCH_PASSWORD="sai")
        assert wrong.returncode == 1
        assert "user or password is wrong; correct OPENSEARCH_USER" in wrong.stderr
        assert "sai" not in wrong.stderr
        assert reindex_there(source, **how, OPENSEARCH_PASSWORD="đúng").returncode == 0
    finally:
        proxy.close()


@pytest.mark.parametrize(
    "version",
    [
        {"number": "1.3.14", "distribution": "opensearch"},
        {"number": "2.18.0", "distribution": "opensearch"},
        {"number": "4.0.0", "distribution": "opensearch"},
        {"number": "8.15.0"},
        {},
    ],
    ids=str,
)
def test_a_cluster_of_another_version(
    tmp_path: Path, write_jsonl: Write, reindex_there: Reindex, version: dict[str, str]
) -> None:
    with answering(Told(200, {"version": version})) as server:
        ran = reindex_there(write_jsonl(tmp_path / "a.jsonl", [A]), OPENSEARCH_URL=server.url)
    assert ran.returncode == 1
    assert "supported are OpenSearch 2.19 and later 2.x, and 3.x" in ran.stderr
    assert version.get("number", "of no version") in ran.stderr


def test_an_index_of_another_schema_is_built_anew_by_the_command_that_is_named(
    tmp_path: Path, write_jsonl: Write, reindex_there: Reindex, there: Cluster
) -> None:
    source = write_jsonl(tmp_path / "a.jsonl", [A, B])
    assert reindex_there(source).returncode == 0
    state, _ = read_document(there, CURRENT, dict[str, Any])
    assert state is not None
    state["manifest"]["schema_version"] += 1
    write_document(there, CURRENT, state)
    for arguments in ([source], ["--check", source], ["--stats"]):
        ran = reindex_there(*arguments)
        assert ran.returncode == 1
        assert "has schema" in ran.stderr
    command = ran.stderr.split("with: ")[-1].strip()
    assert command == "reindex --engine opensearch --fresh SOURCE"
    assert reindex_there("--fresh", source).returncode == 0
    assert reindex_there("--verify", as_json=False).returncode == 0


@pytest.mark.parametrize("what", ["chunk", "index", "current"])
def test_an_index_of_which_something_is_gone(
    tmp_path: Path, write_jsonl: Write, reindex_there: Reindex, there: Cluster, what: str
) -> None:
    source = write_jsonl(tmp_path / "a.jsonl", [A, B])
    assert reindex_there(source).returncode == 0
    state, _ = read_document(there, CURRENT, dict[str, Any])
    assert state is not None
    home = f"{there.name}-home"
    if what == "chunk":
        sha256 = state["manifest"]["files"]["ledger.sqlite"]["sha256"]
        there.client.delete(index=home, id=f"{sha256}:0")
    elif what == "index":
        there.client.indices.delete(index=state["index"])
    else:
        write_document(there, CURRENT, {"identity": 5})
    ran = reindex_there(source)
    assert ran.returncode == 1
    assert "missing" in ran.stderr or "cannot be read" in ran.stderr
    assert "reindex --engine opensearch --fresh SOURCE" in ran.stderr
    assert reindex_there("--verify", as_json=False).returncode == 1
    assert reindex_there("--fresh", source).returncode == 0
    assert reindex_there("--verify", as_json=False).returncode == 0


def test_a_full_disk_leaves_the_index_and_what_it_leaves_closed_is_opened_as_is_said(
    tmp_path: Path,
    write_jsonl: Write,
    cluster: Nodes,
    reindex_there: Reindex,
    environment: dict[str, str],
) -> None:
    source = write_jsonl(tmp_path / "a.jsonl", [A])
    assert reindex_there(source).returncode == 0
    write_jsonl(source, [A, B])
    with cluster.flooded():
        on_live = reindex_there(source)
        assert on_live.returncode == 1
        assert "disk is full" in on_live.stderr
        assert "read_only_allow_delete" in on_live.stderr
        assert "Traceback" not in on_live.stderr
        while not _may_not_create(cluster):
            time.sleep(0.2)
        elsewhere = reindex_there(source, OPENSEARCH_INDEX=environment["OPENSEARCH_INDEX"] + "-o")
        assert elsewhere.returncode == 1
        command = elsewhere.stderr[elsewhere.stderr.index("curl") :].strip()
        assert "cluster.blocks.create_index" in command
        assert reindex_there("--export", as_json=False).returncode == 0
    assert json.loads(subprocess.check_output([*shlex.split(command), "-s"]))["acknowledged"]
    assert reindex_there(source).report["indexed"] == 1


def _may_not_create(cluster: Nodes) -> bool:
    """Whether the server has forbidden new indexes, as it does when all disks are full."""
    told = cluster.client.cluster.get_settings(params={"flat_settings": "true"})
    return bool(told["persistent"].get("cluster.blocks.create_index") == "true")


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"OPENSEARCH_URL": "10.0.0.1:9200"},
        {"OPENSEARCH_URL": "ftp://10.0.0.1"},
        {"OPENSEARCH_URL": "http://user:secret@10.0.0.1:9200"},
        {"OPENSEARCH_URL": "http://10.0.0.1:99999"},
        {"OPENSEARCH_URL": "http://10.0.0.1:9200", "OPENSEARCH_INDEX": "Báo"},
    ],
    ids=str,
)
def test_settings_that_cannot_be(variables: dict[str, str]) -> None:
    with pytest.raises(ClusterError, match="OPENSEARCH_") as refused:
        settings_from(variables)
    assert "secret" not in str(refused.value) or "user:secret" in str(refused.value)


def test_an_index_of_somebody_else_is_not_touched(
    tmp_path: Path, write_jsonl: Write, reindex_there: Reindex, there: Cluster
) -> None:
    there.client.indices.create(index=there.name)
    ran = reindex_there(write_jsonl(tmp_path / "a.jsonl", [A]))
    assert ran.returncode == 1
    assert "none of ours" in ran.stderr
