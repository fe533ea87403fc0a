"""Every input that a form asks for reaches a sheet that a person reads, whatever the layout and the report.

Each input is answered with a mark of its own; afterwards every mark is looked for in all sheets but those that only
say where values come from. So it is held for each shipped kind of form, in each office that uses it, and for kinds of
form that an office may write: any rows, any roles or none, reported by any of the shipped workbooks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.messages.finding import Place
from duban.model.assignment import Assignment
from duban.model.cycle import Cycle, FilledBy
from duban.model.form_id import FormId
from duban.model.layout import Column, HeadingItem, Layout, Option, SheetLayout
from duban.model.period import Holidays, Period, list_periods
from duban.model.report_layout import ReportBook
from duban.model.return_ import Outcome, Return
from duban.model.role import Role
from duban.model.status import Status
from duban.model.submission import Answer, AnswerCell, History, Record, Submission
from duban.model.unit import Unit
from duban.model.verdict import CLAIM_MEANINGS, Meaning
from duban.reports.workbooks import report_workbooks
from duban.text.display import format_number, long_date_text, short_date_text
from duban.validation.reading import validated
from duban.value_object import replace
from duban.workbook.book import Book
from duban.workspace.plan_folder import LoadedPlan, load_plan
from duban.workspace.workspace import Workspace, open_workspace
from tests.offices import UNITS_OF_ALL_KINDS, status_of_one_form
from tests.returns import ROOT

OFFICES = ("taishan-2022", "sanshui-2020", "huarong-2021", "huizhou-2020", "quanzhou-2024")
TRACING_SHEETS = ("数据来源", "自动规范", "得分出处", "分章数据来源")
"""Nobody reads them for what was answered."""
NUMERIC, DAYS = {"number", "score"}, {"date"}


@dataclass
class Marks:
    """Answers of which no two are alike, and where each of them was given."""

    place_by_mark: dict[Answer, str] = field(default_factory=dict)
    count: int = 0

    def answer(self, column: Column, place: str) -> AnswerCell:
        count = self.count = self.count + 1
        mark: Answer = f"〔{count}〕"
        if column.kind in NUMERIC:
            mark = Decimal("7000.01") + count
        elif column.kind in DAYS:
            mark = date(2033, 1, 1) + timedelta(days=count)
        meaning = ""
        if column.kind == "choice":
            option = column.options[count % len(column.options)]
            meaning = option.means
        if meaning not in CLAIM_MEANINGS:  # who wants a task stands under “愿意牵头”, not his choice of words
            self.place_by_mark[mark] = f"{place} {column.label}"
        return AnswerCell(mark, str(mark), Place(f"回收/{place}.xlsx", "表", "A1"), meaning)

    def lost(self, books: Mapping[str, Book]) -> list[str]:
        """Where the marks were given that no sheet shows."""
        shown, words = set(), []
        for value in _read_values(books):
            shown.add(value)
            words.append(str(value))
        text = "\n".join(words)
        return [
            place
            for mark, place in self.place_by_mark.items()
            if mark not in shown and not any(spelling in text for spelling in _spellings(mark))
        ]


def _read_values(books: Mapping[str, Book]) -> Iterator[object]:
    sheets = (sheet for book in books.values() for sheet in book.sheets if sheet.name not in TRACING_SHEETS)
    return (cell.value for sheet in sheets for row in sheet.rows for cell in row.cells if cell and cell.value)


def _spellings(mark: Answer) -> tuple[str, ...]:
    if isinstance(mark, Decimal):
        return (format_number(mark),)
    return (long_date_text(mark), short_date_text(mark), str(mark)) if isinstance(mark, date) else (str(mark),)


def marked_status(assignment: Assignment, periods: Sequence[Period], layout: Layout, marks: Marks) -> Status:
    """Every input of every form answered with a mark."""
    records: dict[str, tuple[Record, ...]] = {}
    returns = []
    for unit in assignment.units:
        heading: dict[str, AnswerCell] = {}
        for sheet in layout.sheets:
            heading |= {column.key: marks.answer(column, unit.name) for column in sheet.heading_inputs}
            for row in assignment.rows(sheet, unit):
                columns = (*sheet.input_columns, layout.explanation_column)
                values = {column.key: marks.answer(column, f"{unit.name} {sheet.name} {row.key}") for column in columns}
                period, day = assignment.period.code, assignment.period.due
                records[row.key] = (Record(row.key, values, period, day, day, sheet.column_by_role),)
        returns.append(_accepted(assignment, layout, unit, heading))
    due, history = assignment.period.due, History(records)
    return status_of_one_form(assignment, periods, due, layout, history, returns)


def _accepted(assignment: Assignment, layout: Layout, unit: Unit, heading: Mapping[str, AnswerCell]) -> Return:
    form_id = FormId(assignment.plan.code, assignment.period.code, layout.code, unit.code, "ABCDEF")
    submission = Submission(
        form_id, unit.name, unit.name, heading, {}, heading_column_by_role=layout.heading_column_by_role
    )
    return Return(unit.name, unit.name, assignment.period.due, 1, Outcome.ACCEPTED, (), unit.code, submission)


@cache
def workspace(office: str) -> Workspace:
    return open_workspace(ROOT / "config.yaml", office)


def _shipped_forms() -> list[tuple[str, str]]:
    return [(name, cycle.form) for name in OFFICES for cycle in workspace(name).loaded_plan.plan.cycles]


@pytest.mark.parametrize(("office", "form"), _shipped_forms())
def test_every_answer_of_a_shipped_form_is_read(office: str, form: str) -> None:
    """In the last period, in which most is asked. The kind of form with all its years is in tests/test_demos.py."""
    folder = workspace(office)
    loaded = folder.loaded_plan
    layout = next(layout for layout in folder.layouts.values() if layout.name == form)
    cycle = next(cycle for cycle in loaded.plan.cycles if cycle.form == form)
    periods = list_periods(loaded.plan, cycle, folder.holidays)
    assignment = Assignment(loaded.plan, loaded.directory, cycle, periods[-1], layout)
    marks = Marks()
    status = marked_status(assignment, periods, layout, marks)
    books = folder.report_books.books_of_kind(layout.code)
    assert marks.place_by_mark or not assignment.units  # nobody leads anything yet in 惠州
    assert marks.lost(report_workbooks(status, folder.report_sheets, books)) == []


# ---- layouts that an office may write


PLAN = """\
计划: {名称: 要点, 年度: 2022, 单位: 某局, 编号: MJ2022, 汇总单位: 办公室, 印发日期: 2022-01-05}
填报: [{表: 表, 周期: 季度, 截止: 期末, 核定单位: 督导股}]
默认: {联系人: [甲], 责任领导: [乙], 来源: [市政府工作报告], 标识: [重点]}
任务:
  - {序号: 1, 名称: 一, 牵头: 人事股, 协办: [督导股], 类别: 甲类, 权重: 3, 指标: [{名称: 数, 目标: 5, 单位: 万元}],
     节点: [{时限: 3月底前, 内容: 子, 指标: [{名称: 数, 目标: 2, 单位: 万元}]}, {9月底前: 丑},
            {时限: 9月底前, 内容: 寅, 指标: [{名称: 数, 目标: 2, 单位: 万元}]}]}
  - {序号: 2, 名称: 二, 牵头: 督导股, 协办: [人事股, 办公室], 拟牵头: 人事股, 来源: []}
  - {序号: 3, 名称: 三, 牵头: 各股室, 分项: [前, 后], 类别: 乙类, 权重: 2}
