"""Every day of a plan, on one sheet and in one file for phones."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from duban.messages.catalogue import Messages
from duban.model.agenda import CalendarEvent, EventCalendar
from duban.model.cycle import Cycle
from duban.model.milestone import Milestone
from duban.model.period import Holidays
from duban.model.plan import Plan, Task
from duban.model.report_layout import ReportSheet
from duban.reports.calendar import REMINDER_WORKING_DAYS, ReportingCalendar, calendar_events, calendar_workbook
from duban.validation.reading import validated
from duban.value_object import replace
from duban.workbook.book import Cell, Sheet
from duban.workspace.plan_folder import load_holidays, load_plan, load_typed_file
from duban.workspace.yaml_file import load_template_yaml
from duban.writers import ics
from tests.clerk import Clerk
from tests.drawn import Golden, draw

ROOT = Path(__file__).parents[1]
TEMPLATES = ROOT / "templates"
TEXTS = Messages(load_template_yaml(TEMPLATES / "texts/report.yaml"))
LAYOUT = load_typed_file(ReportSheet, TEMPLATES / "reports/calendar.yaml", "calendar.yaml")
HOLIDAYS = load_holidays(ROOT / "plans/holidays.yaml", "holidays.yaml")
PLANS = sorted(path.parent.name for path in (ROOT / "plans").glob("*/plan.yaml"))
KINDS = {"进展": "JZ", "核定": "HD"}
LEFT_OUT = (0, 2, 4, 7)
"""Columns that a short table does without: numbers, weekdays, titles, spans."""


def milestone(due: date, filing: date | None = None) -> Milestone:
    return Milestone(due_text="年底", content="完成。", due=due, filing=filing, key=f"{due:%m%d}")


def task(number: str, *milestones: Milestone) -> Task:
    return Task(number=number, name=f"任务{number}", milestones=milestones)


def plan(*cycles: dict[str, Any], year: int = 2022, tasks: Sequence[Task] = (), issued: date | None = None) -> Plan:
    """A plan with these cycles; a milestone at the year's end, unless there are tasks."""
    typed = [validated(Cycle, {"form": "进展", "every": "每月", "due": "20日", **cycle}) for cycle in cycles]
    default = (task("1", milestone(date(year, 12, 31))),)
    return Plan(
        name="计划",
        year=year,
        office="局",
        code="P",
        issued=issued,
        cycles=tuple(typed),
        tasks=tuple(tasks) or default,
    )


def found(plan: Plan, holidays: Holidays = HOLIDAYS) -> ReportingCalendar:
    return ReportingCalendar(plan, holidays, KINDS)


def drawn(found: ReportingCalendar) -> Sheet:
    (sheet,) = calendar_workbook(found, LAYOUT, TEXTS).sheets
    return sheet


def words(found: ReportingCalendar) -> str:
    return draw(drawn(found))


def dues(*cycles: dict[str, Any], **more: Any) -> str:  # noqa: ANN401  any setting of a plan
    """The rows of the first table: due day, rest day, label, code, late after, reminder, note."""
    rows = [line.cells for line in drawn(found(plan(*cycles, **more))).rows]
    named = [[cell.value for cell in row if isinstance(cell, Cell)] for row in rows]
    first, second = (at for at, row in enumerate(named) if row[:1] == ["序号"])
    table = [
        [str(value or "") for at, value in enumerate(row) if at not in LEFT_OUT]
        for row in named[first + 1 : second - 2]
    ]
    return "\n".join("| " + " | ".join(row).rstrip() + " |" for row in table).replace("  |", " |")


@cache
def of_office(name: str) -> ReportingCalendar:
    loaded = load_plan(ROOT / "plans" / name, name)
    return found(loaded.plan)


