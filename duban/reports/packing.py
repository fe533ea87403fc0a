"""分发清单: which form goes to whom, what is in it, and until when."""

from collections.abc import Mapping

from duban.model.book import Book
from duban.model.period import Period
from duban.model.plan import Cycle, Plan
from duban.model.report import ReportSheet
from duban.model.submission import Past
from duban.model.unit import Directory
from duban.reports.notices import asked
from duban.reports.sheet import lay_out
from duban.reports.shelf import Rows
from duban.text import Texts


def packing(  # noqa: PLR0913  what a batch of forms consists of
    plan: Plan,
    cycle: Cycle,
    period: Period,
    directory: Directory,
    codes: Mapping[str, str],
    files: Mapping[str, str],
    texts: Texts,
    layout: ReportSheet,
    past: Past | None = None,
) -> Book:
    """The list of a batch as a workbook of one sheet. codes, files: unit code → form code, file name."""

    def rows(_: str) -> Rows:
        notice = texts.word("packing-rest-day", period=period) if period.rest_day else ""
        units = [unit for unit in directory.units if unit.code in codes]
        for number, unit in enumerate(units, 1):
            yield {
                "number": number,
                "unit": unit.name,
                **asked(plan, directory, period, unit, past or Past()),
                "code": codes[unit.code],
                "file": files[unit.code],
                "day": period.due,
                "notice": notice,
            }

    known = {"plan": plan, "cycle": cycle, "period": period, "count": len(codes)}
    sheet = lay_out(layout, known, rows)
    return Book([sheet], title=sheet.name)
