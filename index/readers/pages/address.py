"""At which address was a saved page published?

What the page says of itself (its canonical link, ``og:url``), unless that names the archive it was
fetched from, the paper's front page or nothing; then what the program wrote that saved it
(SingleFile, "saved from url"), or who fetched it knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from index.addresses import canonical_address
from index.readers.records.fields import web_address

_ARCHIVED = re.compile(
    r"https?://(?:web\.archive\.org/web|archive\.(?:ph|today|is|li|vn|fo|md)|web\.archive\.org\.[a-z]+/web)"
    r"/\d{4,14}[a-z_]*/(?P<page>https?:/.+)",
    re.IGNORECASE,
)
# Hosts that keep or show pages of others: an address there is never that of publication.
_KEEPERS = re.compile(
    r"https?://(?:web\.archive\.org|archive\.(?:ph|today|is|li|vn|fo|md)|perma\.cc"
    r"|webcache\.googleusercontent\.com|translate\.google(?:usercontent)?\.com|ghostarchive\.org)(?:[:/]|$)",
    re.IGNORECASE,
)
_REPLAYED = re.compile(r"https?:/+(?:[^/]+/){1,3}\d{14}[a-z_]*/(?P<page>https?:/.+)", re.IGNORECASE)
_NOTHING = frozenset({"undefined", "null", "none", "#", "[object object]", "nan", "about:blank"})
_PRIVATE = re.compile(r"https?://(?:127|10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.[\d.]+(?:[:/]|$)")
_ONE_SLASH = re.compile(r"^(https?):/(?!/)", re.IGNORECASE)
_SAVED = re.compile(
    r"(?:^[ \t]*+url:\s*+|<!--\s*+url:\s*+|saved from url=\(\d+\))(https?://\S+)", re.MULTILINE
)
_MIRRORED = re.compile(r"<!-- Mirrored from (\S+) by HTTrack ")
_FRONT_PAGE = re.compile(
    r"(?:(?:index|default|home)(?:\.(?:html?|php|aspx?|jsp))?|trang-?chu(?:\.html?)?)?",
    re.IGNORECASE,
)
_SECTION = re.compile(r"/[^\W\d_]+(?:-[^\W\d_]+){0,3}(?:\.html?)?/?$")  # an article's is longer
_MAX_HEAD_CHARS = 4096  # where browsers put their comment


def page_address(head: str, stated: Iterable[str], fetched_from: str, own_base: str = "") -> str:
    """The address of the page that begins with ``head``, ``""`` if none can be told.

    ``stated`` are the addresses that it gives for its own, best first, relative or not;
    ``fetched_from`` is where it was fetched, if that is known, and ``own_base`` what it says that
    relative addresses are relative to (``<base>``).
    """
    stated = [one.strip() for one in stated if one.strip().lower() not in {"", *_NOTHING}]
    known = (_noted(head[:_MAX_HEAD_CHARS]), fetched_from)
    base = next((_unarchived(one) for one in known if web_address(one)), "")
    absolute = next((one for one in stated if web_address(one)), "")
    against = _joined(base or absolute or "https:", own_base)
    found = [_unarchived(_joined(against, one)) for one in stated]
    # A copy out of a search engine's cache names the page only as what its links are relative to.
    last = "" if own_base.endswith("/") else own_base
    candidates = [
        address
        for one in (*found, base, last)
        if (address := web_address(one)) and not _is_front_page(address)
    ]
    candidates = [one for one in candidates if _is_public(one)]
    if not candidates:
        return ""
    # A template that names its section's page for every article; another address tells which.
    return next((one for one in candidates[1:] if _is_below(one, candidates[0])), candidates[0])


def _is_public(address: str) -> bool:
    """Whether others find the page there: neither on an archive's host nor an editor's machine."""
    return not (
        _KEEPERS.match(address) or _PRIVATE.match(address) or canonical_address(address) is None
    )


def _is_below(address: str, section: str) -> bool:
    """Whether ``address`` lies in the folder that ``section`` is, on one site."""
    whole, folder = canonical_address(address), canonical_address(section)
    return (
        whole is not None
        and folder is not None
        and _SECTION.search(folder) is not None
        and whole.startswith(folder.removesuffix("/") + "/")
    )


def _noted(head: str) -> str:
    """What the program that saved the page wrote above it."""
    if saved := _SAVED.search(head):
        return saved[1]
    mirrored = _MIRRORED.search(head)
    return f"http://{mirrored[1]}" if mirrored else ""  # HTTrack leaves the scheme out


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:  # half an IPv6 address
        return ""


def _unarchived(address: str) -> str:
    match = _ARCHIVED.match(address) or _REPLAYED.match(address)
    return _ONE_SLASH.sub(r"\1://", match["page"]) if match else address


def _is_front_page(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return True
    return _FRONT_PAGE.fullmatch(parts.path.strip("/")) is not None and not parts.query
