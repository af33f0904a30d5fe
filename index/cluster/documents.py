"""What does the cluster hold of an article?  A document of terms, worth and columns.

A batch of articles, analysed by the one analyzer, is looked at as a whole: what stands where is
found by sorting numbers, and only what is written down is text.  The fields are those of
:mod:`index.cluster.mapping`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from index.addresses import hash_of_url
from index.analysis import FOLDED_MARK
from index.analysis.tokens import VALUE_END, Batch
from index.arrays.types import Int64s, Mask
from index.article import LABEL_FIELDS, TEXT_FIELDS, Article, StoredArticle
from index.cluster.mapping import (
    ADDRESS,
    ADJACENT_SIGN,
    ARTICLE,
    BODY,
    BODY_WORTH,
    DAY,
    FACET_FIELDS,
    GROUPED,
    INDEXED,
    KEPT,
    KEYWORDS,
    LACKS,
    MINUTES,
    MONTH,
    SEPARATED_SIGN,
    STORY,
    TEXTS,
    TIE,
    UNACCENTED,
    WORTH,
    folded_field,
    joints_field,
    month_of,
    signed,
    term_of,
    value_field,
)
from index.cluster.neighbours import (
    Neighbours,
    Syllables,
    find_syllables,
    joints_of,
    neighbours_of,
    terms_of_key,
)
from index.cluster.worth import Occurrences, Scale, Worth
from index.codec.ids import hash_of
from index.codec.layout import ADJACENT
from index.days import MINUTES_A_DAY, UNDATED, minutes, seconds

Document = dict[str, Any]
Written = Sequence[str]
"""How each term of a batch is written down, by its ordinal."""


def documents(
    batch: Batch,
    keywords: Sequence[Sequence[str]],
    averages: Mapping[str, float],
    stories: Mapping[int, int],
) -> Iterator[Document]:
    """The document of each article of ``batch``, in their order.

    ``keywords`` are the key words of each; ``averages`` the average length of each text in
    syllables; ``stories`` the names of groups (:class:`index.groups.file.Groups`) by the hashes of
    ids.
    """
    terms = _Terms.of(batch)
    scale = Scale(batch.fields, averages)
    parts = [
        *_fields(batch, terms),
        *_told_by_pairs(batch, terms, scale),
        _unaccented(batch, terms),
    ]
    body_worth = scale.body.tolist()
    for n, article in enumerate(batch.articles):
        document: Document = {}
        for part in parts:
            document.update(part[n])
        document[BODY_WORTH] = body_worth[n]
        document[KEYWORDS] = list(keywords[n])
        document.update(_columns(article, stories))
        yield document


@dataclass(frozen=True, slots=True)
class _Terms:
    """The terms of a batch by ordinal as they are written: accented, folded, and folded with the
    mark that tells these from accented ones; and for each the first one with its folding."""

    accented: Written
    folded: Written
    marked: Written
    of_folding: Int64s
    has_accents: Mask

    @classmethod
    def of(cls, batch: Batch) -> _Terms:
        first: dict[str, int] = {}
        of_folding = [first.setdefault(folded, n) for n, folded in enumerate(batch.folded)]
        return cls(
            [term_of(term) for term in batch.terms],
            [term_of(term) for term in batch.folded],
            [term_of(FOLDED_MARK + term) for term in batch.folded],
            np.array(of_folding, np.int64),
            np.fromiter(map(str.__ne__, batch.terms, batch.folded), bool, len(batch.terms)),
        )


# Syllables


def _fields(batch: Batch, terms: _Terms) -> Iterator[list[Document]]:
    """Per text and label, per article: its terms."""
    for name in (*TEXT_FIELDS, *LABEL_FIELDS):
        yield _field(batch, name, terms)


def _field(batch: Batch, name: str, terms: _Terms) -> list[Document]:
    """Per article the terms of one field, accented and folded; of a label a row for each value."""
    tokens = batch.fields[name]
    ordinals, bounds = tokens.ordinals.tolist(), tokens.bounds.tolist()
    rows: list[Document] = []
    for low, high in pairwise(bounds):
        values = [value for value in _values(ordinals[low:high]) if value]
        if not values:
            rows.append({})
            continue
        rows.append(
            {
                name: [" ".join(map(terms.accented.__getitem__, value)) for value in values],
                folded_field(name): [
                    " ".join(map(terms.folded.__getitem__, value)) for value in values
                ],
            }
        )
    return rows


def _values(ordinals: Sequence[int]) -> list[list[int]]:
    """The terms of each value: of a text there is one."""
    values: list[list[int]] = [[]]
    for ordinal in ordinals:
        if ordinal > 0:
            values[-1].append(ordinal)
        elif ordinal == VALUE_END:
            values.append([])
    return values


def _unaccented(batch: Batch, terms: _Terms) -> list[Document]:
    """Per article what it has no accent in: all of its texts, or a label."""
    articles = len(batch.articles)
    has = {name: np.zeros(articles, bool) for name in (TEXTS, *LABEL_FIELDS)}
    for name, tokens in batch.fields.items():
        owners = np.repeat(np.arange(articles), np.diff(tokens.bounds))
        is_accented = (tokens.ordinals > 0) & terms.has_accents[tokens.ordinals]
        has[TEXTS if name in TEXT_FIELDS else name][owners[is_accented]] = True
    return [
        {UNACCENTED: [name for name, accented in has.items() if not accented[n]]}
        for n in range(articles)
    ]


# What pairs of neighbours, and terms, are worth


def _told_by_pairs(batch: Batch, terms: _Terms, scale: Scale) -> Iterator[list[Document]]:
    """Per article what parts the neighbours of each text; and the worth of terms and pairs."""
    articles = len(batch.articles)
    every = find_syllables(batch.fields)
    pairs = neighbours_of(every)
    folded = pairs.numbered(terms.of_folding)
    for place, name in enumerate(TEXT_FIELDS):
        joints = joints_of(pairs.where(pairs.fields == place), terms.accented)
        for n, more in joints_of(folded.where(folded.fields == place), terms.marked).items():
            joints.setdefault(n, []).extend(more)
        own = joints_field(name)
        yield [{own: " ".join(joints[n])} if n in joints else {} for n in range(articles)]
    worth: list[dict[str, float]] = [{} for _ in range(articles)]
    _add_terms(worth, every, scale, terms)
    _add_pairs(worth, pairs, scale, terms.accented)
    _add_pairs(worth, folded, scale, terms.marked)
    yield [{WORTH: own} if own else {} for own in worth]


def _add_terms(
    worth: list[dict[str, float]], every: Syllables, scale: Scale, terms: _Terms
) -> None:
    places = Occurrences(every.terms, every.owners, every.fields)
    _add(worth, scale.add_up(places), terms.accented.__getitem__)
    _add(worth, scale.add_up(places.numbered(terms.of_folding)), terms.marked.__getitem__)


def _add_pairs(
    worth: list[dict[str, float]], pairs: Neighbours, scale: Scale, written: Written
) -> None:
    """The worth of pairs with only a space between; and of those that more than that parts in other
    places, of both together."""
    keys, numbers = np.unique(pairs.keys, return_inverse=True)
    places = Occurrences(numbers, pairs.owners, pairs.fields)
    close = scale.add_up(places[pairs.kinds == ADJACENT])
    every = _differing(scale.add_up(places), close)

    def between(sign: str) -> Callable[[int], str]:
        def text(number: int) -> str:
            first, second = terms_of_key(int(keys[number]))
            return f"{written[first]}{sign}{written[second]}"

        return text

    _add(worth, close, between(ADJACENT_SIGN))
    _add(worth, every, between(SEPARATED_SIGN))


def _differing(worth: Worth, other: Worth) -> Worth:
    """What of ``worth`` is not the same in ``other``."""
    same = np.zeros(len(worth.keys), bool)
    if len(other.keys):
        at = np.minimum(np.searchsorted(other.keys, worth.keys), len(other.keys) - 1)
        same = (other.keys[at] == worth.keys) & (other.worth[at] == worth.worth)
    return Worth(worth.things[~same], worth.owners[~same], worth.worth[~same])


def _add(worth: list[dict[str, float]], found: Worth, text: Callable[[int], str]) -> None:
    for owner, thing, own in zip(
        found.owners.tolist(), found.things.tolist(), found.worth.tolist(), strict=True
    ):
        worth[owner][text(thing)] = own


# Columns


def _columns(article: Article, stories: Mapping[int, int]) -> Document:
    """What is filtered, counted, sorted and grouped by; and the article itself."""
    own = hash_of(article.id.encode())
    columns: Document = {
        TIE: signed(own),
        STORY: signed(stories.get(own, own)),
        INDEXED: seconds(article.indexed),
        LACKS: [name for name in TEXT_FIELDS if not getattr(article, name)],
        ARTICLE: {KEPT: StoredArticle.of(article), BODY: article.body},
    }
    if own in stories:
        columns[GROUPED] = columns[STORY]
    address = hash_of_url(article.url)
    if address:
        columns[ADDRESS] = signed(address)
    for name in FACET_FIELDS:
        if value := getattr(article, name):
            columns[value_field(name)] = value
    published = minutes(article.published)
    if published != UNDATED:
        day = published // MINUTES_A_DAY
        columns.update({MINUTES: published, DAY: day, MONTH: month_of(day)})
    return columns
