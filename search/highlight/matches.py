"""Where do the patterns of a query match in a text?

The syllables of the stored text are looked at again by the one analyzer, so a match covers
exactly those whose terms matched, whatever their spelling.  Most syllables are passed over by
their letters (:mod:`index.vietnamese.sought`); of the others, each distinct spelling is judged
once per request.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.analysis import BARE_MARK, FOLDED_MARK, terms_of
from index.article import TEXT_FIELDS
from index.vietnamese import Sought
from search.highlight.patterns import Pattern, Step

Match = tuple[int, int, int]
"""``start``, ``end`` and the ordinal of a pattern: ``text[start:end]`` matched it.  No class of its
own, since a common word matches hundreds of times on one page."""
_Steps = tuple[tuple[int, int], ...]
"""What a syllable matches: ordinals of patterns, each with the place of the step in it."""


class Marker:
    """Finds the matches of ``wanted`` in texts of articles that are ``unaccented``, or are not."""

    def __init__(self, wanted: Sequence[Pattern], *, unaccented: bool) -> None:
        self._sought = _sought(wanted)
        self._judged = _Judged(wanted, unaccented)
        self._lengths = {
            field: [len(p.steps) if p.field in (None, field) else 0 for p in wanted]
            for field in TEXT_FIELDS
        }

    def matches(self, text: str, field: str) -> list[Match]:
        """The matches in ``text``, which the article has in ``field``, in order."""
        found = self._sought.look_up(text, self._judged) if text else []
        lengths = self._lengths[field]
        matches: list[Match] = []
        for place, (n, start, end, steps) in enumerate(found):
            for ordinal, step in steps:
                if step == 0 and lengths[ordinal] == 1:
                    matches.append((start, end, ordinal))
                elif step == 0 and lengths[ordinal]:
                    row = found[place : place + lengths[ordinal]]
                    if _goes_on(row, n, ordinal, lengths[ordinal]):
                        matches.append((start, row[-1][2], ordinal))
        matches.sort()
        return matches


def _goes_on(
    row: Sequence[tuple[int, int, int, _Steps]], n: int, ordinal: int, length: int
) -> bool:
    """Whether ``row``, which begins with the n-th syllable of a text, has the next ones too, and
    they match the steps of a pattern with so many."""
    return len(row) == length and all(
        row[i][0] == n + i and (ordinal, i) in row[i][3] for i in range(1, length)
    )


def _sought(wanted: Sequence[Pattern]) -> Sought:
    """What a syllable must be, or begin with, that matches any step of ``wanted``."""
    steps = [step for pattern in wanted for step in pattern.steps]
    beginnings = {_letters(step.prefix) for step in steps if step.prefix}
    return Sought(
        {_letters(term) for step in steps for term in step.terms},
        beginnings,
        everything="" in beginnings or any(step.near for step in steps),
    )


def _letters(term: str) -> str:
    return term.lstrip(FOLDED_MARK + BARE_MARK)


class _Judged(dict[str, _Steps]):
    """Spelling of a syllable → the steps it matches, judged when it is first asked for."""

    def __init__(self, wanted: Sequence[Pattern], unaccented: bool) -> None:
        super().__init__()
        self._unaccented = unaccented
        self._exact: dict[str, list[tuple[int, int]]] = {}
        self._loose: list[tuple[Step, tuple[int, int]]] = []
        for ordinal, pattern in enumerate(wanted):
            for i, step in enumerate(pattern.steps):
                for term in step.terms:
                    self._exact.setdefault(term, []).append((ordinal, i))
                if step.prefix or step.near:
                    self._loose.append((step, (ordinal, i)))

    def __missing__(self, surface: str) -> _Steps:
        accented, folded = terms_of(surface)
        terms = [accented, folded]
        if self._unaccented:
            terms.append(BARE_MARK + accented)
        steps = [step for term in terms for step in self._exact.get(term, ())]
        steps += [which for step, which in self._loose if step.accepts(accented, folded)]
        judged = self[surface] = tuple(dict.fromkeys(steps))
        return judged
