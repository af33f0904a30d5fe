"""Known newspapers are shown by name; any other source as it is."""

import pytest

from web.pages.facets import facet_label
from web.source_names import SOURCE_NAMES, named_source, source_name


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("vnexpress.net", "VnExpress"),
        ("m.vnexpress.net", "VnExpress"),
        ("www.TuoiTre.vn", "Tuổi Trẻ"),
        ("bao.example", "bao.example"),
        ("vnexpress", "vnexpress"),
        ("", ""),
    ],
)
def test_a_known_host_has_a_name(source: str, name: str) -> None:
    assert source_name(source) == name


def test_only_sources_are_named() -> None:
    assert facet_label("source", "vnexpress.net") == "VnExpress"
    assert facet_label("category", "vnexpress.net") == "vnexpress.net"


def test_each_host_stands_once_and_bare() -> None:
    assert all(host == host.lower() and not host.startswith("www.") for host in SOURCE_NAMES)
    assert len(set(SOURCE_NAMES.values())) == len(SOURCE_NAMES)


@pytest.mark.parametrize(
    ("name", "source"),
    [("Tuổi Trẻ", "www.tuoitre.vn"), ("tuoi tre", "www.tuoitre.vn"), ("Báo lạ", "Báo lạ"),
     ("BAO.example", "bao.example"), ("www.tuoitre.vn", "www.tuoitre.vn"), ("", "")],
)  # fmt: skip
def test_a_name_leads_to_the_source_that_is_called_so(name: str, source: str) -> None:
    assert named_source(name, ["", "bao.example", "www.tuoitre.vn"]) == source
