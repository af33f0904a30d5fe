"""Which paper printed a story first?  By its versions' times, and by what they say they are from.

Papers reprint each other within minutes, and their clocks and dates are not always right; a line as
*Theo VnExpress* is.  Each version with a credit votes for where its chain of credits ends: at
another version, or at a paper that has none among them.  Without credits the earliest is the first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from index.article import Article
from index.days import UNDATED, minutes
from search.credits import Credit, credits_of
from search.papers import Paper, host_of, house_of, outlet_key, paper_at, paper_named
from search.story import FirstPublisher

FIRST_ON_THE_WEB = date(1996, 1, 1)
"""No Vietnamese paper had a site before: an earlier date among later ones is wrong."""

_OPENING_WEIGHT, _EARLIEST_WEIGHT, _AGENCY_WEIGHT = 0.75, 0.5, 2.0
_OWN_WEIGHT, _OWN_UNDATED_WEIGHT = 0.25, 1.0

_Root = int | str
"""Where a chain of credits ends: the number of a version, or the key of a paper that has none."""


@dataclass(frozen=True, slots=True)
class _Member:
    """A version: its place in the order of time, the key of its paper and what it credits others
    for; ``own`` is a credit of its own paper."""

    article: Article
    key: str
    credits: tuple[Credit, ...]
    own: Credit | None


@dataclass(slots=True)
class _Votes:
    """What speaks for one root: a weight, and the credits that it comes of."""

    weight: float = 0.0
    said: list[tuple[Credit, Article]] = field(default_factory=list)


def first_publisher(versions: Sequence[Article]) -> FirstPublisher | None:
    """Who printed ``versions``, one story in the order of time, first; ``None`` if there are
    several and neither a time nor a credit tells."""
    members = _members(versions)
    earliest = _earliest(members)
    votes = _vote(members, earliest)
    if votes:
        root = max(
            votes, key=lambda one: (votes[one].weight, one == earliest, isinstance(one, int))
        )
        if votes[root].said:
            return _by_credit(root, votes[root].said, members)
    return _by_time(members, earliest)


def _members(versions: Sequence[Article]) -> list[_Member]:
    keys = [outlet_key(_source(one)) for one in versions]
    known = {key for key in keys if key}
    found = []
    for article, key in zip(versions, keys, strict=True):
        credits_ = credits_of(article, known)
        own = next((one for one in credits_ if _is_of(key, one.key)), None)
        others = tuple(one for one in credits_ if not _is_of(key, one.key))
        found.append(_Member(article, key, others, own))
    return found


def _source(article: Article) -> str:
    return article.source or host_of(article.url)


def _is_of(key: str, credited: str) -> bool:
    """Whether a credit names the paper with ``key`` itself, or the agency that prints it."""
    return bool(key) and (key == credited or house_of(key) == credited)


def _earliest(members: Sequence[_Member]) -> int | None:
    """Which of ``members`` has the earliest time that can be: sure dates before others; ``None`` if
    none has any, or only one of several that are undated could be told by nothing."""
    times = {n: minutes(one.article.published) for n, one in enumerate(members)}
    dated = {n: time for n, time in times.items() if time != UNDATED}
    if not dated:
        return 0 if len(members) == 1 else None
    likely = {n: time for n, time in dated.items() if time >= minutes(FIRST_ON_THE_WEB)} or dated
    sure = {n: time for n, time in likely.items() if members[n].article.published_sure} or likely
    return min(sure, key=lambda n: (sure[n], bool(members[n].credits), members[n].own is None, n))


def _vote(members: Sequence[_Member], earliest: int | None) -> dict[_Root, _Votes]:
    """What speaks for whom.  Who comes first by time has half a vote; a mark of its own paper,
    which some put before all that they print, has less, and more where there is no time; and an
    agency's text is the agency's, whoever was quicker."""
    votes: dict[_Root, _Votes] = {}
    targets = [_target(n, members) for n in range(len(members))]
    trusted = {target for target, credit in filter(None, targets) if credit.place != "opening"}
    for n, member in enumerate(members):
        target = targets[n]
        if target is not None and target[1].place == "opening" and n in trusted:
            targets[n] = target = (
                None  # others have it from here: only a sentence is from elsewhere
            )
        if target is None and member.own is not None:
            one = votes.setdefault(n, _Votes())
            is_dated = member.article.published is not None
            one.weight += _OWN_WEIGHT if is_dated else _OWN_UNDATED_WEIGHT
            one.said.append((member.own, member.article))
    for n, target in enumerate(targets):
        if target is None:
            continue
        root, credit, said_by = _follow(n, targets, members)
        one = votes.setdefault(root, _Votes())
        one.weight += _weight(root, credit)
        one.said.append((credit, said_by))
    if earliest is not None and targets[earliest] is None:
        votes.setdefault(earliest, _Votes()).weight += _EARLIEST_WEIGHT
    return votes


def _weight(root: _Root, credit: Credit) -> float:
    if credit.place == "opening":
        return _OPENING_WEIGHT
    found = paper_named(root) if isinstance(root, str) else None
    return _AGENCY_WEIGHT if found is not None and found.is_agency else 1.0


def _target(n: int, members: Sequence[_Member]) -> tuple[_Root, Credit] | None:
    """Where version ``n`` says it is from: of several papers in one line an agency, else one that
    is among the versions, else the first."""
    strongest = [one for one in members[n].credits if one.place != "opening"]
    said = strongest or list(members[n].credits)
    if not said:
        return None
    line = [one for one in said if one.said == said[0].said]
    resolved = [(_resolve(one.key, n, members), one) for one in line]

    def rank(found: tuple[_Root, Credit]) -> tuple[bool, bool]:
        paper = paper_named(found[1].key)
        return (paper is None or not paper.is_agency, not isinstance(found[0], int))

    return min(resolved, key=rank)


def _resolve(key: str, n: int, members: Sequence[_Member]) -> _Root:
    """The version, other than ``n``, of the paper with ``key``, or of one that this agency prints;
    the key itself if there is none."""
    same = [m for m, one in enumerate(members) if m != n and one.key == key]
    printed = [
        m for m, one in enumerate(members) if m != n and one.key and house_of(one.key) == key
    ]
    return next(iter(same or printed), key)


def _follow(
    n: int, targets: Sequence[tuple[_Root, Credit] | None], members: Sequence[_Member]
) -> tuple[_Root, Credit, Article]:
    """The end of the chain of credits that begins at ``n``, the last credit in it and whose it is;
    of a circle the earliest version."""
    path = [n]
    while True:
        target = targets[path[-1]]
        assert target is not None  # noqa: S101 - the chain was left where there is none  # nosec B101
        root, credit = target
        at = members[path[-1]].article
        if isinstance(root, str) or targets[root] is None:
            return root, credit, at
        if root in path:
            circle = path[path.index(root) :]
            first = min(circle, key=lambda m: (_time(members[m]), m))
            return first, credit, at
        path.append(root)


def _time(member: _Member) -> float:
    time = minutes(member.article.published)
    return time if time != UNDATED else float("inf")


def _by_credit(
    root: _Root, said: Sequence[tuple[Credit, Article]], members: Sequence[_Member]
) -> FirstPublisher:
    """The answer that the credits give; quoted is the line that most have."""
    lines = Counter(credit.said for credit, _ in said)
    credit, said_by = max(said, key=lambda one: lines[one[0].said])
    if isinstance(root, int):
        article = members[root].article
        source = _source(article)
        return FirstPublisher(article.id, source, _name(source), "credit", credit.said, said_by.id)
    paper = paper_named(root)
    host = paper.host if paper is not None else host_of(credit.name)
    name = paper.name if paper is not None else credit.name
    return FirstPublisher(None, host, name, "credit", credit.said, said_by.id)


def _by_time(members: Sequence[_Member], earliest: int | None) -> FirstPublisher | None:
    if earliest is None:
        return None
    article = members[earliest].article
    source = _source(article)
    return FirstPublisher(article.id, source, _name(source), "time")


def _name(source: str) -> str:
    paper: Paper | None = paper_at(source)
    return paper.name if paper is not None else host_of(source) or source
