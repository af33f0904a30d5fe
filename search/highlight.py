"""Where did the query match in an article's own text?

The stored text is analysed again by the one analyzer, so a mark covers exactly the
syllables whose terms matched, whatever their spelling.  Matching syllables that stand
side by side share one mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.analysis import BARE_MARK, FOLDED_MARK, Token, analyse, is_unaccented
from index.article import Article
from search.results import Highlights, Mark, Snippet
from search.syntax import And, Dates, Field, Fuzzy, Node, Not, Or, Prefix, Words
from search.wording import has_typed_accents, phrase_term, variants

_SNIPPETS = 2
_SNIPPET_CHARS = 240
_SENTENCE = re.compile(r"[^\s].*?(?:[.!?…][\"”’)]*(?=\s)|$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Syllables in a row that match: ``steps[i]`` tests the i-th.  ``field`` limits where."""

    steps: tuple[Step, ...]
    field: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """A term among ``terms``, one that begins with ``prefix``, or one edit away from ``near``."""

    terms: frozenset[str] = frozenset()
    prefix: str = ""
    near: str = ""

    def accepts(self, token: Token, *, unaccented: bool) -> bool:
        """Whether ``token`` matches; ``unaccented`` tells of the article it stands in."""
        if unaccented and BARE_MARK + token.accented in self.terms:
            return True
        for term in (token.accented, token.folded):
            if term in self.terms:
                return True
            if self.prefix and term.startswith(self.prefix):
                return True
            if self.near and _within_one_edit(term, self.near):
                return True
        return False


def patterns(node: Node) -> tuple[Pattern, ...]:
    """What to mark for a query; what it excludes is not marked."""
    return tuple(_patterns(node, None, accents_typed=has_typed_accents(node)))


def _patterns(node: Node, field: str | None, *, accents_typed: bool) -> Iterator[Pattern]:
    match node:
        case Words((token,)):
            terms = frozenset(term for term, _ in variants(token, accents_typed=accents_typed))
            yield Pattern((Step(terms),), field)
        case Words(tokens):
            yield Pattern(tuple(Step(frozenset({phrase_term(t)})) for t in tokens), field)
        case Prefix(token):
            yield Pattern((Step(prefix=phrase_term(token)),), field)
        case Fuzzy(token):
            yield Pattern((Step(near=phrase_term(token)),), field)
        case Field(name, child):
            yield from _patterns(child, name, accents_typed=accents_typed)
        case And(children) | Or(children):
            for child in children:
                yield from _patterns(child, field, accents_typed=accents_typed)
        case Not() | Dates():
            return


def highlight(article: Article, wanted: Sequence[Pattern]) -> Highlights:
    """The title with its marks, and the best stretches of summary and body."""
    marks = _Marker(tuple(wanted), is_unaccented(article)).marks
    title = Snippet(article.title, _merged(marks(article.title, "title"), article.title))
    stretches = [
        stretch
        for field, text in (("summary", article.summary), ("body", article.body))
        for stretch in _stretches(text, marks(text, field))
    ]
    best = sorted(range(len(stretches)), key=lambda n: -stretches[n].worth)[:_SNIPPETS]
    body = tuple(stretches[n].snippet for n in sorted(best))
    return Highlights(title if article.title else None, body)


@dataclass(frozen=True, slots=True)
class _Hit:
    """``text[start:end]`` matched the pattern with number ``pattern``."""

    start: int
    end: int
    pattern: int


@dataclass(frozen=True, slots=True)
class _Stretch:
    snippet: Snippet
    worth: float


@dataclass(frozen=True, slots=True)
class _Marker:
    """Finds the matches of ``wanted`` in the texts of one article."""

    wanted: tuple[Pattern, ...]
    unaccented: bool

    def marks(self, text: str, field: str) -> list[_Hit]:
        tokens = list(analyse(text)) if text else []
        hits = [
            _Hit(tokens[at].start, tokens[at + len(pattern.steps) - 1].end, number)
            for number, pattern in enumerate(self.wanted)
            if pattern.field in (None, field)
            for at in range(len(tokens) - len(pattern.steps) + 1)
            if self._matches(pattern, tokens, at)
        ]
        return sorted(hits, key=lambda hit: (hit.start, hit.end))

    def _matches(self, pattern: Pattern, tokens: Sequence[Token], at: int) -> bool:
        return all(
            step.accepts(tokens[at + i], unaccented=self.unaccented)
            for i, step in enumerate(pattern.steps)
        )


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
    """The sentences of ``text`` that have matches, cut to a snippet's length."""
    waiting = list(hits)
    for sentence in _SENTENCE.finditer(text) if hits else ():
        inside = [
            hit for hit in waiting if sentence.start() <= hit.start and hit.end <= sentence.end()
        ]
        if not inside:
            continue
        start, end = _window(text, sentence.start(), sentence.end(), inside)
        shown = [hit for hit in inside if start <= hit.start and hit.end <= end]
        distinct = len({hit.pattern for hit in shown})
        snippet = Snippet(text[start:end], _merged(shown, text, start))
        yield _Stretch(snippet, distinct + min(len(shown), 20) / 100)


def _window(text: str, start: int, end: int, hits: Sequence[_Hit]) -> tuple[int, int]:
    """The part of the sentence ``text[start:end]`` to show: around most different matches."""
    if end - start <= _SNIPPET_CHARS:
        return start, end
    best = max(hits, key=lambda hit: (len(_patterns_from(hit, hits)), -hit.start))
    first = max(start, min(best.start - _SNIPPET_CHARS // 6, end - _SNIPPET_CHARS))
    if first > start:
        first = text.find(" ", first, best.start) + 1 or best.start
    last = min(end, max(first + _SNIPPET_CHARS, best.end))
    if last < end:
        space = text.rfind(" ", best.end, last + 1)
        last = space if space != -1 else max(best.end, _token_end(text, last, end))
    return first, last


def _patterns_from(first: _Hit, hits: Sequence[_Hit]) -> set[int]:
    reach = first.start + _SNIPPET_CHARS * 5 // 6
    return {hit.pattern for hit in hits if first.start <= hit.start and hit.end <= reach}


def _token_end(text: str, at: int, end: int) -> int:
    """The end of the syllable that ``at`` falls into."""
    while at < end and text[at - 1].isalnum() and text[at].isalnum():
        at += 1
    return at


def _within_one_edit(a: str, b: str) -> bool:
    """Whether at most one insertion, deletion or substitution turns ``a`` into ``b``.

    An accented and a folded term are never near each other: the mark is not a letter.
    """
    if a.startswith(FOLDED_MARK) != b.startswith(FOLDED_MARK) or abs(len(a) - len(b)) > 1:
        return False
    at = next(
        (i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b))
    )
    return a[at + 1 :] == b[at + 1 :] or a[at:] == b[at + 1 :] or a[at + 1 :] == b[at:]
