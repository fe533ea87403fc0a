"""得分总览: points added up by heading and by the unit that leads."""

from collections.abc import Sequence

from duban.model.status import Status, TaskStatus
from duban.model.unit import UNASSIGNED_UNIT
from duban.reports.amounts import DASH
from duban.reports.scores import (
    TaskScore,
    approval_has_begun,
    heading_label,
    missing_scores_text,
    score_cells,
    scored_counts_text,
    task_scores,
    total_label,
)
from duban.reports.shelf import TABLES, ReportRows
from duban.workbook.book import Cell, Scalar

_Row = dict[str, Cell | Scalar]


@TABLES("score-headings")
def scores_by_heading(situation: Status) -> ReportRows:
    """The total, each heading, and what a heading is divided into: no tasks."""
    every = task_scores(situation)
    if not every:
        return
    yield _heading_row(total_label(situation, every), every, scored_counts_text(situation, every), "total")
    for heading in dict.fromkeys(score.standing.row.category for score in every):
        part = tuple(score for score in every if score.standing.row.category == heading)
        if heading:
            note = missing_scores_text(situation, part, judged=approval_has_begun(every))
            yield _heading_row(heading_label(situation, heading, part), part, note, "group")
        for below in dict.fromkeys(filter(None, (score.standing.row.subcategory for score in part))):
            inner = tuple(score for score in part if score.standing.row.subcategory == below)
            note = missing_scores_text(situation, inner, judged=approval_has_begun(every))
            yield _heading_row(situation.messages.text("score-below", name=below), inner, note)


@TABLES("score-units")
def scores_by_unit(situation: Status) -> ReportRows:
    """One row for each unit that leads, in the directory's order: what is at stake, given and lost."""
    every = task_scores(situation)
    known = (*situation.assignment.directory.units, UNASSIGNED_UNIT)
    for unit in known:
        own = tuple(score for score in every if score.unit == unit)
        if own:
            yield {
                "unit": unit.name,
                "count": len(own),
                "shared": sum(answered_by_several_units(situation, score.standing) for score in own) or DASH,
                **score_cells(own, "score"),
                "note": missing_scores_text(situation, own, judged=approval_has_begun(every)),
            }
    together = sum(answered_by_several_units(situation, score.standing) for score in every)
    total: _Row = {
        "unit": Cell(situation.messages.text("total"), "total"),
        "count": Cell(len(every), "total"),
        "shared": Cell(together or DASH, "total"),
        "note": Cell(scored_counts_text(situation, every), "total-word"),
    }
    if every:
        yield total | score_cells(every, "score-total")


def answered_by_several_units(situation: Status, standing: TaskStatus) -> bool:
    """Whether several units answer for a task together."""
    names = (standing.task.lead, *standing.task.supports)
    return len({unit.code for name in names for unit in situation.assignment.directory.find_members(name)}) > 1


def _heading_row(name: str, part: Sequence[TaskScore], note: str, style: str = "") -> _Row:
    """A row that adds up what is there. style: of its words; empty for a part of a heading."""
    word, left = style or "word-center", f"{style}-word" if style else "word-middle"
    return {
        "name": Cell(name, left),
        "count": Cell(len(part), word),
        **score_cells(part, f"score-{style}" if style else "score"),
        "losing": Cell(sum(bool(score.gap) for score in part) or DASH, word),
        "note": Cell(note, left),
    }
