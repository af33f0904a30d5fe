"""Which articles were taken out for good?  Their ids, in a small file of the generation.

The ledger is what keeps them out of later runs; this file is for who only reads the index, and
tells an article that was taken out from one that never was.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from index.errors import SegmentDamaged
from index.regular import read_regular
from index.store.layout import DELETED

_MAX_BYTES = 1024**3
_NOT_READ = (OSError, ValueError, RecursionError, MemoryError)  # msgspec's own are ValueErrors


def read_deleted(generation: Path) -> frozenset[str]:
    """The ids of the articles that were taken out of the folder ``generation``.

    Raises :class:`SegmentDamaged` if they cannot be read.
    """
    path = generation / DELETED
    try:
        return frozenset(msgspec.json.decode(read_regular(path, _MAX_BYTES), type=list[str]))
    except FileNotFoundError:
        return frozenset()
    except _NOT_READ as error:
        raise SegmentDamaged(f"{path}: cannot be read ({error})") from error


def write_deleted(generation: Path, article_ids: Iterable[str]) -> None:
    """Write ``article_ids`` in place of what stood there; there is no file where there is none."""
    path = generation / DELETED
    path.unlink(missing_ok=True)  # it may be a hard link into the generation before
    if ids := sorted(article_ids):
        path.write_bytes(msgspec.json.encode(ids))
