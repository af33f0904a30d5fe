"""What is somebody to do about an error of the system that ended a run?"""

from __future__ import annotations

import errno
import sqlite3
from concurrent.futures.process import BrokenProcessPool

_BY_NUMBER = {
    errno.ENOSPC: "make room on that disk",
    errno.EDQUOT: "make room on that disk",
    errno.EIO: "look after that disk",
    errno.EROFS: "have that disk be written to",
    errno.EACCES: "let this user write there",
    errno.EPERM: "let this user write there",
    errno.EMFILE: "allow more open files (ulimit -n)",
    errno.ENOMEM: "give it more memory or fewer --jobs",
}
_BY_SQLITE = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_IOERR: errno.EIO,
    sqlite3.SQLITE_CANTOPEN: errno.EIO,
    sqlite3.SQLITE_READONLY: errno.EROFS,
}
_PRIMARY = 0xFF  # the bits of SQLite's codes that say of which kind an error is


def failure(error: BaseException) -> str:
    """A sentence on an error that left the index as it was, with what to do."""
    if isinstance(error, BrokenProcessPool):
        what, advice = "a worker process was killed", "give it more memory or fewer --jobs, and "
    else:
        known = _BY_NUMBER.get(_number(error))
        what, advice = str(error), f"{known}, and " if known else ""
    return f"{what}; the index is as it was: {advice}run it again"


def _number(error: BaseException) -> int:
    """The system's number of the error; 0 if it has none."""
    if isinstance(error, OSError):
        return error.errno or 0
    code = getattr(error, "sqlite_errorcode", 0)
    return _BY_SQLITE.get(code & _PRIMARY, 0)
