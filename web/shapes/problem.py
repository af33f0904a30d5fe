"""How is an error written for programs?  As problem details (RFC 9457)."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType


class ProblemAnswer(Struct, frozen=True):
    """What went wrong; of a wrong parameter its name, its value, what it may be and where that is
    documented."""

    type: str
    title: str
    status: Annotated[int, Meta(ge=400, le=599)]
    detail: str
    request_id: Annotated[
        str | UnsetType,
        Meta(description="Also in the header X-Request-ID and in the log of the site"),
    ] = UNSET
    parameter: str | UnsetType = UNSET
    value: str | UnsetType = UNSET
    allowed: str | UnsetType = UNSET
    documentation: Annotated[
        str | UnsetType, Meta(description="The address of a page for people")
    ] = UNSET
