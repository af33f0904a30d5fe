"""Are credits told from all that looks like one?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from search.credits import credits_of
from search.papers import outlet_key

BODY = "Chợ cháy lúc nửa đêm.\nKhông ai bị thương, hàng hóa cháy rụi."
KNOWN = {outlet_key("baosongtien.example")}


def keys(article: Article) -> list[str]:
    return [one.key for one in credits_of(article, KNOWN)]


@pytest.mark.parametrize(
    ("line", "paper"),
    [
        ("Theo VnExpress", "VnExpress"),
        ("(Theo TTXVN)", "TTXVN"),
        ("Nguồn: Dân trí", "Dân trí"),
        ("Theo Báo Tuổi Trẻ", "Tuổi Trẻ"),
        ("Theo Tuổi trẻ.", "Tuổi Trẻ"),
        ("Theo Reuters", "Reuters"),
        ("(Nguồn: TTXVN/Vietnam+)", "TTXVN"),
        ("Theo Vietnam +", "VietnamPlus"),
        ("TTXVN", "TTXVN"),
        ("(VnExpress)", "VnExpress"),
        ("Huyền Lê (Theo AFP)", "AFP"),
        ("Bích Liên Theo Xinhuanet", "Tân Hoa Xã"),
        ("Theo Tường Vi VnExpress", "VnExpress"),
        ("Theo Trần Đại Dương Người Lao động", "Người Lao Động"),
        ("Theo Đức Quang (Vnexpress)", "VnExpress"),
        ("Theo Lê Sơn/Cổng Thông tin điện tử Chính phủ", "Báo Chính phủ"),
        ("Theo Vneconomy Đăng lại", "VnEconomy"),
        ("Theo Mai Phương Thanh Niên Tổng hợp", "Thanh Niên"),
        ("Nguồn: https://vnexpress.net/chay-cho-123.html", "VnExpress"),
        ("Minh Anh/TTXVN", "TTXVN"),
        ("Tin, ảnh: Hà My/TTXVN", "TTXVN"),
        ("Theo Công an nhân dân", "Công an Nhân dân"),
        ("Theo Báo Sông Tiền", "Báo Sông Tiền"),
        ("(Theo Sông Tiền)", "Báo Sông Tiền"),
        ("Theo Boldsky", "Boldsky"),
        ("(Theo The Korea Times)", "Korea Times"),
        ("Theo báo Bảo hiểm xã hội", "Báo Bảo hiểm xã hội"),
    ],
)
@pytest.mark.parametrize("behind", ["", "\nTags: chợ, cháy", "\n>> Xem thêm: Chợ mới"])
@pytest.mark.parametrize("between", ["\n", " "])
def test_a_line_at_the_end_is_a_credit(line: str, paper: str, between: str, behind: str) -> None:
    (found,) = credits_of(Article("a", body=BODY + between + line + behind), KNOWN)
    assert (found.key, found.place) == (outlet_key(paper), "foot")
    assert found.said in line


@pytest.mark.parametrize(
    "line",
    [
        "Ảnh: TTXVN", "Nguồn ảnh: VnExpress", "(Nguồn clip: VTC)", "Ảnh minh họa (Nguồn: AFP)",
        "Theo ông Nam, chợ sẽ mở lại.", "Theo Bộ Y tế", "(Theo Bộ Y tế)", "Theo đó",
        "Theo báo cáo của huyện", "(Nguồn: Bộ Giao thông vận tải)", "Theo Hoàng Duy",
        "Nguồn vốn nào cho chợ mới?", "Theo VnExpress, giá vàng tăng mạnh.", "Huyền Trang",
        "Theo Công an tỉnh Nghệ An", "Theo luật sư Trần Văn A", "Theo Sở Lao Động",
        "Theo Facebook nhân vật", "Theo tờ trình của Chính phủ", "Hà Linh (Tổng hợp)",
        "Nguồn: Bảo hiểm xã hội Việt Nam", "Theo kế hoạch đề ra. Hà Linh", "N.D", "H.P",
        "Ông mua bán với người lao động", "Theo", "Theo báo chí nước ngoài", "(Theo Tường Vi)",
    ],
)  # fmt: skip
@pytest.mark.parametrize("between", ["\n", " "])
def test_what_looks_like_a_credit_is_none(line: str, between: str) -> None:
    assert keys(Article("a", body=BODY + between + line)) == []


@pytest.mark.parametrize(
    ("start", "paper", "said"),
    [
        ("TTO - ", "Tuổi Trẻ", "TTO -"),
        ("(Dân trí) - ", "Dân trí", "(Dân trí) -"),
        ("(Dân trí)", "Dân trí", "(Dân trí)"),
        ("NDĐT- ", "Nhân Dân", "NDĐT-"),
        ("VOV.VN - ", "VOV", "VOV.VN -"),
        ("LĐO | ", "Lao Động", "LĐO |"),
        ("Hà Nội (TTXVN) - ", "TTXVN", "Hà Nội (TTXVN) -"),
        ("[Sông Tiền] - ", "Sông Tiền", "[Sông Tiền] -"),
        ("Theo TTXVN, ", "TTXVN", "Theo TTXVN,"),
        ("Theo báo South China Morning Post (SCMP), ", "SCMP", None),
    ],
)
def test_a_text_begins_with_a_credit(start: str, paper: str, said: str | None) -> None:
    for article in (Article("a", body=start + BODY), Article("a", summary=start + BODY)):
        (found,) = credits_of(article, KNOWN)
        assert found.key == outlet_key(paper)
        assert said is None or found.said == said
        assert found.place == ("opening" if start.startswith("Theo") else "head")


@pytest.mark.parametrize(
    "start",
    ["Lao động - Thương binh ", "Mỹ - Nga ", "(Hà Nội) - ", "Theo Bộ Y tế, ", "Theo đó, ",
     "Bộ Lao động - Thương binh ", "(Ảnh minh họa) - ", "Kim Jong - Un ", "Theo ông Nam, "],
)  # fmt: skip
def test_a_text_that_begins_like_one_has_none(start: str) -> None:
    assert keys(Article("a", body=start + BODY)) == []


@pytest.mark.parametrize(
    ("author", "papers"),
    [
        ("Theo VnExpress", ["VnExpress"]),
        ("TTXVN", ["TTXVN"]),
        ("Tuổi trẻ", ["Tuổi Trẻ"]),
        ("Tường Vi/VnExpress", ["VnExpress"]),
        ("Huyền Lê (Theo AFP)", ["AFP"]),
        ("Báo Nghệ An", ["Báo Nghệ An"]),
        ("Nguyễn Văn An", []),
        ("Nguyễn Văn An, Trần Bình", []),
        ("PV", []),
        ("", []),
    ],
)
def test_an_author_may_be_a_paper(author: str, papers: list[str]) -> None:
    assert keys(Article("a", body=BODY, author=author)) == [outlet_key(one) for one in papers]


def test_of_several_papers_in_a_line_each_is_read() -> None:
    article = Article("a", body=f"{BODY}\n(Theo AFP, Reuters/Guardian)")
    assert keys(article) == ["AFP", "Reuters", "The Guardian"]
    assert {one.said for one in credits_of(article)} == {"(Theo AFP, Reuters/Guardian)"}


@given(
    st.text(alphabet="Theo Nguồn:()/VnExpres.,-–\n[]TXN ", max_size=120),
    st.text(alphabet="Theo /TXVN(),", max_size=40),
)
def test_what_is_said_is_said_there(body: str, author: str) -> None:
    article = Article("a", body=body, author=author)
    for one in credits_of(article, KNOWN):
        assert one.said in (author if one.place == "author" else body)
        assert one.key
