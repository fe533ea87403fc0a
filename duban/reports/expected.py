"""预估得分: what the weights are worth so far, each finished milestone an equal share of its task's."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from duban.model.status import MilestoneStanding, Situation, TaskStanding
from duban.reports.amounts import brief, percent, rounded
from duban.reports.look import number
from duban.reports.shelf import REPORTS, Rows
from duban.workbook.book import Cell, Scalar

_Row = dict[str, Cell | Scalar]


@dataclass(frozen=True, slots=True)
class Worth:
    """One task's weight, shared out exactly: earned + open + missed is the weight.

    earned: of finished milestones, late among them. open: of those not finished that are not due yet.
    missed: of those not finished that were due by the as-of day. done: how many milestones are finished.
    """

    standing: TaskStanding
    weight: Decimal
    earned: Fraction
    late: Fraction
    open: Fraction
    missed: Fraction
    done: int


def worths(situation: Situation) -> tuple[Worth, ...]:
    """Every task with a weight, in the plan's order."""
    return tuple(
        _worth(situation, standing, standing.task.weight)
        for standing in situation.tasks
        if standing.task.weight is not None
    )


def cents(points: Fraction | int) -> Decimal:
    """Points as they are shown: two decimals, halves up."""
    return rounded(Fraction(points), Decimal("0.01"))


@REPORTS("expected")
def expected(situation: Situation) -> Rows:
    """The total; then each heading with what is below it, and each task of it."""
    every = worths(situation)
    if every:
        yield _row("", situation.texts.word("total"), every, "total")
    for heading in dict.fromkeys(worth.standing.row.category for worth in every):
        part = tuple(worth for worth in every if worth.standing.row.category == heading)
        if heading:
            printed, total = part[0].standing.row.heading.score, sum(worth.weight for worth in part)
            word = situation.texts.word("score-heading", name=heading, printed=printed, total=total)
            yield _row("", word, part, "group")
        for worth in part:
            task = worth.standing.task
            yield _row(number(task), task.name, (worth,), "") | {"brief": brief(task)}


def _worth(situation: Situation, standing: TaskStanding, weight: Decimal) -> Worth:
    share = Fraction(weight) / len(standing.milestones)
    done = [milestone for milestone in standing.milestones if milestone.finished]

    def worth(holds: Callable[[MilestoneStanding], bool]) -> Fraction:
        return share * sum(map(holds, standing.milestones))

    return Worth(
        standing,
        weight,
        earned=share * len(done),
        late=worth(lambda milestone: milestone.means == "done-late"),
        open=worth(lambda milestone: not milestone.finished and not milestone.due_by(situation.as_of)),
        missed=worth(lambda milestone: not milestone.finished and milestone.due_by(situation.as_of)),
        done=len(done),
    )


def _row(code: Scalar, name: str, part: Sequence[Worth], style: str) -> _Row:
    """A row that adds up. style: the name of a row that adds up several tasks; empty for a single task."""
    earned = sum((worth.earned for worth in part), Fraction(0))
    weight = sum((worth.weight for worth in part), Decimal(0))
    parts = {
        "earned": earned,
        "late": sum((worth.late for worth in part), Fraction(0)),
        "open": sum((worth.open for worth in part), Fraction(0)),
        "missed": sum((worth.missed for worth in part), Fraction(0)),
    }
    count = sum(len(worth.standing.milestones) for worth in part)
    word, exact = (style or "word-center"), (f"score-2-{style}" if style else "score-2")
    cells: _Row = {key: Cell(cents(points), exact) for key, points in parts.items()}
    named = Cell(name, f"{style}-word" if style else "word-middle")
    return cells | {
        "number": Cell(code, word),
        "name": named,
        "brief": named,
        "weight": Cell(weight, f"score-{style}" if style else "score"),
        "done": Cell(f"{sum(worth.done for worth in part)}/{count}", word),
        "rate": Cell(percent(earned, weight), word),
    }
