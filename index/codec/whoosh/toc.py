"""How does stock Whoosh find the segments?  By a table of contents of its own, beside ours.

Whoosh's table is a pickle, which can run code when it is loaded.  It is written for those who
open the folder with stock Whoosh, as the tests do to have an oracle; our own reading
goes by :mod:`index.codec.segment_infos` and never looks at it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from index.codec.segment_infos import INDEX_NAME, SegmentInfo
from index.codec.whoosh.codec import ArraySegment
from index.codec.whoosh.schema import build_schema


def write_toc(folder: Path, number: int, infos: Sequence[SegmentInfo]) -> None:
    """Write Whoosh's table of the segments ``infos``, number ``number``, in place of any former."""
    former = list(folder.glob(f"_{INDEX_NAME}_*.toc"))
    segments = [ArraySegment.of(info) for info in infos]
    TOC(build_schema(), segments, number).write(FileStorage(str(folder)), INDEX_NAME)
    for path in former:
        path.unlink()
