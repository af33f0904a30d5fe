"""Does a concordance have every place where the words of a query stand as a row, and no other?"""

from __future__ import annotations

import lzma
import random
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import islice, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from brute_force import BruteForceSearcher
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.article import TEXT_FIELDS, Article
from index.readers import ReadOptions
from index.run.plan import Plan
from index.run.reindex import reindex
from index.vietnamese import collation_key, fold
from search import Engine, InvalidRequest, SearchRequest, open_engine
from search.concordance import MAX_ROWS, Concordance, ConcordanceRequest
from search.kwic.concord import concordance

WORD = re.compile(r"[^\W_]+")
PLAIN = re.compile(r"[0-9a-zA-ZÀ-ỹđĐ]+")
TONES = "\u0300\u0301\u0303\u0309\u0323"
ODD_QUERIES = (
    "", "-", "lũ", "lu", "dân vận", "lũ OR bão", '"dân vận" OR "lũ lụt" OR dân', "dân -vận",
    "dân NOT vận", "(lũ OR bão) lụt", "(mưa OR nước) lũ -bão", "title:lũ", "title:(lũ OR bão)",
    "title:lũ nước", "body:tr*", "date:2016", "date:2020 lũ", "lũ category:xã", "-source:báo dân",
    "tr* dân", "dân tr*", "dân~ vận", "nước NEAR/9 lũ", "title:lũ OR bão", "lũ OR -bão", "dân dân",
    "giá vàng hôm nay", "UBND tỉnh", "3,5", "kĩ sư", "title:lũ body:nước", "tag:lũ", "tag:lũ nước",
    "(title:lũ OR bão) nước", "((lũ)) OR ((nước -bão) OR mưa)", "title:(dân -vận)",
)  # fmt: skip


class Place(NamedTuple):
    """An occurrence: the article, its text, and where in it."""

    id: str
    field: str
    start: int
    end: int


def found(engine: Engine, q: str, **asked: Any) -> Concordance:
    """All rows for ``q``, of which there must not be too many."""
    options = {
        name: asked.pop(name) for name in ("width", "sort", "limit", "group") if name in asked
    }
    request = ConcordanceRequest(SearchRequest(q, **asked), **{"limit": MAX_ROWS, **options})
    return engine.concordance(request)


def places(answer: Concordance) -> list[Place]:
    return [Place(row.id, row.field, row.start, row.end) for row in answer.rows]


# By looking at every article: nothing of the project's reading of texts is used


class Scanned(NamedTuple):
    """The syllables of one text: what each is compared by, with accents and without, and where."""

    id: str
    field: str
    accented: list[str]
    folded: list[str]
    held: frozenset[str]  # the folded ones, each once
    spans: list[tuple[int, int]]


@cache
def accented_key(syllable: str) -> str:
    """The letters of a syllable and its tone, wherever that is written; i and y alike where both
    are in use."""
    parts = unicodedata.normalize("NFD", syllable.casefold())
    tone = "".join(part for part in parts if part in TONES)
    letters = unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES))
    if letters in {"hi", "ki", "li", "mi", "ti", "qui", "sy"}:
        letters = letters[:-1] + "iy"[letters[-1] == "i"]
    return letters + tone


@cache
def folded_key(syllable: str) -> str:
    key = accented_key(syllable).replace("đ", "d")
    return "".join(c for c in unicodedata.normalize("NFD", key) if not unicodedata.combining(c))


def scan(articles: Sequence[Article]) -> list[Scanned]:
    scanned = []
    for article in articles:
        for field in TEXT_FIELDS:
            words = list(WORD.finditer(getattr(article, field)))
            scanned.append(
                Scanned(
                    article.id,
                    field,
                    [accented_key(word[0]) for word in words],
                    folded := [folded_key(word[0]) for word in words],
                    frozenset(folded),
                    [word.span() for word in words],
                )
            )
    return scanned


