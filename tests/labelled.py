"""Pairs of articles of which it is known, by how they are made, whether they are one story.

Made of any articles: each story is brought by another paper under a title of its own, shortened,
with additions, or with words changed here and there; a later report repeats part of it, or has
other numbers; and pages of one template differ in what they are about.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from index.article import Article
from index.vietnamese import sentence_ends

_DAY = date(2018, 3, 1)
_PLACES = ("Hà Nội", "Đà Nẵng", "Cần Thơ", "Hải Phòng", "Lào Cai", "Cà Mau", "Huế", "Quy Nhơn")
_TEAMS = ("Sông Lam", "Bình Dương", "Hải Phòng", "Đồng Tháp", "Quảng Nam", "Long An", "Cần Thơ")
_HAS_NUMBER = re.compile(r"\d")

Label = str
SAME = ("retitled", "shortened", "extended", "reworded")
OTHER = ("follow-up", "new toll", "weather", "lottery", "prices", "match")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles, and the kind of pair that they are: one of SAME or of OTHER."""

    first: Article
    second: Article
    label: Label


def pairs_of(
    pick: random.Random, articles: Sequence[Article], others: Sequence[Article]
) -> list[Pair]:
    """A pair of each kind for every sixth of ``articles``, and as many pairs of pages of templates
    as there are articles.  Text that is not a story's own is that of ``others``, as many again."""
    makers = (_retitled, _shortened, _extended, _reworded, _follow_up, _new_toll)
    labels = (*SAME, "follow-up", "new toll")
    pairs = []
    for n, (article, other) in enumerate(zip(articles, others, strict=True)):
        label = labels[n % len(makers)]
        one = _with_toll(article, 3) if label == "new toll" else article
        made = makers[n % len(makers)](pick, one, other)
        moved = replace(made, id=f"{one.id}+", published=_later(pick, one))
        pairs.append(Pair(one, moved, label))
    return pairs + [_of_template(pick, n) for n in range(len(articles))]


def sentences(text: str) -> list[str]:
    """The sentences of a text, with what stands behind each."""
    ends = [*sentence_ends(text), len(text)]
    parts = [text[a:b] for a, b in zip([0, *ends], ends, strict=False)]
    return [part for part in parts if part.strip()]


def _later(pick: random.Random, article: Article) -> date:
    published = article.published or _DAY
    return date(published.year, published.month, published.day) + timedelta(pick.randrange(3))


def _retitled(pick: random.Random, one: Article, other: Article) -> Article:
    """Under the beginning of one of its sentences, without a number; the summary at times left out
    or made part of the body, a line of the paper's own below."""
    lines = [line for line in sentences(one.body) if len(line.split()) > 8]
    plain = [line for line in lines if not _HAS_NUMBER.search(" ".join(line.split()[:12]))]
    title = " ".join(pick.choice(plain or lines).split()[:12])
    summary, body = pick.choice(
        [(one.summary, one.body), ("", one.body), ("", f"{one.summary}\n{one.body}")]
    )
    tail = pick.choice(["", "\nTheo bài của báo bạn.", "\nBài và ảnh: phóng viên"])
    return replace(one, title=title, summary=summary, body=body + tail, source="baokhac.example")


def _shortened(pick: random.Random, one: Article, other: Article) -> Article:
    """With its first sentences only, or without some in the middle."""
    lines = sentences(one.body)
    kept = max(3, round(len(lines) * pick.uniform(0.45, 0.8)))
    if pick.random() < 0.5:
        lines = lines[:kept]
    else:
        chosen = sorted(pick.sample(range(1, len(lines)), kept - 1)) if len(lines) > 3 else [1, 2]
        lines = [lines[n] for n in (0, *chosen) if n < len(lines)]
    return replace(one, body="".join(lines))


