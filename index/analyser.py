"""How are many articles analysed at once?  In worker processes, a batch at a time, in order."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice

from index.analysis import AnalysedArticle, analyse_article
from index.article import Article

HashedArticle = tuple[Article, str]
"""An article and its content hash."""

_BATCH = 32
_WAITING_BATCHES = 4  # per worker: keeps all busy, and bounds the memory


def analyse_all(articles: Iterable[HashedArticle], jobs: int) -> Iterator[AnalysedArticle]:
    """Yield the analysed articles in the order of ``articles``, read only as far as needed.

    With ``jobs`` of 1 the work is done here; otherwise in that many processes.
    """
    if jobs == 1:
        for article, content_hash in articles:
            yield analyse_article(article, content_hash)
        return
    # spawn: the progress bar runs a thread, and forking a process with threads can hang
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_end_with_parent) as pool:
        try:
            yield from _in_order(pool, articles, jobs * _WAITING_BATCHES)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _in_order(
    pool: ProcessPoolExecutor, articles: Iterable[HashedArticle], limit: int
) -> Iterator[AnalysedArticle]:
    waiting: deque[Future[list[AnalysedArticle]]] = deque()
    source = iter(articles)
    while batch := list(islice(source, _BATCH)):
        waiting.append(pool.submit(_analyse_batch, batch))
        if len(waiting) >= limit:
            yield from waiting.popleft().result()
    while waiting:
        yield from waiting.popleft().result()


def _end_with_parent() -> None:
    """Let this worker end when its parent is killed; it would wait for work for ever."""

    def wait() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _analyse_batch(batch: list[HashedArticle]) -> list[AnalysedArticle]:
    return [analyse_article(article, content_hash) for article, content_hash in batch]
