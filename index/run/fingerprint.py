"""Has a file changed since it was read?  Its size and its time say so, or else its content.

Files that were only copied or touched (by a backup, by ``git checkout``) have another time and the
same content: hashing that takes a hundredth of reading the articles.
"""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path

from index.readers import READERS_VERSION, ReadOptions

# Between the parts of a fingerprint: size and time, hash, how the file was read.
_BETWEEN = "|"


def fingerprint_of(path: Path, options: ReadOptions, known: str | None) -> str | None:
    """What differs as soon as the file at ``path`` is another, or would be read otherwise than with
    ``options``; ``None`` for a pipe, and for what cannot be read.

    ``known`` is its fingerprint of before, if there is one: where size and time are those of then,
    the file is not opened.
    """
    how = f"{READERS_VERSION} {options.format} {options.mapping} {options.table}"
    try:
        if not path.is_file():
            return None
        status = path.stat()
        status_text = f"{status.st_size} {status.st_mtime_ns}"
        before = (known or "").split(_BETWEEN, 2)
        if len(before) == 3 and (before[0], before[2]) == (status_text, how):
            return known
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, partial(hashlib.blake2b, digest_size=16))
    except OSError:
        return None  # reading it will say what is wrong
    return _BETWEEN.join((status_text, digest.hexdigest(), how))


def same_content(one: str, other: str | None) -> bool:
    """Whether two fingerprints are of files that hold the same and are read in the same way."""
    return one.split(_BETWEEN, 2)[1:] == (other or "").split(_BETWEEN, 2)[1:]
