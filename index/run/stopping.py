"""When is a run to end before it is done?  When somebody asks; what is whole is then committed."""

from __future__ import annotations

from index.errors import Interrupted


class Stop:
    """Whether somebody asked a run to end; set by a signal's handler, so it only has flags."""

    def __init__(self) -> None:
        self.asked = False
        self.number = 0
        """The number of the signal that asked first."""
        self.giving_up = False
        """Whether the run is to end without committing anything."""
        self.too_late = False
        """Whether the new generation is being published: that is not given up any more."""

    def __call__(self) -> bool:
        return self.asked

    def ask(self, number: int) -> None:
        """Ask the run to end, because of the signal ``number``."""
        self.number = self.number or number
        self.asked = True

    def publish(self) -> None:
        """Nothing is given up from now on; raises :class:`Interrupted` if it is already."""
        if self.giving_up:
            raise Interrupted("interrupted: nothing was committed, the index is as it was")
        self.too_late = True
