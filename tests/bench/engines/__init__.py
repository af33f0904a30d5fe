"""Which engines are compared, and what must an adapter do?

Adapters are imported where they are used: a peer's process holds that peer alone, and a
peer that is not installed is left out by name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from bench.shapes import KINDS, Answer, Kind, Query
from bench.texts import Texts


class Searcher(Protocol):
    """An open index."""

    def search(self, query: Query) -> Answer:
        """The whole answer to ``query``."""

    def for_thread(self) -> Searcher:
        """A searcher for another thread; itself where threads may share one."""

    def as_peers(self) -> Searcher:
        """A searcher that means by a query what all engines can; itself where it always does."""


class Engine(Protocol):
    """One adapter."""

    def build(self, texts: Texts, folder: Path) -> None:
        """Index ``texts`` into the empty ``folder``; on return everything is on the disk."""

    def open(self, folder: Path) -> Searcher:
        """Open the index in ``folder``."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of an engine before it is loaded.

    ``same`` has the kinds of query whose totals must be this project's.  ``slow`` engines
    stop at --slow-limit.
    """

    name: str
    load: Callable[[], Engine]
    requires: str = ""
    note: str = ""
    kinds: tuple[Kind, ...] = KINDS
    same: tuple[Kind, ...] = ("term", "and", "or", "phrase")
    slow: bool = False
    threads: bool = True

    @property
    def missing(self) -> bool:
        return bool(self.requires) and find_spec(self.requires) is None


def _adapter(module: str, name: str) -> Engine:
    engine: Engine = getattr(import_module(f"bench.engines.{module}"), name)()
    return engine


OURS = "timbao"
_ONE_FIELD: tuple[Kind, ...] = ("term", "and", "or")  # a phrase may run across fields there

ENGINES: dict[str, Profile] = {
    OURS: Profile(
        "Tìm Báo",
        partial(_adapter, "timbao", "TimBao"),
        note="the command and `search()` as users have them, without snippets; three facets; "
        "accented, unaccented and pyvi's words indexed",
    ),
    "whoosh": Profile(
        "Whoosh + pyvi",
        partial(_adapter, "stock_whoosh", "StockWhoosh"),
        requires="whoosh",
        note="stock 2.7.4: syllables in one field, pyvi's words in another",
        same=_ONE_FIELD,
        slow=True,
    ),
    "tantivy": Profile(
        "tantivy",
        partial(_adapter, "tantivy_index", "ThreeFields"),
        requires="tantivy",
        note="title, summary and body as fields with boosts 4, 3 and 1; two writer threads",
    ),
    "tantivy-one-field": Profile(
        "tantivy, one field",
        partial(_adapter, "tantivy_index", "OneField"),
        requires="tantivy",
        note="everything in one field: the least it can do",
        same=_ONE_FIELD,
    ),
    "fts5": Profile(
        "SQLite FTS5",
        partial(_adapter, "fts5", "Fts5"),
        note="three columns with weights 3, 2 and 1; optimized; mapped into memory",
    ),
    "bm25s": Profile(
        "bm25s",
        partial(_adapter, "bm25s_index", "Bm25s"),
        requires="bm25s",
        note="all in memory; has neither AND nor phrase nor prefix",
        kinds=("term", "or"),
        same=("term", "or"),
        threads=False,
    ),
}
