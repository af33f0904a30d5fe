"""What did other papers write of the same story, how does it differ, and what is like it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from search.results import Hit
from search.story import Version
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


@dataclass(frozen=True, slots=True)
class ToldStory:
    """The versions of a story by time, and who printed it first: its name, its article where that
    is another one of the versions, and the line that says so."""

    versions: tuple[StoryVersion, ...] = ()
    first: str = ""
    first_id: str | None = None
    is_this: bool = False
    said: str = ""


def story_of(article_id: str) -> ToldStory:
    """An article's story; without versions if it is the only one."""
    known = current_engine().story(article_id)
    if known is None or len(known.versions) < 2:
        return ToldStory()
    versions = _shown(known.versions, article_id)
    if known.first is None:
        return ToldStory(versions)
    first = known.first
    return ToldStory(
        versions,
        first.name or _headline(known.versions, first.id),
        first.id,
        first.id == article_id,
        first.said,
    )


def _headline(versions: Sequence[Version], article_id: str | None) -> str:
    """What stands for the name of a paper that is not known: its article's title."""
    return next((hit_headline(one.hit) for one in versions if one.hit.id == article_id), "")


def _shown(found: Sequence[Version], article_id: str) -> tuple[StoryVersion, ...]:
    """The versions around the one that is read."""
    own = next((n for n, one in enumerate(found) if one.hit.id == article_id), 0)
    first = max(0, min(own - MAX_VERSIONS // 2, len(found) - MAX_VERSIONS))
    shown = found[first : first + MAX_VERSIONS]
    return tuple(_version(one, article_id) for one in shown)


def similar_to(article_id: str, story: ToldStory) -> tuple[Listed, ...]:
    """Articles like one that are none of its ``story``."""
    same = {one.listed.hit.id for one in story.versions}
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
