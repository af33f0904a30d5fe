"""What does the body of a request ask for?  JSON of one shape, or a problem that says where it is
not.

A body where none belongs is a 400.  Too large is a 413, another kind of content a 415, and what is
no JSON, or JSON of another shape, a 422 that names the path of the wrong value (``queries[3]``).
"""

from __future__ import annotations

import re
from typing import Any, TypeVar

import msgspec
from flask import Flask, abort
from flask import request as http
from gunicorn.http.errors import NoMoreData, ParseException  # type: ignore[import-untyped]
from werkzeug.exceptions import RequestEntityTooLarge

from search import InvalidRequest
from web.escaping import excerpt

Shape = TypeVar("Shape", bound=msgspec.Struct)

WHOLE = "body"
"""What the whole body is called where it is wrong as such."""
_ROOT = "$"  # of msgspec's paths
_SAID = re.compile(r"(?P<said>.*?)(?: - at `(?P<path>\$[^`]*)`)?", re.DOTALL)
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)
_MISSING = re.compile(r"Object missing required field `(.*)`", re.DOTALL)
_MAX_NAME = 80  # characters: what is unknown may be of any length
_NO_CHOICE = "Invalid enum value"
_TYPE = re.compile("`([^`]+)`")  # as msgspec names them, in Python's words
_IN_JSON = {"str": "a text", "int": "a whole number", "float": "a number", "bool": "true or false",
            "array": "a list", "object": "an object"}  # fmt: skip
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+)\]")


_BODILESS = ("GET", "HEAD", "OPTIONS")


def install(app: Flask) -> None:
    """Let ``app`` refuse what comes with a body that nothing would read."""
    app.before_request(_refuse_body)


def _refuse_body() -> None:
    has_body = bool(http.content_length) or "Transfer-Encoding" in http.headers
    if has_body and http.method in _BODILESS:
        abort(400, description=f"A {http.method} has no body here: ask by the address alone.")


class InvalidBody(InvalidRequest):
    """The body is no JSON of the shape that is asked for; ``parameter`` is the path of what is
    wrong in it."""


def read_body(shape: type[Shape], most: int) -> Shape:
    """The body of the current request, which may have ``most`` bytes, as a ``shape``.

    Ends the request with 413 or 415, and raises :class:`InvalidBody`.
    """
    if not http.is_json:
        abort(415, description="The body has to be JSON, sent as application/json.")
    try:
        octets = read_octets(most)
    except RequestEntityTooLarge:
        abort(413, description=f"The body may have at most {most:,} bytes.")
    raw = _decoded(octets)
    try:
        return msgspec.convert(raw, shape)
    except msgspec.ValidationError as error:
        raise _told(error, raw, shape) from error


def read_octets(most: int) -> bytes:
    """The body of the current request; one of more than ``most`` bytes raises
    :class:`RequestEntityTooLarge`, whether or not its length was said before.

    Ends the request with 400 where the body comes in chunks that are none.
    """
    http.max_content_length = most + 1  # of a body in chunks, what is beyond would only be cut off
    try:
        octets = http.get_data(cache=False)
    except (ParseException, NoMoreData) as error:
        abort(400, description=f"The body is not sent as HTTP has it. {error}")
    if len(octets) > most:
        raise RequestEntityTooLarge
    return octets


def as_body(error: InvalidRequest, value: Any) -> InvalidBody:
    """``error``, of which the wrong ``value`` stood in the body."""
    return InvalidBody(error.parameter, error.expected, _json(value))


def _decoded(octets: bytes) -> Any:
    try:
        return msgspec.json.decode(octets)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidBody(WHOLE, f"JSON in UTF-8 ({error})", "") from error
    except RecursionError as error:
        raise InvalidBody(WHOLE, "JSON that is not nested so deeply", "") from error


def _told(error: msgspec.ValidationError, raw: Any, shape: type[msgspec.Struct]) -> InvalidBody:
    """Where the wrong value is, what it is and what it may be."""
    match = _SAID.fullmatch(str(error))
    said, path = (match["said"], match["path"] or _ROOT) if match else (str(error), _ROOT)
    if missing := _MISSING.fullmatch(said):
        return InvalidBody(_name(f"{path}.{missing[1]}"), "a field that has to be there", "")
    if unknown := _UNKNOWN.fullmatch(said):
        fields = ", ".join(field.encode_name for field in msgspec.structs.fields(shape))
        value = raw.get(unknown[1]) if isinstance(raw, dict) else None
        return InvalidBody(_name(unknown[1]), f"one of the fields {fields}", _json(value))
    if said.startswith(_NO_CHOICE):
        said = f"one of {', '.join(map(_json, _choices(shape, path)))}"
    expected = said.removeprefix("Expected ").partition(", got ")[0]
    return InvalidBody(_name(path), _TYPE.sub(_in_words, expected), _value(raw, path))


def _in_words(match: re.Match[str]) -> str:
    return _IN_JSON.get(match[1], match[1])


def _choices(shape: type[msgspec.Struct], path: str) -> list[Any]:
    """What may stand at ``path``, where that is one of few values."""
    field, *_ = (name for name, _ in _STEP.findall(path))
    _, schemas = msgspec.json.schema_components([shape])
    schema = schemas[shape.__name__]["properties"][field]
    return [one for part in (schema, *schema.get("anyOf", ())) for one in part.get("enum", ())]


def _name(path: str) -> str:
    return excerpt(path.removeprefix(_ROOT).removeprefix(".") or WHOLE, _MAX_NAME)


def _value(raw: Any, path: str) -> str:
    """What stands at ``path``, as JSON; "" where that leads nowhere, as an odd name may."""
    try:
        for name, number in _STEP.findall(path):
            raw = raw[int(number)] if number else raw[name]
    except (LookupError, TypeError):
        return ""
    return _json(raw)


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
