"""How does an article begin?  Its first sentence, which stands for a title that it lacks, and the
first few, which are shown where nothing in it is marked."""

from __future__ import annotations

import re

from index.article import Article
from index.vietnamese import sentence_ends
from search.results import Snippet

MAX_TITLE_CHARS = 120
MAX_OPENING_CHARS = 199  # and the sign of what is left out

_CLOSED = re.compile(r"""[.!?…]["'”’»)\]]*\Z""")


def first_sentence(article: Article) -> str:
    """The first sentence of summary or body, as it is written; "" where there is no text."""
    text = (article.summary or article.body).strip()
    return text[: next((end for end in sentence_ends(text)), len(text))].strip()


def shown_title(article: Article) -> str:
    """The title, or the first sentence of an article that has none, at most 120 characters of it;
    "" where there is no text at all.

    A point behind it goes: titles have none.
    """
    if article.title:
        return article.title
    sentence = first_sentence(article)
    if len(sentence) > MAX_TITLE_CHARS:
        return cut(sentence, MAX_TITLE_CHARS - 1) + "…"
    return sentence[:-1] if sentence.endswith(".") and not sentence.endswith("..") else sentence


def opening(text: str) -> Snippet | None:
    """The first sentences of ``text``, at most 200 characters with the ellipsis that belongs
    behind a cut one; ``None`` where there are none."""
    text = text.strip().partition("\n")[0].rstrip()
    if not text:
        return None
    if len(text) > MAX_OPENING_CHARS:
        whole = [end for end in sentence_ends(text) if end <= MAX_OPENING_CHARS]
        text = text[: whole[-1]].rstrip() if whole else cut(text, MAX_OPENING_CHARS)
    return Snippet(text, cut_behind=_CLOSED.search(text) is None)


def cut(text: str, room: int) -> str:
    """The beginning of ``text``, whole words of it where there is a space, in ``room``
    characters."""
    if len(text) <= room:
        return text
    space = text.rfind(" ", 1, room + 1)
    return text[: space if space != -1 else room].rstrip(" ,;:-–—")
