"""Can a program go over all that answers, page by page or as one export, whatever becomes of the
index and of its connection meanwhile?"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from answers import json_of
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from indexes import live_folder

from web import create_app
from web.escaping import json_text

START = re.compile(r'<([^>]+)>; rel="start"')


def records(first: int, count: int) -> list[dict[str, Any]]:
    """Articles in two sections, every third without a date, with all that needs escaping."""
    return [
        {
            "id": f'{n}/é"\\',
            "title": f'Tin lũ "số" {n}',
            "body": f'Nước lên {n} phân,\n\n"dân" chạy lũ\\.\n' + "Mưa to gió lớn. " * (n % 40),
            "published": f"2024-03-{n % 28 + 1:02}" if n % 3 else None,
            "category": "Thời sự" if n % 2 else None,
            "tags": ["lũ", "mưa"][: n % 3],
        }
        for n in range(first, first + count)
    ]


@pytest.fixture
def folder(tmp_path: Path, build_index: Callable[..., Path]) -> Path:
    """Where there is an index of 150 articles, to be changed."""
    build_index(tmp_path, {"a.jsonl": records(0, 150)})
    return tmp_path


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]) -> Path:
    """Where there is such an index that nobody changes."""
    folder = tmp_path_factory.mktemp("lasting")
    build_index(folder, {"a.jsonl": records(0, 150)})
    return folder


LARGE_BYTES = 24_000_000


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]) -> Path:
    """Where there is an index of long articles, of :data:`LARGE_BYTES` together."""
    text = "Mưa to gió lớn, nước lên. " * 500
    count = LARGE_BYTES // len(text.encode())
    made = [{"id": str(n), "title": f"Tin {n}", "body": f"{n}. {text}"} for n in range(count + 1)]
    folder = tmp_path_factory.mktemp("large")
    build_index(folder, made)
    return folder


def client_of(folder: Path, streams: int = 2) -> FlaskClient:
    """A client of a site of its own, as another worker process has one."""
    app = create_app({"INDEX": str(folder / "index"), "STREAMS": streams})
    app.testing = True
    return app.test_client()


def walk(client: FlaskClient, address: str) -> Iterator[dict[str, Any]]:
    """All hits, by cursor."""
    following: str | None = address
    while following:
        answer = json_of(client.get(following))
        yield from answer["hits"]
        following = answer["links"]["cursor"]


def lines(client: FlaskClient, address: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in client.get(address).data.splitlines()]


def start_of(response: Any) -> str:
    found = START.search(response.headers["Link"])
    assert found is not None
    return found[1]


QUERIES = ["q=", "q=lũ&sort=oldest", "q=gió+lớn&category=", "q=lũ&from=2024-03-10&recency=off"]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("group", ["on", "off"])
def test_pages_cursors_and_exports_have_the_same_articles(
    lasting: Path, query: str, group: str
) -> None:
    client = client_of(lasting)
    search = f"/api/search?{query}&group={group}&size=17"
    pages = json_of(client.get(search))["pages"]
    by_number = [
        hit
        for n in range(1, pages + 1)
        for hit in json_of(client.get(f"{search}&page={n}"))["hits"]
    ]
    assert list(walk(client, search)) == by_number
    exported = lines(client, f"/search.jsonl?{query}&group={group}")
    assert [one["id"] for one in exported] == [hit["id"] for hit in by_number]
    rows = csv.DictReader(
        io.StringIO(
            client.get(f"/search.csv?{query}&group={group}&body=1").data.decode("utf-8-sig"),
            newline="",
        )
    )
    assert [row["id"] for row in rows] == [one["id"] for one in exported]
    assert len(exported) > 17


def test_every_line_is_the_article(lasting: Path) -> None:
    client = client_of(lasting)
    for one in lines(client, "/search.jsonl"):
        assert one == json_of(client.get("/api/articles/" + one["id"]))
    without = lines(client, "/search.jsonl?body=0")
    whole = lines(client, "/search.jsonl?body=1")
    assert without == [{k: v for k, v in one.items() if k != "body"} for one in whole]
    table = client.get("/search.csv?body=1").data.decode("utf-8-sig")
    bodies = [row["body"] for row in csv.DictReader(io.StringIO(table, newline=""))]
    assert bodies == [one["body"] or "" for one in whole]
    assert "body" not in client.get("/search.csv").text.splitlines()[0]


def test_the_last_page_has_no_cursor(lasting: Path) -> None:
    client = client_of(lasting)
    for address in ("/api/search?page=15", "/api/search?page=99", "/api/search?q=khongcogi"):
        assert json_of(client.get(address))["links"]["cursor"] is None
    assert json_of(client.get("/api/search?page=14"))["links"]["cursor"]


def test_a_page_by_cursor_says_where_it_is(lasting: Path) -> None:
    client = client_of(lasting)
    first = json_of(client.get("/api/search?q=lũ&size=20"))
    second = json_of(client.get(first["links"]["cursor"]))
    assert (second["page"], second["size"], second["pages"]) == (2, 20, first["pages"])
    assert second["links"]["self"] == first["links"]["cursor"]
    assert second["links"]["next"] == "/api/search?q=l%C5%A9&size=20&page=3"
    assert second["links"]["prev"] == "/api/search?q=l%C5%A9&size=20"
    assert second["total"] == first["total"]


def test_a_walk_goes_on_in_another_process_after_the_index_was_replaced(
    folder: Path, build_index: Callable[..., Path]
) -> None:
    expected = [hit["id"] for hit in walk(client_of(folder), "/api/search?q=lũ&size=40")]
    following, found = "/api/search?q=lũ&size=40", []
    for turn in range(1, 4):
        answer = json_of(client_of(folder).get(following))  # nobody has it open between two pages
        found += answer["hits"]
        following = answer["links"]["cursor"]
        gone = {"a.jsonl": None} if turn == 1 else {}
        build_index(folder, {**gone, f"{turn}.jsonl": records(1000 * turn, 30)})
    found += walk(client_of(folder), following)
    assert [hit["id"] for hit in found] == expected


def test_a_walk_whose_generation_is_gone_is_told_how_to_begin_again(
    folder: Path, build_index: Callable[..., Path]
) -> None:
    client = client_of(folder)
    following = json_of(client.get("/api/search?q=lũ"))["links"]["cursor"]
    start = start_of(client.get("/search.jsonl?q=lũ"))
    old = live_folder(folder / "index")
    build_index(folder, {"b.jsonl": records(900, 3)})
    client.get("/api/search")
    shutil.rmtree(old)
    for address in (following, start):
        response = client.get(address)
        assert response.status_code == 410
        assert response.mimetype == "application/problem+json"
        assert "without cursor" in json.loads(response.data)["detail"]


@pytest.mark.parametrize("path", ["/api/search", "/search.jsonl", "/search.csv"])
def test_a_cursor_that_is_none_is_a_400_that_says_so(lasting: Path, path: str) -> None:
    client = client_of(lasting)
    following = json_of(client.get("/api/search?q=lũ"))["links"]["cursor"]
    cursor = urlsplit(following).query.partition("cursor=")[2]
    for query in (
        "cursor=x", "cursor=%00", "cursor=" + "A" * 5000, f"cursor={cursor}", f"cursor={cursor}x",
        f"q=lũ&cursor={cursor[:-1]}", f"q=mưa&cursor={cursor}", f"q=lũ&sort=newest&cursor={cursor}",
        f"q=lũ&category=&cursor={cursor}", f"q=lũ&sample=3&cursor={cursor}",
    ):  # fmt: skip
        response = client.get(f"{path}?{query}")
        assert response.status_code == 400, query
        problem = json.loads(response.data)
        assert problem["parameter"] == "cursor"


@pytest.mark.parametrize(
    ("query", "parameter"),
    [("after=3", "after"), ("after=-1", "after"), ("after=x", "after"), ("body=2", "body"),
     ("sample=0", "sample"), ("sample=10001", "sample"), ("sample=3&seed=-1", "seed"),
     ("sample=x", "sample"), ("sample=3&seed=1000000000", "seed")],
)  # fmt: skip
def test_other_wrong_values_are_named_too(lasting: Path, query: str, parameter: str) -> None:
    response = client_of(lasting).get(f"/search.jsonl?{query}")
    assert response.status_code == 400
    assert json.loads(response.data)["parameter"] == parameter


# A connection that breaks


BROKEN_OFF = [*QUERIES, "q=lũ&group=on", "sample=60&seed=5", "q=lũ&body=0"]


@pytest.fixture(scope="module")
def replaced(
    tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]
) -> tuple[Path, dict[str, Any]]:
    """Where an index was replaced, and exports of before, by their queries."""
    folder = tmp_path_factory.mktemp("replaced")
    build_index(folder, {"a.jsonl": records(0, 150)})
    client = client_of(folder, streams=len(BROKEN_OFF))
    exports = {query: client.get(f"/search.jsonl?{query}") for query in BROKEN_OFF}
    build_index(folder, {"a.jsonl": records(40, 3), "b.jsonl": records(700, 80)})
    return folder, exports


@pytest.mark.parametrize("query", BROKEN_OFF)
@pytest.mark.parametrize("count", [1, 7, 60])
def test_an_export_that_broke_off_goes_on_with_the_rest_though_the_index_changed(
    replaced: tuple[Path, dict[str, Any]], query: str, count: int
) -> None:
    folder, exports = replaced
    response = exports[query]
    whole = response.data.splitlines(keepends=True)
    assert response.headers["Timbao-Total"] == str(len(whole))
    start = start_of(response)
    rest = client_of(folder).get(f"{start}&after={count}")
    assert rest.data.splitlines(keepends=True) == whole[count:]
    assert rest.headers["Timbao-Total"] == str(len(whole))
    assert start_of(rest) == start
    again = client_of(folder).get(start)
    assert again.data == b"".join(whole)
    assert client_of(folder).get(f"{start}&after={len(whole)}").data == b""
    assert client_of(folder).get(f"/search.jsonl?{query}").data != again.data


def test_a_table_that_broke_off_goes_on_without_a_second_head(
    folder: Path, build_index: Callable[..., Path]
) -> None:
    response = client_of(folder).get("/search.csv?q=lũ&body=1")
    whole = response.data
    rows = list(csv.reader(io.StringIO(whole.decode("utf-8-sig"), newline="")))
    build_index(folder, {"a.jsonl": None, "b.jsonl": records(700, 8)})
    rest = client_of(folder).get(start_of(response) + "&after=9").data
    assert whole.endswith(rest)
    assert list(csv.reader(io.StringIO(rest.decode(), newline=""))) == rows[10:]
    assert client_of(folder).get(start_of(response)).data == whole


def test_an_export_goes_on_where_a_walk_by_pages_is(lasting: Path) -> None:
    client = client_of(lasting)
    first = json_of(client.get("/api/search?q=lũ&group=off&size=30"))
    cursor = urlsplit(first["links"]["cursor"]).query.partition("cursor=")[2]
    response = client.get(f"/search.jsonl?q=lũ&cursor={cursor}")
    rest = [json.loads(line)["id"] for line in response.data.splitlines()]
    assert rest == [one["id"] for one in lines(client, "/search.jsonl?q=lũ")][30:]


def test_a_stream_that_nobody_reads_to_its_end_lets_go_of_its_generation(
    folder: Path, build_index: Callable[..., Path]
) -> None:
    def leases() -> set[str]:
        open_files = (Path("/proc/self/fd")).iterdir()
        targets = [file.readlink() for file in open_files if file.is_symlink()]
        return {to.parent.name for to in targets if to.name == "LEASE" and folder in to.parents}

    client = client_of(folder)
    response = client.get("/search.jsonl?q=lũ", buffered=False)
    next(iter(response.response))
    build_index(folder, {"b.jsonl": records(700, 8)})
    client.get("/api/search")
    assert leases() == {"000001", "000002"}
    response.close()
    assert leases() == {"000002"}
    head = client.head("/search.jsonl?q=lũ")
    assert head.data == b""
    assert head.headers["Timbao-Total"]


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/search.jsonl", "/search.csv?body=1", "/search.jsonl?body=0"])
def test_an_export_is_never_whole_in_memory(large: Path, path: str) -> None:
    client = client_of(large)
    client.get("/search.jsonl?q=khongcogi")  # opens the index
    tracemalloc.start()
    try:
        response = client.get(path, buffered=False)
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        octets = sum(map(len, response.response))
        _, peak = tracemalloc.get_traced_memory()
        response.close()
    finally:
        tracemalloc.stop()
    assert octets > (0 if "body=0" in path else LARGE_BYTES)
    # 64 articles that are read at once, a few times over
    assert peak - before < LARGE_BYTES / 10


# Samples


def test_a_sample_is_the_same_in_hits_and_exports(lasting: Path) -> None:
    client = client_of(lasting)
    answer = json_of(client.get("/api/search?q=lũ&sample=40&seed=7&size=15"))
    everything = json_of(client.get("/api/search?q=lũ"))
    assert answer["total"] == everything["total"] == 150
    assert (answer["pages"], answer["near"]) == (3, 0)
    assert answer["facets"] == everything["facets"]
    assert "sample=40&seed=7" in answer["links"]["csv"]
    drawn = [hit["id"] for hit in walk(client, "/api/search?q=lũ&sample=40&seed=7&size=15")]
    assert len(set(drawn)) == 40
    exported = lines(client, "/search.jsonl?q=lũ&sample=40&seed=7")
    assert [one["id"] for one in exported] == drawn
    table = client.get(answer["links"]["csv"]).data.decode("utf-8-sig")
    assert [row["id"] for row in csv.DictReader(io.StringIO(table, newline=""))] == drawn
    other = lines(client, "/search.jsonl?q=lũ&sample=40&seed=8")
    assert {one["id"] for one in other} != set(drawn)


# How a body is written


@given(st.text(st.characters(codec="utf-8")))
def test_a_text_is_written_as_json_writes_it(text: str) -> None:
    assert json.loads(json_text(text.encode())) == text
    assert b"\n" not in json_text(text.encode())
