"""Does /api/kwic give the places that its documentation promises, as JSON and as a table?"""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from answers import json_of
from flask.testing import FlaskClient


def kwic(client: FlaskClient, q: str, **asked: Any) -> Any:
    response = client.get("/api/kwic", query_string={"q": q, **asked})
    assert response.status_code == 200
    return json_of(response)


def test_each_hit_is_the_stored_text_from_start_to_end(client: FlaskClient) -> None:
    answer = kwic(client, "dân OR lũ OR co", limit=5000)
    assert " ".join(answer) == "q understood total articles read cut_by rows"
    assert " ".join(answer["rows"][0]) == "id field start end left hit right published source"
    assert answer["total"] == len(answer["rows"]) > 100
    assert answer["articles"] == len({row["id"] for row in answer["rows"]})
    for row in answer["rows"]:
        article = json_of(client.get(f"/api/articles/{row['id']}"))
        text = article[row["field"]]
        assert text[row["start"] : row["end"]] == row["hit"]
        assert text[: row["start"]].endswith(row["left"])
        assert text[row["end"] :].startswith(row["right"])
        assert (row["published"], row["source"]) == (article["published"], article["source"])


def test_eight_syllables_on_either_side_sorted_by_the_left_unless_told(client: FlaskClient) -> None:
    plain = kwic(client, "dân")
    assert plain == kwic(client, "dân", width=8, sort="left", limit=100, group="off", format="json")
    wider = kwic(client, "dân", width=9)
    assert sum(len(row["left"]) for row in wider["rows"]) > sum(
        len(row["left"]) for row in plain["rows"]
    )


def test_filters_count_as_in_a_search(client: FlaskClient) -> None:
    every = kwic(client, "dân", limit=5000)
    for asked in (
        {"from": "2016", "to": "2019"},
        {"category": "Thời sự"},
        {"not_category": "Thời sự"},
        {"source": ""},
        {"undated": "only"},
        {"match": "exact", "category": ["Thời sự", ""]},
    ):
        some = kwic(client, "dân", limit=5000, **asked)
        searched = json_of(
            client.get("/api/search", query_string={"q": '"dân"', **asked, "match": "exact"})
        )
        assert some["articles"] == searched["total"]
        assert some["total"] < every["total"]
        ids = {row["id"] for row in some["rows"]}
        assert [row for row in every["rows"] if row["id"] in ids] == some["rows"]


def test_a_limit_is_never_silent(client: FlaskClient) -> None:
    cut, whole = kwic(client, "dân", limit=3), kwic(client, "dân", limit=5000)
    assert (cut["cut_by"], whole["cut_by"]) == ("limit", None)
    assert cut["total"] == whole["total"]
    assert cut["rows"] == whole["rows"][:3]
    table = client.get("/api/kwic?q=d%C3%A2n&limit=3&format=csv")
    assert table.headers["Timbao-Total"] == str(whole["total"])
    assert table.headers["Timbao-Cut-By"] == "limit"
    assert "Timbao-Cut-By" in table.headers["Access-Control-Expose-Headers"]


def test_the_table_has_the_same_rows(client: FlaskClient) -> None:
    asked: dict[str, Any] = {"q": "dân", "sort": "right", "limit": 5000}
    response = client.get("/api/kwic", query_string={**asked, "format": "csv"})
    assert response.mimetype == "text/csv"
    assert "Timbao-Cut-By" not in response.headers
    rows = list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"))))
    expected = kwic(client, **asked)["rows"]
    assert len(rows) == len(expected) > 0
    for row, other in zip(rows, expected, strict=True):
        # what a spreadsheet would run has an apostrophe before it
        plain = {name: "" if value is None else str(value) for name, value in other.items()}
        assert {name: value.removeprefix("'") for name, value in row.items()} == plain


@pytest.mark.parametrize(
    "query",
    [
        "width=-1", "width=101", "width=x", "limit=0", "limit=5001", "limit=1.5", "sort=relevance",
        "format=xml", "match=z", "group=1", "from=2016-13", "undated=only&from=2016",
        "q=" + "x" * 2001, "q=" + "(a+OR+b+OR+c+OR+d+OR+e)" * 3,
    ],
)  # fmt: skip
def test_a_bad_parameter_is_a_400_problem(client: FlaskClient, query: str) -> None:
    response = client.get("/api/kwic?" + query)
    assert (response.status_code, response.content_type) == (400, "application/problem+json")
    assert json_of(response)["parameter"] == query.split("=", maxsplit=1)[0]


@pytest.mark.parametrize(
    "query",
    [
        "", "q=", "q=-", "q=%ff%fe", "q=%00", "q=%22%22%22(", "q=" + "(" * 1000, "q=*",
        "q=title%3A", "q=" + "a%20OR%20" * 200, "q=date%3A2016..",
        "q=a&width=&limit=&sort=&format=", "page=0",
        "q=NEAR+NEAR/3+a", "q=a*+b~+c*+d~+e*", "q=" + "dan+" * 400, "width=000000000",
    ],
)  # fmt: skip
def test_odd_questions_are_answered(client: FlaskClient, query: str) -> None:
    for more in ("", "&format=csv", "&sort=date"):
        assert client.get(f"/api/kwic?{query}{more}").status_code == 200


def test_without_an_index_it_is_a_503_problem(client_without_index: FlaskClient) -> None:
    response = client_without_index.get("/api/kwic?q=l%C5%A9")
    assert (response.status_code, response.content_type) == (503, "application/problem+json")
