"""Which files in a folder of articles are none, and never were meant to be?

What a browser saves beside a page (``page_files/``), what desktops and office programs leave,
what a site keeps for robots, and the crawler's own scripts.  Such a file is passed over where it is
met in a folder or archive; named outright it is read like any other, and says what is wrong.
"""

from __future__ import annotations

import re
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
            "composer.json",
            "config.json",
            "settings.json",
            "composer.lock",
            "go.mod",
            "go.sum",
            "pom.xml",
            "xmlrpc.php",
            "wlwmanifest.xml",
            "browserconfig.xml",
            "crossdomain.xml",
            "opensearch.xml",
            "user_agents.txt",
            "user-agents.txt",
            "cname",
        ),
        "part of a program",
    ),
    **dict.fromkeys(
        (
            "nohup.out",
            "wget-log",
            "cookies.txt",
            "cookies.json",
            "stats.json",
            "state.json",
            "progress.json",
            "checkpoint.json",
            "checkpoint",
            "crawl-report.txt",
            "seeds-report.txt",
            "hosts-report.txt",
            "mimetype-report.txt",
            "responsecode-report.txt",
            "hts-log.txt",
            "hts-cache",
        ),
        "left by a crawler",
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
        (
            *(".mp4", ".mp3", ".m4a", ".webm", ".avi", ".mov", ".wav", ".m3u8", ".swf"),
            *(".ogg", ".oga", ".opus", ".flac", ".aac", ".mkv", ".flv", ".wmv", ".vtt", ".srt"),
        ),
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
    **dict.fromkeys(
        (".log", ".tmp", ".temp", ".bak", ".swp", ".lnk", ".url", ".webloc", ".pid"),
        "left by a program",
    ),
    **dict.fromkeys(
        (".part", ".crdownload", ".aria2", ".partial", ".torrent"),
        "a download that is not finished",
    ),
    **dict.fromkeys((".md5", ".sha1", ".sha256", ".sha512", ".asc", ".sig"), "a checksum"),
    **dict.fromkeys((".cdx", ".cdxj"), "an archive's table of contents"),
    **dict.fromkeys((".xsl", ".xslt", ".xsd", ".dtd"), "a style sheet"),
    **dict.fromkeys((".opml", ".webmanifest"), "no article but a site's settings"),
}
_BY_PATTERN = (
    (re.compile(r".*\.log[.-]\d[\d.-]*|wget-log\.\d+"), "left by a program"),
    (re.compile(r".+~|#.+#"), "left by an editor"),
    (re.compile(r".+\.\w+-(?:wal|shm|journal)"), "part of a database"),
    (re.compile(r"(?:md5|sha(?:1|256|512))sums?(?:\.txt)?"), "a checksum"),
)
_WORDS = 2
_MAX_NAME_CHARS = 255  # of a file on disk; a member of an archive may have any
_PACKED = (".gz", ".xz", ".bz2", ".zst")
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
    if "oembed" in below.parts or below.parts[-2:-1] == ("wp-json",):
        return "what a site tells other programs of itself"
    # wget keeps the query: style.css?v=3, on Windows style.css@v=3
    whole = below.name.lower()[:_MAX_NAME_CHARS]
    if whole.startswith(("~$", ".~lock", "._", "~wrl")):
        return "left by an office program"
    for name in dict.fromkeys((whole.partition("?")[0], re.split("[?@]", whole)[0])):
        bare = PurePath(name).stem if PurePath(name).suffix in _PACKED else name
        what = _NAMES.get(bare) or _SUFFIXES.get(PurePath(bare).suffix) or _by_pattern(bare)
        if what:
            return what
    return ""


def _by_pattern(name: str) -> str:
    return next((what for pattern, what in _BY_PATTERN if pattern.fullmatch(name)), "")


def _belongs_to_a_page(folder: PurePath, ending: str, exists: Callable[[PurePath], bool]) -> bool:
    if not folder.name.endswith(ending) or len(folder.name) == len(ending):
        return False
    page = folder.name[: -len(ending)]
    return any(exists(folder.with_name(page + suffix)) for suffix in _PAGE_SUFFIXES)


def is_list_of_words(text: str) -> bool:
    """Whether no line of a text has two words: a crawler's list of addresses, hosts, names."""
    return all(len(line.split(maxsplit=1)) < _WORDS for line in text.splitlines())
