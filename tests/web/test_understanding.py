"""Does the page say, in words, what it counted, how the query was read, and what else could be?"""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from answers import json_of
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from search import SearchRequest
from search.results import DateInQuery, Filters, Loosening, QueryEcho
from web.pages.facets import dated_label
from web.pages.loosened import loosened_choices
from web.pages.understanding import Understanding, _correction, _readings

NEAR = "xây dựng cầu đường ở miền núi"  # no article of the sample has all of it
MISSPELT, MEANT = "thời tiêt", "thời tiết"
SEVERAL_WAYS = "ban"  # bản, bán, bàn
NOT_TYPED = Filters((), (), None, None)


def page(client: FlaskClient, path: str = "/search", **asked: object) -> html.HtmlElement:
    response = client.get(path, query_string={key.rstrip("_"): v for key, v in asked.items()})
    assert response.status_code == 200
    return html.fromstring(response.data.decode())


def answer(client: FlaskClient, **asked: object) -> Any:
    return json_of(client.get("/api/search", query_string=asked))


def text_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def links(root: html.HtmlElement, path: str) -> dict[str, tuple[int, str]]:
    """The links at ``path`` by their labels, with their counts."""
    found = {}
    for one in root.xpath(path):
        label, count = re.fullmatch(r"(.*) ([\d.]+)", text_of(one)).groups()  # type: ignore[union-attr]
        found[label] = (int(count.replace(".", "")), one.get("href"))
    return found


def others(root: html.HtmlElement) -> dict[str, tuple[int, str]]:
    return links(root, "//nav[@aria-label='Đếm cách khác']/a")


def total_behind(client: FlaskClient, href: str) -> int:
    total = json_of(client.get(href.replace("/search", "/api/search", 1)))["total"]
    assert isinstance(total, int)
    return total


# What was counted


def test_near_matches_are_counted_apart_from_the_articles_that_answer(client: FlaskClient) -> None:
    found = answer(client, q=NEAR)
    tally = text_of(page(client, q=NEAR).xpath("//*[@role='status']")[0])
    assert found["near"]
    assert tally == f"{found['total']} bài báo có {NEAR} và {found['near']} bài gần đúng"


def test_each_near_match_is_marked_in_words(client: FlaskClient) -> None:
    found = answer(client, q=NEAR)
    hits = page(client, q=NEAR).xpath("//li[@class='hit']")
    assert any(hit["near"] for hit in found["hits"])
    for shown, hit in zip(hits, found["hits"], strict=True):
        assert ("gần đúng" in text_of(shown.xpath(".//p[@class='kicker']")[0])) == hit["near"]


def test_where_nothing_comes_near_nothing_is_said_of_it(client: FlaskClient) -> None:
    assert "gần đúng" not in page(client, q="dân vận").text_content()


def test_sorted_by_date_there_are_only_articles_that_answer(client: FlaskClient) -> None:
    assert "gần đúng" not in page(client, q=NEAR, sort="newest").text_content()


def test_near_matches_are_said_in_english_too(client: FlaskClient) -> None:
    tally = text_of(page(client, q=NEAR, lang="en").xpath("//*[@role='status']")[0])
    assert re.fullmatch(rf"0 articles with {NEAR} and \d+ near matches", tally)


# A correction that was answered


def test_a_correction_that_was_applied_is_said_with_the_way_back(client: FlaskClient) -> None:
    assert answer(client, q=MISSPELT)["suggestion"] == {
        "q": MEANT, "reason": "spelling", "applied": True
    }  # fmt: skip
    (said,) = page(client, q=MISSPELT, category="").xpath("//p[@class='suggestion']")
    assert text_of(said) == (
        f"Không có bài nào cho “{MISSPELT}”. Đây là kết quả cho “{MEANT}”. Tìm đúng ‘{MISSPELT}’"
    )
    (back,) = said.xpath("a")
    assert parse_qs(urlsplit(back.get("href")).query, keep_blank_values=True) == {
        "q": [MISSPELT], "category": [""], "match": ["exact"]
    }  # fmt: skip


