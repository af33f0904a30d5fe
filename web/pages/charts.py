"""How are numbers over time drawn?  As one line of an SVG: bars from the left, one a slot.

A drawing is as many units wide as it has slots and :data:`HEIGHT` high, so that a page can stretch
it to any size.  What is to be compared has one scale, whose top is a round number.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from web.intervals import intervals_between

HEIGHT = 100
BAR = 0.8
"""Of its slot that a bar fills."""
_STEPS = (1, 1.5, 2, 3, 4, 5, 6, 8, 10)
_LEAST = 1.5  # or a bar of little would not be seen


def round_top(highest: float) -> float:
    """Return the least round number that is at least ``highest``: one of :data:`_STEPS` times a
    power of ten.

    >>> round_top(37), round_top(0.3), round_top(0)
    (40.0, 0.3, 1.0)
    """
    if highest <= 0:
        return 1.0
    power = float(10 ** math.floor(math.log10(highest)))
    needed = highest * (1 - 1e-9)  # what is as high as the top may be written a little higher
    return next(step * power for step in _STEPS if step * power >= needed)


def bars(values: Sequence[float], top: float) -> str:
    """Return the ``d`` of a path that draws ``values`` on a scale up to ``top``; zeros are left
    out.

    >>> bars([0, 5], 10)
    'M1.1 100v-50h0.8v50z'
    """
    parts = []
    for n, value in enumerate(values):
        if value > 0:
            height = f"{max(HEIGHT * value / top, _LEAST):.4g}"
            parts.append(f"M{n + (1 - BAR) / 2:g} {HEIGHT}v-{height}h{BAR:g}v{height}z")
    return "".join(parts)


def slots_between(starts: Iterable[str]) -> tuple[str, ...]:
    """Return all years, or all months, from the first of ``starts`` (``2016``, ``2016-05``) to the
    last, those without a number too.

    >>> slots_between(["2016-11", "2017-01"])
    ('2016-11', '2016-12', '2017-01')
    """
    known = sorted(starts)
    return tuple(intervals_between(known[0], known[-1])) if known else ()
