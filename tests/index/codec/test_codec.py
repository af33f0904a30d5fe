"""Does a segment give back what was put in, and does damage never do worse than an error?"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import CHECKOUT
from hypothesis import given, settings
from hypothesis import strategies as st
from packed_fields import ARTICLES, Occurrences, fields, inverted, postings, written

from index.analysis import analyse, terms_of
from index.analysis.batch import BatchAnalyser
from index.analysis.tokens import BREAK
from index.arrays.file import ArrayFile, ArrayWriter
from index.arrays.terms import TermTable, write_texts
from index.article import TEXT_FIELDS, Article
from index.codec import kernels, within
from index.codec.build import build_segment
from index.codec.packed_lists import PackedLists
from index.codec.pairs import pair_keys
from index.codec.postings import (
    PairField,
    PairKeys,
    write_pairs,
)
from index.codec.segment import PostingLists, SegmentData
from index.codec.stored import train
from index.codec.union import read_occurrences, read_union
from index.errors import SegmentDamaged
from index.readers import ReadOptions, find_files, read_file
from index.vietnamese import clean_text
from index.vietnamese import segment as segment_text
from search.engines.whoosh.matching import scoring

pairs = st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 3))
syllables = st.sets(st.integers(0, 6))


@pytest.mark.slow
@given(fields, st.sampled_from([0.02, 0.3, 1]), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=120)
def test_a_field_gives_back_its_postings_and_positions(
    tmp_path_factory: pytest.TempPathFactory,
    terms: Occurrences,
    share: float,
    pick: random.Random,
) -> None:
    field = written(tmp_path_factory.mktemp("field"), terms)
    assert field.keys.all().tolist() == sorted(terms)
    every = sorted(set().union(*terms.values(), (1, 5, 70_000)))  # some that no list has
    wanted = [article for article in every if pick.random() < share]
    among = np.array(wanted, np.int32)
    for term, articles in terms.items():
        (start,) = starts = field.starts_of(np.array([term]))
        read = field.read_postings(start)
        assert read.ids.tolist() == sorted(articles)
        assert read.tfs.tolist() == [len(articles[a]) for a in sorted(articles)]
        df, cf = field.frequencies(starts)
        assert (df[0], cf[0]) == (len(articles), sum(map(len, articles.values())))
        found = read_occurrences(PostingLists(field, starts), among)
        assert found.tolist() == [a << 32 | p for a in wanted for p in articles.get(a, ())]
    lists = PostingLists(field, field.starts_of(np.array([*sorted(terms), 1000])))
    together = {a: sum(len(t.get(a, ())) for t in terms.values()) for a in every}
    union = read_union(lists)
    tfs = dict(zip(union.ids.tolist(), union.tfs.tolist(), strict=True))
    assert tfs == {article: tf for article, tf in together.items() if tf}
    assert read_occurrences(lists, among).tolist() == sorted(
        a << 32 | p for a in wanted for t in terms.values() for p in t.get(a, ())
    )


@given(st.dictionaries(pairs, postings, min_size=1, max_size=5), syllables, syllables,
       st.integers(0, 15))  # fmt: skip
@settings(deadline=None, max_examples=80)
def test_pairs_are_found_by_either_side_and_by_what_separates_them(
    tmp_path_factory: pytest.TempPathFactory, occurrences: Occurrences,
    first: set[int], second: set[int], kinds: int,
) -> None:  # fmt: skip
    path = tmp_path_factory.mktemp("pairs") / "p.arrays"
    by_key = {int(pair_keys(*np.array(key)[:, None])[0]): a for key, a in occurrences.items()}
    made = inverted(by_key, has_positions=False)
    with ArrayWriter(path) as writer:
        write_pairs(writer, "p", replace(made, keys=made.keys.astype(np.uint64)), 6)
    file = ArrayFile(path)
    field = PairField(
        PairKeys.read(file, "p"), file["p.starts"], file["p.lists"], ARTICLES, has_positions=False
    )
    assert field.keys.all().tolist() == sorted(by_key)
    wanted = np.array(sorted(first), int), np.array(sorted(second), int)
    starts = field.starts_of_pairs(*wanted, kinds)
    chosen = [
        articles for (a, b, kind), articles in sorted(occurrences.items())
        if a in first and b in second and kinds >> kind & 1
    ]  # fmt: skip
    assert [field.read_postings(start).ids.tolist() for start in starts] == [*map(sorted, chosen)]


@given(fields, st.booleans(), st.booleans(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=120)
def test_scoring_and_marking_add_up_all_lists(
    tmp_path_factory: pytest.TempPathFactory,
    terms: Occurrences,
    limited: bool,
    as_bits: bool,
    pick: random.Random,
) -> None:
    field = written(tmp_path_factory.mktemp("field"), terms, has_positions=limited)
    starts = field.starts_of(np.array(sorted(terms)))
    mask = (np.arange(ARTICLES) % 2).astype(np.uint8) if limited else None
    norms = np.linspace(0.5, 2, ARTICLES, dtype=np.float32)
    every = sorted(set().union(*terms.values(), (1, 5, 70_000)))  # some that no list has
    share = pick.random()
    ids = np.array([article for article in every if pick.random() < share], np.int32)
    totals = np.zeros(len(ids), np.float32)
    bits, ranks = sets_of(ids) if as_bits else (None, None)
    lists = PackedLists(field.blob, starts, limited, mask)
    more = np.linspace(0, 3, len(ids), dtype=np.float32)
    scoring.add_scores(
        [(1.5, [(lists, 2.0, norms)], None), (1.0, [], more)], ids, bits, ranks, 1.2, totals
    )
    expected = np.zeros(ARTICLES)
    for articles in terms.values():
        for article, places in articles.items():
            if mask is None or mask[article]:
                expected[article] += 2.0 * len(places) * norms[article]
    found = expected[ids]
    wanted = 1.5 * found * 2.2 / (found + 1.2) + more * 2.2 / (more + 1.2)
    np.testing.assert_allclose(totals, wanted, rtol=1e-5)
    assert marked(lists) == np.flatnonzero(expected).tolist()


def sets_of(ids: Any) -> tuple[Any, Any]:
    """Articles as words of bits, and how many bits are set before each of these."""
    bits = np.zeros((ARTICLES + 63) // 64, np.uint64)
    within.mark_ids(ids, bits.view(np.uint8))
    ranks = np.empty(len(bits), np.uint32)
    within.rank_words(bits, ranks)
    kept = np.empty(len(ids) + 1, np.int32)
    assert within.keep_ids(bits.view(np.uint8), ids, kept) == len(ids)
    assert ranks[-1] <= len(ids)
    return bits, ranks


def marked(lists: PackedLists) -> list[int]:
    bits, ids = np.zeros((ARTICLES + 7) // 8, np.uint8), np.empty(ARTICLES, np.int32)
    kernels.set_bits([lists], ARTICLES, bits)
    found = kernels.list_bits(bits, ARTICLES, 1000, ids)
    return [int(doc_id) - 1000 for doc_id in ids[:found]]


@given(st.sets(st.text(max_size=4).map(str.encode), max_size=30), st.text(max_size=3))
@settings(deadline=None, max_examples=120)
def test_a_table_finds_its_texts_and_their_beginnings(
    tmp_path_factory: pytest.TempPathFactory, texts: set[bytes], wanted: str
) -> None:
    path = tmp_path_factory.mktemp("table") / "t.arrays"
    with ArrayWriter(path) as writer:
        write_texts(writer, "t", sorted(texts))
    table = TermTable.read(ArrayFile(path), "t")
    assert list(table) == sorted(texts)
    for prefix in (wanted.encode(), *sorted(texts)[:3]):
        assert [table[n] for n in table.prefix_range(prefix)] == [
            text for text in sorted(texts) if text.startswith(prefix)
        ]
        assert table.ordinal_of(prefix) == (sorted(texts).index(prefix) if prefix in texts else -1)


@pytest.fixture(scope="module")
def articles(sample_folder: Path) -> list[Article]:
    made = (a for path in find_files(sample_folder) for a in read_file(path, ReadOptions()))
    return [article for article in made if isinstance(article, Article)]


@pytest.fixture(scope="module")
def segment(tmp_path_factory: pytest.TempPathFactory, articles: list[Article]) -> Path:
    """The sample corpus as one segment."""
    path = tmp_path_factory.mktemp("segment") / "s.arrays"
    build_segment(path, BatchAnalyser().analyse(articles), train(articles))
    return path


WHOLE = Article("x", "Đò", "Bến", "Nước\n\nlớn", None, "a", "b", "http://c", "d", ("e", "g"))
MOMENTS = [
    None, date(2016, 5, 12), datetime(2016, 5, 12, 7, 30, tzinfo=UTC),
    datetime.fromisoformat("2016-05-12T07:30:01.000200+07:00"),
]  # fmt: skip


def test_an_article_comes_back_as_it_went_in(tmp_path: Path, articles: list[Article]) -> None:
    some = [replace(WHOLE, id=str(moment), published=moment) for moment in MOMENTS]
    some += [Article("t", title="Tin"), *articles]
    for dictionary in (b"", train(articles)):
        build_segment(tmp_path / "s.arrays", BatchAnalyser().analyse(some), dictionary)
        data = SegmentData(tmp_path / "s.arrays")
        assert [data.stored.article(n) for n in range(len(some))] == some
        assert data.stored.article(0, body=False) == replace(some[0], body="")
        assert [data.doc_id_of(article.id) for article in some] == list(range(len(some)))
        assert data.doc_id_of("nowhere") is None


def assert_analysed_alike(batch: Any, name: str, texts: Iterable[str]) -> None:
    """A batch has the terms of the analyser, and a break where more than a space separates two."""
    tokens = batch.fields[name]
    for n, text in enumerate(texts):
        numbers = tokens.ordinals[tokens.bounds[n] : tokens.bounds[n + 1]].tolist()
        expected = list(analyse(text))
        places = [i for i, x in enumerate(numbers) if x > BREAK]
        assert [batch.terms[numbers[i]] for i in places] == [t.accented for t in expected]
        assert ["_" + batch.folded[numbers[i]] for i in places] == [t.folded for t in expected]
        close = [text[a.end : b.start] in ("", " ") for a, b in pairwise(expected)]
        assert [b - a == 1 for a, b in pairwise(places)] == close


def test_a_batch_has_the_terms_and_breaks_of_each_text(articles: list[Article]) -> None:
    batch = BatchAnalyser().analyse(articles)
    for name in TEXT_FIELDS:
        assert_analysed_alike(batch, name, [getattr(article, name) for article in articles])


@given(st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from("aầ  .-_\n")), max_size=60))
@settings(deadline=None, max_examples=100)
def test_any_text_is_analysed_alike_in_a_batch(raw: str) -> None:
    text = clean_text(raw)
    assert_analysed_alike(BatchAnalyser().analyse([Article("a", title=text)]), "title", [text])


def test_the_words_of_an_article_are_those_that_pyvi_joins_and_names(
    articles: list[Article],
) -> None:
    batch = BatchAnalyser().analyse(articles)
    assert len(set(batch.compounds)) == len(batch.compounds)
    names = 0
    for n, article in enumerate(articles):
        bounds = batch.words.bounds
        numbers = batch.words.ordinals[bounds[n] : bounds[n + 1]].tolist()
        own = Counter(batch.compounds[x] for x in numbers)
        whole = "\n".join((article.title, article.summary, article.body)).replace("_", " ")
        spelt = " ".join(
            terms_of(piece)[0].capitalize() if piece[0].isupper() else piece
            for piece in re.findall(r"\w+|[^\w\s]", whole)
        )
        joined = [word for word in segment_text(whole).split() if "_" in word]
        normal = Counter("_".join(terms_of(part)[0] for part in word.split("_")) for word in joined)
        assert normal <= own
        for name in own - normal:
            names += 1
            syllables = (syllable.capitalize() for syllable in name.split("_"))
            assert f" {' '.join(syllables)} " in f" {spelt} "
    assert names > 50


@pytest.mark.parametrize("content", [b"", b"TIMBAO", b"x" * 200], ids=["empty", "short", "foreign"])
def test_a_file_that_is_no_segment_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "s.arrays").write_bytes(content)
    with pytest.raises(SegmentDamaged):
        ArrayFile(tmp_path / "s.arrays")


def test_an_unfinished_or_shortened_segment_is_refused(tmp_path: Path, segment: Path) -> None:
    path = tmp_path / "s.arrays"
    for length in (1, 100, 5000, segment.stat().st_size - 1):
        path.write_bytes(segment.read_bytes()[:length])
        with pytest.raises(SegmentDamaged):
            SegmentData(path)
    writer = ArrayWriter(path)
    writer.add("published", np.zeros(9, np.int64))
    writer.__exit__(KeyError, KeyError(), None)
    with pytest.raises(SegmentDamaged):
        ArrayFile(path)


# Each function yields steps that a damaged segment may refuse, and that may do nothing worse.
_EXERCISE = """
import os
import sys
from pathlib import Path
import numpy as np
from index.codec import kernels, nearness, within
from index.errors import SegmentDamaged
from index.codec.layout import PAIR_FIELDS, SYLLABLE_FIELDS, WORDS
from index.codec.packed_lists import PackedLists
from index.codec.segment import PostingLists, SegmentData
from search.engines.whoosh.matching import scoring
from index.codec.union import docs_of, read_occurrences, read_union

