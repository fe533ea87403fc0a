"""The milestones of a task: each line of the plan at each time that its words mean."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from string import ascii_lowercase
from typing import Any

from duban.model.milestone import Milestone, TypedMilestone
from duban.model.plan import PlanHead, Task, TaskHead
from duban.model.plan_parts import Target
from duban.plan_source.amendments import AmendedTask
from duban.plan_source.typed_plan import Part
from duban.text.dates import parse_deadline
from duban.text.display import leading_clauses
from duban.text.proof import BY_STANDARD, standard_items
from duban.text.schedule import DaysByName, Schedule, ScheduleKind, Term, parse_schedule
from duban.validation.model import TypedModel, fields_of_model
from duban.value_object import ValueObject, field, replace

_LONGEST_COUNT_NAME = 20
"""Characters of a line that name the number of times that it is done."""

_TIMES = "完成次数"
"""What the number of times is called where the line is the task itself."""


class TaskLines(ValueObject):
    """The lines of one task, while they become milestones.

    Attributes:
        head: of the plan.
        grace: from a due day to the last filing day; None where milestones are not filed by day.
        named_days: what the calendar and the office call days.
    """

    task: AmendedTask
    head: PlanHead
    grace: timedelta | None
    named_days: DaysByName
    _count_by_key: Counter[str] = field(default_factory=Counter)

    def resolved(self) -> Task:
        """The task with its milestones."""
        lines: Sequence[TypedMilestone] = self.task.milestones or _implicit_lines(self.task)
        milestones = tuple(milestone for line in lines for milestone in self._milestones(line))
        fields = fields_of(self.task, TaskHead)
        return Task(**fields, milestones=milestones, changes=self.task.changes, dropped=self.task.dropped)

    def _milestones(self, line: TypedMilestone) -> Iterator[Milestone]:
        """One for each term of the line; several share the key of the first as their `line_key`."""
        schedule = self._schedule(line.due_text)
        terms = self._promised_terms(schedule)
        keys = [self._next_key(line, term) for term in terms]
        for term, key in zip(terms, keys, strict=True):
            targets = _targets(self.task, line, schedule, term)
            yield Milestone(
                **fields_of(line, TypedMilestone) | {"targets": targets, "proof": _proof(self.task, line)},
                due=term.due,
                filing=self._filing_day(line, term),
                key=key,
                implicit=not self.task.milestones,
                kind=schedule.kind,
                begins=term.begins,
                term=term.name,
                line_key=keys[0] if len(keys) > 1 else "",
            )

    def _promised_terms(self, schedule: Schedule) -> Sequence[Term]:
        """The terms of a line; of a recurring one those that were not over before the plan was issued."""
        issued = self.head.issued
        if schedule.kind is not ScheduleKind.RECURRING or issued is None:
            return schedule.terms
        return [term for term in schedule.terms if term.due >= issued] or schedule.terms[-1:]

    def _next_key(self, line: TypedMilestone, term: Term) -> str:
        """The task's number and the original due day; letters behind it where another milestone has these."""
        first_due = self._schedule(line.first_due_text).terms[-1].due if line.first_due_text else term.due
        key = f"{self.task.number}@{first_due:%m%d}"
        count = self._count_by_key[key]
        self._count_by_key[key] += 1
        return f"{key}{_letters(count)}" if count else key

    def _filing_day(self, line: TypedMilestone, term: Term) -> date | None:
        if not line.filing_text:
            return None if self.grace is None else term.due + self.grace
        deadline = parse_deadline(line.filing_text, self.head.year)
        if deadline is None:
            raise ValueError(line.filing_text)
        return deadline.day

    def _schedule(self, text: str) -> Schedule:
        """What words mean that were found readable before."""
        schedule = parse_schedule(text, self.head.year, self.named_days)
        if schedule is None:
            raise ValueError(text)
        return schedule


def _letters(count: int) -> str:
    """A count in letters: b for 1, z for 25, ba for 26; no other sign, for those of a key have meanings."""
    higher, last = divmod(count, len(ascii_lowercase))
    return (_letters(higher) if higher else "") + ascii_lowercase[last]


def _implicit_lines(task: AmendedTask) -> list[TypedMilestone]:
    """The parts of a task, or the task itself, as lines."""
    whole = TypedMilestone(
        due_text=task.due_text, first_due_text=task.first_due_text, content=task.name, proof=task.proof
    )
    own_fields = (_said(part) for part in task.parts)
    return [replace(whole, **fields) for fields in own_fields] or [whole]


def _said(part: Part) -> dict[str, Any]:
    """The fields in which a part says something."""
    fields = fields_of_model(Part).values()
    return {field.name: value for field in fields if (value := getattr(part, field.name)) != field.default}


def _proof(task: AmendedTask, line: TypedMilestone) -> tuple[str, ...]:
    """The items of proof of a line: its own, or, where it or its task says so, those that its standard lists."""
    is_by_standard = (line.proof or task.proof) == (BY_STANDARD,)
    return standard_items(line.standard) if is_by_standard else line.proof


def _targets(task: AmendedTask, line: TypedMilestone, schedule: Schedule, term: Term) -> tuple[Target, ...]:
    """The numbers of a line; how often it is to be done in an interval is one of them."""
    if not schedule.counted:
        return line.targets
    name = "" if line.content == task.name else leading_clauses(line.content, _LONGEST_COUNT_NAME)
    return (*line.targets, Target(name=name or _TIMES, goal=Decimal(term.times), unit=schedule.counted))


def fields_of(value: TypedModel, model: type[TypedModel]) -> dict[str, Any]:
    """The values of those fields that the model has as well."""
    return {name: getattr(value, name) for name in fields_of_model(model)}
