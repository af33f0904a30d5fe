"""Do addresses of one page have one form, and those of others another?"""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.addresses import address_hash, canonical_address, hash_of_url

SAME = [
    ("https://tin.example/a/bai-123.html", "http://www.tin.example/a/bai-123.html#binh-luan"),
    ("https://tin.example/a/bai-123.html", "tin.example/a/bai-123.html?utm_source=zalo&fbclid=x"),
    ("https://tin.example/a/bai-123.html", "HTTPS://M.Tin.Example:443/a//bai-123.html?"),
    ("https://tin.example/a/bai-123.html", "https://amp.tin.example/a/bai-123.html?zarsrc=30"),
    ("https://tin.example/a", "https://tin.example/a/"),
    ("https://tin.example/a", "https://tin.example/a/index.html"),
    ("https://tin.example/a", "https://tin.example/a/amp/"),
    ("https://tin.example", "http://www.tin.example./"),
    ("https://tin.example/?b=2&a=1", "https://tin.example/?a=1&b=2&gclid=7"),
    ("https://tin.example/lời-hứa", "https://tin.example/l%E1%BB%9Di-h%e1%bb%a9a"),
    ("https://báo.example/x", "https://xn--bo-mia.example/x"),
]  # fmt: skip
OTHERS = [
    "https://tin.example/a/bai-123.html", "https://tin.example/a/bai-124.html",
    "https://tin.example/A/bai-123.html", "https://khac.example/a/bai-123.html",
    "https://ho.tin.example/a/bai-123.html", "https://tin.example:8080/a/bai-123.html",
    "https://tin.example/a/bai-123.html?id=1", "https://tin.example/a/bai-123.html?id=2",
    "https://tin.example/a/bai-123.html?gid=2", "https://tin.example/amp", "https://tin.example",
    "https://m.vn/x", "https://vn/x",
]  # fmt: skip
NONE = ["", "tin", "ftp://tin.example/a", "http://[::1", "https://a:b/c", "http://", "https://...",
        "https://tin.example/?" + "&".join(f"a{n}=1" for n in range(101)), "file:///etc/passwd",
        "https://" + "a" * 300 + ".example/"]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME)
def test_addresses_of_one_page_are_one(one: str, other: str) -> None:
    assert canonical_address(one) is not None
    assert canonical_address(one) == canonical_address(other)
    assert hash_of_url(one) == hash_of_url(other) != 0


def test_addresses_of_other_pages_are_others() -> None:
    forms = [canonical_address(url) for url in OTHERS]
    assert len({form for form in forms if form is not None}) == len(OTHERS) - 1
    assert forms[-1] is None


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_address_on_the_web_has_no_form(text: str) -> None:
    assert canonical_address(text) is None
    assert hash_of_url(text) == 0


@given(st.text() | st.text("htps:/.a%?&=#[]@1é\u2100\ud800", max_size=30))
@example("http://a.b/\ud800")
@example("http://a.b/?\ud800")
@example("http://\ud800.b")
def test_no_text_raises_and_the_form_stays_as_it_is(text: str) -> None:
    form = canonical_address(text)
    if form is not None:
        assert address_hash(form) != 0
        assert canonical_address(form) == form
