"""Where do articles come from?  Files of any known format, each read into articles and rejects.

``find_files`` says which files a source names, ``read_file`` and ``read_stream`` read them.  A room
per question: ``sources`` (which files, which bytes), ``sniff`` (which format), ``formats`` (one
module each, in a registry), and what they share: ``outcomes`` (what becomes of what is read),
``pages`` and ``records`` (which article is meant), ``json``, ``texts``, ``encoding`` and ``dates``
(what bytes and texts say), ``identity`` (which article is it).
"""

from index.errors import SourceError, UsageError
from index.readers.files import read_file, read_stream
from index.readers.formats.registry import FORMAT_CHOICES, FORMATS
from index.readers.identity import (
    LONG_PREFIX,
    PLACE_PREFIX,
    URL_PREFIX,
    is_place_id,
    is_url_id,
    place_id,
)
from index.readers.limits import MAX_RECORD_BYTES, Limits
from index.readers.options import FIELDS, READERS_VERSION, ReadOptions
from index.readers.outcomes.exported import record_of
from index.readers.sources.walk import find_files

__all__ = [
    "FIELDS",
    "FORMATS",
    "FORMAT_CHOICES",
    "LONG_PREFIX",
    "MAX_RECORD_BYTES",
    "PLACE_PREFIX",
    "READERS_VERSION",
    "URL_PREFIX",
    "Limits",
    "ReadOptions",
    "SourceError",
    "UsageError",
    "find_files",
    "is_place_id",
    "is_url_id",
    "place_id",
    "read_file",
    "read_stream",
    "record_of",
]
