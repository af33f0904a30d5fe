"""Which text do the blocks of an editor hold?  Paragraphs as lines, however they are nested.

Editors keep an article as a tree of objects: Editor.js and Draft.js ``{"blocks": […]}``, Quill
``{"ops": [{"insert": …}]}``, ProseMirror, Lexical and Slate nodes with ``content`` or ``children``,
Contentful and Sanity likewise, Arc ``content_elements``, crawlers a list of paragraphs.  A node
gives its own text, else that of what it holds; pictures, embeds and advertisements give none.
"""

from __future__ import annotations

from index.readers.records.values import is_nothing
from index.readers.texts.markup import plain_text

_TYPES = ("type", "_type", "nodeType", "kind", "tag")
_TEXTS = ("text", "insert", "value", "rendered", "processed", "@value", "#text", "$t", "html", "vi")
_TEXTS_OR_NODES = ("content", "body", "data", "root", "document", "paragraph")
_NODES = ("blocks", "ops", "content_elements", "children", "nodes", "items", "paragraphs", "rows")
_HEADINGS = ("heading", "title", "headline", "subtitle")
_NO_TEXT = frozenset(
    (
        *(
            "image",
            "img",
            "photo",
            "picture",
            "figure",
            "video",
            "audio",
            "gallery",
            "embed",
            "raw",
        ),
        *("iframe", "oembed_response", "ad", "ads", "advertisement", "banner", "related", "media"),
        *("interstitial_link", "divider", "delimiter", "horizontalrule", "code_embed"),
        *("attaches", "linktool", "embedded-asset-block"),
    )
)
# Inside of a paragraph; each begins no line.
_INLINE = frozenset(
    (
        *("text", "span", "link", "a", "strong", "em", "b", "i", "u", "mark", "mention"),
        *("hyperlink", "autolink"),
    )
)
_MAX_DEPTH = 24


def block_text(value: object) -> str:
    """Return the clean text of a value that may be blocks, a list of paragraphs or one text."""
    lines = _lines(value, _MAX_DEPTH)
    return "\n".join(text for line in lines if (text := plain_text(line)))


def _lines(value: object, depth: int) -> list[str]:
    """The paragraphs of a value, in order; they may hold markup."""
    if isinstance(value, str):
        return [] if is_nothing(value) else [value]
    if depth == 0:
        return []
    if isinstance(value, list):
        return [line for item in value for line in _lines(item, depth - 1)]
    return _lines_of_node(value, depth) if isinstance(value, dict) else []


def _lines_of_node(node: dict[str, object], depth: int) -> list[str]:
    if _kind(node) in _NO_TEXT:
        return []
    text = next((one for key in _TEXTS if isinstance(one := node.get(key), str) and one), None)
    if text is not None:
        return [*_headings(node), text]
    for key in (*_TEXTS_OR_NODES, *_NODES):
        inner = node.get(key)
        if not inner:
            continue
        if key == "ops" and isinstance(inner, list):
            return _inserted(inner)
        is_inline = key in ("children", "content") and _kind(node) and isinstance(inner, list)
        lines = _joined(inner, depth - 1) if is_inline else _lines(inner, depth - 1)
        if lines:
            return [*_headings(node), *lines]
    return _lines(node["name"], depth - 1) if isinstance(node.get("name"), str) else []


def _joined(nodes: object, depth: int) -> list[str]:
    """The paragraphs of a node's children, what is inside of one paragraph in one piece."""
    lines: list[str] = []
    goes_on = False
    for node in nodes if isinstance(nodes, list) else []:
        kind = _kind(node) if isinstance(node, dict) else "text"
        if kind in ("hardbreak", "hard_break", "linebreak", "br"):
            goes_on = False
            continue
        is_inline = kind in _INLINE or not kind
        found = _lines(node, depth)
        if is_inline and goes_on and found and lines:
            lines[-1] += "".join(found)
        else:
            lines += ["".join(found)] if is_inline and found else found
        goes_on = is_inline and (goes_on or bool(found))
    return lines


def _inserted(operations: list[object]) -> list[str]:
    """Quill writes one text in pieces, line breaks included."""
    texts = (one.get("insert") for one in operations if isinstance(one, dict))
    return "".join(text for text in texts if isinstance(text, str)).split("\n")


def _headings(node: dict[str, object]) -> list[str]:
    return [one for key in _HEADINGS if isinstance(one := node.get(key), str) and one.strip()][:1]


def _kind(node: dict[str, object]) -> str:
    kind = next((node[key] for key in _TYPES if isinstance(node.get(key), str)), "")
    return str(kind).lower()
