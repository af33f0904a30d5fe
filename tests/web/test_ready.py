"""Is a process ready exactly while it can answer, and does asking that cost nothing?"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from answers import json_of
from flask.testing import FlaskClient

from web import create_app
from web.api.about import STOPPING
from web.observing.workers import Workers


def test_with_an_index_it_is_ready(client: FlaskClient) -> None:
    generation = json_of(client.get("/api/stats"))["generation"]
    answer = client.get("/readyz")
    assert json_of(answer) == {"status": "ready", "generation": generation}
    assert answer.headers["Cache-Control"] == "no-store"


def test_without_an_index_it_is_not_until_there_is_one(tmp_path: Path, sample_index: Path) -> None:
    client = create_app({"INDEX": str(tmp_path / "index")}).test_client()
    assert client.get("/readyz").status_code == 503
    shutil.copytree(sample_index, tmp_path / "index")
    for _ in range(600):  # it is looked for, and compared with its checksums, now and then
        if client.get("/readyz").status_code == 200:
            return
        time.sleep(0.1)
    raise AssertionError(client.get("/readyz").text)


def test_a_process_that_is_about_to_end_is_alive_but_not_ready(sample_index: Path) -> None:
    workers = Workers()
    worker = SimpleNamespace(age=1, alive=True)  # what a worker of gunicorn has
    hooks = workers.hooks()
    hooks["pre_fork"](None, worker)
    hooks["post_fork"](None, worker)
    client = create_app({"INDEX": str(sample_index), **workers.config()}).test_client()
    assert client.get("/readyz").status_code == 200
    worker.alive = False
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200
    hooks["child_exit"](None, worker)


@pytest.mark.damages_index
def test_a_damaged_index_is_not_ready(tmp_path: Path, build_index: Callable[..., Path]) -> None:
    root = build_index(tmp_path, [{"id": "a", "title": "Lũ về", "body": "Nước lên."}])
    (root / "CURRENT").write_text("damaged")
    client = create_app({"INDEX": str(root)}).test_client()
    assert client.get("/readyz").status_code == 503


def test_an_application_of_its_own_never_ends(sample_index: Path) -> None:
    assert STOPPING not in create_app({"INDEX": str(sample_index)}).config
