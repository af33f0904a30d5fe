"""Which articles tell of one event?  Those that share rare names, of nearby days.

A *name* is a row of two to four capitalised words; it is rare if few articles have it.  Articles
belong to the event of one, its first, if they share three rare names with it or more, each counting
by how rare it is: of grade 2 where they share much of what the first one names, of grade 1 where
they share less.  What was published more than a week before or after is another event.

An event is looked for by the title of its first article, which is then left out of what is found,
and by a short *description*: the names that most of its articles share, and the words of their
titles that most of them share.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from index.analysis import analyse_query
from relevance.corpus import Text
from relevance.queries import as_words

EventKind = Literal["title", "description"]
EVENT_KINDS: tuple[EventKind, ...] = get_args(EventKind)

_NAME = re.compile(r"[A-ZĐ][^\W\d_]*(?: [A-ZĐ][^\W\d_]*){1,3}")
_CHARACTERS = 1500  # of a body: what an article is about stands at its beginning
_MOST_HOLDERS = 40  # of a rare name
_LEAST_SHARED = 3  # rare names
_LEAST_LIKE, _MUCH_LIKE = 0.3, 0.5  # of what the first article names, by weight
_ARTICLES = range(3, 31)  # of an event, the first one not counted
_MOST_DAYS = 7
_NAMES_OF_DESCRIPTION, _WORDS_OF_DESCRIPTION = 2, 5
_MIN_SYLLABLES = 5


@dataclass(frozen=True, slots=True)
class Event:
    """What an event is looked for by, the grades of its articles by their ids, and the ``first``
    one, whose title is asked with; ``None`` where it counts like all others."""

    kind: EventKind
    query: str
    grades: Mapping[str, int]
    first: str | None


def draw_events(texts: Sequence[Text], count: int, seed: int) -> list[Event]:
    """Up to ``count`` events of those that ``seed`` draws, each looked for in both ways."""
    names = _Names(texts)
    numbers = list(range(len(texts)))
    random.Random(seed).shuffle(numbers)
    events: list[Event] = []
    told: set[int] = set()
    for number in numbers:
        if len(events) >= 2 * count:
            break
        if number in told:
            continue
        grades = names.grades(number)
        if len(grades) not in _ARTICLES:
            continue
        both = _asked(number, grades, texts, names)
        if all(len(analyse_query(event.query)) >= _MIN_SYLLABLES for event in both):
            events += both
            told.update([number, *grades])
    return events


class _Names:
    """The rare names of all texts."""

    def __init__(self, texts: Sequence[Text]) -> None:
        self._days = [_day(text) for text in texts]
        own = [_names_of(text) for text in texts]
        holders: defaultdict[str, list[int]] = defaultdict(list)
        for number, found in enumerate(own):
            for name in found:
                holders[name].append(number)
        self.weights = {
            name: math.log(len(texts) / len(having))
            for name, having in holders.items()
            if 1 < len(having) <= _MOST_HOLDERS
        }
        self._holders = holders
        self.of = [sorted(found & self.weights.keys()) for found in own]

    def grades(self, first: int) -> dict[int, int]:
        """The numbers of the other articles of the event of ``first``, with their grades."""
        shared: defaultdict[int, list[float]] = defaultdict(list)
        for name in self.of[first]:
            for other in self._holders[name]:
                shared[other].append(self.weights[name])
        whole = sum(self.weights[name] for name in self.of[first])
        return {
            other: 1 + (sum(weights) >= _MUCH_LIKE * whole)
            for other, weights in sorted(shared.items())
            if other != first
            and len(weights) >= _LEAST_SHARED
            and sum(weights) >= _LEAST_LIKE * whole
            and self._is_near(first, other)
        }

    def _is_near(self, one: int, other: int) -> bool:
        """Whether two articles are of nearby days, as far as that is known."""
        first, second = self._days[one], self._days[other]
        return first is None or second is None or abs((first - second).days) <= _MOST_DAYS


def _day(text: Text) -> date | None:
    return date.fromisoformat(text.published[:10]) if text.published else None


def _names_of(text: Text) -> set[str]:
    return set(_NAME.findall(f"{text.title}\n{text.summary}\n{text.body[:_CHARACTERS]}"))


def _asked(
    first: int, grades: Mapping[int, int], texts: Sequence[Text], names: _Names
) -> list[Event]:
    others = {texts[number].id: grade for number, grade in grades.items()}
    title = as_words(texts[first].title)
    description = _description([first, *grades], texts, names)
    return [
        Event("title", title, others, texts[first].id),
        Event("description", description, {texts[first].id: 2, **others}, None),
    ]


def _description(members: Sequence[int], texts: Sequence[Text], names: _Names) -> str:
    """The names and words of titles that most of ``members`` share."""
    shared = Counter(name for number in members for name in names.of[number])
    by_worth = sorted(shared, key=lambda name: (-shared[name] * names.weights[name], name))
    chosen = " ".join(by_worth[:_NAMES_OF_DESCRIPTION])
    known = {token.accented for token in analyse_query(chosen)}
    words = Counter(
        term
        for number in members
        for term in dict.fromkeys(token.accented for token in analyse_query(texts[number].title))
        if term not in known
    )
    often = [term for term, _ in words.most_common(_WORDS_OF_DESCRIPTION)]
    return as_words(f"{' '.join(often)} {chosen}")
