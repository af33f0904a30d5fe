"""How do analysed articles become a segment?  One sort per field, and nothing per posting.

An array holds the term of every token in reading order; sorting it, stably, brings the
occurrences of a term together, articles and positions ascending.  Where two neighbours
differ, a posting or a list begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.addresses import hash_of_url
from index.analysis.tokens import BREAK, VALUE_END, Batch, Tokens
from index.arrays.file import ArrayWriter
from index.arrays.terms import write_texts, write_vocabulary
from index.arrays.types import Int64s, Lengths, Mask, PairKinds
from index.article import LABEL_FIELDS, STORY_FIELDS, TEXT_FIELDS, Article
from index.codec.background import Known
from index.codec.fingerprints import write_fingerprints
from index.codec.ids import write_addresses, write_ids
from index.codec.kernels import KIND_BITS
from index.codec.keywords import Background, choose_keywords, write_keywords
from index.codec.layout import (
    VALUE_GAP,
    WORDS,
    pairs_of,
    unaccented_column,
)
from index.codec.pairs import kinds_behind, pair_keys
from index.codec.postings import Inverted, write_field, write_pairs
from index.codec.stored import (
    BODIES,
    HEADS,
    Compressor,
    pack_body,
    pack_head,
    write_dictionary,
    write_records,
)
from index.days import minutes, seconds
from index.groups.shingles import checksum, term_numbers

_FACETS = ("category", "source")


def build_segment(path: Path, batch: Batch, dictionary: bytes, known: Known | None = None) -> None:
    """Write the segment of ``batch`` to the file ``path``.

    ``dictionary`` is for compressing; ``known``, what was indexed so far, tells which words
    are common.
    """
    with ArrayWriter(path) as writer:
        used = _used_numbers(batch)
        rank = np.full(len(batch.terms), -1)
        rank[used] = np.arange(len(used))
        terms = [batch.terms[n].encode() for n in used]
        write_vocabulary(writer, terms, [batch.folded[n].encode() for n in used])
        writer.add("terms.casing", batch.term_casing[used])
        accented = np.fromiter(map(str.__ne__, batch.terms, batch.folded), bool, len(batch.terms))
        numbers = term_numbers(map(checksum, terms))
        stories = []
        for name, tokens in batch.fields.items():
            flat = _Flat.of(tokens, rank)
            if name in STORY_FIELDS:
                stories.append((numbers[flat.terms], flat.articles))
            writer.add(f"{name}.lengths", flat.lengths)
            write_field(writer, name, invert(flat.terms, flat.articles, flat.positions))
            if name in TEXT_FIELDS:
                write_pairs(writer, pairs_of(name), _invert_pairs(flat, len(used)), len(used))
        _write_unaccented(writer, batch, accented)
        order, word_rank = _in_order([text.encode() for text in batch.compounds])
        _write_words(writer, batch, order, word_rank)
        background = _background(known, [batch.compounds[n].encode() for n in order], terms)
        _write_keywords(writer, batch, rank, word_rank, background)
        _write_columns(writer, batch)
        write_fingerprints(writer, batch.articles, stories)
        _write_stored(writer, batch.articles, dictionary)


@dataclass(frozen=True, slots=True)
class _Flat:
    """The syllables of a field one after the other: term ordinal, doc id, position, and what kind
    of pair it makes with the syllable before; and the ``lengths`` of the articles.

    Positions count syllables, and ``VALUE_GAP`` more for each value of a label that has ended.
    """

    terms: Int64s
    articles: Int64s
    positions: Int64s
    kinds: PairKinds
    lengths: Lengths

    @classmethod
    def of(cls, tokens: Tokens, rank: Int64s) -> _Flat:
        """The syllables of ``tokens`` without the breaks; ``rank`` gives each ordinal of the batch
        its place in the sorted terms."""
        syllable = tokens.ordinals > BREAK
        at = np.flatnonzero(syllable)
        sizes = np.diff(tokens.bounds)
        articles = np.repeat(np.arange(len(sizes)), sizes)[at]
        lengths = np.bincount(articles, minlength=len(sizes))
        begins = np.cumsum(lengths) - lengths
        positions = np.arange(len(at)) - begins[articles]
        ended = np.cumsum(tokens.ordinals == VALUE_END)
        if len(ended) and ended[-1]:
            before = np.append(0, ended)[tokens.bounds[:-1]]
            positions += VALUE_GAP * (ended[at] - before[articles])
        return cls(
            rank[tokens.ordinals[at]],
            articles,
            positions,
            kinds_behind(tokens.ordinals[at - 1]),
            lengths.astype(np.uint32),
        )


def invert(keys: Int64s, articles: Int64s, positions: Int64s | None) -> Inverted:
    """Turn tokens in reading order into postings: token i has the key ``keys[i]`` and stands in
    the article ``articles[i]`` (a doc id; they ascend), at ``positions[i]`` of it."""
    keys, order = _sorted(keys)
    articles = articles[order]
    new_key = np.diff(keys, prepend=-1) != 0
    begins = np.flatnonzero(new_key | (np.diff(articles, prepend=-1) != 0))
    lists = np.flatnonzero(new_key[begins])
    return Inverted(
        keys=keys[begins[lists]],
        bounds=np.append(lists, len(begins)),
        ids=articles[begins].astype(np.uint32),
        tfs=np.diff(begins, append=len(keys)).astype(np.uint32),
        position_bounds=begins,
        positions=positions[order].astype(np.uint32) if positions is not None else None,
    )


def _sorted(keys: Int64s) -> tuple[Int64s, Int64s]:
    """``keys`` sorted, and where each stood; equal ones stay in order."""
    bits = len(keys).bit_length()
    if len(keys) and int(keys.max()).bit_length() + bits < 64:
        # Key and place in one number: sorting plain numbers is several times faster than argsort.
        joined = keys << bits | np.arange(len(keys))
        joined.sort()
        return joined >> bits, joined & ((1 << bits) - 1)
    order = np.argsort(keys, kind="stable")
    return keys[order], order


def _invert_pairs(flat: _Flat, terms: int) -> Inverted:
    """The postings of neighbours within one article."""
    second = np.flatnonzero(flat.positions)
    first = second - 1
    dense = (flat.terms[first] * terms + flat.terms[second]) << KIND_BITS | flat.kinds[second]
    inverted = invert(dense, flat.articles[second], None)
    pair, kinds = np.divmod(inverted.keys, 1 << KIND_BITS)
    keys = pair_keys(*np.divmod(pair, max(terms, 1)), kinds)
    return Inverted(
        keys, inverted.bounds, inverted.ids, inverted.tfs, inverted.position_bounds, None
    )


def _used_numbers(batch: Batch) -> list[int]:
    """The numbers of the terms that occur, in the order of the terms' bytes."""
    seen = np.zeros(len(batch.terms), bool)
    for tokens in batch.fields.values():
        seen[tokens.ordinals[tokens.ordinals > BREAK]] = True
    return sorted(np.flatnonzero(seen).tolist(), key=lambda n: batch.terms[n].encode())


