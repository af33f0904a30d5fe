"""Has a request arrived whole?  Only so much of HTTP/1.1 is known here as tells where one ends.

What it says is for gunicorn's parser, which reads nothing but what has arrived: where both differ,
a request is cut off, and nobody waits.  RFC 9112.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

MAX_LINE = 8190  # bytes: of a request line, as gunicorn counts them
MAX_HEAD = 65_536  # bytes
_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d+)[ \t]*(?=\r\n)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:[^\r]*chunked", re.IGNORECASE)
_EXPECTS = re.compile(rb"\r\nexpect:[ \t]*100-continue[ \t]*(?=\r\n)", re.IGNORECASE)
_FORWARDED = re.compile(rb"\r\nx-forwarded-for:([^\r]*)", re.IGNORECASE)
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r\n")
_MAX_SIZE_LINE = 256  # bytes
_DIGITS = 18  # of a length: with so many it is too large, whatever follows
_BODILESS = (b"GET", b"HEAD", b"OPTIONS", b"TRACE")
_FRAMES = 65_536  # bytes that the frames of chunks may have, beside a quarter of what is in them


class Stage(Enum):
    """How far a request has arrived."""

    HEAD = auto()
    BODY = auto()
    WHOLE = auto()
    CUT = auto()
    """No more of it is read; the connection ends with the answer."""


class Refused(Exception):
    """What arrives is not read to its end; ``status`` says why."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Head:
    """What is read of a head before gunicorn does."""

    method: bytes
    path: bytes
    query: bytes
    forwarded: tuple[bytes, ...]
    """The addresses of ``X-Forwarded-For``, the last hop's last."""
    length: int
    chunked: bool
    expects: bool
    """Whether the client waits to be told to send the body."""

    @classmethod
    def of(cls, octets: bytes) -> Head:
        """The head that ends with ``octets``."""
        line, _, _ = octets.partition(b"\r\n")
        method, _, rest = line.partition(b" ")
        target, _, _ = rest.partition(b" ")
        path, _, query = target.partition(b"?")
        lengths = _LENGTH.findall(octets)
        hops = b",".join(_FORWARDED.findall(octets)).split(b",")
        return cls(
            method,
            path,
            query,
            tuple(hop.strip() for hop in hops if hop.strip()),
            int(lengths[0].lstrip(b"0")[:_DIGITS] or b"0") if lengths else 0,
            _CHUNKED.search(octets) is not None,
            _EXPECTS.search(octets) is not None,
        )


class Incoming:
    """One request as it arrives."""

    def __init__(self, most: int) -> None:
        """Of whose body ``most`` bytes are read."""
        self.octets = bytearray()
        self.stage = Stage.HEAD
        self.head: Head | None = None
        self._most = most
        self._at = 0  # of the head: where its end may begin; of chunks: where the next frame is
        self._inside = 0  # bytes of all chunks

    def feed(self, octets: bytes) -> Stage:
        """How far the request is with these bytes behind those before; what comes behind its end is
        kept too.  Raises :class:`Refused`."""
        self.octets += octets
        if self.stage is Stage.HEAD:
            self._read_head()
        if self.stage is Stage.BODY:
            self._read_body()
        return self.stage

    def _read_head(self) -> None:
        end = self.octets.find(_END, self._at)
        if end < 0:
            self._at = max(0, len(self.octets) - len(_END) + 1)
            if self.octets.find(b"\r\n", 0, MAX_LINE + 2) < 0 and len(self.octets) > MAX_LINE + 2:
                raise Refused(414, f"The first line may have at most {MAX_LINE:,} bytes.")
            if len(self.octets) > MAX_HEAD:
                raise Refused(431, f"The head may have at most {MAX_HEAD:,} bytes.")
            return
        self._at = end + len(_END)
        head = self.head = Head.of(bytes(self.octets[: self._at]))
        has_body = head.chunked or head.length > 0
        if not has_body:
            self.stage = Stage.WHOLE
        elif head.method in _BODILESS:
            self.stage = Stage.CUT  # the application says that there may be none
        else:
            self.stage = Stage.BODY

    def _read_body(self) -> None:
        assert self.head is not None  # noqa: S101  # nosec B101
        if self.head.chunked:
            self._read_chunks()
        elif self.head.length > self._most:
            self.stage = Stage.CUT
        elif len(self.octets) - self._at >= self.head.length:
            self.stage = Stage.WHOLE

    def _read_chunks(self) -> None:
        assert self.head is not None  # noqa: S101  # nosec B101
        while self.stage is Stage.BODY:
            size = _SIZE.match(self.octets, self._at)
            if size is None:
                if b"\r\n" in self.octets[self._at : self._at + _MAX_SIZE_LINE] or (
                    len(self.octets) - self._at > _MAX_SIZE_LINE
                ):
                    self.stage = Stage.CUT  # no frame: the parser says so
                return
            inside = int(size[1], 16)
            if inside == 0:
                self._read_trailers(size.end())
                return
            end = size.end() + inside + 2
            if self._inside + inside > self._most:
                self._cut_behind(size.end())
                return
            if len(self.octets) < end:
                return
            self._inside += inside
            self._at = end
            if end - self._inside > MAX_HEAD + _FRAMES + self._inside // 4:
                raise Refused(413, "The body is sent in too many chunks.")

    def _cut_behind(self, start: int) -> None:
        """Too much: wait for as much as shows that."""
        if self._inside + len(self.octets) - start > self._most:
            self.stage = Stage.CUT

    def _read_trailers(self, start: int) -> None:
        if self.octets[start : start + 2] == b"\r\n" or self.octets.find(_END, start) >= 0:
            self.stage = Stage.WHOLE
        elif len(self.octets) - start > MAX_HEAD:
            raise Refused(431, f"What is behind the body may have at most {MAX_HEAD:,} bytes.")
