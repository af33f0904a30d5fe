"""Where do articles come from?  Files of any known format, each read into articles and rejects.

``find_files`` says which files a source names, ``read_file`` and ``read_stream`` read
them.  A module per question: ``sources`` (which files), ``containers`` (what is inside),
``sniff`` (which format), ``encoding`` and ``lines`` (which text), then a reader per
format (``text``, ``html``, ``records``), and what they share: ``fields``, ``dates``,
``markup``, ``identity``, ``options``.
"""

from index.errors import SourceError, UsageError
from index.readers.files import read_file, read_stream
from index.readers.identity import LONG_PREFIX, PLACE_PREFIX, URL_PREFIX, is_place_id
from index.readers.options import (
    FIELDS,
    FORMATS,
    MAX_RECORD_BYTES,
    READERS_VERSION,
    ReadOptions,
)
from index.readers.sources import find_files

__all__ = [
    "FIELDS",
    "FORMATS",
    "LONG_PREFIX",
    "MAX_RECORD_BYTES",
    "PLACE_PREFIX",
    "READERS_VERSION",
    "URL_PREFIX",
    "ReadOptions",
    "SourceError",
    "UsageError",
    "find_files",
    "is_place_id",
    "read_file",
    "read_stream",
]
