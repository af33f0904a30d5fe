"""Where did the query match in an article's own text?

The syllables of the stored text are looked at again by the one analyzer, so a mark covers
exactly those whose terms matched, whatever their spelling.  Each distinct spelling is
judged once per request; most syllables of a text are then one look-up.  Matching syllables
that stand side by side share one mark.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from index.analysis import BARE_MARK, terms_of
from index.article import TEXT_FIELDS, Article
from index.vietnamese import look_up
from search.highlight.patterns import Pattern, Step
from search.results import Highlights, Mark, Snippet

_SNIPPETS = 2
_SNIPPET_CHARS = 240
_LONGEST_SNIPPET = 1000  # characters: a match longer than this is no word, and is cut
_SHORTENED = (
    "TS", "ThS", "Ths", "GS", "PGS", "BS", "KTS", "KS", "LS", "NSND", "NSƯT", "Mr", "Mrs", "Ms",
    "Dr", "Jr", "St", "vs", "TP", "Tp", "tp", "TX", "Tx",
)  # fmt: skip
# The point of a single capital ends no sentence either, be it a name or *vitamin C*.
_NO_END = "".join(rf"(?<!\b{text}\.)" for text in _SHORTENED) + r"(?<!\b[A-ZĐ]\.)"
# Written to begin with one set of characters, which is searched for several times faster.
_SENTENCE_END = re.compile(rf"[.!?…\n](?:(?<=\n)|{_NO_END}[\"”’)]*(?=\s))")


class Highlighter:
    """Marks the matches of one query in any number of articles."""

    def __init__(self, wanted: Sequence[Pattern]) -> None:
        self._markers = {flag: _Marker(tuple(wanted), flag) for flag in (False, True)}
        number = {pattern: n for n, pattern in enumerate(wanted)}
        self._rather = {n: number[p.rather] for p, n in number.items() if p.rather is not None}

    def highlight(self, article: Article, *, unaccented: bool) -> Highlights:
        """The title with its marks, and the best stretches of summary and body.

        ``unaccented`` tells whether the article was written without any accent.
        """
        texts = (article.title, article.summary, article.body)
        marks = self._markers[unaccented].marks
        hits = self._preferred([marks(t, f) for t, f in zip(texts, TEXT_FIELDS, strict=True)])
        title = Snippet(article.title, _merged(hits[0], article.title))
        stretches = [
            s for t, own in zip(texts[1:], hits[1:], strict=True) for s in _stretches(t, own)
        ]
        body = tuple(_best_snippets(stretches))
        return Highlights(title if article.title else None, body)

    def _preferred(self, hits: list[list[_Hit]]) -> list[list[_Hit]]:
        """``hits`` without those of patterns in whose place others are marked."""
        matched = {hit.pattern for own in hits for hit in own}
        out = {n for n, rather in self._rather.items() if rather in matched}
        return [[hit for hit in own if hit.pattern not in out] for own in hits] if out else hits


@dataclass(frozen=True, slots=True)
class _Hit:
    """``text[start:end]`` matched the pattern with number ``pattern``."""

    start: int
    end: int
    pattern: int


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The sentence ``text[start:end]`` and the matches in it."""

    text: str
    start: int
    end: int
    hits: tuple[_Hit, ...]

    @property
    def worth(self) -> float:
        """Different matches count, and a little how often."""
        return len({hit.pattern for hit in self.hits}) + min(len(self.hits), 20) / 100

    def cut(self) -> _Stretch:
        """As much of it as a snippet shows."""
        start, end = _window(self.text, self.start, self.end, self.hits)
        shown = tuple(hit for hit in self.hits if start <= hit.start and hit.end <= end)
        return _Stretch(self.text, start, end, shown)


_Steps = tuple[tuple[int, int], ...]
"""The patterns, by number, that a syllable matches, each with the number of the step."""


class _Marker:
    """Finds the matches of ``wanted`` in texts of articles that are ``unaccented``, or are not."""

    def __init__(self, wanted: tuple[Pattern, ...], unaccented: bool) -> None:
        self._wanted = wanted
        self._judged = _Judged(wanted, unaccented)

    def marks(self, text: str, field: str) -> list[_Hit]:
        """The matches, in the order in which they begin."""
        found = {n: (start, end, steps) for n, start, end, steps in look_up(text, self._judged)}
        hits = [
            _Hit(start, found[n + len(self._wanted[number].steps) - 1][1], number)
            for n, (start, _, steps) in found.items()
            for number, step in steps
            if step == 0 and self._goes_on(found, n, number, field)
        ]
        return sorted(hits, key=lambda hit: (hit.start, hit.end))

    def _goes_on(
        self, found: dict[int, tuple[int, int, _Steps]], n: int, number: int, field: str
    ) -> bool:
        """Whether the pattern, whose first step the syllable n matches, matches there."""
        pattern = self._wanted[number]
        if pattern.field not in (None, field):
            return False
        return all(
            n + i in found and (number, i) in found[n + i][2] for i in range(1, len(pattern.steps))
        )


