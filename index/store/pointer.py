"""Which generation is live?  ``CURRENT`` names it, and says what its manifest has to be.

    000007 6d1d9a3e…      its name, and the SHA-256 of its manifest in hexadecimal

The manifest has the checksums of all other files, so that one line vouches for every byte: none can
change without a word, not even in that line, which would then lead to no generation.  Before
schema 11 it was the name alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from index.errors import IndexDamaged
from index.regular import read_regular
from index.store.checksums import sha256_of
from index.store.layout import CURRENT, GENERATIONS, MANIFEST

_LINE = re.compile(rb"(\d{1,20})(?: ([0-9a-f]{64}))?\n?")
_MAX_BYTES = 128
_MAX_DIGITS_OF_ANOTHER = 24  # of 64 that two checksums have in common by chance: 4


@dataclass(frozen=True, slots=True)
class Pointer:
    """The name of a generation, and the SHA-256 of its manifest in hexadecimal, or ``None``."""

    name: str
    manifest: str | None

    def is_nearly(self, sha256: str) -> bool:
        """Whether ``sha256`` differs from what this says of the manifest in a few digits only, and
        so this is what was damaged: another manifest has other digits everywhere."""
        pairs = zip(self.manifest or "", sha256, strict=False)
        return sum(a == b for a, b in pairs) > _MAX_DIGITS_OF_ANOTHER


def pointer_in(path: Path) -> Pointer | None:
    """What the file ``path`` says, ``None`` if it says nothing; raises ``OSError``."""
    found = _LINE.fullmatch(read_regular(path, _MAX_BYTES))
    if found is None:
        return None
    name, manifest = found.groups()
    return Pointer(name.decode(), manifest.decode() if manifest is not None else None)


def current_pointer(root: Path) -> Pointer | None:
    """Where ``CURRENT`` leads, or ``None`` where there has never been a generation.

    Raises :class:`IndexDamaged` if it leads nowhere, or is gone while there are generations: taking
    that for an empty folder would drop what they hold.
    """
    path = root / CURRENT
    try:
        pointer = pointer_in(path)
    except FileNotFoundError:
        if any(path.parent.name.isdecimal() for path in (root / GENERATIONS).glob("*/" + MANIFEST)):
            raise IndexDamaged.at(root, path, "is missing") from None
        return None
    except OSError as error:
        raise IndexDamaged.at(root, path, f"cannot be read ({error.strerror})") from error
    if pointer is None:
        raise IndexDamaged.at(root, path, "names no generation")
    return pointer


def pointer_line(name: str, folder: Path) -> bytes:
    """What ``CURRENT`` holds while the generation ``name`` is live, whose manifest is in
    ``folder``."""
    return f"{name} {sha256_of(folder / MANIFEST)}\n".encode()
