"""Does a segment give back what was put in, and does damage never do worse than an error?"""

from __future__ import annotations

import random
import subprocess
import sys
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import CHECKOUT
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import analyse, terms_of
from index.article import Article
from index.batch import BatchAnalyser
from index.codec import kernels
from index.codec.arrays import ArrayFile, ArrayWriter
from index.codec.build import build_segment, invert
from index.codec.errors import SegmentDamaged
from index.codec.postings import TermField, TermKeys, write_field
from index.codec.segment import Lists, SegmentData
from index.codec.stored import train
from index.codec.terms import TermTable, write_texts
from index.codec.union import read_places, read_union
from index.readers import ReadOptions, find_files, read_file
from index.tokens import BREAK
from index.vietnamese import clean_text
from index.vietnamese import segment as segment_text

Occurrences = dict[int, dict[int, list[int]]]
"""Term → article → positions."""

positions = st.lists(st.integers(0, 5000), min_size=1, max_size=6, unique=True).map(sorted)
# few articles, many of them, and hundreds side by side: every form of a list
few = st.dictionaries(st.integers(0, 199_999), positions, min_size=1, max_size=8)
dense = st.tuples(st.integers(0, 1000), st.integers(60, 400), positions).map(
    lambda t: {t[0] + n: t[2] for n in range(t[1]) if n % 7}
)
often = st.tuples(st.integers(0, 500), st.sampled_from([1, 3, 4, 15, 16, 17, 300])).map(
    lambda t: {t[0]: list(range(t[1])), t[0] + 900: [7]}
)
fields = st.dictionaries(st.integers(0, 40), st.one_of(few, dense, often), min_size=1, max_size=4)
ARTICLES = 200_000


def written(folder: Path, terms: Occurrences, *, sized: bool = True) -> TermField:
    """A field with these postings, packed, written and mapped again."""
    rows = sorted(
        (article, term, position)
        for term, articles in terms.items()
        for article, places in articles.items()
        for position in places
    )
    article, term, position = (np.array(column, np.int64) for column in zip(*rows, strict=True))
    path = folder / "field.arrays"
    with ArrayWriter(path) as writer:
        write_field(writer, "f", invert(term, article, position if sized else None))
    file = ArrayFile(path)
    return TermField(TermKeys.read(file, "f"), file["f.starts"], file["f.lists"], ARTICLES, sized)


@given(fields)
@settings(deadline=None, max_examples=150)
def test_a_field_gives_back_its_postings_and_positions(
    tmp_path_factory: pytest.TempPathFactory, terms: Occurrences
) -> None:
    field = written(tmp_path_factory.mktemp("field"), terms)
    assert field.keys.all().tolist() == sorted(terms)
    for term, articles in terms.items():
        lists = Lists(field, field.find(np.array([term])))
        union = read_union(lists)
        assert union.ids.tolist() == sorted(articles)
        assert union.tfs.tolist() == [len(articles[a]) for a in sorted(articles)]
        df, cf = field.frequencies(lists.starts)
        assert (df[0], cf[0]) == (len(articles), sum(map(len, articles.values())))
        wanted = sorted(articles)[::3]
        places = read_places(lists, np.array(wanted, np.int32))
        assert places.tolist() == [a << 32 | p for a in wanted for p in articles[a]]
    assert len(field.find(np.array([41, 1000]))) == 0


@given(fields, st.booleans())
@settings(deadline=None, max_examples=100)
def test_scoring_and_marking_add_up_all_lists(
    tmp_path_factory: pytest.TempPathFactory, terms: Occurrences, limited: bool
) -> None:
    field = written(tmp_path_factory.mktemp("field"), terms, sized=False)
    starts = field.find(np.array(sorted(terms)))
    only = (np.arange(ARTICLES) % 2).astype(np.uint8) if limited else None
    norms = np.linspace(0.5, 2, ARTICLES, dtype=np.float32)
    total, room = np.zeros(ARTICLES, np.float32), np.empty(ARTICLES, np.uint32)
    read = kernels.accumulate(field.lists, starts, False, 2.0, norms, only, room, total)
    assert read == sum(map(len, terms.values()))
    expected = np.zeros(ARTICLES)
    for articles in terms.values():
        for article, places in articles.items():
            if only is None or only[article]:
                expected[article] += 2.0 * len(places) * norms[article]
    np.testing.assert_allclose(total, expected, rtol=1e-5)
    if not limited:
        flags, ids = np.zeros((ARTICLES + 7) // 8, np.uint8), np.empty(ARTICLES, np.int32)
        kernels.mark(field.lists, starts, False, ARTICLES, None, flags)
        found = kernels.flagged(flags, ARTICLES, ids)
        assert ids[:found].tolist() == np.flatnonzero(expected).tolist()
        assert not flags.any()


@given(st.sets(st.text(max_size=4).map(str.encode), max_size=30), st.text(max_size=3))
@settings(deadline=None, max_examples=150)
def test_a_table_finds_its_texts_and_their_beginnings(
    tmp_path_factory: pytest.TempPathFactory, texts: set[bytes], wanted: str
) -> None:
    path = tmp_path_factory.mktemp("table") / "t.arrays"
    with ArrayWriter(path) as writer:
        write_texts(writer, "t", sorted(texts))
    table = TermTable.read(ArrayFile(path), "t")
    assert list(table) == sorted(texts)
    prefix = wanted.encode()
    assert [table[n] for n in table.starting_with(prefix)] == [
        text for text in sorted(texts) if text.startswith(prefix)
    ]
    assert (table.find(prefix) >= 0) == (prefix in texts)


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
    datetime.fromisoformat("2016-05-12T07:30:01+07:00"),
]  # fmt: skip


