"""How do pairs become groups?  The surest first, and never two whose titles differ.

One story may be linked to two that tell of different things: *Cháy chợ* to *Cháy chợ, 5 người
chết* and to *Cháy chợ, 13 người chết*.  So a group is joined with another only if no title of the
one differs from any of the other, and what is surer comes first; the outcome depends on the pairs
alone, and not on the order in which they were found.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from index.groups.titles import differ

_MAX_TITLES = 50
"""Different titles in a group: what has more is a notice that stands where articles were."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two articles that are one story, by the hashes of their ids, and how surely (the higher, the
    surer)."""

    first: int
    second: int
    strength: int


def group(links: Iterable[Link], title_of: Callable[[int], str]) -> dict[int, int]:
    """Per article that is in a group the group's name, the lowest hash among its members.

    ``title_of`` gives the title of an article; it is asked where three or more hang together.
    """
    ordered = sorted(links, key=lambda one: (-one.strength, *sorted((one.first, one.second))))
    groups = _Groups(title_of, _in_pairs(ordered))
    for link in ordered:
        groups.join(link.first, link.second)
    return groups.names()


def _in_pairs(links: Sequence[Link]) -> frozenset[int]:
    """The articles that are linked to one other, which itself is linked to no third."""
    degrees = Counter(end for link in links for end in (link.first, link.second))
    return frozenset(
        end
        for link in links
        if degrees[link.first] == degrees[link.second] == 1
        for end in (link.first, link.second)
    )


class _Groups:
    """Sets of articles that grow together (union-find, the smaller into the larger)."""

    def __init__(self, title_of: Callable[[int], str], in_pairs: frozenset[int]) -> None:
        self._title_of, self._in_pairs = title_of, in_pairs
        self._root: dict[int, int] = {}
        self._members: dict[int, list[int]] = {}
        self._titles: dict[int, set[str]] = {}

    def join(self, first: int, second: int) -> None:
        """Make one group of two articles' groups, unless titles in them differ."""
        a, b = self._root_of(first), self._root_of(second)
        if a == b or self._differ(a, b):
            return
        if len(self._members[a]) < len(self._members[b]):
            a, b = b, a
        self._members[a] += self._members.pop(b)
        self._titles[a] |= self._titles.pop(b)
        self._root[b] = a

    def names(self) -> dict[int, int]:
        """Member → the name of its group, for groups of two and more."""
        found: defaultdict[int, int] = defaultdict(int)
        for members in self._members.values():
            if len(members) > 1:
                found.update(dict.fromkeys(members, min(members)))
        return dict(found)

    def _root_of(self, member: int) -> int:
        if member not in self._root:
            self._root[member] = member
            self._members[member] = [member]
            title = "" if member in self._in_pairs else self._title_of(member)
            self._titles[member] = {title}
        while self._root[member] != member:
            self._root[member] = member = self._root[self._root[member]]
        return member

    def _differ(self, a: int, b: int) -> bool:
        first, second = self._titles[a], self._titles[b]
        if len(first) + len(second) > _MAX_TITLES:
            return not (first <= second or second <= first)
        return any(differ(one, other) for one in first for other in second)
