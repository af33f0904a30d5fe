"""Is the endpoint what its description says, and is all of it described?

The description is validated against the standard, and asked for what it allows and forbids.
"""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from answers import json_of
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, assume, given, settings
from openapi_spec_validator import validate
from schemathesis import GenerationMode

from web.api.operations import Operation
from web.api.table import OPERATIONS
from web.params import clean_text

EXAMPLES = 12  # of each operation: what any of them can do wrong, others do as well


@pytest.fixture(scope="session")
def described(app: Flask) -> Any:
    """The endpoint as its own description has it."""
    return schemathesis.openapi.from_wsgi("/api/openapi.json", app)


def can_be_wrong(operation: Operation) -> bool:
    """Whether there is anything that its description forbids."""
    return bool(operation.body) or any(
        {"anyOf", "enum", "pattern"} & one.schema.keys() for one in operation.parameters
    )


def is_only_said_in_words(case: Any) -> bool:
    """Whether each parameter is right, but one leaves no room for another; or a date is blank, and
    as good as none."""
    asked = {**(case.query or {}), **(case.body if isinstance(case.body, dict) else {})}
    for prefix in ("", "compare_"):
        days = [str(asked.get(prefix + name) or "") for name in ("from", "to")]
        is_blank = any(day and not clean_text(day).strip() for day in days)
        if is_blank or (asked.get(prefix + "undated") == "only" and any(days)):
            return True
    return False


def leave_out_made_up_places(case: Any) -> None:
    """A cursor is right only where the endpoint gave it, and ``after`` only beside one:
    ``test_cursors.py`` has those."""
    for name in ("cursor", "after"):
        (case.query or {}).pop(name, None)


@pytest.mark.parametrize(
    ("operation", "mode"),
    [(one, GenerationMode.POSITIVE) for one in OPERATIONS]
    + [(one, GenerationMode.NEGATIVE) for one in OPERATIONS if can_be_wrong(one)],
    ids=lambda value: getattr(value, "endpoint", None) or value.name.lower(),
)
def test_it_answers_as_described_whatever_is_asked(
    described: Any, operation: Operation, mode: GenerationMode
) -> None:
    """With every check of schemathesis on: statuses, media types, schemas, headers, methods, what
    is allowed and what is not."""
    api = described[operation.path][operation.method]

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
    @given(case=api.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        assume(not is_only_said_in_words(case))
        if mode is GenerationMode.POSITIVE:
            leave_out_made_up_places(case)
        case.call_and_validate(headers={"Accept-Encoding": "identity"})

    ask()


def test_the_description_is_valid_openapi(client: FlaskClient) -> None:
    document = json_of(client.get("/api/openapi.json"))
    assert document["openapi"].startswith("3.1.")
    validate(document)
