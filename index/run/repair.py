"""How is a damaged index mended, and how is one of an older schema brought to this one?

Of the generations in the folder the live one is the last word.  If every file of it is what was
written, at most ``CURRENT`` has to lead to it again; otherwise it is built anew of its own
articles, and what cannot be read there is looked for in the others.  Nothing is removed.
"""

from __future__ import annotations

import time
from functools import cache

from index.article import Article, Reject
from index.codec.segment_infos import ARRAYS_SUFFIX
from index.errors import IndexDamaged, IndexMissing, build_hint
from index.run.folder import FolderDestination
from index.run.plan import Plan
from index.run.progress import Watcher
from index.run.rebuild import Rebuild
from index.run.report import Report, Tally
from index.store.condition import (
    Condition,
    examine,
    folders_by_age,
    named_but_gone,
    other_conditions,
    pointer_damage,
)
from index.store.generations import point_to
from index.store.layout import GENERATIONS

_GONE = "a generation that is gone; reindex the sources to have back what only it held"


def repair(plan: Plan, watch: Watcher = lambda _: None) -> Report:
    """Mend the index at ``plan.root``; the report's notes say what was wrong, and its rejects which
    articles are lost.

    Raises an :class:`index.errors.IndexingError` where nothing can be saved, ``OSError``,
    ``sqlite3.Error`` or ``BrokenProcessPool``; then the index is as it was.
    """
    started = time.monotonic()
    if not folders_by_age(plan.root):
        raise IndexMissing(f"{plan.root}: no index here; {build_hint(plan.root)}")
    destination = FolderDestination(plan)
    with destination.writing(), destination.noting() as note:
        tally = Tally()
        live = _last_readable(plan, tally)
        if live.is_sound and live.is_current_schema:
            _lead_to(plan, live, tally)
            report = Report.of(tally, live.articles, 0, time.monotonic() - started)
        else:
            report = _rebuild(plan, live, tally, watch)
        note(report)
    return report


def _lead_to(plan: Plan, live: Condition, tally: Tally) -> None:
    """Have ``CURRENT`` name ``live``, which is whole, unless it does."""
    damage = pointer_damage(plan.root, live)
    if damage is None:
        tally.notes.append(f"{plan.root}: every file is as it was written; nothing to mend")
    else:
        plan.stop.publish()
        point_to(plan.root, live.path)
        tally.notes.append(f"{damage}; {live.path} is whole, and the live one now")
    tally.unchanged = live.articles


def _last_readable(plan: Plan, tally: Tally) -> Condition:
    """The condition of the live generation, or of the newest that has anything left of it."""
    missing = named_but_gone(plan.root)
    if missing is not None:
        tally.reject(Reject(str(missing), _GONE))
    for path in folders_by_age(plan.root):
        condition = examine(plan.root, path)
        tally.notes += [f"{path / name}: {what}" for name, what in condition.damage.items()]
        if any(path.glob(f"*{ARRAYS_SUFFIX}")):
            return condition
        tally.reject(Reject(str(path), _GONE))
    raise IndexDamaged.at(plan.root, plan.root / GENERATIONS, "no article is left there")


def _rebuild(plan: Plan, live: Condition, tally: Tally, watch: Watcher) -> Report:
    """Build the index anew of the articles of ``live``, and of others where these have more."""
    if live.is_sound and live.manifest is not None:
        schema = live.manifest.schema_version
        tally.notes.append(
            f"{live.path}: whole, of schema {schema}; built anew with this version's"
        )

    def keep(_: Article) -> None:
        tally.unchanged += 1

    @cache
    def others() -> tuple[Condition, ...]:
        return tuple(other_conditions(plan.root, than=live.path))

    return Rebuild(plan, FolderDestination(plan), live, watch, tally, keep, others).carry_out(
        keep_former=True
    )
