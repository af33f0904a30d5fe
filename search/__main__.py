"""``python -m search "giá vàng" --index DIR``: the engine at the shell.

Loading it takes a second: Ctrl-C ends that, too, without a traceback.
"""

from __future__ import annotations

import sys

_INTERRUPTED = 130


def main() -> None:
    """Load the command, and carry it out."""
    try:
        from search.console.cli import main as command  # noqa: PLC0415 - this takes the time

        command(prog_name="python -m search")
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)


if __name__ == "__main__":
    main()
