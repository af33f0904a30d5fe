"""Where does a walk over all that answers a request go on?  At a place in one state of the index.

A cursor is text that is handed out with each page.  It names the state of the index, the day on
which the walk began (*hôm qua* counts from it) and the place, and carries two digests: one of what
was asked, since the place means nothing for anything else, and one of itself, so that what was
mistyped or cut off is told from it.  Neither keeps a secret: whoever makes up a cursor gets a page
that could be asked for anyhow.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Annotated

import msgspec

from search.errors import InvalidRequest

DIGEST_BYTES = 6  # of what was asked
_CHECK_BYTES = 4  # of the cursor itself
MAX_CHARS = 200
_VERSION = 1

EXPECTED = "a cursor as links.cursor gives it"


@dataclass(frozen=True, slots=True)
class Cursor:
    """The hits from number ``place`` on (0 is the best) of what answers a request whose digest is
    ``asked``, on ``day``, in the ``state`` of the index.

    ``last`` is the engine's own number of the hit before that place, by which it need not count up
    to there; ``None`` where it has none.
    """

    state: str
    day: date
    place: int
    last: int | None
    asked: bytes

    def __str__(self) -> str:
        values = _Packed(
            _VERSION, self.state, self.day.toordinal(), self.place, self.last, self.asked
        )
        packed = msgspec.msgpack.encode(values)
        return _as_text(_check_of(packed) + packed)

    def is_of(self, asked: bytes) -> bool:
        """Whether it goes on with what has this digest."""
        return self.asked == asked


class _Packed(msgspec.Struct, frozen=True, array_like=True):
    version: int
    state: Annotated[str, msgspec.Meta(max_length=100)]
    day: Annotated[int, msgspec.Meta(ge=1, le=date.max.toordinal())]
    place: Annotated[int, msgspec.Meta(ge=0, lt=1 << 48)]
    last: Annotated[int, msgspec.Meta(ge=0, lt=1 << 48)] | None
    asked: bytes


def read_cursor(text: str) -> Cursor:
    """The cursor that was written as ``text``; raises :class:`search.errors.InvalidRequest` for any
    other text."""
    values = _unpacked(text)
    if values is None:
        raise InvalidRequest("cursor", EXPECTED)
    if values.version != _VERSION:
        raise InvalidRequest("cursor", f"{EXPECTED}; this one is of another version")
    day = date.fromordinal(values.day)
    return Cursor(values.state, day, values.place, values.last, values.asked)


def _unpacked(text: str) -> _Packed | None:
    """What ``text`` holds; ``None`` if it is no cursor."""
    if len(text) > MAX_CHARS:
        return None
    try:
        whole = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        check, packed = whole[:_CHECK_BYTES], whole[_CHECK_BYTES:]
        if check != _check_of(packed) or _as_text(whole) != text:
            return None
        return msgspec.msgpack.decode(packed, type=_Packed)
    except ValueError:  # those of all three, base64, ASCII and msgspec, are
        return None


def digest(*asked: object) -> bytes:
    """What stands for ``asked`` in a cursor: texts, numbers, days, and rows of these."""
    written = repr(asked).encode()  # in which half a surrogate pair is an escape, so any text goes
    return blake2b(written, digest_size=DIGEST_BYTES).digest()


def _check_of(packed: bytes) -> bytes:
    return blake2b(packed, digest_size=_CHECK_BYTES).digest()


def _as_text(whole: bytes) -> str:
    return urlsafe_b64encode(whole).decode().rstrip("=")
