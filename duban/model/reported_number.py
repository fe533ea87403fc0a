"""The number that was reported of a target: the newest answer, or what the answers of all periods come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from duban.model.plan_parts import Target
from duban.model.role import Role
from duban.model.submission import History, Record, find_record, find_records


@dataclass(frozen=True, slots=True)
class ReportedNumber:
    """What was reported of one target.

    Attributes:
        value: exact, in the target's unit; None where nothing was reported, or no number.
        record: the newest one that has a number; None where there is none.
    """

    value: Decimal | None = None
    record: Record | None = None


def reported_number(histories: Sequence[History], key: str, target: Target) -> ReportedNumber:
    """What was reported of a target by now.

    Args:
        histories: those of several form kinds; the first that has an answer counts.
        key: of the target's row.
        target: one whose number is reported period by period is what all its answers come to, the periods without one
            left out; of any other the newest record counts alone.
    """
    if target.is_of_period:
        records = find_records(histories, key, _has_number)
        numbers = [number for record in records if isinstance(number := record.answer_by_role(Role.VALUE), Decimal)]
        return ReportedNumber(sum(numbers, Decimal(0)), records[-1]) if records else ReportedNumber()
    newest = find_record(histories, [key], lambda record: record.answer_by_role(Role.VALUE) is not None)
    answer = newest.answer_by_role(Role.VALUE) if newest else None
    return ReportedNumber(answer if isinstance(answer, Decimal) else None, newest)


def _has_number(record: Record) -> bool:
    return isinstance(record.answer_by_role(Role.VALUE), Decimal)
