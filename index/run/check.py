"""What would a reindex do?  All but analysing and writing: the sources are read and compared with
a copy of the ledger, which is thrown away."""

from __future__ import annotations

import tempfile
import time
from collections import deque
from contextlib import closing
from pathlib import Path

from index.run.destinations import destination_of
from index.run.intake import Intake
from index.run.later import LaterVersions
from index.run.ledger import Ledger
from index.run.plan import Plan, find_inputs
from index.run.progress import Watcher
from index.run.reindex import check_outcome, check_sources
from index.run.report import Report


def check(plan: Plan, watch: Watcher = lambda _: None) -> Report:
    """The report that :func:`index.run.reindex.reindex` would give of ``plan``, save that stories
    are not looked for: ``grouped`` is what the live index has.

    Needs no lock and writes nothing where the index is.  Raises what a reindex raises.
    """
    started = time.monotonic()
    inputs = find_inputs(plan)
    with (
        tempfile.TemporaryDirectory(prefix="timbao-") as scratch,
        destination_of(plan) as destination,
    ):
        folder = Path(scratch)
        grouped = None if plan.fresh else destination.copy_ledger(folder)
        if grouped is None:
            check_sources(plan, destination)
        with closing(Ledger(folder)) as ledger, closing(LaterVersions()) as later:
            intake = Intake(plan, inputs, ledger, later, watch=watch)
            if plan.fresh:
                destination.carry_over(ledger, intake.tally)
            intake.correct()
            deque(intake.read_sources(), maxlen=0)
            if plan.prune and not intake.tally.interrupted:
                deque(intake.prune(), maxlen=0)
            intake.note_unmet()
            check_outcome(plan, destination, intake.tally, ledger.count())
            return Report.of(
                intake.tally,
                articles=ledger.count(),
                grouped=grouped or 0,
                seconds=time.monotonic() - started,
            )
