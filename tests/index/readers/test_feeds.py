"""Feeds, sitemaps and XML records: each entry is an article, and what is none is said to be so."""

import tracemalloc
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from index.article import Article, Outcome, Reject, Skipped
from index.readers import ReadOptions, read_file

Read = Callable[..., list[Outcome]]

VIETNAM = timezone(timedelta(hours=7))

WXR = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Báo Làng</title><link>https://lang.example</link>
<wp:author><wp:author_login><![CDATA[lan]]></wp:author_login>
<wp:author_display_name><![CDATA[Hoàng Lan]]></wp:author_display_name></wp:author>
<item><title>Cầu tre qua sông</title><link>https://lang.example/?p=7</link>
<pubDate>Mon, 30 Nov -0001 00:00:00 +0000</pubDate><dc:creator><![CDATA[lan]]></dc:creator>
<guid isPermaLink="false">https://lang.example/?p=7</guid><description></description>
<content:encoded><![CDATA[<!-- wp:paragraph -->
Dân làng bắc cầu.

Ai cũng <strong>góp</strong> tre.

[caption id="a"]<img src="x"> Cây cầu[/caption]
<!-- /wp:paragraph -->]]></content:encoded>
<excerpt:encoded><![CDATA[Cầu mới của làng]]></excerpt:encoded>
<wp:post_date>2020-05-03 08:00:00</wp:post_date><wp:status>publish</wp:status>
<wp:post_type>post</wp:post_type><category domain="post_tag"><![CDATA[cầu]]></category>
<category domain="category"><![CDATA[Giao thông]]></category></item>
<item><title>Nháp</title><wp:status>draft</wp:status><wp:post_type>post</wp:post_type></item>
<item><title>anh.jpg</title><wp:status>inherit</wp:status>
<wp:post_type>attachment</wp:post_type></item>
<item><title>Liên hệ</title><wp:status>publish</wp:status><wp:post_type>page</wp:post_type></item>
</channel></rss>"""


def articles(outcomes: list[Outcome]) -> list[Article]:
    return [one for one in outcomes if isinstance(one, Article)]


def only(outcomes: list[Outcome]) -> Article:
    (article,) = outcomes
    assert isinstance(article, Article)
    return article


def rss(items: str) -> str:
    channel = "<title>Tin</title><link>https://bao.example/</link>"
    return f'<rss version="2.0"><channel>{channel}{items}</channel></rss>'


def test_an_entry_gives_its_plain_summary_its_address_and_the_paper_it_is_from(read: Read) -> None:
    article = only(
        read(
            "tin.xml",
            rss(
                "<item><title>Chợ &amp; phố</title><link>/tin/1.html</link><description>"
                '<![CDATA[<a href="x"><img src="y"></a></br>Sáng nay chợ họp.<p>The post <a>Chợ</a>'
                " appeared first on <a>Tin</a>.</p>]]></description>"
                "<pubDate>Tue, 05 Nov 2024 14:30:00 +0700</pubDate>"
                '<source url="https://www.goc.example/rss">Báo Gốc</source></item>'
            ),
        )
    )
    assert article.title == "Chợ & phố"
    assert article.summary == "Sáng nay chợ họp."
    assert article.body == ""
    assert article.url == "https://bao.example/tin/1.html"
    assert article.source == "goc.example"
    assert article.published == datetime(2024, 11, 5, 14, 30, tzinfo=VIETNAM)


def test_a_guid_names_an_entry_without_an_address_within_its_feed(read: Read) -> None:
    item = '<item><title>Chợ</title><guid isPermaLink="false">77</guid></item>'
    article = only(read("tin.rss", rss(item)))
    assert (article.id, article.source) == ("bao.example:77", "bao.example")


def test_a_long_description_is_the_text(read: Read) -> None:
    text = "Chợ họp từ sáng sớm. " * 60
    article = only(
        read("tin.rss", rss(f"<item><title>Chợ</title><description>{text}</description></item>"))
    )
    assert (article.summary, article.body) == ("", text.strip())


def test_the_update_of_an_atom_entry_is_no_sure_date(read: Read) -> None:
    entry = "<entry><title>Chợ</title><updated>2024-11-05T07:30:00Z</updated>{}</entry>"
    published = "<published>2024-11-01T00:00:00Z</published>"
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom">'
        f"{entry.format('')}{entry.format(published)}</feed>"
    )
    updated, sure = articles(read("tin.atom", feed))
    assert (updated.published_sure, sure.published_sure) == (False, True)
    assert isinstance(sure.published, date)
    assert sure.published.day == 1


def test_a_wordpress_export_gives_posts_and_skips_the_rest(read: Read) -> None:
    post, *others = read("wordpress.xml", WXR)
    assert isinstance(post, Article)
    assert post.summary == "Cầu mới của làng"
    assert post.body == "Dân làng bắc cầu.\nAi cũng góp tre.\nCây cầu"
    assert (post.author, post.category, post.tags) == ("Hoàng Lan", "Giao thông", ("cầu",))
    assert post.published == datetime(2020, 5, 3, 8, tzinfo=VIETNAM)
    assert [type(one) for one in others] == [Skipped] * 3


@pytest.mark.parametrize(
    "data",
    [
        (
            "\n\n"
            '<?xml version="1.0" encoding="utf-8"?>' + rss("<item><title>Chợ quê</title></item>")
        ).encode(),
        (
            '<?xml version="1.0" encoding="utf-16"?>' + rss("<item><title>Chợ quê</title></item>")
        ).encode(),
        rss("<item><title>Chợ quê</title></item>").encode("utf-16"),
        (
            '<?xml version="1.0" encoding="UTF-8"?>' + rss("<item><title>Chợ quê</title></item>")
        ).encode("utf-8-sig"),
        ('<?xml version="1.0"?><items><item><title>Chợ quê</title></item></items>').encode(
            "utf-16"
        ),
        b"<?xml version='1.0'?><items><item><title>Ch\xe1\xbb\xa3 qu&ecirc;</title></item></items>",
    ],
    ids=["blank line", "lying", "utf-16", "mark", "records in utf-16", "letters of HTML"],
)
def test_the_bytes_tell_the_encoding(read: Read, data: bytes) -> None:
    assert only(read("tin.xml", data)).title == "Chợ quê"


def test_what_is_whole_of_a_feed_that_was_cut_off_is_kept(read: Read) -> None:
    whole = rss("<item><title>Một</title></item><item><title>Hai bài</title></item>")
    article, reject = read("tin.rss", whole[: whole.index(" bài")])
    assert isinstance(article, Article)
    assert isinstance(reject, Reject)
    assert "cut off" in reject.reason


def test_entities_of_a_feed_read_no_files(read: Read) -> None:
    outside = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    feed = only(read("a.rss", outside + rss("<item><title>Tin &x;</title></item>")))
    record = (
        "<?xml version='1.0'?>" + outside + "<items><item><title>Tin &x;</title></item></items>"
    )
    assert "root" not in feed.title
    assert "root" not in only(read("a.xml", record)).title


def test_a_feed_without_entries_is_skipped_and_one_that_is_none_rejected(read: Read) -> None:
    (empty,) = read("a.rss", rss(""))
    (none,) = read("b.rss", "Chợ họp từ sáng sớm")
    assert isinstance(empty, Skipped)
    assert isinstance(none, Reject)


def test_real_feeds_are_read_whole(shared: Path) -> None:
    paths = sorted((shared / "fixtures" / "feeds").glob("*.xml"))
    assert paths
    for path in paths:
        made = list(read_file(path, ReadOptions()))
        assert len(made) == path.read_text("utf-8").count("<item>")
        for article in articles(made):
            assert article.title
            assert article.url
            assert article.published is not None
            assert "<" not in article.summary
        assert len(articles(made)) == len(made)


# Sitemaps

NEWS = 'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'


def test_a_news_sitemap_gives_titles_and_dates_and_skips_bare_addresses(read: Read) -> None:
    bare, article, after = read(
        "tin.xml",
        f"<urlset {NEWS}><url><loc>https://bao.example/</loc></url><url>"
        "<loc>https://bao.example/1.html</loc><lastmod>2025-01-01</lastmod><n:news><n:publication>"
        "<n:name>Báo</n:name></n:publication><n:publication_date>2024-11-05</n:publication_date>"
        "<n:title>Chợ & phố</n:title><n:keywords>chợ, phố</n:keywords></n:news></url>"
        "<url><loc>https://bao.example/2.html</loc></url></urlset>",
    )
    assert isinstance(article, Article)
    assert article.title == "Chợ & phố"
    assert article.published == date(2024, 11, 5)
    assert article.tags == ("chợ", "phố")
    assert article.url == "https://bao.example/1.html"
    assert [type(one) for one in (bare, after)] == [Skipped, Skipped]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (
            "<sitemapindex><sitemap><loc>https://bao.example/1.xml</loc></sitemap></sitemapindex>",
            "a sitemap index",
        ),
        ("<urlset><url><loc>https://bao.example/1.html</loc></url></urlset>", "without news"),
        ("<urlset></urlset>", "without addresses"),
        ("<urlset><url><loc>https", "cut off"),
    ],
)
def test_a_sitemap_without_articles_is_named_as_what_it_is(
    read: Read, data: str, says: str
) -> None:
    (reject,) = read("sitemap.xml", data)
    assert isinstance(reject, Reject)
    assert says in reject.reason


# Records


def test_records_are_elements_wherever_they_stand(read: Read) -> None:
    one, two = articles(
        read(
            "xuat.xml",
            "<?xml version='1.0'?><bao><ds><bai id='5'><Title>Một</Title>"
            "<content><p>Đoạn <b>đầu</b>."
            "</p><p>Đoạn cuối.</p></content><tags><value>chợ</value><value>phố</value></tags></bai>"
            "<bai><title>Hai</title></bai></ds></bao>",
        )
    )
    assert (one.id, one.title, one.body) == ("5", "Một", "Đoạn đầu.\nĐoạn cuối.")
    assert one.tags == ("chợ", "phố")
    assert two.title == "Hai"


def test_an_export_that_was_appended_to_is_read_to_its_end(read: Read) -> None:
    export = (
        '<?xml version="1.0" encoding="utf-8"?>\n<items>\n<item><title>{}</title></item></items>'
    )
    made = read("a.xml", export.format("Một") + export.format("Hai") + export.format("Ba")[:-20])
    assert [one.title for one in articles(made)] == ["Một", "Hai"]
    assert isinstance(made[-1], Reject)


def test_elements_may_be_mapped(read: Read) -> None:
    data = "<?xml version='1.0'?><x><y><ten>Chợ</ten></y></x>"
    (reject,) = read("a.xml", data)
    assert isinstance(reject, Reject)
    assert "--map" in reject.reason
    assert only(read("a.xml", data, ReadOptions(mapping={"title": "ten"}))).title == "Chợ"


@pytest.mark.parametrize("name", ["item", "url"])
def test_memory_does_not_grow_with_the_file(tmp_path: Path, name: str) -> None:
    root = "items" if name == "item" else f"urlset {NEWS}"
    inner = "<title>Chợ</title>" if name == "item" else "<n:news><n:title>Chợ</n:title></n:news>"
    element = f"<{name}>{inner}<body>{'Chợ họp. ' * 200}</body></{name}>"

    def peak(count: int) -> int:
        path = tmp_path / "a.xml"
        path.write_text(
            f"<?xml version='1.0'?><{root}>{element * count}</{root.split(maxsplit=1)[0]}>", "utf-8"
        )
        tracemalloc.start()
        number = sum(1 for _ in read_file(path, ReadOptions()))
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert number == count
        return top

    peak(10)
    assert peak(600) < peak(150) + 300_000


def test_a_feed_beyond_the_bound_is_a_reject_that_says_what_to_do(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.readers.formats.feed.MAX_FEED_BYTES", 100)
    (reject,) = read("a.rss", rss("<item><title>Chợ</title></item>") + " " * 100)
    assert isinstance(reject, Reject)
    assert "split it" in reject.reason


@pytest.mark.parametrize("link", ["https://[bao.example/1", "//[x", "http://]"])
def test_an_address_that_is_none_costs_no_entry(read: Read, link: str) -> None:
    assert only(read("a.rss", rss(f"<item><title>Chợ</title><link>{link}</link></item>"))).title
