"""Does a hit say what it is: a title, the paper, the day and how long ago, and why it was found?"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from search import SearchRequest
from search.results import Highlights, Hit, Snippet
from web.headlines import headline_of
from web.pages.ages import age, age_on
from web.pages.display import stretches
from web.pages.hits import ShownHit, shown_hits
from web.pages.openings import opening

NOW = date(2026, 3, 31)


def said(app: Flask, day: date, lang: str = "vi", now: date = NOW) -> str:
    with app.test_request_context(f"/?lang={lang}"):
        return age_on(day, now)


@pytest.mark.parametrize(
    ("day", "vietnamese", "english"),
    [
        (date(2026, 3, 31), "hôm nay", "today"),
        (date(2026, 3, 30), "hôm qua", "yesterday"),
        (date(2026, 3, 28), "3 ngày trước", "3 days ago"),
        (date(2026, 3, 1), "30 ngày trước", "30 days ago"),
        (date(2026, 2, 28), "1 tháng trước", "1 month ago"),
        (date(2026, 1, 31), "2 tháng trước", "2 months ago"),
        (date(2025, 4, 1), "11 tháng trước", "11 months ago"),
        (date(2025, 3, 31), "1 năm trước", "1 year ago"),
        (date(2016, 4, 1), "9 năm trước", "9 years ago"),
        (date(2016, 3, 31), "10 năm trước", "10 years ago"),
        (date(2026, 4, 1), "", ""),
        (date(1, 1, 1), "2025 năm trước", "2025 years ago"),
    ],
)
def test_how_long_ago_it_was_is_right_by_the_calendar(
    app: Flask, day: date, vietnamese: str, english: str
) -> None:
    assert said(app, day) == vietnamese
    assert said(app, day, "en") == english


@given(st.dates(date(1950, 1, 1), date(2050, 12, 31)), st.dates(date(1950, 1, 1)))
def test_a_whole_unit_has_passed_and_not_one_more(app: Flask, day: date, now: date) -> None:
    words = said(app, day, "en", now).split()
    if len(words) != 3:
        assert words in ([], ["today"], ["yesterday"])
        assert words != [] or now < day
        return
    count, unit = int(words[0]), words[1].rstrip("s")
    if unit == "day":
        assert day + timedelta(count) == now
        assert count >= 2
        return
    months = count * (12 if unit == "year" else 1)
    more = months + (12 if unit == "year" else 1)
    if later(day, months) is not None:
        assert later(day, months) <= now  # type: ignore[operator]
    then = later(day, more)
    assert then is None or then > now


def later(day: date, months: int) -> date | None:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return None
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def test_the_day_is_that_of_vietnam(app: Flask) -> None:
    hour = datetime.now(UTC)
    with app.test_request_context("/"):
        assert age(hour) == "hôm nay"
        assert age(None) == ""


BODY = "Con đò sang sông. Bến vắng người. " + "Nước lên cao. " * 20


@pytest.mark.parametrize(
    ("article", "title"),
    [
        (Article("x", "Đò ngang", "Tóm tắt.", BODY), "Đò ngang"),
        (Article("x", "", "Đò cũ nằm bến. Nước lên.", BODY), "Đò cũ nằm bến"),
        (Article("x", "", "", BODY), "Con đò sang sông"),
        (Article("x", "", "", "Ai sang sông? Đò đây."), "Ai sang sông?"),
        (Article("x", "", "", "Đò sang..."), "Đò sang..."),
        (Article("x", "", "", "con đò " * 60), ("con đò " * 17)[:-1] + "…"),
        (Article("x", "", "", "đ" * 500), "đ" * 119 + "…"),
        (Article("x", "", "", ""), ""),
    ],
)
def test_an_untitled_article_has_its_first_sentence_for_a_title(
    article: Article, title: str
) -> None:
    assert headline_of(article) == title
    assert len(title) <= 120


@given(st.text(max_size=400))
def test_an_opening_is_short_and_says_where_it_is_cut(text: str) -> None:
    found = opening(text)
    assert (found is None) == (not text.strip().partition("\n")[0].strip())
    if found is not None:
        assert 0 < len(found.text) + found.cut_behind <= 200
        assert text.strip().startswith(found.text)


def shown(app: Flask, *hits: Hit) -> tuple[ShownHit, ...]:
    with app.test_request_context("/search?q=a"):
        return shown_hits(SearchRequest("a"), hits)


def test_where_nothing_is_marked_the_beginning_is_shown(app: Flask) -> None:
    (hit,) = shown(app, Hit(Article("x", "Tin", "", BODY), highlights=Highlights(None, ())))
    (text,) = (one.text for one in hit.stretches)
    assert text.startswith("Con đò sang sông. Bến vắng")
    assert len(text) <= 200
    assert text.endswith(".")


def test_the_first_sentence_is_not_said_twice(app: Flask) -> None:
    article = Article("x", body="Con đò sang sông. Bến vắng người.")
    marked = Snippet(article.body, ((4, 6), (18, 21)))
    (hit,) = shown(app, Hit(article, highlights=Highlights(None, (marked,))))
    assert hit.title == Snippet("Con đò sang sông", ((4, 6),))
    assert hit.stretches == (Snippet("Bến vắng người.", ((0, 3),)),)
    (plain,) = shown(app, Hit(article, highlights=Highlights(None, ())))
    assert plain.title == Snippet("Con đò sang sông")
    assert plain.stretches == (Snippet("Bến vắng người."),)
    (alone,) = shown(
        app,
        Hit(Article("y", body="Con đò."), highlights=Highlights(None, (Snippet("Con đò."),))),
    )
    assert (alone.title, alone.stretches) == (Snippet("Con đò"), ())


def test_without_any_text_there_is_no_title(app: Flask) -> None:
    (hit,) = shown(app, Hit(Article("x")))
    assert (hit.title, hit.stretches, hit.others) == (None, (), None)


def test_stretches_stand_with_one_ellipsis_where_something_is_left_out() -> None:
    def say(*found: Snippet) -> str:
        return str(stretches(found))

    assert say(Snippet("Đò sang.", ((0, 2),))) == "<mark>Đò</mark> sang."
    assert say(Snippet("đò <b>", (), True, True)) == "…đò &lt;b&gt;…"
    assert say(Snippet("Đò."), Snippet("Bến.")) == "Đò. … Bến."
    assert say(Snippet("Đò", cut_behind=True), Snippet("bến", cut_before=True)) == "Đò… bến"
    assert say(Snippet("Đò."), Snippet("bến", cut_before=True)) == "Đò. …bến"


def story(*sources: str, own: str = "a.example", similar: int | None = None) -> Hit:
    others = tuple(Hit(Article(f"o{n}", f"Tin {n}", source=s)) for n, s in enumerate(sources))
    count = len(others) if similar is None else similar
    return Hit(Article("x", "Tin", source=own), similar=count, others=others)


@pytest.mark.parametrize(
    ("hit", "label"),
    [
        (story("b.example", "c.example", "d.example"), "và 3 báo khác"),
        (story("b.example", "www.b.example", "c.example"), "và 2 báo khác"),
        (story("a.example", "b.example"), "và 1 báo khác"),
        (story("a.example", "www.a.example"), "và 2 bài khác"),
        (story("", ""), "và 2 bài khác"),
        (story("b.example", similar=40), "và 40 bài khác"),
    ],
)
def test_the_others_of_a_story_are_other_papers_or_articles(
    app: Flask, hit: Hit, label: str
) -> None:
    (one,) = shown(app, hit)
    assert one.others is not None
    assert one.others.label == label
    assert len(one.others.listed) == len(hit.others)
    assert (one.others.all_of_them is not None) == (hit.similar > len(hit.others))
    assert one.others.listed[0].href == "/article/o0?q=a"


def test_the_first_near_match_can_be_jumped_to(app: Flask) -> None:
    hits = [Hit(Article(str(n), "Tin"), near=n > 0) for n in range(3)]
    assert [one.anchor for one in shown(app, *hits)] == [None, "gan-dung", None]
