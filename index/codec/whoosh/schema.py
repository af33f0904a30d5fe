"""Which fields does Whoosh see?  A Whoosh 2.7.4 schema of what :mod:`index.codec.layout` names."""

from __future__ import annotations

from whoosh import columns, fields, formats

from index.codec.layout import PAIR_FIELDS, SYLLABLE_FIELDS, WORDS
from index.days import UNDATED


class Terms(fields.FieldType):  # type: ignore[misc] # Whoosh has no types
    """Terms that :mod:`index.analysis.batch` makes; with positions or only frequencies."""

    def __init__(self, format_: formats.Format) -> None:
        self.format = format_
        self.analyzer = None
        self.scorable = True
        self.stored = False
        self.unique = False
        self.vector = None
        self.multitoken_query = "and"


def build_schema() -> fields.Schema:
    """The schema of a new index."""
    return fields.Schema(
        id=fields.ID(stored=True, unique=True),
        **{name: Terms(formats.Positions()) for name in SYLLABLE_FIELDS},
        **{name: Terms(formats.Frequency()) for name in (*PAIR_FIELDS, WORDS)},
        published=fields.COLUMN(columns.NumericColumn("q", default=UNDATED)),
        category_value=fields.COLUMN(columns.RefBytesColumn()),
        source_value=fields.COLUMN(columns.RefBytesColumn()),
        article=fields.STORED(),
    )
