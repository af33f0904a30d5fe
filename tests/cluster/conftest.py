"""What do the cluster's tests run against?  Three real nodes, started when the first test asks for
them, and made whole again behind each test."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import CliRunner
from clusters import Cluster
from conftest import Ran
from index_pairs import Commands, EnginePair, IndexPair
from mixtures import made
from odd_articles import LATER, odd_articles, stories
from opensearch_server import Unavailable

from index.cli import main
from index.cluster.connection import Cluster as Connection
from index.cluster.connection import open_cluster
from index.cluster.settings import ClusterSettings, settings_from


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Three nodes, shared by all tests of this folder: what a test does to them is mended behind it
    (``cluster_stays_whole``), and its indexes have names of their own (``index_name``)."""
    if not os.environ.get("TIMBAO_TEST_CLUSTER"):
        pytest.skip("make test-cluster runs the tests that kill and stop nodes")
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


@contextmanager
def temporary_name(cluster: Cluster) -> Iterator[str]:
    """A name that no other test has; indexes whose names begin with it are removed at the end."""
    name = f"test-{uuid4().hex[:12]}"
    yield name
    for index in cluster.client.indices.get(index=f"{name}*"):
        cluster.client.indices.delete(index=index)


@pytest.fixture(scope="session")
def new_pair(
    cluster: Cluster,
    tmp_path_factory: pytest.TempPathFactory,
    cli_command: tuple[list[str], dict[str, str]],
    reindex_cli: Callable[..., object],
    write_jsonl: Callable[..., Path],
) -> Callable[[str], IndexPair]:
    """``new_pair(name)``: two places for the same articles, where nothing is yet."""

    def make(name: str) -> IndexPair:
        folder = tmp_path_factory.mktemp("pair")
        settings = ClusterSettings(tuple(cluster.urls), name)
        return IndexPair(folder, settings, Commands(cli_command, reindex_cli, write_jsonl))

    return make


@pytest.fixture(scope="session")
def sample_pair(cluster: Cluster, new_pair: Callable[[str], IndexPair]) -> Iterator[IndexPair]:
    """The sample corpus and odd articles in a folder and on the cluster, in two runs, behind which
    one article is gone for good.  Read only."""
    with temporary_name(cluster) as name:
        pair = new_pair(name)
        gone = {"id": "gone", "title": "Dân vận đã gỡ", "body": "Bài này bị gỡ khỏi kho."}
        odd = [*odd_articles(), *stories(), gone]
        pair.run({"odd.jsonl": odd, "mixed.jsonl": made("a", 60, 1)}, "--sample")
        changed = [{**LATER, "id": "a3"}, {**LATER, "id": "later", "tags": ["dân vận"]}]
        pair.run({"changed.jsonl": changed}, "--sample", "--delete", "gone")
        yield pair


@pytest.fixture(scope="session")
def engines(sample_pair: IndexPair) -> Iterator[EnginePair]:
    """Both engines over ``sample_pair``."""
    with sample_pair.opened() as opened:
        yield opened


@pytest.fixture
def index_name(cluster: Cluster) -> Iterator[str]:
    """A name that no other test has; indexes whose names begin with it are removed behind it."""
    with temporary_name(cluster) as name:
        yield name


@pytest.fixture
def environment(cluster: Cluster, index_name: str) -> dict[str, str]:
    """What tells ``reindex`` of the cluster."""
    return {
        "TIMBAO_ENGINE": "opensearch",
        "OPENSEARCH_URL": ",".join(cluster.urls),
        "OPENSEARCH_INDEX": index_name,
    }


@pytest.fixture
def reindex_there(environment: dict[str, str]) -> Callable[..., Ran]:
    """Run the reindex command on the cluster, within this process."""

    def run(*arguments: str | Path, as_json: bool = True, **others: str) -> Ran:
        line = [*(["--json"] if as_json else []), *map(str, arguments)]
        done = CliRunner().invoke(main, line, env={**environment, **others}, catch_exceptions=False)
        report = json.loads(done.stdout) if as_json and done.stdout.startswith("{") else {}
        return Ran(done.exit_code, done.stdout, done.stderr, report)

    return run


@pytest.fixture
def there(environment: dict[str, str]) -> Iterator[Connection]:
    """The index that ``reindex_there`` makes."""
    opened = open_cluster(settings_from(environment), timeout=60)
    yield opened
    opened.client.close()
