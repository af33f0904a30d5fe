"""What else may the words of a query be written as?  Abbreviations, their long forms, rules.

Words that make up one thing get its other spellings (:class:`search.query.tree.Words`), so that
each of them is matched by those too: *ubnd* also by *ủy ban nhân dân*, each of *ủy ban nhân dân*
also by *ubnd* (a table), and *U23* by *U-23* (:mod:`search.query.spellings`).  Of things that
overlap the longest counts.  What stands in quotes is meant as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.article import LABEL_FIELDS
from index.vietnamese import fold
from index.vietnamese.abbreviations import abbreviations
from index.vietnamese.keystrokes import is_syllable
from search.query.spellings import spellings
from search.query.tree import And, Dates, Field, Fuzzy, Near, Node, Not, Or, Prefix, Words
from search.query.typed_row import Known, Spelling, TypedRow


def with_equivalents(node: Node, known: Known) -> Node:
    """``node``, whose words outside of quotes know their other spellings
    (:class:`search.query.tree.Words`), as far as the index is ``known`` to have them."""
    match node:
        case Words():
            return with_spellings([node], known)[0]
        case And(children):
            return And(tuple(_side_by_side(children, known)))
        case Or(children):
            return Or(tuple(with_equivalents(child, known) for child in children))
        case Not(child):
            return Not(with_equivalents(child, known))
        case Near(operands):
            return replace(node, operands=tuple(with_spellings([o], known)[0] for o in operands))
        case Field(name, child):
            return node if name in LABEL_FIELDS else Field(name, with_equivalents(child, known))
        case Prefix() | Fuzzy() | Dates():
            return node


def _side_by_side(children: Sequence[Node], known: Known) -> Iterator[Node]:
    """The children of an And: words that were typed in a row are looked at together."""
    run: list[Words] = []
    for child in children:
        if isinstance(child, Words) and not child.quoted:
            run.append(child)
            continue
        yield from with_spellings(run, known)
        run = []
        yield child if isinstance(child, Words) else with_equivalents(child, known)
    yield from with_spellings(run, known)


def with_spellings(run: Sequence[Words], known: Known) -> list[Words]:
    """``run`` with the other spellings that its words have, alone or together."""
    if not run or run[0].quoted:
        return list(run)
    row, found = TypedRow.of(run), list(run)
    for one in _longest([*_of_the_table(row), *spellings(row, known)]):
        for place in range(row.word_of[one.start], row.word_of[one.end - 1] + 1):
            found[place] = replace(
                run[place], others=one.others, exact=one.exact, meant=one.meant, sure=one.sure
            )
    return found


def _of_the_table(row: TypedRow) -> Iterator[Spelling]:
    """The forms of the table of abbreviations that cover whole words of ``row``: no part of *3.500*
    is one."""
    for match in abbreviations().matches(row.terms):
        if not row.begins_word(match.start) or not row.ends_word(match.end):
            continue
        typed = row.terms[match.start : match.end]
        exact = match.exact and not _may_lack_accents(typed)
        if exact:
            yield Spelling(match.start, match.end, match.others)
        else:  # typed without accents it may be each of several forms, which are the others' others
            others = match.others + match.forms
            yield Spelling(match.start, match.end, others, exact=False, meant=match.forms)


def _may_lack_accents(typed: Sequence[str]) -> bool:
    """Whether several syllables may be others that were typed without accents: *nha trang*."""
    return len(typed) > 1 and all(is_syllable(term) and fold(term) == term for term in typed)


def _longest(found: Sequence[Spelling]) -> list[Spelling]:
    """The longest of ``found``, none of which overlaps another; of the same terms they are one."""
    kept: dict[int, Spelling] = {}
    taken: set[int] = set()
    for one in sorted(found, key=lambda one: (one.start - one.end, one.start)):
        same = kept.get(one.start)
        if same is not None and same.end == one.end:
            others = tuple(dict.fromkeys(same.others + one.others))
            meant = tuple(dict.fromkeys(same.meant + one.meant))
            exact = same.exact and one.exact
            kept[one.start] = same._replace(
                others=others,
                exact=exact,
                meant=() if exact else meant,
                sure=same.sure or one.sure,
            )
        elif taken.isdisjoint(range(one.start, one.end)):
            kept[one.start] = one
            taken.update(range(one.start, one.end))
    return list(kept.values())
