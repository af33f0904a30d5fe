"""What happens in one reindex?  Read, compare, analyse, write, publish, report.

The run works in a generation of its own beside the live one.  Whatever goes wrong,
that folder is thrown away and the live index is as it was.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec

from index.article import Article, Reject
from index.errors import IndexDamaged, SegmentDamaged
from index.readers import READERS_VERSION, SourceError, is_place_id, read_file, read_stream
from index.run.ledger import Ledger
from index.run.plan import STDIN, InputFile, Plan, file_key, find_inputs, is_gone, printable
from index.run.report import Report, Tally
from index.run.writer import IndexWriter
from index.store.generations import discard, publish, start_generation, writing
from index.store.manifest import SCHEMA_VERSION, FileSeal, Manifest
from index.store.opening import current_name, damage, open_current, sha256_of

Phase = Literal["reading", "writing the index"]


class NothingToIndex(Exception):
    """The run would leave no article at all; ``rejects`` says what was found instead."""

    def __init__(self, message: str, rejects: list[Reject]) -> None:
        super().__init__(message)
        self.rejects = rejects


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: its phase, bytes of input done and in all, and the tally so far."""

    phase: Phase
    bytes_done: int
    bytes_total: int
    tally: Tally


Watcher = Callable[[Progress], None]


def reindex(plan: Plan, watch: Watcher = lambda _: None) -> Report:
    """Carry out ``plan``; the index is replaced only if this returns.

    Raises :class:`index.readers.SourceError`, :class:`index.errors.StoreError`,
    :class:`NothingToIndex` or ``OSError``; then the live index is as it was.
    """
    started = time.monotonic()
    inputs = find_inputs(plan)
    with writing(plan.root):
        live = None if plan.fresh else _live_manifest(plan.root)
        building = start_generation(plan.root, copy_current=live is not None)
        try:
            seals = live.files if live else {}
            run = _Run(plan, building, inputs, watch, seals)
            articles = run.carry_out()
            if run.changed:
                before = live.built_from if live else ()
                sources = dict.fromkeys((*before, *map(printable, plan.sources)))
                built = datetime.now(UTC).isoformat(timespec="seconds")
                manifest = Manifest(SCHEMA_VERSION, built, tuple(sources), articles)
                publish(plan.root, building, manifest, seals)
        except SegmentDamaged as error:
            raise IndexDamaged(damage(plan.root, building, str(error))) from error
        finally:
            discard(building)  # after publishing there is nothing of that name
    return Report.of(run.tally, articles, time.monotonic() - started)


def _live_manifest(root: Path) -> Manifest | None:
    """What the live generation says of itself, once it has been found whole."""
    if current_name(root) is None:
        return None
    live = open_current(root)
    live.close()
    return live.manifest


def content_hash(article: Article) -> str:
    """A hash of all that the index keeps of ``article``."""
    return hashlib.blake2b(msgspec.msgpack.encode(article), digest_size=16).hexdigest()


