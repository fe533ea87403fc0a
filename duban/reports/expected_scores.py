"""预估得分 and 亮灯矩阵: what the weights are worth so far, and the lights by the quarter in which milestones fall due.

A task's weight is shared equally among its milestones; a finished milestone earns its share.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from duban.model.status import DueState, MilestoneStatus, Status, TaskStatus
from duban.model.verdict import Light
from duban.reports.formatting import (
    DASH,
    light_cell,
    percent_text,
    round_half_up,
    short_task_name,
    task_number,
    verdict_word,
)
from duban.reports.latest_answers import answer_caveats
from duban.reports.table_rows import COLUMNS, TABLES, TOTALS, CellContent, ReportRow, ReportRows, TaskRow
from duban.value_object import ValueObject
from duban.workbook.book import Cell, Scalar

QUARTERS = (1, 2, 3, 4)


_LIGHTS_OF_A_QUARTER = (Light.RED, Light.YELLOW, Light.BLUE, Light.GREY, Light.GREEN, Light.NONE)
"""Of several milestones in one cell the first of these shows: what is not known is not hidden behind a green one."""


class ExpectedScore(ValueObject):
    """The weights of some tasks in exact points: earned + not_yet_due + missed + unknown is the weight.

    Attributes:
        earned: of finished milestones.
        earned_late: the part of `earned` that was finished late.
        not_yet_due: of unfinished milestones that are due after the as-of day.
        missed: of milestones that were due by the as-of day and are not finished.
        unknown: of milestones that were due by then, of which nobody knows (待核实).
    """

    weight: Decimal
    earned: Fraction
    earned_late: Fraction
    not_yet_due: Fraction
    missed: Fraction
    unknown: Fraction
    finished_count: int
    milestone_count: int


def expected_score(status: Status, tasks: Sequence[TaskStatus]) -> ExpectedScore:
    """The score of some tasks at the as-of day; tasks without a weight count nothing."""
    points: dict[DueState | None, Fraction] = defaultdict(Fraction)
    counts: Counter[DueState | None] = Counter()
    weights = [(task, task.task.weight) for task in tasks if task.task.weight is not None]
    for task, weight in weights:
        for milestone in task.milestones:
            is_open = not milestone.finished and not milestone.due_by(status.as_of)
            state = None if is_open else milestone.due_state
            points[state] += Fraction(weight) / len(task.milestones)
            counts[state] += 1
    return ExpectedScore(
        weight=sum((weight for _, weight in weights), Decimal(0)),
        earned=points[DueState.IN_TIME] + points[DueState.LATE],
        earned_late=points[DueState.LATE],
        not_yet_due=points[None],
        missed=points[DueState.UNFINISHED],
        unknown=points[DueState.UNKNOWN],
        finished_count=counts[DueState.IN_TIME] + counts[DueState.LATE],
        milestone_count=counts.total(),
    )


def due_quarter(status: Status, due: date | None) -> int:
    """1 to 4, by a due day; one outside the plan's year counts to the quarter that is nearest, none to the 4th."""
    if due is None or due.year > status.plan.year:
        return QUARTERS[-1]
    return QUARTERS[0] if due.year < status.plan.year else (due.month + 2) // 3


@TABLES("expected")
def expected_score_table(status: Status) -> ReportRows:
    """The total; then each heading with what is below it, and each task of it."""
    tasks = _weighted(status.tasks)
    if tasks:
        yield _score_row(status, ("", status.messages.text("total")), tasks, "total")
    for category in dict.fromkeys(task.row.category for task in tasks):
        below = [task for task in tasks if task.row.category == category]
        if category:
            facts = {
                "name": category,
                "printed": below[0].row.heading.score,
                "total": expected_score(status, below).weight,
            }
            yield _score_row(status, ("", status.messages.text("score-heading", **facts)), below, "group")
        for task in below:
            row = _score_row(status, (task_number(task.task), task.task.name), [task])
            yield {**row, "brief": short_task_name(task.task)}


