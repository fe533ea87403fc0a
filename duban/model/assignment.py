"""Who answers for what in one cycle and period: the tasks of every unit, and the rows that a sheet asks it about."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, TypeVar, cast

from duban.model.cycle import Cycle, FilledBy
from duban.model.layout import Layout, SheetLayout
from duban.model.milestone import Milestone
from duban.model.period import Period
from duban.model.plan import Plan, Task
from duban.model.row import Row
from duban.model.unit import MERGED_KIND, UNASSIGNED_UNIT, Directory, Unit
from duban.value_object import replace

_T = TypeVar("_T")
_KINDS_WITHOUT_TASKS = frozenset({"人员", "本单位", "领导班子", MERGED_KIND})
"""Kinds of a directory's entries that answer for no task of their own accord."""
_ASKED_AS_LEADS = frozenset({FilledBy.LEAD, FilledBy.EVERY_UNIT})
"""By which rule of a cycle those who lead a line are asked about it."""


class Assignment:
    """One cycle of a plan, as it is asked in one period.

    Rows are made once: each step of reading a return asks for them. The layout says which units its form asks
    anything of; without one, all that have tasks. Of closed tasks, by their numbers, no form asks anything.
    """

    def __init__(
        self,
        plan: Plan,
        directory: Directory,
        cycle: Cycle,
        period: Period,
        layout: Layout | None = None,
        closed: Collection[str] = (),
    ) -> None:
        self.plan = plan
        self.directory = directory
        self.cycle = cycle
        self.period = period
        self.layout = layout
        self.closed = closed
        self._rows: dict[tuple[object, ...], tuple[Row, ...]] = {}
        self._made_of_task: dict[tuple[str, str], tuple[Task, Any]] = {}

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """Every unit that gets a form, in the directory's order: none of which the form would ask nothing."""
        codes = {*self.tasks_by_unit, *self.supported_tasks_by_unit}
        return tuple(unit for unit in self.directory.units if unit.code in codes and self._is_asked(unit))

    @cached_property
    def unit_codes(self) -> frozenset[str]:
        """The codes of these units."""
        return frozenset(unit.code for unit in self.units)

    def _is_asked(self, unit: Unit) -> bool:
        """Whether any sheet with inputs has a row for a unit; without a layout, or with a printed one, all have."""
        sheets = [sheet for sheet in self.layout.sheets if sheet.input_columns] if self.layout else []
        return not sheets or any(self.rows(sheet, unit) for sheet in sheets)

    @cached_property
    def task_places(self) -> Mapping[str, int]:
        """The key of each task → its place in the plan, from 0."""
        return {task.key: place for place, task in enumerate(self.plan.tasks)}

    @property
    def _tasks(self) -> Iterator[Task]:
        """All but the dropped ones."""
        return (task for task in self.plan.tasks if not task.dropped)

    @cached_property
    def tasks_by_unit(self) -> Mapping[str, Sequence[Task]]:
        """Unit code → the tasks that it answers for, in the plan's order; dropped tasks are nobody's."""
        return _tasks_by_unit((unit.code, task) for task in self._tasks for unit in self._filling_units(task))

    @cached_property
    def supported_tasks_by_unit(self) -> Mapping[str, Sequence[Task]]:
        """Unit code → the tasks that it supports, where supports fill too; a group is each member but the lead."""
        if self.cycle.filler != FilledBy.EVERY_UNIT:
            return {}
        return _tasks_by_unit((code, task) for task in self._tasks for code in self.supporting_codes(task))

    def responsible_unit(self, task: Task, milestone: Milestone | None = None) -> Unit:
        """The unit whose answer counts for a task or for one of its milestones; UNASSIGNED_UNIT where there is none."""
        if self.cycle.filler == FilledBy.UNASSIGNED:
            return UNASSIGNED_UNIT
        units = map(self.directory.find_lead, filter(None, self._filling_names(task, milestone)))
        return next(filter(None, units), UNASSIGNED_UNIT)

    def _once_of(self, task: Task, what: str, make: Callable[[Task], _T]) -> _T:
        """What is made of a task, not made again for the same one: a report narrows tasks, and they keep their keys."""
        made_of, made = self._made_of_task.get((what, task.key), (None, None))
        if made_of is not task:
            made = make(task)
            self._made_of_task[what, task.key] = task, made
        return cast(_T, made)

    def answering_units(self, task: Task) -> tuple[Unit, ...]:
        """The units whose answers count for a task as a whole or for one of its milestones, the first of it first."""
        return self._once_of(task, "units", self._find_answering_units)

    def _find_answering_units(self, task: Task) -> tuple[Unit, ...]:
        present = (one for one in task.milestones if not self.is_left(one))
        units = {unit.code: unit for unit in (self.responsible_unit(task, one) for one in (None, *present))}
        return tuple(unit for unit in units.values() if unit is not UNASSIGNED_UNIT)

    def supporting_codes(self, task: Task) -> list[str]:
        """The codes of the units that support a task, each once, without the one that answers for it."""
        supports = (*task.supports, *(name for milestone in task.milestones for name in milestone.supports))
        names = (task.lead, *supports) if self.directory.find_group(task.lead) else supports
        codes = dict.fromkeys(unit.code for name in names for unit in self.directory.find_members(name))
        answering = {unit.code for unit in self.answering_units(task)}
        return [code for code in codes if code not in answering]

    def rows(self, sheet: SheetLayout, unit: Unit) -> tuple[Row, ...]:
        """The rows of a sheet in a unit's form, in the plan's order: what the unit answers for."""
        question = unit.code, sheet.rows, sheet.of, sheet.slots, sheet.least, sheet.due_only, sheet.whole_only
        if question not in self._rows:
            self._rows[question] = tuple(self._asked_rows(sheet, unit))
        return self._rows[question]

    def unit_code_of_row(self, layout: Layout, key: str) -> str:
        """The unit whose form of this kind has the row of this key; empty where none has."""
        for unit in self.units:
            if any(row.key == key for sheet in layout.sheets for row in self.rows(sheet, unit)):
                return unit.code
        return ""

    def task_row(self, task: Task) -> Row:
        """The task as a row of the unit that answers for it."""
        return Row(task.key, self.plan, self.directory, self.responsible_unit(task), task)

    def task_rows(self, task: Task) -> tuple[Row, ...]:
        """The task as a row of each unit that answers for it.

        The unit to which the task was given first has the key of the task; that of each other ends in a code, as do
        those of its milestones.
        """
        return self._once_of(task, "task", lambda task: tuple(self._make_task_rows(task)))

    def _make_task_rows(self, task: Task) -> Iterator[Row]:
        row = self.task_row(task)
        units = self.answering_units(task)
        is_shared = len(units) > 1 or any(milestone.share for milestone in task.milestones)
        if not units or not is_shared:
            yield row
            return
        for unit in units:
            share = task.share_codes.get(unit.code, "" if unit.code == row.unit.code else unit.code)
            yield replace(row, unit=unit, key=task.key_of_share(share))

    def is_left(self, milestone: Milestone) -> bool:
        """Whether a milestone is left over from a unit that leads its line no more, where the leads are asked."""
        return milestone.is_former and self.cycle.filler in _ASKED_AS_LEADS

    def milestone_rows(self, task: Task) -> tuple[Row, ...]:
        """Each milestone of a task as a row of the unit that answers for it."""
        return self._once_of(task, "milestone", lambda task: tuple(self._make_milestone_rows(task)))

    def _make_milestone_rows(self, task: Task) -> Iterator[Row]:
        """Each row; next is of what a unit is asked about now the first that it does not owe yet."""
        rows = [
            Row(
                *(milestone.key, self.plan, self.directory, self.responsible_unit(task, milestone), task, milestone),
                line=task.milestone_line(index),
            )
            for index, milestone in enumerate(task.milestones)
        ]
        next_days: dict[str, date] = {}
        for row, milestone in zip(rows, task.milestones, strict=True):
            if milestone.answer_owed_from > self.period.end and self._is_asked_now(row):
                next_days[row.unit.code] = min(milestone.due, next_days.get(row.unit.code, date.max))
        for row in rows:
            is_first = row.due == next_days.get(row.unit.code)
            yield replace(row, is_next=True) if is_first and self._is_asked_now(row) else row

    def target_rows(self, task: Task) -> tuple[Row, ...]:
        """Each numeric target of a task, its own first, then those of its milestones."""
        return self._once_of(task, "target", lambda task: tuple(self._make_target_rows(task)))

    def _make_target_rows(self, task: Task) -> Iterator[Row]:
        for row in (self.task_row(task), *self.milestone_rows(task)):
            for number, target in enumerate((row.milestone or row.task).targets, 1):
                yield replace(row, key=f"{row.key}#{number}", target=target)

    def _filling_units(self, task: Task) -> Sequence[Unit]:
        """Who fills in the form about a task, by the cycle's rule."""
        if self.cycle.filler == FilledBy.UNASSIGNED:
            return [unit for unit in self.directory.units if unit.kind not in _KINDS_WITHOUT_TASKS]
        return self.answering_units(task)

    def _filling_names(self, task: Task, milestone: Milestone | None) -> Sequence[str]:
        reporter = task.lead_of(milestone) if milestone else task.reporter
        match self.cycle.filler:
            case FilledBy.CONTACT:
                return task.contacts[:1]
            case FilledBy.LEADER:
                return self._first_leader(task)
            case FilledBy.INTERNAL:
                return [task.internal or reporter]
            case FilledBy.OFFICE:
                return [self.plan.office]
            case FilledBy.JUDGE:
                return [self.cycle.judge or self.plan.compiler]
        return [reporter]

    def _first_leader(self, task: Task) -> tuple[str, ...]:
        """Of the task itself or else of its lead unit; empty for none."""
        lead = self.directory.find_lead(task.lead)
        return task.leader[:1] or ((lead.leader,) if lead and lead.leader else ())

    def _asked_rows(self, sheet: SheetLayout, unit: Unit) -> Iterator[Row]:
        for row in self._unit_row(unit) if sheet.rows == "unit" else self._task_rows(sheet, unit):
            for line in row.blank_rows(sheet.slots, sheet.least) if sheet.slots else [row]:
                if not sheet.due_only or line.is_answer_due(self.period):
                    yield line

    def _unit_row(self, unit: Unit) -> Iterator[Row]:
        """A row about the unit itself; a task stands for the unit, so that it is a row like any other."""
        key, end = f"~{unit.code}", date(self.plan.year, 12, 31)
        whole = Milestone(due_text="年底", content=unit.name, due=end, key=key, implicit=True)
        task = Task(number=unit.code, name=unit.name, lead=unit.name, milestones=(whole,))
        yield Row(key, self.plan, self.directory, unit, task, owed=True)

    def _task_rows(self, sheet: SheetLayout, unit: Unit) -> Iterator[Row]:
        for task in self._asked_tasks(sheet, unit):
            if self.cycle.filler == FilledBy.UNASSIGNED:
                proposed = self.directory.find_unit(task.proposed)
                own = (row.of_unit(unit, owed=proposed == unit) for row in self._rows_asked_now(sheet, task))
                yield from (replace(row, is_unclaimed=proposed is None) for row in own)
            elif sheet.of == "support":
                yield from (row.of_unit(unit) for row in _first_of_each(self._rows_asked_now(sheet, task)))
            else:
                yield from self._rows_by_unit(sheet, task).get(unit.code, ())

    def _asked_tasks(self, sheet: SheetLayout, unit: Unit) -> Iterator[Task]:
        by_unit = self.supported_tasks_by_unit if sheet.of == "support" else self.tasks_by_unit
        for task in by_unit.get(unit.code, ()):
            if task.number not in self.closed and (task.is_undivided or not sheet.whole_only):
                yield task

    def _is_asked_now(self, row: Row) -> bool:
        """What another unit led before is asked in no period."""
        is_left = row.milestone is not None and self.is_left(row.milestone)
        return not is_left and row.is_asked_in(self.period)

    def _rows_by_unit(self, sheet: SheetLayout, task: Task) -> Mapping[str, Sequence[Row]]:
        """The rows of a task that are asked now: the code of their unit → its own."""
        return self._once_of(task, f"{sheet.rows} now", lambda task: _by_unit(self._rows_asked_now(sheet, task)))

    def _rows_asked_now(self, sheet: SheetLayout, task: Task) -> Iterator[Row]:
        return filter(self._is_asked_now, self._rows_of_task(sheet, task))

    def _rows_of_task(self, sheet: SheetLayout, task: Task) -> tuple[Row, ...]:
        if sheet.rows == "milestone":
            return self.milestone_rows(task)
        if sheet.rows == "target":
            return tuple(row for row in self.target_rows(task) if not _is_sum_of_parts(row))
        return self.task_rows(task)


def _tasks_by_unit(pairs: Iterable[tuple[str, Task]]) -> Mapping[str, Sequence[Task]]:
    tasks: dict[str, list[Task]] = defaultdict(list)
    for unit_code, task in pairs:
        tasks[unit_code].append(task)
    return dict(tasks)


def _by_unit(rows: Iterable[Row]) -> Mapping[str, Sequence[Row]]:
    by_unit: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_unit[row.unit.code].append(row)
    return dict(by_unit)


def _first_of_each(rows: Iterable[Row]) -> Iterable[Row]:
    """Of a task, or of a line and its interval, that several units answer for, one row, without a unit's code."""
    first: dict[str, Row] = {}
    for row in rows:
        key = row.key if row.target else row.task.key
        if row.milestone:
            key = row.milestone.common_key + row.key.removeprefix(row.milestone.key)
        first.setdefault(key, replace(row, key=key))
    return first.values()


def _is_sum_of_parts(row: Row) -> bool:
    """Whether a number of the whole year is known when its milestones' numbers are: nobody is asked twice."""
    if row.milestone or row.target is None:
        return False
    parts = {(target.name, target.unit) for milestone in row.task.milestones for target in milestone.targets}
    return (row.target.name, row.target.unit) in parts
