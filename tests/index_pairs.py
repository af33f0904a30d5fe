"""How do tests have the same articles in a folder and on a cluster?  By the real command."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.cluster.settings import ClusterSettings
from search import Engine, open_engine
from search.engines.opensearch.engine import OpenSearchEngine

Files = Mapping[str, Sequence[Mapping[str, Any]] | None]
SECONDS = 60.0
"""That a search may take: the machine that tests run on may be busy."""


@dataclass(frozen=True)
class EnginePair:
    """Two engines over the same articles."""

    folder: Engine
    cluster: OpenSearchEngine

    @property
    def both(self) -> tuple[Engine, Engine]:
        """That of the folder, by which the other is judged, first."""
        return self.folder, self.cluster


@dataclass(frozen=True)
class Commands:
    """How the tests run the command, and how they write what it reads (fixtures of these names)."""

    cli_command: tuple[list[str], dict[str, str]]
    reindex_cli: Callable[..., Any]
    write_jsonl: Callable[..., Path]


class IndexPair:
    """An index in ``folder``, and one on a cluster, as ``settings`` say."""

    def __init__(self, folder: Path, settings: ClusterSettings, commands: Commands) -> None:
        self.root, self._corpus = folder / "index", folder / "corpus"
        self.settings, self._commands = settings, commands

    def put(self, files: Files) -> Path:
        """Write the files of the corpus, or remove those that are ``None``."""
        for name, records in files.items():
            if records is None:
                (self._corpus / name).unlink()
            else:
                self._commands.write_jsonl(self._corpus / name, records)
        return self._corpus

    def run(self, files: Files, *arguments: str | Path) -> None:
        """Index ``files``, or what else ``arguments`` name, in both places."""
        line = ("--prune", *arguments, self.put(files))
        ran = self._commands.reindex_cli(self.root, *line)
        assert ran.returncode == 0, ran.stderr
        there = self.run_there(*line)
        assert there == {**ran.report, "seconds": there["seconds"]}

    def run_there(self, *arguments: str | Path) -> dict[str, Any]:
        """Run the command on the cluster alone; return its report."""
        command, environment = self._commands.cli_command
        environment = {
            **environment,
            "TIMBAO_ENGINE": "opensearch",
            "OPENSEARCH_URL": ",".join(self.settings.urls),
            "OPENSEARCH_INDEX": self.settings.name,
        }
        done = subprocess.run(
            [*command, "--json", *map(str, arguments)],
            capture_output=True, env=environment, timeout=300, check=False, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout))

    def open_there(self, *urls: str, seconds: float = SECONDS) -> OpenSearchEngine:
        """An engine over the index on the cluster, asked at ``urls``, or at all nodes."""
        settings = self.settings
        return OpenSearchEngine(ClusterSettings(urls or settings.urls, settings.name), seconds)

    @contextmanager
    def opened(self) -> Iterator[EnginePair]:
        """Both engines."""
        with (
            open_engine(self.root, seconds=SECONDS) as folder,
            self.open_there() as cluster,
        ):
            yield EnginePair(folder, cluster)
