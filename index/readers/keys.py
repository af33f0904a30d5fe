"""Under which keys do records keep an article's fields?

Keys are compared by :func:`bare_key`, without case, accents and whatever is no letter or digit, so
``publishedAt``, ``published_at`` and ``Published at`` are one, and so are *Tiêu đề* and
``tieu_de``.  The list is of the crawlers' own names: news-please, newspaper, trafilatura, NewsAPI,
JSON Feed, WordPress's endpoint, schema.org, and what Vietnamese crawlers write.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from index.vietnamese import fold

# Public: users' files rely on it, and docs/records.md lists it.  Best first.
KNOWN_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "title": (
        *("title", "headline", "tieu_de", "tieu_de_bai", "ten_bai", "ten_bai_viet"),
        *("article_title", "post_title", "news_title", "title_page"),
    ),
    "summary": (
        *("summary", "abstract", "description", "sapo", "intro", "lead", "excerpt", "tom_tat"),
        *("mo_ta", "trich_dan", "short_description", "meta_description", "teaser", "standfirst"),
    ),
    "body": (
        *("body", "content", "text", "noi_dung", "main_text", "maintext", "article_body"),
        *("article_text", "full_text", "content_html", "content_text", "body_html", "body_text"),
        *("noi_dung_bai", "noi_dung_bai_viet", "cleaned_text", "text_content", "post_content"),
        *("paragraphs", "contents", "raw_text"),
    ),
    "published": (
        *("published", "date", "time", "publish_date", "published_at", "datePublished"),
        *("publication", "published_iso", "ngay", "pub_date", "date_publish", "publish"),
        *("publish_time", "published_time", "published_date", "publication_date", "publish_at"),
        *("ngay_dang", "ngay_dang_bai", "ngay_xuat_ban", "thoi_gian", "thoi_gian_dang", "gio_dang"),
        *("ngay_gio", "post_date", "post_time", "posted_at", "post_date_gmt", "date_time"),
        *("release_date", "time_publish", "date_posted"),
    ),
    "category": (
        *("category", "topic", "section", "chuyen_muc", "cate", "categories", "cates", "danh_muc"),
        *("the_loai", "chu_de", "sections", "topics", "article_section", "category_name"),
        *("cate_name", "section_name", "meta_section"),
    ),
    "source": (
        *("source", "publisher", "site", "bao", "nguon", "site_name", "source_name", "hostname"),
        *("toa_soan", "newspaper", "source_domain", "domain", "website", "meta_site_name"),
    ),
    "url": (
        *("url", "link", "canonical_link", "canonical_url", "article_url", "source_url", "web_url"),
        *("permalink", "href", "duong_dan", "duong_link", "lien_ket", "link_bai", "page_url"),
        *("news_url", "post_url", "original_url"),
    ),
    "author": (
        *("author", "tac_gia", "authors", "byline", "creator", "writer", "nguoi_viet"),
        *("phong_vien", "author_name", "but_danh"),
    ),
    "tags": ("tags", "keywords", "tu_khoa", "tag", "meta_keywords", "tag_list", "hashtags"),
    "id": ("id", "doc_id", "postId", "article_id", "news_id", "_id", "uuid"),
}


@lru_cache(maxsize=4096)
def bare_key(name: str) -> str:
    """What is left of a key that is compared: its letters and digits, small and without accents."""
    return "".join(char for char in fold(name.lower()) if char.isalnum())


KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    field: tuple(dict.fromkeys(map(bare_key, names))) for field, names in KNOWN_KEYS.items()
}
"""As :data:`KNOWN_KEYS`, each as :func:`bare_key` leaves it."""


def keys_for(field: str, mapping: Mapping[str, str]) -> tuple[str, ...]:
    """The bare keys that may hold an article's ``field``, best first: that of ``--map``, if there
    is one, before all that are known."""
    mapped = mapping.get(field)
    return (
        (bare_key(mapped), *KEYS[field])
        if mapped is not None
        else KEYS.get(field, (bare_key(field),))
    )


def holds_any(keys: Iterable[object], field: str) -> bool:
    """Whether among ``keys`` one is known for ``field``."""
    return any(bare_key(str(key)) in KEYS[field] for key in keys)


def holds_article(keys: Iterable[object], mapping: Mapping[str, str]) -> bool:
    """Whether among ``keys``, of a record or a table, one may hold a title or a body."""
    wanted = {*keys_for("title", mapping), *keys_for("body", mapping)}
    return any(bare_key(str(key)) in wanted for key in keys)
