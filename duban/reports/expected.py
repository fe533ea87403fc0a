"""预估得分: what the weights are worth so far, each finished milestone an equal share of its task's."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from duban.model.status import MilestoneStatus, Status, TaskStatus
from duban.reports.amounts import percent_text, round_half_up, short_task_name
from duban.reports.look import task_number
from duban.reports.shelf import TABLES, ReportRows
from duban.workbook.book import Cell, Scalar

_Row = dict[str, Cell | Scalar]


@dataclass(frozen=True, slots=True)
class ExpectedScore:
    """One task's weight, shared out exactly: earned + open + missed is the weight.

    earned: of finished milestones, late among them. open: of those not finished that are not due yet.
    missed: of those not finished that were due by the as-of day. done: how many milestones are finished.
    """

    standing: TaskStatus
    weight: Decimal
    earned: Fraction
    earned_late: Fraction
    not_yet_due: Fraction
    missed: Fraction
    finished_count: int


def expected_scores(situation: Status) -> tuple[ExpectedScore, ...]:
    """Every task with a weight, in the plan's order."""
    return tuple(
        _worth(situation, standing, standing.task.weight)
        for standing in situation.tasks
        if standing.task.weight is not None
    )


def rounded_points(points: Fraction | int) -> Decimal:
    """Points as they are shown: two decimals, halves up."""
    return round_half_up(Fraction(points), Decimal("0.01"))


@TABLES("expected")
def expected_score_table(situation: Status) -> ReportRows:
    """The total; then each heading with what is below it, and each task of it."""
    every = expected_scores(situation)
    if every:
        yield _row("", situation.messages.text("total"), every, "total")
    for heading in dict.fromkeys(worth.standing.row.category for worth in every):
        part = tuple(worth for worth in every if worth.standing.row.category == heading)
        if heading:
            printed, total = part[0].standing.row.heading.score, sum(worth.weight for worth in part)
            word = situation.messages.text("score-heading", name=heading, printed=printed, total=total)
            yield _row("", word, part, "group")
        for worth in part:
            task = worth.standing.task
            yield _row(task_number(task), task.name, (worth,), "") | {"brief": short_task_name(task)}


def _worth(situation: Status, standing: TaskStatus, weight: Decimal) -> ExpectedScore:
    share = Fraction(weight) / len(standing.milestones)
    done = [milestone for milestone in standing.milestones if milestone.finished]

    def worth(holds: Callable[[MilestoneStatus], bool]) -> Fraction:
        return share * sum(map(holds, standing.milestones))

    return ExpectedScore(
        standing,
        weight,
        earned=share * len(done),
        earned_late=worth(lambda milestone: milestone.meaning == "done-late"),
        not_yet_due=worth(lambda milestone: not milestone.finished and not milestone.due_by(situation.as_of)),
        missed=worth(lambda milestone: not milestone.finished and milestone.due_by(situation.as_of)),
        finished_count=len(done),
    )


def _row(code: Scalar, name: str, part: Sequence[ExpectedScore], style: str) -> _Row:
    """A row that adds up. style: the name of a row that adds up several tasks; empty for a single task."""
    earned = sum((worth.earned for worth in part), Fraction(0))
    weight = sum((worth.weight for worth in part), Decimal(0))
    parts = {
        "earned": earned,
        "late": sum((worth.earned_late for worth in part), Fraction(0)),
        "open": sum((worth.not_yet_due for worth in part), Fraction(0)),
        "missed": sum((worth.missed for worth in part), Fraction(0)),
    }
    count = sum(len(worth.standing.milestones) for worth in part)
    word, exact = (style or "word-center"), (f"score-2-{style}" if style else "score-2")
    cells: _Row = {key: Cell(rounded_points(points), exact) for key, points in parts.items()}
    named = Cell(name, f"{style}-word" if style else "word-middle")
    return cells | {
        "number": Cell(code, word),
        "name": named,
        "brief": named,
        "weight": Cell(weight, f"score-{style}" if style else "score"),
        "done": Cell(f"{sum(worth.finished_count for worth in part)}/{count}", word),
        "rate": Cell(percent_text(earned, weight), word),
    }
