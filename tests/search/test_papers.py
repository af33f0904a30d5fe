"""Are hosts and names of one paper one?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.papers import PAPERS, host_of, house_of, outlet_key, paper_at, paper_named


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("vnexpress.net", "VnExpress"),
        ("sohoa.vnexpress.net", "VnExpress"),
        ("https://www.tuoitre.vn/tin/123.htm", "Tuổi Trẻ"),
        ("www.nhandan.com.vn", "Nhân Dân"),
        ("nhandan.vn", "báo Nhân Dân"),
        ("znews.vn", "Zing"),
        ("Thanh Niên", "Báo Thanh Niên"),
        ("baosongtien.example", "Sông Tiền"),
        ("baosongtien.example", "báo điện tử Sông Tiền"),
        ("https://m.canhdieu.com.vn/", "Cánh Diều"),
        ("Báo Đồng Khởi", "Đồng Khởi"),
    ],
)
def test_a_host_and_a_name_of_one_paper_are_one(source: str, name: str) -> None:
    assert outlet_key(source) == outlet_key(name) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tuoitre.vn", "thanhnien.vn"),
        ("Báo Sông Tiền", "Báo Sông Hậu"),
        ("nld.com.vn", "laodong.vn"),
        ("vietnamplus.vn", "vietnamnet.vn"),
        ("com.vn", "net.vn"),
    ],
)
def test_two_papers_are_two(one: str, other: str) -> None:
    assert outlet_key(one) != outlet_key(other)


def test_no_two_papers_of_the_table_have_a_host_or_a_name_in_common() -> None:
    hosts = [host for one in PAPERS for host in (one.host, *one.more_hosts)]
    assert len(set(hosts)) == len(hosts)
    for one in PAPERS:
        assert paper_at(one.host) is one
        for name in (one.name, *one.also):
            assert paper_named(name) is one, name


def test_an_agency_prints_papers_of_its_own() -> None:
    assert house_of(outlet_key("www.vietnamplus.vn")) == outlet_key("TTXVN")
    assert house_of(outlet_key("baotintuc.vn")) == outlet_key("Thông tấn xã Việt Nam")
    assert house_of(outlet_key("tuoitre.vn")) == outlet_key("Tuổi Trẻ")


def test_a_name_is_no_host() -> None:
    assert host_of("Tuổi Trẻ") == host_of("H.P hôm nay") == host_of("") == ""
    assert host_of("HTTPS://M.Bao.Example/a?b") == "bao.example"


@given(st.text(max_size=60))
def test_any_text_has_a_key(text: str) -> None:
    assert isinstance(outlet_key(text), str)
    assert outlet_key(text) == outlet_key(text)
