"""Which files in a folder of articles are none, and never were meant to be?

What a browser saves beside a page (``page_files/``), what desktops and office programs leave,
what a site keeps for robots, and the crawler's own scripts.  Such a file is passed over where it is
met in a folder or archive; named outright it is read like any other, and says what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

_NAMES = {
    **dict.fromkeys(("thumbs.db", "desktop.ini", "ehthumbs.db", "icon\r"), "left by a desktop"),
    **dict.fromkeys(
        ("robots.txt", "ads.txt", "app-ads.txt", "humans.txt", "security.txt", "llms.txt"),
        "a site's note to robots",
    ),
    **dict.fromkeys(
        (
            "requirements.txt",
            "readme.md",
            "readme.txt",
            "readme",
            "license",
            "license.txt",
            "copying",
            "changelog.md",
            "makefile",
            "dockerfile",
            "package.json",
            "scrapy.cfg",
            "package-lock.json",
            "tsconfig.json",
            "manifest.json",
            "pyproject.toml",
            "nohup.out",
        ),
        "part of a program",
    ),
}
_SUFFIXES = {
    **dict.fromkeys((".css", ".scss", ".less"), "a style sheet"),
    **dict.fromkeys((".js", ".mjs", ".ts", ".map", ".wasm", ".download"), "a script"),
    **dict.fromkeys(
        (
            ".jpg",
            ".jpeg",
            ".png",
            ".gif",
            ".webp",
            ".svg",
            ".ico",
            ".bmp",
            ".avif",
            ".tif",
            ".tiff",
            ".heic",
        ),
        "a picture",
    ),
    **dict.fromkeys((".woff", ".woff2", ".ttf", ".otf", ".eot"), "a font"),
    **dict.fromkeys(
        (".mp4", ".mp3", ".m4a", ".webm", ".avi", ".mov", ".wav", ".m3u8", ".swf"),
        "sound or film",
    ),
    **dict.fromkeys(
        (
            ".py",
            ".pyc",
            ".ipynb",
            ".sh",
            ".bat",
            ".ps1",
            ".exe",
            ".dll",
            ".so",
            ".toml",
            ".cfg",
            ".ini",
            ".yml",
            ".yaml",
            ".lock",
        ),
        "part of a program",
    ),
    **dict.fromkeys((".log", ".tmp", ".temp", ".bak", ".swp", ".lnk", ".url"), "left by a program"),
    **dict.fromkeys((".part", ".crdownload"), "a download that is not finished"),
}
_PAGE_FOLDERS = ("_files", "_fichiers", "-files", ".files")
_PAGE_SUFFIXES = (".html", ".htm", ".xhtml", ".mhtml")


def leftover(below: PurePath, exists: Callable[[PurePath], bool]) -> str:
    """What the file is if it is no article, else ``""``.

    ``below`` is its path inside the folder or archive, and ``exists`` tells whether another such
    path is there: ``tin_files/`` belongs to a page only where ``tin.html`` lies beside.
    """
    for folder in below.parents:
        if any(_belongs_to_a_page(folder, ending, exists) for ending in _PAGE_FOLDERS):
            return "part of a saved page"
        if folder.name == "node_modules":
            return "part of a program"
    name = below.name.partition("?")[0].lower()  # wget keeps the query: style.css?v=3
    if name.startswith(("~$", ".~lock", "._")):
        return "left by an office program"
    return _NAMES.get(name) or _SUFFIXES.get(PurePath(name).suffix, "")


def _belongs_to_a_page(folder: PurePath, ending: str, exists: Callable[[PurePath], bool]) -> bool:
    if not folder.name.endswith(ending) or len(folder.name) == len(ending):
        return False
    page = folder.name[: -len(ending)]
    return any(exists(folder.with_name(page + suffix)) for suffix in _PAGE_SUFFIXES)
