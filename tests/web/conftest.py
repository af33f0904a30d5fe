"""What do the web's tests run against?  The real engine over an index of the sample corpus."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from web import create_app


@pytest.fixture(scope="session")
def app(sample_index: Path) -> Flask:
    app = create_app({"INDEX": str(sample_index)})
    app.testing = True
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def client_without_index(tmp_path: Path) -> FlaskClient:
    app = create_app({"INDEX": str(tmp_path / "nowhere")})
    app.testing = True
    return app.test_client()


@pytest.fixture(scope="session")
def large_index(
    tmp_path_factory: pytest.TempPathFactory,
    reindex_cli: Callable[..., object],
    write_jsonl: Callable[..., Path],
) -> Path:
    """Whose export is larger than what systems and processes keep of an answer."""
    folder = tmp_path_factory.mktemp("large")
    body = "Mưa lớn trên sông. " * 2500
    articles = [{"id": f"a{n}", "title": f"Tin số {n}", "body": f"{body}{n}"} for n in range(200)]
    reindex_cli(folder / "index", str(write_jsonl(folder / "articles.jsonl", articles)))
    return folder / "index"
