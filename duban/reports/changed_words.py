"""What units say of a task, and where that is not what the last report said: in ink of its own and with a mark."""

from collections.abc import Iterable

from duban.model.role import Role
from duban.model.status import Status, TaskStatus
from duban.reports.latest_answers import marked_answers_text, progress_text, task_answer_text, text_of
from duban.reports.table_rows import COLUMNS, CellContent, TaskRow
from duban.workbook.book import Cell

_PROBLEMS = (Role.REASON, Role.PROBLEMS)


@COLUMNS.task("progress_marked")
def progress_marked(row: TaskRow) -> CellContent:
    """The same as `progress`, marked where it is not what the last report said."""
    return _marked_where_changed(row, progress_text(row.status, row.task), (Role.PROGRESS,))


@COLUMNS.task("problems_marked")
def problems_marked(row: TaskRow) -> CellContent:
    """The same as `reason_and_problems`, marked where it is not what the last report said."""
    return _marked_where_changed(row, marked_answers_text(row.status, row.task, _PROBLEMS), _PROBLEMS)


@COLUMNS.task("problems_and_remark_marked")
def problems_and_remark_marked(row: TaskRow) -> CellContent:
    """The same, and below it the unit's remark on the task as a whole."""
    problems, remark = marked_answers_text(row.status, row.task, _PROBLEMS), text_of(row.task.record, Role.REMARK)
    words = row.status.messages.text("problems-and-remark", problems=problems, remark=remark)
    return _marked_where_changed(row, words, (*_PROBLEMS, Role.REMARK))


def _marked_where_changed(row: TaskRow, words: str, roles: Iterable[str]) -> CellContent:
    """Only what the unit itself says is compared: that it is of an earlier period is no change."""
    before = _task_in_last_report(row)
    if before is None or not words or _answers(row.status, row.task, roles) == _answers(*before, roles):
        return words
    return Cell(row.status.messages.text("mark-changed") + words, "word-changed")


def _task_in_last_report(row: TaskRow) -> tuple[Status, TaskStatus] | None:
    """The task as the last report knew it; None where there was none, or the task was not in it."""
    for report in row.status.earlier[-1:]:
        for task in report.tasks:
            if task.row.key == row.task.row.key:
                return report, task
    return None


def _answers(status: Status, task: TaskStatus, roles: Iterable[str]) -> list[str]:
    return [task_answer_text(status, task, role) for role in roles]
