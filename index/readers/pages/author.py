"""Who wrote a page's article, by the line that names its author?

Papers mark it by a class (``author``, ``tac-gia``), ``rel=author`` or microdata; many Vietnamese
ones close the text with the name alone, in bold or to the right.  What does not look like names
(*Theo dõi chúng tôi*, a profile's text) is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from index.vietnamese.clean import clean_line

_AUTHOR = re.compile(
    r"(?:^|[\s_-])(?:authors?|byline|tac-?gia|but-?danh|nguoi-?viet|phong-?vien|writer|reporter)"
    r"(?:$|[\s_-]|name|info)",
    re.IGNORECASE,
)
_FOREIGN = re.compile(r"comment|binh-?luan|relate|lien-?quan|footer|sidebar", re.IGNORECASE)
_LABEL = re.compile(
    r"^(?:(?:bài(?: viết)?|tác giả|phóng viên|pv|theo|bởi|by|author)(?: và ảnh)?\s*:?\s+)+",
    re.IGNORECASE,
)
_NOTE = re.compile(r"\s*(?:\([^()]{1,40}\)|[|•].*|[-–—,]?\s*\d.*)$")
_SIGN = re.compile(r"\s*(?:,|;|/|&|\s[-–—]\s|\bvà\b)\s*")
_RIGHT = re.compile(r"text-align:\s*right", re.IGNORECASE)
_MAX_LINE_CHARS = 80
_MAX_NAMES, _MIN_WORDS, _MAX_WORDS = 4, 2, 6


def visible_author(tree: Any) -> str:
    """The names on the line of the page's author, with commas between; ``""`` if there is none."""
    for element in _marked(tree):
        if names := names_in(str(element.text_content())):
            return names
    return _closing(tree)


def names_in(line: str) -> str:
    """The names that make up ``line``, without its label; ``""`` if it says something else."""
    text = clean_line(line)
    if not text or len(text) > _MAX_LINE_CHARS:
        return ""
    bare = _NOTE.sub("", _LABEL.sub("", text))
    names = [name.strip(" .:") for name in _SIGN.split(bare)]
    return ", ".join(names) if len(names) <= _MAX_NAMES and all(map(_is_name, names)) else ""


def _marked(tree: Any) -> Iterator[Any]:
    for element in tree.iter("a", "span", "p", "div", "strong", "b", "address", "cite", "li"):
        named = f"{element.get('class', '')} {element.get('id', '')}"
        is_marked = (
            element.get("rel", "") == "author"
            or element.get("itemprop", "") == "author"
            or _AUTHOR.search(named)
        )
        if is_marked and not any(
            _FOREIGN.search(f"{one.get('class', '')} {one.get('id', '')}") or one.tag == "footer"
            for one in (element, *element.iterancestors())
        ):
            yield element


def _closing(tree: Any) -> str:
    """The name that closes the text of the page's one article: its last paragraph, all of it bold
    or set to the right."""
    articles = list(tree.iter("article"))
    paragraphs = list((articles[0] if len(articles) == 1 else tree).iter("p"))
    last = next((one for one in reversed(paragraphs) if clean_line(str(one.text_content()))), None)
    if last is None:
        return ""
    text = clean_line(str(last.text_content()))
    bold = " ".join(str(one.text_content()) for one in last.iter("strong", "b"))
    is_right = _RIGHT.search(last.get("style", "")) or last.get("align", "").lower() == "right"
    return names_in(text) if is_right or clean_line(bold) == text else ""


def _is_name(name: str) -> bool:
    words = name.split()
    return _MIN_WORDS <= len(words) <= _MAX_WORDS and all(
        word[0].isupper() and all(char.isalpha() or char in ".'-" for char in word)
        for word in words
    )
