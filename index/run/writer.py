"""How do articles become the segments of a generation?  In batches, in worker processes.

A batch of articles (as many as a worker has memory for) is one task and makes one
segment, so memory is bounded whatever the size of the corpus, and the same input makes
the same index with any number of workers.  When all have come in, small segments are
merged (:mod:`index.run.compaction`) and Whoosh's table of contents is written.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from index.analysis.batch import BatchAnalyser
from index.article import Article
from index.codec.build import build_segment
from index.codec.segment import SegmentData
from index.codec.stored import train
from index.codec.whoosh.codec import EXTENSION, ArraySegment, open_segment
from index.codec.whoosh.schema import build_schema
from index.lexicon import write_lexicon
from index.run.compaction import compact

DEFAULT_MEMORY_MB = 512
LEAST_MEMORY_MB = 300
# Measured with batches of up to 8 million characters: a worker takes 80 MB before it has read
# anything and 33 bytes a character; what analyser and segmenter remember comes to 170 MB at most.
_FIXED_MB = 250
_BYTES_A_CHARACTER = 35
_MOST_CHARACTERS = 4_000_000  # of a batch: larger ones keep the other workers waiting
_WAITING_BATCHES = 1  # beside the one each worker has: as soon as it is done, it gets another
_INDEX_NAME = "MAIN"


class IndexWriter:
    """Adds, replaces and deletes articles; nothing is visible until the generation is published.

    ``jobs`` worker processes take up to ``memory`` MB each; with one job the work is done here.
    ``check`` is called with the name of each file that was there before and is to be merged.
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
        self._storage = FileStorage(str(folder))
        self._generation, self._segments = self._read_contents()
        self._data = {
            segment.segid: open_segment(self._storage, segment) for segment in self._segments
        }
        fitting = (memory - _FIXED_MB) * 1024**2 // _BYTES_A_CHARACTER
        self._most_characters = min(fitting, _MOST_CHARACTERS)
        self._largest = max(self._segments, key=ArraySegment.doc_count_all, default=None)
        self._dictionary: bytes | None = None
        self._batch: list[Article] = []
        self._characters = 0
        self._pool = _Pool(jobs)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self.commit()
                self._segments = compact(self._storage, self._segments, self._check)
                self._write_contents()
                write_lexicon(self._folder, self._generation + 1, self._open_segments())
        finally:
            self._pool.close()

    def add(self, article: Article) -> None:
        """Add an article whose id is not in the index."""
        self._batch.append(article)
        self._characters += len(article.title) + len(article.summary) + len(article.body)
        if self._characters >= self._most_characters:
            self._finish_batch(last=False)

    def commit(self) -> None:
        """Finish the segments being written, so that what is in them can be replaced."""
        if self._batch:
            self._finish_batch(last=True)
        for segment in self._pool.wait():
            self._take(segment)

    def delete(self, article_id: str) -> None:
        """Delete an article of a finished segment."""
        for segment in self._segments:
            number = self._data[segment.segid].doc_id_of(article_id)
            if number is not None:
                segment.delete_document(number)

    def _finish_batch(self, *, last: bool) -> None:
        segment = ArraySegment(_INDEX_NAME, len(self._batch))
        known = self._path(self._largest) if self._largest is not None else None
        dictionary = self._dictionary_for(self._batch)
        task = _Task(self._path(segment), self._batch, dictionary, known)
        for done in self._pool.submit(segment, task, last=last):
            self._take(done)
        self._batch = []
        self._characters = 0

    def _path(self, segment: ArraySegment) -> Path:
        return self._folder / str(segment.make_filename(EXTENSION))

    def _dictionary_for(self, batch: list[Article]) -> bytes:
        """One for the whole run: the largest segment's, or trained on the first batch if that is
        larger."""
        if self._dictionary is None:
            largest = self._largest
            if largest is not None and largest.doc_count_all() >= len(batch):
                self._dictionary = self._data[largest.segid].stored.compressor.content
            else:
                self._dictionary = train(batch)
        return self._dictionary

    def _take(self, segment: ArraySegment) -> None:
        self._segments.append(segment)
        self._data[segment.segid] = open_segment(self._storage, segment)

    def _read_contents(self) -> tuple[int, list[ArraySegment]]:
        """The number of the table of contents that is there, and its segments."""
        if not self._storage.index_exists(_INDEX_NAME):
            return 0, []
        contents = TOC.read(self._storage, _INDEX_NAME, schema=build_schema())
        return contents.generation, contents.segments

    def _open_segments(self) -> list[SegmentData]:
        return [open_segment(self._storage, segment) for segment in self._segments]

    def _write_contents(self) -> None:
        former = TOC._filename(_INDEX_NAME, self._generation)  # noqa: SLF001 - Whoosh's own name for it
        TOC(build_schema(), self._segments, self._generation + 1).write(self._storage, _INDEX_NAME)
        (self._folder / former).unlink(missing_ok=True)


def read_segments(folder: Path) -> list[tuple[SegmentData, npt.NDArray[np.bool_]]]:
    """The segments of the finished index in ``folder``, each with which of its articles live."""
    storage = FileStorage(str(folder), readonly=True)
    segments = TOC.read(storage, _INDEX_NAME, schema=build_schema()).segments
    return [(open_segment(storage, segment), segment.alive()) for segment in segments]


@dataclass(frozen=True, slots=True)
class _Task:
    """A segment to be built at ``path``; ``known`` is that of the largest one there was before."""

    path: Path
    articles: list[Article]
    dictionary: bytes
    known: Path | None


class _Pool:
    """Builds segments, in order: here, or in ``jobs`` processes."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._running: deque[tuple[ArraySegment, Future[None]]] = deque()
        self._executor: ProcessPoolExecutor | None = None

    def submit(self, segment: ArraySegment, task: _Task, *, last: bool) -> list[ArraySegment]:
        """Start building ``segment``; return those that are done, waiting if all are busy."""
        if self._jobs == 1 or (last and self._executor is None):  # not worth a process
            _build(task)
            return [segment]
        if self._executor is None:
            # spawn: the progress bar runs a thread, and forking a process with threads can hang
            context = multiprocessing.get_context("spawn")
            self._executor = ProcessPoolExecutor(
                self._jobs, mp_context=context, initializer=_end_with_parent
            )
        self._running.append((segment, self._executor.submit(_build, task)))
        return self._done(self._jobs + _WAITING_BATCHES)

    def wait(self) -> list[ArraySegment]:
        """Wait for all that is being built."""
        return self._done(0)

    def close(self) -> None:
        """End the workers; what has not begun is given up."""
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)

    def _done(self, may_wait: int) -> list[ArraySegment]:
        done = []
        while self._running and (len(self._running) > may_wait or self._running[0][1].done()):
            segment, future = self._running.popleft()
            future.result()
            done.append(segment)
        return done


@cache
def _analyser() -> BatchAnalyser:
    """The analyser of this process, which learns from batch to batch."""
    return BatchAnalyser()


def _build(task: _Task) -> None:
    known = SegmentData(task.known) if task.known else None
    build_segment(task.path, _analyser().analyse(task.articles), task.dictionary, known)


def _end_with_parent() -> None:
    """Let this worker end when its parent is killed; it would wait for work for ever."""

    def wait() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