class _Run:
    """The state of one reindex inside the generation ``building``."""

    def __init__(
        self,
        plan: Plan,
        building: Path,
        inputs: list[InputFile],
        watch: Watcher,
        seals: Mapping[str, FileSeal],
    ) -> None:
        self.tally = Tally()
        self.changed = False
        self._plan = plan
        self._building = building
        self._inputs = inputs
        self._watch = watch
        self._seals = seals
        self._phase: Phase = "reading"
        self._bytes_done = 0
        self._bytes_total = sum(file.size for file in inputs)
        self._late: dict[str, Article] = {}

    def carry_out(self) -> int:
        """Do the whole run; return how many articles the index holds then."""
        ledger, writer = self._open()
        try:
            with writer:
                self._ledger, self._writer = ledger, writer
                self._write(self._from_sources())
                if self._plan.prune:
                    self._write(self._prune())
                if self._late:
                    writer.commit()
                    self._write(self._late_articles())
                self._check_outcome()
                self._phase = "writing the index"
                self._tell()
            return ledger.count()
        finally:
            ledger.close()

    def _open(self) -> tuple[Ledger, IndexWriter]:
        try:
            plan = self._plan
            writer = IndexWriter(
                self._building, jobs=plan.jobs, memory=plan.memory, check=self._check_seal
            )
            return Ledger(self._building), writer
        except Exception as error:  # damaged files make SQLite and unpickling raise anything
            raise IndexDamaged(damage(self._plan.root, self._building, repr(error))) from error

    def _check_seal(self, name: str) -> None:
        """Refuse a file of the live index that is not what was written."""
        path = self._building / name
        if name in self._seals and sha256_of(path) != self._seals[name].sha256:
            raise IndexDamaged(damage(self._plan.root, path, "is not what was written"))

    def _write(self, articles: Iterator[Article]) -> None:
        for article in articles:
            self._writer.add(article)

    def _from_sources(self) -> Iterator[Article]:
        """Read the sources; yield what the index does not hold yet."""
        done = 0
        for file in self._inputs:
            yield from self._from_file(file, done)
            done += file.size
            self._bytes_done = done
            self._tell()
        if self._plan.stdin is not None:
            records = read_stream(self._plan.stdin, STDIN, self._plan.options)
            yield from self._compare(records, STDIN)

    def _from_file(self, file: InputFile, bytes_before: int) -> Iterator[Article]:
        fingerprint = self._fingerprint(file.path)
        if fingerprint is not None and self._ledger.fingerprint(file.key) == fingerprint:
            self.tally.unchanged += self._ledger.count_from(file.key)
            return
        # Until the file has been read without a reject, it counts as not read.
        self._ledger.forget_fingerprint(file.key)

        def count_bytes(read: int) -> None:
            self._bytes_done = bytes_before + read

        records = read_file(file.path, self._plan.options, count_bytes)
        rejected = self.tally.rejected
        broke_off = yield from self._compare(records, file.key)
        if not broke_off:
            self._delete(self._ledger.forget_unseen(file.key, is_place_id))
        if self.tally.rejected == rejected and fingerprint is not None:
            self._ledger.remember_file(file.key, fingerprint)
            self.changed = True

    def _fingerprint(self, path: Path) -> str | None:
        """Changes when the file does, or would be read otherwise; ``None`` for no plain file."""
        if not path.is_file():
            return None
        status = path.stat()
        options = self._plan.options
        how = f"{READERS_VERSION} {options.format} {options.mapping}"
        return f"{status.st_size} {status.st_mtime_ns} {how}"

    def _compare(
        self, records: Iterator[Article | Reject], key: str
    ) -> Generator[Article, None, bool]:
        """Count the records and yield those to be written; return whether reading broke off."""
        broke_off = False
        for record in records:
            self.tally.read += 1
            self._tell()
            if isinstance(record, Reject):
                self.tally.reject(Reject(printable(record.where), record.reason))
                broke_off = broke_off or not record.is_one_record
                continue
            if self._is_wanted(record, key):
                self.changed = True
                yield record
        return broke_off

    def _is_wanted(self, article: Article, key: str) -> bool:
        """Count the article, and tell whether it is to be written now."""
        new_hash = content_hash(article)
        known = self._ledger.find(article.id)
        self._ledger.record(article.id, new_hash, key)
        if known is None:
            self.tally.indexed += 1
            return True
        known_hash, last_run = known
        if last_run == self._ledger.run:
            self.tally.duplicates += 1
            if new_hash != known_hash:
                self._late[article.id] = article
            return False
        if new_hash == known_hash:
            self.tally.unchanged += 1
            return False
        self.tally.updated += 1
        self._writer.delete(article.id)
        return True

    def _late_articles(self) -> Iterator[Article]:
        """The later ones of records that came twice in this run and differ."""
        for article_id, article in self._late.items():
            self._writer.delete(article_id)
            self.changed = True
            yield article

    def _prune(self) -> Iterator[Article]:
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
                    self._delete(self._ledger.forget_path(key))
                    self.changed = True
        for file in to_read.values():
            yield from self._compare(read_file(file.path, self._plan.options), file.key)

    def _delete(self, article_ids: list[str]) -> None:
        for article_id in article_ids:
            self._writer.delete(article_id)
            self._late.pop(article_id, None)
            self.tally.deleted += 1
            self.changed = True

    def _check_outcome(self) -> None:
        """Refuse a run that found nothing, or that would leave an empty index."""
        if self.tally.usable or (self.tally.deleted and self._ledger.count()):
            return
        sources = ", ".join(map(printable, self._plan.sources))
        if self.tally.rejected:
            what = "no article could be read"
        elif self.tally.deleted:
            what = "pruning would leave no article at all (is a disk not mounted?)"
        else:
            what = "no articles found"
        raise NothingToIndex(f"{sources}: {what}; the index is as it was", self.tally.rejects)

    def _tell(self) -> None:
        self._watch(Progress(self._phase, self._bytes_done, self._bytes_total, self.tally))
