"""What can go wrong while the site is put together?

WebError
└── InvalidSetting      a setting has a value it may not have: the application is not made

What goes wrong in a request is of :mod:`search.errors` or of Werkzeug; :mod:`web.problems` answers
both.
"""

from __future__ import annotations


class WebError(Exception):
    """The root: catch this to catch all that :mod:`web` raises on purpose."""


class InvalidSetting(WebError, ValueError):
    """``name`` is the setting's in ``create_app(config)``; the environment has ``TIMBAO_`` before
    it."""

    def __init__(self, name: str, value: object, expected: str) -> None:
        super().__init__(f"{name} (TIMBAO_{name}) is {value!r}: expected {expected}")
        self.name = name
        self.value = value
        self.expected = expected