@pytest.mark.parametrize(
    ("cycle", "table"),
    [
        (
            {"first": "7月", "last": "9月"},  # 20 August is a Saturday
            """
            | 2022-07-20 | 否 | 7月 | 2022-07 | 2022-07-20 | 2022-07-15 | |
            | 2022-08-20 | 是 | 8月 | 2022-08 | 2022-08-22 | 2022-08-16 | 截止日为休息日，建议8月19日（周五）前报送 |
            | 2022-09-20 | 否 | 9月 | 2022-09 | 2022-09-20 | 2022-09-15 | |
            """,
        ),
        (
            {"first": "12月", "year_end": "次年1月5日", "cumulative": "是"},  # 31 December to 2 January are free
            """
            | 2022-12-20 | 否 | 1—12月 | 2022-12 | 2022-12-20 | 2022-12-15 | |
            | 2023-01-05 | 否 | 1—12月 | 2022-YE | 2023-01-05 | 2022-12-30 | 年终补报 |
            """,
        ),
        (
            {"every": "双月", "first": "3月", "last": "6月", "due": "期末后5工作日"},  # over the first days of May
            """
            | 2022-05-10 | 否 | 3—4月 | 2022-B2 | 2022-05-10 | 2022-05-06 | |
            | 2022-07-07 | 否 | 5—6月 | 2022-B3 | 2022-07-07 | 2022-07-04 | |
            """,
        ),
        (
            {"every": "季度", "first": "7月", "due": "次月10日", "late_from": "不变"},  # the printed day counts
            """
            | 2022-10-10 | 否 | 7—9月 | 2022-Q3 | 2022-10-10 | 2022-09-30 | |
            | 2023-01-10 | 否 | 10—12月 | 2022-Q4 | 2023-01-10 | 2023-01-05 | |
            """,
        ),
        (
            {"every": "半年", "due": "期末后7日"},  # 7 January 2023 is a Saturday
            """
            | 2022-07-07 | 否 | 1—6月 | 2022-H1 | 2022-07-07 | 2022-07-04 | |
            | 2023-01-07 | 是 | 7—12月 | 2022-H2 | 2023-01-09 | 2023-01-03 | 截止日为休息日，建议1月6日（周五）前报送 |
            """,
        ),
        (
            {"every": "年度", "due": "2022-10-08"},  # a Saturday that is worked, after seven free days
            """
            | 2022-10-08 | 否（调休） | 全年 | 2022 | 2022-10-08 | 2022-09-28 | |
            """,
        ),
    ],
)
def test_every_period_of_a_cycle_has_its_row(cycle: dict[str, str], table: str) -> None:
    assert dues(cycle) == dedent(table).strip()


def test_a_saturday_that_is_worked_is_not_moved() -> None:
    """Ten days before 10 October 2020 there were eight free ones: the reminder goes out on 29 September."""
    filed = [milestone(date(2020, 6, 30), date(2020, 10, 10)), milestone(date(2020, 12, 31), date(2020, 12, 31))]
    assert (
        dues({"every": "节点", "due": "节点填报时限"}, year=2020, tasks=[task("1", *filed)])
        == dedent("""
        | 2020-10-10 | 否（调休） | 10月10日填报 | 2020-D1010 | 2020-10-10 | 2020-09-29 | |
        | 2020-12-31 | 否 | 12月31日填报 | 2020-D1231 | 2020-12-31 | 2020-12-28 | |
    """).strip()
    )


def test_the_whole_sheet(golden: Golden) -> None:
    """Two kinds of form are due on one day: the plan's order counts. Tasks 2 to 4 are neighbours, 6 stands alone."""
    summer = date(2022, 6, 30)
    tasks = [
        task("1", milestone(date(2022, 12, 31))),
        *(task(number, milestone(summer)) for number in ("2", "3", "4")),
        task("5", milestone(date(2022, 12, 31))),
        task("6", milestone(summer), milestone(summer)),
        replace(task("7", milestone(summer)), dropped=True),
    ]
    cycles = (
        {"form": "核定", "title": "核定表", "every": "半年", "first": "1月", "last": "6月", "due": "期末后10日"},
        {"every": "季度", "first": "6月", "last": "6月", "due": "次月10日"},
    )
    golden("reports/calendar", words(found(plan(*cycles, tasks=tasks))))


@pytest.mark.parametrize("name", PLANS)
def test_reminders_go_out_on_working_days_before_reports_are_due(name: str) -> None:
    for reporting in of_office(name).reporting_periods:
        day, period = reporting.reminder_day, reporting.period
        assert HOLIDAYS.is_working_day(day)
        worked = [day + timedelta(days=step) for step in range((period.advised - day).days)]
        assert sum(map(HOLIDAYS.is_working_day, worked)) == REMINDER_WORKING_DAYS
        assert day < period.advised <= period.due <= period.counted


