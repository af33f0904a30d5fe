"""Does a document tell what each term and each pair is worth in its article, with accents and
without?  Compared with counting the syllables of its texts one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import analyse
from index.analysis.batch import BatchAnalyser
from index.article import TEXT_FIELDS, Article
from index.cluster.documents import documents
from index.cluster.mapping import SINGLE_MARK, WORTH, worth_field
from index.cluster.worth import average_lengths
from index.scoring import FIELD_WEIGHTS, B
from index.vietnamese import fold

NINE_BITS = 2**-9
syllable = st.sampled_from(["công", "cộng", "cong", "Công", "tác", "tạc", "tac", "vận", "dân"])
text = st.lists(syllable, max_size=12).flatmap(
    lambda words: st.lists(
        st.sampled_from([" ", " ", " ", ", "]), min_size=len(words), max_size=len(words)
    ).map(lambda signs: "".join(map("".join, zip(words, signs, strict=True))).strip())
)
texts = st.fixed_dictionaries(dict.fromkeys(TEXT_FIELDS, text))

Worths = Mapping[str, float]


def row_names(kind: str, row: Sequence[str]) -> tuple[str, ...]:
    """By which names a row of accented (or, by their kind, folded) terms is looked for."""
    mark = "_" if kind == "folded" else ""
    return (
        " ".join(mark + one for one in row),
        " ".join(SINGLE_MARK + fold(one) for one in row),
    )


def told(document: Mapping[str, Any], kind: str, row: Sequence[str]) -> float:
    """What a search has of a row that stands in an article."""
    worth: Worths = document.get(WORTH, {})
    named = [worth[name] for name in row_names(kind, row) if name in worth]
    once: float = document.get(worth_field("body"), 0.0)
    return max([*named, once])


def occurrences(article: Article, kind: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every term, and every pair with only a space between, and in which text."""
    for name in TEXT_FIELDS:
        raw = getattr(article, name)
        tokens = list(analyse(raw))
        own = [fold(one.accented) if kind == "folded" else one.accented for one in tokens]
        for term in own:
            yield name, (term,)
        for (one, first), (other, second) in pairwise(zip(tokens, own, strict=True)):
            if raw[one.end : other.start] == " ":
                yield name, (first, second)


@pytest.mark.parametrize("kind", ["accented", "folded"])
@given(st.lists(texts, min_size=1, max_size=4))
def test_whatever_stands_in_an_article_is_worth_what_counting_it_gives(
    kind: str, several: list[dict[str, str]]
) -> None:
    """What is in title or summary alone is worth no less than what stands once in the body: so it
    would be in a body that is not very short."""
    articles = [
        Article(str(n), own["title"], own["summary"], own["body"]) for n, own in enumerate(several)
    ]
    batch = BatchAnalyser().analyse(articles)
    averages = average_lengths([batch.fields])
    made = list(documents(batch, [[]] * len(articles), averages, {}))
    for article, document in zip(articles, made, strict=True):
        lengths = {name: len(list(analyse(getattr(article, name)))) for name in TEXT_FIELDS}
        counts = Counter(occurrences(article, kind))
        one = {
            name: FIELD_WEIGHTS[name] / (1 - B[name] + B[name] * length / averages[name])
            for name, length in lengths.items()
            if length
        }
        expected: dict[tuple[str, ...], float] = {}
        for (name, row), count in counts.items():
            expected[row] = expected.get(row, 0.0) + count * one[name]
        for row, exact in expected.items():
            worth = max(exact, one.get("body", 0.0))
            assert told(document, kind, row) == pytest.approx(worth, rel=NINE_BITS), row


def test_what_has_one_accented_form_is_told_once() -> None:
    article = Article(id="a", title="Công tác", body="Công tác, cộng đồng, công tác và công tác")
    batch = BatchAnalyser().analyse([article])
    averages = average_lengths([batch.fields])
    (document,) = documents(batch, [[]], averages, {})
    worth = document[WORTH]
    assert {"công", "_cong", "=tac", "=cong =tac"} <= set(worth)
    assert not {"=cong", "tác", "_tac", "công tác", "_cong _tac"} & set(worth)