"""
KIND_BY_ROLE = {
    Role.ACTUAL: "date",
    Role.EXPECTED: "date",
    Role.DAY: "date",
    Role.REPORTED_ON: "date",
    Role.VALUE: "number",
    Role.SHARE: "number",
    Role.SCORE: "score",
    Role.APPROVED: "score",
    Role.STATE: "choice",
    Role.OPINION: "choice",
}


@cache
def office() -> LoadedPlan:
    with TemporaryDirectory() as name:
        (Path(name) / "plan.yaml").write_text(PLAN, encoding="utf-8")
        (Path(name) / "units.yaml").write_text(UNITS_OF_ALL_KINDS, encoding="utf-8")
        return load_plan(Path(name), "plans/x")


def _input(role: Role | None, index: int) -> Column:
    options: tuple[Option, ...] = ()
    if role is Role.STATE:
        options = tuple(Option(text=meaning, means=meaning) for meaning in Meaning)
    elif role is Role.OPINION:
        options = tuple(Option(text=meaning, means=meaning) for meaning in (*CLAIM_MEANINGS, ""))
    kind = KIND_BY_ROLE.get(role, "text") if role else "text"
    return Column(key=f"c{index}", label=f"栏{index}", kind=kind, max=20, role=role, options=options)


roles = st.lists(st.sampled_from([None, *Role]), min_size=1, max_size=6, unique_by=lambda role: role or object())


@st.composite
def sheets(draw: st.DrawFn, number: int) -> SheetLayout:
    columns = [_input(role, index) for index, role in enumerate(draw(roles))]
    asked = [_input(role, 100 + index) for index, role in enumerate(draw(roles))] if draw(st.booleans()) else []
    return SheetLayout(
        key=f"s{number}",
        name=f"表{number}",
        rows=draw(st.sampled_from(["task", "milestone", "target", "unit"])),
        of=draw(st.sampled_from(["lead", "lead", "support"])),
        slots=draw(st.sampled_from([0, 0, 0, 2])),
        title="表",
        heading=tuple(HeadingItem(text="", at="A", asks=column, asks_at="A") for column in asked),
        columns=(Column(key="number", label="序号", shows="task.number"), *columns),
    )


@st.composite
def layouts(draw: st.DrawFn) -> Layout:
    """One to three sheets; no two of them about the same rows, whose answers would be one record."""
    drawn = [draw(sheets(number)) for number in range(draw(st.integers(1, 3)))]
    by_rows = {(sheet.rows, sheet.of, bool(sheet.slots)): sheet for sheet in drawn}
    headings = [sheet if index == 0 else replace(sheet, heading=()) for index, sheet in enumerate(by_rows.values())]
    return Layout(name="表", code="B", sheets=tuple(headings))


@st.composite
def report_books(draw: st.DrawFn) -> tuple[str, tuple[ReportBook, ...]]:
    """Workbooks that some office has for some kind of form, perhaps without some of their sheets."""
    office_name = draw(st.sampled_from(OFFICES))
    kinds = workspace(office_name).report_books
    books = draw(st.sampled_from([kinds.books, *kinds.kinds.values()]))
    kept = [tuple(sheet for sheet in book.sheets if draw(st.integers(0, 3))) or book.sheets[:1] for book in books]
    return office_name, tuple(replace(book, sheets=names) for book, names in zip(books, kept, strict=True))


def _sheet_of_all_roles(number: int, **fields: object) -> SheetLayout:
    columns = [_input(role, index) for index, role in enumerate([None, *Role])]
    number_column = Column(key="number", label="序号", shows="task.number")
    whole = {"key": f"s{number}", "name": f"表{number}", "title": "表", "columns": (number_column, *columns), **fields}
    return validated(SheetLayout, whole)


def _layout_of_all_roles(**fields: object) -> Layout:
    """Every role and none, in rows of all kinds and in the heading."""
    tables = [
        _sheet_of_all_roles(number, rows=rows, **fields)
        for number, rows in enumerate(("task", "milestone", "target", "unit"))
    ]
    asked = [_input(role, 100 + index) for index, role in enumerate([None, *Role])]
    heading = tuple(HeadingItem(text="", at="A", asks=column, asks_at="A") for column in asked)
    return Layout(name="表", code="B", sheets=(replace(tables[0], heading=heading), *tables[1:]))


def _reports() -> list[tuple[str, str]]:
    """Office and kind of form, for every set of workbooks that differs."""
    reports: dict[str, tuple[str, str]] = {}
    for name in OFFICES:
        kinds = workspace(name).report_books
        for code in ("", *kinds.kinds):
            reports.setdefault(str(kinds.books_of_kind(code)), (name, code))
    return list(reports.values())


def lost_answers(layout: Layout, filler: FilledBy, office_name: str, books: tuple[ReportBook, ...]) -> list[str]:
    """What of a form of the small office reaches no sheet of a report."""
    loaded = office()
    cycle: Cycle = replace(loaded.plan.cycles[0], filler=filler)
    periods = list_periods(loaded.plan, cycle, Holidays())
    assignment = Assignment(loaded.plan, loaded.directory, cycle, periods[-1], layout)
    marks = Marks()
    status = marked_status(assignment, periods, layout, marks)
    return marks.lost(report_workbooks(status, workspace(office_name).report_sheets, books))


@pytest.mark.parametrize("fields", [{}, {"of": "support"}, {"slots": 2}, {"of": "support", "slots": 2}], ids=str)
@pytest.mark.parametrize(("office_name", "code"), _reports())
def test_every_answer_of_every_role_is_read(office_name: str, code: str, fields: dict[str, object]) -> None:
    books = workspace(office_name).report_books.books_of_kind(code)
    for filler in (FilledBy.LEAD, FilledBy.EVERY_UNIT, FilledBy.UNASSIGNED):
        assert lost_answers(_layout_of_all_roles(**fields), filler, office_name, books) == []


@settings(max_examples=30)
@given(layouts(), st.sampled_from(FilledBy), report_books())
def test_every_answer_of_any_form_is_read(
    layout: Layout, filler: FilledBy, reported: tuple[str, tuple[ReportBook, ...]]
) -> None:
    assert lost_answers(layout, filler, *reported) == []
