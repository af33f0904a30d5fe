"""Is it told who printed a story first?"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from reprints import Reprinted, reprinted

from index.article import Article
from search.first_publisher import first_publisher
from search.story import FirstPublisher

BODY = "Chợ cháy lúc nửa đêm.\nKhông ai bị thương, hàng hóa cháy rụi."
REACHED = 0.95
EARLY = Article(
    "a", body=BODY, source="bao.example", published=datetime(2016, 5, 12, 8, tzinfo=UTC)
)
LATE = replace(EARLY, id="b", source="tuoitre.vn", published=datetime(2016, 5, 12, 9, tzinfo=UTC))


def is_right(story: Reprinted) -> bool:
    """Whether what is told of ``story`` is what became of it."""
    told = first_publisher(story.versions)
    if told is None:
        return False
    return told.id == story.first and (story.first is not None or told.name == story.name)


@pytest.mark.parametrize("seed", range(12))
def test_right_in_95_of_100_stories(seed: int) -> None:
    pick = random.Random(seed)
    stories = [reprinted(pick, number) for number in range(100)]
    wrong = [one.kind for one in stories if not is_right(one)]
    assert len({one.kind for one in stories}) == 9
    assert 1 - len(wrong) / len(stories) >= REACHED, wrong


def test_right_in_95_of_100_stories_whatever_is_drawn(drawn: random.Random) -> None:
    stories = [reprinted(drawn, number) for number in range(100)]
    wrong = [one.kind for one in stories if not is_right(one)]
    assert 1 - len(wrong) / len(stories) >= REACHED, wrong


def test_lines_are_needed() -> None:
    """The stories are not such that times alone would do."""
    pick = random.Random(1)
    stories = [reprinted(pick, number) for number in range(200)]
    silent = [
        replace(one, versions=tuple(replace(each, body="", author="") for each in one.versions))
        for one in stories
    ]
    assert sum(map(is_right, silent)) < 0.6 * len(silent)


def test_without_credits_the_earliest_is_the_first() -> None:
    told = first_publisher([EARLY, LATE])
    assert told == FirstPublisher("a", "bao.example", "bao.example", "time")
    assert first_publisher([replace(LATE, published=None)]) is not None


def test_a_credit_goes_before_a_time() -> None:
    copy = replace(EARLY, body=f"{BODY}\nTheo Tuổi Trẻ")
    told = first_publisher([copy, LATE])
    assert told == FirstPublisher("b", "tuoitre.vn", "Tuổi Trẻ", "credit", "Theo Tuổi Trẻ", "a")


def test_who_is_not_among_the_versions_has_no_id() -> None:
    copy = replace(LATE, body=f"{BODY}\n(Nguồn: TTXVN/Vietnam+)")
    told = first_publisher([EARLY, copy])
    said = "(Nguồn: TTXVN/Vietnam+)"
    assert told == FirstPublisher(None, "vnanet.vn", "TTXVN", "credit", said, "b")
    copy = replace(LATE, body=f"{BODY}\nTheo Báo Sông Hậu")
    told = first_publisher([EARLY, copy])
    assert told == FirstPublisher(None, "", "Báo Sông Hậu", "credit", "Theo Báo Sông Hậu", "b")


def test_a_chain_is_followed_to_its_end() -> None:
    versions = [
        replace(EARLY, body=f"{BODY}\nTheo Tuổi Trẻ"),
        replace(LATE, body=f"{BODY}\nTheo Thanh Niên"),
        replace(LATE, id="c", source="thanhnien.vn", body=f"{BODY}\nTheo TTXVN"),
    ]
    told = first_publisher(versions)
    assert told is not None
    assert (told.id, told.name, told.said, told.said_by) == (None, "TTXVN", "Theo TTXVN", "c")


def test_a_circle_ends_at_its_earliest() -> None:
    versions = [
        replace(EARLY, source="thanhnien.vn", body=f"{BODY}\nTheo Tuổi Trẻ"),
        replace(LATE, body=f"{BODY}\nTheo Thanh Niên"),
    ]
    told = first_publisher(versions)
    assert told is not None
    assert told.id == "a"


def test_a_paper_that_names_itself_names_nobody_else() -> None:
    own = replace(LATE, body=f"{BODY}\nTheo Tuổi Trẻ")
    told = first_publisher([own])
    assert told is not None
    assert told.id == "b"


def test_nothing_tells_of_several_without_a_date() -> None:
    versions = [replace(EARLY, published=None), replace(LATE, published=None)]
    assert first_publisher(versions) is None
    marked = replace(versions[1], body=f"TTO - {BODY}")
    told = first_publisher([versions[0], marked])
    assert told is not None
    assert (told.id, told.reason, told.said) == ("b", "credit", "TTO -")


def test_dates_that_cannot_be_are_no_reason() -> None:
    reset = replace(EARLY, published=date(1970, 1, 1))
    unsure = replace(EARLY, published_sure=False)
    for early in (reset, unsure):
        told = first_publisher([early, LATE])
        assert told is not None
        assert told.id == "b"


def test_what_a_first_sentence_reports_counts_less_than_who_copied_it() -> None:
    versions = [
        replace(EARLY, source="thanhnien.vn", body=f"Theo Reuters, hôm qua {BODY}"),
        replace(LATE, body=f"Theo Reuters, hôm qua {BODY}\nTheo Thanh Niên"),
    ]
    told = first_publisher(versions)
    assert told is not None
    assert (told.id, told.said) == ("a", "Theo Thanh Niên")
