"""What comes behind these words?  As articles have it, and as the index's counts make likely.

Titles and summaries of the articles that make the most of the words show what stands behind
them.  They are few, so that not all that might be typed is in them: any word that begins so may
be meant, if the last syllable before it has its first syllable behind it often enough.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from index.analysis import analyse_query
from index.lexicon import Lexicon
from index.vietnamese import unify_spelling
from search.complete.phrase_finder import PhraseFinder
from search.meaning.candidates import ErrorModel
from search.meaning.interpreter import Interpreter
from search.meaning.suggestion import as_meant
from search.results import Completion

_MAX_ARTICLES = 16  # that are looked at: 24 tell little more and take longer
_MAX_SYLLABLES = 4  # of a word
# Chosen by what is offered with 50,000 articles:
_MIN_SHARE = 0.002  # of the syllable before, that what is completed comes behind it
_MIN_LIFT = 3  # times as often there as anywhere
_MIN_LIFT_OF_ONE = 6  # the same of a word of one syllable, which tells little
_MIN_USES = 2
_HYPHEN = "[-\u2010\u2011]"


class NextWords:
    """Knows what follows by one lexicon.  Safe to share between threads."""

    def __init__(self, lexicon: Lexicon, interpreter: Interpreter) -> None:
        self._lexicon = lexicon
        self._interpreter = interpreter

    def meant(self, words: Sequence[str]) -> list[str]:
        """``words`` with the accents that were likely left out; other errors stay."""
        text = " ".join(words)
        tokens = analyse_query(text)
        known = dict.fromkeys(tokens, ErrorModel.DIACRITICS)
        return as_meant(text, self._interpreter.interpret(tokens, known)).split(" ")

    def in_texts(
        self, before: Sequence[str], accepts: Callable[[str], bool], phrases: PhraseFinder
    ) -> Iterator[str]:
        """The words ``before`` with a word behind them that articles have there and that
        ``accepts`` takes, the most frequent first."""
        text = " ".join(self._written(before))
        stands = re.compile(
            rf"(?<!\w){re.escape(text)}(?: |({_HYPHEN}))(\w+(?: \w+){{0,{_MAX_SYLLABLES - 1}}})",
            re.IGNORECASE,
        )
        found: Counter[str] = Counter()
        for one in phrases.texts(text, _MAX_ARTICLES):
            for hyphen, behind in stands.findall(one):
                if not accepts(behind.lower()):
                    continue
                if hyphen:
                    found[f"{text}{hyphen}{behind.split()[0]}"] += 1
                elif word := self._first_word(before[-1], behind):
                    found[f"{text} {word}"] += 1
        yield from (phrase for phrase, _ in found.most_common())

    def by_counts(self, before: Sequence[str], words: Iterable[Completion]) -> Iterator[str]:
        """The words ``before`` with each of ``words`` behind them that may be expected there."""
        behind = [token.accented for token in analyse_query(" ".join(before[-2:]))][-2:]
        if not behind:
            return
        uses = [(one, count) for one, count in self._uses(words, behind) if count >= _MIN_USES]
        text = " ".join(self._written(before)) if uses else ""
        for one, _ in sorted(uses, key=lambda pair: -pair[1]):
            yield f"{text} {one.text}"

    def written(self, words: Sequence[str]) -> str:
        """``words`` with the accents that were likely left out, in the capitals of the index."""
        return " ".join(self._written(self.meant(words)))

    def _written(self, syllables: Sequence[str]) -> Iterator[str]:
        at = 0
        while at < len(syllables):
            end, word = at + 1, syllables[at]
            for longest in range(min(len(syllables), at + _MAX_SYLLABLES), at, -1):
                known = self._lexicon.written(" ".join(syllables[at:longest]))
                if known is not None:
                    end, word = longest, known
                    break
            yield word
            at = end

    def _first_word(self, before: str, text: str) -> str | None:
        """The longest word that ``text``, behind the syllable ``before``, begins with, as the index
        writes it; ``None`` if something is missing behind it, or it has one syllable and is no name
        and no end of a word: it tells little by itself."""
        lexicon, syllables = self._lexicon, text.lower().split()
        for length in range(len(syllables), 1, -1):
            word = " ".join(syllables[:length])
            known = lexicon.written(word)
            if known is not None:
                return known if lexicon.closes(word) else None
        if lexicon.closes(f"{before} {syllables[0]}"):
            return syllables[0]
        name = lexicon.written(syllables[0])
        is_whole = name is not None and not name.islower() and lexicon.closes(syllables[0])
        return name if is_whole else None

    def _uses(
        self, words: Iterable[Completion], behind: Sequence[str]
    ) -> Iterator[tuple[Completion, float]]:
        """How often each of ``words`` may be expected behind the last of one or two syllables;
        without those whose first syllable is hardly more often there than anywhere."""
        lexicon = self._lexicon
        pairs: dict[tuple[str, int], float] = {}
        for one in words:
            first = unify_spelling(one.text.split(" ", 1)[0].lower())
            min_lift = _MIN_LIFT_OF_ONE if one.text == first else _MIN_LIFT
            if (first, min_lift) not in pairs:
                pairs[first, min_lift] = self._pairs(behind[-1], first, min_lift)
            uses = pairs[first, min_lift]
            if uses and not self._is_of_another_word(one, first, behind):
                yield one, uses * min(one.count / max(lexicon.count(first), 1), 1)

    def _pairs(self, last: str, first: str, min_lift: int) -> float:
        """How often ``first`` stands behind ``last``; 0 if that is by chance."""
        share, count = self._lexicon.share(last, first), self._lexicon.count(first)
        if share < _MIN_SHARE or share * self._lexicon.total < min_lift * count:
            return 0
        return share * self._lexicon.count(last)

    def _is_of_another_word(self, one: Completion, first: str, behind: Sequence[str]) -> bool:
        """Whether a syllable would be part of two words: *công an* and *an toàn*."""
        lexicon = self._lexicon
        return lexicon.written(f"{behind[-1]} {first}") is not None and (
            " " in one.text or (len(behind) > 1 and lexicon.written(" ".join(behind)) is not None)
        )
