"""What is wrong between the parts of a typed plan: unknown names, numbers taken twice, nobody to report."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from duban.messages.finding import KeyPath, UnplacedFinding
from duban.model.plan import PlanHead
from duban.model.typed import closest_match, yaml_keys
from duban.model.unit import ALL_OFFICES, Directory, remove_spaces
from duban.plan_source.amendments import KEYS_OF_KIND, Amendment

_BY_LEAD = {"牵头", "每家", "内部责任"}
_OF_EVERY_AMENDMENT = ("日期", "类型", "依据")
_NOBODY = "待认领"
"""A clerk's proposal may say so: it overrides what the category proposes."""


def find_unit_mistakes(directory: Directory) -> Iterator[UnplacedFinding]:
    """Names and codes that two units share, and groups of units that do not exist."""
    taken: dict[str, str] = {}
    for index, unit in enumerate(directory.units):
        for word in dict.fromkeys((remove_spaces(unit.name), unit.code, *map(remove_spaces, unit.aliases))):
            if word in taken:
                yield UnplacedFinding("unit-twice", ("机构", index), {"name": word, "other": taken[word]})
            taken.setdefault(word, unit.name)
    for name, group in directory.groups.items():
        if remove_spaces(name) in taken:
            yield UnplacedFinding("unit-twice", ("群组", name), {"name": name, "other": taken[remove_spaces(name)]})
        named = [("包含", member) for member in group.members if member != ALL_OFFICES]
        named += [("填报", group.filler)] if group.filler else []
        for key, printed in named:
            if directory.find_group(printed):
                yield UnplacedFinding("group-nested", ("群组", name, key), {"key": key, "name": printed})
            elif remove_spaces(printed) not in taken:
                facts = {"name": printed, "near": directory.closest_name(printed) or ""}
                yield UnplacedFinding("unit-unknown", ("群组", name, key), facts)


def find_plan_mistakes(typed: object, directory: Directory | None) -> Iterator[UnplacedFinding]:
    """What is wrong between tasks and units; looks at typed data, so that one mistake hides no other."""
    if not isinstance(typed, Mapping):
        return
    tasks = typed.get("任务")
    if isinstance(tasks, list) and not tasks:
        yield UnplacedFinding("no-tasks", ("任务",))
    fillers = _fillers(typed)
    yield from _of_cycles(typed, directory)
    numbers: dict[str, int] = {}
    known = {key: _known(typed, key, name) for key, name in (("类别", "名称"), ("组", "编号"))}
    for loc, task in _tasks(typed):
        number = task.get("序号")
        if isinstance(number, str) and number in numbers:
            facts = {"number": number, "other": numbers[number]}
            yield UnplacedFinding("number-twice", (*loc, "序号"), facts)
        numbers.setdefault(str(number), len(numbers) + 1)
        for key, names in known.items():
            named = task.get(key)
            if names and isinstance(named, str) and named not in names:
                facts = {"key": key, "name": named, "near": closest_match(named, names)}
                yield UnplacedFinding("heading-unknown", (*loc, key), facts)
        if task.get("分项") and task.get("节点"):
            yield UnplacedFinding("parts-and-milestones", (*loc, "分项"), {"number": number})
        yield from _of_owners(loc, task, directory, fillers)
    yield from _of_amendments(typed, directory, fillers)


def _tasks(data: Mapping[str, Any]) -> Iterator[tuple[KeyPath, Mapping[str, Any]]]:
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


def _of_cycles(data: Mapping[str, Any], directory: Directory | None) -> Iterator[UnplacedFinding]:
    """Forms that go to one unit: it must be known."""
    typed = data.get("计划")
    head = typed if isinstance(typed, Mapping) else {}
    for index, cycle in _entries(data, "填报"):
        filler, judge = cycle.get("填报对象"), cycle.get("核定单位")
        compiler = head.get("汇总单位") or PlanHead.model_fields["compiler"].default
        name = {"核定": judge or compiler, "本单位": head.get("单位")}.get(str(filler))
        if directory is None or not isinstance(name, str) or directory.find_unit(name):
            continue
        if filler == "核定" and not judge:
            yield UnplacedFinding("no-judge", ("填报", index, "核定单位"), {"name": name})
        else:
            facts = {"name": name, "near": directory.closest_name(name) or ""}
            yield UnplacedFinding("unit-unknown", ("填报", index, "核定单位" if judge else "填报对象"), facts)


def _of_amendments(
    data: Mapping[str, Any], directory: Directory | None, fillers: Collection[str]
) -> Iterator[UnplacedFinding]:
    """Keys that a decision has no use for, and units that nobody knows."""
    for index, entry in _entries(data, "调整"):
        kind, loc = str(entry.get("类型")), ("调整", index)
        for key in yaml_keys(Amendment) if kind in KEYS_OF_KIND else ():
            if entry.get(key) is not None and key not in (*_OF_EVERY_AMENDMENT, *KEYS_OF_KIND[kind]):
                yield UnplacedFinding(
                    "amendment-spare", (*loc, key), {"key": key, "kind": kind, "takes": KEYS_OF_KIND[kind]}
                )
        if kind == "分工":
            lead = entry.get("牵头")
            yield from _of_lead(loc, str(entry.get("任务")), lead, directory, fillers) if lead else ()
            yield from _unknown_units(loc, entry, directory)


def _of_owners(
    loc: KeyPath, task: Mapping[str, Any], directory: Directory | None, fillers: Collection[str]
) -> Iterator[UnplacedFinding]:
    number = task.get("序号") or str(int(loc[1]) + 1)
    if not ("内部责任" in fillers and task.get("内部责任") and not _BY_LEAD & {*fillers}):
        yield from _of_lead(loc, number, task.get("填报单位") or task.get("牵头") or "", directory, fillers)
    yield from _unknown_units(loc, task, directory)
    if directory is None:
        return
    contacts = _texts(task.get("联系人"))[:1]
    if "联系人" in fillers and not any(map(directory.find_unit, contacts)):
        yield UnplacedFinding("no-contact", (*loc, "联系人"), {"number": number, "name": "".join(contacts)})
    lead = directory.find_unit(str(task.get("牵头") or ""))
    leaders = _texts(task.get("责任领导"))[:1] or ([lead.leader] if lead and lead.leader else [])
    if "责任领导" in fillers and not any(map(directory.find_unit, leaders)):
        yield UnplacedFinding("no-leader", (*loc, "责任领导"), {"number": number, "name": "".join(leaders)})


def _of_lead(
    loc: KeyPath, number: str, reporter: object, directory: Directory | None, fillers: Collection[str]
) -> Iterator[UnplacedFinding]:
    """Nobody who reports, or a group for which nobody does."""
    group = directory.find_group(reporter) if directory and isinstance(reporter, str) else None
    if _BY_LEAD & {*fillers} and (not reporter or (group and not group.filler)):
        yield UnplacedFinding("no-reporter", (*loc, "牵头"), {"number": number, "name": reporter})


def _unknown_units(loc: KeyPath, typed: Mapping[str, Any], directory: Directory | None) -> Iterator[UnplacedFinding]:
    for key in ("牵头", "填报单位", "协办", "内部责任", "拟牵头") if directory else ():
        listed = isinstance(typed.get(key), list)
        for at, name in enumerate(_texts(typed.get(key))):
            if directory and name != _NOBODY and not directory.find_unit(name) and not directory.find_group(name):
                place: KeyPath = (*loc, key, at) if listed else (*loc, key)
                yield UnplacedFinding("unit-unknown", place, {"name": name, "near": directory.closest_name(name) or ""})


def _texts(value: object) -> list[str]:
    return [text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)]
