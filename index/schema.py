"""What does the index hold, and may this code read it?

A Whoosh 2.7.4 schema; what is in its fields is told by :mod:`index.codec.layout`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from whoosh import columns, fields, formats

from index.codec.layout import PAIR_FIELDS, SYLLABLE_FIELDS, WORDS

#: Rises with every change to the analyzer, the fields or what is stored.  An index of
#: another version is refused, with the command that rebuilds it.
SCHEMA_VERSION = 4

LOCAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MINUTES_A_DAY = 24 * 60
UNDATED = 0
"""``published`` of an article without a date; real dates are far above."""

_EPOCH = datetime(1, 1, 1, tzinfo=UTC)


class Terms(fields.FieldType):  # type: ignore[misc] # Whoosh has no types
    """A field whose terms are made by :mod:`index.batch`; with positions or only frequencies."""

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


def minutes(published: date | datetime | None) -> int:
    """``published`` as minutes since 0001-01-01 in Vietnam's local time; ``UNDATED`` for none.

    Days are cut at Vietnam's midnight: dividing by ``MINUTES_A_DAY`` gives the day.
    """
    if published is None:
        return UNDATED
    if isinstance(published, datetime):
        local = published.astimezone(LOCAL_ZONE).replace(tzinfo=UTC)
    else:
        local = datetime(published.year, published.month, published.day, tzinfo=UTC)
    return (local - _EPOCH) // timedelta(minutes=1)


def day_of(day: date) -> int:
    """``day`` as the number of days since 0001-01-01."""
    return day.toordinal() - 1
