"""A small office and its returns, all in memory: forms as bytes, answers as drawn tables, findings as lines."""

import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from string import ascii_uppercase
from tempfile import TemporaryDirectory

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from duban.formats.opened_file import OpenedFile
from duban.formats.opening import open_file
from duban.forms import FormBatch, design_form
from duban.journeys.second_look import look_again
from duban.messages.finding import Finding, Severity
from duban.model.decision import OwnerGuess
from duban.model.period import Holidays, Period, list_periods
from duban.model.snapshot import Snapshot
from duban.model.submission import Answer, History, Record, Submission
from duban.model.unit import Unit
from duban.returns.checks.answered_form import build_answered_form, check_against_history, check_return
from duban.returns.checks.explained import drop_consequences
from duban.returns.expected_form import ExpectedForms
from duban.returns.identify import identify_form
from duban.returns.own_texts import OwnTexts
from duban.returns.parse import parse_form
from duban.workbook.book import Book
from duban.workbook.grid import WorkbookGrid
from duban.workspace.plan_folder import LoadedPlan, load_plan
from duban.workspace.workspace import Workspace, open_workspace
from duban.writers.xlsx import write_workbook
from tests.offices import unit_printed

ROOT = Path(__file__).parents[1]
TASK_SHEET, MILESTONE_SHEET = "进展情况表", "节点确认"  # the form is called as its first sheet
FILE = "回.xlsx"

UNITS = """\
机构:
  - {名称: 基财股, 代码: JCG}
  - {名称: 督导室, 代码: DDS, 别名: [督导组]}
"""
PLAN = """\
计划: {名称: 2022年重点工作一览表, 年度: 2022, 单位: 某局, 编号: MJ2022, 印发日期: 2022-06-02, 汇总单位: 局办公室}
填报:
  - {表: 进展情况表, 标题: 重点工作进展情况表, 周期: 每月, 从: 6月, 到: 12月, 截止: 20日, 累计: 是, 审签: 分管领导}
默认: {节点引语: 关键节点：}
任务:
  - {序号: 1, 名称: 新校区, 内容: 建设新校区。, 牵头: 基财股, 协办: [督导组], 来源: [民生实事],
     节点: [{3月底前: 完成招标。}, {6月底前: 开工。}]}
  - {序号: 2, 名称: 双减, 内容: 推进双减。, 牵头: 督导室, 协办: [基财股],
     节点: [{5月底前: 出台方案。}, {6月底前: 全面检查。}, {9月底前: 巩固提升。}]}
  - {序号: 3, 名称: 护苗, 内容: 开展护苗行动。, 牵头: 督导室,
     节点: [{年底前: 完成总结。}]}
"""
BEFORE_ISSUE, JUNE, SEPTEMBER, YEAR_END = "2@0531", "2@0630", "2@0930", "3@1231"
"""The keys of the four milestones of 督导室, by when they fall due."""

COMPLETE_TASKS = """
    | 任务 | 进展情况   |
    | 2   | 方案已出台 |
    | 3   | 已部署     |
"""
COMPLETE_MILESTONES = """
    | 节点   | 节点情况   |
    | 2@0531 | 已按期完成 |
    | 2@0630 | 能按期完成 |
"""
COMPLETE_HEADING = {"填报人": "张三", "填报日期": date(2022, 6, 18)}

InputKey = tuple[str, str]
"""A row key (empty for the heading) and the label of a column."""


@cache
def workspace() -> Workspace:
    """This repository's own: its templates, as shipped."""
    return open_workspace(ROOT / "config.yaml", None)


@cache
def office() -> LoadedPlan:
    """Two units, three tasks, six milestones; 督导室 answers for two tasks with four milestones."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "plan.yaml").write_text(PLAN, encoding="utf-8")
        (folder / "units.yaml").write_text(UNITS, encoding="utf-8")
        return load_plan(folder, "plans/x")


def unit(name: str = "督导室") -> Unit:
    return unit_printed(office().directory, name)


@cache
def all_periods() -> tuple[Period, ...]:
    """June to December; holidays are left out of it."""
    plan = office().plan
    return list_periods(plan, plan.cycles[0], Holidays())


@cache
def snapshot(period: str = "2022-06") -> Snapshot:
    """What the small office's forms of a period are issued from."""
    loaded = office()
    return Snapshot(
        plan=loaded.plan,
        directory=loaded.directory,
        layout=next(layout for layout in workspace().layouts.values() if layout.name == TASK_SHEET),
        config=workspace().config,
        cycle=loaded.plan.cycles[0],
        period=next(each for each in all_periods() if each.code == period),
    )


