"""What may clients send?  Requests over all routes and methods, right, wrong, odd and huge, drawn
by a seed; as raw bytes, or as a WSGI server hands them over."""

from __future__ import annotations

import io
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, quote_from_bytes, unquote_to_bytes

from web.api.operations import Operation, Parameter

Random = random.Random

_METHODS = {
    "GET": 70, "HEAD": 8, "POST": 10, "OPTIONS": 4, "PUT": 2, "DELETE": 2, "PATCH": 1, "TRACE": 1,
    "PROPFIND": 1, "get": 1, "X-ODD": 1,
}  # fmt: skip
_WORDS = (
    "dân", "vận", "dan van", "lũ", "bão", "học sinh", "công tác dân vận", "thoowif tieets", "tr*",
    "lux~", '"dân vận"', "-mưa", "a OR b", "(", ")", "((", "title:lũ", "date:2016", "before:2020",
    "after:", "source:x", "tag:", "a NEAR/3 b", "NEAR/", "hôm qua", "12/5/2016", "*", "~", '"', ":",
    "..", "-", "OR", "tháng 5/2016", "2016..2017", "https://b.vn/a", "not_", "AND", "\\", "%",
)  # fmt: skip
_ODD = (
    "\x00", "\r\n", "\n", "\t", "\u2028", "\u202e", "\ufeff", "\U0001f600", "\ud800", "ﬃ", "Å",
    "ệ" * 9, "e\u0323\u0302", "a\u0300" * 50, "١٢", "½", "\x7f", "\x1b[2J", "<script>", "'",
    "{{7*7}}", "${x}", "../../etc/passwd", "%00", "%ff", "&#0;", "=", "&", ";", "+", "ß", "İ", "ǅ",
)  # fmt: skip
_NUMBERS = (
    "0", "1", "2", "3", "10", "50", "100", "101", "999999999", "1000000000", "-1", "1.0", "1e3", "",
    " 1", "0x1", "NaN", "1_000", "９", "00001", "9" * 400,
)  # fmt: skip
_DATES = (
    "2016", "2016-05", "2016-05-12", "5/2016", "12/5/2016", "31/2/2016", "0000", "9999-12-31",
    "10000", "2016-13", "-1", "hôm qua", "2016-05-12T00:00:00Z", "1/1/1", "0001-01-01",
)  # fmt: skip
_ACCEPTS = (
    "*/*", "text/html", "application/json", "application/problem+json;q=0.1", "", ";", "text/*;q=x",
    "text/html;q=0, */*", "image/png", "a" * 900, "\xff", "application/json, text/html;q=0.9",
)  # fmt: skip
_TAGS = ("*", '"a"', 'W/"abc"', 'W/"a", "b"', "", '"', "W/", "x" * 500)
_TIMES = ("Thu, 01 Jan 1970 00:00:00 GMT", "yesterday", "", "Fri, 31 Dec 9999 23:59:59 GMT")
_RANGES = ("bytes=0-1", "bytes=-1", "bytes=5-1", "bytes=0-0,2-3", "items=1", "bytes=", "x")
_HOSTS = ("localhost", "localhost:8000", "127.0.0.1", "[::1]", "b.vn", "a b", "", "x" * 300, "é")
_ENCODINGS = ("gzip", "br", "zstd", "identity;q=0", "*;q=0", "gzip;q=x", "deflate, gzip", "")
_TYPES = (
    "application/json", "application/json; charset=utf-16", "text/plain", "", "multipart/form-data",
    "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "a/b; c", "\xff",
)  # fmt: skip
_HEADERS: dict[str, tuple[str, ...]] = {
    "Accept": _ACCEPTS,
    "Accept-Encoding": _ENCODINGS,
    "Accept-Language": ("vi", "en", "en-US,en;q=0.5", "xx", "", "*", "vi;q=x", "a" * 300),
    "Access-Control-Request-Headers": ("x-a", "a,b", "\xff", ""),
    "Access-Control-Request-Method": ("GET", "POST", ""),
    "Authorization": ("Basic eDp5", "Basic x", "Bearer", ""),
    "Cookie": ("a=b", "=", ";;;", "a=" + "b" * 500, 'a="\\'),
    "Forwarded": ("for=1.2.3.4", "for=", "x"),
    "If-Match": _TAGS,
    "If-Modified-Since": _TIMES,
    "If-None-Match": _TAGS,
    "If-Range": (*_TAGS, *_TIMES),
    "If-Unmodified-Since": _TIMES,
    "Origin": ("https://b.vn", "null", "x"),
    "Range": _RANGES,
    "Referer": ("http://localhost/search?q=a", "x", ""),
    "User-Agent": ("curl/8", "", "é", "x" * 900),
    "X-Forwarded-For": ("1.2.3.4", "1.2.3.4, 5.6.7.8", "x", "", "::1"),
    "X-Forwarded-Host": ("b.vn", "a b", ""),
    "X-Forwarded-Prefix": ("/x", "//b.vn", ""),
    "X-Forwarded-Proto": ("https", "x", ""),
    "X-HTTP-Method-Override": ("DELETE",),
    "X-Request-ID": ("abc", "a b", "x" * 99, ""),
}
_BODIES: tuple[bytes, ...] = (
    b"", b"{", b"{}", b"[]", b"null", b"\xff\xfe", b"[" * 5000, b'{"queries": []}',
    b'{"queries": ["d\xc3\xa2n"]}', b'{"queries": ["a", "b"], "interval": "month"}',
    b'{"queries": [1]}', b'{"queries": "a"}', b'{"queries": ["a"], "x": 1}', b'{"queries": ["a"],',
    b'{"queries": ["a"], "from": "x"}', b'{"queries": ["\\ud800"]}', b'{"queries": ["\\u0000"]}',
    b'{"queries": ["a"], "from": 1e999}', b'{"queries": ["a"], "category": ["", "x"]}',
    b'{"queries": [' + b'"a",' * 300 + b'"a"]}', b'{"queries": ["' + b"a" * 3000 + b'"]}',
    b"queries=d%C3%A2n%0Ab%C3%A3o&interval=month", b"queries=" + b"a%0A" * 400, b"a=b&" * 1200,
    b"queries=%FF%00", b"&&&===", b"--x\r\n\r\nb\r\n--x--", b"queries=a&from=x&value=y",
)  # fmt: skip
_JUNK: tuple[bytes, ...] = (
    b"", b"\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\nX\r\n\r\n",
    b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n", b"GET http://b.vn/x HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00",
    b"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na",
    b"POST /dem HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"POST /dem HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",
    b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 150 + b"\r\n", b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
    b"CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", b"GET / HTTP/1.0\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost : a\r\n\r\n", b"GET / HTTP/1.1\r\n Host: a\r\n\r\n",
    b"GET / HTTP/1.1\r\nA: " + b"b" * 20000 + b"\r\n\r\n", b"GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sent:
    """A request: ``target`` is the path as it is sent, escapes and all, without the query."""

    method: str
    target: str
    query: bytes
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def environ(self) -> dict[str, Any]:
        """As a server hands it to an application (PEP 3333)."""
        raw = self.target + ("?" + self.query.decode("latin-1") if self.query else "")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": self.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(self.target).decode("latin-1"),
            "QUERY_STRING": self.query.decode("latin-1"),
            "RAW_URI": raw,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(self.body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        if self.body:
            environ["CONTENT_LENGTH"] = str(len(self.body))
        for name, value in self.headers:
            key = name.upper().replace("-", "_")
            environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
        return environ

    def octets(self) -> bytes:
        """As it goes over a connection, which it ends."""
        raw = self.target.encode("ascii") + (b"?" + self.query if self.query else b"")
        named = {name.lower() for name, _ in self.headers}
        lines = [f"{name}: {value}".encode("latin-1", "replace") for name, value in self.headers]
        lines += [b"Host: localhost"] if "host" not in named else []
        lines += [b"Content-Length: %d" % len(self.body)] if self.body else []
        head = b"%b %b HTTP/1.1\r\n" % (self.method.encode("ascii"), raw)
        return head + b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + self.body


class Storm:
    """Draws requests for the routes with these ``rules``, of which ``operations`` say what they
    take; ``ids`` are those of articles that there are."""

    def __init__(
        self, rules: Sequence[str], operations: Sequence[Operation], ids: Sequence[str]
    ) -> None:
        self._rules = sorted(rules)
        self._takes = {one.rule: one.parameters for one in operations}
        everything = {p.name: p for one in operations for p in one.parameters if p.place == "query"}
        self._parameters = [everything[name] for name in sorted(everything)]
        self._ids = [*ids, "none", "a/similar", "%2E%2E", "u-", "x" * 300]

    def draw(self, drawn: Random) -> Sent:
        """One request."""
        rule = drawn.choice(self._rules)
        (method,) = drawn.choices(list(_METHODS), list(_METHODS.values()))
        body = drawn.choice(_BODIES) if method in {"POST", "PUT", "PATCH"} else b""
        if drawn.random() < 0.01:
            body = drawn.choice(_BODIES)
        headers = [
            (name, drawn.choice(_HEADERS[name]))
            for name in drawn.sample(sorted(_HEADERS), drawn.choice((0, 0, 1, 1, 2, 4)))
        ]
        if body or drawn.random() < 0.02:
            headers.append(("Content-Type", self._type(drawn, rule)))
        if drawn.random() < 0.03:
            headers.append(("Host", drawn.choice(_HOSTS)))
        return Sent(method, self._target(drawn, rule), self._query(drawn, rule), (*headers,), body)

    def _type(self, drawn: Random, rule: str) -> str:
        if drawn.random() < 0.7:
            form = "application/x-www-form-urlencoded"
            return form if rule.startswith("/dem") else "application/json"
        return drawn.choice(_TYPES)

    def _target(self, drawn: Random, rule: str) -> str:
        if drawn.random() < 0.03:
            odd = "".join(drawn.choice((*_ODD, "/", "a", "..")) for _ in range(drawn.randrange(6)))
            return "/" + quote(odd.encode("utf-8", "surrogatepass"), safe="/.")
        before, mark, rest = rule.partition("<")
        if not mark:
            return rule + drawn.choice(("",) * 40 + ("/", "//", "%00", "x", "/.."))
        one = drawn.choice(self._ids) if drawn.random() < 0.8 else drawn.choice((*_ODD, *_WORDS))
        safe = drawn.choice(("", "/", "/%"))
        written = quote(one.encode("utf-8", "surrogatepass"), safe=safe) or "x"
        return quote(before, safe="/.") + written + quote(rest.partition(">")[2], safe="/.")

    def _query(self, drawn: Random, rule: str) -> bytes:
        kind = drawn.random()
        if kind < 0.15:
            return b""
        if kind < 0.2:
            octets = bytes(drawn.randrange(33, 256) for _ in range(drawn.randrange(60)))
            return octets.replace(b"#", b"")
        own = [one for one in self._takes.get(rule, ()) if one.place == "query"]
        pairs = []
        for _ in range(drawn.choice((1, 1, 2, 3, 5, 8))):
            one = drawn.choice(own if own and drawn.random() < 0.8 else self._parameters)
            times = drawn.choice((1,) * 30 + (2, 3, 21, 60))
            pairs += [(one.name, self._value(drawn, one)) for _ in range(times)]
        if drawn.random() < 0.05:
            pairs.append((drawn.choice(_ODD), drawn.choice(_ODD)))
        drawn.shuffle(pairs)
        return "&".join(f"{_escaped(n, drawn)}={_escaped(v, drawn)}" for n, v in pairs).encode()

    def _value(self, drawn: Random, one: Parameter) -> str:
        ways: list[Callable[[], str]] = [lambda: str(drawn.choice(one.examples or ("",)))] * 4
        ways += [lambda: str(drawn.choice(one.schema.get("enum") or ("",)))] * 2
        ways += [
            lambda: drawn.choice(_NUMBERS),
            lambda: drawn.choice(_DATES),
            lambda: drawn.choice(_ODD),
            lambda: " ".join(drawn.choice(_WORDS) for _ in range(drawn.randrange(1, 9))),
            lambda: "".join(drawn.choice((*_WORDS, *_ODD)) for _ in range(drawn.randrange(12))),
            lambda: drawn.choice(_WORDS) * drawn.choice((1, 30, 400)),
        ]
        return drawn.choice(ways)()[:3000]


def _escaped(text: str, drawn: Random) -> str:
    octets = text.encode("utf-8", "surrogatepass")
    if drawn.random() < 0.03:  # cut within a letter, or no UTF-8 at all
        octets = octets[:-1] + drawn.choice((b"", b"\xff", b"\xc3"))
    return quote_from_bytes(octets, safe=drawn.choice(("", "", "!$'()*,:;?@/")))


def junk(drawn: Random) -> bytes:
    """What is no request, or hardly one."""
    if drawn.random() < 0.7:
        return drawn.choice(_JUNK)
    return bytes(drawn.randrange(256) for _ in range(drawn.randrange(200))) + b"\r\n\r\n"
