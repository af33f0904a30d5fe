"""What do the web's tests run against?  The real engine over an index of the sample corpus."""

from __future__ import annotations

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
