"""Small files that ask for much: each is a reject that says so, and what came before it is read."""

import bz2
import gzip
import io
import json
import lzma
import os
import random
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from conftest import CHECKOUT
from tables import TABLES

from index.article import Article, Outcome, Reject
from index.readers import ReadOptions, read_file
from index.readers.limits import MAX_MEMBER_NAME_BYTES, MAX_RECORD_VALUES
from index.readers.pages.size import TOO_MANY_ATTRIBUTES, TOO_MANY_ELEMENTS
from index.readers.sources import archives, budget

Read = Callable[..., list[Outcome]]
RECORD = b'{"title": "M\\u00f9a l\\u00faa", "body": "B\\u00e0 con ra \\u0111\\u1ed3ng."}\n'
MIB = 1024**2
SENTENCE = "Bà con ra đồng gặt lúa từ sáng sớm, cả xóm rộn ràng tiếng cười nói trong vụ mùa. "


@pytest.fixture
def little(monkeypatch: pytest.MonkeyPatch) -> None:
    """One MiB may come of any file, so that bombs can be small."""
    monkeypatch.setattr(budget, "FREE_UNPACKED_BYTES", MIB)


def reasons(outcomes: list[Outcome]) -> list[str]:
    return [one.reason for one in outcomes if isinstance(one, Reject)]


def articles(outcomes: list[Outcome]) -> int:
    return sum(isinstance(one, Article) for one in outcomes)


COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "xz": lzma.compress,
    "bz2": bz2.compress,
    "zst": zstandard.ZstdCompressor().compress,
}


@pytest.mark.usefixtures("little")
@pytest.mark.parametrize("suffix", COMPRESS)
def test_what_is_shrunk_too_far_is_read_up_to_the_bound(read: Read, suffix: str) -> None:
    blanks = (b" " * 1023 + b"\n") * 20_000
    found = read(f"a.jsonl.{suffix}", COMPRESS[suffix](RECORD + blanks + RECORD))
    assert articles(found) == 1
    assert [r for r in reasons(found) if "200 times its size" in r and "unpack it by hand" in r]


@pytest.mark.usefixtures("little")
@pytest.mark.parametrize("suffix", COMPRESS)
def test_articles_are_no_bomb_however_many(read: Read, suffix: str) -> None:
    draw = random.Random(1)
    bodies = (" ".join(draw.choices(SENTENCE.split(), k=60)) for _ in range(2000))
    lines = [json.dumps({"title": f"Mùa lúa {n}", "body": body}) for n, body in enumerate(bodies)]
    found = read(f"a.jsonl.{suffix}", COMPRESS[suffix]("\n".join(lines).encode()))
    assert (articles(found), reasons(found)) == (2000, [])


@pytest.mark.usefixtures("little")
def test_members_count_together(tmp_path: Path) -> None:
    """Each of them is below every bound."""
    inner = gzip.compress(RECORD + (b" " * 1023 + b"\n") * 900)
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as archive:
        for number in range(300):
            info = tarfile.TarInfo(f"{number}.jsonl.gz")
            info.size = len(inner)
            archive.addfile(info, io.BytesIO(inner))
    found = list(read_file(path, ReadOptions()))
    assert 0 < articles(found) < 300
    assert any("times its size" in one for one in reasons(found))


@pytest.mark.usefixtures("little")
def test_members_on_top_of_each_other_are_not_read_again_and_again(tmp_path: Path) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jsonl", RECORD + (b" " * 1023 + b"\n") * 900)
        for _ in range(400):  # entries of the list that all lead to the one member
            info = archive.infolist()[0]
            archive.filelist.append(info)
    path = tmp_path / "a.zip"
    path.write_bytes(whole.getvalue())
    found = list(read_file(path, ReadOptions()))
    assert 0 < articles(found) < 400
    assert any("times its size" in one for one in reasons(found))


def test_a_list_of_members_that_memory_would_not_hold_is_refused(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for number in range(50):
            archive.writestr(f"{number}.jsonl", RECORD)
    assert articles(read("a.zip", whole.getvalue())) == 50
    monkeypatch.setattr(archives, "MAX_DIRECTORY_BYTES", 1000)
    assert ["more members" in one for one in reasons(read("a.zip", whole.getvalue()))] == [True]


def test_a_hole_in_a_tar_is_no_text(tmp_path: Path) -> None:
    """GNU tar's old form: 512 bytes that stand for a TiB."""
    header = tarfile.TarInfo("b.jsonl")
    header.type = tarfile.GNUTYPE_SPARSE
    data = bytearray(header.tobuf(tarfile.GNU_FORMAT))
    data[386:398], data[398:410] = b"00000000000\0", b"00000000000\0"
    data[483:495] = tarfile.itn(2**40, 12, tarfile.GNU_FORMAT)  # type: ignore[attr-defined]
    data[148:156] = b" " * 8
    data[148:156] = b"%06o\0 " % sum(data[:512])
    path = tmp_path / "a.tar"
    info = tarfile.TarInfo("c.jsonl")
    info.size = len(RECORD)
    rest = info.tobuf() + RECORD.ljust(512, b"\0") + b"\0" * 1024
    path.write_bytes(bytes(data) + rest)
    found = list(read_file(path, ReadOptions()))
    assert articles(found) == 1
    assert ["sparse" in one for one in reasons(found)] == [True]


def test_a_name_in_a_tar_is_not_held_at_any_length(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w", format=tarfile.GNU_FORMAT) as archive:
        archive.addfile(tarfile.TarInfo("a" * (MAX_MEMBER_NAME_BYTES + 1)))
    assert ["tar archive" in one for one in reasons(list(read_file(path, ReadOptions())))] == [True]


def test_xz_does_not_get_any_memory_it_asks_for(read: Read) -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 1536 * MIB}]
    large = lzma.LZMACompressor(filters=[{"id": lzma.FILTER_LZMA2, "preset": 0}])
    small = large.compress(RECORD) + large.flush()
    assert articles(read("a.jsonl.xz", small + b"\0" * 4 + small)) == 2
    # The size of the dictionary is one byte of the header, which has a checksum of its own.
    header = bytearray(small[12:24])
    header[4] = lzma._encode_filter_properties(filters[0])[0]  # type: ignore[attr-defined]
    header[8:12] = zipfile.crc32(bytes(header[:8])).to_bytes(4, "little")  # type: ignore[attr-defined]
    found = read("b.jsonl.xz", small[:12] + bytes(header) + small[24:])
    assert articles(found) == 0
    assert any("emory" in one for one in reasons(found))


