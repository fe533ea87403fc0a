"""Numbers, categories and groups of the tasks of a plan that is made of tables."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from duban.importing.source_doubts import SourceDoubts
from duban.importing.task_draft import DraftTask
from duban.messages.finding import Place

_NUMBER_AT_HEAD = re.compile(r"^\s*(\d{1,4})\s*[.．、]")
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


def categories_of(tasks: Sequence[DraftTask]) -> list[str]:
    """The paths of all categories in order, each written into its tasks too.

    In a file that keeps no merged cells, a blank below a category stands for the same.
    """
    categories: dict[str, None] = {}
    last = ""
    for task in tasks:
        path = "/".join(part.replace("/", "／") for part in task.category)
        if not path and not task.record.table.merged_areas:
            path = last
        last = path
        if path:
            task.data["类别"] = path
            parts = path.split("/")
            categories |= dict.fromkeys("/".join(parts[:depth]) for depth in range(1, len(parts) + 1))
    return list(categories)


def groups_of(tasks: Sequence[DraftTask]) -> Mapping[str, str]:
    """Number → title of each group, written into its tasks too: as printed before the title, else counted."""
    numbers: dict[str, str] = {}
    last = ""
    for task in tasks:
        goes_on = "组" in task.record.columns.meanings and not task.record.table.merged_areas
        last = task.group or (last if goes_on else "")
        if last:
            task.data["组"] = numbers.setdefault(last, _group_number(last, numbers))
    return {number: title for title, number in numbers.items()}


def _group_number(title: str, numbers: Mapping[str, str]) -> str:
    match = _NUMBER_AT_HEAD.match(title)
    return match[1] if match and match[1] not in numbers.values() else f"组{len(numbers) + 1}"


def repeated_texts(texts: Iterable[str]) -> bool:
    """Whether a text that is not blank stands twice."""
    return any(count > 1 for text, count in Counter(texts).items() if text)
