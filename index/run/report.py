"""What did a reindex do?  The numbers and the rejects, as a shape and as the JSON of ``--json``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from index.article import Article, Reject, Repaired, Skipped
from index.run.reasons import Reason, Reasons

MAX_LISTED_REJECTS = 100

WATCHED_FIELDS = ("title", "body", "published", "category", "source")
"""Of these it is counted how many articles lack them; ``published`` is called ``date``."""
_NAMES = {"published": "date"}
_GRAVE = ("date", "body")
_GRAVE_SHARE = 10  # an article in ten
_ADVICE = {
    "date": "if the records have one, name its key with --map published=KEY",
    "body": "if the records have one, name its key with --map body=KEY",
}

_UNSURE = "a date that may not be that of publication; published_sure is false there"
_REPLACED = (
    "an id came twice in this run with different contents; of one article the version that was "
    "read last stays, one with a body before one without"
)


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
    without: Counter[str] = field(default_factory=Counter)
    rejects: list[Reject] = field(default_factory=list)
    reasons: Reasons = field(default_factory=Reasons)
    skips: Reasons = field(default_factory=Reasons)
    repairs: Reasons = field(default_factory=Reasons)
    doubts: Reasons = field(default_factory=Reasons)
    notes: list[str] = field(default_factory=list)
    interrupted: bool = False

    @property
    def usable(self) -> int:
        """Records, and articles of skipped files, that are in the index after this run."""
        return self.indexed + self.updated + self.unchanged + self.duplicates

    def reject(self, reject: Reject) -> None:
        """Count a reject, and note its reason with those like it."""
        self.rejected += 1
        if len(self.rejects) < MAX_LISTED_REJECTS:
            self.rejects.append(reject)
        self.reasons.add(reject.reason, reject.where)

    def skip(self, skipped: Skipped) -> None:
        """Count what was passed over."""
        self.skipped += 1
        self.skips.add(skipped.what, skipped.where)

    def repair(self, repaired: Repaired) -> None:
        """Count a text that was put right."""
        self.repaired[repaired.encoding] += 1
        self.repairs.add(repaired.encoding, repaired.where)

    def replace(self, where: str) -> None:
        """Count a record that takes the place of another of this run."""
        self.doubts.add(_REPLACED, where)

    def look_at(self, article: Article, where: str) -> None:
        """Count what an article that was read lacks, and what of it is doubtful; ``where`` is its
        file."""
        if article.published is not None and not article.published_sure:
            self.doubts.add(_UNSURE, where)
        for name in WATCHED_FIELDS:
            if not getattr(article, name):
                self.without[_name_of(name)] += 1


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
    ``without`` counts, of the articles that were read, those that lack a title, body, date,
    category or source.  ``reasons`` has the rejects by their reasons, the most frequent first,
    ``skips`` what was passed over, ``repairs`` what was put right, ``doubts`` what may be wrong;
    ``notes`` are sentences on what somebody should look at.
    ``interrupted`` says that somebody ended the run before all was read.
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
    without: Mapping[str, int]
    articles: int
    seconds: float
    rejects: tuple[Reject, ...]
    reasons: tuple[Reason, ...]
    skips: tuple[Reason, ...]
    repairs: tuple[Reason, ...]
    doubts: tuple[Reason, ...]
    notes: tuple[str, ...]
    interrupted: bool

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
            without={name: tally.without[name] for name in map(_name_of, WATCHED_FIELDS)},
            reasons=tally.reasons.by_count(),
            skips=tally.skips.by_count(),
            repairs=tally.repairs.by_count(),
            doubts=tally.doubts.by_count(),
            notes=(*tally.notes, *_grave_gaps(tally)),
            interrupted=tally.interrupted,
        )


def _name_of(field_: str) -> str:
    return _NAMES.get(field_, field_)


def _grave_gaps(tally: Tally) -> list[str]:
    """A sentence where a tenth of the articles that were read has no date or no body."""
    articles = tally.read - tally.rejected
    lacking = [name for name in _GRAVE if tally.without[name] * _GRAVE_SHARE >= articles > 0]
    if not lacking:
        return []
    counts = " and ".join(f"{tally.without[name]:,} no {name}" for name in lacking)
    advice = "; ".join(_ADVICE[name] for name in lacking)
    return [f"of {articles:,} articles read, {counts}: {advice}"]
