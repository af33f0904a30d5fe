"""What is shown of an article that was found?  Title, paper, day and age, section, and why.

Where nothing in its text matched, how it begins is shown.  An article without a title has its first
sentence for one.  A story of several papers is one hit, with the other articles behind it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from flask import url_for
from flask_babel import ngettext

from search import SearchRequest
from search.facet_values import value_key
from search.results import Highlights, Hit, Snippet
from web.headlines import first_sentence, headline_of
from web.links import DEFAULT, query_of
from web.pages.display import number
from web.pages.openings import opening
from web.pages.place import hit_query

MAX_OTHERS = 20  # of a story that are listed; its page has all


@dataclass(frozen=True, slots=True)
class OtherPaper:
    """Another article of the same story."""

    title: str
    href: str
    source: str
    published: date | datetime | None


@dataclass(frozen=True, slots=True)
class Others:
    """The other articles of a story: what opens them, those that are listed, and where all are,
    where there are more."""

    label: str
    listed: tuple[OtherPaper, ...]
    all_of_them: str | None


@dataclass(frozen=True, slots=True)
class ShownHit:
    """One hit.  ``title`` is ``None`` for an article without any text; ``anchor`` is the place of
    the first that only comes near."""

    title: Snippet | None
    href: str
    near: bool
    anchor: str | None
    category: str | None
    source: str | None
    published: date | datetime | None
    stretches: tuple[Snippet, ...]
    others: Others | None


NEAR_ANCHOR = "gan-dung"


def shown_hits(request: SearchRequest, hits: Iterable[Hit]) -> tuple[ShownHit, ...]:
    """``hits`` of ``request`` as they are shown; their links keep the request, so that their pages
    lead back to it."""
    shown, has_near = [], False
    for nth, hit in enumerate(hits, (request.page - 1) * request.size + 1):
        one = _shown(request, hit, nth)
        if hit.near and not has_near:
            one, has_near = replace(one, anchor=NEAR_ANCHOR), True
        shown.append(one)
    return tuple(shown)


def _shown(request: SearchRequest, hit: Hit, number: int) -> ShownHit:
    title, stretches = _title_and_stretches(hit)
    return ShownHit(
        title=title,
        href=_article(request, hit, number=number),
        near=hit.near,
        anchor=None,
        category=hit.category,
        source=hit.source,
        published=hit.article.published,
        stretches=stretches,
        others=_others(request, hit) if hit.others else None,
    )


def _article(
    request: SearchRequest, hit: Hit, anchor: str | None = None, number: int | None = None
) -> str:
    """The page of an article that knows the search it was found by, if there was one, and which of
    its results it is, if that is known."""
    query = query_of(request) if number is None else hit_query(request, number)
    known = {} if request == DEFAULT else query
    return url_for("pages.article", article_id=hit.id, _anchor=anchor, **known)


def _title_and_stretches(hit: Hit) -> tuple[Snippet | None, tuple[Snippet, ...]]:
    highlights = hit.highlights or Highlights(None, ())
    article, stretches = hit.article, highlights.body
    if article.title:
        if not stretches:
            begins = opening(article.summary or article.body)
            stretches = (begins,) if begins else ()
        return highlights.title or Snippet(article.title), stretches
    title, sentence = headline_of(article), first_sentence(article)
    if stretches and stretches[0].text.startswith(sentence):
        first, *behind = stretches
        return _split(first, title, len(sentence), tuple(behind))
    if not stretches:
        begins = opening((article.summary or article.body).strip()[len(sentence) :])
        stretches = (begins,) if begins else ()
    return Snippet(title) if title else None, stretches


def _split(
    first: Snippet, title: str, length: int, behind: tuple[Snippet, ...]
) -> tuple[Snippet, tuple[Snippet, ...]]:
    """``first``, of which so many characters are the title, as title and what stands behind it,
    each with its marks."""
    marks = tuple((a, min(b, len(title))) for a, b in first.marks if a < len(title))
    rest = first.text[length:]
    begin = length + len(rest) - len(rest.lstrip())
    if begin == len(first.text):
        return Snippet(title, marks), behind
    later = tuple((a - begin, b - begin) for a, b in first.marks if a >= begin)
    return Snippet(title, marks), (
        Snippet(first.text[begin:], later, cut_behind=first.cut_behind),
        *behind,
    )


def _others(request: SearchRequest, hit: Hit) -> Others:
    """The other articles that answer of a hit's story, by the papers that they are of."""
    listed = tuple(
        OtherPaper(
            headline_of(other.article),
            _article(request, other),
            other.source or "",
            other.article.published,
        )
        for other in hit.others
    )
    is_whole = len(listed) == hit.similar
    papers = {value_key("source", other.source) for other in hit.others if other.source}
    count = len(papers - {value_key("source", hit.source or "")}) if is_whole else 0
    all_of_them = None if is_whole else _article(request, hit, "versions")
    return Others(_others_label(count, hit.similar), listed, all_of_them)


def _others_label(papers: int, articles: int) -> str:
    """How many other papers have the story or, if it is all of one, how many other articles."""
    if papers:
        return str(ngettext("và %(count)s báo khác", "và %(count)s báo khác", papers,
                            count=number(papers)))  # fmt: skip
    return str(ngettext("và %(count)s bài khác", "và %(count)s bài khác", articles,
                        count=number(articles)))  # fmt: skip