@given(st.dates(date(2019, 12, 1), date(2027, 2, 1)), st.integers(0, 12))
def test_working_days_before_a_day_are_counted_without_it(day: date, count: int) -> None:
    before = HOLIDAYS.working_days_before(day, count)
    assert sum(HOLIDAYS.is_working_day(before + timedelta(days=step)) for step in range((day - before).days)) == count
    assert before == day if count == 0 else HOLIDAYS.is_working_day(before)


@pytest.mark.parametrize("name", PLANS)
def test_every_milestone_that_is_still_wanted_is_counted_once(name: str) -> None:
    calendar = of_office(name)
    wanted = [each for task in calendar.plan.tasks if not task.dropped for each in task.milestones]
    assert sorted(each.key for due in calendar.milestones_by_due_day.values() for _, each in due) == sorted(
        each.key for each in wanted
    )
    assert all(each.due == day for day, due in calendar.milestones_by_due_day.items() for _, each in due)


def test_years_without_holidays_are_told_loudly() -> None:
    """Of a plan of 2026 only what is due after the year is doubtful."""
    known = plan({"first": "11月"}, year=2026)
    assert "尚未录入" not in words(found(known))
    later = found(plan({"first": "11月", "year_end": "次年1月5日"}, year=2026))
    loud = next(cell for line in drawn(later).rows for cell in line.cells if cell and "尚未录入" in str(cell.value))
    assert str(loud.value).startswith("2027年节假日尚未录入")
    assert (loud.style, loud.column_span) == ("light-red", 11)
    assert words(later).count("2027年节假日未录入") == 1
    assert [event.uid for event in calendar_events(later, TEXTS).events if "2027年节假日未录入" in event.text] == [
        "P-JZ-2026-YE-remind@duban",
        "P-JZ-2026-YE-due@duban",
    ]
    nothing = found(plan({"first": "12月", "due": "次月20日"}, year=2031))
    assert "2031年、2032年节假日尚未录入" in words(nothing)


def events(name: str) -> list[icalendar.Event]:
    """Of an office's file, read back."""
    parsed = icalendar.Calendar.from_ical(ics.write_ics(calendar_events(of_office(name), TEXTS)))
    return parsed.events


def test_a_plan_whose_name_is_on_two_lines_has_a_calendar() -> None:
    """Calendar programs show one line; a name with a line break in it can be no other line of the file."""
    named = found(replace(plan({}), name="全县\n2022年重点工作"))
    parsed = icalendar.Calendar.from_ical(ics.write_ics(calendar_events(named, TEXTS)))
    assert "全县 2022年重点工作" in str(parsed["x-wr-calname"])


@pytest.mark.parametrize("name", PLANS)
def test_the_file_for_phones_has_every_day_of_the_sheet(name: str) -> None:
    calendar = of_office(name)
    read = events(name)
    assert len({str(event["uid"]) for event in read}) == len(read)
    days = {str(event["uid"]).removesuffix("@duban"): event.start for event in read}
    for reporting in calendar.reporting_periods:
        uid = f"{calendar.plan.code}-{reporting.kind}-{reporting.period.code}"
        assert days.pop(f"{uid}-due") == reporting.period.due
        assert days.pop(f"{uid}-remind") == reporting.reminder_day
    assert list(days.values()) == list(calendar.milestones_by_due_day)
    assert all(type(event.start) is date and event.end == event.start + timedelta(days=1) for event in read)


@pytest.mark.parametrize("name", PLANS)
def test_it_rings_at_nine_on_the_working_day_before(name: str) -> None:
    for event in events(name):
        rings = [alarm.trigger for alarm in event.alarms.times]
        if "milestones" in str(event["uid"]):
            assert rings == []
        else:
            before = HOLIDAYS.previous_working_day(event.start - timedelta(days=1))
            assert rings == [datetime.combine(before, time(9))]


