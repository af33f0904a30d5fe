"""What is a reindex asked to do, and which files does that mean?"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import BinaryIO

from index.cluster.settings import ClusterSettings
from index.readers import ReadOptions, find_files
from index.run.stopping import Stop
from index.run.writer import DEFAULT_MEMORY_MB

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Plan:
    """One reindex as it was asked for; ``memory`` is MB per worker process.

    ``delete`` and ``undelete`` are ids of articles to take out for good, and to let in again;
    ``from_index`` is the folder of an index to be built from, instead of sources, or where that is
    on a cluster; ``cluster`` is where the index is, if it is not in the folder ``root``: a new one
    has so many ``shards`` and ``replicas``, ``None`` for as many as befit it;
    ``wait`` is how many seconds another run may take to end; ``stop`` says when to end before all
    is read.
    """

    root: Path
    sources: tuple[str, ...]
    options: ReadOptions
    fresh: bool = False
    prune: bool = False
    jobs: int = 1
    memory: int = DEFAULT_MEMORY_MB
    stdin: BinaryIO | None = None
    delete: tuple[str, ...] = ()
    undelete: tuple[str, ...] = ()
    from_index: Path | ClusterSettings | None = None
    cluster: ClusterSettings | None = None
    shards: int | None = None
    replicas: int | None = None
    wait: float = 0
    stop: Stop = field(default_factory=Stop)

    @property
    def paths(self) -> tuple[str, ...]:
        """The sources that are files or folders."""
        return tuple(source for source in self.sources if source != STDIN)


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read; ``key`` is the name the ledger knows it by, ``below`` its path inside
    the folder that was named, if it was not named itself."""

    path: Path
    key: str
    size: int
    below: PurePath | None = None


def find_inputs(plan: Plan) -> list[InputFile]:
    """Every file that the sources name, once, without the index itself.

    Raises :class:`index.readers.SourceError` for a source that does not exist, save with
    ``prune``: a folder that was removed is what it is there for.
    """
    own = file_key(plan.root) + "/"
    found: dict[str, InputFile] = {}
    for source in plan.paths:
        if plan.prune and is_gone(source):
            continue
        for path in find_files(Path(source)):
            key = file_key(path)
            if not key.startswith(own):
                below = None if path == Path(source) else path.relative_to(source)
                found.setdefault(key, InputFile(path, key, _size(path), below))
    return list(found.values())


def file_key(path: str | Path) -> str:
    """The absolute path as text; bytes of a name that are no UTF-8 are written ``\\xNN``."""
    return printable(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links


def printable(text: str) -> str:
    """``text`` without the surrogates that stand for undecodable bytes of file names."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def is_gone(path: str | Path) -> bool:
    """Whether there is certainly nothing at ``path``; a disk that fails is not a missing file."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # reading it will say what is wrong
