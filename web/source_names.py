"""What do people call the newspaper whose site has this host?  A table of those that all know.

Facets, filters and the endpoint have the host, which is exact; the page shows the name.
"""

from __future__ import annotations

from collections.abc import Iterable

from index.vietnamese import fold

SOURCE_NAMES: dict[str, str] = {
    "24h.com.vn": "24h",
    "baochinhphu.vn": "Báo Chính phủ",
    "baodautu.vn": "Báo Đầu tư",
    "baomoi.com": "Báo Mới",
    "baotintuc.vn": "Báo Tin tức",
    "cafebiz.vn": "CafeBiz",
    "cafef.vn": "CafeF",
    "cand.com.vn": "Công an Nhân dân",
    "congan.com.vn": "Công an TP.HCM",
    "dantri.com.vn": "Dân trí",
    "genk.vn": "GenK",
    "giaoducthoidai.vn": "Giáo dục và Thời đại",
    "hanoimoi.vn": "Hànộimới",
    "kenh14.vn": "Kênh 14",
    "laodong.vn": "Lao Động",
    "nguoiduatin.vn": "Người Đưa Tin",
    "nhandan.vn": "Nhân Dân",
    "nld.com.vn": "Người Lao Động",
    "phunuonline.com.vn": "Phụ nữ TP.HCM",
    "plo.vn": "Pháp Luật TP.HCM",
    "qdnd.vn": "Quân đội nhân dân",
    "saigoneer.com": "Saigoneer",
    "sggp.org.vn": "Sài Gòn Giải Phóng",
    "soha.vn": "Soha",
    "suckhoedoisong.vn": "Sức khỏe và Đời sống",
    "thanhnien.vn": "Thanh Niên",
    "thesaigontimes.vn": "The Saigon Times",
    "tienphong.vn": "Tiền Phong",
    "tuoitre.vn": "Tuổi Trẻ",
    "tuoitrenews.vn": "Tuổi Trẻ News",
    "vietnamnet.vn": "VietNamNet",
    "vietnamplus.vn": "VietnamPlus",
    "vietstock.vn": "Vietstock",
    "vneconomy.vn": "VnEconomy",
    "vnexpress.net": "VnExpress",
    "vov.vn": "VOV",
    "vtcnews.vn": "VTC News",
    "vtv.vn": "VTV",
    "znews.vn": "Znews",
    "zingnews.vn": "Zing News",
}
"""Host without ``www.`` → name."""

_PREFIXES = ("www.", "m.", "amp.")


def source_name(source: str) -> str:
    """Return the name of the newspaper that ``source``, a host, belongs to; else ``source``.

    >>> source_name("vnexpress.net"), source_name("bao.example")
    ('VnExpress', 'bao.example')
    """
    host = source.lower()
    for prefix in _PREFIXES:
        host = host.removeprefix(prefix)
    return SOURCE_NAMES.get(host, source)


def named_source(name: str, sources: Iterable[str]) -> str:
    """Return the one of ``sources`` that people call ``name``, whatever its accents and capitals;
    ``name`` itself if none is.

    >>> named_source("tuoi tre", ["vnexpress.net", "tuoitre.vn"])
    'tuoitre.vn'
    """
    called = fold(name)
    return next((one for one in sources if fold(source_name(one)) == called), name)
