"""On which day was an article written that says nothing of it?  The name of its file may tell.

Who saves pages or writes posts puts the day into their names: ``2024-11-05-tin.html``,
``20241105_bai.txt``, ``tin-05-11-2024.md``.  That may as well be the day of saving, so it is not
sure; one in parentheses is that of saving, as SingleFile writes it, and is not taken.  The time of
the file's last change, which every copy alters, is never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from index.article import Article, Outcome
from index.days import today

_FIRST_WEB_YEAR = 1997
_IN_NAME = re.compile(
    r"(?<![\d(])(?P<year>(?:19|20)\d\d)(?P<sign>[-_.])(?P<month>\d\d?)(?P=sign)(?P<day>\d\d?)(?!\d)"
    r"|(?<![\d(])(?P<day_2>\d\d?)(?P<sign_2>[-_.])(?P<month_2>\d\d?)(?P=sign_2)(?P<year_2>20\d\d)(?!\d)"
    # without signs, alone or with an hour behind it: as part of a longer number or hash it is none
    r"|(?<![^\W_])(?P<year_3>(?:19|20)\d\d)(?P<month_3>\d\d)(?P<day_3>\d\d)(?:T?\d{4}|T?\d{6}|\d{9})?"
    r"(?![^\W_])"
)
_MAX_NAME_CHARS = 255  # of a file; an archive's member may have any


def dated_by_name(outcomes: Iterator[Outcome], name: str) -> Iterator[Outcome]:
    """Yield ``outcomes``, those of one file that holds an article as a whole, with the day in the
    file's ``name`` for an article that has no date."""
    for outcome in outcomes:
        if isinstance(outcome, Article) and outcome.published is None:
            yield _dated(outcome, name)
        else:
            yield outcome


def _dated(article: Article, name: str) -> Article:
    day = date_in_name(name)
    if day is None:
        return article
    return replace(article, published=day, published_from="file", published_sure=False)


def date_in_name(name: str) -> date | None:
    """The day in a file's name: at its beginning, else the only one in it."""
    found: list[date] = []
    for match in _IN_NAME.finditer(name[-_MAX_NAME_CHARS:]):
        day = _date_of(match)
        if day is not None and match.start() == 0:
            return day
        if day is not None and day not in found:
            found.append(day)
    return found[0] if len(found) == 1 else None


def _date_of(match: re.Match[str]) -> date | None:
    """The day that was written, the day before the month; ``None`` if there is none such."""
    groups = match.groupdict().items()
    said = {key.partition("_")[0]: int(one) for key, one in groups if one and one.isdecimal()}
    try:
        day = date(said["year"], said["month"], said["day"])
    except ValueError:
        return None
    return day if day.year >= _FIRST_WEB_YEAR and day <= today() else None
