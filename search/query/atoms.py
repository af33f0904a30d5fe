"""Which words of a query belong together before anything is known of the language?

A query is *runs* of words outside of quotes and fields.  In a run, what was typed without a space
(*3.500*), a sign (*QL 5*) and a form of the table of abbreviations (*ủy ban nhân dân*) are one
thing; all else are syllables that the corpus may join into words (:mod:`search.meaning.units`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from index.analysis import Token
from search.query.tree import And, Dates, Field, Form, Fuzzy, Near, Node, Not, Or, Prefix, Words

Run = tuple[Words, ...]
"""Words typed one after the other, outside of quotes and fields."""


@dataclass(frozen=True, slots=True)
class Atom:
    """Syllables that nothing may part: one, or those of ``words``, which have the same other
    spellings."""

    words: tuple[Words, ...]

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The syllables, in order."""
        if len(self.words) == 1:
            return self.words[0].tokens
        return tuple(token for one in self.words for token in one.tokens)

    @property
    def is_free(self) -> bool:
        """Whether it is one syllable that may be part of a word."""
        return len(self.tokens) == 1 and not self.words[0].others

    def is_one_thing(self, terms: Form) -> bool:
        """Whether the syllables are kept together where they mean ``terms``: what was typed without
        accents may be the name of something (*da nang*) or other words."""
        meant = self.words[0].meant
        return not meant or terms in meant


def atoms_of(run: Run) -> Iterator[Atom]:
    """The atoms of ``run``, words that were typed one after the other."""
    if not any(map(_others_of, run)):
        yield from [Atom((one,)) for one in run]
        return
    for others, group in groupby(run, key=_others_of):
        same = tuple(group)
        if others and len(same) > 1 and not _is_repeated(same):
            yield Atom(same)
        else:
            yield from (Atom((one,)) for one in same)


def _others_of(words: Words) -> tuple[Form, ...]:
    return words.others


def _is_repeated(same: Sequence[Words]) -> bool:
    """Whether words with the same other spellings are one and the same, typed again."""
    texts = {tuple(token.accented for token in one.tokens) for one in same}
    return len(texts) == 1


def grouped(children: Sequence[Node]) -> list[Run | Node]:
    """``children`` of one query in their order, those that are plain words as runs."""
    found: list[Run | Node] = []
    run: list[Words] = []
    for child in children:
        if isinstance(child, Words) and not child.quoted:
            run.append(child)
            continue
        if run:
            found.append(tuple(run))
            run = []
        found.append(child)
    if run:
        found.append(tuple(run))
    return found


def runs_of(node: Node) -> Iterator[Run]:
    """Every run in ``node``."""
    match node:
        case Words() | And():
            for part in grouped(side_by_side(node)):
                if isinstance(part, tuple):
                    yield part
                elif not isinstance(part, Words):
                    yield from runs_of(part)
        case Or(children):
            for child in children:
                yield from runs_of(child)
        case Not(child):
            yield from runs_of(child)
        case Prefix() | Fuzzy() | Dates() | Field() | Near():
            return


def side_by_side(node: Node) -> Sequence[Node]:
    """What has to match together: the children of an And, or ``node`` alone."""
    return node.children if isinstance(node, And) else (node,)
