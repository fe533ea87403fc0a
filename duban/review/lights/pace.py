"""序时进度: numbers that are behind what there should be by now."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from duban.model.milestone_case import MilestoneCase
from duban.model.verdict import Facts
from duban.review.lights import light_rule


@light_rule("behind-pace")
def behind_pace(
    case: MilestoneCase, *, from_points: int = 0, above_points: int = 0, below_percent: int = 100
) -> Facts | None:
    """A number is behind 序时进度: by at least and by more than so many points, and below so many percent of it.

    Of several the one that is furthest behind counts. Whether a milestone is finished, its state says; a number speaks
    for itself.

    Args:
        case: a milestone with the numbers that hang on it.
        from_points: behind by so many points or more.
        above_points: behind by more than so many.
        below_percent: it is less than so many percent of what there should be.
    """
    behind = [
        number
        for number in case.numbers
        if number.points_behind > above_points
        and number.points_behind >= from_points
        and 100 * number.done < below_percent * number.planned
    ]
    if not behind:
        return None
    number = max(behind, key=lambda number: number.points_behind)
    return {
        "name": number.name,
        "unit": number.unit,
        "value": number.value,
        "goal": number.goal,
        "done": _percent(number.done),
        "planned": _percent(number.planned),
        "points": _percent(number.planned) - _percent(number.done),
        "told": number.period if number.period != case.asked_in else "",
    }


def _percent(share: Fraction) -> Decimal:
    """With one decimal, halves up."""
    return (100 * Decimal(share.numerator) / share.denominator).quantize(Decimal("0.1"), ROUND_HALF_UP)
