"""How is the endpoint described for people?  The page ``/api``, of the same table as OpenAPI."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

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
    needed for one."""

    endpoint: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[str, ...]
    example: str | None


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
    return OperationEntry(
        operation.endpoint,
        operation.method,
        operation.path,
        operation.summary,
        operation.description,
        names,
        _example(operation),
    )


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
