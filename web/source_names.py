"""What do people call the newspaper whose site has this host?  By the table in
:mod:`search.papers`.

Facets, filters and the endpoint have the host, which is exact; the page shows the name.
"""

from __future__ import annotations

from collections.abc import Iterable

from index.vietnamese import fold
from search.papers import PAPERS

SOURCE_NAMES: dict[str, str] = {one.host: one.name for one in PAPERS} | {"znews.vn": "Znews"}
"""Host without ``www.`` → name."""

_PREFIXES = ("www.", "m.", "amp.")


def source_name(source: str) -> str:
    """Return the name of the newspaper that ``source``, a host, belongs to; else ``source``.

    >>> source_name("vnexpress.net"), source_name("bao.example")
    ('VnExpress', 'bao.example')
    """
    host = source.lower()
    for prefix in _PREFIXES:
        host = host.removeprefix(prefix)
    return SOURCE_NAMES.get(host, source)


def named_source(name: str, sources: Iterable[str]) -> str:
    """Return the one of ``sources`` that people call ``name``, whatever its accents and capitals;
    ``name`` itself if none is.

    >>> named_source("tuoi tre", ["vnexpress.net", "tuoitre.vn"])
    'tuoitre.vn'
    """
    called = fold(name)
    return next((one for one in sources if fold(source_name(one)) == called), name)
