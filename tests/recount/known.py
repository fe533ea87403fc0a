"""What is known of a milestone on the as-of day, and the light that follows from it.

What was told late counts, what nobody told is 待核实: never unfinished, never not due.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from tests.recount.days import cn_date, period_in_words, short_date
from tests.recount.decided import Ruling
from tests.recount.plan import Task
from tests.recount.plan_lines import Milestone
from tests.recount.records import BAD, Record
from tests.recount.returned import Layout
from tests.recount.shown import Shown
from tests.recount.timeline import Timeline

Light = Literal["red", "yellow", "blue", "green", "none", "grey"]
ORDER: tuple[Light, ...] = ("red", "yellow", "blue", "green", "grey", "none")
SYMBOLS: dict[Light, str] = {
    "red": "■ 红灯",
    "yellow": "▲ 黄灯",
    "blue": "◇ 蓝灯",
    "green": "● 绿灯",
    "none": "○ 未到期",
    "grey": "× 待核实",
}
FINISHED = ("done", "done-late")
BAD_WORDS = {"will-miss": "自报不能按期", "adjust": "申请调整", "trouble": "自报有困难"}
SOON = 7
NOT_FILED = {
    "未报送": "本期未报送",
    "尚未报送": "本期尚未报送",
    "经同意延期报送": "本期经同意延期报送",
    "来件不能采用": "本期来件不能采用",
    "两个版本待确认": "两个版本待确认",
}


@dataclass(frozen=True)
class Verdict:
    """A light with its word and its reason."""

    light: Light
    word: str
    reason: str
    proposed: "Verdict | None" = None
    """What it would be without a ruling of a leader or a meeting; None where nobody ruled."""

    @property
    def as_proposed(self) -> "Verdict":
        """What is so, whatever was ruled."""
        return self.proposed or self

    @property
    def shown(self) -> str:
        """As it stands in a cell: symbol, name, the word where that says more, and what was proposed or ruled."""
        name = SYMBOLS[self.light]
        if self.word == "逾期完成":
            name = name.replace("●", "◐")
        words = f"{name[0]} {self.word}" if self.light in ("grey", "none") else f"{name}\n{self.word}"
        if self.proposed is None:
            return words
        was = SYMBOLS[self.proposed.light]
        return f"{words}\n经审定" if self.proposed.light == self.light else f"{words}\n拟亮灯{was.replace(' ', '')}"


def is_adjusted(verdict: Verdict) -> bool:
    return verdict.as_proposed.light != verdict.light


def as_ruled(proposed: Verdict, light: Light, basis: str) -> Verdict:
    """A light as it was ruled, with its basis and what was proposed."""
    if light == proposed.light:
        return Verdict(light, proposed.word, f"{proposed.reason}（经审定，依据{basis}）", proposed)
    was = SYMBOLS[proposed.light].partition(" ")[2]
    return Verdict(light, "经审定调整", f"经审定调整（依据{basis}）。拟亮灯：{was}，{proposed.reason}", proposed)


def light_of(name: str) -> Light:
    """The light of a name."""
    names = {words.partition(" ")[2].removesuffix("灯"): light for light, words in SYMBOLS.items()}
    return names[name.removesuffix("灯")]


@dataclass(frozen=True)
class Known(Shown):
    """What follows from the answers that show. ruling: of the milestone, or of its task where that decides here."""

    ruling: Ruling | None = None

    @property
    def moved(self) -> str:
        """When it was due at first, and by what authority that was changed; empty where it was not."""
        if not self.milestone.whole:
            return self.milestone.mark
        marks = [mark for mark in self.task.mark.strip("（）").split("；") if mark.startswith("完成时限原为")]
        return f"（{marks[-1]}）" if marks else ""

    @property
    def state(self) -> str:
        """What the unit's choice means: done, will-miss …; empty for nothing, and for what a postponement has met."""
        cell = self.cell("state")
        means = self.layout_of(cell).meaning(cell.label, cell.text) if cell else ""
        return "" if self.is_met else means

    @property
    def is_met(self) -> bool:
        """Whether bad news named a day that keeps the one to which the milestone was put off since."""
        cell = self.cell("state")
        if not cell or self.layout_of(cell).meaning(cell.label, cell.text) not in ("will-miss", "adjust"):
            return False
        expected = self.day("expected")
        return bool(expected and self.milestone.put_off and expected <= self.milestone.due)

    @property
    def judged_from(self) -> date:
        """The day after which answers tell how it stands: its due day; of a continuing duty, that before the period."""
        if self.milestone.duty != "continuing" or not asks_state(self.t.layout):
            return self.milestone.due
        return min(self.milestone.due, self.t.period.start - timedelta(days=1))

    @property
    def is_told_of(self) -> bool:
        """Whether its unit said how it stands after that day, and nothing of it is disputed."""
        disputed = self.source is not None and self.source.disputed
        told = self.state in (*BAD, "on-track") and self.answered is not None and self.answered > self.judged_from
        return told and not disputed

    @property
    def claims_late_without_day(self) -> bool:
        """The newest row says 已逾期完成, and its day is missing or wrong."""
        cell = self.of(self.faulty, "state")
        actual = self.of(self.faulty, "actual")
        said = bool(cell and self.faulty_layout.meaning(cell.label, cell.text) == "done-late")
        wrong = self.faulty is not None and actual is not None and actual.label in self.faulty.musts
        return said and actual is not None and (wrong or not actual.text)

    @property
    def periods(self) -> tuple[str, ...]:
        """The period in which the state that is shown was said; without one, those of what else is shown."""
        if self.source and (self.state or not self.overlaid):
            return (period_in_words(self.source.period.code),)
        faults = self.faults if self.overlaid else ()
        shown = (*faults, *filter(None, [self.record]))
        return tuple(period_in_words(each.period.code) for each in shown) or ("",)

    @property
    def where(self) -> str:
        """The cell in which the state stands or should stand."""
        cell = self.of(self.source, "state")
        return cell.where if cell else ""

    @property
    def answered(self) -> date | None:
        """The day of the answer that counts: the unit's own, or that of receipt where that was earlier."""
        if self.source is None:
            return None
        own = self.t.day(self.source.form.heading.get("填报日期"))
        return min(own, self.source.seen) if own else self.source.seen

    @property
    def doubt(self) -> str:
        """Why the answer may be doubted: the row waits to be corrected, or nothing usable came this time."""
        return "，".join(filter(None, (self.reopened, self.doubt_of_answer)))

    @property
    def reopened(self) -> str:
        """That it was said to be finished before what is said now."""
        since: date | None = None
        was_done = False
        for each in _records(self.t, self.layout.code, self.task, self.milestone):
            cell = None if each.musts else self.of(each, "state")
            means = self.layout.meaning(cell.label, cell.text) if cell else ""
            if means in FINISHED:
                was_done, since = True, None
            elif means and was_done:
                since = since or each.seen
        if self.overlaid and since is None and was_done and self.state and self.state not in FINISHED and self.source:
            since = self.source.seen
        return f"原报已完成，{short_date(since)}改报" if since else ""

    @property
    def doubt_of_answer(self) -> str:
        if self.filing and self.filing.waiting:
            return NOT_FILED[self.filing.newest]
        if self.overlaid:
            return "待核实"
        if self.filing and self.filing.status in NOT_FILED:
            return NOT_FILED[self.filing.status]
        return "待更正" if self.faulty else ""

    @property
    def is_due(self) -> bool:
        """Whether its day is over, or is this one and it is finished: else it has this day left."""
        due, as_of = self.milestone.due, self.t.as_of
        return due < as_of or (due == as_of and self.state in FINISHED)

    @property
    def unknown(self) -> bool:
        """Due, and nobody can say whether it is done."""
        proposed = self.verdict.as_proposed
        done = self.state in FINISHED or proposed.light == "red" or proposed.word == "印发前已到期"
        if self.milestone.duty == "continuing" and self.is_told_of:
            return False
        return self.judged_from < self.t.as_of and not done

    @property
    def why_unknown(self) -> str:
        """Why nobody knows how it stands, in short."""
        reason = _unknown(self).reason
        words = reason.partition("到期，")[2] or reason.partition("全年推进，")[2]
        words = words.removesuffix("，待核实").removesuffix("，待下次报送")
        words = words if self.milestone.duty != "continuing" else words.removeprefix("本期") or words
        return re.sub(r"^\d+月\d+日(?=自报)", "到期前", words)

    @property
    def verdict(self) -> Verdict:
        """As it was found, or as it was ruled."""
        return as_ruled(judge(self), light_of(self.ruling.light), self.ruling.basis) if self.ruling else judge(self)


