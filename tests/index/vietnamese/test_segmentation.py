"""Are words segmented exactly as pyvi does it, of any text, in linear time and bounded memory?"""

from __future__ import annotations

import io
import json
import lzma
import os
import pickle
import re
import subprocess
import sys
import threading
import time
import unicodedata
import warnings
from collections.abc import Callable
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import Article
from index.readers import ReadOptions, find_files, read_file
from index.vietnamese import Segmentation, Segmenter, segment, segment_batch
from index.vietnamese.crf import ModelError, _read_features, load_model, read_pickle
from index.vietnamese.nfc import nfc
from index.vietnamese.pyvi_tokens import split_tokens

Pyvi = Callable[[str], str]

CHECKOUT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    """The class within pyvi that does the work."""
    with warnings.catch_warnings():
        # The model was pickled by an older scikit-learn; its CRF does not depend on that.
        warnings.simplefilter("ignore")
        from pyvi import ViTokenizer
    return ViTokenizer.ViTokenizer


@pytest.fixture(scope="module")
def pyvi(tokenizer: Any) -> Pyvi:
    tokenize: Pyvi = tokenizer.tokenize
    return tokenize


@pytest.fixture(scope="module")
def sample_texts(sample_folder: Path) -> list[str]:
    """Title, summary and lines of the body of every article of the sample."""
    texts = [
        text
        for path in find_files(sample_folder)
        for article in read_file(path, ReadOptions())
        if isinstance(article, Article)
        for text in (article.title, article.summary, *article.body.split("\n"))
    ]
    assert len(texts) > 100
    return texts


# Signs and letters that pyvi's pattern treats specially, with much of what can go wrong next
# to them: marks to compose, cases without a counterpart, digits that are none, odd spaces.
NASTY = "aA1._@:/->=+Tp.Mr.ThS Đđ\n\u0301 é,-"
ODD = "İıΣσςßǅ²٣\x00\u200b\u00a0\u2028\u2000\x85\r\t\x1cˈ…“”'()%𝟘𐐀\u0323\u0f73\ufeff"
SYLLABLES = [
    "Việt", "Nam", "nhân dân", "đại học", "chủ nghĩa", "xã hội", "bom H", "công an nhân dân",
    "thành phố", "Hồ Chí Minh", "TP.HCM", "Tp. ", "3.500", "và", "của", "nhà", "báo",
]  # fmt: skip

CASES: list[Callable[[str], str]] = [str, str.lower, str.upper, str.title]

signs = st.text(NASTY, max_size=30)
odd = st.text(NASTY + ODD, max_size=20)
compounds = st.lists(
    st.tuples(
        st.sampled_from(SYLLABLES),
        st.sampled_from(CASES),
        st.sampled_from(["", " ", " ", " ", "\n", ", "]),
    ),
    max_size=12,
).map(lambda parts: "".join(case(s) + space for s, case, space in parts))
addresses = st.lists(
    st.sampled_from(
        [
            "a",
            "b.c",
            "@",
            "@",
            "x.vn",
            ".",
            "..",
            "_",
            "đ",
            "A.",
            "Mr.",
            "://",
            "1.2",
            "->",
            " ",
            "+",
        ]
    ),
    max_size=14,
).map("".join)
texts = st.lists(st.one_of(signs, odd, compounds, addresses, st.text(max_size=15)), max_size=5).map(
    "".join
)


# Exactness


@given(st.one_of(signs, odd, addresses))
@settings(deadline=None, max_examples=1500)
def test_the_tokens_are_those_of_pyvis_own_pattern(tokenizer: Any, raw: str) -> None:
    text, expected = tokenizer.sylabelize(raw)
    assert nfc(raw) == text
    assert split_tokens(text) == expected


@given(texts)
@settings(deadline=None, max_examples=600)
def test_any_text_is_segmented_exactly_as_pyvi_does(pyvi: Pyvi, raw: str) -> None:
    assert segment(raw) == pyvi(raw)


def test_the_sample_corpus_is_segmented_exactly_as_pyvi_does(
    pyvi: Pyvi, sample_texts: list[str]
) -> None:
    for text in sample_texts:
        assert segment(text) == pyvi(text)


