"""What happens in one reindex?  Plan, read, compare, analyse, write, publish, report.

The run works in a generation of its own beside the live one.  Whatever goes wrong,
that folder is thrown away and the live index is as it was.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Literal

import msgspec

from index.analyser import HashedArticle, analyse_all
from index.article import Article, Reject
from index.ledger import Ledger
from index.readers import PLACE_PREFIX, ReadOptions, find_files, read_file, read_stream
from index.report import Report, Tally
from index.schema import SCHEMA_VERSION
from index.store import (
    Manifest,
    current_name,
    discard,
    open_current,
    publish,
    start_generation,
    writing,
)
from index.writer import IndexWriter

STDIN = "-"
_SMALL_INPUT = 2_000_000  # bytes; below it, starting worker processes costs more than it saves


class NothingToIndex(Exception):
    """The sources hold no article at all; ``rejects`` says what was found instead."""

    def __init__(self, message: str, rejects: list[Reject]) -> None:
        super().__init__(message)
        self.rejects = rejects


@dataclass(frozen=True, slots=True)
class Plan:
    """One reindex as it was asked for."""

    root: Path
    sources: tuple[str, ...]
    options: ReadOptions
    fresh: bool = False
    prune: bool = False
    jobs: int = 1
    stdin: BinaryIO | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: its phase, bytes of input done and in all, and the tally so far."""

    phase: Literal["reading", "writing the index"]
    bytes_done: int
    bytes_total: int
    tally: Tally


Watcher = Callable[[Progress], None]


def reindex(plan: Plan, watch: Watcher = lambda _: None) -> Report:
    """Carry out ``plan``; the index is replaced only if this returns.

    Raises :class:`index.readers.SourceError`, :class:`index.store.StoreError`,
    :class:`NothingToIndex` or ``OSError``; then the live index is as it was.
    """
    started = time.monotonic()
    files = [
        path for source in plan.sources if source != STDIN for path in find_files(Path(source))
    ]
    with writing(plan.root):
        keep = not plan.fresh and current_name(plan.root) is not None
        built_from = plan.sources
        if keep:
            built_from = _joined_sources(plan)
        building = start_generation(plan.root, copy_current=keep)
        try:
            run = _Run(plan, building, list(dict.fromkeys(files)), watch)
            articles = run.carry_out()
            if run.changed:
                built = datetime.now(UTC).isoformat(timespec="seconds")
                publish(plan.root, building, Manifest(SCHEMA_VERSION, built, built_from, articles))
        finally:
            discard(building)  # after publishing there is nothing of that name
    return Report.of(run.tally, articles, time.monotonic() - started)


def _joined_sources(plan: Plan) -> tuple[str, ...]:
    """What the live index was built from, and what this run adds; checks the live index too."""
    live = open_current(plan.root)
    try:
        return tuple(dict.fromkeys((*live.manifest.built_from, *plan.sources)))
    finally:
        live.close()


