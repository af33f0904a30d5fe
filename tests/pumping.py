"""Which texts make a regular expression work hardest?  Drawn from what the expression is made of.

A backtracking matcher is slow where a repeat can take the same text in several ways, or is tried
from every place of a text that it walks to the end.  So each repeat's content is pumped: alone
behind what stands before it, together with that, and as the whole expression, with an end that
does not match (:func:`hardest_texts`).  :func:`is_linear` says whether the work over a pumped text
grows with its length: the least time of several, of a text and of one sixteen times as long.  Only
a growth far from linear that is seen again and again counts, whatever else the machine does.
"""

from __future__ import annotations

import random
import re
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from re import _constants as codes
from re import _parser as parser
from typing import Any

_SIGNS = "a1A .,-_/:;<>\"'()[]\\\n\t=&|*>»ăđ~\x00"
_SINGLE = (codes.IN, codes.NOT_LITERAL, codes.ANY, codes.LITERAL)
_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
_MANY = 12  # a repeat of fewer times is no pump
_ENDS = ("", "\x00", "\n<")
_MAX_PUMPS = 20
_SHORT, _LONG = 4_000, 64_000  # characters
_QUICK = 0.002  # seconds in which no quadratic walk over _SHORT can be done
_SURELY_LINEAR = 64  # times as long for sixteen times the text; quadratic is 256
_SHORTLY = 0.25  # seconds in which no quadratic walk over _LONG can be done
_LEAST = 0.0001  # seconds; less is not told from the clock's own steps
_TICK = 0.012  # seconds; what the clock of processor time may be wrong by
_LIMIT = 2.0  # seconds of processor time; only what has no end is longer

Tried = Callable[[Any], object]


def hardest_texts(pattern: re.Pattern[Any], pick: random.Random) -> Iterator[tuple[str, str, str]]:
    """Beginnings, what to pump behind them, and ends, for every repeat of ``pattern``."""
    source = pattern.pattern
    tree = parser.parse(source, pattern.flags & ~re.DEBUG)
    signs = "".join(dict.fromkeys(_literals(tree) + _SIGNS))
    draw = _Sampler(signs, pick, ignores_case=bool(pattern.flags & re.IGNORECASE))
    pumps = dict.fromkeys(
        (before, pump)
        for prefix, content in _repeats(list(tree), [])
        for before, pump in _pumped(draw, prefix, content, list(tree))
        if pump
    )
    chosen = list(pumps)
    if len(chosen) > _MAX_PUMPS:
        chosen = pick.sample(chosen, _MAX_PUMPS)
    for before, pump in chosen:
        for end in _ENDS:
            yield before, pump, end


def _pumped(
    draw: _Sampler, prefix: list[Any], content: list[Any], whole: list[Any]
) -> Iterator[tuple[str, str]]:
    if len(content) == 1 and content[0][0] in (
        codes.IN,
        codes.NOT_LITERAL,
        codes.ANY,
        codes.LITERAL,
    ):
        singles = draw.all_of(content[0])
        for single in singles[:8]:
            before = draw.text(prefix)
            yield before, single
            yield "", before + single
    for _ in range(6):
        before, pump = draw.text(prefix), draw.text(content)
        yield before, pump
        yield "", before + pump
        yield "", before
        yield "", draw.text(whole)


def _literals(tree: Any) -> str:
    """All signs that the expression names."""
    found = ""
    for operator, argument in tree:
        if operator in (codes.LITERAL, codes.NOT_LITERAL):
            found += chr(argument)
        elif operator is codes.IN:
            found += "".join(chr(a[0] if o is codes.RANGE else a) for o, a in argument
                             if o in (codes.LITERAL, codes.RANGE))  # fmt: skip
        else:
            for inner in _inner(operator, argument):
                found += _literals(inner)
    return found


def _inner(operator: Any, argument: Any) -> list[Any]:
    """The sequences inside of one node."""
    if operator in _REPEATS:
        return [argument[2]]
    if operator is codes.SUBPATTERN:
        return [argument[3]]
    if operator is codes.BRANCH:
        return list(argument[1])
    if operator is codes.ATOMIC_GROUP:
        return [argument]
    if operator in (codes.ASSERT, codes.ASSERT_NOT):
        return [argument[1]]
    if operator is codes.GROUPREF_EXISTS:
        return [one for one in argument[1:] if one is not None]
    return []


def _repeats(sequence: list[Any], before: list[Any]) -> Iterator[tuple[list[Any], list[Any]]]:
    """Each repeat's content, with what stands before it."""
    for operator, argument in sequence:
        if operator in _REPEATS and argument[1] >= _MANY:
            yield before, list(argument[2])
        for inner in _inner(operator, argument):
            yield from _repeats(list(inner), before)
        before = [*before, (operator, argument)]


