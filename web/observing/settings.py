"""What of the requests is written down, and who may ask for figures?  The operator's choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from web.addresses import Network, read_networks
from web.errors import InvalidSetting

Clients = Literal["network", "whole", "none"]

DEFAULTS = {
    "ACCESS_LOG": "",
    "LOG_QUERIES": "",
    "LOG_CLIENTS": "network",
    "METRICS": "127.0.0.0/8, ::1",
}
"""Readers are let alone: nothing is logged unless it is asked for, of a client its network, of a
query nothing; figures are for this machine."""

_YES, _NO = ("1", "on", "yes", "true"), ("", "0", "off", "no", "false")
_CLIENTS = ("network", "whole", "none")


@dataclass(frozen=True, slots=True)
class Settings:
    """``access_log`` is the path of a file, ``-`` for standard output, or nothing; of ``clients``
    the address is written whole, as its network, or not at all; ``metrics`` are the networks that
    may ask for figures."""

    access_log: str
    log_queries: bool
    log_clients: Clients
    metrics: tuple[Network, ...]

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> Settings:
        """Those in ``config``; raises :class:`InvalidSetting`."""
        return cls(
            access_log=str(config["ACCESS_LOG"]).strip(),
            log_queries=_is_on(config, "LOG_QUERIES"),
            log_clients=_clients(config["LOG_CLIENTS"]),
            metrics=_networks(config["METRICS"]),
        )


def _is_on(config: Mapping[str, Any], name: str) -> bool:
    value = str(config[name]).strip().lower()
    if value not in (*_YES, *_NO):
        raise InvalidSetting(name, config[name], "1 or 0")
    return value in _YES


def _clients(value: object) -> Clients:
    if value not in _CLIENTS:
        raise InvalidSetting("LOG_CLIENTS", value, f"one of {', '.join(_CLIENTS)}")
    return cast("Clients", value)


def _networks(value: object) -> tuple[Network, ...]:
    try:
        return read_networks(str(value))
    except ValueError as error:
        raise InvalidSetting(
            "METRICS", value, "addresses or networks with commas between them"
        ) from error
