"""Does the JSON keep what its documentation promises?"""

from __future__ import annotations

import json
from unicodedata import normalize

import pytest
from answers import json_of
from flask.testing import FlaskClient

FIELDS = ["id", "title", "summary", "body", "published", "category", "source", "url", "author"]


def keys(value: dict[str, object]) -> str:
    return " ".join(value)


def test_the_response_has_the_documented_keys_in_their_order(client: FlaskClient) -> None:
    answer = json.loads(client.get("/api/search?q=d%C3%A2n+v%E1%BA%ADn").data)
    assert (
        keys(answer)
        == "query total near groups alternatives page size pages sort took_ms suggestion hits"
        " facets links"
    )
    assert keys(answer["query"]) == "q understood relaxed filters"
    assert keys(answer["query"]["filters"]) == "category source from to"
    assert (
        keys(answer["hits"][0])
        == "id title url source category published published_from published_sure indexed summary"
        " score near similar highlights"
    )
    assert keys(answer["hits"][0]["highlights"]) == "title body"
    assert keys(answer["facets"]) == "category source date"
    assert keys(answer["facets"]["category"][0]) == "value count selected"
    assert keys(answer["facets"]["date"]) == "interval buckets undated"
    assert keys(answer["facets"]["date"]["buckets"][0]) == "start count"
    assert keys(answer["links"]) == "self next prev cursor page atom csv"


def test_near_matches_are_told_apart_and_paged_together(client: FlaskClient) -> None:
    asked = {"q": "xây dựng cầu đường ở miền núi", "size": 1}
    answer = json_of(client.get("/api/search", query_string=asked))
    assert answer["near"] > 0
    assert answer["query"]["relaxed"]
    assert answer["pages"] == answer["total"] + answer["near"]
    assert answer["total"] == sum(value["count"] for value in answer["facets"]["category"])
    hits = json_of(client.get("/api/search", query_string=asked | {"size": 100}))["hits"]
    assert sum(hit["near"] for hit in hits) == answer["near"]
    assert len(hits) == answer["pages"]
    by_date = json_of(client.get("/api/search", query_string=asked | {"sort": "newest"}))
    assert (by_date["near"], by_date["pages"]) == (0, by_date["total"])


def test_exports_hold_no_near_match(client: FlaskClient) -> None:
    asked = {"q": "xây dựng cầu đường ở miền núi"}
    total = json_of(client.get("/api/search", query_string=asked))["total"]
    assert len(client.get("/search.jsonl", query_string=asked).text.splitlines()) == total


def test_other_counts_are_given_where_they_are_asked_for(client: FlaskClient) -> None:
    asked = {"q": "dan van", "match": "words"}
    for value in ("0", ""):
        answer = json_of(client.get("/api/search", query_string=asked | {"alternatives": value}))
        assert answer["alternatives"] is None
    answer = json_of(client.get("/api/search", query_string=asked | {"alternatives": "1"}))
    assert [one["kind"] for one in answer["alternatives"]] == ["phrase", "syllables"]
    for one in answer["alternatives"]:
        assert keys(one) == "kind label params total"
        again = json_of(client.get("/api/search", query_string=asked | one["params"]))
        assert again["total"] == one["total"]


def test_how_a_query_is_matched_and_grouped_stays_in_links(client: FlaskClient) -> None:
    url = "/api/search?q=dan+van&match=syllables&size=1&group=off&alternatives=1"
    answer = json_of(client.get(url))
    assert answer["links"]["self"] == url
    for name in ("next", "page", "atom", "csv"):
        assert "match=syllables" in answer["links"][name]
        assert "group=off" in answer["links"][name]
        assert ("alternatives" in answer["links"][name]) == (name == "next")
    assert "match" not in json_of(client.get("/api/search?q=dan+van&match=words"))["links"]["self"]


def test_grouping_changes_nothing_yet(client: FlaskClient) -> None:
    def without_time(url: str) -> dict[str, object]:
        return {**json_of(client.get(url)), "took_ms": 0, "links": 0}

    url = "/api/search?q=d%C3%A2n"
    assert without_time(url + "&group=off") == without_time(url + "&group=on") == without_time(url)


def test_vietnamese_letters_are_written_as_they_are(client: FlaskClient) -> None:
    assert '"q": "dân vận"' in client.get("/api/search?q=d%C3%A2n+v%E1%BA%ADn").text


