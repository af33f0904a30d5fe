"""Which texts that bear one address are one article, as it was changed, and which are several?

Papers change an article under its address: it gets a new title, additions, corrections.  Some
templates, though, put one address (their section's page) into every article; then it names none of
them, and each is known by its own text (:func:`own_id`).  So two texts with one address are two
articles only if neither title nor text has much in common, and there is enough text to tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

from index.article import Article
from index.readers import place_id
from index.vietnamese import fold, syllables

_ROW = 3  # syllables; an addition or a correction leaves most rows of an article whole
_MIN_SYLLABLES = 15  # of a text; less tells nothing
_MIN_SHARED_ROWS = 0.2  # of the shorter text's; two articles of one paper have next to none
_MIN_SHARED_TITLE = 0.6  # of the shorter title's syllables
_MAX_COMPARED = 2000  # syllables of a text: what comes behind changes nothing of its kind


def own_id(article: Article) -> str:
    """The id of ``article``, whose address is no identity: from that, and from its text.

    Its id has to be the one that was made from the address, which tracking leaves as it is.
    """
    return place_id(article.id, article.title, article.body)


def are_several(versions: Iterable[Article], first: Article) -> bool:
    """Whether one of ``versions`` is another article than ``first``."""
    title, text = _title(first), _text(first)
    # A feed's entry and the page that it announces are told from others by their address alone.
    return any(
        _is_another(title, text, one) for one in versions if bool(one.body) == bool(first.body)
    )


def _is_another(title: Sequence[str], text: Sequence[str], other: Article) -> bool:
    other_title, other_text = _title(other), _text(other)
    if title == other_title or min(len(text), len(other_text)) < _MIN_SYLLABLES:
        return False
    if _shared(set(title), set(other_title)) >= _MIN_SHARED_TITLE:
        return False
    return _shared(_rows(text), _rows(other_text)) < _MIN_SHARED_ROWS


def _title(article: Article) -> list[str]:
    return [fold(one.surface.lower()) for one in syllables(article.title)]


def _text(article: Article) -> list[str]:
    """The first syllables of the body, without one of the summary."""
    found: list[str] = []
    for one in syllables(article.body or article.summary):
        if len(found) == _MAX_COMPARED:
            break
        found.append(fold(one.surface.lower()))
    return found


def _rows(text: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(text[n : n + _ROW]) for n in range(len(text) - _ROW + 1)}


def _shared(one: Set[object], other: Set[object]) -> float:
    """How much of the smaller set is in the larger."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0
