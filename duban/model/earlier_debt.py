"""What units still owe of an earlier period."""

from duban.model.period import Period
from duban.model.unit import Unit
from duban.value_object import ValueObject


class EarlierDebt(ValueObject):
    """What is owed of one earlier period, as it is known today.

    Attributes:
        missing: of these units no return counts.
        to_correct: of these one counts that must be corrected.
    """

    period: Period
    missing: tuple[Unit, ...]
    to_correct: tuple[Unit, ...]
