"""Do the words that tell sets apart hold when they are asked for, in whatever form they leave?"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from typing import Any

import pytest
from answers import json_of
from flask.testing import FlaskClient

OWN = {"q": "học sinh", "from": "2014"}
PAIRS: tuple[tuple[dict[str, Any], dict[str, Any], dict[str, Any]], ...] = (
    (OWN, {"compare": "lũ"}, {"q": "lũ", "from": "2014"}),
    ({"q": "lũ OR bão"}, {"compare": "học sinh"}, {"q": "học sinh"}),
    (
        {"q": "người", "from": "2012", "to": "2016", "category": ["Giáo dục", "Thể thao"]},
        {"compare_from": "2017", "compare_to": "2024-05"},
        {"q": "người", "from": "2017", "to": "2024-05", "category": ["Giáo dục", "Thể thao"]},
    ),
    ({**OWN, "to": "2020"}, {"compare_from": ""}, {"q": "học sinh"}),
    (
        {"q": "", "category": "Giáo dục", "match": "exact"},
        {"compare_not_category": "giáo dục"},
        {"q": "", "not_category": "giáo dục", "match": "exact"},
    ),
    (
        {"q": "dan van", "source": "baosongtien.example"},
        {"compare": "", "compare_source": ["", "thoibaovenbien.example"], "compare_match": "exact"},
        {"q": "", "source": ["", "thoibaovenbien.example"], "match": "exact"},
    ),
    (
        {"q": "trường", "from": "2016"},
        {"compare_undated": "only"},
        {"q": "trường", "undated": "only"},
    ),
)  # fmt: skip


def get(client: FlaskClient, query: Mapping[str, Any]) -> Any:
    answer = client.get("/api/terms", query_string=query)
    assert answer.status_code == 200, answer.text
    return json_of(answer)


def total(client: FlaskClient, query: Mapping[str, Any], text: str = "") -> int:
    """How many articles a search finds, with ``text`` in quotes behind it."""
    q = f"({query['q']})" if text and " OR " in query["q"] else query["q"]
    narrowed = {**query, "q": f'{q} "{text}"'.strip() if text else q}
    found: int = json_of(client.get("/api/search", query_string=narrowed))["total"]
    return found


@pytest.mark.parametrize("direction", ["over", "under"])
@pytest.mark.parametrize(("own", "asked", "other"), PAIRS, ids=str)
def test_each_word_is_in_so_many_articles_of_both_sets_as_it_says(
    client: FlaskClient,
    own: dict[str, Any],
    asked: dict[str, Any],
    other: dict[str, Any],
    direction: str,
) -> None:
    answer = get(client, {**own, **asked, "direction": direction, "size": 8})
    sizes = answer["total"], answer["compare"]["total"]
    assert sizes == (total(client, own), total(client, other))
    assert answer["compare"]["q"] == other["q"]
    assert answer["direction"] == direction
    for name, value in other.items():
        if name not in {"q", "match"}:
            told = answer["compare"]["filters"][name]
            assert told == ([value] if isinstance(value, str) and name[0] in "csn" else value)
    for term in answer["terms"]:
        assert term["count"] == total(client, own, term["text"]), term
        assert term["compare_count"] == total(client, other, term["text"]), term
        shares = term["count"] / sizes[0], term["compare_count"] / sizes[1]
        assert (shares[0] > shares[1]) == (direction == "over")
        times = (shares[0] or 0.5 / sizes[0]) / (shares[1] or 0.5 / sizes[1])
        assert term["log_ratio"] == pytest.approx(math.log2(times), abs=1e-4)
        assert term["p"] == pytest.approx(math.erfc(math.sqrt(term["score"] / 2)), rel=0.01)
    scores = [term["score"] for term in answer["terms"]]
    assert scores == sorted(scores, reverse=True)
    assert scores or min(sizes) < 12


def test_the_other_direction_is_the_other_way_round(client: FlaskClient) -> None:
    under = get(client, {"q": "học sinh", "compare": "lũ OR bão", "direction": "under"})
    over = get(client, {"q": "lũ OR bão", "compare": "học sinh"})
    assert under["terms"]
    for one, turned in zip(under["terms"], over["terms"], strict=True):
        assert all(one[name] == turned[name] for name in ("text", "score", "p"))
        assert (one["count"], one["compare_count"]) == (turned["compare_count"], turned["count"])
        assert one["log_ratio"] == -turned["log_ratio"]


def test_key_terms_are_ranked_by_their_score(client: FlaskClient) -> None:
    answer = get(client, {"q": "học sinh"})
    assert set(answer) == {"q", "terms"}
    scores = [term["score"] for term in answer["terms"]]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0
    for term in answer["terms"]:
        assert term["count"] == total(client, {"q": "học sinh"}, term["text"])


@pytest.mark.parametrize("more", [{}, {"compare": "lũ OR bão"}])
def test_the_table_has_the_same_words(client: FlaskClient, more: dict[str, str]) -> None:
    asked = {"q": "học sinh", **more}
    answer = get(client, asked)
    table = client.get("/api/terms", query_string={**asked, "format": "csv"})
    assert table.mimetype == "text/csv"
    assert table.text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(table.text.lstrip("\ufeff"))))
    assert len(rows) == len(answer["terms"]) > 0
    for row, term in zip(rows, answer["terms"], strict=True):
        told = term
        if more:
            told = {**term, "total": answer["total"], "compare_total": answer["compare"]["total"]}
        assert row == {name: str(value) for name, value in told.items()}


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"compare": "x" * 2001}, "compare"),
        ({"compare_from": "2016-13"}, "compare_from"),
        ({"compare_undated": "only", "compare_to": "2016"}, "compare_undated"),
        ({"compare_match": "all"}, "compare_match"),
        ({"compare_source": [f"{n}" for n in range(51)]}, "compare_source"),
        ({"compare": "a", "direction": "both"}, "direction"),
        ({"compare": "a", "format": "tsv"}, "format"),
        ({"compare": "a", "from": "x"}, "from"),
    ],
    ids=str,
)
def test_a_wrong_parameter_is_named(client: FlaskClient, query: dict[str, Any], name: str) -> None:
    answer = client.get("/api/terms", query_string=query)
    assert answer.status_code == 400
    problem = json_of(answer)
    assert problem["parameter"] == name
    assert problem["documentation"].endswith(f"#parameter-{name}")
    assert f'id="parameter-{name}"' in client.get("/api").text


def test_an_empty_set_has_no_words(client: FlaskClient) -> None:
    nothing = "không có gì như thế này ở đây cả đâu"
    for query in ({"q": nothing, "compare": "người"}, {"q": "người", "compare": nothing}):
        answer = get(client, query)
        assert answer["terms"] == []
        assert 0 in (answer["total"], answer["compare"]["total"])