def scan_for(rows: Sequence[Sequence[str]], texts: Sequence[Scanned]) -> set[Place]:
    """Every place of any of ``rows``; a syllable without accents stands for any."""
    places = set()
    for row in rows:
        keys = [(folded_key(one) == accented_key(one), accented_key(one)) for one in row]
        first = folded_key(row[0])
        for text in texts:
            for at in _all_places(first, text.folded) if first in text.held else ():
                if _stands_at(at, keys, text):
                    span = text.spans[at][0], text.spans[at + len(row) - 1][1]
                    places.add(Place(text.id, text.field, *span))
    return places


def _all_places(key: str, keys: list[str]) -> Iterator[int]:
    at = -1
    for _ in range(keys.count(key)):
        at = keys.index(key, at + 1)
        yield at


def _stands_at(at: int, keys: Sequence[tuple[bool, str]], text: Scanned) -> bool:
    if at + len(keys) > len(text.spans):
        return False
    return all(
        (text.folded[at + n] == folded_key(key)) if is_bare else (text.accented[at + n] == key)
        for n, (is_bare, key) in enumerate(keys)
    )


def drawn_row(articles: Sequence[Article], drawn: random.Random) -> list[str]:
    """From one to four syllables that stand in a row in some text."""
    while True:
        article = drawn.choice(articles)
        text = getattr(article, drawn.choice(["title", "summary", "body", "body"]))
        words = [word[0] for word in WORD.finditer(text)]
        count = drawn.choice([1, 2, 2, 2, 3, 3, 4])
        at = drawn.randrange(max(1, len(words) - count + 1))
        row = words[at : at + count]
        if (
            row
            and all(PLAIN.fullmatch(word) for word in row)
            and not {*row} & {"OR", "NOT", "NEAR", "AND"}
        ):
            return row


def drawn_query(articles: Sequence[Article], drawn: random.Random) -> tuple[str, list[list[str]]]:
    """A query and its rows: with accents or without, in quotes or not, two of them with OR."""
    rows = [drawn_row(articles, drawn) for _ in range(drawn.choice([1, 1, 1, 2]))]
    shapes: list[Callable[[str], str]] = [str, str.lower, str.upper, fold]
    shape = drawn.choice(shapes)
    rows = [[shape(word) for word in row] for row in rows]
    if shape is str.upper:
        rows = [row for row in rows if not {*row} & {"OR", "NOT", "NEAR", "AND"}] or [["DÂN"]]
    quote = drawn.choice(["", '"'])
    return " OR ".join(f"{quote}{' '.join(row)}{quote}" for row in rows), rows


def compare_with_scan(engine: Engine, articles: Sequence[Article], drawn: random.Random) -> int:
    """Ask 200 queries and look at every article for each; return how many places there were."""
    texts, count = scan(articles), 0
    by_place = {(text.id, text.field): text for text in texts}
    stored = {article.id: article for article in articles}
    for _ in range(200):
        q, rows = drawn_query(articles, drawn)
        expected = scan_for(rows, texts)
        answer = found(engine, q, sort=drawn.choice(["left", "right", "date"]))
        assert answer.total == len(expected), q
        if answer.total <= MAX_ROWS:
            assert sorted(places(answer)) == sorted(expected), q
            assert answer.cut_by is None, q
        else:
            assert set(places(answer)) < expected, q
            assert (len(answer.rows), answer.cut_by) == (MAX_ROWS, "limit"), q
        assert answer.articles == len({place.id for place in expected}), q
        for row in islice(answer.rows, 20):
            text = getattr(stored[row.id], row.field)
            assert text[row.start : row.end] == row.hit, q
            spans = by_place[row.id, row.field].spans
            first = next(n for n, span in enumerate(spans) if span[0] == row.start)
            last = next(n for n, span in enumerate(spans) if span[1] == row.end)
            begin = spans[max(0, first - 8)][0]
            end = spans[min(len(spans) - 1, last + 8)][1]
            assert (row.left, row.right) == (text[begin : row.start], text[row.end : end]), q
        count += len(expected)
    return count


