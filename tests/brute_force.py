"""An engine that looks at every article: what any engine has to find, and nothing of how.

It answers plans by reading the articles' own tokens, one after the other, and gives no scores.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import blake2b
from itertools import islice, pairwise

from rapidfuzz.distance import Levenshtein

from index.addresses import canonical_address
from index.analysis import BARE_MARK, FOLDED_MARK, Token, analyse
from index.article import LABEL_FIELDS, TAGS, TEXT_FIELDS, Article, label_values
from index.codec.layout import VALUE_GAP
from index.days import MINUTES_A_DAY, iso_day, minutes
from index.lexicon import Lexicon
from index.vietnamese import fold
from search.answer import search
from search.counts import Series, Split
from search.facet_values import FacetName, keys_of, shown_values, value_key
from search.keyness import log_likelihood, log_ratio
from search.meaning.interpreter import Interpreter
from search.plan import (
    AddressClause,
    AllOf,
    AnyOf,
    AtLeast,
    Clause,
    DateClause,
    Everything,
    FuzzyClause,
    NearClause,
    Plan,
    PrefixClause,
    RowClause,
    SoughtRow,
    SoughtSyllable,
    Without,
    WordClause,
)
from search.query.decimals import DECIMAL_SIGN, without_sign
from search.query.variants import Row
from search.request import DateSpan, Interval, SearchRequest, Sort
from search.results import Bucket, DateFacet, Facets, FacetValue
from search.searcher import (
    NO_FILTERS,
    ComparedSets,
    FacetFilters,
    Found,
    Occurrences,
    Page,
    ScoredArticle,
    Tally,
    Wanted,
)
from search.terms import ComparedTerm, KeyTerm

_CHARACTERS_OF = {"year": 4, "month": 7, "day": 10}


@dataclass(frozen=True)
class ReadArticle:
    """One article and its tokens."""

    article: Article

    @cached_property
    def tokens(self) -> dict[str, list[Token]]:
        texts = {name: getattr(self.article, name) for name in TEXT_FIELDS}
        found = {name: list(analyse(text)) for name, text in texts.items()}
        for name in LABEL_FIELDS:
            values = label_values(self.article, name)
            found[name] = [token for value in values for token in analyse(value)]
        return found

    @cached_property
    def day(self) -> int | None:
        published = self.article.published
        return minutes(published) // MINUTES_A_DAY if published is not None else None

    @cached_property
    def positions(self) -> dict[str, dict[str, set[int]]]:
        """Field → term → where it stands; in an unaccented article its bare form, too."""
        found: dict[str, dict[str, set[int]]] = {}
        for field, tokens in self.tokens.items():
            stands = found[field] = defaultdict(set)
            is_unaccented = self.is_unaccented(field)
            for at, token in zip(self.places(field), tokens, strict=True):
                stands[token.accented].add(at)
                stands[token.folded].add(at)
                if is_unaccented:
                    stands[BARE_MARK + token.accented].add(at)
        return found

    def places(self, field: str) -> Iterator[int]:
        """The position of each token; no two tags are near each other."""
        if field in TEXT_FIELDS:
            yield from range(len(self.tokens[field]))
            return
        at = 0
        for value in label_values(self.article, field):
            for _ in analyse(value):
                yield at
                at += 1
            at += VALUE_GAP

    def is_unaccented(self, field: str) -> bool:
        together = TEXT_FIELDS if field in TEXT_FIELDS else (field,)
        return all(token.is_bare for name in together for token in self.tokens[name])

    def has_row(self, terms: Sequence[str], field: str) -> bool:
        stands = [self.positions[field].get(without_sign(term), set()) for term in terms]
        return any(all(at + n in own for n, own in enumerate(stands)) for at in stands[0]) and all(
            self.has_number(first, second, field) for first, second in pairwise(terms)
        )

    def has_number(self, first: str, second: str, field: str) -> bool:
        """Whether two terms stand side by side with what the sign of the second says between; in a
        label anything does."""
        if without_sign(second) == second or field not in TEXT_FIELDS:
            return True
        stands = self.positions[field]
        follow = stands.get(without_sign(second), set())
        return any(
            self.is_number_with(second[0], at, field)
            for at in stands.get(without_sign(first), set())
            if at + 1 in follow
        )

    def is_number_with(self, sign: str, at: int, field: str) -> bool:
        text, (a, b) = self.text(field), self.tokens[field][at : at + 2]
        in_number = text[a.start : a.end].isdecimal() and text[b.start].isdecimal()
        between = text[a.end : b.start] if in_number else ""
        return between in (",", ".") if sign == DECIMAL_SIGN else between != ","

    def has_whole_row(self, row: Row, field: str) -> bool:
        """Whether a row stands in ``field`` whose neighbours, if it is close, stand there somewhere
        with at most one space between."""
        pairs = pairwise(row.terms) if row.close else ()
        return self.has_row(row.terms, field) and all(
            self.has_close_pair(first, second, field) for first, second in pairs
        )

    def has_close_pair(self, first: str, second: str, field: str) -> bool:
        tokens = self.tokens[field]
        text = self.text(field)
        stands = self.positions[field]
        return any(
            at + 1 in stands.get(second, set())
            and text[tokens[at].end : tokens[at + 1].start] in ("", " ")
            for at in stands.get(first, set())
        )

    def text(self, field: str) -> str:
        return str(getattr(self.article, field))

    def spans(self, rows: Sequence[Row], field: str) -> list[tuple[int, int]]:
        """Where each of ``rows`` begins and ends in ``field``."""
        found = []
        for row in rows:
            stands = [self.positions[field].get(term, set()) for term in row.terms]
            for at in stands[0]:
                if all(at + n in own for n, own in enumerate(stands)):
                    found.append((at, at + len(row.terms)))
        return found

    def has_near(self, clause: NearClause, field: str) -> bool:
        return any(
            0 <= max(a, b) - min(a_end, b_end) <= clause.gap
            for a, a_end in self.spans(clause.first, field)
            for b, b_end in self.spans(clause.second, field)
        )

    def places_of(self, row: SoughtRow) -> Iterator[tuple[str, int, int]]:
        """Where ``row`` stands: field, first token, number of tokens."""
        length = len(row.syllables)
        for name in fields(row.field):
            tokens = self.tokens[name]
            for at in range(len(tokens) - length + 1):
                pairs = zip(row.syllables, tokens[at : at + length], strict=True)
                if all(_is_syllable(syllable, token) for syllable, token in pairs):
                    yield name, at, length

    def any_token(self, text: str, field: str | None, *, exact: bool) -> bool:
        """Whether a token begins with ``text``, or is one edit from it."""
        is_folded = text.startswith(FOLDED_MARK)
        bare = text.removeprefix(FOLDED_MARK)
        words = (
            fold(token.accented) if is_folded else token.accented
            for name in fields(field)
            for token in self.tokens[name]
        )
        if exact:
            return any(word.startswith(bare) for word in words)
        return any(Levenshtein.distance(word, bare) <= 1 for word in words)


def fields(field: str | None) -> Sequence[str]:
    return TEXT_FIELDS if field is None else (field,)


def searched(field: str | None, *, tags: bool) -> Sequence[str]:
    return (*TEXT_FIELDS, TAGS) if tags and field is None else fields(field)


def matches(clause: Clause | AtLeast, one: ReadArticle) -> bool:
    """Whether the article answers ``clause``, as :mod:`search.plan` says it."""
    match clause:
        case Everything():
            return True
        case AllOf(clauses):
            return all(matches(part, one) for part in clauses)
        case AnyOf(clauses):
            return any(matches(part, one) for part in clauses)
        case Without(wanted, unwanted):
            return matches(wanted, one) and not matches(unwanted, one)
        case AtLeast(minimum, clauses):
            return sum(matches(part, one) for part in clauses) >= minimum
    return _has(clause, one)


def _has(
    clause: WordClause
    | RowClause
    | NearClause
    | PrefixClause
    | FuzzyClause
    | DateClause
    | AddressClause,
    one: ReadArticle,
) -> bool:
    match clause:
        case WordClause(variants, phrases, field, tags=tags):
            rows = [(term,) for term, _ in variants] + list(phrases)
            names = searched(field, tags=tags)
            return any(one.has_row(row, name) for row in rows for name in names)
        case RowClause(rows, tags):
            return any(one.has_whole_row(row, name) for row in rows for name in TEXT_FIELDS) or (
                tags and any(one.has_row(row.terms, TAGS) for row in rows)
            )
        case NearClause(field=field, tags=tags):
            return any(one.has_near(clause, name) for name in searched(field, tags=tags))
        case PrefixClause(text, field):
            return one.any_token(text, field, exact=True)
        case FuzzyClause(text, field):
            return one.any_token(text, field, exact=False)
        case DateClause(first, last):
            return one.day is not None and first <= one.day <= last
        case AddressClause(address):
            return canonical_address(one.article.url) == address


def _is_syllable(syllable: SoughtSyllable, token: Token) -> bool:
    match syllable:
        case str():
            return syllable in (token.accented, token.folded)
        case PrefixClause(text):
            return token.accented.startswith(text) or token.folded.startswith(text)
        case FuzzyClause(text):
            return any(
                Levenshtein.distance(word.removeprefix(FOLDED_MARK), text.removeprefix(FOLDED_MARK))
                <= 1
                for word in (token.accented, token.folded)
                if word.startswith(FOLDED_MARK) == text.startswith(FOLDED_MARK)
            )


def _by_time(article: Article, *, newest_first: bool) -> tuple[bool, int]:
    """Undated ones last."""
    published = article.published
    moment = minutes(published) if published is not None else 0
    return published is None, -moment if newest_first else moment


class BruteForceSearcher:
    """A :class:`search.searcher.Searcher` over ``articles``, whose language ``lexicon`` knows."""

    def __init__(self, articles: Sequence[Article], lexicon: Lexicon) -> None:
        self._articles = [ReadArticle(article) for article in articles]
        self.lexicon = lexicon
        self.interpreter = Interpreter(lexicon)
        self.has_dates = any(one.day is not None for one in self._articles)
        self.state = "these articles"

    def count_many(self, plans: Sequence[Plan], *, estimate: bool = False) -> Iterator[int]:
        """An estimate may count an article once for each text that has a phrase of two terms."""
        for plan in plans:
            must = plan.must
            if estimate and isinstance(must, WordClause) and [*map(len, must.phrases)] == [2]:
                yield sum(
                    one.has_row(must.phrases[0], name)
                    for one in self._articles
                    for name in TEXT_FIELDS
                )
            else:
                yield len(self._found(plan))

    def finds(self, plan: Plan, article_id: str) -> bool:
        return any(one.article.id == article_id for one in self._found(plan))

    def run(self, plan: Plan, filters: FacetFilters, page: Page) -> Found:
        """In the order of the articles, each a story of its own: this engine knows no better."""
        found = self._found(plan)
        answers = _narrowed(found, filters)
        near: list[ReadArticle] = []
        if plan.near is not None and page.sort == "relevance":
            others = (one for one in self._found(plan.near) if one not in found)
            near = _narrowed(list(others), filters)
        listed = answers + near
        if page.sample:
            by_draw = sorted(answers, key=lambda one: draw(one.article.id, page.seed))
            listed, near = by_draw[: page.sample], []
        hits = tuple(
            ScoredArticle(one.article, 1.0, one.is_unaccented(TEXT_FIELDS[0]), one in near)
            for one in listed[page.first : page.first + page.size]
        )
        count = len(answers)
        if page.interval is None:
            return Found(count, count, len(listed), hits, near=len(near))
        facets = Facets(
            self._values(found, filters, "category", filters.category, filters.not_category),
            self._values(found, filters, "source", filters.source, filters.not_source),
            _dates(_narrowed(found, filters, ignoring="days"), page.interval),
        )
        return Found(count, count, len(listed), hits, facets, len(near))

    def tally(
        self, plan: Plan, filters: FacetFilters, interval: Interval, split: Split | None
    ) -> Tally:
        """In all, by date and by value; each article is a story of its own."""
        shown = _narrowed(self._found(plan), filters)
        total, dates = len(shown), _dates(shown, interval)
        if split is None:
            return Tally(total, total, dates)
        every = self._by_value(split.facet, _narrowed(self._articles, filters))
        own = self._by_value(split.facet, shown)
        series = tuple(
            Series(value, len(own[value]), _dates(own[value], interval) if split.dates else None)
            for value in list(every)[: split.limit]
            if own.get(value)
        )
        return Tally(total, total, dates, series, len(own))

    def _by_value(
        self, name: FacetName, articles: Sequence[ReadArticle]
    ) -> dict[str, list[ReadArticle]]:
        """The articles of each value of a facet, that with the most first."""
        values = self._values(articles, NO_FILTERS, name, (), ())
        of = {value.value: list[ReadArticle]() for value in values}
        shown = shown_values(name, (str(getattr(one.article, name)) for one in self._articles))
        for one in articles:
            of[shown[value_key(name, str(getattr(one.article, name)))]].append(one)
        return of

    def key_terms(self, plan: Plan, filters: FacetFilters, count: int) -> list[KeyTerm]:
        """The syllables that the articles have more than all have, by the same score (JLH).

        Which words an article is about is chosen while it is indexed, so an index knows better
        ones; these keep the promises of any engine: each narrows down to so many as it says.
        """
        shown = _narrowed(self._found(plan), filters)
        here, everywhere = _holders(shown), _holders(self._articles)
        share = {
            term: (n / len(shown), everywhere[term] / len(self._articles))
            for term, n in here.items()
        }
        worth = {term: (own - all_) * own / all_ for term, (own, all_) in share.items()}
        telling = sorted(worth, key=lambda term: (-worth[term], term))
        narrow = (term for term in telling if here[term] < len(shown) and worth[term] > 0)
        return [KeyTerm(term, here[term], worth[term]) for term in islice(narrow, count)]

    def compared_terms(self, own: Wanted, other: Wanted, count: int) -> ComparedSets:
        """The syllables that a larger share of the one set has, by the same score; such as have
        accents, or in quotes they would stand for any."""
        shown = _narrowed(self._found(own.plan), own.filters)
        others = _narrowed(self._found(other.plan), other.filters)
        here, there = _holders(shown), _holders(others)
        more = [
            (term, n, there[term])
            for term, n in here.items()
            if fold(term) != term and n < len(shown) and n * len(others) > there[term] * len(shown)
        ]
        terms = [
            ComparedTerm(
                term,
                n,
                m,
                float(log_likelihood(n, len(shown), m, len(others))),
                log_ratio(n, len(shown), m, len(others)),
            )
            for term, n, m in more
        ]
        terms.sort(key=lambda term: (-term.log_likelihood, term.text))
        both = sum(one in others for one in shown)
        return ComparedSets(len(shown), len(others), both, tuple(terms[:count]))

    def occurrences(
        self, rows: Sequence[SoughtRow], filters: FacetFilters, sort: Sort, *, group: bool
    ) -> Occurrences:
        """By looking at each place; each article is a story of its own."""
        found: list[tuple[Article, Sequence[int]]] = []
        total = 0
        for one in _narrowed(self._articles, filters):
            which = [n for n, row in enumerate(rows) if matches(row.among, one)]
            places = {place for n in which for place in one.places_of(rows[n])}
            total += len(places)
            if places:
                found.append((one.article, which))
        found.sort(key=lambda one: _by_time(one[0], newest_first=sort == "newest"))
        return Occurrences(total, len(found), iter(found))

    def _values(
        self,
        found: Sequence[ReadArticle],
        filters: FacetFilters,
        name: FacetName,
        selected: tuple[str, ...],
        left_out: tuple[str, ...],
    ) -> tuple[FacetValue, ...]:
        shown = shown_values(name, (str(getattr(one.article, name)) for one in self._articles))

        def spelt(value: str) -> str:
            return shown.get(value_key(name, value), value)

        narrowed = _narrowed(found, filters, ignoring=name)
        counts = Counter(spelt(str(getattr(one.article, name))) for one in narrowed)
        chosen, excluded = set(map(spelt, selected)), set(map(spelt, left_out))
        listed = [
            FacetValue(value, counts[value], value in chosen, value in excluded)
            for value in {*counts, *chosen, *excluded}
        ]
        return tuple(sorted(listed, key=lambda f: (-f.count, fold(f.value), f.value)))

    def _found(self, plan: Plan) -> list[ReadArticle]:
        return [one for one in self._articles if matches(plan.must, one)]


def draw(article_id: str, seed: int) -> int:
    """The number by which an article is drawn, as :mod:`search.drawing` says it, in whole numbers
    of any size."""
    digest = blake2b(article_id.encode(), digest_size=8).digest()
    return _mix(int.from_bytes(digest, "little") ^ _mix((seed + 1) * 0x9E3779B97F4A7C15))


def _mix(number: int) -> int:
    """SplitMix64."""
    bits = (number + 0x9E3779B97F4A7C15) % (1 << 64)
    bits = (bits ^ bits >> 30) * 0xBF58476D1CE4E5B9 % (1 << 64)
    bits = (bits ^ bits >> 27) * 0x94D049BB133111EB % (1 << 64)
    return bits ^ bits >> 31


def _holders(articles: Sequence[ReadArticle]) -> Counter[str]:
    """How many of ``articles`` have each syllable in one of their texts."""
    return Counter(
        term
        for one in articles
        for term in {token.accented for field in TEXT_FIELDS for token in one.tokens[field]}
    )


def _narrowed(
    found: Sequence[ReadArticle], filters: FacetFilters, ignoring: str = ""
) -> list[ReadArticle]:
    def passes(one: ReadArticle) -> bool:
        category, source = one.article.category, one.article.source
        in_category = _has_any("category", category, filters.category, filters.not_category)
        in_source = _has_any("source", source, filters.source, filters.not_source)
        in_days = filters.days is None or _is_within(one.day, filters.days)
        in_days = in_days and (not filters.undated or one.day is None)
        kept = {"category": in_category, "source": in_source, "days": in_days}
        return all(passed for name, passed in kept.items() if name != ignoring)

    return [one for one in found if passes(one)]


def _is_within(day: int | None, span: DateSpan) -> bool:
    return day is not None and span.first.isoformat() <= iso_day(day) <= span.last.isoformat()


def _has_any(
    name: FacetName, value: str, wanted: tuple[str, ...], unwanted: tuple[str, ...]
) -> bool:
    key = value_key(name, value)
    return (not wanted or key in keys_of(name, wanted)) and key not in keys_of(name, unwanted)


def _dates(found: Sequence[ReadArticle], interval: Interval) -> DateFacet:
    assert interval != "auto", "which interval reads best is not a matter of finding"
    days = [one.day for one in found if one.day is not None]
    counts = Counter(iso_day(day)[: _CHARACTERS_OF[interval]] for day in days)
    buckets = tuple(Bucket(start, count) for start, count in sorted(counts.items()))
    return DateFacet(interval, buckets, len(found) - len(days))


def found_by_looking(q: str, articles: Sequence[Article], lexicon: Lexicon) -> set[str]:
    """The ids of up to a hundred of ``articles`` that answer ``q``, by looking at every one."""
    searcher = BruteForceSearcher(articles, lexicon)
    request = SearchRequest(q, size=100, interval="year")
    results = search(request, searcher, date(2024, 1, 1), time.perf_counter())
    return {hit.id for hit in results.hits if not hit.near}
