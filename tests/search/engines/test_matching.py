"""Does the engine find exactly the articles that the query language says?

The oracle below knows nothing of Whoosh, of terms or of the parser: it holds the articles
as lists of syllables (whose accents and folding are written down by hand), the query as
a tree of its own, and compares every article with every query.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from search import SearchRequest, open_engine

# As written → (with its tone mark in the one place, without accents).
SYLLABLES = {
    "dân": ("dân", "dan"), "Dân": ("dân", "dan"), "dẫn": ("dẫn", "dan"), "dan": ("dan", "dan"),
    "da\u0302n": ("dân", "dan"), "vận": ("vận", "van"), "VẬN": ("vận", "van"),
    "vắn": ("vắn", "van"), "van": ("van", "van"), "hòa": ("hòa", "hoa"), "hoà": ("hòa", "hoa"),
    "hoa": ("hoa", "hoa"), "hóa": ("hóa", "hoa"), "đan": ("đan", "dan"), "dâng": ("dâng", "dang"),
    "an": ("an", "an"), "Ân": ("ân", "an"), "3": ("3", "3"), "vạn": ("vạn", "van"),
}  # fmt: skip
# As written → its day in Vietnam.
DATES = {
    "2015-12-31": "2015-12-31", "2016-05-12": "2016-05-12", "2016-05-13T10:00:00": "2016-05-13",
    "2016-05-12T20:30:00Z": "2016-05-13", "2016-08-01": "2016-08-01", "2017-01-01": "2017-01-01",
}  # fmt: skip
SPANS = {
    "2016": ("2016-01-01", "2016-12-31"), "2016-05": ("2016-05-01", "2016-05-31"),
    "2016-05-13": ("2016-05-13", "2016-05-13"), "2017-01-01": ("2017-01-01", "2017-01-01"),
}  # fmt: skip
TEXT_FIELDS = ("title", "summary", "body")
ENOUGH = 10  # docs/query-language.md: where fewer answer four words and more, others come near

# --- the query, as a tree of the test's own


@dataclass(frozen=True)
class Q:
    kind: str
    text: str = ""
    children: tuple[Q, ...] = field(default=())


def written(q: Q) -> str:
    """The query as somebody would type it."""
    match q.kind:
        case "word" | "dates" | "joined":
            return q.text
        case "phrase":
            return f'"{q.text}"'
        case "prefix":
            return q.text + "*"
        case "fuzzy":
            return q.text + "~"
        case "not":
            return "-" + grouped(q.children[0])
        case "field":
            return f"{q.text}:{grouped(q.children[0])}"
        case "and":
            return " ".join(
                grouped(c) if c.kind in ("or", "and") else written(c) for c in q.children
            )
    return " OR ".join(grouped(c) if c.kind == "or" else written(c) for c in q.children)


def grouped(q: Q) -> str:
    return f"({written(q)})" if q.kind in ("and", "or") else written(q)


def matches(q: Q, article: dict[str, Any], only: str | None = None) -> bool:
    """Whether the article matches, by looking at every syllable of it."""
    match q.kind:
        case "word" | "joined" | "phrase":
            wanted = [SYLLABLES[s] for s in q.text.replace("-", " ").split()]
            test = strictly_alike
            if len(wanted) == 1:
                test = alike_in_unaccented if is_unaccented(article, only) else alike
            return any(
                all(test(*pair) for pair in zip(wanted, row[at : at + len(wanted)], strict=True))
                for row in rows(article, only)
                for at in range(len(row) - len(wanted) + 1)
            )
        case "prefix":
            accented, folded = SYLLABLES[q.text]
            return any(
                s[1].startswith(folded) if accented == folded else s[0].startswith(accented)
                for row in rows(article, only)
                for s in row
            )
        case "fuzzy":
            accented, folded = SYLLABLES[q.text]
            which = 1 if accented == folded else 0
            typed = (accented, folded)[which]
            return any(edits(typed, s[which]) <= 1 for row in rows(article, only) for s in row)
        case "dates":
            return published_within(q.text, article.get("published"))
        case "not":
            return not matches(q.children[0], article, only)
        case "field":
            return matches(q.children[0], article, q.text)
        case "and":
            return all(matches(c, article, only) for c in q.children)
    return any(matches(c, article, only) for c in q.children)


def is_unaccented(article: dict[str, Any], only: str | None) -> bool:
    """Whether the text was written without accents: a label alone, else the whole article."""
    names = TEXT_FIELDS if only is None or only in TEXT_FIELDS else (only,)
    return all(s[0] == s[1] for name in names for row in rows(article, name) for s in row)


def alike_in_unaccented(typed: tuple[str, str], there: tuple[str, str]) -> bool:
    """Where nothing has accents, a typed accent matches the bare syllable too."""
    return alike(typed, there) or there[0] == typed[1]


def alike(typed: tuple[str, str], there: tuple[str, str]) -> bool:
    """A typed accent matches itself; no accent matches every accent."""
    return typed[1] == there[1] if typed[0] == typed[1] else typed[0] == there[0]


def strictly_alike(typed: tuple[str, str], there: tuple[str, str]) -> bool:
    """In a phrase a typed accent matches only itself."""
    return typed[1] == there[1] if typed[0] == typed[1] else typed[0] == there[0]


def rows(article: dict[str, Any], only: str | None) -> list[list[tuple[str, str]]]:
    names = TEXT_FIELDS if only is None else (only,)
    return [[SYLLABLES[s] for s in article.get(name, "").split()] for name in names]


def edits(a: str, b: str) -> int:
    """Levenshtein's distance."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        above, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (x != y))
    return row[-1]


