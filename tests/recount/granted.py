"""节点延期: the other days that registers grant, as decisions of the plan."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

Typed = Mapping[str, Any]
LeadsOf = Callable[[object, str], list[str]]
"""What is printed as lead, and who fills in the form → the units that answer for it."""
SHEET, AGREED = "节点延期", ("是", "不需要")


def read_granted(registers: Iterable[Path]) -> tuple[Typed, ...]:
    """The rows with a day and an authority, in the order of the days from which they hold."""
    return tuple(sorted((row for path in registers for row in _rows(path.read_bytes())), key=lambda row: row["日期"]))


@cache
def _rows(register: bytes) -> tuple[Typed, ...]:
    """The rows in the bytes of a register; none where it has no such sheet yet."""
    book = load_workbook(BytesIO(register))
    lines = book[SHEET].iter_rows(values_only=True) if SHEET in book.sheetnames else iter(())
    header = next((line for line in lines if "批准延至" in line and "登记号" in line), ())
    rows = (dict(zip(header, line, strict=True)) for line in lines)
    return tuple(
        {
            "日期": _day(row["批准日期"]),
            "类型": "延期",
            "任务": row["任务序号"],
            "第几个节点": row["第几个节点"],
            "单位": row["单位"],
            "改为": _day(row["批准延至"]),
            "依据": row["批准文件"],
            "同意": row["原交办单位同意"],
        }
        for row in rows
        if row["批准延至"] not in (None, "", "否")
    )


def _day(value: object) -> date:
    return value.date() if isinstance(value, datetime) else date.fromisoformat(str(value))


def as_amendment(row: Typed, tasks: Iterable[Typed], year: int, leads: LeadsOf) -> Typed | None:
    """A row as plan.yaml would say it; None where those from whom the task came have not agreed, or nobody has it.

    Args:
        row: of a register.
        tasks: as they stand on that day.
        year: of the plan.
        leads: who answers for what these lead. Of a line of one unit it does not matter which one the row names.
    """
    task = next((each for each in tasks if str(each["序号"]) == str(row["任务"])), None)
    if task is None or ((task["来源"] or task["标识"]) and row["同意"] not in AGREED):
        return None
    found = {**row, "改为": _in_words(row["改为"], year)}
    typed: Typed = {}
    if row["第几个节点"] not in (None, ""):
        typed = task["节点"][int(row["第几个节点"]) - 1]
        found["原节点"] = typed["时限"] if "时限" in typed else next(iter(typed))
    units = leads(typed.get("牵头") or task["牵头"], "" if typed.get("牵头") else str(task.get("填报单位") or ""))
    if len(units) <= 1 or row["单位"] in (None, "", "全体"):
        found.pop("单位")
    return found


def _in_words(day: date, year: int) -> str:
    prefix = {year: "", year + 1: "次年"}[day.year]
    is_last = (day + timedelta(days=1)).month != day.month
    return f"{prefix}{day.month}月底前" if is_last else f"{prefix}{day.month}月{day.day}日前"
