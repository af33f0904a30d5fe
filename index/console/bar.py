"""How far is it?  A bar on the terminal, for a run's :class:`~index.run.progress.Progress`."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from index.run.progress import Progress, Watcher


def progress_bar(console: Console) -> Bar:
    """A bar that is gone when it ends, and is not there at all where nobody looks."""
    return Bar(
        TextColumn("{task.description} {task.percentage:>3.0f} %"),
        BarColumn(),
        TextColumn("{task.fields[articles]:,} articles, {task.fields[rate]:,.0f}/s"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


def watcher(bar: Bar) -> Watcher:
    """What moves ``bar`` as a run goes on."""
    task = bar.add_task("reindex", total=None, articles=0, rate=0.0)

    def watch(progress: Progress) -> None:
        articles = progress.tally.usable
        elapsed = bar.tasks[task].elapsed or 1e-9
        bar.update(
            task,
            description=progress.phase,
            completed=progress.bytes_done,
            total=progress.bytes_total or None,
            articles=articles,
            rate=articles / elapsed,
        )

    return watch
