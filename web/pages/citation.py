"""How is an article cited, and what do other sites and programs read of its page?

A reference in the manner of Vietnamese universities: author, “title”, paper, day, address, day of
access.  Schema.org's NewsArticle as JSON-LD is a block of data: no browser runs it, and the policy
for scripts does not concern it.
"""

from __future__ import annotations

import json

from flask_babel import gettext
from markupsafe import Markup

from index.article import Article
from index.days import today
from web.citations.authors import authors_of, is_person
from web.escaping import web_link
from web.pages.display import news_date
from web.source_names import source_name

MAX_HEADLINE = 110  # characters; what search engines take of a NewsArticle's
_ESCAPED = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def citation(article: Article, headline: str, page: str) -> str:
    """The reference to ``article``; ``page`` is our own address of it, for one that has no other.

    What the article lacks is left out.
    """
    parts = [
        article.author,
        f"“{headline}”",
        source_name(article.source),
        gettext("ngày %(day)s", day=news_date(article.published)) if article.published else "",
        web_link(article.url) or page,
        gettext("truy cập ngày %(day)s", day=news_date(today())),
    ]
    return ", ".join(part for part in parts if part) + "."


def json_ld(article: Article, headline: str, description: str, page: str) -> Markup:
    """``article`` as a NewsArticle, safe inside ``<script>``."""
    url, published, authors = web_link(article.url), article.published, authors_of(article.author)
    known = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": headline[:MAX_HEADLINE],
        "description": description,
        "inLanguage": "vi",
        "datePublished": published.isoformat() if published else None,
        "author": _one_or_all([_author(name, article.source) for name in authors]),
        "publisher": _publisher(article.source) if article.source else None,
        "isPartOf": _newspaper(article.source) if article.source else None,
        "articleSection": article.category,
        "keywords": list(article.tags),
        "url": url or page,
        "mainEntityOfPage": page,
    }
    text = json.dumps({name: value for name, value in known.items() if value}, ensure_ascii=False)
    return Markup(text.translate(_ESCAPED))  # noqa: S704 - no sign of HTML is left in it  # nosec B704


def _author(name: str, source: str) -> dict[str, str]:
    return {"@type": "Person" if is_person(name, source) else "Organization", "name": name}


def _one_or_all(authors: list[dict[str, str]]) -> list[dict[str, str]] | dict[str, str] | None:
    return authors if len(authors) > 1 else authors[0] if authors else None


def _publisher(source: str) -> dict[str, str]:
    return {"@type": "NewsMediaOrganization", "name": source_name(source)}


def _newspaper(source: str) -> dict[str, str]:
    return {"@type": "Newspaper", "name": source_name(source)}
