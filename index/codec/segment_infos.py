"""Which segments make up an index, and which of their articles are deleted?

A file ``N.segments`` in the index's folder says so, in JSON::

    [{"id": "5f0c…", "articles": 7873, "deleted": [12, 99]}, …]

The order of the segments is that of the doc ids.  N rises with each time the index is written, so
that a new file never takes the name of one that may be a link to the live generation's.  All that
is read is checked, and reading runs no foreign code: Whoosh's own table of contents, a
pickle, stands beside it (:mod:`index.codec.whoosh.toc`) and is never loaded here.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import msgspec
import numpy as np
import numpy.typing as npt

from index.codec.segment import SegmentData
from index.errors import SegmentDamaged
from index.regular import read_regular

INDEX_NAME = "MAIN"
"""What Whoosh calls an index that was given no name; its files' names begin so."""
ARRAYS_SUFFIX = ".arrays"
SEGMENTS_SUFFIX = ".segments"

_MAX_BYTES = 1024**3
_NOT_READ = (OSError, ValueError, RecursionError, MemoryError)  # msgspec's own are ValueErrors
_MAX_ARTICLES = 2**31 - 1  # of a segment: doc ids are handed to loops over C's ints

AliveDocs = npt.NDArray[np.bool_]
"""For each article of a segment, by its doc id, whether it is not deleted."""


class SegmentInfo(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One segment: its ``id``, how many ``articles`` its file has, and the doc ids of those that
    are ``deleted``, ascending."""

    id: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-z]{1,32}\Z")]
    articles: Annotated[int, msgspec.Meta(ge=0, le=_MAX_ARTICLES)]
    deleted: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not all(a < b for a, b in pairwise((-1, *self.deleted, self.articles))):
            raise ValueError("deleted articles must ascend, and be articles of the segment")

    def alive(self) -> AliveDocs:
        """Which articles are not deleted."""
        alive = np.ones(self.articles, bool)
        alive[list(self.deleted)] = False
        return alive


def new_segment_id() -> str:
    """An id that no other segment has."""
    return secrets.token_hex(8)


def arrays_file(segment_id: str) -> str:
    """The name of the file that holds a segment."""
    return f"{INDEX_NAME}_{segment_id}{ARRAYS_SUFFIX}"


def find_segment_infos(folder: Path) -> Path | None:
    """The file that names the segments of the index in ``folder``; ``None`` if there is no index.

    Raises :class:`SegmentDamaged` if there are several.
    """
    paths = list(folder.glob(f"*{SEGMENTS_SUFFIX}"))
    if len(paths) > 1 or not all(path.stem.isdecimal() for path in paths):
        raise SegmentDamaged(f"{folder} has {len(paths)} lists of segments instead of one")
    return paths[0] if paths else None


def read_segment_infos(path: Path) -> list[SegmentInfo]:
    """The segments that the file at ``path`` names, in their order.

    Raises :class:`SegmentDamaged` if it is not what was written.
    """
    try:
        infos = msgspec.json.decode(read_regular(path, _MAX_BYTES), type=list[SegmentInfo])
    except _NOT_READ as error:
        raise SegmentDamaged(f"{path}: cannot be read ({error})") from error
    if len({info.id for info in infos}) < len(infos):
        raise SegmentDamaged(f"{path}: names a segment twice")
    return infos


def write_segment_infos(folder: Path, number: int, infos: Sequence[SegmentInfo]) -> None:
    """Write ``infos`` as the list number ``number`` of the index in ``folder``, in place of a
    former one, whose number must be another."""
    former = find_segment_infos(folder)
    (folder / f"{number}{SEGMENTS_SUFFIX}").write_bytes(msgspec.json.encode(infos))
    if former is not None:
        former.unlink()


def open_segment(folder: Path, info: SegmentInfo) -> SegmentData:
    """Open a segment of the index in ``folder``; raises :class:`SegmentDamaged`."""
    path = folder / arrays_file(info.id)
    try:
        data = SegmentData(path)
    except OSError as error:
        raise SegmentDamaged(f"{path}: cannot be read ({error.strerror})") from error
    if data.articles != info.articles:
        raise SegmentDamaged(f"{path}: has {data.articles} articles instead of {info.articles}")
    return data


def read_segments(folder: Path) -> list[tuple[SegmentData, AliveDocs]]:
    """The segments of the finished index in ``folder``, each with which of its articles live.

    Raises :class:`SegmentDamaged` if a file is not there or is not what was written.
    """
    path = find_segment_infos(folder)
    if path is None:
        raise SegmentDamaged(f"{folder} has no list of segments")
    return [(open_segment(folder, info), info.alive()) for info in read_segment_infos(path)]
