"""What on a page stands around its article, and which of its tables are only its layout?

Boxes are known by the names of their classes (*tin-lien-quan*, *box-comment*) or by being elements
made for that (``amp-consent``), unless they hold most of the page; lines of the site's own by their
words.  A table lays the page out if it holds paragraphs, another table or one column: its cells are
turned into plain blocks, so that trafilatura keeps the text and none of its bars.
"""

from __future__ import annotations

import copy
import re
from typing import Any

_MAX_BOX_SHARE = 0.4  # of the page's text; what is larger is no box beside the article
_MAX_CELL_CHARS = 300  # of a cell of a table of figures
_MIN_COLUMNS = 2
_NAMES = (
    r"relate[ds]?\w*|lien-?quan|xem-?them|tin-?(?:khac|moi|nong|hot|doc-?nhieu|noi-?bat|lien-?quan)"
    r"|cung-?chuyen-?muc|doc-?nhieu|read-?more|most-?read|recommend(?:ed)?|paywall|consent|cookies?"
    r"|newsletter|subscri(?:be|ption)|dang-?ky-?(?:nhan-?)?(?:ban-?)?tin|(?:list|item)?-?comments?|binh-?luan|y-?kien|breadcrumbs?|social-?(?:share|bar)"
    r"|quang-?cao|advert\w*|banner-?ads?|ads?"
)
_BOX = re.compile(rf"(?:^|[\s_-])(?:box-?)?(?:{_NAMES})(?:$|[\s_-])", re.IGNORECASE)
_MORE = re.compile(
    r"(?:>>+|»|\[)?\s*(?:(?:mời (?:quý )?độc giả )?xem thêm|đọc thêm|xem tiếp"
    r"|(?:tin|bài) liên quan)\b.{0,200}"
    r"|(?:mời (?:quý (?:vị )?|các )?(?:độc giả |bạn đọc |bạn |vị )?)?(?:theo dõi|follow)\b.{0,80}"
    r" (?:trên|qua|tại|on) (?:google news|zalo|facebook|youtube|tiktok|telegram).{0,60}"
    r"|[-–—(]? ?(?:quảng cáo|advertisements?) ?[-–—)]?"
    r"|đăng ký nhận (?:bản tin|tin|thông báo)\b.{0,200}"
    r"|(?:©|\(c\)|bản quyền (?:thuộc|©)|copyright\b).{0,300}",
    re.IGNORECASE,
)
# The headings of boxes of other articles; what stands behind them in their box is theirs.
_HEADING = re.compile(
    r"(?:(?:các )?(?:tin|bài)(?: viết)? (?:liên quan|khác|mới(?: nhất| hơn)?|đọc nhiều|nổi bật"
    r"|cũ hơn|cùng chuyên mục|cùng chủ đề)|(?:tin )?cùng (?:chuyên mục|chủ đề)"
    r"|(?:đọc|xem) nhiều(?: nhất)?"
    r"|có thể bạn quan tâm|bạn có thể quan tâm|(?:đọc|xem) thêm|related (?:news|posts|articles))"
    r"[:»>… ]*",
    re.IGNORECASE,
)
_TAGS_LINE = re.compile(
    r"(?:tags?|từ kho[áà]|từ khóa|chủ đề)(?: liên quan)? ?:.{0,500}", re.IGNORECASE
)
_MAX_LINKED_LINES = 5
_MAX_HEADING_CHARS = 60
_MIN_LINKED_CHARS, _MIN_PARAGRAPH_CHARS = 25, 80
_BOX_TAGS = ("div", "section", "aside", "ul", "ol", "nav", "table")
_ALWAYS_BOXES = ("amp-consent", "amp-sidebar", "amp-ad", "amp-user-notification")
_CELLS = ("table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption")


def without_boxes(tree: Any) -> Any:
    """A copy of the page without what stands beside its article, its layout's tables undone."""
    rest = copy.deepcopy(tree)
    drop_boxes(rest)
    _drop_headed_boxes(rest)
    _drop_lines(rest)
    _undo_layout(rest)
    return rest


