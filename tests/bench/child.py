"""What runs in a process of its own?  One job, read from standard input.

So that memory and processor time are one engine's and nothing is warm that should be cold.
Each task imports what it needs and no more.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import msgspec

from bench.shapes import Query
from bench.texts import Texts


@dataclass(frozen=True, slots=True)
class Job:
    """What to do; which of the rest matters depends on the task."""

    task: Literal["build", "ask", "extras", "segment", "http"]
    engine: str = ""
    index: str = ""
    out: str = ""
    texts: Texts | None = None
    queries: tuple[Query, ...] = ()
    seconds: float = 0.0
    port: int = 0


def main() -> None:
    """Do the job and write what it found."""
    job = msgspec.json.decode(sys.stdin.buffer.read(), type=Job)
    if job.task == "build":
        _build(job)
    else:
        Path(job.out).write_bytes(msgspec.json.encode(_found(job)))


def _build(job: Job) -> None:
    from bench.engines import ENGINES

    assert job.texts is not None
    ENGINES[job.engine].load().build(job.texts, Path(job.index))


def _found(job: Job) -> Any:
    match job.task:
        case "ask":
            from bench.engines import ENGINES
            from bench.measure import ask

            return ask(ENGINES[job.engine], Path(job.index), job.queries, job.seconds)
        case "extras":
            from bench.extras import searching

            return searching(Path(job.index), job.queries)
        case "segment":
            from bench.extras import segmenting

            assert job.texts is not None
            return segmenting(job.texts)
        case _:
            from bench.serve import browse

            return browse(job.port, job.queries, job.seconds)


if __name__ == "__main__":
    main()
