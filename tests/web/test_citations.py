"""Do RIS and BibTeX say what the articles are, to whoever reads them?

Read by rispy, bibtexparser and pybtex, and as Zotero's translators take names and fields apart.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import rispy
from answers import json_of
from bibtexparser.entrypoint import parse_string as parse_bibtex
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pybtex.database import parse_string

from index.article import Article
from search import SearchRequest, open_engine
from web import create_app
from web.api.citations import _page_address
from web.citations.authors import authors_of, is_person
from web.citations.bibtex import bibtex, escaped
from web.citations.reference import Reference, reference
from web.citations.ris import ris

PAGE = "https://kho.example/article/1"
TODAY = date(2026, 11, 28)
ARTICLE = Article(
    "p-1", "Giá vàng tăng 5% & đô la_1 {lên} #1", "Lãi ~10% ^ \\ $", "Dài.",
    datetime(2016, 5, 12, 23, 30, tzinfo=UTC), "Kinh tế", "tuoitre.vn",
    "https://tuoitre.vn/gia-vang_1.htm?a=1&b=%C3%A0#x", "Nguyễn Văn An, Trần Bình và Lê Thị Hoa",
    ("giá vàng", "SJC; PNJ", "đô la, euro"),
)  # fmt: skip
ONE_LINE = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs"), include_characters=" "),
    max_size=40,
).map(lambda text: " ".join(text.split()))
SPECIAL = st.text("{}\\%&$#_~^\"'@,=aÂ ()", max_size=30).map(lambda text: " ".join(text.split()))
REFERENCES = st.builds(
    Reference,
    key=st.from_regex("[a-z]{3,20}[0-9]{4}x[0-9a-f]{12}", fullmatch=True),
    title=ONE_LINE | SPECIAL,
    authors=st.lists((ONE_LINE | SPECIAL).filter(bool), max_size=3).map(tuple),
    paper=ONE_LINE | SPECIAL,
    section=ONE_LINE,
    day=st.none() | st.dates(date(1000, 1, 1)),
    url=st.just(PAGE),
    summary=ONE_LINE | SPECIAL,
    keywords=st.lists(ONE_LINE.filter(bool), max_size=3).map(tuple),
    article_id=ONE_LINE,
    accessed=st.just(TODAY),
)


def plain(value: str) -> str:
    """What LaTeX makes of ``escaped`` text, and what Zotero does."""
    value = re.sub(r"\\vphantom\{\\[{}]\}", "", value.replace(r"\{\vphantom{\}}", "\x01"))
    value = value.replace(r"\}", "\x02")
    for command, sign in {
        "textbackslash": "\x03",
        "textasciitilde": "~",
        "textasciicircum": "^",
    }.items():
        value = value.replace("{\\" + command + "}", sign)
    value = re.sub(r"\\([&%$#_])", r"\1", value)
    assert not set(value) & set("{}\\")
    return value.replace("\x01", "{").replace("\x02", "}").replace("\x03", "\\")


def read_bibtex(text: str) -> dict[str, str]:
    """The fields of the only entry, as bibtexparser and pybtex both read them."""
    library = parse_bibtex(text, parse_stack=[])
    assert not library.failed_blocks
    (entry,) = library.entries
    (key, other) = next(iter(parse_string(text, "bibtex").entries.items()))
    assert (entry.key, entry.entry_type) == (key, other.original_type)
    found = {field.key: field.value.removeprefix("{").removesuffix("}") for field in entry.fields}
    theirs = {name: value for name, value in other.fields.items() if name != "author"}
    assert {name: " ".join(found[name].split()) for name in theirs} == theirs
    people = [person.last_names for person in other.persons.get("author", [])]
    assert all(len(last) == 1 for last in people)  # nobody's name is taken apart
    assert [last[0] for last in people] == braced(found.get("author", ""))
    return {"key": key, **found}


def braced(names: str) -> list[str]:
    """The names in a field of authors, each in its braces: cut at ``and`` outside of braces."""
    found, depth, start = [], 0, 0
    for at, sign in enumerate(names):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if not depth and names.startswith(" and ", at):
            found.append(names[start:at])
            start = at + len(" and ")
    return [*found, names[start:]] if names else []


def names_in_zotero(record: dict[str, Any]) -> list[tuple[str, str]]:
    """Last and first name of each author, as Zotero's translator "RIS" cuts them."""
    cut = [re.split(r"\s*,\s*", name, maxsplit=1) for name in record.get("authors", [])]
    return [(one[0], one[1] if len(one) > 1 else "") for one in cut]