def test_a_due_day_says_what_it_is() -> None:
    august = found(plan({"first": "8月", "last": "8月", "title": "进展情况表"}, issued=date(2022, 6, 2)))
    remind, due, milestones = calendar_events(august, TEXTS).events
    assert (remind.title, remind.day) == ("提醒报送：进展情况表（8月），8月20日（周六）截止", date(2022, 8, 16))
    assert (due.title, due.day) == ("进展情况表（8月）截止", date(2022, 8, 20))
    assert due.text.splitlines() == [
        "2022年8月20日（周六）截止，2022年8月22日后报送算迟报",
        "截止日为休息日，建议8月19日（周五）前报送",
    ]
    assert (milestones.title, milestones.text) == ("1个节点到期：计划", "1．任务1")


@pytest.mark.parametrize(
    ("issued", "stamp"),
    [
        (date(2022, 6, 2), datetime(2022, 6, 2, tzinfo=UTC)),
        (None, datetime(2022, 1, 1, tzinfo=UTC)),  # most plans do not print their day
    ],
)
def test_the_stamp_is_the_plans_own_day(issued: date | None, stamp: datetime) -> None:
    made = ics.write_ics(calendar_events(found(plan({}, issued=issued)), TEXTS))
    assert {event.DTSTAMP for event in icalendar.Calendar.from_ical(made).events} == {stamp}


def test_lines_end_and_fold_as_the_standard_asks() -> None:
    """No line is longer than 75 bytes, no character is torn, and signs with a meaning stay what they are."""
    title = "核定；报送,材料\\一；" * 12
    day = date(2022, 6, 20)
    made = ics.write_ics(EventCalendar("历", day, (CalendarEvent("a@duban", day, title, "一行\n又一行", day),)))
    assert made.count(b"\n") == made.count(b"\r\n")
    assert made.endswith(b"END:VCALENDAR\r\n")
    for line in made.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    (event,) = icalendar.Calendar.from_ical(made).events
    assert (event["summary"], event["description"]) == (title, "一行\n又一行")
    assert [alarm.trigger for alarm in event.alarms.times] == [datetime(2022, 6, 20, 9)]  # noqa: DTZ001 — floating


def test_what_no_line_may_hold_is_in_none() -> None:
    """Controls, half a character and breaks of lines of any kind, in whatever was typed."""
    day = date(2022, 6, 20)
    title = "一\x00\x07行\r\n又一行\u2028三\ud800"
    made = ics.write_ics(EventCalendar(title, day, (CalendarEvent("a@duban", day, title, title, day),)))
    [event] = icalendar.Calendar.from_ical(made).events
    assert event["summary"] == event["description"] == "一行\n又一行\n三\ufffd"
    assert not [sign for sign in made.decode().replace("\r\n", "") if sign < " " or sign in "\x85\u2028"]


@given(
    st.lists(
        st.tuples(st.text("任务，,;:（）1 \n", max_size=90), st.text("节点；,a\n", max_size=200), st.integers(-3, 40))
    )
)
def test_it_is_what_a_library_writes(drawn: list[tuple[str, str, int]]) -> None:
    """The same bytes, when icalendar reads the file and writes it again."""
    day = date(2022, 3, 1)
    drawn_events = [
        CalendarEvent(f"{number}@duban", day, title, text, day - timedelta(days=before))
        for number, (title, text, before) in enumerate(drawn)
    ]
    calendar = EventCalendar("报送日历", day, tuple(drawn_events))
    made = ics.write_ics(calendar)
    assert icalendar.Calendar.from_ical(made).to_ical() == made


def test_a_build_writes_the_calendar_beside_the_periods(tmp_path: Path) -> None:
    """Whatever period or kind of form is built, it is the plan's one calendar, and the same bytes."""
    clerk = Clerk(tmp_path / "desk")
    assert clerk.build("2022-06", "2022-06-03").exit == 0
    folder = clerk.folder / "output" / "taishan-2022"
    files = [folder / name for name in ("报送日历.xlsx", "报送日历.ics")]
    first = [path.read_bytes() for path in files]
    told = clerk.build("2022-07", "2022-07-04", "--json").json
    assert [path.read_bytes() for path in files] == first
    assert [Path(path).name for path in told["outputs"]][-2:] == [path.name for path in files]
    clerk.build("2022-06", "2022-06-03", "--out", tmp_path / "apart")
    assert [(tmp_path / "apart" / path.name).read_bytes() for path in files] == first
    book = load_workbook(files[0])
    assert book["报送日历"].page_setup.orientation == "landscape"
    book.close()
