"""How is an index built from another one, of this schema or of an older one?

From its articles alone, so that an upgrade needs no sources: also in place, where the other index
is the live one, which stays until the new one is whole; and from a folder to a cluster, and back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from index.article import Article
from index.cluster.settings import ClusterSettings
from index.run.clustered.source import condition_of, readable
from index.run.destinations import destination_of
from index.run.ledger import Ledger
from index.run.plan import Plan, file_key
from index.run.progress import Watcher
from index.run.rebuild import Rebuild
from index.run.report import Report, Tally
from index.run.salvage import Trusted, Unreadable, kept_articles
from index.store.condition import Condition, examine
from index.store.manifest import OLDEST_STORED
from index.store.opening import open_current


def build_from_index(plan: Plan, watch: Watcher = lambda _: None) -> Report:
    """Build the index of ``plan`` of the articles of that at ``plan.from_index``, in the place
    of what was there; what is damaged of them is rejected.

    What was taken out of the index that is replaced stays out.
    Raises an :class:`index.errors.IndexingError`, ``OSError``, ``sqlite3.Error`` or
    ``BrokenProcessPool``; then the live index is as it was.
    """
    with (
        destination_of(plan) as destination,
        destination.writing(),
        destination.noting() as note,
        _opened(plan) as other,
    ):
        tally = Tally()

        def take(article: Article) -> None:
            tally.indexed += 1
            tally.look_at(article, other.where)

        def remember(ledger: Ledger) -> None:
            if not _is_in_place(plan):
                destination.carry_over(ledger, tally)

        report = Rebuild(
            plan,
            destination,
            other.condition,
            watch,
            tally,
            take,
            prepare=remember,
            read=other.read,
        ).carry_out()
        note(report)
    return report


@dataclass(frozen=True, slots=True)
class _Other:
    """The index that another one is built of: its name, the condition of its files, and what reads
    its articles."""

    where: str
    condition: Condition
    read: Callable[[Condition, Trusted], Iterator[Article | Unreadable]]


@contextmanager
def _opened(plan: Plan) -> Iterator[_Other]:
    other = plan.from_index or plan.root
    if isinstance(other, ClusterSettings):
        with readable(other) as source:
            yield _Other(other.where, condition_of(source), source.read)
        return
    with closing(open_current(other, OLDEST_STORED)) as opened:
        yield _Other(str(other), examine(other, opened.path), kept_articles)


def _is_in_place(plan: Plan) -> bool:
    """Whether the index that is read is the one that is replaced."""
    other = plan.from_index or plan.root
    if isinstance(other, ClusterSettings) or plan.cluster is not None:
        return other == plan.cluster
    return file_key(plan.root.resolve()) == file_key(other.resolve())
