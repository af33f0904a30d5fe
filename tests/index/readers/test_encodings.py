"""Texts in any encoding come out right, right texts as they are, and every repair is said."""

import json
import unicodedata
from collections.abc import Callable
from importlib import import_module

import pytest

from index.article import Article, Outcome, Reject, Repaired
from index.readers.encoding import decode_html, decode_text, repaired_record, repaired_text

Read = Callable[..., list[Outcome]]

TITLE = "Phiên chợ nổi ở làng Vân Hạ đông người từ sáng sớm"
BODY = (
    "Ghe thuyền chở đầy hoa trái từ các cồn phía trên xuôi về, tiếng mời chào rộn cả khúc sông. "
    "Ông Lê Văn Hiền, người bán hàng lâu năm, nói rằng năm nay khách đến mua nhiều hơn mọi năm."
)
CHARMAPS = import_module("viparse.normalize.encodings").CHARMAPS
PAGE = (
    f"<!doctype html><html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>"
    + "".join(f"<p>{BODY} Đoạn thứ {number} kể tiếp.</p>" for number in ("nhất", "hai", "ba"))
    + "</article></body></html>"
)
LEGACY = ("windows-1258", "tcvn3", "vni", "viscii", "vps")
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def in_legacy(text: str, encoding: str) -> bytes:
    if encoding != "windows-1258":
        letters: dict[str, str] = {}
        for legacy, letter in CHARMAPS[encoding].pairs:
            letters.setdefault(letter, legacy)
        return "".join(letters.get(char, char) for char in text).encode("latin-1")
    written = b""
    for char in text:
        parts = unicodedata.normalize("NFD", char)
        tone = "".join(part for part in parts if part in _TONES)
        base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
        try:
            written += char.encode("cp1258")
        except UnicodeEncodeError:
            written += (base + tone).encode("cp1258")
    return written


def the_article(outcomes: list[Outcome], *encodings: str) -> Article:
    """The one article, behind the repairs that are expected."""
    *repairs, article = outcomes
    assert isinstance(article, Article)
    assert [one.encoding for one in repairs if isinstance(one, Repaired)] == list(encodings)
    assert len(repairs) == len(encodings)
    return article


@pytest.mark.parametrize("encoding", LEGACY)
def test_a_legacy_text_is_read_and_the_repair_said(read: Read, encoding: str) -> None:
    article = the_article(read("a.txt", in_legacy(f"{TITLE}\n\n{BODY}", encoding)), encoding)
    assert (article.title, article.body) == (TITLE, BODY)


@pytest.mark.parametrize("encoding", LEGACY)
def test_a_legacy_page_is_read_whatever_it_declares(read: Read, encoding: str) -> None:
    for declared in ("", '<meta charset="iso-8859-1">', '<meta charset="utf-8">'):
        page = PAGE.replace("<head>", f"<head>{declared}")
        article = the_article(read("a.html", in_legacy(page, encoding)), encoding)
        assert article.title == TITLE
        assert "khúc sông" in article.body


@pytest.mark.parametrize("encoding", LEGACY)
def test_a_legacy_text_that_was_stored_as_utf_8_is_read(read: Read, encoding: str) -> None:
    made_of = in_legacy(f"{TITLE}\n\n{BODY}", encoding).decode("latin-1")
    assert repaired_text(made_of).repaired == encoding
    record = {"title": in_legacy(TITLE, encoding).decode("latin-1"), "author": "Lê Văn Hiền"}
    record["body"] = in_legacy(BODY, encoding).decode("latin-1")
    article = the_article(read("a.jsonl", json.dumps(record)), encoding)
    assert (article.title, article.body, article.author) == (TITLE, BODY, "Lê Văn Hiền")


@pytest.mark.parametrize("through", ["latin-1", "cp1252", "cp1258"])
def test_utf_8_that_went_through_another_encoding_is_put_right(read: Read, through: str) -> None:
    def doubled(text: str) -> str:
        return "".join(
            bytes([byte]).decode(through, "ignore") or chr(byte) for byte in text.encode()
        )

    # One field of the record alone, in the other escaped or not.
    for ascii_ in (True, False):
        line = json.dumps({"title": doubled(TITLE), "body": BODY}, ensure_ascii=ascii_)
        article = the_article(read("a.jsonl", line), "utf-8 twice")
        assert (article.title, article.body) == (TITLE, BODY)
    article = the_article(read("a.txt", f"{doubled(TITLE)}\n\n{doubled(BODY)}"), "utf-8 twice")
    assert (article.title, article.body) == (TITLE, BODY)


@pytest.mark.parametrize(
    ("damaged", "right"),
    [
        ("XÃ£ há»™i", "Xã hội"),
        ("â€œTháº¿ giá»›iâ€\x9d", "“Thế giới”"),
        ("Hà Nội: Tháº¿ giá»›i", "Hà Nội: Thế giới"),
        ("HoÃ ng Lan, ngÆ°á»i láng giềng", "Hoàng Lan, ngÆ°á»i láng giềng"),
    ],
)
def test_a_short_or_partly_damaged_text_is_repaired(damaged: str, right: str) -> None:
    if "ngÆ°á»i" in right:  # the byte 9D of "ờ" is lost: what is whole is read
        assert repaired_text(damaged).text.startswith("Hoàng Lan, ngư")
    else:
        assert repaired_text(damaged).text == right


