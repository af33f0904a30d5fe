"""How does a value that holds HTML become plain text with its paragraphs kept?

Crawlers store bodies as fragments (``<p>…</p>``) and titles with entities.  lxml
parses the fragment; here is only decided where a line ends.
"""

from __future__ import annotations

import html
import re

from lxml import etree
from lxml import html as lxml_html

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
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)


def plain_text(raw: str) -> str:
    """Return ``raw``, which may hold HTML, as clean text: tags end lines or vanish, entities are
    read once.  Text without known tags stays as it is, whatever ``<`` it has."""
    if _MARKUP.search(raw):
        return _without_tags(raw)
    if _ENTITY.search(raw):
        read = html.unescape(raw)
        # A fragment that was escaped as a whole: "&lt;p&gt;Chiều nay…"
        return _without_tags(read) if _MARKUP.search(read) else clean_text(read)
    return clean_text(raw)


def _without_tags(raw: str) -> str:
    text = clean_text(raw)  # controls would make lxml refuse the text
    if _BLOCK_MARKUP.search(text):
        text = text.replace("\n", " ")  # the tags say where lines end, so line breaks are spaces
    root = lxml_html.fragment_fromstring(text, create_parent="div")
    etree.strip_elements(root, "script", "style", "iframe", etree.Comment, with_tail=False)
    for element in root.iter():
        if element.tag == "br":
            element.tail = "\n" + (element.tail or "")
        elif element is not root and _BLOCKS.fullmatch(str(element.tag)):
            element.text = "\n" + (element.text or "")
            element.tail = "\n" + (element.tail or "")
    lines = clean_text(str(root.text_content())).split("\n")
    return "\n".join(line for line in lines if line)
