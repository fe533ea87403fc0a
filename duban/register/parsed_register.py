"""What one register decides, and each decision by itself."""

from collections.abc import Mapping

from duban.messages.finding import Finding, Place
from duban.model.decision import Decisions
from duban.value_object import ValueObject


class Decision(ValueObject):
    """One thing that the clerk decided, for telling what became of it.

    Attributes:
        sheet: its key in the layout.
        subject: what it is about: the short hash of a file, the code of a unit, the key of a task or milestone; several
            keys, with blanks between, where a row is about what several units answer for.
        answer: what she decided, as the program reads it, such as `yes`, a day or the code of a unit; empty for no.
        place: where she wrote it; `subject_place`: where the row says what it is about.
        is_own: in a row that she added herself, or in which she wrote over what the program said.
        part: what of the subject: a cell of the file, a column of a row that decides several things; empty for all.
        written: `says` what she wrote, `about` what the row calls its subject, `by` who confirmed it.
    """

    sheet: str
    subject: str
    answer: str
    place: Place
    subject_place: Place
    is_own: bool
    part: str = ""
    written: Mapping[str, str] = {}

    @property
    def row_keys(self) -> list[str]:
        """The keys of the tasks or milestones that it is about."""
        return self.subject.split()

    @property
    def key(self) -> tuple[str, str, str]:
        """What it decides about: of two with the same key only one can hold."""
        return self.sheet, self.subject, self.part


class ParsedRegister(ValueObject):
    """The decisions of one period's register."""

    decisions: Decisions = Decisions()
    decided: tuple[Decision, ...] = ()
    """Each decision by itself, in the order of the sheets."""
    remarks: tuple[Finding, ...] = ()
    """Rows that decide nothing although something was written in them."""

    def __or__(self, other: "ParsedRegister") -> "ParsedRegister":
        """What is decided in both; where they differ, in the other."""
        return ParsedRegister(
            self.decisions | other.decisions, self.decided + other.decided, self.remarks + other.remarks
        )
