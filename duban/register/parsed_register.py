"""What one register decides, and each decision by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from duban.messages.finding import Finding, Place
from duban.model.decision import Decisions


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that the clerk decided, for telling what became of it.

    Attributes:
        sheet: its key in the layout.
        place: where she wrote it; `file_place`: where the row names its file.
        answer: the code of a unit; `yes`; in 代改 the sheet and cell; empty where she refused.
        is_own: in a row that she added herself, or in which she wrote over what the program said.
        written: what she wrote, what the row calls the file, and who confirmed it.
    """

    sheet: str
    file_hash: str
    answer: str
    place: Place
    file_place: Place
    is_own: bool
    written: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def subject(self) -> tuple[str, str, str]:
        """What it decides about: the sheet, the file, and in 代改 the cell."""
        return self.sheet, self.file_hash, self.answer if self.sheet == "edits" else ""

    @property
    def pins(self) -> bool:
        """Whether it says of a version, unasked, that it shall count."""
        return self.sheet == "versions" and self.is_own and bool(self.answer)


@dataclass(frozen=True, slots=True)
class ParsedRegister:
    """The decisions of one period's register."""

    decisions: Decisions = field(default_factory=Decisions)
    decided: tuple[Decision, ...] = field(default=(), compare=False)
    """Each decision by itself, in the order of the sheets."""
    remarks: tuple[Finding, ...] = field(default=(), compare=False)
    """Rows that decide nothing although something was written in them."""

    def __or__(self, other: "ParsedRegister") -> "ParsedRegister":
        """What is decided in both; where they differ, in the other."""
        return ParsedRegister(
            self.decisions | other.decisions, self.decided + other.decided, self.remarks + other.remarks
        )
