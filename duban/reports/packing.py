"""分发清单: which form goes to whom, what is in it, and until when."""

from duban.model.book import Book
from duban.model.report import ReportSheet
from duban.reports.notices import Batch
from duban.reports.shelf import Rows
from duban.reports.sheet import lay_out
from duban.text import Texts


def packing(layout: ReportSheet, batch: Batch, texts: Texts) -> Book:
    """The list of a batch, as a workbook of one sheet."""
    known = {"plan": batch.plan, "cycle": batch.cycle, "period": batch.period, "count": len(batch.units)}
    sheet = lay_out(layout, known, lambda _: _rows(batch, texts))
    return Book([sheet], title=sheet.name)


def _rows(batch: Batch, texts: Texts) -> Rows:
    period = batch.period
    notice = texts.word("packing-rest-day", period=period) if period.rest_day else ""
    for number, unit in enumerate(batch.units, 1):
        tasks = batch.tasks(unit)
        yield {
            "number": number,
            "unit": unit.name,
            "tasks": len(tasks),
            "milestones": sum(len(task.milestones) for task in tasks),
            "due": len(batch.due(unit)),
            "code": batch.codes[unit.code],
            "file": batch.files[unit.code],
            "day": period.due,
            "notice": notice,
        }
