"""Where does one whole article have what a query finds?  The marks of its hit, in all of its text.

The time is linear in the length of the article.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.article import Article
from index.vietnamese import has_accents
from search.highlight.highlighter import Highlighter, texts_of
from search.highlight.patterns import Pattern
from search.highlight.snippets import merged
from search.results import ArticleMarks


def article_marks(article: Article, wanted: Sequence[Pattern]) -> ArticleMarks:
    """Where ``article`` has any of ``wanted``."""
    if not wanted:
        return ArticleMarks()
    texts = texts_of(article)
    unaccented = not any(map(has_accents, texts))
    matches = Highlighter(wanted).matches(article, unaccented=unaccented)
    return ArticleMarks(*(merged(own, text) for own, text in zip(matches, texts, strict=True)))
