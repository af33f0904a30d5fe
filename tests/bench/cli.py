"""How does one run go?  Derive the texts, draw the queries, build and ask each engine, report."""

from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import click
import msgspec

from bench.child import Job
from bench.corpus import prepare
from bench.engines import ENGINES, OURS
from bench.machine import machine
from bench.measure import CAN_DROP_CACHE
from bench.processes import JobFailed, result, run, size_mb
from bench.queries import SEED, draw
from bench.report import render
from bench.serve import serve
from bench.shapes import Asked, Build, Extras, Query, Report, Run, Searching, Segmenting
from bench.texts import Texts

FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for the whole run."""

    work: Path
    queries: tuple[Query, ...]
    seconds: float
    slow_limit: int | None
    reuse: frozenset[str]


def _engines(_: click.Context, parameter: click.Parameter, value: str) -> tuple[str, ...]:
    """Engines, comma by comma."""
    names = tuple(ENGINES) if value == "all" else tuple(filter(None, value.split(",")))
    for name in names:
        if name not in ENGINES:
            message = f"no engine {name!r}; there are {', '.join(ENGINES)}"
            raise click.BadParameter(message, param=parameter)
    return names


def _sizes(_: click.Context, parameter: click.Parameter, value: str) -> tuple[int | None, ...]:
    """Numbers of articles, comma by comma; ``all`` is ``None``."""
    parts = value.split(",")
    if not all(part == "all" or (part.isdecimal() and int(part)) for part in parts):
        raise click.BadParameter(f"{value!r} is not like 2000,20000,all", param=parameter)
    return tuple(None if part == "all" else int(part) for part in parts)


@click.command(context_settings={"show_default": True, "max_content_width": 100})
@click.argument("corpus", type=click.Path(exists=True, path_type=Path))
@click.option("--sizes", callback=_sizes, default="2000,20000,all", help="Numbers of articles.")
@click.option("--repeat", type=click.IntRange(1), default=1, help="Take the corpus so many times.")
@click.option("--engines", callback=_engines, default="all", help="Which, comma by comma.")
@click.option("--queries", "wanted", type=click.IntRange(1), default=100, help="Of each kind.")
@click.option("--seconds", type=float, default=5.0, help="Of load per number of threads.")
@click.option("--slow-limit", type=int, help="Leave slow engines out above so many articles.")
@click.option("--work", type=click.Path(path_type=Path), help="Keep texts and indexes here.")
@click.option("--reuse", callback=_engines, default="", help="Engines whose kept indexes do.")
@click.option("--out", type=click.Path(path_type=Path), default="build/bench")
@click.option("--extras/--no-extras", default=True, help="Measure what only this project has.")
def main(
    corpus: Path,
    *,
    sizes: tuple[int | None, ...],
    repeat: int,
    engines: tuple[str, ...],
    wanted: int,
    seconds: float,
    slow_limit: int | None,
    work: Path | None,
    reuse: tuple[str, ...],
    out: Path,
    extras: bool,
) -> None:
    """Put this project beside its peers on the articles of CORPUS."""
    with tempfile.TemporaryDirectory() as passing:
        work = work or Path(passing)
        _say("reading the corpus")
        texts = prepare(corpus, sizes, work, repeat=repeat, reuse=bool(reuse))
        queries = tuple(draw(texts[0], wanted))
        setting = Setting(work, queries, seconds, slow_limit, frozenset(reuse))
        runs = [_run(key, size, setting) for size in texts for key in engines]
        own = [one for one in runs if one.engine == OURS]
        more = extras and own and all(one.asked for one in own)
        report = Report(
            machine=machine(),
            corpus=_describe(texts[-1]),
            seed=SEED,
            queries=len(queries),
            drops_cache=CAN_DROP_CACHE,
            runs=tuple(runs),
            extras=_extras(texts[-1], setting) if more else None,
        )
    _write(report, out)
    sys.exit(any(one.left_out.startswith(FAILED) for one in runs))


def _say(text: str) -> None:
    click.echo(text, err=True)


def _describe(texts: Texts) -> str:
    copies = ""
    if texts.articles > texts.originals:
        copies = f" ({texts.originals:,}, and copies of them with other ids and titles)"
    return (
        f"The corpus has {texts.articles:,} articles{copies}. Made up, since they had none: the "
        f"category of {texts.without_category:,} (12 categories, large and small) and the date of "
        f"{texts.without_date:,} (five years, evenly)."
    )


def _run(key: str, texts: Texts, setting: Setting) -> Run:
    """One engine at one size; a failure is its own, since the others took long to measure."""
    left_out = _why_left_out(key, texts, setting)
    if left_out:
        return Run(key, texts.articles, left_out=left_out)
    try:
        return _build_and_ask(key, texts, setting)
    except JobFailed as failure:
        _say(str(failure))
        return Run(key, texts.articles, left_out=f"{FAILED}: {str(failure).splitlines()[-1]}")


def _build_and_ask(key: str, texts: Texts, setting: Setting) -> Run:
    _say(f"{texts.articles:,} articles, {ENGINES[key].name}: indexing")
    folder = setting.work / f"{key}-{texts.articles}"
    build = _build(key, texts, folder, reuse=key in setting.reuse)
    _say(f"{texts.articles:,} articles, {ENGINES[key].name}: asking")
    job = Job(
        "ask",
        key,
        index=str(folder / "index"),
        out=str(folder / "asked.json"),
        queries=setting.queries,
        seconds=setting.seconds,
    )
    return Run(key, texts.articles, build, result(job, Asked))


def _why_left_out(key: str, texts: Texts, setting: Setting) -> str:
    profile = ENGINES[key]
    if profile.missing:
        return f"not installed (pip install {profile.requires})"
    if profile.slow and setting.slow_limit is not None and texts.articles > setting.slow_limit:
        return f"above --slow-limit {setting.slow_limit:,}, since it takes so long to index"
    return ""


def _build(key: str, texts: Texts, folder: Path, *, reuse: bool) -> Build:
    noted = folder / "build.json"
    if reuse and noted.exists():
        build = msgspec.json.decode(noted.read_bytes(), type=Build)
        if build.fingerprint == texts.fingerprint:
            return build
    shutil.rmtree(folder, ignore_errors=True)
    index = folder / "index"
    index.mkdir(parents=True)
    usage = run(Job("build", key, index=str(index), texts=texts))
    build = Build(
        seconds=usage.seconds,
        cpu_seconds=usage.cpu_seconds,
        peak_mb=usage.peak_mb,
        disk_mb=size_mb(index),
        articles=texts.articles,
        fingerprint=texts.fingerprint,
    )
    noted.write_bytes(msgspec.json.encode(build))
    return build


def _extras(texts: Texts, setting: Setting) -> Extras:
    _say(f"{texts.articles:,} articles: what only this project has")
    folder = setting.work / f"{OURS}-{texts.articles}"
    index, out = folder / "index", str(folder / "extras.json")
    return Extras(
        articles=texts.articles,
        searching=result(
            Job("extras", OURS, index=str(index), out=out, queries=setting.queries), Searching
        ),
        segmenting=result(Job("segment", out=out, texts=texts), Segmenting),
        served=serve(index, setting.queries, 2 * setting.seconds),
    )


def _write(report: Report, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    markdown = render(report)
    (out / "bench.md").write_text(markdown, encoding="utf-8")
    (out / "bench.json").write_bytes(msgspec.json.encode(report))
    if find_spec("matplotlib"):
        from bench.plot import draw as draw_plot

        draw_plot(report, out / "bench.svg")
    else:
        _say("no plot: matplotlib is not installed")
    click.echo(markdown)
