"""What units still owe of earlier periods: returns that never came or cannot be used, and those that are not mended."""

from collections.abc import Mapping

from duban.messages.finding import Severity
from duban.model.earlier_debt import EarlierDebt
from duban.model.return_ import COUNTED_OUTCOMES
from duban.model.status import Status
from duban.model.unit import Unit
from duban.review.history import RelatedReviews


def earlier_debts(reviews: RelatedReviews, status: Status) -> tuple[EarlierDebt, ...]:
    """Of each earlier period that was reported on, the oldest first; those of which nothing is owed are left out.

    Args:
        reviews: what counts of each period, as it is known today.
        status: has the earlier reports.
    """
    units = status.assignment.directory.unit_by_code
    debts = (_debt(reviews, past, units) for past in status.earlier)
    return tuple(debt for debt in debts if debt.missing or debt.to_correct)


def _debt(reviews: RelatedReviews, past: Status, units_now: Mapping[str, Unit]) -> EarlierDebt:
    """past: the last report of the period, as it was known then; it says who was asked. units_now: by their codes."""
    messages = past.messages
    counted = {
        return_.unit_code: any(messages.severity(finding) is Severity.MUST for finding in return_.findings)
        for return_ in reviews.own.periods[past.period.code].versions.returns
        if return_.outcome in COUNTED_OUTCOMES
    }
    units = [units_now.get(unit.code, unit) for unit in past.assignment.units]
    return EarlierDebt(
        past.period,
        missing=tuple(unit for unit in units if unit.code not in counted),
        to_correct=tuple(unit for unit in units if counted.get(unit.code)),
    )
