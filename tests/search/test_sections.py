"""Sections of different papers are one facet value, and each article keeps its paper's own name."""

from pathlib import Path

import pytest

from search.facet_values import shown_values, value_key
from search.sections import SECTIONS, common_name


@pytest.mark.parametrize(
    ("name", "common"),
    [
        *((one, "Thể thao") for one in ("THỂ THAO", "The thao", "the-thao", "Sports", "sport")),
        *((one, "Kinh tế") for one in ("Kinh doanh", "kinh-doanh", "Business", "Kinh Tế")),
        *((one, "Giải trí") for one in ("Showbiz", "giai-tri", "Entertainment")),
        *((one, "Công nghệ") for one in ("Số hóa", "Số hoá", "so-hoa", "Technology")),
        *((one, "Sức khỏe") for one in ("Sức khoẻ", "Y tế", "Health")),
        *((one, "Giáo dục") for one in ("Giáo dục & Đào tạo", "GD&ĐT")),
        *(
            (one, "")
            for one in (
                "Bóng đá",
                "Chứng khoán",
                "Văn hóa - Giải trí",
                "Xe máy",
                "Văn hoa",
                "",
                "-",
            )
        ),
    ],
)
def test_a_section_has_its_common_name(name: str, common: str) -> None:
    assert common_name(name) == common


def test_no_name_stands_for_two_sections() -> None:
    names = [name for common, others in SECTIONS.items() for name in (common, *others)]
    for common, others in SECTIONS.items():
        for name in (common, *others):
            assert common_name(name) == common
    assert len({*names}) == len(names)


def test_one_value_is_counted_and_shown_by_the_common_name() -> None:
    assert len({value_key("category", name) for name in ("Thể thao", "The thao", "SPORTS")}) == 1
    values = ["Sports"] * 5 + ["Thể thao", "Bóng đá", "Showbiz"]
    assert sorted(shown_values("category", values).values()) == ["Bóng đá", "Giải trí", "Thể thao"]
    # Of the common name's own spellings the most frequent one is shown.
    (shown,) = shown_values("category", ["Văn hoá", "Văn hoá", "Văn hóa", "Culture"]).values()
    assert shown == "Văn hoá"


def test_hosts_of_one_site_are_one_source() -> None:
    for host in ("www.tinlang.example", "m.tinlang.example", "https://amp.tinlang.example/"):
        assert value_key("source", host) == "tinlang.example"
    assert value_key("source", "m.example") == "m.example"
    assert value_key("source", "mtin.example") == "mtin.example"
    assert value_key("source", "Sports") == "sports"


def test_the_table_of_the_docs_is_the_table_of_the_code() -> None:
    text = (Path(__file__).parents[2] / "docs/records.md").read_text(encoding="utf-8")
    _, _, rest = text.partition("| common name | other names |\n| --- | --- |\n")
    rows = [line.strip("| ").split(" | ") for line in rest.partition("\n\n")[0].split("\n")]
    assert rows == [[name, ", ".join(others) or "–"] for name, others in SECTIONS.items()]
