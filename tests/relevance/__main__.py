"""How is the suite started?  ``python tests/relevance CORPUS``, or ``make relevance CORPUS=…``."""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    # Python puts this folder first, whose modules are those of the package `relevance`.  The
    # checkout comes before `tests`, which has folders of the same names as the project's.
    tests = Path(__file__).resolve().parents[1]
    sys.path[:1] = [str(tests.parent), str(tests)]

    from relevance.cli import main

    main()
