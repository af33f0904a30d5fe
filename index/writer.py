"""How do analysed articles become segments?  By one Whoosh writer in a generation's folder."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any, Self

from whoosh import index as whoosh_index

from index.analysis import AnalysedArticle
from index.schema import build_schema, minutes

_POSTINGS_MEMORY_MB = 256  # beyond it Whoosh sorts postings on disk


class IndexWriter:
    """Adds, replaces and deletes articles; nothing is visible until the generation is published."""

    def __init__(self, folder: Path) -> None:
        if whoosh_index.exists_in(str(folder)):
            self._index = whoosh_index.open_dir(str(folder))
        else:
            self._index = whoosh_index.create_in(str(folder), build_schema())
        self._writer = self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self._writer.commit()
        else:
            self._writer.cancel()
        self._index.close()

    def _open(self) -> Any:
        # compound=False: a compound segment would be copied into memory when opened
        return self._index.writer(limitmb=_POSTINGS_MEMORY_MB, compound=False)

    def commit(self) -> None:
        """Finish the segment being written, so that what is in it can be replaced."""
        self._writer.commit()
        self._writer = self._open()

    def delete(self, article_id: str) -> None:
        """Delete an article of a finished segment."""
        self._writer.delete_by_term("id", article_id)

    def add(self, analysed: AnalysedArticle) -> None:
        """Add an article whose id is not in the index."""
        article = analysed.article
        self._writer.add_document(
            id=article.id,
            published=minutes(article.published),
            category_value=article.category.encode(),
            source_value=article.source.encode(),
            article=article,
            **analysed.fields,
        )
