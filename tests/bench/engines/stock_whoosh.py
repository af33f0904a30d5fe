"""How does somebody use stock Whoosh with pyvi?  Its own fields, writer, queries and facets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pyvi import ViTokenizer
from whoosh import analysis, fields, index, query, sorting

from bench.engines import Searcher
from bench.shapes import HITS, Answer, Query
from bench.texts import Texts, decode_record, read

_FACETS = ("category", "month")


class StockWhoosh:
    def build(self, texts: Texts, folder: Path) -> None:
        writer = index.create_in(str(folder), _schema()).writer(limitmb=256)
        for document, syllables in read(texts):
            record = decode_record(document)
            text = f"{record.title}\n{record.summary}\n{record.body}"
            writer.add_document(
                content=syllables.everything,
                words=ViTokenizer.tokenize(text).lower(),
                category=syllables.category,
                month=syllables.month,
                document=document,
            )
        writer.commit(optimize=True)

    def open(self, folder: Path) -> Searcher:
        return _Searcher(index.open_dir(str(folder)))


def _schema() -> fields.Schema:
    return fields.Schema(
        content=fields.TEXT(analysis.SpaceSeparatedTokenizer()),
        words=fields.TEXT(analysis.SpaceSeparatedTokenizer()),
        category=fields.ID(sortable=True),
        month=fields.ID(sortable=True),
        document=fields.STORED,
    )


class _Searcher:
    def __init__(self, opened: index.Index) -> None:
        self._index = opened
        self._searcher = opened.searcher()

    def for_thread(self) -> Searcher:
        return _Searcher(self._index)

    def as_peers(self) -> Searcher:
        return self

    def search(self, query_: Query) -> Answer:
        results = self._searcher.search(
            _tree(query_), limit=HITS, groupedby=list(_FACETS), maptype=sorting.Count
        )
        shown = [decode_record(hit["document"]) for hit in results]
        categories, months = (dict(results.groups(name)) for name in _FACETS)
        return Answer(len(results), tuple((hit.id, hit.title) for hit in shown), categories, months)


def _tree(asked: Query) -> Any:
    terms = [query.Term("content", word) for word in asked.words]
    match asked.kind:
        case "term":
            return terms[0]
        case "and":
            return query.And(terms)
        case "or":
            return query.Or(terms)
        case "phrase":
            return query.Phrase("content", list(asked.words))
        case "prefix":
            return query.Prefix("content", asked.words[0])
