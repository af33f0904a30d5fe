"""What do programs that keep references read in the head of an article's page?

Dublin Core as ``<meta>`` (https://www.dublincore.org/specifications/dublin-core/dcq-html/), which
Zotero's translator "Embedded Metadata" reads too: ``z:itemType`` tells it that this is an article
of a newspaper, and ``prism.publicationName`` of which.  Not given are Highwire's ``citation_*``:
``citation_journal_title`` makes an article of a journal of it, whatever else is said.  Names are
cut there, in last and first; from the page's unAPI Zotero gets RIS, in which they stay whole, and
it prefers that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from web.citations.reference import LANGUAGE, Reference

SCHEMAS = {
    "DC": "http://purl.org/dc/elements/1.1/",
    "DCTERMS": "http://purl.org/dc/terms/",
    "prism": "http://prismstandard.org/namespaces/1.2/basic/",
    "z": "http://www.zotero.org/namespaces/export#",
}
"""The vocabularies, by the prefixes of their names."""


@dataclass(frozen=True, slots=True)
class Element:
    """A ``<meta>``: its name, and what it holds."""

    name: str
    content: str


def embedded(one: Reference) -> tuple[Element, ...]:
    """What is said of ``one``; what it lacks is left out."""
    return tuple(Element(name, content) for name, content in _elements(one) if content)


def _elements(one: Reference) -> Iterator[tuple[str, str]]:
    yield "DC.title", one.title
    yield from (("DC.creator", name) for name in one.authors)
    yield "DC.publisher", one.paper
    yield "DC.date", one.day.isoformat() if one.day else ""
    yield "DC.identifier", one.url
    yield "DC.language", LANGUAGE
    yield "DC.type", "Text"
    yield from (("DC.subject", word) for word in one.keywords)
    yield "DCTERMS.abstract", one.summary
    yield "prism.publicationName", one.paper
    yield "z:itemType", "newspaperArticle"
