"""How do programs that keep references get what was found?  RIS and BibTeX: of all results
(``/search.ris``, ``/search.bib``), of one article, and as unAPI, by which Zotero takes an article
from its page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask import Response, abort, url_for
from lxml import etree

from index.article import Article
from index.days import today
from search import InvalidRequest
from web.api import parameters as p
from web.api.articles import article as article_alone
from web.api.articles import is_part_of_id, named_so
from web.api.exports import Format, Kept, export, export_operation, no_head
from web.api.operations import Operation, Parameter
from web.article_ids import written_id
from web.citations import bibtex, ris
from web.citations.reference import Reference, reference
from web.engine import current_engine, find_article
from web.escaping import xml_text
from web.params import first, query_pairs
from web.xml import xml_response


@dataclass(frozen=True, slots=True)
class _Written:
    """A format of references: its media type, and how one is written."""

    media: str
    write: Callable[[Reference], str]

    @property
    def content_type(self) -> str:
        """The media type with the charset."""
        return f"{self.media}; charset=utf-8"


FORMATS = {
    "ris": _Written(ris.MEDIA, ris.ris),
    "bib": _Written(bibtex.MEDIA, bibtex.bibtex),
}
"""The formats, by the ending of their files."""

_UNAPI = {"ris": "ris", "bibtex": "bib"}
"""What unAPI and Zotero call the formats."""


def search_ris() -> Response:
    """All matches as RIS."""
    return _matches("ris")


def search_bib() -> Response:
    """All matches as BibTeX."""
    return _matches("bib")


def citation(article_id: str) -> Response:
    """The reference to one article."""
    if is_part_of_id("citation"):
        return article_alone(f"{article_id}/citation")
    name = first(query_pairs(), "format") or "ris"
    if name not in FORMATS:
        raise InvalidRequest("format", f"one of {', '.join(FORMATS)}")
    found = current_engine().article(article_id)
    return named_so(article_id, "citation") if found is None else _one(found, name)


def unapi() -> Response:
    """unAPI version 1: which formats there are, and an article in one of them."""
    pairs = query_pairs()
    article_id, name = first(pairs, "id"), first(pairs, "format")
    if name is not None and name not in _UNAPI:
        abort(406, description=f"There are the formats {', '.join(_UNAPI)}.")
    if article_id is None:
        return _formats({})
    found = find_article(article_id)
    return _formats({"id": article_id}) if name is None else _one(found, _UNAPI[name])


def _matches(ending: str) -> Response:
    form = FORMATS[ending]
    write = _writer(form)

    def references(articles: Kept, _: bool) -> Iterator[bytes]:
        for kept, body in articles:
            yield write(kept.with_body(body)).encode()

    return export(
        Format(
            endpoint=f"feeds.{ending}",
            mimetype=form.content_type,
            filename=f"timbao.{ending}",
            with_bodies=True,  # the first sentence stands for a missing title
            head=no_head,
            write=references,
            may_choose=False,
        )
    )


def _one(article: Article, ending: str) -> Response:
    form = FORMATS[ending]
    response = Response(_writer(form)(article), content_type=form.content_type)
    name = f"{reference(article, '', today()).key}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _writer(form: _Written) -> Callable[[Article], str]:
    """What writes the reference to an article; to be used while the request lasts, or after."""
    day, page = today(), _page_address()
    return lambda article: form.write(reference(article, page(article.id), day))


def _page_address() -> Callable[[str], str]:
    """Our own address of an article, also when the request is over and articles go out."""
    mark = "0"
    before = url_for("pages.article", article_id=mark, lang=None, _external=True).removesuffix(mark)
    return lambda article_id: before + written_id(article_id)


def _formats(of: dict[str, str]) -> Response:
    """The formats that there are, of an article or in general."""
    root = etree.Element("formats", {name: xml_text(value) for name, value in of.items()})
    for name, ending in _UNAPI.items():
        etree.SubElement(root, "format", name=name, type=FORMATS[ending].media)
    return xml_response(root, "application/xml")


_FORMAT = Parameter("format", "The format", p.one_of(*FORMATS, default="ris"), ("bib",))

RIS = export_operation(
    "/search.ris",
    "feeds.ris",
    search_ris,
    summary="All results as RIS",
    description="A record for each article that answers, as Zotero, EndNote and JabRef read an "
    "article of a newspaper. Names are never taken apart.",
    media={ris.MEDIA: "RIS records of the type NEWS"},
)
BIB = export_operation(
    "/search.bib",
    "feeds.bib",
    search_bib,
    summary="All results as BibTeX",
    description="An entry for each article that answers, as BibTeX, biber, Zotero and JabRef "
    "read it. Names are never taken apart.",
    media={bibtex.MEDIA: "BibTeX entries: @article with BibLaTeX's entrysubtype newspaper"},
)
CITATION = Operation(
    "/api/articles/<article:article_id>/citation",
    "api.citation",
    citation,
    "The reference to an article",
    "As in /search.ris and /search.bib.",
    (p.ARTICLE_ID, _FORMAT),
    media={ris.MEDIA: "One RIS record", bibtex.MEDIA: "One BibTeX entry"},
    errors=(400, 404, 410, 503),
    room="Articles",
)
UNAPI = Operation(
    "/api/unapi",
    "api.unapi",
    unapi,
    "References as unAPI has them",
    "Without format a list of the formats, of one article if there is an id; Zotero takes an "
    "article from its page by this.",
    (
        Parameter("id", "The article's id", {"type": "string", "minLength": 1}, ("tt-04b",)),
        Parameter("format", "The format", {"type": "string", "enum": [*_UNAPI]}, ("ris",)),
    ),
    media={
        "application/xml": "The formats that there are",
        ris.MEDIA: "One RIS record",
        bibtex.MEDIA: "One BibTeX entry",
    },
    errors=(400, 404, 406, 410, 503),
    room="Articles",
)
