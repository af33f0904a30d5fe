"""How is an engine opened?"""

from __future__ import annotations

import os
from pathlib import Path

from index.cluster.settings import ClusterSettings, settings_from
from index.errors import ClusterError
from search.engine import Engine
from search.errors import IndexUnavailable, UnknownEngine

ENGINES = ("whoosh", "opensearch")
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
    """Open the index in folder ``index``, or that of this name on a cluster; a search that takes
    longer than ``seconds`` is given up.

    Every byte that may be read is compared with its checksum before; ``check=False`` leaves that
    out, for one look into a very large index: then damage may go unnoticed, save in the articles
    themselves.
    Where the cluster is, and who asks it, says the environment (:mod:`index.cluster.settings`); a
    folder stands there for the index that the environment names.
    Whoever opens an engine closes it, or opens it in a ``with`` block.  Raises
    :class:`search.errors.IndexUnavailable` if there is no index that can be opened, and
    :class:`search.errors.UnknownEngine` (a ``ValueError``) unless ``engine`` is one of ``ENGINES``.
    """
    if engine not in ENGINES:
        raise UnknownEngine(engine, ENGINES)
    # late: either is costly to import
    if engine == "opensearch":
        from search.engines.opensearch.engine import OpenSearchEngine

        return OpenSearchEngine(cluster_settings(index), seconds)
    from search.engines.whoosh.engine import WhooshEngine

    return WhooshEngine(Path(index), seconds, check=check)


def cluster_settings(index: str | Path) -> ClusterSettings:
    """Where the index of this name is, as the environment says; for a folder, which is where the
    index of a machine is, the one that it names."""
    try:
        settings = settings_from(os.environ)
        if isinstance(index, Path) or os.sep in index or not index:
            return settings
        return settings.named(index)
    except ClusterError as error:
        raise IndexUnavailable(str(error)) from error
