"""How is an engine opened?"""

from __future__ import annotations

from pathlib import Path

from search.engine import Engine
from search.errors import UnknownEngine

ENGINES = ("whoosh",)
"""The engines of this version, by name."""

DEFAULT_SECONDS = 10.0
"""That a search may take: longer than any honest one, shorter than a proxy's patience."""


def open_engine(
    index: str | Path,
    engine: str = "whoosh",
    *,
    seconds: float = DEFAULT_SECONDS,
    check: bool = True,
) -> Engine:
    """Open the index in folder ``index``; a search that takes longer than ``seconds`` is given up.

    Every byte that may be read is compared with its checksum before; ``check=False`` leaves that
    out, for one look into a very large index: then damage may go unnoticed, save in the articles
    themselves.
    Whoever opens an engine closes it, or opens it in a ``with`` block.  Raises
    :class:`search.errors.IndexUnavailable` if there is no index that can be opened, and
    :class:`search.errors.UnknownEngine` (a ``ValueError``) unless ``engine`` is one of ``ENGINES``.
    """
    if engine not in ENGINES:
        raise UnknownEngine(engine, ENGINES)
    from search.engines.whoosh.engine import WhooshEngine  # late: Whoosh is costly to import

    return WhooshEngine(Path(index), seconds, check=check)
