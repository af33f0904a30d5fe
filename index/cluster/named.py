"""What does a document say by name of what terms and pairs of neighbours are worth in its article?

Each thing is looked for with accents and without.  Most have one accented form in an article
(*công tác* and no *cộng tác*); of these the folded form alone is named, with a mark, and stands for
both: whoever looks for the accented one asks, too, whether the article has it.  Where there are
several, each is named, and the folded one as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from index.arrays.types import Int64s
from index.cluster.mapping import ADJACENT_SIGN, SEPARATED_SIGN, SHORT_TEXTS, WORTH, worth_in
from index.cluster.neighbours import Syllables, folded_keys, neighbours_of
from index.cluster.spellings import Spellings, Written, texts_of_pairs, texts_of_terms
from index.cluster.worth import Forms, Occurrences, Scale, Worth
from index.codec.layout import ADJACENT

Named = list[dict[str, float]]
"""Per article, what is worth how much."""


def named_worth(
    every: Syllables, scale: Scale, spellings: Spellings, articles: int
) -> list[dict[str, Any]]:
    """The field *worth* of each article."""
    named: Named = [{} for _ in range(articles)]
    _name_terms(named, every, scale, spellings)
    _name_pairs(named, every, scale, spellings)
    return [{WORTH: own} if own else {} for own in named]


def _name_terms(named: Named, every: Syllables, scale: Scale, spellings: Spellings) -> None:
    accented = Occurrences(every.terms, every.owners, every.fields)
    folded = accented.numbered(spellings.of_folding)
    own = scale.add_up(accented)
    forms = Forms(own, spellings.of_folding.__getitem__)
    apart = forms.apart(own.told, scale.add_up(folded).told)
    _name(named, apart, spellings, texts_of_terms)
    for place, name in enumerate(SHORT_TEXTS):
        for some, written in ((accented, spellings.accented), (folded, spellings.marked)):
            repeated = scale.add_up(some.at(some.fields == place)).repeated
            texts = [worth_in(name, text) for text in texts_of_terms(written, repeated.things)]
            _add(named, repeated, texts)


def _name_pairs(named: Named, every: Syllables, scale: Scale, spellings: Spellings) -> None:
    """The worth of pairs with only a space between; and of those that more than that parts in other
    places, of both together."""
    pairs = neighbours_of(every)
    is_close = pairs.kinds == ADJACENT
    worth = []
    for some in (pairs, pairs.numbered(spellings.of_folding)):
        places = Occurrences(some.keys, some.owners, some.fields)
        worth.append((scale.add_up(places), scale.add_up(places.at(is_close)).told))
    (own, own_close), (folded, folded_close) = worth
    forms = Forms(own, partial(folded_keys, numbers=spellings.of_folding))
    close = forms.apart(own_close, folded_close)
    _name(named, close, spellings, partial(texts_of_pairs, sign=ADJACENT_SIGN))
    parted = forms.apart(own.told.differing(own_close), folded.told.differing(folded_close))
    _name(named, parted, spellings, partial(texts_of_pairs, sign=SEPARATED_SIGN))


def _name(
    named: Named,
    apart: Sequence[Worth],
    spellings: Spellings,
    texts_of: Callable[[Written, Int64s], list[str]],
) -> None:
    """Note what :meth:`Forms.apart` has told apart."""
    written = spellings.accented, spellings.single, spellings.marked
    for some, own in zip(apart, written, strict=True):
        _add(named, some, texts_of(own, some.things))


def _add(named: Named, found: Worth, texts: Sequence[str]) -> None:
    """Note what is worth so much by its text, article by article."""
    if not len(found.owners):
        return
    begins = np.flatnonzero(np.diff(found.owners, prepend=-1)).tolist()
    owners, values = found.owners[begins].tolist(), found.worth.tolist()
    for owner, (low, high) in zip(owners, pairwise([*begins, len(values)]), strict=True):
        named[owner].update(zip(texts[low:high], values[low:high], strict=True))