def _extended(pick: random.Random, one: Article, other: Article) -> Article:
    """With sentences of another article among its own."""
    lines, added = sentences(one.body), sentences(other.body)
    for line in added[: max(1, round(len(lines) * pick.uniform(0.2, 0.7)))]:
        lines.insert(pick.randrange(1, len(lines) + 1), line.strip() + " ")
    return replace(one, body="".join(lines))


def _reworded(pick: random.Random, one: Article, other: Article) -> Article:
    """With some words in twenty replaced by others or left out."""
    share = pick.uniform(0.01, 0.05)
    strange = [word for word in other.body.split() if word.isalpha() and word.islower()]

    def reworded(word: str) -> str:
        if pick.random() >= share or not word.isalpha() or not word.islower():
            return word
        return pick.choice([*strange[:40], ""])

    lines = [" ".join(map(reworded, line.split(" "))) for line in one.body.split("\n")]
    return replace(one, body="\n".join(lines))


def _with_toll(one: Article, toll: int) -> Article:
    text = f"Đến cuối ngày đã có {toll} người bị thương được đưa đi cấp cứu."
    return replace(one, title=f"{one.title}: {toll} người bị thương", body=f"{one.body}\n{text}")


def _new_toll(pick: random.Random, one: Article, other: Article) -> Article:
    """The same report as things have gone on."""
    before = f"{one.body.rpartition(chr(10))[0]}"
    title = one.title.rpartition(":")[0]
    return _with_toll(replace(one, title=title, body=before), pick.randrange(4, 30))


def _follow_up(pick: random.Random, one: Article, other: Article) -> Article:
    """A new report that ends with what happened before."""
    lines = sentences(one.body)
    repeated = "".join(lines[: max(1, round(len(lines) * pick.uniform(0.2, 0.5)))])
    title = f"Diễn biến mới: {one.title}"
    return replace(
        other, title=title, body=f"{other.body}\nTrước đó: {repeated}", category=one.category
    )


def _of_template(pick: random.Random, number: int) -> Pair:
    """Two pages of one template, which differ in a place, a day or a team."""
    label = OTHER[2 + number % (len(OTHER) - 2)]
    write = {"weather": _weather, "lottery": _lottery, "prices": _prices, "match": _match}[label]
    first_place, second_place = pick.sample(_PLACES, 2)
    day = _DAY + timedelta(number * 2)
    later = day + timedelta(1)
    if label == "weather" and pick.random() < 0.5:
        later = day
    else:
        second_place = first_place
    first = write(pick, first_place, day)
    second = write(pick, second_place, later)
    name = f"{label}-{number}"
    return Pair(replace(first, id=f"{name}-a"), replace(second, id=f"{name}-b"), label)


def _weather(pick: random.Random, place: str, day: date) -> Article:
    low = pick.randrange(14, 26)
    body = (
        f"Trung tâm dự báo cho biết, {place} ngày {day.day}/{day.month} nhiều mây, có lúc có mưa.\n"
        f"Nhiệt độ thấp nhất ở {place} {low} độ, cao nhất {low + pick.randrange(5, 11)} độ.\n"
        f"Độ ẩm từ {pick.randrange(50, 70)} đến {pick.randrange(71, 98)} phần trăm, gió nhẹ.\n"
        "Trong cơn dông có khả năng xảy ra lốc, sét và gió giật mạnh, người dân cần đề phòng.\n"
        "Khi ra đường nên mang theo áo mưa và tránh trú dưới cây to, biển quảng cáo.\n"
        "Bản tin tiếp theo được phát vào cuối giờ chiều cùng ngày trên trang của trung tâm."
    )
    return Article("", f"Thời tiết {place} ngày mai", body=body, published=day)


