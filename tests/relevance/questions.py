"""Which questions have a known answer?  Headlines that ask, and sentences turned into questions.

- *headline*: a title that ends in a question mark and has a word that asks; its article
  answers.
- *why*, *where*, *when*, *how many*, *who*: a sentence of a body, from which what is asked for is
  taken away (*… do mưa lớn* → *vì sao …*, *… tại Hà Nội* → *… ở đâu*).  The articles that have the
  sentence answer.  Half of the words that only hold others together are left out: nobody repeats a
  sentence to the letter.

A question has a rare syllable: else nobody could answer it.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import Literal, get_args

from index.analysis import analyse_query
from relevance.corpus import Text
from relevance.queries import as_words

QuestionKind = Literal["headline", "why", "where", "when", "how many", "who"]
QUESTION_KINDS: tuple[QuestionKind, ...] = get_args(QuestionKind)

_SYLLABLES = range(5, 16)
_RARE = 0.005  # of all articles
_LEAST_RARE = 2  # articles: of so few a syllable is rare in any corpus
_GRAMMAR = frozenset(
    """bị các cho có của cũng đã đang đó được là mà này những rằng sẽ thì và""".split()  # noqa: SIM905
)
_SHARE_LEFT_OUT = 0.5  # of the words above
_PIECE = re.compile(r"\w+")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_ASKS = re.compile(
    r"\b(?:sao|đâu|nào|bao giờ|bao nhiêu|mấy|ai|gì|có phải|có nên|hay không)\b", re.IGNORECASE
)
_WORD = r"[^\W\d_]+"
_NAME = r"[A-ZĐ][^\W\d_]*(?: [A-ZĐ][^\W\d_]*){0,3}"
_BEGIN = r"(?:^|[,;:] )(?!do |vì |bởi |khi |nếu |như |mà |nên )"  # of a clause
_CLAUSE = rf"({_WORD}(?: {_WORD}){{4,10}})"
_SHORTER, _COUNTED = rf"({_WORD}(?: {_WORD}){{3,8}})", rf"({_WORD}(?: {_WORD}){{0,3}})"
_RULES: Mapping[QuestionKind, tuple[re.Pattern[str], str]] = MappingProxyType(
    {
        "why": (re.compile(rf"{_BEGIN}{_CLAUSE},? (?:do|vì|bởi) \w"), "vì sao {}"),
        "where": (re.compile(rf"{_BEGIN}{_CLAUSE} (?:tại|ở) {_NAME}"), "{} ở đâu"),
        "when": (re.compile(rf"[Nn]gày \d+[/-]\d+(?:[/-]\d+)?, {_CLAUSE}"), "khi nào {}"),
        "how many": (
            re.compile(rf"{_BEGIN}{_SHORTER} \d[\d.,]* {_COUNTED}"),
            "{} bao nhiêu {}",
        ),
        "who": (re.compile(rf"^(?:Ông|Bà|Anh|Chị) {_NAME} {_CLAUSE}"), "ai {}"),
    }
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and the ids of the articles that answer it."""

    kind: QuestionKind
    query: str
    answers: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A question, and the sentence or title that answers it."""

    kind: QuestionKind
    query: str
    source: str


def draw_questions(texts: Sequence[Text], per_kind: int, seed: int) -> list[Question]:
    """Up to ``per_kind`` questions of each kind, those that ``seed`` draws."""
    chance = random.Random(seed)
    shuffled = list(texts)
    chance.shuffle(shuffled)
    is_asked = _judge(texts)
    drawn = list(_some(_headlines(shuffled), is_asked, per_kind))
    for kind in _RULES:
        drawn += _some(_of_sentences(kind, shuffled, chance), is_asked, per_kind)
    return _with_answers(drawn, texts)


def _judge(texts: Sequence[Text]) -> Callable[[str], bool]:
    """What tells whether a query is long enough and has a rare syllable."""
    holders = Counter(piece for text in texts for piece in set(_pieces(text.summary, text.body)))
    most = max(_LEAST_RARE, int(_RARE * len(texts)))

    def is_asked(query: str) -> bool:
        has_rare = any(0 < holders[piece] <= most for piece in _pieces(query))
        return has_rare and len(analyse_query(query)) in _SYLLABLES

    return is_asked


def _pieces(*texts: str) -> list[str]:
    return [piece for text in texts for piece in _PIECE.findall(text.lower())]


def _some(drawn: Iterator[_Drawn], is_asked: Callable[[str], bool], count: int) -> Iterator[_Drawn]:
    """The first ``count`` that ``is_asked`` accepts."""
    return islice((one for one in drawn if is_asked(one.query)), count)


def _headlines(texts: Sequence[Text]) -> Iterator[_Drawn]:
    for text in texts:
        title = text.title.rstrip(" \"'”’.")
        if title.endswith("?") and _ASKS.search(title):
            yield _Drawn("headline", as_words(title).rstrip("? "), text.title)


def _of_sentences(
    kind: QuestionKind, texts: Sequence[Text], chance: random.Random
) -> Iterator[_Drawn]:
    """One question of each text whose body has a sentence that ``kind`` can be made of."""
    pattern, question = _RULES[kind]
    for text in texts:
        sentences = _SENTENCE.split(text.body)
        chance.shuffle(sentences)
        for sentence in sentences:
            found = pattern.search(sentence)
            if found:
                parts = (_loosened(part, chance) for part in found.groups())
                yield _Drawn(kind, as_words(question.format(*parts)), sentence)
                break


def _loosened(clause: str, chance: random.Random) -> str:
    """``clause`` without some of the words that only hold others together."""
    return " ".join(
        word
        for word in clause.split()
        if word.lower() not in _GRAMMAR or chance.random() >= _SHARE_LEFT_OUT
    )


def _with_answers(drawn: Sequence[_Drawn], texts: Sequence[Text]) -> list[Question]:
    """``drawn`` with all articles that have their sources."""
    wanted = {one.source for one in drawn}
    holders: defaultdict[str, set[str]] = defaultdict(set)
    for text in texts:
        for source in wanted.intersection([text.title, *_SENTENCE.split(text.body)]):
            holders[source].add(text.id)
    return [Question(one.kind, one.query, frozenset(holders[one.source])) for one in drawn]
