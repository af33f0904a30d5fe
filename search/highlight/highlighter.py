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

_MAX_SNIPPETS = 2  # of an article
_SNIPPET_CHARS = 240  # that are shown of a longer sentence, unless a match needs more
_MAX_SNIPPET_CHARS = 1000  # a match longer than this is no word, and is cut
_ABBREVIATED = (
    "TS", "ThS", "Ths", "GS", "PGS", "BS", "KTS", "KS", "LS", "NSND", "NSƯT", "Mr", "Mrs", "Ms",
    "Dr", "Jr", "St", "vs", "TP", "Tp", "tp", "TX", "Tx",
)  # fmt: skip
# The point of a single capital ends no sentence either, be it a name or *vitamin C*.
_NO_END = "".join(rf"(?<!\b{text}\.)" for text in _ABBREVIATED) + r"(?<!\b[A-ZĐ]\.)"
# Written to begin with one set of characters, which is searched for several times faster.
_SENTENCE_END = re.compile(rf"[.!?…\n](?:(?<=\n)|{_NO_END}[\"”’)]*(?=\s))")


class Highlighter:
    """Marks the matches of one query in any number of articles."""

    def __init__(self, wanted: Sequence[Pattern]) -> None:
        self._markers = {flag: _Marker(tuple(wanted), flag) for flag in (False, True)}
        ordinal = {pattern: n for n, pattern in enumerate(wanted)}
        self._rather = {n: ordinal[p.rather] for p, n in ordinal.items() if p.rather is not None}

    def highlight(self, article: Article, *, unaccented: bool) -> Highlights:
        """The whole title with its marks, and the best sentences of summary and body with theirs.

        ``unaccented`` tells whether the article was written without any accent.  Marks count
        characters (code points) of the snippet they stand in.
        """
        texts = (article.title, article.summary, article.body)
        marks = self._markers[unaccented].marks
        matches = self._preferred([marks(t, f) for t, f in zip(texts, TEXT_FIELDS, strict=True)])
        title = Snippet(article.title, _merged(matches[0], article.title))
        sentences = [
            sentence
            for text, of_text in zip(texts[1:], matches[1:], strict=True)
            for sentence in _matched_sentences(text, of_text)
        ]
        body = tuple(_best_snippets(sentences))
        return Highlights(title if article.title else None, body)

    def _preferred(self, matches: list[list[_Match]]) -> list[list[_Match]]:
        """``matches`` without those of patterns in whose place others are marked."""
        matched = {match.pattern for of_text in matches for match in of_text}
        out = {n for n, rather in self._rather.items() if rather in matched}
        if not out:
            return matches
        return [[match for match in of_text if match.pattern not in out] for of_text in matches]


@dataclass(frozen=True, slots=True)
class _Match:
    """``text[start:end]`` matched the pattern with the ordinal ``pattern``."""

    start: int
    end: int
    pattern: int


@dataclass(frozen=True, slots=True)
class _Sentence:
    """The sentence ``text[start:end]``, or a part of it, and the matches in it."""

    text: str
    start: int
    end: int
    matches: tuple[_Match, ...]

    @property
    def score(self) -> float:
        """How many different patterns match, and a little how often."""
        return len({match.pattern for match in self.matches}) + min(len(self.matches), 20) / 100

    def cut(self) -> _Sentence:
        """The sentence cut to what a snippet shows of it."""
        start, end = _window(self.text, self.start, self.end, self.matches)
        shown = tuple(m for m in self.matches if start <= m.start and m.end <= end)
        return _Sentence(self.text, start, end, shown)


_Steps = tuple[tuple[int, int], ...]
"""What a syllable matches: ordinals of patterns, each with the place of the step in it."""


class _Marker:
    """Finds the matches of ``wanted`` in texts of articles that are ``unaccented``, or are not."""

    def __init__(self, wanted: tuple[Pattern, ...], unaccented: bool) -> None:
        self._wanted = wanted
        self._judged = _Judged(wanted, unaccented)

    def marks(self, text: str, field: str) -> list[_Match]:
        """The matches, in the order in which they begin."""
        found = {n: (start, end, steps) for n, start, end, steps in look_up(text, self._judged)}
        matches = [
            _Match(start, found[n + len(self._wanted[ordinal].steps) - 1][1], ordinal)
            for n, (start, _, steps) in found.items()
            for ordinal, step in steps
            if step == 0 and self._goes_on(found, n, ordinal, field)
        ]
        return sorted(matches, key=lambda match: (match.start, match.end))

    def _goes_on(
        self, found: dict[int, tuple[int, int, _Steps]], n: int, ordinal: int, field: str
    ) -> bool:
        """Whether the pattern, whose first step the syllable n matches, matches there."""
        pattern = self._wanted[ordinal]
        if pattern.field not in (None, field):
            return False
        return all(
            n + i in found and (ordinal, i) in found[n + i][2] for i in range(1, len(pattern.steps))
        )


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


