"""How is what an index holds given out?  As JSON Lines, or as figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import msgspec

from index.cluster.settings import ClusterSettings
from index.readers import record_of
from index.run.clustered.holdings import count_cluster, export_cluster
from index.run.holdings import Holdings, count_holdings, export_articles

MAX_SHOWN_VALUES = 15


Place = Path | ClusterSettings
"""Where an index is: a folder, or a cluster."""


def holdings_of(place: Place) -> Holdings:
    """What an index holds; raises a :class:`index.errors.StoreError`."""
    return count_cluster(place) if isinstance(place, ClusterSettings) else count_holdings(place)


def write_export(place: Place, out: BinaryIO) -> None:
    """Write all articles of an index to ``out``, one record on a line.

    Raises a :class:`index.errors.StoreError`; ``BrokenPipeError`` if nobody reads on.
    """
    if isinstance(place, ClusterSettings):
        articles = export_cluster(place)
    else:
        articles = export_articles(place)
    encoder = msgspec.json.Encoder()
    out.writelines(encoder.encode(record_of(article)) + b"\n" for article in articles)
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
