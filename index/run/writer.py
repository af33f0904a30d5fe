"""How do articles become the segments of a generation?  In batches, in worker processes.

A batch of articles (as many as a worker has memory for) makes one segment, so memory is bounded
whatever the size of the corpus, and the same input makes the same index with any number of
workers.  When all have come in, small segments are merged (:mod:`index.run.compaction`), the
list of segments is written, the articles are grouped, and beside that, by a process of their own if
they are many, the lexicon is written if it is outdated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from index.article import Article
from index.codec.counted import CountedSegment
from index.codec.segment import SegmentData
from index.codec.segment_infos import (
    SegmentInfo,
    find_segment_infos,
    open_segment,
    read_segment_infos,
    write_segment_infos,
)
from index.codec.stored import train
from index.codec.whoosh.toc import write_toc
from index.groups.file import has_groups, read_groups
from index.lexicon import is_outdated, write_lexicon
from index.run.compaction import WritableSegment, compact
from index.run.corpus import count_corpus
from index.run.grouping import GroupTask, write_groups_of
from index.run.workers import BuildTask, WorkerPool, beside, build

DEFAULT_MEMORY_MB = 512
MIN_MEMORY_MB = 300
# Measured with batches of up to 8 million characters: a worker takes 80 MB before it has read
# anything and 33 bytes a character; what analyser and segmenter remember comes to 170 MB at most.
FIXED_MEMORY_MB = 250
BYTES_PER_CHARACTER = 35
MAX_BATCH_CHARACTERS = 4_000_000  # larger batches keep the other workers waiting
# So many segments are merged before there are more: each takes a file handle (systems give 256 or
# 1024 to a process) and 200 kB of memory as long as articles in it may be replaced.
MAX_FRESH_SEGMENTS = 100
WORTH_A_PROCESS = 20_000  # articles: these take a second to group, as a process takes to start


def characters_of_batch(memory: int) -> int:
    """How many characters of articles make a batch for a worker that has so many MB."""
    fitting = (memory - FIXED_MEMORY_MB) * 1024**2 // BYTES_PER_CHARACTER
    return min(fitting, MAX_BATCH_CHARACTERS)


def characters_of(article: Article) -> int:
    """The size of the texts of an article."""
    return len(article.title) + len(article.summary) + len(article.body)


class IndexWriter:
    """Adds, replaces and deletes articles; nothing is visible until the generation is published.

    ``jobs`` worker processes take up to ``memory`` MB each; with one job the work is done here.
    ``check`` is called with the name of each file that was there before and is to be rewritten;
    it raises if that file is not what was written.  Raises ``SegmentDamaged``.
    """

    def __init__(
        self,
        folder: Path,
        *,
        jobs: int = 1,
        memory: int = DEFAULT_MEMORY_MB,
        check: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._folder = folder
        self._check = check
        self._number, self._segments = self._read_segments()
        self._before = self._infos()
        self.grouped = 0
        """How many articles are of one story with another, once all is written."""
        self._data = {segment.id: self._open(segment) for segment in self._segments}
        self._former = frozenset(segment.id for segment in self._segments)
        self._unmerged = 0
        self._max_characters = characters_of_batch(memory)
        self._largest = max(self._segments, key=lambda segment: segment.articles, default=None)
        self._dictionary: bytes | None = None
        self._batch: list[Article] = []
        self._batch_characters = 0
        self._pool: WorkerPool[WritableSegment] = WorkerPool(jobs)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        try:
            if kind is None:
                self.commit()
                self._pool.close()  # what is left takes the memory that workers had
                self._data.clear()
                self._segments = compact(self._folder, self._segments, self._check)
                self._write_segments()
                with self._grouping():
                    self._write_lexicon()
                self.grouped = len(read_groups(self._folder).members)
        finally:
            self._pool.close()

    def add(self, article: Article) -> None:
        """Add an article whose id is not in the index."""
        self._batch.append(article)
        self._batch_characters += characters_of(article)
        if self._batch_characters >= self._max_characters:
            self._build_batch(last=False)

    def commit(self) -> None:
        """Finish the segments being written, so that what is in them can be replaced."""
        if self._batch:
            self._build_batch(last=True)
        for segment in self._pool.wait():
            self._add_segment(segment)

    def delete(self, article_id: str) -> None:
        """Delete the article from the finished segments; nothing happens if none has it."""
        for segment in self._segments:
            doc_id = self._data[segment.id].doc_id_of(article_id)
            if doc_id is not None:
                segment.deleted.add(doc_id)

    def find(self, article_id: str) -> Article | None:
        """The article of this id in the finished segments, ``None`` if none has it."""
        for segment in self._segments:
            data = self._data[segment.id]
            doc_id = data.doc_id_of(article_id)
            if doc_id is not None and doc_id not in segment.deleted:
                return data.stored.article(doc_id)
        return None

    def _build_batch(self, *, last: bool) -> None:
        """Have the articles that have come in made into a segment."""
        task = BuildTask(
            folder=self._folder,
            segment=WritableSegment(len(self._batch)),
            articles=self._batch,
            dictionary=self._dictionary_for(self._batch),
            known=self._folder / self._largest.file if self._largest is not None else None,
        )
        for finished in self._pool.submit(build, task, last=last):
            self._add_segment(finished)
        self._batch = []
        self._batch_characters = 0

    def _dictionary_for(self, batch: list[Article]) -> bytes:
        """One for the whole run: the largest segment's, or trained on the first batch if that is
        larger."""
        if self._dictionary is None:
            largest = self._largest
            if largest is not None and largest.articles >= len(batch):
                self._dictionary = self._data[largest.id].stored.compressor.content
            else:
                self._dictionary = train(batch)
        return self._dictionary

    def _add_segment(self, segment: WritableSegment) -> None:
        self._segments.append(segment)
        self._data[segment.id] = self._open(segment)
        self._unmerged += 1
        if self._unmerged >= MAX_FRESH_SEGMENTS:
            self._merge_fresh()

    def _merge_fresh(self) -> None:
        """Merge the segments of this run; those from before are read by workers until its end."""
        former = [one for one in self._segments if one.id in self._former]
        fresh = [one for one in self._segments if one.id not in self._former]
        self._segments = former + compact(self._folder, fresh, self._check)
        self._unmerged = 0
        kept = {one.id: self._data.get(one.id) or self._open(one) for one in self._segments}
        self._data = kept

    def _open(self, segment: WritableSegment) -> SegmentData:
        return open_segment(self._folder, segment.info)

    def _read_segments(self) -> tuple[int, list[WritableSegment]]:
        """The number of the list of segments that is there, and its segments; 0 and none if there
        is no index yet."""
        path = find_segment_infos(self._folder)
        if path is None:
            return 0, []
        self._check(path.name)
        return int(path.stem), [WritableSegment.of(info) for info in read_segment_infos(path)]

    def _infos(self) -> list[SegmentInfo]:
        return [segment.info for segment in self._segments]

    def _write_segments(self) -> None:
        infos = self._infos()
        write_segment_infos(self._folder, self._number + 1, infos)
        write_toc(self._folder, self._number + 1, infos)

    @contextmanager
    def _grouping(self) -> Iterator[None]:
        """Have the articles grouped, if any came or went, while the block runs."""
        if self._infos() == self._before and has_groups(self._folder):
            yield
            return
        task = GroupTask(self._folder, self._number + 1, tuple(self._infos()))
        if self._pool.jobs > 1 and self._articles >= WORTH_A_PROCESS:
            with beside(write_groups_of, task):
                yield
        else:
            write_groups_of(task)
            yield

    def _write_lexicon(self) -> None:
        if is_outdated(self._folder, self._articles):
            parts = [CountedSegment(self._open(segment)) for segment in self._segments]
            write_lexicon(self._folder, self._number + 1, count_corpus(parts))

    @property
    def _articles(self) -> int:
        return sum(segment.articles for segment in self._segments)
