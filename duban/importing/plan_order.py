"""Numbers, categories and groups of the tasks of a plan that is made of tables."""

import re
from collections import Counter
from collections.abc import Container, Iterable, Sequence

from duban.importing.source_doubts import SourceDoubts
from duban.importing.task_draft import DraftTask
from duban.messages.finding import Place

_NUMBER_AT_HEAD = re.compile(r"^\s*(\d{1,4})\s*[.．、]")
_POINTS = re.compile(r"\s*[（(](\d+(?:\.\d+)?)分[）)]$")
_ATTRIBUTION = re.compile(r"[（(]属.*[）)]$", re.DOTALL)
_MARKS = ".．、 （）()"
_NO_NUMBER = re.compile(r"[\s@/#+~]+")
_MOST_WITH_ONE_NUMBER = 10_000


def number_tasks(tasks: Sequence[DraftTask], doubts: SourceDoubts) -> None:
    """Give each task its number as printed; where the tasks of each category or table begin anew, theirs goes before.

    What has no number is counted; of two with the same the second gets a sign more, and that is told.
    """
    printed = [_NO_NUMBER.sub("", task.record.text("序号").strip(_MARKS)) for task in tasks]
    numbers = printed
    if _begin_anew(tasks, printed):
        doubts.tell("import-numbers-restart", Place(doubts.file))
        parts = list(dict.fromkeys(map(_part, tasks)))
        numbers = [
            f"{parts.index(_part(task)) + 1}-{number}" if number else ""
            for task, number in zip(tasks, printed, strict=True)
        ]
    if not any(printed):
        doubts.tell("import-no-numbers", Place(doubts.file))
    taken: set[str] = set()
    for position, (task, number) in enumerate(zip(tasks, numbers, strict=True), start=1):
        unique = _unique(number or str(position), taken)
        if number and unique != number:
            place = doubts.table_place(task.record.table, task.record.rows[0])
            task.findings.append(doubts.tell("import-number-repeated", place, number=number, new=unique))
        taken.add(unique)
        task.data = {"序号": unique, **task.data}


def _part(task: DraftTask) -> tuple[int, tuple[str, ...]]:
    return id(task.record.table), task.category


def _begin_anew(tasks: Sequence[DraftTask], printed: Sequence[str]) -> bool:
    """Whether numbers repeat, but only between categories or tables."""
    numbers = [number for number in printed if number]
    placed = [(_part(task), number) for task, number in zip(tasks, printed, strict=True) if number]
    return len(set(numbers)) < len(numbers) and len(set(placed)) == len(placed)


def _unique(number: str, taken: Iterable[str]) -> str:
    numbers = (number, *(f"{number}-{count}" for count in range(2, _MOST_WITH_ONE_NUMBER)))
    return next(one for one in numbers if one not in taken)


def categories_of(tasks: Sequence[DraftTask]) -> list[dict[str, str]]:
    """All categories in order as plan.yaml has them, the path of each written into its tasks too.

    In a file that keeps no merged cells, a blank below a category stands for the same.
    """
    categories: dict[str, dict[str, str]] = {}
    last: tuple[str, ...] = ()
    for task in tasks:
        parts = tuple(part for text in task.category for part in text.split("\n") if part)
        if not parts and not task.record.table.merged_areas:
            parts = last
        last = parts
        path = ""
        for part in parts:
            name, points = _without_points(part)
            path = f"{path}/{name.replace('/', '／')}".lstrip("/")
            categories.setdefault(path, {"名称": path} | points)
        if path:
            task.data["类别"] = path
    return list(categories.values())


def groups_of(tasks: Sequence[DraftTask]) -> list[dict[str, str]]:
    """All groups in order as plan.yaml has them, the number of each written into its tasks too.

    The number is printed before the title, or it is what the numbers of its tasks begin with, else it is counted.
    """
    members: dict[str, list[DraftTask]] = {}
    last = ""
    for task in tasks:
        goes_on = "组" in task.record.columns.meanings and not task.record.table.merged_areas
        last = task.group or (last if goes_on else "")
        if last:
            members.setdefault(last, []).append(task)
    groups: dict[str, dict[str, str]] = {}
    for title, own in members.items():
        number = _group_number(title, own, groups)
        name, points = _without_points(title)
        attribution = _ATTRIBUTION.search(name)
        plain = {"名称": name[: attribution.start()], "归属": attribution[0]} if attribution else {"名称": name}
        groups[number] = {"编号": number, **plain, **points}
        for task in own:
            task.data["组"] = number
    return list(groups.values())


def _without_points(text: str) -> tuple[str, dict[str, str]]:
    """A title without the points in brackets at its end, and these: 职能目标（70分）."""
    match = _POINTS.search(text)
    return (text[: match.start()].strip(), {"分值": match[1]}) if match else (text, {})


def _group_number(title: str, tasks: Sequence[DraftTask], groups: Container[str]) -> str:
    printed = _NUMBER_AT_HEAD.match(title)
    begins = {str(task.data["序号"]).rpartition("-")[0] for task in tasks}
    wanted = printed[1] if printed else begins.pop() if len(begins) == 1 else ""
    counted = (f"组{count}" for count in range(1, _MOST_WITH_ONE_NUMBER))
    return next(number for number in (wanted, *counted) if number and number not in groups)


def repeated_texts(texts: Iterable[str]) -> bool:
    """Whether a text that is not blank stands twice."""
    return any(count > 1 for text, count in Counter(texts).items() if text)
