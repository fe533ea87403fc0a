"""What no other sheet of a report shows is printed all the same, at the end of the last workbook."""

from datetime import date
from typing import Any

import pytest

from duban.messages.finding import Place
from duban.model.report_layout import ReportBook, ReportSheet
from duban.model.role import Role
from duban.model.status import MilestoneStatus, Status
from duban.model.submission import AnswerCell
from duban.reports.other_answers import other_answers
from duban.reports.shown_answers import RowKind, ShownAnswer, shown_answers
from duban.reports.workbooks import report_workbooks
from duban.validation.reading import validated
from duban.value_object import replace
from duban.workbook.book import Book
from tests.drawn import draw
from tests.offices import history_of, layout, report, status_of

BOOKS = (ReportBook(file="汇总报告.xlsx", sheets=("laggards",)), ReportBook(file="工作底稿.xlsx", sheets=("filings",)))
SHEETS = {name: report(name) for name in ("laggards", "filings", "slice-unit", "other-answers")}


def status(**answers: Any) -> Status:  # noqa: ANN401 — whatever a department types
    return status_of("huarong-2021", "dispatch", date(2021, 7, 8), {"3@1231": answers}, period_index=2)


def sheet_names(books: dict[str, Book]) -> list[list[str]]:
    return [[sheet.name for sheet in book.sheets] for book in books.values()]


def test_a_note_that_no_rule_asks_for_is_printed_with_its_place() -> None:
    books = report_workbooks(status(note="另文报送"), SHEETS, BOOKS)
    assert sheet_names(books) == [["滞后清单"], ["报送情况", "其他填报内容"]]
    row = draw(books["工作底稿.xlsx"].sheets[-1]).splitlines()[-1]
    assert [cell.strip() for cell in row.strip("|").split("|")][1:5] == [
        "第3项 召开“厉行节约，反对浪费”示范创建现场会。",
        "有无新进展",
        "另文报送",
        "5—6月",
    ]


def test_without_such_answers_there_is_no_such_sheet() -> None:
    books = (BOOKS[0], ReportBook(file="工作底稿.xlsx", sheets=("slice-unit",)))
    assert sheet_names(report_workbooks(status(progress="方案已定。"), SHEETS, books)) == [["滞后清单"], ["按单位"]]


def test_an_answer_with_a_role_is_printed_where_no_sheet_shows_its_column() -> None:
    """“下一步措施” of 进展跟踪表 stood only in 数据来源; here neither sheet shows progress in every row."""
    book = report_workbooks(status(progress="方案已定。"), SHEETS, BOOKS)["工作底稿.xlsx"]
    assert [sheet.name for sheet in book.sheets] == ["报送情况", "其他填报内容"]
    assert "方案已定。" in draw(book.sheets[-1])


def test_an_office_may_put_the_sheet_where_it_likes() -> None:
    """Then it stands there once, empty or not."""
    books = (ReportBook(file="汇总报告.xlsx", sheets=("other-answers",)), *BOOKS[1:])
    assert sheet_names(report_workbooks(status(note="另文报送"), SHEETS, books)) == [["其他填报内容"], ["报送情况"]]


# ---- what is listed, answer by answer


def listed(found: Status, *shown: ShownAnswer) -> list[tuple[object, ...]]:
    """Label and words of each answer, where a report shows these."""
    rows = other_answers(replace(found, shown_answers=frozenset(shown)))
    return [(row["label"], row["value"]) for row in rows if row["subject"]]


def progress_label() -> str:
    return next(column.label for column in layout("dispatch").sheets[0].columns if column.key == "progress")


@pytest.mark.parametrize(
    ("shown", "counted", "is_listed"),
    [
        ([], {}, True),
        ([ShownAnswer(RowKind.TASK, "progress")], {}, True),  # a table of tasks says nothing of it
        ([ShownAnswer(RowKind.MILESTONE, "state")], {}, True),
        ([ShownAnswer(RowKind.MILESTONE, "progress")], {}, False),
        ([ShownAnswer(RowKind.MILESTONE, "progress", newest=True)], {}, False),
        # another kind of form counts for the row: a column shows its answer, or where it has none looks behind it
        ([ShownAnswer(RowKind.MILESTONE, "progress")], {"state": "能按期完成"}, True),
        ([ShownAnswer(RowKind.MILESTONE, "progress", newest=True)], {"state": "能按期完成"}, False),
        ([ShownAnswer(RowKind.MILESTONE, "progress", newest=True)], {"progress": "另有说法。"}, True),
    ],
)
def test_an_answer_is_listed_where_no_sheet_shows_it(
    shown: list[ShownAnswer],
    counted: dict[str, str],
    is_listed: bool,  # noqa: FBT001
) -> None:
    found = status(progress="方案已定。")
    if counted:
        other = history_of("dispatch", {"3@1231": counted}, "2021-B2").last("3@1231")
        tasks = tuple(
            replace(task, milestones=tuple(replace(part, record=other) for part in task.milestones))
            if task.row.key == "3"
            else task
            for task in found.tasks
        )
        found = replace(found, tasks=tasks)
    assert listed(found, *shown) == ([(progress_label(), "方案已定。")] if is_listed else [])


