"""What programs write of news: each answer of an endpoint, each export, each crawler's own keys."""

import json
from collections.abc import Callable
from datetime import datetime

import pytest

from index.article import Article, Outcome, Reject, Skipped
from index.days import LOCAL_ZONE
from index.readers.dates.reading import parse_date

Read = Callable[..., list[Outcome]]

TITLE = "Mưa lớn làm ngập đường ven hồ Lam Giang"
OTHER = "Đội bóng Hòa Xuân giành vé vào vòng chung kết"
FIRST = "Sáng nay, mưa lớn khiến nhiều đoạn đường ven hồ ngập sâu, xe cộ phải quay đầu."
SECOND = "Theo công ty thoát nước, hệ thống cống đang được sửa nên nước rút chậm."
BODY = f"{FIRST}\n{SECOND}"
OTHER_BODY = "Tối qua, đội Hòa Xuân thắng hai bàn cách biệt trước hàng nghìn khán giả."
URL = "https://bao.example/mua-1.html"
OTHER_URL = "https://bao.example/bong-2.html"
MOMENT = datetime(2024, 11, 5, 14, 30, tzinfo=LOCAL_ZONE)


def articles(made: list[Outcome]) -> list[Article]:
    return [one for one in made if isinstance(one, Article)]


def one(read: Read, name: str, text: str) -> Article:
    made = read(name, text)
    assert len(made) == 1, made
    assert isinstance(made[0], Article), made[0]
    return made[0]


def of_json(read: Read, value: object) -> list[Article]:
    return articles(read("a.json", json.dumps(value, ensure_ascii=False)))


# Keys

KEYS = [
    "title, detail, date, category, author, url, description",
    "Tiêu đề bài viết, Nội dung bài viết, Ngày đăng bài, Chuyên mục, Tác giả, Link bài viết, Mô tả",
    "tieu_de, chi_tiet, thoi_gian_dang_bai, ten_chuyen_muc, ten_tac_gia, link_bai_bao, mo_dau",
    "newsTitle, newsContent, newsDate, newsCategory, newsAuthor, newsUrl, newsSummary",
    "article_title, article_content, article_date, article_category, article_author, link, lead",
    "post_title, post_content, post_date, post_category, post_author, post_url, post_excerpt",
    "TÊN BÀI BÁO, Nội dung (đầy đủ), Ngày đăng (dd/mm/yyyy), Phân loại, Người viết, Link, Sapo",
    "field_title, field_body, field_date, field_category, field_author, field_url, field_summary",
]


@pytest.mark.parametrize("keys", KEYS)
@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_a_key_with_a_word_more_is_known(read: Read, keys: str, name: str) -> None:
    names = [key.strip() for key in keys.split(",")]
    values = [TITLE, FIRST, "05/11/2024 14:30", "Thời sự", "Lan Anh", URL, "Tóm lại"]
    if name == "a.csv":
        text = ",".join(names) + "\n" + ",".join(f'"{value}"' for value in values) + "\n"
    else:
        text = json.dumps(dict(zip(names, values, strict=True)), ensure_ascii=False)
    made = one(read, name, text)
    assert (made.title, made.body, made.published) == (TITLE, FIRST, MOMENT)
    assert (made.category, made.author, made.url) == ("Thời sự", "Lan Anh", URL)
    assert made.summary == "Tóm lại"


def test_a_key_with_a_word_more_comes_behind_the_known_and_keeps_its_doubt(read: Read) -> None:
    record = {"post_title": "Sau", "title": TITLE, "body": FIRST, "post_modified": "2024-11-05"}
    made = one(read, "a.jsonl", json.dumps(record))
    assert (made.title, made.published_sure) == (TITLE, False)


def test_an_answer_that_says_why_it_failed_is_no_article(read: Read) -> None:
    assert isinstance(read("a.json", '{"detail": "Not found."}')[0], Reject)


@pytest.mark.parametrize("nothing", ["N/A", "-", "\\N", "undefined", "(null)", "NA", "<NA>"])
def test_what_stands_for_nothing_is_nothing(read: Read, nothing: str) -> None:
    record = {"title": TITLE, "body": FIRST, "author": nothing, "category": nothing}
    record |= {"source": nothing, "summary": nothing, "tags": nothing, "date": nothing}
    made = one(read, "a.jsonl", json.dumps(record))
    assert (made.author, made.category, made.source, made.summary) == ("", "", "", "")
    assert (made.tags, made.published) == ((), None)


