"""At which address was a saved page published?

What the page says of itself (its canonical link, ``og:url``), unless that names the archive it was
fetched from, the paper's front page or nothing; then what the program wrote that saved it
(SingleFile, "saved from url"), or who fetched it knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from index.readers.records.fields import web_address

_ARCHIVED = re.compile(
    r"https?://(?:web\.archive\.org/web|archive\.(?:ph|today|is)|web\.archive\.org\.[a-z]+/web)"
    r"/\d{4,14}[a-z_]*/(?P<page>https?:/.+)",
    re.IGNORECASE,
)
_ONE_SLASH = re.compile(r"^(https?):/(?!/)", re.IGNORECASE)
_SAVED = re.compile(r"(?:(?:^|<!--)\s*url:\s*|saved from url=\(\d+\))(https?://\S+)", re.MULTILINE)
_MIRRORED = re.compile(r"<!-- Mirrored from (\S+) by HTTrack ")
_FRONT_PAGE = re.compile(
    r"(?:(?:index|default|home)(?:\.(?:html?|php|aspx?|jsp))?|trang-?chu(?:\.html?)?)?",
    re.IGNORECASE,
)
_MAX_HEAD_CHARS = 4096  # where browsers put their comment


def page_address(head: str, stated: Iterable[str], fetched_from: str, own_base: str = "") -> str:
    """The address of the page that begins with ``head``, ``""`` if none can be told.

    ``stated`` are the addresses that it gives for its own, best first, relative or not;
    ``fetched_from`` is where it was fetched, if that is known, and ``own_base`` what it says that
    relative addresses are relative to (``<base>``).
    """
    stated = [one.strip() for one in stated if one.strip()]
    known = (_noted(head[:_MAX_HEAD_CHARS]), fetched_from)
    base = next((_unarchived(one) for one in known if web_address(one)), "")
    absolute = next((one for one in stated if web_address(one)), "")
    against = _joined(base or absolute or "https:", own_base)
    found = [_unarchived(_joined(against, one)) for one in stated]
    candidates = [web_address(one) for one in (*found, base)]
    return next((one for one in candidates if one and not _is_front_page(one)), "")


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
    match = _ARCHIVED.match(address)
    return _ONE_SLASH.sub(r"\1://", match["page"]) if match else address


def _is_front_page(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return True
    return _FRONT_PAGE.fullmatch(parts.path.strip("/")) is not None and not parts.query
