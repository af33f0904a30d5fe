"""How is an index built from another one, of this schema or of an older one?

From its articles alone, so that an upgrade needs no sources: also in place, where the other index
is the live one, which stays until the new one is whole.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from index.article import Article
from index.run.ledger import Ledger
from index.run.noting import noting
from index.run.plan import Plan, file_key
from index.run.progress import Watcher
from index.run.rebuild import Rebuild
from index.run.reindex import carry_over
from index.run.report import Report, Tally
from index.store.condition import examine
from index.store.lock import writing
from index.store.manifest import OLDEST_STORED
from index.store.opening import open_current


def build_from_index(plan: Plan, watch: Watcher = lambda _: None) -> Report:
    """Build the index at ``plan.root`` of the articles of that at ``plan.from_index``, in the place
    of what was there; what is damaged of them is rejected.

    What was taken out of the index that is replaced stays out.
    Raises an :class:`index.errors.IndexingError`, ``OSError``, ``sqlite3.Error`` or
    ``BrokenProcessPool``; then the live index is as it was.
    """
    other = plan.from_index or plan.root
    with (
        writing(plan.root, plan.wait, plan.stop),
        noting(plan.root) as note,
        closing(open_current(other, OLDEST_STORED)) as opened,
    ):
        tally = Tally()

        def take(article: Article) -> None:
            tally.indexed += 1
            tally.look_at(article, str(other))

        def remember(ledger: Ledger) -> None:
            if not _is_same(plan.root, other):
                carry_over(plan.root, ledger, tally)

        source = examine(other, opened.path)
        report = Rebuild(plan, source, watch, tally, take, prepare=remember).carry_out()
        note(report)
    return report


def _is_same(one: Path, other: Path) -> bool:
    return file_key(one.resolve()) == file_key(other.resolve())
