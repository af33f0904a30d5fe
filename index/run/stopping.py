"""When is a run to end before it is done?  When somebody asks; what is whole is then committed."""

from __future__ import annotations


class Stop:
    """Whether somebody asked a run to end; set by a signal's handler, so it only has flags."""

    def __init__(self) -> None:
        self.asked = False
        self.too_late = False
        """Whether the new generation is being published: that is not given up any more."""

    def __call__(self) -> bool:
        return self.asked
