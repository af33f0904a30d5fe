"""How is what an index holds given out?  As JSON Lines, or as figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import msgspec

from index.readers import record_of
from index.run.holdings import Holdings, export_articles

MAX_SHOWN_VALUES = 15


def write_export(root: Path, out: BinaryIO) -> None:
    """Write all articles of the index in ``root`` to ``out``, one record on a line.

    Raises a :class:`index.errors.StoreError`; ``BrokenPipeError`` if nobody reads on.
    """
    encoder = msgspec.json.Encoder()
    out.writelines(encoder.encode(record_of(article)) + b"\n" for article in export_articles(root))
    out.flush()


def holdings_lines(holdings: Holdings) -> Iterator[str]:
    """The lines that tell a person what an index holds."""
    span = f", {holdings.first} to {holdings.last}" if holdings.first else ""
    yield (
        f"{holdings.articles:,} articles{span}; {holdings.undated:,} without a date; "
        f"{holdings.deleted:,} deleted for good"
    )
    yield f"categories: {_most(holdings.categories)}"
    yield f"sources: {_most(holdings.sources)}"
    yield (
        f"generation {holdings.generation}, schema {holdings.schema_version}, built "
        f"{holdings.built} from {', '.join(holdings.built_from) or 'nothing'}; "
        f"{holdings.bytes / 1024**2:,.1f} MB"
    )


def _most(counts: Mapping[str, int]) -> str:
    """The most frequent values, and how many others there are."""
    shown = [f"{value or '(none)'} {n:,}" for value, n in [*counts.items()][:MAX_SHOWN_VALUES]]
    more = len(counts) - len(shown)
    return ", ".join([*shown, *([f"and {more:,} more"] if more else [])]) or "none"
