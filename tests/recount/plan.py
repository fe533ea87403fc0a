"""A plan and its units, read with PyYAML from what an office typed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from tests.recount.amendments import amended, as_listed
from tests.recount.changed_units import called_anew, changed_units, unit_change_as_listed
from tests.recount.days import day_of
from tests.recount.due_words import due_words
from tests.recount.granted import as_amendment
from tests.recount.office_keys import as_standard, listed
from tests.recount.plan_lines import Milestone, Setting, Target, milestones_of, targets_of

Typed = Mapping[str, Any]
INHERITED = ("内容", "节点引语", "牵头", "协办", "类别", "组", "完成时限", "责任领导", "联系人", "角色", "拟牵头")
ADDED_UP = ("来源", "标识")


@dataclass(frozen=True)
class Task:
    """A task with all that it takes over. unit: who answers first, units: all who do. mark: how it was amended.

    share_of: the unit whose share of it this is; empty for the whole.
    """

    number: str
    name: str
    content: str
    prompt: str
    category: str
    group: Typed
    lead: str
    unit: str
    supports: tuple[str, ...]
    sources: tuple[str, ...]
    flags: tuple[str, ...]
    leaders: tuple[str, ...]
    contacts: tuple[str, ...]
    role: str
    proposed: str
    due_text: str
    due_typed: bool
    due: date
    weight: Decimal | None
    targets: tuple[Target, ...]
    milestones: tuple[Milestone, ...]
    project: Typed = field(default_factory=dict)
    errata: tuple[Typed, ...] = ()
    mark: str = ""
    share_of: str = ""

    @property
    def units(self) -> tuple[str, ...]:
        """Everybody who answers for the task or for a line of it, the first of its leads first."""
        return tuple(dict.fromkeys((self.unit, *(milestone.unit for milestone in self.milestones))))

    def share(self, unit: str) -> "Task":
        """The task as far as one of its units answers for it."""
        own = tuple(milestone for milestone in self.milestones if milestone.unit == unit)
        return replace(self, unit=unit, milestones=own or self.milestones, share_of=unit)

    @property
    def counted(self) -> tuple[Milestone, ...]:
        """The milestones that count for it: of a share its unit's own, none where others answer for every line."""
        return tuple(milestone for milestone in self.milestones if self.share_of in ("", milestone.unit))

    @property
    def dated(self) -> bool:
        """Whether it has milestones of its own."""
        return not self.milestones[0].whole and not self.milestones[0].part

    @property
    def lines(self) -> str:
        """Its milestones as printed below the content."""
        printed: dict[int, str] = {}
        for each in sorted(self.milestones, key=lambda one: (one.place, one.moved_alone)):
            printed.setdefault(each.place, each.printed + each.mark)
        return "" if self.milestones[0].whole else f"{self.prompt}\n" + "\n".join(printed.values())


@dataclass(frozen=True)
class Plan:
    """All of a plan as it stands on a day. head: what is typed under 计划. dropped: how many tasks it has no more.

    amendments: what was decided, as 调整事项 lists it.
    """

    head: Typed
    cycles: tuple[Typed, ...]
    categories: tuple[Typed, ...]
    groups: Mapping[str, Typed]
    tasks: tuple[Task, ...]
    units: Mapping[str, Typed]
    crowds: Mapping[str, Typed]
    dropped: int = 0
    amendments: tuple[Typed, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)

    @property
    def year(self) -> int:
        return int(self.head["年度"])

    @property
    def issued(self) -> date | None:
        return self.head.get("印发日期")

    @cached_property
    def setting(self) -> Setting:
        """What the lines of a task need to know."""
        unit_names = {name: unit for unit, typed in self.units.items() for name in (unit, *typed.get("别名", ()))}
        codes = {unit: str(typed["代码"]) for unit, typed in self.units.items()}
        named = self.head.get("日期名称", {})
        return Setting(self.year, self.issued, named, codes, self.crowds, unit_names)

    def unit_name(self, name: str) -> str:
        """A unit by its name or another name of it; any other text stays."""
        return next((unit for unit, typed in self.units.items() if name in (unit, *typed.get("别名", ()))), name)

    def crowd_or_each(self, units: Iterable[str]) -> str:
        """Units by their names; all members of a group that report one by one by its name."""
        own = list(dict.fromkeys(units))
        for name, crowd in self.crowds.items():
            members = {self.unit_name(member) for member in crowd.get("包含", ())}
            if len(own) > 1 and crowd.get("各自填报") in (True, "是") and members == set(own):
                return name
        return "、".join(own)

    def cycle(self, form: str) -> Typed:
        return next(cycle for cycle in self.cycles if cycle["表"] == form)

    @cached_property
    def milestones(self) -> tuple[tuple[Task, Milestone], ...]:
        return tuple((task, milestone) for task in self.tasks for milestone in task.milestones)


