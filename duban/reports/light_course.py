"""亮灯起始, 持续期数, 上期 and 走势: how the light of a task or a milestone went from report to report."""

from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter

from duban.model.status import MilestoneStatus, Status, TaskStatus
from duban.model.verdict import Light
from duban.reports.formatting import DASH, short_day
from duban.reports.table_rows import COLUMNS, CellContent, MilestoneRow, TaskRow
from duban.workbook.book import Cell


def subject_of(row: TaskRow) -> TaskStatus | MilestoneStatus:
    """What a row is about: its milestone, or its task where it has none."""
    return row.milestone if isinstance(row, MilestoneRow) else row.task


def light_periods(subject: TaskStatus | MilestoneStatus) -> int:
    """In how many reports, this one included, it had its light one after the other."""
    return len(subject.light_history.unbroken({subject.verdict.light})) + 1


def told_periods(subject: TaskStatus | MilestoneStatus) -> int:
    """The same; 0 where the edition does not tell for how long a light has been lit."""
    return 0 if subject.light_history.is_cut else light_periods(subject)


def last_report_facts(status: Status) -> Mapping[str, object] | None:
    """The `period` and the `as_of` of the last report before this one; None where there was none."""
    return {"period": status.earlier[-1].period, "as_of": status.earlier[-1].as_of} if status.earlier else None


@COLUMNS.milestone("red_since")
@COLUMNS.task("light_since")
@COLUMNS.milestone("light_since")
def light_since(row: TaskRow) -> CellContent:
    """The day of the first report in which it had the light that it has now, one report after the other."""
    subject = subject_of(row)
    reports = subject.light_history.unbroken({subject.verdict.light})
    return short_day(row.status.plan, reports[0].as_of if reports else row.status.as_of)


@COLUMNS.task("light_periods")
@COLUMNS.milestone("light_periods")
def periods_with_light(row: TaskRow) -> CellContent:
    """In how many reports, this one included, it has had its light; one that did not know (待核实) is left out."""
    return light_periods(subject_of(row))


@COLUMNS.task("light_before")
@COLUMNS.milestone("light_before")
def light_before(row: TaskRow) -> CellContent:
    """Its light in the last report; `—` where no report spoke of it."""
    return light_words(row.status, subject_of(row).light_history.last)


@COLUMNS.task("light_trail")
@COLUMNS.milestone("light_trail")
def light_trail(row: TaskRow) -> CellContent:
    """Its light in each report of the year so far, this one last: `6—7月○`, `8月▲`, `9月■`, one below another."""
    subject, text = subject_of(row), row.status.messages.text
    reported = [(report.period.short_name, report.light) for report in subject.light_history.reported]
    reported.append((row.status.period.short_name, subject.verdict.light))
    runs = []
    for light, run in groupby(reported, key=itemgetter(1)):
        names = [name for name, _ in run]
        symbol = row.status.light_rules.lights[light].symbol
        runs.append(text("light-run", first=names[0], last=names[-1], symbol=symbol))
    return "\n".join(runs)


@COLUMNS.task("period_light")
@COLUMNS.milestone("period_light")
def period_light(row: TaskRow, number: str) -> CellContent:
    """`period_light:6`: its light in the report of the form kind's sixth period; `—` where that did not speak of it."""
    status, subject = row.status, subject_of(row)
    lights = {report.period.code: report.light for report in subject.light_history.reported}
    lights[status.period.code] = subject.verdict.light
    codes = {str(place): period.code for place, period in enumerate(status.periods, 1)}
    return light_words(status, lights.get(codes.get(number, "")))


def light_words(status: Status, light: Light | None) -> Cell:
    """`■ 红灯` in its colour; `—` for none."""
    if light is None:
        return Cell(DASH, "word-center")
    word = status.light_rules.lights[light]
    return Cell(f"{word.symbol} {word.name}", f"light-{light}")
