"""How does the website come together?  ``create_app()`` builds one, sharing nothing with others.

Settings, weakest first: the defaults below, environment variables ``TIMBAO_<NAME>``, then the
``config`` argument.  A wrong one is an error at once.  The index is opened by the first request
that needs it, so the site starts (and says what to do) while there is none.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from flask import Flask

from search import DEFAULT_SECONDS, ENGINES
from web import (
    article_ids,
    assets,
    bodies,
    cross_origin,
    hints,
    language,
    limits,
    observing,
    packing,
    pages,
    problems,
    proxies,
    security,
    streams,
)
from web.api import table
from web.engine import EngineSlot, install_engine, tell_timings
from web.errors import InvalidSetting
from web.noted import noted
from web.pages import display

DEFAULTS = {
    "INDEX": "./data/index",
    "ENGINE": "whoosh",
    "TIMEOUT": DEFAULT_SECONDS,
    **limits.DEFAULTS,
    **observing.DEFAULTS,
    **proxies.DEFAULTS,
    **streams.DEFAULTS,
}


class Site(Flask):
    """The application, which says of which request it tells."""

    def log_exception(self, exc_info: Any) -> None:
        """Write down what no view should raise; the id stands in the answer, too."""
        note = noted()
        self.logger.error("request %s: %s failed", note.request_id, note.route, exc_info=exc_info)


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """Build the WSGI application; ``config`` wins over the environment.

    Raises :class:`web.errors.InvalidSetting` (a ``ValueError``) for a setting that cannot be.
    """
    app = Site(__name__, static_folder=None)
    app.config.from_mapping(DEFAULTS)
    app.config.from_prefixed_env("TIMBAO", loads=str)
    app.config.from_mapping(config or {})
    app.url_map.merge_slashes = False  # an article's id may hold any characters

    article_ids.install(app)
    install_engine(app, _engine_slot(app.config))
    language.install(app)
    display.install(app)
    assets.install(app)
    limits.install(app, limits.Settings.of(app.config))
    bodies.install(app)
    streams.install(app)
    security.install(app)
    cross_origin.install(app)
    tell_timings(app)
    problems.install(app)
    packing.install(app)
    for blueprint in (pages.blueprint(), hints.blueprint()):
        app.register_blueprint(blueprint)
    table.install(app)
    observing.install(app, observing.Settings.of(app.config))
    proxies.install(app)
    return app


def _engine_slot(config: Mapping[str, Any]) -> EngineSlot:
    if config["ENGINE"] not in ENGINES:
        raise InvalidSetting("ENGINE", config["ENGINE"], f"one of {', '.join(ENGINES)}")
    return EngineSlot(config["INDEX"], config["ENGINE"], _seconds(config["TIMEOUT"]))


def _seconds(value: object) -> float:
    expected = "a number of seconds above 0"
    try:
        seconds = float(str(value))
    except ValueError as error:
        raise InvalidSetting("TIMEOUT", value, expected) from error
    if not (math.isfinite(seconds) and seconds > 0):
        raise InvalidSetting("TIMEOUT", value, expected)
    return seconds
