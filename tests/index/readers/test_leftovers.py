"""What lies beside articles is passed over in folders and archives, and nothing else is."""

import io
import zipfile
from pathlib import Path, PurePath

import pytest

from index.article import Article, Outcome, Reject, Skipped
from index.readers import ReadOptions, read_file
from index.readers.sources.leftovers import leftover


@pytest.mark.parametrize(
    "name",
    ["Thumbs.db", "~$bang.xlsx", "robots.txt", "style.css?v=3", "app.js.download", "a/anh.JPG"],
)
def test_what_browsers_desktops_and_crawlers_leave_is_passed_over(name: str) -> None:
    assert leftover(PurePath(name), lambda _: False)


@pytest.mark.parametrize(
    "name", ["tin.txt", "bai_files/tin.html", "robots/tin.txt", "tin.html?a=1"]
)
def test_articles_are_not(name: str) -> None:
    assert not leftover(PurePath(name), lambda _: False)


def read(path: Path, below: str | None = None) -> list[Outcome]:
    return list(read_file(path, ReadOptions(), below=PurePath(below) if below else None))


def test_a_folder_of_a_page_is_passed_over_only_beside_its_page(tmp_path: Path) -> None:
    inner = tmp_path / "tin_files" / "khung.txt"
    inner.parent.mkdir()
    inner.write_text("Tựa\n\nThân bài.")
    assert isinstance(read(inner, "tin_files/khung.txt")[0], Article)
    (tmp_path / "tin.html").write_text("<html>")
    assert isinstance(read(inner, "tin_files/khung.txt")[0], Skipped)


def test_named_outright_it_is_read_or_rejected(tmp_path: Path) -> None:
    (tmp_path / "robots.txt").write_text("User-agent: *")
    assert isinstance(read(tmp_path / "robots.txt")[0], Article)
    (tmp_path / "anh.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    (reject,) = read(tmp_path / "anh.png")
    assert isinstance(reject, Reject)
    assert "PNG picture" in reject.reason


def test_a_list_page_is_a_reject_only_if_it_was_named(tmp_path: Path) -> None:
    links = "".join(f"<li><a href=/{n}>Tin thứ {n} của bến sông quê</a></li>" for n in range(9))
    page = tmp_path / "muc.html"
    page.write_text(f"<html><body><ul>{links}</ul></body></html>")
    assert isinstance(read(page)[0], Reject)
    assert isinstance(read(page, "muc.html")[0], Skipped)


def test_members_of_an_archive_are_met_and_not_named(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("kho/tin.txt", "Tựa\n\nThân bài.")
        archive.writestr("kho/style.css", "p {}")
    (tmp_path / "kho.zip").write_bytes(buffer.getvalue())
    assert [type(one) for one in read(tmp_path / "kho.zip")] == [Article, Skipped]


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [(b"%PDF-1.4\x00", "a.bin", "PDF"), (b"PK\x03\x04\x00", "a.docx", "Word"),
     (b"Rar!\x1a\x00", "a.rar", "RAR")],
)  # fmt: skip
def test_a_file_of_another_kind_is_named_as_what_it_is(
    tmp_path: Path, head: bytes, name: str, kind: str
) -> None:
    (tmp_path / name).write_bytes(head)
    (reject,) = read(tmp_path / name, name)
    assert isinstance(reject, Reject)
    assert kind in reject.reason
