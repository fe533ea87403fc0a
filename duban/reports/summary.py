"""汇总表: every task in the plan's order, in the official columns, with what is declared and found."""

from duban.model.status import Situation
from duban.reports.answers import declared, progress, told
from duban.reports.look import grounds, light_cell, number
from duban.reports.shelf import REPORTS, Rows


@REPORTS("tasks")
def tasks(situation: Situation) -> Rows:
    """One row a task. A silent unit's row shows what was accepted last, and says so."""
    filings = {standing.unit.code: standing.filing for standing in situation.units}
    for standing in situation.tasks:
        task, record = standing.task, standing.record
        yield {
            "number": number(task),
            "name": task.name,
            "content": task.printed,
            "units": standing.row.units,
            "progress": progress(situation, standing, filings),
            "problems": told(situation, standing, "problems"),
            "remark": record.text("remark") if record else "",
            "declared": declared(situation, standing),
            "light": light_cell(situation, standing.verdict),
            "grounds": grounds(situation, standing),
        }
