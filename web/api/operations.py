"""What is an operation of the endpoint?  An address, what it takes, and what it answers with.

From these shapes the routes are made as well as their description, so neither can say what the
other does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from flask import Response
from msgspec import Struct

View = Callable[..., Response]

_CONVERTED = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What may stand in the query string, or in the path: ``schema`` is its JSON Schema (of one
    value, where it is ``repeatable``), and ``examples`` are values that may stand there."""

    name: str
    description: str
    schema: Mapping[str, Any]
    examples: tuple[str | int, ...] = ()
    repeatable: bool = False
    most: int | None = None
    """How often it may be given."""
    required: bool = False
    place: Literal["query", "path"] = "query"


@dataclass(frozen=True, slots=True)
class Operation:
    """One address and what it does.

    ``rule`` is Flask's, ``endpoint`` the name that ``url_for`` takes; ``view`` answers, or ``None``
    where a page has its route already.  ``answer`` is the shape that is written as JSON, ``media``
    says what else comes: a media type and what it holds.  ``errors`` are the statuses of its
    errors, which come as ``error_media``.
    """

    rule: str
    endpoint: str
    view: View | None
    summary: str
    description: str = ""
    parameters: tuple[Parameter, ...] = ()
    answer: type[Struct] | None = None
    media: Mapping[str, str] = field(default_factory=dict)
    method: Literal["GET", "POST"] = "GET"
    body: type[Struct] | None = None
    errors: tuple[int, ...] = (400, 503)
    room: str = "Search"
    """The heading under which it is described."""
    validated: Literal["index", "content", "never"] = "index"
    """What tells whether the answer has changed: the state of the index, or a digest of itself."""
    error_media: str = "application/problem+json"

    @property
    def path(self) -> str:
        """The address as OpenAPI writes it."""
        return _CONVERTED.sub(r"{\1}", self.rule)
