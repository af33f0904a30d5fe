"""Which papers does an article name as those it has its text from?

A credit is the author, or a short line at the end (*Theo VnExpress*, *(Nguồn: TTXVN/Vietnam+)*,
*Huyền Lê (Theo AFP)*), or a mark that the text begins with (*TTO -*, *(Dân trí) -*); read are the
shapes that real articles have.  *Theo ông Nam, …*, *Theo Bộ Y tế, …* and *Ảnh: TTXVN* are none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from index.article import Article
from index.vietnamese import clean_line
from search.credit_names import (
    cut_name,
    is_byline,
    is_office,
    is_vietnamese_name,
    looks_like_a_paper,
)
from search.papers import (
    PAPERS,
    host_of,
    outlet_key,
    paper_at,
    paper_named,
    squeezed,
    without_kind,
)

Place = Literal["author", "foot", "head", "opening"]
"""Where a credit stands: it is the author, or is in one; closes the text; is a mark before it; or
opens its first sentence (*Theo TTXVN, …*), which may be meant for that sentence alone."""

MAX_LINES = 4
"""How many lines at the end may be a credit: behind it come notes and more to read."""
MAX_NAMES = 4
MAX_WORDS = 6
_MAX_TAIL = 110  # characters of the last line in which a credit may begin
_MAX_FOOT, _MAX_AUTHOR = 2000, 200  # characters that are looked at

_SAYS = (
    r"(?:[Tt]heo|THEO|[Nn]guồn(?: tin| bài| bài viết| tham khảo)?\s*:|NGUỒN\s*:|[Nn]guồn(?: từ)?"
    r"|[Dd]ẫn (?:theo|từ|nguồn|lại)|[Tt]rích (?:từ|nguồn|theo)|[Ll]ấy từ|[Đđ]ăng lại (?:từ|theo)"
    r"|[Ss]ource\s*:|[Vv]ia)"
)
_SAYS_HERE = re.compile(rf"\b{_SAYS}\s*:?\s*")
_OF_PICTURES = re.compile(
    r"[*>\s(]*(?:ảnh|hình(?! ảnh)|nguồn\s*(?:ảnh|hình|clip|video)|video|clip|đồ họa|thiết kế"
    r"|photo|infographic|minh họa)\b",
    re.IGNORECASE,
)
_NOTES = re.compile(
    r"(?:tags?\b|từ kho[áa]\b|chủ đề\b|xem thêm|đọc thêm|mời (?:bạn|quý)"
    r"|(?:tin|bài) liên quan|>|»|\*)",
    re.IGNORECASE,
)
_TAGS = re.compile(r"\s(?:Tags?|Từ khóa|Từ khoá)\s*:.*", re.DOTALL)
_BETWEEN = re.compile(r"\s*(?:[/,;]|\s[-–]\s|\svà\s|\s&\s)\s*")
_MARK = re.compile(
    r"\W*?(?P<place>[^()\[\]\n]{0,40}?)"
    r"[(\[]\s*(?P<name>[^()\[\]\n]{2,40})\s*[)\]]\s*(?P<dash>[-–—:.]*)\s*"
)
_BARE_MARK = re.compile(r"\s*(?P<name>[^\n()\[\]]{2,24}?)\s*[-–—|]\s*(?=[^\Wa-z_]|[“\"'])")
_OPENING = re.compile(r"\s*Theo\s+(?P<name>[^,:\n.;]{2,50}?)(?:\s*\([^)\n]*\))?\s*[,:]")
_CLOSING = re.compile(r"[(\[]\s*(?P<name>[^()\[\]\n]{2,40})\s*[)\]]\s*\.?$")
_END = re.compile(r"[.!?…”\"]\s+")
_WRITTEN = re.compile(r"(?:tin|bài|thực hiện)[^:\n]{0,18}:\s*", re.IGNORECASE)

_MARKS = {name: one for one in PAPERS for name in (one.name, *one.also, f"{one.name} Online")}
"""The names that a text may begin with, as they are capitalised there: *Lao Động -* is the paper's
mark, *Lao động - Thương binh* a ministry's name."""


