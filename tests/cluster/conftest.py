"""What do the cluster's tests run against?  Three real nodes, started when the first test asks for
them, and made whole again behind each test."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from clusters import Cluster
from opensearch_server import Unavailable


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Three nodes, shared by all tests of this folder: what a test does to them is mended behind it
    (``cluster_stays_whole``), and its indexes have names of their own (``index_name``)."""
    try:
        running = Cluster()
    except Unavailable as reason:
        pytest.skip(str(reason))
    with running:
        yield running


@pytest.fixture(autouse=True)
def cluster_stays_whole(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test does to nodes, the next one finds all of them."""
    yield
    if "cluster" in request.fixturenames:
        request.getfixturevalue("cluster").heal()


@pytest.fixture
def index_name(cluster: Cluster) -> Iterator[str]:
    """A name that no other test has; indexes whose names begin with it are removed behind it."""
    name = f"test-{uuid4().hex[:12]}"
    yield name
    for index in cluster.client.indices.get(index=f"{name}*"):
        cluster.client.indices.delete(index=index)
