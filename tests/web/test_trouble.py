"""What does a search get that takes too long, or meets a damaged file?  A 503 with advice."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from answers import json_of
from indexes import A, B, live_folder

from web import create_app


def test_a_search_that_takes_too_long_is_a_503_with_advice(sample_index: Path) -> None:
    client = create_app({"INDEX": str(sample_index), "TIMEOUT": 1e-9}).test_client()
    answer = client.get("/api/search?q=d%C3%A2n")
    problem = json.loads(answer.data)
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert problem["status"] == 503
    assert "given up" in problem["detail"]
    page = client.get("/search?q=d%C3%A2n")
    assert page.status_code == 503
    assert "Tìm quá lâu nên đã dừng" in page.text
    assert "reindex" not in page.text  # the index is there: that is not what is wrong
    english = client.get("/search?q=d%C3%A2n&lang=en")
    assert "took too long" in english.text
    assert 'value="dân"' in page.text  # what was typed is still there


def test_a_timeout_that_is_no_number_is_refused_when_the_site_starts(sample_index: Path) -> None:
    with pytest.raises(ValueError, match="TIMBAO_TIMEOUT"):
        create_app({"INDEX": str(sample_index), "TIMEOUT": "soon"})


def test_a_file_that_was_damaged_while_serving_is_a_503_that_names_the_command(
    tmp_path: Path, sample_index: Path
) -> None:
    root = Path(shutil.copytree(sample_index, tmp_path / "index"))
    client = create_app({"INDEX": str(root)}).test_client()
    assert client.get("/api/search?q=d%C3%A2n").status_code == 200
    (segment,) = root.glob("generations/*/*.arrays")
    with segment.open("r+b") as file:  # in place: what is mapped changes too
        size = segment.stat().st_size
        file.seek(64)
        file.write(b"\xff" * (size - 20_000))
    statuses = {
        client.get(f"/api/search?q={q}").status_code for q in ("d%C3%A2n", "tr*", "%22a+b%22")
    }
    assert statuses <= {200, 503}
    answer = client.get("/api/search?q=")
    assert answer.status_code == 503
    assert "reindex --fresh" in json.loads(answer.data)["detail"]
    assert client.get("/readyz").status_code == 503


@pytest.mark.damages_index
def test_health_says_that_the_newest_generation_is_damaged_and_which_one_answers(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    client = create_app({"INDEX": str(build_index(tmp_path, [A]))}).test_client()
    assert json_of(client.get("/healthz"))["trouble"] is None
    root = build_index(tmp_path, [A, B])
    (lexicon,) = live_folder(root).glob("*.lexicon")
    os.truncate(lexicon, 100)
    answer = client.get("/healthz")
    assert answer.status_code == 200
    health = json_of(answer)
    assert (health["generation"], health["articles"]) == ("000001", 1)
    assert "reindex --repair" in health["trouble"]
    assert str(root) not in answer.text
    assert client.get("/readyz").status_code == 200
