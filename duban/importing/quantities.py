"""A number that a task promises, out of the words of a cell: ≥95%, 2,000万元以上, 不低于30个, 25—35%."""

import re
from collections.abc import Mapping

from duban.text.folding import to_half_width

_AT_LEAST = "(?:不低于|不少于|不小于|大于等于|至少|达到|达|≥|>=|超过|完成|新增)"
_AT_MOST = "(?:不高于|不超过|不大于|不多于|小于等于|控制在|至多|≤|<=)"
_DIGITS = r"\d[\d,]*(?:\.\d+)?"
_UNIT = r"[%‰㎡\u4e00-\u9fffA-Za-z/²]{0,8}?"
_TARGET = re.compile(
    rf"(?P<least>{_AT_LEAST})?(?P<most>{_AT_MOST})?(?P<goal>{_DIGITS})(?P<first_unit>{_UNIT})"
    rf"(?:(?:-|—|–|~|至)(?P<ceiling>{_DIGITS}))?(?P<unit>{_UNIT})"
    r"(?P<end>以上|及以上|左右|以内|以下)?"
)


def read_target(text: str, name: str, unit: str) -> Mapping[str, str] | None:
    """The number as plan.yaml says it; None where the text is no number with at most a comparison and a unit.

    Args:
        text: of the cell.
        name: what the number is called.
        unit: what it counts, where a column of its own says so.
    """
    match = _TARGET.fullmatch(to_half_width(text).replace(" ", "").rstrip("。;；"))
    if not match:
        return None
    counted = unit or match["unit"] or match["first_unit"]
    target = {"名称": name, "目标": match["goal"].replace(",", "")}
    if match["ceiling"]:
        target |= {"比较": "区间", "上限": match["ceiling"].replace(",", "")}
    elif match["most"] or match["end"] in {"以内", "以下"}:
        target["比较"] = "≤"
    elif match["end"] == "左右":
        target["比较"] = "左右"
    return target | ({"单位": counted} if counted else {})


def read_points(text: str) -> str:
    """The points of a task, of 15 or 15分; empty where the text is no number of points."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)分?", to_half_width(text).replace(" ", ""))
    return match[1] if match else ""


def read_sum(text: str) -> str:
    """A sum of money in 万元 as digits; empty where the text is no number."""
    match = re.fullmatch(rf"({_DIGITS})(?:万元?)?", to_half_width(text).replace(" ", ""))
    if match:
        return match[1].replace(",", "")
    hundreds = re.fullmatch(rf"({_DIGITS})亿元?", to_half_width(text).replace(" ", ""))
    return f"{float(hundreds[1].replace(',', '')) * 10_000:.10g}" if hundreds else ""
