"""How is tantivy asked for the same?  Two ways: fields with boosts, and one field for all."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path

from tantivy import Document, Index, Occur, Query, Schema, SchemaBuilder

from bench.engines import Searcher
from bench.shapes import HITS, Answer
from bench.shapes import Query as Asked
from bench.texts import Syllables, Texts, decode_record, read

_WRITER_BYTES = 256_000_000
_WRITER_THREADS = 2
# More buckets than any corpus has, or it would count the largest only.
_FACETS = {
    "category": {"terms": {"field": "category", "size": 1000}},
    "month": {"terms": {"field": "month", "size": 5000}},
}


class _Tantivy(ABC):
    """Both ways; they differ in which fields there are and what these weigh."""

    boosts: Mapping[str, float]

    @abstractmethod
    def texts(self, syllables: Syllables) -> Mapping[str, str]:
        """What stands in each field."""

    def build(self, texts: Texts, folder: Path) -> None:
        opened = Index(self._schema(), path=str(folder))
        writer = opened.writer(_WRITER_BYTES, _WRITER_THREADS)
        for stored, syllables in read(texts):
            document = Document()
            for field, text in self.texts(syllables).items():
                document.add_text(field, text)
            document.add_text("category", syllables.category)
            document.add_text("month", syllables.month)
            document.add_bytes("document", stored)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> Searcher:
        return _Searcher(Index.open(str(folder)), self.boosts)

    def _schema(self) -> Schema:
        builder = SchemaBuilder()
        for field in self.boosts:
            builder.add_text_field(field, tokenizer_name="whitespace")
        for field in _FACETS:
            builder.add_text_field(field, fast=True, tokenizer_name="raw", index_option="basic")
        builder.add_bytes_field("document", stored=True)
        return builder.build()


class ThreeFields(_Tantivy):
    boosts: Mapping[str, float] = {"title": 4.0, "summary": 3.0, "body": 1.0}

    def texts(self, syllables: Syllables) -> Mapping[str, str]:
        return {
            "title": syllables.title,
            "summary": syllables.summary,
            "body": syllables.body,
        }


class OneField(_Tantivy):
    boosts: Mapping[str, float] = {"content": 1.0}

    def texts(self, syllables: Syllables) -> Mapping[str, str]:
        return {"content": syllables.everything}


class _Searcher:
    def __init__(self, opened: Index, boosts: Mapping[str, float]) -> None:
        self._schema = opened.schema
        self._boosts = boosts
        self._searcher = opened.searcher()

    def for_thread(self) -> Searcher:
        return self

    def as_peers(self) -> Searcher:
        return self

    def search(self, asked: Asked) -> Answer:
        tree = self._tree(asked)
        found = self._searcher.search(tree, HITS, count=True)
        counted = self._searcher.aggregate(tree, _FACETS)
        shown = [
            decode_record(self._searcher.doc(address)["document"][0]) for _, address in found.hits
        ]
        categories, months = (
            {bucket["key"]: bucket["doc_count"] for bucket in counted[name]["buckets"]}
            for name in _FACETS
        )
        return Answer(
            total=found.count,  # type: ignore[attr-defined] # its stubs forget it
            hits=tuple((hit.id, hit.title) for hit in shown),
            categories=categories,
            months=months,
        )

    def _tree(self, asked: Asked) -> Query:
        schema, words = self._schema, asked.words
        match asked.kind:
            case "term":
                return self._word(words[0])
            case "and":
                return Query.boolean_query([(Occur.Must, self._word(word)) for word in words])
            case "or":
                return Query.boolean_query([(Occur.Should, self._word(word)) for word in words])
            case "phrase":
                return self._any(lambda field: Query.phrase_query(schema, field, list(words)))
            case "prefix":
                pattern = re.escape(words[0]) + ".*"
                return self._any(lambda field: Query.regex_query(schema, field, pattern))

    def _word(self, word: str) -> Query:
        return self._any(lambda field: Query.term_query(self._schema, field, word))

    def _any(self, leaf: Callable[[str], Query]) -> Query:
        """``leaf`` in any of the fields, weighed; without a shell around a single one."""
        if len(self._boosts) == 1:
            return leaf(next(iter(self._boosts)))
        return Query.boolean_query(
            [
                (Occur.Should, Query.boost_query(leaf(field), boost))
                for field, boost in self._boosts.items()
            ]
        )
