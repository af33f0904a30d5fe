"""Stories made up for the tests of who printed first: each with its versions, and who it was.

The papers, their short names and the lines are written down here after what stands below real
articles, and not taken from what the code knows; some papers exist nowhere.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from stories import sentence, shortened, story

from index.article import Article

# host → how others name the paper, and the mark that its own texts begin with ("" for none)
PAPERS = {
    "vnexpress.net": (("VnExpress", "Vnexpress", "VnExpress.net"), ""),
    "tuoitre.vn": (("Tuổi Trẻ", "Báo Tuổi Trẻ", "Tuổi trẻ", "Tuổi Trẻ Online"), "TTO - "),
    "www.tienphong.vn": (("Tiền Phong", "Tiền phong", "báo Tiền Phong"), "TPO - "),
    "dantri.com.vn": (("Dân trí", "Dân Trí", "Báo Dân trí"), "(Dân trí) - "),
    "www.nhandan.com.vn": (("Nhân Dân", "Báo Nhân Dân"), "NDĐT - "),
    "thanhnien.vn": (("Thanh Niên", "Thanh niên", "Báo Thanh Niên"), "(TNO) "),
    "vietnamnet.vn": (("VietNamNet", "Vietnamnet", "VietnamNet"), ""),
    "nld.com.vn": (("Người Lao Động", "NLĐ", "Người Lao động"), "(NLĐO) - "),
    "laodong.vn": (("Lao Động", "Lao động"), ""),
    "zingnews.vn": (("Zing", "Zing.vn"), ""),
    "vov.vn": (("VOV", "VOV.VN"), "VOV.VN - "),
    "vneconomy.vn": (("VnEconomy", "Vneconomy"), ""),
    "baosongtien.example": (("Báo Sông Tiền", "Sông Tiền", "báo điện tử Sông Tiền"), ""),
    "nuibaccuc.example": (("Núi Bắc Cực", "Báo Núi Bắc Cực"), "(Núi Bắc Cực) - "),
    "tinchieu.com.vn": (("Tin Chiều", "Tinchieu.com.vn", "báo Tin Chiều"), ""),
    "Báo Đồng Khởi": (("Đồng Khởi", "Báo Đồng Khởi"), ""),
    "https://m.canhdieu.example/": (("Cánh Diều", "báo Cánh Diều"), ""),
}
# Who writes for papers and is not among them; of each the names, and what the answer calls it
OUTSIDE = {
    "TTXVN": ("TTXVN", "TTXVN", "Thông tấn xã Việt Nam", "TTXVN/Vietnam+"),
    "Reuters": ("Reuters", "hãng tin Reuters"),
    "AFP": ("AFP",),
    "CNN": ("CNN",),
    "VTC News": ("VTC News",),
    "Pháp Luật TP.HCM": ("Pháp Luật TP.HCM", "PLO"),
    "Boldsky": ("Boldsky",),
    "Thời báo Đông Nam Á": ("Thời báo Đông Nam Á",),
}
REPORTERS = ["Tường Vi", "Nguyễn Hoàng", "Huyền Lê", "Hà Thanh", "H.P", "Trần Đại Dương", "Anh Vũ"]
CREDITS = [
    "Theo {name}", "(Theo {name})", "Nguồn: {name}", "(Nguồn: {name})", "{reporter} (Theo {name})",
    "{reporter} Theo {name}", "Theo {name}.", "Theo {name} đăng lại", "(Theo {name}, tổng hợp)",
    "Theo: {name}", "NGUỒN: {name}", "Dẫn theo {name}", "theo {name}", "Nguồn tin: {name}",
]  # fmt: skip
NO_CREDITS = [
    "Ảnh: {name}", "Nguồn ảnh: {name}", "Nguồn clip: {name}", "(Ảnh: {name})", "Video: {name}",
    "Theo Bộ Y tế", "(Nguồn: Bộ Giao thông vận tải)", "Theo ông Nam, dân đã về nhà.", "{reporter}",
    "{reporter} (tổng hợp)", "Theo Công an tỉnh", "Theo Sở Lao động - Thương binh và Xã hội",
    "* Bài viết thể hiện quan điểm riêng của tác giả", "Ảnh minh họa (Nguồn: {name})",
]  # fmt: skip
TRAPS = [
    "Theo ông Nam, dân trong xã đã về nhà.", "Theo Bộ Y tế, bệnh đã lui.", "Theo đó, chợ mở lại.",
    "Theo báo cáo của huyện, lúa mất một nửa.", "Theo kế hoạch, cầu xong vào tháng năm.",
    "Nguồn: Bộ Tài chính.", "Theo {name}, hôm trước ở đó cũng có mưa.", "Nguồn vốn nào cho cầu?",
    "Theo luật sư Trần Văn Bình, án ấy là nặng.", "Theo báo chí nước ngoài, giá còn tăng.",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reprinted:
    """A story: its versions in the order of time, the first one's id (``None``: it is not among
    them), its name where it is not, and what kind of story that is."""

    versions: tuple[Article, ...]
    first: str | None
    name: str
    kind: str


def reprinted(pick: random.Random, number: int) -> Reprinted:
    """A story that some papers print, one of them first, or somebody that is not among them."""
    kind = pick.choice(sorted(_KINDS))
    return _KINDS[kind](pick, number, kind)


class _Group:
    """A story on its way through the papers."""

    def __init__(self, pick: random.Random, number: int) -> None:
        self.pick = pick
        self.sources = pick.sample(sorted(PAPERS), pick.randrange(2, 6))
        self.text = replace(story(pick, f"g{number}"), summary="")
        start = datetime(2016, 5, 12, pick.randrange(5, 20), tzinfo=UTC)
        self.time = start + timedelta(days=pick.randrange(600), minutes=pick.randrange(60))
        self.made: list[Article] = []

    def name(self, n: int) -> str:
        """One of the names of the n-th paper."""
        return self.pick.choice(PAPERS[self.sources[n]][0])

    def other(self) -> str:
        """The name of a paper that has nothing to do with it."""
        return self.pick.choice(PAPERS[self.pick.choice(sorted(PAPERS.keys() - self.sources))][0])

    def line(self, name: str) -> str:
        """A line that says the text is from ``name``."""
        return self.pick.choice(CREDITS).format(name=name, reporter=self.pick.choice(REPORTERS))

    def put(self, n: int, foot: str = "", head: str = "", author: str = "") -> Article:
        """The n-th paper prints it, a while after the one before."""
        pick = self.pick
        self.time += timedelta(minutes=pick.randrange(2, 600))
        one = self.text if n == 0 or pick.random() < 0.5 else shortened(pick, self.text, "", 0.8)
        lines = one.body.split("\n")
        if pick.random() < 0.5:
            lines.insert(
                pick.randrange(1, len(lines)), pick.choice(TRAPS).format(name=self.other())
            )
        lines[0] = head + lines[0]
        if not foot and pick.random() < 0.4:
            foot = pick.choice(NO_CREDITS).format(
                name=self.other(), reporter=pick.choice(REPORTERS)
            )
        if foot and pick.random() < 0.15:  # as crawlers leave it: one line
            lines = [" ".join([*lines, foot])]
        elif foot:
            lines.append(foot)
        if pick.random() < 0.15:
            lines.append(
                pick.choice(
                    ["Tags: mưa, lũ", ">> Xem thêm: Cầu mới", "Xem thêm: " + sentence(pick)]
                )
            )
        article = replace(
            one,
            id=f"{self.text.id}-{n}",
            source=self.sources[n],
            body="\n".join(lines),
            author=author,
            published=self.time,
        )
        self.made.append(article)
        return article

    def mark(self, n: int) -> str:
        """What the texts of the n-th paper begin with, now and then."""
        return PAPERS[self.sources[n]][1] if self.pick.random() < 0.5 else ""

    def copy(self, n: int, name: str) -> Article:
        """The n-th paper prints it and says that it is from ``name``, at the end or as author."""
        if self.pick.random() < 0.2:
            return self.put(n, author=self.pick.choice([name, f"Theo {name}"]))
        return self.put(n, self.line(name))

    def redate(self, article: Article, published: date | None) -> None:
        """As if ``article`` had another date."""
        self.made[self.made.index(article)] = replace(article, published=published)

    def told(self, kind: str, first: str | None, name: str = "") -> Reprinted:
        """What came of it, in the order that an index has it in."""
        last = datetime(9999, 1, 1, tzinfo=UTC)

        def moment(one: Article) -> datetime:
            if one.published is None:
                return last
            if isinstance(one.published, datetime):
                return one.published
            return datetime.combine(one.published, datetime.min.time(), UTC)

        return Reprinted(tuple(sorted(self.made, key=moment)), first, name, kind)


def _plain(pick: random.Random, number: int, kind: str) -> Reprinted:
    """Some copies say where they are from, others do not."""
    group = _Group(pick, number)
    first = group.put(0, head=group.mark(0))
    for n in range(1, len(group.sources)):
        if pick.random() < 0.5:
            group.copy(n, group.name(0))
        else:
            group.put(n, head=group.mark(n))  # some papers put theirs before all that they print
    return group.told(kind, first.id)


def _wrong_clock(pick: random.Random, number: int, kind: str) -> Reprinted:
    """A copy is dated before what it is a copy of, and says whose it is."""
    group = _Group(pick, number)
    first = group.put(0, head=group.mark(0))
    for n in range(1, len(group.sources)):
        group.copy(n, group.name(0))
    early = group.made[1]
    assert isinstance(first.published, datetime)
    moved = pick.choice([timedelta(minutes=20), timedelta(hours=7), timedelta(days=3)])
    group.redate(early, pick.choice([first.published - moved, datetime(1970, 1, 1, tzinfo=UTC)]))
    return group.told(kind, first.id)


def _reset_clock(pick: random.Random, number: int, kind: str) -> Reprinted:
    """A copy that says nothing has the date of a clock that was never set."""
    group = _Group(pick, number)
    first = group.put(0)
    for n in range(1, len(group.sources)):
        group.put(n)
    group.redate(group.made[-1], datetime(1970, 1, 1, tzinfo=UTC))
    return group.told(kind, first.id)


def _undated(pick: random.Random, number: int, kind: str) -> Reprinted:
    """The first one's date is lost; a copy says whose it is, or its mark does."""
    group = _Group(pick, number)
    marked = [n for n, source in enumerate(group.sources) if PAPERS[source][1]]
    if marked and pick.random() < 0.5:
        group.sources.insert(0, group.sources.pop(marked[0]))
        first = group.put(0, head=PAPERS[group.sources[0]][1])
        group.put(1, group.line(group.name(0)) if pick.random() < 0.5 else "")
    else:
        first = group.put(0)
        group.copy(1, group.name(0))
    for n in range(2, len(group.sources)):
        group.put(n, head=group.mark(n))
    group.redate(first, None)
    return group.told(kind, first.id)


