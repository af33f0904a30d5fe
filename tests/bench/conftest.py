"""How are the commands of the bench run?  As whole processes, as their users run them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from bench.processes import environment

Rows = list[list[str]]


@pytest.fixture
def table_of() -> Callable[..., Rows]:
    """``table_of(module, argument, …)``: the cells of the table that a module prints, without its
    head."""

    def run(module: str, *arguments: str) -> Rows:
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            capture_output=True,
            env=environment(),
            timeout=200,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        lines = [line for line in done.stdout.decode().splitlines() if line.startswith("|")]
        return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]

    return run
