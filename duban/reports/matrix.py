"""亮灯矩阵: a row for each task, a column for each quarter, in each cell the light of what falls due in it."""

from collections.abc import Sequence

from duban.model.status import MilestoneStanding, Situation
from duban.model.verdict import GRAVITY
from duban.reports.amounts import NOTHING, brief
from duban.reports.expected import Worth, cents, worths
from duban.reports.look import doubt, light_cell, number
from duban.reports.shelf import REPORTS, Rows
from duban.workbook.book import Cell, Scalar

_Row = dict[str, Cell | Scalar]

QUARTERS = (1, 2, 3, 4)


def quarter(situation: Situation, milestone: MilestoneStanding) -> int:
    """1 to 4, by its due day; a day before or after the plan's year counts to the quarter that is nearest."""
    due = milestone.row.due
    if due is None or due.year > situation.plan.year:
        return QUARTERS[-1]
    return QUARTERS[0] if due.year < situation.plan.year else (due.month + 2) // 3


@REPORTS("matrix")
def matrix(situation: Situation) -> Rows:
    """Each task with its lights and the points that are expected; below, how many milestones are finished."""
    found = {worth.standing.row.key: worth for worth in worths(situation)}
    for standing in situation.tasks:
        row = standing.row
        worth = found.get(row.key)
        cells: _Row = {
            "category": row.category,
            "number": number(standing.task),
            "name": standing.task.name,
            "brief": brief(standing.task),
            "leader": row.leaders,
            "unit": standing.unit.name,
            "weight": NOTHING if worth is None else worth.weight,
            "earned": NOTHING if worth is None else cents(worth.earned),
            "light": light_cell(situation, standing.verdict),
        }
        for each in QUARTERS:
            part = [milestone for milestone in standing.milestones if quarter(situation, milestone) == each]
            cells[f"q{each}"] = _lit(situation, part)
        yield cells
    yield _total(situation, tuple(found.values()))


def _lit(situation: Situation, part: Sequence[MilestoneStanding]) -> Cell:
    """The worst light of a quarter; of several milestones also how many they are."""
    if not part:
        return Cell(NOTHING, "word-center")
    worst = min(part, key=lambda milestone: GRAVITY.index(milestone.verdict.light))
    several = situation.texts.word("matrix-several", count=len(part)) if len(part) > 1 else ""
    return light_cell(situation, worst.verdict, "\n".join(filter(None, (doubt(situation, worst), several))))


def _total(situation: Situation, found: Sequence[Worth]) -> _Row:
    total: _Row = {key: Cell("", "total") for key in ("category", "number", "leader", "unit", "light")}
    word = Cell(situation.texts.word("total"), "total")
    total |= {"name": word, "brief": word}
    total["weight"] = Cell(sum(worth.weight for worth in found), "score-total") if found else Cell(NOTHING, "total")
    total["earned"] = Cell(cents(sum(worth.earned for worth in found)), "score-2-total") if found else Cell("", "total")
    for each in QUARTERS:
        part = [milestone for milestone in situation.milestones if quarter(situation, milestone) == each]
        done = sum(milestone.finished for milestone in part)
        total[f"q{each}"] = Cell(situation.texts.word("matrix-done", done=done, count=len(part)), "total")
    return total