def _day(known: Known, day: date) -> str:
    """A day, without its year where that is the plan's."""
    return short_date(day) if day.year == known.t.plan.year else cn_date(day)


def judge(known: Known) -> Verdict:  # noqa: PLR0911
    """The light of a milestone."""
    milestone, as_of = known.milestone, known.t.as_of
    due, state, actual = milestone.due, known.state, known.day("actual")
    if state in FINISHED:
        if (actual and actual > due) or (state == "done-late" and not actual):
            late = f"，{_day(known, actual)}完成，晚{(actual - due).days}天" if actual else ""
            return Verdict("green", "逾期完成", f"时限{_day(known, due)}{late}")
        return Verdict("green", "按期完成", "责任单位确认已按期完成")
    if due < as_of:
        return _overdue(known)
    if milestone.duty == "continuing" and known.judged_from < as_of and not known.is_told_of:
        return _trouble(known) if state in BAD else _unknown(known)
    if state in BAD:
        return _trouble(known)
    if (due - as_of).days <= SOON:
        return Verdict("blue", "临期", f"{_day(known, due)}到期，还有{(due - as_of).days}天")
    if milestone.duty == "continuing" and known.judged_from < as_of:
        return Verdict("green", "正常推进", f"全年推进，本期自报{known.text('state')}")
    return Verdict("none", "未到期", f"{_day(known, due)}到期")