def test_what_was_corrected_is_no_question_too(client: FlaskClient) -> None:
    assert "Có phải bạn muốn tìm" not in page(client, q=MISSPELT).text_content()


def test_the_way_back_finds_what_was_typed_and_nothing_else(client: FlaskClient) -> None:
    exactly = answer(client, q=MISSPELT, match="exact")
    assert (exactly["total"], exactly["suggestion"]) == (0, None)
    shown = page(client, q=MISSPELT, match="exact")
    assert "/search?" + urlencode({"q": MISSPELT}) in [
        one.get("href") for one in shown.xpath("//*[@class='nothing']//a")
    ]


def test_what_has_articles_as_it_was_typed_is_not_said_to_have_none(app: Flask) -> None:
    asked = SearchRequest("Đa Nẵng")
    with app.test_request_context():
        correction = _correction(asked, SearchRequest("Đà Nẵng"), 16)
        told = Understanding((), "words", correction, None, None, None, ())
        parts = app.jinja_env.get_template("parts/counts.html").make_module(vars={"lang": "vi"})
        shown = html.fromstring(parts.ways(told, {"near": 0}))  # type: ignore[attr-defined]
    assert text_of(shown) == "Đây là kết quả cho “Đà Nẵng”. Tìm đúng ‘Đa Nẵng’ 16"


def test_other_counts_of_a_correction_are_of_what_was_answered(client: FlaskClient) -> None:
    for total, href in others(page(client, q="tieengs vieejt")).values():
        assert total_behind(client, href) == total
        assert "tieengs" not in href


# Other counts


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "dan van"}, {"q": "dân vận"}, {"q": "sông tiền"}, {"q": "học sinh", "category": ""},
        {"q": "lũ tháng 5/2016"}, {"q": "dân vận", "match": "syllables"}, {"q": SEVERAL_WAYS},
        {"q": "bong da", "sort": "oldest"}, {"q": "hoc sinh", "from": "2018"},
    ],
    ids=str,
)  # fmt: skip
def test_other_counts_hold_after_the_click(client: FlaskClient, asked: dict[str, str]) -> None:
    offered = others(page(client, **asked))
    assert offered
    here = answer(client, **asked)["total"]
    for label, (total, href) in offered.items():
        assert total_behind(client, href) == total, label
        assert total not in (0, here), label
        kept = parse_qs(urlsplit(href).query, keep_blank_values=True)
        assert all(kept[name] == [asked[name]] for name in asked.keys() - {"q", "match"})


def test_the_other_counts_are_named(client: FlaskClient) -> None:
    assert list(others(page(client, q="dan van"))) == [
        "đúng cụm “dan van”", "đủ từng tiếng, với mọi dấu"
    ]  # fmt: skip
    assert "đủ từng tiếng, không cần liền nhau" in others(page(client, q="dân vận"))
    assert list(others(page(client, q="lũ tháng 5/2016"))) == ["mọi ngày đăng"]


def test_other_counts_are_offered_on_the_first_page_of_a_search(client: FlaskClient) -> None:
    assert not others(page(client, "/"))
    assert not others(page(client, q="học sinh", page=2, size=5))


def test_no_link_of_the_page_asks_for_them_again(client: FlaskClient) -> None:
    shown = page(client, q="dan van", alternatives=1)
    hrefs = shown.xpath("//a[not(@hreflang)]/@href | //link/@href")
    assert not [one for one in hrefs if "alternatives" in one]


# How the query was read


def test_each_of_several_readings_is_told_with_its_own_count(client: FlaskClient) -> None:
    understood = answer(client, q=SEVERAL_WAYS)["query"]["understood"]
    told = links(page(client, q=SEVERAL_WAYS), "//p[@role='status']/a")
    parts = understood.split(" OR ")
    assert list(told) == parts[:3]  # the others are told without a link
    (tally,) = page(client, q=SEVERAL_WAYS).xpath("//p[@role='status']")
    assert [one.text for one in tally.xpath(".//q")] == parts
    for total, href in told.values():
        assert total_behind(client, href) == total


