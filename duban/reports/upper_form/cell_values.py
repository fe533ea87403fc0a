"""What the answers of the own units come to in one cell of the upper form, by what the cell asks for."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from duban.model.role import Role
from duban.reports.upper_form.row_case import Blank, Case, DerivedValue
from duban.reports.upper_form.row_number import number_of_year
from duban.reports.upper_form.row_state import gravest_state, last_actual_day, last_expected_day
from duban.reports.upper_form.row_text import joined_text


def value_of(case: Case) -> DerivedValue:
    """What the answers come to in the cell."""
    if case.matched.is_ambiguous:
        return DerivedValue(blank=Blank.AMBIGUOUS)
    if not case.matched.tasks:
        return DerivedValue(blank=Blank.NO_TASK)
    if case.cell.role is Role.VALUE:
        return number_of_year(case)
    if not case.milestones:
        return DerivedValue(blank=Blank.NO_MILESTONE)
    derive = _OF_ALL_MILESTONES.get(case.cell.role)
    if derive is None:
        return joined_text(case)
    doubts = case.doubts
    return DerivedValue(blank=Blank.DOUBTED, answers=case.answers, doubts=doubts) if doubts else derive(case)


def _only_share(case: Case) -> DerivedValue:
    """The one percent that was reported: percents of several tasks do not add up."""
    answers = case.answers
    if len(answers) != 1:
        return DerivedValue(blank=Blank.SEVERAL if answers else Blank.NOT_ANSWERED, answers=answers)
    value = answers[0].cell.value
    return DerivedValue(value, None if isinstance(value, Decimal) else Blank.NOT_ANSWERED, answers)


_OF_ALL_MILESTONES: Mapping[Role, Callable[[Case], DerivedValue]] = {
    Role.STATE: gravest_state,
    Role.ACTUAL: last_actual_day,
    Role.EXPECTED: last_expected_day,
    Role.SHARE: _only_share,
}
"""What can be said only where nothing of any milestone is in doubt."""