def published_within(text: str, published: str | None) -> bool:
    if published is None:
        return False
    day = DATES[published]
    name, _, value = text.partition(":")
    if name == "before":
        return day < SPANS[value][0]
    if name == "after":
        return day > SPANS[value][1]
    first, _, last = value.partition("..")
    return SPANS[first][0] <= day <= SPANS[last or first][1]


def is_plain(q: Q) -> bool:
    return q.kind in ("word", "joined") or (q.kind == "phrase" and " " not in q.text)


def all_of(q: Q) -> Iterator[Q]:
    """What has to match: parentheses around some of it say nothing."""
    if q.kind != "and":
        yield q
    for child in q.children if q.kind == "and" else ():
        yield from all_of(child)


Answer = tuple[set[str], int, bool]


def expected(q: Q, articles: dict[str, dict[str, Any]]) -> Answer:
    """The ids of all hits, how many of them answer, and whether others come near."""
    strict = {i for i, a in articles.items() if matches(q, a)}
    items = list(all_of(q))
    # a word typed twice counts once, and one word in quotes is no phrase
    words = {
        " ".join(SYLLABLES[s][0] for s in w.text.split("-")): w for w in items if is_plain(w)
    }.values()
    if len(words) < 3 or not all(is_plain(w) for w in items):
        return strict, len(strict), False
    if len(strict) >= (ENOUGH if len(words) > 3 else 1):
        return strict, len(strict), False
    most = len(words) // 2 + 1
    loose = {i for i, a in articles.items() if sum(matches(w, a) for w in words) >= most}
    return loose, len(strict), loose != strict


# --- what hypothesis makes

syllable = st.sampled_from(sorted(SYLLABLES))
text = st.lists(syllable, max_size=7).map(" ".join)
record = st.fixed_dictionaries(
    {"title": st.lists(syllable, min_size=1, max_size=4).map(" ".join)},
    optional={
        "summary": text,
        "body": text,
        "category": st.lists(syllable, max_size=2).map(" ".join),
        "source": st.lists(syllable, max_size=2).map(" ".join),
        "author": st.lists(syllable, max_size=2).map(" ".join),
        "published": st.sampled_from(sorted(DATES)),
    },
)


def numbered(prefix: str, most: int) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(record, min_size=1, max_size=most).map(
        lambda records: [{"id": f"{prefix}{n}", **r} for n, r in enumerate(records)]
    )


# The first run makes a segment, the second replaces some of it and adds another, the third
# takes a whole file away again.
corpora = st.tuples(numbered("a", 12), numbered("b", 4), numbered("a", 5), numbered("c", 4))

words = syllable.map(lambda s: Q("word", s))
leaves = st.one_of(
    words,
    words,
    st.lists(syllable, min_size=1, max_size=3).map(lambda s: Q("phrase", " ".join(s))),
    st.lists(syllable, min_size=2, max_size=2).map(lambda s: Q("joined", "-".join(s))),
    syllable.map(lambda s: Q("prefix", s)),
    syllable.map(lambda s: Q("fuzzy", s)),
    st.sampled_from(sorted(SPANS))
    .flatmap(lambda s: st.sampled_from([f"date:{s}", f"before:{s}", f"after:{s}"]))
    .map(lambda t: Q("dates", t)),
    st.tuples(st.sampled_from(sorted(SPANS)), st.sampled_from(sorted(SPANS))).map(
        lambda s: Q("dates", f"date:{s[0]}..{s[1]}")
    ),
)


