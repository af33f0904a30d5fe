"""Whose turn is it, and who is refused?"""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.serving.framing import Head
from web.serving.waiting import Kind, Place, WaitingRoom, kind_of


def place(kind: Kind, client: str, name: int, until: float = 1.0) -> Place[int]:
    return Place(kind, client, name, until)


def room(most: int = 100, threads: int = 1) -> WaitingRoom[int]:
    return WaitingRoom(most, lambda _: threads)


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        (b"/healthz", Kind.LIGHT),
        (b"/static/app.1f.js", Kind.LIGHT),
        (b"/", Kind.READ),
        (b"/search?q=a&category=&from=&to=", Kind.WALK),  # articles without a section
        (b"/search?q=a&from=&to=", Kind.READ),  # as the form sends it
        (b"/search?source=vnexpress.net", Kind.WALK),
        (b"/api/search?q=a&from=2016", Kind.WALK),
        (b"/article/a?source=b", Kind.READ),
        (b"/api/kwic?q=a&source=b", Kind.COUNT),
        (b"/search.jsonl?category=a", Kind.EXPORT),
    ],
)
def test_a_request_is_known_by_its_address(target: bytes, kind: Kind) -> None:
    assert kind_of(Head.of(b"GET " + target + b" HTTP/1.1\r\n\r\n")) is kind


def test_clients_take_turns_however_many_requests_one_has() -> None:
    queue = room(threads=100)
    for name in range(10):
        queue.add(place(Kind.READ, "crawler", name))
    queue.add(place(Kind.READ, "reader", 100))
    turns = [queue.next() for _ in range(3)]
    assert [turn.item for turn in turns if turn] == [0, 100, 1]


def test_a_kind_has_so_many_threads_and_leaves_the_others() -> None:
    queue = room(threads=2)
    for name in range(5):
        queue.add(place(Kind.EXPORT, "a", name))
    assert queue.next()
    assert queue.next()
    assert queue.next() is None
    queue.add(place(Kind.READ, "a", 9))
    reader = queue.next()
    assert reader is not None
    assert reader.item == 9
    queue.done(Kind.EXPORT)
    assert queue.next() is not None


def test_who_walks_gives_way_to_who_reads() -> None:
    queue = room(most=3)
    for name in range(3):
        queue.add(place(Kind.WALK, f"crawler {name}", name))
    queue.add(place(Kind.READ, "reader", 9))
    beyond = queue.beyond()
    assert beyond is not None
    assert beyond.kind is Kind.WALK
    assert queue.beyond() is None
    first = queue.next()
    assert first is not None
    assert first.item == 9


def test_who_has_waited_too_long_waits_no_longer() -> None:
    queue = room()
    queue.add(place(Kind.READ, "a", 0, until=1.0))
    queue.add(place(Kind.READ, "a", 1, until=3.0))
    assert [late.item for late in queue.expired(2.0)] == [0]
    assert len(queue) == 1


@given(
    st.lists(st.tuples(st.sampled_from(Kind), st.sampled_from("abc"), st.booleans()), max_size=80),
    st.integers(1, 6),
)
def test_everybody_is_answered_or_refused_once_and_no_more_than_the_bound_wait(
    asked: list[tuple[Kind, str, bool]], most: int
) -> None:
    queue = room(most, threads=2)
    seen: Counter[int] = Counter()
    busy: list[Place[int]] = []
    for name, (kind, client, is_done) in enumerate(asked):
        queue.add(place(kind, client, name))
        while (turn := queue.next()) is not None:
            busy.append(turn)
        beyond = queue.beyond()
        seen.update([beyond.item] if beyond else [])
        assert len(queue) <= most
        if is_done and busy:
            done = busy.pop()
            seen.update([done.item])
            queue.done(done.kind)
    while busy or len(queue):
        while (turn := queue.next()) is not None:
            busy.append(turn)
        done = busy.pop()
        seen.update([done.item])
        queue.done(done.kind)
    assert seen == Counter(range(len(asked)))