class _Judged(dict[str, _Steps]):
    """Spelling of a syllable → the steps it matches, judged when it is first asked for."""

    def __init__(self, wanted: Sequence[Pattern], unaccented: bool) -> None:
        super().__init__()
        self._unaccented = unaccented
        self._exact: dict[str, list[tuple[int, int]]] = {}
        self._loose: list[tuple[Step, tuple[int, int]]] = []
        for number, pattern in enumerate(wanted):
            for i, step in enumerate(pattern.steps):
                for term in step.terms:
                    self._exact.setdefault(term, []).append((number, i))
                if step.prefix or step.near:
                    self._loose.append((step, (number, i)))

    def __missing__(self, surface: str) -> _Steps:
        accented, folded = terms_of(surface)
        steps: _Steps = ()
        # most syllables match nothing, and are done with here
        if accented in self._exact or folded in self._exact or self._loose or self._unaccented:
            steps = self._judge(accented, folded)
        self[surface] = steps
        return steps

    def _judge(self, accented: str, folded: str) -> _Steps:
        terms = [accented, folded]
        if self._unaccented:
            terms.append(BARE_MARK + accented)
        steps = [step for term in terms for step in self._exact.get(term, ())]
        steps += [which for step, which in self._loose if step.accepts(accented, folded)]
        return tuple(dict.fromkeys(steps))


def _merged(hits: Sequence[_Hit], text: str, offset: int = 0) -> tuple[Mark, ...]:
    """Disjoint marks, relative to ``offset``; neighbours with only a space between are joined."""
    marks: list[list[int]] = []
    for hit in hits:
        if marks and (hit.start <= marks[-1][1] or text[marks[-1][1] : hit.start] == " "):
            marks[-1][1] = max(marks[-1][1], hit.end)
        else:
            marks.append([hit.start, hit.end])
    return tuple((start - offset, end - offset) for start, end in marks)


def _stretches(text: str, hits: Sequence[_Hit]) -> Iterator[_Stretch]:
    """The sentences of ``text`` that have matches."""
    if not hits:
        return
    ends = _sentence_ends(text, hits)
    for number, of_sentence in groupby(hits, key=lambda hit: bisect_right(ends, hit.start)):
        start = ends[number - 1] if number else 0
        end = ends[number] if number < len(ends) else len(text)
        start += len(text[start:end]) - len(text[start:end].lstrip())
        end -= text[end - 1] == "\n"
        inside = tuple(hit for hit in of_sentence if hit.end <= end)
        if inside:
            yield _Stretch(text, start, end, inside)


def _sentence_ends(text: str, hits: Sequence[_Hit]) -> list[int]:
    """Where sentences end; the point of *TP. HCM* or *GS. Tạ Quang Bửu* ends none."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    within = {
        end
        for hit in hits
        for end in ends[bisect_right(ends, hit.start) : bisect_left(ends, hit.end)]
    }
    return [end for end in ends if end not in within] if within else ends


def _best_snippets(stretches: Sequence[_Stretch]) -> Iterator[Snippet]:
    """The best stretches, cut to a snippet's length, in their order."""
    best: list[tuple[float, int, _Stretch]] = []
    for worth, minus_n in sorted(((s.worth, -n) for n, s in enumerate(stretches)), reverse=True):
        if len(best) == _SNIPPETS and worth <= best[-1][0]:
            break  # what is cut is worth no more than the whole
        cut = stretches[-minus_n].cut()
        best = sorted([*best, (cut.worth, minus_n, cut)], key=lambda b: b[:2], reverse=True)
        del best[_SNIPPETS:]
    for _, _, stretch in sorted(best, key=lambda b: -b[1]):
        text = stretch.text[stretch.start : stretch.end]
        yield Snippet(text, _merged(stretch.hits, stretch.text, stretch.start))


def _window(text: str, start: int, end: int, hits: Sequence[_Hit]) -> tuple[int, int]:
    """The part of the sentence ``text[start:end]`` to show: around most different matches."""
    if end - start <= _SNIPPET_CHARS:
        return start, end
    best = _richest(hits)
    first = max(start, min(best.start - _SNIPPET_CHARS // 6, end - _SNIPPET_CHARS))
    if first > start:
        first = text.find(" ", first, best.start) + 1 or best.start
    last = min(end, max(first + _SNIPPET_CHARS, best.end))
    if last < end:
        space = text.rfind(" ", best.end, last + 1)
        last = space if space != -1 else max(best.end, _token_end(text, last, end))
    return first, min(last, first + _LONGEST_SNIPPET)


def _richest(hits: Sequence[_Hit]) -> _Hit:
    """The first hit behind which, as far as a snippet reaches, most different patterns match.

    ``hits`` ascend, so what is within reach is a window that moves along with them.
    """
    within: Counter[int] = Counter()
    best, most, end = hits[0], 0, 0
    for number, hit in enumerate(hits):
        reach = hit.start + _SNIPPET_CHARS * 5 // 6
        end = max(end, number)  # a match longer than the reach was never within
        while end < len(hits) and hits[end].end <= reach:
            within[hits[end].pattern] += 1
            end += 1
        if len(within) > most:
            best, most = hit, len(within)
        if within[hit.pattern] > 1:
            within[hit.pattern] -= 1
        else:
            del within[hit.pattern]
    return best


def _token_end(text: str, at: int, end: int) -> int:
    """The end of the syllable that ``at`` falls into."""
    while at < end and text[at - 1].isalnum() and text[at].isalnum():
        at += 1
    return at
