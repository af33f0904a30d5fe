"""Does every filter of the page lead to as many articles as it says, and can it be taken back?"""

from __future__ import annotations

import re
from itertools import pairwise
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from answers import json_of
from flask.testing import FlaskClient
from lxml import html

Q = "dân"


def page(client: FlaskClient, url: str) -> html.HtmlElement:
    response = client.get(url)
    assert response.status_code == 200, url
    return html.fromstring(response.data.decode())


def total(client: FlaskClient, url: str) -> int:
    """How many articles the endpoint finds for the address of a page."""
    parts = urlsplit(url)
    return int(json_of(client.get(f"/api/search?{parts.query}"))["total"])


def number(element: html.HtmlElement, path: str = ".//*[@class='count']") -> int:
    text = re.sub(r"\D", "", element.xpath(path)[0].text_content())
    return int(text)


def of_class(root: html.HtmlElement, name: str) -> list[html.HtmlElement]:
    return list(root.xpath(f"//*[contains(concat(' ', @class, ' '), ' {name} ')]"))


def facet_links(root: html.HtmlElement, name: str, state: str = "") -> list[html.HtmlElement]:
    return list(root.xpath(f"//ul[@data-facet='{name}']/li/a[1]{state}"))


ASKED = [
    {"q": Q},
    {"q": Q, "category": ["Thể thao", ""], "not_source": "baosongtien.example"},
    {"q": Q, "category": "THỜI SỰ", "from": "2016", "to": "12/2024"},
    {"q": Q, "not_category": ["", "Thời sự"], "undated": "only"},
    {"q": Q, "not_category": "Thời sự", "category": ["thời sự", "Môi trường"], "to": "2022"},
    {"q": "zzzz qqqq", "category": "X", "not_source": "Y", "from": "2024", "to": "2020"},
    {"q": "", "source": "baosongtien.example", "not_category": "không có"},
]


@pytest.mark.parametrize("asked", ASKED)
def test_chips_and_exclusions_lead_to_as_many_articles_as_they_say(
    client: FlaskClient, asked: dict[str, object]
) -> None:
    found = page(client, f"/search?{urlencode(asked, doseq=True)}")
    for chip in found.xpath("//ul[@class='chips']//a[*[@class='count']]"):
        assert number(chip) == total(client, chip.get("href")), chip.get("href")
    for exclude in of_class(found, "exclude"):
        said = int(re.sub(r"\D", "", exclude.get("title")))
        assert said == total(client, exclude.get("href")), exclude.get("href")


@pytest.mark.parametrize("asked", ASKED)
def test_dates_lead_to_as_many_articles_as_they_say(
    client: FlaskClient, asked: dict[str, object]
) -> None:
    found = page(client, f"/search?{urlencode(asked, doseq=True)}")
    links = [*found.xpath("//nav[@class='path']//a"), *found.xpath("//p[@class='undated']/a")]
    for link in links:
        if link.get("aria-current") is None:
            assert number(link) == total(client, link.get("href")), link.get("href")
    for bar in found.xpath("//svg//a"):
        count = int(re.search(r": ([\d.]+) bài$", bar.get("aria-label"))[1].replace(".", ""))  # type: ignore[index]
        assert count == int(bar.get("data-count")) == total(client, bar.get("href"))


def test_a_value_is_left_out_and_taken_back(client: FlaskClient) -> None:
    found = page(client, f"/search?q={Q}")
    value = facet_links(found, "category")[0].xpath("*[@class='value']")[0].text
    exclude = of_class(found, "exclude")[0]
    assert exclude.get("aria-label") == f"Loại bỏ {value}"
    found = page(client, exclude.get("href"))
    chip = found.xpath("//ul[@class='chips']//a")[0]
    assert f"Trừ: {value}" in chip.text_content()
    (row,) = facet_links(found, "category", "[@class='excluded']")
    assert row.xpath(".//s")[0].text == value
    for back in (chip, row):
        assert parse_qs(urlsplit(back.get("href")).query) == {"q": [Q]}


