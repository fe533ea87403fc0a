"""What is wrong between the parts of a typed plan: unknown names, numbers taken twice, nobody to report."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from duban.model.finding import Loc, Remark
from duban.model.plan import PlanHead
from duban.model.typed import keys, nearest
from duban.model.unit import ALL, Directory, squeezed
from duban.plan_source.amendments import TAKES, Amendment

_BY_LEAD = {"牵头", "每家", "内部责任"}
_OF_EVERY_AMENDMENT = ("日期", "类型", "依据")
_NOBODY = "待认领"
"""A clerk's proposal may say so: it overrides what the category proposes."""


def of_units(directory: Directory) -> Iterator[Remark]:
    """Names and codes that two units share, and groups of units that do not exist."""
    taken: dict[str, str] = {}
    for index, unit in enumerate(directory.units):
        for word in dict.fromkeys((squeezed(unit.name), unit.code, *map(squeezed, unit.aliases))):
            if word in taken:
                yield Remark("unit-twice", ("机构", index), {"name": word, "other": taken[word]})
            taken.setdefault(word, unit.name)
    for name, group in directory.groups.items():
        if squeezed(name) in taken:
            yield Remark("unit-twice", ("群组", name), {"name": name, "other": taken[squeezed(name)]})
        named = [("包含", member) for member in group.members if member != ALL]
        named += [("填报", group.filler)] if group.filler else []
        for key, printed in named:
            if directory.group(printed):
                yield Remark("group-nested", ("群组", name, key), {"key": key, "name": printed})
            elif squeezed(printed) not in taken:
                facts = {"name": printed, "near": directory.nearest(printed) or ""}
                yield Remark("unit-unknown", ("群组", name, key), facts)


def of_tasks(data: object, directory: Directory | None) -> Iterator[Remark]:
    """What is wrong between tasks and units; looks at typed data, so that one mistake hides no other."""
    if not isinstance(data, Mapping):
        return
    tasks = data.get("任务")
    if isinstance(tasks, list) and not tasks:
        yield Remark("no-tasks", ("任务",))
    fillers = _fillers(data)
    yield from _of_cycles(data, directory)
    numbers: dict[str, int] = {}
    known = {key: _known(data, key, name) for key, name in (("类别", "名称"), ("组", "编号"))}
    for loc, task in _tasks(data):
        number = task.get("序号")
        if isinstance(number, str) and number in numbers:
            facts = {"number": number, "other": numbers[number]}
            yield Remark("number-twice", (*loc, "序号"), facts)
        numbers.setdefault(str(number), len(numbers) + 1)
        for key, names in known.items():
            named = task.get(key)
            if names and isinstance(named, str) and named not in names:
                facts = {"key": key, "name": named, "near": nearest(named, names)}
                yield Remark("heading-unknown", (*loc, key), facts)
        if task.get("分项") and task.get("节点"):
            yield Remark("parts-and-milestones", (*loc, "分项"), {"number": number})
        yield from _of_owners(loc, task, directory, fillers)
    yield from _of_amendments(data, directory, fillers)


def _tasks(data: Mapping[str, Any]) -> Iterator[tuple[Loc, Mapping[str, Any]]]:
    """Every task as typed, those that were added later too."""
    yield from ((("任务", index), task) for index, task in _entries(data, "任务"))
    for index, entry in _entries(data, "调整"):
        if isinstance(added := entry.get("任务内容"), Mapping):
            yield ("调整", index, "任务内容"), added


def _known(data: Mapping[str, Any], key: str, name: str) -> tuple[str, ...]:
    listed = data.get(key)
    entries = listed if isinstance(listed, list) else ()
    return tuple(str(entry[name]) for entry in entries if isinstance(entry, Mapping) and name in entry)