def drop_boxes(tree: Any) -> None:
    """Take the boxes beside the article out of ``tree``, by the names of their classes."""
    most = _MAX_BOX_SHARE * len(str(tree.text_content()))
    for element in list(tree.iter(*_BOX_TAGS, *_ALWAYS_BOXES)):
        if element.getparent() is None:
            continue
        if element.tag in _ALWAYS_BOXES:
            element.drop_tree()
            continue
        # Editors' templates name a box's kind in "type".
        named = f"{element.get('class', '')} {element.get('id', '')} {element.get('type', '')}"
        if not _BOX.search(named) or next(element.iter("h1"), None) is not None:
            continue
        if len(str(element.text_content())) <= most:
            element.drop_tree()


def _drop_headed_boxes(tree: Any) -> None:
    """Take out the boxes that begin with a heading such as *Cùng chuyên mục*."""
    most = _MAX_BOX_SHARE * len(str(tree.text_content()))
    seen: set[Any] = set()  # a box begins with one heading, the first; its text is looked at once
    for element in list(tree.iter("h2", "h3", "h4", "h5", "div", "p", "span", "b", "strong")):
        heading = _short_text(element)
        if not _HEADING.fullmatch(heading):
            continue
        box = element.getparent()
        while box is not None and _short_text(box) == heading:
            box = box.getparent()
        if box is None or box.tag not in _BOX_TAGS or box.getparent() is None or box in seen:
            continue
        seen.add(box)
        text = str(box.text_content())
        begins = "".join(text.split()).startswith("".join(heading.split()))
        if begins and len(text) <= most and next(box.iter("h1"), None) is None:
            box.drop_tree()


def _short_text(element: Any) -> str:
    """The element's text if it is as short as a heading, else ``""``."""
    parts, length = list[str](), 0
    for part in element.itertext():
        parts.append(str(part))
        length += len(part.strip())
        if length > _MAX_HEADING_CHARS:
            return ""
    return " ".join("".join(parts).split())


def _drop_linked_lines(tree: Any) -> None:
    """Take out the few paragraphs that are a link to another article and nothing else."""
    linked, own = [], 0
    for paragraph in tree.iter("p"):
        text = "".join(str(paragraph.text_content()).split())
        links = list(paragraph.iter("a"))
        if len(links) == 1 and "".join(str(links[0].text_content()).split()) == text:
            if len(text) >= _MIN_LINKED_CHARS and text[-1] not in ".!":
                linked.append(paragraph)
        elif len(text) >= _MIN_PARAGRAPH_CHARS:
            own += 1
    if len(linked) <= min(own, _MAX_LINKED_LINES):
        for paragraph in linked:
            paragraph.drop_tree()


def _is_line_of_tags(element: Any, text: str) -> bool:
    """Whether it names keywords, each a link."""
    if not _TAGS_LINE.fullmatch(text):
        return False
    links = sum(len(str(one.text_content()).strip()) for one in element.iter("a"))
    return 2 * links >= len(text.partition(":")[2])


def _drop_lines(tree: Any) -> None:
    _drop_linked_lines(tree)
    for element in list(tree.iter("p", "div", "li", "strong")):
        alone = element.getparent() is not None and next(element.iter("p", "div"), None) in (
            None,
            element,
        )
        text = " ".join(str(element.text_content()).split()) if alone else ""
        if text and (_MORE.fullmatch(text) or _is_line_of_tags(element, text)):
            element.drop_tree()


def _undo_layout(tree: Any) -> None:
    parts: dict[Any, list[Any]] = {}
    for element in tree.iter(*_CELLS):
        own = element if element.tag == "table" else next(element.iterancestors("table"), None)
        if own is not None:
            parts.setdefault(own, []).append(element)
    layouts = [table for table, inside in parts.items() if _is_layout(inside)]
    for table in layouts:
        for element in parts[table]:
            element.tag = "div"


def _is_layout(parts: list[Any]) -> bool:
    """Whether the table of these parts, its own without those of tables inside, is no table of
    figures: ``parts`` begin with the table itself."""
    table, inside = parts[0], parts[1:]
    if (
        table.getparent() is not None
        and next(table.iterdescendants("table", "h1"), None) is not None
    ):
        return True
    cells = [one for one in inside if one.tag in ("td", "th")]
    if any(len(str(one.text_content())) > _MAX_CELL_CHARS for one in cells):
        return True
    rows = [sum(one.tag in ("td", "th") for one in row) for row in inside if row.tag == "tr"]
    return max(rows, default=0) < _MIN_COLUMNS
