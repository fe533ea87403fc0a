"""Units that got another name in the course of the year, read from 变更 of units.yaml."""

from collections.abc import Iterable, Mapping
from typing import Any

Typed = Mapping[str, Any]


def changed_units(units: Iterable[Typed], changes: Iterable[Typed]) -> tuple[list[Typed], dict[str, str]]:
    """The units under their new names, and each old name with the new one. Only renaming is recounted."""
    now, new_names = [*units], dict[str, str]()
    for change in changes:
        old, new = change["单位"], change["名称"]
        new_names |= {name: new for name, later in new_names.items() if later == old} | {old: new}
        now = [
            {**unit, "名称": new, "别名": [*unit.get("别名", ()), old]} if unit["名称"] == old else unit for unit in now
        ]
    return now, new_names


def called_anew(task: dict[str, Any], new_names: Mapping[str, str]) -> dict[str, Any]:
    """A task with its units under their new names."""
    supports = [new_names.get(name, name) for name in task.get("协办") or ()]
    return {**task, "牵头": new_names.get(str(task["牵头"]), task["牵头"]), "协办": supports}


def unit_change_as_listed(change: Typed) -> dict[str, object]:
    """As 调整事项 lists it below the tasks."""
    return {
        "序号": "机构",
        "任务": change["单位"],
        "现牵头单位": change["名称"],
        "调整": "更名",
        "日期": change["日期"],
        "内容": f"更名为{change['名称']}",
        "依据": change["依据"],
    }
