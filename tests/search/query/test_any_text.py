"""Whatever is typed is read, said back and read again: no text is an error.

Texts are drawn of the language's own signs and words.  More of them: ``TIMBAO_FUZZ=N``.
"""

from __future__ import annotations

import os

from hypothesis import given, settings
from hypothesis import strategies as st

from search.query.parser import parse
from search.query.wording import say

_TIMES = int(os.environ.get("TIMBAO_FUZZ", "1"))
_SIGNS = (
    *('"', "(", ")", "-", "*", "~", ":", " ", "/", "..", "|", "&&", "^2", "?", "[", " TO ", "]"),
    *("OR", "AND", "NOT", "NEAR", "NEAR/5", "NEAR/99999", "title:", "date:", "before:", "after:"),
    *("2016", "2016-05", "31/12/2024", "9999-99", "0", "ba", "thủ tướng", "Đ", "TP.HCM", "k\u0301"),
    *("\u200b", "\n", "\x00", "\ud800", "“", "»", "＝", "\U0001f600", "ý" * 300),
)
texts = st.lists(st.sampled_from(_SIGNS) | st.text(max_size=4), max_size=40).map("".join)


@given(texts)
@settings(max_examples=150 * _TIMES)
def test_any_text_is_read_and_said(text: str) -> None:
    node = parse(text)
    if node is None:
        return
    said = say(node)
    assert said.strip()
    assert parse(said) is not None
