"""The ``reindex`` command: what it takes."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from importlib.resources import as_file, files
from pathlib import Path
from typing import BinaryIO, TextIO

import click
from rich.console import Console

from index.cluster.settings import URL, ClusterSettings, settings_from
from index.console.commands import (
    EXIT_DONE,
    EXIT_FAILED,
    EXIT_INTERRUPTED,
    EXIT_REJECTS,
    EXIT_TERMINATED,
    Doing,
    export_index,
    run,
    show_stats,
    verify_index,
    watch,
)
from index.console.holdings import Place
from index.console.signals import installed, leaving
from index.errors import ClusterError, UsageError
from index.readers import FORMAT_CHOICES, FORMATS, ReadOptions
from index.run.check import check
from index.run.from_index import build_from_index
from index.run.plan import STDIN, Plan
from index.run.reindex import reindex
from index.run.repair import repair
from index.run.writer import DEFAULT_MEMORY_MB, MIN_MEMORY_MB

__all__ = [
    "EXIT_DONE",
    "EXIT_FAILED",
    "EXIT_INTERRUPTED",
    "EXIT_REJECTS",
    "EXIT_TERMINATED",
    "main",
]

DEFAULT_INDEX = "data/index"
WHOOSH, OPENSEARCH = "whoosh", "opensearch"
_REBUILDING: Mapping[str, Doing] = {"--repair": repair, "--from-index": build_from_index}
_NOT_WHOLE = "what was looked at or given out is not whole; the index is as it was"
WATCH_WAIT = 60.0  # seconds: how often it is said that another run is waited for


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.argument("sources", nargs=-1, metavar="SOURCE...")
@click.option(
    "--index",
    "root",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="TIMBAO_INDEX",
    default=DEFAULT_INDEX,
    help=f"Where the index is. [default: $TIMBAO_INDEX, else ./{DEFAULT_INDEX}]",
)
@click.option(
    "--engine",
    type=click.Choice((WHOOSH, OPENSEARCH)),
    envvar="TIMBAO_ENGINE",
    default=WHOOSH,
    help=f"Keep the index in the folder of --index, or on the cluster of ${URL}. "
    f"[default: $TIMBAO_ENGINE, else {WHOOSH}]",
)
@click.option(
    "--shards", type=click.IntRange(min=1), help="Of a new index on a cluster. [default: as before]"
)
@click.option(
    "--replicas",
    type=click.IntRange(min=0),
    help="Copies of each shard of a new index on a cluster. [default: 1 if there are other nodes]",
)
@click.option(
    "--fresh", is_flag=True, help="Build a new index beside the live one, then swap it in."
)
@click.option(
    "--prune", is_flag=True, help="Drop articles that came from files under SOURCE that are gone."
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMAT_CHOICES),
    default="auto",
    help=f"How to read SOURCE; auto goes by the name, else the first bytes: {FORMATS.sentence()}.",
)
@click.option(
    "--map", "mapping", multiple=True, metavar="FIELD=KEY", help="Take FIELD from a record's KEY."
)
@click.option(
    "--table",
    default="",
    metavar="NAME",
    help="Read this table of a database, sheet of a workbook.",
)
@click.option("--jobs", type=click.IntRange(min=1), help="Worker processes. [default: all cores]")
@click.option(
    "--memory",
    type=click.IntRange(min=MIN_MEMORY_MB),
    default=DEFAULT_MEMORY_MB,
    show_default=True,
    metavar="MB",
    help=f"Memory for each worker process, at least {MIN_MEMORY_MB}.",
)
@click.option("--sample", is_flag=True, help="Index the sample corpus that ships with the package.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print the report as one JSON object on stdout."
)
@click.option(
    "--verify",
    "verify_",
    is_flag=True,
    help="Read every byte of the index and check it; no SOURCE.",
)
@click.option(
    "--delete",
    multiple=True,
    metavar="ID",
    help="Take one article out for good, through --fresh too; SOURCE is not needed.",
)
@click.option("--undelete", multiple=True, metavar="ID", help="Let a deleted article in again.")
@click.option(
    "--export", is_flag=True, help="Print all articles as JSON Lines on stdout; no SOURCE."
)
@click.option(
    "--check",
    "check_",
    is_flag=True,
    help="Read and compare, say what would be done, and write nothing.",
)
@click.option(
    "--watch", "watch_", is_flag=True, help="Stay, and index what is new, until a signal comes."
)
@click.option(
    "--wait",
    type=click.FloatRange(min=0),
    default=0.0,
    metavar="S",
    help="Seconds to wait for another run that is writing. [default: 0]",
)
@click.option("--stats", is_flag=True, help="Say what the index holds; no SOURCE.")
@click.option(
    "--repair",
    "repair_",
    is_flag=True,
    help="Mend a damaged index, of its own articles; no SOURCE.",
)
@click.option(
    "--from-index",
    metavar="DIR",
    help="Build from the articles of another index, or of an older version's; no SOURCE. "
    f"One on a cluster is {OPENSEARCH}:NAME.",
)
@click.pass_context
def main(
    context: click.Context,
    sources: tuple[str, ...],
    root: Path,
    *,
    engine: str,
    shards: int | None,
    replicas: int | None,
    fresh: bool,
    prune: bool,
    format_: str,
    mapping: tuple[str, ...],
    table: str,
    jobs: int | None,
    memory: int,
    sample: bool,
    as_json: bool,
    verify_: bool,
    delete: tuple[str, ...],
    undelete: tuple[str, ...],
    export: bool,
    stats: bool,
    check_: bool,
    watch_: bool,
    wait: float,
    repair_: bool,
    from_index: str | None,
) -> None:
    """Index the articles in SOURCE: files, folders (recursive), archives, or '-' for JSON Lines.

    Without --fresh, only what changed since the last run is read again.

    Exit status: 0 all went in; 3 committed, but some records were rejected; 1 failed, and the
    index is as it was; 2 usage; 130 interrupted (SIGINT), 143 terminated (SIGTERM), which say what
    was committed.
    """
    console = Console(stderr=True)
    signals = context.obj if context.obj is not None else context.with_resource(installed())
    looking = {"--verify": verify_, "--export": export, "--stats": stats}
    asked = [name for name, given in looking.items() if given]
    doing_more = sources or sample or prune or delete or undelete or check_ or watch_
    if asked and (doing_more or fresh or len(asked) > 1):
        raise click.UsageError(f"{asked[0]} only looks at the index, and does nothing else besides")
    rebuilding = _rebuilding(repair=repair_, from_index=from_index)
    if rebuilding and (asked or doing_more or mapping or table or format_ != "auto"):
        raise click.UsageError(f"{rebuilding} goes without SOURCE and what belongs to it")
    cluster = _cluster() if engine == OPENSEARCH else None
    if cluster is None and (shards is not None or replicas is not None):
        raise click.UsageError(f"--shards and --replicas go with --engine {OPENSEARCH}")
    if repair_ and cluster is not None:
        raise click.UsageError(
            f"--repair mends an index in a folder; build one on a cluster anew with --from-index "
            f"{OPENSEARCH}:{cluster.name}"
        )
    if repair_ and fresh:
        raise click.UsageError("--repair mends what is there; --fresh leaves nothing of it")
    if asked:
        with signals.reacting(leaving(_NOT_WHOLE)):
            sys.exit(_look(asked[0], cluster or root, console, as_json=as_json))
    if not rebuilding and not sources and not sample and (fresh or not (delete or undelete)):
        raise click.UsageError("name at least one SOURCE, or --sample")
    if watch_ and (check_ or fresh or delete or undelete or STDIN in sources):
        raise click.UsageError("--watch goes with files and folders, and only adds what is new")
    options = _options(format_, mapping, table)
    with as_file(files("index") / "sample") as sample_folder:
        plan = Plan(
            root=root,
            sources=(*sources, *([str(sample_folder)] if sample else [])),
            options=options,
            fresh=fresh,
            prune=prune,
            jobs=jobs or _cores(),
            memory=memory,
            stdin=_bytes_of(sys.stdin, "stdin") if STDIN in sources else None,
            delete=delete,
            undelete=undelete,
            from_index=_other(from_index) if from_index else None,
            cluster=cluster,
            shards=shards,
            replicas=replicas,
            wait=wait or WATCH_WAIT if watch_ else wait,
        )
        if watch_:
            sys.exit(watch(plan, console, signals, as_json=as_json))
        doing = check if check_ else _REBUILDING.get(rebuilding, reindex)
        sys.exit(run(plan, console, signals, as_json=as_json, doing=doing))


def _cluster() -> ClusterSettings:
    """The cluster that the environment names."""
    try:
        return settings_from(os.environ)
    except ClusterError as error:
        raise click.UsageError(str(error)) from error


def _other(place: str) -> Path | ClusterSettings:
    """The index that another one is built of."""
    engine, sign, name = place.partition(":")
    if engine != OPENSEARCH or not sign:
        return Path(place)
    try:
        return _cluster().named(name) if name else _cluster()
    except ClusterError as error:
        raise click.UsageError(str(error)) from error


def _rebuilding(*, repair: bool, from_index: str | None) -> str:
    """Which of the options is given that build an index of what another one keeps, if one is."""
    given = [*(["--repair"] if repair else []), *(["--from-index"] if from_index else [])]
    if len(given) > 1:
        raise click.UsageError("--repair mends an index, --from-index builds one: choose one")
    return "".join(given)


def _look(option: str, place: Place, console: Console, *, as_json: bool) -> int:
    """Do what only looks at an index; return the exit status."""
    if option == "--verify":
        return verify_index(place, console)
    if option == "--export":
        return export_index(place, console, _bytes_of(sys.stdout, "stdout"))
    return show_stats(place, console, as_json=as_json)


def _bytes_of(stream: TextIO | None, name: str) -> BinaryIO:
    """The bytes behind a standard stream; a service may be started without any."""
    if stream is None:
        raise click.UsageError(f"{name} is closed")
    return stream.buffer


def _cores() -> int:
    """The processors this process may use."""
    if hasattr(os, "sched_getaffinity"):  # not on macOS
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _options(format_: str, mapping: tuple[str, ...], table: str) -> ReadOptions:
    pairs = dict(_pair(item) for item in mapping)
    try:
        return ReadOptions(format_, pairs, table)
    except UsageError as error:
        raise click.UsageError(str(error)) from error


def _pair(item: str) -> tuple[str, str]:
    field, equals, key = item.partition("=")
    if not (field and equals and key):
        raise click.BadParameter(f"{item!r} is not FIELD=KEY", param_hint="--map")
    return field, key


if __name__ == "__main__":
    main()