def test_a_reading_that_is_suggested_is_told_once(client: FlaskClient) -> None:
    (said,) = page(client, q="dan van").xpath("//p[@class='suggestion']")
    assert text_of(said) == "Có phải bạn muốn tìm: dân vận"
    (tally,) = page(client, q="dan van").xpath("//p[@role='status']")
    assert text_of(tally) == f"{answer(client, q='dan van')['total']} bài báo có dân vận"


@pytest.mark.parametrize(
    ("asked", "counted"),
    [
        ({"q": "dân vận"}, "có dân vận"),
        ({"q": "cong tac dan van"}, "có công tác dân vận"),
        ({"q": "lũ -bão"}, "cho lũ -bão"),
        ({"q": "title:lũ"}, "cho title:lũ"),
        ({"q": '"dân vận"'}, "có đúng cụm dân vận"),
        ({"q": "«dân vận» "}, "có đúng cụm dân vận"),
        ({"q": '"dân" OR "vận"'}, 'cho "dân" hoặc "vận"'),
        ({"q": "lũ tháng 5/2016"}, "có lũ"),
        ({"q": "tháng 5/2016"}, ""),
        ({"q": "", "sort": "oldest"}, ""),
        ({"q": MISSPELT}, f"có {MEANT}"),
        ({"q": "lũ " * 60}, "có " + ("lũ " * 27).strip() + "…"),
        ({"q": "dân vận", "lang": "en"}, "with dân vận"),
    ],
    ids=str,
)  # fmt: skip
def test_the_line_above_says_what_was_counted(
    client: FlaskClient, asked: dict[str, str], counted: str
) -> None:
    (tally,) = page(client, **asked).xpath("//p[@role='status']")
    total = answer(client, **{k: v for k, v in asked.items() if k != "lang"})["total"]
    noun = "articles" if "lang" in asked else "bài báo"
    said = text_of(tally).partition(" và ")[0]
    assert said == f"{total} {noun} {counted}".strip()


def test_what_readers_see_has_neither_operators_nor_iso_dates(client: FlaskClient) -> None:
    for q in ("ban", "lũ tháng 5/2016", "hôm qua lũ", "ubnd tỉnh", "be boi", "mua tu 1/5/2016"):
        shown = page(client, q=q).xpath("//div[@class='bar'] | //div[@class='ways']")
        text = " ".join(map(text_of, shown))
        assert " OR " not in text
        assert not re.search(r"\d{4}-\d\d", text)


def test_a_widened_search_says_what_it_counts(client: FlaskClient) -> None:
    assert answer(client, q="sông tiền")["query"]["understood"].startswith("anywhere: ")
    notes = [text_of(one) for one in page(client, q="sông tiền").xpath("//p[@class='note']")]
    assert notes == ["Ít bài có các từ này ở gần nhau, nên đếm cả bài có chúng ở xa nhau."]


@pytest.mark.parametrize(
    ("q", "understood", "told"),
    [
        ("Dân  vận, khéo", "dân vận · khéo", []),
        ("title:(", '"title ("', ['title (']),
        ("a b c d", "a · b · c · d; near: at least 3 of: a b c d", []),
        ("…", "", []),
        ("be boi", "bê bối OR bể bơi", ["bê bối", "bể bơi"]),
        ("ubnd q1", '(ubnd OR "ủy ban nhân dân") · q1', ['(ubnd hoặc "ủy ban nhân dân") · q1']),
        ("ubnd", '(ubnd OR "ủy ban nhân dân")', ["ubnd", "ủy ban nhân dân"]),
        ("dân vận", "anywhere: dân vận", []),
        ("dan van", "syllables anywhere: dân · vận; near: at least 2 of: dan van", ["dân · vận"]),
        ("lũ -bão", "lũ -bão", []),
        ("(lũ OR bão) miền", "(lũ OR bão) miền", []),
    ],
)  # fmt: skip
def test_how_a_query_was_read_is_told_when_it_matters(
    app: Flask, q: str, understood: str, told: list[str]
) -> None:
    assert readings(app, QueryEcho(q, understood, False, NOT_TYPED)) == told


