"""One milestone as light rules see it."""

from datetime import date

from duban.model.light_history import LightHistory
from duban.model.milestone import Milestone
from duban.model.number_pace import NumberPace
from duban.model.plan import Plan, Task
from duban.model.submission import Record
from duban.model.verdict import FINISHED_MEANINGS, UnknownState
from duban.value_object import ValueObject, field


class MilestoneCase(ValueObject):
    """One milestone on a day, and all that a light rule may know of it.

    Attributes:
        record: the answer that counts, None if there never was one.
        first_report: no report was owed before this one.
        unknown_state: why its state is not known, None where it is, or where the due day is not over.
        claim: the newest answer, sound cells alone, where it has to be corrected first.
        asked_in: the code of the period in which the form that is compiled asks how it stands; empty where it does not.
        light_history: what earlier reports said of it.
        numbers: how the numbers that hang on it keep pace with the year.
        judged_from: the day after which answers tell how it stands: its due day; of a continuing duty, which is asked
            about in each period, the last day before the period.
        requests: in how many periods in a row, up to now, its unit has asked for another day, and none was granted.
    """

    plan: Plan
    task: Task
    milestone: Milestone
    as_of: date
    record: Record | None
    first_report: bool
    judged_from: date
    unknown_state: UnknownState | None = None
    claim: Record | None = None
    asked_in: str = ""
    light_history: LightHistory = field(default_factory=LightHistory)
    numbers: tuple[NumberPace, ...] = ()
    requests: int = 0

    @property
    def last_answered(self) -> date | None:
        """The day up to which the answer that counts speaks, where it is of an earlier period than is asked for."""
        is_earlier = self.record is not None and self.asked_in not in {"", self.record.period}
        return self.record.answered_on if self.record and is_earlier else None

    @property
    def meaning(self) -> str:
        """What the unit declares; empty where it never answered."""
        return self.record.meaning if self.record else ""

    @property
    def finished(self) -> bool:
        """Whether the unit says that it is finished."""
        return self.meaning in FINISHED_MEANINGS

    @property
    def before_issue(self) -> bool:
        """Whether it was due before the plan was issued: nobody could be late before."""
        return self.plan.issued is not None and self.milestone.due < self.plan.issued
