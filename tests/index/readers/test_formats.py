"""Formats: one registry tells them all, and a new one is a module and a line."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.article import Article, Outcome, Reject
from index.readers import FORMAT_CHOICES, FORMATS, ReadOptions, UsageError, read_file
from index.readers.format import Format, Origin
from index.readers.formats.registry import Registry
from index.readers.sniff import format_of

SAMPLE = Path(__file__).parents[3] / "index/sample"


def read_dots(stream: io.BufferedReader, origin: Origin) -> Iterator[Outcome]:
    """Titles, each ended by a dot, behind a first word that is the format's mark."""
    text = stream.read().partition(b" ")[2].decode()
    for number, title in enumerate(text.split(".")[:-1], 1):
        yield (
            Article(f"{origin.place}-{number}", title)
            if title
            else Reject(f"{origin.where}#{number}", "no title")
        )


DOTS = Format("dots", "dots", (".dots", ".dot"), read_dots, lambda head, _: head[:5] == b"DOTS ")
PACKED_DOTS = Format(
    "packed",
    "packed dots",
    (".dotz",),
    read_dots,
    lambda head, _: head[:4] == b"\0DZ ",
    binary=True,
)


def name_of(found: Format | str) -> str:
    return found.name if isinstance(found, Format) else f"none: {found}"


def test_the_choices_are_the_formats_in_their_order() -> None:
    assert (
        *("auto", "text", "feed", "sitemap", "warc", "mhtml", "xml", "html"),
        *("jsonl", "json", "csv", "sqlite", "excel", "parquet"),
    ) == FORMAT_CHOICES
    for one in FORMATS:
        assert FORMATS.named(one.name) is one
        assert ReadOptions(format=one.name).format == one.name
        assert all(FORMATS.by_suffix(suffix) is one for suffix in one.suffixes)
        assert all(FORMATS.by_suffix(suffix.upper()) is one for suffix in one.suffixes)


def test_the_sentence_names_every_format_and_suffix() -> None:
    assert FORMATS.sentence() == (
        "text (.txt, .md, .markdown), feeds (.rss, .atom, .rdf), news sitemaps, WARC (.warc), "
        "MHTML (.mhtml, .mht), XML records, HTML (.html, .htm), "
        "JSON Lines (.jsonl, .ndjson), JSON (.json), "
        "CSV (.csv, .tsv), SQLite (.sqlite, .sqlite3, .db, .db3), Excel (.xlsx, .xlsm), "
        "Parquet (.parquet, .pq), each also as .gz, .xz, .bz2, .zst "
        "or inside .zip, .tar, .tgz, .txz, .tbz2, .tbz, .tzst"
    )


@pytest.mark.parametrize(
    ("other", "says"),
    [
        (DOTS, "two formats are called 'dots'"),
        (replace(DOTS, name="points"), ".dots belongs to dots"),
        (replace(DOTS, name="points", suffixes=("points",)), "no suffix"),
        (replace(DOTS, name="points", suffixes=(".POINTS",)), "lower case"),
    ],
)
def test_a_registry_refuses_what_could_not_be_told_apart(other: Format, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Registry([DOTS, other])


def test_the_sample_is_recognised_by_name_and_where_it_has_a_look_by_its_bytes() -> None:
    formats = {".json": "json", ".jsonl": "jsonl", ".csv": "csv", ".html": "html", ".txt": "text"}
    looks = {"json", "jsonl", "html", "csv"}
    files = [path for path in SAMPLE.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == set(formats)
    for path in files:
        head = path.read_bytes()[:65536]
        expected = formats[path.suffix]
        assert name_of(format_of(path.name, head)) == expected
        assert name_of(format_of("khong-duoi", head)) == (expected if expected in looks else "text")


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("a.txt", b'{"title": "A"}', "json"),
        ("a.txt", b"{Sapo} Tin", "text"),
        ("a.htm", b"<p>", "html"),
        ("A.NDJSON", b"", "jsonl"),
        ("a.tsv", b"\x00", "csv"),
        ("a", b"Tin", "text"),
        ("a", b"title,body\nA,B\n", "csv"),
        ("a", b"title, he said\nA,B\n", "text"),
        ("a", b"\xef\xbb\xbf <!DOCTYPE html><p>", "html"),
        ("a", b"<p>Tin", "text"),
        ("a", b'{"title": "A"}\n{"title', "jsonl"),
        ("a", b'{"title": "A"}', "json"),
        ("a", b'[ {"title', "json"),
        ("a", b"[Tin]", "text"),
        ("a.tex", b"Tin", "none: neither its name nor its content"),
        ("a", b"\0\1", "none: a binary file"),
        ("a", b'{"title": "\0"}', "none: a binary file"),
        ("a.xml", b"<?xml version='1.0'?><!-- x --><rss><body>", "feed"),
        ("a", b"\n<rdf:RDF xmlns:rdf='x'>", "feed"),
        ("a.xml", b"\xef\xbb\xbf<feed xmlns='http://www.w3.org/2005/Atom'>", "feed"),
        ("a.xml", "<?xml version='1.0'?><rss>".encode("utf-16"), "feed"),
        ("a.xml", b"<?xml version='1.0'?><urlset>", "sitemap"),
        ("a.xml", b"<sitemapindex>", "sitemap"),
        ("a.xml", b"<?xml version='1.0'?><items><item>", "xml"),
        ("a.xml", b"<?xml version='1.0'?><!DOCTYPE html><html>", "html"),
        ("a", b"WARC/1.1\r\n", "warc"),
        ("a", b"WARC/1.0\r\n\0\1\2", "warc"),
        ("a", b"MIME-Version: 1.0\nContent-Type: multipart/related;\n", "mhtml"),
    ],
)
def test_the_suffix_decides_then_the_look(name: str, head: bytes, expected: str) -> None:
    found = name_of(format_of(name, head))
    assert found.startswith(expected) if expected.startswith("none") else found == expected


def test_a_file_called_json_may_hold_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"title": "A"}\n{hong}\n{"title": "B"}\n')
    first, bad, last = read_file(path, ReadOptions())
    assert isinstance(first, Article)
    assert isinstance(bad, Reject)
    assert bad.where == f"{path}:2"
    assert isinstance(last, Article)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.dots", b"mark Mot.Hai."),
        ("a.DOT", b"mark Mot.Hai."),
        ("a", b"DOTS Mot.Hai."),
        ("a.la", b"DOTS Mot.Hai."),
        ("a.la", b"\0DZ Mot.Hai."),
        ("a.dotz", b"mark Mot.Hai."),
    ],
)
def test_a_format_that_is_registered_is_read_by_suffix_and_by_look(
    tmp_path: Path, name: str, data: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    made = list(read_file(path, ReadOptions(), formats=Registry([*FORMATS, DOTS, PACKED_DOTS])))
    assert made == [Article(f"{name}-1", "Mot"), Article(f"{name}-2", "Hai")]
    if not name.endswith(".dots"):
        return
    (reject,) = read_file(path, ReadOptions())
    assert isinstance(reject, Reject)
    assert "known are text" in reject.reason


def test_bytes_that_are_no_text_are_shown_to_binary_formats_alone() -> None:
    text_alone = replace(PACKED_DOTS, binary=False)
    assert isinstance(format_of("a", b"\0DZ Mot.", Registry([text_alone])), str)
    assert format_of("a", b"\0DZ Mot.", Registry([PACKED_DOTS])) is PACKED_DOTS


def test_an_unknown_format_is_a_usage_error_that_lists_the_known() -> None:
    with pytest.raises(UsageError, match="known are auto, text, feed, sitemap"):
        ReadOptions(format="dots")