def test_ris_is_a_newspaper_article() -> None:
    (record,) = rispy.loads(ris(reference(ARTICLE, PAGE, TODAY)))
    assert record["type_of_reference"] == "NEWS"
    assert record["title"] == ARTICLE.title
    assert record["authors"] == ["Nguyễn Văn An", "Trần Bình", "Lê Thị Hoa"]
    assert names_in_zotero(record) == [(name, "") for name in record["authors"]]
    assert record["secondary_title"] == "Tuổi Trẻ"
    assert (record["date"], record["year"]) == ("2016/05/13/", "2016")  # the day in Vietnam
    assert record["section"] == "Kinh tế"
    assert record["urls"] == [ARTICLE.url]
    assert record["keywords"] == ["giá vàng", "SJC, PNJ", "đô la, euro"]
    assert record["abstract"] == ARTICLE.summary
    assert (record["language"], record["name_of_database"]) == ("vi", "Tìm Báo")
    assert record["accession_number"] == "p-1"
    assert record["access_date"] == "2026/11/28/"


def test_bibtex_is_a_newspaper_article() -> None:
    found = read_bibtex(bibtex(reference(ARTICLE, PAGE, TODAY)))
    assert found["title"] == "{" + escaped(ARTICLE.title) + "}"
    assert plain(found["title"][1:-1]) == ARTICLE.title
    assert found["author"] == "{Nguyễn Văn An} and {Trần Bình} and {Lê Thị Hoa}"
    assert found["journal"] == "Tuổi Trẻ"
    assert (found["date"], found["year"]) == ("2016-05-13", "2016")
    assert (found["entrysubtype"], found["langid"]) == ("newspaper", "vietnamese")
    assert found["url"] == ARTICLE.url
    assert found["keywords"] == "giá vàng, SJC; PNJ, đô la; euro"
    assert plain(found["abstract"]) == ARTICLE.summary


def test_what_an_article_lacks_is_left_out() -> None:
    bare = reference(Article("x", body="Chỉ có một câu. Và một nữa."), PAGE, TODAY)
    (record,) = rispy.loads(ris(bare))
    assert record["title"] == "Chỉ có một câu"
    assert record["urls"] == [PAGE]
    assert not {"authors", "date", "year", "section", "abstract", "secondary_title"} & set(record)
    found = read_bibtex(bibtex(bare))
    assert not {"author", "date", "year", "abstract", "journal", "keywords"} & set(found)
    assert found["url"] == PAGE


@given(REFERENCES)
def test_bibtex_read_back_is_what_was_written(one: Reference) -> None:
    found = read_bibtex(bibtex(one))
    assert found["key"] == one.key
    assert plain(found.get("title", "{}")[1:-1]) == one.title
    assert [plain(name[1:-1]) for name in braced(found.get("author", ""))] == list(one.authors)
    assert plain(found.get("journal", "")) == one.paper
    assert plain(found.get("abstract", "")) == one.summary
    assert found.get("date") == (one.day.isoformat() if one.day else None)


