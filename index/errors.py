"""What is wrong with a segment's file?"""

from __future__ import annotations


class SegmentDamaged(ValueError):
    """The file is not what was written: something in it breaks off or points outside."""


class StoreError(Exception):
    """The index folder cannot be used; the message says why and what to do."""


class IndexMissing(StoreError):
    """There is no index in the folder yet."""


class IndexOutdated(StoreError):
    """The index was built by a version whose schema this one does not read."""


class IndexDamaged(StoreError):
    """A file of the generation is gone or is not what was written."""


class IndexBusy(StoreError):
    """Another reindex is writing."""


class SourceError(Exception):
    """A source that cannot be read at all; the message names it and the way out."""


class UsageError(SourceError):
    """Options that ask for what does not exist."""
