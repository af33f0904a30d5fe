"""Which part of a saved page's text is the article, and which is the page around it?

A page saved as text opens with a banner: weekday and date of the day it was *saved*,
which is no date of the article.  Then come the title, perhaps a line with the date of
publication, the paragraphs, perhaps ``Nguồn: báo, ngày …``, an author's name, a date;
and then the site's own links.  So the page is read from both ends towards the last
paragraph, and a date counts only in the places where one is put on purpose: on a line
of its own below the title, in the closing ``Nguồn``, after the last paragraph, or as
the dateline that opens the lead (``LSO-Ngày 25/3/2016, …``).  Dates in running text
are about events.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from index.article import DateOrigin
from index.readers.dates.reading import date_of_line, parse_date, url_year
from index.vietnamese.clean import clean_line, clean_text

_MAX_TITLE_CHARS = 250
_MIN_PARAGRAPH_CHARS = 80  # shorter lines are headings, captions, links
_MAX_LINES_TO_DATE = 3  # how far below the title a date of publication stands
_FIRST_WEB_YEAR = 1997  # when Vietnam went online: an older dateline is about an event

_SENTENCE_END = re.compile(r"[.!?…:;/][\"”’»)\]]*$")
_TITLE_END = re.compile(r"(?<!\.)\.[\"”’»)]*$|[,;:]$")
_WORD = re.compile(r"\w")

# Where the site begins again.  Whole lines only, perhaps with a count: "Bình luận (12)".
_NAVIGATION = re.compile(
    r"(?:gửi cho bạn bè|(?:thông tin người )?gửi phản hồi|phản hồi|thông tin người gửi phản hồi"
    r"|(?:các )?tin (?:khác|mới(?: nhất| hơn)?|cũ hơn|liên quan|cùng chuyên mục|đọc nhiều|nổi bật)"
    r"|(?:các )?bài (?:khác|viết khác|viết liên quan|liên quan|đọc nhiều)|(?:tin )?cùng chuyên mục"
    r"|(?:xem|đọc) (?:nhiều(?: nhất)?|thêm|tiếp)|tin tức liên quan|có thể bạn quan tâm"
    r"|chia sẻ(?: bài viết| facebook)?|bình luận|viết bình luận|gửi bình luận|ý kiến bạn đọc"
    r"|ý kiến của bạn|gửi ý kiến|từ khóa|từ khoá|tags?|in (?:bài|trang)(?: này| viết)?|bản in"
    r"|quay lại|về (?:đầu )?trang(?: trước| chủ)?|lên đầu trang|theo dõi (?:chúng tôi|trên.*+)"
    r"|quảng cáo|lượt xem|đánh giá bài viết|trang chủ|thích|lưu bài)"
    r"(?: ?(?:[:>»…]|\(?\d++\)?))*+",
    re.IGNORECASE,
)
# What stands above a title and is none.
_HEADER = re.compile(
    r"(?:trang chủ|menu|đăng nhập|đăng ký|tìm kiếm|rss|liên hệ|đường dây nóng.*|hotline.*)",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"[(\[]?(?:theo )?nguồn(?: tin)? ?: ?(?P<rest>.{2,120}?)[)\]]?", re.IGNORECASE)
_SOURCE_DATE = re.compile(
    r"[,;. (–-]*(?:ra )?(?:ngày )?\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?\d{4}.*$", re.IGNORECASE
)
# "LSO-", "(QBĐT) ", "BBK - ": a newspaper's own letters, in capitals and set off.
_AGENCY = r"(?-i:\([A-ZĐ][^()]{1,40}\) ?[-–—:]? ?|[A-ZĐ]{2,10} ?[-–—:] ?)"
_DATELINE = re.compile(
    rf"(?P<agency>{_AGENCY})?"
    r"(?P<today>(?:hôm nay|(?:sáng|trưa|chiều|tối|đêm)(?: nay)?)(?: ngày)?,? ?\(?)?(?:ngày )?"
    r"(?P<day>\d{1,2}) ?[/-] ?(?P<month>\d{1,2})(?: ?[/-] ?(?P<year>\d{4}))?\)? ?[,:;]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Page:
    """What the text of a page says about its article; what it does not say is empty."""

    title: str
    body: str
    published: date | datetime | None = None
    source: str = ""
    author: str = ""
    published_from: DateOrigin = ""
    published_sure: bool = True  # false of a dateline, which is of the news more than of its print


Stated = tuple[date | datetime | None, DateOrigin]
"""A date and where it was read; ``(None, "")`` for none."""


@dataclass(frozen=True, slots=True)
class _Closing:
    """What stands between the last paragraph and the site's links."""

    end: int  # the first line that is no part of the body
    dropped: frozenset[int] = frozenset()
    published: date | datetime | None = None
    source: str = ""
    author: str = ""


