"""Are two articles one story?  Their texts overlap, and nothing tells them apart.

Texts overlap by Jaccard (a copy, with a few words changed) or by containment (one of them
shortened, or the other with additions).  Measured on 20,000 articles: copies have a Jaccard of .9
and more; of stories that were written anew .46 to .58, with .75 to .89 of the shorter within the
longer; lottery pages from one template reach .63, and .77 of containment.  So what overlaps is
looked at once more: by titles (:mod:`index.groups.titles`), by what fills equal sentences
(:mod:`index.groups.frames`), and by whether the text is about its title at all.
"""

from __future__ import annotations

import numpy as np

from index.groups.frames import compare
from index.groups.texts import StoryText
from index.groups.titles import alike, differ, names_in, numbers_in, words_in

MIN_JACCARD = 0.65
MIN_CONTAINMENT = 0.72
MIN_JACCARD_CONTAINED = 0.2  # a digest of ten stories is none of them
MIN_SHINGLES = 8
_SHORT, _MIN_JACCARD_SHORT = 20, 0.85  # a text of fewer shingles has to be the same
_MAX_CONFLICTS = 1 / 6  # of the sentences in common, on one day
_MAX_CONFLICTS_OF_COPIES, _COPIES = 1 / 10, 0.9  # on any, from such a Jaccard on
_NOTICE = 150  # shingles that one has at most, a notice in place of a story
_ABOUT = 0.5  # of a title's words that its text has, if it is about that
_STRENGTHS = 1000


def strength(first: StoryText, second: StoryText) -> int:
    """How surely two articles are one story, from 1 to 1000 (their Jaccard), 0 if they are not."""
    common = len(np.intersect1d(first.shingles, second.shingles, assume_unique=True))
    fewer, more = sorted((len(first.shingles), len(second.shingles)))
    if fewer < MIN_SHINGLES:
        return 0
    jaccard, contained = common / (fewer + more - common), common / fewer
    if not _overlap(jaccard, contained, fewer) or _told_apart(first, second, jaccard):
        return 0
    return max(1, round(_STRENGTHS * jaccard))


def _overlap(jaccard: float, contained: float, fewer: int) -> bool:
    if fewer < _SHORT:
        return jaccard >= _MIN_JACCARD_SHORT
    return jaccard >= MIN_JACCARD or (
        contained >= MIN_CONTAINMENT and jaccard >= MIN_JACCARD_CONTAINED
    )


def _told_apart(first: StoryText, second: StoryText, jaccard: float) -> bool:
    return (
        differ(first.title, second.title)
        or _has_own(first, second)
        or _has_own(second, first)
        or _is_template(first, second, jaccard)
        or _hide_their_stories(first, second)
    )


def _has_own(one: StoryText, other: StoryText) -> bool:
    """Whether the title of ``one`` has a number or a name that its text has and the other's title
    and text have not."""
    numbers = numbers_in(one.title) - numbers_in(other.title)
    parts = {part for number in numbers for part in number.split("/")}
    own = (parts | names_in(one.title)).difference(map(str.lower, words_in(other.title)))
    return bool(own) and not (own & one.words) <= other.words


def _is_template(first: StoryText, second: StoryText, jaccard: float) -> bool:
    """Whether the two fill the same sentences otherwise: where that may be a mistake put right
    (on one day, or in what is else a copy) many of the sentences in common, otherwise any."""
    compared = compare(first.sentences, second.sentences)
    found, common = compared.conflicts, compared.in_common
    if not found:
        return False
    allowed = _MAX_CONFLICTS_OF_COPIES * common
    if not alike(first.title, second.title):  # as those of one template are
        allowed = max(1, allowed)
    if jaccard >= _COPIES and found <= allowed:
        return False
    other_day = bool(first.day and second.day and first.day != second.day)
    return other_day or found > _MAX_CONFLICTS * common


def _hide_their_stories(first: StoryText, second: StoryText) -> bool:
    """Whether the texts are not about their titles (a notice stands where they were) and these
    differ."""
    if min(len(first.shingles), len(second.shingles)) > _NOTICE:
        return False
    a, b = ({word.lower() for word in words_in(one.title)} for one in (first, second))
    if not a or not b or len(a & b) >= _ABOUT * min(len(a), len(b)):
        return False
    return any(
        len(title & one.words) < _ABOUT * len(title) for title, one in ((a, first), (b, second))
    )
