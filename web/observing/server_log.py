"""What may the server itself write down of a request?  Nothing that somebody typed.

Gunicorn tells of a request that is none, and of one that it could not answer, with what stood in
its first line: the words of a query, too.
"""

from __future__ import annotations

import logging
import re
from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from web.observing.access_log import client_of

_INVALID = re.compile(r"Invalid request from ip=(\S*): .*", re.DOTALL)


class ServerLog(Logger):  # type: ignore[misc]
    """Gunicorn's log, without what it says of the text of a request."""

    def setup(self, cfg: Any) -> None:
        """Begin to log as ``cfg`` has it."""
        super().setup(cfg)
        self.error_log.addFilter(leave_out_text)


def leave_out_text(record: logging.LogRecord) -> bool:
    """Take out of ``record`` what a client sent; that it did stays."""
    invalid = _INVALID.fullmatch(str(record.msg))
    if invalid:
        record.msg = "Invalid request from the network of %s"
        record.args = (client_of(invalid[1], "network"),)
    elif isinstance(record.args, tuple):
        record.args = tuple(map(_without_query, record.args))
    return True


def _without_query(value: object) -> object:
    return value.partition("?")[0] if isinstance(value, str) else value
