"""Under which keys do records keep an article's fields?

Keys are compared by :func:`bare_key`, without case, accents and whatever is no letter or digit, so
``publishedAt``, ``published_at`` and ``Published at`` are one, and so are *Tiêu đề* and
``tieu_de``.  The list is of the crawlers' own names: news-please, newspaper, trafilatura, NewsAPI,
JSON Feed, WordPress's endpoint, schema.org, and what Vietnamese crawlers write.  A key that is none
of these may be one with a word more, which says that it is the article's: ``post_author``,
``url_bai_viet``.
"""

from __future__ import annotations

import re
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
        *("web_title", "ten_bai_bao", "tieu_de_chinh", "ten_tieu_de"),
    ),
    "summary": (
        *("summary", "abstract", "description", "sapo", "intro", "lead", "excerpt", "tom_tat"),
        *("mo_ta", "trich_dan", "short_description", "meta_description", "teaser", "standfirst"),
        *("lede", "deck", "dek", "subheadline", "custom_excerpt", "post_excerpt", "desc"),
        *("short_desc", "short_content", "mo_ta_ngan", "gioi_thieu", "og_description", "snippet"),
        *("lead_paragraph", "trail_text", "content_snippet", "mo_dau", "doan_mo_dau", "loi_dan"),
        *("dan_nhap", "preview", "subtitle"),
    ),
    "body": (
        *("body", "content", "text", "noi_dung", "main_text", "maintext", "article_body"),
        *("article_text", "full_text", "content_html", "content_text", "body_html", "body_text"),
        *("noi_dung_bai", "noi_dung_bai_viet", "cleaned_text", "text_content", "post_content"),
        *("paragraphs", "contents", "raw_text", "article_content", "news_content", "main_content"),
        *("full_content", "content_raw", "content_elements", "body_content", "clean_text"),
        *("plain_text", "noi_dung_chi_tiet", "noi_dung_html", "than_bai", "toan_van", "blocks"),
        *("html", "article", "document", "self_text", "content_detail", "detail_content"),
        *(
            "content_encoded",
            "page_content",
            "article_html",
            "noi_dung_day_du",
            "bai_viet",
            "van_ban",
            "content_plain",
            "raw_content",
        ),
        *("markdown", "content_markdown", "body_markdown", "content_md"),
        # Also what an endpoint says of an error: a text only where there is a title.
        *("detail", "details", "chi_tiet"),
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
        *("seendate", "date_gmt", "web_publication_date", "ngay_gio_dang", "ngay_cong_bo"),
        *("date_publication", "date_of_publication", "publication_time", "publish_datetime"),
        *("published_datetime", "pub_datetime", "date_str", "date_raw", "raw_date", "gio", "hour"),
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
        *("primary_category", "category_title", "news_category", "muc", "primary_tag", "label"),
        *("phan_loai", "loai", "loai_tin", "nhan"),
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
        *(
            "share_url",
            "external_url",
            "detail_url",
            "url_detail",
            "uri",
            "loc",
            "target_uri",
            *("warc_target_uri", "title_url", "title_link", "title_href", "link_href", "url_href"),
            "guid",
        ),
    ),
    "author": (
        *("author", "tac_gia", "authors", "byline", "creator", "writer", "nguoi_viet"),
        *("phong_vien", "author_name", "but_danh", "author_names", "ten_tac_gia", "nha_bao"),
        *("journalist", "reporter", "primary_author", "dc_creator", "written_by", "posted_by"),
        *("author_full_name", "author_display_name", "nguoi_dang"),
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
LISTS: Final = frozenset(
    (
        *("item", "items", "entry", "entries", "articles", "posts", "results", "records", "rows"),
        *("docs", "documents", "hits", "edges", "news", "stories", "baiviet", "danhsach"),
    )
)
"""Bare keys of lists that are no part of an article, whatever title and day stand beside them."""


@lru_cache(maxsize=4096)
def bare_key(name: str) -> str:
    """What is left of a key that is compared: its letters and digits, small and without accents."""
    name = _REMARK.sub("", name) or name
    return "".join(char for char in fold(name.lower()) if char.isalnum())


# "Ngày đăng (dd/mm/yyyy)"; Salesforce's "Title__c".
_REMARK = re.compile(r"(?<=\w)(?:__[cr]|\s*\([^()]{0,60}\)\s*)$")

KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    field: tuple(dict.fromkeys(map(bare_key, names))) for field, names in KNOWN_KEYS.items()
}
"""As :data:`KNOWN_KEYS`, each as :func:`bare_key` leaves it."""