@pytest.mark.parametrize("values", ["1,", "{},"])
def test_values_by_the_million_take_no_memory_by_the_million(tmp_path: Path, values: str) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"title": "Mùa lúa", "body": "Gặt."},' + values * (12 * MIB // len(values)))
    used = memory_of(path)
    assert used < 200 * MIB, f"{used / MIB:.0f} MiB above what reading nothing takes"


def memory_of(path: Path) -> int:
    """Bytes that reading ``path`` takes at most, beyond what reading an empty file takes."""
    code = (
        "import resource, sys; from pathlib import Path\n"
        "from index.readers import ReadOptions, read_file\n"
        "def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024\n"
        "list(read_file(Path('/dev/null'), ReadOptions())); before = peak()\n"
        "for n, _ in enumerate(read_file(Path(sys.argv[1]), ReadOptions())):\n"
        "    if n > 500: break\n"
        "print(peak() - before)"
    )
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    ran = subprocess.run(
        [sys.executable, "-c", code, path],
        env=environment, capture_output=True, text=True, check=True, timeout=500,
    )  # fmt: skip
    return int(ran.stdout)


def test_a_line_of_a_million_values_is_no_article(read: Read) -> None:
    line = '{"title": "Mùa lúa", "x": [' + "1," * (MAX_RECORD_VALUES + 1) + "1]}\n"
    found = read("a.jsonl", line.encode() + RECORD)
    assert articles(found) == 1
    assert ["1,000,000 values" in one for one in reasons(found)] == [True]


def page(inside: str) -> str:
    paragraphs = f"<p>{SENTENCE}</p>" * 8
    return f"<html><head><title>Mùa lúa</title></head><body><h1>Mùa lúa</h1>{paragraphs}{inside}"


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        ("<p>lúa</p>" * 60_000, TOO_MANY_ELEMENTS),
        ("<b>" * 60_000, TOO_MANY_ELEMENTS),
        (f"<div {' '.join(f'a{n}=1' for n in range(5000))}>", TOO_MANY_ATTRIBUTES),
        (f"<div a='>' b=\"<\" {' '.join(f'a{n}' for n in range(5000))}>", TOO_MANY_ATTRIBUTES),
        (f'<div x" {"/".join(f"a{n}" for n in range(5000))}>', TOO_MANY_ATTRIBUTES),
    ],
)
def test_a_page_that_would_take_for_ever_is_not_looked_at(
    read: Read, inside: str, reason: str
) -> None:
    assert reasons(read("a.html", page(inside))) == [reason]


def test_a_long_page_and_a_long_value_are_read(read: Read) -> None:
    long = page(f"<p>{SENTENCE}</p>" * 3000 + f"<div data-x='{'1 ' * 9000}'>x</div>")
    assert articles(read("a.html", long)) == 1


def test_texts_of_links_are_not_each_looked_for_in_each_line(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted, not timed: how many texts are compared for one more line."""
    from index.readers.pages import body

    links = frozenset(f"Một tin khác rất đáng đọc số {n}" for n in range(10_000))
    lines = [f"Hôm nay {link} và còn nữa." for link in sorted(links)[:1000]]
    asked = 0

    class Counting(frozenset):  # type: ignore[type-arg]
        def __contains__(self, text: object) -> bool:
            nonlocal asked
            asked += 1
            return frozenset.__contains__(self, text)

    assert 0.5 < body._link_share(lines, Counting(links)) < 0.9
    assert asked < 40 * len(lines)


def test_a_workbook_that_unpacks_too_far_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index.readers.formats import excel

    path = tmp_path / "a.xlsx"
    TABLES["excel"](path, [{"title": "Mùa lúa", "body": "Bà con ra đồng."}])
    assert articles(list(read_file(path, ReadOptions()))) == 1
    monkeypatch.setattr(excel, "MAX_WORKBOOK_BYTES", 1000)
    assert ["unpacks to more" in r for r in reasons(list(read_file(path, ReadOptions())))] == [True]


def test_a_view_without_an_end_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    from index.readers.formats import sqlite

    path = tmp_path / "a.db"
    with sqlite3.connect(path) as database:
        database.execute(
            "CREATE VIEW bai AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
            " SELECT 'Mùa lúa' AS title, sum(x) AS body FROM n"
        )
    monkeypatch.setattr(sqlite, "MAX_QUERY_SECONDS", 0.2)
    found = list(read_file(path, ReadOptions(table="bai")))
    assert ["computes without an end" in one for one in reasons(found)] == [True]


def test_entities_that_multiply_stay_what_they_are(read: Read) -> None:
    entities = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 30))
    item = "<items><item><title>Mùa &b29;</title></item></items>"
    text = f'<!DOCTYPE a [<!ENTITY b0 "lúa">{entities}]>{item}'
    found = read("a.xml", text)
    assert all(len(one.title) < 1000 for one in found if isinstance(one, Article))
