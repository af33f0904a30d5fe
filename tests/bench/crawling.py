"""How do crawlers go over the site?  From a page of results by a facet or to another page of it,
as long as there is a link that they have not followed.

The site knows them apart by what the proxy in front says that it heard.
"""

from __future__ import annotations

import html
import random
import re
from collections.abc import Iterable, Sequence

from bench.crowd import Crowd, Way
from bench.queries import SEED

_LINK = re.compile(rb'href="(/search\?[^"]+)"')
_LEADS_ON = re.compile(r"[?&](?:(?:not_)?(?:category|source)|from|to|page)=")


class Crawlers(Crowd):
    """``clients`` that begin with the pages of results ``paths``, heard from ``addresses``."""

    def way(self, number: int) -> Way:
        """What one of them asks for."""
        return crawl(super().way(number), random.Random(SEED + number))


def crawl(starts: Iterable[str], chance: random.Random) -> Way:
    """From each of ``starts`` on, link by link; what was refused is asked for again."""
    seen: set[str] = set()
    for start in starts:
        links = [start]
        while links:
            path = chance.choice(links)
            seen.add(path)
            while (page := (yield path)) is None:
                pass
            links = [link for link in links_of(page) if link not in seen]


def links_of(page: bytes) -> Sequence[str]:
    """Where facets and numbers of pages lead to."""
    found = (html.unescape(link.decode()) for link in _LINK.findall(page))
    return [link for link in found if _LEADS_ON.search(link)]


def addresses_of(number: int) -> list[str]:
    """So many addresses, of the network that is kept for benchmarks (RFC 2544)."""
    return [f"198.18.{n >> 8}.{n & 255}" for n in range(number)]
