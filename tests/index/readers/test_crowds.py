"""Tags of very many attributes, entries of very many labels: read in linear time, or rejects.

What feedparser makes of a feed when it is asked itself is the oracle of how we ask it.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import feedparser
import pytest
from feedparser.util import FeedParserDict
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from index.article import Article, Outcome, Reject
from index.readers.formats import scrapy_xml
from index.readers.limits import MAX_NAMESPACES, MAX_TAG_ATTRIBUTES
from index.readers.texts import feed_parsing, markup
from index.readers.texts.feed_parsing import TOO_MANY_NAMESPACES, parse_feed
from index.readers.texts.tags import has_crowded_tag, open_tag, without_crowds
from index.readers.texts.xml_stream import CutOffError, elements

Read = Callable[..., list[Outcome]]
_TIMES = int(os.environ.get("TIMBAO_FUZZ", "1"))
_PARTS = (
    *("<item>", "</item>", "<title>Mùa lúa</title>", "<category>lúa</category>", "<category/>"),
    *('<category domain="x">gạo</category>', '<category domain="x"/>'),
    *("<category>gạo</category>", '<category domain="tag">lúa</category>', "<x:y>z</x:y>"),
    *('<category domain="tag"/>', '<category term="lúa" label="Lúa"/>', "&amp;", "& ", "a<b"),
    *("<itunes:keywords>lúa, gạo,lúa</itunes:keywords>", "<dc:subject>lúa</dc:subject>"),
    *("<description>Bà con <b>ra đồng</b></description>", "<!-- x -->", "<![CDATA[<item>]]>"),
    *(
        "<source url='http://a.vn'>A</source>",
        "<source>",
        "</source>",
        "<author>a@b.vn (Lê Bến)</author>",
        "&eacute;",
    ),
    *("<link>http://a.vn/1</link>", "<guid>1</guid>", "<pubDate>Tue, 05 Nov 2024</pubDate>"),
)
_HEAD = (
    '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:itunes="http://www.itunes.com/DTDs/PodCast-1.0.dtd"><channel><title>A</title>'
)


def attributes(number: int, value: str = "1") -> str:
    return " ".join(f"a{n}='{value}'" for n in range(number))


def asked_itself(text: str) -> Any:
    return feedparser.parse(
        io.BytesIO(text.encode()),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )


def outline(feed: Any) -> Any:
    return feed.entries, feed.feed, feed.get("version", ""), bool(feed.bozo)


@given(st.lists(st.sampled_from(_PARTS), max_size=25).map("".join), st.booleans())
@example(f"<item>{'<source><category>lúa</category></source>' * 2}</item>", True)
@example("<item>" + "<source><category domain='x'/></source>" * 2 + "</item>", True)
@settings(max_examples=150 * _TIMES, deadline=None)
def test_a_feed_is_read_as_feedparser_reads_it(parts: str, is_whole: bool) -> None:
    text = f"{_HEAD}{parts}{'</channel></rss>' if is_whole else ''}"
    try:
        expected = outline(asked_itself(text))
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError) as error:
        with pytest.raises(type(error)):
            parse_feed(text)
        return
    assert outline(parse_feed(text)) == expected


def test_real_feeds_are_read_as_feedparser_reads_them(shared: Path) -> None:
    found = [*(shared / "fixtures" / "feeds").glob("*.xml"), *shared.rglob("*.rss"),
             *shared.rglob("*.atom")]  # fmt: skip
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in found]
    assert len(texts) >= 4
    for text in texts:
        assert outline(parse_feed(text)) == outline(asked_itself(text))


@pytest.mark.parametrize("part", ["<category>c{}</category>", "<category domain='x'>c{}</category>",
                                  "<dc:subject>c{}</dc:subject>"])  # fmt: skip
@pytest.mark.parametrize("end", ["</item></channel></rss>", "&"])
def test_labels_are_not_compared_with_all_before_them(
    part: str, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted, not timed: how often two labels are compared; ``&`` makes it no XML."""
    compared = 0

    class Counting(FeedParserDict):  # type: ignore[misc]
        def __eq__(self, other: object) -> bool:
            nonlocal compared
            compared += 1
            return dict.__eq__(self, other)

        __hash__ = None  # type: ignore[assignment]

    monkeypatch.setattr(feed_parsing, "FeedParserDict", Counting)
    monkeypatch.setattr("feedparser.mixin.FeedParserDict", Counting)
    labels = "".join(part.format(number) for number in range(2000))
    found = parse_feed(f"{_HEAD}<item>{labels}{end}")
    assert len(found.entries[0]["tags"]) == 2000
    assert compared < 20 * 2000


def test_a_feed_of_very_many_namespaces_is_a_reject(read: Read) -> None:
    def feed(number: int) -> str:
        names = " ".join(f"xmlns:n{n}='http://n{n}.vn'" for n in range(number))
        return (
            f"<rss version='2.0' {names}><channel><item><title>Mùa</title></item></channel></rss>"
        )

    (article,) = read("a.rss", feed(MAX_NAMESPACES))
    assert isinstance(article, Article)
    (reject,) = read("b.rss", feed(MAX_NAMESPACES + 1))
    assert isinstance(reject, Reject)
    assert reject.reason == TOO_MANY_NAMESPACES


