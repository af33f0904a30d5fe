"""How does a value that holds HTML become plain text with its paragraphs kept?

Crawlers store bodies as fragments (``<p>…</p>``) and titles with entities.  lxml
parses the fragment; here is only decided where a line ends.
"""

from __future__ import annotations

import html
import re

from lxml import etree
from lxml import html as lxml_html

from index.readers.limits import MAX_VALUE_TAGS
from index.readers.texts.escapes import unescaped
from index.readers.texts.tags import without_crowds
from index.vietnamese.clean import clean_text

_BLOCKS = re.compile(
    r"address|article|aside|blockquote|d[dlt]|div|fig(?:caption|ure)|footer|form|h[1-6r]|header"
    r"|li|main|nav|[ou]l|p|pre|section|table|tbody|t[dhr]|thead"
)
_BLOCK_MARKUP = re.compile(r"<(?:/?(?:p|div|li|h[1-6]|tr|blockquote)|br)\b[^<>]*>", re.IGNORECASE)
_MARKUP = re.compile(
    r"<(?:/?(?:p|div|li|ul|ol|h[1-6]|table|tr|td|blockquote|figure|section|article|span|a|b|i|u|em"
    r"|strong|font|sup|sub)|br|hr|img|script|style|iframe)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[a-z/!][^<>]*>", re.IGNORECASE)
_WHOLE = re.compile(r"\s*<(?:html|!doctype)\b", re.IGNORECASE)
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
# The marks with which WordPress puts a caption, a gallery or an embedded page into a text.
_SHORTCODE = re.compile(
    r"\[/?(?:caption|gallery|embed|audio|video|playlist|wp_ad|vc_\w+|et_pb_\w+)(?:\s[^\[\]]*)?/?\]",
    re.IGNORECASE,
)
_PRINTED = re.compile(r"\s*\[<(\w{1,10})\b(?=.*</\1>\]\s*$)", re.DOTALL)
_BETWEEN = re.compile(r">,\s*<(?!/)")
_CUT_OFF = re.compile(r"\[\+\d+ chars\]\s*$")  # what NewsAPI says of the rest of a text
_TWICE = re.compile(
    r"&(?:#\d{2,7}|#x[0-9a-f]{2,6}|amp|quot|nbsp|[a-z](?:acute|grave|circ|tilde));", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)


def plain_text(raw: str) -> str:
    """Return ``raw``, which may hold HTML, as clean text: tags end lines or vanish, entities are
    read once.  Text without known tags stays as it is, whatever ``<`` it has."""
    raw = unescaped(raw)
    if "[" in raw:
        if _PRINTED.match(raw):  # a list of elements as Python prints it
            raw = _BETWEEN.sub("><", raw.strip()[1:-1])
        raw = _SHORTCODE.sub(" ", raw)
        if "CDATA" in raw:
            raw = _CDATA.sub("", raw)
        if raw.rstrip().endswith(" chars]"):
            raw = _CUT_OFF.sub("", raw)
    # a character is found much faster than a pattern that begins with it
    if "<" in raw and _MARKUP.search(raw):
        return _once_more(_without_tags(raw))
    if "&" in raw and _ENTITY.search(raw):
        read = html.unescape(raw)
        # A fragment that was escaped as a whole: "&lt;p&gt;Chiều nay…"
        return _without_tags(read) if _MARKUP.search(read) else _once_more(clean_text(read))
    return clean_text(raw)


def _once_more(text: str) -> str:
    """Read entities that were escaped twice, as ``&amp;#7855;``: nobody writes of a letter so."""
    return clean_text(html.unescape(text)) if _TWICE.search(text) else text


def _parsed(text: str) -> etree._Element | None:
    """The element that holds what is shown of a page or a part of one; ``None`` if nothing is."""
    # lxml's own function for fragments fails where one has several bodies, or frames for one.
    page = text if _WHOLE.match(text) else f"<div>{text}</div>"
    try:
        document = lxml_html.document_fromstring(page)
    except etree.ParserError:  # "Document is empty"
        return None
    body = document.find("body")
    return document if body is None else body


def _without_tags(raw: str) -> str:
    text = without_crowds(clean_text(raw))  # controls would make lxml refuse the text
    if _BLOCK_MARKUP.search(text):
        text = text.replace("\n", " ")  # the tags say where lines end, so line breaks are spaces
    shown = _TAG.sub("\n", text) if text.count("<") > MAX_VALUE_TAGS else _text_of_tree(text)
    return "\n".join(line for line in clean_text(shown).split("\n") if line)


def _text_of_tree(text: str) -> str:
    root = _parsed(text)
    if root is None:
        return ""
    etree.strip_elements(root, "script", "style", "iframe", etree.Comment, with_tail=False)
    for element in root.iter():
        if element.tag == "br":
            element.tail = "\n" + (element.tail or "")
        elif element is not root and _BLOCKS.fullmatch(str(element.tag)):
            element.text = "\n" + (element.text or "")
            element.tail = "\n" + (element.tail or "")
    return str(root.text_content())
