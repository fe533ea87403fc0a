"""亮灯矩阵: a row for each task, a column for each quarter, in each cell the light of what falls due in it."""

from collections.abc import Sequence

from duban.model.status import MilestoneStatus, Status
from duban.model.verdict import LIGHTS_WORST_FIRST
from duban.reports.amounts import DASH, short_task_name
from duban.reports.expected import ExpectedScore, expected_scores, rounded_points
from duban.reports.look import answer_caveat, light_cell, task_number
from duban.reports.shelf import TABLES, ReportRows
from duban.workbook.book import Cell, Scalar

_Row = dict[str, Cell | Scalar]

QUARTERS = (1, 2, 3, 4)


def due_quarter(situation: Status, milestone: MilestoneStatus) -> int:
    """1 to 4, by its due day; a day before or after the plan's year counts to the quarter that is nearest."""
    due = milestone.row.due
    if due is None or due.year > situation.plan.year:
        return QUARTERS[-1]
    return QUARTERS[0] if due.year < situation.plan.year else (due.month + 2) // 3


@TABLES("matrix")
def light_matrix(situation: Status) -> ReportRows:
    """Each task with its lights and the points that are expected; below, how many milestones are finished."""
    found = {worth.standing.row.key: worth for worth in expected_scores(situation)}
    for standing in situation.tasks:
        row = standing.row
        worth = found.get(row.key)
        cells: _Row = {
            "category": row.category,
            "number": task_number(standing.task),
            "name": standing.task.name,
            "brief": short_task_name(standing.task),
            "leader": row.leaders,
            "unit": standing.unit.name,
            "weight": DASH if worth is None else worth.weight,
            "earned": DASH if worth is None else rounded_points(worth.earned),
            "light": light_cell(situation, standing.verdict),
        }
        for each in QUARTERS:
            part = [milestone for milestone in standing.milestones if due_quarter(situation, milestone) == each]
            cells[f"q{each}"] = _lit(situation, part)
        yield cells
    yield _total(situation, tuple(found.values()))


def _lit(situation: Status, part: Sequence[MilestoneStatus]) -> Cell:
    """The worst light of a quarter; of several milestones also how many they are."""
    if not part:
        return Cell(DASH, "word-center")
    worst = min(part, key=lambda milestone: LIGHTS_WORST_FIRST.index(milestone.verdict.light))
    several = situation.messages.text("matrix-several", count=len(part)) if len(part) > 1 else ""
    return light_cell(situation, worst.verdict, "\n".join(filter(None, (answer_caveat(situation, worst), several))))


def _total(situation: Status, found: Sequence[ExpectedScore]) -> _Row:
    total: _Row = {key: Cell("", "total") for key in ("category", "number", "leader", "unit", "light")}
    word = Cell(situation.messages.text("total"), "total")
    total |= {"name": word, "brief": word}
    total["weight"] = Cell(sum(worth.weight for worth in found), "score-total") if found else Cell(DASH, "total")
    total["earned"] = (
        Cell(rounded_points(sum(worth.earned for worth in found)), "score-2-total") if found else Cell("", "total")
    )
    for each in QUARTERS:
        part = [milestone for milestone in situation.milestones if due_quarter(situation, milestone) == each]
        done = sum(milestone.finished for milestone in part)
        total[f"q{each}"] = Cell(situation.messages.text("matrix-done", done=done, count=len(part)), "total")
    return total