def parse_page(raw: str, url: str = "") -> Page:
    """Return the article in a page's text, which need not be clean.

    ``url`` may lend its year to a date without one.
    """
    lines = clean_text(raw).split("\n")
    start = _skip_header(lines)
    title = ""
    if start < len(lines) and _is_title(lines[start]):
        title = clean_line(lines[start])
        start += 1
    start, published = _date_below_title(lines, start)
    closing = _read_closing(lines, start)
    kept = (
        line
        for number, line in enumerate(lines[start : closing.end], start)
        if number not in closing.dropped and (not line or _WORD.search(line))
    )
    body = clean_text("\n".join(kept))
    stated, origin = _first_stated(
        (published, "byline"),
        (closing.published, "source line" if closing.source else "byline"),
    )
    sure = stated is not None
    if not sure:
        stated, origin = _first_stated((_dateline(body, url), "byline"))
    return Page(
        title=title,
        body=body,
        published=stated,
        source=closing.source,
        author=closing.author,
        published_from=origin,
        published_sure=sure or stated is None,
    )


def _first_stated(*dates: Stated) -> Stated:
    return next((one for one in dates if one[0] is not None), (None, ""))


def _skip_header(lines: list[str]) -> int:
    """The first line that is neither banner, menu nor decoration."""
    for number, line in enumerate(lines):
        banner = date_of_line(line) is not None
        if not banner and not _HEADER.fullmatch(line) and _WORD.search(line):
            return number
    return len(lines)


def _is_title(line: str) -> bool:
    """A title is short and no sentence; a lone short line is a title without a body."""
    return len(line) <= _MAX_TITLE_CHARS and not _TITLE_END.search(line)


def _date_below_title(lines: list[str], start: int) -> tuple[int, date | datetime | None]:
    """Where the text goes on after a line of date, if there is one right below the title."""
    below = [number for number in range(start, len(lines)) if lines[number]][:_MAX_LINES_TO_DATE]
    for number in below:
        if len(lines[number]) >= _MIN_PARAGRAPH_CHARS:
            break
        found = date_of_line(lines[number])
        if found is not None:
            # Short lines between title and date are the section or the author's name.
            return number + 1, found
    return start, None


def _read_closing(lines: list[str], start: int) -> _Closing:
    """Read what follows the last paragraph: source, date, author, up to the site's links."""
    last = _last_paragraph(lines, start)
    end, dropped = len(lines), set[int]()
    source, published = "", None
    for number in range(last + 1, len(lines)):
        line = lines[number]
        if _NAVIGATION.fullmatch(line):
            end = number
            break
        if match := _SOURCE.fullmatch(line):
            end = number
            source, published = _read_source(match["rest"], published)
            break
        if (found := date_of_line(line)) is not None:
            published = published or found
            dropped.add(number)
    names = [n for n in range(last + 1, end) if lines[n] and n not in dropped]
    author = ""
    if names and _is_name_in_capitals(lines[names[-1]]):
        author = clean_line(lines[names[-1]])
        dropped.add(names[-1])
    return _Closing(end, frozenset(dropped), published, source, author)


def _last_paragraph(lines: list[str], start: int) -> int:
    """The last line that is a sentence and long; without one, the line before the text."""
    for number in range(len(lines) - 1, start - 1, -1):
        line = lines[number]
        if len(line) >= _MIN_PARAGRAPH_CHARS and _SENTENCE_END.search(line):
            return number
    return start - 1


def _read_source(rest: str, known: date | datetime | None) -> tuple[str, date | datetime | None]:
    name = _SOURCE_DATE.sub("", rest).strip(" ,.;-–()")
    return clean_line(name), parse_date(rest) or known


def _is_name_in_capitals(line: str) -> bool:
    words = line.split()
    letters = all(char.isalpha() or char in " .-,–" for char in line)
    return letters and line.isupper() and 2 <= len(words) <= 6 and len(line) <= 50


def _dateline(body: str, url: str) -> date | None:
    """The date that opens the lead, if an agency or "sáng nay" shows that it is the news's day."""
    match = _DATELINE.match(body)
    if match is None or not (match["agency"] or match["today"]):
        return None
    day, month = int(match["day"]), int(match["month"])
    year = int(match["year"]) if match["year"] else url_year(url, month)
    if year is None or year < _FIRST_WEB_YEAR:
        return None
    found = parse_date(f"{day}/{month}/{year}")
    return found if isinstance(found, date) else None
