"""Records come in many shapes: each gives its articles, and none gives another's."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article, Outcome, Reject, Skipped
from index.readers import ReadOptions
from index.readers.json.stream import Broken, Found, json_values
from index.readers.records.keys import KNOWN_KEYS, bare_key

Read = Callable[..., list[Outcome]]
TITLES = ["Chợ nổi họp sớm", "Đò dọc về bến"]
ROWS = [{"title": title, "body": f"{title}, người bán kể."} for title in TITLES]


def titles(outcomes: list[Outcome]) -> list[str]:
    assert all(isinstance(one, Article) for one in outcomes), outcomes
    return [one.title for one in outcomes if isinstance(one, Article)]


@pytest.mark.parametrize(
    "key",
    ["Tiêu đề", "tieu_de", "TIEU DE", "tieuDe", "Tiêu_đề:", "Headline", "articleTitle"],
)
def test_a_key_is_known_in_any_spelling(read: Read, key: str) -> None:
    (article,) = read("a.jsonl", json.dumps({key: TITLES[0]}) + "\n")
    assert isinstance(article, Article)
    assert article.title == TITLES[0]


def test_no_key_means_two_fields() -> None:
    bare = [(field, bare_key(key)) for field, keys in KNOWN_KEYS.items() for key in keys]
    assert len({key for _, key in set(bare)}) == len(set(bare))


@pytest.mark.parametrize(
    "document",
    [
        {"data": {"items": ROWS}},
        {"status": "ok", "totalResults": 2, "articles": ROWS},
        {"took": 3, "hits": {"hits": [{"_id": row["title"], "_source": row} for row in ROWS]}},
        {"features": [], "rows": [{"row_idx": n, "row": row} for n, row in enumerate(ROWS)]},
        {name: {str(n): row[name] for n, row in enumerate(ROWS)} for name in ROWS[0]},
        {str(n): row for n, row in enumerate(ROWS)},
        {"columns": list(ROWS[0]), "index": [0, 1], "data": [list(row.values()) for row in ROWS]},
        {name: [row[name] for row in ROWS] for name in ROWS[0]},
        [{name: {"rendered": f"<p>{row[name]}</p>"} for name in row} for row in ROWS],
    ],
    ids=["items", "articles", "hits", "rows", "columns", "index", "split", "arrays", "rendered"],
)  # fmt: skip
def test_every_shape_of_a_document_gives_its_articles(read: Read, document: object) -> None:
    made = read("a.json", json.dumps(document, ensure_ascii=False))
    assert titles(made) == TITLES
    assert [one.body for one in made if isinstance(one, Article)] == [r["body"] for r in ROWS]


def test_a_body_of_paragraphs_is_one_article_and_no_table(read: Read) -> None:
    record = {"title": TITLES[0], "content": ["Sáng nay.", {"type": "p", "text": "Chiều qua."}]}
    (article,) = read("a.json", json.dumps(record))
    assert isinstance(article, Article)
    assert article.body == "Sáng nay.\nChiều qua."


def test_actions_of_a_bulk_file_are_passed_over(read: Read) -> None:
    lines = [{"index": {"_index": "tin", "_id": "1"}}, ROWS[0], {"create": {}}, ROWS[1]]
    made = read("a.ndjson", "\n".join(map(json.dumps, lines)))
    assert [type(one) for one in made] == [Skipped, Article, Skipped, Article]


def test_wrapped_dates_and_ids_are_read(read: Read) -> None:
    record = {"_id": {"$oid": "5f1e"}, "title": "A", "publish": {"$date": "2018-02-04T22:15:07Z"}}
    (article,) = read("a.jsonl", json.dumps(record))
    assert isinstance(article, Article)
    assert (article.id, article.published_from) == ("5f1e", "field")
    assert str(article.published) == "2018-02-04 22:15:07+00:00"


def test_map_looks_inside_and_leaves_the_known_keys(read: Read) -> None:
    record = {"meta": {"head": "Trong"}, "body": "Thân"}
    options = ReadOptions(mapping={"title": "meta.head"})
    (inside,) = read("a.jsonl", json.dumps(record), options)
    (known,) = read("b.jsonl", json.dumps({"title": "Ngoài"}), options)
    assert titles([inside, known]) == ["Trong", "Ngoài"]


def test_a_source_that_is_a_page_is_the_address_too(read: Read) -> None:
    (article,) = read("a.csv", "Content,Source\nThân,https://bao.example/tin-1.html\n")
    assert isinstance(article, Article)
    assert (article.url, article.source) == ("https://bao.example/tin-1.html", "bao.example")


A, B = (json.dumps(row, ensure_ascii=False) for row in ROWS)


@pytest.mark.parametrize(
    "text",
    [
        f"[{A}]\n[{B}]", f"[\n{A},\n,\n{B}\n]", f"[{A},\n{B},\n]", f"{A},\n{B},\n",
        f"{json.dumps(ROWS[0], indent=2)}\n{json.dumps(ROWS[1], indent=2)}",
        f"{A[:-1]},}}\n{B}",
    ],
    ids=["appended", "lone comma", "last comma", "commas", "printed", "comma inside"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.txt"])
def test_what_is_nearly_json_is_read_whole(read: Read, name: str, text: str) -> None:
    assert titles([one for one in read(name, text) if not isinstance(one, Reject)])[-1] == TITLES[1]
    if name == "a.json":
        assert titles(read(name, text)) == TITLES


@given(st.lists(st.dictionaries(st.text(max_size=5), st.text(max_size=9), min_size=1), max_size=5))
def test_values_in_a_row_are_each_found(values: list[dict[str, str]]) -> None:
    text = ",\n".join(json.dumps(value, indent=1) for value in values)
    assert [one.value for one in json_values(text) if isinstance(one, Found)] == values


@given(st.text(alphabet='{}[]",:a1 \n', max_size=80))
def test_no_text_raises_and_what_is_no_value_is_said(text: str) -> None:
    for piece in json_values(text):
        assert isinstance(piece, Found) or (isinstance(piece, Broken) and piece.reason)


TABLE = ["Chợ nổi,Họp lúc rạng đông.", "Đò dọc,Chở lúa về bến."]


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\r\ntitle;body\r\nChợ nổi;Họp lúc rạng đông.\r\nĐò dọc;Chở lúa về bến.\r\n",
        "title|body\nChợ nổi|Họp lúc rạng đông.\nĐò dọc|Chở lúa về bến.\n",
        "Danh sách tin\n\nTiêu đề,Nội dung\n" + "\n".join(TABLE),
        "title,body\r" + "\r".join(TABLE) + "\r",
        "title,body,title\n" + "\n".join(f"{row},Khác" for row in TABLE),
        "title\tbody\n" + "\n".join(row.replace(",", "\t") for row in TABLE),
    ],
    ids=["sep", "bar", "preamble", "carriage returns", "one name twice", "tabs"],
)
def test_a_table_is_read_in_every_dialect(read: Read, text: str) -> None:
    assert titles(read("a.csv", text)) == ["Chợ nổi", "Đò dọc"]
    if text.startswith("title\t"):
        assert titles(read("a.txt", text.encode("utf-16"))) == ["Chợ nổi", "Đò dọc"]


@pytest.mark.parametrize(
    ("row", "title"),
    [
        ('"Cụ nói "không" với quà","Thân, bài"', 'Cụ nói "không" với quà'),
        (r'"Cụ nói \"không\"","Thân, bài"', 'Cụ nói "không"'),
        ('"Cụ ""không"" nhận","Thân, bài"', 'Cụ "không" nhận'),
        ('"Cụ "không" nhận","Thân\nhai dòng, bài"', 'Cụ "không" nhận'),
    ],
)
def test_stray_quotes_are_letters(read: Read, row: str, title: str) -> None:
    made = read("a.csv", f'title,body\n{row}\n"Sau",Thân\n')
    assert titles(made) == [title, "Sau"]


def test_a_quote_that_is_never_closed_costs_its_own_line(read: Read) -> None:
    made = read("a.csv", 'title,body\nA,x\n"B,y\nC,z\n')
    assert [type(one) for one in made] == [Article, Reject, Article]


def test_a_row_wider_than_the_header_is_rejected(read: Read) -> None:
    made = read("a.csv", "title,body\nA,một, hai\nB,ba,,\n")
    assert [type(one) for one in made] == [Reject, Article]
