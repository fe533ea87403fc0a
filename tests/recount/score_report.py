"""绩效评估报告: points by heading and by unit, and every loss."""

from collections.abc import Sequence
from decimal import Decimal

from tests.recount.days import cn_date
from tests.recount.scores import Score, losing, scores, sums
from tests.recount.sheets import ReportSheet, number
from tests.recount.timeline import Timeline
from tests.recount.unverified import beginnings
from tests.recount.words import Claim, made_of


def recount_scores(t: Timeline, sheet: ReportSheet) -> None:
    """绩效评估报告: by heading, by unit, and every loss."""
    everything = list(scores(t).values())
    tops = list(dict.fromkeys(score.task.category.partition("/")[0] for score in everything))
    rows = []
    for top in tops:
        under = [score for score in everything if score.task.category.partition("/")[0] == top]
        rows.append({"目标类别": top, **_sums(t, under)})
        for part in dict.fromkeys(score.task.category.partition("/")[2] for score in under):
            own = [score for score in under if score.task.category.partition("/")[2] == part]
            rows += [{"目标类别": f"其中：{part}", **_sums(t, own)}] if part else []
    for table in sheet.tables("目标类别", "权重分值"):
        table.compare([*rows, {"目标类别": "合计", **_sums(t, everything)}])
    groups = {unit: [score for score in everything if score.task.unit == unit] for unit in t.plan.units}
    of_units = [{"牵头单位": unit, **_sums(t, group)} for unit, group in groups.items() if group]
    for table in sheet.tables("牵头单位", "权重分值"):
        table.compare([*of_units, {"牵头单位": "合计", **_sums(t, everything)}])
    lost = [score for score in losing(t) if score.gap]
    for table in sheet.tables("编号", "失分", "原因"):
        table.compare([_loss(score) for score in lost])
    for place in [*sheet.find(f"{t.plan.year}年度"), *sheet.find("没有"), *sheet.find(tops[0])]:
        sheet.expect(place, _said_of_points(t, tops))


def _said_of_points(t: Timeline, tops: Sequence[str]) -> Claim:
    """The sentences before the tables."""
    everything = list(scores(t).values())
    whole = _points(t, everything)
    own = [score.task.number for score in everything if score.self_score is None]
    approved = [score.task.number for score in everything if score.approved_score is None]
    is_approving = len(approved) < len(everything)
    pieces = [
        f"{t.plan.year}年度绩效目标共{len(everything)}项，权重分值合计{whole['权重分值']}分",
        cn_date(t.as_of),
        f"已自评{len(everything) - len(own)}项，自评得分合计{whole['自评得分']}分",
        f"已核定{len(everything) - len(approved)}项，核定得分合计{whole['核定分']}分",
        f"有{whole['失分项数']}项失分，共失{whole['失分']}分",
        f"没有自评得分的：第{'、'.join(own)}项",
        f"没有核定得分的：第{'、'.join(approved)}项",
    ]
    for top in tops:
        found = _points(t, [score for score in everything if score.task.category.partition("/")[0] == top])
        printed = next((f"（{each['分值']}分）" for each in t.plan.categories if each["名称"] == top), "")
        head = f"{top}{printed}" + (f"核定{found['核定分']}分" if is_approving else f"自评{found['自评得分']}分")
        pieces += [f"{head}，失{found['失分']}分" if found["失分"] != "0" else head]
    return made_of(*pieces)


def _points(t: Timeline, group: list[Score]) -> dict[str, str]:
    """Sums as they stand in a sentence."""
    return {
        label: number(value) if isinstance(value, Decimal) else str(value) for label, value in sums(t, group).items()
    }


def _sums(t: Timeline, group: list[Score]) -> dict[str, object]:
    found = sums(t, group)
    return {**found, "项数": found["目标数"], "核定得分": found["核定分"]}


def _loss(score: Score) -> dict[str, object]:
    task = score.task
    points = score.self_score if score.approved_score is None else score.approved_score
    reasons = [score.approved.row["核定扣分理由"].text if score.approved else ""]
    reasons += [score.own.row["扣分原因"].text if score.own else ""]
    return {
        "编号": task.number,
        "年度工作目标（摘要）": made_of(*beginnings(task.name)),
        "牵头单位": task.unit,
        "权重": task.weight,
        "得分": points if score.approved_score is not None else f"{points}（自评）",
        "失分": score.gap,
        "原因": next(filter(None, reasons), "—"),
    }