def composed(parts: st.SearchStrategy[Q]) -> st.SearchStrategy[Q]:
    some = st.lists(parts, min_size=2, max_size=4).map(tuple)
    names = st.sampled_from([*TEXT_FIELDS, "category", "source", "author"])
    return st.one_of(
        some.map(lambda c: Q("and", children=c)),
        some.map(lambda c: Q("or", children=c)),
        parts.map(lambda c: Q("not", children=(c,))),
        st.tuples(names, parts)
        .filter(lambda p: "dates" not in kinds(p[1]))
        .map(lambda p: Q("field", p[0], (p[1],))),
    )


def kinds(q: Q) -> set[str]:
    return {q.kind}.union(*(kinds(c) for c in q.children))


def expanding(q: Q) -> int:
    return (q.kind in {"prefix", "fuzzy"}) + sum(map(expanding, q.children))


queries = st.one_of(
    # the fifth word of a query that ends in * or ~ is read without the sign
    st.recursive(leaves, composed, max_leaves=6).filter(lambda q: expanding(q) <= 4),
    st.lists(words, min_size=2, max_size=6).map(lambda c: Q("and", children=tuple(c))),
)


def found(engine: Any, q: str) -> tuple[set[str], int, bool]:
    results = engine.search(SearchRequest(q, size=100, match="syllables"))
    ids = [hit.id for hit in results.hits]
    assert len(ids) == len(set(ids))
    return set(ids), results.total, results.query.relaxed


@given(corpora, st.lists(queries, min_size=12, max_size=25))
@settings(
    deadline=None,
    max_examples=30,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],  # shrinking would rebuild indexes for minutes
)
def test_a_query_finds_exactly_what_comparing_every_article_finds(
    build_index: Callable[..., Path],
    corpus: tuple[list[dict[str, Any]], ...],
    asked: list[Q],
) -> None:
    a, b, changed, c = corpus
    live = {r["id"]: r for r in [*a, *c]}
    # of two files that have one article, the one with a text counts
    live |= {r["id"]: r for r in changed if r.get("body") or not live.get(r["id"], {}).get("body")}
    with tempfile.TemporaryDirectory() as folder:
        root = build_index(
            Path(folder),
            {"a.jsonl": a, "b.jsonl": b},
            {"more.jsonl": changed, "c.jsonl": c, "a.jsonl": [r for r in a if r not in changed]},
            {"b.jsonl": None},
        )
        with open_engine(root) as engine:
            for q in asked:
                assert found(engine, written(q)) == expected(q, live), written(q)


def segments_and_deletions(root: Path) -> tuple[int, bool]:
    from whoosh import index as whoosh_index

    from index.store.opening import open_current

    with (
        closing(open_current(root)) as generation,
        whoosh_index.open_dir(str(generation.path)).reader() as reader,
    ):
        return len(reader.leaf_readers()), bool(reader.has_deletions())


@pytest.fixture(scope="module")
def layered(
    tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]
) -> tuple[Path, dict[str, dict[str, Any]]]:
    """An index of two segments with deletions in it, and what it holds.

    The first is so large that the later ones are not merged with it, and that deleting ten of
    its articles does not have it written anew.
    """
    some = sorted(SYLLABLES)

    def made(prefix: str, count: int, step: int) -> list[dict[str, Any]]:
        return [
            {
                "id": f"{prefix}{n}",
                "title": f"{some[n * step % 19]} {some[(n * 7 + step) % 19]}",
                "body": " ".join(some[(n * k + step) % 19] for k in range(1, 7)),
                "published": sorted(DATES)[n % 6],
            }
            for n in range(count)
        ]  # fmt: skip

    first, second, third = made("a", 60, 1), made("b", 9, 5), made("a", 6, 11)
    root = build_index(
        tmp_path_factory.mktemp("layered"),
        {"a.jsonl": first, "gone.jsonl": made("g", 4, 3)},
        {"b.jsonl": second, "gone.jsonl": None},
        {"newer.jsonl": third},
    )
    return root, {r["id"]: r for r in [*first, *second, *third]}


def test_the_layered_index_really_has_segments_and_deletions(
    layered: tuple[Path, dict[str, dict[str, Any]]],
) -> None:
    segments, deletions = segments_and_deletions(layered[0])
    assert segments > 1
    assert deletions


@given(asked=st.lists(queries, min_size=10, max_size=10))
@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
def test_segments_and_deletions_make_no_difference(
    layered: tuple[Path, dict[str, dict[str, Any]]], asked: list[Q]
) -> None:
    root, live = layered
    with open_engine(root) as engine:
        for q in asked:
            assert found(engine, written(q)) == expected(q, live), written(q)
