"""Doubts about what a form asks of whom: supports that are asked nothing, rows that nobody could tell apart."""

from collections import Counter
from collections.abc import Iterable, Iterator

from duban.fields.locked import OWN_COLUMNS, is_comparable, locked_value
from duban.key_path import KeyPath
from duban.messages.finding import UnplacedFinding
from duban.model.assignment import Assignment
from duban.model.cycle import FilledBy
from duban.model.layout import Layout, SheetLayout
from duban.model.plan import Plan, Task
from duban.model.snapshot import FormSeries
from duban.model.typed import closest_match


def asked_row_doubts(series: FormSeries, assignment: Assignment, index: int) -> Iterator[UnplacedFinding]:
    """What is doubtful in the rows of one form.

    Args:
        series: the form kind, and who fills it how often.
        assignment: of the series' last period, in which all its rows are asked.
        index: of its cycle in the plan.
    """
    sheets = series.layout.sheets
    if series.cycle.filler == FilledBy.EVERY_UNIT and all(sheet.of == "lead" for sheet in sheets):
        yield UnplacedFinding("supports-not-asked", ("填报", index, "填报对象"), {"form": series.layout.name})
    yield from _silent_own_columns(series, assignment, index)
    for sheet in sheets:
        words, count = _most_alike(sheet, assignment)
        if count > 1:
            facts = {"form": series.layout.name, "sheet": sheet.name, "count": count, "words": words}
            yield UnplacedFinding("rows-alike", ("填报", index, "表"), facts)


def unasked_target_doubts(layouts: Iterable[Layout], plan: Plan) -> Iterator[UnplacedFinding]:
    """Numbers that the plan promises while no form of it asks for any: one doubt, at the first of them.

    Args:
        layouts: of the forms that the plan uses.
        plan: with its tasks in the order in which they are typed.
    """
    sheets = [sheet for layout in layouts for sheet in layout.sheets]
    paths = [path for index, task in enumerate(plan.tasks) for path in _target_paths(index, task)]
    if paths and not any(sheet.rows == "target" and sheet.input_columns for sheet in sheets):
        yield UnplacedFinding("targets-not-asked", paths[0], {"count": len(paths)})


def _target_paths(index: int, task: Task) -> Iterator[KeyPath]:
    if task.targets:
        yield ("任务", index, "项目" if task.targets == task.project.with_investment(()) else "指标")
    for position, milestone in enumerate(task.milestones):
        if milestone.targets and not milestone.implicit:
            yield ("任务", index, "节点", position, "指标")


def _silent_own_columns(series: FormSeries, assignment: Assignment, index: int) -> Iterator[UnplacedFinding]:
    """Columns of a form that show what no task of the plan says under 自定."""
    headers = {header for task in assignment.plan.tasks for header in task.own}
    for sheet in series.layout.sheets:
        for column in sheet.columns:
            header = column.shows.removeprefix(OWN_COLUMNS)
            if column.shows.startswith(OWN_COLUMNS) and header not in headers:
                facts = {"form": series.layout.name, "label": column.label, "header": header}
                near = closest_match(header, sorted(headers))
                yield UnplacedFinding("own-column-silent", ("填报", index, "表"), {**facts, "near": near})


def _most_alike(sheet: SheetLayout, assignment: Assignment) -> tuple[str, int]:
    """The locked words that most rows of one unit share, and how many do; blank rows are alike on purpose."""
    locked = [column for column in sheet.columns if is_comparable(column)]
    if sheet.slots or not sheet.input_columns:
        return "", 0
    counts: Counter[tuple[str, str]] = Counter()
    for unit in assignment.units:
        for row in assignment.rows(sheet, unit):
            words = " ".join(str(value) for column in locked if (value := locked_value(column, row)) not in (None, ""))
            counts[unit.code, words] += 1
    ((_, words), count) = counts.most_common(1)[0] if counts else (("", ""), 0)
    return words, count
