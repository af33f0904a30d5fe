"""Do raw Telex and VNI keys come back as the syllables they were meant for?"""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.vietnamese import clean_text
from index.vietnamese.keystrokes import decode_keystrokes

SYLLABLES = """
    tiếng việt nước đường được người những nghiêng khuyên thuở quyển giữa giặt già gì quý thủy hòa
    khỏe của mưa đưa uống ương yêu yếu rượu hươu chuối tuổi bưởi nguyễn trường phường quận đảng
    đoàn chuyện nghĩa nghệ sĩ ăn ấn ốc ớt ừ ê ỷ xã huyện tỉnh kết quả đấu tố thầy cô
"""
TELEX = {"ă": "aw", "â": "aa", "đ": "dd", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw"}
VNI = {"ă": "a8", "â": "a6", "đ": "d9", "ê": "e6", "ô": "o6", "ơ": "o7", "ư": "u7"}
TONES = {"\u0301": "s1", "\u0300": "f2", "\u0309": "r3", "\u0303": "x4", "\u0323": "j5"}


def keys(syllable: str, marks: dict[str, str], which: int) -> str:
    """The keys of ``syllable``, its tone at the end."""
    apart = unicodedata.normalize("NFD", syllable)
    tone = "".join(TONES[c][which] for c in apart if c in TONES)
    plain = unicodedata.normalize("NFC", "".join(c for c in apart if c not in TONES))
    return "".join(marks.get(c, c) for c in plain) + tone


@pytest.mark.parametrize("syllable", [s for s in SYLLABLES.split() if not s.isascii()])
def test_telex_and_vni_keys_give_the_syllable_back(syllable: str) -> None:
    assert decode_keystrokes(keys(syllable, TELEX, 0)) == syllable
    assert decode_keystrokes(keys(syllable, VNI, 1)) == syllable


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tieesng", "tiếng"), ("tienges", "tiếng"), ("tie61ng", "tiếng"), ("vietej", "việt"),
        ("duongwf", "dường"), ("dangd", "đang"), ("duong972", "đường"), ("dduwowngf", "đường"),
        ("dduowngf", "đường"), ("hoaf", "hòa"), ("thuyr", "thủy"), ("quys", "quý"), ("las", "lá"),
        ("truwongf", "trường"), ("dduongwf", "đường"), ("ngu7o2i", "người"),
    ],
)  # fmt: skip
def test_a_key_may_come_anywhere_behind_its_letter(typed: str, meant: str) -> None:
    assert decode_keystrokes(typed) == meant


@pytest.mark.parametrize(
    "typed",
    ["tiếng", "nam", "hoa", "2016", "covid19", "windows", "street", "s", "", "a" * 40, "ddd"],
)
def test_what_is_not_raw_keys_stays_as_it_is(typed: str) -> None:
    assert decode_keystrokes(typed) is None


@given(st.text(alphabet="abcdeghiklmnopqrstuvwxyz0123456789", max_size=14))
def test_whatever_comes_out_is_clean_lower_case_text(typed: str) -> None:
    meant = decode_keystrokes(typed)
    assert meant is None or meant == clean_text(meant).lower()
