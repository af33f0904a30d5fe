"""What does an index that is built of another one's articles know besides them?

Which articles there should be, which file gave which, which were taken out for good, and when each
was first met: what the ledger of the other one says, or, where that is damaged, what a former
generation's says of files, and the list of deleted articles.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from pathlib import Path

from index.errors import SegmentDamaged
from index.run.rebuilt_ledger import RebuiltLedger
from index.store.condition import Condition
from index.store.deleted import read_deleted
from index.store.layout import DELETED, LEDGER

_READ_ALL = "the next run reads all sources again, and changes nothing that is as it was"


def inherit(
    source: Condition,
    others: Callable[[], Iterable[Condition]],
    building: Path,
    notes: list[str],
) -> bool:
    """Put a ledger for the articles of ``source`` into the folder ``building``; return whether it
    says which articles these are.  ``notes`` is told of what is lost.

    That of one of the ``others`` says which files gave what and what was taken out, but not what is
    in the index.
    """
    if _take_own(source, building, notes):
        return True
    others_too = list(others())
    for other in others_too:
        if other.vouches_for(LEDGER) and _copied(other.path / LEDGER, building):
            notes.append(
                f"the ledger was damaged, {other.path / LEDGER} took its place: {_READ_ALL}"
            )
            break
    else:
        notes.append(
            f"which file gave which article is lost: {_READ_ALL}; what only files that are gone "
            "gave is no longer found by --prune"
        )
    with closing(RebuiltLedger(building)) as ledger:
        ledger.forget_contents()
        _take_deleted(ledger, source, others_too, notes)
    return False


def _take_own(source: Condition, building: Path, notes: list[str]) -> bool:
    """Take the ledger of ``source`` itself, if it is sound: without a manifest, which would tell,
    SQLite says so, and nothing that it says of files is believed."""
    if not (source.vouches_for(LEDGER) or source.manifest is None):
        return False
    if not _copied(source.path / LEDGER, building):
        return False
    if source.manifest is None:
        with closing(RebuiltLedger(building)) as ledger:
            ledger.forget_files()
        notes.append(f"nothing vouches for what is known of files: {_READ_ALL}")
    return True


def _copied(path: Path, building: Path) -> bool:
    """Copy a ledger to the folder ``building``; nothing stays there if it cannot be read."""
    copy = building / LEDGER
    try:
        shutil.copyfile(path, copy)
        with closing(RebuiltLedger(building)) as ledger:
            if ledger.is_sound():
                return True
    except sqlite3.Error:  # it is damaged, or of an older form
        pass
    except FileNotFoundError:
        return False
    copy.unlink(missing_ok=True)
    return False


def _take_deleted(
    ledger: RebuiltLedger, source: Condition, others: Iterable[Condition], notes: list[str]
) -> None:
    """Have what was taken out of ``source`` stay out: by its list, or where that is damaged by all
    that is known of it."""
    manifest = source.manifest
    if manifest is not None and (DELETED not in manifest.files or source.vouches_for(DELETED)):
        with suppress(SegmentDamaged):
            ledger.set_deleted(read_deleted(source.path))
            return
    for condition in (source, *others):
        with suppress(SegmentDamaged):
            for article_id in read_deleted(condition.path):
                ledger.delete(article_id)
    notes.append(
        "the list of articles that were taken out for good was damaged: look whether all of them "
        "are still out (reindex --delete ID)"
    )
