"""Where do articles come from?  Files of any known format, each read into articles and rejects.

``find_files`` says which files a source names, ``read_file`` and ``read_stream`` read them.  A
module per question: ``sources`` (which files), ``containers`` (what is inside), ``sniff`` (which
format), ``leftovers`` (what is none), ``exported`` (what was written here), ``encoding``,
``repairs`` and ``lines`` (which text), then ``formats``, a module per format in a registry, and
what they share: ``whole`` and ``records`` (one article a file, many), ``keys``, ``fields``,
``values``, ``wrappings``, ``shapes`` and ``tables`` of records, the parts of pages (``metadata``,
``page*``), ``dates``, ``markup``, ``identity``.
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
from index.readers.limits import MAX_RECORD_BYTES
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