@COLUMNS.task("expected_score")
def expected_points(row: TaskRow) -> CellContent:
    """The points that finished milestones have earned so far, two decimals; `—` where the task has no weight."""
    if row.task.task.weight is None:
        return DASH
    return _rounded(expected_score(row.status, [row.task]).earned)


@COLUMNS.task("quarter")
def quarter_light(row: TaskRow, quarter: str) -> CellContent:
    """`quarter:2`: the worst light of what falls due then, or that one is not known; of several also of how many."""
    milestones = _due_in(row.status, row.task.milestones, quarter)
    if not milestones:
        return Cell(DASH, "word-center")
    worst = min(milestones, key=lambda milestone: _LIGHTS_OF_A_QUARTER.index(milestone.verdict.light))
    words = [verdict_word(row.status, milestone.verdict) for milestone in (worst, *milestones)]
    counts = {"count": len(milestones), "like": words.count(words[0]) - 1}
    several = row.status.messages.text("matrix-several", **counts) if len(milestones) > 1 else ""
    return light_cell(row.status, worst.verdict, *answer_caveats(row.status, worst), several)


@TOTALS("matrix")
def matrix_total(status: Status, rows: Sequence[TaskRow]) -> ReportRow:
    """Weight and points of all tasks, and how many milestones of each quarter are finished."""
    word = Cell(status.messages.text("total"), "total")
    blank = ("category", "number", "leaders", "unit", "light", "expected_score")
    total: dict[str, CellContent] = dict.fromkeys(blank, Cell("", "total"))
    total |= {"name": word, "brief": word, "weight_or_dash": Cell(DASH, "total")}
    if weighted := _weighted([row.task for row in rows]):
        score = expected_score(status, weighted)
        total["weight_or_dash"] = Cell(score.weight, "score-total")
        total["expected_score"] = Cell(_rounded(score.earned), "score-2-total")
    milestones = [milestone for row in rows for milestone in row.task.milestones]
    for quarter in QUARTERS:
        due = _due_in(status, milestones, str(quarter))
        counts = {
            "done": sum(milestone.finished for milestone in due),
            "count": len(due),
            "unknown": sum(milestone.unknown_state is not None for milestone in due),
        }
        total[f"quarter:{quarter}"] = Cell(status.messages.text("matrix-done", **counts), "total")
    return total


def _weighted(tasks: Sequence[TaskStatus]) -> list[TaskStatus]:
    return [task for task in tasks if task.task.weight is not None]


def _due_in(status: Status, milestones: Sequence[MilestoneStatus], quarter: str) -> list[MilestoneStatus]:
    return [milestone for milestone in milestones if str(due_quarter(status, milestone.row.due)) == quarter]


def _score_row(
    status: Status, number_and_name: tuple[Scalar, str], tasks: Sequence[TaskStatus], style: str = ""
) -> dict[str, CellContent]:
    """The row of one task, or with a style (`total`, `group`) one that adds several up."""
    score = expected_score(status, tasks)
    points = {
        "earned": score.earned,
        "late": score.earned_late,
        "open": score.not_yet_due,
        "missed": score.missed,
        "unknown": score.unknown,
    }
    suffix = f"-{style}" if style else ""
    word_style = style or "word-center"
    number, name = number_and_name
    name_cell = Cell(name, f"{style}-word" if style else "word-middle")
    return {
        **{key: Cell(_rounded(fraction), f"score-2{suffix}") for key, fraction in points.items()},
        "number": Cell(number, word_style),
        "name": name_cell,
        "brief": name_cell,
        "weight": Cell(score.weight, f"score{suffix}"),
        "done": Cell(f"{score.finished_count}/{score.milestone_count}", word_style),
        "rate": Cell(percent_text(score.earned, score.weight), word_style),
    }


def _rounded(points: Fraction) -> Decimal:
    return round_half_up(points, Decimal("0.01"))