@given(REFERENCES)
def test_ris_read_back_is_what_was_written(one: Reference) -> None:
    text = ris(one)
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in text.split("\n") if line)
    (record,) = rispy.loads(text)
    assert record.get("title", "") == one.title
    assert record.get("secondary_title", "") == one.paper
    assert record.get("abstract", "") == one.summary
    assert record.get("authors", []) == [name.replace(",", ";") for name in one.authors]
    assert all(not first for _, first in names_in_zotero(record))
    assert record["id"] == one.key


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Nguyễn Văn An", ["Nguyễn Văn An"]),
        ("Nguyễn Văn An, Trần Bình", ["Nguyễn Văn An", "Trần Bình"]),
        ("Nguyễn Văn An, Trần Bình và Lê Hoa", ["Nguyễn Văn An", "Trần Bình", "Lê Hoa"]),
        ("Nguyễn Văn An - Trần Bình", ["Nguyễn Văn An", "Trần Bình"]),
        ("H'Linh Niê Sương, John Smith", ["H'Linh Niê Sương", "John Smith"]),
        ("V.N.H., Nguyễn An", ["V.N.H.", "Nguyễn An"]),
        ("An, Nguyễn Văn", ["An, Nguyễn Văn"]),
        ("Nguyễn Văn An, TTXVN", ["Nguyễn Văn An, TTXVN"]),
        ("Sở Văn hóa và Thể thao", ["Sở Văn hóa và Thể thao"]),
        ("Nhóm phóng viên và cộng tác viên", ["Nhóm phóng viên và cộng tác viên"]),
        ("Ngọc-Linh", ["Ngọc-Linh"]),
        ("  Nguyễn \n An ", ["Nguyễn An"]),
        ("", []),
    ],
)
def test_a_field_is_cut_only_where_it_is_surely_a_list(author: str, names: list[str]) -> None:
    assert list(authors_of(author)) == names


@given(st.text(max_size=60))
def test_no_letter_of_an_author_is_lost(author: str) -> None:
    letters = [sign for sign in author if sign.isalpha()]
    kept = [sign for name in authors_of(author) for sign in name if sign.isalpha()]
    assert len(kept) <= len(letters)
    if len(authors_of(author)) == 1:
        assert kept == letters


@pytest.mark.parametrize("name", ["TTXVN", "Tuổi Trẻ", "Nhóm PV", "Ban biên tập", "Bộ Y tế", "PV"])
def test_a_desk_is_no_person(name: str) -> None:
    assert not is_person(name, "tuoitre.vn")
    assert is_person("Nguyễn Văn An", "tuoitre.vn")
    assert not is_person("Sông Tiền", "baosongtien.example")


def test_keys_are_ascii_stable_and_hang_on_the_id() -> None:
    known = reference(ARTICLE, PAGE, TODAY).key
    assert re.fullmatch(r"[a-z]+2016[a-z]+x[0-9a-f]{12}", known)
    assert reference(ARTICLE, "elsewhere", date(2030, 1, 1)).key == known
    assert reference(replace(ARTICLE, id="p-2"), PAGE, TODAY).key != known
    strange = Article("/ü \ud800?", "报纸 «»", source="газета.рф")
    assert re.fullmatch(r"[a-z]+x[0-9a-f]{12}", reference(strange, PAGE, TODAY).key)


@pytest.mark.parametrize("query", ["q=d%C3%A2n", "", "category=&sort=oldest", "group=on&q=ếch"])
def test_exports_have_all_that_answers_in_order(client: FlaskClient, query: str) -> None:
    ids = [json_of_line["id"] for json_of_line in lines(client, query)]
    records = rispy.loads(client.get(f"/search.ris?{query}").text)
    assert [one["accession_number"] for one in records] == ids
    text = client.get(f"/search.bib?{query}").text
    assert list(parse_string(text, "bibtex").entries) == [one["id"] for one in records]
    library = parse_bibtex(text)
    assert not library.failed_blocks
    assert len(library.entries) == len(ids)


def lines(client: FlaskClient, query: str) -> list[dict[str, Any]]:
    """The same results as JSON Lines."""
    import json

    return [json.loads(line) for line in client.get(f"/search.jsonl?{query}").text.splitlines()]


@pytest.mark.parametrize("path", ["/search.ris", "/search.bib"])
def test_exports_are_downloads_and_tell_what_is_wrong(client: FlaskClient, path: str) -> None:
    response = client.get(f"{path}?q=d%C3%A2n")
    ending = path.rpartition(".")[2]
    assert response.headers["Content-Disposition"] == f'attachment; filename="timbao.{ending}"'
    assert response.headers["ETag"]
    assert client.get(f"{path}?from=2016-13").status_code == 400
    assert client.get(f"{path}?q=%22zzzz+qqqq%22").data == b""


@pytest.mark.parametrize("ending", ["ris", "bib"])
def test_an_export_goes_on_where_it_broke_off(client: FlaskClient, ending: str) -> None:
    whole = client.get(f"/search.{ending}?q=d%C3%A2n", buffered=True)
    total = int(whole.headers["Timbao-Total"])
    parts = re.split(r"(?<=\n\n)(?=TY|@)", whole.text)
    assert len(parts) == total > 3
    (start,) = re.findall(r'<([^>]+)>; rel="start"', whole.headers["Link"])
    rest = client.get(f"{start}&after=2", buffered=True)
    assert rest.text == "".join(parts[2:])
    assert client.get(start).text == whole.text