@pytest.fixture(scope="module")
def real_index(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of 2,000 real articles."""
    folder = tmp_path_factory.mktemp("real")
    with lzma.open(shared / "corpus" / "dated-8k.jsonl.xz", "rt", encoding="utf-8") as lines:
        chosen = list(islice(lines, 0, None, 4))[:2000]
    assert len(chosen) > 1900
    corpus = folder / "articles.jsonl"
    corpus.write_text("".join(chosen), encoding="utf-8")
    reindex(Plan(folder / "index", (str(corpus),), ReadOptions()))
    return folder / "index"


@pytest.mark.slow
def test_200_of_200_queries_have_the_places_that_a_scan_of_2000_real_articles_finds(
    real_index: Path, drawn: random.Random
) -> None:
    with open_engine(real_index) as engine:
        articles = list(engine.stream(SearchRequest()))
        assert compare_with_scan(engine, articles, drawn) > 10_000


def test_200_of_200_queries_have_the_places_that_a_scan_of_the_sample_finds(
    engine: Engine, articles: list[Article], drawn: random.Random
) -> None:
    assert compare_with_scan(engine, articles, drawn) > 500


# What any engine answers


@pytest.mark.parametrize("q", ODD_QUERIES)
@pytest.mark.parametrize("match", ["words", "syllables", "exact"])
def test_any_engine_has_the_same_lines(
    engine: Engine, brute: BruteForceSearcher, q: str, match: Any
) -> None:
    for filters in ({}, {"start": "2016", "end": "2019"}, {"not_category": ("Xã hội", "")}):
        asked: dict[str, Any] = {"match": match, **filters}
        own = found(engine, q, **asked)
        search = SearchRequest(q, **asked)
        other = concordance(ConcordanceRequest(search, limit=MAX_ROWS), brute)
        assert (own.understood, own.total, own.articles) == (
            other.understood,
            other.total,
            other.articles,
        )
        assert sorted(places(own)) == sorted(places(other))
        assert len(own.rows) == own.total  # counted by positions, and found in the texts


PIECES = (
    "dân", "lũ", "cong", "công tác", '"công tác dân vận"', "nước", "c*", "dân~", "OR", "OR", "-",
    "NOT", "(", ")", "NEAR/5", "NEAR", "title:", "body:", "category:", "tag:", "date:2016..", "3,5",
    "·", "ư",
)  # fmt: skip


@given(pieces=st.lists(st.sampled_from(PIECES), max_size=9))
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_engine_has_the_same_lines_whatever_is_typed(
    engine: Engine, brute: BruteForceSearcher, pieces: list[str]
) -> None:
    q = re.sub(r"([-:(]) ", r"\1", " ".join(pieces))
    own = found(engine, q)
    other = concordance(ConcordanceRequest(SearchRequest(q), limit=MAX_ROWS), brute)
    assert (own.understood, own.total) == (other.understood, other.total)
    if own.total <= MAX_ROWS:
        assert sorted(places(own)) == sorted(places(other))
        assert len(set(places(own))) == len(own.rows) == own.total


def test_odd_queries_find_something(engine: Engine) -> None:
    finding = {q for q in ODD_QUERIES if found(engine, q).total}
    assert len(finding) > len(ODD_QUERIES) / 2


# How often, and in how many articles


def ids(answer: Concordance) -> set[str]:
    return {row.id for row in answer.rows}


def total_of(engine: Engine, q: str, **asked: Any) -> int:
    return engine.search(SearchRequest(q, size=1, **asked)).total


def test_the_articles_are_those_that_a_search_for_the_phrase_finds(
    engine: Engine, articles: list[Article], drawn: random.Random
) -> None:
    for _ in range(150):
        row = drawn_row(articles, drawn)
        q = '"' + " ".join(row) + '"'
        filters: dict[str, Any] = drawn.choice([{}, {"start": "2018"}, {"not_source": ("",)}])
        exactly = found(engine, q, match="exact", **filters)
        assert (
            exactly.articles == len(ids(exactly)) == total_of(engine, q, match="exact", **filters)
        )
        answer = found(engine, q, **filters)
        assert answer.articles == len(ids(answer))
        if len(row) > 1:
            assert answer.articles == total_of(engine, q, **filters), q
        else:  # which finds it without accents too, where an article has none at all
            assert answer.articles <= total_of(engine, q, **filters), q
        assert answer.articles <= answer.total


def test_what_is_left_out_is_left_out_as_by_search(engine: Engine) -> None:
    every, kept = found(engine, "công tác"), found(engine, "công tác -dân vận")
    assert 0 < kept.total < every.total
    assert kept.articles == total_of(engine, '"công tác" -(dân vận)')
    assert ids(kept).isdisjoint(ids(found(engine, "dân vận")))


@pytest.mark.parametrize("q", [q for q in ODD_QUERIES if not {*q} & {*"*~/,"}])
def test_what_is_understood_finds_these_articles_when_it_is_searched_for(
    engine: Engine, q: str
) -> None:
    answer = found(engine, q, match="exact")
    if answer.understood:
        assert answer.articles == total_of(engine, answer.understood, match="exact")
    else:
        assert answer.total == 0


def test_what_is_no_word_says_in_which_articles(engine: Engine) -> None:
    every = found(engine, "lũ")
    dated = found(engine, "lũ date:2020")
    assert {row.published.year for row in dated.rows if row.published} == {2020}
    assert places(dated) == places(found(engine, "lũ", start="2020", end="2020"))
    titled = found(engine, "title:lũ nước")
    assert {row.hit.casefold() for row in titled.rows} == {"nước"}
    assert ids(titled) == ids(found(engine, "title:lũ")) & ids(found(engine, "nước"))
    assert (
        {row.field for row in found(engine, "title:lũ").rows}
        == {"title"}
        < {row.field for row in every.rows}
    )


def test_a_query_without_a_word_has_no_line(engine: Engine) -> None:
    for q in ("", "  ", "?!", "-", "-lũ", "date:2020", "category:xã"):
        answer = found(engine, q)
        assert (answer.total, answer.rows, answer.cut_by) == (0, (), None)


def test_typed_accents_bind_and_others_stand_for_any(
    build_index: Callable[..., Path], tmp_path: Path
) -> None:
    texts = ("Bán bàn", "bạn ban", "Ban bàn", "ban ban")
    records = [{"id": str(n), "title": text, "body": "Chuyện chợ"} for n, text in enumerate(texts)]
    with open_engine(build_index(tmp_path, records)) as engine:
        hits = {
            q: sorted(row.hit for row in found(engine, q).rows)
            for q in ("ban ban", "bán ban", "ban bàn", "BÁN BÀN")
        }
        exactly = [row.hit for row in found(engine, "ban ban", match="exact").rows]
    assert hits["ban ban"] == ["Ban bàn", "Bán bàn", "ban ban", "bạn ban"]
    assert hits["bán ban"] == hits["BÁN BÀN"] == ["Bán bàn"]
    assert hits["ban bàn"] == ["Ban bàn", "Bán bàn"]
    assert exactly == ["ban ban"]


def test_one_place_counts_once_and_overlapping_ones_each(
    build_index: Callable[..., Path], tmp_path: Path
) -> None:
    records = [{"id": "a", "title": "nhà nhà nhà, lũ lụt"}]
    with open_engine(build_index(tmp_path, records)) as engine:
        assert found(engine, "nhà nhà").total == 2
        assert found(engine, "lũ OR lu OR lũ").total == 1
        assert found(engine, 'lũ OR "lũ lụt"').total == 2


def test_deleted_articles_and_other_versions_have_no_line(
    build_index: Callable[..., Path], tmp_path: Path
) -> None:
    old = [{"id": n, "title": f"Mưa lớn {n}", "body": "Mưa lớn"} for n in "ab"]
    gone = [{"id": "c", "title": "Mưa lớn"}]
    new = [{"id": "a", "title": "Nắng to", "body": "Mưa lớn"}, old[1]]
    runs = {"old.jsonl": old, "gone.jsonl": gone}, {"old.jsonl": new, "gone.jsonl": None}
    with open_engine(build_index(tmp_path, *runs)) as engine:
        answer = found(engine, "mưa lớn")
    assert sorted(places(answer)) == [
        ("a", "body", 0, 7),
        ("b", "body", 0, 7),
        ("b", "title", 0, 7),
    ]
    assert answer.total == 3


def test_a_story_may_be_told_once(engine: Engine) -> None:
    every, grouped = found(engine, "ếch"), found(engine, "ếch", group=True)
    assert grouped.articles == engine.search(SearchRequest('"ếch"')).groups < every.articles
    assert 0 < len(grouped.rows) == grouped.total < every.total
    assert set(places(grouped)) < set(places(every))


# In which order, and how many


def words(text: str) -> list[str]:
    return [word[0] for word in WORD.finditer(text)]


@given(q=st.sampled_from(["dân", "và", "co", "lũ OR bão", "nhà"]), width=st.integers(1, 12))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_lines_stand_in_the_order_of_the_words_beside_the_hit(
    engine: Engine, q: str, width: int
) -> None:
    def keys(side: list[str]) -> list[Any]:
        return [collation_key(word.lower()) for word in side]

    left = found(engine, q, sort="left", width=width)
    right = found(engine, q, sort="right", width=width)
    by_left = [keys(words(row.left)[::-1]) for row in left.rows]
    by_right = [keys(words(row.right)) for row in right.rows]
    assert by_left == sorted(by_left)
    assert by_right == sorted(by_right)
    assert all(len(words(row.left)) <= width >= len(words(row.right)) for row in left.rows)
    assert sorted(places(left)) == sorted(places(right))


@given(
    q=st.sampled_from(["dân", "và", "co", "lũ OR bão"]),
    limit=st.integers(1, 60),
    sort=st.sampled_from(["left", "right", "date"]),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_limit_keeps_the_first_of_all_lines(
    engine: Engine, q: str, limit: int, sort: Any
) -> None:
    every = found(engine, q, sort=sort)
    some = found(engine, q, sort=sort, limit=limit)
    assert some.rows == every.rows[:limit]
    assert some.total == every.total == len(every.rows)
    assert some.cut_by == ("limit" if limit < every.total else None)


def test_by_time_the_oldest_comes_first_and_undated_last(engine: Engine) -> None:
    def moment(value: Any) -> str:
        return value.isoformat()[:10] if value is not None else "9999"

    days = [moment(row.published) for row in found(engine, "co", sort="date").rows]
    assert any(a < b for a, b in pairwise(days))
    assert days == sorted(days)
    assert days[-1] == "9999"


def test_what_is_read_is_bounded_and_that_is_said(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = found(engine, "dân", sort="left")
    monkeypatch.setattr("search.kwic.concord.MAX_ARTICLES_READ", 5)
    some = found(engine, "dân", sort="left")
    assert (some.cut_by, some.read) == ("articles", 5)
    assert (some.total, some.articles) == (every.total, every.articles)
    assert 0 < len(some.rows) < some.total
    newest = [hit.id for hit in engine.search(SearchRequest('"dân"', sort="newest")).hits[:5]]
    assert ids(some) == set(newest)


def test_without_context_there_is_the_hit_alone(engine: Engine) -> None:
    answer = found(engine, "dân vận", width=0)
    assert {(row.left, row.right) for row in answer.rows} == {("", "")}
    assert answer.total == len(answer.rows) > 0


@pytest.mark.parametrize(
    ("parameter", "options"),
    [
        ("width", {"width": -1}),
        ("width", {"width": 101}),
        ("limit", {"limit": 0}),
        ("limit", {"limit": MAX_ROWS + 1}),
        ("sort", {"sort": "relevance"}),
    ],
)
def test_what_may_not_be_asked_is_said(parameter: str, options: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest) as error:
        ConcordanceRequest(SearchRequest("lũ"), **options)
    assert error.value.parameter == parameter


def test_more_rows_than_a_query_may_have_words_are_refused(engine: Engine) -> None:
    choice = "(a OR b OR c OR d OR e OR g OR h OR i OR k)"
    with pytest.raises(InvalidRequest, match="64 rows"):
        found(engine, f"{choice} {choice}")
