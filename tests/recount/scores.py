"""Points: what units gave themselves, what the office approved, and what is lost, by heading, unit and task."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from tests.recount.plan import Task
from tests.recount.records import Record
from tests.recount.sheets import FIGURE, OneOf, ReportSheet, Table, number
from tests.recount.timeline import Timeline
from tests.recount.words import Claim, beginning, brief, lines

DASH = "—"
SELF, APPROVED = "自评得分", "核定分"
OTHER_LOSSES = "其余见“失分清单”。"
STROKES = {"", "/", "—", "-", "－", "无", "暂无", "没有", "、"}


@dataclass(frozen=True)
class Score:
    """A task's points. own and approved: the rows in which they stand."""

    task: Task
    own: Record | None
    approved: Record | None

    @property
    def self_score(self) -> Decimal | None:
        return _points(self.own, SELF)

    @property
    def approved_score(self) -> Decimal | None:
        return _points(self.approved, APPROVED)

    @property
    def gap(self) -> Decimal | None:
        """Weight minus approved points; as long as there are none, minus the unit's own."""
        counted = self.self_score if self.approved_score is None else self.approved_score
        return None if counted is None or self.task.weight is None else self.task.weight - counted

    @property
    def change(self) -> Decimal | None:
        if self.self_score is None or self.approved_score is None:
            return None
        return self.approved_score - self.self_score


def _points(record: Record | None, label: str) -> Decimal | None:
    return Decimal(str(record.row[label].value)) if record else None


@cache
def scores(t: Timeline) -> dict[str, Score]:
    """Task → its points, of the newest rows without mistakes."""
    rows = {kind: t.sound(kind) if kind in t.layouts else {} for kind in ("ZP", "HD")}
    return {
        task.number: Score(task, rows["ZP"].get(task.number), rows["HD"].get(task.number))
        for task in t.plan.tasks
        if task.weight is not None
    }


def dashed(value: Decimal | int | None) -> object:
    return DASH if value is None else value


