"""What do the tests of the documents look at?  The application over the sample corpus."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from web import create_app


@pytest.fixture(scope="session")
def app(sample_index: Path) -> Flask:
    return create_app({"INDEX": str(sample_index)})
