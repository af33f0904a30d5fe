"""How is the endpoint described for programs?  As OpenAPI 3.1, made of the table of operations.

Schemas are those of the shapes that are answered, as msgspec writes them.
https://spec.openapis.org/oas/v3.1.1.html
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

import msgspec
from werkzeug.http import HTTP_STATUS_CODES

from web.api.operations import Operation, Parameter
from web.limits import is_free
from web.shapes.problem import ProblemAnswer

Document = dict[str, Any]

_SCHEMAS = "#/components/schemas/{name}"
_PROBLEM = {"$ref": _SCHEMAS.format(name=ProblemAnswer.__name__)}


def describe(operations: Sequence[Operation], server: str) -> Document:
    """The OpenAPI document of ``operations``, which are served below the address ``server``."""
    shapes = [op.answer for op in operations if op.answer] + [
        op.body for op in operations if op.body
    ]
    _, schemas = msgspec.json.schema_components([*shapes, ProblemAnswer], ref_template=_SCHEMAS)
    paths: dict[str, Document] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Tìm Báo",
            "summary": "Full-text search over a corpus of Vietnamese news",
            "description": "Every limit is described beside what it limits, and answered with a "
            "problem (RFC 9457) that names the parameter. A request line has at most 8,190 bytes "
            "(a letter with its accents is up to nine of them); a longer one is a 414 without a "
            "problem: post such queries to /api/count. Answers have an ETag: asked for again "
            "with If-None-Match, what has not changed is a 304.",
            "version": version("timbao"),
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": server}],
        "tags": [{"name": room} for room in dict.fromkeys(op.room for op in operations)],
        "paths": paths,
        "components": {"schemas": dict(sorted(schemas.items()))},
    }


def _operation(operation: Operation) -> Document:
    described: Document = {
        "operationId": operation.endpoint.replace(".", "_"),
        "tags": [operation.room],
        "summary": operation.summary,
        "responses": dict(_responses(operation)),
    }
    if operation.description:
        described["description"] = operation.description
    if operation.parameters:
        described["parameters"] = [_parameter(one) for one in operation.parameters]
    if operation.body is not None:
        described["requestBody"] = {"required": True, "content": _json(operation.body)}
    return described


def _parameter(one: Parameter) -> Document:
    schema = dict(one.schema)
    if one.repeatable:
        schema = {"type": "array", "items": schema}
        if one.most is not None:
            schema["maxItems"] = one.most
        if one.required:
            schema["minItems"] = 1
    described: Document = {
        "name": one.name,
        "in": one.place,
        "description": one.description,
        "required": one.required,
        "schema": schema,
    }
    if one.repeatable:
        described |= {"style": "form", "explode": True}
    if one.examples:
        value = list(one.examples) if one.repeatable else one.examples[0]
        described["example"] = value
    return described


def _responses(operation: Operation) -> Iterable[tuple[str, Document]]:
    content = dict(_media(operation))
    yield (
        "200",
        {
            "description": operation.summary,
            "headers": dict(_headers(operation)),
            "content": content,
        },
    )
    if operation.validated != "never":
        yield "304", {"description": "It has not changed since"}
    limited = () if is_free(operation.rule) else (HTTPStatus.TOO_MANY_REQUESTS.value,)
    for status in sorted({*operation.errors, *limited}):
        is_page = operation.error_media == "text/html"
        schema = {"type": "string"} if is_page else _PROBLEM
        content = {operation.error_media: {"schema": schema}}
        yield str(status), {"description": HTTP_STATUS_CODES[status], "content": content}


def _media(operation: Operation) -> Iterable[tuple[str, Document]]:
    if operation.answer is not None:
        yield from _json(operation.answer).items()
    for name, what in operation.media.items():
        yield name, {"schema": {"type": "string", "description": what}}


def _json(shape: type[msgspec.Struct]) -> Document:
    return {"application/json": {"schema": {"$ref": _SCHEMAS.format(name=shape.__name__)}}}


def _headers(operation: Operation) -> Iterable[tuple[str, Document]]:
    if operation.validated != "never":
        yield "ETag", _header("Its entity tag, for If-None-Match")
        yield "Last-Modified", _header("When the index was built, or the day in Vietnam began")
    yield "Link", _header("Where this is described, and its neighbours (RFC 8288)")


def _header(what: str) -> Document:
    return {"description": what, "schema": {"type": "string"}}
