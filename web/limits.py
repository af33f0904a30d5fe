"""How often may one client ask?  So often in so much time; a 429 says how often, and when again.

Counted exactly (a moving window), in the memory of each process or, for all of them together, in
Redis.  While Redis cannot be reached each process counts for itself: a site does not stop for that.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, current_app, g, request
from limits import RateLimitItem, parse_many
from limits.errors import ConfigurationError, StorageError
from limits.storage import MemoryStorage, Storage, storage_from_string
from limits.strategies import MovingWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from web.addresses import Network, read_address, read_networks
from web.clients import network_of
from web.errors import InvalidSetting

DEFAULTS: dict[str, Any] = {"LIMITS": None, "LIMITS_STORAGE": "memory://", "LIMITS_EXEMPT": None}
GENEROUS = "600 per minute"
"""Where nothing is said: more than a school's readers or somebody's script ask for."""
_LOOPBACK = "127.0.0.0/8 ::1/128"
_FREE = re.compile(r"/(?:static/.*|healthz|readyz|metrics|robots\.txt)", re.DOTALL)
_MEMORY = "memory://"
_AGAIN = 10.0  # seconds until Redis is tried again
_PATIENCE = 0.5  # seconds to wait for Redis


@dataclass(frozen=True, slots=True)
class Settings:
    """What is allowed to whom, and where it is counted."""

    limits: Sequence[RateLimitItem]
    exempt: Sequence[Network]
    storage: Storage

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> Settings:
        """Raises :class:`InvalidSetting`."""
        said, exempt = config["LIMITS"], config["LIMITS_EXEMPT"]
        if exempt is None:  # who sets limits means them for everybody
            exempt = _LOOPBACK if said is None else ""
        return cls(
            _limits(GENEROUS if said is None else str(said)),
            _networks(str(exempt)),
            _storage(str(config["LIMITS_STORAGE"])),
        )


def _limits(said: str) -> Sequence[RateLimitItem]:
    if not said.strip():
        return ()
    try:
        return tuple(sorted(parse_many(said)))
    except ValueError as error:
        raise InvalidSetting("LIMITS", said, "such as '120 per minute; 2000 per day'") from error


def _networks(said: str) -> Sequence[Network]:
    try:
        return read_networks(said)
    except ValueError as error:
        raise InvalidSetting("LIMITS_EXEMPT", said, "addresses or networks") from error


def _storage(uri: str) -> Storage:
    options: dict[str, Any] = {}
    if not uri.startswith(_MEMORY):
        options = {"socket_connect_timeout": _PATIENCE, "socket_timeout": _PATIENCE}
    try:
        made = storage_from_string(uri, wrap_exceptions=True, **options)
    except (ConfigurationError, ValueError, TypeError) as error:
        expected = "memory:// or redis://host:port, for which there has to be the package redis"
        raise InvalidSetting("LIMITS_STORAGE", uri, expected) from error
    if not isinstance(made, Storage):
        raise InvalidSetting("LIMITS_STORAGE", uri, "memory:// or redis://host:port")
    return made


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left to a client of the limit that it comes nearest to."""

    limit: RateLimitItem
    left: int
    seconds: int
    """Until there is more again."""


class Counter:
    """Counts what clients ask; safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._shared = MovingWindowRateLimiter(settings.storage)
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._shared_again = 0.0

    def is_exempt(self, address: str) -> bool:
        """Whether nobody counts what is asked from ``address``."""
        read = read_address(address)
        return read is not None and any(read in network for network in self._settings.exempt)

    def ask(self, client: str) -> tuple[bool, Allowance]:
        """Whether ``client`` may ask once more, which is counted if so; there has to be a limit."""
        if time.monotonic() >= self._shared_again:
            try:
                return self._ask(self._shared, client)
            except StorageError as error:
                self._shared_again = time.monotonic() + _AGAIN
                current_app.logger.warning("limits are counted by each process: %s", error)
        return self._ask(self._own, client)

    def _ask(self, counter: MovingWindowRateLimiter, client: str) -> tuple[bool, Allowance]:
        nearest: list[Allowance] = []
        for limit in self._settings.limits:
            allowed = counter.hit(limit, client)
            reset, left = counter.get_window_stats(limit, client)
            seconds = max(1, math.ceil(reset - time.time()))
            nearest.append(Allowance(limit, left if allowed else 0, seconds))
            if not allowed:
                return False, nearest[-1]
        return True, min(nearest, key=lambda one: one.left)


def is_free(path: str) -> bool:
    """Whether what is at ``path`` may be asked for as often as anybody likes."""
    return _FREE.fullmatch(path) is not None


def install(app: Flask, settings: Settings) -> None:
    """Refuse what goes beyond the limits in ``settings``, before ``app`` does anything else."""
    if not settings.limits:
        return
    counter = Counter(settings)

    def check() -> None:
        address = request.remote_addr or ""
        if is_free(request.path) or counter.is_exempt(address):
            return
        allowed, g.allowance = counter.ask(network_of(address))
        if not allowed:
            raise _refusal(g.allowance)

    app.before_request(check)
    app.after_request(_tell)


def _refusal(allowance: Allowance) -> TooManyRequests:
    said = (
        f"A client may ask {allowance.limit.amount} times in {_duration(allowance.limit)}. "
        f"Ask again in {allowance.seconds} s."
    )
    return TooManyRequests(said, retry_after=allowance.seconds)


def _duration(limit: RateLimitItem) -> str:
    """The words of the configuration, such as ``1 minute``."""
    return str(limit).partition(" per ")[2]


def _tell(response: Response) -> Response:
    """The limit in the headers that programs know for it (draft-ietf-httpapi-ratelimit-headers,
    as it was until its sixth version)."""
    allowance: Allowance | None = g.get("allowance")
    if allowance is not None:
        response.headers["RateLimit-Limit"] = str(allowance.limit.amount)
        response.headers["RateLimit-Remaining"] = str(allowance.left)
        response.headers["RateLimit-Reset"] = str(allowance.seconds)
        response.headers["RateLimit-Policy"] = (
            f"{allowance.limit.amount};w={allowance.limit.get_expiry()}"
        )
    return response