def test_a_spelling_is_left_out_once_and_taken_back_whole(client: FlaskClient) -> None:
    found = page(client, f"/search?q={Q}&not_category=TH%E1%BB%9CI+S%E1%BB%B0&not_category=x")
    (row,) = facet_links(found, "category", "[contains(., 'Thời sự')]")
    assert row.get("class") == "excluded"
    assert parse_qs(urlsplit(row.get("href")).query) == {"q": [Q], "not_category": ["x"]}


def test_what_was_left_out_is_selected_in_its_place_and_the_other_way_round(
    client: FlaskClient,
) -> None:
    found = page(client, f"/search?q={Q}&category=Th%E1%BB%9Di+s%E1%BB%B1")
    (exclude,) = found.xpath("//a[@aria-label='Loại bỏ Thời sự']")
    assert parse_qs(urlsplit(exclude.get("href")).query) == {
        "q": [Q],
        "not_category": ["Thời sự"],
    }


def test_one_link_clears_all_filters_where_there_are_several(client: FlaskClient) -> None:
    asked = f"/search?q={Q}&from=2012&sort=newest&match=syllables"
    assert not of_class(page(client, asked), "plain")
    (clear,) = of_class(page(client, f"{asked}&not_source=&undated=&category=x"), "plain")
    assert clear.text == "bỏ tất cả"
    assert parse_qs(urlsplit(clear.get("href")).query) == {
        "q": [Q], "sort": ["newest"], "match": ["syllables"],
    }  # fmt: skip


def test_undated_articles_are_a_filter_and_not_words_in_the_box(client: FlaskClient) -> None:
    front = page(client, "/?from=2012")
    (link,) = front.xpath("//p[@class='undated']/a")
    assert parse_qs(urlsplit(link.get("href")).query) == {"undated": ["only"]}
    found = page(client, link.get("href"))
    assert found.xpath("//input[@id='q']")[0].get("value") == ""
    (chip,) = found.xpath("//ul[@class='chips']//a")
    assert "Không rõ ngày" in chip.text_content()
    assert chip.get("href") == "/search"
    (pressed,) = found.xpath("//p[@class='undated']/a")
    assert pressed.get("aria-current") == "true"
    # days typed or chosen take the place of what has none
    assert not found.xpath("//form[@class='dates']//input[@name='undated']")
    assert all("undated" not in bar.get("href") for bar in found.xpath("//svg//a"))


def test_the_axis_does_not_hang_on_what_was_found(client: FlaskClient) -> None:
    def axis(url: str) -> list[str]:
        return [bin_.get("data-from") for bin_ in page(client, url).xpath("//svg//*[@data-from]")]

    assert axis("/") == axis(f"/search?q={Q}") == axis("/search?q=b%C3%B3ng") != []
    months = axis(f"/search?q={Q}&from=2016&to=2016")
    assert months == axis("/search?q=b%C3%B3ng&from=2016&to=2016")
    assert months[:12] == [f"2016-{month:02}" for month in range(1, 13)]


def test_bars_are_wide_enough_to_hit(client: FlaskClient) -> None:
    """A drawing takes 832 px or more on a desk, 288 px or more on the narrowest phone."""
    for days in ("", "from=2016&to=2016", "from=2016-05&to=2016-05", "from=2016-05-12&to=2017"):
        found = page(client, f"/search?{days}")
        for name, pixels in (("wide", 832 - 48), ("narrow", 288)):
            widths = found.xpath(f"//svg[@class='{name}']//rect[@class='reach']/@width")
            assert widths
            assert all(float(width.rstrip("%")) / 100 * pixels > 23.9 for width in widths), days


def test_the_scale_has_round_numbers_above_every_bar(client: FlaskClient) -> None:
    found = page(client, "/search?from=2016&to=2016")
    (svg,) = found.xpath("//svg[@class='wide']")
    levels = [int(text) for text in svg.xpath(".//*[@class='levels']/text/text()")]
    assert 1 <= len(levels) <= 3
    assert {level - before for before, level in pairwise(levels)} <= {levels[0]}
    assert str(levels[0]).rstrip("0") in {"1", "2", "5"}
    assert max(int(bar.get("data-count")) for bar in svg.xpath(".//a")) <= levels[-1]


