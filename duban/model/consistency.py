"""What is wrong between the parts of a typed plan: unknown names, numbers taken twice, nobody to report."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from duban.model.finding import Loc, Remark
from duban.model.typed import nearest
from duban.model.unit import ALL, Directory, squeezed

_BY_LEAD = {"牵头", "每家"}
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
        named = [("包含", member) for member in group.members if member != ALL]
        named += [("填报", group.filler)] if group.filler else []
        for key, printed in named:
            if squeezed(printed) not in taken:
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
    for index, task in enumerate(tasks if isinstance(tasks, list) else ()):
        if not isinstance(task, Mapping):
            continue
        number = task.get("序号")
        if isinstance(number, str) and number in numbers:
            facts = {"number": number, "other": numbers[number] + 1}
            yield Remark("number-twice", ("任务", index, "序号"), facts)
        numbers.setdefault(str(number), index)
        for key, names in known.items():
            named = task.get(key)
            if names and isinstance(named, str) and named not in names:
                facts = {"key": key, "name": named, "near": nearest(named, names)}
                yield Remark("heading-unknown", ("任务", index, key), facts)
        yield from _of_owners(index, task, directory, fillers)


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
    head = data.get("计划")
    for index, cycle in _entries(data, "填报"):
        named = {
            "核定": ("核定单位", cycle.get("核定单位")),
            "本单位": ("填报对象", head.get("单位") if isinstance(head, Mapping) else None),
        }.get(str(cycle.get("填报对象")))
        if named and directory and not (isinstance(named[1], str) and directory.find(named[1])):
            name = str(named[1] or "")
            facts = {"name": name, "near": directory.nearest(name) or ""}
            yield Remark("unit-unknown", ("填报", index, named[0]), facts)


def _of_owners(
    index: int, task: Mapping[str, Any], directory: Directory | None, fillers: Collection[str]
) -> Iterator[Remark]:
    number = task.get("序号") or str(index + 1)
    reporter = task.get("填报单位") or task.get("牵头") or ""
    group = directory.group(reporter) if directory and isinstance(reporter, str) else None
    if _BY_LEAD & {*fillers} and (not reporter or (group and not group.filler)):
        yield Remark("no-reporter", ("任务", index), {"number": number, "name": reporter})
    if directory is None:
        return
    if "联系人" in fillers and not any(directory.find(name) for name in _texts(task.get("联系人"))[:1]):
        yield Remark("no-contact", ("任务", index), {"number": number, "name": "".join(_texts(task.get("联系人"))[:1])})
    for key in ("牵头", "填报单位", "协办", "内部责任", "拟牵头"):
        listed = isinstance(task.get(key), list)
        for at, name in enumerate(_texts(task.get(key))):
            loc: Loc = ("任务", index, key, at) if listed else ("任务", index, key)
            if name != _NOBODY and not directory.find(name) and not directory.group(name):
                yield Remark("unit-unknown", loc, {"name": name, "near": directory.nearest(name) or ""})


def _texts(value: object) -> list[str]:
    return [text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)]
