"""Records: JSON Lines, JSON and CSV of any crawler become articles, bad ones become rejects."""

import csv
import io
import json
import lzma
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article, Outcome, Reject
from index.readers import ReadOptions, read_file, read_stream
from index.readers.encoding import repaired_record
from index.readers.records.values import is_nothing
from index.readers.texts import lines as lines_module
from index.vietnamese.clean import clean_line

Read = Callable[..., list[Outcome]]


def one(record: dict[str, object], **mapping: str) -> Article:
    stream = io.BytesIO(json.dumps(record).encode())
    (made,) = read_stream(stream, "-", ReadOptions(mapping=mapping))
    assert isinstance(made, Article), made
    return made


def test_all_crawled_records_of_two_papers_go_in(shared: Path) -> None:
    made = list(read_file(shared / "fixtures/dantri-vnexpress.json", ReadOptions()))
    articles = [item for item in made if isinstance(item, Article)]
    assert len(articles) == len(made) == 180
    assert {article.source for article in articles} == {"dantri.com.vn", "vnexpress.net"}
    # The other paper's crawler stored the section's address for its name.
    assert {article.category for article in articles} == {"Du học", ""}


def test_a_csv_with_list_literals_goes_in_through_map(shared: Path) -> None:
    options = ReadOptions(mapping={"category": "categorys"})
    made = list(read_file(shared / "fixtures/zing.csv", options))
    articles = [item for item in made if isinstance(item, Article)]
    assert len(articles) == len(made) == 100
    assert articles[0].category == "Xã hội"
    assert all(article.category and article.published for article in articles)


@pytest.mark.slow
def test_nearly_all_of_the_dated_corpus_goes_in_with_its_date_and_category(shared: Path) -> None:
    path = shared / "corpus/dated-8k.jsonl.xz"
    with lzma.open(path) as stream:
        records = [json.loads(line) for line in stream]
    made = list(read_file(path, ReadOptions()))
    assert len(made) == len(records) == 7873
    right = 0
    for item, record in zip(made, records, strict=True):
        moment = datetime.strptime(record["time"], "%d-%m-%Y_%H-%M-%S")  # noqa: DTZ007
        if isinstance(item, Article) and item.published is not None:
            found = item.published
            naive = found.replace(tzinfo=None) if isinstance(found, datetime) else found
            expected = moment if moment.time() != datetime.min.time() else moment.date()
            right += naive == expected and item.category == clean_line(record["category"])
    assert right >= 0.99 * 7873


def test_the_first_key_of_the_contract_that_holds_something_wins() -> None:
    article = one(
        {"Headline": "Tựa hai", "title": " ", "content": "Thân", "BODY": None,
         "date": "13 giờ trước", "time": "12/5/2016", "postId": 77, "tac_gia": ["An", "Bình"],
         "sapo": "Tóm &amp; tắt"}
    )  # fmt: skip
    assert (article.title, article.body, article.id) == ("Tựa hai", "Thân", "77")
    assert article.published == date(2016, 5, 12)
    assert (article.author, article.summary) == ("An, Bình", "Tóm & tắt")


def test_map_goes_before_the_known_keys_of_its_field() -> None:
    assert one({"ten": "Tựa", "title": "Khác"}, title="Ten").title == "Tựa"
    assert one({"title": "Khác", "body": "Thân"}, title="ten").title == "Khác"


def test_an_unreadable_date_lets_the_article_in_undated() -> None:
    assert one({"title": "Tựa", "published": "13 giờ trước"}).published is None


