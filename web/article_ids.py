"""How does an article's id, which may hold any characters, stand in an address?

As it is, with its own slashes, unless its last part is what the endpoint calls an operation
(``q/similar``): then its slashes are escaped, and it is nobody's but that article's.  Ids with
parts that browsers and proxies leave out are replaced before they come into an index
(:mod:`index.readers.identity`).
"""

from __future__ import annotations

from urllib.parse import quote

from flask import Flask
from werkzeug.routing import BaseConverter

OPERATIONS = frozenset(("similar", "versions", "citation"))
"""What the endpoint has to say of an article, behind its id."""

_SAFE = "!$&'()*+,:=@"  # in a path they are themselves; programs drop a semicolon at its end


class ArticleId(BaseConverter):
    """The rest of a path, whatever stands in it."""

    regex = "(?s:.+?)"
    part_isolating = False
    weight = 200  # as Werkzeug's own for paths

    def to_url(self, value: str) -> str:
        """The id as it stands in an address."""
        return written_id(value)


def install(app: Flask) -> None:
    """Let rules of ``app`` have ``<article:…>``."""
    app.url_map.converters["article"] = ArticleId


def written_id(article_id: str) -> str:
    """``article_id`` as a part of an address, which leads to that article and no other.

    >>> written_id("báo/a 1"), written_id("q/similar"), written_id("similar")
    ('b%C3%A1o/a%201', 'q%2Fsimilar', 'similar')
    """
    _, slash, last = article_id.rpartition("/")
    return quote(article_id, safe=_SAFE if slash and last in OPERATIONS else _SAFE + "/")
