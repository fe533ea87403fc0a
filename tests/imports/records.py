"""A plan as plain YAML data, brought to what two plans must have in common whoever typed them.

Read anew from the keys of docs/plan-language.md, and with nothing of the program: what a task takes over from its
category, its group and the defaults, other names of keys, lists in one text, leaders that stand with the units.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from tests.imports.due_words import folded_due

NAMES_OF_KEYS = {
    "完成时限": "完成时间 时间节点",
    "责任领导": "责任人 分管领导 牵头领导",
    "内容": "目标任务 工作内容 主要内容",
    "责任单位": "责任部门 责任股室 责任科室",
    "牵头": "牵头单位",
    "协办": "配合部门 配合单位 协办单位",
    "权重": "分值",
    "名称": "任务名称 工作任务",
    "来源": "任务来源",
}
SYNONYMS = {other: key for key, names in NAMES_OF_KEYS.items() for other in names.split()}
STOPS = "。;,"
UNKNOWN_YEAR = 1
LARGE = {"万": Decimal(10) ** 4, "亿": Decimal(10) ** 8}
HEADING_NUMBER = re.compile(r"^(?:[一二三四五六七八九十]+[、.]|\(?\d+[.、)])|\((?:共?\d+[分个项件条])\)$")
"""What a heading is numbered with, and how much it holds: 一、 … （4个）."""
Data = Mapping[str, Any]


@dataclass(frozen=True)
class Target:
    """A promised number; its comparator, value and unit are what a table says, its name is somebody's choice."""

    name: str
    comparator: str
    value: str
    unit: str
    shares: str = ""
    """What each member of a group has to reach, such as 甲区500、乙区300."""

    @property
    def promise(self) -> str:
        return f"{self.comparator}{self.value}{self.unit}" + (f"({self.shares})" if self.shares else "")


@dataclass(frozen=True)
class Step:
    """A milestone or a part of a task."""

    due: str
    words: str
    lead: tuple[str, ...]
    supports: tuple[str, ...]
    standard: str
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True)
class TaskRecord:
    """What a table says about one task."""

    number: str
    name: str
    content: str
    heading: str
    leads: tuple[str, ...]
    supports: tuple[str, ...]
    leaders: frozenset[str]
    contacts: frozenset[str]
    sources: str
    weight: str
    due: str
    project: str
    """What stands under 项目 and 自定, by key."""
    steps: tuple[Step, ...]
    targets: tuple[Target, ...]


def fold(value: object) -> str:
    """Words as they are compared: width of letters, spaces and line breaks do not count."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", "" if value is None else str(value))).replace("﹒", ".")


def listed(value: object) -> list[str]:
    """A list as people write it, or as YAML has it."""
    parts = value if isinstance(value, list) else re.split(r"[、，,；;\s]+(?![^（(]*[）)])", str(value or ""))
    return [fold(part) for part in parts if fold(part)]


def named(data: Data) -> dict[str, Any]:
    """The same keys by one name each."""
    return {SYNONYMS.get(str(key), str(key)): value for key, value in data.items()}


def records(plan: Data, units: Data) -> list[TaskRecord]:
    """The tasks of a plan, in its order.

    Args:
        plan: plan.yaml as YAML reads it.
        units: units.yaml likewise; its leaders answer for tasks that name none.
    """
    year = int(plan.get("计划", {}).get("年度") or UNKNOWN_YEAR)
    equal = plan.get("计划", {}).get("责任单位") == "并列牵头"
    return [
        record(inherited(plan, named(task)), leaders_of(units), year, equal=equal) for task in plan.get("任务") or ()
    ]


def inherited(plan: Data, task: dict[str, Any]) -> dict[str, Any]:
    """A task with what its group, its category, and the defaults say where it says nothing; sources add up."""
    group = next((named(g) for g in plan.get("组") or () if fold(g["编号"]) == fold(task.get("组"))), {})
    path = str(task.get("类别") or group.get("类别") or "")
    category = next((named(c) for c in plan.get("类别") or () if fold(c["名称"]) == fold(path)), {})
    above = [group, category, named(plan.get("默认") or {})]
    whole = {
        key: value for place in reversed(above) for key, value in place.items() if key not in {"编号", "勘误", "权重"}
    }
    whole |= {key: value for key, value in task.items() if value is not None}
    whole["名称"] = task.get("名称")
    whole["来源"] = "".join("".join(listed(place.get("来源"))) for place in [*reversed(above), task])
    parts = [*path.split("/"), str(group.get("名称") or ""), str(group.get("归属") or "")]
    whole["heading"] = "".join(dict.fromkeys(HEADING_NUMBER.sub("", fold(part)) for part in parts))
    return whole


def record(task: Data, unit_leaders: Mapping[str, Sequence[str]], year: int, *, equal: bool) -> TaskRecord:
    leads, supports = sharing(task, equal=equal)
    steps = tuple(step_of(step, year) for key in ("节点", "分项") for step in task.get(key) or ())
    by_unit = (name for unit in (*leads, *supports) for name in unit_leaders.get(unit, ()))
    return TaskRecord(
        number=fold(task.get("序号")),
        name=fold(task["名称"]),
        content=fold(task.get("内容")) + (fold(task.get("节点引语")) if steps else ""),
        heading=task["heading"],
        leads=leads,
        supports=supports,
        leaders=frozenset(listed(task.get("责任领导")) or by_unit),
        contacts=frozenset(listed(task.get("联系人"))),
        sources=re.sub(r"[、，,;；]", "", fold(task["来源"])),
        weight=plain_number(task.get("权重")),
        due="" if steps else folded_due(task.get("完成时限") or "年底", year),
        project="、".join(sorted(own_columns(task))),
        steps=steps,
        targets=targets_of(task),
    )


def sharing(task: Data, *, equal: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who leads and who supports, where 责任单位 may name both."""
    leads, supports, both = listed(task.get("牵头")), listed(task.get("协办")), listed(task.get("责任单位"))
    if leads or not both:
        return tuple(leads), tuple(supports or both)
    return (tuple(both), tuple(supports)) if equal else (tuple(both[:1]), (*both[1:], *supports))