def _write_unaccented(writer: ArrayWriter, batch: Batch, accented: Mask) -> None:
    """Which articles, and which labels, were written without any accent."""
    has = {name: _any_in(tokens, accented) for name, tokens in batch.fields.items()}
    in_texts = np.logical_or.reduce([has[name] for name in TEXT_FIELDS])
    writer.add(unaccented_column(TEXT_FIELDS[0]), (~in_texts).astype(np.uint8))
    for name in LABEL_FIELDS:
        writer.add(unaccented_column(name), (~has[name]).astype(np.uint8))


def _any_in(tokens: Tokens, flag: Mask) -> Mask:
    """For which articles ``flag`` is set for any of their tokens."""
    before = np.append(0, np.cumsum(flag[tokens.ordinals] & (tokens.ordinals > BREAK)))
    found: Mask = before[tokens.bounds[1:]] > before[tokens.bounds[:-1]]
    return found


def _write_words(writer: ArrayWriter, batch: Batch, order: list[int], rank: Int64s) -> None:
    """Write pyvi's words and the names: ``order`` are their numbers in the batch in the order of
    their texts, and ``rank`` the ordinal of each."""
    write_texts(writer, WORDS, [batch.compounds[n].encode() for n in order])
    writer.add(f"{WORDS}.casing", batch.compound_casing[order])
    write_field(writer, WORDS, invert(rank[batch.words.ordinals], _owners(batch.words), None))


def _background(
    known: Known | None, words: Sequence[bytes], terms: Sequence[bytes]
) -> Background | None:
    if known is None:
        return None
    return Background(known.articles, known.document_frequencies([*words, *terms]))


def _write_keywords(
    writer: ArrayWriter,
    batch: Batch,
    term_rank: Int64s,
    word_rank: Int64s,
    background: Background | None,
) -> None:
    """Write the key words: as codes, the ordinals of words come first and those of syllables behind
    them."""
    words = word_rank[batch.words.ordinals]
    singles = term_rank[batch.singles.ordinals]
    known = singles >= 0  # pyvi may hold for a word what no field of this batch has
    owners = np.concatenate([_owners(batch.words), _owners(batch.singles)[known]])
    codes = np.concatenate([words, len(word_rank) + singles[known]])
    chosen = choose_keywords(codes, owners, len(batch.articles), background)
    write_keywords(writer, *chosen)


def _in_order(texts: Sequence[bytes]) -> tuple[list[int], Int64s]:
    """The numbers of ``texts`` in ascending order, and the place of each in it."""
    order = sorted(range(len(texts)), key=texts.__getitem__)
    rank = np.zeros(len(texts), np.int64)
    rank[order] = np.arange(len(texts))
    return order, rank


def _owners(tokens: Tokens) -> Int64s:
    """The doc id of each token's article."""
    return np.repeat(np.arange(len(tokens.bounds) - 1), np.diff(tokens.bounds))


def _write_columns(writer: ArrayWriter, batch: Batch) -> None:
    articles = batch.articles
    writer.add("published", np.array([minutes(a.published) for a in articles], np.int64))
    writer.add("indexed", np.array([seconds(a.indexed) for a in articles], np.int64))
    for name in _FACETS:
        write_facet(writer, name, [getattr(a, name) for a in articles])
    write_ids(writer, [a.id.encode() for a in articles])
    write_addresses(writer, np.array([hash_of_url(a.url) for a in articles], np.uint64))


def _write_stored(writer: ArrayWriter, articles: Sequence[Article], dictionary: bytes) -> None:
    compressor = Compressor(dictionary)
    write_records(writer, HEADS, compressor.compress(map(pack_head, articles)))
    write_records(writer, BODIES, compressor.compress(map(pack_body, articles)))
    write_dictionary(writer, dictionary)


def write_facet(writer: ArrayWriter, name: str, values: list[str]) -> None:
    """Write ``values``, one for each article: as a code each and the table of the codes' texts."""
    texts = sorted({value.encode() for value in values})
    code = {text: n for n, text in enumerate(texts)}
    codes = np.fromiter((code[value.encode()] for value in values), np.uint32, len(values))
    write_texts(writer, f"{name}.values", texts)
    writer.add(f"{name}.codes", codes)
