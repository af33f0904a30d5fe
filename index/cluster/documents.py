"""What does the cluster hold of an article?  A document of terms, worth and columns.

A batch of articles, analysed by the one analyzer, is looked at as a whole: what stands where is
found by sorting numbers, and only what is written down is text.  The fields are those of
:mod:`index.cluster.mapping`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise
from typing import Any

import numpy as np

from index.addresses import hash_of_url
from index.analysis.tokens import VALUE_END, Batch
from index.arrays.types import Int64s
from index.article import LABEL_FIELDS, TEXT_FIELDS, Article, StoredArticle
from index.cluster.beginnings import missing_beginnings
from index.cluster.mapping import (
    ADDRESS,
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
    folded_field,
    month_of,
    signed,
    value_field,
    worth_field,
)
from index.cluster.named import named_worth
from index.cluster.neighbours import (
    Syllables,
    Told,
    aside_of,
    body_of,
    find_syllables,
    joints_of,
    neighbours_of,
)
from index.cluster.spellings import Spellings, texts_of_pairs, texts_of_terms
from index.cluster.worth import Scale, syllable_counts
from index.codec.ids import hash_of
from index.days import MINUTES_A_DAY, UNDATED, minutes, seconds

Document = dict[str, Any]


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
    spellings = Spellings.of(batch)
    scale = Scale(batch.fields, averages)
    every = find_syllables(batch.fields)
    parts = [
        *_syllables(batch, spellings),
        _lacking(batch),
        _worth_of_one(batch, scale),
        _unaccented(batch, spellings),
        *_told_by_neighbours(every, spellings, len(batch.articles)),
        named_worth(every, scale, spellings, len(batch.articles)),
    ]
    for n, article in enumerate(batch.articles):
        document: Document = {KEYWORDS: list(keywords[n])}
        for part in parts:
            document.update(part[n])
        document.update(_columns(article, stories))
        yield document


# Syllables


def _syllables(batch: Batch, spellings: Spellings) -> Iterator[list[Document]]:
    """Per field, per article: its terms."""
    for name in (*SHORT_TEXTS, *LABEL_FIELDS):
        yield [_written(name, values, spellings) for values in _rows(batch, name)]
    texts = zip(*(_rows(batch, name) for name in TEXT_FIELDS), strict=True)
    yield [_written(ALL_TEXTS, list(chain(*values)), spellings) for values in texts]


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


def _written(name: str, values: Sequence[Sequence[int]], spellings: Spellings) -> Document:
    if not values:
        return {}
    return {
        name: [" ".join(map(spellings.accented.__getitem__, value)) for value in values],
        folded_field(name): [
            " ".join(map(spellings.folded.__getitem__, value)) for value in values
        ],
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


def _worth_of_one(batch: Batch, scale: Scale) -> list[Document]:
    """Per article what one occurrence is worth in each text that it has."""
    worth: list[Document] = [{} for _ in batch.articles]
    for name in TEXT_FIELDS:
        own = scale.of(name).tolist()
        for n in np.flatnonzero(syllable_counts(batch.fields[name])).tolist():
            worth[n][worth_field(name)] = own[n]
    return worth


def _unaccented(batch: Batch, spellings: Spellings) -> list[Document]:
    """Per article what it has no accent in: all of its texts, or a label."""
    articles = len(batch.articles)
    has = {name: np.zeros(articles, bool) for name in (ALL_TEXTS, *LABEL_FIELDS)}
    for name, tokens in batch.fields.items():
        owners = np.repeat(np.arange(articles), np.diff(tokens.bounds))
        is_accented = (tokens.ordinals > 0) & spellings.has_accents[tokens.ordinals]
        has[ALL_TEXTS if name in TEXT_FIELDS else name][owners[is_accented]] = True
    return [
        {UNACCENTED: [name for name, accented in has.items() if not accented[n]]}
        for n in range(articles)
    ]


# What neighbours tell


def _told_by_neighbours(
    every: Syllables, spellings: Spellings, articles: int
) -> Iterator[list[Document]]:
    """Per article what parts neighbours, and what stands in its body not at all."""
    pairs = neighbours_of(every)
    folded = pairs.numbered(spellings.of_folding)
    joints = joints_of(pairs, spellings.accented)
    _extend(joints, joints_of(folded, spellings.marked))
    yield _as_text(JOINTS, joints, articles)
    aside: Told = {}
    for numbers, written in ((None, spellings.accented), (spellings.of_folding, spellings.marked)):
        own = every.terms if numbers is None else numbers[every.terms]
        things, owners = aside_of(own, every.owners, every.fields)
        texts = texts_of_terms(written, things)
        _add_aside(aside, owners, texts)
        in_body = body_of(own, every.owners, every.fields, owners)
        _add_aside(aside, owners, missing_beginnings((things, owners), in_body, written))
    for some, written in ((pairs, spellings.accented), (folded, spellings.marked)):
        things, owners = aside_of(some.keys, some.owners, some.fields)
        _add_aside(aside, owners, texts_of_pairs(written, things, SEPARATED_SIGN))
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