def expected_forms(period: str = "2022-06", issued_from: Snapshot | None = None) -> ExpectedForms:
    """What the small office's forms of a period ask."""
    return ExpectedForms(issued_from or snapshot(period), OwnTexts.of(workspace().messages))


@cache
def _digest(period: str) -> str:
    return snapshot(period).digest


def form_batch(period: str = "2022-06", history: History | None = None) -> FormBatch:
    """One batch of forms."""
    return FormBatch(snapshot(period), _digest(period), workspace().messages, history or History())


def blank_form(period: str = "2022-06", history: History | None = None, name: str = "督导室") -> bytes:
    """The blank form of a unit, as it is issued."""
    return _form(period, name) if history is None else book_bytes(design_form(form_batch(period, history), unit(name)))


@cache
def _form(period: str, name: str) -> bytes:
    return book_bytes(design_form(form_batch(period), unit(name)))


def book_bytes(book: Book) -> bytes:
    return write_workbook(book, workspace().resolved_styles)


# ---- what a department does to a form, with openpyxl ----


def edited(data: bytes, *changes: Callable[[Workbook], object]) -> bytes:
    """The workbook after some changes to it."""
    book = load_workbook(io.BytesIO(data))
    for change in changes:
        change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def type_values(values: Mapping[InputKey, object], *, strict: bool = True) -> Callable[[Workbook], None]:
    """Type values into inputs; strict: a locked cell is an error, a department cannot do more."""

    def change(book: Workbook) -> None:
        places = _places(book)
        for where, value in values.items():
            cell = places[where]
            assert not (strict and cell.protection.locked), f"{cell.coordinate} is locked"
            type_into(cell, value)

    return change


def type_into(cell: Cell, value: object) -> None:
    """As a person types: what begins with = into a text cell is text."""
    cell.value = value  # type: ignore[assignment]  # whatever a test wants to see there
    if isinstance(value, str):
        cell.data_type = "s"


def _places(book: Workbook) -> dict[InputKey, Cell]:
    """Every cell of the tables and of the heading, by where people would say that it is."""
    places: dict[InputKey, Cell] = {}
    for name in (TASK_SHEET, MILESTONE_SHEET):
        sheet = book[name]
        header = next(row for row in sheet.iter_rows() if any(cell.value == "编号" for cell in row))
        for row in sheet.iter_rows(max_row=header[0].row):
            for cell, beside in pairwise(row):
                if str(cell.value).endswith("：") and isinstance(beside, Cell):
                    places["", str(cell.value).rstrip("：")] = beside
        for row in sheet.iter_rows(min_row=(header[0].row or 0) + 1):
            key = next((str(cell.value).partition("/")[2] for cell in reversed(row) if is_key(cell.value)), "")
            if key:
                places |= {(key, str(head.value)): cell for head, cell in zip(header, row, strict=True)}  # type: ignore[misc]
    return places


def is_key(value: object) -> bool:
    """Whether this is a row key: a form code, a stroke, and what the row is about."""
    return isinstance(value, str) and value.startswith("MJ2022-") and "/" in value


def drawn_cells(drawn: str) -> dict[InputKey, object]:
    """The cells of a drawn table: row keys in the first column; a blank is left alone, ISO days are real days."""
    head, *rows = ([part.strip() for part in line.strip().strip("|").split("|")] for line in drawn.strip().splitlines())
    return {
        (row[0], label): _value(word) for row in rows for label, word in zip(head[1:], row[1:], strict=True) if word
    }


def _value(word: str) -> object:
    return date.fromisoformat(word) if re.fullmatch(r"\d{4}-\d\d-\d\d", word) else word


def heading_inputs(values: Mapping[str, object]) -> dict[InputKey, object]:
    return {("", label): value for label, value in values.items()}


def filled_form(
    *tables: str, heading: Mapping[str, object] = COMPLETE_HEADING, data: bytes | None = None, complete: bool = True
) -> bytes:
    """A form with answers in it. complete: all that June's form of 督导室 owes; the tables then say what differs."""
    values: dict[InputKey, object] = {}
    for drawn in ((COMPLETE_TASKS, COMPLETE_MILESTONES) if complete else ()) + tables:
        values |= drawn_cells(drawn)
    return edited(blank_form() if data is None else data, type_values(heading_inputs(heading) | values))


