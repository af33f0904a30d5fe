"""Which sections of different newspapers are one?  A table of names that mean the same.

*Thể thao* is *The thao* in an address, *Sports* in a feed.  Only what names the same section of the
big Vietnamese papers stands in one row; parts of a section (*Bóng đá*, *Chứng khoán*) and sections
that join two (*Văn hóa - Giải trí*) stay what they are.  Articles keep their paper's own name.
"""

from __future__ import annotations

from functools import cache

from index.vietnamese import clean_line, fold, syllables, unify_spelling

SECTIONS: dict[str, tuple[str, ...]] = {
    "Bất động sản": ("Nhà đất", "Địa ốc", "Real estate", "Property"),
    "Chính trị": ("Politics",),
    "Công nghệ": (
        *("Số hóa", "Sức mạnh số", "Nhịp sống số", "Công nghệ số", "Technology", "Tech"),
        *("Công nghệ thông tin", "CNTT", "Vi tính", "ICT"),
    ),
    "Du lịch": ("Travel", "Tourism"),
    "Đời sống": ("Life", "Lifestyle"),
    "Giải trí": ("Showbiz", "Entertainment"),
    "Giáo dục": ("Giáo dục - Đào tạo", "Giáo dục và Đào tạo", "GD&ĐT", "Education"),
    "Khoa học": ("Science",),
    "Khoa học - Công nghệ": ("Khoa học và Công nghệ", "KH&CN", "KHCN", "Science & Technology"),
    "Kinh tế": ("Kinh doanh", "Economy", "Business"),
    "Ô tô - Xe máy": ("Xe", "Xe cộ", "Ô tô xe máy", "Autos", "Cars"),
    "Pháp luật": ("Luật pháp", "Law", "Legal"),
    "Sức khỏe": ("Y tế", "Sức khỏe - Y tế", "Y tế - Sức khỏe", "Health"),
    "Thế giới": ("Quốc tế", "World", "International"),
    "Thể thao": ("Sport", "Sports"),
    "Thời sự": (),
    "Văn hóa": ("Culture",),
    "Xã hội": ("Society",),
}
"""The common name of each section, and its other names.  How they are written makes no difference:
capitals, spaces, dashes, ``&``, where a tone stands, and whether there are accents or none."""


def common_name(section: str) -> str:
    """Return the common name of a newspaper's section, ``""`` if it has none.

    >>> common_name("THE-THAO"), common_name("Sports"), common_name("Bóng đá")
    ('Thể thao', 'Thể thao', '')
    """
    return _by_key().get(_key(section), "")


def _key(section: str) -> str:
    return "".join(unify_spelling(one.surface) for one in syllables(clean_line(section).casefold()))


@cache
def _by_key() -> dict[str, str]:
    names = [(name, common) for common, others in SECTIONS.items() for name in (common, *others)]
    # Without accents as in addresses; one with only some of them (*Văn hoa*) is another word.
    found = {_key(fold(name)): common for name, common in names}
    return found | {_key(name): common for name, common in names}
