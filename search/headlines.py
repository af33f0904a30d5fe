"""Was a headline pasted?  Then its signs are no operators, and a newspaper behind it is no word.

Browsers name a tab *headline - newspaper*; headlines have quotes, *NOT* and colons in them.  What
an article has for its title, or in it, was pasted, not put together.  Asked is only where something
would be read as an operator, or something stands behind a dash.
"""

from __future__ import annotations

import re

from index.analysis import Token, analyse_query
from index.vietnamese import fold
from search.plan import Plan, phrase
from search.query.lexemes import OPERATOR, has_signs
from search.query.parser import NO_WORD
from search.query.variants import phrase_term
from search.searcher import NO_FILTERS, Page, Searcher

_SIGN = re.compile(r'[()"*~]|(?<!\S)-(?=\S)|(?<=\w):(?=\S)')
_PHRASE = re.compile(r'\s*"[^"]*"\s*')
_TAIL = re.compile(r"\s+(?:[-|–—•·]|::)\s+(?P<name>[^|–—•]{2,60})$")
_MIN_SYLLABLES = 3  # of a headline with an operator in it, or a newspaper behind it
_MIN_SYLLABLES_QUOTED = 6  # with quotes, which people type too
_MAX_SYLLABLES = 64  # of what may be a headline; no title is longer
_TITLES_COMPARED = 10
_OF_ANY_NEWSPAPER = frozenset(("bao", "dien", "tu", "online", "tin", "tuc", "tap", "chi", "trang"))


def as_pasted(text: str, searcher: Searcher) -> str:
    """``text`` without what is no word in it if it is a headline; places in it stay the same."""
    tail = _TAIL.search(text)
    if tail is not None and _is_newspaper_behind(text, tail, searcher):
        text = text[: tail.start()] + NO_WORD * (len(text) - tail.start())
    return _plain(text) if has_signs(text) and _is_headline(text, searcher) else text


def _plain(text: str) -> str:
    """``text`` with words alone, in their places."""
    return OPERATOR.sub(lambda match: match.group().lower(), _SIGN.sub(NO_WORD, text))


def _is_headline(text: str, searcher: Searcher) -> bool:
    """Whether ``text``, which has signs of the query language, stands in the title of an article
    for all that.  What is quoted from its beginning to its end is a phrase, which finds it too."""
    if _PHRASE.fullmatch(text):
        return False
    tokens = analyse_query(text)
    least = _MIN_SYLLABLES if OPERATOR.search(text) else _MIN_SYLLABLES_QUOTED
    return least <= len(tokens) <= _MAX_SYLLABLES and _is_in_title(tokens, searcher)


def _is_newspaper_behind(text: str, tail: re.Match[str], searcher: Searcher) -> bool:
    """Whether what stands behind the last dash names a newspaper, or what stands before it is all
    of a title."""
    headline = analyse_query(text[: tail.start()])
    if not _MIN_SYLLABLES <= len(headline) <= _MAX_SYLLABLES:
        return False
    if _is_source(analyse_query(tail["name"]), searcher):
        return True
    whole = analyse_query(text)
    return not _is_in_title(whole, searcher) and _is_title(headline, searcher)


def _is_source(name: list[Token], searcher: Searcher) -> bool:
    """Whether articles are of a newspaper of that ``name``; *Tuổi Trẻ Online* is *tuoitre.vn*."""
    if not name:
        return False
    rows = [tuple(map(phrase_term, name))]
    joined = "".join(word for one in name if (word := fold(one.accented)) not in _OF_ANY_NEWSPAPER)
    if joined:
        rows.append((joined,))
    return any(next(searcher.count_many([Plan(phrase(row, "source"))])) for row in rows)


def _is_in_title(tokens: list[Token], searcher: Searcher) -> bool:
    return next(searcher.count_many([_in_title(tokens)])) > 0


def _is_title(tokens: list[Token], searcher: Searcher) -> bool:
    """Whether an article has ``tokens`` for all of its title."""
    found = searcher.run(
        _in_title(tokens), NO_FILTERS, Page(0, _TITLES_COMPARED, "newest", bodies=False)
    )
    typed = [token.folded for token in tokens]
    return any(
        [token.folded for token in analyse_query(one.article.title)] == typed
        for one in found.articles
    )


def _in_title(tokens: list[Token]) -> Plan:
    return Plan(phrase(tuple(map(phrase_term, tokens)), "title"))
