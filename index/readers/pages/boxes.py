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
    r"|newsletter|(?:list|item)?-?comments?|binh-?luan|y-?kien|breadcrumbs?|social-?(?:share|bar)"
    r"|quang-?cao|advert\w*|banner-?ads?|ads?"
)
_BOX = re.compile(rf"(?:^|[\s_-])(?:box-?)?(?:{_NAMES})(?:$|[\s_-])", re.IGNORECASE)
_MORE = re.compile(
    r"(?:>>+|»|\[)?\s*(?:(?:mời (?:quý )?độc giả )?xem thêm|đọc thêm|xem tiếp"
    r"|(?:tin|bài) liên quan)\b.{0,200}"
    r"|(?:mời (?:quý )?(?:độc giả|bạn đọc) )?(?:theo dõi|follow)\b.{0,80}"
    r" (?:trên|qua|tại|on) (?:google news|zalo|facebook|youtube|tiktok|telegram).{0,60}",
    re.IGNORECASE,
)
_BOX_TAGS = ("div", "section", "aside", "ul", "ol", "nav", "table")
_ALWAYS_BOXES = ("amp-consent", "amp-sidebar", "amp-ad", "amp-user-notification")
_CELLS = ("table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption")


def without_boxes(tree: Any) -> Any:
    """A copy of the page without what stands beside its article, its layout's tables undone."""
    rest = copy.deepcopy(tree)
    _drop_boxes(rest)
    _drop_lines(rest)
    _undo_layout(rest)
    return rest


def _drop_boxes(tree: Any) -> None:
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


def _drop_lines(tree: Any) -> None:
    for element in list(tree.iter("p", "div", "li", "strong")):
        alone = element.getparent() is not None and next(element.iter("p", "div"), None) in (
            None,
            element,
        )
        if alone and _MORE.fullmatch(" ".join(str(element.text_content()).split())):
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
