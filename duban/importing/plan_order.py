"""Numbers, categories and groups of the tasks of a plan that is made of tables."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise

from duban.importing.quantities import points_at_end
from duban.importing.source_doubts import SourceDoubts
from duban.importing.task_draft import DraftTask
from duban.messages.finding import Place
from duban.text.lazy_pattern import lazy_pattern

_NUMBER_AT_HEAD = lazy_pattern(r"^\s*(\d{1,4})\s*[.．、]")
_ATTRIBUTION = lazy_pattern(r"[（(]属.*[）)]$", re.DOTALL)
_MARKS = ".．、 （）()"
_NO_NUMBER = lazy_pattern(r"[\s@/#+~]+")


def number_tasks(tasks: Sequence[DraftTask], doubts: Sequence[SourceDoubts]) -> None:
    """Give each task its number as printed; where the tasks of each category or table begin anew, theirs goes before.

    What has no number is counted; of two with the same the second gets a sign more, and that is told.

    Args:
        tasks: of the plan, in order.
        doubts: of the file of each task.
    """
    printed = [_NO_NUMBER.sub("", task.record.text("序号").strip(_MARKS)) for task in tasks]
    numbers = printed
    if _begin_anew(tasks, printed):
        numbers = list(_numbers_by_part(tasks, printed))
        at = _first_repeated(printed)
        doubts[at].tell("import-numbers-restart", _place(tasks[at], doubts[at]), number=printed[at], new=numbers[at])
    if not any(printed):
        doubts[0].tell("import-no-numbers", Place(doubts[0].file))
    taken: Counter[str] = Counter()
    for position, (task, number, own_doubts) in enumerate(zip(tasks, numbers, doubts, strict=True), start=1):
        unique = _unique(number or str(position), taken)
        if number and unique != number:
            place = _place(task, own_doubts)
            task.findings.append(own_doubts.tell("import-number-repeated", place, number=number, new=unique))
        task.data = {"序号": unique, **task.data}


def _place(task: DraftTask, doubts: SourceDoubts) -> Place:
    return doubts.table_place(task.record.table, task.record.rows[0])


def _first_repeated(numbers: Sequence[str]) -> int:
    """The place of the first number that stands before it, too."""
    return next(at for at, number in enumerate(numbers) if number and number in numbers[:at])


def _numbers_by_part(tasks: Sequence[DraftTask], printed: Sequence[str]) -> Iterator[str]:
    """The numbers with that of their category or table before them."""
    parts = {part: at for at, part in enumerate(dict.fromkeys(map(_part, tasks)), start=1)}
    for task, number in zip(tasks, printed, strict=True):
        yield f"{parts[_part(task)]}-{number}" if number else ""


def _part(task: DraftTask) -> tuple[int, tuple[str, ...]]:
    return id(task.record.table), task.category


def _begin_anew(tasks: Sequence[DraftTask], printed: Sequence[str]) -> bool:
    """Whether numbers repeat, but only between categories or tables."""
    numbers = [number for number in printed if number]
    placed = [(_part(task), number) for task, number in zip(tasks, printed, strict=True) if number]
    return len(set(numbers)) < len(numbers) and len(set(placed)) == len(placed)


def _unique(number: str, taken: Counter[str]) -> str:
    """A number that no task has yet. taken: those that tasks have, and how often each was wanted; it is counted on."""
    unique = number
    while unique in taken:
        taken[number] += 1
        unique = f"{number}-{taken[number]}"
    taken[unique] = 1
    return unique


def categories_of(tasks: Sequence[DraftTask]) -> list[dict[str, str]]:
    """All categories in order as plan.yaml has them, the path of each written into its tasks too."""
    categories: dict[str, dict[str, str]] = {}
    for task in tasks:
        path = ""
        for part in filter(None, "\n".join(task.category).split("\n")):
            name, points = _without_points(part)
            if not name:  # points on a line of their own
                categories.get(path, {}).update(points)
                continue
            path = f"{path}/{name.replace('/', '／')}".lstrip("/")
            categories.setdefault(path, {"名称": path} | points)
        if path:
            task.data["类别"] = path
    return list(categories.values())


def continue_categories(tasks: Sequence[DraftTask]) -> None:
    """In a file that keeps no merged cells, a blank below a category stands for the same.

    Args:
        tasks: of one file, in order.
    """
    for above, task in pairwise(tasks):
        if not task.category and not task.record.table.has_tall_cells:
            task.category = above.category


def continue_groups(tasks: Sequence[DraftTask], doubts: SourceDoubts) -> None:
    """In a file that keeps no merged cells, a blank below a group stands for the same, and so below its sources.

    That the sources of one group are those of the next as well is told.

    Args:
        tasks: of one file, in order; a task of another category belongs to no group above it.
        doubts: of the file.
    """
    for above, task in pairwise(tasks):
        is_kept_apart = "组" not in task.record.columns.meanings or task.record.table.has_tall_cells
        if is_kept_apart or task.category != above.category:
            continue
        if "来源" in above.data and "来源" not in task.data:
            task.data["来源"] = above.data["来源"]
            if task.group:
                task.findings.append(doubts.tell("import-same-sources", _place(task, doubts)))
        task.group = task.group or above.group


def groups_of(tasks: Sequence[DraftTask]) -> list[dict[str, str]]:
    """All groups in order as plan.yaml has them, the number of each written into its tasks too.

    The number is printed before the title, or it is what the numbers of its tasks begin with, else it is counted.
    """
    members: dict[str, list[DraftTask]] = {}
    for task in tasks:
        if task.group:
            members.setdefault(task.group, []).append(task)
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
    title, points = points_at_end(text)
    return title, {"分值": points} if points else {}


def _group_number(title: str, tasks: Sequence[DraftTask], groups: Collection[str]) -> str:
    printed = _NUMBER_AT_HEAD.match(title)
    begins = {str(task.data["序号"]).rpartition("-")[0] for task in tasks}
    wanted = printed[1] if printed else begins.pop() if len(begins) == 1 else ""
    if wanted and wanted not in groups:
        return wanted
    return next(number for count in range(1, len(groups) + 2) if (number := f"组{count}") not in groups)


def repeated_texts(texts: Iterable[str]) -> bool:
    """Whether a text that is not blank stands twice."""
    return any(count > 1 for text, count in Counter(texts).items() if text)
