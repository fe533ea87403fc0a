"""The number that was reported of a target: the newest answer, or what the answers of all periods come to."""

from collections.abc import Sequence
from decimal import Decimal

from duban.model.plan_parts import Target
from duban.model.role import Role
from duban.model.submission import History, Record, find_record
from duban.value_object import ValueObject


class ReportedNumber(ValueObject):
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
        sums = (_sum_of_periods(history.records.get(key, ())) for history in histories)
        return next((number for number in sums if number.record), ReportedNumber())
    newest = find_record(histories, [key], lambda record: record.answer_by_role(Role.VALUE) is not None)
    return ReportedNumber(_number(newest) if newest else None, newest)


def _sum_of_periods(records: Sequence[Record]) -> ReportedNumber:
    numbers = [number for record in records if (number := _number(record)) is not None]
    newest = next((record for record in reversed(records) if _number(record) is not None), None)
    return ReportedNumber(sum(numbers, Decimal(0)) if numbers else None, newest)


def _number(record: Record) -> Decimal | None:
    answer = record.answer_by_role(Role.VALUE)
    return answer if isinstance(answer, Decimal) else None