def test_a_person_is_known_by_the_name_shown_and_never_by_an_address(read: Read) -> None:
    person = {"id": 3, "displayName": "Lan Anh", "url": "https://bao.example/tac-gia/3"}
    record = {"title": TITLE, "body": FIRST, "author": person}
    assert one(read, "a.jsonl", json.dumps(record)).author == "Lan Anh"
    record["author"] = "https://bao.example/tac-gia/3"
    assert one(read, "b.jsonl", json.dumps(record)).author == ""


# Shapes

TEXTS = [
    {"title": TITLE, "content": BODY, "link": URL},
    {"title": OTHER, "content": OTHER_BODY, "link": OTHER_URL},
]
SPELT = [json.dumps(text, ensure_ascii=False) for text in TEXTS]
FEED = {"title": "Báo Lam", "link": "https://bao.example", "updated": "2024-11-06"}
SHAPES = {
    "feed with its day": {**FEED, "items": TEXTS},
    "xml made json": {"rss": {"channel": {**FEED, "pubDate": "2024-11-06", "item": TEXTS}}},
    "feed beside its entries": {"status": "ok", "feed": FEED, "items": TEXTS},
    "entries before the feed": {"entries": TEXTS, "feed": FEED},
    "sections": {"Thời sự": TEXTS[:1], "Thể thao": TEXTS[1:]},
    "texts of json": SPELT,
    "text of a list": f"[{', '.join(SPELT)}]",
    "list of texts in an answer": {"articles": SPELT},
    "body of an answer": [{"status": 200, "body": text} for text in SPELT],
    "columns with names of rows": {
        key: {f"bai-{number}": text[key] for number, text in enumerate(TEXTS)}
        for key in ("title", "content")
    },
    "polars": {
        "columns": [
            {"name": key, "datatype": "String", "values": [text[key] for text in TEXTS]}
            for key in ("title", "content")
        ]
    },
    "bigquery": {
        "schema": {"fields": [{"name": "title"}, {"name": "content"}]},
        "rows": [{"f": [{"v": text["title"]}, {"v": text["content"]}]} for text in TEXTS],
    },
    "metadata beside a text": [
        {"page_content": text["content"], "metadata": {"title": text["title"]}} for text in TEXTS
    ],
    "translations": [
        {
            "id": number,
            "translations": [
                {"languages_code": "en-US", "title": "Rain", "content": "Heavy rain."},
                {"languages_code": "vi-VN", **text},
            ],
        }
        for number, text in enumerate(TEXTS)
    ],
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_article_comes_out_of_an_answer(read: Read, shape: str) -> None:
    made = of_json(read, SHAPES[shape])
    assert [(one.title, one.body) for one in made] == [(TITLE, BODY), (OTHER, OTHER_BODY)]


def test_a_list_under_the_name_of_a_section_is_of_that_section(read: Read) -> None:
    assert [one.category for one in of_json(read, SHAPES["sections"])] == ["Thời sự", "Thể thao"]


def test_an_article_with_a_list_of_others_stays_one(read: Read) -> None:
    made = of_json(read, {**TEXTS[0], "date": "2024-11-05", "related": TEXTS[1:], "items": TEXTS})
    assert [one.title for one in made] == [TITLE]


def test_a_multilingual_article_is_no_table(read: Read) -> None:
    record = {"title": {"vi": TITLE, "en": "Rain"}, "content": {"vi": BODY, "en": "Heavy rain."}}
    assert [(one.title, one.body) for one in of_json(read, record)] == [(TITLE, BODY)]


def test_of_a_feeds_links_that_to_the_page_counts(read: Read) -> None:
    links = [
        {"rel": "replies", "href": "https://bao.example/feeds/1/comments"},
        {"rel": "alternate", "href": URL, "title": TITLE},
    ]
    entry = {"title": {"$t": TITLE}, "content": {"$t": FIRST}, "link": links}
    entry["category"] = [{"scheme": "x", "term": "Thời sự"}]
    made = of_json(read, {"feed": {**FEED, "entry": [entry]}})
    assert [(one.url, one.category) for one in made] == [(URL, "Thời sự")]


# Values


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("<![CDATA[Mưa lớn]]>", "Mưa lớn"),
        ("M&amp;#432;a l&amp;#7899;n &amp;amp; gió", "Mưa lớn & gió"),
        ("[caption id='a' width='3']Ảnh[/caption] Mưa lớn", "Ảnh Mưa lớn"),
        ("Mưa lớn… [+1234 chars]", "Mưa lớn…"),
        ("M\\u01b0a l\\u1edbn", "Mưa lớn"),
        ("b'M\\xc6\\xb0a l\\xe1\\xbb\\x9bn'", "Mưa lớn"),
        ("Mưa [lớn] ở C:\\nha", "Mưa [lớn] ở C:\\nha"),
        ("Mưa lớn &amp;lt; 5 mm", "Mưa lớn &lt; 5 mm"),
    ],
)
def test_what_programs_leave_in_a_text_goes(read: Read, written: str, meant: str) -> None:
    assert one(read, "a.jsonl", json.dumps({"title": written, "body": FIRST})).title == meant


