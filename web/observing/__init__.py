"""How does an operator see what the site does?  The access log, request ids, figures."""

from __future__ import annotations

from contextlib import suppress

from flask import Flask, Response, current_app, request

from search import IndexUnavailable
from search.counts import Queue
from web.engine import opened_engine
from web.errors import InvalidSetting
from web.noted import noted
from web.observing import metrics
from web.observing.access_log import AccessLog
from web.observing.counting import Counting, Routes
from web.observing.exchange import Observed, Observer
from web.observing.figures import Figures
from web.observing.lines import Lines
from web.observing.settings import DEFAULTS, Settings
from web.observing.workers import FIGURES

__all__ = ["DEFAULTS", "LOG", "PROBES", "Settings", "install"]

LOG = "timbao-access-log"
"""Under this name an application has its :class:`AccessLog` among its extensions, if any."""

PROBES = ("/healthz", "/readyz", "/metrics")
"""Asked for by machines every few seconds."""


def install(app: Flask, settings: Settings) -> None:
    """Let ``app``, which has all its other routes, say what becomes of its requests.

    Raises :class:`web.errors.InvalidSetting` for a log that cannot be written.
    """
    figures, number = app.config.get(FIGURES) or (Figures(slots=1), 0)
    routes = Routes([*PROBES, *(rule.rule for rule in app.url_map.iter_rules())])

    def queue() -> Queue | None:
        engine = opened_engine(app)
        return engine.queue() if engine is not None else None

    counting = Counting(figures.slot(number), routes, queue)
    metrics.install(app, figures, routes, counting, settings.metrics)
    observers: list[Observer] = [counting]
    if settings.access_log:
        log = app.extensions[LOG] = AccessLog(_lines(app, settings.access_log), settings, PROBES)
        observers.append(log)
        app.after_request(_note_generation)
    app.before_request(_note_route)

    def tell(request_id: str, error: Exception) -> None:
        app.logger.error("request %s: its answer broke off", request_id, exc_info=error)

    # the method itself: Flask calls it by this name
    app.wsgi_app = Observed(app.wsgi_app, observers, tell)  # type: ignore[method-assign]


def _lines(app: Flask, target: str) -> Lines:
    def tell(error: OSError) -> None:
        app.logger.error("the access log cannot be written: %s", error)

    try:
        return Lines(target, tell)
    except OSError as error:
        expected = f"- or a file that can be written ({error.strerror})"
        raise InvalidSetting("ACCESS_LOG", target, expected) from error


def _note_route() -> None:
    noted().route = request.url_rule.rule if request.url_rule is not None else ""


def _note_generation(response: Response) -> Response:
    """Note which generation is live, where the view did not say of which it told."""
    note, engine = noted(), opened_engine(current_app)
    if note.generation is None and engine is not None:
        with suppress(IndexUnavailable):  # then it is of none
            note.generation = engine.stats().generation
    return response
