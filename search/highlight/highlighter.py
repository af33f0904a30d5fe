"""Where did the query match in an article's own text, and what of it is shown?

Matching syllables that stand side by side share one mark.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.article import TEXT_FIELDS, Article
from search.highlight.matches import Marker, Match
from search.highlight.patterns import Pattern
from search.highlight.snippets import best_snippets, merged
from search.results import Highlights, Snippet


class Highlighter:
    """Marks the matches of one query in any number of articles."""

    def __init__(self, wanted: Sequence[Pattern]) -> None:
        self._wanted = wanted
        self._markers: dict[bool, Marker] = {}
        ordinal = {pattern: n for n, pattern in enumerate(wanted)}
        self._rather = {n: ordinal[p.rather] for p, n in ordinal.items() if p.rather is not None}

    def highlight(self, article: Article, *, unaccented: bool) -> Highlights:
        """The whole title with its marks, and the best sentences of summary and body with theirs.

        ``unaccented`` tells whether the article was written without any accent.  Marks count
        characters (code points) of the snippet they stand in.
        """
        texts = texts_of(article)
        matches = self.matches(article, unaccented=unaccented)
        title = Snippet(article.title, merged(matches[0], article.title))
        body = tuple(best_snippets(zip(texts[1:], matches[1:], strict=True)))
        return Highlights(title if article.title else None, body)

    def matches(self, article: Article, *, unaccented: bool) -> list[list[Match]]:
        """All matches in each of the article's texts, in order."""
        find = self._marker(unaccented).matches
        texts = zip(texts_of(article), TEXT_FIELDS, strict=True)
        return self._preferred([find(text, field) for text, field in texts])

    def _marker(self, unaccented: bool) -> Marker:
        """What finds matches in such articles, made when the first comes: few are unaccented."""
        marker = self._markers.get(unaccented)
        if marker is None:
            marker = self._markers[unaccented] = Marker(self._wanted, unaccented=unaccented)
        return marker

    def _preferred(self, matches: list[list[Match]]) -> list[list[Match]]:
        """``matches`` without those of patterns in whose place others are marked."""
        if not self._rather:
            return matches
        matched = {pattern for of_text in matches for _, _, pattern in of_text}
        out = {n for n, rather in self._rather.items() if rather in matched}
        if not out:
            return matches
        return [[match for match in of_text if match[2] not in out] for of_text in matches]


def texts_of(article: Article) -> tuple[str, str, str]:
    """The article's running texts, in the order of TEXT_FIELDS."""
    return article.title, article.summary, article.body