@dataclass(frozen=True, slots=True)
class Credit:
    """A paper that an article says its text is from: its ``key``
    (:func:`search.papers.outlet_key`), its ``name`` as it is written there, and the line, verbatim,
    where that is ``said``."""

    key: str
    name: str
    said: str
    place: Place


def credits_of(article: Article, known: Collection[str] = ()) -> list[Credit]:
    """The credits of ``article`` in the order of their places; papers whose keys are ``known`` are
    understood where else only those of the table are."""
    reader = _Reader(frozenset(known))
    found = [
        *reader.author(article.author),
        *reader.foot(article.body or article.summary),
        *reader.heads(article.summary),
        *reader.heads(article.body),
    ]
    return list(dict.fromkeys(found))


class _Reader:
    """Reads credits, where the papers with some keys are known besides those of the table."""

    def __init__(self, known: frozenset[str]) -> None:
        self._known = known

    def author(self, author: str) -> Iterator[Credit]:
        """In the author's name: *Theo VnExpress*, *Hà My/TTXVN*, *Tuổi Trẻ*."""
        author = author[:_MAX_AUTHOR]
        says = _SAYS_HERE.search(author)
        if says is not None:
            yield from self._said(author[says.end() :], author, "author")
            return
        for part in map(str.strip, re.split(r"[/,;|()]|\s[-–]\s", author)):
            if len(squeezed(part)) > 2 and (key := self._key(part)):
                yield Credit(key, part, author, "author")
            elif without_kind(part) != part and looks_like_a_paper(part):  # "Báo Nghệ An"
                yield Credit(outlet_key(part), part, author, "author")

    def foot(self, text: str) -> Iterator[Credit]:
        """In the last lines of ``text``: the first line from below that is or ends with one."""
        text = _TAGS.sub("", text[-_MAX_FOOT:].rstrip())
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        while lines and _NOTES.match(lines[-1]):
            lines.pop()
        for n, line in enumerate(reversed(lines[-MAX_LINES:])):
            found = [] if _OF_PICTURES.match(line) else list(self._line(line, is_last=n == 0))
            if found:
                yield from found
                return

    def heads(self, text: str) -> Iterator[Credit]:
        """Before the text of a summary or a body, or in the opening of its first sentence."""
        if (mark := _MARK.match(text)) and (mark["dash"] or not mark["place"].strip()):
            name = mark["name"].strip()
            if key := self._alone(name) or self._mark(name):
                yield Credit(key, mark["name"].strip(), mark[0].strip(), "head")
        elif (bare := _BARE_MARK.match(text)) and (key := self._mark(bare["name"].strip())):
            yield Credit(key, bare["name"].strip(), bare[0].strip(), "head")
        elif (opening := _OPENING.match(text)) and (key := self._key(opening["name"])):
            yield Credit(key, opening["name"], opening[0].strip(), "opening")

    def _line(self, line: str, *, is_last: bool) -> Iterator[Credit]:
        """One of the last lines; only the very last may have other words before the credit."""
        start = max(0, len(line) - _MAX_TAIL) if is_last else 0
        for says in _SAYS_HERE.finditer(line, start):
            if not (is_last or is_byline(line[: says.start()])):
                break
            if not _may_begin(line, says.start()):
                continue
            needs_table = says[0].strip().lower() in ("nguồn", "nguồn từ", "via")
            said = line[_begin(line, says.start()) :]
            found = list(self._said(line[says.end() :], said, "foot", needs_table=needs_table))
            if found:
                yield from found
                return
        yield from self._named_only(line, is_last=is_last)

    def _named_only(self, line: str, *, is_last: bool) -> Iterator[Credit]:
        """A paper's name alone, as *TTXVN*, *Hà My (TTXVN)*, *Hà My/TTXVN*."""
        ends = list(_END.finditer(line)) if is_last else []
        said = line[ends[-1].end() :] if ends else line
        closing = _CLOSING.search(said)
        name = _WRITTEN.sub("", closing["name"] if closing else said, count=1)
        if len(name.split()) > MAX_WORDS + 3:
            return
        is_one = bool(self._alone(name))
        parts = [name] if is_one else re.split(r"[/|]|\s[-–]\s", cut_name(name))
        parts = [part for part in parts if part.strip()]
        keys = [self._alone(part.strip()) for part in parts]
        if keys and keys[-1] and (all(keys) or (len(keys) == 2 and is_byline(parts[0]))):
            for key, part in zip(keys, parts, strict=True):
                if key:
                    yield Credit(key, part.strip(), said, "foot")

    def _said(
        self, names: str, said: str, place: Place, *, needs_table: bool = False
    ) -> Iterator[Credit]:
        """The papers that stand behind *Theo* up to the end, if that is all that stands there."""
        inside, _, behind = names.partition(")") if "(" not in names else (names, "", "")
        names = clean_line(cut_name(inside)) if is_byline(behind) else ""
        inner = _CLOSING.search(names + ")") if "(" in names else None
        if inner is not None and (key := self._key(cut_name(inner["name"]))):
            yield Credit(key, cut_name(inner["name"]), said, place)
            return
        parts = [names] if self._key(names) else _BETWEEN.split(names)
        if len(parts) > MAX_NAMES:
            return
        found = [self._named(part, needs_table=needs_table) for part in parts]
        others = [part for part, one in zip(parts, found, strict=True) if one is None]
        if all(map(is_vietnamese_name, others)):  # "Lê Sơn/Cổng Thông tin điện tử Chính phủ"
            for one in found:
                if one is not None:
                    yield Credit(one[0], one[1], said, place)

    def _named(self, name: str, *, needs_table: bool) -> tuple[str, str] | None:
        """The key and the name of the paper that ``name`` is, or that it ends with behind the name
        of a reporter; with ``needs_table`` only one that is known."""
        name = cut_name(name)
        words = name.split()
        if not 1 <= len(words) <= MAX_WORDS + 3:
            return None
        if key := self._key(name):
            return key, name
        if is_office(name):
            return None
        for n in range(1, len(words) if without_kind(name) == name else 0):
            rest = " ".join(words[n:])  # "Tường Vi VnExpress"
            if is_vietnamese_name(" ".join(words[:n])) and (key := self._key(rest)):
                return key, rest
        if needs_table or len(words) > MAX_WORDS or not looks_like_a_paper(name):
            return None
        return outlet_key(name), name if name[0].isupper() else without_kind(name)

    def _key(self, name: str) -> str:
        """The key of a paper that is known, else ``""``."""
        name = cut_name(name)
        if not name:
            return ""
        found = paper_named(name)
        if found is not None:
            return found.name
        key = outlet_key(name)
        return key if key in self._known or (host_of(name) and "/" in name) else ""

    def _alone(self, name: str) -> str:
        """The key of a paper that is known and written as a name is, else ``""``: *Lao Động* is a
        paper's, *Lao động* may be the last words of a text."""
        name = cut_name(name)
        is_name = name in _MARKS or all(word[0].isupper() for word in name.split())
        is_clear = len(squeezed(name)) > 2  # "N.D" is rather a reporter
        return self._key(name) if is_name and is_clear else ""

    def _mark(self, name: str) -> str:
        """The key of the paper whose texts begin with just this, else ``""``."""
        found = _MARKS.get(name) or (paper_at(name) if host_of(name) else None)
        if found is not None:
            return found.name
        key = outlet_key(name)
        return key if key in self._known and paper_named(name) is None else ""


def _may_begin(line: str, start: int) -> bool:
    """Whether a credit may begin at ``start``: of its own, in parentheses, behind a sentence; in
    lower case only where nothing, a name or a parenthesis stands before it."""
    before = line[:start].rstrip()
    sentence = before[max((one.end() for one in _END.finditer(before)), default=0) :]
    if _OF_PICTURES.match(sentence):
        return False
    if not before or before[-1] in "([":
        return True
    if line[start].isupper():
        return not before.endswith(",") or is_byline(before[:-1])
    return before[-1] in '.!?…”"' or is_byline(before.rstrip(",-– "))


def _begin(line: str, start: int) -> int:
    """Where what is quoted begins: with its parenthesis."""
    before = line[:start].rstrip()
    return len(before) - 1 if before.endswith(("(", "[")) else start
