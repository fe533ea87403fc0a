"""What units still owe of earlier periods: returns that never came or cannot be used, and those that are not mended."""

from dataclasses import dataclass

from duban.journeys.judged_returns import Judged
from duban.messages.finding import Severity
from duban.model.period import Period
from duban.model.return_ import COUNTED_OUTCOMES
from duban.model.status import Status
from duban.model.unit import Unit


@dataclass(frozen=True, slots=True)
class EarlierDebt:
    """What is owed of one earlier period, as it is known today.

    Attributes:
        missing: of these units no return counts.
        to_correct: of these one counts that must be corrected.
    """

    period: Period
    missing: tuple[Unit, ...]
    to_correct: tuple[Unit, ...]


def earlier_debts(judged: Judged) -> tuple[EarlierDebt, ...]:
    """Of each earlier period that was reported on, the oldest first; those of which nothing is owed are left out."""
    debts = (_debt(judged, past) for past in judged.status.earlier)
    return tuple(debt for debt in debts if debt.missing or debt.to_correct)


def _debt(judged: Judged, past: Status) -> EarlierDebt:
    """past: the last report of the period, as it was known then; it says who was asked."""
    messages = past.messages
    counted = {
        return_.unit_code: any(messages.severity(finding) is Severity.MUST for finding in return_.findings)
        for return_ in judged.reviews.own.periods[past.period.code].versions.returns
        if return_.outcome in COUNTED_OUTCOMES
    }
    units = past.assignment.units
    return EarlierDebt(
        past.period,
        missing=tuple(unit for unit in units if unit.code not in counted),
        to_correct=tuple(unit for unit in units if counted.get(unit.code)),
    )
