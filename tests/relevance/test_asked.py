"""Are questions and events drawn whose answers are known, and scored as they should be?"""

from __future__ import annotations

import pytest

from relevance.asked import ALL, Asked, ask_all, told_of
from relevance.corpus import Text
from relevance.events import Event, draw_events
from relevance.measure import Found, Held, Restored
from relevance.questions import Question, draw_questions
from relevance.report import Figures, render


def text(number: int, title: str, body: str, published: str | None = None) -> Text:
    return Text(f"id{number}", title, "", body, published, "")


QUESTIONED = [
    text(1, "Vì sao đàn sếu bỏ tràm chim?", "Sếu không về nữa: nước sâu quá."),
    text(2, "Lũ", "Cầu treo bản Xốp sập đêm qua do nước xiết. Không ai ngủ."),
    text(3, "Lũ lên", "Tin vắn. Cầu treo bản Xốp sập đêm qua do nước xiết."),
    text(4, "Hội", "Đội đua thuyền trẻ tập trung luyện tại Nhật Lệ."),
    text(5, "Lúa", "Nông dân gieo sạ được 1.200 héc ta lúa sớm."),
    text(6, "Tàu", "Theo đó, ngày 12/3, tàu cá Thuận Phát cập bến an toàn."),
    text(7, "Thầy", "Ông Trần Lượm xây năm lớp học tình thương."),
    text(8, "Tin vui hôm nay?", "Không có gì."),
]


@pytest.fixture(scope="module")
def questions() -> dict[str, Question]:
    return {one.kind: one for one in draw_questions(QUESTIONED, 1, 3)}


@pytest.mark.parametrize(
    ("kind", "words", "answers"),
    [
        ("headline", "vì sao đàn sếu bỏ tràm chim", {"id1"}),
        ("why", "vì sao cầu treo bản xốp sập đêm qua", {"id2", "id3"}),
        ("where", "đội đua thuyền trẻ tập trung luyện ở đâu", {"id4"}),
        ("how many", "nông dân gieo sạ được bao nhiêu héc ta lúa sớm", {"id5"}),
        ("when", "khi nào tàu cá thuận phát cập bến an toàn", {"id6"}),
        ("who", "ai xây năm lớp học tình thương", {"id7"}),
    ],
)
def test_questions_are_made_of_titles_and_sentences(
    questions: dict[str, Question], kind: str, words: str, answers: set[str]
) -> None:
    left = iter(words.split())
    assert all(word in left for word in questions[kind].query.lower().split())
    assert questions[kind].answers == answers


def test_the_same_seed_draws_the_same() -> None:
    assert draw_questions(QUESTIONED, 2, 5) == draw_questions(QUESTIONED, 2, 5)
    assert draw_events(TOLD, 2, 5) == draw_events(TOLD, 2, 5)


_NAMES = "Tàu Hải Âu chìm gần Hòn Mun, anh Lê Bền và chị Đỗ Nhàn được cứu."
TOLD = [
    *(text(n, "Tàu du lịch chìm ngoài khơi", _NAMES, "2017-05-02") for n in range(4)),
    text(4, "Tàu du lịch chìm năm xưa", _NAMES, "2011-05-02"),
    text(5, "Chợ hoa xuân", "Hòn Mun vắng khách.", "2017-05-02"),
    *(text(n, "Giá lúa", "Lúa tăng giá.", "2017-05-02") for n in range(6, 60)),
]


def test_an_event_is_what_shares_rare_names_of_nearby_days() -> None:
    title, description = draw_events(TOLD, 1, 1)
    assert title.first is not None
    assert set(title.grades) == {"id0", "id1", "id2", "id3"} - {title.first}
    assert set(title.grades.values()) == {2}
    assert description.first is None
    assert set(description.grades) == {"id0", "id1", "id2", "id3"}
    assert "chìm" in description.query


def test_what_was_asked_with_is_passed_over() -> None:
    event = Event("title", "tàu chìm", {"b": 2, "c": 1}, "a")
    assert told_of(lambda _: ["a", "b", "c"], [event]) == pytest.approx(1)
    assert 0 < told_of(lambda _: ["a", "c", "b"], [event]) < 1
    assert told_of(lambda _: ["a"], [event]) == 0


def test_figures_are_of_each_kind_and_of_all() -> None:
    asked = [Question("why", "vì sao", frozenset("a")), Question("who", "ai", frozenset("b"))]
    found = ask_all(lambda _: ["a", "b"], asked, [])
    assert found.questions == {ALL: 0.75, "why": 1, "who": 0.5}
    assert found.events == {}


def test_the_report_has_them_beside_the_peer() -> None:
    zero = Found(0, 0, 0)
    figures = Figures(
        "x", 1, 1, 1, 1, {"plain": zero}, Held(0, 0), {"bare": Restored(0, 0)}, None, {},
        asked={"ours": Asked({ALL: 0.54}, {ALL: 0.51}), "plain": Asked({ALL: 0.5}, {ALL: 0.5})},
    )  # fmt: skip
    lines = render(figures).splitlines()
    assert "| questions, all: MRR@10 | 0.540 | 0.500 |" in lines
    assert "* questions over BM25 on syllables: 0.040 (at least 0.030) reached" in lines
    assert "* events over BM25 on syllables: 0.010 (at least 0.015) MISSED" in lines
