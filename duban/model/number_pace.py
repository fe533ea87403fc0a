"""序时进度: a number that a task promises, how much of it was reported, and how much there should be by then."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from duban.model.plan_parts import Comparison, Target
from duban.value_object import ValueObject

_PERCENT = "%"


class NumberPace(ValueObject):
    """How a number keeps pace with the year.

    Attributes:
        name, unit: of the number, as the plan has them.
        goal: of the whole year, in `unit`; more than 0.
        value: what was reported so far, in `unit`.
        planned: the share of the goal that should be reached, 0 to 1, when the value was told.
        period: the code of the period in which it was told; empty where milestones told it.
    """

    name: str
    unit: str
    goal: Decimal
    value: Decimal
    planned: Fraction
    period: str = ""

    @property
    def done(self) -> Fraction:
        """The share of the goal that is reached, exact."""
        return Fraction(self.value) / Fraction(self.goal)

    @property
    def points_behind(self) -> Fraction:
        """Percentage points that it is behind; below 0 where it is ahead."""
        return 100 * (self.planned - self.done)


def add_up_numbers(
    targets: Sequence[Target], numbers: Iterable[Decimal | None], shares: Sequence[str] = ()
) -> Decimal | None:
    """What numbers of some milestones come to.

    Args:
        targets: of these milestones, of one name and unit.
        numbers: in the order of the milestones; None where there is none.
        shares: whose each of them is, where several units answer for a line, by `Row.share`.

    Returns:
        Their sum. Of numbers from the year's start, which take in the earlier ones, the last of each unit counts; of
        percents and levels, which nobody adds up, the last one. None where no number is reported.
    """
    owners = shares or [""] * len(targets)
    reported = [(owner, number) for owner, number in zip(owners, numbers, strict=False) if number is not None]
    if not reported:
        return None
    if any(map(_is_rate_or_level, targets)):
        return reported[-1][1]
    counted = dict(reported).values() if take_in_earlier(targets) else [number for _, number in reported]
    return sum(counted, Decimal(0))


def take_in_earlier(targets: Iterable[Target]) -> bool:
    """Whether a later number of these takes in the earlier ones."""
    return any(_is_rate_or_level(target) or target.is_running for target in targets)


def _is_rate_or_level(target: Target) -> bool:
    return target.unit == _PERCENT or target.is_level


def grows_through_the_year(target: Target) -> bool:
    """Whether a share of its goal says how far a number is: no rate or level, no bound, nothing for people to judge."""
    adds_up = not _is_rate_or_level(target)
    return adds_up and target.compare in {Comparison.AT_LEAST, Comparison.EQUAL} and target.goal > 0
