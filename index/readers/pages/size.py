"""Is a page small enough to be looked at, element by element?

What finds an article in a page compares its elements, some with all others, and libxml2 each
attribute of a tag with those before it.  So a page of a million links, or a tag of a million
attributes, is told by its text before anything is made of it.
"""

from __future__ import annotations

import re

from index.readers.limits import MAX_PAGE_ELEMENTS, MAX_TAG_ATTRIBUTES
from index.readers.texts.tags import has_crowded_tag

_OPENING = re.compile(r"<[A-Za-z]")

TOO_MANY_ELEMENTS = (
    f"a page of more than {MAX_PAGE_ELEMENTS:,} elements, which no article is; "
    "save the part with the article, or its text"
)
TOO_MANY_ATTRIBUTES = f"a tag of more than {MAX_TAG_ATTRIBUTES:,} attributes, which no page has"


def refusal(page: str) -> str:
    """Why a page with this text is not looked at; ``""`` if it is.  Linear in the text."""
    if page.count("<") > MAX_PAGE_ELEMENTS:
        elements = sum(1 for _ in _OPENING.finditer(page))
        if elements > MAX_PAGE_ELEMENTS:
            return TOO_MANY_ELEMENTS
    if has_crowded_tag(page):
        return TOO_MANY_ATTRIBUTES
    return ""