@pytest.mark.parametrize("text", ["", "& "], ids=["XML", "none"])
def test_a_feed_of_very_many_elements_is_a_reject_that_says_what_to_do(
    read: Read, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    most = 100
    monkeypatch.setattr(feed_parsing, "MAX_FEED_ELEMENTS", most)

    def feed(elements: int) -> str:
        inside = f"<title>Mùa</title>{text}" + "<a/>" * (elements - 4)
        inside += f"<![CDATA[{'<p>' * most}]]>"  # no elements
        return f"<rss version='2.0'><channel><item>{inside}</item></channel></rss>"

    (article,) = read("a.rss", feed(most))
    assert isinstance(article, Article)
    (reject,) = read("b.rss", feed(most + 1))
    assert isinstance(reject, Reject)
    assert "100 elements; split it" in reject.reason


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.rss", "<rss version='2.0'><channel><item {}><title>Mùa</title></item></channel></rss>"),
        ("a.xml", "<items><item {}><title>Mùa</title></item></items>"),
        ("a.xml", "<items><item><title>Mùa</title><body {}>x</body></item></items>"),
    ],
)
@pytest.mark.parametrize("value", ["1", ">", "<", '"', "x" * 60])
def test_markup_with_a_tag_of_very_many_attributes_is_a_reject(
    read: Read, name: str, text: str, value: str
) -> None:
    found = read(name, text.format(attributes(MAX_TAG_ATTRIBUTES + 1, value)))
    reasons = [one.reason for one in found if isinstance(one, Reject)]
    assert ["attributes" in one for one in reasons] == [True]


@pytest.mark.parametrize("pad", range(0, 300, 23))
@pytest.mark.parametrize("value", ["{}>", ">{}", "{}", "{} ' >"])
def test_no_border_of_a_chunk_hides_attributes(pad: int, value: str) -> None:
    """Else all behind it would be compared with each other."""
    many = " ".join(f'a{n}="{value.format("x" * 40)}"' for n in range(4 * MAX_TAG_ATTRIBUTES))
    text = f"<items><item><title>{'x' * pad}</title></item><item {many}/></items>"
    with pytest.raises(CutOffError, match="attributes"):
        list(elements(io.BufferedReader(io.BytesIO(text.encode())), 2))


def test_a_tag_without_an_end_is_not_waited_for() -> None:
    text = "<items><item a='" + "x>" * 1_000_000
    with pytest.raises(CutOffError, match="one tag"):
        list(elements(io.BufferedReader(io.BytesIO(text.encode())), 2))


def test_a_record_may_stand_in_attributes_that_are_long(read: Read) -> None:
    body = "Bà con ra đồng gặt lúa > từ sáng sớm. " * 8000
    short, article = read(
        "a.xml",
        f"""<rows><row title="Mùa lúa" body="Bà con ra đồng."/>
        <row title="Mùa gặt" body="{body}"/></rows>""",
    )
    assert isinstance(short, Article)
    assert isinstance(article, Article)
    assert len(article.body) > 200_000


def test_in_a_value_such_a_tag_loses_its_attributes(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = []
    parsed = markup._parsed

    def seen(text: str) -> Any:
        given.append(text)
        return parsed(text)

    monkeypatch.setattr(markup, "_parsed", seen)
    body = f"<p>Gặt</p><p {attributes(MAX_TAG_ATTRIBUTES + 1)}>lúa</p><p class='x'>xong</p>"
    (article,) = read("a.jsonl", f'{{"title": "Mùa lúa", "body": "{body}"}}')
    assert isinstance(article, Article)
    assert article.body == "Gặt\nlúa\nxong"
    assert all(len(text) < 200 for text in given)


def test_a_name_that_comes_very_often_makes_one_list() -> None:
    """Counted, not timed: how many values are copied for one more."""
    copied = 0

    class Counting(list):  # type: ignore[type-arg]
        def __iter__(self) -> Iterator[object]:
            nonlocal copied
            copied += len(self)
            return list.__iter__(self)

    item = etree.fromstring("<item><tag><v>a</v><v>b</v></tag>" + "<tag>c</tag>" * 500 + "</item>")
    value = scrapy_xml._value

    def counted(element: Any) -> object:
        found = value(element)
        return Counting(found) if isinstance(found, list) else found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scrapy_xml, "_value", counted)
        record = scrapy_xml._record(item)
    assert list.__len__(record["tag"]) == 502  # type: ignore[arg-type]
    assert isinstance(record["tag"], Counting)
    assert copied == 0
    plain = etree.fromstring("<item><tag>a</tag><tag>b</tag><tag>c</tag></item>")
    assert scrapy_xml._record(plain) == {"tag": ["a", "b", "c"]}


@given(st.text(alphabet="<>='\" ax/", max_size=60), st.integers(0, 60))
@settings(max_examples=200 * _TIMES, deadline=None)
def test_a_text_cut_before_its_open_tag_has_the_tags_of_the_whole(text: str, at: int) -> None:
    start = open_tag(text[:at])
    assert 0 <= start <= len(text[:at])
    assert start == len(text[:at]) or text[start] == "<"
    assert not has_crowded_tag(text)
    assert without_crowds(text) == text