def _lottery(pick: random.Random, place: str, day: date) -> Article:
    prizes = ("nhất", "nhì", "ba", "tư", "năm", "sáu", "bảy")
    rows = "\n".join(
        f"Giải {name}: " + " - ".join(str(pick.randrange(10**4, 10**5)) for _ in range(2))
        for name in prizes
    )
    body = (
        f"Kết quả xổ số mở thưởng tại {place} ngày {day.day}/{day.month}/{day.year} như sau.\n"
        f"Giải đặc biệt: {pick.randrange(10**5, 10**6)}\n{rows}\n"
        "Vé trúng thưởng được đổi trong vòng ba mươi ngày kể từ ngày mở thưởng tại các đại lý.\n"
        "Vé phải còn nguyên hình, nguyên khổ, không chắp vá, tẩy xóa và không bị rách rời.\n"
        "Mời bạn đọc theo dõi kết quả vào các buổi chiều trong tuần trên trang của chúng tôi."
    )
    title = pick.choice(["Kết quả xổ số hôm nay", f"Kết quả xổ số {day.day}/{day.month}"])
    return Article("", title, body=body, published=day)


def _prices(pick: random.Random, place: str, day: date) -> Article:
    low = pick.randrange(3500, 3900)
    body = (
        f"Mở cửa phiên sáng ngày {day.day}/{day.month}, giá vàng tại {place} có thay đổi.\n"
        f"Vàng miếng mua vào {low / 100:.2f} triệu đồng một lượng, bán ra {low / 100 + 0.2:.2f}.\n"
        f"Giá vàng thế giới giao dịch ở mức {pick.randrange(1100, 1400)} đô la một ounce.\n"
        f"Quy đổi theo tỷ giá ngân hàng, vàng trong nước cao hơn {pick.randrange(10, 90)} nghìn.\n"
        "Các nhà phân tích cho rằng nhà đầu tư vẫn chờ quyết định lãi suất của ngân hàng.\n"
        "Khối lượng giao dịch ở các cửa hàng không nhiều, người dân chủ yếu mua tích trữ."
    )
    return Article("", "Giá vàng hôm nay", body=body, published=day)


def _match(pick: random.Random, place: str, day: date) -> Article:
    home, away = pick.sample(_TEAMS, 2)
    body = (
        f"Trận đấu giữa {home} và {away} diễn ra lúc {pick.randrange(15, 20)} giờ.\n"
        f"Phong độ của {home} gần đây: thắng {pick.randrange(5)}, thua {pick.randrange(5)} trận.\n"
        f"Phong độ của {away} gần đây: thắng {pick.randrange(5)}, thua {pick.randrange(5)} trận.\n"
        "Theo các chuyên gia, đây là trận đấu khó lường vì hai bên đều cần điểm để trụ hạng.\n"
        "Khán giả có thể mua vé tại sân trước giờ bóng lăn hoặc xem trực tiếp trên truyền hình.\n"
        f"Dự đoán tỷ số: {pick.randrange(4)}-{pick.randrange(4)}."
    )
    return Article("", f"Nhận định {home} - {away}", body=body, published=day)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many pairs there are of each label, and how many of them were put into one group."""

    label: Label
    pairs: int
    grouped: int


def outcomes(pairs: Sequence[Pair], story_of: dict[str, int]) -> Iterator[Outcome]:
    """What was made of ``pairs``, where ``story_of`` names the group of each article in one; and
    of all other pairs of their articles, which are no story either."""
    right = 0
    for label in (*SAME, *OTHER):
        own = [pair for pair in pairs if pair.label == label]
        grouped = sum(
            story_of.get(pair.first.id, -1) == story_of.get(pair.second.id, -2) for pair in own
        )
        right += grouped
        yield Outcome(label, len(own), grouped)
    sizes = Counter(story_of.values()).values()
    every = len(pairs) * (2 * len(pairs) - 1)
    joined = sum(size * (size - 1) // 2 for size in sizes)
    yield Outcome("no pair", every - len(pairs), joined - right)


def precision_and_recall(found: Sequence[Outcome]) -> tuple[float, float]:
    """Of the pairs that were grouped the share that is one story, and of those that are one story
    the share that was grouped."""
    right = sum(one.grouped for one in found if one.label in SAME)
    grouped = sum(one.grouped for one in found)
    return right / max(1, grouped), right / sum(one.pairs for one in found if one.label in SAME)
