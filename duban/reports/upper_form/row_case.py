"""A cell of the upper form with all that its value follows from, and what it comes to."""

from collections.abc import Mapping
from enum import StrEnum

from duban.model.cell_rule import FillValue
from duban.model.role import Role
from duban.model.status import MilestoneStatus, Status
from duban.model.upper_form import HeaderWords, UpperCell
from duban.reports.upper_form.matching import RowTasks
from duban.reports.upper_form.own_answers import OwnAnswer, answers_in_column, doubt_of, milestones_of_row
from duban.reports.upper_form.row_days import is_in_time_after_all
from duban.text.display import display_text
from duban.value_object import ValueObject, field


class Blank(StrEnum):
    """Why a cell stays blank; the end of the code of its sentence."""

    NO_TASK = "no-task"
    AMBIGUOUS = "ambiguous"
    NO_MILESTONE = "no-milestone"
    """No own milestone is due by the day of the row, and after the row before."""
    NOT_ANSWERED = "not-answered"
    DOUBTED = "doubted"
    """What was reported waits for its correction, or nobody knows whether it still holds."""
    NOT_ASKED = "not-asked"
    """The form says that it is left blank beside what stands in the row."""
    DECIDE = "decide"
    """A unit asks the own office for a change: whether the office asks the one above, it has to say."""
    EARLIER_DAY = "earlier-day"
    """A unit will miss its own day, and not the one of the row."""
    SEVERAL = "several"
    """Several numbers, and the plan does not say that they are added up, or they cannot be."""
    NO_TARGET = "no-target"
    PART_OF_YEAR = "part-of-year"
    """A number of a part of the year is asked for; only that of the whole year is known."""
    FILLED_BEFORE = "filled-before"
    SAME_AS_BEFORE = "same-as-before"
    """Last period's words, which the form asks to change, are reported again."""
    LOCKED = "locked"
    SHARED = "shared"
    """The cell is merged over rows of several tasks or milestones: what it says of each, a person puts into words."""
    NO_OPTION = "no-option"
    """None of the words of the list says it."""
    NOT_LISTED = "not-listed"
    TOO_LONG = "too-long"
    OUT_OF_BOUNDS = "out-of-bounds"
    UNKNOWN_RULE = "unknown-rule"


class DerivedValue(ValueObject):
    """What the answers come to.

    Attributes:
        value: None where they come to nothing that may be passed on.
        blank: why not.
        answers: those that were looked at; where there is a value, it follows from those without a doubt.
        doubts: name of a unit → why what it reported, or did not, is left out.
    """

    value: FillValue | None = None
    blank: Blank | None = None
    answers: tuple[OwnAnswer, ...] = ()
    doubts: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """The value as people read it; empty for none."""
        return "" if self.value is None else display_text(self.value)


class Case(ValueObject):
    """A cell with all that its value follows from.

    Attributes:
        meanings: words for how a milestone stands, folded → what they mean to the program.
        words: how numbers of the whole year are marked.
    """

    status: Status
    matched: RowTasks
    cell: UpperCell
    meanings: Mapping[str, str]
    words: HeaderWords

    @property
    def milestones(self) -> list[MilestoneStatus]:
        """The own milestones that the row speaks of."""
        return [one for task in self.matched.tasks for one in milestones_of_row(self.matched.row, task)]

    @property
    def answers(self) -> tuple[OwnAnswer, ...]:
        """What was answered in the column of the cell's role.

        Why a milestone was late, and until when it would be done, is left out where it is in time for the row's day.
        """
        answers = answers_in_column(self.status, self.matched, self.cell.role)
        if self.cell.role not in (Role.REASON, Role.EXPECTED):
            return answers
        return tuple(answer for answer in answers if not is_in_time_after_all(answer.subject, self.matched.row.due))

    @property
    def doubts(self) -> dict[str, str]:
        """Name of a unit → why one of its milestones that the row speaks of is no fact."""
        return {
            milestone.unit.name: doubt for milestone in self.milestones if (doubt := doubt_of(self.status, milestone))
        }
