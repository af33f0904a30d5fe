"""Who wrote an article?  The names that its author field has, each whole.

A Vietnamese name is never taken apart: what comes first is the family's name, what comes last the
one that a person is called by, and neither is a surname to programs that know only those.  A field
is cut into several names only where every part is surely one.
"""

from __future__ import annotations

import re

from search.credit_names import is_office
from search.papers import outlet_key, paper_named

_BETWEEN = re.compile(r"\s*[,;/&]\s*|\s+[-–—|]\s+|\s+(?:và|and|với)\s+")
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[-'’])*\.?|(?:[^\W\d_]\.)+[^\W\d_]*\.?")
_DESK = re.compile(
    r"(?:nhóm|ban|tổ|tòa soạn|toà soạn|pv|phóng viên|bbt|biên tập|cộng tác viên|ctv|tổng hợp)\b",
    re.IGNORECASE,
)
_MAX_WORDS = 5


def authors_of(author: str) -> tuple[str, ...]:
    """The names in ``author``; all of it as one where it is not surely a list.

    >>> authors_of("Nguyễn Văn An, Trần Bình và Lê Thị Hoa")
    ('Nguyễn Văn An', 'Trần Bình', 'Lê Thị Hoa')
    >>> authors_of("Sở Văn hóa và Thể thao"), authors_of("An, Nguyễn Văn")
    (('Sở Văn hóa và Thể thao',), ('An, Nguyễn Văn',))
    """
    whole = " ".join(author.split())
    parts = [part for part in _BETWEEN.split(whole) if part]
    if len(parts) > 1 and all(map(_is_surely_a_name, parts)):
        return tuple(dict.fromkeys(parts))
    return (whole,) if whole else ()


def is_person(name: str, source: str) -> bool:
    """Whether ``name`` is a person's, rather than a paper's (``source`` is the article's own), a
    desk's or an office's."""
    is_paper = paper_named(name) is not None or outlet_key(name) == outlet_key(source) != ""
    return not (is_paper or is_office(name) or _DESK.match(name))


def _is_surely_a_name(part: str) -> bool:
    """Whether ``part`` is a name of two to five words, all capitalised, or of initials."""
    words = part.split()
    if not all(_WORD.fullmatch(word) and word[0].isupper() for word in words):
        return False
    return 2 <= len(words) <= _MAX_WORDS or (len(words) == 1 and part.count(".") > 1)
