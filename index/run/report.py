"""What did a reindex do?  The numbers and the rejects, as a shape and as CONTRACT's JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from index.article import Reject

MAX_LISTED_REJECTS = 100


@dataclass(slots=True)
class Tally:
    """The running count of a reindex: the one thing in it that changes as it goes."""

    read: int = 0
    indexed: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicates: int = 0
    rejected: int = 0
    deleted: int = 0
    skipped: int = 0
    repaired: Counter[str] = field(default_factory=Counter)
    rejects: list[Reject] = field(default_factory=list)

    @property
    def usable(self) -> int:
        """Records, and articles of skipped files, that are in the index after this run."""
        return self.indexed + self.updated + self.unchanged + self.duplicates

    def reject(self, reject: Reject) -> None:
        self.rejected += 1
        if len(self.rejects) < MAX_LISTED_REJECTS:
            self.rejects.append(reject)


@dataclass(frozen=True, slots=True)
class Report:
    """A finished reindex.

    ``read`` records were read from files; of these, and of the articles in files that were
    skipped because they had not changed: ``indexed`` are new, ``updated`` changed,
    ``unchanged`` the same; ``duplicates`` came again in the same run (the later one of two
    that differ stays), ``rejected`` could not be used.
    ``skipped`` files and records were not meant to be articles; ``repaired`` counts, by the
    encoding, texts that were put right.  ``deleted`` articles left the index;
    it now holds ``articles``, of which ``grouped`` are one story with another.
    """

    read: int
    indexed: int
    updated: int
    unchanged: int
    duplicates: int
    rejected: int
    deleted: int
    skipped: int
    grouped: int
    repaired: Mapping[str, int]
    articles: int
    seconds: float
    rejects: tuple[Reject, ...]

    @classmethod
    def of(cls, tally: Tally, articles: int, grouped: int, seconds: float) -> Report:
        """The report of a reindex that counted ``tally``, left ``articles`` in the index, so many
        of them ``grouped``, and took ``seconds``."""
        return cls(
            read=tally.read,
            indexed=tally.indexed,
            updated=tally.updated,
            unchanged=tally.unchanged,
            duplicates=tally.duplicates,
            rejected=tally.rejected,
            deleted=tally.deleted,
            skipped=tally.skipped,
            grouped=grouped,
            repaired=dict(tally.repaired),
            articles=articles,
            seconds=round(seconds, 3),
            rejects=tuple(tally.rejects),
        )
