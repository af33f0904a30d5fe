"""What may be asked for in a query string?  Every parameter, with what it may hold.

``web.params`` reads them; that both agree is tested with values drawn from these schemas.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from search.cursor import MAX_CHARS
from search.request import (
    INTERVALS,
    MATCHES,
    MAX_QUERY_CHARS,
    MAX_SAMPLE,
    MAX_SEED,
    MAX_SIZE,
    SORTS,
)
from web.api.operations import Parameter
from web.params import MAX_FILTERS, MAX_QUERIES, MAX_ROWS

_MAX_PAGE = 999_999_999
MAX_FEED_PAGES = 100
"""Entries are read one by one up to a page."""
DAY = {
    "type": "string",
    # every month has 28 days; more, and other ways to write a day, are in the description
    "pattern": r"^((?!0000)[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?)?$",
}
_TEXT: dict[str, Any] = {"type": "string"}


# A form sends "" for what nobody chose: that is the default.


def one_of(*values: str, default: str) -> dict[str, Any]:
    """The schema of one of ``values``; ``default`` stands for none."""
    return {"type": "string", "enum": [*values, ""], "default": default}


def number(least: int, most: int, default: int | None = None) -> dict[str, Any]:
    """The schema of a whole number; ``default`` stands for none."""
    schema: dict[str, Any] = {
        "anyOf": [{"type": "integer", "minimum": least, "maximum": most}, {"const": ""}]
    }
    return schema if default is None else schema | {"default": default}


def size(what: str, default: int) -> Parameter:
    """``size``, of an answer that has so many of ``what`` unless it is told."""
    return Parameter("size", f"How many {what}", number(1, MAX_SIZE, default), (default,))


Q = Parameter(
    "q",
    "The query, in the query language; empty matches everything",
    {"type": "string", "maxLength": MAX_QUERY_CHARS, "default": ""},
    ("công tác dân vận", '"giá vàng" -"trong nước"'),
)
TYPED = Parameter(
    "q",
    "What has been typed so far",
    {"type": "string", "maxLength": MAX_QUERY_CHARS, "default": ""},
    ("dan v",),
)
QUERIES = Parameter(
    "q",
    "A query, once for each that is counted",
    {"type": "string", "maxLength": MAX_QUERY_CHARS},
    ("lũ", "hạn hán"),
    repeatable=True,
    most=MAX_QUERIES,
    required=True,
)
PAGE = Parameter("page", "Which page, from 1", number(1, _MAX_PAGE, 1), (1,))
FEED_PAGE = Parameter("page", "Which page, from 1", number(1, MAX_FEED_PAGES, 1), (1,))
SORT = Parameter(
    "sort",
    "The order: by score, by date of publication, or what was indexed last first. Nothing is more "
    "relevant to an empty query: the newest comes first",
    one_of(*SORTS, default="relevance"),
    ("newest",),
)
FEED_SORT = Parameter(
    "sort",
    "By date of publication, the newest first, or what was indexed last first",
    one_of(
        "newest",
        "indexed",
        *(one for one in SORTS if one not in ("newest", "indexed")),
        default="newest",
    ),
    ("indexed",),
)
CATEGORY = Parameter(
    "category",
    "Only articles of this section, in any of its spellings; of several, of any of them. Empty: "
    "articles without one",
    _TEXT,
    ("Thời sự",),
    repeatable=True,
    most=MAX_FILTERS,
)
SOURCE = Parameter(
    "source",
    "Only articles of this newspaper, with www. or without; of several, of any of them. Empty: "
    "articles without one",
    _TEXT,
    ("tuoitre.example",),
    repeatable=True,
    most=MAX_FILTERS,
)
NOT_CATEGORY = Parameter(
    "not_category",
    "Without the articles of this section",
    _TEXT,
    repeatable=True,
    most=MAX_FILTERS,
)
NOT_SOURCE = Parameter(
    "not_source",
    "Without the articles of this newspaper",
    _TEXT,
    repeatable=True,
    most=MAX_FILTERS,
)
FROM = Parameter(
    "from",
    "From the first day of this year, month or day on; also as people write it (12/2024, "
    "31/12/2024)",
    DAY,
    ("2016", "2016-05", "2016-05-12"),
)
TO = Parameter(
    "to",
    "Up to the last day of this year, month or day, which is included",
    DAY,
    ("2016", "2016-05", "2016-05-12"),
)
UNDATED = Parameter(
    "undated",
    "Only articles without a date; not beside from or to",
    {"type": "string", "enum": ["only", ""]},
)
INTERVAL = Parameter(
    "interval",
    "How dates are cut into buckets; auto chooses by the span",
    one_of(*INTERVALS, default="auto"),
    ("year",),
)
TRENDS_INTERVAL = Parameter(
    "interval",
    "How dates are cut into buckets, the same for all queries; auto means month",
    one_of(*INTERVALS, default="auto"),
    ("year",),
)
BY = Parameter(
    "by",
    "Count the articles of each value of this facet apart, for each query",
    {"type": "string", "enum": ["source", "category", ""]},
    ("source",),
)
VALUE = Parameter(
    "value",
    "What is told of each number: how many; or what part of all articles of the same time (and "
    "value) that the filters let through, as a share or of a thousand",
    one_of("count", "share", "per1000", default="count"),
    ("per1000",),
)
EMPTY = Parameter(
    "empty",
    "1: a bucket also for the intervals in which nothing was found, from the first to the last: of "
    "from and to, or else of what was found",
    one_of("0", "1", default="0"),
    ("1",),
)
FORMAT = Parameter(
    "format", "The same as JSON, or as a table", one_of("json", "csv", default="json")
)
MATCH = Parameter(
    "match",
    "How the query is read: as words of the language; each syllable anywhere; or each exactly as "
    "it is typed",
    one_of(*MATCHES, default="words"),
)
GROUP = Parameter("group", "One hit a story, or all articles", one_of("on", "off", default="on"))
GROUPED = Parameter(
    "group", "All articles, or the best of each story", one_of("on", "off", default="off")
)
RECENCY = Parameter(
    "recency", "Whether newer articles score a little higher", one_of("on", "off", default="on")
)
ALTERNATIVES = Parameter(
    "alternatives",
    "Other counts of the same query besides; each costs a search",
    one_of("0", "1", default="0"),
)
CURSOR = Parameter(
    "cursor",
    "Where a walk goes on: as links.cursor, or the Link header of an export, has it; it takes the "
    "place of page. The query, filters, order, group and sample must be those that it came from. "
    "It holds for a quarter of an hour at least after the index was replaced; then it is a 410",
    {"type": "string", "maxLength": MAX_CHARS},
)
SAMPLE = Parameter(
    "sample",
    "So many articles, drawn from those that answer: always the same for the same seed, also when "
    "the index has more that do not answer. total and facets count all that answer",
    number(1, MAX_SAMPLE),
    (400,),
)
SEED = Parameter(
    "seed",
    "Which sample is drawn",
    number(0, MAX_SEED, 0),
    (7,),
)
AFTER = Parameter(
    "after",
    "How many articles of the export are there already: the rest is answered. Only beside a cursor",
    number(0, MAX_ROWS, 0),
)


def body(default: str) -> Parameter:
    """``body``, of an export that has bodies or not unless it is told."""
    return Parameter(
        "body", "Whether articles have their bodies", one_of("0", "1", default=default)
    )


ARTICLE_ID = Parameter(
    "article_id",
    "The article's id, which may hold any characters",
    {"type": "string", "minLength": 1},
    required=True,
    place="path",
)

FILTERS = (CATEGORY, SOURCE, NOT_CATEGORY, NOT_SOURCE, FROM, TO, UNDATED)
"""What narrows a set down."""
SET = (Q, *FILTERS, MATCH)
"""What makes a set of articles."""


def of_other_set(one: Parameter) -> Parameter:
    """``one`` as it is asked of the set that another one is compared with."""
    return replace(
        one,
        name=f"{OTHER}{one.name}",
        description=f"{one.name} of the set that this one is compared with",
        examples=(),
    )


OTHER = "compare_"
"""What the names of its parameters begin with."""
COMPARE = Parameter(
    "compare",
    "Compare with the set that this query finds; without it, where another parameter of that set "
    "is given, with what q finds. What is not said of its section, source, time or match is as "
    "for this set",
    {"type": "string", "maxLength": MAX_QUERY_CHARS},
    ("hạn hán",),
)
DIRECTION = Parameter(
    "direction",
    "Of two sets: words that this one has more of, or the other one",
    one_of("over", "under", default="over"),
)
