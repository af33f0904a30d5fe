"""Which fields does a document of the cluster have, and what is asked of each?

* *syllables*: all texts together, title and summary, and each label, twice: accented and folded, as
  terms that a space parts.  They are made here (:mod:`index.analysis`), so the cluster analyses
  nothing.  Positions count syllables, whatever signs part them; between two texts, or values of a
  label, there is a gap;
* *joints*: the pairs of neighbours that never stand in a text with nothing but a space between
  (``tác|vận``, ``_tac|_van``), and the numbers with a decimal sign (``3,5``);
* *aside*: what stands in title or summary and not in the body, terms, pairs of neighbours, and
  beginnings of terms (``tr*``: the shortest that no term of the body has); all else of the texts is
  in the body, which so has no field of its own;
* *worth*: how often an article has a term, or a pair of neighbours, in all its texts together, as
  :mod:`index.scoring` counts it (BM25F: weighted, and less in a long text), ready to be saturated.
  What an article has once, and in its body, is left out: that is worth ``body_worth`` (four of
  five are); and of what has one accented form in an article the folded one alone is told
  (``=cong``).  Title and summary say, too, what one occurrence, or several, are worth there;
* *columns*: what is filtered, counted, sorted and grouped by;
* the article itself, of which nothing is indexed.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from index.article import LABEL_FIELDS, TEXT_FIELDS
from index.codec.layout import VALUE_GAP
from index.days import date_of
from index.store.manifest import SCHEMA_VERSION

ALL_TEXTS = "texts"
SHORT_TEXTS = ("title", "summary")
TERM_FIELDS = (ALL_TEXTS, *SHORT_TEXTS, *LABEL_FIELDS)
FACET_FIELDS = ("category", "source")
WORTH, JOINTS, ASIDE = "worth", "joints", "aside"
UNACCENTED = "unaccented"
"""Names of what an article has no accent in: ``texts``, all of them together, or a label."""
LACKS = "lacks"
"""Names of the texts that an article has not."""
DAY, MONTH, MINUTES, INDEXED = "day", "month", "minutes", "indexed"
"""When it was published, in days, months and minutes since year 1 in Vietnam's time, all missing
where that is unknown; and the seconds since 1970 when it was indexed first."""
STORY, GROUPED = "story", "grouped"
"""The number of its story, which is its own where it is in none; and the same, if it is in one."""
TIE = "tie"
"""The hash of its id, by which equals are told apart."""
ADDRESS, KEYWORDS = "address", "keywords"
ARTICLE, KEPT, BODY = "article", "kept", "body"
"""The article: ``article.kept`` is an :class:`index.article.StoredArticle`, ``article.body`` its
body."""

ADJACENT_SIGN, SEPARATED_SIGN = " ", "|"
"""What stands between the two terms of a pair: with nothing but a space between, or anything."""

SINGLE_MARK = "="
"""Before a folded term, or each of a pair, of which an article has one accented form alone."""

MAX_TERM = 200
"""Characters of a term: the cluster would cut longer ones into pieces."""
_MARK = "#"  # no term begins with it
_SIGN_BIT = 1 << 63
_ID_BYTES = 16
_MONTHS = 12
MAX_WINDOW = 100_000
"""How deep into the hits a page may lie without being walked to."""


def folded_field(name: str) -> str:
    """The field that has the folded terms of the text or label ``name``."""
    return f"{name}_folded"


def worth_field(name: str) -> str:
    """The field that says what one occurrence is worth in the text ``name``."""
    return f"{name}_worth"


def worth_in(name: str, thing: str) -> str:
    """How a document names what ``thing`` is worth in title or summary alone, where it stands there
    several times."""
    return f"{name}:{thing}"


def value_field(name: str) -> str:
    """The field that has the values of a facet as they are written."""
    return f"{name}_value"


def term_of(term: str) -> str:
    """``term`` as the cluster has it; of one that is too long for it, a hash."""
    if len(term) <= MAX_TERM:
        return term
    return _MARK + blake2b(term.encode(), digest_size=_ID_BYTES).hexdigest()


def beginning(letters: str) -> str:
    """How *aside* names that no term of the body begins with these letters, while one of title or
    summary does: no term ends so."""
    return f"{letters}*"


def document_id(article_id: str) -> str:
    """The name of an article's document: ids may be longer than the 512 bytes allowed there."""
    return blake2b(article_id.encode(), digest_size=_ID_BYTES).hexdigest()


def signed(number: int) -> int:
    """A hash of 64 bits as the cluster keeps it, which knows signed numbers only: in the same
    order."""
    return number - _SIGN_BIT


def unsigned(number: int) -> int:
    """The hash that is kept as ``number``."""
    return number + _SIGN_BIT


def month_of(day: int) -> int:
    """The month that a day is of: months since year 1."""
    date = date_of(day)
    return (date.year - 1) * _MONTHS + date.month - 1


def iso_month(month: int) -> str:
    """Month number → ``YYYY-MM``, the reverse of :func:`month_of`."""
    return f"{month // _MONTHS + 1:04}-{month % _MONTHS + 1:02}"


def index_body(*, shards: int, replicas: int) -> dict[str, Any]:
    """What an index of articles is created with.

    Nothing that is written is seen before it is asked for (``refresh_interval``): a run shows its
    outcome at once.
    """
    return {
        "settings": {
            "index": {
                "number_of_shards": shards,
                "number_of_replicas": replicas,
                "refresh_interval": "-1",
                "max_result_window": MAX_WINDOW,
                "codec": "best_compression",  # a third less, and as fast
                "gc_deletes": "10m",  # for so long what comes late finds that it was taken out
            }
        },
        "mappings": {
            "dynamic": "strict",
            "_meta": {"schema_version": SCHEMA_VERSION},
            "_source": {"includes": [ARTICLE, KEYWORDS]},
            "properties": {**_syllables(), **_columns(), ARTICLE: _KEPT_ALONE},
        },
    }


def _syllables() -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name in TERM_FIELDS:
        fields[name] = fields[folded_field(name)] = _text(
            index_options="positions", position_increment_gap=VALUE_GAP
        )
    fields[JOINTS] = fields[ASIDE] = _text(index_options="docs")
    fields[WORTH] = {"type": "rank_features"}
    fields.update({worth_field(name): {"type": "rank_feature"} for name in TEXT_FIELDS})
    return fields


def _text(**options: Any) -> dict[str, Any]:
    """A text of terms that are made here; how often a term stands in it scores nothing there."""
    return {
        "type": "text",
        "analyzer": "whitespace",
        "norms": False,
        "similarity": "boolean",
        **options,
    }


def _columns() -> dict[str, Any]:
    keyword: dict[str, Any] = {"type": "keyword"}
    number: dict[str, Any] = {"type": "long"}
    small: dict[str, Any] = {"type": "integer"}
    return {
        **{value_field(name): keyword for name in FACET_FIELDS},
        **dict.fromkeys((UNACCENTED, LACKS, KEYWORDS), keyword),
        **dict.fromkeys((MINUTES, INDEXED, STORY, GROUPED, TIE, ADDRESS), number),
        **dict.fromkeys((DAY, MONTH), small),
    }


_KEPT_ALONE = {"type": "object", "enabled": False}