def give_up(unraisable):  # a loop that cannot raise ran into an error
    print(unraisable.exc_value, file=sys.stderr)
    sys.stderr.flush()
    os._exit(3)

sys.unraisablehook = give_up

def lists(data):
    n = data.articles
    norms, totals = np.ones(n, np.float32), np.zeros(n, np.float32)
    bits, ids = np.zeros((n + 7) // 8, np.uint8), np.empty(n, np.int32)
    every = np.arange(n, dtype=np.int32)
    words = np.zeros((n + 63) // 64, np.uint64)
    within.mark_ids(every, words.view(np.uint8))
    ranks = np.empty(len(words), np.uint32)
    within.rank_words(words, ranks)
    def inside(found):
        assert ((found >= 0) & (found < n)).all()
    for field in data.fields.values():
        for start in field.starts[::19]:
            one = np.array([start], np.int64)
            yield lambda: inside(read_union(PostingLists(field, one)).ids)
            if field.has_positions:
                yield lambda: inside(docs_of(read_occurrences(PostingLists(field, one), every)))
                yield lambda: nearness.mark_near(
                    field.blob, one.repeat(2), np.array([0, 1, 2]), np.array([0, 1, 2]),
                    1, np.zeros(2, np.uint8), bits, 3, every, words, ranks, bits)
            packed = PackedLists(field.blob, one, field.has_positions)
            word = 1.0, [(packed, 1.0, norms)], None
            for few in every, every[::40].copy():
                yield lambda: scoring.add_scores(
                    [word, word], few, None, None, 1.2, totals[:len(few)])
            yield lambda: scoring.add_scores([word], every, words, ranks, 1.2, totals)
            yield lambda: kernels.set_bits([packed], n, bits)
            inside(ids[:kernels.list_bits(bits, n, 0, ids)])
            bits[:] = 0

def terms(data):
    for term in "dân", "_dan", "^an", "x" * 50, "_", "":
        for name in SYLLABLE_FIELDS:
            yield lambda: data.postings(name, term.encode())
        yield lambda: data.text_postings(term.encode())
    for name, term in ((WORDS, "dân_vận"), *((name, "dân vận") for name in PAIR_FIELDS)):
        yield lambda: data.postings(name, term.encode())
    for prefix in b"", b"n", b"ng", b"z":
        def variants():
            folded = data.vocabulary.folded.prefix_range(prefix)
            data.vocabulary.variants_between(folded.start, folded.stop)
        yield variants

def stored(data):
    for number in range(0, data.articles, 7):
        yield lambda: data.stored.article(number)

def columns(data):
    yield lambda: data.has_unaccented
    for name in "published", "category.codes", *(f"{name}.lengths" for name in SYLLABLE_FIELDS):
        yield lambda: data.column(name)

def found(data):
    for text in list(data.ids)[::9]:
        yield lambda: data.doc_id_of(text.decode(errors="replace"))

for name in sys.argv[2:]:
    try:
        data = SegmentData(Path(name))
    except SegmentDamaged:
        continue
    for part in sys.argv[1].split():
        for step in globals()[part](data):
            try:
                step()
            except SegmentDamaged:
                pass
print("survived")
"""
PARTS = "lists terms stored columns"


def assert_survived(parts: str, paths: list[Path]) -> None:
    command = [sys.executable, "-c", _EXERCISE, parts, *map(str, paths)]
    ran = subprocess.run(command, capture_output=True, cwd=CHECKOUT, timeout=120, check=False)
    assert (ran.returncode, ran.stdout) == (0, b"survived\n"), ran.stderr.decode()[-2000:]


def damaged(
    folder: Path, segment: Path, ranges: list[range], copies: int, seed: int = 3
) -> list[Path]:
    """Copies of the segment with bytes in one of ``ranges`` overwritten."""
    pick = random.Random(seed)
    whole, paths = segment.read_bytes(), []
    for number in range(copies):
        data = bytearray(whole)
        for _ in range(pick.choice([1, 3, 40])):
            where = pick.choice(ranges)
            at, length = pick.choice(where), pick.choice([1, 1, 8, 200])
            end = min(at + length, where.stop)
            data[at:end] = bytes([pick.choice([0, 255, pick.randrange(256)])]) * (end - at)
        paths.append(folder / f"{number}.arrays")
        paths[-1].write_bytes(data)
    return paths


def directory(segment: Path) -> tuple[range, dict[str, dict[str, Any]]]:
    """Where the directory is, and what it says."""
    data = segment.read_bytes()
    where = range(int.from_bytes(data[-16:-8], "little"), len(data) - 16)
    return where, json.loads(data[where.start : where.stop])


def ranges_of(segment: Path, *names: str) -> list[range]:
    """Where the arrays are whose names end so."""
    places = [place for name, place in directory(segment)[1].items() if name.endswith(names)]
    sizes = [place["count"] * np.dtype(place["type"]).itemsize for place in places]
    return [range(p["first"], p["first"] + n) for p, n in zip(places, sizes, strict=True) if n]


@pytest.mark.slow
def test_no_damage_does_worse_than_an_error(tmp_path: Path, segment: Path) -> None:
    anywhere = range(segment.stat().st_size)
    before = range(directory(segment)[0].start)
    tables = ranges_of(segment, "bounds", "starts", "rows", "keys", "codes", "variants", "hashes")
    for ranges in ([anywhere], [before], tables):
        for seed in range(3, 3 + int(os.environ.get("TIMBAO_FUZZ", "1"))):
            assert_survived(PARTS, damaged(tmp_path, segment, ranges, 50, seed))


def test_damage_to_the_ids_does_no_worse(tmp_path: Path, segment: Path) -> None:
    assert_survived("found", damaged(tmp_path, segment, ranges_of(segment, "ids.order"), 20))


def told(folder: Path, segment: Path, key: str, values: list[Any]) -> list[Path]:
    """Copies whose directory says one of ``values`` for one array each."""
    where, places = directory(segment)
    data = segment.read_bytes()
    paths: list[Path] = []
    for name, place in places.items():
        for value in values:
            said = json.dumps({**places, name: {**place, key: value}}).encode()
            paths.append(folder / f"{len(paths)}.arrays")
            paths[-1].write_bytes(data[: where.start] + said + data[where.stop :])
    return paths


@pytest.mark.slow
@pytest.mark.parametrize(("key", "values"), [
    ("first", [3, -1, 2**40]), ("count", [-1, 2**40]),
    ("count", [0, 1]),
    ("count", [2**64]),
    ("type", ["<i4", "<u8", "(2,)u4", "u4,"]),
], ids=str)  # fmt: skip
def test_a_directory_that_lies_does_no_worse(
    tmp_path: Path, segment: Path, key: str, values: list[Any]
) -> None:
    assert_survived(PARTS, told(tmp_path, segment, key, values))


def test_a_record_that_says_it_is_huge_is_refused(tmp_path: Path, segment: Path) -> None:
    data = bytearray(segment.read_bytes())
    (heads,) = ranges_of(segment, "heads.data")
    # as a frame's head says it, in the eight bytes after the dictionary's number
    data[heads.start + 4] = 0b11100011
    data[heads.start + 9 : heads.start + 17] = b"\x7f" * 8
    (tmp_path / "s.arrays").write_bytes(data)
    with pytest.raises(SegmentDamaged):
        SegmentData(tmp_path / "s.arrays").stored.article(0, body=False)


@pytest.mark.parametrize("start", [-(2**40), -1, 2**40], ids=str)
def test_a_list_that_begins_outside_of_the_file_is_refused(segment: Path, start: int) -> None:
    field = SegmentData(segment).fields["body"]
    with pytest.raises(SegmentDamaged):
        field.frequencies(np.array([start]))