@pytest.mark.parametrize("sign", ["\\n", "\\r\\n", "_x000D_\n"])
def test_line_breaks_that_are_written_out_are_line_breaks(read: Read, sign: str) -> None:
    table = f'title,content\n"{TITLE}","{FIRST}{sign}{SECOND}"\n'
    assert one(read, "a.csv", table).body == BODY


def test_what_was_doubled_twice_is_put_right_twice(read: Read) -> None:
    text = SPELT[0].encode().decode("latin-1").encode().decode("latin-1")
    assert [(a.title, a.body) for a in articles(read("a.jsonl", text))] == [(TITLE, BODY)]


def test_the_marks_of_markdown_go(read: Read) -> None:
    record = {"title": TITLE, "markdown": f"# {TITLE}\n\n**{FIRST}**"}
    assert one(read, "a.jsonl", json.dumps(record)).body == f"{TITLE}\n\n{FIRST}"


# Dates


@pytest.mark.parametrize(
    "raw",
    [
        '<time datetime="2024-11-05T07:30:00Z">Thứ Ba, 05/11/2024 - 14:30</time>',
        '<span class="ngay">05/11/2024 14:30</span>',
        "2024-Nov-05 14:30",
        "05-NOV-24 02.30.00.000000 PM",
        "datetime.datetime(2024, 11, 5, 14, 30)",
    ],
)
def test_dates_of_programs_are_read(raw: str) -> None:
    assert parse_date(raw) == MOMENT


@pytest.mark.parametrize(
    "fields",
    [
        {"date": ["05/11/2024", "14:30"]},
        {"date": ["Thứ Ba", "05/11/2024 14:30"]},
        {"ngay": "05/11/2024", "gio": "14:30"},
        {"publishedAtUTC": "2024-11-05 07:30:00"},
    ],
)
def test_a_moment_in_pieces_is_one(read: Read, fields: dict[str, object]) -> None:
    record = {"title": TITLE, "body": FIRST, **fields}
    assert one(read, "a.jsonl", json.dumps(record)).published == MOMENT


def test_a_file_proves_its_order_with_dashes_too(read: Read) -> None:
    table = "title,content,date\na,b,11-05-2024\nc,d,08-31-2024\n"
    days = [str(one.published) for one in articles(read("a.csv", table))]
    assert days == ["2024-11-05", "2024-08-31"]


# Python's notation


@pytest.mark.parametrize("name", ["a.txt", "a.json", "a.jsonl"])
@pytest.mark.parametrize("as_list", [True, False])
def test_what_python_prints_is_read(read: Read, name: str, as_list: bool) -> None:
    text = str(TEXTS) if as_list else "\n".join(map(str, TEXTS))
    made = articles(read(name, text))
    assert [(one.title, one.body) for one in made] == [(TITLE, BODY), (OTHER, OTHER_BODY)]


def test_what_python_prints_of_objects_is_read(read: Read) -> None:
    text = (
        f"{{'_id': ObjectId('5f0000000000000000000001'), 'title': '{TITLE}', 'views': nan, "
        f"'content': 'ObjectId(nan) là gì? {FIRST}', "
        "'date': datetime.datetime(2024, 11, 5, 7, 30, tzinfo=datetime.timezone.utc)}\n"
    )
    made = one(read, "a.jsonl", text)
    assert (made.id, made.published) == ("5f0000000000000000000001", MOMENT)
    assert made.body == f"ObjectId(nan) là gì? {FIRST}"


# Tables

