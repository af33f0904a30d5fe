"""Which JSON values stand in a text that is no JSON document, or too large for one?

Crawlers append an array to the last one's, leave a comma where an item failed, print objects one
after the other, or are stopped in the middle.  So brackets and commas between objects mean nothing
here, and every object is decoded by itself, as the text comes in: memory holds the one that is
being read.  Where one cannot be decoded, it is mended (:mod:`index.readers.json.mending`) or
reported, and reading goes on where the next one of its depth opens: linear in the text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.readers.json.mending import mended
from index.readers.json.places import (
    MAX_INDENT,
    is_incomplete,
    is_wrapper,
    next_object,
    text_fields,
)
from index.readers.json.values import TOO_MANY_VALUES, has_too_many_values
from index.readers.limits import MAX_RECORD_BYTES, MAX_RECORD_VALUES

_BETWEEN = re.compile(r"[\s,;)\[\]\x1e\ufeff]*+")
# Inside of a wrapper its end and the keys of its values stand between records too.
_BETWEEN_INSIDE = re.compile(r'(?:[\s,;)\[\]}\x1e\ufeff]|"(?:[^"\\]|\\.)*+"\s*+:)*+', re.DOTALL)
_BEFORE = re.compile(
    r"\s*+(?:\)\]\}'?,?|while\(1\);|for\(;;\);|(?:(?:var|let|const|export)\s++)?[\w.$]{1,80}\s*+[=(])?"
    r"\s*+(?=[\[{])"
)
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
_GARBAGE = re.compile(r"[^\n{]*+")
_NEXT = re.compile(r"\n[ \t]*(?:[\[,][ \t]*)?(?=\{)")
_SCALAR = re.compile(r'[^\s,\[\]{}"]++')
_DECODER = json.JSONDecoder(strict=False)
# How much is looked at at once: an error costs the decoder a walk from its beginning.
_WINDOW_CHARS = 65536
_KEPT = 400  # characters of a skipped stretch in which the next record may begin to open


@dataclass(frozen=True, slots=True)
class Found:
    """A value, and the line on which it begins."""

    value: object
    line: int


@dataclass(frozen=True, slots=True)
class Broken:
    """A stretch of text that is no value: the line on which it begins, and what is wrong.

    ``is_cut_off`` where the text ends too early, so that nobody knows what else it held.
    """

    line: int
    reason: str
    is_cut_off: bool = False


Piece = Found | Broken
_MAX_WRAPPERS = 8  # inside of each other; each is decoded anew
_GONE_INSIDE = Broken(0, "")

_TOO_LONG = f"a record of more than {MAX_RECORD_BYTES // 1024**2} MiB; no article is that long"
_TOO_DEEP = "JSON nested too deep for an article"
_NOT_CLOSED = "truncated JSON: the list of records is not closed; what is whole before it is read"
_NO_OBJECT = "not JSON: no object begins here; what is whole around it is read"


def json_values(text: str) -> Iterator[Piece]:
    """Yield the objects of ``text`` in their order, and what between them is none."""
    yield from ValueReader().feed(text, final=True)


class ValueReader:
    """The values of a text that comes piece by piece, its first line being number ``line``.

    An object larger than ``limit`` characters is no record: it is gone into, and what it holds is
    read (not its plain values, which say something of all records).  ``is_whole`` is false where
    the text is a part of one, so that brackets may be open at its end.
    """

    def __init__(
        self, line: int = 1, limit: int = MAX_RECORD_BYTES, *, is_whole: bool = True
    ) -> None:
        self._is_whole = is_whole
        self._text = ""
        self._position = 0
        self._line = line
        self._counted = 0  # up to where line breaks are counted
        self._limit = limit
        self._tried = 0  # characters with which the value at the position was not whole
        self._waited = 0  # characters of the value at the position when it was not whole last
        self._coming: list[str] = []  # what came since, until it is worth another try
        self._coming_chars = 0
        self._open = 0  # brackets around records
        self._wrappers = 0  # gone into since a value was found
        self._newline = -1  # the next line's end, as far as is known
        self._at_start = True
        self._inside = False
        self._skipping = False

    @property
    def is_waiting(self) -> bool:
        """Whether a value has begun that is not whole yet."""
        return self._skipping or self._position < len(self._text)

    def feed(self, text: str, *, final: bool = False) -> Iterator[Piece]:
        """Yield what is whole once ``text`` has come; ``final`` says that nothing will follow."""
        for begin in range(0, max(len(text), 1), _WINDOW_CHARS):
            piece, is_last = text[begin : begin + _WINDOW_CHARS], begin + _WINDOW_CHARS >= len(text)
            yield from self._feed(piece, final=final and is_last)

    def _feed(self, text: str, *, final: bool) -> Iterator[Piece]:
        self._coming.append(text)
        self._coming_chars += len(text)
        if self._tried and not final and self._rest() + self._coming_chars < 2 * self._tried:
            return  # twice as much, so that what is tried again stays linear
        self._drop_read()
        if self._at_start and (match := _BEFORE.match(self._text)):
            self._position = match.end()
        if self._skipping and not self._skipped(final):
            return
        while self._moved_on(final):
            if self._text[self._position] == "{":
                crowded = self._is_crowded()
                piece = None if crowded else self._object(final)
                if piece is None and not crowded and self._rest() <= self._limit:
                    return
                piece = piece or self._inside_larger(TOO_MANY_VALUES if crowded else _TOO_LONG)
            else:
                piece = self._no_object()
            self._waited = 0
            if piece is not None and piece is not _GONE_INSIDE:
                yield piece
            if self._position > _WINDOW_CHARS:
                self._drop_read()
        if final and self._is_whole and self._open > 0:
            self._open = 0
            yield Broken(self._line, _NOT_CLOSED, is_cut_off=True)

    def _rest(self) -> int:
        return len(self._text) - self._position

    def _drop_read(self) -> None:
        """Let go of what is read, save what stands before the value on its line."""
        self._count_lines()
        line = self._text.rfind("\n", max(0, self._position - MAX_INDENT), self._position) + 1
        start = line or max(0, self._position - MAX_INDENT)
        self._text = self._text[start:] + "".join(self._coming)
        self._coming, self._coming_chars = [], 0
        self._position = self._counted = self._position - start
        self._tried, self._newline = 0, -1

    def _count_lines(self) -> None:
        self._line += self._text.count("\n", self._counted, self._position)
        self._counted = self._position

    def _moved_on(self, final: bool) -> bool:
        """Go to the next value; false if there is none, or not yet enough of it to tell."""
        pattern = _BETWEEN_INSIDE if self._inside else _BETWEEN
        match = pattern.match(self._text, self._position)
        if match is not None:
            self._count_brackets(match[0])
            self._position = match.end()
        self._count_lines()
        if self._position >= len(self._text):
            return False
        self._at_start = False
        if self._text[self._position] == "{" or final or self._rest() > self._limit:
            return True
        if self._newline < self._position:
            self._newline = self._text.find("\n", self._position)
        if self._newline < 0:  # the end of it may have to come
            self._wait()
        return self._newline >= 0

    def _count_brackets(self, between: str) -> None:
        if not between:
            return
        bare = _STRING.sub("", between) if self._inside else between
        # Whoever was stopped and began again has opened twice and closed once.
        end = max(bare.rfind("]"), bare.rfind("}"))
        self._open = bare.count("[", end + 1) + (self._open if end < 0 else 0)

    def _no_object(self) -> Piece | None:
        """A text, or what is no JSON; of a wrapper's plain values nothing."""
        line, start = self._line, self._text[self._position]
        if start == '"' or self._inside:
            try:
                value, self._position = _DECODER.raw_decode(self._text, self._position)
            except ValueError:
                pass
            else:
                return None if self._inside else Found(value, line)
        pattern = _SCALAR if self._inside else _GARBAGE
        match = pattern.match(self._text, self._position)
        end = match.end() if match else self._position
        if match and "]" in match[0]:
            self._open = 0  # what was opened before is closed somewhere in it
        self._position = max(end, self._position + 1)
        return Broken(line, _NO_OBJECT)

    def _object(self, final: bool) -> Piece | None:
        """The object at the position, or what is wrong; ``None`` if more has to come."""
        line, begin = self._line, self._position
        try:
            value, self._position = _DECODER.raw_decode(self._text, begin)
        except json.JSONDecodeError as error:
            is_cut_off = is_incomplete(error, self._text)
            if is_cut_off and not final:
                self._wait()
                return None
            if self._wrappers < _MAX_WRAPPERS and is_wrapper(self._text, begin):
                self._go_inside()
                return _GONE_INSIDE
            return self._broken(Broken(line, self._reason(error), is_cut_off), final)
        except RecursionError:
            return self._broken(Broken(line, _TOO_DEEP), final)
        except ValueError as error:  # an integer of thousands of digits
            return self._broken(Broken(line, f"not JSON: {error}"), final)
        self._wrappers = 0
        return Found(value, line)

    def _broken(self, broken: Broken, final: bool) -> Piece | None:
        """The object at the position if it can be mended, else what is wrong with it."""
        begin = self._position
        end = next_object(self._text, begin, by_line=broken.reason != _TOO_DEEP)
        if end is None and not final:
            if self._rest() <= self._limit:
                self._wait()
                return None
            self._skipping = True
        self._position = len(self._text) if end is None else end
        tail = self._text[max(begin, self._position - MAX_INDENT) : self._position]
        if end is not None and tail.rstrip(" \t\r\n,;)").endswith("]"):
            self._open = 0  # the brackets behind it are passed over with it
        value = mended(self._text[begin : self._position])
        if value is not None:
            return Found(value, broken.line)
        if end is None and broken.is_cut_off:
            self._open = 0  # said once
            return broken
        return replace(broken, is_cut_off=False)

    def _wait(self) -> None:
        self._tried = self._waited = self._rest()

    def _is_crowded(self) -> bool:
        """Whether the object at the position may have more values than a record: each takes many
        times its text, and so they are not decoded to be counted."""
        return self._waited > MAX_RECORD_VALUES and has_too_many_values(
            self._text[self._position :]
        )

    def _inside_larger(self, reason: str) -> Piece | None:
        """Go into an object that is larger than a record, unless it has a text of its own."""
        self._tried = 0
        own = text_fields(self._text, self._position)
        if "body" in own or (reason != _TOO_LONG and "title" in own):
            following = _NEXT.search(self._text, self._position + 1)
            self._position = following.end() if following else len(self._text)
            self._skipping = following is None
            return Broken(self._line, reason)
        self._go_inside()
        return None

    def _go_inside(self) -> None:
        self._wrappers += 1
        self._position += 1
        self._inside = True
        self._open += 1

    def _skipped(self, final: bool) -> bool:
        """Look for the end of a stretch that is no value and too long to hold."""
        match = _NEXT.search(self._text)
        if match is None:
            self._position = len(self._text) if final else max(0, len(self._text) - _KEPT)
            return False
        self._position = match.end()
        self._skipping = False
        return True

    def _reason(self, error: json.JSONDecodeError) -> str:
        at_end = not self._text[error.pos :].strip() or "Unterminated" in error.msg
        kind = "truncated JSON" if at_end else "not JSON"
        line = self._line + self._text.count("\n", self._counted, error.pos)
        return f"{kind}: {error.msg} (line {line}); what is whole around it is read"
