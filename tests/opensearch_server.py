"""Which OpenSearch are the cluster's tests run against, where is it kept, and how is it had?

``python tests/opensearch_server.py [--fetch]`` looks whether it is there.  What lacks is fetched
where that is allowed: with ``--fetch``, ``TIMBAO_INSTALL_CLUSTER=1`` or ``CI=true``.  It is the
distribution that OpenSearch's own plugins are tested with, as Maven Central has it: without
security, and without a module that our engine needs (``rank_features``), which is fetched beside
it."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
import zipfile
from dataclasses import dataclass
from pathlib import Path

CENTRAL = "https://repo1.maven.org/maven2"
HOW = "TIMBAO_INSTALL_CLUSTER=1 make test fetches it, or make test-cluster"
_PATIENCE = 600  # seconds for a download; 51 MB


class Unavailable(Exception):
    """There is no such server here; the text says why, and how to have one."""


@dataclass(frozen=True, slots=True)
class Artefact:
    """One file of Maven Central; ``sha256`` in hex digits."""

    group: str
    name: str
    version: str
    suffix: str
    sha256: str

    @property
    def file_name(self) -> str:
        return f"{self.name}-{self.version}.{self.suffix}"

    @property
    def coordinates(self) -> str:
        """As Maven's own commands are told."""
        return f"{self.group}:{self.name}:{self.version}:{self.suffix}"

    @property
    def path(self) -> str:
        """Where it lies in a repository."""
        return f"{self.group.replace('.', '/')}/{self.name}/{self.version}/{self.file_name}"

    def is_whole(self, file: Path) -> bool:
        """Are the bytes of ``file`` the ones that were looked at when this line was written?"""
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest() == self.sha256


@dataclass(frozen=True, slots=True)
class Release:
    """A version of the server; ``java`` is the oldest it runs on, ``module`` the class by which
    the module of ``extras`` starts."""

    version: str
    java: int
    server: Artefact
    extras: Artefact
    module: str

    @property
    def artefacts(self) -> tuple[Artefact, Artefact]:
        return self.server, self.extras


def _release(version: str, java: int, module: str, server: str, extras: str) -> Release:
    distribution = "org.opensearch.distribution.integ-test-zip"
    return Release(
        version,
        java,
        Artefact(distribution, "opensearch", version, "zip", server),
        Artefact("org.opensearch.plugin", "mapper-extras-client", version, "jar", extras),
        f"org.opensearch.index.mapper.{module}",
    )


RELEASES = {
    release.version: release
    for release in (
        _release(
            "2.19.3",
            11,
            "MapperExtrasPlugin",
            "760530e522de0a9f06380d4a4a43dfd83c31fa8911f41745513ce715ed5dfd03",
            "ee82134540a745c012d331cb51fd80d38416ee8271c7e685ed9a38a637cd480f",
        ),
        _release(
            "3.3.0",
            21,
            "MapperExtrasModulePlugin",
            "c3a6bf825ea05b8d9fe3758dad70ed198cf9c365700895165d310a0a9e7f48a5",
            "be2a54fbfcb4a11f4cdef5070d14a83d403244e8886afe7b3cca4441404812dc",
        ),
    )
}


def wanted() -> Release:
    """The one that ``OPENSEARCH_TEST_VERSION`` names: 2.19.3 where it names none."""
    version = os.environ.get("OPENSEARCH_TEST_VERSION") or "2.19.3"
    if version not in RELEASES:
        raise Unavailable(f"OPENSEARCH_TEST_VERSION={version}: known are {', '.join(RELEASES)}")
    return RELEASES[version]


