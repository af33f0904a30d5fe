"""How is the endpoint described for people?  The page ``/api``, of the same table as OpenAPI."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus, urlencode

import msgspec
from flask import render_template

from web.api.operations import Operation, Parameter


@dataclass(frozen=True, slots=True)
class ParameterEntry:
    """A parameter as it is described: what it may hold, in words, and examples."""

    name: str
    description: str
    allowed: str
    examples: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class OperationEntry:
    """An operation as it is described, with the address of an example where nothing but a query is
    needed for one, which is ``said`` in letters that people read."""

    endpoint: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[str, ...]
    body: tuple[FieldEntry, ...]
    example: str | None
    said: str


@dataclass(frozen=True, slots=True)
class FieldEntry:
    """A field of a body: what it is, and what it may hold, in words."""

    name: str
    description: str
    allowed: str


def reference(operations: Sequence[Operation]) -> str:
    """The page that describes ``operations``."""
    rooms: dict[str, list[OperationEntry]] = {}
    parameters: dict[str, ParameterEntry] = {}
    for operation in operations:
        rooms.setdefault(operation.room, []).append(_entry(operation))
        for one in operation.parameters:  # the first of one name says most
            parameters.setdefault(one.name, _described(one))
    return render_template("api.html", rooms=rooms, parameters=parameters.values())


def _entry(operation: Operation) -> OperationEntry:
    names = tuple(one.name for one in operation.parameters)
    example = _example(operation)
    return OperationEntry(
        operation.endpoint,
        operation.method,
        operation.path,
        operation.summary,
        operation.description,
        names,
        tuple(_fields(operation.body)) if operation.body else (),
        example,
        unquote_plus(example or ""),
    )


def _fields(shape: type[msgspec.Struct]) -> Iterator[FieldEntry]:
    """The fields of a body, as its schema describes them."""
    _, schemas = msgspec.json.schema_components([shape])
    schema = schemas[shape.__name__]
    for name, one in schema["properties"].items():
        described = one.get("description", "")
        allowed = list(_said_of_value(one, required=name in schema.get("required", ())))
        yield FieldEntry(name, described, "; ".join(allowed))


def _said_of_value(schema: Mapping[str, Any], *, required: bool) -> Iterator[str]:
    """What the schema of a field says, in words."""
    if required:
        yield "has to be there"
    if schema.get("type") == "array":
        yield f"a list of {schema.get('minItems', 0):,} to {schema['maxItems']:,}"
        schema = schema["items"]
    choices = [value for part in _parts(schema) for value in part.get("enum", ())]
    if choices:
        yield "one of " + ", ".join(str(value) or "nothing" for value in choices)
    if "maxLength" in schema:
        yield f"at most {schema['maxLength']:,} characters"
    if isinstance(schema.get("default"), str):
        yield f"{schema['default']} where it is not given"


def _parts(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield schema
    yield from schema.get("anyOf", ())


def _example(operation: Operation) -> str | None:
    """An address that may be followed: with a query where there may be one."""
    if operation.method != "GET" or "{" in operation.path:
        return None
    query = next((one for one in operation.parameters if one.name == "q"), None)
    if query is None:
        return operation.path
    values = query.examples if query.repeatable else query.examples[:1]
    return f"{operation.path}?{urlencode([('q', value) for value in values])}"


def _described(one: Parameter) -> ParameterEntry:
    return ParameterEntry(one.name, one.description, "; ".join(_allowed(one)), one.examples)


def _allowed(one: Parameter) -> Iterator[str]:
    """What its schema says, in words."""
    schema = one.schema
    if "enum" in schema:
        yield "one of " + ", ".join(value for value in schema["enum"] if value)
    for number in schema.get("anyOf", ())[:1]:
        yield f"a whole number from {number['minimum']:,} to {number['maximum']:,}"
    if "maxLength" in schema:
        yield f"at most {schema['maxLength']:,} characters"
    if one.repeatable:
        yield f"may be given up to {one.most} times" if one.most else "may be given several times"
    if schema.get("default") not in (None, ""):
        yield f"{schema['default']} where it is not given"
