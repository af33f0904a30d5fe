"""Does the load bench ask as it says, and does it notice what fails?"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.crawling import crawl
from bench.crowd import FAILED, Answer, Crowd, Summary, up_to


def test_a_summary_tells_what_was_answered_refused_and_failed() -> None:
    answers = [Answer(0, ms, 200) for ms in (1.0, 2.0, 3.0)]
    answers += [Answer(0, 9, 503), Answer(0, 9, 429), Answer(0, 9, FAILED), Answer(0, 9, 500)]
    one = Summary.of(answers, 2)
    assert (one.per_second, one.p50_ms) == (1.5, 2.0)
    assert (one.answered, one.refused, one.failed) == (3, 2, 2)


def test_a_crowd_tells_of_all_kinds_of_answers_and_of_those_that_break_off() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            await reader.readuntil(b"\r\n")
            path = line.split()[1]
            writer.write(
                {
                    b"/sized": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab",
                    b"/chunked": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    b"3\r\nabc\r\n0\r\n\r\n",
                    b"/busy": b"HTTP/1.1 503 No\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n",
                    b"/cut": b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nab",
                    b"/torn": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
                }[path]
            )
            await writer.drain()
            if path in {b"/cut", b"/torn"}:
                writer.close()
                return

    async def ask() -> list[int]:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            crowd = Crowd(port, ["/sized", "/chunked", "/busy", "/cut", "/torn"], 1)
            await crowd.run(up_to(10))
        return [one.status for one in crowd.answers]

    assert asyncio.run(ask()) == [200, 200, 503, FAILED, FAILED] * 2


@pytest.mark.slow
def test_a_site_under_load_answers_everybody(
    sample_index: Path, table_of: Callable[..., list[list[str]]]
) -> None:
    rows = table_of("bench.load", "crowds", str(sample_index), "--clients", "4", "--seconds", "1")
    assert [row[0] for row in rows] == ["4", "1"]
    for row in rows:
        assert int(row[5].replace(",", "")) > 0
        assert row[7] == "0"


def test_a_crawler_follows_each_facet_and_page_once_and_asks_again_for_what_was_refused() -> None:
    way = crawl(["/search?q=a", "/search?q=b"], random.Random(1))
    assert next(way) == "/search?q=a"
    links = b"""<a href="/search?q=a&amp;category=x"><a href="/search?q=a&amp;page=2">
        <a href="/search?q=c"><a href="/article/1?q=a&amp;page=2"><a href="/search.csv?from=1">"""
    followed = way.send(links)
    assert way.send(None) == followed
    other = way.send(links)
    assert {followed, other} == {"/search?q=a&category=x", "/search?q=a&page=2"}
    assert way.send(links) == "/search?q=b"


@pytest.mark.slow
def test_a_reader_beside_crawlers_is_compared_with_one_alone(
    sample_index: Path, table_of: Callable[..., list[list[str]]]
) -> None:
    options = ("--crawlers", "4", "--addresses", "2", "--seconds", "2")
    rows = table_of("bench.load", "crawlers", str(sample_index), *options)
    assert [row[0] for row in rows] == ["reader alone", "beside crawlers", "crawlers", "slower"]
    for row in rows[:3]:
        assert int(row[1].replace(",", "")) > 0
        assert row[6] == "0"


@pytest.mark.slow
def test_a_killed_worker_is_replaced(
    sample_index: Path, table_of: Callable[..., list[list[str]]]
) -> None:
    rows = table_of("bench.load", "killed", str(sample_index), "--seconds", "2")
    assert [row[0] for row in rows] == ["searches", "streams"]
    assert int(rows[0][3].replace(",", "")) > 0, "searches went on"
