"""What does the text of an address, or of networks, say?  The same wherever it matters who asks:
for limits, the access log and the figures."""

from __future__ import annotations

import re
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
_SEPARATORS = re.compile(r"[\s,]+")


def read_address(text: str | None) -> Address | None:
    """The address, without the zone of IPv6; one of IPv4 that came over IPv6 is that of IPv4.
    ``None`` for what is none, as of a socket in the file system.

    >>> read_address("::ffff:127.0.0.1")
    IPv4Address('127.0.0.1')
    """
    try:
        whole = ip_address((text or "").partition("%")[0])
    except ValueError:
        return None
    return getattr(whole, "ipv4_mapped", None) or whole


def read_networks(text: str) -> tuple[Network, ...]:
    """Addresses or networks with commas or spaces between them; bits behind a network do not count.
    Raises ``ValueError``."""
    return tuple(ip_network(one, strict=False) for one in _SEPARATORS.split(text) if one)


def network_around(address: Address, bits: int) -> Network:
    """The network of so many leading ``bits`` that ``address`` is in."""
    return ip_network((address, bits), strict=False)
