"""汇总表: every task in the plan's order, in the official columns, with what is declared and found."""

from duban.model.status import Status
from duban.reports.answers import declared_text, progress_text, task_answer_text
from duban.reports.look import light_cell, light_reasons, task_number
from duban.reports.shelf import TABLES, ReportRows


@TABLES("tasks")
def task_summary(situation: Status) -> ReportRows:
    """One row a task. A silent unit's row shows what was accepted last, and says so."""
    filings = {standing.unit.code: standing.filing_status for standing in situation.units}
    for standing in situation.tasks:
        task, record = standing.task, standing.record
        yield {
            "number": task_number(task),
            "name": task.name,
            "content": task.printed,
            "units": standing.row.units,
            "progress": progress_text(situation, standing, filings),
            "problems": task_answer_text(situation, standing, "problems"),
            "remark": record.text("remark") if record else "",
            "declared": declared_text(situation, standing),
            "light": light_cell(situation, standing.verdict),
            "grounds": light_reasons(situation, standing),
        }