def _merged(matches: Sequence[_Match], text: str, offset: int = 0) -> tuple[Mark, ...]:
    """Disjoint marks, relative to ``offset``; neighbours with only a space between are joined."""
    marks: list[list[int]] = []
    for match in matches:
        if marks and (match.start <= marks[-1][1] or text[marks[-1][1] : match.start] == " "):
            marks[-1][1] = max(marks[-1][1], match.end)
        else:
            marks.append([match.start, match.end])
    return tuple((start - offset, end - offset) for start, end in marks)


def _matched_sentences(text: str, matches: Sequence[_Match]) -> Iterator[_Sentence]:
    """The sentences of ``text`` that have matches."""
    if not matches:
        return
    ends = _sentence_ends(text, matches)
    for nth, of_sentence in groupby(matches, key=lambda match: bisect_right(ends, match.start)):
        start = ends[nth - 1] if nth else 0
        end = ends[nth] if nth < len(ends) else len(text)
        start += len(text[start:end]) - len(text[start:end].lstrip())
        end -= text[end - 1] == "\n"
        inside = tuple(match for match in of_sentence if match.end <= end)
        if inside:
            yield _Sentence(text, start, end, inside)


def _sentence_ends(text: str, matches: Sequence[_Match]) -> list[int]:
    """Where sentences end; the point of *TP. HCM* or *GS. Tạ Quang Bửu* ends none."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    within = {
        end
        for match in matches
        for end in ends[bisect_right(ends, match.start) : bisect_left(ends, match.end)]
    }
    return [end for end in ends if end not in within] if within else ends


def _best_snippets(sentences: Sequence[_Sentence]) -> Iterator[Snippet]:
    """The best sentences, cut to a snippet's length, in their order."""
    best: list[tuple[float, int, _Sentence]] = []
    for score, minus_n in sorted(((s.score, -n) for n, s in enumerate(sentences)), reverse=True):
        if len(best) == _MAX_SNIPPETS and score <= best[-1][0]:
            break  # what is cut scores no more than the whole
        cut = sentences[-minus_n].cut()
        best = sorted([*best, (cut.score, minus_n, cut)], key=lambda b: b[:2], reverse=True)
        del best[_MAX_SNIPPETS:]
    for _, _, sentence in sorted(best, key=lambda b: -b[1]):
        text = sentence.text[sentence.start : sentence.end]
        yield Snippet(text, _merged(sentence.matches, sentence.text, sentence.start))


def _window(text: str, start: int, end: int, matches: Sequence[_Match]) -> tuple[int, int]:
    """The part of the sentence ``text[start:end]`` to show: around most different matches."""
    if end - start <= _SNIPPET_CHARS:
        return start, end
    best = _richest(matches)
    first = max(start, min(best.start - _SNIPPET_CHARS // 6, end - _SNIPPET_CHARS))
    if first > start:
        first = text.find(" ", first, best.start) + 1 or best.start
    last = min(end, max(first + _SNIPPET_CHARS, best.end))
    if last < end:
        space = text.rfind(" ", best.end, last + 1)
        last = space if space != -1 else max(best.end, _token_end(text, last, end))
    return first, min(last, first + _MAX_SNIPPET_CHARS)


def _richest(matches: Sequence[_Match]) -> _Match:
    """The first match behind which, as far as a snippet reaches, most different patterns match.

    ``matches`` ascend, so what is within reach is a window that moves along with them.
    """
    within: Counter[int] = Counter()
    best, most, end = matches[0], 0, 0
    for nth, match in enumerate(matches):
        reach = match.start + _SNIPPET_CHARS * 5 // 6
        end = max(end, nth)  # a match longer than the reach was never within
        while end < len(matches) and matches[end].end <= reach:
            within[matches[end].pattern] += 1
            end += 1
        if len(within) > most:
            best, most = match, len(within)
        if within[match.pattern] > 1:
            within[match.pattern] -= 1
        else:
            del within[match.pattern]
    return best


def _token_end(text: str, at: int, end: int) -> int:
    """The end of the syllable that ``at`` falls into."""
    while at < end and text[at - 1].isalnum() and text[at].isalnum():
        at += 1
    return at