def test_one_bar_is_a_tab_stop(client: FlaskClient) -> None:
    for url in ("/", "/search?from=2016-05-12&to=2016-05-12"):
        for svg in page(client, url).xpath("//svg"):
            stops = svg.xpath(".//a[not(@tabindex)]")
            assert len(stops) == 1
            selected = svg.xpath(".//a[@aria-current]")
            assert len(selected) == (url != "/" and svg.get("class") == "wide")


def test_a_path_leads_up_and_to_the_neighbours(client: FlaskClient) -> None:
    found = page(client, "/search?from=2016-05&to=5/2016")
    steps = [step.text_content().split() for step in found.xpath("//nav[@class='path']//li")]
    assert [" ".join(step[:-1]) for step in steps] == ["Tất cả", "2016", "5/2016"]
    beside = " ".join(found.xpath("//nav[@class='path']/p")[0].text_content().split())
    assert re.fullmatch(r"← 4/2016 \d+ · 6/2016 \d+ →", beside)
    hrefs = found.xpath("//nav[@class='path']//a/@href")
    assert all(href.endswith("#loc-ngay") for href in hrefs)
    day = page(client, "/search?from=2016-05-01&to=2016-05-01")
    assert "← 30/4/2016" in day.xpath("//nav[@class='path']/p")[0].text_content()
    english = page(client, "/search?from=2016-05&to=2016-05&lang=en")
    assert "All" in english.xpath("//nav[@class='path']//li")[0].text_content()
    assert "May 2016" in english.xpath("//nav[@class='path']//li")[2].text_content()


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("31/12/2024", "31/12/2024"), ("2024-12-31", "31/12/2024"), ("12/2024", "12/2024"),
     ("2024-02", "2/2024"), ("2024", "2024"), ("1-1-24", "1-1-24")],
)  # fmt: skip
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_boxes_show_days_as_people_type_them(
    client: FlaskClient, typed: str, shown: str, lang: str
) -> None:
    found = page(client, f"/search?to={typed}&lang={lang}")
    (box,) = found.xpath("//input[@id='to']")
    assert box.get("value") == shown
    assert total(client, f"/search?to={shown}") == total(client, f"/search?to={typed}")


def test_days_in_the_wrong_order_are_said_and_kept(client: FlaskClient) -> None:
    found = page(client, f"/search?q={Q}&from=2024&to=2022")
    (wrong,) = of_class(found, "wrong")
    assert wrong.text == "Ngày bắt đầu sau ngày kết thúc."
    for name, typed in (("from", "2024"), ("to", "2022")):
        (box,) = found.xpath(f"//input[@id='{name}']")
        assert box.get("value") == typed
        assert box.get("aria-invalid") == "true"
        assert wrong.get("id") in box.get("aria-describedby").split()
    assert found.xpath("//input[@id='q']")[0].get("value") == Q


def test_days_of_a_date_form_keep_all_other_filters(client: FlaskClient) -> None:
    asked = {"q": Q, "category": ["", "x"], "not_source": ["y"], "sort": ["newest"]}
    found = page(client, f"/search?{urlencode(asked, doseq=True)}&from=2016&interval=year&page=2")
    fields = found.xpath("//form[@class='dates']//input")
    kept: dict[str, list[str]] = {}
    for field in fields:
        kept.setdefault(field.get("name"), []).append(field.get("value"))
    assert kept == {
        **{name: [value] if isinstance(value, str) else value for name, value in asked.items()},
        "from": ["2016"],
        "to": [""],
    }


@pytest.mark.parametrize(
    "days",
    ["from=0001&to=9999", "from=9999-12-31", "to=0001-01-01", "from=1990&to=1991",
     "from=9999-12&to=9999-12", "from=0001&to=0001", "from=2016-02-29&to=2016-03-01",
     "interval=day", "interval=year&from=2016-05-12&to=2016-05-14", "from=2016-05-12&to=2016-09"],
)  # fmt: skip
def test_any_days_can_be_drawn(client: FlaskClient, days: str) -> None:
    found = page(client, f"/search?{days}")
    for bar in found.xpath("//svg//a"):
        assert int(bar.get("data-count")) == total(client, bar.get("href")), bar.get("href")
