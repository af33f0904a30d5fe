"""Where is the cluster, who asks it, and what is its index called?  The environment says so."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from index.errors import ClusterError

DEFAULT_NAME = "timbao"
URL, USER, PASSWORD, CA, INDEX = (
    "OPENSEARCH_URL", "OPENSEARCH_USER", "OPENSEARCH_PASSWORD", "OPENSEARCH_CA", "OPENSEARCH_INDEX",
)  # fmt: skip
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,199}\Z")
_SCHEMES = ("http", "https")


@dataclass(frozen=True, slots=True)
class ClusterSettings:
    """Where an index is kept: the addresses of some of the nodes, who asks (``user`` and
    ``password``, both ``""`` for nobody), the file of the authority that vouches for them (``""``
    for those that the system knows), and the ``name`` of the index."""

    urls: tuple[str, ...]
    name: str = DEFAULT_NAME
    user: str = ""
    password: str = field(default="", repr=False)
    ca: str = ""

    def __post_init__(self) -> None:
        """Raises :class:`ClusterError` for what can be no settings."""
        if not self.urls:
            raise ClusterError(
                f"the cluster's address is not known: set {URL} to that of one of its nodes or "
                "several, with commas between (http://10.0.0.1:9200,http://10.0.0.2:9200)"
            )
        for url in self.urls:
            _check_url(url)
        if not _NAME.match(self.name):
            raise ClusterError(
                f"{INDEX}: {self.name!r} cannot be the name of an index: it begins with a small "
                "letter or a digit, and has only these and _ . -"
            )

    @property
    def where(self) -> str:
        """The index and its nodes, as messages name them."""
        return f"{self.name} on {', '.join(self.urls)}"

    @property
    def is_local(self) -> bool:
        """Whether all nodes are on this machine."""
        return all(map(_is_local, self.urls))

    def named(self, name: str) -> ClusterSettings:
        """Another index of the same cluster."""
        return ClusterSettings(self.urls, name, self.user, self.password, self.ca)


def settings_from(environ: Mapping[str, str]) -> ClusterSettings:
    """The settings that environment variables name; raises :class:`ClusterError`."""
    urls = tuple(filter(None, map(str.strip, environ.get(URL, "").split(","))))
    return ClusterSettings(
        urls,
        environ.get(INDEX) or DEFAULT_NAME,
        environ.get(USER, ""),
        environ.get(PASSWORD, ""),
        environ.get(CA, ""),
    )


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        is_one = parts.scheme in _SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_one = False
    if not is_one:
        raise ClusterError(f"{URL}: {url!r} is no address of a node, such as http://10.0.0.1:9200")
    if parts.username or parts.password:
        raise ClusterError(f"{URL}: the user and the password belong into {USER} and {PASSWORD}")


def _is_local(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
