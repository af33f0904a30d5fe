"""What might somebody be about to type?  Words and phrases of the index that begin so.

The most used come first.  What was typed without accents goes on with any; accents that were
typed have to be there, though a tone may still be missing (*tiê* goes on to *tiếng*).

Where too little begins with all that was typed, its last words are completed behind the others
(:mod:`search.complete.next_words`); of that nothing is offered that no article has as a phrase,
and of several that go on with the same word only the first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial

import numpy as np

from index.article import TEXT_FIELDS
from index.lexicon import Lexicon
from index.vietnamese import clean_text, fold, has_accents, unify_spelling
from index.vietnamese.keystrokes import decode_keystrokes, may_be_syllable
from index.vietnamese.tones import TONES
from search.complete.next_words import NextWords
from search.complete.phrase_finder import PhraseFinder
from search.complete.signed_words import complete_signed, piece_with_sign
from search.meaning.interpreter import Interpreter
from search.query.open_end import OpenEnd
from search.request import may_be_asked
from search.results import Completion

_MAX_WORDS = 12  # who has typed more needs no help
_MAX_TRIED_PHRASES = 4  # that are looked for: each of them costs time, and the limit is 10 ms
_ARTICLES_PER_HOLDER, _MAX_LEAST = 10_000, 5  # what so few articles have is no phrase
_MAX_BEGINNINGS = 400  # completions that begin so, the most used
_MAX_BEGINNINGS_BEHIND = 200  # the same behind other words, where hardly any fits
_WITHOUT_TONES = str.maketrans(dict.fromkeys(TONES))


class Completer:
    """Completes by one lexicon.  Safe to share between threads."""

    def __init__(self, lexicon: Lexicon, interpreter: Interpreter) -> None:
        self._lexicon = lexicon
        self._next = NextWords(lexicon, interpreter)
        self._least = min(1 + lexicon.articles // _ARTICLES_PER_HOLDER, _MAX_LEAST)

    def complete(self, query: str, count: int, phrases: PhraseFinder) -> list[Completion]:
        """Up to ``count`` completions of ``query``, the most used first; a completion counts its
        uses, or where it was looked for the articles that have it."""
        end = OpenEnd.of(query)
        best = self._with_signs(end.typed, phrases)[:count] or self._plain(
            end.typed, count, phrases
        )
        if end.field is not None:
            best = list(_found_in(end.field, best, phrases))
        whole = (Completion(end.completed(one.text), one.count) for one in best)
        return [one for one in whole if may_be_asked(one.text)]

    def _with_signs(self, typed: str, phrases: PhraseFinder) -> list[Completion]:
        """What goes on to a word that articles write with the sign that was ``typed`` in it, with
        the words before."""
        clean = unicodedata.normalize("NFC", clean_text(typed))
        piece = piece_with_sign(clean)
        if piece is None:
            return []
        head = clean[: len(clean) - len(clean.split()[-1])]
        before, _ = _words(head)
        if not before and any(map(str.isalnum, head)):  # many words
            return []
        return self._signed(before, piece, phrases)

    def _signed(self, before: Sequence[str], piece: str, phrases: PhraseFinder) -> list[Completion]:
        """Words with signs that ``piece`` goes on to, with the words ``before``."""
        found = complete_signed(piece, self._next.meant, _begins, phrases)
        if not before:
            return found
        head = self._next.written(before)
        longer = [phrases.written(f"{head} {one.text}") for one in found[:_MAX_TRIED_PHRASES]]
        whole = [Completion(text, phrases.count(text)) for text in longer if text is not None]
        return sorted(whole, key=lambda one: -one.count)

    def _plain(self, typed: str, count: int, phrases: PhraseFinder) -> list[Completion]:
        """What goes on from words with nothing but spaces between."""
        before, begun = self._decoded(*_words(typed))
        found: dict[str, Completion] = {}
        for one in self._beginning_with(" ".join([*before, begun])):
            if len(found) < count and not _is_single(one.text):
                found.setdefault(fold(one.text), one)
        behind: list[Completion] = []
        if len(found) < count:
            behind = self._behind_other_words(before, begun, found, phrases)
            behind.sort(key=lambda one: -one.count)
        if len(found) + len(behind) < count and not before and self._is_foreign(begun):
            behind += self._signed(before, f"{begun}-", phrases)
        elif not found and not behind and before and self._is_foreign(before[-1]):
            behind = self._signed(before[:-1], f"{before[-1]}-{begun}", phrases)
        return [*found.values(), *behind][:count]

    def _is_foreign(self, word: str) -> bool:
        """Whether articles have ``word``, and it is no Vietnamese syllable: *covid*."""
        is_word = word.isalpha() and self._lexicon.count(word) > 0
        return is_word and not may_be_syllable(fold(word))

    def _decoded(self, before: list[str], begun: str) -> tuple[list[str], str]:
        """Both words with raw keys read back, where nothing is known that is written so: *Max* is a
        name, and *tieengs* is *tiếng*."""
        lexicon = self._lexicon
        whole = [
            word if lexicon.count(word) else decode_keystrokes(word) or word for word in before
        ]
        if begun and not lexicon.syllables.folded.prefix_range(fold(begun).encode()):
            begun = decode_keystrokes(begun) or begun
        return whole, begun

    def _behind_other_words(
        self, before: Sequence[str], begun: str, known: Collection[str], phrases: PhraseFinder
    ) -> list[Completion]:
        """What articles have that may have been begun behind the first words, without what goes on
        as one of ``known`` does; a few are tried."""
        found: list[Completion] = []
        seen = list(known)
        for text, words in self._proposed(before, begun, phrases):
            if len(seen) == len(known) + _MAX_TRIED_PHRASES:
                break
            if not _has_begun(seen, text, words):
                seen.append(fold(text))
                articles = phrases.count(text)
                written = phrases.written(text) if articles >= self._least else None
                if written is not None:
                    found.append(Completion(written, articles))
        return found

    def _proposed(
        self, before: Sequence[str], begun: str, phrases: PhraseFinder
    ) -> Iterator[tuple[str, int]]:
        """What may have been begun behind the first words, and how many words tell one from
        another."""
        if not before:
            return
        meant = self._next.meant(before)
        for text in self._next.in_texts(meant, partial(_begins, begun), phrases):
            yield text, len(before) + 1
        for first in range(1, len(before) + 1):
            beginning = self._beginning_with(" ".join([*before[first:], begun]), whole=True)
            for text in self._next.by_counts(meant[:first], beginning):
                yield text, first + 1

    def _beginning_with(self, typed: str, *, whole: bool = False) -> Iterator[Completion]:
        """The completions that begin as was ``typed``, the most used first; where they have to be
        ``whole``, those that may end a longer query."""
        lexicon = self._lexicon
        if not typed.strip():
            return
        numbers = lexicon.completion_keys.prefix_range(fold(typed).encode())
        counts = lexicon.completion_counts[numbers.start : numbers.stop]
        if whole:
            counts = counts * lexicon.completion_closing[numbers.start : numbers.stop]
        is_bare = not has_accents(typed)  # then all of them begin so
        for place in _highest(counts, _MAX_BEGINNINGS_BEHIND if whole else _MAX_BEGINNINGS):
            if not counts[place]:
                break
            text = lexicon.completion(numbers.start + place)
            if is_bare or _begins(typed, text.lower()):
                yield Completion(text, int(counts[place]))


def _words(typed: str) -> tuple[list[str], str]:
    """What was typed in small letters and without signs (*TP.HCM* is *tp hcm*): whole words in the
    spelling of the index, and the one that may go on; nothing if there are many."""
    clean = unicodedata.normalize("NFC", typed).lower()
    words = re.findall(r"\w+", clean_text(clean))
    if len(words) > _MAX_WORDS:
        return [], ""
    begun = words.pop() if words and clean[-1].isalnum() else ""
    return [*map(unify_spelling, words)], begun


def _found_in(
    field: str, completions: Iterable[Completion], phrases: PhraseFinder
) -> Iterator[Completion]:
    """Those that articles have in the text ``field``, with how many have; labels are no texts."""
    for one in completions if field in TEXT_FIELDS else ():
        articles = phrases.count(one.text, field)
        if articles:
            yield Completion(one.text, articles)


def _has_begun(found: Iterable[str], text: str, words: int) -> bool:
    """Whether any of ``found`` begins with as many ``words`` of ``text``."""
    beginning = " ".join(fold(text).split()[:words])
    return any(f"{other} ".startswith(f"{beginning} ") for other in found)


def _is_single(text: str) -> bool:
    """Whether it is a word of one syllable and no name: alone it is hardly what people look for."""
    return " " not in text and text.islower()


def _highest(counts: np.ndarray, max_places: int) -> Sequence[int]:
    """The places of the highest counts, descending, ``max_places`` at most."""
    if len(counts) > max_places:
        best = np.argpartition(counts, len(counts) - max_places)[-max_places:]
    else:
        best = np.arange(len(counts))
    order: Sequence[int] = best[np.argsort(-counts[best].astype(np.int64), kind="stable")].tolist()
    return order


def _begins(typed: str, text: str) -> bool:
    """Whether ``text`` is as long, and every letter of ``typed`` may be meant for the one in its
    place there."""
    return len(text) >= len(typed) and all(
        a == b or a == fold(b) or a == _without_tone(b) for a, b in zip(typed, text, strict=False)
    )


def _without_tone(letter: str) -> str:
    return unicodedata.normalize(
        "NFC", unicodedata.normalize("NFD", letter).translate(_WITHOUT_TONES)
    )
