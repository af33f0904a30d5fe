"""How are the groups of a generation kept?  As arrays in one file, by hashes of ids.

Members and their groups are known by the hashes of ids, so that merging segments changes nothing.
Beside them stands what was decided of each pair of texts, by hashes of these, so that the next run
compares only texts that are new.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.arrays.file import ArrayFile, ArrayWriter
from index.arrays.types import Array, Codes, IdHashes
from index.errors import SegmentDamaged

SUFFIX = ".groups"

Decisions = Mapping[tuple[int, int], int]
"""How surely two texts, by their hashes (the lower first), are one story; 0 if they are not."""


@dataclass(frozen=True, slots=True)
class Groups:
    """The articles that are in a group, by the hashes of their ids, ascending, and for each the
    name of its group, the lowest of its members' hashes."""

    members: IdHashes
    names: IdHashes

    @classmethod
    def of(cls, names: Mapping[int, int]) -> Groups:
        """The groups in which each member has this name."""
        members = sorted(names)
        own = [names[member] for member in members]
        return cls(np.array(members, np.uint64), np.array(own, np.uint64))

    def stories(self, ids: IdHashes) -> Codes:
        """Per article of ``ids`` the number of its group, counted from 0, or -1 for none."""
        stories = np.full(len(ids), -1, np.int32)
        if len(self.members):
            at = np.minimum(np.searchsorted(self.members, ids), len(self.members) - 1)
            found = self.members[at] == ids
            _, numbers = np.unique(self.names, return_inverse=True)
            stories[found] = numbers[at[found]]
        return stories


def write_groups(folder: Path, number: int, groups: Groups, decisions: Decisions) -> None:
    """Write the groups of the generation in ``folder``, in place of former ones.

    ``number`` differs from the former's: that file may be a link to the live generation's.
    """
    former = _files(folder)
    ordered = sorted(decisions.items())
    pairs = np.array([pair for pair, _ in ordered], np.uint64).reshape(-1, 2)
    with ArrayWriter(folder / f"{number}{SUFFIX}") as writer:
        writer.add("members.hashes", groups.members)
        writer.add("names.hashes", groups.names)
        writer.add("firsts.hashes", pairs[:, 0])
        writer.add("seconds.hashes", pairs[:, 1])
        writer.add("strengths.codes", np.array([strength for _, strength in ordered], np.uint32))
    for path in former:
        path.unlink()


def has_groups(folder: Path) -> bool:
    """Whether the generation in ``folder`` has been grouped at all."""
    return bool(_files(folder))


def read_groups(folder: Path) -> Groups:
    """The groups of the generation in ``folder``; raises ``SegmentDamaged``."""
    file = _open(folder)
    members, names = _columns(file, "members.hashes", "names.hashes")
    if (members[1:] <= members[:-1]).any():
        raise SegmentDamaged("the members of groups do not ascend")
    return Groups(members, names)


def read_decisions(folder: Path) -> Decisions:
    """What was decided for the generation in ``folder``; nothing if it has no groups."""
    if not has_groups(folder):
        return {}
    file = _open(folder)
    firsts, seconds, strengths = _columns(
        file, "firsts.hashes", "seconds.hashes", "strengths.codes"
    )
    pairs = zip(firsts.tolist(), seconds.tolist(), strict=True)
    return dict(zip(pairs, strengths.tolist(), strict=True))


def _open(folder: Path) -> ArrayFile:
    paths = _files(folder)
    if len(paths) != 1:
        raise SegmentDamaged(f"{folder} has {len(paths)} files of groups instead of one")
    return ArrayFile(paths[0])


def _columns(file: ArrayFile, *names: str) -> list[Array]:
    columns = [file[name] for name in names]
    if len({len(column) for column in columns}) > 1:
        raise SegmentDamaged(f"{', '.join(names)} are not of one length")
    return columns


def _files(folder: Path) -> list[Path]:
    return list(folder.glob(f"*{SUFFIX}"))
