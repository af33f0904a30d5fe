"""How does the index know what came of a run?  It is noted at its end, whatever that is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from index.errors import NothingToIndex
from index.run.report import Report
from index.store.last_run import LastRun


@contextmanager
def noting(write: Callable[[LastRun], None]) -> Iterator[Callable[[Report], None]]:
    """Within the block a run goes on, which tells its report; one that tells none was not carried
    out.  What came of it is handed to ``write``."""
    started = time.monotonic()
    reports: list[Report] = []
    rejected = 0
    try:
        yield reports.append
    except NothingToIndex as error:
        rejected = len(error.rejects)
        raise
    finally:
        seconds = round(time.monotonic() - started, 3)
        run = _carried_out(reports[-1]) if reports else _not_carried_out(rejected, seconds)
        write(run)


def _carried_out(report: Report) -> LastRun:
    return LastRun(
        ended=time.time(),
        succeeded=True,
        seconds=report.seconds,
        read=report.read,
        indexed=report.indexed,
        updated=report.updated,
        unchanged=report.unchanged,
        duplicates=report.duplicates,
        rejected=report.rejected,
        deleted=report.deleted,
        skipped=report.skipped,
    )


def _not_carried_out(rejected: int, seconds: float) -> LastRun:
    return LastRun(ended=time.time(), succeeded=False, seconds=seconds, rejected=rejected)
