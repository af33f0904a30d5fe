"""In which language is the page?  Vietnamese, or English for those who ask for it.

``?lang=`` decides, then the browser's Accept-Language, then Vietnamese.  A language chosen by
``?lang=`` stays in every link to another page.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, g, has_app_context, has_request_context, request
from flask_babel import Babel, get_locale

from web.params import first, query_pairs

LANGUAGES = ("vi", "en")


def install(app: Flask) -> None:
    """Let ``app`` speak both languages."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", LANGUAGES[0])
    Babel(app, locale_selector=choose_language)
    app.url_defaults(_keep_language)
    app.context_processor(_template_values)


def choose_language() -> str:
    """The language of the current request."""
    return chosen_language() or request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def current_language() -> str:
    """The language that texts are being written in; looked up once a request, since a page asks
    for it more than a hundred times."""
    if not has_app_context():
        return LANGUAGES[0]
    known: str | None = g.get("language")
    if known is None:
        locale = get_locale()
        known = g.language = str(locale.language) if locale else LANGUAGES[0]
    return known


def chosen_language() -> str | None:
    """The language that the address of the current request asks for."""
    lang = first(query_pairs(), "lang")
    return lang if lang in LANGUAGES else None


def _keep_language(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint.startswith("pages.") and has_request_context() and "_external" not in values:
        lang = chosen_language()
        if lang:
            values.setdefault("lang", lang)


def _template_values() -> dict[str, Any]:
    return {
        "lang": current_language(),
        "chosen_lang": chosen_language(),
        "in_language": _this_page_in,
    }


def _this_page_in(lang: str) -> str:
    """The current page in another language."""
    pairs = [pair for pair in query_pairs() if pair[0] != "lang"]
    path = quote(request.root_path + "/" + request.path.lstrip("/"))
    return f"{path}?{urlencode([*pairs, ('lang', lang)])}"
