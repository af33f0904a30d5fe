"""Are queries distorted as people distort them?"""

from __future__ import annotations

import random
import unicodedata

import pytest
from rapidfuzz.distance import OSA

from index.vietnamese import fold
from index.vietnamese.keystrokes import is_syllable
from relevance.distortions import DISTORTIONS

TITLE = "Thuỷ điện Hòa Bình xả lũ ở đường Nguyễn Huệ"


def distorted(name: str, text: str = TITLE) -> str:
    return DISTORTIONS[name](text, random.Random(1))


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("plain", "tiếng Việt", "tiếng Việt"),
        ("bare", "Đường Việt", "duong viet"),
        ("other_tone", "Hòa thuỷ khoẻ quý toàn tóa", "Hoà thủy khỏe quý toàn toá"),
        ("capitals", "tiếng Việt", "TIẾNG VIỆT"),
        ("telex", "tiếng Việt đường", "tieengs vieetj dduwowngf"),
        ("vni", "tiếng Việt đường", "tie6ng1 vie6t5 d9u7o7ng2"),
    ],
)
def test_each_way_of_typing(name: str, text: str, expected: str) -> None:
    assert distorted(name, text) == expected


def test_half_of_the_accented_syllables_lose_their_accents() -> None:
    before, after = TITLE.split(), distorted("half").split()
    changed = [b for b, a in zip(before, after, strict=True) if a != b]
    assert len(changed) == 5
    assert all(fold(b) == fold(a) for b, a in zip(before, after, strict=True))


def test_a_typing_error_is_one_edit_of_one_syllable() -> None:
    for seed in range(200):
        text = DISTORTIONS["typo"](TITLE, random.Random(seed))
        assert OSA.distance(TITLE, text) <= 1


def test_what_is_misheard_is_one_other_syllable_of_the_language() -> None:
    for seed in range(200):
        before, after = TITLE.split(), DISTORTIONS["misheard"](TITLE, random.Random(seed)).split()
        (changed,) = [a for b, a in zip(before, after, strict=True) if a != b]
        assert is_syllable(changed)
    assert distorted("misheard", "xe ta") == "se ta"


def test_nfd_is_the_same_text() -> None:
    assert distorted("nfd") != TITLE
    assert unicodedata.normalize("NFC", distorted("nfd")) == TITLE


@pytest.mark.parametrize("name", DISTORTIONS)
def test_the_same_seed_distorts_alike(name: str) -> None:
    assert distorted(name) == distorted(name)
