"""What do the tests of the index look at?  Its titles, its live folder, its report."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from index.store.generations import point_to
from index.store.manifest import SEALED_MANIFESTS
from index.store.opening import current_name
from search import SearchRequest, open_engine

A = {"id": "a", "title": "Mùa lúa chín", "body": "Cả xóm ra đồng gặt từ sáng sớm."}
B = {"id": "b", "title": "Chợ nổi họp sớm", "body": "Thuyền chở đầy dưa và cam."}
C = {"id": "c", "title": "Đò ngang ngày nước lớn", "body": "Bến đông người chờ."}
NEW_A = {**A, "title": "Mùa lúa chín muộn"}

WORDS = (
    *("đò", "bến", "sông", "lúa", "mưa", "nắng", "chợ", "xóm"),
    *("đường", "trường", "học", "thầy", "trò", "gặt", "cấy", "thuyền"),
)

Cli = Callable[..., Any]
Write = Callable[..., Path]
Command = tuple[list[str], dict[str, str]]


def many(count: int, mark: str = "") -> list[dict[str, str]]:
    """So many articles of 120 syllables; ``mark`` is in all their titles."""
    pick = random.Random(7)
    return [
        {"id": f"n{n}", "title": f"Tin {n} {mark}", "body": " ".join(pick.choices(WORDS, k=120))}
        for n in range(count)
    ]


def titles(root: Path, q: str = "") -> dict[str, str | None]:
    """What a searcher finds: id → title."""
    with open_engine(root) as engine:
        hits = engine.search(SearchRequest(q, size=100)).hits
    return {hit.id: hit.title for hit in hits}


def total(root: Path, q: str = "") -> int:
    """How many articles a searcher finds."""
    with open_engine(root) as engine:
        return engine.search(SearchRequest(q)).total


def grow(
    folder: Path, reindex: Cli, write_jsonl: Write, more: Sequence[Mapping[str, object]]
) -> Path:
    """An index in ``folder`` of two generations, beside its corpus, with every kind of file: of A,
    B, another article and ``more`` it was built; then A was changed, C added, and the other one
    taken out for good."""
    root, corpus, other = folder / "index", folder / "corpus", {"id": "d", "title": "Đã bỏ ra"}
    write_jsonl(corpus / "one.jsonl", [A, B, other])
    write_jsonl(corpus / "many.jsonl", more)
    assert reindex(root, corpus).returncode == 0
    write_jsonl(corpus / "one.jsonl", [NEW_A, B, other])
    write_jsonl(corpus / "two.jsonl", [C])
    assert reindex(root, "--delete", "d", corpus).returncode == 0
    assert generations(root) == ["000001", "000002"]
    return root


def live_folder(root: Path) -> Path:
    """The folder of the live generation."""
    name = current_name(root)
    assert name is not None
    return root / "generations" / name


def set_schema(root: Path, schema: int) -> None:
    """Make the live generation one of another schema, whose stored articles are the same."""
    path = live_folder(root) / "manifest.json"
    manifest = json.loads(path.read_bytes())
    path.write_text(json.dumps({**manifest, "schema_version": schema}), encoding="utf-8")
    if schema < SEALED_MANIFESTS:
        (root / "CURRENT").write_text(f"{path.parent.name}\n", encoding="ascii")
    else:
        point_to(root, path.parent)


def generations(root: Path) -> list[str]:
    """The names of all generations, unfinished ones too."""
    return sorted(path.name for path in (root / "generations").iterdir())


def biggest_file(root: Path) -> Path:
    """The largest segment."""
    return max(live_folder(root).glob("*.arrays"), key=lambda path: path.stat().st_size)


def assert_adds_up(report: dict[str, Any], *, skipped: int = 0) -> None:
    """Every record that was read is counted once; ``skipped`` stood in files not read again."""
    parts = ("indexed", "updated", "unchanged", "duplicates", "rejected")
    assert report["read"] == sum(report[part] for part in parts) - skipped


def counts(report: dict[str, Any], *names: str) -> tuple[int, ...]:
    """Some numbers of a report, in order."""
    return tuple(report[name] for name in names)
