"""What is put into each cell of the upper form, and why the others stay as they are."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from duban.model.cell_rule import FillValue
from duban.model.layout import ChosenValues
from duban.model.role import Role
from duban.model.status import Status
from duban.model.upper_form import HeaderWords, UpperCell, UpperForm, UpperRow
from duban.reports.upper_form.cell_values import value_of
from duban.reports.upper_form.matching import RowTasks
from duban.reports.upper_form.row_case import Blank, Case, DerivedValue
from duban.text.display import display_text
from duban.value_object import ValueObject

_WANTED_ROLES = (Role.STATE, Role.PROGRESS, Role.VALUE)
"""What is missed where no kind of form says which columns must be filled in."""
_NOT_MISSED = (Blank.NOT_ASKED, Blank.NOT_ANSWERED, Blank.DOUBTED)
"""Not missed in a column that may be left blank, unless something was reported for it."""


class Proposal(ValueObject):
    """One cell.

    Attributes:
        derived: what the own answers come to.
        blank: why nothing is put into it; None where something is.
        is_wanted: the form asks for it whatever stands beside it, or because of what does.
    """

    row: UpperRow
    cell: UpperCell
    derived: DerivedValue
    blank: Blank | None = None
    is_wanted: bool = False

    @property
    def value(self) -> FillValue | None:
        """What is put into the cell; None for nothing."""
        return None if self.blank else _fitting(self.cell, self.derived)

    @property
    def is_missed(self) -> bool:
        """Whether a person has to look: it stays blank and should not, or says less or other than was reported."""
        if self.blank is None:
            return bool(self.derived.doubts)
        if self.cell.content and not self.cell.is_carried:
            return self.derived.value is not None and self.derived.words != display_text(self.cell.content)
        is_reported = bool(self.derived.answers) and self.blank is not Blank.NOT_ASKED
        return self.is_wanted or is_reported or self.blank not in _NOT_MISSED


def propose_cells(
    form: UpperForm,
    matched: Iterable[RowTasks],
    status: Status,
    words: HeaderWords,
    meanings: Mapping[str, str],
) -> tuple[Proposal, ...]:
    """Every cell of the form that asks for something, in its order.

    Args:
        form: as it was read.
        matched: its rows with their tasks.
        status: what is known of these.
        words: how numbers of the whole year are marked.
        meanings: words for how a milestone stands, folded → what they mean to the program.
    """
    proposals: list[Proposal] = []
    for row_tasks in matched:
        cells = row_tasks.row.cells.values()
        proposals += _row_proposals(Case(status, row_tasks, cell, meanings, words) for cell in cells)
    order = {(cell.sheet, cell.address): index for index, cell in enumerate(form.cells)}
    return tuple(sorted(proposals, key=lambda proposal: order[proposal.cell.sheet, proposal.cell.address]))


def _row_proposals(cases: Iterable[Case]) -> Iterator[Proposal]:
    """The cells of one row, its state first: others are asked for only beside some states."""
    chosen: dict[str, str] = {}
    for case in sorted(cases, key=lambda case: case.cell.role is not Role.STATE):
        proposal = _proposal(case, chosen)
        if case.cell.layout:
            chosen[case.cell.layout.key] = case.cell.content or (proposal.derived.words if not proposal.blank else "")
        yield proposal


def _proposal(case: Case, chosen: Mapping[str, str]) -> Proposal:
    derived, cell, layout = value_of(case), case.cell, case.cell.layout
    if layout and layout.only_when and not _holds(layout.only_when, chosen):
        return Proposal(case.matched.row, cell, derived, Blank.NOT_ASKED)
    blank = derived.blank or _obstacle(cell, derived)
    return Proposal(case.matched.row, cell, derived, blank, _is_wanted(cell, chosen))


def _is_wanted(cell: UpperCell, chosen: Mapping[str, str]) -> bool:
    layout = cell.layout
    if layout is None:
        return cell.role in _WANTED_ROLES
    return layout.required != "no" or _holds(layout.required_when, chosen)


def _holds(condition: ChosenValues, chosen: Mapping[str, str]) -> bool:
    """Whether another input of the row has one of the values that a condition names."""
    return any(chosen.get(key) in values for key, values in condition.items())


def _obstacle(cell: UpperCell, derived: DerivedValue) -> Blank | None:
    """Why a value cannot be put into a cell; None where it can."""
    if cell.content and not cell.is_carried:
        return Blank.FILLED_BEFORE
    if cell.content == derived.words:
        return Blank.SAME_AS_BEFORE
    if not cell.is_open:
        return Blank.LOCKED
    if cell.is_shared:
        return Blank.SHARED
    value = _fitting(cell, derived)
    refusals = (rule.refusal(value) for rule in cell.rules) if value is not None else ()
    refusal = next(filter(None, refusals), None)
    return Blank(refusal.value) if refusal else None


def _fitting(cell: UpperCell, derived: DerivedValue) -> FillValue | None:
    """The value as the cell takes it: a day as such only where a rule says so, for else it would show as a number."""
    takes_days = any(rule.kind == "date" for rule in cell.rules)
    return derived.words if isinstance(derived.value, date) and not takes_days else derived.value
