"""Are totals those that tantivy counts, for all words, any word, and phrases?

tantivy gets the same syllables in the same three fields, and the tags for one more, which words
find and phrases do not.  The queries have accents on every
syllable: one without stands for all accents here, and for itself there.
"""

from __future__ import annotations

import itertools
import json
import lzma
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from index.analysis import analyse
from index.article import TAGS, TEXT_FIELDS, Article
from index.vietnamese import clean_text, has_accents
from search import Engine, SearchRequest, open_engine

tantivy = pytest.importorskip("tantivy")

_EVERY = 6  # of the dated corpus: some 1,300 articles


def tantivy_over(articles: Sequence[Article]) -> Any:
    """A tantivy index in memory."""
    builder = tantivy.SchemaBuilder()
    for field in (*TEXT_FIELDS, TAGS):
        builder.add_text_field(field, tokenizer_name="whitespace")
    index = tantivy.Index(builder.build())
    writer = index.writer(64_000_000, 1)
    for article in articles:
        document = tantivy.Document()
        for field in TEXT_FIELDS:
            terms = [token.accented for token in analyse(getattr(article, field))]
            document.add_text(field, " ".join(terms))
        tags = [token.accented for tag in article.tags for token in analyse(tag)]
        document.add_text(TAGS, " ".join(tags))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index


def count(index: Any, words: Sequence[str], kind: str) -> int:
    """How many articles tantivy finds."""
    query, occur = tantivy.Query, tantivy.Occur
    fields = TEXT_FIELDS if kind == "phrase" else (*TEXT_FIELDS, TAGS)

    def anywhere(make: Callable[[Any, str, Any], Any], asked: str | list[str]) -> Any:
        of_fields = [(occur.Should, make(index.schema, field, asked)) for field in fields]
        return query.boolean_query(of_fields)

    if kind == "phrase" and len(words) > 1:
        tree = anywhere(query.phrase_query, list(words))
    else:
        how = occur.Should if kind == "any" else occur.Must
        tree = query.boolean_query([(how, anywhere(query.term_query, word)) for word in words])
    return int(index.searcher().search(tree, 1, count=True).count)


def typed(words: Sequence[str], kind: str) -> str:
    return {"all": " ".join(words), "any": " OR ".join(words), "phrase": f'"{" ".join(words)}"'}[
        kind
    ]


def differing(engine: Engine, index: Any, articles: Sequence[Article], queries: int) -> list[str]:
    """The queries, drawn from titles, whose totals are not the same."""
    pick = random.Random(5)
    titles = [[t.accented for t in analyse(a.title)] for a in articles if a.title]
    asked: list[str] = []
    wrong: list[str] = []
    for title in itertools.cycle(pick.sample(titles, len(titles))):
        if len(asked) >= queries:
            return wrong
        length = pick.choice([1, 2, 2, 3, 4])
        start = pick.randrange(max(1, len(title) - length + 1))
        words = title[start : start + length]
        kind = pick.choice(["all", "any", "phrase"])
        if not words or not all(map(has_accents, words)):
            continue
        q = typed(words, kind)  # tantivy knows syllables, not words
        results = engine.search(SearchRequest(q, match="syllables", highlight=False))
        asked.append(results.query.q)
        # tantivy knows no other spelling of the same thing, which is said in parentheses
        wider = "(" in results.query.understood
        # a syllable also stands for itself without accents, in articles that have none
        if not wider and results.total != count(index, words, kind):
            wrong.append(results.query.q)
    return wrong


def test_totals_over_the_sample_are_those_of_tantivy(sample_index: Path) -> None:
    with open_engine(sample_index) as engine:
        articles = list(engine.stream(SearchRequest()))
        assert differing(engine, tantivy_over(articles), articles, 300) == []


def test_totals_over_real_articles_are_those_of_tantivy(
    tmp_path: Path, shared: Path, reindex_here: Callable[..., Any]
) -> None:
    with lzma.open(shared / "corpus" / "dated-8k.jsonl.xz", "rb") as file:
        records = [json.loads(line) for n, line in enumerate(file) if n % _EVERY == 0]
    lines = "".join(json.dumps(record) + "\n" for record in records)
    assert reindex_here(tmp_path / "index", "-", stdin=lines.encode()).returncode == 0
    with open_engine(tmp_path / "index") as engine:
        articles = list(engine.stream(SearchRequest()))
        assert len(articles) > 1000
        assert all(clean_text(article.body) == article.body for article in articles)
        assert differing(engine, tantivy_over(articles), articles, 400) == []
