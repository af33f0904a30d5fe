"""Which pages for people take the endpoint's parameters?  They are described beside it.

Their routes are those of :mod:`web.pages`; what goes wrong there is told by a page, too, unless a
client asks for JSON.
"""

from __future__ import annotations

from web.api import parameters as p
from web.api.operations import Operation

_HTML = {"text/html": "A page in Vietnamese, or in English for a browser that asks for it"}
_SEARCH = (*p.SET, p.PAGE, p.size("hits a page", 10), p.SORT, p.INTERVAL, p.GROUP, p.RECENCY)

PAGES = (
    Operation(
        "/",
        "pages.front",
        None,
        "The front page",
        "The search box and the newest articles.",
        media=_HTML,
        errors=(503,),
        error_media="text/html",
        validated="never",
        room="Pages",
    ),
    Operation(
        "/search",
        "pages.search",
        None,
        "The search page",
        "What /api/search answers, for people.",
        _SEARCH,
        media=_HTML,
        error_media="text/html",
        validated="never",
        room="Pages",
    ),
    Operation(
        "/article/<article:article_id>",
        "pages.article",
        None,
        "The page of an article",
        "With q, its words are marked.",
        (p.ARTICLE_ID, *p.SET),
        media=_HTML,
        errors=(400, 404, 410, 503),
        error_media="text/html",
        validated="never",
        room="Pages",
    ),
)
