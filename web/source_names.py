"""What is a source called?  A newspaper's host by the table in :mod:`search.papers`, what was
indexed by its base name.

Facets, filters and the endpoint have the host, which is exact; the page shows the name.  Where on a
server something lies is nobody's business.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.vietnamese import fold
from search.papers import PAPERS

SOURCE_NAMES: dict[str, str] = {one.host: one.name for one in PAPERS} | {"znews.vn": "Znews"}
"""Host without ``www.`` → name."""

_SEPARATORS = re.compile(r"[/\\\\]+")
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


def base_name(source: str) -> str:
    """The last part of a source's name, which says nothing of where on a server it is.

    >>> base_name("/srv/bao/2024.jsonl"), base_name("/srv/bao/"), base_name("-")
    ('2024.jsonl', 'bao', '-')
    """
    parts = [part for part in _SEPARATORS.split(source) if part]
    return parts[-1] if parts else source