def test_an_answer_that_lost_its_meaning_is_shown_by_its_own_table_still() -> None:
    """A due day was put off since: the same words stand in the same cell."""
    found = status(progress="方案已定。", state="不能按期完成")
    tasks = tuple(replace(task, milestones=tuple(map(without_meaning, task.milestones))) for task in found.tasks)
    shown = (ShownAnswer(RowKind.MILESTONE, "progress"), ShownAnswer(RowKind.MILESTONE, "state"))
    assert listed(replace(found, tasks=tasks), *shown) == []


def without_meaning(milestone: MilestoneStatus) -> MilestoneStatus:
    if milestone.record is None:
        return milestone
    values = {key: answer._replace(meaning="") for key, answer in milestone.record.values.items()}
    return replace(milestone, record=replace(milestone.record, values=values))


def test_a_day_is_printed_as_it_was_typed() -> None:
    """The column holds words and numbers; a day would stand there as its number."""
    assert [value for label, value in listed(status(expected=date(2021, 9, 30)))] == ["2021-09-30"]


def test_blank_cells_and_rows_that_nobody_answered_are_not_listed() -> None:
    assert listed(status(progress=None)) == []
    assert listed(status()) == []


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"opinion": "不宜牵头", "advice": "由办公室牵头"}, []),
        ({"opinion": "同意牵头", "supports": "办公室"}, []),
        ({"opinion": "同意牵头", "advice": "由办公室牵头"}, ["由办公室牵头"]),  # who declines is asked for advice
        ({"opinion": "参与配合", "supports": "办公室"}, ["办公室"]),
        ({"supports": "办公室"}, ["办公室"]),
    ],
)
def test_of_claims_only_what_their_columns_show_is_left_out(answers: dict[str, str], expected: list[str]) -> None:
    shown = [ShownAnswer(RowKind.CLAIM, role) for role in (Role.OPINION, Role.ADVICE, Role.SUPPORTS)]
    found = status_of("huizhou-2020", "assignment", date(2020, 4, 1), {"1~TWYK": answers})
    assert [words for _, words in listed(found, *shown)] == expected


@pytest.mark.parametrize(
    ("answers", "expected"), [({"content": "防汛", "basis": "会议"}, []), ({"basis": "会议"}, ["会议"])]
)
def test_a_row_without_a_goal_is_in_no_list_of_goals(answers: dict[str, str], expected: list[str]) -> None:
    """It is about no task: the list names the unit alone."""
    shown = frozenset(ShownAnswer(RowKind.GOAL, role) for role in (Role.CONTENT, Role.BASIS))
    found = status_of("quanzhou-2024", "dynamic-goal", date(2024, 7, 8), {"~BGS+1": answers}, period_index=1)
    rows = list(other_answers(replace(found, shown_answers=shown)))
    assert [(row["unit"], row["subject"], row["value"]) for row in rows] == [
        ("办公室", "", words) for words in expected
    ]


@pytest.mark.parametrize(
    ("plan_name", "form", "key", "answer", "subject"),
    [
        ("huarong-2021", "dispatch", "3@1231", {"note": "另报"}, "第3项 召开“厉行节约，反对浪费”示范创建现场会。"),
        ("sanshui-2020", "milestones", "3@0930#2", {"value": 1200}, "第3项 {name}第三季度 博文小学投资额"),
    ],
)
def test_what_is_asked_of_a_part_of_a_task_names_it(
    plan_name: str, form: str, key: str, answer: dict[str, object], subject: str
) -> None:
    found = status_of(plan_name, form, date(2021, 7, 8), {key: answer})
    (row,) = other_answers(found)
    task = next(task for task in found.tasks if task.task.number == "3")
    assert str(row["subject"]).replace("　", " ") == subject.format(name=task.task.name + "　").replace("　", " ")


