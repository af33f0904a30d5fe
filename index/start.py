"""What do SIGINT and SIGTERM do before the command is there?  Loading it takes a second, in which
nothing has been read or written: that is said, and no traceback is shown.

The answer to signals is loaded before all else; what stands before that is Python's own start.
"""

from __future__ import annotations

import sys

_INTERRUPTED = 130  # the command's own status, which cannot be asked for it yet


def main() -> None:
    """Load the ``reindex`` command, and carry it out."""
    try:
        from index.console.signals import Signals  # noqa: PLC0415 - this is what takes a second

        signals = Signals()
        signals.install()
    except KeyboardInterrupt:
        sys.stderr.write("reindex: interrupted: nothing was committed, the index is as it was\n")
        sys.exit(_INTERRUPTED)
    try:
        from index.cli import main as command  # noqa: PLC0415 - and this

        command(obj=signals)
    finally:
        signals.ignore()


if __name__ == "__main__":
    main()
