"""How is a report told to a person?  The counts in a line, what was wrong by its reasons, and last
what somebody should look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from rich.console import Console

from index.article import Reject
from index.console.visible import visible
from index.run.reasons import Reason
from index.run.report import Report

MAX_SHOWN_REASONS = 10


def say(console: Console, line: str) -> None:
    """Print ``line`` as it stands: no markup, no colours of numbers, no breaks, nothing obeyed."""
    with suppress(OSError):  # a full disk or a closed pipe: nobody hears it
        console.print(visible(line), markup=False, highlight=False, soft_wrap=True)


def show_report(console: Console, report: Report) -> None:
    """Tell ``report``."""
    for line in report_lines(report):
        say(console, line)


def report_lines(report: Report) -> Iterator[str]:
    """The lines that tell ``report``; a note of it is the last."""
    yield (
        f"{report.articles:,} articles in the index: {report.indexed:,} new, "
        f"{report.updated:,} updated, {report.unchanged:,} unchanged, {report.deleted:,} deleted, "
        f"{report.duplicates:,} duplicates, {report.skipped:,} skipped, "
        f"{report.rejected:,} rejected ({report.seconds:,.1f} s)"
    )
    if report.grouped:
        yield f"  one story with others: {report.grouped:,} articles"
    if report.repaired:
        yield f"  put right, by encoding: {_counts(report.repaired.items())}"
    if lacking := [(name, count) for name, count in report.without.items() if count]:
        yield f"  of the articles read, without: {_counts(lacking)}"
    yield from _reason_lines("skipped", report.skips)
    yield from _reason_lines("doubtful", report.doubts)
    yield from _reason_lines("rejected", report.reasons)
    yield from report.notes


def _reason_lines(what: str, reasons: Sequence[Reason]) -> Iterator[str]:
    """The most frequent of ``reasons``, one on a line."""
    for reason in reasons[:MAX_SHOWN_REASONS]:
        if reason.count == 1:
            yield f"  {what}: {reason.where}: {reason.reason}"
        else:
            yield f"  {what}: {reason.count:,} × {reason.reason}; the first: {reason.where}"
    if len(reasons) > MAX_SHOWN_REASONS:
        more = sum(reason.count for reason in reasons[MAX_SHOWN_REASONS:])
        yield f"  {what}: {more:,} more, for other reasons (--json has them)"


def reject_lines(rejects: Sequence[Reject]) -> Iterator[str]:
    """The first of ``rejects``, one on a line, and how many more there are."""
    for reject in rejects[:MAX_SHOWN_REASONS]:
        yield f"  {reject.where}: {reject.reason}"
    if len(rejects) > MAX_SHOWN_REASONS:
        yield f"  … and {len(rejects) - MAX_SHOWN_REASONS:,} more"


def _counts(named: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in named)
