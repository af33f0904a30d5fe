"""What do the words of one query mean?  All that is worked out before the index is asked.

A query is *bare* if no word of it has an accent.  What answers it are its likely readings
(:mod:`search.meaning.readings`); the likeliest accents (:mod:`search.meaning.interpreter`) decide
the order.  What was probably misspelt is read as it was typed; articles with what was probably
meant come first, and a suggestion says so (:mod:`search.correction` where it is certain).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from index.analysis import Token
from index.article import LABEL_FIELDS
from search.meaning.candidates import ErrorModel
from search.meaning.interpreter import Interpretation, Interpreter
from search.meaning.readings import Reading, readings_of
from search.meaning.rerank import MAX_INTERPRETATIONS, can_be_reranked, rerank
from search.query.atoms import Run, runs_of
from search.query.tree import And, Dates, Field, Fuzzy, Near, Node, Not, Or, Prefix, Words
from search.query.variants import Terms

_WAYS_OF_SIGNS = 16


@dataclass(frozen=True, slots=True)
class Meaning:
    """How one query is to be taken: ``accents_typed`` if any word of it has an accent.

    ``interpretation`` is what it was most likely meant to say; ``readings`` are how each of its
    runs of plain words may be read without correcting anything, the likeliest first; none where
    words are taken syllable by syllable.
    """

    accents_typed: bool
    interpretation: Interpretation
    readings: Mapping[Run, tuple[Reading, ...]] = field(default_factory=dict)

    @classmethod
    def literal(cls, node: Node) -> Meaning:
        """``node`` word for word: for a query that is taken letter by letter.

        Tests of parsing and marking use it, which have no index to say what is likely.
        """
        return cls(has_typed_accents(node), Interpretation())

    def likely(self, tokens: Sequence[Token]) -> str | None:
        """The word with the accents most likely meant by one that was typed without any; ``None``
        for a phrase, whose syllables mean nothing apart."""
        token = tokens[0]
        if len(tokens) > 1 or not token.is_bare or self.interpretation.is_corrected(token):
            return None
        return self.interpretation.term(token)

    @property
    def is_corrected(self) -> bool:
        """Whether any word means other letters, or other accents than those it was typed with."""
        return any(map(self.interpretation.is_corrected, self.interpretation.meant))

    def term(self, token: Token) -> str:
        """The accented term that ``token`` most likely means."""
        return self.interpretation.term(token)


def meaning_of(
    node: Node,
    interpreter: Interpreter,
    articles_with: Callable[[Terms], int],
    *,
    in_words: bool = True,
) -> Meaning:
    """The meaning of ``node``, read ``in_words`` or syllable by syllable; ``articles_with`` counts
    the articles that have terms one right behind the other."""
    words = list(typed_words(node))
    tokens = [token for one in words for token in one.tokens]
    known = _known(words)
    interpretation = interpreter.interpret(tokens, known)
    runs = runs_of(node) if in_words else ()
    readings = {run: readings_of(run, interpreter, articles_with) for run in runs}
    if readings and not any(map(interpretation.is_corrected, tokens)):
        interpretation = _as_read(interpretation, readings)
    elif _is_row(node) and can_be_reranked(tokens):
        likeliest = interpreter.interpretations(tokens, known, MAX_INTERPRETATIONS)
        interpretation = rerank(likeliest, tokens, articles_with)
    interpretation = _with_signs(interpretation, readings, interpreter, articles_with)
    return Meaning(has_typed_accents(node), interpretation, MappingProxyType(readings))


def _with_signs(
    interpretation: Interpretation,
    runs: Iterable[Run],
    interpreter: Interpreter,
    articles_with: Callable[[Terms], int],
) -> Interpretation:
    """``interpretation``, in which words with a sign and no accent in them (*My-Trung*) mean what
    articles have in a row: counts of neighbours know those alone that only a space parts."""
    found = interpretation
    for words in (words for run in runs for words in run):
        tokens = words.tokens
        if not can_be_reranked(tokens) or words.others or not all(one.is_bare for one in tokens):
            continue
        known = dict.fromkeys(tokens, ErrorModel.DIACRITICS)
        ways = interpreter.interpretations(tokens, known, _WAYS_OF_SIGNS)
        own = rerank(ways, tokens, articles_with).meant
        others = {token: term for token, term in found.meant.items() if token not in tokens}
        found = replace(found, meant=MappingProxyType(others | dict(own)))
    return found


def _as_read(
    interpretation: Interpretation, readings: Mapping[Run, Sequence[Reading]]
) -> Interpretation:
    """``interpretation``, in which runs of words mean what their likeliest reading says."""
    meant = dict(interpretation.meant)
    for run, (best, *_) in readings.items():
        if meant:
            for words in run:
                for token in words.tokens:
                    meant.pop(token, None)
        meant |= best.interpretation.meant
    return Interpretation(MappingProxyType(meant), interpretation.log_likelihood)


def likeliest_of(node: Node, interpreter: Interpreter, limit: int) -> list[Interpretation]:
    """Up to ``limit`` interpretations of ``node``, the likeliest first, by neighbours alone."""
    words = list(typed_words(node))
    tokens = [token for one in words for token in one.tokens]
    return interpreter.interpretations(tokens, _known(words), limit)


def _is_row(node: Node) -> bool:
    """Whether nothing but words was typed; in quotes they are meant as they stand."""
    children = node.children if isinstance(node, And) else (node,)
    return all(isinstance(child, Words) and not child.is_phrase for child in children)


def _known(words: Sequence[Words]) -> dict[Token, ErrorModel]:
    """The errors of words that surely have other spellings: none, or accents that were left out."""
    return {
        token: ErrorModel.NONE if one.exact else ErrorModel.DIACRITICS
        for one in words
        if one.others and one.sure
        for token in one.tokens
    }


def typed_words(node: Node) -> Iterator[Words]:
    """The words of ``node`` that are looked for in texts, in the order typed."""
    match node:
        case Words():
            yield node
        case Field(name, child):
            if name not in LABEL_FIELDS:
                yield from typed_words(child)
        case And(children) | Or(children):
            for child in children:
                if isinstance(child, Words):
                    yield child
                else:
                    yield from typed_words(child)
        case Not(child):
            yield from typed_words(child)
        case Near(operands):
            yield from operands
        case Prefix() | Fuzzy() | Dates():
            return


def has_typed_accents(node: Node) -> bool:
    """Whether any word of the query has an accent."""
    match node:
        case Words(tokens):
            for token in tokens:
                if not token.is_bare:
                    return True
        case Prefix(token) | Fuzzy(token):
            return not token.is_bare
        case Not(child) | Field(_, child):
            return has_typed_accents(child)
        case And(children) | Or(children):
            return any(map(has_typed_accents, children))
        case Near(operands):
            return any(map(has_typed_accents, operands))
        case Dates():
            return False
    return False