def cache() -> Path:
    """The folder where artefacts are kept, for all checkouts of this user."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "timbao" / "opensearch"


def java_home(release: Release) -> Path:
    """The Java that it can run on, of ``OPENSEARCH_JAVA_HOME``, ``JAVA_HOME`` or the path."""
    homes = [os.environ.get(name) for name in ("OPENSEARCH_JAVA_HOME", "JAVA_HOME")]
    on_path = shutil.which("java")
    candidates = [Path(home) / "bin" / "java" for home in homes if home]
    candidates += [Path(on_path)] if on_path else []
    found = []
    for command in candidates:
        version = _java_version(command)
        if version >= release.java:
            return command.resolve().parents[1]
        if version:
            found.append(f"Java {version} ({command})")
    raise Unavailable(
        f"OpenSearch {release.version} wants Java {release.java} or newer, and here is"
        f" {' and '.join(found) or 'none'}; OPENSEARCH_JAVA_HOME names another"
    )


def _java_version(command: Path) -> int:
    """The first number of its version; 0 where it does not run."""
    try:
        said = subprocess.run(
            [command, "-version"], capture_output=True, text=True, timeout=60, check=True
        ).stderr
    except (OSError, subprocess.SubprocessError):
        return 0
    number = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(number[1]) if number else 0


def lacking(release: Release, folder: Path) -> list[Artefact]:
    """The artefacts that ``folder`` does not have whole."""
    return [
        artefact
        for artefact in release.artefacts
        if not (folder / artefact.file_name).is_file()
        or not artefact.is_whole(folder / artefact.file_name)
    ]


def fetch(artefact: Artefact, folder: Path, repository: str = CENTRAL) -> None:
    """Put it into ``folder`` under its name, at once and only when it is whole: by Maven where that
    is installed, since it knows of mirrors and proxies, else from ``repository``."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        file = Path(scratch) / artefact.file_name
        maven = shutil.which("mvn")
        try:
            if maven and repository == CENTRAL:
                _fetch_with_maven(maven, artefact, file.parent)
            else:
                address = f"{repository}/{artefact.path}"
                with urllib.request.urlopen(address, timeout=60) as source, file.open("wb") as sink:
                    shutil.copyfileobj(source, sink)
        except (OSError, subprocess.SubprocessError) as error:
            raise Unavailable(f"{artefact.coordinates} could not be fetched: {error}") from error
        if not artefact.is_whole(file):
            raise Unavailable(f"{artefact.coordinates}: what was fetched has another SHA-256")
        file.replace(folder / artefact.file_name)


def _fetch_with_maven(maven: str, artefact: Artefact, folder: Path) -> None:
    copy = ["dependency:copy", f"-Dartifact={artefact.coordinates}", f"-DoutputDirectory={folder}"]
    done = subprocess.run(
        [maven, "-B", "-q", *copy],
        capture_output=True, text=True, timeout=_PATIENCE, check=False,
    )  # fmt: skip
    if done.returncode:
        raise OSError(done.stdout.strip() or done.stderr.strip())


def unpack(release: Release, folder: Path) -> Path:
    """The server's home under ``folder``, made of the cached artefacts, with the module added."""
    missing = lacking(release, cache())
    if missing:
        names = " and ".join(artefact.file_name for artefact in missing)
        raise Unavailable(f"no {names}: {HOW}")
    with zipfile.ZipFile(cache() / release.server.file_name) as packed:
        packed.extractall(folder)
    home = folder / f"opensearch-{release.version}"
    for script in (home / "bin").iterdir():
        script.chmod(0o755)  # which extractall forgets
    shutil.rmtree(home / "modules" / "transport-grpc", ignore_errors=True)  # another port to mind
    _add_module(release, home)
    return home


def _add_module(release: Release, home: Path) -> None:
    """What a module is called and starts by is told in a file that the artefact does not have: it
    is that of a module of the same version but for these two lines."""
    netty = home / "modules" / "transport-netty4" / "plugin-descriptor.properties"
    told = {"name": "mapper-extras", "classname": release.module}
    text = re.sub(
        r"(?m)^(name|classname)=.*", lambda line: f"{line[1]}={told[line[1]]}", netty.read_text()
    )
    module = home / "modules" / "mapper-extras"
    module.mkdir()
    (module / netty.name).write_text(text)
    shutil.copy(cache() / release.extras.file_name, module)


def have(release: Release, *, allowed: bool) -> None:
    """Look for it and its Java, and fetch what lacks where that is ``allowed``."""
    java_home(release)
    missing = lacking(release, cache())
    if missing and not allowed:
        raise Unavailable(f"no OpenSearch {release.version} in {cache()}: {HOW}")
    for artefact in missing:
        fetch(artefact, cache())


def main(arguments: list[str]) -> None:
    """Have it, or say in one line why the tests will be skipped."""
    told = os.environ.get("CI") == "true" or os.environ.get("TIMBAO_INSTALL_CLUSTER") == "1"
    try:
        have(wanted(), allowed=told or "--fetch" in arguments)
    except Unavailable as reason:
        print(f"{reason}; the tests of the cluster will be skipped", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
