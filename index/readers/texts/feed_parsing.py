"""How is a feed parsed in time that grows with its size, whatever its author put in?

By feedparser, which knows the dialects, but as it stands looks for each label among all that an
entry has, for each element's namespace among all of the feed's, and for each attribute among all of
its tag's.  So labels are known by a set, and of the others there may only be so many
(:func:`refusal`), as of all elements together, since it takes its time for each.  As feedparser's
own ``parse``, this tries XML first, and reads what is none of that leniently.
"""

from __future__ import annotations

import io
import re
import xml.sax  # feedparser's parser is a handler of it  # nosec B406
from collections.abc import Callable
from typing import Any
from xml.sax.handler import feature_external_ges, feature_namespaces  # nosec B406
from xml.sax.xmlreader import InputSource  # nosec B406

from feedparser.api import LooseFeedParser, StrictFeedParser
from feedparser.encodings import convert_to_utf8
from feedparser.sanitizer import replace_doctype
from feedparser.util import FeedParserDict

from index.readers.limits import MAX_FEED_ELEMENTS, MAX_NAMESPACES, MAX_TAG_ATTRIBUTES
from index.readers.texts.tags import has_crowded_tag

_PREFIX = re.compile(r"xmlns:([^\s=]++)", re.IGNORECASE)

TOO_MANY_ATTRIBUTES = f"a tag of more than {MAX_TAG_ATTRIBUTES:,} attributes, which no feed has"
TOO_MANY_NAMESPACES = f"a feed of more than {MAX_NAMESPACES} namespaces, which none has"


class TooManyElementsError(ValueError):
    """More than :data:`index.readers.limits.MAX_FEED_ELEMENTS`."""

    def __init__(self) -> None:
        super().__init__(f"a feed of more than {MAX_FEED_ELEMENTS:,} elements")


def refusal(text: str) -> str:
    """Why a feed with this text is not parsed; ``""`` if it is.  Linear in the text."""
    if len({prefix.lower() for prefix in _PREFIX.findall(text)}) > MAX_NAMESPACES:
        return TOO_MANY_NAMESPACES
    return TOO_MANY_ATTRIBUTES if has_crowded_tag(text) else ""


def parse_feed(text: str) -> Any:
    """What feedparser makes of ``text``: ``feed``, ``entries``, ``version``, and ``bozo`` where it
    is not well-formed.

    Raises :class:`TooManyElementsError`, and what its lenient parser does over markup that nobody
    foresaw.
    """
    found = FeedParserDict(bozo=False, entries=[], feed=FeedParserDict())
    headers = {"content-type": "application/xml; charset=utf-8"}
    data = convert_to_utf8(headers, text.encode("utf-8", "replace"), found)
    found["version"], data, entities = replace_doctype(data)
    parser = _as_given(_Strict("", None, "utf-8"))
    try:
        _read_strictly(parser, data)
    except xml.sax.SAXException:
        found["bozo"] = True
        parser = _as_given(_Loose("", None, "utf-8", entities))
        parser.feed(data.decode("utf-8", "replace"))
    found["feed"], found["entries"] = parser.feeddata, parser.entries
    found["version"] = found["version"] or parser.version
    return found


def _as_given(parser: Any) -> Any:
    parser.resolve_relative_uris = parser.sanitize_html = False
    return parser


def _read_strictly(parser: Any, data: bytes) -> None:
    # replace_doctype leaves of entities only those that are plain text
    reader = xml.sax.make_parser()  # noqa: S317  # nosec B317
    reader.setFeature(feature_namespaces, True)
    reader.setFeature(feature_external_ges, False)
    reader.setContentHandler(parser)
    reader.setErrorHandler(parser)
    source = InputSource()
    source.setByteStream(io.BytesIO(data))
    reader.parse(source)


_Label = tuple[str | None, str | None, str | None]


class _Known:
    """The labels of one entry, or of the feed."""

    def __init__(self, owner: Any) -> None:
        self.owner = owner  # kept, so that its identity stays its own
        self.labels: set[_Label] = set()
        self.last: _Label | None = None

    def note(self, label: _Label) -> None:
        self.labels.add(label)
        self.last = label


class _Labels:
    """What feedparser's parsers do with a label, by a set."""

    _get_context: Callable[[], Any]

    def __init__(self, *given: object) -> None:
        super().__init__(*given)
        self._known: dict[int, _Known] = {}

    def _add_tag(self, term: str | None, scheme: str | None, label: str | None) -> None:
        context = self._get_context()
        tags = context.setdefault("tags", [])
        known = self._known.get(id(context))
        if known is None or not tags:  # what a feed says of its source is emptied again
            known = self._known[id(context)] = _Known(context)
        one = (term, scheme, label)
        if known.last and not known.last[0]:  # it may have got its term since
            known.labels.discard(known.last)
            known.note((tags[-1]["term"], *known.last[1:]))
        if any(one) and one not in known.labels:
            known.note(one)
            tags.append(FeedParserDict(term=term, scheme=scheme, label=label))


class _Counted:
    """A parser of feedparser's, to which so many elements may come."""

    _elements = 0

    def unknown_starttag(self, tag: str, attributes: Any) -> None:
        self._elements += 1
        if self._elements > MAX_FEED_ELEMENTS:
            raise TooManyElementsError
        super().unknown_starttag(tag, attributes)  # type: ignore[misc]


class _Strict(_Counted, _Labels, StrictFeedParser):  # type: ignore[misc]
    pass


class _Loose(_Counted, _Labels, LooseFeedParser):  # type: ignore[misc]
    pass
