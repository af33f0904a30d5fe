"""Is a file what was written?  Its size and its SHA-256 say so."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FileSeal:
    """The size in bytes and the SHA-256, in hexadecimal, of one file when it was written."""

    size: int
    sha256: str


def seal_file(path: Path) -> FileSeal:
    """Have the system write the file to the disk, and return its seal."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return FileSeal(path.stat().st_size, sha256_of(path))


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def size_damage(path: Path, seal: FileSeal) -> str | None:
    """What is wrong with the size of a file, if anything is; costs no reading."""
    try:
        size = path.stat().st_size
    except OSError:
        return "is missing"
    return None if size == seal.size else f"has {size} bytes instead of {seal.size}"
