"""Does the memory of a reindex grow with the file it reads?  Indexes files of several sizes.

    PYTHONPATH=tests python -m bench.streaming CORPUS --sizes 100,300,1000

Each file is JSON Lines of distinct articles, made of the sentences of CORPUS (JSON Lines too, as
xz) in ever new orders, one word in twelve replaced.  Told is the largest *anonymous* memory of the
parent and of a worker: what processes have of their own.  Files that are mapped are not in it; the
system keeps of them what there is room for.
"""

from __future__ import annotations

import json
import lzma
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import click

from bench.memory import family, memory
from bench.processes import environment

_LOOK_EVERY_S = 0.1
_ORIGINALS = 20_000  # articles whose sentences are taken: they stay in memory
_SENTENCES = 14  # in a body
_REPLACED = 12  # one word in so many
_DAYS = 3000


@dataclass(frozen=True, slots=True)
class Peaks:
    """The largest anonymous memory, in MB, of the parent, of one worker, and of all together."""

    parent: float = 0.0
    worker: float = 0.0
    together: float = 0.0


@click.command()
@click.argument("corpus", type=click.Path(exists=True, path_type=Path))
@click.option("--sizes", default="100,300", help="MB of the files, comma by comma.")
@click.option("--jobs", default=2, show_default=True)
@click.option("--memory", "limit", default=300, show_default=True, help="As reindex has it.")
def main(corpus: Path, sizes: str, jobs: int, limit: int) -> None:
    """Index files of so many MB and print what memory that took, as a table."""
    click.echo("| MB | articles | seconds | parent MB | worker MB | together MB |")
    click.echo("| ---: | ---: | ---: | ---: | ---: | ---: |")
    for size in map(int, sizes.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            file, index = Path(folder) / "articles.jsonl", Path(folder) / "index"
            articles = write_articles(corpus, file, size)
            started = time.perf_counter()
            options = ["--jobs", str(jobs), "--memory", str(limit), "--index", str(index)]
            peaks = _peaks_of([sys.executable, "-m", "index.cli", "--json", *options, str(file)])
            seconds = time.perf_counter() - started
        row = f"{size:,} | {articles:,} | {seconds:,.0f} | {peaks.parent:.0f} | {peaks.worker:.0f}"
        click.echo(f"| {row} | {peaks.together:.0f} |")


def write_articles(corpus: Path, file: Path, megabytes: int) -> int:
    """Write articles of so many ``megabytes`` into ``file``; return how many they are."""
    written = number = 0
    with file.open("wb") as out:
        for line in _articles(corpus):
            if written >= megabytes * 1_000_000:
                break
            written += out.write(line)
            number += 1
    return number


def _articles(corpus: Path) -> Iterator[bytes]:
    """Lines without end, the same in every run."""
    chance = random.Random(5)
    titles: list[str] = []
    sentences: list[str] = []
    with lzma.open(corpus, "rt", encoding="utf-8") as lines:
        for line, _ in zip(lines, range(_ORIGINALS), strict=False):
            record = json.loads(line)
            titles.append(record["title"])
            sentences += record["body"].split("\n")
    words = [word for sentence in sentences[::20] for word in sentence.split()]

    def varied(text: str) -> str:
        own = text.split(" ")
        for place in range(chance.randrange(_REPLACED), len(own), _REPLACED):
            own[place] = chance.choice(words)
        return " ".join(own)

    number = 0
    while True:
        day = date(2015, 1, 1) + timedelta(days=number % _DAYS)
        record = {
            "id": f"v-{number}",
            "title": varied(titles[number % len(titles)]),
            "body": "\n".join(varied(chance.choice(sentences)) for _ in range(_SENTENCES)),
            "date": day.isoformat(),
            "url": f"https://bao.example/bai-{number}.html",
        }
        yield json.dumps(record, ensure_ascii=False).encode() + b"\n"
        number += 1


def _peaks_of(command: list[str]) -> Peaks:
    """Run ``command`` to its end; raises ``CalledProcessError`` if it fails."""
    peaks = Peaks()
    with subprocess.Popen(command, env=environment(), stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            peaks = _raised(peaks, process.pid)
            time.sleep(_LOOK_EVERY_S)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return peaks


def _raised(peaks: Peaks, pid: int) -> Peaks:
    found = {one: seen.own_mb for one in family(pid) if (seen := memory(one)) is not None}
    return Peaks(
        max(peaks.parent, found.get(pid, 0.0)),
        max([peaks.worker, *(mb for one, mb in found.items() if one != pid)]),
        max(peaks.together, sum(found.values())),
    )


if __name__ == "__main__":
    main()