@pytest.mark.parametrize("published", MOMENTS, ids=str)
def test_an_article_comes_back_as_it_went_in(
    tmp_path: Path, articles: list[Article], published: Any
) -> None:
    from dataclasses import replace

    some = [replace(WHOLE, published=published), Article("t", title="Tin"), *articles]
    for dictionary in (b"", train(articles)):
        build_segment(tmp_path / "s.arrays", BatchAnalyser().analyse(some), dictionary)
        data = SegmentData(tmp_path / "s.arrays")
        assert [data.stored.article(n) for n in range(len(some))] == some
        assert data.stored.article(0, body=False) == replace(some[0], body="")
        assert [data.find_article(article.id) for article in some] == list(range(len(some)))
        assert data.find_article("nowhere") is None


def test_a_batch_has_the_terms_that_the_analyser_gives_and_breaks_where_more_than_a_space_is(
    articles: list[Article],
) -> None:
    batch = BatchAnalyser().analyse(articles)
    tokens = batch.fields["body"]
    for n, article in enumerate(articles):
        numbers = tokens.numbers[tokens.bounds[n] : tokens.bounds[n + 1]].tolist()
        expected = list(analyse(article.body))
        assert [batch.terms[x] for x in numbers if x != BREAK] == [t.accented for t in expected]
        close = [article.body[a.end : b.start] == " " for a, b in pairwise(expected)]
        places = [i for i, x in enumerate(numbers) if x != BREAK]
        assert [b - a == 1 for a, b in pairwise(places)] == close


def test_the_words_of_an_article_are_those_that_pyvi_joins(articles: list[Article]) -> None:
    batch = BatchAnalyser().analyse(articles)
    assert len(set(batch.compounds)) == len(batch.compounds)
    for n, article in enumerate(articles):
        bounds = batch.words.bounds
        numbers = batch.words.numbers[bounds[n] : bounds[n + 1]].tolist()
        whole = "\n".join((article.title, article.summary, article.body)).replace("_", " ")
        joined = [word for word in segment_text(whole).split() if "_" in word]
        normal = ["_".join(terms_of(part)[0] for part in word.split("_")) for word in joined]
        assert [batch.compounds[x] for x in numbers] == normal


@pytest.mark.parametrize("content", [b"", b"TIMBAO", b"x" * 200], ids=["empty", "short", "foreign"])
def test_a_file_that_is_no_segment_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "s.arrays"
    path.write_bytes(content)
    with pytest.raises(SegmentDamaged):
        ArrayFile(path)


def test_an_unfinished_or_shortened_segment_is_refused(tmp_path: Path, segment: Path) -> None:
    path = tmp_path / "s.arrays"
    for length in (1, 100, 5000, segment.stat().st_size - 1):
        path.write_bytes(segment.read_bytes()[:length])
        with pytest.raises(SegmentDamaged):
            SegmentData(path)


_EXERCISE = """
import sys
from pathlib import Path
import numpy as np
from index.codec.errors import SegmentDamaged
from index.codec.layout import SYLLABLE_FIELDS
from index.codec.segment import Lists, SegmentData
from index.codec.union import read_places, read_union
for name in sys.argv[1:]:
    try:
        data = SegmentData(Path(name))
        for number in range(0, data.articles, 9):
            data.stored.article(number)
        for field in data.fields.values():
            for start in field.starts[::17].astype(np.int64):
                union = read_union(Lists(field, np.array([start])))
                assert (union.ids < data.articles).all()
                if field.sized:
                    read_places(Lists(field, np.array([start])), union.ids.astype(np.int32))
        for term in (b"d\\xc3\\xa2n", b"_dan", b"^an", b"x" * 50):
            for name in SYLLABLE_FIELDS:
                data.lists(name, term)
    except SegmentDamaged:
        pass
print("survived")
"""


def test_no_damage_does_worse_than_an_error(tmp_path: Path, segment: Path) -> None:
    pick = random.Random(3)
    whole = segment.read_bytes()
    paths = []
    for number in range(200):
        data = bytearray(whole)
        for _ in range(pick.choice([1, 3, 40])):
            at, length = pick.randrange(len(data)), pick.choice([1, 1, 8, 200])
            data[at : at + length] = bytes([pick.choice([0, 255, pick.randrange(256)])]) * len(
                data[at : at + length]
            )
        paths.append(tmp_path / f"{number}.arrays")
        paths[-1].write_bytes(data)
    command = [sys.executable, "-c", _EXERCISE, *map(str, paths)]
    ran = subprocess.run(command, capture_output=True, cwd=CHECKOUT, timeout=120, check=False)
    assert ran.stdout == b"survived\n", ran.stderr.decode()[-2000:]


@given(st.text(st.characters(codec="utf-8"), max_size=60).map(clean_text))
@settings(deadline=None, max_examples=100)
def test_any_text_is_analysed_alike_in_a_batch(text: str) -> None:
    batch = BatchAnalyser().analyse([Article("a", title=text)])
    numbers = batch.fields["title"].numbers.tolist()
    expected = [token.accented for token in analyse(text)]
    assert [batch.terms[n] for n in numbers if n != BREAK] == expected