RIGHT = [
    "Thuốc Panadol® và Windows® của hãng Microsoft™, © 2024",
    "Panadol® © ± 5 µm, 10 °C, §3, ½ ¼ ¾",
    "«bóng đá»… «là»… «cá»–«má» “Ô”",
    "SÃO PAULO – XÃ NAM HÀ, TÂN CHÂU «Â»",
    "Xe máy, Pháp, Hà Lan, Áo, Bà Rịa",
    "Été à la mer : l'élève français a reçu ses œuvres où il est né, déjà très fatigué, à Noël.",
    "El niño español está aquí también: mañana, corazón, año, después, más allá, señor, jalapeño",
    "Die Straße für größere Bäume, schöne Häuser über Köln und München, später gehören",
    "São Paulo não é a capital, então são milhões de pessoas, informações, ações e você",
    "Smørrebrød på København, æbler og øl, blåbær, rødgrød med fløde",
    "Beyoncé, Pelé, Mbappé, Müller, Gündoğan, Wałęsa, Škoda, Ærø",
    "Người dân Huế, Đà Nẵng và cả nước… «Cà phê»",
]


@pytest.mark.parametrize("text", RIGHT)
def test_a_right_text_is_never_touched(text: str) -> None:
    decoded = decode_text(text.encode())
    assert (decoded.text, decoded.repaired) == (text, "")
    record: dict[str, object] = {"title": text, "tags": [text], "more": {"body": text * 9}}
    assert repaired_record(record) == (record, "")


def test_a_few_broken_bytes_cost_no_page_and_no_text(read: Read) -> None:
    data = f"{TITLE}\n\n{BODY}".encode().replace("hoa trái".encode(), b"hoa\xff tr\xe1i")
    article = the_article(read("a.txt", data), "broken bytes")
    assert article.title == TITLE
    assert "hoa\ufffd tr\ufffdi" in article.body
    for declared in (b"", b"<meta charset=iso-8859-1>", b"<meta charset=utf-8>"):
        assert decode_html(declared + PAGE.encode() + b"\xfe").repaired == "broken bytes"


def test_a_page_that_declares_another_encoding_than_its_own_is_utf_8(read: Read) -> None:
    page = PAGE.replace("<head>", "<head><meta charset=iso-8859-1>")
    assert the_article(read("a.html", page)).title == TITLE


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.json", "a.csv", "a.html"])
def test_utf_16_without_a_mark_is_read_in_any_format(read: Read, codec: str, name: str) -> None:
    record = json.dumps({"title": TITLE, "body": BODY}, ensure_ascii=False)
    text = {
        "a.txt": f"{TITLE}\n\n{BODY}",
        "a.csv": f'title,body\n"{TITLE}","{BODY}"\n',
        "a.html": PAGE,
    }.get(name, record)
    *_, article = read(name, text.encode(codec))
    assert isinstance(article, Article)
    assert article.title == TITLE


@pytest.mark.parametrize("encoding", LEGACY)
def test_each_line_has_its_own_encoding(read: Read, encoding: str) -> None:
    record = json.dumps({"title": TITLE, "body": BODY}, ensure_ascii=False)
    other = json.dumps({"title": TITLE + " nữa", "body": BODY}, ensure_ascii=False)
    good, repaired, bad = read("a.jsonl", record.encode() + b"\n" + in_legacy(other, encoding))
    assert isinstance(good, Article)
    assert isinstance(bad, Article)
    assert repaired == Repaired(bad_where(repaired), encoding)
    assert (good.title, bad.title, bad.body) == (TITLE, TITLE + " nữa", BODY)
    table = f'title,body\n"{TITLE}","{BODY}"\n'.encode()
    rows = read("a.csv", table + in_legacy(f'"{TITLE} nữa","{BODY}"\n', encoding))
    assert [row.title for row in rows if isinstance(row, Article)] == [TITLE, TITLE + " nữa"]


def bad_where(outcome: Outcome) -> str:
    assert isinstance(outcome, Repaired)
    assert outcome.where.endswith(":2")
    return outcome.where


def test_nul_is_skipped_and_joins_what_it_stood_between(read: Read) -> None:
    for name, data in (
        ("a.txt", f"{TITLE}\n\n{BODY}"),
        ("a.csv", f'title,body\n"{TITLE}","{BODY}"\n'),
        ("a.jsonl", json.dumps({"title": TITLE, "body": BODY}, ensure_ascii=False)),
        ("a.html", PAGE),
    ):
        article = the_article(read(name, data.replace("Vân", "V\0ân").encode()))
        assert article.title == TITLE
    escaped = json.dumps({"title": TITLE.replace("Vân", "V\0ân"), "body": BODY})
    assert the_article(read("b.jsonl", escaped)).title == TITLE


def test_english_punctuation_of_windows_is_read(read: Read) -> None:
    data = "The river market\n\nIt’s busy – and “loud”, people say.".encode("cp1252")
    article = the_article(read("a.txt", data), "windows-1252")
    assert article.body == "It’s busy – and “loud”, people say."


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.html"])
def test_what_cannot_be_told_is_rejected_with_what_to_do(read: Read, name: str) -> None:
    text = "Новости дня: ярмарка на реке, много людей и товаров"
    data = json.dumps({"title": text}, ensure_ascii=False) if name == "a.jsonl" else text
    (reject,) = read(name, data.encode("koi8-r"))
    assert isinstance(reject, Reject)
    assert "iconv" in reject.reason
