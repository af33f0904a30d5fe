"""What does each use of ``reindex`` do, and with which status does it end?"""

from __future__ import annotations

import os
import sqlite3
import sys
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import BinaryIO

import click
import msgspec
from rich.console import Console

from index.console.bar import progress_bar, watcher
from index.console.holdings import holdings_lines, write_export
from index.console.text import reject_lines, say, show_report
from index.errors import IndexingError, NothingToIndex, StoreError, rebuild_hint
from index.run.holdings import count_holdings
from index.run.plan import Plan
from index.run.reindex import reindex
from index.store.opening import verify

EXIT_DONE, EXIT_FAILED, EXIT_REJECTS = 0, 1, 3


def run(plan: Plan, console: Console, *, as_json: bool) -> int:
    """Carry out ``plan`` and tell its report; return the exit status."""
    try:
        with progress_bar(console) as bar:
            report = reindex(plan, watcher(bar))
    except NothingToIndex as error:
        for line in reject_lines(error.rejects):
            say(console, line)
        return _fail(console, str(error))
    except IndexingError as error:
        return _fail(console, str(error))
    except (OSError, sqlite3.Error, BrokenProcessPool) as error:
        return _fail(console, f"{error}; the index is as it was")
    if as_json:
        click.echo(msgspec.json.encode(report).decode())
    else:
        show_report(console, report)
    return EXIT_REJECTS if report.rejected else EXIT_DONE


def _fail(console: Console, message: str) -> int:
    say(console, f"reindex: {message}")
    return EXIT_FAILED


def verify_index(root: Path, console: Console) -> int:
    """Compare every byte of the index with its checksums; return the exit status."""
    try:
        damaged = verify(root)
    except (StoreError, OSError) as error:
        return _fail(console, str(error))
    if damaged:
        return _fail(console, f"{root}: damaged: {', '.join(damaged)}; {rebuild_hint(root)}")
    console.print(f"{root}: every file is as it was written", highlight=False)
    return EXIT_DONE


def export_index(root: Path, console: Console, out: BinaryIO) -> int:
    """Write all articles as JSON Lines to ``out``; return the exit status."""
    try:
        write_export(root, out)
    except BrokenPipeError:  # whoever read has enough; what is left of the buffer goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_FAILED
    except (IndexingError, OSError) as error:
        return _fail(console, f"{error}; the export is not whole")
    return EXIT_DONE


def show_stats(root: Path, console: Console, *, as_json: bool) -> int:
    """Say what the index holds; return the exit status."""
    try:
        holdings = count_holdings(root)
    except (IndexingError, OSError) as error:
        return _fail(console, str(error))
    if as_json:
        click.echo(msgspec.json.encode(holdings).decode())
    else:
        for line in holdings_lines(holdings):
            click.echo(line)
    return EXIT_DONE
