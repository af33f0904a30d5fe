"""Which signs of other search engines did somebody type, and what becomes of them here?

====================  ===================================================
typed                 read as
====================  ===================================================
``a || b``, ``&&``    ``a OR b``, ``AND``
``intitle:``, ``site:``, ``intext:``  ``title:``, ``source:``, ``body:``
``word^2``            ``word``: nothing weighs more for being wished
``"a phrase"~3``      ``"a phrase"`` (``NEAR/3`` is said between two)
``word~2``            ``word~``, one letter away
``+word``, ``!word``  ``word``
``*word``, ``w?rd``   the letters, as words
``[a TO b]``          ``a b`` (``date:A..B`` is a range)
====================  ===================================================

What means nothing is named, so that ``understood`` can say so.
"""

from __future__ import annotations

import re

_OPERATORS = ((re.compile(r"\s*\|\|\s*"), " OR "), (re.compile(r"\s*&&\s*"), " AND "))
_FIELDS = {"intitle:": "title:", "allintitle:": "title:", "site:": "source:", "intext:": "body:"}
_FIELD = re.compile(rf"(?<![\w:])(?:{'|'.join(_FIELDS)})(?=[^\s)])", re.IGNORECASE)

_RANGE = re.compile(r"\[([^\[\]]{0,40}) TO ([^\[\]]{0,40})\]")
_MEANINGLESS = re.compile(
    r"""(?<=[\w")~*])\^\d{1,3}(?:[.,]\d{1,3})?(?!\w)"""  # weights
    r"""|(?<=")~\d{1,3}(?!\w)"""  # how far apart a phrase may be
    r"""|(?<=\w~)\d(?!\w)"""  # how many letters away
    r"""|(?<!\S)[+!](?=[\w"(])"""
)
_WILDCARDS = re.compile(r"(?<=\w)\?(?=\w)|(?<!\S)[*?](?=\w)")
_ANY = re.compile(r"[|&^~+!?*\[]|(?i:intitle|site|intext):")


def without_foreign_signs(text: str) -> str:
    """``text`` with the signs of other engines in the words of this one; those that mean nothing
    are left out."""
    if not _ANY.search(text):
        return text
    for sign, word in _OPERATORS:
        text = sign.sub(word, text)
    text = _FIELD.sub(lambda match: _FIELDS[match.group().lower()], text)
    return _MEANINGLESS.sub("", _RANGE.sub(r"\1 \2", text))


def meaningless_signs(text: str) -> tuple[str, ...]:
    """The signs in ``text`` that mean something elsewhere and nothing here, each once."""
    if not _ANY.search(text):
        return ()
    signs = [match.group() for match in _MEANINGLESS.finditer(text)]
    signs += [match.group() for match in _WILDCARDS.finditer(text)]
    signs += ["[ TO ]"] if _RANGE.search(text) else []
    return tuple(dict.fromkeys(signs))