class _Run:
    """The state of one reindex inside the generation ``building``."""

    def __init__(self, plan: Plan, building: Path, files: list[Path], watch: Watcher) -> None:
        self.tally = Tally()
        self.changed = False
        self._plan = plan
        self._building = building
        self._sizes = {path: path.stat().st_size for path in files}
        self._watch = watch
        self._phase: Literal["reading", "writing the index"] = "reading"
        self._bytes_done = 0
        self._bytes_total = sum(self._sizes.values())
        self._late: dict[str, HashedArticle] = {}

    def carry_out(self) -> int:
        """Do the whole run; return how many articles the index holds then."""
        self._ledger = Ledger(self._building)
        try:
            with IndexWriter(self._building) as writer:
                self._writer = writer
                self._write(self._fresh_articles())
                if self._plan.prune:
                    self._prune()
                if self._late:
                    writer.commit()
                    self._write(self._late_articles())
                if not self.tally.usable:
                    raise NothingToIndex(self._nothing(), self.tally.rejects)
                self._phase = "writing the index"
                self._tell()
            return self._ledger.count()
        finally:
            self._ledger.close()

    def _write(self, articles: Iterator[HashedArticle]) -> None:
        small = self._bytes_total < _SMALL_INPUT and self._plan.stdin is None
        for analysed in analyse_all(articles, 1 if small else self._plan.jobs):
            self._writer.add(analysed)

    def _fresh_articles(self) -> Iterator[HashedArticle]:
        """Read the sources; yield what the index does not hold yet."""
        done = 0
        for path, size in self._sizes.items():
            yield from self._from_file(path, done)
            done += size
            self._bytes_done = done
            self._tell()
        if self._plan.stdin is not None:
            records = read_stream(self._plan.stdin, STDIN, self._plan.options)
            yield from self._compare(records, STDIN)

    def _from_file(self, path: Path, bytes_before: int) -> Iterator[HashedArticle]:
        key = os.path.abspath(path)  # noqa: PTH100 - resolve() would follow links
        fingerprint = self._fingerprint(path)
        if self._ledger.fingerprint(key) == fingerprint:
            self.tally.unchanged += self._ledger.count_from(key)
            return
        rejected_before = self.tally.rejected

        def count_bytes(read: int) -> None:
            self._bytes_done = bytes_before + read

        yield from self._compare(read_file(path, self._plan.options, count_bytes), key)
        if self.tally.rejected > rejected_before:
            return  # read again next time, so that its rejects are reported again
        self._delete(self._ledger.forget_unseen(key, PLACE_PREFIX))
        self._ledger.remember_file(key, fingerprint)
        self.changed = True

    def _fingerprint(self, path: Path) -> str:
        """Changes when the file does, or when it would be read in another way."""
        status = path.stat()
        options = self._plan.options
        return f"{status.st_size} {status.st_mtime_ns} {options.format} {options.mapping}"

    def _compare(self, records: Iterator[Article | Reject], key: str) -> Iterator[HashedArticle]:
        for record in records:
            self.tally.read += 1
            self._tell()
            if isinstance(record, Reject):
                self.tally.reject(record)
                continue
            hashed = (record, content_hash(record))
            if self._is_wanted(hashed, key):
                self.changed = True
                yield hashed

    def _is_wanted(self, hashed: HashedArticle, key: str) -> bool:
        """Count the article, and tell whether it is to be written now."""
        article, new_hash = hashed
        known = self._ledger.find(article.id)
        self._ledger.record(article.id, new_hash, key)
        if known is None:
            self.tally.indexed += 1
            return True
        known_hash, last_run = known
        if last_run == self._ledger.run:
            self.tally.duplicates += 1
            if new_hash != known_hash:
                self._late[article.id] = hashed
            return False
        if new_hash == known_hash:
            self.tally.unchanged += 1
            return False
        self.tally.updated += 1
        self._writer.delete(article.id)
        return True

    def _late_articles(self) -> Iterator[HashedArticle]:
        """The later ones of records that came twice in this run and differ."""
        for article_id, hashed in self._late.items():
            self._writer.delete(article_id)
            self.changed = True
            yield hashed

    def _prune(self) -> None:
        present = {os.path.abspath(path) for path in self._sizes}  # noqa: PTH100
        for source in self._plan.sources:
            if source == STDIN:
                continue
            for path in self._ledger.paths_below(os.path.abspath(source)):  # noqa: PTH100
                if path not in present:
                    self._delete(self._ledger.forget_path(path))

    def _delete(self, article_ids: list[str]) -> None:
        for article_id in article_ids:
            self._writer.delete(article_id)
            self._late.pop(article_id, None)
            self.tally.deleted += 1
            self.changed = True

    def _nothing(self) -> str:
        sources = ", ".join(self._plan.sources)
        if self.tally.rejected:
            return f"{sources}: no article could be read; the index is as it was"
        return f"{sources}: no articles found; the index is as it was"

    def _tell(self) -> None:
        self._watch(Progress(self._phase, self._bytes_done, self._bytes_total, self.tally))


def content_hash(article: Article) -> str:
    """A hash of all that the index keeps of ``article``."""
    return hashlib.blake2b(msgspec.msgpack.encode(article), digest_size=16).hexdigest()