def total(values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of what there is; None where there is nothing."""
    found = [value for value in values if value is not None]
    return sum(found, Decimal(0)) if found else None


def sums(t: Timeline, group: Sequence[Score]) -> dict[str, object]:
    """The figures of several tasks together, by header."""
    lost = [score.gap for score in group]
    losing = sum(1 for gap in lost if gap)
    return {
        "目标数": len(group),
        "权重分值": total(score.task.weight for score in group),
        "自评得分": dashed(total(score.self_score for score in group)),
        "核定分": dashed(total(score.approved_score for score in group)),
        "差异": dashed(total(score.change for score in group)),
        "失分": dashed(total(lost)),
        "失分项数": losing or DASH,
        "其中共担": sum(1 for score in group if _is_shared(t, score.task)) or DASH,
        "可比项数": sum(1 for score in group if score.change is not None),
        "评分情况": note_of(group),
    }


def note_of(group: Sequence[Score]) -> Claim:
    """A note that says how many of these have points; what is missing must be said."""
    count = len(group)
    own = sum(1 for score in group if score.self_score is not None)
    approved = sum(1 for score in group if score.approved_score is not None)
    both = sum(1 for score in group if score.change is not None)
    pieces = [
        f"自评{own}/{count}",
        f"核定{approved}/{count}",
        f"可比{both}/{count}",
        f"可比{both}项",
        f"可比的{both}项",
    ]
    pieces += [f"缺自评{count - own}项", f"缺核定{count - approved}项", f"缺{count - own}项", f"缺{count - approved}项"]
    pieces += [f"{count - own}项未自评", f"{count - approved}项未核定", f"未自评{count - own}项"]
    pieces += _compared(group)
    apart = [score for score in group if score.self_score is None and score.approved_score is not None]
    pieces += [f"{len(apart)}项", f"{number(total(score.approved_score for score in apart) or Decimal(0))}分"]

    def claim(actual: object) -> bool:
        text = str(actual or "")
        for piece in sorted(pieces, key=len, reverse=True):
            text = text.replace(piece, "")
        said = own == count or "自评" in str(actual or "")
        return said and not FIGURE.search(text)

    return claim


def _sharers(task: Task) -> tuple[str, ...]:
    return (task.lead, *task.supports)


def _compared(group: Sequence[Score]) -> list[str]:
    """What may be compared, and what has no points at all."""
    both = [score for score in group if score.change is not None]
    own, approved = (total(values) or Decimal(0) for values in _pairs(both))
    without = [score for score in group if score.gap is None]
    weight = number(total(score.task.weight for score in without) or Decimal(0))
    compared = f"自评{number(own)}，核定{number(approved)}，差异{number(approved - own)}"
    return [f"可比{len(both)}项：{compared}", f"没有得分的{len(without)}项{weight}分"]


def _pairs(both: Sequence[Score]) -> tuple[list[Decimal | None], list[Decimal | None]]:
    return [score.self_score for score in both], [score.approved_score for score in both]


def _is_shared(t: Timeline, task: Task) -> bool:
    """Whether several units answer for it, or a crowd of them."""
    return bool(task.supports) or task.lead in t.plan.crowds


def _top(t: Timeline) -> list[str]:
    return list(dict.fromkeys(task.category.partition("/")[0] for task in t.plan.tasks if task.weight is not None))


def _printed(t: Timeline, category: str) -> str:
    """A heading with the points that are printed behind it."""
    typed = next((each for each in t.plan.categories if each["名称"] == category), {})
    points = f"（{number(Decimal(str(typed['分值'])))}分）" if "分值" in typed else ""
    return category.rpartition("/")[2] + points


def _under(t: Timeline, category: str) -> list[Score]:
    found = scores(t).values()
    return [each for each in found if each.task.category == category or each.task.category.startswith(f"{category}/")]


def recount_overview(t: Timeline, sheet: ReportSheet) -> None:
    """得分总览."""
    everything = list(scores(t).values())
    rows = [{"类别": "合计", **sums(t, everything)}]
    for top in _top(t):
        rows.append({"类别": _printed(t, top), **sums(t, _under(t, top))})
        below = dict.fromkeys(score.task.category for score in _under(t, top) if score.task.category != top)
        rows += [{"类别": f"　其中：{_printed(t, each)}", **sums(t, _under(t, each))} for each in below]
    for table in sheet.tables("类别", "目标数", "权重分值"):
        table.compare(rows)
    worst = [score for score in losing(t) if score.gap][:6]
    for table in sheet.tables("编号", "失分", "年度工作目标（摘要）"):
        _worst(table, [{**task_cells(score), "扣分理由": _reason(score)} for score in worst])
    for table in sheet.tables("牵头单位", "目标数", "其中共担"):
        groups = {unit: [score for score in everything if score.task.unit == unit] for unit in t.plan.units}
        units = [{"牵头单位": unit, **sums(t, group)} for unit, group in groups.items() if group]
        table.compare([*units, {"牵头单位": "合计", **sums(t, everything)}])


def _worst(table: Table, expected: list[dict[str, object]]) -> None:
    """The largest losses; where the page has no room for all of these, the first of them and where the others stand."""
    *listed, last = [table.sheet.line(row) for row in table.lines] or [{}]
    if list(last.values()) == [OTHER_LOSSES]:
        if len(listed) >= len(expected):
            table.sheet.fault(f"第{table.head}行的表没有少列，却说其余另见")
        expected = [*expected[: len(listed)], {"编号": OTHER_LOSSES}]
    table.compare(expected)


def losing(t: Timeline) -> list[Score]:
    """Those below their weight, the largest gap first, then as in the plan."""
    below = [
        score
        for score in scores(t).values()
        if any(
            points is not None and points < (score.task.weight or 0)
            for points in (score.self_score, score.approved_score)
        )
    ]
    return sorted(below, key=lambda score: -(score.gap or 0))


def _reason(score: Score) -> str:
    office = score.approved.row["核定扣分理由"].text if score.approved else ""
    return office or (score.own.row["扣分原因"].text if score.own else "")


def task_cells(score: Score) -> dict[str, object]:
    task = score.task
    return {
        "编号": task.number,
        "年度工作目标（摘要）": brief(task),
        "牵头单位": task.unit,
        "权重": task.weight,
        "权重分值": task.weight,
        "自评": dashed(score.self_score),
        "核定": dashed(score.approved_score),
        "自评得分": dashed(score.self_score),
        "核定分": dashed(score.approved_score),
        "差异": dashed(score.change),
        "失分": dashed(score.gap),
        "自评扣分原因": score.own.row["扣分原因"].text if score.own else "",
        "核定扣分理由": score.approved.row["核定扣分理由"].text if score.approved else "",
        "等级": (score.approved.row["等级"].text if score.approved else "") or DASH,
    }


def recount_table(t: Timeline, sheet: ReportSheet) -> None:
    """得分表: the plan's order, with sums of each heading and each group."""
    rows: list[dict[str, object]] = [{"年度工作目标（摘要）": "合计", **sums(t, list(scores(t).values()))}]
    for top in _top(t):
        under = _under(t, top)
        rows.append({"年度工作目标（摘要）": _printed(t, top), **sums(t, under)})
        group = ""
        for score in under:
            own = str(score.task.group.get("编号", ""))
            if own and own != group:
                group = own
                together = [each for each in under if str(each.task.group.get("编号", "")) == own]
                name = beginning(str(score.task.group["名称"]), 120)
                rows.append({"编号": own, "年度工作目标（摘要）": name, **sums(t, together)})
            units = lines(_sharers(score.task))
            rows.append({**task_cells(score), "责任单位": units, "评分情况": note_of([score])})
    for table in sheet.tables("编号", "责任单位", "权重分值"):
        table.compare(rows)


def recount_losses(t: Timeline, sheet: ReportSheet) -> None:
    """失分清单."""
    listed = losing(t)
    rows = [{"序号": place, **task_cells(score)} for place, score in enumerate(listed, 1)]
    silent = sum(1 for score in scores(t).values() if score.gap is None)
    word = {"年度工作目标（摘要）": _loss_total(silent, listed)}
    both = {
        "自评": dashed(total(score.self_score for score in listed)),
        "核定": _or_blank(total(score.approved_score for score in listed)),
    }
    end = {"权重": total(score.task.weight for score in listed), "失分": total(score.gap for score in listed), **both}
    for table in sheet.tables("序号", "编号", "失分"):
        table.compare([*rows, {**word, **end}] if listed else [])


def _or_blank(value: Decimal | None) -> OneOf:
    return OneOf((dashed(value), "" if value is None else value))


def _loss_total(silent: int, listed: Sequence[Score]) -> Claim:
    own = sum(1 for score in listed if score.self_score is not None)
    approved = sum(1 for score in listed if score.approved_score is not None)
    whole = f"{len(listed)}项（自评{own}项，核定{approved}项，"

    def claim(actual: object) -> bool:
        text = str(actual or "").replace(whole, "")
        return (
            text.startswith("合计")
            and not FIGURE.search(text.replace(f"另有{silent}项", ""))
            and (not silent or f"另有{silent}项" in text)
        )

    return claim
