"""What do the endpoints and the page offer beside results?"""

from __future__ import annotations

from urllib.parse import quote

import pytest
from flask.testing import FlaskClient


def get(client: FlaskClient, path: str, status: int = 200) -> dict[str, object]:
    response = client.get(path)
    assert response.status_code == status, response.text
    answer: dict[str, object] = response.get_json()
    return answer


def test_suggest_completes_what_was_typed(client: FlaskClient) -> None:
    answer = get(client, f"/api/suggest?q={quote('dan v')}&size=3")
    assert answer["q"] == "dan v"
    found = answer["completions"]
    assert isinstance(found, list)
    assert 0 < len(found) <= 3
    assert all(set(one) == {"text", "count"} for one in found)
    assert any("dân v" in one["text"].lower() for one in found)


def test_similar_wins_over_an_article_whose_path_ends_so(client: FlaskClient) -> None:
    first = client.get("/api/search?size=1").get_json()["hits"][0]["id"]
    answer = get(client, f"/api/articles/{quote(first, safe='')}/similar?size=4")
    assert answer["id"] == first
    hits = answer["hits"]
    assert isinstance(hits, list)
    assert len(hits) <= 4
    assert first not in [hit["id"] for hit in hits]


def test_terms_are_those_of_the_filtered_results(client: FlaskClient) -> None:
    category = client.get("/api/search").get_json()["facets"]["category"][0]["value"]
    answer = get(client, f"/api/terms?category={quote(category)}&size=5")
    assert isinstance(answer["terms"], list)
    assert 0 < len(answer["terms"]) <= 5
    assert all(set(term) == {"text", "count", "score"} for term in answer["terms"])


def test_trends_have_the_same_intervals_for_every_query(client: FlaskClient) -> None:
    answer = get(client, f"/api/trends?q={quote('dân')}&q={quote('bão')}&interval=year")
    assert answer["interval"] == "year"
    trends = answer["trends"]
    assert isinstance(trends, list)
    assert [trend["q"] for trend in trends] == ["dân", "bão"]
    starts = [[bucket["start"] for bucket in trend["buckets"]] for trend in trends]
    assert starts[0] == starts[1] == sorted(starts[0])
    for trend in trends:
        assert sum(b["count"] for b in trend["buckets"]) + trend["undated"] == trend["total"]


def test_trends_are_by_month_unless_told(client: FlaskClient) -> None:
    for interval in ("", "&interval=auto", "&interval="):
        assert get(client, f"/api/trends?q=b{interval}")["interval"] == "month"


@pytest.mark.parametrize(
    "path",
    [
        "/api/trends", "/api/trends?" + "&".join(["q=a"] * 21), "/api/suggest?size=0",
        "/api/suggest?size=x", "/api/suggest?q=" + "a" * 2001, "/api/terms?size=101",
        "/api/search?recency=maybe", "/api/trends?q=a&interval=week", "/api/trends?q=a&match=all",
        "/api/terms?match=Words", "/api/search?group=1",
    ],
)  # fmt: skip
def test_a_bad_parameter_is_a_400_that_names_it(client: FlaskClient, path: str) -> None:
    problem = get(client, path, 400)
    assert problem["parameter"] in ("q", "size", "recency", "interval", "match", "group")


@pytest.mark.parametrize("path", ["/api/articles/none/similar", "/api/articles/none"])
def test_an_unknown_article_is_a_404(client: FlaskClient, path: str) -> None:
    get(client, path, 404)


@pytest.mark.parametrize(
    "path", ["/api/suggest", "/api/suggest?q=%FF%00", "/api/terms?q=%22", "/api/trends?q="]
)
def test_empty_and_broken_input_is_answered(client: FlaskClient, path: str) -> None:
    get(client, path)


def test_a_suggestion_is_a_link_that_searches_for_it(client: FlaskClient) -> None:
    page = client.get("/search?q=cong+tac+dan+van").text
    assert "Có phải bạn muốn tìm:" in page
    assert "công tác dân vận" in page
    found = client.get("/api/search?q=cong+tac+dan+van").get_json()["suggestion"]
    assert found == {"q": "công tác dân vận", "reason": "accents", "applied": False}


def test_a_date_among_the_words_is_a_chip_that_can_be_removed(client: FlaskClient) -> None:
    dated = client.get("/api/search?sort=newest&size=1").get_json()["hits"][0]["published"][:10]
    year, month, day = dated.split("-")
    q = f"ngày {int(day)}/{int(month)}/{year}"
    answer = client.get("/api/search", query_string={"q": q}).get_json()
    assert answer["query"]["dates"] == [{"text": q, "from": dated, "to": dated, "rest": ""}]
    assert answer["query"]["understood"] == f"date:{dated}"
    page = client.get("/search", query_string={"q": f"{q} dân"}).text
    assert "Bỏ lọc:" in page


def test_an_article_has_links_to_those_like_it(client: FlaskClient) -> None:
    first = client.get("/api/search?q=d%C3%A2n&size=1").get_json()["hits"][0]["id"]
    page = client.get(f"/article/{quote(first, safe='')}").text
    assert "Bài tương tự" in page


def test_recency_can_be_switched_off_and_stays_off_in_links(client: FlaskClient) -> None:
    newest = client.get("/api/search?size=1").get_json()["hits"][0]
    asked = {"q": newest["title"].split()[0], "size": 100}
    plain = client.get("/api/search", query_string={**asked, "recency": "off"}).get_json()
    aged = client.get("/api/search", query_string=asked).get_json()
    scores = [
        next(hit["score"] for hit in answer["hits"] if hit["id"] == newest["id"])
        for answer in (plain, aged)
    ]
    assert scores[0] < scores[1]
    assert "recency=off" in plain["links"]["self"]
    assert "recency=off" in plain["links"]["page"]
    assert "recency" not in aged["links"]["self"]


def test_every_endpoint_takes_how_a_query_is_matched(client: FlaskClient) -> None:
    def totals(match: str) -> list[int]:
        asked = {"q": "dan van", "match": match, "interval": "year"}
        ask = [client.get(path, query_string=asked) for path in PATHS_THAT_MATCH]
        search, trends, table, stream, feed = ask
        return [
            search.get_json()["total"],
            trends.get_json()["trends"][0]["total"],
            table.text.count("\r\n") - 1,
            len(stream.text.splitlines()),
            feed.text.count("<entry>"),
        ]

    by_words, by_syllables = totals("words"), totals("syllables")
    assert len(set(by_words)) == len(set(by_syllables)) == 1
    assert 0 < by_words[0] < by_syllables[0]
    terms = [
        client.get("/api/terms", query_string={"q": "dan van", "match": match}).get_json()
        for match in ("words", "syllables")
    ]
    assert terms[0] != terms[1]


PATHS_THAT_MATCH = (
    "/api/search", "/api/trends", "/search.csv", "/search.jsonl", "/search.atom"
)  # fmt: skip
