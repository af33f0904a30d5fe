"""How is an index built of the articles that another one keeps, without their sources?

The articles are analysed and written anew, beside the live index, which stays until the new one is
whole.  Ids, every field, when each was first indexed, and which were taken out for good outlive it;
so does what the ledger knows of files, so that the next run reads only what has changed since.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace

from index.article import Article, Reject
from index.errors import Interrupted, NothingToIndex
from index.run.destination import Building, Destination
from index.run.inheriting import inherit
from index.run.plan import Plan
from index.run.progress import Phase, Progress, Watcher
from index.run.rebuilt_ledger import RebuiltLedger
from index.run.reindex import discarding
from index.run.report import Report, Tally
from index.run.salvage import (
    Trusted,
    Unreadable,
    checks_records,
    kept_articles,
    lists_its_segments,
)
from index.run.settling import content_hash
from index.store.condition import Condition
from index.store.deleted import write_deleted

_LOST = "an article that cannot be read any more; reindex its source to have it back"
_FORMER = "an article of which a former version is all that is left; reindex its source"

Wanted = Callable[[str | None, str], bool]
"""Whether an article is to go in, by the hash of its content that the ledger has, ``None`` if it
does not know the article, and the hash that it has here."""


@dataclass(slots=True)
class Rebuild:
    """One index, at ``destination``, of the articles of ``source``, which ``read`` gives.

    ``others`` gives generations that may have what cannot be read there; ``count`` is told of each
    article that goes in, ``prepare`` may correct the ledger before any does.
    """

    plan: Plan
    destination: Destination
    source: Condition
    watch: Watcher
    tally: Tally
    count: Callable[[Article], None]
    others: Callable[[], Iterable[Condition]] = lambda: ()
    prepare: Callable[[RebuiltLedger], None] = lambda _: None
    read: Callable[[Condition, Trusted], Iterator[Article | Unreadable]] = kept_articles
    _is_own: bool = False
    _unnamed: list[Unreadable] = field(default_factory=list)

    def carry_out(self, *, keep_former: bool = False) -> Report:
        """Build the index and put it in the place of the live one; with ``keep_former`` no former
        generation is removed.

        The right to write must be held.  Raises :class:`~index.errors.NothingToIndex` where no
        article can be read, :class:`~index.errors.Interrupted`, ``OSError``, ``sqlite3.Error`` or
        ``BrokenProcessPool``; then the live index is as it was.
        """
        started = time.monotonic()
        with discarding(self.destination.start(on_live=False)) as building:
            held, grouped = self._fill(building)
            self._stop_if_asked()
            self.plan.stop.publish()
            # it is made of what the former was made of
            former = self.source.manifest
            built_from = former.built_from if former else ()
            self.tally.notes += building.publish(built_from, held, keep_former=keep_former)
        return Report.of(self.tally, held, grouped, time.monotonic() - started)

    def _fill(self, building: Building) -> tuple[int, int]:
        """Write all articles to ``building``; return how many they are, and how many of them are
        one story with another."""
        folder = building.folder
        self._is_own = inherit(self.source, self.others, folder, self.tally.notes)
        with closing(RebuiltLedger(folder)) as ledger:
            self.prepare(ledger)
            ledger.look_through()
            with building.writer() as writer:
                for article in self._chosen(ledger):
                    self._stop_if_asked()
                    at = ledger.meet(article.id, article.indexed)
                    writer.add(replace(article, indexed=at))
                for article_id in ledger.missing():
                    self.tally.reject(Reject(article_id, _LOST))
                ledger.forget_missing()
                held = ledger.count()
                self.tally.read += self.tally.rejected
                if not held:
                    raise NothingToIndex(
                        f"{self.source.path}: no article can be read; the index is as it was, "
                        f"{self.destination.rebuild_hint}",
                        self.tally.rejects,
                    )
                write_deleted(folder, ledger.deleted)
                self._tell("writing the index")
            return held, writer.grouped

    def _chosen(self, ledger: RebuiltLedger) -> Iterator[Article]:
        """Every article that there should be, once."""
        if self._is_own and not lists_its_segments(
            self.source
        ):  # former versions stand beside the last
            yield from self._of(self.source, ledger, _is_as_known)
            yield from self._of(self.source, ledger, _is_expected, is_last=False)
        else:
            yield from self._of(self.source, ledger, _is_any)
        if self._is_own:
            self._unnamed.clear()  # the ledger names them
        for lost in self._unnamed:
            for _ in range(lost.count):
                self.tally.reject(Reject(lost.where, lost.reason))
        wanted = _is_any if self._unnamed else _is_expected
        for other in self.others() if self._unnamed or any(ledger.missing()) else ():
            before = ledger.count_kept()
            yield from self._of(other, ledger, wanted, is_last=False)
            if taken := ledger.count_kept() - before:
                self.tally.notes.append(f"{taken:,} of the articles were taken from {other.path}")

    def _of(
        self, condition: Condition, ledger: RebuiltLedger, wanted: Wanted, *, is_last: bool = True
    ) -> Iterator[Article]:
        """The articles of a generation that are ``wanted`` and have not gone in yet; ``is_last`` is
        whether they are certainly the last versions."""
        is_checked = checks_records(condition)

        def is_trusted(article: Article) -> bool:
            known = ledger.lookup(article.id)
            return is_checked or (known is not None and known[0] == content_hash(article))

        for number, found in enumerate(self.read(condition, is_trusted)):
            self._tell("reading", number, condition.articles)
            if isinstance(found, Unreadable):
                if condition is self.source and not self._is_own:
                    self._note(found, ledger)
                continue
            hashed, known = content_hash(found), ledger.lookup(found.id)
            expected = known[0] if known is not None else None
            if ledger.is_deleted(found.id) or not wanted(expected, hashed):
                continue
            if not ledger.keep(found.id, hashed):
                continue
            if is_last or expected in (None, hashed):
                self.tally.read += 1
                self.count(found)
            else:
                ledger.replace_content(found.id, hashed)
                self.tally.reject(Reject(found.id, _FORMER))
            yield found

    def _note(self, lost: Unreadable, ledger: RebuiltLedger) -> None:
        """Have an article that cannot be read looked for elsewhere, where nothing but its own
        record tells that there is one."""
        if lost.id is None:
            self._unnamed.append(lost)
        else:
            ledger.expect(lost.id)

    def _stop_if_asked(self) -> None:
        if self.plan.stop():
            raise Interrupted("interrupted: nothing was committed, the index is as it was")

    def _tell(self, phase: Phase, done: int = 1, total: int = 1) -> None:
        self.watch(Progress(phase, done, total, self.tally))


def _is_any(*_: object) -> bool:
    return True


def _is_expected(expected: str | None, _: str) -> bool:
    return expected is not None


def _is_as_known(expected: str | None, hashed: str) -> bool:
    return expected == hashed
