"""Is a file what was written?  Its size and its SHA-256 say so."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from typing import Annotated

import msgspec

from index.regular import open_regular

Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
"""In hexadecimal."""


class FileSeal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The size in bytes and the SHA-256 of one file when it was written."""

    size: Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
    sha256: Sha256


def seal_file(path: Path) -> FileSeal:
    """Have the system write the file to the disk, and return its seal."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return FileSeal(path.stat().st_size, sha256_of(path))


def sha256_of(path: Path) -> str:
    """The SHA-256 of a regular file's bytes in hexadecimal; raises ``OSError``."""
    with open_regular(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def size_damage(path: Path, seal: FileSeal) -> str | None:
    """What is wrong with the size of a file, if anything is; costs no reading."""
    try:
        status = path.lstat()  # a link would be followed by what is written there later
    except OSError:
        return "is missing"
    if not stat.S_ISREG(status.st_mode):
        return "is no regular file"
    size = status.st_size
    return None if size == seal.size else f"has {size} bytes instead of {seal.size}"


def damage_of(path: Path, seal: FileSeal) -> str | None:
    """What is wrong with a file, if anything is; reads every byte of it."""
    found = size_damage(path, seal)
    if found is not None:
        return found
    try:
        return None if sha256_of(path) == seal.sha256 else "is not what was written"
    except OSError as error:
        return f"cannot be read ({error.strerror})"
