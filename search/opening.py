"""How is an engine opened?"""

from __future__ import annotations

from pathlib import Path

from search.engine import Engine

DEFAULT_SECONDS = 10.0
"""That a search may take: longer than any honest one, shorter than a proxy's patience."""


def open_engine(
    index: str | Path, engine: str = "whoosh", *, seconds: float = DEFAULT_SECONDS
) -> Engine:
    """Open the index in folder ``index``; a search that takes longer than ``seconds`` is given up.

    Raises :class:`search.errors.IndexUnavailable` if there is none that can be opened, and
    ``ValueError`` for an ``engine`` that does not exist.
    """
    if engine != "whoosh":
        raise ValueError(f"unknown engine {engine!r}: this version has 'whoosh'")
    from search.engines.whoosh.engine import WhooshEngine  # late: Whoosh is costly to import

    return WhooshEngine(Path(index), seconds)
