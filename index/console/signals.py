"""What do signals do to a run?  The first Ctrl-C lets it end well, the second ends it at once."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from index.run.stopping import Stop

_STOPPING = (
    b"\ninterrupted: committing what is whole (of a --fresh index nothing); "
    b"Ctrl-C again leaves the index as it was\n"
)
_STDERR = 2


@contextmanager
def handling(number: signal.Signals, handler: Callable[..., None]) -> Iterator[None]:
    """Have ``handler`` called for the signal ``number`` until the block ends."""
    before = signal.signal(number, handler)
    try:
        yield
    finally:
        signal.signal(number, before)


@contextmanager
def ending_well(stop: Stop, *, stdin: bool) -> Iterator[None]:
    """Have Ctrl-C ask for ``stop``, and raise ``KeyboardInterrupt`` the second time, unless the new
    index is being put in its place already.  With ``stdin``, which may be waited for without end,
    the first time does that already."""

    def interrupt(*_: object) -> None:
        if stop.too_late:
            return
        if stop.asked or stdin:
            raise KeyboardInterrupt
        stop.asked = True
        os.write(_STDERR, _STOPPING)  # safe at any moment, as printing is not

    with handling(signal.SIGINT, interrupt):
        yield


def end_at_once(number: int, _: object) -> None:
    """End on a signal as on any error: the unfinished generation and the workers are removed."""
    sys.exit(128 + number)
