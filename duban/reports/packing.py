"""分发清单: which form goes to whom, what is in it, and until when."""

from duban.messages.catalogue import Messages
from duban.model.report_layout import ReportSheet
from duban.reports.batch import Batch
from duban.reports.sheet import build_sheet
from duban.reports.shelf import ReportRows
from duban.workbook.book import Book


def packing_list(batch: Batch, layout: ReportSheet, texts: Messages) -> Book:
    """The list of a batch as a workbook of one sheet."""
    period = batch.split.period

    def rows(_: str) -> ReportRows:
        notice = texts.text("packing-rest-day", period=period) if period.rest_day else ""
        for number, unit in enumerate(batch.units, 1):
            yield {
                "number": number,
                "unit": unit.name,
                **batch.row_counts(unit),
                "code": batch.codes[unit.code],
                "file": batch.files[unit.code],
                "day": period.due,
                "notice": notice,
            }

    known = {"plan": batch.split.plan, "cycle": batch.split.cycle, "period": period, "count": len(batch.units)}
    sheet = build_sheet(layout, known, rows)
    return Book([sheet], title=sheet.name)
