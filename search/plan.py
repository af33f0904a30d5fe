"""What is an engine asked for?  What must match, what only scores, and how to widen it.

A :class:`Plan` is made by :mod:`search.planner` from a query and its meaning, before any engine is
asked.  An engine *compiles* it into whatever it evaluates and decides nothing: which spellings a
word stands for, what adjacency is worth, when to settle for most of the words: all stands here,
so that two engines find and rank alike.  Highlights read the plan too, so that what is
marked is what was looked for.

Terms are those of :mod:`index.analysis`: accented, folded (``_dan``: any accents) or bare
(``^dan``: in an article without any accent).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from index.article import TAGS
from search.query.variants import Row, Terms, Variants


@dataclass(frozen=True, slots=True)
class WordClause:
    """Articles that have one word of the query, in any of its spellings.

    ``variants`` are single terms, each with the worth of one occurrence (1: as typed); ``phrases``
    are rows of terms one right behind the other, whatever signs part them, each counting as if
    it were one term.  Without a ``field``, all three texts are searched and the score is BM25F over
    them (:mod:`index.scoring`) times ``boost``; with one, only that field, scored on its own,
    and neither ``boost`` nor ``likely_boost`` counts.

    ``likely`` are the accented terms most probably meant by a word without accents, one for each
    way in which it is meant where it was typed several times: an article that has the first
    scores BM25F of that term times ``likely_boost`` on top, and one that has any of them is marked
    there only.  ``times`` is how often the word was typed: its whole score counts as often.

    With ``tags``, articles match too one of whose tags has the word; that scores nothing.
    """

    variants: Variants
    phrases: tuple[Terms, ...] = ()
    field: str | None = None
    boost: float = 1.0
    likely: tuple[str, ...] = ()
    likely_boost: float = 0.0
    times: int = 1
    tags: bool = False


@dataclass(frozen=True, slots=True)
class RowClause:
    """Articles one of whose texts, or with ``tags`` one of whose tags, has any of ``rows``;
    score 0.

    A bare term (``^dan``) is only in articles without any accent in their texts, or in tags without
    any.  In a tag it does not count whether a row is close.
    """

    rows: tuple[Row, ...]
    tags: bool = False


@dataclass(frozen=True, slots=True)
class NearClause:
    """Articles in one of whose texts, in whose text ``field``, or with ``tags`` in one of whose
    tags, a row of ``first`` stands near one of ``second``, whichever comes first, with at most
    ``gap`` syllables between; score 0.

    Of rows of several terms, whether they are close does not count here.
    """

    first: tuple[Row, ...]
    second: tuple[Row, ...]
    gap: int
    field: str | None = None
    tags: bool = False


@dataclass(frozen=True, slots=True)
class PrefixClause:
    """Articles with a term that begins with ``text``, in ``field`` or any text; each scores 1."""

    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class FuzzyClause:
    """Articles with a term at most one edit from ``text``, in ``field`` or any text; each scores 1.

    Folded terms are compared with folded ones, accented with accented: their mark is no letter.
    """

    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class DateClause:
    """Dated articles published from day ``first`` to day ``last``, both included; score 0.

    Days count from 0001-01-01 as day 0 (:func:`index.days.day_of`).
    """

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class AddressClause:
    """Articles whose URL leads to the canonical ``address`` (:mod:`index.addresses`); score 0."""

    address: str


@dataclass(frozen=True, slots=True)
class Everything:
    """Every article; score 0."""


@dataclass(frozen=True, slots=True)
class AllOf:
    """Articles that match every one of ``clauses``; the scores add up."""

    clauses: tuple[Clause | AtLeast, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Articles that match at least one of ``clauses``, none if there are none; the scores of those
    that match add up."""

    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """Articles that match ``wanted`` and not ``unwanted``; the score is that of ``wanted``."""

    wanted: Clause
    unwanted: Clause


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Articles that match at least ``minimum`` of ``clauses``; the scores of those that match add
    up.  Stands only at the top of a plan, or there beside days."""

    minimum: int
    clauses: tuple[Clause, ...]


Clause = (
    WordClause
    | RowClause
    | NearClause
    | PrefixClause
    | FuzzyClause
    | DateClause
    | AddressClause
    | Everything
    | AllOf
    | AnyOf
    | Without
)

EVERYTHING = Everything()
NOTHING = AnyOf(())

SoughtSyllable = str | PrefixClause | FuzzyClause
"""A term of the index, accented or folded; or what stands for several of them."""


@dataclass(frozen=True, slots=True)
class SoughtRow:
    """Places where ``syllables``, at least one, stand one right behind the other, whatever signs
    part them: in articles that match ``among``, in their text ``field`` or in any."""

    syllables: tuple[SoughtSyllable, ...]
    among: Clause = EVERYTHING
    field: str | None = None

    @property
    def candidates(self) -> Clause:
        """What matches all articles that may have such a place, and few others: they have each two
        neighbours of the row, though maybe not all of it."""
        needed: list[Clause] = []
        for before, one, behind in zip(
            (None, *self.syllables), self.syllables, (*self.syllables[1:], None), strict=False
        ):
            if not isinstance(one, str):
                needed.append(replace(one, field=self.field))
            elif isinstance(behind, str):
                # of two terms side by side the index has lists, shorter than those of either
                needed.append(phrase((one, behind), self.field))
            elif not isinstance(before, str):
                needed.append(phrase((one,), self.field))
        return AllOf((*needed, self.among))


@dataclass(frozen=True, slots=True)
class AdjacentPairs:
    """What articles score higher for: terms side by side with only a space between, in any text.

    Each of ``pairs`` scores BM25F as if it were one term; the sum counts ``boost`` times.
    """

    pairs: tuple[tuple[str, str], ...]
    boost: float


@dataclass(frozen=True, slots=True)
class TagPreference:
    """What articles score higher for: one of their tags has any of ``rows``.

    That scores the idf, among all tags, of what has any of them, times ``boost``.
    """

    rows: tuple[Row, ...]
    boost: float

    @property
    def clause(self) -> WordClause:
        """What matches such articles."""
        return WordClause((), tuple(row.terms for row in self.rows), TAGS)


Preference = AdjacentPairs | TagPreference | WordClause


@dataclass(frozen=True, slots=True)
class Recency:
    """How much more a new article is worth: its score times ``1 + weight · 2^(-age / half_life)``.

    The age in days counts back from the newest article that is not dated after the index was built.
    """

    weight: float
    half_life: float


@dataclass(frozen=True, slots=True)
class OnDays:
    """How much more an article of some days is worth: its score times ``1 + weight``, if it was
    published on any of ``days`` (first and last day, numbered as in :class:`DateClause`)."""

    days: tuple[tuple[int, int], ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Plan:
    """What to look for.

    An article answers if it matches ``must``.  It scores what it matches of ``scored`` (what
    ``must`` gives, if that is ``None``) and of ``prefer``, all times its ``recency`` and what it is
    worth ``on_days``.

    It finds enough if ``judged`` (what must match, if that is ``None``) finds ``enough`` articles,
    and so does ``meant``, the part of it that is surely meant.  Else the next step of the planner
    is taken, which finds whatever this one finds.  Whoever narrows a query down by a phrase or a
    field gets no wider reading of its words.

    ``near`` is a plan of articles that only come near, which join in the order of relevance; of it
    only what must match counts.  They are looked for where fewer than ``near_below`` answer.

    ``understood`` says the query back.
    """

    must: Clause | AtLeast
    scored: Clause | AtLeast | None = None
    prefer: tuple[Preference, ...] = ()
    recency: Recency | None = None
    on_days: OnDays | None = None
    understood: str = ""
    enough: int = 0
    judged: Clause | None = None
    meant: Clause | None = None
    near: Plan | None = None
    near_below: int = 0

    @property
    def is_browsing(self) -> bool:
        """Whether nothing was asked for but days, so that no article is more relevant than
        another."""
        return EVERYTHING in (self.must, self.scored)


def phrase(terms: Terms, field: str | None = None, boost: float = 1.0) -> WordClause:
    """Articles that have ``terms`` one right behind the other, as if they were one word."""
    if len(terms) == 1:
        return WordClause(((terms[0], 1.0),), field=field, boost=boost)
    return WordClause((), (terms,), field, boost)
