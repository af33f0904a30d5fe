"""Does ``--check`` say what the run that follows does, whatever happened before?"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from index.errors import IndexingError
from index.readers import ReadOptions
from index.run.check import check
from index.run.holdings import export_articles
from index.run.plan import Plan
from index.run.reindex import reindex
from index.run.report import Report
from index.store.opening import verify

LEFT_OUT = ("seconds", "grouped")  # a check takes other time, and looks for no stories


def change_files(pick: random.Random, folder: Path) -> None:
    """Write, append to and remove some of four files with some of six articles."""
    for _ in range(pick.randrange(4)):
        path = folder / f"{pick.randrange(4)}.jsonl"
        records = [record(pick) for _ in range(pick.randrange(4))]
        if (doing := pick.choice("wwwar")) == "r":
            path.unlink(missing_ok=True)
            continue
        with path.open("a" if doing == "a" else "w", encoding="utf-8") as file:
            file.writelines(records)


def record(pick: random.Random) -> str:
    number, version = pick.randrange(6), pick.randrange(3)
    if version == 0 and number == 0:
        return "{hỏng\n"
    named = {} if number == 1 else {"id": f"i{number}"}
    return json.dumps({**named, "title": f"Tin {number}", "body": f"Bản {version}"}) + "\n"


def plan_of(pick: random.Random, root: Path, folder: Path) -> Plan:
    def sometimes() -> tuple[str, ...]:
        return (f"i{pick.randrange(7)}",) if pick.random() < 0.3 else ()

    delete, undelete = sometimes(), sometimes()
    corrects_alone = (delete or undelete) and pick.random() < 0.3
    return Plan(
        root,
        () if corrects_alone else (str(folder),),
        ReadOptions(),
        fresh=not corrects_alone and pick.random() < 0.15,
        prune=pick.random() < 0.4,
        delete=delete,
        undelete=undelete,
    )


def outcome(doing: Callable[[Plan], Report], plan: Plan) -> dict[str, Any] | tuple[str, str]:
    try:
        counted = asdict(doing(plan))
    except IndexingError as error:
        return type(error).__name__, str(error)
    return {name: value for name, value in counted.items() if name not in LEFT_OUT}


@pytest.mark.parametrize("seed", range(4))
def test_a_check_says_what_the_run_behind_it_does(tmp_path: Path, seed: int) -> None:
    pick = random.Random(seed)
    root, folder = tmp_path / "index", tmp_path / "corpus"
    folder.mkdir()
    committed = 0
    for _ in range(10):
        change_files(pick, folder)
        plan = plan_of(pick, root, folder)
        said = outcome(check, plan)
        done = outcome(reindex, plan)
        assert said == done
        if isinstance(done, dict):
            committed += 1
            ids = [article.id for article in export_articles(root)]
            assert len(ids) == len(set(ids)) == done["articles"]
            assert verify(root) == []
    assert committed > 2
