"""Who asks, as far as limits and turns go?  An address, or the network that one client has."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv6Address

from web.addresses import network_around, read_address

_IPV6 = 64  # bits: what one subscriber is given; the rest is theirs to choose
UNKNOWN = "unknown"


def network_of(address: str) -> str:
    """The client at ``address``: itself, or its /64 of IPv6; "unknown" for what is no address."""
    read = read_address(address)
    if read is None:
        return UNKNOWN
    return str(network_around(read, _IPV6) if isinstance(read, IPv6Address) else read)


def behind(peer: str, forwarded: Sequence[str], proxies: int) -> str:
    """Whom the outermost of so many ``proxies`` heard: each adds the address that it heard to
    ``forwarded`` (``X-Forwarded-For``), behind whatever a client made up.

    ``peer`` is who connected, and what remains where the proxies added nothing.
    """
    if proxies and len(forwarded) >= proxies:
        return forwarded[-proxies]
    return peer
