"""What happens in one reindex?  Read, compare, analyse, write, publish, report.

The run works in a generation of its own beside the live one.  Whatever goes wrong,
that folder is thrown away and the live index is as it was.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from index.article import Article
from index.codec.segment_infos import ARRAYS_SUFFIX
from index.errors import (
    IndexDamaged,
    IndexingError,
    IndexMissing,
    Interrupted,
    NothingToIndex,
    SegmentDamaged,
    StoreError,
    build_hint,
)
from index.run.intake import Intake
from index.run.later import LaterVersions
from index.run.ledger import Ledger
from index.run.noting import noting
from index.run.plan import InputFile, Plan, find_inputs, printable
from index.run.progress import Watcher
from index.run.report import Report, Tally
from index.run.writer import IndexWriter
from index.store.checksums import damage_of
from index.store.deleted import read_deleted, write_deleted
from index.store.generations import discard, finish_first, publish, start_generation
from index.store.layout import LEDGER
from index.store.lock import writing
from index.store.manifest import SCHEMA_VERSION, Manifest, Seals
from index.store.opening import current_name, former_generation, open_current

_PRIMARY = 0xFF  # the bits of SQLite's codes that say of which kind an error is
_OF_THE_SYSTEM = (
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
)
"""The kinds that say nothing of what stands in a file."""


def reindex(plan: Plan, watch: Watcher = lambda _: None) -> Report:
    """Carry out ``plan``; the index is replaced only if this returns.

    Raises an :class:`index.errors.IndexingError` (a source that cannot be read, an index folder
    that cannot be used, nothing to index), ``OSError``, ``sqlite3.Error``, or
    ``BrokenProcessPool`` if a worker was killed; then the live index is as it was.
    """
    started = time.monotonic()
    inputs = _find_or_note(plan)
    with writing(plan.root, plan.wait, plan.stop) as waited, noting(plan.root) as note:
        if waited:
            inputs = find_inputs(plan)
        live = None if plan.fresh else _live_manifest(plan.root)
        if live is None:
            check_sources(plan)
        seals = live.files if live else {}
        building = start_generation(plan.root, copy_current=live is not None)
        try:
            filled = _fill(plan, building, inputs, seals, watch)
            if filled.changed:
                plan.stop.publish()
                publish(plan.root, building, _manifest(plan, live, filled.articles), seals)
        except SegmentDamaged as error:
            raise IndexDamaged.at(plan.root, building, str(error)) from error
        finally:
            discard(building)  # after publishing there is nothing of that name
        took = time.monotonic() - started
        report = Report.of(filled.tally, filled.articles, filled.grouped, took)
        note(report)
    return report


def _find_or_note(plan: Plan) -> list[InputFile]:
    """Every file that the sources name; an index learns that they cannot be found, as on a disk
    that is not mounted, unless another run is writing: then that is the last one."""
    try:
        return find_inputs(plan)
    except (IndexingError, OSError):
        if plan.root.is_dir():
            with suppress(StoreError), writing(plan.root), noting(plan.root):
                raise
        raise


def check_sources(plan: Plan) -> None:
    """Refuse a plan that only corrects an index, where there is none."""
    if not plan.sources:
        raise IndexMissing(f"{plan.root}: no index here; {build_hint(plan.root)}")


def _live_manifest(root: Path) -> Manifest | None:
    """What the live generation says of itself, once it has been found whole."""
    finish_first(root)
    if current_name(root) is None:
        return None
    live = open_current(root)
    live.close()
    return live.manifest


@dataclass(frozen=True, slots=True)
class _Filled:
    """What a run made of its generation: whether it differs from the live one, how many articles
    it holds, how many of them are one story with another, and the tally of what was read for it."""

    changed: bool
    articles: int
    grouped: int
    tally: Tally


def _fill(
    plan: Plan, building: Path, inputs: Sequence[InputFile], seals: Seals, watch: Watcher
) -> _Filled:
    """Bring the generation ``building`` from what it holds to what ``plan`` asks for."""

    def check(name: str) -> None:
        """Refuse to build on a file of the live index that is not what was written."""
        path = building / name
        what = damage_of(path, seals[name]) if name in seals else None
        if what is not None:
            raise IndexDamaged.at(plan.root, path, what)

    for name in seals:  # of segments, only what is merged
        if not name.endswith(ARRAYS_SUFFIX) and name != LEDGER:
            check(name)
    with closing(_open_ledger(plan.root, building)) as ledger, closing(LaterVersions()) as later:
        with IndexWriter(building, jobs=plan.jobs, memory=plan.memory, check=check) as writer:
            intake = Intake(
                plan, inputs, ledger, later, watch=watch, delete=writer.delete, find=writer.find
            )
            if plan.fresh:
                carry_over(plan.root, ledger, intake.tally)
            intake.correct()
            _add_all(writer, intake.read_sources())
            if plan.prune and not intake.tally.interrupted:
                _add_all(writer, intake.prune())
            if intake.has_later_versions():
                writer.commit()
                _add_all(writer, intake.later_versions())
            intake.note_unmet()
            check_outcome(plan, intake.tally, ledger.count())
            write_deleted(building, ledger.deleted)
            intake.enter("writing the index")
        return _Filled(intake.changed, ledger.count(), writer.grouped, intake.tally)


def _open_ledger(root: Path, building: Path) -> Ledger:
    try:
        return Ledger(building)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & _PRIMARY in _OF_THE_SYSTEM:
            raise
        raise IndexDamaged.at(root, building / LEDGER, f"cannot be read ({error})") from error


def carry_over(root: Path, ledger: Ledger, tally: Tally) -> None:
    """Let what the index in ``root`` knows of single articles outlive it; where it is damaged, a
    note says what is lost."""
    former = former_generation(root)
    if former is None:
        return
    try:
        ledger.carry_over(former / LEDGER)
    except sqlite3.Error as error:
        lost = "all articles count as indexed first now"
        try:
            for article_id in read_deleted(former):
                ledger.delete(article_id)
        except SegmentDamaged:
            lost = (
                f"articles that were deleted have come in again, and {lost}; "
                "delete them anew with --delete"
            )
        tally.notes.append(f"{former / LEDGER}: cannot be read ({error}): {lost}")


def _add_all(writer: IndexWriter, articles: Iterable[Article]) -> None:
    for article in articles:
        writer.add(article)


def check_outcome(plan: Plan, tally: Tally, held: int) -> None:
    """Refuse a run that found nothing, that would leave an empty index, or a new one that is not
    whole.  Raises :class:`NothingToIndex`, :class:`Interrupted`."""
    if tally.interrupted and (plan.fresh or not tally.usable):
        raise Interrupted("interrupted: nothing was committed, the index is as it was")
    if tally.usable or (held and (tally.deleted or not plan.sources)):
        return
    sources = ", ".join(map(printable, plan.sources)) or str(plan.root)
    if tally.rejected:
        what = "no article could be read"
    elif plan.delete and tally.deleted:
        what = "deleting would leave no article at all"
    elif tally.deleted:
        what = "pruning would leave no article at all (is a disk not mounted?)"
    else:
        what = "no articles found"
    raise NothingToIndex(f"{sources}: {what}; the index is as it was", tally.rejects)


def _manifest(plan: Plan, live: Manifest | None, articles: int) -> Manifest:
    """What the new generation says of itself, before its files are sealed."""
    before = live.built_from if live else ()
    sources = dict.fromkeys((*before, *map(printable, plan.sources)))
    built = datetime.now(UTC).isoformat(timespec="seconds")
    return Manifest(SCHEMA_VERSION, built, tuple(sources), articles, {})
