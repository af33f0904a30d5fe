"""How is a reference written as BibTeX?  As BibTeX, biber, Zotero and JabRef read an article of a
newspaper.

Names and titles stand in braces of their own, so nobody takes a name apart or changes capitals.
``date``, ``entrysubtype``, ``langid`` and ``urldate`` are BibLaTeX's; ``journal`` and ``year`` are
for those who know only BibTeX.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from bibtexparser import writer
from bibtexparser.library import Library
from bibtexparser.model import Entry, Field

from web.citations.reference import LANGUAGE, Reference

MEDIA = "application/x-bibtex"

# A brace is counted even behind a backslash, so each brings its opposite, which is not seen:
# so does Zotero write them, and so it reads them.
_SPECIAL = str.maketrans(
    {
        "\\": r"{\textbackslash}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
        "{": r"\{\vphantom{\}}",
        "}": r"\vphantom{\{}\}",
        **{sign: "\\" + sign for sign in "&%$#_"},
    }
)
_IN_ADDRESSES = "!#$%&'()*+,/:;=?@[]~_.-"


def bibtex(one: Reference) -> str:
    """``one`` as a BibTeX entry with the empty line behind it."""
    fields = [Field(name, "{" + value + "}") for name, value in _fields(one) if value]
    return str(writer.write(Library([Entry("article", one.key, fields)]))) + "\n"


def escaped(text: str) -> str:
    """``text`` with its special characters as LaTeX writes them.

    >>> escaped("50% của A & B_1")
    '50\\\\% của A \\\\& B\\\\_1'
    """
    return text.translate(_SPECIAL)


def _fields(one: Reference) -> Iterator[tuple[str, str]]:
    yield "title", _whole(one.title)
    yield "author", " and ".join(map(_whole, one.authors))
    yield "journal", escaped(one.paper)
    yield "date", one.day.isoformat() if one.day else ""
    yield "year", f"{one.day.year:04}" if one.day else ""
    yield "entrysubtype", "newspaper"
    # BibLaTeX takes an address as it stands, so no sign in it may be escaped
    yield "url", quote(one.url, safe=_IN_ADDRESSES)
    yield "urldate", one.accessed.isoformat()
    yield "langid", "vietnamese"
    yield "language", LANGUAGE
    yield "keywords", ", ".join(escaped(word.replace(",", ";")) for word in one.keywords)
    yield "abstract", escaped(one.summary)


def _whole(text: str) -> str:
    return "{" + escaped(text) + "}" if text else ""
