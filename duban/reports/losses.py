"""Behind the points: what was lost and why, what is not proved, what is shared, and where each score was given."""

from duban.model.status import Status
from duban.model.unit import Unit
from duban.reports.amounts import DASH, newest_record, newest_text, short_task_name, sum_of_known
from duban.reports.look import task_number
from duban.reports.scores import TaskScore, task_scores
from duban.reports.shelf import TABLES, ReportRows
from duban.reports.totals import answered_by_several_units
from duban.text.folding import is_placeholder
from duban.workbook.book import Cell, Scalar

_MOST = 6
"""Rows of the largest losses."""


@TABLES("losses")
def score_gaps(situation: Status) -> ReportRows:
    """Tasks scored below their weight, by their units or in the end: the largest loss first, then the plan's order."""
    every = task_scores(situation)
    below = [score for score in every if _below(score)]
    below.sort(key=lambda score: score.gap or 0, reverse=True)
    for place, score in enumerate(below, 1):
        key = score.standing.row.key
        yield {
            "place": place,
            **_what(score),
            **_points(score),
            "loss": newest_text(situation, key, "loss"),
            "ground": newest_text(situation, key, "ground"),
        }
    if below:
        total = situation.messages.text("loss-total", missing=sum(score.effective is None for score in every))
        yield {
            "place": Cell("", "total"),
            "number": Cell("", "total"),
            "name": Cell(total, "total-word"),
            "brief": Cell(total, "total-word"),
            "unit": Cell("", "total"),
            "weight": Cell(sum_of_known(score.weight for score in below), "score-total"),
            "own": Cell(sum_of_known(score.self_score for score in below), "score-total"),
            "loss": Cell("", "total"),
            "approved": Cell(sum_of_known(score.approved for score in below), "score-total"),
            "ground": Cell("", "total"),
            "lost": Cell(sum_of_known(score.gap for score in below), "score-total"),
        }


@TABLES("top-losses")
def largest_score_gaps(situation: Status) -> ReportRows:
    """The largest losses, for a page that must stay one; the rest stands in `losses`."""
    lost = sorted(
        (score for score in task_scores(situation) if score.gap), key=lambda score: score.gap or 0, reverse=True
    )
    for score in lost[:_MOST]:
        key = score.standing.row.key
        yield {
            **_what(score),
            **_points(score),
            "lost": Cell(score.gap, "score-lost"),
            "why": newest_text(situation, key, "ground") or newest_text(situation, key, "loss"),
        }


@TABLES("unproved")
def scores_without_evidence(situation: Status) -> ReportRows:
    """Tasks for which no evidence is named, or only a stroke."""
    place = 0
    for score in task_scores(situation):
        key = score.standing.row.key
        named = newest_text(situation, key, "evidence")
        if named and not is_placeholder(named):
            continue
        place += 1
        why = "stroke" if named else "blank" if newest_record(situation, "score", key) else "silent"
        yield {
            "place": place,
            **_what(score),
            **_points(score),
            "evidence": named,
            "note": situation.messages.text("mark-uncorrected" if _refused(score) else f"unproved-{why}"),
        }


@TABLES("shared-tasks")
def tasks_of_several_units(situation: Status) -> ReportRows:
    """Tasks that several units answer for: who leads, who helps, and what the helpers say they did."""
    place = 0
    for score in task_scores(situation):
        standing = score.standing
        if not answered_by_several_units(situation, standing):
            continue
        place += 1
        helpers = {unit.code: unit.name for name in standing.task.supports for unit in _members(situation, name)}
        said = {
            name: newest_text(situation, f"{standing.row.key}~{code}", "contribution") for code, name in helpers.items()
        }
        yield {
            "place": place,
            **_what(score),
            **_points(score),
            "lead": _name(situation, standing.task.lead),
            "supports": "\n".join(_name(situation, name) for name in standing.task.supports)
            or situation.messages.text("shared-group", unit=score.unit.name),
            "contributions": "\n".join(f"{name}：{text}" for name, text in said.items() if text) or DASH,
        }


@TABLES("score-places")
def score_sources(situation: Status) -> ReportRows:
    """For each task the cells in which its points were given."""
    for score in task_scores(situation):
        row: dict[str, Cell | Scalar] = {**_what(score), **_points(score)}
        for key, column in (("own", "score"), ("approved", "approved")):
            record = newest_record(situation, column, score.standing.row.key)
            at = record.values[column].place if record else None
            row[f"{key}_file"] = at.file if at else ""
            row[f"{key}_cell"] = f"{at.sheet}!{at.cell}" if at else ""
        yield row


def _below(score: TaskScore) -> bool:
    return any(points is not None and points < score.weight for points in (score.self_score, score.approved))


def _refused(score: TaskScore) -> bool:
    """Whether the unit answered, and its answer is to be corrected first."""
    return score.self_score is None and score.standing.awaits_correction


def _what(score: TaskScore) -> dict[str, Cell | Scalar]:
    task = score.standing.task
    return {"number": task_number(task), "name": task.name, "brief": short_task_name(task), "unit": score.unit.name}


def _points(score: TaskScore) -> dict[str, Cell | Scalar]:
    found = {"weight": score.weight, "own": score.self_score, "approved": score.approved, "lost": score.gap}
    return {key: Cell(DASH if value is None else value, "score") for key, value in found.items()}


def _name(situation: Status, printed: str) -> str:
    """What the directory calls a unit that was printed short; a group is called as printed."""
    directory = situation.assignment.directory
    unit = None if directory.find_group(printed) else directory.find_unit(printed)
    return unit.name if unit else printed


def _members(situation: Status, name: str) -> tuple[Unit, ...]:
    return situation.assignment.directory.find_members(name)
