"""Which articles of the sources are to be written?  Those that the index does not hold as they are.

Every record is compared with the ledger: a new article is written, a changed one takes the place of
the former, an unchanged one costs nothing.  A file that has not changed is not even read.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace

from index.article import Article, Outcome, Reject, Repaired, Skipped
from index.errors import SourceError, UnknownArticle
from index.readers import Limits, is_place_id, is_url_id, read_file, read_stream
from index.run.fingerprint import fingerprint_of, same_content
from index.run.later import Later, LaterVersions
from index.run.ledger import Ledger
from index.run.plan import STDIN, InputFile, Plan, file_key, is_gone, printable
from index.run.progress import Phase, Progress, Watcher
from index.run.report import Tally
from index.run.settling import content_hash, settled
from index.run.versions import own_id


class Intake:
    """The articles of one run that are to be written, and the tally of all that was read.

    What comes again under an id waits in ``later``.  ``delete`` deletes an article from the
    finished segments, by its id, and ``find`` finds one there.
    """

    def __init__(
        self,
        plan: Plan,
        inputs: Sequence[InputFile],
        ledger: Ledger,
        later: LaterVersions,
        *,
        watch: Watcher,
        delete: Callable[[str], None] = lambda _: None,
        find: Callable[[str], Article | None] = lambda _: None,
    ) -> None:
        self.tally = Tally()
        self.changed = False
        """Whether the index will hold anything else than before, or knows more of the files."""
        self._plan = plan
        self._limits = Limits(memory=plan.memory * 1024**2)
        self._inputs = inputs
        self._ledger = ledger
        self._delete = delete
        self._watch = watch
        self._phase: Phase = "reading"
        self._bytes_done = 0
        self._bytes_total = sum(file.size for file in inputs)
        self._find = find
        self._later = later
        self._unmet: set[str] = set()  # taken out before anybody has met them

    def correct(self) -> None:
        """Take out and let in again what the plan names; raises :class:`UnknownArticle`."""
        for article_id in self._plan.undelete:
            if not self._ledger.undelete(article_id):
                raise UnknownArticle(f"{article_id}: was not deleted; the index is as it was")
            self.changed = True
            if not self._plan.sources:
                self.tally.notes.append(
                    f"{article_id}: comes in again when its source is read: name that as SOURCE"
                )
        for article_id in self._plan.delete:
            if not self._ledger.has_met(article_id):
                if not self._plan.sources:
                    raise UnknownArticle(
                        f"{article_id}: no article has this id; the index is as it was"
                    )
                self._unmet.add(article_id)
            self.changed = self.changed or not self._ledger.is_deleted(article_id)
            if self._ledger.delete(article_id):
                self._delete(article_id)
                self.tally.deleted += 1

    def note_unmet(self) -> None:
        """Say which of the articles to be taken out were nowhere to be seen."""
        self.tally.notes += [
            f"{article_id}: no article has this id; one that comes under it will be kept out"
            for article_id in sorted(self._unmet)
        ]

    def read_sources(self) -> Iterator[Article]:
        """Read the sources; yield what the index does not hold yet."""
        done = 0
        for file in self._inputs:
            if self._is_interrupted():
                return
            yield from self._read_changed_file(file, done)
            done += file.size
            self._bytes_done = done
            self._tell_watcher()
        if self._plan.stdin is not None and not self._is_interrupted():
            records = read_stream(self._plan.stdin, STDIN, self._plan.options, self._limits)
            yield from self._select(records, STDIN)

    def prune(self) -> Iterator[Article]:
        """Drop what came from files that are gone; what other files hold too is read again there,
        since the version in the index may be the vanished file's."""
        present = {file.key: file for file in self._inputs}
        to_read: dict[str, InputFile] = {}
        for source in self._plan.paths:
            known = self._ledger.paths_below(file_key(source))
            if not known and is_gone(source):
                raise SourceError(f"{source}: no such file or folder; check the path")
            for key in known:
                if key not in present and is_gone(key):
                    holders = self._ledger.other_holders(key)
                    to_read |= {k: present[k] for k in holders if k in present}
                    self._drop(self._ledger.forget_path(key))
                    self.changed = True
        for file in to_read.values():
            records = read_file(
                file.path, self._plan.options, limits=self._limits, below=file.below
            )
            yield from self._select(records, file.key)

    def has_later_versions(self) -> bool:
        """Whether a record came twice and the later one differs."""
        return bool(self._later)

    def later_versions(self) -> Iterator[Article]:
        """Those later ones that are to be written; the earlier ones must be in finished segments,
        to be deleted there."""
        self.changed = self.changed or self.has_later_versions()
        for article in settled(self._later, self._ledger, self.tally, self._delete, self._find):
            yield self._stamped(article)

    def enter(self, phase: Phase) -> None:
        """Tell the watcher that another phase begins."""
        self._phase = phase
        self._tell_watcher()

    def _read_changed_file(self, file: InputFile, bytes_before: int) -> Iterator[Article]:
        known = self._ledger.fingerprint(file.key)
        fingerprint = fingerprint_of(file.path, self._plan.options, known)
        if fingerprint is not None and same_content(fingerprint, known):
            if fingerprint != known:
                self._ledger.remember_file(file.key, fingerprint)
                self.changed = True
            self.tally.unchanged += self._ledger.count_from(file.key)
            return
        # Until the file has been read without a reject, it counts as not read.
        self._ledger.forget_fingerprint(file.key)

        def count_bytes(read: int) -> None:
            self._bytes_done = bytes_before + read

        records = read_file(
            file.path, self._plan.options, count_bytes, limits=self._limits, below=file.below
        )
        rejected = self.tally.rejected
        broke_off = yield from self._select(records, file.key)
        if not broke_off:
            self._drop(self._ledger.forget_unseen(file.key, is_place_id))
        whole = self.tally.rejected == rejected and not self.tally.interrupted
        if whole and fingerprint is not None:
            self._ledger.remember_file(file.key, fingerprint)
            self.changed = True

    def _select(self, records: Iterator[Outcome], key: str) -> Generator[Article, None, bool]:
        """Count the records of the file ``key`` and yield those to be written; return whether
        reading broke off."""
        broke_off = False
        for outcome in records:
            record = self._under_own_id(outcome)
            if self._is_interrupted():
                return True
            if isinstance(record, Skipped):
                self.tally.skip(replace(record, where=printable(record.where)))
                continue
            if isinstance(record, Repaired):
                self.tally.repair(replace(record, where=printable(record.where)))
                continue
            if isinstance(record, Article) and self._ledger.is_deleted(record.id):
                self._keep_out(record.id, key)
                continue
            self.tally.read += 1
            self._tell_watcher()
            if isinstance(record, Reject):
                self.tally.reject(replace(record, where=printable(record.where)))
                broke_off = broke_off or not record.is_one_record
                continue
            self.tally.look_at(record, printable(key))
            if self._is_wanted(record, key):
                self.changed = True
                yield self._stamped(record)
        return broke_off

    def _under_own_id(self, outcome: Outcome) -> Outcome:
        """``outcome``; an article whose address several bear is known by its text."""
        if isinstance(outcome, Article) and self._ledger.is_shared(outcome.id):
            return replace(outcome, id=own_id(outcome))
        return outcome

    def _is_interrupted(self) -> bool:
        """Whether somebody asked the run to end before all was read."""
        if self._plan.stop():
            self.tally.interrupted = True
        return self.tally.interrupted

    def _keep_out(self, article_id: str, key: str) -> None:
        """Pass over an article that was taken out for good."""
        self._ledger.record_origin(article_id, key)
        self._unmet.discard(article_id)
        self.tally.skip(Skipped(printable(key), "an article that was deleted for good"))

    def _is_wanted(self, article: Article, key: str) -> bool:
        """Count the article, and tell whether it is to be written now."""
        new_hash = content_hash(article)
        known = self._ledger.lookup(article.id)
        is_changed = known is not None and known[0] != new_hash
        is_elsewhere = is_changed and self._may_be_another(article, key)
        self._ledger.record(article.id, new_hash, key)
        if known is None:
            self.tally.indexed += 1
            return True
        _, last_run = known
        if last_run == self._ledger.run:
            self.tally.duplicates += 1
            if is_changed:
                self._later.add(Later(article, key, "duplicates"))
                self.tally.replace(printable(key))
            return False
        if not is_changed:
            self.tally.unchanged += 1
            return False
        self.tally.updated += 1
        if is_elsewhere:
            self._later.add(Later(article, key, "updated"))
            return False
        self._delete(article.id)
        return True

    def _stamped(self, article: Article) -> Article:
        """``article`` with the time when it was indexed first."""
        return replace(article, indexed=self._ledger.meet(article.id, article.indexed))

    def _may_be_another(self, article: Article, key: str) -> bool:
        """Whether what other files gave under the id may be another article than this one, or has
        a text where this has none."""
        holders = self._ledger.holders(article.id)
        if not article.body and any(path != key for path in holders):
            return True
        return is_url_id(article.id) and key not in holders

    def _drop(self, article_ids: list[str]) -> None:
        """Delete articles that no file holds any more."""
        for article_id in article_ids:
            self._delete(article_id)
            self._later.drop(article_id)
            self.tally.deleted += 1
            self.changed = True

    def _tell_watcher(self) -> None:
        self._watch(Progress(self._phase, self._bytes_done, self._bytes_total, self.tally))
