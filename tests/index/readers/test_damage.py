"""Files of every format, damaged at random and by design: whatever is in one, nothing raises."""

import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tables import TABLES

from index.article import Article, Outcome, Reject, Repaired, Skipped
from index.readers import ReadOptions, read_file

Read = Callable[..., list[Outcome]]
_TIMES = int(os.environ.get("TIMBAO_FUZZ", "1"))

# What formats are made of, and what programs write where nobody expects it.
TOKENS = (
    *(bytes([sign]) for sign in b"<>{}[]\"'\\\n\r,:\0\xff"),
    *(b"&#", b"---\n", b"+++\n", b"null", b"NaN", b"1e999", b"-1", b"0000-00-00", b"9" * 400),
    *(b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"\\ud800", b"https://[", b'"@graph":['),
    *(b"<!--", b"<![CDATA[", b"]]>", b"{" * 3000, b"[" * 3000, b"<div>" * 3000),
)
FEED = "<rss version='2.0'><channel><item><title>Mùa lúa</title></item></channel></rss>".encode()
PAGE = (
    "<html><head><title>Mùa lúa</title><script type='application/ld+json'>"
    '{"@type": "NewsArticle", "headline": "Mùa lúa", "datePublished": "2024-11-05"}</script></head>'
    f"<body><h1>Mùa lúa</h1>{'<p>Bà con ra đồng gặt từ sáng sớm, cả xóm rộn ràng.</p>' * 5}</body>"
).encode()
MATTER = "---\ntitle: Mùa lúa\ntags: [lúa, gạo]\n---\n# Gặt\n\nBà con ra đồng.\n".encode()


@pytest.fixture
def wholes(tmp_path: Path, sample_folder: Path) -> dict[str, bytes]:
    """Sound files of many formats, by their names."""
    found = {"a.rss": FEED, "a.html": PAGE, "a.md": MATTER}
    for path in sorted(sample_folder.rglob("*")):
        if path.is_file() and path.stat().st_size < 100_000:
            found.setdefault(f"mau{path.suffix}", path.read_bytes())
    for name, write in TABLES.items():
        path = tmp_path / {"sqlite": "a.db", "excel": "a.xlsx", "parquet": "a.parquet"}[name]
        write(path, [{"title": "Mùa lúa", "body": "Bà con ra đồng."}])
        found[path.name] = path.read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("b.html", PAGE)
    return {**found, "a.zip": (tmp_path / "a.zip").read_bytes()}


# A place, which counts on from the file's end at its beginning, so that all are drawn alike.
places = st.integers(0, 2**30)
# Where, how many bytes are taken out there, and what is put in: bytes, or a stretch of another
# file by its place and length; -1 is one of the same file.
changes = st.lists(
    st.tuples(
        places,
        st.sampled_from([0, 0, 1, 3, 20, 300]),
        st.sampled_from(TOKENS)
        | st.binary(max_size=4)
        | st.tuples(st.integers(-1, 30), places, st.sampled_from([5, 20, 500, 2000])),
    ),
    min_size=1,
    max_size=20,
)
each_time = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
Changes = list[tuple[int, int, bytes | tuple[int, int, int]]]


def damaged(whole: bytes, others: list[bytes], drawn: Changes) -> bytes:
    """``whole`` with bytes put in, pieces taken out, doubled, or brought in from other files."""
    data = bytearray(whole)
    for where, left_out, put_in in drawn:
        at = where % (len(data) + 1)
        if isinstance(put_in, bytes):
            data[at : at + left_out] = put_in
        else:
            number, start, length = put_in
            source = whole if number < 0 else others[number % len(others)]
            first = start % (len(source) + 1)
            data[at : at + left_out] = source[first : first + length]
    return bytes(data)


def read_anyhow(folder: Path, name: str, data: bytes) -> None:
    path = folder / "hong" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    for one in read_file(path, ReadOptions()):
        assert isinstance(one, Article | Reject | Skipped | Repaired)


@given(which=st.integers(0, 999), named=st.none() | st.integers(0, 999), drawn=changes)
@settings(each_time, max_examples=150 * _TIMES)
def test_damage_of_any_kind_is_no_more_than_a_reject(
    tmp_path: Path, wholes: dict[str, bytes], which: int, named: int | None, drawn: Changes
) -> None:
    names = sorted(wholes)
    name = names[which % len(names)]
    data = damaged(wholes[name], list(wholes.values()), drawn)
    read_anyhow(tmp_path, name if named is None else names[named % len(names)], data)


