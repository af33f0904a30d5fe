"""How is an article read from its document?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from index.article import Article, StoredArticle
from index.cluster.mapping import ARTICLE, BODY, KEPT


def read_kept(hit: Mapping[str, Any]) -> tuple[StoredArticle, bytes]:
    """The article of ``hit`` as it is kept, and its body, or nothing where that was not asked
    for."""
    article = hit["_source"][ARTICLE]
    return msgspec.convert(article[KEPT], StoredArticle), article.get(BODY, "").encode()


def read_article(hit: Mapping[str, Any]) -> Article:
    """The article of ``hit``."""
    kept, body = read_kept(hit)
    return kept.with_body(body)
