"""Is one thing found under each of its spellings, and does an operator bind what was meant?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest

from index.analysis import Token, analyse
from index.article import TEXT_FIELDS, Article
from search import Engine, SearchRequest, open_engine

BODIES = {
    "u1": "Đội U23 vào sân.", "u2": "Lứa U-23 tập trung.", "u3": "Giải U 23 khai mạc.",
    "c1": "Dịch COVID-19 lan.", "c2": "Dịch Covid19 giảm.", "c3": "Dịch covid 19 tái phát.",
    "i1": "Bán iPhone15 cũ.", "i2": "Bán iPhone 15 mới.", "i3": "Sửa iPhone-15 tại nhà.",
    "h1": "Người H'Mông xuống chợ.", "h2": "Người HMông trồng ngô.", "h4": "Chợ Mông Cổ.",
    "e1": "Người Êđê làm rẫy.", "e2": "Người Ê-đê đánh chiêng.", "e3": "Người Ê Đê ủ rượu.",
    "v1": "VN-Index tăng.", "v2": "VNIndex giảm.", "v3": "VN Index đi ngang.", "v4": "VN30 tăng.",
    "n1": "Nghi phạm N.V.A. bị bắt.", "n2": "Bị cáo NVA hầu tòa.",
    "g1": "Bao 5kg gạo.", "g2": "Bao 5 kg gạo.", "g4": "Bao 15kg gạo.",
    "s1": "Xe chạy 120km/h.", "s2": "Xe chạy 120 km/h.", "s3": "Xe chạy 120 km/giờ.",
    "s4": "Xe chạy 120 km rồi nghỉ.",
    "d1": "Vườn 50.000m2.", "d2": "Vườn 50.000 m².", "d3": "Vườn 50000 m2.",
    "d4": "Vườn 50.000 mét vuông.",
    "q1": "Nhà ở Q.1 đắt.", "q2": "Nhà ở quận 1 đắt.", "q3": "Nhà ở Q1 đắt.",
    "q4": "Nhà ở quận 10 rẻ.",
    "l1": "Tai nạn trên QL5.", "l2": "Tai nạn trên quốc lộ 5.", "l3": "Tai nạn QL 5.",
    "l4": "Tai nạn trên quốc lộ 51.",
    "o1": "Họp Đại hội XII.", "o2": "Họp đại hội 12.", "o3": "Họp Đại hội lần thứ XII.",
    "o6": "Họp Đại hội XI.", "o7": "Họp Đại hội 11.", "o4": "Họp Đại hội XIII.",
    "o5": "Đại hội của xóm có 12 tổ.",
    "k1": "Thế kỷ XXI đến.", "k2": "Thế kỷ 21 tới.", "k3": "Quý IV tăng.", "k4": "Quý 4 giảm.",
    "f1": "Trời 39°C oi.", "f2": "Trời 39 độ C nóng.", "f3": "Trời 39oC hanh.", "f4": "Lớp 39 bạn.",
    "a1": "Rừng 20ha cháy.", "a2": "Rừng 20 héc ta.", "a3": "Rừng 20 hecta.", "a4": "Rừng 200 ha.",
    "w1": "Kỳ họp thứ VI xong.", "w2": "Kỳ họp thứ 6 mở.", "w3": "Kỳ họp thứ 16 mở.",
    "w4": "Thế chiến II tàn.", "w5": "Thế chiến 2 nổ.", "w6": "Trường cấp III.", "w7": "Nhà cấp 3.",
    "t1": "Biển Nha Trang đông khách.", "t2": "Khách thăm Nhà Trắng.",
    "b1": "Đắk Lắk mưa.", "b2": "Đăk Lăk nắng.", "b3": "Đắc Lắc gió.",
    "y1": "Phố cấm xe máy/ô tô.", "y2": "Ô tô với xe máy.",
    "r1": "TP.Vinh mưa.", "r2": "TP Vinh nắng.", "r3": "Thành phố Vinh gió.",
    "x1": "Nghị định 10/2023/NĐ-CP.", "x2": "Ngày 10 năm 2023 NĐ cũ, CP mới.",
    "p1": "Giá 1.500.000 đồng.", "p2": "Giá 1500000 đồng.",
    "j1": "Ông Kim Jong-un cười.", "j2": "Ông Kim Jong Un họp.",
}  # fmt: skip
THINGS = [
    (["U23", "u-23", "u 23"], {"u1", "u2", "u3"}),
    (["COVID-19", "covid19", "covid 19"], {"c1", "c2", "c3"}),
    (["iPhone15", "iphone 15", "iPhone-15"], {"i1", "i2", "i3"}),
    (["H'Mông", "HMông", "hmong", "h'mong", "H Mông", "H’Mông"], {"h1", "h2"}),
    (["Êđê", "Ê-đê", "ê đê", "Ê Đê"], {"e1", "e2", "e3"}),
    (["39°C", "39 độ C", "39oC"], {"f1", "f2", "f3"}),
    (["20ha", "20 ha", "20 héc ta", "20 hecta"], {"a1", "a2", "a3"}),
    (["đại hội lần XII", "đại hội lần 12", "dai hoi lan 12"], {"o1", "o2", "o3"}),
    (["kỳ họp thứ 6", "kỳ họp thứ VI"], {"w1", "w2"}),
    (["Đại hội XI", "đại hội 11", "dai hoi xi"], {"o6", "o7"}),
    (["thế chiến II", "the chien 2"], {"w4", "w5"}),
    (["cấp 3", "cấp III"], {"w6", "w7"}),
    (["VN-Index", "VNIndex", "vn index", "vnindex"], {"v1", "v2", "v3"}),
    (["N.V.A", "NVA", "n.v.a."], {"n1", "n2"}),
    (["5kg", "5 kg"], {"g1", "g2"}),
    (["120km/h", "120 km/h", "120 km/giờ"], {"s1", "s2", "s3"}),
    (["50000m2", "50.000m²", "50.000 m2", "50000 m2"], {"d1", "d2", "d3", "d4"}),
    (["Q.1", "Q1", "quận 1", "quan 1", "q 1"], {"q1", "q2", "q3"}),
    (["QL5", "QL 5", "quốc lộ 5", "quoc lo 5"], {"l1", "l2", "l3"}),
    (["Đại hội XII", "đại hội 12", "dai hoi 12", "Đại hội lần thứ 12"], {"o1", "o2", "o3"}),
    (["thế kỷ 21", "the ky xxi", "Thế kỷ XXI"], {"k1", "k2"}),
    (["quý 4", "Quý IV", "quy iv"], {"k3", "k4"}),
    (["đắk lắk", "Đăk Lăk", "dak lak", "Đắc Lắc"], {"b1", "b2", "b3"}),
    (["TP.Vinh", "tp vinh"], {"r1", "r2", "r3"}),
    (["10/2023/NĐ-CP", "10/2023/nd-cp", "nghi dinh 10/2023/nd-cp"], {"x1"}),
    (["1.500.000 đồng", "1500000 đồng"], {"p1", "p2"}),
    (["Kim Jong-un", "kim jong un"], {"j1", "j2"}),
    (["Nhà Trắng"], {"t2"}),
]
OPERATORS = [
    ("nhà đắt -quận 1", set()),
    ("bao gạo -5kg", {"g4"}),
    ("bao gạo NOT 15 kg", {"g1", "g2"}),
    ("-nha trang biển", set()),
    ("-dak-lak mưa", {"r1"}),
    ("giải NEAR/2 làng AND khởi", {"bd"}),
    ("khởi AND giải NEAR/2 làng", {"bd"}),
    ("giải NEAR/0 bóng đá làng NEAR/0 khởi", {"bd"}),
    ("title:bóng đá", {"bd"}),
    ("title:bong da", {"bd"}),
    ("title:bóng đá khởi tranh", {"bd"}),
    ("làng -title:bóng đá", {"bc", "ct"}),
    ("category:thể thao", {"bd", "bc"}),
    ("category:the thao", {"bd", "bc"}),
    ("category:thể thao bóng chuyền", {"bc"}),
    ("category:THỂ THAO bóng chuyền", {"bc"}),
    ("source:báo đồi chè", {"bd", "ct"}),
    ("source:báo đồi chè cờ tướng", {"ct"}),
    ("author:lê thị mận", {"bd"}),
    ("làng -category:thể thao", {"ct"}),
    ("làng -bóng đá", {"bc", "ct"}),
    ("lang -bong da", {"bc", "ct"}),
    ("làng NOT bóng đá", {"bc", "ct"}),
    ('làng -"bóng đá"', {"bc", "ct"}),
    ("làng -(bóng) đá", set()),
    ("cờ tướng || bóng chuyền", {"bc", "ct"}),
    ("làng && cờ tướng", {"ct"}),
    ("intitle:cờ tướng", {"ct"}),
    ("+làng +cờ^2 tướng", {"ct"}),
    ('"làng" NOT "bóng đá"', {"bc", "ct"}),
    ('"cờ tướng" NEAR/0 "làng"', {"ct"}),
    ("category:giáo dục - đào tạo", {"gd"}),
    ("category:giáo dục đào tạo lớp", {"gd"}),
    ("-category:giáo dục - đào tạo lớp", {"f4"}),
    ("source:www.tinlua.example", {"gd"}),
    ("source:https://tinlua.example/ lớp", {"gd"}),
    ('site:"https://www.tinlua.example"', {"gd"}),
    ("làng -quần vợt", {"bd", "bc", "ct"}),  # no article has the word
    ("-quần vợt làng cờ tướng", {"ct"}),
]
LABELLED = [
    {"id": "bd", "title": "Giải bóng đá làng khởi tranh", "body": "Các đội bóng đá vào sân.",
     "category": "Thể thao", "source": "Báo Đồi Chè", "author": "Lê Thị Mận"},
    {"id": "bc", "title": "Giải bóng chuyền làng khép lại", "body": "Đội bóng chuyền nữ, đá tảng.",
     "category": "Thể thao", "source": "Báo Suối Cát", "author": "Trần Văn Ổi"},
    {"id": "ct", "title": "Giải cờ tướng làng", "body": "Kỳ thủ nhí đấu cờ tướng.",
     "category": "Giải trí", "source": "Báo Đồi Chè"},
    {"id": "gd", "title": "Lớp mận mở cửa", "body": "Lớp mận.", "category": "Giáo dục - Đào tạo",
     "source": "tinlua.example"},
    {"id": "dn", "title": "Phim Do NOT Disturb ra rạp", "body": "Phim hài Do NOT Disturb."},
    {"id": "nn", "title": "“Ai cũng có phần”: hội xóm ở bản Mây năm ấy", "body": "Bà con."},
    {"id": "vl", "title": "Đồi Chè - Suối Cát ký kết", "body": "Hai nơi ký kết."},
]  # fmt: skip


@pytest.fixture(scope="module")
def engine(
    tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]
) -> Iterator[Engine]:
    records = [{"id": name, "body": body} for name, body in BODIES.items()] + LABELLED
    with open_engine(build_index(tmp_path_factory.mktemp("typed"), records)) as opened:
        yield opened


def found(engine: Engine, q: str) -> set[str]:
    results = engine.search(SearchRequest(q, size=100))
    return {hit.id for hit in results.hits if not hit.near}


@pytest.mark.parametrize(
    ("q", "expected"),
    [pytest.param(q, ids, id=q) for typed, ids in THINGS for q in typed],
)
def test_one_thing_is_found_under_each_of_its_spellings(
    engine: Engine, q: str, expected: set[str]
) -> None:
    others = {"q4"} if q == "quan 1" else set()
    assert expected <= found(engine, q) <= expected | others


@pytest.mark.parametrize(("q", "expected"), OPERATORS, ids=[q for q, _ in OPERATORS])
def test_an_operator_binds_one_word_or_value(engine: Engine, q: str, expected: set[str]) -> None:
    assert found(engine, q) == expected


def test_a_name_typed_without_accents_is_one_reading_among_others(engine: Engine) -> None:
    assert found(engine, "nha trang") == {"t1", "t2"}
    assert found(engine, "nhà trắng") == {"t2"}


@pytest.mark.parametrize("q", ["ô tô/xe máy", "xe máy,ô tô", "xe máy;ô tô"])
def test_a_sign_without_a_space_parts_words(engine: Engine, q: str) -> None:
    assert {"y1", "y2"} <= found(engine, q)


@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("Phim Do NOT Disturb ra rạp", "dn"),
        ("phim do NOT disturb ra rap", "dn"),
        ("PHIM DO NOT DISTURB RA RẠP", "dn"),
        ("“Ai cũng có phần”: hội xóm ở bản Mây năm ấy - Báo Suối Cát", "nn"),
        ("Giải cờ tướng làng | Báo Đồi Chè", "ct"),
        ("Giải bóng đá làng khởi tranh – Tin Không Đâu", "bd"),
        ("Đồi Chè - Suối Cát ký kết", "vl"),
    ],
)
def test_a_pasted_headline_finds_its_article(engine: Engine, q: str, first: str) -> None:
    results = engine.search(SearchRequest(q))
    assert results.hits[0].id == first
    assert not results.hits[0].near


def test_what_is_quoted_whole_is_a_phrase_though_a_title_has_it(engine: Engine) -> None:
    q = '"hội xóm ở bản Mây năm ấy"'
    assert found(engine, q) == {"nn"}
    assert engine.search(SearchRequest(q)).query.understood == q.lower()


def test_a_sign_that_means_nothing_is_said_to_mean_nothing(engine: Engine) -> None:
    understood = engine.search(SearchRequest('làng^2 "cờ tướng"~3')).query.understood
    assert understood.endswith("; no meaning here: ^2 ~3")
    assert "meaning" not in engine.search(SearchRequest("làng cờ tướng?")).query.understood


OPERANDS = ["làng", "lang", "cờ", "giải", "bóng đá", "bong da", '"bóng chuyền"', "đội", "vào"]


@pytest.mark.parametrize("gap", [0, 1, 3])
def test_near_finds_what_looking_at_every_article_finds(engine: Engine, gap: int) -> None:
    articles = list(engine.stream(SearchRequest()))
    for first, second in product(OPERANDS, OPERANDS):
        expected = {one.id for one in articles if _is_near(one, first, second, gap)}
        assert found(engine, f"{first} NEAR/{gap} {second}") == expected, (first, second)


def _is_near(article: Article, first: str, second: str, gap: int) -> bool:
    """Whether the operands stand with so many syllables between in a text of ``article``, typed
    syllables without accents meaning any."""
    texts = ([*analyse(getattr(article, name))] for name in TEXT_FIELDS)
    return any(
        0 <= max(a, b) - min(a_end, b_end) <= gap
        for tokens in texts
        for a, a_end in _places(first, tokens)
        for b, b_end in _places(second, tokens)
    )


def _places(operand: str, tokens: list[Token]) -> list[tuple[int, int]]:
    typed = [*analyse(operand)]
    return [
        (at, at + len(typed))
        for at in range(len(tokens) - len(typed) + 1)
        if all(
            own.folded == one.folded and (one.is_bare or own.accented == one.accented)
            for own, one in zip(tokens[at:], typed, strict=False)
        )
    ]