@pytest.fixture(scope="session")
def real_files(shared: Path) -> dict[str, bytes]:
    """Real files, and such as programs write; the large ones where more is to be drawn."""
    paths = [*(shared / "cases" / "ingest").iterdir(), *(shared / "fixtures").rglob("*")]
    largest = 100_000 if _TIMES == 1 else 2_000_000
    return {one.name: one.read_bytes() for one in sorted(paths)
            if one.is_file() and one.stat().st_size <= largest}  # fmt: skip


@given(which=st.integers(0, 999), drawn=changes)
@settings(each_time, max_examples=80 * _TIMES)
def test_damage_of_real_files_is_no_more_than_a_reject(
    tmp_path: Path, real_files: dict[str, bytes], which: int, drawn: Changes
) -> None:
    names = sorted(real_files)
    name = names[which % len(names)]
    read_anyhow(tmp_path, name, damaged(real_files[name], list(real_files.values()), drawn))


@given(which=st.integers(0, 999), kept=places)
@settings(each_time, max_examples=40 * _TIMES)
def test_a_real_file_cut_off_anywhere_is_no_more_than_a_reject(
    tmp_path: Path, real_files: dict[str, bytes], which: int, kept: int
) -> None:
    names = sorted(real_files)
    name = names[which % len(names)]
    whole = real_files[name]
    read_anyhow(tmp_path, name, whole[: kept % (len(whole) + 1)])


@pytest.mark.parametrize(
    ("matter", "title"),
    [
        ('+++\ntitle = "Mùa lúa"\n+++', "Mùa lúa"),  # and nothing behind it
        ("---\ntitle: Mùa lúa\nx: &a [*a]\n---\nGặt.", "Mùa lúa"),  # a list that holds itself
        (f"---\ntitle: Mùa lúa\nx: {'[' * 5000}\n---\nGặt.", "Mùa lúa"),
    ],
)
def test_front_matter_that_would_trip_a_program_gives_its_title(
    read: Read, matter: str, title: str
) -> None:
    (article,) = read("a.md", matter)
    assert isinstance(article, Article)
    assert article.title == title


@pytest.mark.parametrize("value", ["[" * 5000, "= 1"])
def test_toml_that_cannot_be_read_is_a_reject_that_says_so(read: Read, value: str) -> None:
    (reject,) = read("a.md", f'+++\ntitle = "Mùa lúa"\nx = {value}\n+++\nGặt.\n')
    assert isinstance(reject, Reject)
    assert "neither YAML nor TOML" in reject.reason


def test_aliases_of_yaml_never_unfold(read: Read) -> None:
    rows = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [{f'*a{n - 1}, ' * 9}x]" for n in range(1, 12))]
    matter = "\n".join(["---", "title: Mùa lúa", *rows, "tags: *a11", "---", "Gặt."])
    (article,) = read("a.md", matter)
    assert isinstance(article, Article)
    assert (article.title, article.tags) == ("Mùa lúa", ("*a11",))


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ("<html><body><p>Gặt.</p></body><frameset></frameset></html>", "Gặt."),
        ("<html><frameset><br></frameset></html>", ""),
        ("<p>Gặt.<body><body><p>Phơi.", "Gặt. Phơi."),
        ("<html><!-- không có gì --></html><br>", ""),
    ],
)
def test_markup_with_no_body_or_several_is_read_as_far_as_it_goes(
    read: Read, text: str, summary: str
) -> None:
    (article,) = read("a.jsonl", json.dumps({"title": "Mùa lúa", "summary": text}))
    assert isinstance(article, Article)
    assert article.summary == summary


def test_a_member_of_a_zip_without_a_name_costs_no_other(read: Read, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("?", b"x")
        archive.writestr("b.jsonl", b'{"title": "A"}')
    data = (tmp_path / "x.zip").read_bytes().replace(b"?", b"\0")  # a name ends at NUL
    reject, article = read("a.zip", data)
    assert isinstance(reject, Reject)
    assert "without a name" in reject.reason
    assert isinstance(article, Article)