@pytest.mark.parametrize(
    ("value", "category", "tags"),
    [
        ("['Xã hội', 'Y tế']", "Xã hội", ("Xã hội", "Y tế")),
        (["Xã hội", "Y tế"], "Xã hội", ("Xã hội", "Y tế")),
        ("Xã hội", "Xã hội", ("Xã hội",)),
        ("a, b; c|a", "a, b; c|a", ("a", "b", "c")),
        ("[hỏng", "[hỏng", ("[hỏng",)),
        ("https://bao.example/xa-hoi", "", ("https://bao.example/xa-hoi",)),
        ([], "", ()),
        ({"name": "Xã hội"}, "Xã hội", ("Xã hội",)),
    ],
)
def test_lists_come_in_every_spelling(value: object, category: str, tags: tuple[str, ...]) -> None:
    article = one({"title": "Tựa", "category": value, "tags": value})
    assert (article.category, article.tags) == (category, tags)


def test_markup_in_a_body_becomes_paragraphs() -> None:
    body = "<p>Một &amp; hai<br>ba</p>\n<p>Bốn <b>năm</b></p><script>x()</script><!-- y -->"
    assert one({"title": "<b>Tựa</b>", "body": body}).body == "Một & hai\nba\nBốn năm"
    assert one({"title": "<b>Tựa</b>", "body": body}).title == "Tựa"
    assert one({"body": "1 < 2 và 3 > 2"}).body == "1 < 2 và 3 > 2"
    assert one({"body": "&lt;p&gt;Một&lt;/p&gt;&lt;p&gt;Hai&lt;/p&gt;"}).body == "Một\nHai"


def test_source_falls_back_to_the_host_and_only_web_addresses_are_urls() -> None:
    assert one({"title": "T", "url": " https://www.bao.example/a "}).source == "bao.example"
    assert one({"title": "T", "url": "bao:20241104.htm"}).url == ""
    assert one({"title": "T", "url": "http://[bao"}).source == ""


def test_ids_are_own_then_of_the_url_then_of_the_content() -> None:
    with_url = one({"title": "T", "url": "https://bao.example/a#binh-luan"})
    assert with_url.id.startswith("u-")
    assert with_url.id == one({"title": "Đã sửa", "url": "https://bao.example/a"}).id
    assert one({"title": "T"}).id.startswith("p-")
    assert one({"title": "T"}).id == one({"title": "T"}).id != one({"title": "U"}).id
    assert one({"title": "T", "id": "x" * 200}).id == "x" * 200
    assert len(one({"title": "T", "id": "x" * 201}).id) == 18


def test_a_bad_line_is_one_reject_and_later_lines_go_on(read: Read) -> None:
    lines = [
        b'{"title": "A"}', b"{hong", b'{"title": "\xff"}', b"[1]", b"", b'{"x": 1}',
        b'{"title": "B\xe2\x80\xa8B"}', b'{"title": NaN, "body": "\\ud83d C"}', b'{"title": "D',
    ]  # fmt: skip
    made = read("a.jsonl", b"\n".join(lines))
    assert [item.title for item in made if isinstance(item, Article)] == ["A", "B B", ""]
    rejects = [item for item in made if isinstance(item, Reject)]
    assert [item.where.rpartition(":")[2] for item in rejects] == ["2", "3", "4", "6", "9"]
    assert "not JSON" in rejects[0].reason
    assert "iconv" in rejects[1].reason
    assert "an array" in rejects[2].reason
    assert "keys seen: x" in rejects[3].reason
    assert "truncated" in rejects[4].reason


def test_a_line_beyond_the_limit_is_skipped_and_the_next_is_read(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines_module, "MAX_RECORD_BYTES", 1000)
    data = '{"title": "A"}\n{"title": "' + "x" * 5000 + '"}\n{"title": "B"}'
    first, reject, last = read("a.jsonl", data)
    assert isinstance(first, Article)
    assert isinstance(reject, Reject)
    assert reject.where.endswith("a.jsonl:2")
    assert isinstance(last, Article)
    assert last.title == "B"