_PUBLISHED = KEYS["published"]
_UNSURE_DATES: Final = frozenset(_PUBLISHED[_PUBLISHED.index(bare_key(FIRST_UNSURE_DATE)) :])
NEED_TITLE: Final = frozenset(("detail", "details", "chitiet"))
"""Bare keys of ``body`` that hold a text only where the record has a title."""
_NAMES = ("name", "ten")

# Words that say of what the rest of a key is a part.
_BEFORE = ("baiviet", "baibao", "article", "news", "post", "story", "item", "entry", "field")
_BEFORE_SAID = ("meta", "og", "dc", "tintuc", "ten", "bai", "tin")  # not of a text
_BEHIND = (
    "baiviet",
    "baibao",
    "article",
    "news",
    "post",
    "story",
    "bantin",
    "tintuc",
    "tin",
    "bai",
)
_BEHIND_DATE = ("utc", "gmt", "local", "iso", "string", "formatted")
_MIN_KEY_CHARS = 3  # of what is left
_LAST = 1000  # behind every key that is known as it stands

_RANKS: Final[Mapping[str, tuple[str, int]]] = {
    key: (field, rank) for field, keys in KEYS.items() for rank, key in enumerate(keys)
}


@lru_cache(maxsize=4096)
def _known(bare: str) -> tuple[str, int, str] | None:
    """The field, the rank, and the key as it is known."""
    if bare in _RANKS:
        return (*_RANKS[bare], bare)
    for word in (*_BEFORE, *_BEFORE_SAID):
        found = _RANKS.get(rest := bare.removeprefix(word)) if bare.startswith(word) else None
        if found and len(rest) >= _MIN_KEY_CHARS and (word in _BEFORE or found[0] != "body"):
            return (found[0], found[1] + _LAST, rest)
    for word in (*_BEHIND, *_BEHIND_DATE):
        found = _RANKS.get(rest := bare.removesuffix(word)) if bare.endswith(word) else None
        if found and len(rest) >= _MIN_KEY_CHARS and (word in _BEHIND or found[0] == "published"):
            return (found[0], found[1] + _LAST, rest)
    return None


def rank_of(bare: str) -> tuple[str, int] | None:
    """The field that a bare key is known for, and how many come before it; ``None`` if for none."""
    known = _known(bare)
    return None if known is None else known[:2]


def is_unsure_date(bare: str) -> bool:
    """Whether a bare key of ``published`` says when a record was made or changed."""
    known = _known(bare)
    return known is not None and known[2] in _UNSURE_DATES


@lru_cache(maxsize=4096)
def field_of(name: object) -> str:
    """The article's field that a record's key is known for, or ``""``."""
    known = rank_of(bare_key(str(name)))
    return "" if known is None else known[0]


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
    if not bare.isdisjoint(mapped) or name_for_title(bare):
        return True
    return any(known[0] in ("title", "body") for key in bare if (known := rank_of(key)))


def name_for_title(bare: Collection[str]) -> str:
    """The key among bare ones that is a name and stands for a title, or ``""``: it is a person's
    or a tag's too, but with an address and a day or a summary it names an article, as schema.org
    lets it."""
    name = next((one for one in _NAMES if one in bare), "")
    has = {known[0] for key in bare if (known := rank_of(key))} if name else set()
    return name if "url" in has and has & {"published", "summary"} else ""