def test_a_date_among_the_words_is_told_by_its_chip_alone(app: Flask) -> None:
    date_ = DateInQuery("tháng 5/2016", date(2016, 5, 1), date(2016, 5, 31), "dân vận")
    days = "date:2016-05-01..2016-05-31"
    for understood in (f"dân vận {days}", f'dân vận ({days} OR date:2016 OR "tháng 5 2016")'):
        for q, told in (("dân vận", []), ("dan van", ["dân vận"])):
            query = QueryEcho(f"{q} tháng 5/2016", understood, False, NOT_TYPED, (date_,))
            assert readings(app, query) == told


def readings(app: Flask, query: QueryEcho) -> list[str]:
    with app.test_request_context(headers={"Accept-Language": "vi"}):
        return [one.label for one in _readings(SearchRequest(query.q), query, ())]


def test_what_was_typed_is_vietnamese_inside_of_english_sentences(client: FlaskClient) -> None:
    shown = page(client, q=MISSPELT, lang="en")
    assert text_of(shown.xpath("//h1/span[@lang='vi']")[0]) == MISSPELT
    told = shown.xpath("//p[@class='suggestion']")[0]
    assert [text_of(one) for one in told.xpath(".//span[@lang='vi']")] == [
        MISSPELT,
        MEANT,
        MISSPELT,
    ]
    odd = page(client, q="<b>&", lang="en")
    assert text_of(odd.xpath("//h1/span[@lang='vi']")[0]) == "<b>&"


def test_where_nothing_is_found_nothing_can_be_sorted(client: FlaskClient) -> None:
    assert page(client, q="dân").xpath("//nav[@class='sorts']")
    assert not page(client, q="zzqqxx").xpath("//nav[@class='sorts']")


@pytest.mark.parametrize(
    ("first", "last", "label"),
    [
        (date(2020, 1, 1), date(2020, 12, 31), "ngày ấy: 2020"),
        (date(2020, 5, 1), date(2020, 5, 31), "ngày ấy: 5/2020"),
        (date(2020, 5, 2), date(2020, 5, 31), "ngày ấy: 2/5/2020 – 31/5/2020"),
        (date(2020, 5, 2), None, "ngày ấy: từ 2/5/2020"),
    ],
)
def test_whole_months_and_years_among_the_words_are_told_as_such(
    app: Flask, first: date, last: date | None, label: str
) -> None:
    with app.test_request_context("/search?lang=vi"):
        assert dated_label(DateInQuery("ngày ấy", first, last, "")) == label


def test_days_that_are_said_already_are_not_said_again(app: Flask) -> None:
    of_2020 = DateInQuery("năm 2020", date(2020, 1, 1), date(2020, 12, 31), "")
    one_day = DateInQuery("ngày 12/5/2016", date(2016, 5, 12), date(2016, 5, 12), "")
    with app.test_request_context("/search?lang=vi"):
        assert [dated_label(of_2020), dated_label(one_day)] == ["năm 2020", "ngày 12/5/2016"]
    with app.test_request_context("/search?lang=en"):
        assert dated_label(one_day) == "ngày 12/5/2016: 12 May 2016"


def test_a_search_without_a_word_says_whether_it_keeps_the_filters(app: Flask) -> None:
    asked = SearchRequest("bóng đá zzqqxx", category=("Kinh tế",), page=3)
    kept = SearchRequest("bóng đá", category=("Kinh tế",))
    found = [Loosening("word", "zzqqxx", one, 7) for one in (kept, SearchRequest("bóng đá"))]
    with app.test_request_context("/search?lang=vi"):
        labels = [choice.label for choice in loosened_choices(asked, found)]
    assert labels == ["Bỏ từ “zzqqxx”", "Bỏ mọi bộ lọc và từ “zzqqxx”"]
