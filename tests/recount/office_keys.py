"""A plan in the words of its office: other names of keys, and several names in one text."""

import re
from collections.abc import Collection, Mapping
from typing import Any

Typed = Mapping[str, Any]
OF_TASKS = {
    "工作内容": "内容",
    "目标任务": "内容",
    "完成时间": "完成时限",
    "责任人": "责任领导",
    "责任部门": "责任单位",
    "配合部门": "协办",
}
SEPARATORS = re.compile(r"[、，,；;\s]+")


def as_standard(task: Typed, names: Collection[str], *, equal: bool = False) -> dict[str, Any]:
    """A task, or one of its lines, under the usual keys.

    Args:
        task: as typed.
        names: of all units and groups: a text that is one of them is no list.
        equal: whether all of 责任单位 lead alike; else the first leads and the others support.
    """
    usual = {OF_TASKS.get(key, key): value for key, value in task.items()}
    if "责任单位" in usual:
        first, *others = listed(usual.pop("责任单位"), names)
        leads, supports = ([first, *others], []) if equal else ([first], others)
        usual["牵头"] = leads[0] if len(leads) == 1 else leads
        usual["协办"] = [*supports, *listed(usual.get("协办"), names)]
    if "协办" in usual:
        usual["协办"] = listed(usual["协办"], names)
    for key in ("节点", "分项"):
        if key in usual:
            lines = usual[key]
            usual[key] = [as_standard(line, names) if isinstance(line, Mapping) else line for line in lines]
    return usual


def listed(typed: object, names: Collection[str]) -> list[str]:
    """The names in a list or in one text."""
    if typed is None:
        return []
    if isinstance(typed, list):
        return [str(name) for name in typed]
    text = str(typed)
    return [text] if text in names else [name for name in SEPARATORS.split(text) if name]
