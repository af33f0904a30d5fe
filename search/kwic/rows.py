"""Which rows of words does a query ask for, and in which articles?

A concordance takes words as they stand, as a phrase in quotes does: all that was typed side by side
is one row, and each part of an OR is a row of its own.  What is no word says in which articles:
what is left out, days and labels.  A field of text (``title:``) or what stands near something is
looked for by itself where nothing else was typed, and says in which articles beside other words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from index.analysis import FOLDED_MARK, Token
from index.article import TEXT_FIELDS
from search.errors import InvalidRequest
from search.known_words import KnownWords
from search.plan import Clause, FuzzyClause, PrefixClause, SoughtRow, SoughtSyllable
from search.planner.clauses import both, exact_clause_of
from search.planner.steps import narrowest
from search.query.parser import parse_text, query_text
from search.query.tree import And, Dates, Field, Fuzzy, Near, Node, Not, Or, Prefix, Words
from search.query.variants import phrase_term
from search.query.wording import say
from search.request import Match
from search.searcher import Searcher

MAX_ROWS_SOUGHT = 64
"""As many as a query may have words; parentheses with ORs side by side make more."""

_TermOf = Callable[[Token], str]
_ClauseOf = Callable[[Node], Clause]


@dataclass(frozen=True, slots=True)
class RowsOfQuery:
    """What is looked for, and how that is said."""

    rows: tuple[SoughtRow, ...]
    understood: str


@dataclass(frozen=True, slots=True)
class _Strand:
    """One way through a query: a row of words, the text it has to stand in, and what its articles
    have to match besides, and must not."""

    syllables: tuple[SoughtSyllable, ...] = ()
    field: str | None = None
    wanted: tuple[Node, ...] = ()
    unwanted: tuple[Node, ...] = ()

    def beside(self, other: _Strand) -> _Strand:
        """Both, the words of ``other`` right behind one's own."""
        return _Strand(
            self.syllables + other.syllables,
            self.field,
            self.wanted + other.wanted,
            self.unwanted + other.unwanted,
        )


def rows_of_query(q: str, match: Match, searcher: Searcher) -> RowsOfQuery:
    """The rows that ``q`` asks for; none if it has no word.

    A syllable that was typed without accents stands for any, and with ``match="exact"`` for itself.
    Raises :class:`search.errors.InvalidRequest` for more than :data:`MAX_ROWS_SOUGHT` rows.
    """
    text = query_text(q)
    parsed = parse_text(text)
    if parsed is None:
        return RowsOfQuery((), "")
    known = KnownWords(searcher)
    term_of = _as_typed if match == "exact" else phrase_term
    clause_of: _ClauseOf = exact_clause_of
    strands = _strands(known.bound(parsed, text), term_of)
    if match != "exact" and any(one.wanted or one.unwanted for one in strands):
        node, meaning = known.meant(parsed, text, in_words=match == "words")
        strands, clause_of = _strands(node, term_of), partial(narrowest, meaning=meaning)
    with_words = [one for one in strands if one.syllables]
    _check_number(with_words)
    rows = dict.fromkeys(_row(one, clause_of) for one in with_words)
    said = dict.fromkeys(map(_said, with_words))
    return RowsOfQuery(tuple(rows), " OR ".join(said))


def _as_typed(token: Token) -> str:
    return token.accented


def _strands(node: Node, term_of: _TermOf) -> list[_Strand]:
    """The ways through ``node``, also those without a word."""
    match node:
        case Words(tokens):
            return [_Strand(tuple(map(term_of, tokens)))]
        case Prefix(token):
            return [_Strand((PrefixClause(phrase_term(token)),))]
        case Fuzzy(token):
            return [_Strand((FuzzyClause(phrase_term(token)),))]
        case Or(children):
            return [one for child in children for one in _strands(child, term_of)]
        case And(children):
            return _side_by_side(children, term_of)
        case Near(operands):
            words = (one for operand in operands for one in _strands(operand, term_of))
            return [replace(one, wanted=(node,)) for one in words]
        case Field(name, child) if name in TEXT_FIELDS:
            return [_in_field(one, name) for one in _strands(child, term_of)]
        case Not(child):
            return [_Strand(unwanted=(child,))]
        case Field() | Dates():
            return [_Strand(wanted=(node,))]


def _in_field(strand: _Strand, name: str) -> _Strand:
    return replace(
        strand,
        field=name,
        wanted=tuple(Field(name, one) for one in strand.wanted),
        unwanted=tuple(Field(name, one) for one in strand.unwanted),
    )


def _side_by_side(children: Sequence[Node], term_of: _TermOf) -> list[_Strand]:
    """The ways through what was typed side by side: one for each choice among alternatives."""
    ways = [_Strand()]
    apart = [child for child in children if _stands_apart(child)]
    for child in children:
        if not _stands_apart(child):
            parts = list(_parts(child, term_of))
            ways = [way.beside(part) for way in ways for part in parts]
            _check_number(ways)
    if apart and not any(way.syllables for way in ways):
        return [
            replace(one, wanted=one.wanted + way.wanted + others, unwanted=way.unwanted)
            for way in ways
            for n, child in enumerate(apart)
            for others in [tuple(apart[:n] + apart[n + 1 :])]
            for one in _strands(child, term_of)
        ]
    return [replace(way, wanted=way.wanted + tuple(apart)) for way in ways]


def _parts(child: Node, term_of: _TermOf) -> Iterator[_Strand]:
    """The ways through one of several things side by side; what is looked for in one text says
    there in which articles."""
    for branch in child.children if isinstance(child, Or) else (child,):
        strands = _strands(branch, term_of)
        if _stands_apart(branch) or any(one.field is not None for one in strands):
            yield _Strand(wanted=(branch,))
        else:
            yield from strands


def _stands_apart(node: Node) -> bool:
    """Whether ``node`` is no part of a row, though it has words."""
    return isinstance(node, Near) or (isinstance(node, Field) and node.name in TEXT_FIELDS)


def _check_number(strands: Sequence[_Strand]) -> None:
    if len(strands) > MAX_ROWS_SOUGHT:
        raise InvalidRequest(
            "q", f"at most {MAX_ROWS_SOUGHT} rows of words, one for each choice among its ORs"
        )


def _row(strand: _Strand, clause_of: _ClauseOf) -> SoughtRow:
    among = both(list(map(clause_of, strand.wanted)), list(map(clause_of, strand.unwanted)))
    return SoughtRow(strand.syllables, among, strand.field)


def _said(strand: _Strand) -> str:
    row = " ".join(map(_said_syllable, strand.syllables))
    is_plain = all(isinstance(one, str) for one in strand.syllables)
    row = f'"{row}"' if is_plain or len(strand.syllables) > 1 else row
    own = f"{strand.field}:{row}" if strand.field else row
    return " ".join([own, *map(say, strand.wanted), *(say(Not(one)) for one in strand.unwanted)])


def _said_syllable(syllable: SoughtSyllable) -> str:
    match syllable:
        case PrefixClause(text):
            return text.removeprefix(FOLDED_MARK) + "*"
        case FuzzyClause(text):
            return text.removeprefix(FOLDED_MARK) + "~"
        case str():
            return syllable.removeprefix(FOLDED_MARK)