@pytest.mark.parametrize(
    "text",
    [
        '[{"title": "A"},\n {"title": "B"}]',
        '{"tong": 2, "articles": [{"title": "A"}, {"title": "B"}]}',
        '{"title": "A"}\n{"title": "B"}\n',
        '\ufeff[{"title": "A"}, {"title": "B"}]',
    ],
)
def test_json_comes_in_every_wrapping(read: Read, text: str) -> None:
    titles = [item.title for item in read("a.json", text) if isinstance(item, Article)]
    assert titles == ["A", "B"]


def test_json_that_is_no_record_is_rejected_with_its_place(read: Read) -> None:
    first, second = read("a.json", '[{"title": "A"},\n "B"]')
    assert isinstance(first, Article)
    assert isinstance(second, Reject)
    assert second.where.endswith("a.json:2")
    kept, broken = read("b.json", '[{"title": "A"}, {"tit')
    assert isinstance(kept, Article)
    assert isinstance(broken, Reject)
    assert "truncated" in broken.reason
    (single,) = read("c.json", '{"title": "Một", "tags": [{"name": "x"}], "body": "Thân"}')
    assert isinstance(single, Article)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_delimiters_quotes_and_line_numbers(read: Read, delimiter: str) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows(
        [["Title", "noi_dung"], ["A", "Một\nhai, ba; bốn"], ["", ""], ["", "\t"], ["B"]]
    )
    made = read("a.csv", "\ufeff" + buffer.getvalue())
    assert [getattr(item, "title", item) for item in made] == ["A", "B"]
    assert isinstance(made[0], Article)
    assert made[0].body == "Một\nhai, ba; bốn"
    rejected = read("b.csv", f'title{delimiter}id\n"a\nb"{delimiter}1\n{delimiter}2\n')
    assert isinstance(rejected[1], Reject)
    assert rejected[1].where.endswith("b.csv:4")


def test_csv_bears_nul_bytes_bad_utf8_and_large_fields(read: Read) -> None:
    rows = b"title,body\nA,x\x00y\n\xff\xfe,z\nB," + b"d" * 200_000 + b"\n"
    made = read("a.csv", rows)
    assert [type(item) for item in made] == [Article, Reject, Article]
    assert isinstance(made[1], Reject)
    assert made[1].where.endswith(":3")


def test_csv_without_a_known_column_is_one_reject(read: Read) -> None:
    (reject,) = read("a.csv", "ten,gia\nA,1\nB,2\n")
    assert isinstance(reject, Reject)
    assert "ten, gia" in reject.reason


def test_utf16_records_are_read(read: Read) -> None:
    for name, text in (("a.jsonl", '{"title": "Tựa đề"}\n'), ("a.csv", "title\nTựa đề\n")):
        (article,) = read(name, text.encode("utf-16"))
        assert isinstance(article, Article)
        assert article.title == "Tựa đề"


TEXTS = st.text(st.characters(codec="utf-8"), max_size=60)


# "Ä" before a control sign is "Đ" that was put through UTF-8 twice, and is put right.
RECORDS = st.fixed_dictionaries({"title": TEXTS, "body": TEXTS}).filter(
    lambda record: not repaired_record(dict(record))[1]
)


@given(st.lists(RECORDS, min_size=1, max_size=5))
def test_what_is_written_as_json_lines_comes_back(records: list[dict[str, str]]) -> None:
    data = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    made = list(read_stream(io.BytesIO(data.encode()), "-", ReadOptions()))
    assert len(made) == len(records)
    for item, record in zip(made, records, strict=True):
        plain = not any(sign in record["title"] for sign in "<&\\")
        if plain and not is_nothing(record["title"]):
            title = clean_line(record["title"])
            assert isinstance(item, Reject) or (isinstance(item, Article) and item.title == title)


def test_a_quote_that_is_never_closed_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text('id,title\n0,đúng\n1,"mở ngoặc\n2,hai\n3,ba\n', encoding="utf-8")
    found = list(read_file(path, ReadOptions()))
    assert [type(item).__name__ for item in found] == ["Article", "Reject", "Article", "Article"]
