"""Which words with a sign in them might somebody be typing?  *VN-In* goes on to *VN-Index*.

The index knows the parts of such words and that a sign stands between, but not which.  A few
articles that have the first parts, and a word that begins like the last one, show how they are
written.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

from search.complete.phrase_finder import PhraseFinder
from search.results import Completion

_SIGNS = "\\-\u2010\u2011'\u2019"  # what may join the parts of one word, in a class of a pattern
_SIGN = re.compile(f"[{_SIGNS}]")
_JOINT = re.compile(rf"(?<=\w)[{_SIGNS}](?=\w)")
_PART_BEFORE, _PART_BEHIND = re.compile(rf"[\w{_SIGNS}]+$"), re.compile(rf"[\w{_SIGNS}]*\w")
_ALL_ALIKE = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2019": "'"})
_PIECE = re.compile(rf"\w[\w{_SIGNS}]*")
_MAX_ARTICLES = 16  # that are looked at
_MAX_LETTERS = 40  # of such a word, on each side of a sign
_MAX_TRIED = 8


def piece_with_sign(typed: str) -> str | None:
    """The unfinished word at the end of what was ``typed``, in small letters, if it has a sign."""
    if not typed or typed[-1].isspace():
        return None
    piece = typed.rsplit(maxsplit=1)[-1].lower().translate(_ALL_ALIKE)
    return piece if _PIECE.fullmatch(piece) and _SIGN.search(piece) else None


def complete_signed(
    piece: str,
    meant: Callable[[Sequence[str]], Sequence[str]],
    begins: Callable[[str, str], bool],
    phrases: PhraseFinder,
) -> list[Completion]:
    """Words with signs that ``piece`` goes on to, as most articles write them, those that the most
    articles have first.

    ``meant`` gives words their accents; ``begins`` tells whether the first of two texts may be the
    beginning of the second.
    """
    *parts, begun = _SIGN.split(piece)
    if not all(parts):
        return []
    uses: Counter[str] = Counter()
    writings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in phrases.whole_texts(" ".join(meant(parts)), begun, _MAX_ARTICLES):
        for word in _words_with_signs(text):
            alike = word.lower().translate(_ALL_ALIKE)
            if len(alike) > len(piece) and begins(piece, alike):
                uses[alike] += 1
                writings[alike][word] += 1
    found = []
    for alike, _ in uses.most_common(_MAX_TRIED):
        word = writings[alike].most_common(1)[0][0]
        found.append(Completion(word, phrases.count(word)))
    return sorted((one for one in found if one.count), key=lambda one: -one.count)


def _words_with_signs(text: str) -> Iterator[str]:
    """Each word of ``text`` that has a sign in it; once for each sign."""
    for joint in _JOINT.finditer(text):
        at = joint.start()
        before = _PART_BEFORE.search(text[max(at - _MAX_LETTERS, 0) : at])
        behind = _PART_BEHIND.match(text[at + 1 : at + 1 + _MAX_LETTERS])
        if before and behind:
            yield f"{before[0]}{joint[0]}{behind[0]}"
