"""Files of every format, damaged at random and by design: whatever is in one, nothing raises."""

import json
import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tables import TABLES

from index.article import Article, Outcome, Reject, Repaired, Skipped
from index.readers import ReadOptions, read_file

Read = Callable[..., list[Outcome]]

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


def damaged(whole: bytes, other: bytes, pick: random.Random) -> bytes:
    """``whole`` with signs put in, pieces taken out, doubled, or brought in from another file."""
    data = bytearray(whole)
    for _ in range(pick.choice([1, 2, 5, 20])):
        at = pick.randrange(len(data) + 1)
        match pick.randrange(5):
            case 0:
                data[at:at] = pick.choice(TOKENS)
            case 1:
                data[at : at + 1] = pick.choice(TOKENS)
            case 2:
                del data[at : at + pick.choice([1, 3, 20, 300])]
            case 3:
                start = pick.randrange(len(data) + 1)
                data[at:at] = data[start : start + pick.choice([5, 500])]
            case _:
                start = pick.randrange(len(other) + 1)
                data[at:at] = other[start : start + pick.choice([20, 2000])]
    return bytes(data)


@pytest.mark.parametrize("seed", range(6))
def test_damage_of_any_kind_is_no_more_than_a_reject(
    tmp_path: Path, wholes: dict[str, bytes], seed: int
) -> None:
    pick = random.Random(seed)
    names = sorted(wholes)
    for _ in range(30 * int(os.environ.get("TIMBAO_FUZZ", "1"))):
        name = pick.choice(names)
        data = damaged(wholes[name], wholes[pick.choice(names)], pick)
        path = tmp_path / "hong" / pick.choice([name, name, pick.choice(names)])
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        for one in read_file(path, ReadOptions()):
            assert isinstance(one, Article | Reject | Skipped | Repaired)


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
