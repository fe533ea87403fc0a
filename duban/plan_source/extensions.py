"""Postponements that 办公室登记 grants: amendments of the plan like those that are typed in plan.yaml."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import cached_property

from duban.messages.finding import Finding, Place
from duban.model.change import AmendmentKind, Change
from duban.model.extension import Extension
from duban.plan_source.amendments import AmendedTask, apply_amendments
from duban.plan_source.errata import apply_errata
from duban.plan_source.own_days import FILING_KEY
from duban.plan_source.typed_plan import Amendment, PlanFile, ShortMilestone
from duban.text.dates import format_deadline
from duban.text.folding import comparison_key
from duban.text.schedule import DaysByName, comes_again, parse_schedule
from duban.value_object import ValueObject


class GrantedExtensions(ValueObject):
    """What the granted requests come to.

    Attributes:
        amendments: those that plan.yaml does not say already, each with the cell in which it was granted.
        mistakes: rows that say nothing that could be done, each at its cell.
    """

    amendments: tuple[tuple[Amendment, Place], ...]
    mistakes: tuple[Finding, ...]


def granted_extensions(typed: PlanFile, extensions: Sequence[Extension], named_days: DaysByName) -> GrantedExtensions:
    """The amendments that follow from the granted requests, in the order of their days.

    A request whose task came from above counts once those above are amended to have agreed, or need not. One that the
    plan says already, with the same day, is one; one of which it says another day on the same authority is a mistake.

    Args:
        typed: plan.yaml as typed.
        extensions: the answered rows of all registers.
        named_days: what the calendar calls days; what the plan itself calls so counts before it.
    """
    in_order = sorted(extensions, key=lambda extension: extension.decided_on or date.max)
    amendments: list[tuple[Amendment, Place]] = []
    mistakes: list[Finding] = []
    for extension in in_order:
        amended = (*typed.amendments, *(amendment for amendment, _ in amendments))
        case = _Case(typed, amended, extension, {**named_days, **typed.head.named_days})
        if case_mistakes := [*case.mistakes()]:
            mistakes += case_mistakes
        elif extension.to and case.is_allowed and not case.is_said_already:
            amendments.append((case.amendment(), extension.place))
    return GrantedExtensions(tuple(amendments), tuple(mistakes))


class _Case(ValueObject, dict=True):
    """A granted request beside all other amendments.

    Attributes:
        amended: those of the plan, and those of requests that were granted before.
        named_days: what the calendar and the office call days.
    """

    typed: PlanFile
    amended: Sequence[Amendment]
    extension: Extension
    named_days: DaysByName

    @cached_property
    def task(self) -> AmendedTask | None:
        """The task as it stands on the day of the decision; None where there is none."""
        return self._task_on(self.extension.decided_on)

    @property
    def is_allowed(self) -> bool:
        """Whether those above agreed, where that matters."""
        return not (self.task and self.extension.lacks_consent(self.task))

    @property
    def is_said_already(self) -> bool:
        """Whether the plan, or another row, puts the milestone off to the same day."""
        return any(self._day(change) == self.extension.to for change in self._changes)

    def mistakes(self) -> Iterator[Finding]:
        """That there is no such task or milestone, or that the plan says another day on the same authority."""
        extension, count = self.extension, len(self._milestones)
        facts: dict[str, object] = {
            "number": extension.task,
            "milestone": extension.milestone.content,
            "due": extension.milestone.due,
        }
        if self.task is None:
            yield Finding("register-task", extension.cells["number"], facts)
        elif self.task.milestones and count != 1:
            yield Finding("register-milestone", extension.cells["milestone"], {**facts, "count": count})
        elif extension.to:
            yield from self._day_mistakes(extension.to, facts)

    def _day_mistakes(self, to: date, facts: dict[str, object]) -> Iterator[Finding]:
        """What is wrong with the day that was granted. facts: of the sentence."""
        extension = self.extension
        if comes_again(self._due_text, self.typed.head.year, self.named_days):
            yield Finding("extension-recurring", extension.place, {**facts, "text": self._due_text})
        elif other := next(filter(self._contradicts, self._changes), None):
            yield Finding(
                "extension-differs", extension.place, {**facts, "basis": other.basis, "day": self._day(other)}
            )
        elif not self.is_said_already and self._due and to <= self._due:
            yield Finding("extension-earlier", extension.place, {**facts, "due": self._due})

    def amendment(self) -> Amendment:
        """As it would be typed in plan.yaml."""
        extension, milestone = self.extension, next(iter(self._milestones), None)
        if self.task is None or extension.to is None or extension.decided_on is None:
            raise ValueError(extension)
        return Amendment(
            day=extension.decided_on,
            kind=AmendmentKind.POSTPONED,
            task=self.task.number,
            milestone=milestone.due_text if milestone else "",
            content=milestone.content if milestone else "",
            unit=extension.unit,
            to=format_deadline(extension.to, self.typed.head.year),
            basis=extension.basis,
        )

    def _task_on(self, day: date | None) -> AmendedTask | None:
        """The task on a day; None: with all amendments."""
        tasks = apply_amendments(map(apply_errata, self.typed.tasks), self.amended, day)
        number = comparison_key(self.extension.task)
        return next((task for task in tasks if comparison_key(task.number) == number), None)

    @cached_property
    def _milestones(self) -> list[ShortMilestone]:
        """Those that the row may mean; none where the task has none of its own."""
        milestones = self.task.milestones if self.task else ()
        return self.extension.milestone.among(milestones, self.typed.head.year)

    @property
    def _due(self) -> date | None:
        """The day on which the milestone, or the task as a whole, is due when the request is granted."""
        return next(iter(self._days_of(self._due_text)), None)

    @property
    def _due_text(self) -> str:
        """The words of that day; empty where there is no such task."""
        texts = [one.due_text for one in self._milestones]
        content = next((one.content for one in self._milestones), "")
        own = [
            text.after
            for change in (self.task.changes if self.task and self.extension.unit else ())
            for text in change.texts
            if (text.unit, text.milestone) == (self.extension.unit, content) and text.key != FILING_KEY
        ]
        return next(iter([*reversed(own), *texts, self.task.due_text] if self.task else texts), "")

    @cached_property
    def _changes(self) -> list[Change]:
        """What was decided about the day of the same milestone, whenever that was.

        Milestones may share their wording: followed from the first day on, each change begins where another ended.
        """
        milestone = next(iter(self._milestones), None)
        owner, content = milestone or self.task, milestone.content if milestone else ""
        task = self._task_on(None)
        if owner is None or task is None:
            return []
        days = {owner.first_due_text or owner.due_text}
        changes = [change for change in task.changes if change.kind == AmendmentKind.POSTPONED]
        return [change for change in changes if _leads_on(change, content, {"", self.extension.unit}, days)]

    def _contradicts(self, change: Change) -> bool:
        """Whether another amendment says another day with the same authority, or on the same day."""
        is_same_basis = comparison_key(change.basis) == comparison_key(self.extension.basis)
        is_same = is_same_basis or change.day == self.extension.decided_on
        return is_same and self._day(change) != self.extension.to

    def _day(self, change: Change) -> date | None:
        """The day to which a change puts off."""
        return next(iter(self._days_of(*(text.after for text in change.texts))), None)

    def _days_of(self, *texts: str) -> list[date]:
        read = (parse_schedule(text, self.typed.head.year, self.named_days) for text in texts if text)
        return [schedule.terms[-1].due for schedule in read if schedule]


def _leads_on(change: Change, content: str, units: Collection[str], days: set[str]) -> bool:
    """Whether a change puts off a milestone, of all its units or one of these, from one of these days.

    Its new day is added to them.
    """
    texts = [text for text in change.texts if text.milestone == content and text.unit in units]
    after = [text.after for text in texts if text.before in days]
    days.update(after)
    return bool(after)
