"""Is a syllable of a short query one key away from what is typed hundreds of times as often?

A slip may make another real word: *nguy có* for *nguy cơ*.  Some article has that as well, so that
nothing but how often each is written tells them apart.  Too little to answer with or to rank by;
it is offered.  Of each pair of neighbours, one may be mended so that both are a word; what is a
word with its other neighbour is right (*một sổ đỏ*).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from unicodedata import normalize

from rapidfuzz.distance import OSA

from index.analysis import Token
from index.lexicon import Lexicon
from search.query.atoms import Run, atoms_of

_MAX_SYLLABLES = 4  # with more, neighbours tell (:mod:`search.meaning.interpreter`)
_MIN_TIMES = 200
_MIN_SHARE_JOINED = 0.5  # of the places where the syllables stand side by side


def mended(run: Run, lexicon: Lexicon) -> Mapping[Token, str]:
    """The syllable of ``run`` that was probably a slip and what it was meant to be, the likeliest
    if there are several; nothing if there is none, or ``run`` is long or has no accents."""
    atoms = tuple(atoms_of(run))
    tokens = [token for atom in atoms for token in atom.tokens]
    if not 1 < len(tokens) <= _MAX_SYLLABLES or not all(atom.is_free for atom in atoms):
        return {}
    if all(token.is_bare for token in tokens):
        return {}
    ordinals = [lexicon.ordinal_of(token.accented) for token in tokens]
    slips = [
        (count, at, meant)
        for at in range(len(tokens))
        for count, meant in _meant(at, ordinals, lexicon)
        if _is_one_key(tokens[at].accented, lexicon.term(meant))
    ]
    if not slips:
        return {}
    _, at, meant = max(slips)
    return {tokens[at]: lexicon.term(meant)}


def _meant(at: int, ordinals: Sequence[int], lexicon: Lexicon) -> Iterator[tuple[float, int]]:
    """What makes far more of a word with a neighbour than the syllable ``at`` does: how often both
    stand side by side, and its ordinal."""
    own = ordinals[at]
    before = ordinals[at - 1] if at else -1
    behind = ordinals[at + 1] if at + 1 < len(ordinals) else -1
    if lexicon.joined_count(before, own) or lexicon.joined_count(own, behind):
        return
    if least := _least(before, own, before, lexicon):
        for other, count in lexicon.behind(before, least):
            if lexicon.joined_count(before, other) >= _MIN_SHARE_JOINED * count:
                yield count, other
    if least := _least(own, behind, behind, lexicon):
        for other, count in lexicon.before(behind, least):
            if lexicon.joined_count(other, behind) >= _MIN_SHARE_JOINED * count:
                yield count, other


def _least(first: int, second: int, known: int, lexicon: Lexicon) -> float:
    """How often another pair with the syllable ``known`` has to occur to be meant in place of this
    one; 0 if it is not as often inside words."""
    if known < 0:
        return 0
    least = _MIN_TIMES * max(lexicon.pair_count(first, second), 1)
    in_words = int(lexicon.counts[known]) - int(lexicon.alone[known])
    return least if in_words >= least else 0


def _is_one_key(typed: str, meant: str) -> bool:
    """Whether one key of an input method, for a letter or a mark, makes one of the other."""
    return OSA.distance(normalize("NFD", typed), normalize("NFD", meant), score_cutoff=1) == 1
