"""How is a generation opened without anybody waiting?  On a thread of its own, every byte checked.

Checking reads all files and lets others compute meanwhile (hashlib gives Python's lock back), so
requests go on being answered from the generation that is open.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from functools import partial

from index.errors import IndexDamaged, StoreError
from index.store.opening import Generation
from search.engines.whoosh.snapshot import Snapshot
from search.errors import IndexUnavailable

_NOT_READ = (OSError, ValueError, IndexError, OverflowError, MemoryError)
"""What is raised by a code beyond its values, or by what is no UTF-8."""


def open_snapshot(generation: Generation, *, check: bool) -> Snapshot:
    """The snapshot of ``generation``, which it closes in the end; with ``check`` only if every byte
    is what was written.

    Raises :class:`search.errors.IndexUnavailable`; then the generation is closed.
    """
    try:
        if check:
            generation.check()
        return Snapshot(generation)
    except StoreError as error:
        generation.close()
        raise IndexUnavailable(str(error)) from error
    except _NOT_READ as error:
        generation.close()
        raise damaged(generation, error) from error
    except BaseException:
        generation.close()
        raise


def damaged(generation: Generation, error: Exception) -> IndexUnavailable:
    """What is told of ``generation``, in which ``error`` was found."""
    return IndexUnavailable(str(IndexDamaged.at(generation.root, generation.path, str(error))))


class Opening:
    """One attempt at opening ``generation``, under way from the moment that it is made."""

    def __init__(self, generation: Generation, *, check: bool) -> None:
        self._began = time.monotonic()
        self._opened: Future[Snapshot] = Future()
        opening = partial(open_snapshot, generation, check=check)
        thread = threading.Thread(target=self._run, args=(opening,), name="opening", daemon=True)
        thread.start()

    def _run(self, opening: Callable[[], Snapshot]) -> None:
        try:
            self._opened.set_result(opening())
        except BaseException as error:  # whoever waits for it gets it
            self._opened.set_exception(error)

    @property
    def is_done(self) -> bool:
        """Whether :meth:`result` is there."""
        return self._opened.done()

    def wait(self, seconds: float | None) -> None:
        """Return when it is done, or ``seconds`` after it began; ``None`` is for ever."""
        left = None if seconds is None else self._began + seconds - time.monotonic()
        if left is None or left > 0:
            wait([self._opened], left)

    def result(self) -> Snapshot:
        """The snapshot; raises what went wrong, if anything did."""
        return self._opened.result()

    def abandon(self) -> None:
        """Close what is opened as soon as it is: nobody will use it."""
        self._opened.add_done_callback(_retire)


def _retire(opened: Future[Snapshot]) -> None:
    if opened.exception() is None:
        opened.result().retire()
