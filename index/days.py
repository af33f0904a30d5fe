"""When was that, in Vietnam?  The one time zone, and days and minutes as whole numbers.

Days count from 0001-01-01 as day 0, minutes from its midnight.  Both are Vietnam's: a day is
cut at Vietnam's midnight, whatever the zone a time was given in.  The zone is that of the tz
database, so that years before 1975 have the offsets they had.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LOCAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MINUTES_A_DAY = 24 * 60
UNDATED = 0
"""The minutes of an article without a date; real dates are far above."""

_EPOCH = datetime(1, 1, 1, tzinfo=UTC)


def minutes(published: date | datetime | None) -> int:
    """``published`` as minutes since 0001-01-01 in Vietnam's local time; ``UNDATED`` for none.

    Dividing by ``MINUTES_A_DAY`` gives the day.
    """
    if published is None:
        return UNDATED
    if isinstance(published, datetime):
        local = published.astimezone(LOCAL_ZONE).replace(tzinfo=UTC)
    else:
        local = datetime(published.year, published.month, published.day, tzinfo=UTC)
    return (local - _EPOCH) // timedelta(minutes=1)


def seconds(moment: datetime | None) -> int:
    """``moment`` as seconds since 1970 in UTC; 0 for none."""
    return int(moment.timestamp()) if moment is not None else 0


def day_of(day: date) -> int:
    """``day`` as the number of days since 0001-01-01."""
    return day.toordinal() - 1


def date_of(day: int) -> date:
    """Day number → date, the reverse of :func:`day_of`."""
    return date.fromordinal(day + 1)


def iso_day(day: int) -> str:
    """Day number → ``YYYY-MM-DD``."""
    return date_of(day).isoformat()


def today() -> date:
    """The day it is now in Vietnam."""
    return datetime.now(LOCAL_ZONE).date()
