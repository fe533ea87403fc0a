"""Items of proof: those that a plan lists for a line, and which of them a unit says are there."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

SIGNS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
ITEM_HEADS = re.compile(rf"(?:^|(?<=[；。\n]))\s*(?:[{SIGNS}]|\d{{1,2}}[.、])")
THERE, LACKING, UNSAID = "有", "缺", "未写明"


def items_of_proof(task: Mapping[str, Any], line: Mapping[str, Any]) -> tuple[str, ...]:
    """The items of a line; by its standard, where it or its task says so. Both as typed, in their long form."""
    of_task = task.get("佐证", "")
    typed = line.get("佐证") or (of_task if of_task == "按标准" or not task.get("节点") else "")
    if isinstance(typed, list):
        return tuple(map(str, typed))
    text = str(line.get("标准", "")) if typed == "按标准" else str(typed)
    parts = re.split(r"\n" if not ITEM_HEADS.match(text) else ITEM_HEADS, text)
    if typed != "按标准" and len(parts) == 1:
        parts = re.split("[、，；]", text)
    return tuple(item for part in parts if (item := part.strip().rstrip("。；，")))


def states_of_proof(items: Sequence[str], text: str) -> dict[str, str]:
    """Each item behind its sign → whether it is there, as a text says."""
    lacked = "".join(re.findall("缺([^；。\n]*)", text))
    calls = {
        f"{sign}{item}": (sign in lacked or item in lacked or _has_number(lacked, place), sign in text or item in text)
        for place, (sign, item) in enumerate(zip(SIGNS, items, strict=False), 1)
    }
    is_known = any(is_lacked for is_lacked, _ in calls.values())
    if "缺" not in text:
        is_known = "齐全" in text or all(is_named for _, is_named in calls.values())
    states = {}
    for item, (is_lacked, is_named) in calls.items():
        is_there = is_known or (is_named and "缺" not in text)
        states[item] = LACKING if is_lacked else THERE if is_there else UNSAID
    return states


def _has_number(lacked: str, place: int) -> bool:
    """Whether 2, 1、2 or 第2项 calls an item lacking; 2项 and 2份 count how many."""
    return bool(re.search(rf"(?:^|[、，和])(?:{place}(?=[、，和]|$)|第{place}(?=[、，和项]|$))", lacked))


def proof_cell(items: Sequence[str], text: str) -> str:
    """What the report says of it: each item and whether it is there, and below that the unit's own words."""
    if not items or not text:
        return text
    return "　".join(f"{item}：{state}" for item, state in states_of_proof(items, text).items()) + f"\n{text}"
