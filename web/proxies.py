"""Who is in front of the site, and under which names is it asked for?

A header that a client can write says nothing, unless a proxy of ours is known to have written it:
``PROXIES`` says how many there are.  ``TRUSTED_HOSTS`` are the names that links may be made of.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from web.errors import InvalidSetting

DEFAULTS: dict[str, Any] = {"PROXIES": 0, "TRUSTED_HOSTS": None}
_SEPARATORS = re.compile(r"[\s,]+")


def install(app: Flask) -> None:
    """Let ``app`` see the client, and refuse a foreign ``Host``; after all that looks at either.

    Raises :class:`InvalidSetting`.
    """
    hosts = app.config["TRUSTED_HOSTS"]
    if isinstance(hosts, str):
        hosts = [host for host in _SEPARATORS.split(hosts) if host]
    app.config["TRUSTED_HOSTS"] = hosts or None
    proxies = proxies_of(app.config)
    if proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=0, x_port=0, x_prefix=0
        )


def proxies_of(config: Mapping[str, Any]) -> int:
    """How many proxies are in front.  Raises :class:`InvalidSetting`."""
    return whole_number(config, "PROXIES", 0)


def whole_number(config: Mapping[str, Any], name: str, least: int) -> int:
    """A setting.  Raises :class:`InvalidSetting`."""
    try:
        number = int(str(config[name]))
    except ValueError:
        number = least - 1
    if number < least:
        raise InvalidSetting(name, config[name], f"a whole number from {least} on")
    return number
