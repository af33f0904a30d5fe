"""Which index folders did the tests make, and is each of them whole?"""

from __future__ import annotations

from pathlib import Path

from index.errors import IndexMissing, StoreError
from index.store.opening import verify


class MadeIndexes:
    """The index folders that fixtures made, and in which state each was found whole."""

    def __init__(self) -> None:
        self._states: dict[Path, str] = {}

    def add(self, root: Path) -> Path:
        """Have the index in ``root`` looked at when the test ends; return ``root``."""
        self._states.setdefault(root, "")
        return root

    def forget(self) -> None:
        """Look at none of those again that are there now: one was damaged on purpose."""
        self._states.clear()

    def damage(self) -> list[str]:
        """What is wrong with those that are new, or have changed since they were looked at."""
        found = []
        for root, whole in [*self._states.items()]:
            if not root.is_dir():
                del self._states[root]  # its test is over, and has tidied up
            elif (state := _state(root)) != whole:
                self._states[root] = state
                found += _damage(root)
        return found


def _state(root: Path) -> str:
    """What is another as soon as another generation is live."""
    try:
        pointer = (root / "CURRENT").stat()
    except OSError:
        return "none"
    return f"{pointer.st_ino} {pointer.st_mtime_ns}"


def _damage(root: Path) -> list[str]:
    try:
        return [f"{root}: {name} is not what was written" for name in verify(root)]
    except IndexMissing:  # the run of the test failed, as it should
        return []
    except StoreError as error:
        return [str(error)]