def own_columns(task: Data) -> Iterator[str]:
    for key in ("项目", "自定"):
        yield from (f"{fold(name)}={plain_number(value)}" for name, value in (task.get(key) or {}).items())


def step_of(step: object, year: int) -> Step:
    """A milestone: a text, one pair of day and words, or keys; a stop at the end of its words does not count."""
    if not isinstance(step, Mapping):
        match = re.match(r"\s*([^，,：:\s]*?(?:前|底|末|季度|半年|日|年底))[，,：:\s]*(.*)", str(step), re.DOTALL)
        due, words = match.groups() if match else ("", str(step))
        return Step(folded_due(due, year) if due else "", fold(words).rstrip(STOPS), (), (), "")
    keys = named(step)
    if "内容" not in keys and len(keys) == 1:
        due, words = next(iter(keys.items()))
        return Step(folded_due(due, year), fold(words).rstrip(STOPS), (), (), "")
    leads, supports = sharing(keys, equal=False)
    due, words = keys.get("时限") or keys.get("完成时限"), fold(keys.get("内容")).rstrip(STOPS)
    due_day = folded_due(due, year) if due else ""
    return Step(due_day, words, leads, supports, fold(keys.get("标准")), targets_of(keys))


def targets_of(data: Data) -> tuple[Target, ...]:
    return tuple(target_of(target) for target in data.get("指标") or ())


def target_of(target: Data) -> Target:
    """A target, with 万 and 亿 of its unit in its value."""
    unit, value = fold(target.get("单位")), target.get("目标", "")
    large = LARGE.get(unit[:1])
    number = plain_number(value, large or Decimal(1))
    upper = f"—{plain_number(target['上限'])}" if target.get("上限") is not None else ""
    comparator = fold(target.get("比较") or "≥")
    shares = "、".join(f"{fold(name)}{plain_number(share)}" for name, share in (target.get("分解") or {}).items())
    return Target(fold(target.get("名称")), comparator, number + upper, unit[1:] if large else unit, shares)


def plain_number(value: object, times: Decimal = Decimal(1)) -> str:
    """Digits without what does not change them: 2.50 and 2.5, 15 and 15.0 are one."""
    try:
        return f"{(Decimal(str(value).replace(',', '')) * times).normalize():f}"
    except InvalidOperation:
        return fold(value)


def leaders_of(units: Data) -> dict[str, list[str]]:
    """The leaders of each unit and group, by each of its names."""
    entries: Iterable[Data] = units.get("机构") or ()
    groups: Mapping[str, Data] = units.get("群组") or {}
    pairs = [(entry.get("名称"), entry) for entry in entries]
    pairs += [(alias, entry) for entry in entries for alias in entry.get("别名") or ()]
    pairs += list(groups.items())
    return {fold(name): listed(entry.get("分管领导")) for name, entry in pairs}


def unit_names(units: Data) -> Iterator[str]:
    """All names by which units.yaml knows a unit or a group."""
    yield from leaders_of(units)
