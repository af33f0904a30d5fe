"""Does a request end where gunicorn's parser ends it, however it arrives?"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from gunicorn.config import Config  # type: ignore[import-untyped]
from gunicorn.http.parser import RequestParser  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from web.serving.framing import MAX_HEAD, MAX_LINE, Incoming, Refused, Stage

_MOST = 2_000_000
_POST = b"POST /api/count HTTP/1.1\r\nHost: localhost\r\n"


def chunked(parts: list[bytes]) -> bytes:
    frames = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts if part)
    return _POST + b"Transfer-Encoding: chunked\r\n\r\n" + frames + b"0\r\n\r\n"


def sized(body: bytes) -> bytes:
    return _POST + b"content-length: %d\r\n\r\n" % len(body) + body


REQUESTS = st.one_of(
    st.just(b"GET /?q=a HTTP/1.1\r\nHost: localhost\r\n\r\n"),
    st.binary(max_size=60).map(sized),
    st.lists(st.binary(max_size=30), max_size=5).map(chunked),
)


def body_of(octets: bytes) -> tuple[Any, bytes]:
    """What gunicorn reads: a body, and what it leaves."""
    parser = RequestParser(Config(), [octets], ("127.0.0.1", 1))
    body = next(parser).body.read()
    return body, parser.unreader.take_buffered()


@given(REQUESTS, REQUESTS, st.lists(st.integers(0, 300), max_size=8))
def test_a_request_is_whole_at_its_last_byte_and_not_before(
    first: bytes, second: bytes, cuts: list[int]
) -> None:
    edges = sorted({0, len(first), *(cut for cut in cuts if cut < len(first))})
    incoming = Incoming(_MOST)
    for start, end in pairwise(edges):
        stage = incoming.feed(first[start:end])
        assert (stage is Stage.WHOLE) == (end == len(first))
    both = Incoming(_MOST)
    assert both.feed(first + second) is Stage.WHOLE
    assert body_of(bytes(both.octets))[1] == second


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /" + b"x" * MAX_LINE, 414),
        (b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * (MAX_HEAD // 5), 431),
        (_POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * 60_000, 413),
        (_POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + b"a: b\r\n" * (MAX_HEAD // 5), 431),
    ],
)
def test_what_does_not_end_is_refused(sent: bytes, status: int) -> None:
    incoming = Incoming(_MOST)

    def arrive() -> None:
        for start in range(0, len(sent), 7_000):
            incoming.feed(sent[start : start + 7_000])

    with pytest.raises(Refused) as caught:
        arrive()
    assert caught.value.status == status


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\nContent-Length: 9\r\n\r\n",
        b"HEAD / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
        _POST + b"Content-Length: %d\r\n\r\n" % (_MOST + 1),
        _POST + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n",
        _POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"0" * 300,
    ],
)
def test_a_body_that_is_not_wanted_is_not_waited_for(sent: bytes) -> None:
    assert Incoming(_MOST).feed(sent) is Stage.CUT


def test_of_a_chunk_that_is_too_large_enough_arrives_to_show_it() -> None:
    incoming = Incoming(_MOST)
    head = _POST + b"Transfer-Encoding: chunked\r\n\r\n"
    assert incoming.feed(head + b"%x\r\n" % (2 * _MOST)) is Stage.BODY
    assert incoming.feed(b"x" * _MOST) is Stage.BODY
    assert incoming.feed(b"x") is Stage.CUT


@pytest.mark.parametrize("digits", [b"9" * 19, b"9" * 5_000])
def test_a_length_of_any_number_of_digits_is_one(digits: bytes) -> None:
    assert Incoming(_MOST).feed(_POST + b"Content-Length: " + digits + b"\r\n\r\n") is Stage.CUT


def test_zeros_before_a_length_make_it_no_other() -> None:
    head = _POST + b"Content-Length: " + b"0" * 30 + b"5\r\n\r\n"
    assert Incoming(_MOST).feed(head + b"1234") is Stage.BODY
    assert Incoming(_MOST).feed(head + b"12345") is Stage.WHOLE
