"""What did other papers write of the same story, how does it differ, and what is like it?"""

from __future__ import annotations

from dataclasses import dataclass

from search.results import Hit, Version
from web.engine import current_engine
from web.headlines import headline_of

MAX_SIMILAR, MAX_VERSIONS, MAX_SENTENCES = 5, 20, 8


@dataclass(frozen=True, slots=True)
class Listed:
    """An article in a list beside another one, and what stands there as its title."""

    hit: Hit
    headline: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Sentences that one version has and another has not, the first few of ``count``."""

    sentences: tuple[str, ...]
    count: int

    @classmethod
    def of(cls, sentences: tuple[str, ...]) -> Difference:
        """The first few of ``sentences``."""
        return cls(sentences[:MAX_SENTENCES], len(sentences))

    @property
    def more(self) -> int:
        """How many more there are."""
        return self.count - len(self.sentences)


@dataclass(frozen=True, slots=True)
class StoryVersion:
    """One version of a story, and how it differs from the one before it; ``is_this`` is the one
    that is read."""

    listed: Listed
    added: Difference
    left_out: Difference
    is_this: bool


def story_of(article_id: str) -> tuple[StoryVersion, ...]:
    """The versions of an article's story by time, itself among them; none if it is the only one."""
    known = current_engine().story(article_id)
    found = known.versions if known is not None else ()
    if len(found) < 2:
        return ()
    own = next((n for n, one in enumerate(found) if one.hit.id == article_id), 0)
    first = max(0, min(own - MAX_VERSIONS // 2, len(found) - MAX_VERSIONS))
    shown = found[first : first + MAX_VERSIONS]
    return tuple(_version(one, article_id) for one in shown)


def similar_to(article_id: str, story: tuple[StoryVersion, ...]) -> tuple[Listed, ...]:
    """Articles like one that are none of its ``story``."""
    same = {one.listed.hit.id for one in story}
    found = current_engine().similar(article_id, MAX_SIMILAR + len(same)) or []
    others = [hit for hit in found if hit.id not in same]
    return tuple(Listed(hit, hit_headline(hit)) for hit in others[:MAX_SIMILAR])


def hit_headline(hit: Hit) -> str:
    """The title of ``hit``; of one that has none the first sentence, which only the whole article
    tells."""
    if hit.title:
        return hit.title
    whole = current_engine().article(hit.id)
    return headline_of(whole if whole is not None else hit.article)


def _version(found: Version, article_id: str) -> StoryVersion:
    return StoryVersion(
        Listed(found.hit, hit_headline(found.hit)),
        Difference.of(found.added),
        Difference.of(found.left_out),
        found.hit.id == article_id,
    )