ROWS = f'"{TITLE}","{FIRST}",05/11/2024 14:30\n"{OTHER}","{OTHER_BODY}",\n'
HEADER = "title,content,date\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a", HEADER + ROWS),
        ("a.dat", HEADER + ROWS),
        ("a.csv", HEADER + ROWS + "\x1a"),
        ("a.csv", HEADER + ROWS.replace('","', '", "')),
        ("a.csv", (HEADER + ROWS).replace(", ", "; ").replace('"', "").replace(",", "^")),
        ("a.csv", '"title","content","date"\n"1",' + ROWS.replace('\n"', '\n"2","', 1)),
        ("a.csv", (HEADER + ROWS).replace("\n", "\r")),
    ],
)
def test_a_table_is_read_whatever_wrote_it(read: Read, name: str, text: str) -> None:
    found = articles(read(name, text))
    assert [one.title for one in found] == [TITLE, OTHER]
    assert found[0].published == MOMENT
    assert found[1].body.replace(";", ",") == OTHER_BODY


def test_line_feeds_in_a_text_leave_rows_that_end_in_carriage_returns(read: Read) -> None:
    table = f'title,content\r"{TITLE}","{BODY}"\r"{OTHER}","{OTHER_BODY}"\r'
    assert [one.body for one in articles(read("a.csv", table))] == [BODY, OTHER_BODY]


def test_a_backslash_before_a_line_end_keeps_the_row_together(read: Read) -> None:
    table = f"title\tcontent\tdate\n{TITLE}\t{FIRST}\\\n{SECOND}\t\\N\n{OTHER}\t{OTHER_BODY}\t\\N\n"
    assert [one.body for one in articles(read("a.tsv", table))] == [BODY, OTHER_BODY]


def test_a_first_row_of_values_is_no_header(read: Read) -> None:
    row = f"{URL}\tab12\tbao.example\t{TITLE}\t2024-11-05\t{FIRST}\tarticle\n"
    (made,) = read("a.csv", row)
    assert isinstance(made, Reject)
    assert "--map" in made.reason


# Front matter


def test_front_matter_without_the_quotes_of_yaml_is_read(read: Read) -> None:
    text = (
        f"---\ntitle: Tin nóng: {TITLE}\ndate: 2024-11-05\nurl: {URL}\ntags: ['mưa', 'hồ']\n---\n"
    )
    made = one(read, "a.txt", text + BODY)
    assert (made.title, made.body, made.url) == (f"Tin nóng: {TITLE}", BODY, URL)
    assert (str(made.published), made.tags) == ("2024-11-05", ("mưa", "hồ"))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_front_matter_in_toml_is_read(read: Read, end: str) -> None:
    lines = ["+++", f'title = "{TITLE}"', "date = 2024-11-05T14:30:00+07:00", "+++", FIRST]
    made = one(read, "a.md", end.join(lines))
    assert (made.title, made.published, made.body) == (TITLE, MOMENT, FIRST)


def test_texts_with_front_matter_one_below_the_other_are_several(read: Read) -> None:
    text = f"---\ntitle: {TITLE}\n---\n{FIRST}\n\n---\n\n{SECOND}\n"
    text += f"---\ntitle: {OTHER}\n---\n{OTHER_BODY}\n"
    made = articles(read("a.md", text))
    assert [one.title for one in made] == [TITLE, OTHER]
    assert SECOND in made[0].body
    assert made[1].body == OTHER_BODY


# Plain text


@pytest.mark.parametrize(
    "labels",
    [
        ("Tiêu đề", "Ngày đăng", "Tác giả", "Link", "Nội dung"),
        ("Title", "Date", "Author", "URL", "Content"),
        ("URL", "**Title**", "Published at", "Author", "Text"),
    ],
)
def test_fields_behind_labels_are_fields(read: Read, labels: tuple[str, ...]) -> None:
    values = {"title": TITLE, "ngaydang": "05/11/2024 14:30", "author": "Lan Anh", "url": URL}
    kinds = {"Tiêu đề": "title", "Title": "title", "**Title**": "title", "Tác giả": "author"}
    kinds |= {"Author": "author", "Link": "url", "URL": "url"}
    head = [f"{label}: {values[kinds.get(label, 'ngaydang')]}" for label in labels[:-1]]
    text = "\n".join([*head, "", f"{labels[-1]}:", BODY, ""])
    made = one(read, "a.txt", text)
    assert (made.title, made.body, made.published) == (TITLE, BODY, MOMENT)
    assert (made.url, made.author) == (URL, "Lan Anh")
    again = articles(read("a.txt", f"{text}\n{text.replace(TITLE, OTHER)}"))
    assert [(one.title, one.body) for one in again] == [(TITLE, BODY), (OTHER, BODY)]