class _Sampler:
    """Draws texts that match parts of an expression, of a few signs."""

    def __init__(self, signs: str, pick: random.Random, *, ignores_case: bool) -> None:
        self._signs = signs
        self._pick = pick
        self._flags = re.IGNORECASE if ignores_case else 0
        self._groups: dict[int, str] = {}

    def all_of(self, node: Any) -> list[str]:
        """The signs of the sampler that a node of one sign matches."""
        operator, argument = node
        if operator is codes.LITERAL:
            return [chr(argument)]
        if operator is codes.NOT_LITERAL:
            return [sign for sign in self._signs if ord(sign) != argument]
        if operator is codes.ANY:
            return [sign for sign in self._signs if sign != "\n"]
        found = [sign for sign in self._signs if _is_in(sign, argument)]
        return found or [_any_of(argument)]

    def text(self, sequence: list[Any]) -> str:
        """A text that ``sequence`` matches, but for what it asserts."""
        return "".join(self._node(operator, argument) for operator, argument in sequence)

    def _node(self, operator: Any, argument: Any) -> str:
        if operator in _SINGLE:
            found = self.all_of((operator, argument)) or [""]
            # the expression's own signs, which come first, lead it astray most
            return found[int(len(found) * self._pick.random() ** 2)]
        if operator in _REPEATS:
            least, most, inner = argument
            times = self._pick.randint(least, min(most, least + 2))
            return "".join(self.text(list(inner)) for _ in range(times))
        if operator is codes.GROUPREF:
            return self._groups.get(argument, "")
        if operator is codes.ASSERT:
            return self.text(list(argument[1])) if argument[0] > 0 else ""
        if operator in (codes.ASSERT_NOT, codes.AT):
            return ""
        inner = _inner(operator, argument)
        drawn = self.text(list(self._pick.choice(inner))) if inner else ""
        if operator is codes.SUBPATTERN and argument[0] is not None:
            self._groups[argument[0]] = drawn
        return drawn


def _is_in(sign: str, items: Any) -> bool:
    wanted, is_negated = False, False
    for operator, argument in items:
        if operator is codes.NEGATE:
            is_negated = True
        elif operator is codes.LITERAL:
            wanted |= ord(sign) == argument
        elif operator is codes.RANGE:
            wanted |= argument[0] <= ord(sign) <= argument[1]
        elif operator is codes.CATEGORY:
            wanted |= re.match(_CATEGORIES[argument], sign) is not None
    return wanted != is_negated


def _any_of(items: Any) -> str:
    return next((chr(a[0] if o is codes.RANGE else a) for o, a in items
                 if o in (codes.LITERAL, codes.RANGE)), "a")  # fmt: skip


_CATEGORIES = {
    codes.CATEGORY_DIGIT: r"\d", codes.CATEGORY_NOT_DIGIT: r"\D",
    codes.CATEGORY_SPACE: r"\s", codes.CATEGORY_NOT_SPACE: r"\S",
    codes.CATEGORY_WORD: r"\w", codes.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


class _TooLongError(Exception):
    pass


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Ends what takes more processor time; a search of ``re`` looks for signals as it walks."""

    def stop(*_: object) -> None:
        raise _TooLongError

    former = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, former)


def searched(pattern: re.Pattern[Any]) -> Tried:
    """All places of a text that the pattern finds: what search, findall, sub and split do."""
    return lambda text: deque(pattern.finditer(text), 0)


def is_linear(tried: Tried, make: Callable[[int], Any], bound: int | None = None) -> bool:
    """Whether the work over ``make(characters)`` grows with the characters.

    ``bound`` is how many the input has at most: up to there the work only must be little.
    """
    if bound is not None:
        return _seconds(tried, make(bound), runs=1) < _LIMIT / 8
    for shorter in (40, 400):  # an exponential walk shows here, and ends by the limit
        if _seconds(tried, make(shorter), runs=1) >= _LIMIT:
            return False
    if _seconds(tried, make(_SHORT), runs=1) < _QUICK:
        return True
    for _ in range(5):
        short = max(_seconds(tried, make(_SHORT), runs=3), _LEAST)
        long = _seconds(tried, make(_LONG), runs=1)
        if long >= _LIMIT:
            return False
        if long < _SHORTLY or long < _SURELY_LINEAR * short:
            return True
    return False


def _seconds(tried: Tried, text: Any, runs: int) -> float:
    best = _LIMIT
    for _ in range(runs):
        before, used = time.perf_counter(), time.process_time()
        try:
            with _limited(_LIMIT):
                tried(text)
        except _TooLongError:
            return _LIMIT
        # what lasts long enough to be interrupted by others is told by the processor's time
        best = min(best, time.perf_counter() - before, time.process_time() - used + _TICK)
    return best


def pumped(before: str, pump: str, end: str, like: str | bytes) -> Callable[[int], str | bytes]:
    """A text of about so many characters, in bytes where the pattern is of bytes."""

    def make(characters: int) -> str | bytes:
        text = before + pump * max(1, characters // len(pump)) + end
        return text.encode("latin-1", "replace") if isinstance(like, bytes) else text

    return make
