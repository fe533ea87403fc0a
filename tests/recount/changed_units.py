"""Units with another name or other people in the course of the year, read from 变更 of units.yaml."""

from collections.abc import Iterable, Mapping
from typing import Any

Typed = Mapping[str, Any]
POSTS = ("分管领导", "负责人", "联络员")


def changed_units(units: Iterable[Typed], changes: Iterable[Typed]) -> tuple[list[Typed], dict[str, str]]:
    """The units as they are now, each part behind its whole, and each old name with the new one; no mergers."""
    now, new_names = [*units], dict[str, str]()
    for change in changes:
        old = change["单位"]
        new = change.get("名称", old)
        if new != old:
            new_names |= {name: new for name, later in new_names.items() if later == old} | {old: new}
        posts = {post: change[post] for post in POSTS if post in change}
        aliases = [old] if new != old else []
        now = [
            {**unit, **posts, "名称": new, "别名": [*unit.get("别名", ()), *aliases]} if unit["名称"] == old else unit
            for unit in now
        ]
        if part := change.get("分出"):
            place = next(place for place, unit in enumerate(now, 1) if unit["名称"] == new)
            now.insert(place, part)
    return now, new_names


def called_anew(task: dict[str, Any], new_names: Mapping[str, str]) -> dict[str, Any]:
    """A task with its units under their new names."""
    supports = [new_names.get(name, name) for name in task.get("协办") or ()]
    return {**task, "牵头": new_names.get(str(task["牵头"]), task["牵头"]), "协办": supports}


def unit_change_as_listed(change: Typed, new_names: Mapping[str, str]) -> dict[str, object]:
    """As 调整事项 lists it below the tasks."""
    people = [f"{post}改为{_name(change[post])}" for post in POSTS if post in change]
    renamed = [f"更名为{change['名称']}"] if "名称" in change else []
    parted = [f"分出{change['分出']['名称']}"] if "分出" in change else []
    return {
        "序号": "机构",
        "任务": change["单位"],
        "现牵头单位": new_names.get(change["单位"], change["单位"]),
        "调整": "分出" if parted else "更名" if renamed else "人员变动",
        "日期": change["日期"],
        "内容": "；".join([*renamed, *people, *parted]),
        "依据": change.get("依据", "没有写依据"),
    }


def _name(person: object) -> str:
    return str(person["姓名"]) if isinstance(person, Mapping) else str(person)