def filled_form_except(cells: Mapping[InputKey, object]) -> bytes:
    """A form that is filled as it should be, but for some cells; None empties one."""
    said = drawn_cells(COMPLETE_TASKS) | drawn_cells(COMPLETE_MILESTONES)
    return edited(blank_form(), type_values(heading_inputs(COMPLETE_HEADING) | said | dict(cells)))


# ---- what we make of it ----


@dataclass(frozen=True)
class ParsedReturn:
    """A return that was read, and what was found in it; what names a line names that of its place."""

    submission: Submission = field(repr=False)
    findings: tuple[Finding, ...]
    row_match: OwnerGuess | None = None

    def __post_init__(self) -> None:
        for finding in self.findings:
            if isinstance(finding.facts.get("line"), int):  # else a milestone's words
                assert finding.place.cell.lstrip(ascii_uppercase) == str(finding.facts["line"]), finding

    @property
    def finding_lines(self) -> list[str]:
        """`节点确认!G5 missing` for each finding, in the order in which they were told."""
        return [finding_line(finding) for finding in self.findings]

    @property
    def problem_lines(self) -> list[str]:
        """Likewise, without mere notes."""
        return [finding_line(finding) for finding in self.findings if severity_of(finding) is not Severity.NOTE]

    def answer(self, row: str, label: str) -> Answer:
        """What was accepted in a cell."""
        if not row:
            key = next(column.key for column in snapshot().layout.sheets[0].heading_inputs if column.label == label)
            return self.submission.heading[key].value
        return self.submission.records[row].answer(column_key(label))

    def history_lines(self, past: History) -> list[str]:
        """What earlier periods give to ask about it."""
        return [
            finding_line(finding)
            for finding in check_against_history(
                build_answered_form(self.submission, self._snapshot, workspace().wording), past
            )
        ]

    @property
    def _snapshot(self) -> Snapshot:
        return snapshot(self.submission.form_id.period)

    def history(self, before: History | None = None) -> History:
        """As if all of it was accepted."""
        return (before or History()).extended_by(self.submission.records)


def parse_return(data: bytes, file: str = FILE, *, by_text: bool = False) -> ParsedReturn:
    """Read a return as compile does; it must be one of our forms."""
    opened = open_file(data)
    return parse_grid(opened.grid(), file, opened, by_text=by_text)


def parse_grid(
    grid: WorkbookGrid, file: str = FILE, opened: OpenedFile | None = None, *, by_text: bool = False
) -> ParsedReturn:
    """The same from a grid; without the file no cell is looked at again."""
    identity = identify_form(grid)
    assert identity.form_id is not None, identity
    issued = expected_forms(identity.form_id.period)
    intake = parse_form(grid, file, "", identity.form_id, issued, by_text=by_text)
    if opened and (seen := look_again(opened, grid, intake)) is not grid:
        intake = parse_form(seen, file, "", identity.form_id, issued, by_text=by_text)
    submission = intake.submission
    checked = check_return(build_answered_form(submission, issued.snapshot, workspace().wording))
    found = drop_consequences((*intake.findings, *checked), submission, severity_of)
    return ParsedReturn(submission, found, intake.row_match)


def correction_copy(
    parsed: ParsedReturn, history: History | None = None, more_findings: Sequence[Finding] = ()
) -> Book:
    """The correction copy that compile makes for a return."""
    return design_form(
        form_batch(parsed.submission.form_id.period, history),
        unit(),
        parsed.submission,
        (*parsed.findings, *more_findings),
    )


def finding_line(finding: Finding) -> str:
    spot = "!".join(part for part in (finding.place.sheet, finding.place.cell) if part)
    return f"{spot} {finding.code}".strip()


def message_text(finding: Finding) -> str:
    return workspace().messages.message(finding).text


def severity_of(finding: Finding) -> Severity:
    return workspace().messages.severity(finding)


def column_key(label: str) -> str:
    """The key of the column with this header."""
    return next(c.key for sheet in snapshot().layout.sheets for c in sheet.columns if c.label == label)


def answers_by_cell(records: Iterable[Record]) -> dict[tuple[str, str], Answer]:
    """Every answer that is given, by row and column key."""
    return {
        (record.key, column): value.value
        for record in records
        for column, value in record.values.items()
        if value.value is not None
    }


def read_sheet(data: bytes, name: str) -> Worksheet:
    found = load_workbook(io.BytesIO(data))[name]
    assert isinstance(found, Worksheet)
    return found
