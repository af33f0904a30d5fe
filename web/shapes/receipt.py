"""How is a search written down so that it can be cited?  The answer of ``/api/receipt``."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from search import SearchRequest
from search.request import Match, Sort
from search.walks import WalkFacts
from web.shapes.results import (
    DateAnswer,
    FiltersAnswer,
    Number,
    SuggestionAnswer,
    date_answer,
    filters_answer,
    suggestion_answer,
)
from web.source_names import base_name

_VERSION = version("timbao")


class SampleAnswer(Struct, frozen=True):
    """A drawn sample: of how many articles, and by which seed."""

    size: Annotated[int, Meta(ge=1)]
    seed: Number


class ReceiptAnswer(Struct, frozen=True):
    """What a search was and what it found, to be cited."""

    query: Annotated[str, Meta(description="As it was typed")]
    understood: Annotated[str, Meta(description="How it was read, in the query language")]
    filters: FiltersAnswer
    match: Match
    sort: Sort
    recency: bool
    group: Annotated[bool, Meta(description="Whether there is one article a story")]
    day: Annotated[str, Meta(description="The day in Vietnam that hôm qua counts from")]
    total: Annotated[int, Meta(description="How many articles answer, exactly", ge=0)]
    groups: Annotated[int, Meta(description="How many stories the articles are", ge=0)]
    near: Annotated[int, Meta(description="How many more only come near; not hashed", ge=0)]
    listed: Annotated[
        int,
        Meta(description="How many ids are hashed: fewer than total for stories or a sample", ge=0),
    ]
    ids_sha256: Annotated[
        str,
        Meta(
            description="SHA-256 of the ids of the listed articles in the order asked for, each in "
            "UTF-8 with a line feed behind it",
            pattern="^[0-9a-f]{64}$",
        ),
    ]
    generation: Annotated[str, Meta(description="The state of the index")]
    built: Annotated[str, Meta(description="When that was built: ISO 8601, in UTC")]
    built_from: Annotated[
        Sequence[str], Meta(description="The sources that were named then, by their base names")
    ]
    articles: Annotated[int, Meta(description="How many articles it holds", ge=0)]
    schema_version: Number
    version: Annotated[str, Meta(description="Of this software")]
    dates: Sequence[DateAnswer] | UnsetType = UNSET
    suggestion: Annotated[
        SuggestionAnswer | UnsetType,
        Meta(description="The correction that is answered in the query's place"),
    ] = UNSET
    sample: SampleAnswer | UnsetType = UNSET


def receipt_answer(
    request: SearchRequest, facts: WalkFacts, near: int, ids_sha256: str
) -> ReceiptAnswer:
    """The body of ``/api/receipt``."""
    echo, held = facts.query, facts.held
    return ReceiptAnswer(
        query=echo.q,
        understood=echo.understood,
        filters=filters_answer(echo.filters),
        match=request.match,
        sort=request.sort,
        recency=request.recency,
        group=request.group,
        day=facts.day.isoformat(),
        total=facts.total,
        groups=facts.groups,
        near=near,
        listed=facts.length,
        ids_sha256=ids_sha256,
        generation=held.generation,
        built=held.built.isoformat(),
        built_from=[base_name(source) for source in held.built_from],
        articles=held.articles,
        schema_version=held.schema_version,
        version=_VERSION,
        dates=[date_answer(one) for one in echo.dates] or UNSET,
        suggestion=suggestion_answer(facts.suggestion) if facts.suggestion else UNSET,
        sample=SampleAnswer(request.sample, request.seed) if request.sample else UNSET,
    )
