"""How long ago was it?  In the largest whole unit of the calendar: 3 days, 2 months, 10 years ago.

Days are days in Vietnam.  A month has passed on the same day of the month or, where that month is
shorter, on its last one.
"""

from __future__ import annotations

import calendar
from datetime import date, datetime

from flask_babel import gettext, ngettext

from index.days import LOCAL_ZONE, today


def age(published: date | datetime | None) -> str:
    """How long ago an article was published, in words; "" for one without a date, or of a day to
    come."""
    if published is None:
        return ""
    if isinstance(published, datetime):
        return age_on(published.astimezone(LOCAL_ZONE).date(), today())
    return age_on(published, today())


def age_on(day: date, now: date) -> str:
    """How long before the day ``now`` another ``day`` was, in words; "" if it is yet to come."""
    days = (now - day).days
    if days < 0:
        return ""
    if days == 0:
        return str(gettext("hôm nay"))
    if days == 1:
        return str(gettext("hôm qua"))
    months = _months_between(day, now)
    if months < 1:
        return str(ngettext("%(num)s ngày trước", "%(num)s ngày trước", days))
    if months < 12:
        return str(ngettext("%(num)s tháng trước", "%(num)s tháng trước", months))
    return str(ngettext("%(num)s năm trước", "%(num)s năm trước", months // 12))


def _months_between(first: date, last: date) -> int:
    """How many whole months of the calendar lie between two days."""
    months = (last.year - first.year) * 12 + last.month - first.month
    days_in_last = calendar.monthrange(last.year, last.month)[1]
    return months - (last.day < min(first.day, days_in_last))