def _chain(pick: random.Random, number: int, kind: str) -> Reprinted:
    """One has it from another, and that one from the first; dates may be mixed up."""
    group = _Group(pick, number)
    first = group.put(0)
    for n in range(1, len(group.sources)):
        group.copy(n, group.name(pick.randrange(max(0, n - 1), n)))
    if pick.random() < 0.5:
        group.redate(group.made[-1], date(2016, 1, 1))
    return group.told(kind, first.id)


def _from_outside(pick: random.Random, number: int, kind: str) -> Reprinted:
    """Who wrote it is not among the papers; at least one of them says so."""
    group = _Group(pick, number)
    outside = pick.choice(sorted(OUTSIDE))
    says = pick.randrange(len(group.sources))
    for n in range(len(group.sources)):
        if n == says or pick.random() < 0.4:
            name = pick.choice(OUTSIDE[outside])
            place = pick.random()
            if place < 0.15 and outside == "TTXVN":
                group.put(n, head=pick.choice(["(TTXVN) - ", "TTXVN - ", "Hà Nội (TTXVN) - "]))
            elif place < 0.3 and outside == "TTXVN":
                group.put(n, "TTXVN")
            else:
                group.copy(n, name)
        else:
            group.put(n)
    return group.told(kind, None, outside)


def _through_another(pick: random.Random, number: int, kind: str) -> Reprinted:
    """A paper has it from an agency, and others from that paper."""
    group = _Group(pick, number)
    outside = pick.choice(["TTXVN", "Reuters", "AFP", "CNN"])
    group.put(0, group.line(pick.choice(OUTSIDE[outside])))
    for n in range(1, len(group.sources)):
        group.copy(n, group.name(0))
    return group.told(kind, None, outside)


