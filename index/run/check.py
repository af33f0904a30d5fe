"""What would a reindex do?  All but analysing and writing: the sources are read and compared with
a copy of the ledger, which is thrown away."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections import deque
from contextlib import closing
from pathlib import Path

from index.errors import IndexDamaged, SegmentDamaged
from index.groups.file import read_groups
from index.run.intake import Intake
from index.run.later import LaterVersions
from index.run.ledger import Ledger
from index.run.plan import Plan, find_inputs
from index.run.progress import Watcher
from index.run.reindex import carry_over, check_outcome, check_sources
from index.run.report import Report
from index.store.layout import LEDGER
from index.store.opening import current_name, open_current


def check(plan: Plan, watch: Watcher = lambda _: None) -> Report:
    """The report that :func:`index.run.reindex.reindex` would give of ``plan``, save that stories
    are not looked for: ``grouped`` is what the live index has.

    Needs no lock and writes nothing below ``plan.root``.  Raises what a reindex raises.
    """
    started = time.monotonic()
    inputs = find_inputs(plan)
    with tempfile.TemporaryDirectory(prefix="timbao-") as scratch:
        folder = Path(scratch)
        grouped = 0 if plan.fresh else _copy_ledger(plan, folder)
        with closing(Ledger(folder)) as ledger, closing(LaterVersions()) as later:
            intake = Intake(plan, inputs, ledger, later, watch=watch)
            if plan.fresh:
                carry_over(plan.root, ledger, intake.tally)
            intake.correct()
            deque(intake.read_sources(), maxlen=0)
            if plan.prune and not intake.tally.interrupted:
                deque(intake.prune(), maxlen=0)
            intake.note_unmet()
            check_outcome(plan, intake.tally, ledger.count())
            return Report.of(
                intake.tally,
                articles=ledger.count(),
                grouped=grouped,
                seconds=time.monotonic() - started,
            )


def _copy_ledger(plan: Plan, folder: Path) -> int:
    """Copy the live ledger to ``folder``, if there is one; return how many articles the live index
    has in groups."""
    if current_name(plan.root) is None:
        check_sources(plan)
        return 0
    live = open_current(plan.root)
    try:
        shutil.copyfile(live.path / LEDGER, folder / LEDGER)
        return len(read_groups(live.path).members)
    except SegmentDamaged as error:
        raise IndexDamaged.at(plan.root, live.path, str(error)) from error
    finally:
        live.close()