def test_two_thousand_articles_are_segmented_exactly_as_pyvi_does(pyvi: Pyvi, shared: Path) -> None:
    """Titles and abstracts of all, bodies of every twentieth: pyvi does 100 articles a second."""
    corpus = shared / "corpus" / "vietnews-50k.jsonl.xz"
    if not corpus.is_file():
        pytest.skip(f"the corpus is absent: {corpus}")
    compared = []
    with lzma.open(corpus, "rt", encoding="utf-8", newline="\n") as lines:
        for n, record in enumerate(map(json.loads, islice(lines, 2000))):
            compared += [record["title"], record["abstract"]]
            if n % 20 == 0:
                compared.append(record["body"])
    batch = segment_batch(compared)
    for n, text in enumerate(compared):
        assert (batch.text(n) or text) == pyvi(text)


@pytest.mark.parametrize("text", ["", " ", "\n", " \u2000\t", "\x00", "\u0301", "một", "İ Σ ΑΣ a"])
def test_the_shortest_texts_are_segmented_as_pyvi_does(pyvi: Pyvi, text: str) -> None:
    assert segment(text) == pyvi(text)


def test_half_a_surrogate_pair_on_which_pyvi_fails_is_a_sign() -> None:
    assert segment("nhân dân \ud800 nhân dân") == "nhân_dân \ud800 nhân_dân"
    assert segment_batch(["a \ud800"]).offsets().ends.tolist() == [1, 3]


# Batches


def rebuilt(batch: Segmentation, n: int) -> str:
    """Text n from its numbers alone."""
    pieces = [
        ("_" if batch.joined[i] else " ") + batch.table.surface(int(batch.ids[i]))
        for i in range(batch.bounds[n], batch.bounds[n + 1])
    ]
    return "".join(pieces)[1:]


@given(st.lists(texts, max_size=6))
@settings(deadline=None, max_examples=300)
def test_a_batch_holds_what_its_texts_are_segmented_into_alone(raws: list[str]) -> None:
    batch = segment_batch(raws)
    assert len(batch.bounds) == len(raws) + 1
    assert batch.bounds[-1] == len(batch.ids) == len(batch.joined)
    for n, raw in enumerate(raws):
        assert (rebuilt(batch, n) or raw) == segment(raw)
        assert batch.text(n) == rebuilt(batch, n)


@given(st.lists(texts, max_size=6))
@settings(deadline=None, max_examples=300)
def test_offsets_point_at_the_tokens_in_nfc(raws: list[str]) -> None:
    batch = segment_batch(raws)
    starts, ends = batch.offsets()
    for n, raw in enumerate(raws):
        text = unicodedata.normalize("NFC", raw)
        last = 0
        for i in range(batch.bounds[n], batch.bounds[n + 1]):
            assert text[starts[i] : ends[i]] == batch.table.surface(int(batch.ids[i]))
            assert starts[i] >= last
            assert not text[last : starts[i]].strip()
            last = ends[i]
        assert not text[last:].strip()


def test_a_batch_is_made_of_compact_arrays() -> None:
    batch = segment_batch(["Nhân dân Việt Nam", "", "và"])
    assert [a.dtype for a in (batch.ids, batch.joined, batch.bounds)] == [np.int32, bool, np.int64]
    assert [a.dtype for a in batch.offsets()] == [np.int32, np.int32]
    assert batch.bounds.tolist() == [0, 4, 4, 5]
    assert batch.joined.tolist() == [False, True, False, True, False]


def test_threads_share_a_segmenter(sample_texts: list[str]) -> None:
    expected = [segment(text) for text in sample_texts]
    segmenter = Segmenter(load_model(), table_bytes=200_000)
    found: dict[int, list[str]] = {}

    def work(worker: int) -> None:
        mine: list[str] = []
        for start in range(0, len(sample_texts), 7):
            batch = segmenter.segment_batch(sample_texts[start : start + 7])
            mine += [batch.text(n) or batch.texts[n] for n in range(len(batch.texts))]
        found[worker] = mine

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[worker] for worker in range(4)] == [expected] * 4


# Bounds


HOSTILE = [  # unit, repeats, tokens
    ("a.", 200_000, 400_000),
    ("a@", 100_000, 200_000),
    ("a_1", 100_000, 1),
    ("A", 300_000, 1),
    ("1.1", 100_000, 1),
    ("a.a@a.", 50_000, 50_002),
    ("a@a.a", 60_000, 60_003),
    ("1_1A", 100_000, 2),
    ("a:", 200_000, 400_000),
    ("-", 200_000, 200_000),
    ("ạ\u0301", 100_000, 200_000),
    ("\u0301\u0323", 100_000, 200_000),
    ("\n", 200_000, 200_000),
    (" ", 300_000, 0),
]


