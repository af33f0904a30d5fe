"""Which articles are one story with one, or with the hits of a page?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.article import Article
from index.cluster.mapping import ARTICLE, GROUPED, STORY, TIE, signed
from index.codec.ids import hash_of
from search.engines.opensearch.asking import Body
from search.engines.opensearch.documents import read_article
from search.engines.opensearch.dsl import Query, all_of, term, without
from search.engines.opensearch.inquiry import Inquiry
from search.engines.opensearch.page import StoryHit, order

_MAX_MEMBERS = 1000  # of a story: the largest of 100,000 articles has 60
_BY_TIME = [one for one in order("oldest") if "_score" not in one]


def story_of(article_id: str, inquiry: Inquiry) -> list[Article]:
    """The articles that are one story with one, and itself, the oldest first and undated ones last;
    none for an unknown id."""
    own = {"size": 1, "query": _the(article_id), "docvalue_fields": [STORY], "_source": False}
    for hit in inquiry.hits(own):
        members = _members(term(STORY, hit["fields"][STORY][0]))
        return list(map(read_article, inquiry.hits(members)))
    return []


def with_others(
    shown: Sequence[StoryHit], answers: Query, count: int, inquiry: Inquiry
) -> Iterator[StoryHit]:
    """``shown``, the hits of a page, each with up to ``count`` others of its story among
    ``answers``, the oldest."""
    bodies = [
        _members(_others(hit, answers), count)
        for hit in shown
        if hit.story is not None and hit.found.similar
    ]
    answered = iter(inquiry.search_many(bodies) if bodies else ())
    for hit in shown:
        if hit.story is None or not hit.found.similar:
            yield hit
            continue
        others = tuple(_plain(read_article(one)) for one in next(answered)["hits"]["hits"])
        yield replace(hit, found=replace(hit.found, others=others))


def _others(hit: StoryHit, answers: Query) -> Query:
    members = all_of([answers, term(GROUPED, hit.story or 0)])
    return without(members, [_the(hit.found.article.id)])


def _the(article_id: str) -> Query:
    return term(TIE, signed(hash_of(article_id.encode())))


def _plain(article: Article) -> Article:
    """``article`` without its body, if it has a title."""
    return replace(article, body="") if article.title else article


def _members(query: Query, count: int = _MAX_MEMBERS) -> Body:
    return {"size": count, "query": query, "sort": _BY_TIME, "_source": [ARTICLE]}