def test_marks_are_offsets_into_the_text_beside_them(client: FlaskClient) -> None:
    answer = json_of(client.get("/api/search", query_string={"q": "dân vận"}))
    title = answer["hits"][0]["highlights"]["title"]
    start, end = title["marks"][0]
    assert "vận" in title["text"][start:end].lower()


def test_following_next_visits_every_match_once(client: FlaskClient) -> None:
    seen: list[str] = []
    url = "/api/search?size=7"
    while url:
        answer = json_of(client.get(url))
        seen += [hit["id"] for hit in answer["hits"]]
        url = answer["links"]["next"]
    assert len(seen) == len(set(seen)) == answer["groups"] < answer["total"]


def test_a_story_is_one_hit_unless_all_are_asked_for(client: FlaskClient) -> None:
    asked = {"q": "ếch hang"}
    grouped = json_of(client.get("/api/search", query_string=asked))
    every = json_of(client.get("/api/search", query_string={**asked, "group": "off"}))
    assert (grouped["total"], grouped["groups"], every["groups"]) == (3, 2, 2)
    assert sorted(hit["similar"] for hit in grouped["hits"]) == [0, 1]
    assert [hit["similar"] for hit in every["hits"]] == [0, 0, 0]
    assert grouped["facets"] == every["facets"]


def test_versions_of_a_story(client: FlaskClient) -> None:
    found = json_of(client.get("/api/articles/tt-04b/versions"))
    first, second = found["versions"]
    assert (found["id"], first["id"], second["id"]) == ("tt-04b", "tt-04a", "tt-04b")
    assert first["added"] == first["left_out"] == []
    whole = json_of(client.get("/api/articles/tt-04b"))
    texts = (whole["summary"], whole["body"])
    assert all(any(one in text for text in texts) for one in second["added"])
    assert second["left_out"]
    told = {"id": "tt-04a", "source": first["source"], "name": first["source"], "reason": "time"}
    assert found["first"] == {**told, "said": None, "said_by": None}
    assert client.get("/api/articles/nowhere/versions").status_code == 404


def test_next_and_prev_are_each_others_opposite(client: FlaskClient) -> None:
    first = json_of(client.get("/api/search?size=5"))
    second = json_of(client.get(first["links"]["next"]))
    assert first["links"]["prev"] is None
    assert second["links"]["prev"] == first["links"]["self"]


def test_links_keep_every_parameter(client: FlaskClient) -> None:
    url = "/api/search?q=a+%26+b&category=X%3DY&category=&source=Z&from=2016&to=2017-02&sort=newest"
    assert json_of(client.get(url))["links"]["self"] == url


def test_what_is_left_out_is_said_and_counted(client: FlaskClient) -> None:
    every = json_of(client.get("/api/search"))
    value = next(v for v in every["facets"]["category"] if v["value"])
    asked = {"not_category": value["value"].upper(), "not_source": "", "undated": "only"}
    answer = json_of(client.get("/api/search", query_string=asked))
    filters = answer["query"]["filters"]
    assert keys(filters) == "category source from to not_category not_source undated"
    assert (filters["not_category"], filters["not_source"]) == ([value["value"].upper()], [""])
    assert filters["undated"] == "only"
    left_out = [v for v in answer["facets"]["category"] if v.get("excluded")]
    assert [v["value"] for v in left_out] == [value["value"]]
    del asked["undated"], asked["not_source"]
    answer = json_of(client.get("/api/search", query_string=asked))
    assert answer["total"] == every["total"] - value["count"]
    rows = client.get("/search.jsonl", query_string=asked).text.splitlines()
    assert len(rows) == answer["total"]
    feed = client.get("/search.atom", query_string=asked).text
    assert feed.count("<entry>") == min(50, answer["total"])


def test_an_empty_category_selects_articles_without_one(client: FlaskClient) -> None:
    answer = json_of(client.get("/api/search?category="))
    missing = next(v for v in answer["facets"]["category"] if v["value"] == "")
    assert missing["selected"]
    assert answer["total"] == missing["count"] > 0
    assert all(hit["category"] is None for hit in answer["hits"])


def test_dates_left_empty_by_a_form_are_not_given(client: FlaskClient) -> None:
    answer = json_of(client.get("/api/search?from=&to="))
    assert answer["query"]["filters"]["from"] is None
    assert answer["total"] == json_of(client.get("/api/stats"))["articles"]


