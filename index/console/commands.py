"""What does each use of ``reindex`` do, and with which status does it end?"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import warnings
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from threading import Event
from typing import BinaryIO

import click
import msgspec
from rich.console import Console

from index.cluster.home import upgrade_hint
from index.cluster.settings import ClusterSettings
from index.console.advice import failure
from index.console.bar import progress_bar, watcher
from index.console.holdings import Place, holdings_lines, holdings_of, write_export
from index.console.signals import Signals, ending, no_longer
from index.console.text import reject_lines, say, show_report
from index.console.visible import visible
from index.errors import (
    ClusterFull,
    ClusterUnreachable,
    IndexBusy,
    IndexingError,
    NothingToIndex,
    StoreError,
    mend_hint,
)
from index.run.check import check
from index.run.clustered.holdings import verify_cluster
from index.run.plan import Plan
from index.run.progress import Watcher
from index.run.reindex import reindex
from index.run.report import Report
from index.run.watch import changes
from index.store.opening import verify

EXIT_DONE, EXIT_FAILED, EXIT_REJECTS = 0, 1, 3
EXIT_INTERRUPTED, EXIT_TERMINATED = 128 + signal.SIGINT, 128 + signal.SIGTERM
_AGAIN_AFTER = 10.0  # seconds


Doing = Callable[[Plan, Watcher], Report]
"""What is done with a plan: a reindex, or a check."""


def run(plan: Plan, console: Console, signals: Signals, *, as_json: bool, doing: Doing) -> int:
    """Carry out ``plan`` and tell its report; return the exit status.

    ``signals`` end it well: with SIGINT what was read is committed.  Of stdin, which may be waited
    for without end, and of what is rebuilt, nothing is.
    """
    with signals.reacting(ending(plan.stop, patient=plan.stdin is None)):
        return _run(plan, console, doing, as_json=as_json)


def _run(plan: Plan, console: Console, doing: Doing, *, as_json: bool) -> int:
    report = _carry_out(plan, console, doing)
    if isinstance(report, int):
        return report
    if doing is check:
        say(console, "checked only, nothing was written; what a run would do:")
    _tell(report, console, as_json=as_json)
    if report.interrupted:
        say(console, "reindex: interrupted; what was whole is committed, run it again for the rest")
        return 128 + plan.stop.number
    return EXIT_REJECTS if report.rejected else EXIT_DONE


def watch(plan: Plan, console: Console, signals: Signals, *, as_json: bool) -> int:
    """Carry out ``plan`` now and whenever something changes, until SIGTERM or SIGINT; tell the
    reports of runs that found something.  Return the exit status."""
    ended = Event()

    def persistently(plan: Plan, watcher: Watcher) -> Report:
        """Reindex as soon as no other run writes, and a cluster is there and has room: what changed
        is not told of again."""
        while True:
            try:
                return reindex(plan, watcher)
            except (IndexBusy, ClusterUnreachable, ClusterFull) as error:
                if plan.stop():
                    raise
                say(console, f"reindex: {error}")
                if not isinstance(error, IndexBusy):
                    ended.wait(_AGAIN_AFTER)

    told: tuple[int, int] | None = None
    with signals.reacting(no_longer(plan.stop, ended.set)):
        try:
            for _ in changes(plan.sources, plan.root, ended):
                plan.stop.too_late = False
                report = _carry_out(plan, console, persistently)
                if isinstance(report, int):
                    continue  # it was said why; the next change is another chance
                state = report.articles, report.rejected
                if report.indexed or report.updated or report.deleted or state != told:
                    _tell(report, console, as_json=as_json)
                told = state
        except IndexingError as error:
            return _fail(console, str(error))
    say(console, "reindex: no longer watching; what was whole is committed")
    return EXIT_DONE


def _tell(report: Report, console: Console, *, as_json: bool) -> None:
    """Tell ``report``; that it cannot be printed makes nothing undone."""
    if not as_json:
        show_report(console, report)
        return
    try:
        click.echo(msgspec.json.encode(report).decode())
    except OSError as error:
        _leave_stdout()
        say(console, f"reindex: the report cannot be printed ({error})")
        show_report(console, report)


def _leave_stdout() -> None:
    """Let what stands in the buffer of stdout go nowhere: nobody can take it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _carry_out(plan: Plan, console: Console, doing: Doing) -> Report | int:
    """The report of ``plan``, or the exit status where there is none; then it is said why."""
    try:
        with progress_bar(console) as bar, warnings.catch_warnings():
            if not sys.warnoptions:  # of other people's files, by libraries that read them
                warnings.simplefilter("ignore")
            return doing(plan, watcher(bar))
    except NothingToIndex as error:
        for line in reject_lines(error.rejects):
            say(console, line)
        return _fail(console, str(error))
    except IndexingError as error:
        failed = _fail(console, str(error), error)
    except (OSError, sqlite3.Error, BrokenProcessPool) as error:
        failed = _fail(console, failure(error), error)
    return 128 + plan.stop.number if plan.stop() else failed


def _fail(console: Console, message: str, error: BaseException | None = None) -> int:
    """Tell ``message``, and what else ``error`` has to say."""
    say(console, f"reindex: {message}")
    for note in getattr(error, "__notes__", ()):
        say(console, f"  {note}")
    return EXIT_FAILED


def verify_index(place: Place, console: Console) -> int:
    """Compare every byte of the index with its checksums; return the exit status."""
    try:
        if isinstance(place, ClusterSettings):
            where, mend = place.where, upgrade_hint(place.name)
            damaged = verify_cluster(place)
        else:
            where, mend = str(place), mend_hint(place)
            damaged = verify(place)
    except (StoreError, OSError) as error:
        return _fail(console, str(error))
    if damaged:
        return _fail(console, f"{where}: damaged: {', '.join(damaged)}; {mend}")
    say(console, f"{where}: every file is as it was written")
    return EXIT_DONE


def export_index(place: Place, console: Console, out: BinaryIO) -> int:
    """Write all articles as JSON Lines to ``out``; return the exit status."""
    try:
        write_export(place, out)
    except BrokenPipeError:  # whoever read has enough
        _leave_stdout()
        return EXIT_FAILED
    except (IndexingError, OSError) as error:
        return _fail(console, f"{error}; the export is not whole")
    return EXIT_DONE


def show_stats(place: Place, console: Console, *, as_json: bool) -> int:
    """Say what the index holds; return the exit status."""
    try:
        holdings = holdings_of(place)
        if as_json:
            click.echo(msgspec.json.encode(holdings).decode())
        else:
            click.echo("\n".join(map(visible, holdings_lines(holdings))))
    except BrokenPipeError:
        _leave_stdout()
        return EXIT_FAILED
    except (IndexingError, OSError) as error:
        return _fail(console, str(error))
    return EXIT_DONE
