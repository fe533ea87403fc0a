"""What shows of a milestone's answers: those of the newest sound row, and at once what may not wait.

Of a row with a mistake elsewhere, bad news, what explains it and requests show; good news waits till the row is sound.
"""

from dataclasses import dataclass
from datetime import date

from tests.recount.plan import Task
from tests.recount.plan_lines import Milestone
from tests.recount.records import BAD, SHOWN_AT_ONCE, SHOWN_WITH_BAD_NEWS, Filing, Record
from tests.recount.returned import Cell, Layout
from tests.recount.timeline import Timeline

SAID_OF_STATE = ("expected", "reason", "actual", "progress")


@dataclass(frozen=True)
class Shown:
    """A milestone and what was told of it. record: the newest sound row; faults: newer ones with mistakes."""

    t: Timeline
    task: Task
    milestone: Milestone
    layout: Layout
    faulty_layout: Layout
    record: Record | None
    faults: tuple[Record, ...]
    filing: Filing | None

    @property
    def unit(self) -> str:
        """Who returns its row."""
        return self.t.unit_of_milestone(self.task, self.milestone)

    def cell(self, role: str) -> Cell | None:
        """The answer that counts, by the role of its column."""
        if role in SHOWN_AT_ONCE and (at_once := self._at_once(role)):
            return at_once
        if role in SAID_OF_STATE and self.source is not self.record:
            return None  # said of an earlier state
        cell = self.of(self.record, role)
        return cell if cell and cell.text else None

    def text(self, role: str) -> str:
        cell = None if self.t.edition.hides_answer(role) else self.cell(role)
        return self.layout_of(cell).printed(cell.label, cell.text) if cell else ""

    def day(self, role: str) -> date | None:
        return self.t.day(self.cell(role))

    @property
    def faulty(self) -> Record | None:
        """The newest row, where it has mistakes."""
        return self.faults[-1] if self.faults else None

    def layout_of(self, cell: Cell) -> Layout:
        """The form in which a cell stands."""
        own = any(each is cell for fault in self.faults for each in fault.row.values())
        return self.faulty_layout if own else self.layout

    def of(self, record: Record | None, role: str) -> Cell | None:
        own = any(record is each for each in self.faults)
        layout = self.faulty_layout if own else self.layout
        labels = [label for _, label in layout.of_role(role)]
        return next((record.row[label] for label in labels if record and label in record.row), None)

    def _shown_of(self, role: str) -> tuple[Record, Cell] | None:
        """A sound cell of a faulty row, where it may not wait: requests, reasons, and bad news; the newest first."""
        found: tuple[Record, Cell] | None = None
        faults = self.faults
        if role in SAID_OF_STATE and self.source in faults:
            faults = faults[faults.index(self.source) :]
        for fault in faults:
            cell = self.of(fault, role)
            if not cell or not cell.text or cell.label in fault.musts:
                continue
            was_bad = self._says_bad(found[0] if found else self.record)
            if role in SHOWN_WITH_BAD_NEWS and (not self._says_bad(fault) or (fault.disputed and was_bad)):
                continue
            found = fault, cell
        return found

    def _says_bad(self, record: Record | None) -> bool:
        """Whether a row has a sound state that is bad news."""
        cell = self.of(record, "state")
        if record is None or cell is None or cell.label in record.musts:
            return False
        return self.layout_of(cell).meaning(cell.label, cell.text) in BAD

    def _at_once(self, role: str) -> Cell | None:
        found = self._shown_of(role)
        return found[1] if found else None

    @property
    def overlaid(self) -> bool:
        """Whether something of a row with a mistake shows at once."""
        return any(self._at_once(role) for role in SHOWN_AT_ONCE)

    @property
    def source(self) -> Record | None:
        """The row in which the state that counts stands."""
        found = self._shown_of("state")
        return found[0] if found else self.record
