"""What happens in one reindex?  Read, compare, analyse, write, publish, report.

The same wherever the index is (:mod:`index.run.destination`): it is replaced at the end or not at
all.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from index.article import Article
from index.errors import (
    IndexingError,
    Interrupted,
    NothingToIndex,
    SegmentDamaged,
    StoreError,
)
from index.run.destination import Building, Destination, Writer
from index.run.destinations import destination_of
from index.run.intake import Intake
from index.run.later import LaterVersions
from index.run.ledger import Ledger
from index.run.plan import InputFile, Plan, find_inputs, printable
from index.run.progress import Watcher
from index.run.report import Report, Tally
from index.store.deleted import write_deleted
from index.store.layout import LEDGER

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

    Raises an :class:`index.errors.IndexingError` (a source that cannot be read, an index that
    cannot be used, nothing to index), ``OSError``, ``sqlite3.Error``, or
    ``BrokenProcessPool`` if a worker was killed; then the live index is as it was.
    """
    started = time.monotonic()
    with destination_of(plan) as destination:
        inputs = _find_or_note(plan, destination)
        with destination.writing() as waited, destination.noting() as note:
            if waited:
                inputs = find_inputs(plan)
            on_live = not plan.fresh and destination.is_live()
            if not on_live:
                check_sources(plan, destination)
            with discarding(destination.start(on_live=on_live)) as building:
                try:
                    filled = _fill(plan, destination, building, inputs, watch)
                    if filled.changed:
                        plan.stop.publish()
                        sources = (*building.built_from, *map(printable, plan.sources))
                        notes = building.publish(tuple(dict.fromkeys(sources)), filled.articles)
                        filled.tally.notes.extend(notes)
                except SegmentDamaged as error:
                    raise destination.damaged(building.folder, str(error)) from error
            took = time.monotonic() - started
            report = Report.of(filled.tally, filled.articles, filled.grouped, took)
            note(report)
    return report


@contextmanager
def discarding(building: Building) -> Iterator[Building]:
    """Let go of ``building`` at the end of the block; an error says, in a note of it, what is left
    of what was begun."""
    try:
        yield building
    except BaseException as error:
        left = building.discard()
        if left is not None:
            error.add_note(left)
        raise
    building.discard()


def _find_or_note(plan: Plan, destination: Destination) -> list[InputFile]:
    """Every file that the sources name; an index learns that they cannot be found, as on a disk
    that is not mounted, unless another run is writing: then that is the last one."""
    try:
        return find_inputs(plan)
    except (IndexingError, OSError):
        with suppress(StoreError):
            if destination.exists():
                with destination.writing(), destination.noting():
                    raise
        raise


def check_sources(plan: Plan, destination: Destination) -> None:
    """Refuse a plan that only corrects an index, where there is none."""
    if not plan.sources:
        raise destination.missing()


@dataclass(frozen=True, slots=True)
class _Filled:
    """What a run made of its index: whether it differs from the live one, how many articles
    it holds, how many of them are one story with another, and the tally of what was read for it."""

    changed: bool
    articles: int
    grouped: int
    tally: Tally


def _fill(
    plan: Plan,
    destination: Destination,
    building: Building,
    inputs: Sequence[InputFile],
    watch: Watcher,
) -> _Filled:
    """Bring ``building`` from what it holds to what ``plan`` asks for."""
    folder = building.folder
    opened = building.writer()
    with closing(_open_ledger(destination, folder)) as ledger, closing(LaterVersions()) as later:
        with opened as writer:
            intake = Intake(
                plan, inputs, ledger, later, watch=watch, delete=writer.delete, find=writer.find
            )
            if plan.fresh:
                destination.carry_over(ledger, intake.tally)
            intake.correct()
            _add_all(writer, intake.read_sources())
            if plan.prune and not intake.tally.interrupted:
                _add_all(writer, intake.prune())
            if intake.has_later_versions():
                writer.commit()
                _add_all(writer, intake.later_versions())
            intake.note_unmet()
            check_outcome(plan, destination, intake.tally, ledger.count())
            write_deleted(folder, ledger.deleted)
            intake.enter("writing the index")
        return _Filled(intake.changed, ledger.count(), writer.grouped, intake.tally)


def _open_ledger(destination: Destination, folder: Path) -> Ledger:
    try:
        return Ledger(folder)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & _PRIMARY in _OF_THE_SYSTEM:
            raise
        raise destination.damaged(folder / LEDGER, f"cannot be read ({error})") from error


def _add_all(writer: Writer, articles: Iterable[Article]) -> None:
    for article in articles:
        writer.add(article)


def check_outcome(plan: Plan, destination: Destination, tally: Tally, held: int) -> None:
    """Refuse a run that found nothing, that would leave an empty index, or a new one that is not
    whole.  Raises :class:`NothingToIndex`, :class:`Interrupted`."""
    if tally.interrupted and (plan.fresh or not tally.usable):
        raise Interrupted("interrupted: nothing was committed, the index is as it was")
    if tally.usable or (held and (tally.deleted or not plan.sources)):
        return
    sources = ", ".join(map(printable, plan.sources)) or destination.where
    if tally.rejected:
        what = "no article could be read"
    elif plan.delete and tally.deleted:
        what = "deleting would leave no article at all"
    elif tally.deleted:
        what = "pruning would leave no article at all (is a disk not mounted?)"
    else:
        what = "no articles found"
    raise NothingToIndex(f"{sources}: {what}; the index is as it was", tally.rejects)
