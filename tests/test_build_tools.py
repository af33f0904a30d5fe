"""Does a bare machine hear the one line to type, and is nothing installed on it unasked?"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[1]
SCRIPT = CHECKOUT / ".ci" / "check-build-tools.sh"
VERSION = f"python{sys.version_info[0]}.{sys.version_info[1]}"

# Loaded by Python as it starts: what it then says of itself is what a barer one would say.
OLD = "import sys; sys.version_info = (3, 9, 2, 'final', 0)"
NO_HEADERS = "import sysconfig; sysconfig.get_path = lambda name: '/nowhere'"
NO_VENV = "import sys; sys.modules['ensurepip'] = None"
NO_COMPILER = "no-such-compiler -pthread"

Said = tuple[int, str]  # exit status, what it wrote
Check = Callable[..., Said]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """All that is on the PATH: what the script needs, a compiler, and the signs of a Debian."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sh", "id", "uname", "cc", "gcc", "as"):
        found = shutil.which(name)
        if found is not None:
            (folder / name).symlink_to(found)
    write_command(folder / "apt-get", "exit 1")
    return folder


@pytest.fixture
def check(path: Path, tmp_path: Path) -> Check:
    """Run the script; returns its exit status and what it said, without ``sudo``."""

    def run(python: str = sys.executable, *, at_start: str = "", compiler: str = "") -> Said:
        (tmp_path / "sitecustomize.py").write_text(at_start)
        environment = {"PATH": str(path), "PYTHONPATH": str(tmp_path)}
        if compiler:
            environment["CC"] = compiler
        done = subprocess.run(
            ["/bin/sh", str(SCRIPT), python],
            env=environment, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert not done.stdout
        return done.returncode, done.stderr.replace("sudo ", "")

    return run


def write_command(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def typed(said: str) -> str:
    """The line to type; there are two lines in all."""
    first, second = said.splitlines()
    assert first.startswith("This machine cannot build Tìm Báo yet: ")
    assert second.startswith("Type:  ")
    return second.removeprefix("Type:  ")


def test_a_machine_that_has_everything_hears_nothing(check: Check) -> None:
    assert check() == (0, "")


@pytest.mark.parametrize(
    ("at_start", "compiler", "packages"),
    [
        ("", NO_COMPILER, "build-essential"),
        (NO_HEADERS, "", f"{VERSION}-dev"),
        (NO_VENV, "", f"{VERSION}-venv"),
        (f"{NO_HEADERS}\n{NO_VENV}", NO_COMPILER,
         f"build-essential {VERSION}-dev {VERSION}-venv"),
    ],
    ids=["no compiler", "no headers", "no venv", "none of them"],
)  # fmt: skip
def test_one_line_brings_all_that_is_missing(
    check: Check, at_start: str, compiler: str, packages: str
) -> None:
    status, said = check(at_start=at_start, compiler=compiler)
    assert status == 1
    assert typed(said) == f"apt update && apt install {packages}"


def test_a_compiler_without_the_headers_of_c_is_none(check: Check, path: Path) -> None:
    write_command(path / "bare-cc", "exit 1")
    status, said = check(compiler="bare-cc")
    assert (status, typed(said)) == (1, "apt update && apt install build-essential")


def test_an_old_python_is_told_of_a_newer_one_that_is_here(check: Check, path: Path) -> None:
    status, said = check(at_start=OLD)
    assert status == 1
    assert "older than 3.11" in said
    assert "https://www.python.org/downloads/" in typed(said)
    write_command(path / "python3.12", f'PYTHONPATH= exec {sys.executable} "$@"')
    assert typed(check(at_start=OLD)[1]) == "make run PYTHON=python3.12"


def test_a_python_that_does_not_run_is_not_called_old(check: Check, path: Path) -> None:
    shim = 'echo "pyenv: $0: command not found" >&2; echo "It exists in 3.12.1" >&2; exit 127'
    write_command(path / "python3", shim)
    status, said = check("python3")
    assert status == 1
    assert "python3 does not run; name a newer Python with PYTHON=" in said
    assert "https://www.python.org/downloads/" in typed(said)  # two lines: nothing of the shim's
    write_command(path / "python3.13", shim)
    write_command(path / "python3.12", f'PYTHONPATH= exec {sys.executable} "$@"')
    assert typed(check("python3")[1]) == "make run PYTHON=python3.12"


def test_a_machine_without_python_gets_the_line_for_all_of_it(check: Check) -> None:
    status, said = check("python3")
    assert (status, typed(said)) == (
        1, "apt update && apt install python3-venv python3-dev build-essential",
    )  # fmt: skip


def test_a_mac_is_told_of_its_own_tools(check: Check, path: Path) -> None:
    write_command(path / "uname", "echo Darwin")
    status, said = check(compiler=NO_COMPILER)
    assert (status, typed(said)) == (1, "xcode-select --install")


def test_make_run_asks_before_it_makes_anything(tmp_path: Path) -> None:
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(CHECKOUT / name, tmp_path)
    for name in ("index", "search"):
        (tmp_path / name).mkdir()
    shutil.copytree(SCRIPT.parent, tmp_path / ".ci")
    done = subprocess.run(
        ["make", "run"],
        cwd=tmp_path, env={**os.environ, "CC": NO_COMPILER, "PYTHON": sys.executable},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "Type:  " in done.stderr
    assert len(done.stderr.splitlines()) == 3  # the third is make's own
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize(
    ("allowed", "user", "installs"),
    [
        ({}, 0, False),
        ({"CI": "false"}, 0, False),
        ({"CI": "true"}, 0, True),
        ({"TIMBAO_INSTALL_BROWSER": "1"}, 0, True),
        ({"TIMBAO_INSTALL_BROWSER": "1"}, 1000, False),
    ],
)
def test_a_browser_is_installed_only_where_that_is_allowed(
    path: Path, tmp_path: Path, allowed: dict[str, str], user: int, installs: bool
) -> None:
    calls = tmp_path / "calls"
    write_command(path / "apt-get", f'echo "$@" >> {calls}')
    write_command(path / "id", f"echo {user}")
    done = subprocess.run(
        ["/bin/sh", str(CHECKOUT / "tests" / "e2e" / "install-browser.sh")],
        env={"PATH": str(path), **allowed},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert calls.exists() == installs
    if installs:
        assert "chromium" in calls.read_text()
        assert not done.stderr
    else:
        (line,) = done.stderr.splitlines()
        assert line.startswith("no Chromium")
        assert "will be skipped" in line
