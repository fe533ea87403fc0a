"""Texts ready to paste: who is reminded, what goes back, and what a receipt says was received."""

from datetime import date

import pytest

from duban.model.return_ import Outcome
from duban.model.status import FilingStatus, Status
from duban.model.submission import History, Record
from duban.reports.notices import correction_notices, receipt_notices, reminder_notices
from duban.reports.packing import HandedOutForms
from duban.value_object import replace
from tests.offices import status_of
from tests.test_reports import asked, record, small


def received(*records: Record) -> Status:
    """基财股's return alone, with these rows."""
    first = small().units[0]
    counted = first.counted_return
    assert counted
    assert counted.submission
    submission = replace(counted.submission, records={record.key: record for record in records})
    return replace(small(), units=(replace(first, counted_return=replace(counted, submission=submission)),))


@pytest.mark.parametrize(
    ("as_of", "filing", "reminded"),
    [
        (date(2022, 7, 20), FilingStatus.OWING, False),  # the last day on which a return counts as in time
        (date(2022, 7, 21), FilingStatus.OWING, True),
        (date(2022, 7, 21), FilingStatus.UNUSABLE, True),
        (date(2022, 7, 21), FilingStatus.VERSIONS_DIFFER, False),  # the clerk is to choose
        (date(2022, 7, 21), FilingStatus.FILED, False),
    ],
)
def test_a_unit_is_reminded_when_its_days_are_over_and_nothing_of_use_came(
    as_of: date,
    filing: FilingStatus,
    reminded: bool,  # noqa: FBT001
) -> None:
    units = (replace(small().units[2], filing_status=filing),)
    text = reminder_notices(replace(small(), units=units, as_of=as_of), "{{ unit.name }}")
    assert text == ("卫健所\n" if reminded else "")


def test_each_reminder_is_a_paragraph_and_names_the_newest_file_that_was_of_no_use() -> None:
    refused = small().returns[2]
    newer = replace(refused, file="回收\\卫健所（改）.xlsx", received_on=date(2022, 7, 20))
    superseded = replace(refused, file="卫健所旧.xlsx", received_on=date(2022, 7, 21), outcome=Outcome.SUPERSEDED)
    foreign = replace(refused, file="别家.xlsx", received_on=date(2022, 7, 21), unit_code="BGS")
    owing = replace(small().units[2], filing_status=FilingStatus.OWING)
    silent = replace(small().units[0], filing_status=FilingStatus.OWING, counted_return=None)
    for returns in ((refused, newer, superseded, foreign), (foreign, superseded, newer, refused)):
        status = replace(small(), returns=returns, units=(silent, owing))
        text = reminder_notices(status, "{{ unit.name }}：{{ file or '无' }}")
        assert text == "基财股：无\n\n卫健所：卫健所（改）.xlsx\n"
    assert correction_notices(replace(status, units=(silent,)), "x") == ""


@pytest.mark.parametrize(
    ("records", "tasks", "rows"),
    [
        ((record("1@0331", "f", state="已按期完成"), record("1@0630", "f", state="有困难")), "1", 2),  # once
        ((record("1@0331", "f", actual="约八成"), record("1@0630", "f")), "1", 2),  # whatever it is worth
        ((record("1", "f"), record("1@0331", "f", state=None)), "", 2),  # asked, but nothing stands there
        ((record("2", "f", progress="进展"),), "", 1),  # a task of another unit
        ((), "", 0),
    ],
)
def test_a_receipt_names_the_tasks_that_were_answered(records: tuple[Record, ...], tasks: str, rows: int) -> None:
    text = receipt_notices(received(*records), "{{ tasks or '无' }} {{ rows }}")
    assert text == f"{tasks or '无'} {rows}\n"


def test_a_receipt_names_every_task_however_many() -> None:
    """84 items go to each unit; neighbours are written as one, and none is left out behind an ellipsis."""
    numbers = ("1", "3", "4", "5", "23", "78")
    status = status_of("huizhou-2020", "assignment", date(2020, 4, 1), {})
    unit = next(unit for unit in status.units if unit.unit.code == "BGS")
    counted = unit.counted_return
    assert counted
    assert counted.submission
    records = {f"{number}~BGS": record(f"{number}~BGS", "f", opinion="参与配合") for number in numbers}
    filled = replace(counted, submission=replace(counted.submission, records=records))
    text = receipt_notices(replace(status, units=(replace(unit, counted_return=filled),)), "{{ tasks }}")
    assert text == "1、3至5、23、78\n"


def test_a_receipt_for_goals_of_a_unit_names_no_tasks() -> None:
    """A row about the unit itself is no task, though it is counted."""
    status = status_of("quanzhou-2024", "dynamic-goal", date(2024, 7, 8), {}, period_index=1)
    unit = next(unit for unit in status.units if unit.unit.code == "BGS")
    counted = unit.counted_return
    assert counted
    assert counted.submission
    goal = record("~BGS+1", "f", content="防汛")
    filled = replace(counted, submission=replace(counted.submission, records={"~BGS+1": goal}))
    text = receipt_notices(
        replace(status, units=(replace(unit, counted_return=filled),)), "{{ tasks or '无' }} {{ rows }}"
    )
    assert text == "无 1\n"


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("已按期完成", "代替“回.xlsx”，1处：E1节点情况由有困难改为已按期完成"),
        ("有困难", "代替“回.xlsx”，0处"),
    ],
)
def test_a_receipt_names_what_changed_since_the_return_that_it_replaced(state: str, says: str) -> None:
    """A unit that corrects itself sees what is held to be its word now."""
    former = received(record("1@0630", "f", state="有困难"))
    counted = received(record("1@0630", "f", state=state)).units[0]
    assert counted.counted_return
    assert former.units[0].counted_return
    first = replace(former.units[0].counted_return, file="旧/回.xlsx")
    later = replace(counted.counted_return, file="回（二稿）.xlsx", replaces=first.file)
    status = replace(former, returns=(first, later), units=(replace(counted, counted_return=later),))
    template = (
        "代替“{{ former }}”，{{ changed }}处{% for each in changes %}：{{ each.place }}{{ each.label }}"
        "由{{ each.was }}改为{{ each.now }}{% endfor %}"
    )
    assert receipt_notices(status, template) == says + "\n"


def test_a_receipt_for_what_could_not_be_read_as_a_form_names_no_tasks() -> None:
    first = small().units[0]
    assert first.counted_return
    unread = replace(first, counted_return=replace(first.counted_return, submission=None))
    assert receipt_notices(replace(small(), units=(unread,)), "{{ tasks or '无' }} {{ rows }}") == "无 0\n"


@pytest.mark.parametrize(
    ("period", "means", "due"),
    [
        (1, "", 2),  # by July both milestones of task 1 are due
        (1, "done", 1),
        (1, "done-late", 1),
        (1, "on-track", 2),
    ],
)
def test_what_was_finished_is_asked_for_no_more(period: int, means: str, due: int) -> None:
    history = History({"1@0331": (record("1@0331", "f", means=means, state="说了"),)} if means else {})
    forms = HandedOutForms(asked(period), {"JCG": "MJ-JCG"}, {}, history)
    (unit,) = forms.units
    assert forms.row_counts(unit) == {"tasks": 1, "milestones": 2, "due": due}
