"""What do SIGINT and SIGTERM do, from the command's first moment to its last?

They always end it with a sentence and a status, 128 and the signal's number, and the index whole:

* while it is loaded, or only looks at an index: at once;
* in a run, the first SIGINT has it commit what is whole, the next ends it without, as SIGTERM does
  at once.  One more does not wait for workers, which see that they are alone;
* once the new generation is being published, and when all is done, they come too late, and the
  status is the run's own.

There is one handler, which is there for good; what it does is replaced.  So there is no moment in
which another one would answer.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from index.run.stopping import Stop

_STDERR = 2
_WORDS = {signal.SIGINT: "interrupted", signal.SIGTERM: "terminated"}
AS_IT_WAS = "nothing was committed, the index is as it was"
_STOPPING = (
    "committing what is whole (of an index that is built anew, nothing); "
    "once more leaves the index as it was"
)

Reaction = Callable[[int], None]
"""What is done when a signal comes, by its number; runs between any two steps of the program."""


class Ended(SystemExit):
    """A signal has ended the command; it is told already."""


class Signals:
    """What SIGINT and SIGTERM do at the moment."""

    def __init__(self) -> None:
        self._react: Reaction = leaving(AS_IT_WAS)

    def install(self) -> None:
        """Answer both signals from now on."""
        for number in _WORDS:
            signal.signal(number, self._handle)
        sys.unraisablehook = _without_endings

    def ignore(self) -> None:
        """Let no signal do anything any more: all is done, and the status stands."""
        for number in _WORDS:
            signal.signal(number, signal.SIG_IGN)

    @contextmanager
    def reacting(self, reaction: Reaction) -> Iterator[None]:
        """Have ``reaction`` called until the block ends; what remains then is to end."""
        self._react = reaction
        try:
            yield
        finally:
            self._react = _too_late

    def _handle(self, number: int, _: object) -> None:
        self._react(number)


@contextmanager
def installed() -> Iterator[Signals]:
    """Signals that are answered until the block ends, for a command within another program."""
    before = {number: signal.getsignal(number) for number in _WORDS}
    hook = sys.unraisablehook
    signals = Signals()
    signals.install()
    try:
        yield signals
    finally:
        sys.unraisablehook = hook
        for number, handler in before.items():
            signal.signal(number, handler)


def leaving(outcome: str) -> Reaction:
    """End at once, without a look back; ``outcome`` says what that means.  Nothing may have been
    begun that has to be tidied up."""

    def react(number: int) -> None:
        _tell(number, outcome)
        os._exit(128 + number)

    return react


def ending(stop: Stop, *, patient: bool) -> Reaction:
    """End the run that asks ``stop``: a ``patient`` one commits what is whole at the first SIGINT;
    one that may wait for its input without end gives up at once."""

    def react(number: int) -> None:
        if stop.too_late:
            return
        if number == signal.SIGINT and patient and not stop.asked:
            stop.ask(number)
            _tell(number, _STOPPING)
            return
        _give_up(stop, number)

    return react


def no_longer(stop: Stop, also: Callable[[], None]) -> Reaction:
    """End well what is repeated without end, and do ``also``; the second signal gives up the run
    that is going on."""

    def react(number: int) -> None:
        if not stop.asked:
            stop.ask(number)
            also()
        elif not stop.too_late:
            _give_up(stop, number)

    return react


def _give_up(stop: Stop, number: int) -> None:
    """End as on an error: the unfinished generation and the workers are removed."""
    if stop.giving_up:
        os._exit(128 + number)
    stop.ask(number)
    stop.giving_up = True
    _tell(number, AS_IT_WAS)
    raise Ended(128 + number)


def _too_late(_: int) -> None:
    pass


def _tell(number: int, outcome: str) -> None:
    """Write to stderr, as is safe at any moment; printing is not."""
    begin = "\n" if os.isatty(_STDERR) else ""  # there is a bar
    line = f"{begin}reindex: {_WORDS[signal.Signals(number)]}: {outcome}\n"
    try:
        os.write(_STDERR, line.encode())
    except OSError:  # nobody hears it
        return


def _without_endings(unraisable: Any) -> None:
    """Say nothing of an ending that came while Python could not raise it: who asked for it is told,
    and the run ends at its next look at ``stop``."""
    if not isinstance(unraisable.exc_value, Ended):
        sys.__unraisablehook__(unraisable)