def _entries(data: Mapping[str, Any], key: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    listed = data.get(key)
    for index, entry in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(entry, Mapping):
            yield index, entry


def _fillers(data: Mapping[str, Any]) -> set[str]:
    """By what cycles find out who fills; while tasks are still being assigned, nobody need lead."""
    fillers = {str(cycle.get("填报对象") or "牵头") for _, cycle in _entries(data, "填报")}
    return fillers - _BY_LEAD if "待分工" in fillers else fillers


def _of_cycles(data: Mapping[str, Any], directory: Directory | None) -> Iterator[Remark]:
    """Forms that go to one unit: it must be known."""
    typed = data.get("计划")
    head = typed if isinstance(typed, Mapping) else {}
    for index, cycle in _entries(data, "填报"):
        filler, judge = cycle.get("填报对象"), cycle.get("核定单位")
        compiler = head.get("汇总单位") or PlanHead.model_fields["compiler"].default
        name = {"核定": judge or compiler, "本单位": head.get("单位")}.get(str(filler))
        if directory is None or not isinstance(name, str) or directory.find(name):
            continue
        if filler == "核定" and not judge:
            yield Remark("no-judge", ("填报", index, "核定单位"), {"name": name})
        else:
            facts = {"name": name, "near": directory.nearest(name) or ""}
            yield Remark("unit-unknown", ("填报", index, "核定单位" if judge else "填报对象"), facts)


def _of_amendments(data: Mapping[str, Any], directory: Directory | None, fillers: Collection[str]) -> Iterator[Remark]:
    """Keys that a decision has no use for, and units that nobody knows."""
    for index, entry in _entries(data, "调整"):
        kind, loc = str(entry.get("类型")), ("调整", index)
        for key in keys(Amendment) if kind in TAKES else ():
            if entry.get(key) is not None and key not in (*_OF_EVERY_AMENDMENT, *TAKES[kind]):
                yield Remark("amendment-spare", (*loc, key), {"key": key, "kind": kind, "takes": TAKES[kind]})
        if kind == "分工":
            lead = entry.get("牵头")
            yield from _of_lead(loc, str(entry.get("任务")), lead, directory, fillers) if lead else ()
            yield from _unknown_units(loc, entry, directory)


def _of_owners(
    loc: Loc, task: Mapping[str, Any], directory: Directory | None, fillers: Collection[str]
) -> Iterator[Remark]:
    number = task.get("序号") or str(int(loc[1]) + 1)
    if not ("内部责任" in fillers and task.get("内部责任") and not _BY_LEAD & {*fillers}):
        yield from _of_lead(loc, number, task.get("填报单位") or task.get("牵头") or "", directory, fillers)
    yield from _unknown_units(loc, task, directory)
    if directory is None:
        return
    contacts = _texts(task.get("联系人"))[:1]
    if "联系人" in fillers and not any(map(directory.find, contacts)):
        yield Remark("no-contact", (*loc, "联系人"), {"number": number, "name": "".join(contacts)})
    lead = directory.find(str(task.get("牵头") or ""))
    leaders = _texts(task.get("责任领导"))[:1] or ([lead.leader] if lead and lead.leader else [])
    if "责任领导" in fillers and not any(map(directory.find, leaders)):
        yield Remark("no-leader", (*loc, "责任领导"), {"number": number, "name": "".join(leaders)})


def _of_lead(
    loc: Loc, number: str, reporter: object, directory: Directory | None, fillers: Collection[str]
) -> Iterator[Remark]:
    """Nobody who reports, or a group for which nobody does."""
    group = directory.group(reporter) if directory and isinstance(reporter, str) else None
    if _BY_LEAD & {*fillers} and (not reporter or (group and not group.filler)):
        yield Remark("no-reporter", (*loc, "牵头"), {"number": number, "name": reporter})


def _unknown_units(loc: Loc, typed: Mapping[str, Any], directory: Directory | None) -> Iterator[Remark]:
    for key in ("牵头", "填报单位", "协办", "内部责任", "拟牵头") if directory else ():
        listed = isinstance(typed.get(key), list)
        for at, name in enumerate(_texts(typed.get(key))):
            if directory and name != _NOBODY and not directory.find(name) and not directory.group(name):
                place: Loc = (*loc, key, at) if listed else (*loc, key)
                yield Remark("unit-unknown", place, {"name": name, "near": directory.nearest(name) or ""})


def _texts(value: object) -> list[str]:
    return [text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)]
