"""Is the server of the cluster's tests what was looked at, and is it said plainly where there is
none?"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import opensearch_server
import pytest
from opensearch_server import RELEASES, Artefact, Unavailable, fetch, java_home, lacking, wanted

OCTETS = b"the bytes of a jar"


@pytest.fixture
def artefact() -> Artefact:
    return Artefact("org.example.of", "part", "1.2", "jar", hashlib.sha256(OCTETS).hexdigest())


@pytest.fixture
def repository(tmp_path: Path, artefact: Artefact) -> Path:
    """A folder as Maven Central's are, with one artefact."""
    file = tmp_path / "repository" / "org" / "example" / "of" / "part" / "1.2" / "part-1.2.jar"
    file.parent.mkdir(parents=True)
    file.write_bytes(OCTETS)
    return tmp_path / "repository"


def test_what_is_fetched_lies_whole_in_the_cache(
    tmp_path: Path, repository: Path, artefact: Artefact
) -> None:
    fetch(artefact, tmp_path / "cache", repository.as_uri())
    (file,) = (tmp_path / "cache").iterdir()
    assert (file.name, file.read_bytes()) == ("part-1.2.jar", OCTETS)


def test_other_bytes_are_refused_and_not_kept(
    tmp_path: Path, repository: Path, artefact: Artefact
) -> None:
    (repository / artefact.path).write_bytes(OCTETS + b"!")
    with pytest.raises(Unavailable, match="SHA-256"):
        fetch(artefact, tmp_path / "cache", repository.as_uri())
    (repository / artefact.path).unlink()
    with pytest.raises(Unavailable, match=r"example\.of:part:1\.2:jar could not be fetched"):
        fetch(artefact, tmp_path / "cache", repository.as_uri())
    assert not list((tmp_path / "cache").iterdir())


def test_a_file_of_the_cache_that_is_damaged_counts_as_lacking(tmp_path: Path) -> None:
    release = RELEASES["2.19.3"]
    for artefact in release.artefacts:
        (tmp_path / artefact.file_name).write_bytes(OCTETS)
    assert lacking(release, tmp_path) == list(release.artefacts)


@pytest.mark.parametrize(
    ("said", "runs"),
    [("1.8.0_392", ()), ("17.0.15", ("2.19.3",)), ("21-ea", ("2.19.3", "3.3.0"))],
)
def test_a_java_that_is_too_old_is_told_with_what_is_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, runs: tuple[str, ...]
) -> None:
    command = tmp_path / "bin" / "java"
    command.parent.mkdir()
    command.write_text(f"#!/bin/sh\necho 'openjdk version \"{said}\"' >&2\n")
    command.chmod(0o755)
    monkeypatch.setenv("OPENSEARCH_JAVA_HOME", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", f"{tmp_path}/none")
    for version, release in RELEASES.items():
        if version in runs:
            assert java_home(release) == tmp_path
        else:
            with pytest.raises(Unavailable, match=f"{version} wants Java {release.java} .* Java"):
                java_home(release)


def test_a_version_that_is_not_known_is_told_with_those_that_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENSEARCH_TEST_VERSION", "1.0")
    with pytest.raises(Unavailable, match=r"=1\.0: known are 2\.19\.3, 3\.3\.0"):
        wanted()


def test_nothing_is_fetched_unasked_and_the_command_says_why_tests_are_skipped(
    tmp_path: Path,
) -> None:
    kept = ("CI", "TIMBAO_INSTALL_CLUSTER")
    environment = {name: value for name, value in os.environ.items() if name not in kept}
    done = subprocess.run(
        [sys.executable, str(opensearch_server.__file__)],
        env={**environment, "XDG_CACHE_HOME": str(tmp_path)},
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert done.stderr.endswith("; the tests of the cluster will be skipped\n")
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())
