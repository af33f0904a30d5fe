"""How is the cluster asked?  Through OpenSearch's client, which is an extra."""

from __future__ import annotations

import re
from base64 import b64encode
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from index.cluster.failures import GATEWAY, translating
from index.cluster.settings import CA, ClusterSettings
from index.errors import ClusterError

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

OLDEST_VERSION, FIRST_UNKNOWN = (2, 19), (4, 0)
TIMEOUT = 10.0  # seconds that a request may take
_CONNECTIONS = 16  # to each node, for as many threads
_DEFAULT_PORTS = {"http": 9200, "https": 443}


def connect(settings: ClusterSettings, *, timeout: float = TIMEOUT) -> OpenSearch:
    """A client of the cluster, for any number of threads; nothing is asked yet.

    A request that may take ``timeout`` seconds goes to another node when one does not answer.
    Raises :class:`ClusterError` where the package is missing or the authority's file cannot be
    read.
    """
    try:
        from opensearchpy import OpenSearch  # noqa: PLC0415 - an extra, which not all have

        from index.cluster.transport import AskingAround  # noqa: PLC0415 - of the same extra
    except ModuleNotFoundError as error:
        raise ClusterError(
            "a cluster is asked through opensearch-py, which is not installed: "
            "pip install 'timbao[opensearch]'"
        ) from error
    try:
        return OpenSearch(
            [_host(url) for url in settings.urls],
            AskingAround,
            headers=_credentials(settings),
            timeout=timeout,
            max_retries=max(3, len(settings.urls)),
            retry_on_timeout=True,
            retry_on_status=GATEWAY,
            http_compress=not settings.is_local,  # packing takes longer than loopback does
            maxsize=_CONNECTIONS,
            ca_certs=settings.ca or None,
        )
    except OSError as error:
        raise ClusterError(f"{CA}: {settings.ca}: cannot be read ({error.strerror})") from error


@dataclass(frozen=True, slots=True)
class Cluster:
    """An open connection: whom it asks, for whatever is to be done with one index."""

    settings: ClusterSettings
    client: OpenSearch

    @property
    def name(self) -> str:
        """The name of the index."""
        return self.settings.name

    def asking(self) -> AbstractContextManager[None]:
        """A block in which the client's errors are translated (:func:`translating`)."""
        return translating(self.settings)


def open_cluster(settings: ClusterSettings, *, timeout: float = TIMEOUT) -> Cluster:
    """A connection to a cluster that answers and is of a version that this one knows.

    Raises :class:`ClusterError`.
    """
    client = connect(settings, timeout=timeout)
    check_version(client, settings)
    return Cluster(settings, client)


def check_version(client: OpenSearch, settings: ClusterSettings) -> None:
    """Raise a :class:`ClusterError` unless the cluster is of a version that this one knows."""
    with translating(settings):
        version = client.info().get("version", {})
    number = str(version.get("number", ""))
    found = tuple(int(part) for part in re.findall(r"\d+", number)[:2])
    if version.get("distribution") == "opensearch" and OLDEST_VERSION <= found < FIRST_UNKNOWN:
        return
    what = f"{version.get('distribution') or 'Elasticsearch'} {number or 'of no version'}"
    raise ClusterError(
        f"{settings.where}: this is {what}; supported are OpenSearch 2.19 and later 2.x, and 3.x"
    )


def _credentials(settings: ClusterSettings) -> dict[str, str]:
    """Who asks, in any letters: the client itself knows those of western Europe only."""
    if not settings.user:
        return {}
    both = b64encode(f"{settings.user}:{settings.password}".encode()).decode("ascii")
    return {"authorization": f"Basic {both}"}


def _host(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    return {
        "host": parts.hostname,
        "port": parts.port or _DEFAULT_PORTS[parts.scheme],
        "use_ssl": parts.scheme == "https",
        **({"url_prefix": parts.path.strip("/")} if parts.path.strip("/") else {}),
    }