def test_a_text_whose_lines_have_colons_is_a_text(read: Read) -> None:
    text = f"Bão số 3: {TITLE}\nNguồn tin: {FIRST}\n{SECOND}\n"
    assert one(read, "a.txt", text).title == f"Bão số 3: {TITLE}"


def test_an_address_above_a_text_is_its_own(read: Read) -> None:
    made = one(read, "a.txt", f"{URL}\n{TITLE}\n05/11/2024 14:30\n{BODY}\n")
    assert (made.title, made.url, made.source) == (TITLE, URL, "bao.example")
    assert (made.published, made.body) == (MOMENT, BODY)


@pytest.mark.parametrize(
    "text",
    [
        f"<h1>{TITLE}</h1>\n<p>{FIRST}</p>\n<p>{SECOND}</p>",
        f"<html><title>{TITLE}</title><h1>{TITLE}</h1>{f'<p>{FIRST}<p>{SECOND}' * 4}</html>",
    ],
)
def test_a_page_in_a_text_file_is_a_page(read: Read, text: str) -> None:
    made = one(read, "a.txt", text)
    assert made.title == TITLE
    assert made.body.startswith(BODY)


def test_tables_one_below_the_other_have_one_header(read: Read) -> None:
    table = HEADER + ROWS.splitlines()[0] + "\n\ufeff" + HEADER + ROWS.splitlines()[1] + "\n"
    made = read("a.csv", table)
    assert [one.title for one in articles(made)] == [TITLE, OTHER]
    assert sum(isinstance(one, Skipped) for one in made) == 1


def test_signs_beside_right_words_stay(read: Read) -> None:
    record = {"title": "Giá vàng 25ºC µm ® ©", "body": BODY}
    assert one(read, "a.jsonl", json.dumps(record)).title == "Giá vàng 25ºC µm ® ©"


# Second look


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"WARC-Target-URI": URL}, ("url", URL)),
        ({"Title_URL": URL}, ("url", URL)),
        ({"link": "Xem", "link-href": URL}, ("url", URL)),
        ({"category": "Thời sự|Giao thông"}, ("category", "Thời sự")),
        ({"category": ["Trang chủ", "Thời sự"]}, ("category", "Thời sự")),
        ({"category": "Trang chủ > Thời sự > Giao thông"}, ("category", "Thời sự")),
        ({"category": "Văn hóa - Giải trí"}, ("category", "Văn hóa - Giải trí")),
        ({"tags": "#mưa #ngập nước"}, ("tags", ("mưa", "ngập nước"))),
    ],
)
def test_values_of_tools_are_fields(
    read: Read, fields: dict[str, object], expected: tuple[str, object]
) -> None:
    made = one(read, "a.jsonl", json.dumps({"title": TITLE, "content": FIRST, **fields}))
    assert getattr(made, expected[0]) == expected[1]


@pytest.mark.parametrize(
    "body",
    [
        {"p1": FIRST, "p2": SECOND},
        [[FIRST], [SECOND]],
        f"[<p>{FIRST}</p>, <p>{SECOND}</p>]",
        f"('{FIRST}', '{SECOND}')",
        {"vi": {"nodeType": "document", "content": [
            {"nodeType": "paragraph", "content": [{"nodeType": "text", "value": line}]}
            for line in (FIRST, SECOND)
        ]}},
    ],
)  # fmt: skip
def test_a_text_in_pieces_is_whole(read: Read, body: object) -> None:
    assert one(read, "a.jsonl", json.dumps({"title": TITLE, "content": body})).body == BODY


@pytest.mark.parametrize(
    "record",
    [
        {"id": "1", "snippet": {"title": TITLE, "content": BODY}},
        {"Title__c": TITLE, "Body__c": BODY},
        {"title": TITLE, "raw_content": BODY},
    ],
)
def test_records_of_services_are_articles(read: Read, record: object) -> None:
    assert [(one.title, one.body) for one in of_json(read, [record])] == [(TITLE, BODY)]


def test_xml_of_attributes_is_an_article(read: Read) -> None:
    said = f'title="{TITLE}" author="Lan Anh" date="2024-11-05" source="{URL}" tags="mưa"'
    text = f"<doc {said}><main><p>{FIRST}</p><p>{SECOND}</p></main><comments/></doc>"
    made = one(read, "a.xml", text)
    assert (made.title, made.body, made.url) == (TITLE, BODY, URL)
    assert (made.author, str(made.published), made.tags) == ("Lan Anh", "2024-11-05", ("mưa",))
