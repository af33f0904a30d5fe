"""Can any query string at all make the site fail?"""

from __future__ import annotations

from urllib.parse import quote

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

NAMES = [
    "q", "page", "size", "sort", "category", "source", "from", "to", "interval", "match", "group",
    "alternatives", "not_category", "not_source", "undated", "n", "lang", "x", "by", "value",
    "empty", "format", "compare", "compare_from", "compare_undated", "compare_source", "direction",
    "width", "limit",
]  # fmt: skip
OPERATORS = [
    '"',
    "(",
    ")",
    " OR ",
    "-",
    "*",
    "~",
    ":",
    "..",
    "title:",
    "date:2016-",
    "after:",
    "dân",
]

QUERIES = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(OPERATORS)).map("".join))
PARAMETERS = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.one_of(
            st.binary(max_size=20).map(quote),
            QUERIES.map(lambda text: quote(text.encode("utf-8", "surrogatepass"))),
            st.integers().map(str),
            st.dates().map(str),
        ),
    ).map("=".join),
    max_size=8,
).map("&".join)
RAW = st.binary(max_size=60).map(lambda octets: octets.decode("latin-1"))


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(query=st.one_of(PARAMETERS, RAW))
def test_any_query_string_is_answered_or_refused(app: Flask, query: str) -> None:
    client = app.test_client()
    for path in (
        "/", "/search", "/api/search", "/api/trends", "/api/terms", "/api/kwic", "/article/tt-04a",
    ):  # fmt: skip
        # environ, not a URL: the client would mend the bytes that this is about
        response = client.get(path, environ_overrides={"QUERY_STRING": query})
        assert response.status_code in {200, 400}, (path, query)
