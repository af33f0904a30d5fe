"""What does Ctrl-C do before the command is there?  Loading it takes a second, in which nothing has
been read or written: that is said, and no traceback is shown."""

from __future__ import annotations

import sys

_INTERRUPTED = 130  # the command's own status, which cannot be asked for it yet


def main() -> None:
    """Load the ``reindex`` command, and carry it out."""
    try:
        from index.cli import main as command  # noqa: PLC0415 - this is what takes a second
    except KeyboardInterrupt:
        sys.stderr.write("reindex: interrupted: nothing was committed, the index is as it was\n")
        sys.exit(_INTERRUPTED)
    command()


if __name__ == "__main__":
    main()
