"""How are values written for people?  The template filters: marks, dates, numbers, links."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache

from babel.numbers import format_decimal
from flask import Flask
from flask_babel import format_date, gettext
from markupsafe import Markup, escape

from index.days import LOCAL_ZONE
from search.request import parse_date_span
from search.results import Snippet
from web.escaping import web_link
from web.language import current_language
from web.pages.ages import age
from web.source_names import source_name


def install(app: Flask) -> None:
    """Give the templates of ``app`` their filters."""
    dates, numbers = (news_date, news_time, age), (number, rounded)
    for function in (marked, stretches, *dates, *numbers, web_link, source_name):
        app.add_template_filter(function)


def marked(snippet: Snippet) -> Markup:
    """The escaped text with ``<mark>`` around exactly the stretches that matched."""
    parts, at = [], 0
    for start, end in snippet.marks:
        parts.append(escape(snippet.text[at:start]))
        parts.append(Markup("<mark>{}</mark>").format(snippet.text[start:end]))
        at = end
    parts.append(escape(snippet.text[at:]))
    return Markup("").join(parts)


def stretches(found: Sequence[Snippet]) -> Markup:
    """What is shown of an article: its stretches with their marks, and an ellipsis wherever
    something of it was left out."""
    parts: list[str] = []
    for nth, one in enumerate(found):
        if nth:
            is_open = one.cut_before or found[nth - 1].cut_behind
            parts.append(" " if is_open else " … ")
        is_told = nth and found[nth - 1].cut_behind  # one ellipsis between two stretches
        parts.append("…" if one.cut_before and not is_told else "")
        parts += [marked(one), "…" if one.cut_behind else ""]
    return Markup("").join(parts)


def news_date(published: date | datetime | None) -> str:
    """The day in Vietnam, as a newspaper writes it: 12/5/2016; 12 May 2016 in English."""
    if isinstance(published, datetime):
        return _day(published.astimezone(LOCAL_ZONE).date())
    return _day(published) if published is not None else ""


def news_time(published: date | datetime | None) -> str:
    """The hour in Vietnam, or nothing where only the day is known."""
    if not isinstance(published, datetime):
        return ""
    return f"{published.astimezone(LOCAL_ZONE):%H:%M}"


def partial_date(text: str) -> str:
    """A year, month or day as a request has it: ``2016`` → 2016, ``2016-05`` → 5/2016,
    ``2016-05-12`` → 12/5/2016; "" for anything else."""
    span = parse_date_span(text)
    if span is None:
        return ""
    first = span.first
    if first == span.last:
        return _day(first)
    if first.month != span.last.month:
        return str(first.year)
    if current_language() == "en":
        return str(format_date(first, "MMM yyyy"))
    return f"{first.month}/{first.year}"


def span_label(first: str, last: str) -> str:
    """The days from one text of a request to another, both included, either of which may be "":
    12/5/2016 – 5/2017; one alone where both are the same."""
    return span_words(partial_date(first), partial_date(last))


def span_words(first: str, last: str) -> str:
    """The days between two dates as people write them, "" where there is none."""
    if first == last:
        return first
    if not last:
        return str(gettext("từ %(first)s", first=first))
    if not first:
        return str(gettext("đến %(last)s", last=last))
    return f"{first} – {last}"


def number(count: int) -> str:
    """1.234 in Vietnamese, 1,234 in English."""
    return _decimal(count, current_language())


@lru_cache(maxsize=4096)
def _decimal(count: int, language: str) -> str:
    return str(format_decimal(count, locale=language))


def rounded(share: float) -> str:
    """Return a share for people, to two digits or so: 0,04; 3,5; 120.

    >>> rounded(0), rounded(1000)
    ('0', '1000')
    """
    if not share:
        return "0"
    digits = 0 if share >= 99.95 else 1 if share >= 0.995 else 2
    text = f"{max(share, 0.01):.{digits}f}"
    return text if current_language() == "en" else text.replace(".", ",")


def _day(day: date) -> str:
    if current_language() == "en":
        return str(format_date(day, "d MMM yyyy"))
    return f"{day.day}/{day.month}/{day.year}"
