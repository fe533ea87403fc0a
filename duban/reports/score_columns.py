"""Columns, conditions and orders of report tables about the points of tasks: what was lost and why, and whose it is."""

from collections.abc import Sequence
from decimal import Decimal

from duban.model.role import Role
from duban.model.status import Status
from duban.reports.formatting import DASH, number_or_dash, sum_of_known
from duban.reports.latest_answers import newest_record, newest_text
from duban.reports.scores import (
    TaskScore,
    answered_by_several_units,
    missing_points_text,
    task_score,
    task_scores,
)
from duban.reports.table_rows import COLUMNS, CONDITIONS, ORDERS, TOTALS, CellContent, ReportRow, TaskRow
from duban.text.folding import is_placeholder
from duban.workbook.book import Cell


@CONDITIONS.task("weighted")
def weighted(row: TaskRow) -> bool:
    """The task has a weight."""
    return row.task.task.weight is not None


@CONDITIONS.task("below-weight")
def below_weight(row: TaskRow) -> bool:
    """The unit or the office gave the task less than its weight."""
    score = _score(row)
    if score is None:
        return False
    return any(points is not None and points < score.weight for points in (score.self_score, score.approved))


@CONDITIONS.task("with-gap")
def with_gap(row: TaskRow) -> bool:
    """The points that count fall short of the weight."""
    return (_gap(row) or 0) > 0


@CONDITIONS.task("without-evidence")
def without_evidence(row: TaskRow) -> bool:
    """No evidence is named, or only a stroke."""
    evidence = newest_text(row.status, row.task.row.key, Role.EVIDENCE)
    return not evidence or is_placeholder(evidence)


@CONDITIONS.task("of-several-units")
def of_several_units(row: TaskRow) -> bool:
    """Several units answer for the task together."""
    return answered_by_several_units(row.status, row.task)


@ORDERS.task("largest-gap")
def largest_gap(row: TaskRow) -> Decimal:
    """The largest gap between weight and points first; tasks without points count as without a gap."""
    return -(_gap(row) or Decimal(0))


@COLUMNS.task("score_unit")
def score_unit(row: TaskRow) -> CellContent:
    """The unit under whose name the points count."""
    score = _score(row)
    return score.unit.name if score else DASH


@COLUMNS.task("self_score")
def self_score(row: TaskRow) -> CellContent:
    """The points that the unit gave itself."""
    score = _score(row)
    return number_or_dash(score.self_score if score else None)


@COLUMNS.task("approved_score")
def approved_score(row: TaskRow) -> CellContent:
    """The points that the office approved."""
    score = _score(row)
    return number_or_dash(score.approved if score else None)


@COLUMNS.task("score_gap")
def score_gap(row: TaskRow) -> CellContent:
    """Weight minus approved points; as long as there are none, minus the unit's own."""
    return number_or_dash(_gap(row))


@COLUMNS.task("score_note")
def score_note(row: TaskRow) -> CellContent:
    """That the unit gave itself no points, or must correct its return first; empty where its points stand."""
    score = _score(row)
    return missing_points_text(row.status, score, approving=False) if score else ""


@COLUMNS.task("gap_reason")
def gap_reason(row: TaskRow) -> CellContent:
    """Why points were lost: the office's reason, else the unit's."""
    key = row.task.row.key
    return newest_text(row.status, key, Role.GROUND) or newest_text(row.status, key, Role.LOSS)


@COLUMNS.task("evidence_note")
def evidence_note(row: TaskRow) -> CellContent:
    """Why there is no evidence: to be corrected, only a stroke, left blank, or nothing was reported."""
    score, key, text = _score(row), row.task.row.key, row.status.messages.text
    if score and score.self_score is None and row.task.awaits_correction:
        return text("mark-uncorrected")
    if newest_text(row.status, key, Role.EVIDENCE):
        return text("unproved-stroke")
    return text("unproved-blank" if newest_record(row.status, Role.SCORE, key) else "unproved-silent")


@COLUMNS.task("score_lead")
def score_lead(row: TaskRow) -> CellContent:
    """The leading unit by its full name; a group as printed."""
    return _full_name(row.status, row.task.task.lead)


@COLUMNS.task("supporting_units")
def supporting_units(row: TaskRow) -> CellContent:
    """The supporting units by their full names, one a line; where a group leads alone, that it does."""
    names = [_full_name(row.status, printed) for printed in row.task.task.supports]
    score = _score(row)
    group_leads = row.status.messages.text("shared-group", unit=score.unit.name if score else "")
    return "\n".join(names) or group_leads


@COLUMNS.task("contributions")
def contributions(row: TaskRow) -> CellContent:
    """What each supporting unit says that it did, one a line; `—` for nothing."""
    assignment, key = row.status.assignment, row.task.row.key
    helpers = {code: assignment.directory.unit_name(code) for code in assignment.supporting_codes(row.task.task)}
    texts = {name: newest_text(row.status, f"{key}~{code}", Role.CONTRIBUTION) for code, name in helpers.items()}
    return "\n".join(f"{name}：{text}" for name, text in texts.items() if text) or DASH


@TOTALS("losses")
def gap_total(status: Status, rows: Sequence[TaskRow]) -> ReportRow:
    """The points of all rows, and how many tasks have no points yet."""
    scores = [score for row in rows if (score := _score(row))]
    missing = sum(score.effective is None for score in task_scores(status))
    counts = {
        "count": len(scores),
        "own": sum(score.self_score is not None for score in scores),
        "approved": sum(score.approved is not None for score in scores),
    }
    label = Cell(status.messages.text("loss-total", missing=missing, **counts), "total-word")
    return {
        **dict.fromkeys(("index", "number", "score_unit", "latest:loss", "latest:ground"), Cell("", "total")),
        **dict.fromkeys(("name", "brief"), label),
        "weight": Cell(number_or_dash(sum_of_known(score.weight for score in scores)), "score-total"),
        "self_score": Cell(number_or_dash(sum_of_known(score.self_score for score in scores)), "score-total"),
        "approved_score": Cell(number_or_dash(sum_of_known(score.approved for score in scores)), "score-total"),
        "score_gap": Cell(number_or_dash(sum_of_known(score.gap for score in scores)), "score-total"),
    }


def _score(row: TaskRow) -> TaskScore | None:
    return task_score(row.status, row.task)


def _gap(row: TaskRow) -> Decimal | None:
    score = _score(row)
    return score.gap if score else None


def _full_name(status: Status, printed: str) -> str:
    """What the directory calls a unit that was printed short; a group is called as printed."""
    directory = status.assignment.directory
    unit = None if directory.find_group(printed) else directory.find_unit(printed)
    return unit.name if unit else printed