def _trouble(known: Known) -> Verdict:
    expected, reason = known.day("expected"), known.text("reason")
    words = f"，预计{_day(known, expected)}完成" if expected else ""
    tail = f"：{reason}" if reason else ""
    said = "申请调整" if known.state == "adjust" else f"自报{known.text('state')}"
    return Verdict("yellow", BAD_WORDS[known.state], f"责任单位{said}{words}{tail}")


def _overdue(known: Known) -> Verdict:
    """Past its day: late for sure, or not known."""
    due, as_of, issued = known.milestone.due, known.t.as_of, known.t.plan.issued
    answered = known.answered
    said_since = known.state in (*BAD, "on-track") and answered is not None and answered > due
    read_late = known.source is not None and known.source.seen > due
    was_owed = known.t.owed_after(due, known.milestone, known.unit)
    foreseen = known.state in ("will-miss", "adjust") and (was_owed or read_late)
    disputed = known.source is not None and known.source.disputed
    if disputed or (not said_since and not foreseen):
        return _trouble(known) if known.state in BAD else _unknown(known)
    until = _earlier_answer_day(known) or as_of
    if issued and due < issued:
        days = (until - issued).days
        if known.t.first_report:
            words = f"时限{_day(known, due)}早于计划印发（{_day(known, issued)}），印发后{days}天仍未完成"
            return Verdict("yellow", "印发前已到期", words)
        since = _since(known, f"当时印发已{days}天", f"已{days}天", days)
        return Verdict("red", "逾期未完成", f"时限{_day(known, due)}，计划{_day(known, issued)}印发后仍未完成，{since}")
    days = (until - due).days
    since = _since(known, f"当时超期{days}天", f"超期{days}天", days)
    return Verdict("red", "逾期未完成", f"应于{_day(known, due)}前完成，{since}")


def _earlier_answer_day(known: Known) -> date | None:
    """The day up to which the newest answer speaks, where it is not one of this period."""
    is_old = known.source is not None and known.source.period.code != known.t.period.code
    return known.answered if is_old and asks_state(known.t.layout) else None


def _since(known: Known, then: str, now: str, days: int) -> str:
    """How long it is late, so far as anybody knows."""
    answered = _earlier_answer_day(known)
    if not answered:
        return now
    said = f"{_day(known, answered)}自报{known.text('state')}"
    return f"{said}，{then}，此后没有可采用的新报" if days > 0 else f"{said}，此后没有可采用的新报"


def _unknown(known: Known) -> Verdict:
    """Due, and nobody has told since whether it is done."""
    due, answered = known.judged_from, known.answered
    filing = known.filing
    useless = filing is not None and filing.newest in ("两个版本待确认", "来件不能采用")
    said_since = known.record is not None and answered is not None and answered > due
    was_owed = known.t.owed_after(due, known.milestone, known.unit)
    wrong = known.faulty is not None and known.faulty.period.code == known.t.period.code
    asked_since = was_owed or known.t.is_over(known.milestone, known.unit) or useless or said_since or wrong
    if not asked_since and asks_state(known.t.layout):
        not_yet = f"{_day(known, due)}到期，到期后尚未到报送时间，待下次报送"
        return Verdict("grey", "待报", not_yet if due == known.milestone.due else "全年推进，本期尚未到报送时间")
    if due == known.milestone.due:
        return Verdict("grey", "待核实", f"{_day(known, due)}到期，{_why(known)}")
    return Verdict("grey", "待核实", f"全年推进，本期{_why(known).removeprefix('本期')}")


def _why(known: Known) -> str:  # noqa: PLR0911
    filing = known.filing
    status = filing.newest if filing else None
    if not asks_state(known.t.layout):
        return "没有可采用的填报，待核实"
    words = {
        "未报送": "未报送，待核实",
        "尚未报送": "本期尚未报送，待核实",
        "经同意延期报送": "本期尚未报送，待核实",
        "来件不能采用": "来件不能采用，待核实",
        "两个版本待确认": "两个版本待确认",
    }
    if status is None:
        return "没有责任单位填报，待核实"
    if status in words:
        return words[status]
    if known.claims_late_without_day:
        return "自报已逾期完成，完成日期待更正"
    if known.faulty:
        asked = known.of(known.faulty, "state")
        if asked is None or not asked.text:
            return "情况未填，待核实"
        claimed = known.of(known.faulty, "state")
        sound = claimed and claimed.label not in known.faulty.musts
        said = claimed.text if claimed and sound else ""
        return f"{f'自报{said}，' if said else ''}所填须更正，待核实"
    if known.record and not known.text("state"):
        return "情况未填，待核实"
    if known.record and known.answered:
        return f"{short_date(known.answered)}自报{known.text('state')}，到期后未再报送，待核实"
    return "没有可采用的填报，待核实"


def _records(t: Timeline, kind: str, task: Task, milestone: Milestone) -> list[Record]:
    found = t.records(kind)
    rows = found.get(milestone.key, [])
    return rows or (found.get(task.number, []) if milestone.whole else [])


def asks_state(layout: Layout) -> bool:
    return any(True for _ in layout.of_role("state"))