@pytest.mark.parametrize(("unit", "repeats", "tokens"), HOSTILE)
def test_hundreds_of_thousands_of_characters_in_a_row_take_no_time(
    unit: str, repeats: int, tokens: int
) -> None:
    """All take well under a second; those that are quadratic in pyvi would take many minutes."""
    started = time.monotonic()
    batch = segment_batch([unit * repeats])
    assert time.monotonic() - started < 20
    assert len(batch.ids) == tokens


@pytest.mark.parametrize("unit", [unit for unit, _, _ in HOSTILE])
@pytest.mark.parametrize("tail", ["", "@", "@b", "@b.", "@b.c", " @b.c", "é@b.c"])
def test_a_long_run_has_the_tokens_of_pyvi_however_it_ends(
    tokenizer: Any, unit: str, tail: str
) -> None:
    text, expected = tokenizer.sylabelize(unit * 200 + tail)
    assert split_tokens(text) == expected


@given(st.text("a\u0301\u0323\u0f73\u0344…\u05b0\u3099が é", min_size=100, max_size=1500))
@settings(deadline=None, max_examples=100)
def test_rows_of_marks_compose_as_in_nfc(text: str) -> None:
    for row in (text, text.replace(" ", "").replace("a", "").replace("é", "")):
        assert nfc(row) == unicodedata.normalize("NFC", row)


def test_a_full_token_table_is_replaced_and_old_numbers_stay_readable() -> None:
    segmenter = Segmenter(load_model(), table_bytes=100_000)
    first = segmenter.segment_batch(["Nhân dân Việt Nam"])
    tables = {id(first.table): first.table}
    for start in range(0, 10_000, 100):
        batch = segmenter.segment_batch([f"số {n}" for n in range(start, start + 100)])
        tables[id(batch.table)] = batch.table
        assert batch.text(50) == segment(f"số {start + 50}")
        # 100,000 bytes hold fewer than 700 tokens, and a batch brings about 100.
        assert len(batch.table) < 800
    assert len(tables) > 10
    assert first.text(0) == "Nhân_dân Việt_Nam"


def test_a_token_longer_than_the_table_may_be_is_kept_for_its_batch_only() -> None:
    segmenter = Segmenter(load_model(), table_bytes=100_000)
    huge = segmenter.segment_batch(["A" * 300_000])
    assert len(huge.text(0)) == 300_000
    assert segmenter.segment_batch(["một"]).table is not huge.table


# The model


def test_the_model_is_read_without_importing_pyvi_or_its_libraries() -> None:
    code = """
import sys
from index.vietnamese import segment
assert segment("nhân dân") == "nhân_dân"
print([m for m in ("pyvi", "sklearn", "sklearn_crfsuite", "pycrfsuite") if m in sys.modules])
"""
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, env=environment, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.strip() == b"[]"


class Runs:
    """Pickled, this is a call."""

    def __init__(self, function: Callable[..., object], *arguments: object) -> None:
        self.call = function, arguments

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return self.call


@pytest.mark.parametrize(
    ("function", "argument"), [(os.system, "true"), (eval, "1"), (re.compile, "a"), (open, "a")]
)
def test_a_model_file_that_names_anything_else_is_refused(
    function: Callable[..., object], argument: str
) -> None:
    pickled = pickle.dumps(Runs(function, argument), protocol=2)
    with pytest.raises(pickle.UnpicklingError, match="which no model of pyvi's needs"):
        read_pickle(io.BytesIO(pickled))


@pytest.mark.parametrize("content", [None, {}, {"modelfile": 3}, b"lCRF", []])
def test_a_model_file_without_a_model_is_refused(content: object) -> None:
    with pytest.raises(ModelError):
        read_pickle(io.BytesIO(pickle.dumps(content)))


@pytest.mark.parametrize("size", [0, 10, 100, 10_000, 300_000, 600_000])
def test_a_model_that_breaks_off_is_refused(size: int) -> None:
    spec = find_spec("pyvi")
    assert spec is not None
    assert spec.origin is not None
    with (Path(spec.origin).parent / "models" / "pyvi3.pkl").open("rb") as file:
        binary = read_pickle(file)
    assert len(binary) > size
    assert len(_read_features(binary).names) > 1000
    with pytest.raises(ModelError):
        _read_features(binary[:size])