def test_one_article_has_a_reference(client: FlaskClient) -> None:
    address = "/api/articles/tt-04b/citation"
    (record,) = rispy.loads(client.get(address).text)
    assert record["accession_number"] == "tt-04b"
    found = read_bibtex(client.get(f"{address}?format=bib").text)
    assert found["key"] == record["id"]
    problem = json_of(client.get(f"{address}?format=endnote"))
    assert (problem["parameter"], problem["value"]) == ("format", "endnote")
    assert client.get("/api/articles/nowhere/citation").status_code == 404


@pytest.fixture(scope="module")
def strange(tmp_path_factory: pytest.TempPathFactory, build_index: Any) -> Flask:
    """A site that holds articles with ids that look like addresses."""
    folder = tmp_path_factory.mktemp("strange")
    records = [
        {"id": name, "title": f"Bài {n}", "body": "Chợ họp sớm."}
        for n, name in enumerate(["a.ris", "b/citation", "c?format=bib", "d e/ü%20#x", "/f//"])
    ]
    app = create_app({"INDEX": str(build_index(folder, records))})
    app.testing = True
    return app


def test_any_id_has_a_reference(strange: Flask) -> None:
    client = strange.test_client()
    for one in lines(client, ""):
        path = f"/api/articles/{quote(one['id'])}"
        (record,) = rispy.loads(client.get(f"{path}/citation").text)
        assert record["accession_number"] == one["id"]
        assert json_of(client.get(path))["id"] == one["id"]


def test_addresses_of_pages_are_those_of_the_site(strange: Flask) -> None:
    for one in lines(strange.test_client(), ""):
        with strange.test_request_context("/"):
            from flask import url_for

            known = url_for("pages.article", article_id=one["id"], _external=True)
            assert _page_address()(one["id"]) == known


def test_unapi_names_its_formats_and_gives_them(client: FlaskClient) -> None:
    for query in ("", "?id=tt-04b"):
        root = etree.fromstring(client.get(f"/api/unapi{query}").data)
        assert [one.get("name") for one in root] == ["ris", "bibtex"]
        assert root.get("id") == ("tt-04b" if query else None)
    (record,) = rispy.loads(client.get("/api/unapi?id=tt-04b&format=ris").text)
    assert record["accession_number"] == "tt-04b"
    assert read_bibtex(client.get("/api/unapi?id=tt-04b&format=bibtex").text)["key"] == record["id"]
    assert client.get("/api/unapi?id=tt-04b&format=mods").status_code == 406
    assert client.get("/api/unapi?id=nowhere").status_code == 404


@pytest.mark.parametrize("name", ["dated-8k.jsonl.xz", "vietnews-50k.jsonl.xz"])
def test_real_articles_are_read_back(shared: Path, name: str) -> None:
    import json
    import lzma

    with lzma.open(shared / "corpus" / name, "rt", encoding="utf-8", newline="\n") as corpus:
        records = [json.loads(next(corpus)) for _ in range(400)]
    articles = [
        Article(
            f"r-{n}", one["title"], one.get("intro", one.get("abstract", "")), "",
            category=one.get("category", ""), url=one.get("url", ""),
        )
        for n, one in enumerate(records)
    ]  # fmt: skip
    cited = [reference(article, PAGE, TODAY) for article in articles]
    read = rispy.loads("".join(map(ris, cited)))
    assert [one.get("title", "") for one in read] == [one.title for one in cited]
    assert [one.get("abstract", "") for one in read] == [one.summary for one in cited]
    for one in cited:
        assert plain(read_bibtex(bibtex(one)).get("title", "{}")[1:-1]) == one.title


def test_the_whole_of_the_sample_has_keys_of_its_own(sample_index: Path) -> None:
    with open_engine(sample_index) as engine:
        keys = [reference(one, PAGE, TODAY).key for one in engine.stream(SearchRequest())]
    assert len(set(keys)) == len(keys) > 100
