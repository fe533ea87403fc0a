"""Who answers for what in one cycle: the tasks of every unit, and the rows that a sheet asks it about."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from duban.model.cycle import Cycle, FilledBy
from duban.model.layout import Layout, SheetLayout
from duban.model.period import Period
from duban.model.plan import Milestone, Plan, Task
from duban.model.row import Row
from duban.model.unit import UNASSIGNED_UNIT, Directory, Unit


@dataclass(frozen=True)
class Assignment:
    """One cycle of a plan, as it is asked in one period."""

    plan: Plan
    directory: Directory
    cycle: Cycle
    period: Period

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """Every unit that gets a form, in the directory's order."""
        asked = {*self.tasks_by_unit, *self.supported_tasks_by_unit}
        return tuple(unit for unit in self.directory.units if unit.code in asked)

    @cached_property
    def tasks_by_unit(self) -> Mapping[str, tuple[Task, ...]]:
        """Unit code → the tasks that it answers for, in the plan's order; dropped tasks are nobody's."""
        tasks: dict[str, tuple[Task, ...]] = {}
        for task in self.plan.tasks:
            for unit in () if task.dropped else self._fillers(task):
                tasks[unit.code] = (*tasks.get(unit.code, ()), task)
        return tasks

    @cached_property
    def supported_tasks_by_unit(self) -> Mapping[str, tuple[Task, ...]]:
        """Unit code → the tasks that it supports, where supports fill too; a group is each member but the lead."""
        tasks: dict[str, tuple[Task, ...]] = {}
        if self.cycle.filler != FilledBy.EVERY_UNIT:
            return tasks
        for task in self.plan.tasks:
            named = (task.lead, *task.supports) if self.directory.find_group(task.lead) else task.supports
            own = self.responsible_unit(task)
            members = dict.fromkeys(unit.code for name in named for unit in self.directory.find_members(name))
            for code in () if task.dropped else members:
                if code != own.code:
                    tasks[code] = (*tasks.get(code, ()), task)
        return tasks

    def responsible_unit(self, task: Task) -> Unit:
        """The unit whose answer counts for a task; UNASSIGNED where there is none."""
        if self.cycle.filler == FilledBy.UNASSIGNED:
            return UNASSIGNED_UNIT
        return next(iter(self._fillers(task)), UNASSIGNED_UNIT)

    def rows(self, sheet: SheetLayout, unit: Unit) -> tuple[Row, ...]:
        """The rows of a sheet in a unit's form; found once, for each step of reading a return asks for them."""
        asked = unit.code, sheet.rows, sheet.of, sheet.slots, sheet.least, sheet.due_only, sheet.whole_only
        if asked not in self._found:
            self._found[asked] = self._find(sheet, unit)
        return self._found[asked]

    def unit_code_of_row(self, layout: Layout, key: str) -> str:
        """The unit whose form of this kind has the row of this key; empty where none has."""
        for unit in self.units:
            if any(row.key == key for sheet in layout.sheets for row in self.rows(sheet, unit)):
                return unit.code
        return ""

    def task_row(self, task: Task) -> Row:
        """The task as a row of the unit that answers for it."""
        return Row(task.key, self.plan, self.directory, self.responsible_unit(task), task)

    def milestone_rows(self, task: Task) -> tuple[Row, ...]:
        """Each milestone of a task as a row."""
        unit, end = self.responsible_unit(task), self.period.end
        coming = min((each.due for each in task.milestones if each.answer_owed_from > end), default=None)
        return tuple(
            Row(
                *(milestone.key, self.plan, self.directory, unit, task, milestone, task.milestone_line(index)),
                is_next=milestone.due == coming,
            )
            for index, milestone in enumerate(task.milestones)
        )

    def target_rows(self, task: Task) -> tuple[Row, ...]:
        """Each numeric target of a task, its own first, then those of its milestones."""
        row = self.task_row(task)
        return tuple(self._targets(row)) + tuple(
            found for milestone in self.milestone_rows(task) for found in self._targets(milestone)
        )

    @cached_property
    def _found(self) -> dict[tuple[object, ...], tuple[Row, ...]]:
        """By the unit and all of a sheet's layout that decides about its rows."""
        return {}

    def _find(self, sheet: SheetLayout, unit: Unit) -> tuple[Row, ...]:
        found: Iterable[Row] = self._asked(sheet, unit)
        if sheet.slots:
            found = (slot for row in found for slot in row.blank_rows(sheet.slots, sheet.least))
        return tuple(row for row in found if not sheet.due_only or row.is_answer_due(self.period))

    def _fillers(self, task: Task) -> Iterator[Unit]:
        match self.cycle.filler:
            case FilledBy.LEAD | FilledBy.EVERY_UNIT:
                names: Iterable[str] = [task.reporter]
            case FilledBy.CONTACT:
                names = task.contacts[:1]
            case FilledBy.LEADER:
                names = self._leader(task)
            case FilledBy.INTERNAL:
                names = [task.internal or task.reporter]
            case FilledBy.OFFICE:
                names = [self.plan.office]
            case FilledBy.JUDGE:
                names = [self.cycle.judge or self.plan.compiler]
            case FilledBy.UNASSIGNED:
                yield from (unit for unit in self.directory.units if unit.kind not in _NO_OFFICES)
                return
        yield from (unit for name in names if name and (unit := self.directory.find_unit(name)))

    def _leader(self, task: Task) -> tuple[str, ...]:
        """The first leader of a task, of its own or of its lead unit."""
        lead = self.directory.find_unit(task.lead)
        return task.leader[:1] or ((lead.leader,) if lead and lead.leader else ())

    def _asked(self, sheet: SheetLayout, unit: Unit) -> Iterator[Row]:
        if sheet.rows == "unit":
            yield Row(f"~{unit.code}", self.plan, self.directory, unit, self._standing_for(unit), owed=True)
            return
        for task in (self.supported_tasks_by_unit if sheet.of == "support" else self.tasks_by_unit).get(unit.code, ()):
            for row in () if sheet.whole_only and not task.is_undivided else self._rows(sheet, task):
                if self.cycle.filler == FilledBy.UNASSIGNED:
                    is_proposed = self.directory.find_unit(task.proposed) == unit
                    yield replace(row, key=f"{row.key}~{unit.code}", unit=unit, owed=is_proposed)
                elif sheet.of == "support":
                    yield replace(row, key=f"{row.key}~{unit.code}", unit=unit, owed=None)
                else:
                    yield row

    def _rows(self, sheet: SheetLayout, task: Task) -> tuple[Row, ...]:
        match sheet.rows:
            case "milestone":
                return self.milestone_rows(task)
            case "target":
                return tuple(row for row in self.target_rows(task) if not self._summed(row))
            case _:
                return (self.task_row(task),)

    @staticmethod
    def _summed(row: Row) -> bool:
        """Whether a number of the whole year is known when its milestones' numbers are: nobody is asked twice."""
        parts = {(target.name, target.unit) for each in row.task.milestones for target in each.targets}
        return row.milestone is None and row.target is not None and (row.target.name, row.target.unit) in parts

    @staticmethod
    def _targets(row: Row) -> Iterator[Row]:
        for number, target in enumerate((row.milestone or row.task).targets, 1):
            yield replace(row, key=f"{row.key}#{number}", target=target)

    def _standing_for(self, unit: Unit) -> Task:
        """A task that stands for the unit itself, so that a row about it is a row like any other."""
        end = date(self.plan.year, 12, 31)
        whole = Milestone(due_text="年底", content=unit.name, due=end, key=f"~{unit.code}", implicit=True)
        return Task(number=unit.code, name=unit.name, lead=unit.name, milestones=(whole,))


_NO_OFFICES = frozenset({"人员", "本单位", "领导班子"})
"""Kinds of a directory's entries that answer for no task of their own accord."""
