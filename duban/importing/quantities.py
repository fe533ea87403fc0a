"""Numbers that a task promises, out of the words of a cell: ≥95%, 参保率97%, 早稻面积3200亩（甲村100、乙村450）."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from duban.text.folding import comparison_key, to_half_width
from duban.text.lazy_pattern import lazy_pattern
from duban.text.lists import bracket_at_end, split_outside_brackets

_AT_LEAST = "不低于|不少于|不小于|大于等于|至少|达到|达|≥|>=|超过"
_AT_MOST = "不高于|不超过|不大于|不多于|小于等于|控制在|至多|≤|<="
_THOUSANDS = lazy_pattern(r"(?<=\d)[,，](?=\d{3}(?!\d))")
"""The sign between the digits of one number: 1,200."""
_DIGITS = r"\d[\d,]*(?:\.\d+)?"
_UNIT = r"[%‰㎡\u4e00-\u9fffA-Za-z/²]{0,8}?"
_TARGET = lazy_pattern(
    rf"(?P<name>[^\d≥≤<>=]*?)(?:(?P<least>{_AT_LEAST})|(?P<most>{_AT_MOST}))?(?P<goal>{_DIGITS})(?P<first_unit>{_UNIT})"
    rf"(?:(?:-|—|–|~|至)(?P<ceiling>{_DIGITS}))?(?P<unit>{_UNIT})(?P<end>及?以上|左右|以内|以下)?"
)
_PART = lazy_pattern(rf"([^\d]+?)({_DIGITS})\D{{0,4}}")
_SIGNS = "\n；;，,、"
_POINTS = lazy_pattern(r"\s*[（(](\d+(?:\.\d+)?)分[）)]$")
_NUMERAL = "[两二三四五六七八九十]{1,3}(?=[个所期项次场大])|一(?=[期场]|个百分点)"
"""Before what is counted; 一个 and its like are articles."""
_NO_COUNT = "年|月|日|号|时|季|届|点"
_COUNTED = "[万亿]?(?:公里|公顷|公斤|平方(?:米|公里)|立方米|千瓦时?|人次|户次|[\u4e00-\u9fff㎡])"
_PROMISE = lazy_pattern(
    rf"([\u4e00-\u9fff“”A-Za-z]{{2,24}}?)(?:{_AT_LEAST}|{_AT_MOST}|约)?"
    rf"({_DIGITS}(?:[-—–~至]{_DIGITS})?|{_NUMERAL})"
    rf"(?:%|个百分点|大[\u4e00-\u9fff]{{2}}|(?!{_NO_COUNT}){_COUNTED})(?:以上|左右|以内)?"
    rf"(?=[\W\d\u4e00-\u9fff]|$)(?:{_DIGITS}(?!{_NO_COUNT})[\u4e00-\u9fff](?=[\W\u4e00-\u9fff]|$))?"
)


def read_targets(text: str, name: str, unit: str = "") -> list[dict[str, Any]]:
    """The numbers as plan.yaml says them; none where a part of the text is no number with its name and comparison.

    Args:
        text: of the cell, with one or several numbers.
        name: what a number is called that stands without words.
        unit: what it counts, where a column of its own says so.
    """
    parts = split_outside_brackets(_THOUSANDS.sub("", text.strip().rstrip("。")), _SIGNS)
    parts = [part for whole in parts for part in _blank_separated(whole)]
    targets = [_target(part, name, unit) for part in parts]
    return [dict(target) for target in targets if target] if all(targets) else []


def _blank_separated(text: str) -> list[str]:
    """Several numbers with blanks between them; a blank within one is none."""
    pieces = text.split()
    are_targets = all(_TARGET.fullmatch(to_half_width(bracket_at_end(piece)[0])) for piece in pieces)
    return pieces if are_targets else ["".join(pieces)]


def _target(text: str, name: str, unit: str) -> Mapping[str, Any] | None:
    plain, bracket = bracket_at_end(text)
    shares = _shares(bracket)
    match = _TARGET.fullmatch(comparison_key(plain if shares else text))
    if not match:
        return None
    counted = unit or match["unit"] or match["first_unit"]
    target = {"名称": match["name"] or name, **_bounds(match)}
    return target | ({"单位": counted} if counted else {}) | ({"分解": shares} if shares else {})


def _bounds(match: re.Match[str]) -> dict[str, str]:
    """The goal with how it is compared; nothing needs to be said of what shall be reached or passed."""
    goal = match["goal"].replace(",", "")
    if match["ceiling"]:
        return {"目标": goal, "比较": "区间", "上限": match["ceiling"].replace(",", "")}
    if match["most"] or match["end"] in {"以内", "以下"} or not float(goal):
        return {"目标": goal, "比较": "≤"}
    return {"目标": goal, "比较": "左右"} if match["end"] == "左右" else {"目标": goal}


def _shares(text: str) -> dict[str, str]:
    """What each of several units has to do of a number: 甲村100、乙村450; nothing where words say something else."""
    parts = [_PART.fullmatch(part) for part in split_outside_brackets(text, "、，,；;")]
    matches = [match for match in parts if match]
    return {match[1].strip(): match[2] for match in matches} if len(matches) == len(parts) > 1 else {}


def promised_numbers(text: str) -> Iterator[str]:
    """The numbers in running text with the words before them, for a person to choose from: 新增公办幼儿园25所."""
    for match in _PROMISE.finditer(to_half_width(text)):
        yield match[0]


def points_at_end(text: str) -> tuple[str, str]:
    """A title without the points in brackets at its end, and these: 职能目标（70分）; no points where it has none."""
    match = _POINTS.search(text)
    return (text[: match.start()].strip(), match[1]) if match else (text, "")


def read_points(text: str) -> str:
    """The points of a task, of 15 or 15分; empty where the text is no number of points."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)分?", comparison_key(text))
    return match[1] if match else ""


def read_sum(text: str) -> str:
    """A sum of money in 万元 as digits; empty where the text is no number."""
    match = re.fullmatch(rf"({_DIGITS})(?:万元?|(亿)元?)?", comparison_key(text))
    if not match:
        return ""
    digits = match[1].replace(",", "")
    return f"{float(digits) * 10_000:.10g}" if match[2] else digits
