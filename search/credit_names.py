"""Is what stands behind *Theo* the name of a paper?  By how it is written, where no table has it.

*Theo Boldsky* names one, and so does *Theo báo Bảo hiểm xã hội*; *Theo Bộ Y tế*, *Theo Hoàng Duy*
and *Theo báo cáo* name an office, a reporter and nothing.
"""

from __future__ import annotations

import re

from index.vietnamese import fold
from search.papers import host_of, without_kind

_MAX_NAME_CHARS = 200  # beyond, a field holds no name
_BEHIND_NAME = re.compile(
    r"[\s.,;:)\]…]*(?:\(?\b(?:tổng hợp|đăng lại|lược dịch|lược ghi|biên dịch"
    r"|dịch|t/h|báo giấy|online|ghi)\)?)?[\s.,;:)\]…]*$",
    re.IGNORECASE,
)
_KINDS = (
    "báo",
    "tờ",
    "trang",
    "tạp chí",
    "hãng tin",
    "hãng thông tấn",
    "đài",
    "nhật báo",
    "kênh",
    "the",
)
_NO_PAPER = frozenset(
    ("cáo", "chí", "giới", "đài", "phục", "trình", "web", "điện", "tử", "mạng", "tin")
)
"""What makes of *báo* another word: *báo cáo*, *báo chí*, *trang phục*, *tờ trình*."""
_INSTITUTIONS = """
bo so cuc tong_cuc chi_cuc vu vien ubnd uy_ban hdnd hoi hiep_hoi lien tong cong_ty tap_doan
ngan_hang truong dai_hoc benh_vien ban phong trung_tam van_phong quoc_hoi thu_tuong chu_tich
toa_an tand vks vksnd mat_tran doan dang canh_sat csgt cong_an bao_hiem bhxh kho_bac thanh_tra
co_quan dai_ta trung_ta thieu bs ts gs pgs ths bac_si tien_si giao_su luat chuyen_gia nguoi
dai_dien thong so_lieu ket_qua ke_hoach quy nghi_dinh du do day lich nhan truyen facebook fb
youtube internet nguon tai_lieu loi y cac mot nhung nhieu who un lhq lien_hop_quoc unicef vff vpf
fifa nasa imf wb nhu giay phap_luat hop_dong cach
"""
_NO_SOURCE = re.compile(f"(?:{'|'.join(_INSTITUTIONS.split())})\\b".replace("_", " "))
"""What others than papers are called by, in their first word or two, without accents."""
_FAMILIES = """
nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đào đoàn vương trịnh trương
đinh lâm phùng mai tô tạ hà cao lưu thái châu quách chu kiều lương tống tăng thân
"""
_FAMILY_NAMES = frozenset(_FAMILIES.split())
_CALLED = """
báo tin thời tiền sống pháp luật thức kinh tế dân việt nam nông nghiệp doanh phụ nữ gia đình sức
khỏe khoẻ tạp đài tức trẻ mới điện tử online news
"""
_OF_PAPERS = frozenset(_CALLED.split())
_SYLLABLE = re.compile(
    r"(?:ngh?|nh|ph|t[hr]|[cgk]h|gi|qu|[bcdghklmnprstvx])?[aeiouy]{1,3}(?:ng|[nc]h|[cmnpt])?|[a-z]"
)
_WITHIN = _OF_PAPERS | {"&", "và", "of", "the"}


def cut_name(name: str) -> str:
    """``name`` without what says how it was used (*tổng hợp*, *đăng lại*), and signs around it."""
    before = None
    while before != name:
        before, name = name, _BEHIND_NAME.sub("", name[:_MAX_NAME_CHARS]).strip(" \t([\"“”'")
    return name


def is_office(name: str) -> bool:
    """Whether ``name`` is that of an office, a firm or people, who print nothing."""
    return _NO_SOURCE.match(fold(name)) is not None


def is_byline(text: str) -> bool:
    """Whether ``text`` may be who wrote an article: up to five words, all capitalised."""
    words = text.strip(" -–,(").split()
    return len(words) <= 5 and all(word[0].isupper() for word in words)


def looks_like_a_paper(name: str) -> bool:
    """Whether a name that is in no table may be a paper's: said to be one, or capitalised and no
    person's."""
    if host_of(name):
        return True
    bare = without_kind(name)
    words = bare.split()
    if bare != name:
        kind = name[: len(name) - len(bare)].strip().lower()
        is_kind = kind.startswith(_KINDS) and words[0].lower() not in _NO_PAPER
        return is_kind and ("báo" in kind or not is_office(bare))
    if not (words[0][0].isupper() or words[0][0].isdigit()):
        return False
    if not all(word[0].isupper() or word[0].isdigit() or word in _WITHIN for word in words):
        return False
    return not _may_be_a_person(words)


def _may_be_a_person(words: list[str]) -> bool:
    """Whether capitalised ``words`` may be a reporter's name: after a family name, or two syllables
    of which none is what papers are called by."""
    if 2 <= len(words) <= 4 and words[0].lower() in _FAMILY_NAMES:
        return True
    is_pair = len(words) == 2 and is_vietnamese_name(" ".join(words))
    return is_pair and not _OF_PAPERS & set(map(str.lower, words))


def is_vietnamese_name(text: str) -> bool:
    """Whether ``text`` may be the name of a Vietnamese: up to four syllables, all capitalised, or
    initials."""
    words = text.replace(".", " ").split()
    return 1 <= len(words) <= 4 and all(
        word[0].isupper() and _SYLLABLE.fullmatch(fold(word)) for word in words
    )
