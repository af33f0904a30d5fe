"""What databases, endpoints and editors wrap an article in comes off, and nothing is lost by it."""

import json
from collections.abc import Callable
from datetime import date, datetime

import pytest

from index.article import Article, Outcome, Reject, Skipped
from index.readers import ReadOptions

Read = Callable[..., list[Outcome]]
TEXT = {"title": "Bến đò mở lại", "body": "Khách qua sông từ sáng sớm.\nVé giữ giá cũ."}
LINES = TEXT["body"].split("\n")


def articles(outcomes: list[Outcome]) -> list[Article]:
    made = [one for one in outcomes if isinstance(one, Article)]
    assert len(made) == len(outcomes), outcomes
    return made


def one(read: Read, record: object, name: str = "a.json", **mapping: str) -> Article:
    text = json.dumps(record, ensure_ascii=False)
    (article,) = articles(read(name, text, ReadOptions(mapping=mapping)))
    return article


def is_text(article: Article) -> bool:
    return (article.title, article.body) == (TEXT["title"], TEXT["body"])


# Wrappings


@pytest.mark.parametrize(
    "record",
    [
        {"_index": "tin", "_id": "7", "_score": 1, "_source": TEXT},
        {"id": "7", "key": "7", "value": {"rev": "1-a"}, "doc": {"_id": "7", **TEXT}},
        {"id": 7, "type": "bai", "attributes": TEXT},
        {"data": {"id": 7, "attributes": TEXT}},
        {"id": 7, "payload": TEXT},
        {"_id": {"$oid": "7"}, "result": {"story": TEXT}},
        {"_id": "7", "fields": {"title": [TEXT["title"]], "body": [TEXT["body"]]}},
        {"_source.title": TEXT["title"], "_source.body": TEXT["body"], "_id": "7"},
        {"id": 7, "title": {"vi": TEXT["title"], "en": "Ferry"}, "body": {"vi": TEXT["body"]}},
        {"id": 7, "title.rendered": TEXT["title"], "content.rendered": TEXT["body"]},
        {"id": 7, "title": {"#text": TEXT["title"]}, "body": {"$t": TEXT["body"]}},
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_a_record_comes_out_of_its_wrapping_with_its_id(
    read: Read, record: object, name: str
) -> None:
    article = one(read, record, name)
    assert is_text(article)
    assert article.id == "7"


def test_what_stands_outside_counts_where_the_record_says_nothing(read: Read) -> None:
    url = "https://bao.example/ben-do-1.html"
    outside = {"url": url, "category": "Ngoài", "title": None, "status": 200}
    article = one(read, {**outside, "article": {**TEXT, "category": "Trong"}})
    assert is_text(article)
    assert (article.url, article.category) == (url, "Trong")


def test_the_id_of_a_bulk_action_is_that_of_the_record_behind_it(read: Read) -> None:
    lines = [
        {"index": {"_index": "tin", "_id": "a1"}}, TEXT,
        {"update": {"_id": "b2", "retry_on_conflict": 3}}, {"doc": TEXT, "doc_as_upsert": True},
        {"create": {"_id": "c3"}}, {"id": "own", **TEXT},
        {"delete": {"_id": "d4"}}, {"index": {}}, TEXT,
    ]  # fmt: skip
    made = read("a.ndjson", "\n".join(map(json.dumps, lines)))
    found = [one for one in made if isinstance(one, Article)]
    assert [one.id for one in found[:3]] == ["a1", "b2", "own"]
    assert found[3].id.startswith("p-")
    assert sum(isinstance(one, Skipped) for one in made) == 5


def test_wordpress_names_authors_and_sections_where_it_embeds_them(read: Read) -> None:
    embedded = {
        "author": [{"id": 3, "name": "Lê Bình"}],
        "wp:term": [
            [{"taxonomy": "category", "name": "Đời sống"}],
            [{"taxonomy": "post_tag", "name": "đò"}, {"taxonomy": "post_tag", "name": "sông"}],
        ],
    }
    post = {
        "id": 7, "date": "2024-11-05T14:30:00", "title": {"rendered": TEXT["title"]},
        "content": {"rendered": f"<p>{LINES[0]}</p>\n<p>{LINES[1]}</p>", "protected": False},
        "author": 3, "categories": [9], "tags": [4, 5],
    }  # fmt: skip
    article = one(read, [{**post, "_embedded": embedded}])
    assert is_text(article)
    assert (article.author, article.category, article.tags) == (
        "Lê Bình",
        "Đời sống",
        ("đò", "sông"),
    )
    bare = one(read, [post])
    assert (bare.author, bare.category, bare.tags) == ("", "", ())


@pytest.mark.parametrize("path", ["meta.name", "_source.meta.name", "_source.names.1"])
def test_a_path_of_map_starts_outside_or_inside_of_the_wrapping(read: Read, path: str) -> None:
    source = {"meta": {"name": TEXT["title"]}, "names": ["A", TEXT["title"]], "body": TEXT["body"]}
    assert is_text(one(read, {"_id": "7", "_source": source}, title=path))


def test_a_mapped_key_outside_of_the_wrapping_is_found(read: Read) -> None:
    article = one(read, {"len_bao": "2024-11-05", "_source": TEXT}, published="len_bao")
    assert article.published == date(2024, 11, 5)
    flat = one(read, {"a.b": TEXT["title"], "body": TEXT["body"]}, title="a.b")
    assert is_text(flat)


TYPED = {"title": {"stringValue": TEXT["title"]}, "content": {"stringValue": TEXT["body"]}}
BESIDE = {"highlights": [{"field": "title", "snippet": "x"}], "annotations": [{"result": []}]}


@pytest.mark.parametrize(
    "document",
    [
        {"documents": [{"name": "a/b", "fields": TYPED, "createTime": "2024-11-01T00:00:00Z"}]},
        {"Items": [{"title": {"S": TEXT["title"]}, "content": {"S": TEXT["body"]}}], "Count": 1},
        {"hits": [{"document": {"id": "1", **TEXT}, **BESIDE}], "found": 1},
        [{"id": 1, "data": TEXT, **BESIDE}],
        {"results": [{"webTitle": TEXT["title"], "fields": {"bodyText": TEXT["body"]}}]},
        {"response": {"docs": [{"headline": {"main": TEXT["title"]}, "body": TEXT["body"]}]}},
        {"results": [{"series": [{"columns": ["time", *TEXT], "values": [[1, *TEXT.values()]]}]}]},
        {"sys": {"type": "Array"}, "items": [{"sys": {"id": "c"}, "fields": TEXT}]},
        {"version": 1, "result": {"columns": [*TEXT], "rows": [[*TEXT.values()]]}},
        {"guid": 1, "title": TEXT["title"], "abstract": "Vắn tắt.", "article": TEXT["body"]},
        [{"type": "header", "version": "5.2", "comment": "x"}, {"type": "database", "name": "bao"},
         {"type": "table", "name": "tin", "data": [TEXT]}],
    ],
    ids=["firestore", "dynamo", "typesense", "labels", "fields", "main", "series", "sys",
         "table inside", "article", "phpmyadmin"],
)  # fmt: skip
def test_answers_of_many_services_are_read(read: Read, document: object) -> None:
    made = read("a.json", json.dumps(document, ensure_ascii=False))
    (article,) = articles([one for one in made if not isinstance(one, Skipped)])
    assert is_text(article)


def test_a_name_is_a_title_where_an_address_and_a_day_are_beside_it(read: Read) -> None:
    url, day = "https://bao.example/1.html", "2024-11-05T07:30:00Z"
    found = {"value": [{"name": TEXT["title"], "url": url, "datePublished": day}]}
    assert one(read, found).title == TEXT["title"]
    (reject,) = read("b.json", json.dumps({"name": "Lê Bình", "url": url}))
    assert isinstance(reject, Reject)


# Documents


ROWS = [{"title": f"Tin {n}", "body": f"Thân bài {n}."} for n in range(3)]
NAMES = ["title", "body"]


@pytest.mark.parametrize(
    "document",
    [
        {"data": {"allPosts": {"edges": [{"cursor": "x", "node": row} for row in ROWS]}}},
        {"articles": {f"-N{n}": row for n, row in enumerate(ROWS)}},
        {"features": [{"name": str(n)} for n in range(9)],
         "rows": [{"row_idx": n, "row": row} for n, row in enumerate(ROWS)]},
        [{"items": ROWS[:2]}, {"items": ROWS[2:]}],
        [ROWS[:2], ROWS[2:]],
        {"content": [{**row, "url": "/a"} for row in ROWS], "totalPages": 1, "size": 20},
        {"title": "Trang nhất", "items": [{**row, "url": "/a"} for row in ROWS]},
        {"@context": "https://schema.org", "@graph": [
            {"@type": "NewsArticle", "headline": row["title"], "articleBody": row["body"]}
            for row in ROWS]},
        {"total": 3, "items": [None, *ROWS][1:]},
        {"schema": {"fields": [{"name": name} for name in NAMES]},
         "data": [{"index": n, **row} for n, row in enumerate(ROWS)]},
        {"meta": [{"name": name, "type": "String"} for name in NAMES],
         "data": [list(row.values()) for row in ROWS]},
        {"columns": NAMES, "rows": [list(row.values()) for row in ROWS]},
        [NAMES, *(list(row.values()) for row in ROWS)],
        {**{name: [row[name] for row in ROWS] for name in NAMES}, "source": "bao.example"},
        {name: {str(n): row[name] for n, row in enumerate(ROWS)} for name in NAMES},
    ],
    ids=["edges", "firebase", "viewer", "groups", "pages", "content", "feed", "graph", "list",
         "schema", "compact", "datasette", "values", "broadcast", "columns"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.txt"])
def test_a_document_gives_each_of_its_records(read: Read, name: str, document: object) -> None:
    made = articles(read(name, json.dumps(document, ensure_ascii=False)))
    assert [{"title": one.title, "body": one.body} for one in made] == ROWS


def test_what_a_list_stands_in_is_said_of_all_its_records(read: Read) -> None:
    groups = [
        {"category": "Đời sống", "articles": [ROWS[0], {**ROWS[1], "category": "Sách"}]},
        {"category": "Thể thao", "source": "Báo Sông", "articles": [ROWS[2]]},
    ]
    made = articles(read("a.json", json.dumps(groups)))
    assert [one.category for one in made] == ["Đời sống", "Sách", "Thể thao"]
    assert [one.source for one in made] == ["", "", "Báo Sông"]


@pytest.mark.parametrize(
    "record",
    [
        {**TEXT, "related": [{"title": "Tin khác", "url": "https://bao.example/2.html"}]},
        {"title": TEXT["title"], "summary": "Vắn tắt.", "url": "https://bao.example/1.html",
         "related": [{"title": "Tin khác", "url": "https://bao.example/2.html"}]},
        {**TEXT, "comments": [{"text": "Hay quá", "author": "A"}, {"text": "Cảm ơn"}]},
        {"title": TEXT["title"], "paragraphs": LINES, "tags": ["đò", "sông"]},
        {"title": [TEXT["title"]], "body": LINES},
        {"title": ["\n", TEXT["title"]], "content": TEXT["body"]},
    ],
)  # fmt: skip
def test_lists_in_an_article_make_no_others(read: Read, record: object) -> None:
    assert one(read, record).title == TEXT["title"]


@pytest.mark.parametrize(
    "document",
    [
        {"title": ["A", "B", "C"], "body": ["x", "y"]},
        {"title": ["A", "B"], "url": ["https://bao.example/1", "https://bao.example/2", ""]},
    ],
)
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_lists_of_different_lengths_are_no_article(read: Read, name: str, document: object) -> None:
    (reject,) = read(name, json.dumps(document))
    assert isinstance(reject, Reject)
    assert "different lengths" in reject.reason


def test_an_empty_page_of_an_endpoint_is_passed_over(read: Read) -> None:
    empty = {"status": "ok", "totalResults": 0, "articles": []}
    assert [type(one) for one in read("a.json", json.dumps(empty))] == [Skipped]
    (reject,) = read("b.json", json.dumps({"status": "error", "message": "key", "articles": []}))
    assert isinstance(reject, Reject)


def test_json_feed_is_read(read: Read) -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1", "title": "Báo Sông", "home_page_url":
        "https://bao.example/", "authors": [{"name": "Ban biên tập"}], "items": [
            {"id": "https://bao.example/1.html", "url": "https://bao.example/1.html",
             "title": "Một", "content_html": "<p>Thân <b>một</b>.</p>", "tags": ["đò"],
             "date_published": "2024-11-05T14:30:00+07:00", "authors": [{"name": "Lê Bình"}]},
            {"id": "2", "content_text": "Chỉ có thân.", "date_modified": "2024-11-06T00:00:00Z"},
        ],
    }  # fmt: skip
    first, second = articles(read("feed.json", json.dumps(feed)))
    assert (first.title, first.body, first.author) == ("Một", "Thân một.", "Lê Bình")
    assert (first.source, first.tags) == ("bao.example", ("đò",))
    assert first.published == datetime.fromisoformat("2024-11-05T14:30:00+07:00")
    assert (second.body, second.author) == ("Chỉ có thân.", "Ban biên tập")
    assert (second.published_sure, first.published_sure) == (False, True)
    page = one(read, {**TEXT, "url": "https://bao.example/1.html"})
    assert first.id == page.id


# Texts in pieces


def paragraph(text: str, kind: str = "paragraph") -> dict[str, object]:
    half = len(text) // 2
    return {
        "type": kind,
        "content": [
            {"type": "text", "text": text[:half]},
            {"type": "text", "text": text[half:], "marks": [{"type": "bold"}]},
        ],
    }


@pytest.mark.parametrize(
    "body",
    [
        LINES,
        [f"<p>{line}</p>" for line in LINES],
        [{"type": "p", "text": line} for line in LINES],
        {"time": 1, "blocks": [{"type": "paragraph", "data": {"text": line}} for line in LINES]},
        {"blocks": [{"text": line, "type": "unstyled"} for line in LINES], "entityMap": {}},
        {"ops": [{"insert": LINES[0][:9]}, {"insert": f"{LINES[0][9:]}\n{LINES[1]}\n",
                                            "attributes": {"bold": True}}]},
        {"type": "doc", "content": [paragraph(line) for line in LINES]},
        [{"type": "paragraph", "children": [{"text": line[:5]}, {"text": line[5:], "bold": True}]}
         for line in LINES],
        {"root": {"type": "root", "children": [{"type": "paragraph", "children": [
            {"type": "text", "text": line}]} for line in LINES]}},
        {"nodeType": "document", "content": [{"nodeType": "paragraph", "content": [
            {"nodeType": "text", "value": line}]} for line in LINES]},
        [{"_type": "block", "children": [{"_type": "span", "text": line}]} for line in LINES],
        [{"type": "paragraph", "data": {"text": LINES[0]}},
         {"type": "image", "data": {"caption": "Ảnh", "text": "Ảnh: A"}},
         {"type": "list", "data": {"items": [LINES[1]]}}],
        [{"type": "text", "content": LINES[0]}, {"type": "image", "caption": "Ảnh"},
         {"type": "text", "content": f"<b>{LINES[1]}</b>"}],
        {"rendered": "".join(f"<p>{line}</p>" for line in LINES)},
    ],
    ids=["list", "html", "objects", "editorjs", "draft", "quill", "prosemirror", "slate",
         "lexical", "contentful", "sanity", "list block", "arc", "rendered"],
)  # fmt: skip
@pytest.mark.parametrize("is_spelt_out", [False, True])
def test_blocks_of_an_editor_are_lines(read: Read, body: object, is_spelt_out: bool) -> None:
    value = json.dumps(body, ensure_ascii=False) if is_spelt_out else body
    assert is_text(one(read, {"title": TEXT["title"], "content": value}))
    if is_spelt_out:
        table = read(
            "a.csv",
            f'title,content\n{TEXT["title"]},"{str(value).replace(chr(34), chr(34) * 2)}"\n',
        )
        assert is_text(articles(table)[0])


def test_a_section_keeps_its_heading(read: Read) -> None:
    body = [{"heading": "Sáng", "text": "Đò chạy."}, {"heading": "Chiều", "text": "Đò nghỉ."}]
    assert one(read, {"title": "A", "content": body}).body == "Sáng\nĐò chạy.\nChiều\nĐò nghỉ."


PAGE = """<!DOCTYPE html>
<html lang="vi"><head><title>Bến đò mở lại | Báo Sông</title>
<meta property="article:published_time" content="2024-11-05T14:30:00+07:00">
</head><body><nav><a href="/">Trang chủ</a></nav><article><h1>Bến đò mở lại</h1>
<p>Khách qua sông từ sáng sớm, người xếp hàng dài tới tận gốc đa đầu làng chờ chuyến đầu tiên.</p>
<p>Vé giữ giá cũ, học sinh và người già không mất tiền, xe máy gửi lại trên bờ như mọi năm.</p>
</article></body></html>"""


@pytest.mark.parametrize(
    "record",
    [
        {"html": PAGE}, {"raw_html": PAGE}, {"content": PAGE, "title": None}, {"body": PAGE},
        {"data": {"page_source": PAGE}}, {"response": PAGE, "status": 200},
    ],
)  # fmt: skip
def test_a_whole_page_in_a_record_is_read_as_a_page(read: Read, record: dict[str, object]) -> None:
    url = "https://bao.example/ben-do-1.html"
    article = one(read, {"url": url, "category": "Đời sống", **record}, "a.jsonl")
    assert (article.title, article.url, article.category) == ("Bến đò mở lại", url, "Đời sống")
    assert article.body.startswith("Khách qua sông")
    assert article.published == MOMENT
    assert article.source == "bao.example"


def test_a_text_beside_a_page_is_the_text(read: Read) -> None:
    assert is_text(one(read, {**TEXT, "html": PAGE}))


def test_a_crawled_page_without_an_article_is_passed_over(read: Read) -> None:
    links = "".join(f'<li><a href="/{n}.html">Một bài khá dài số {n}</a></li>' for n in range(40))
    page = f"<!doctype html><html><head><title>Tin</title></head><body>{links}</body></html>"
    (skipped,) = read("a.jsonl", json.dumps({"url": "https://bao.example/", "html": page}))
    assert isinstance(skipped, Skipped)


# Dates and addresses


MOMENT = datetime.fromisoformat("2024-11-05T14:30:00+07:00")


@pytest.mark.parametrize(
    "said",
    [
        {"date": "05/11/2024", "time": "14:30"},
        {"ngay_dang": "2024-11-05", "gio_dang": "14h30"},
        {"date": "2024-11-05 00:00:00", "time": "14:30:00"},
        {"publishedAt": {"$date": {"$numberLong": "1730791800000"}}},
        {"published_at": {"date": "2024-11-05 14:30:00.000000", "timezone_type": 3,
                          "timezone": "Asia/Ho_Chi_Minh"}},
        {"published_at": {"date": "2024-11-05 07:30:00.000000", "timezone_type": 3,
                          "timezone": "UTC"}},
        {"published_at": {"_seconds": 1730791800, "_nanoseconds": 0}},
        {"published_at": {"__type": "Date", "iso": "2024-11-05T07:30:00.000Z"}},
        {"publishTime": [2024, 11, 5, 14, 30]},
        {"publishTime": ["2024-11-05T14:30:00+07:00"]},
        {"dateTimePub": "2024-11-05T07:30:00Z", "dateTime": "13 giờ trước"},
        {"date": "2024-11-05", "time": "07:30:00", "dateTime": "2024-11-05T07:30:00Z"},
        {"pubDate": "2024-11-05 07:30:00", "pubDateTZ": "UTC"},
        {"post_date_gmt": "2024-11-05 07:30:00"},
        {"published": "2024-11-05 14:30", "timezone": "Asia/Ho_Chi_Minh"},
    ],
)  # fmt: skip
def test_a_moment_is_read_however_it_is_written(read: Read, said: dict[str, object]) -> None:
    article = one(read, {**TEXT, **said})
    assert article.published == MOMENT
    assert (article.published_from, article.published_sure) == ("field", True)


def test_when_a_record_was_made_counts_last_and_is_not_sure(read: Read) -> None:
    made = {**TEXT, "created_at": "2024-11-06T01:00:00Z", "crawled_at": "2024-11-09"}
    unsure = one(read, made)
    assert (str(unsure.published), unsure.published_sure) == ("2024-11-06 01:00:00+00:00", False)
    sure = one(read, {**made, "pubDate": "2024-11-05T14:30:00+07:00"})
    assert (sure.published, sure.published_sure) == (MOMENT, True)
    assert one(read, {**TEXT, "crawled_at": "2024-11-09"}).published is None


@pytest.mark.parametrize(
    ("said", "url"),
    [
        ({"link": "//bao.example/1.html"}, "https://bao.example/1.html"),
        ({"link": "www.bao.example/1.html"}, "https://www.bao.example/1.html"),
        ({"source_url": "https://bao.example/"}, ""),
        ({"source_url": "https://bao.example", "url": "https://bao.example/1.html"},
         "https://bao.example/1.html"),
        ({"url": "bao:1.html", "link": "https://bao.example/1.html"}, "https://bao.example/1.html"),
        ({"link": [{"href": "https://bao.example/1.html", "rel": "alternate"}]},
         "https://bao.example/1.html"),
        ({"mainEntityOfPage": {"@type": "WebPage", "@id": "https://bao.example/1.html"}},
         "https://bao.example/1.html"),
    ],
)  # fmt: skip
def test_an_address_is_that_of_an_article(read: Read, said: dict[str, object], url: str) -> None:
    assert one(read, {**TEXT, **said}).url == url


def test_an_exported_article_is_read_as_it_was(read: Read) -> None:
    exported = {
        "id": "7", **TEXT, "summary": "Vắn tắt.", "published": "2024-11-05", "category": "Đời sống",
        "source": "bao.example", "url": "https://bao.example/1.html", "author": "Lê Bình, An",
        "tags": ["đò", "sông"], "published_from": "source line", "published_sure": False,
    }  # fmt: skip
    article = one(read, exported, "a.jsonl")
    as_said = {name: getattr(article, name) for name in exported}
    assert as_said == {**exported, "published": date(2024, 11, 5), "tags": ("đò", "sông")}
