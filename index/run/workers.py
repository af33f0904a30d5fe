"""How is work done by several processes at once?  Task by task, and told of in order.

A batch of articles is one task and makes one segment.  With one job, or for the only task of a
run, the work is done here: that is not worth a process.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Generic, TypeVar

from index.analysis.batch import BatchAnalyser
from index.article import Article
from index.codec.background import KnownSegment
from index.codec.build import build_segment
from index.codec.segment import SegmentData
from index.run.compaction import WritableSegment

T = TypeVar("T")
R = TypeVar("R")

MAX_WAITING_BATCHES = 1  # beside the one each worker has: as soon as it is done, it gets another


@dataclass(frozen=True, slots=True)
class BuildTask:
    """A ``segment`` to be built in ``folder``, of ``articles``.

    ``dictionary`` is what the stored articles are compressed with; ``known`` is the file of a
    segment whose words are likely to be these articles' too, if there is one.
    """

    folder: Path
    segment: WritableSegment
    articles: list[Article]
    dictionary: bytes
    known: Path | None


@contextmanager
def beside(work: Callable[[T], None], task: T) -> Iterator[None]:
    """Have a process do ``work(task)`` while the block runs; raises what it raised at the end of
    the block, and ``BrokenProcessPool`` if it was killed."""
    with _executor(1) as executor:
        with _interrupts_held_back():  # this starts the process
            future = executor.submit(work, task)
        yield
        future.result()


class WorkerPool(Generic[R]):
    """Does tasks in ``jobs`` processes, and gives back what comes of them, in their order."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._running: deque[Future[R]] = deque()
        self._executor: ProcessPoolExecutor | None = None

    def submit(self, work: Callable[[T], R], task: T, *, last: bool) -> list[R]:
        """Start on ``work(task)``; return what has come of tasks, waiting if all are busy."""
        if self.jobs == 1 or (last and self._executor is None):
            return [work(task)]
        if self._executor is None:
            self._executor = _executor(self.jobs)
        with _interrupts_held_back():  # this may start a process
            self._running.append(self._executor.submit(work, task))
        return self._finished(max_running=self.jobs + MAX_WAITING_BATCHES)

    def wait(self) -> list[R]:
        """Wait for all that is being done."""
        return self._finished(max_running=0)

    def close(self) -> None:
        """End the workers, and let go of what they had learnt; what has not begun is given up."""
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
        analyser.cache_clear()  # of this process, if it did something itself

    def _finished(self, *, max_running: int) -> list[R]:
        """What has come of those that are done, in order, once no more than ``max_running`` are
        not."""
        finished = []
        while self._running and (len(self._running) > max_running or self._running[0].done()):
            finished.append(self._running.popleft().result())
        return finished


def _executor(jobs: int) -> ProcessPoolExecutor:
    # spawn: the progress bar runs a thread, and forking a process with threads can hang
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_end_with_parent)


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Have processes that are started in the block never see SIGINT: Ctrl-C on a terminal goes to
    all of them, and ends one that is still importing; what becomes of them the parent decides.
    SIGTERM waits too, lest it leave one behind that is only half started."""
    resource_tracker.ensure_running()  # starting it later would let the signal through again
    held_back = {signal.SIGINT, signal.SIGTERM}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, held_back)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@cache
def analyser() -> BatchAnalyser:
    """The analyser of this process, which learns from batch to batch."""
    return BatchAnalyser()


def build(task: BuildTask) -> WritableSegment:
    """Build the segment, and return it."""
    known = KnownSegment(SegmentData(task.known)) if task.known else None
    batch = analyser().analyse(task.articles)
    build_segment(task.folder / task.segment.file, batch, task.dictionary, known)
    return task.segment


def _end_with_parent() -> None:
    """Let this worker end when its parent is killed; it would wait for work for ever.  SIGTERM, by
    which an executor ends workers, was held back while this one was started."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})

    def wait() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
