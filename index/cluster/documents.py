"""What does the cluster hold of an article?  A document of terms, worth and columns.

A batch of articles, analysed by the one analyzer, is looked at as a whole: what stands where is
found by sorting numbers, and only what is written down is text.  The fields are those of
:mod:`index.cluster.mapping`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any

import numpy as np

from index.addresses import hash_of_url
from index.analysis import FOLDED_MARK
from index.analysis.tokens import VALUE_END, Batch
from index.arrays.types import Int64s, Mask
from index.article import LABEL_FIELDS, TEXT_FIELDS, Article, StoredArticle
from index.cluster.beginnings import missing_beginnings
from index.cluster.mapping import (
    ADDRESS,
    ADJACENT_SIGN,
    ALL_TEXTS,
    ARTICLE,
    ASIDE,
    BODY,
    DAY,
    FACET_FIELDS,
    GROUPED,
    INDEXED,
    JOINTS,
    KEPT,
    KEYWORDS,
    LACKS,
    MINUTES,
    MONTH,
    SEPARATED_SIGN,
    SHORT_TEXTS,
    STORY,
    TIE,
    UNACCENTED,
    WORTH,
    folded_field,
    month_of,
    signed,
    term_of,
    value_field,
    worth_field,
    worth_in,
)
from index.cluster.neighbours import (
    Neighbours,
    Syllables,
    Told,
    aside_of,
    body_of,
    find_syllables,
    joints_of,
    neighbours_of,
    terms_of_keys,
)
from index.cluster.worth import Occurrences, Scale, Worth, syllable_counts
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
    every = find_syllables(batch.fields)
    worth = {worth_field(name): scale.of(name).tolist() for name in TEXT_FIELDS}
    parts = [
        *_syllables(batch, terms),
        _lacking(batch),
        _unaccented(batch, terms),
        *_told_by_neighbours(every, terms, len(batch.articles)),
        _worth_of(every, scale, terms, len(batch.articles)),
    ]
    for n, article in enumerate(batch.articles):
        document: Document = {KEYWORDS: list(keywords[n])}
        for part in parts:
            document.update(part[n])
        document.update({name: values[n] for name, values in worth.items()})
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


def _syllables(batch: Batch, terms: _Terms) -> Iterator[list[Document]]:
    """Per field, per article: its terms."""
    for name in (*SHORT_TEXTS, *LABEL_FIELDS):
        yield [_written(name, values, terms) for values in _rows(batch, name)]
    texts = zip(*(_rows(batch, name) for name in TEXT_FIELDS), strict=True)
    yield [_written(ALL_TEXTS, list(chain(*values)), terms) for values in texts]


def _rows(batch: Batch, name: str) -> Iterator[list[list[int]]]:
    """Per article the terms of one field; of a label a row for each value."""
    tokens = batch.fields[name]
    if name in TEXT_FIELDS:
        is_term = tokens.ordinals > 0
        terms = tokens.ordinals[is_term].tolist()
        bounds = np.append(0, np.cumsum(is_term))[tokens.bounds]
        for low, high in pairwise(bounds.tolist()):
            yield [terms[low:high]] if high > low else []
        return
    ordinals = tokens.ordinals.tolist()
    for low, high in pairwise(tokens.bounds.tolist()):
        yield [value for value in _values(ordinals[low:high]) if value]


def _written(name: str, values: Sequence[Sequence[int]], terms: _Terms) -> Document:
    if not values:
        return {}
    return {
        name: [" ".join(map(terms.accented.__getitem__, value)) for value in values],
        folded_field(name): [" ".join(map(terms.folded.__getitem__, value)) for value in values],
    }


def _values(ordinals: Sequence[int]) -> list[list[int]]:
    """The terms of each value of a label."""
    values: list[list[int]] = [[]]
    for ordinal in ordinals:
        if ordinal > 0:
            values[-1].append(ordinal)
        elif ordinal == VALUE_END:
            values.append([])
    return values


def _lacking(batch: Batch) -> list[Document]:
    """Per article the texts in which it has no syllable."""
    counts = {name: syllable_counts(batch.fields[name]).tolist() for name in TEXT_FIELDS}
    return [
        {LACKS: [name for name, own in counts.items() if not own[n]]}
        for n in range(len(batch.articles))
    ]


def _unaccented(batch: Batch, terms: _Terms) -> list[Document]:
    """Per article what it has no accent in: all of its texts, or a label."""
    articles = len(batch.articles)
    has = {name: np.zeros(articles, bool) for name in (ALL_TEXTS, *LABEL_FIELDS)}
    for name, tokens in batch.fields.items():
        owners = np.repeat(np.arange(articles), np.diff(tokens.bounds))
        is_accented = (tokens.ordinals > 0) & terms.has_accents[tokens.ordinals]
        has[ALL_TEXTS if name in TEXT_FIELDS else name][owners[is_accented]] = True
    return [
        {UNACCENTED: [name for name, accented in has.items() if not accented[n]]}
        for n in range(articles)
    ]


# What neighbours tell


def _told_by_neighbours(every: Syllables, terms: _Terms, articles: int) -> Iterator[list[Document]]:
    """Per article what parts neighbours, and what stands in its body not at all."""
    pairs = neighbours_of(every)
    folded = pairs.numbered(terms.of_folding)
    joints = joints_of(pairs, terms.accented)
    _extend(joints, joints_of(folded, terms.marked))
    yield _as_text(JOINTS, joints, articles)
    aside: Told = {}
    for numbers, written in ((None, terms.accented), (terms.of_folding, terms.marked)):
        own = every.terms if numbers is None else numbers[every.terms]
        things, owners = aside_of(own, every.owners, every.fields)
        texts = _texts(written, things)
        _add_aside(aside, owners, texts)
        in_body = body_of(own, every.owners, every.fields, owners)
        _add_aside(aside, owners, missing_beginnings((things, owners), in_body, written))
    for some, written in ((pairs, terms.accented), (folded, terms.marked)):
        things, owners = aside_of(some.keys, some.owners, some.fields)
        _add_aside(aside, owners, _texts_of_pairs(written, SEPARATED_SIGN, things))
    yield _as_text(ASIDE, aside, articles)


def _extend(told: Told, more: Told) -> None:
    for n, own in more.items():
        told.setdefault(n, []).extend(own)


def _add_aside(told: Told, owners: Int64s, texts: Iterable[str]) -> None:
    for owner, text in zip(owners.tolist(), texts, strict=True):
        if text:
            told.setdefault(owner, []).append(text)


def _as_text(name: str, told: Told, articles: int) -> list[Document]:
    return [{name: " ".join(told[n])} if n in told else {} for n in range(articles)]


def _texts(written: Written, things: Int64s) -> list[str]:
    return list(map(written.__getitem__, things.tolist()))


def _texts_of_pairs(written: Written, sign: str, keys: Int64s) -> list[str]:
    firsts, seconds = terms_of_keys(keys)
    return [
        f"{written[first]}{sign}{written[second]}"
        for first, second in zip(firsts.tolist(), seconds.tolist(), strict=True)
    ]


# What terms and pairs are worth


def _worth_of(every: Syllables, scale: Scale, terms: _Terms, articles: int) -> list[Document]:
    pairs = neighbours_of(every)
    worth: list[dict[str, float]] = [{} for _ in range(articles)]
    _add_terms(worth, every, scale, terms)
    _add_pairs(worth, pairs, scale, terms.accented)
    _add_pairs(worth, pairs.numbered(terms.of_folding), scale, terms.marked)
    return [{WORTH: own} if own else {} for own in worth]


def _add_terms(
    worth: list[dict[str, float]], every: Syllables, scale: Scale, terms: _Terms
) -> None:
    places = Occurrences(every.terms, every.owners, every.fields)
    for own, written in (
        (places, terms.accented),
        (places.numbered(terms.of_folding), terms.marked),
    ):
        found = scale.add_up(own)
        _add(worth, found, _texts(written, found.things))
        for place, name in enumerate(SHORT_TEXTS):
            repeated = scale.add_up_repeated(own.at(own.fields == place))
            texts = [worth_in(name, text) for text in _texts(written, repeated.things)]
            _add(worth, repeated, texts)


def _add_pairs(
    worth: list[dict[str, float]], pairs: Neighbours, scale: Scale, written: Written
) -> None:
    """The worth of pairs with only a space between; and of those that more than that parts in other
    places, of both together."""
    places = Occurrences(pairs.keys, pairs.owners, pairs.fields)
    close = scale.add_up(places.at(pairs.kinds == ADJACENT))
    every = _differing(scale.add_up(places), close)
    for found, sign in ((close, ADJACENT_SIGN), (every, SEPARATED_SIGN)):
        _add(worth, found, _texts_of_pairs(written, sign, found.things))


def _differing(worth: Worth, other: Worth) -> Worth:
    """What of ``worth`` is not the same in ``other``."""
    same = np.zeros(len(worth.keys), bool)
    if len(other.keys):
        at = np.minimum(np.searchsorted(other.keys, worth.keys), len(other.keys) - 1)
        same = (other.keys[at] == worth.keys) & (other.worth[at] == worth.worth)
    return worth.where(~same)


def _add(worth: list[dict[str, float]], found: Worth, texts: Sequence[str]) -> None:
    """Note what is worth so much by its text, article by article."""
    if not len(found.owners):
        return
    begins = np.flatnonzero(np.diff(found.owners, prepend=-1)).tolist()
    owners, values = found.owners[begins].tolist(), found.worth.tolist()
    for owner, (low, high) in zip(owners, pairwise([*begins, len(values)]), strict=True):
        worth[owner].update(zip(texts[low:high], values[low:high], strict=True))


# Columns


def _columns(article: Article, stories: Mapping[int, int]) -> Document:
    """What is filtered, counted, sorted and grouped by; and the article itself."""
    own = hash_of(article.id.encode())
    columns: Document = {
        TIE: signed(own),
        STORY: signed(stories.get(own, own)),
        INDEXED: seconds(article.indexed),
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
