"""Under which id is an article known, so that reading it again updates it?

Its own id if it has one; else a hash of its URL; else a hash of the place it came
from and its content.  The last one changes with the content: such an article cannot
be updated, only dropped and added, and nothing better is possible.
"""

from __future__ import annotations

import re
from hashlib import blake2b

from index.addresses import only_tracks

# Behind each prefix follow 16 hexadecimal digits of a hash.
URL_PREFIX = "u-"  # of the URL without its fragment and what only tracks the reader
PLACE_PREFIX = "p-"  # of the file's base name, the title and the body
LONG_PREFIX = "i-"  # of an own id that is too long or no part of a URL

MAX_ID_CHARS = 200

_PLACE_ID = re.compile(re.escape(PLACE_PREFIX) + "[0-9a-f]{16}")
_URL_ID = re.compile(re.escape(URL_PREFIX) + "[0-9a-f]{16}")


def is_place_id(article_id: str) -> bool:
    """Whether the id was made from place and content, so that an edit makes another article."""
    return _PLACE_ID.fullmatch(article_id) is not None


def is_url_id(article_id: str) -> bool:
    """Whether the id was made from an address, so that all that bears that is one article."""
    return _URL_ID.fullmatch(article_id) is not None


def article_id(own: str, url: str, place: str, title: str, body: str) -> str:
    """Return the id, of at most ``MAX_ID_CHARS`` characters, that the same article gets again.

    ``own`` is the record's id and ``url`` its address, either may be empty; ``place`` is the base
    name of the file or archive member.
    """
    if own:
        return own if _fits_a_url(own) else LONG_PREFIX + _digest(own)
    if url:
        return URL_PREFIX + _digest(_untracked(url.partition("#")[0]))
    return place_id(place, title, body)


def place_id(place: str, title: str, body: str) -> str:
    """Return the id of an article that is known by nothing but where it stood and its text."""
    return PLACE_PREFIX + _digest(place, title, body)


def _untracked(url: str) -> str:
    """The address without the parameters that tell a site where its reader came from."""
    path, mark, query = url.partition("?")
    kept = [one for one in query.split("&") if one and not only_tracks(one.partition("=")[0])]
    return path + mark + "&".join(kept) if kept else path


def _fits_a_url(own: str) -> bool:
    """Whether ``/article/<own>`` leads here: browsers fold ``//``, ``.`` and ``..`` away."""
    parts = own.split("/")
    return len(own) <= MAX_ID_CHARS and not any(part in ("", ".", "..") for part in parts)


def _digest(*parts: str) -> str:
    digest = blake2b(digest_size=8)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        # The length in front keeps ("ab", "c") and ("a", "bc") apart.
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()