@pytest.mark.parametrize(
    ("value", "shown", "expected"),
    [
        ("张三", False, [("填报人", "张三", "5—6月")]),
        ("张三", True, []),
        (None, False, []),
    ],
)
def test_what_stands_in_a_heading_is_listed_for_its_unit(
    value: str | None,
    shown: bool,  # noqa: FBT001
    expected: list[tuple[str, ...]],
) -> None:
    found = status()
    unit = found.units[0]
    assert unit.counted_return
    assert unit.counted_return.submission
    heading = {"reporter": AnswerCell(value, value, Place("a", "表", "B2"))}
    submission = replace(unit.counted_return.submission, heading=heading)
    units = (
        replace(unit, counted_return=replace(unit.counted_return, submission=submission)),
        replace(found.units[1], counted_return=None),
        *found.units[2:],
    )
    answers = frozenset({ShownAnswer(RowKind.HEADING, Role.REPORTER)} if shown else ())
    rows = list(other_answers(replace(found, units=units, shown_answers=answers)))
    assert [(row["label"], row["value"], row["period"]) for row in rows] == expected
    assert {(row["unit"], row["subject"]) for row in rows} <= {(unit.unit.name, "")}


@pytest.mark.parametrize(
    ("key", "role", "shown", "is_listed"),
    [
        ("who", Role.REPORTER, Role.REPORTER, False),  # by its role, whatever the office calls it
        ("who", Role.REPORTER, "who", True),
        ("phone", None, "phone", False),  # by its key where it has no role
        ("phone", None, Role.REPORTER, True),
    ],
)
def test_what_stands_in_a_heading_is_shown_by_its_role_or_by_its_key(
    key: str,
    role: Role | None,
    shown: str,
    is_listed: bool,  # noqa: FBT001
) -> None:
    found = status()
    unit, (sheet, *others) = found.units[0], found.layout.sheets
    assert unit.counted_return
    assert unit.counted_return.submission
    asked = [item for item in sheet.heading if item.asks]
    assert asked[0].asks
    column = replace(asked[0].asks, key=key, role=role)
    heading = (replace(asked[0], asks=column),)
    sheets = (replace(sheet, heading=heading), *others)
    submission = replace(
        unit.counted_return.submission, heading={key: AnswerCell("张三", "张三", Place("a", "表", "B2"))}
    )
    found = replace(
        found,
        layout=replace(found.layout, sheets=sheets),
        units=(replace(unit, counted_return=replace(unit.counted_return, submission=submission)),),
        shown_answers=frozenset({ShownAnswer(RowKind.HEADING, shown)}),
    )
    assert bool(list(other_answers(found))) == is_listed


def shown_by(**block: Any) -> set[tuple[RowKind, str, bool]]:  # noqa: ANN401 — any setting of a block
    columns = [{"key": key, "label": key} for key in block.pop("columns")]
    sheet = {"name": "表", "title": "表", "widths": (1,), "blocks": [{"columns": columns, **block}]}
    return {(shown.kind, shown.column, shown.newest) for shown in shown_answers([validated(ReportSheet, sheet)])}


@pytest.mark.parametrize(
    ("rows", "column", "shown"),
    [
        ("milestones", "answer:help", {(RowKind.MILESTONE, "help", False)}),
        ("milestones", "help", {(RowKind.MILESTONE, "help", False)}),
        ("milestones", "latest:help", {(RowKind.MILESTONE, "help", True)}),
        ("tasks", "answer:help", {(RowKind.TASK, "help", False), (RowKind.MILESTONE, "help", False)}),
        ("tasks", "latest:help", {(RowKind.TASK, "help", True)}),  # of the task itself alone
        ("tasks", "latest_file:help", set()),  # where it stands is not what it says
        ("tasks", "claim:goals", {(RowKind.CLAIM, "goals", False)}),
        ("tasks", "remark", {(RowKind.TASK, "remark", False)}),
        ("tasks", "number", set()),
        ("filings", "reporter", {(RowKind.HEADING, "reporter", False)}),
        ("filings", "help", set()),
        ("sources", "help", set()),
    ],
)
def test_a_column_shows_what_its_name_says(rows: str, column: str, shown: set[object]) -> None:
    assert shown_by(rows=rows, columns=[column]) == shown


@pytest.mark.parametrize(
    ("setting", "shows"),
    [
        ({"limit": 6}, False),
        ({"group": "flag"}, False),  # only tasks that have one are listed
        ({"group": "category"}, True),
        ({"where": ["unassigned"]}, False),
        ({"where": ["asked-for-steps"]}, True),
        ({"where": ["asked-for-steps", "unassigned"]}, False),
    ],
)
def test_a_table_of_some_rows_shows_no_answer_for_certain(setting: dict[str, Any], shows: bool) -> None:  # noqa: FBT001
    assert bool(shown_by(rows="tasks", columns=["remark"], **setting)) == shows
