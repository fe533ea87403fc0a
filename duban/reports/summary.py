"""汇总表: every task in the plan's order, in the official columns, with what is declared and found."""

from duban.model.situation import Filing, Situation, TaskStanding
from duban.reports.look import doubt, grounds, light_cell, number
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
            "progress": _progress(situation, standing, filings.get(standing.unit.code)),
            "problems": record.text("problems") if record else "",
            "remark": record.text("remark") if record else "",
            "declared": _declared(situation, standing),
            "light": light_cell(situation, standing.verdict),
            "grounds": grounds(situation, standing),
        }


def _declared(situation: Situation, standing: TaskStanding) -> str:
    """What the milestones' answers add up to, and why that may not be the unit's last word."""
    words = situation.rules.declared.get(standing.declared, "—")
    doubts = dict.fromkeys(filter(None, (doubt(situation, milestone) for milestone in standing.milestones)))
    return words + "".join(situation.texts.word("marked", words=word) for word in doubts)


def _progress(situation: Situation, standing: TaskStanding, filing: Filing | None) -> str:
    """The text that counts, and in brackets why it is not this period's or not yet right."""
    text = standing.record.text("progress") if standing.record else ""
    older = standing.record is not None and standing.record.period != situation.period.code
    marks = []
    if standing.uncorrected:
        marks.append("uncorrected")
    elif filing in {Filing.OWING, Filing.AWAITED}:
        marks.append(f"not-filed-{filing}")
    if older and text:
        marks.append("carried-over")
    words = "，".join(situation.texts.word(f"mark-{mark}") for mark in marks)
    return text + (situation.texts.word("marked", words=words) if words else "")
