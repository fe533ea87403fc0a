"""What is wrong between the parts of a typed plan: unknown names, numbers taken twice, nobody to report."""

from collections.abc import Iterator, Mapping
from typing import Any

from duban.model.finding import Loc, Remark
from duban.model.typed import nearest
from duban.model.unit import Directory, squeezed

_BY_UNIT = {"牵头", "每家"}
_EVERY_MEMBER = "每家"
_ALL = "全部股室"


def of_units(directory: Directory) -> Iterator[Remark]:
    """Names and codes that two units share, and groups of units that do not exist."""
    taken: dict[str, str] = {}
    for index, unit in enumerate(directory.units):
        for word in dict.fromkeys((squeezed(unit.name), unit.code, *map(squeezed, unit.aliases))):
            if word in taken:
                yield Remark("unit-twice", ("机构", index), {"name": word, "other": taken[word]})
            taken.setdefault(word, unit.name)
    for name, group in directory.groups.items():
        named = [("包含", member) for member in group.members if member != _ALL]
        named += [("填报", group.filler)] if group.filler not in {"", _EVERY_MEMBER} else []
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
        yield from _of_owners(index, task, directory, needed=_reported_by_unit(data))


def _known(data: Mapping[str, Any], key: str, name: str) -> tuple[str, ...]:
    listed = data.get(key)
    entries = listed if isinstance(listed, list) else ()
    return tuple(str(entry[name]) for entry in entries if isinstance(entry, Mapping) and name in entry)


def _reported_by_unit(data: Mapping[str, Any]) -> bool:
    cycles = data.get("填报")
    entries = [entry for entry in cycles if isinstance(entry, Mapping)] if isinstance(cycles, list) else []
    return any(entry.get("填报对象") in {None, *_BY_UNIT} for entry in entries)


def _of_owners(index: int, task: Mapping[str, Any], directory: Directory | None, *, needed: bool) -> Iterator[Remark]:
    reporter = task.get("填报单位") or task.get("牵头") or ""
    group = directory.group(reporter) if directory and isinstance(reporter, str) else None
    if needed and (not reporter or (group and not group.filler)):
        number = task.get("序号") or str(index + 1)
        yield Remark("no-reporter", ("任务", index), {"number": number, "name": reporter})
    if directory is None:
        return
    supports = task.get("协办")
    printed: list[tuple[Loc, Any]] = [(("任务", index, key), task.get(key)) for key in ("牵头", "填报单位")]
    if isinstance(supports, list):
        printed += [(("任务", index, "协办", at), name) for at, name in enumerate(supports)]
    else:
        printed.append((("任务", index, "协办"), supports))
    for loc, name in printed:
        if isinstance(name, str) and not directory.find(name) and not directory.group(name):
            yield Remark("unit-unknown", loc, {"name": name, "near": directory.nearest(name) or ""})
