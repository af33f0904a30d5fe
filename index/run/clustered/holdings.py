"""What does an index on a cluster hold, and is it what was written?"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from index.article import Article
from index.cluster.articles import article_in, every_article, every_document
from index.cluster.connection import Cluster, open_cluster
from index.cluster.files import damaged_files, fetch_files
from index.cluster.home import OLDEST_STORED, current_state
from index.cluster.mapping import DAY, FACET_FIELDS, document_id, value_field
from index.cluster.settings import ClusterSettings
from index.days import iso_day
from index.run.clustered.mending import count_seen
from index.run.clustered.shipping import WRITE_TIMEOUT
from index.run.holdings import Holdings
from index.store.deleted import read_deleted
from index.store.layout import DELETED

_MOST_VALUES = 65_535  # that a cluster counts at once


def export_cluster(settings: ClusterSettings) -> Iterator[Article]:
    """All articles of an index; raises a :class:`index.errors.StoreError`."""
    cluster = open_cluster(settings, timeout=WRITE_TIMEOUT)
    with closing(cluster.client):
        yield from every_article(cluster, current_state(cluster, OLDEST_STORED).index)


def count_cluster(settings: ClusterSettings) -> Holdings:
    """What an index holds; raises a :class:`index.errors.StoreError`."""
    cluster = open_cluster(settings, timeout=WRITE_TIMEOUT)
    with closing(cluster.client):
        state = current_state(cluster, OLDEST_STORED)
        manifest = state.manifest
        found = _aggregated(cluster, state.index)
        counts = found["aggregations"]
        articles = found["hits"]["total"]["value"]
        first, last = (counts[name]["value"] for name in ("first", "last"))
        with cluster.asking():
            stats = cluster.client.indices.stats(index=state.index, metric="store")
        size = stats["_all"]["primaries"]["store"]["size_in_bytes"]
        with tempfile.TemporaryDirectory(prefix="timbao-") as scratch:
            fetch_files(cluster, manifest.files, manifest.names_of(DELETED), Path(scratch))
            deleted = len(read_deleted(Path(scratch)))
        return Holdings(
            articles=articles,
            undated=articles - counts["dated"]["value"],
            first=iso_day(int(first)) if first is not None else None,
            last=iso_day(int(last)) if last is not None else None,
            categories=_values(counts, "category", articles),
            sources=_values(counts, "source", articles),
            deleted=deleted,
            generation=state.identity,
            schema_version=manifest.schema_version,
            built=manifest.built,
            built_from=manifest.built_from,
            bytes=size + sum(seal.size for seal in manifest.files.values()),
        )


def _aggregated(cluster: Cluster, index: str) -> Mapping[str, Any]:
    body = {
        "size": 0,
        "track_total_hits": True,
        "aggs": {
            "first": {"min": {"field": DAY}},
            "last": {"max": {"field": DAY}},
            "dated": {"value_count": {"field": DAY}},
            **{
                name: {"terms": {"field": value_field(name), "size": _MOST_VALUES}}
                for name in FACET_FIELDS
            },
        },
    }
    with cluster.asking():
        found: Mapping[str, Any] = cluster.client.search(
            index=index, body=body, params={"allow_partial_search_results": "false"}
        )
    return found


def _values(counts: Mapping[str, Any], name: str, articles: int) -> dict[str, int]:
    """How many articles have each value, the most frequent first; ``""`` for those that have
    none."""
    values = {bucket["key"]: bucket["doc_count"] for bucket in counts[name]["buckets"]}
    without = articles - sum(values.values()) - counts[name]["sum_other_doc_count"]
    if without:
        values[""] = without
    return dict(sorted(values.items(), key=lambda pair: -pair[1]))


def verify_cluster(settings: ClusterSettings) -> list[str]:
    """Read every byte of an index; return what of it is not what was written, each with what is
    wrong.  Raises a :class:`~index.errors.StoreError` where that is not even known."""
    cluster = open_cluster(settings, timeout=WRITE_TIMEOUT)
    with closing(cluster.client):
        state = current_state(cluster)
        with tempfile.TemporaryDirectory(prefix="timbao-") as scratch:
            found = damaged_files(cluster, state.manifest.files, Path(scratch))
        damage = [f"{name} {what}" for name, what in found]
        seen = count_seen(cluster, state.index)
        if seen != state.manifest.articles:
            damage.append(f"{state.index} has {seen:,} articles of {state.manifest.articles:,}")
        damage += _strange_documents(cluster, state.index)
        return damage


def _strange_documents(cluster: Cluster, index: str) -> Iterator[str]:
    for name, source in every_document(cluster, index):
        try:
            article = article_in(source)
        except ValueError as error:
            yield f"{index}/{name} cannot be read ({error})"
            continue
        if document_id(article.id) != name:
            yield f"{index}/{name} is another article"
