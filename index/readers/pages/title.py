"""What is the headline of a page: which of its titles, and without the paper's name behind it?"""

from __future__ import annotations

import html
import re
from typing import Any

from index.vietnamese import fold
from index.vietnamese.clean import clean_line

_BEFORE_NAME = re.compile(r"\s+[-–—―|•·»:~]{1,2}\s+|\s*[|»]\s*")
_AFTER_NAME = re.compile(r"\[?([^|»\[\]]{2,60}?)(?:\s+[-–—―|•·»:~]{1,2}\s+|\s*[|»]\s*|:\s+|\]\s*)")
# "Báo Vân Hạ", "BÁO ĐIỆN TỬ …", but neither "Báo động đỏ" nor "kênh đào cạn nước".
_PAPER = re.compile(
    r"(?:[Bb]áo|BÁO|[Đđ]ài|ĐÀI|[Kk]ênh|KÊNH|[Tt]rang|TRANG|[Cc]ổng|CỔNG)"
    r"(?:\s+(?:[^\W\d_a-zà-ỹđ]|(?:điện tử|mạng|mới|tin|thông tin|truyền hình|phát thanh)\b)|$)"
    r"|(?i:tạp chí|tin tức|tin nhanh)\b"
)
_MAX_NAME_WORDS = 6
_MAX_SECTION_WORDS = 4
_MIN_CUT_CHARS = 10  # of a title that ends in "…", to be sure which heading it was
_CUT = re.compile(r"\s*(?:…|\.{3})$")
_MIN_TITLE_CHARS = 15  # characters; a shorter heading is a section's name


def page_title(tree: Any, stated: tuple[str, ...], site: str, host: str) -> str:
    """The headline of the page ``tree``; ``""`` if there is none.

    ``stated`` are the headlines that its data give, best first; without any, the heading counts,
    then ``<title>``.  ``site`` is the paper's name and ``host`` its address, either may be empty.
    """
    names = {_letters(name) for name in (site, host, host.partition(".")[0]) if name}
    headings = [clean_line(str(one.text_content())) for one in tree.iter("h1")]
    headings = [one for one in headings if _letters(one) not in names and not _is_paper(one)]
    headings = [one for one in headings if len(one) >= _MIN_TITLE_CHARS] or headings
    # Templates escape a title that the editor's form has escaped already.
    own = [clean_line(html.unescape(str(one.text_content()))) for one in tree.iter("title")][:1]
    heading = headings[0] if len(headings) == 1 else ""
    leading = {_letters(name) for name in (site, host) if name}
    titles = [one for one in (*stated, heading, *own) if one]
    for title in titles:
        bare = _without_name(_uncut(title, (*headings, *own)), headings, names)
        bare = _without_leading_name(bare, leading)
        if bare and _letters(bare) not in names and not _is_paper(bare):
            return bare
    return _marked(tree) or (titles[0] if titles else "")


def _marked(tree: Any) -> str:
    """The first heading whose class says that it is a title."""
    for heading in tree.iter("h2", "h3"):
        title = clean_line(str(heading.text_content()))
        named = heading.get("class", "").lower()
        if len(title) >= _MIN_TITLE_CHARS and re.search("title|headline|tieu-?de", named):
            return title
    return ""


def _uncut(title: str, longer: tuple[str, ...]) -> str:
    """The one of ``longer`` that ``title`` is the beginning of, where it ends in "…"."""
    begins = _CUT.sub("", title)
    if begins == title or len(begins) < _MIN_CUT_CHARS:
        return title
    return next((one for one in longer if one.startswith(begins) and len(one) > len(title)), title)


def _without_name(title: str, headings: list[str], names: set[str]) -> str:
    """The title without what stands behind the last sign, if that is the paper's name."""
    for heading in headings:
        if len(heading) >= _MIN_TITLE_CHARS and title.startswith(heading):
            return heading
    signs = list(_BEFORE_NAME.finditer(title))
    named = False
    while signs:
        last = signs.pop()
        behind = title[last.end() :]
        is_name = _letters(behind) in names or _is_paper(behind)
        # "Tên bài | Thời sự | Báo": a short part between bars before the name is the section.
        is_section = named and "|" in last[0] and len(behind.split()) <= _MAX_SECTION_WORDS
        if not (is_name or is_section):
            break
        named = is_name
        title = title[: last.start()]
    return title.strip()


def _without_leading_name(title: str, names: set[str]) -> str:
    """The title without the paper's name before it."""
    match = _AFTER_NAME.match(title)
    if match is None:
        return title
    is_name = _letters(match[1]) in names or ("|" in match[0] and _is_paper(match[1]))
    return title[match.end() :] if is_name else title


def _is_paper(text: str) -> bool:
    return _PAPER.match(text) is not None and len(text.split()) <= _MAX_NAME_WORDS


def _letters(name: str) -> str:
    return "".join(char for char in fold(name.lower()) if char.isalnum())
