"""How do the engines grow with the corpus?  An SVG: slowest answers, and indexing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator, StrMethodFormatter

from bench.engines import ENGINES, OURS, Profile
from bench.measure import spread
from bench.shapes import KINDS, Report, Run

_SIZE_INCHES = (11, 4.5)


def draw(report: Report, path: Path) -> None:
    """Write the plot to ``path``."""
    # text as text, and no random names inside: the same numbers give the same file
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "bench"}):
        figure = Figure(figsize=_SIZE_INCHES, layout="constrained")
        answers, indexing = figure.subplots(1, 2)
        _lines(answers, report, _p95)
        answers.set(title="95 % of the queries (warm) take at most", ylabel="milliseconds")
        _lines(indexing, report, _rate)
        indexing.set(title="Indexing", ylabel="articles a second")
        figure.legend(*answers.get_legend_handles_labels(), loc="outside lower center", ncols=6)
        figure.savefig(path, format="svg", metadata={"Date": None})


def _lines(axes: Axes, report: Report, value: Callable[[Run], float | None]) -> None:
    for number, (key, profile) in enumerate(ENGINES.items()):
        runs = [run for run in report.runs if run.engine == key]
        points = [(run.articles, found) for run in runs if (found := value(run)) is not None]
        if points:
            axes.plot(
                *zip(*points, strict=True),
                color=f"C{number}",  # the same whichever engines took part
                marker="o",
                label=_label(profile),
                linewidth=2.5 if key == OURS else 1.2,
            )
    axes.set(xscale="log", yscale="log", xlabel="articles")
    axes.set_xticks(sorted({run.articles for run in report.runs}), minor=False)
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,g}"))
    axes.grid(which="both", alpha=0.25)


def _label(profile: Profile) -> str:
    """The name, with the kinds of query it was asked where it has not all of them."""
    return (
        profile.name if profile.kinds == KINDS else f"{profile.name} ({', '.join(profile.kinds)})"
    )


def _p95(run: Run) -> float | None:
    return spread([timing.warm_ms for timing in run.asked.timings]).p95 if run.asked else None


def _rate(run: Run) -> float | None:
    return run.build.articles / run.build.seconds if run.build else None
