"""Which newspaper or agency does a host or a name mean?  A table of those that Vietnamese papers
name.

A paper has a host, a name and shorter ones, by which others credit it and with which its own
articles begin (*TTO*, *NDĐT*).  Papers that the table lacks are known by what their host and their
name have in common: *Báo Sông Tiền* is ``baosongtien.example``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from index.vietnamese import clean_line, fold

_MAX_REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class Paper:
    """A newspaper, station or agency: the ``host`` of its site, further ones, and further names of
    it; an ``is_agency`` sells what it writes to papers, and so has printed first what they say is
    from it."""

    name: str
    host: str
    also: tuple[str, ...] = ()
    more_hosts: tuple[str, ...] = ()
    is_agency: bool = False


def _agency(name: str, host: str, *also: str, more: tuple[str, ...] = ()) -> Paper:
    return Paper(name, host, also, more, is_agency=True)


def _paper(name: str, host: str, *also: str, more: tuple[str, ...] = ()) -> Paper:
    return Paper(name, host, also, more)


PAPERS: tuple[Paper, ...] = (
    _agency(
        *("TTXVN", "vnanet.vn", "Thông tấn xã Việt Nam", "Vietnam News Agency", "VNA"),
        *("TTXVN/Vietnam+", "Vietnam+/TTXVN", "TTXVN/VietnamPlus", "TTXVN/Báo Tin tức"),
        *("Bnews/TTXVN", "BNEWS", "Bnews.vn", "TTXVN/Tin tức", "Tin Tức TTXVN"),
        more=("bnews.vn", "baoanhvietnam.vn", "vnanet.com.vn"),
    ),
    _agency("VietnamPlus", "vietnamplus.vn", "Vietnam+", "Vietnam Plus"),
    _agency("Báo Tin tức", "baotintuc.vn", "Tin Tức", "Báo Tin Tức"),
    _agency("Reuters", "reuters.com"),
    _agency("AFP", "afp.com", "Agence France-Presse"),
    _agency("AP", "apnews.com", "Associated Press", more=("ap.org",)),
    _agency("Tân Hoa Xã", "xinhuanet.com", "Xinhua", "Xinhuanet", "THX", more=("news.cn",)),
    _agency("Yonhap", "yna.co.kr", "Yonhap News"),
    _agency("Kyodo", "kyodonews.net", "Kyodo News"),
    _agency("TASS", "tass.com", "Itar-Tass", "TASS.ru", more=("tass.ru",)),
    _agency("RIA Novosti", "ria.ru", "RIA", "Ria Novosti"),
    _agency("Sputnik", "sputniknews.com", "Sputnik News"),
    _agency("Bloomberg", "bloomberg.com"),
    _agency("KCNA", "kcna.kp"),
    _agency("UPI", "upi.com"),
    _agency("DPA", "dpa.com"),
    _agency("EFE", "efe.com"),
    _agency("Interfax", "interfax.ru"),
    _agency("Anadolu", "aa.com.tr", "Anadolu Agency"),
    _agency("Bernama", "bernama.com"),
    _paper("24h", "24h.com.vn", "24H.com.vn"),
    _paper(
        "An ninh Thủ đô", "anninhthudo.vn", "ANTĐ", "ANTD", more=("anninhthudo.com.vn", "antd.vn")
    ),
    _paper(
        *("Báo Chính phủ", "baochinhphu.vn", "Chính phủ", "Chinhphu.vn", "VGP", "VGP News"),
        *("Cổng TTĐT Chính phủ", "Cổng thông tin điện tử Chính phủ", "Chinhphu"),
        more=("chinhphu.vn", "vgp.vn"),
    ),
    _paper("Báo Đầu tư", "baodautu.vn", "Đầu tư", "Báo Đầu tư online"),
    _paper("Báo Giao thông", "baogiaothong.vn", "Giao thông", "Giao thông Vận tải"),
    _paper("Báo Mới", "baomoi.com", "Baomoi"),
    _paper("Bảo vệ Pháp luật", "baovephapluat.vn"),
    _paper("Bizlive", "bizlive.vn", "Nhịp sống kinh doanh"),
    _paper("CafeBiz", "cafebiz.vn"),
    _paper("CafeF", "cafef.vn"),
    _paper("Công an Nhân dân", "cand.com.vn", "CAND", "CANDO"),
    _paper("Công an TP.HCM", "congan.com.vn", "Công an Thành phố Hồ Chí Minh", "CATP"),
    _paper("Dân trí", "dantri.com.vn", "DT", "DTO", more=("dantri.vn",)),
    _paper("Dân Việt", "danviet.vn", "Nông thôn Ngày nay", "NTNN"),
    _paper("Đảng Cộng sản Việt Nam", "dangcongsan.vn", "ĐCSVN", "Báo Đảng Cộng sản"),
    _paper("Diễn đàn Doanh nghiệp", "diendandoanhnghiep.vn", "DĐDN", more=("enternews.vn",)),
    _paper("Đầu tư Chứng khoán", "tinnhanhchungkhoan.vn", "ĐTCK", "Tin nhanh chứng khoán"),
    _paper("Đất Việt", "baodatviet.vn", "ĐVO"),
    _paper("Đời sống & Pháp luật", "doisongphapluat.com", "ĐSPL", "Đời sống và Pháp luật"),
    _paper("Gia đình & Xã hội", "giadinh.net.vn", "Gia đình và Xã hội", "GĐXH", "Giadinhnet"),
    _paper("GenK", "genk.vn"),
    _paper("Giáo dục và Thời đại", "giaoducthoidai.vn", "Giáo dục thời đại", "GD&TĐ", "GDTĐ"),
    _paper("Giáo dục Việt Nam", "giaoduc.net.vn", "GDVN"),
    _paper("Hànộimới", "hanoimoi.vn", "Hà Nội mới", "HNM", "HNMO", more=("hanoimoi.com.vn",)),
    _paper("Hải quan", "haiquanonline.com.vn", "Báo Hải quan", more=("baohaiquan.vn",)),
    _paper("Infonet", "infonet.vn", "Infonet.vn", more=("infonet.vietnamnet.vn",)),
    _paper("Kênh 14", "kenh14.vn"),
    _paper("Khám phá", "khampha.vn"),
    _paper("Kiến thức", "kienthuc.net.vn"),
    _paper("Lao Động", "laodong.vn", "LĐO", "LĐ", more=("laodong.com.vn",)),
    _paper("Một Thế giới", "motthegioi.vn"),
    _paper("Người Đưa Tin", "nguoiduatin.vn", "NĐT"),
    _paper("Nhà Đầu tư", "nhadautu.vn"),
    _paper("Nhà báo & Công luận", "congluan.vn", "Nhà báo và Công luận"),
    _paper("Nhịp cầu Đầu tư", "nhipcaudautu.vn"),
    _paper("Nông nghiệp Việt Nam", "nongnghiep.vn"),
    _paper(
        "Nhân Dân", "nhandan.vn", "NDĐT", "NDO", "ND", more=("nhandan.com.vn", "nhandan.org.vn")
    ),
    _paper("NDH", "ndh.vn", "Người đồng hành"),
    _paper("Người Lao Động", "nld.com.vn", "NLĐO", "NLĐ", "NLDO"),
    _paper("Phụ nữ TP.HCM", "phunuonline.com.vn", "PNO", "Phụ nữ", "Phụ nữ Online"),
    _paper("Phụ nữ Việt Nam", "phunuvietnam.vn", "PNVN"),
    _paper("Pháp Luật TP.HCM", "plo.vn", "PLO", "PL.TPHCM", "Pháp luật TP Hồ Chí Minh"),
    _paper("Pháp luật Việt Nam", "baophapluat.vn", "PLVN"),
    _paper("Pháp luật & Xã hội", "phapluatxahoi.vn", "PL&XH", "Pháp luật và Xã hội"),
    _paper("Quân đội nhân dân", "qdnd.vn", "QĐND", "QĐNDO"),
    _paper("Saigoneer", "saigoneer.com"),
    _paper("Sài Gòn Đầu tư Tài chính", "saigondautu.com.vn", "Sài Gòn Đầu tư"),
    _paper("Sài Gòn Giải Phóng", "sggp.org.vn", "SGGP", "SGGPO", more=("sggp.vn",)),
    _paper("Sài Gòn Tiếp Thị", "sgtt.vn", "SGTT"),
    _paper("Soha", "soha.vn", "Soha News"),
    _paper("Sức khỏe và Đời sống", "suckhoedoisong.vn", "SK&ĐS", "Sức khỏe & Đời sống", "SKĐS"),
    _paper("Thanh Niên", "thanhnien.vn", "TNO", "Thanh Niên Online", more=("thanhnien.com.vn",)),
    _paper("The Saigon Times", "thesaigontimes.vn", "TBKTSG", "Thời báo Kinh tế Sài Gòn"),
    _paper("Thời báo Ngân hàng", "thoibaonganhang.vn"),
    _paper("Tiền Phong", "tienphong.vn", "TPO", "TP"),
    _paper("Tổ Quốc", "toquoc.vn"),
    _paper("Trí thức trẻ", "ttvn.vn", "Trí Thức Trẻ", "Tri thức trẻ"),
    _paper("Tuổi Trẻ", "tuoitre.vn", "TTO", "TT", "Tuổi trẻ TP.HCM", more=("tuoitre.com.vn",)),
    _paper("Tuổi Trẻ News", "tuoitrenews.vn"),
    _paper("VEF", "vef.vn", "Diễn đàn Kinh tế Việt Nam"),
    _paper("VietNamNet", "vietnamnet.vn", "VNN", "Vietnam Net", more=("vnn.vn",)),
    _paper("Vietstock", "vietstock.vn"),
    _paper("VietTimes", "viettimes.vn"),
    _paper(
        "VnEconomy", "vneconomy.vn", "TBKTVN", "Thời báo Kinh tế Việt Nam", "Thời báo Kinh tế VN"
    ),
    _paper("VnExpress", "vnexpress.net", "VNE", "VnMoney"),
    _paper("VnMedia", "vnmedia.vn"),
    _paper("VOH", "voh.com.vn"),
    _paper("VOV", "vov.vn", "VOVNews", "Đài Tiếng nói Việt Nam", "VOV1", "VOV Giao thông"),
    _paper("VTC News", "vtcnews.vn", "VTC", "VTCNews", more=("vtc.vn",)),
    _paper("VTV", "vtv.vn", "VTV News", "Đài Truyền hình Việt Nam", "VTV24", "VTV1"),
    _paper(
        "Zing News", "zingnews.vn", "Zing", "Znews", more=("znews.vn", "news.zing.vn", "zing.vn")
    ),
    _paper("ABC News", "abcnews.go.com", "ABC"),
    _paper("BBC", "bbc.com", "BBC News", "BBC Tiếng Việt", more=("bbc.co.uk",)),
    _paper("CBS News", "cbsnews.com", "CBS"),
    _paper("CNA", "channelnewsasia.com", "Channel NewsAsia"),
    _paper("CNBC", "cnbc.com"),
    _paper("CNN", "cnn.com", more=("edition.cnn.com",)),
    _paper("Daily Mail", "dailymail.co.uk", "Dailymail", "Mail Online"),
    _paper("Financial Times", "ft.com", "FT"),
    _paper("Fox News", "foxnews.com", "Fox"),
    _paper("The Guardian", "theguardian.com", "Guardian"),
    _paper("NBC News", "nbcnews.com", "NBC"),
    _paper("New York Post", "nypost.com", "NYPost"),
    _paper("The New York Times", "nytimes.com", "NYTimes", "New York Times", "NYT"),
    _paper("RT", "rt.com", "Russia Today"),
    _paper("South China Morning Post", "scmp.com", "SCMP"),
    _paper("The Straits Times", "straitstimes.com", "Straits Times"),
    _paper("The Telegraph", "telegraph.co.uk", "Telegraph"),
    _paper("Wall Street Journal", "wsj.com", "WSJ"),
    _paper("Washington Post", "washingtonpost.com", "The Washington Post"),
)

_HOUSES = {"VietnamPlus": "TTXVN", "Báo Tin tức": "TTXVN"}
"""Papers that an agency prints itself: what is from the agency may be from them."""

_WORD = re.compile(r"[^\W_]+\+?")
_ADDRESS = re.compile(r"(?:https?://)?((?:[\w-]+\.)+[a-z]{2,})(?:[/?#:]\S*)?", re.IGNORECASE)
_PREFIXES = ("www.", "m.", "amp.")
_SUFFIXES = frozenset(("com", "net", "org", "gov", "edu", "info", "co", "ac", "biz"))
_KINDS = re.compile(  # what a name may say of the paper that it is of; with accents, as written
    r"(?:(?:nhật|tuần)?\s*báo(?: điện tử| đt)?|tờ(?: báo)?|trang(?: tin| mạng| web)*(?: điện tử)?"
    r"|tạp chí(?: điện tử)?|hãng(?: tin| thông tấn)|đài|kênh|website|the)\s+(?=\S)",
    re.IGNORECASE,
)
_AROUND_LABEL = re.compile(r"^(?:bao|tapchi)(?=\w{3})|(?:online|dientu)$")


def paper_at(source: str) -> Paper | None:
    """The paper of the table whose site is at ``source``, a host or an address, or that is called
    so; ``None`` if none is.

    >>> paper_at("sohoa.vnexpress.net").name, paper_at("bao.example")
    ('VnExpress', None)
    """
    host = host_of(source)
    while host:
        if found := _by_host().get(host):
            return found
        _, _, host = host.partition(".")
    return None if host_of(source) else paper_named(source)


def paper_named(name: str) -> Paper | None:
    """The paper of the table that ``name`` means, however it is capitalised and accented.

    >>> paper_named("báo Tuổi trẻ").host, paper_named("Vietnam +").host, paper_named("Sông Tiền")
    ('tuoitre.vn', 'vietnamplus.vn', None)
    """
    whole = squeezed(name)
    return _by_name().get(whole) or _by_name().get(squeezed(without_kind(name)))


@lru_cache(_MAX_REMEMBERED)
def outlet_key(source: str) -> str:
    """What a paper's host and all its names have in common; ``""`` if nothing is left of them.

    >>> outlet_key("www.baosongtien.example") == outlet_key("Báo điện tử Sông Tiền")
    True
    """
    found = paper_at(source)
    if found is not None:
        return found.name
    host = host_of(source)
    label = _main_label(host) if host else squeezed(without_kind(source))
    return _AROUND_LABEL.sub("", label) or label


def house_of(key: str) -> str:
    """The key of the agency that prints the paper with ``key``, else ``key``."""
    return _HOUSES.get(key, key)


def host_of(text: str) -> str:
    """The bare host that ``text``, a host or an address, names; ``""`` where it is neither.

    >>> host_of("https://www.tuoitre.vn/tin.htm"), host_of("Tuổi Trẻ")
    ('tuoitre.vn', '')
    """
    found = _ADDRESS.fullmatch(text.strip())
    if found is None or not found[1].isascii():
        return ""
    host = found[1].lower()
    for prefix in _PREFIXES:
        if host.count(".") > 1:
            host = host.removeprefix(prefix)
    return host


def without_kind(name: str) -> str:
    """``name`` without *Báo*, *tờ*, *trang tin*, *hãng tin*… before it."""
    return _KINDS.sub("", clean_line(name), count=1) if _KINDS.match(name) else name


def squeezed(name: str) -> str:
    """The letters and digits of ``name`` without accents; a plus stays, *Vietnam+* has one."""
    return "".join(_WORD.findall(fold(name).replace(" +", "+")))


def _main_label(host: str) -> str:
    labels = host.split(".")[:-1] or [host]
    while len(labels) > 1 and labels[-1] in _SUFFIXES:
        labels.pop()
    return squeezed(labels[-1])


@cache
def _by_host() -> dict[str, Paper]:
    return {host: one for one in PAPERS for host in (one.host, *one.more_hosts)}


@cache
def _by_name() -> dict[str, Paper]:
    found: dict[str, Paper] = {}
    for one in PAPERS:
        names = (one.name, *one.also, one.host, *one.more_hosts)
        for name in names:
            found.setdefault(squeezed(name), one)
            found.setdefault(squeezed(without_kind(name)), one)
    return found
