"""Which indexes of articles are there, and how is one made ready to be searched?

``NAME-000007`` has the articles, and the alias ``NAME`` leads to the live one for whoever asks the
cluster by other ways.  What is searched is what the side index says (:mod:`index.cluster.home`).
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from typing import Any

from index.cluster.connection import Cluster
from index.cluster.mapping import index_body
from index.errors import ClusterError

KEPT_INDEXES = 2
"""The live one, and the one before it."""
GREEN_PATIENCE = 600.0
"""Seconds that copies may take to be made before it is only noted that they are not there yet."""
_LOOKS_EVERY = 0.5
_NUMBER = re.compile(r"-(\d{6,})\Z")
_NOT_FOUND = 404


def existing(cluster: Cluster) -> dict[int, frozenset[str]]:
    """The indexes of articles that are there, by their numbers, each with its aliases."""
    with cluster.asking():
        found: Mapping[str, Any] = cluster.client.indices.get_alias(
            index=f"{cluster.name}-*", ignore=_NOT_FOUND
        )
    numbers = {name: number_of(cluster, name) for name in found}
    return {
        number: frozenset(found[name]["aliases"])
        for name, number in numbers.items()
        if number is not None
    }


def index_named(cluster: Cluster, number: int) -> str:
    """The name of the index of this number."""
    return f"{cluster.name}-{number:06d}"


def number_of(cluster: Cluster, index: str) -> int | None:
    """The number of an index; ``None`` if it is none of this name's."""
    found = _NUMBER.search(index)
    if found is None or index_named(cluster, int(found[1])) != index:
        return None
    return int(found[1])


def check_name(cluster: Cluster) -> None:
    """Raise :class:`ClusterError` where somebody else's index has the name."""
    with cluster.asking():
        indices = cluster.client.indices
        is_taken = indices.exists(index=cluster.name) and not indices.exists_alias(
            name=cluster.name
        )
    if is_taken:
        raise ClusterError(
            f"{cluster.settings.where}: there is an index of that name, which is none of ours; "
            "choose another name with OPENSEARCH_INDEX"
        )


def create(cluster: Cluster, number: int, shards: int) -> str:
    """Create the index of this number, without copies of its shards as long as it is filled;
    return its name."""
    name = index_named(cluster, number)
    with cluster.asking():
        cluster.client.indices.create(index=name, body=index_body(shards=shards, replicas=0))
    return name


def remove(cluster: Cluster, number: int) -> None:
    """Remove an index, if it is there."""
    with cluster.asking():
        cluster.client.indices.delete(index=index_named(cluster, number), ignore=_NOT_FOUND)


def refresh(cluster: Cluster, index: str) -> None:
    """Have searches see all that was written; raises :class:`ClusterError` if some shard cannot."""
    with cluster.asking():
        shards = cluster.client.indices.refresh(index=index)["_shards"]
    if shards["failed"]:
        raise ClusterError(
            f"{cluster.settings.where}: {shards['failed']} of the shards of {index} cannot be "
            f"refreshed (GET _cat/shards/{index}?v says which)"
        )


def shards_of(cluster: Cluster, index: str) -> int | None:
    """How many shards an index has; ``None`` if it is not there."""
    with cluster.asking():
        found = cluster.client.indices.get_settings(index=index, ignore=_NOT_FOUND)
    if index not in found:
        return None
    return int(found[index]["settings"]["index"]["number_of_shards"])


def data_nodes(cluster: Cluster) -> int:
    """How many nodes keep data."""
    with cluster.asking():
        return int(cluster.client.cluster.health()["number_of_data_nodes"])


def copy_shards(
    cluster: Cluster, index: str, replicas: int, stop: Callable[[], bool]
) -> str | None:
    """Have each shard copied to so many other nodes, and wait until it is; return what is to be
    noted where that takes too long.

    Of what is not committed, a copy writes each document anew, which takes as long as the first
    time; of what is, it takes the files.  The cluster's own waiting ends in an error after half a
    minute, so it is asked again and again.
    """
    with cluster.asking():
        cluster.client.indices.flush(index=index)
        cluster.client.indices.put_settings(
            index=index, body={"index": {"number_of_replicas": replicas}}
        )
    until = time.monotonic() + GREEN_PATIENCE
    while True:
        with cluster.asking():
            health = cluster.client.cluster.health(index=index)
        if health["status"] == "green":
            return None
        if time.monotonic() > until or stop():
            break
        time.sleep(_LOOKS_EVERY)
    if health["status"] == "red":
        raise ClusterError(
            f"{cluster.settings.where}: a shard of {index} is lost; start the node that has it "
            f"(GET _cat/shards/{index}?v), and run it again"
        )
    return (
        f"{index}: {health['unassigned_shards'] + health['initializing_shards']} copies of shards "
        "are not made yet; until they are, articles are lost with the node that has them"
    )


def lead_to(cluster: Cluster, index: str) -> None:
    """Have the alias lead to ``index``, and nowhere else."""
    actions = [
        {"remove": {"index": f"{cluster.name}-*", "alias": cluster.name, "must_exist": False}},
        {"add": {"index": index, "alias": cluster.name}},
    ]
    with cluster.asking():
        cluster.client.indices.update_aliases(body={"actions": actions})
