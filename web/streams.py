"""How many exports leave at a time?  So many that readers have threads left; others hear when to
come again."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Flask, current_app
from werkzeug.exceptions import ServiceUnavailable

from web.proxies import whole_number

DEFAULTS: dict[str, Any] = {"STREAMS": 2}
_EXTENSION = "timbao-streams"
_RETRY_AFTER = 5  # seconds


class TooManyStreams(ServiceUnavailable):
    """All slots are taken."""

    description = "As many exports as may leave at a time are under way."

    def __init__(self) -> None:
        super().__init__(retry_after=_RETRY_AFTER)


def install(app: Flask) -> None:
    """Give ``app`` its slots.  Raises :class:`web.errors.InvalidSetting`."""
    app.extensions[_EXTENSION] = threading.BoundedSemaphore(streams_of(app.config))


def streams_of(config: Mapping[str, Any]) -> int:
    """How many exports a process may have under way.  Raises ``InvalidSetting``."""
    return whole_number(config, "STREAMS", 1)


@contextmanager
def slot() -> Iterator[None]:
    """Have one of the slots for as long as this is entered, or end the request with a 503."""
    slots: threading.BoundedSemaphore = current_app.extensions[_EXTENSION]
    if not slots.acquire(blocking=False):
        raise TooManyStreams
    try:
        yield
    finally:
        slots.release()
