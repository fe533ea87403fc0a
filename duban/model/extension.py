"""节点延期: what the office decided on a request for another day of a milestone."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar

from duban.messages.finding import Place
from duban.model.milestone import TypedMilestone
from duban.model.plan import TaskHead
from duban.model.row import Row
from duban.model.submission import Record
from duban.model.unit import Unit
from duban.text.dates import parse_deadline
from duban.text.folding import comparison_key
from duban.value_object import ValueObject


class Consent(StrEnum):
    """Whether whoever gave the office the task agreed to another day."""

    UNSAID = ""
    AGREED = "agreed"
    REFUSED = "refused"
    NEEDLESS = "needless"
    """Nobody above has to agree."""


def needs_consent(task: TaskHead) -> bool:
    """Whether somebody outside the office gave it the task: it names where it comes from, or what kind it is."""
    return bool(task.sources or task.flags)


MilestoneT = TypeVar("MilestoneT", bound=TypedMilestone)


class NamedMilestone(ValueObject):
    """How a person says which milestone of a task is meant.

    Attributes:
        position: which of them, from 1; 0 where that is not said.
        content: its wording; empty where that is not said.
        due: the day that it has or had; None where that is not said.
    """

    position: int = 0
    content: str = ""
    due: date | None = None

    def among(self, milestones: Sequence[MilestoneT], year: int) -> list[MilestoneT]:
        """Those that it may be: none or several where it says too little, or what is not so.

        Args:
            milestones: of the task, in order.
            year: of the plan.
        """
        exact = [one for one in milestones if self._words in {"", comparison_key(one.content)}]
        at_position = list(milestones[self.position - 1 : self.position]) if self.position else []
        if at_position and at_position[0] in exact:
            return at_position
        named = exact or [one for one in milestones if self._words in comparison_key(one.content)]
        return self._of_day(named, year) if self.due else named

    @property
    def _words(self) -> str:
        return comparison_key(self.content)

    def _of_day(self, milestones: list[MilestoneT], year: int) -> list[MilestoneT]:
        """Those that are, or were, due on its day; where wording was enough, any day will do."""
        of_day = [one for one in milestones if self.due in _days_of(one, year)]
        return of_day if of_day or not self.content else milestones


def _days_of(milestone: TypedMilestone, year: int) -> list[date]:
    """Its due day, and the one that it had first."""
    texts = filter(None, (milestone.due_text, milestone.first_due_text))
    return [deadline.day for text in texts if (deadline := parse_deadline(text, year))]


class Extension(ValueObject):
    """One answered row of 节点延期.

    Attributes:
        task: the number of the task.
        milestone: which one of the task.
        unit: of several that lead the line, whose alone it is; empty: of all of them.
        requested_due: the day that the unit asked for; None in a row of her own.
        to: the day that it has now; None where the request was refused.
        basis: the letter or the meeting that decided it.
        decided_on: the day from which it holds; of a refusal None where she did not say.
        consent: of whoever gave the office the task.
        place: the cell in which she decided.
        cells: column key → the cell, for telling what is wrong in it.
    """

    task: str
    milestone: NamedMilestone
    unit: str
    requested_due: date | None
    to: date | None
    basis: str
    decided_on: date | None
    consent: Consent
    place: Place
    cells: Mapping[str, Place] = {}

    @property
    def register_folder(self) -> str:
        """The name of the folder in which its register lies."""
        return self.place.file.rpartition("/")[0]

    def lacks_consent(self, task: TaskHead) -> bool:
        """Whether somebody above has to agree, and is not known to have."""
        return needs_consent(task) and self.consent in {Consent.UNSAID, Consent.REFUSED}

    def is_decided(self, task: TaskHead) -> bool:
        """Whether nothing is left to be said: refused here or above, or granted by all who have to."""
        return self.to is None or self.consent is Consent.REFUSED or not self.lacks_consent(task)

    def is_about(self, row: Row) -> bool:
        """Whether it is about a milestone, or about the task as a whole where that has none of its own."""
        milestone = row.milestone
        if milestone is None or comparison_key(self.task) != comparison_key(row.task.number):
            return False
        if self.unit and row.unit not in row.directory.find_leads(self.unit):
            return False
        named = self.milestone.among(row.task.printed_milestones, row.plan.year)
        return milestone.implicit or [one.line for one in named] == [milestone.line]


class ExtensionRequest(ValueObject):
    """A unit asks for another day of a milestone.

    Attributes:
        row: of the milestone; of a task without any, the first of its rows that asks.
        requested_due: the day that it asks for.
        record: the answer in which it asks.
        answer: what the office decided; None where it has not.
    """

    row: Row
    unit: Unit
    requested_due: date
    record: Record
    answer: Extension | None = None

    @property
    def position(self) -> int:
        """Which milestone of its task it is about as the plan prints them, from 1; 0 for the task as a whole."""
        milestone = self.row.milestone
        return 0 if milestone is None or milestone.implicit else self.row.task.position(milestone)