def _houses_own(pick: random.Random, number: int, kind: str) -> Reprinted:
    """The agency's own paper is among them."""
    group = _Group(pick, number)
    own = pick.choice(["www.vietnamplus.vn", "baotintuc.vn"])
    first = group.put(0, pick.choice(["(TTXVN/Vietnam+)", "TTXVN", "{0} (TTXVN)"]).format("Hà My"))
    first = group.made[0] = replace(first, source=own)
    for n in range(1, len(group.sources)):
        if pick.random() < 0.6:
            group.copy(n, pick.choice(["TTXVN", "Thông tấn xã Việt Nam", "TTXVN/Vietnam+"]))
        else:
            group.put(n)
    return group.told(kind, first.id)


def _signed(pick: random.Random, number: int, kind: str) -> Reprinted:
    """Copies name the reporter and the paper, in the text or as author."""
    group = _Group(pick, number)
    reporter = pick.choice(REPORTERS)
    first = group.put(0, reporter)
    for n in range(1, len(group.sources)):
        name = PAPERS[group.sources[0]][0][0]
        if pick.random() < 0.5:
            group.put(n, f"Theo {reporter} {name}")
        else:
            group.put(n, author=f"{reporter}/{name}")
    if pick.random() < 0.5:
        group.redate(first, None)
    return group.told(kind, first.id)


_KINDS: dict[str, Callable[[random.Random, int, str], Reprinted]] = {
    "plain": _plain,
    "wrong clock": _wrong_clock,
    "reset clock": _reset_clock,
    "undated": _undated,
    "chain": _chain,
    "from outside": _from_outside,
    "through another": _through_another,
    "the house's own": _houses_own,
    "signed": _signed,
}
