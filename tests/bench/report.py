"""How are the numbers shown?  As Markdown: per size one table per question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bench.check import agreement
from bench.engines import ENGINES, OURS
from bench.measure import spread
from bench.shapes import KINDS, Asked, Extras, Kind, Load, Memory, Report, Run, Spread
from bench.targets import (
    ONE_FIELD,
    THREE_FIELDS,
    State,
    Target,
    kinds_of,
    ratios,
    targets,
    times,
)

_NOTHING = "–"
_HEADINGS: dict[Kind, str] = {
    "term": "term",
    "and": "AND",
    "or": "OR",
    "phrase": "phrase",
    "prefix": "prefix",
}


def render(report: Report) -> str:
    """The whole report as Markdown."""
    return "\n\n".join(_blocks(report)) + "\n"


def _blocks(report: Report) -> Iterator[str]:
    yield "# Tìm Báo beside its peers"
    yield _table(("machine", ""), report.machine.facts)
    yield from _what_was_done(report)
    for articles in sorted({run.articles for run in report.runs}):
        yield from _size([run for run in report.runs if run.articles == articles])
    if report.extras:
        yield from _extras(report.extras)
    yield "## To reach"
    yield _table(
        ("", "measured", "to reach", "", "articles", "meant for"),
        [_target(target) for target in targets(report)],
    )


def _what_was_done(report: Report) -> Iterator[str]:
    yield report.corpus
    yield (
        f"{report.queries} queries (seed {report.seed}) of accented syllables that stand side by "
        "side in titles, the same for all engines. An answer is the ten best with their stored "
        "articles, the exact total, and the counts by category and by month. Each engine has "
        "processes of its own. Peers are handed syllables ready made: their times contain no "
        "reading of Vietnamese, save pyvi in stock Whoosh. Indexing counts a process from its "
        "start to its end, loading of libraries included (most felt at small sizes). Memory is "
        "the largest sum over all processes of a build that was seen."
    )
    dropped = (
        "after the index was dropped from the system's file cache"
        if report.drops_cache
        else "in a cold process, the index possibly in the system's file cache"
    )
    yield (
        f"Cold: each query's first run, in a process that has just opened the index, {dropped}. "
        "Warm: the median of further passes in other orders. Milliseconds are p50 / p95 / p99. "
        "This project is asked as its users ask, for words; what it counts is compared as peers "
        "count, every syllable anywhere."
    )
    shown = dict.fromkeys(run.engine for run in report.runs)
    yield "\n".join(f"- {ENGINES[key].name}: {ENGINES[key].note}" for key in shown)


def _size(runs: Sequence[Run]) -> Iterator[str]:
    yield f"## {runs[0].articles:,} articles"
    left_out = [f"- {ENGINES[run.engine].name}: {run.left_out}" for run in runs if run.left_out]
    if left_out:
        yield "Left out at this size:\n\n" + "\n".join(left_out)
    yield "### Indexing"
    yield _indexing(runs)
    asked = {run.engine: run.asked for run in runs if run.asked}
    yield "### Queries, warm"
    yield _queries(asked, "warm")
    yield "### Queries, cold"
    yield _queries(asked, "cold")
    if OURS in asked and len(asked) > 1:
        yield "### Tìm Báo's time ÷ the peer's, over the kinds of query that the peer has"
        yield _ratios(asked)
        yield from _ratios_by_kind(asked)
    yield "### Threads (all kinds of query mixed)"
    yield _threads(asked)
    yield "### Memory of the searching process, MB: its own + mapped files"
    yield _table(
        ("", "opened", "after all queries", "opening, ms"),
        [
            (ENGINES[key].name, _mb(a.opened), _mb(a.after), _ms(a.open_ms))
            for key, a in asked.items()
        ],
    )


def _indexing(runs: Sequence[Run]) -> str:
    rows = [
        (
            ENGINES[run.engine].name,
            f"{run.build.articles / run.build.seconds:,.0f}",
            f"{run.build.seconds:,.1f}",
            f"{run.build.cpu_seconds:,.1f}",
            f"{run.build.peak_mb:,.0f}",
            f"{run.build.disk_mb:,.1f}",
        )
        for run in runs
        if run.build
    ]
    heading = ("", "articles/s", "seconds", "CPU s", "peak memory MB", "MB on disk")
    return _table(heading, rows)


def _queries(asked: dict[str, Asked], state: State) -> str:
    heading = ("", *(_HEADINGS[kind] for kind in KINDS), "all", "same totals (facets)")
    ours = asked.get(OURS)
    rows = []
    for key, found in asked.items():
        cells = [_spread(times(found.timings, (kind,), state)) for kind in KINDS]
        rows.append(
            (
                ENGINES[key].name,
                *cells,
                _spread(times(found.timings, KINDS, state)),
                _same(ours, key, found),
            )
        )
    return _table(heading, rows)


def _spread(milliseconds: Sequence[float]) -> str:
    if not milliseconds:
        return _NOTHING
    return _percentiles(spread(milliseconds))


def _percentiles(found: Spread) -> str:
    return " / ".join(map(_ms, (found.p50, found.p95, found.p99)))


def _ms(milliseconds: float) -> str:
    digits = 0 if milliseconds >= 100 else 1 if milliseconds >= 10 else 2
    return f"{milliseconds:,.{digits}f}"


def _same(ours: Asked | None, key: str, found: Asked) -> str:
    if ours is None or key == OURS:
        return _NOTHING
    same = agreement(ours, key, found)
    return f"{same.totals}/{same.compared} ({same.facets})"


def _ratios(asked: dict[str, Asked]) -> str:
    rows = []
    for key, theirs in asked.items():
        for state in ("warm", "cold") if key != OURS else ():
            kinds = ENGINES[key].kinds
            found = ratios(asked[OURS], theirs, kinds, state)
            rows.append((f"{ENGINES[key].name}, {state}", *map(_ratio, found.all)))
    return _table(("", "p50", "p95", "p99"), rows)


def _ratios_by_kind(asked: dict[str, Asked]) -> Iterator[str]:
    """Beside tantivy, which has all kinds."""
    ours = asked[OURS]
    for key in (ONE_FIELD, THREE_FIELDS):
        if key in asked:
            yield f"### Tìm Báo's time ÷ that of {ENGINES[key].name}, warm"
            kinds: list[tuple[str, Sequence[Kind]]] = [(_HEADINGS[k], (k,)) for k in kinds_of(ours)]
            yield _table(
                ("", "p50", "p95", "p99"),
                [
                    (name, *map(_ratio, ratios(ours, asked[key], of).all))
                    for name, of in [*kinds, ("all", KINDS)]
                ],
            )


def _target(target: Target) -> tuple[str, ...]:
    bound = f"{'≥' if target.more_is_better else '≤'} {target.bound:g}"
    verdict = "reached" if target.is_reached else "**not reached**"
    sizes = f"{target.articles:,}", f"{target.meant_for:,}"
    return target.name, _ms(target.figure), bound, verdict, *sizes


def _ratio(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio < 10 else f"{ratio:,.0f}"


def _threads(asked: dict[str, Asked]) -> str:
    heading = ("", "queries/s, 1 thread", "p50 / p95", "queries/s, 4 threads", "p50 / p95")
    return _table(
        heading,
        [
            (ENGINES[key].name, *(cell for load in found.loads for cell in _load(load)))
            for key, found in asked.items()
            if found.loads
        ],
    )


def _load(load: Load) -> tuple[str, str]:
    return f"{load.per_second:,.0f}", f"{_ms(load.p50_ms)} / {_ms(load.p95_ms)}"


def _mb(memory: Memory | None) -> str:
    return f"{memory.own_mb:,.0f} + {memory.mapped_mb:,.0f}" if memory else _NOTHING


def _extras(extras: Extras) -> Iterator[str]:
    found, words, served = extras.searching, extras.segmenting, extras.served.load
    yield f"## Only Tìm Báo, {extras.articles:,} articles"
    pyvi, own, own_text = (
        f"{words.articles / seconds:,.0f}"
        for seconds in (words.pyvi_seconds, words.own_seconds, words.own_text_seconds)
    )
    yield _table(
        ("", "p50 / p95 / p99 ms"),
        [
            ("with ten highlighted snippets, all kinds", _percentiles(found.snippets)),
            ("AND, typed with accents", _percentiles(found.accented)),
            ("AND, typed without accents", _percentiles(found.unaccented)),
            ("`/api/suggest`, after every key", _percentiles(found.completing)),
            ("`/api/articles/<id>/similar`", _percentiles(found.similar)),
            ("`/api/terms`, all kinds", _percentiles(found.key_terms)),
            ("`/search`, the whole page, all kinds", _percentiles(found.page)),
        ],
    )
    yield (
        f"- Opening the index and a first, empty search, libraries loaded: {_ms(found.open_ms)} ms."
        f"\n- Words of {words.articles} articles on one core: pyvi {pyvi} articles/s, this "
        f"project's form of it {own} ({own_text} when it writes pyvi's text); the same text in "
        f"{words.same_lines:,} of {words.lines:,} lines."
        f"\n- `/api/search`, two worker processes, {served.threads} clients: "
        f"{served.per_second:,.0f} requests/s, p50 {_ms(served.p50_ms)} ms, p95 "
        f"{_ms(served.p95_ms)} ms, {served.errors} errors; memory of a worker, its own + mapped "
        f"files, MB: {', '.join(map(_mb, extras.served.workers)) or _NOTHING}."
    )


def _table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first are numbers."""
    rule = ["---", *["---:"] * (len(heading) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (heading, rule, *rows))