@pytest.mark.parametrize(
    "query",
    [
        "undated=1", "undated=only&from=2016",
        "page=abc", "page=0", "page=-1", "page=1.5", "page=%D9%A1", "page=1e3",
        "page=" + "1" + "0" * 40, "page=" + "9" * 5000, "size=0", "size=101", "size=1000",
        "sort=foo", "match=foo", "match=WORDS", "group=1", "alternatives=2", "alternatives=on",
        "interval=week", "from=2016-13", "to=2016-02-30", "from=yesterday",
        "q=" + "x" * 2001, "q=" + "x" * 100_000,
        "&".join(f"category={n}" for n in range(60)),
    ],
)  # fmt: skip
def test_a_bad_parameter_is_a_400_problem(client: FlaskClient, query: str) -> None:
    response = client.get("/api/search?" + query)
    assert response.status_code == 400
    assert response.content_type == "application/problem+json"
    assert json_of(response)["status"] == 400
    assert {"title", "detail"} <= set(json_of(response))
    assert json_of(response)["parameter"] == query.split("=", maxsplit=1)[0]


@pytest.mark.parametrize(
    "query",
    [
        "q=%ff%fe", "q=%00", "q=%ED%A0%80", "q=\xff\xfe", "q=%", "q=%zz", "&&&=&", "q=%22%22%22(",
        "q=a&q=b", "page=2&page=abc", "page=999999999", "=", "q=%F0%9F%93%B0", "category=%00",
        "unknown=1", "q=" + "(" * 1000, "q=" + "a%20OR%20" * 200, "from=0001&to=9999",
        "from=2017&to=2016", "q=date%3A2016..", "q=*", "q=-", "q=~", "q=title%3A",
    ],
)  # fmt: skip
def test_odd_bytes_are_answered(client: FlaskClient, query: str) -> None:
    assert client.get("/api/search?" + query).status_code == 200
    assert client.get("/search?" + query).status_code == 200


def test_an_article_has_all_its_fields(client: FlaskClient) -> None:
    hit = json_of(client.get("/api/search?q=d%C3%A2n&size=1"))["hits"][0]
    article = json_of(client.get(f"/api/articles/{hit['id']}"))
    more = ["tags", "published_from", "published_sure", "indexed"]
    assert sorted(article) == sorted([*FIELDS, *more])
    assert article["title"] == hit["title"]
    assert isinstance(article["tags"], list)


def test_stats_tell_what_the_index_holds(client: FlaskClient) -> None:
    stats = json_of(client.get("/api/stats"))
    assert stats["articles"] == sum(value["count"] for value in stats["categories"])
    assert {"first", "last", "sources", "built", "built_from", "generation"} <= set(stats)


def test_health_names_the_index(client: FlaskClient) -> None:
    health = json_of(client.get("/healthz"))
    assert health["status"] == "ok"
    assert health["articles"] > 0
    assert health["generation"]


@pytest.mark.parametrize("path", ["/api/articles/none", "/api/articles/%00", "/api/", "/api/x"])
def test_an_unknown_path_below_api_is_a_404_problem(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.content_type) == (404, "application/problem+json")


def test_another_method_is_a_405_problem_that_says_what_is_allowed(client: FlaskClient) -> None:
    response = client.post("/api/search")
    assert (response.status_code, response.content_type) == (405, "application/problem+json")
    assert "GET" in response.headers["Allow"]


@pytest.mark.parametrize(
    "path", ["/api/search", "/api/stats", "/api/articles/x", "/healthz", "/search.csv"]
)
def test_without_an_index_programs_get_a_503_problem(
    client_without_index: FlaskClient, path: str
) -> None:
    response = client_without_index.get(path)
    assert (response.status_code, response.content_type) == (503, "application/problem+json")
    assert response.headers["Retry-After"]


def test_any_site_may_read_the_api(client: FlaskClient) -> None:
    assert client.get("/api/search").headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in client.get("/").headers


def test_a_number_left_empty_is_the_default(client: FlaskClient) -> None:
    answer = json.loads(client.get("/api/search?q=d%C3%A2n&page=&size=").data)
    assert (answer["page"], answer["size"]) == (1, 10)


def test_a_category_is_found_in_either_unicode_form(client: FlaskClient) -> None:
    totals = [
        json.loads(client.get("/api/search", query_string={"category": name}).data)["total"]
        for name in ("Thời sự", normalize("NFD", "Thời sự"))
    ]
    assert totals[0] == totals[1] > 0
