"""Under which keys do records keep an article's fields?

Keys are compared by :func:`bare_key`, without case, accents and whatever is no letter or digit, so
``publishedAt``, ``published_at`` and ``Published at`` are one, and so are *Tiêu đề* and
``tieu_de``.  The list is of the crawlers' own names: news-please, newspaper, trafilatura, NewsAPI,
JSON Feed, WordPress's endpoint, schema.org, and what Vietnamese crawlers write.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Final

from index.vietnamese import fold

# Public: users' files rely on it, and docs/records.md lists it.  Best first.
KNOWN_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "title": (
        *("title", "headline", "tieu_de", "tieu_de_bai", "ten_bai", "ten_bai_viet"),
        *("article_title", "post_title", "news_title", "title_page", "heading", "tua_de"),
        *("nhan_de", "ten_tin", "story_title", "page_title", "og_title", "meta_title"),
        "web_title",
    ),
    "summary": (
        *("summary", "abstract", "description", "sapo", "intro", "lead", "excerpt", "tom_tat"),
        *("mo_ta", "trich_dan", "short_description", "meta_description", "teaser", "standfirst"),
        *("lede", "deck", "dek", "subheadline", "custom_excerpt", "post_excerpt", "desc"),
        *("short_desc", "short_content", "mo_ta_ngan", "gioi_thieu", "og_description", "snippet"),
        *("lead_paragraph", "trail_text"),
    ),
    "body": (
        *("body", "content", "text", "noi_dung", "main_text", "maintext", "article_body"),
        *("article_text", "full_text", "content_html", "content_text", "body_html", "body_text"),
        *("noi_dung_bai", "noi_dung_bai_viet", "cleaned_text", "text_content", "post_content"),
        *("paragraphs", "contents", "raw_text", "article_content", "news_content", "main_content"),
        *("full_content", "content_raw", "content_elements", "body_content", "clean_text"),
        *("plain_text", "noi_dung_chi_tiet", "noi_dung_html", "than_bai", "toan_van", "blocks"),
        *("html", "article", "document", "self_text"),
    ),
    "published": (
        *("published", "date", "time", "publish_date", "published_at", "datePublished"),
        *("publication", "published_iso", "ngay", "pub_date", "date_publish", "publish"),
        *("publish_time", "published_time", "published_date", "publication_date", "publish_at"),
        *("ngay_dang", "ngay_dang_bai", "ngay_xuat_ban", "thoi_gian", "thoi_gian_dang", "gio_dang"),
        *("ngay_gio", "post_date", "post_time", "posted_at", "post_date_gmt", "date_time"),
        *("release_date", "time_publish", "date_posted", "article_published_time", "published_on"),
        *("posted_on", "posted_time", "posted", "pub_time", "time_published", "first_published_at"),
        *("display_date", "publish_timestamp", "published_timestamp", "public_date", "date_pub"),
        *("date_time_pub", "thoi_gian_xuat_ban", "ngay_phat_hanh", "ngay_dang_tai", "thoi_diem"),
        *("seendate", "date_gmt", "web_publication_date"),
        # What says when a record was made or changed comes last, and is not sure.
        *("date_created", "created_at", "created", "created_time", "create_time", "created_date"),
        *("create_date", "ngay_tao", "timestamp", "date_modified", "modified", "updated_at"),
        *("updated", "date_modify", "modified_at", "ngay_cap_nhat", "last_modified"),
        "created_utc",
    ),
    "category": (
        *("category", "topic", "section", "chuyen_muc", "cate", "categories", "cates", "danh_muc"),
        *("the_loai", "chu_de", "sections", "topics", "article_section", "category_name"),
        *("cate_name", "section_name", "meta_section", "cat", "cat_name", "zone_name", "zone"),
        *("primary_category", "category_title", "news_category", "muc", "primary_tag"),
    ),
    "source": (
        *("source", "publisher", "site", "bao", "nguon", "site_name", "source_name", "hostname"),
        *("toa_soan", "newspaper", "source_domain", "domain", "website", "meta_site_name"),
        *("source_hostname", "source_site", "media_name", "outlet", "provider", "ten_bao"),
        *("to_bao", "nguon_tin", "news_source", "publisher_name", "host"),
    ),
    "url": (
        *("url", "link", "canonical_link", "canonical_url", "article_url", "source_url", "web_url"),
        *("permalink", "href", "duong_dan", "duong_link", "lien_ket", "link_bai", "page_url"),
        *("news_url", "post_url", "original_url", "article_link", "link_bai_viet", "source_link"),
        *("final_url", "response_url", "requested_url", "canonical", "main_entity_of_page"),
        *("share_url", "external_url", "uri", "loc", "target_uri", "guid"),
    ),
    "author": (
        *("author", "tac_gia", "authors", "byline", "creator", "writer", "nguoi_viet"),
        *("phong_vien", "author_name", "but_danh", "author_names", "ten_tac_gia", "nha_bao"),
        *("journalist", "reporter", "primary_author", "dc_creator"),
    ),
    "tags": (
        *("tags", "keywords", "tu_khoa", "tag", "meta_keywords", "tag_list", "hashtags"),
        *("tag_names", "news_keywords", "article_tags", "keyword", "labels"),
    ),
    "id": (
        *("id", "doc_id", "postId", "article_id", "news_id", "_id", "uuid", "ma_bai"),
        *("id_bai_viet", "story_id"),
    ),
}
FIRST_UNSURE_DATE: Final = "date_created"
"""The first key of ``published`` that need not be of publication; so are all behind it."""

PARTS: Final = frozenset(
    (
        *("related", "relatedarticles", "relatedposts", "relatednews", "tinlienquan", "comments"),
        *("images", "photos", "videos", "media", "tags", "authors", "author", "categories"),
        *("breadcrumbs", "breadcrumb", "links", "attachments", "enclosures", "blocks"),
        *("paragraphs", "content", "contents", "body", "contentelements", "children", "sections"),
        "translations",
    )
)
"""Bare keys of lists that belong to one article, which need not have its text."""


@lru_cache(maxsize=4096)
def bare_key(name: str) -> str:
    """What is left of a key that is compared: its letters and digits, small and without accents."""
    return "".join(char for char in fold(name.lower()) if char.isalnum())


KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    field: tuple(dict.fromkeys(map(bare_key, names))) for field, names in KNOWN_KEYS.items()
}
"""As :data:`KNOWN_KEYS`, each as :func:`bare_key` leaves it."""

_PUBLISHED = KEYS["published"]
UNSURE_DATES: Final = frozenset(_PUBLISHED[_PUBLISHED.index(bare_key(FIRST_UNSURE_DATE)) :])
"""Bare keys of days on which a record was made or changed."""

RANKS: Final[Mapping[str, tuple[str, int]]] = {
    key: (field, rank) for field, keys in KEYS.items() for rank, key in enumerate(keys)
}
"""The field of each bare key that is known, and how many keys of that field come before it."""
_ARTICLE: Final = frozenset({*KEYS["title"], *KEYS["body"]})


def field_of(name: object) -> str:
    """The article's field that a record's key is known for, or ``""``."""
    return RANKS.get(bare_key(str(name)), ("", 0))[0]


def keys_for(field: str, mapping: Mapping[str, str]) -> tuple[str, ...]:
    """The bare keys that may hold an article's ``field``, best first: that of ``--map``, if there
    is one, before all that are known."""
    mapped = mapping.get(field)
    if mapped is None:
        return KEYS.get(field) or (bare_key(field),)
    return (bare_key(mapped), *KEYS.get(field, ()))


def holds_any(keys: Iterable[object], field: str) -> bool:
    """Whether among ``keys`` one is known for ``field``."""
    return any(field_of(key) == field for key in keys)


def holds_article(keys: Iterable[object], mapping: Mapping[str, str]) -> bool:
    """Whether among ``keys``, of a record or a table, one may hold a title or a body."""
    mapped = {bare_key(mapping[field]) for field in ("title", "body") if field in mapping}
    bare = {bare_key(str(key)) for key in keys}
    return not bare.isdisjoint(_ARTICLE) or not bare.isdisjoint(mapped) or has_name_for_title(bare)


def has_name_for_title(bare: Collection[str]) -> bool:
    """Whether ``name`` among bare keys is a title: it is a person's or a tag's too, but with an
    address and a day or a summary it names an article, as schema.org lets it."""
    if "name" not in bare:
        return False
    has = {RANKS[key][0] for key in bare if key in RANKS}
    return "url" in has and bool(has & {"published", "summary"})
