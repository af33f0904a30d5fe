"""Lists stand in the order of Vietnamese dictionaries."""

from index.vietnamese import collation_key


def test_letters_come_before_tones_and_tones_before_capitals() -> None:
    tones = sorted(["ạ", "á", "ã", "ả", "à", "a"], key=collation_key)
    assert tones == ["a", "à", "ả", "ã", "á", "ạ"]
    assert sorted(["Đà", "Da", "đa", "da", "Đa"], key=collation_key) == [
        "da", "Da", "đa", "Đa", "Đà",
    ]  # fmt: skip
    assert sorted(["ơn", "ông", "on", "ăn", "âm", "an"], key=collation_key) == [
        "an", "ăn", "âm", "on", "ông", "ơn",
    ]  # fmt: skip


def test_composed_or_not_makes_no_difference() -> None:
    assert collation_key("ế")[:2] == collation_key("e\u0302\u0301")[:2]
    assert collation_key("")[0] == ()
    assert sorted(["習", "z", "ß", "1"], key=collation_key) == ["1", "z", "ß", "習"]
