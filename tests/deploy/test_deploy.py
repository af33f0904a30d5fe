"""Do the files for operators work: units of systemd, the image, the lock file, the wheel?"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import click
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from index.cli import main as reindex
from web.__main__ import main as web

CHECKOUT = Path(__file__).parents[2]
DEPLOY = CHECKOUT / "docs" / "deploy"
UNITS = sorted(path for path in DEPLOY.iterdir() if path.suffix in {".service", ".timer"})
LOCKED = re.compile(r"^(?P<name>[\w.-]+)(\[.*\])?==(?P<version>\S+)", re.MULTILINE)


def started_by(unit: str) -> list[str]:
    """The command of a service, as systemd takes it apart."""
    text = (DEPLOY / unit).read_text("utf-8")
    (line,) = re.findall(r"^ExecStart=(.+)$", text, re.MULTILINE)
    return shlex.split(line)


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_understands_every_line(unit: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not here")
    for path in UNITS:  # the timer's service beside it, its program one that is there
        text = re.sub(r"/srv/timbao/\.venv/bin/\w+", "/bin/true", path.read_text("utf-8"))
        (tmp_path / path.name).write_text(text, "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", tmp_path / unit.name],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("unit", "command"), [("timbao.service", web), ("timbao-reindex.service", reindex)]
)
def test_services_start_commands_with_options_that_there_are(
    unit: str, command: click.Command
) -> None:
    arguments = started_by(unit)[1:]
    if arguments[:2] == ["-m", "web"]:
        arguments = arguments[2:]
    command.make_context(unit, arguments)  # raises a usage error for what is not known


def test_a_service_manager_is_told_when_the_site_is_ready(
    sample_index: Path, tmp_path: Path
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(60)
        environment = {
            **os.environ,
            "NOTIFY_SOCKET": str(tmp_path / "notify"),
            "TIMBAO_INDEX": str(sample_index),
        }
        server = subprocess.Popen(
            [sys.executable, "-m", "web", "--port", str(port)],
            cwd=CHECKOUT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            assert b"READY=1" in manager.recv(1000)
        finally:
            server.terminate()
            assert server.wait(timeout=60) == 0


def test_the_lock_file_has_what_the_project_needs_each_with_its_hashes() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
    text = (CHECKOUT / "docs/deploy/requirements.lock").read_text("utf-8")
    locked = {canonicalize_name(m["name"]): Version(m["version"]) for m in LOCKED.finditer(text)}
    for line in project["dependencies"]:
        needed = Requirement(line)
        assert locked[canonicalize_name(needed.name)] in needed.specifier, f"make lock ({line})"
    entries = re.split(r"\n(?=\S)", text.split("\n", 1)[1] if text.startswith("#") else text)
    for entry in filter(LOCKED.match, entries):
        assert "--hash=sha256:" in entry, entry.split("\n")[0]
    assert "://" not in text, "no address of a registry"


def test_a_wheel_takes_every_file_of_the_packages(tmp_path: Path) -> None:
    """As setuptools would copy them: compiling is not needed to see that."""
    tracked = subprocess.run(
        ["git", "ls-files", "index", "search", "web"],
        cwd=CHECKOUT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if tracked.returncode:
        pytest.skip("not a checkout of git")
    files = tracked.stdout.splitlines()
    source = tmp_path / "source"
    for name in (*files, "pyproject.toml", "README.md", "LICENSE"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(CHECKOUT / name, source / name)
    arguments = ["-q", "build_py", "--build-lib", "built"]
    program = f"import setuptools; setuptools.setup(script_args={arguments})"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=source, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    lib = source / "built"
    built = {str(path.relative_to(lib)) for path in lib.rglob("*")}
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))
    compiled = {one["sources"][0] for one in project["tool"]["setuptools"]["ext-modules"]}
    assert {name for name in files if name.endswith(".pyx")} == compiled
    left_out = {name for name in files if name not in built | compiled}
    assert {name for name in left_out if not Path(name).name.startswith("make.sh")} == set()


def test_the_image_is_built_indexes_and_finds() -> None:
    """Where there is a builder, and the image that it begins with is there or can be had."""
    builder = next(filter(shutil.which, ("podman", "docker")), None)
    if builder is None:
        pytest.skip("neither podman nor docker is here")

    def run(*arguments: str, seconds: int = 600) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [builder, *arguments],
            cwd=CHECKOUT, capture_output=True, text=True, timeout=seconds, check=False,
        )  # fmt: skip

    if run("info", seconds=60).returncode:
        pytest.skip(f"{builder} cannot build here: it has no daemon, or no right to")
    base = re.findall(r"^ARG PYTHON=(.+)$", (DEPLOY / "Containerfile").read_text(), re.MULTILINE)[0]
    if run("image", "inspect", base).returncode and run("pull", base, seconds=120).returncode:
        pytest.skip(f"{base} is not here and cannot be had")
    built = run("build", "-t", "timbao-test", "-f", str(DEPLOY / "Containerfile"), ".")
    assert built.returncode == 0, built.stderr
    indexed = run(
        "run", "--rm", "timbao-test", "sh", "-c",
        "reindex --sample --json && python -m search 'dan van'",
    )  # fmt: skip
    assert indexed.returncode == 0, indexed.stderr
    assert '"articles":' in indexed.stdout


def test_versions_agree() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
    assert metadata.version("timbao") == project["version"]