def read_plan(folder: Path, day: date | None = None, granted: Sequence[Typed] = ()) -> Plan:
    """Read plan.yaml and units.yaml of a folder, with the amendments that hold on a day, and what registers granted."""
    typed = yaml.safe_load((folder / "plan.yaml").read_text(encoding="utf-8"))
    directory = yaml.safe_load((folder / "units.yaml").read_text(encoding="utf-8"))
    changed = [change for change in directory.get("变更", ()) if day is None or change["日期"] <= day]
    units, new_names = changed_units(directory["机构"], changed)
    plan = Plan(
        typed["计划"],
        tuple(typed["填报"]),
        tuple(typed.get("类别", ())),
        {str(group["编号"]): _corrected(group) for group in typed.get("组", ())},
        (),
        {unit["名称"]: unit for unit in units},
        directory.get("群组", {}),
    )
    names = {*plan.setting.unit_names, *plan.crowds}
    typed["任务"] = [as_standard(task, names) for task in typed["任务"]]
    tasks = [_inherit(task, typed) for task in typed["任务"]]

    def leads_of(printed: object, filler: str) -> list[str]:
        return plan.setting.leads(listed(printed, names), filler)

    changes: list[dict[str, object]] = []
    for decided in (*typed.get("调整", ()), *granted):
        amendment = as_amendment(decided, tasks, plan.year, leads_of) if decided in granted else decided
        if amendment and (day is None or day_of(amendment["日期"], plan.year) <= day):
            changes += as_listed(tasks, amendment, plan.year)
            tasks = [_inherit(task, typed) if "_组" not in task else task for task in amended(tasks, amendment)]
    order = [str(task["序号"]) for task in tasks]
    changes.sort(key=lambda change: order.index(str(change["序号"])))
    leads = {str(task["序号"]): str(task["牵头"] or "") for task in tasks}
    for change in changes:
        lead = leads[str(change["序号"])]
        change["现牵头单位"] = new_names.get(lead, lead) or None
    changes += [unit_change_as_listed(change, new_names) for change in changed]
    tasks = [called_anew(task, new_names) for task in tasks]
    kept = tuple(_task(task, plan) for task in tasks if not task.get("_dropped"))
    return replace(plan, tasks=kept, dropped=len(tasks) - len(kept), amendments=tuple(changes))


def _inherit(task: Typed, typed: Typed) -> dict[str, Any]:
    """What a task says, else its group, else its category and those above it, else the defaults."""
    group: Typed = next((each for each in typed.get("组", ()) if str(each["编号"]) == str(task.get("组"))), {})
    category = str(task.get("类别") or group.get("类别") or typed.get("默认", {}).get("类别") or "")
    parts = category.split("/")
    paths = ["/".join(parts[: count + 1]) for count in range(len(parts))][::-1]
    above = [each for path in paths for each in typed.get("类别", ()) if each["名称"] == path]
    owners = [task, group, *above, typed.get("默认", {})]
    found = {key: next((owner[key] for owner in owners if owner.get(key)), None) for key in INHERITED}
    added = {key: [text for owner in owners[::-1] for text in _texts(owner.get(key))] for key in ADDED_UP}
    typed_due = task.get("完成时限") or group.get("完成时限") or task.get("_完成时限")
    return {**task, **found, **added, "类别": category, "_组": group, "_完成时限": typed_due}


def _texts(typed: object) -> tuple[str, ...]:
    if typed is None:
        return ()
    return tuple(map(str, typed)) if isinstance(typed, list) else (str(typed),)


def _corrected(owner: Typed) -> dict[str, Any]:
    """With the slips mended whose correction is in use."""
    words = dict(owner)
    for slip in owner.get("勘误", ()):
        if slip.get("采用") in (True, "是"):
            for key in ("名称", "内容"):
                words[key] = str(words.get(key) or "").replace(slip["原文"], slip["应为"])
    return words


def _task(typed: dict[str, Any], plan: Plan) -> Task:
    typed = _corrected(typed)
    leads = listed(typed["牵头"], {*plan.setting.unit_names, *plan.crowds})
    lead = "、".join(leads)
    filler = str(typed.get("填报单位") or "")
    typed = {**typed, "牵头": leads}
    due_text = str(typed["完成时限"] or "年底")
    milestones = tuple(milestones_of(typed, plan.setting))
    number = str(typed["序号"])
    return Task(
        number=number,
        name=str(typed["名称"]),
        content=str(typed["内容"] or ""),
        prompt=str(typed["节点引语"] or ""),
        category=typed["类别"],
        group=plan.groups.get(str(typed.get("组")), {}),
        lead=lead,
        unit=next(iter(plan.setting.leads(leads, filler)), ""),
        supports=_texts(typed["协办"]),
        sources=_texts(typed["来源"]),
        flags=_texts(typed["标识"]),
        leaders=_texts(typed["责任领导"]),
        contacts=_texts(typed["联系人"]),
        role=str(typed["角色"] or ""),
        proposed=str(typed["拟牵头"] or ""),
        due_text=due_text,
        due_typed=bool(typed.get("_完成时限")),
        due=due_words(due_text, plan.year, plan.setting.named_days).terms[-1].due,
        weight=None if typed.get("权重") is None else Decimal(str(typed["权重"])),
        targets=tuple(targets_of(_promised(typed), number)),
        milestones=milestones,
        project=typed.get("项目") or {},
        errata=tuple(typed.get("勘误", ())),
        mark=str(typed.get("_mark", "")),
    )


def _promised(owner: Typed) -> list[Typed]:
    """The numbers as typed, and the investment that a project plans for the year."""
    numbers, planned = list(owner.get("指标") or ()), (owner.get("项目") or {}).get("年度计划投资")
    if planned and ("完成投资", "万元") not in [(each["名称"], each.get("单位")) for each in numbers]:
        numbers.append({"名称": "完成投资", "目标": planned, "单位": "万元"})
    return numbers
