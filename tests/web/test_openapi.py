"""Is the endpoint what its description says, and is all of it described?

The description is validated against the standard, and asked for what it allows and forbids.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import msgspec
import pytest
import schemathesis
from answers import json_of
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, assume, given, settings
from jsonschema import Draft202012Validator
from lxml import html
from openapi_spec_validator import validate
from schemathesis import GenerationMode
from werkzeug.test import EnvironBuilder

from web.api.operations import Operation, Parameter
from web.api.parameters import OTHER
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
    """Whether each parameter is right, but one leaves no room for another, or all together ask for
    too many numbers; or a date is blank, and as good as none."""
    body = case.body if isinstance(case.body, dict) else {}
    asked = {**(case.query or {}), **body}
    leaves_no_room = False
    for other in ("", OTHER):
        days = [str(asked.get(f"{other}{name}") or "") for name in ("from", "to")]
        if any(day and not clean_text(day).strip() for day in days):
            return True
        of_first = [str(asked.get(name) or "") for name in ("from", "to")]
        leaves_no_room |= asked.get(f"{other}undated") == "only" and any(days + of_first)
    has_many = asked.get("interval") == "day" and bool(asked.get("by"))
    return leaves_no_room or has_many


def leave_out_made_up_places(case: Any) -> None:
    """A cursor is right only where the endpoint gave it, and ``after`` only beside one:
    ``test_cursors.py`` has those."""
    for name in ("cursor", "after"):
        (case.query or {}).pop(name, None)


def write_whole_numbers_so(case: Any) -> None:
    """To JSON Schema 5.0 is a whole number; in an address it is one only as 5."""
    for name, value in (case.query or {}).items():
        if isinstance(value, float) and value.is_integer():
            case.query[name] = int(value)


def is_right_as_sent(case: Any, operation: Operation) -> bool:
    """Whether nothing is wrong with a query once it is written as an address, where a number is
    text, no value is empty text, and several values are as good as a list."""
    if operation.body is not None:
        return False
    sent = EnvironBuilder(**case.as_transport_kwargs()).get_environ()["QUERY_STRING"]
    pairs = parse_qsl(sent, keep_blank_values=True)
    return all(is_allowed(one, [v for name, v in pairs if name == one.name]) for one in
               operation.parameters if one.place == "query")  # fmt: skip


def is_allowed(one: Parameter, values: list[str]) -> bool:
    """Whether ``values`` may be given for a parameter of which the first counts, or all."""
    if not values:
        return not one.required
    if one.repeatable and one.most is not None and len(values) > one.most:
        return False
    schema = Draft202012Validator(one.schema)
    counted = values if one.repeatable else values[:1]
    return all(schema.is_valid(int(v) if v.isdecimal() and v.isascii() else v)
               or schema.is_valid(v) for v in counted)  # fmt: skip


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
            write_whole_numbers_so(case)
        else:
            assume(not is_right_as_sent(case, operation))
        case.call_and_validate(headers={"Accept-Encoding": "identity"})

    ask()


def test_the_description_is_valid_openapi(client: FlaskClient) -> None:
    document = json_of(client.get("/api/openapi.json"))
    assert document["openapi"].startswith("3.1.")
    validate(document)


def test_the_page_for_people_names_every_parameter_and_every_field(client: FlaskClient) -> None:
    root = html.fromstring(client.get("/api").text)
    anchors = set(root.xpath("//@id"))
    for operation in OPERATIONS:
        (described,) = root.xpath(f"//article[@id='{operation.endpoint}']")
        names = {one.name for one in operation.parameters}
        if operation.body is not None:
            names |= {field.encode_name for field in msgspec.structs.fields(operation.body)}
        assert names <= {code.text_content() for code in described.xpath(".//code")}
    for link in root.xpath("//main//a/@href"):
        assert not link.startswith("#") or link[1:] in anchors, link
