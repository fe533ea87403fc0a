"""Whose form came back, and what stands in it: columns by their header, rows by their key, never by position."""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill, Protection
from openpyxl.worksheet.worksheet import Worksheet

from duban.formats.opening import read_workbook
from duban.messages.finding import Finding, Place, Severity
from duban.model.form_id import FormId, contains_form_code
from duban.returns.identify import identify_form
from duban.returns.parse import parse_form
from duban.value_object import replace
from duban.workbook.grid import CellValue, SheetGrid, WorkbookGrid
from tests import returns
from tests.returns import (
    BEFORE_ISSUE,
    FILE,
    JUNE,
    MILESTONE_SHEET,
    SEPTEMBER,
    TASK_SHEET,
    InputKey,
    blank_form,
    edited,
    filled_form_except,
    parse_return,
)

Change = Callable[[Workbook], object]

ANSWERS: dict[InputKey, object] = {
    ("2", "存在问题和下一步工作计划"): "缺人\n已申请",
    ("3", "备注"): "见附件",
    (BEFORE_ISSUE, "节点情况"): "已逾期完成",
    (BEFORE_ISSUE, "实际完成日期"): date(2022, 6, 10),
    (SEPTEMBER, "节点情况"): "有困难",
    (SEPTEMBER, "预计完成日期"): date(2022, 10, 31),
    (SEPTEMBER, "原因"): "缺人",
    (SEPTEMBER, "需协调事项"): "请财政支持",
}
RETURN = filled_form_except(ANSWERS)
GRID = read_workbook(RETURN)
ISSUED = parse_return(blank_form()).submission.form_id


def found(*changes: Change, data: bytes = RETURN) -> list[str]:
    return parse_return(edited(data, *changes)).finding_lines


def says(data: bytes) -> object:
    return parse_return(data).submission.answers()


# ---- what changes nothing ----


def sort_rows(order: Sequence[int]) -> Change:
    """Sort the rows 4 to 7 of the milestones, keys and all, as a person who lifted the protection would."""

    def change(book: Workbook) -> None:
        sheet = book[MILESTONE_SHEET]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4, max_row=7)]
        for at, number in enumerate(order, 4):
            for column, value in enumerate(rows[number], 1):
                sheet.cell(at, column).value = value

    return change


@settings(max_examples=8)
@given(st.permutations(range(4)))
def test_the_order_of_rows_changes_nothing(order: list[int]) -> None:
    assert says(edited(RETURN, sort_rows(order))) == says(RETURN)


def move_columns(name: str, order: str) -> Change:
    """Put the columns of a table in another order, header and all; the line above the table stays."""

    def change(book: Workbook) -> None:
        sheet = book[name]
        first = 4 if name == TASK_SHEET else 3
        for row in sheet.iter_rows(min_row=first, max_row=7 if name == MILESTONE_SHEET else 6):
            values = {cell.coordinate.rstrip("0123456789"): cell.value for cell in row}
            for cell, source in zip(row, order, strict=True):
                cell.value = values[source]

    return change


def rename(name: str) -> Change:
    return lambda book: setattr(book[name], "title", "汇总（改）")


def add_column(name: str) -> Change:
    """A column of notes in the midst of the table: all to its right moves, keys too."""

    def change(book: Workbook) -> None:
        sheet = book[name]
        for merged in list(sheet.merged_cells):
            sheet.unmerge_cells(str(merged))
        sheet.insert_cols(3)
        sheet["C4"].value = "经办人意见"
        sheet["C5"].value = "已核"

    return change


def hide(book: Workbook) -> None:
    for row in range(4, 7):
        book[MILESTONE_SHEET].row_dimensions[row].hidden = True


def show_all(book: Workbook) -> None:
    """As LibreOffice leaves it, or somebody who looked."""
    for sheet in book:
        sheet.sheet_state = "visible"
        sheet.protection.sheet = False


def spaced_headers(book: Workbook) -> None:
    """Retyped, wrapped and padded: the same words."""
    book[TASK_SHEET]["F4"].value = " 进展\n情况　"
    book[MILESTONE_SHEET]["J3"].value = "原　因"


def only_the_tables(book: Workbook) -> None:
    """Copied into a new workbook: guide and hidden sheets are gone."""
    for name in ("填报说明", "_meta", "_last"):
        del book[name]


def notes_around(book: Workbook) -> None:
    """A note below the table, outside the inputs, and one to the right of all."""
    book[TASK_SHEET]["A12"].value = "以上情况属实"
    book[MILESTONE_SHEET]["R2"].value = "收"


def pasted(book: Workbook) -> None:
    """Pasted with its format: locked now, coloured, without its rule, and with a comment that says more."""
    cell = book[MILESTONE_SHEET]["G5"]
    cell.protection = Protection(locked=True)
    cell.fill = PatternFill("solid", "FF0000")
    cell.comment = Comment("其实还没完成", "张三")
    book[MILESTONE_SHEET].data_validations.dataValidation = []


@pytest.mark.parametrize(
    "change",
    [
        move_columns(TASK_SHEET, "AHGFEDCBI"),
        move_columns(MILESTONE_SHEET, "MLKJIHGFEDCBA"),
        rename(TASK_SHEET),
        rename(MILESTONE_SHEET),
        add_column(TASK_SHEET),
        add_column(MILESTONE_SHEET),
        hide,
        show_all,
        spaced_headers,
        only_the_tables,
        notes_around,
        pasted,
        lambda book: book.move_sheet(MILESTONE_SHEET, -1),
        lambda book: book.create_sheet("草稿", 0),
        lambda book: book[TASK_SHEET].insert_rows(1, 3),
    ],
    ids=[
        "moved-words",
        "moved-nodes",
        "renamed-words",
        "renamed-nodes",
        "wider-words",
        "wider-nodes",
        "hidden",
        "shown",
        "headers",
        "bare",
        "notes",
        "pasted",
        "sheets",
        "draft",
        "lower",
    ],
)
def test_how_a_form_was_handled_does_not_change_what_it_says(change: Change) -> None:
    """Rows sorted, columns moved, sheets renamed: the same values, and nothing to tell but notes."""
    taken = parse_return(edited(RETURN, change))
    assert taken.submission.answers() == parse_return(RETURN).submission.answers()
    assert taken.problem_lines == []


def test_an_edited_file_name_says_nothing() -> None:
    assert parse_return(RETURN, "基财股-最终版(1).xlsx").submission.form_id.unit == "DDS"


# ---- what was done to the table ----


def delete(name: str, row: int) -> Change:
    return lambda book: book[name].delete_rows(row)


def copy_row(sheet: Worksheet, row: int, to: int) -> None:
    for number, cell in enumerate(sheet[row], 1):
        sheet.cell(to, number).value = cell.value


def double(book: Workbook) -> None:
    """The row of task 3 once more, below the table."""
    copy_row(book[TASK_SHEET], 6, 8)


def own_row(book: Workbook) -> None:
    """A task of their own, in a row that they put in."""
    book[TASK_SHEET].unmerge_cells("A7:H7")  # openpyxl leaves the line under the table where it was
    book[TASK_SHEET].insert_rows(6)
    book[TASK_SHEET].merge_cells("A8:H8")
    book[TASK_SHEET]["B6"].value = "新增任务"
    book[TASK_SHEET]["F6"].value = "已开工"


def unknown_key(book: Workbook) -> None:
    """A row whose key was drawn down by the fill handle."""
    copy_row(book[TASK_SHEET], 6, 8)
    book[TASK_SHEET]["I8"].value = f"{ISSUED.code}/4"


def edit_lock(book: Workbook) -> None:
    book[MILESTONE_SHEET]["F5"].value = date(2022, 7, 31)
    book[TASK_SHEET]["D5"].value = "推进双减。"


def clear(name: str, cell: str) -> Change:
    return lambda book: setattr(book[name][cell], "value", None)


@pytest.mark.parametrize(
    ("change", "name"), [(delete(TASK_SHEET, 5), "双减"), (delete(MILESTONE_SHEET, 5), "二是6月底前全面检查。")]
)
def test_a_row_that_is_missing_is_called_by_its_milestone_or_its_task(change: Change, name: str) -> None:
    assert [finding.facts["name"] for finding in parse_return(edited(filled_form_except({}), change)).findings] == [
        name
    ]


@pytest.mark.parametrize(
    ("change", "bad"),
    [
        (delete(TASK_SHEET, 6), ["进展情况表 row-missing"]),
        (delete(MILESTONE_SHEET, 5), ["节点确认 row-missing"]),
        (double, ["进展情况表!A8 row-twice"]),
        (own_row, ["进展情况表!F6 row-added"]),
        (unknown_key, ["进展情况表!A8 row-unknown"]),
        (
            clear(TASK_SHEET, "I6"),
            ["进展情况表 row-missing", "进展情况表!F6 row-added"],
        ),  # its key is gone: nobody knows whose it is
        (clear(TASK_SHEET, "F4"), ["进展情况表 column-missing"]),
        (clear(MILESTONE_SHEET, "G3"), ["节点确认 column-missing"]),
        (clear(TASK_SHEET, "G3"), ["进展情况表 label-missing"]),
        (lambda book: book.remove(book[MILESTONE_SHEET]), ["sheet-missing"]),
    ],
    ids=["row-gone", "node-gone", "twice", "own-row", "unknown", "keyless", "header", "node-header", "label", "sheet"],
)
def test_what_was_done_to_a_table_is_told_where_it_shows(change: Change, bad: list[str]) -> None:
    """With the place in the file as it came back; the other rows are read all the same."""
    taken = parse_return(edited(RETURN, change))
    assert taken.problem_lines == bad
    assert len(taken.submission.records) >= 2


def test_locked_words_that_were_changed_are_told_and_the_issued_ones_count() -> None:
    taken = parse_return(edited(RETURN, edit_lock))
    assert taken.finding_lines == ["进展情况表!D5 locked-edited", "节点确认!F5 locked-edited"]
    assert taken.findings[1].facts["was"] == "2022-06-30"
    assert taken.findings[1].facts["now"] == "2022-07-31"
    assert taken.submission.records[JUNE].answer("state") == "能按期完成"


@pytest.mark.parametrize(
    ("cell", "words", "told"),
    [
        ("A3", "填报股室：基财股", ["heading-of-another", "extras-found"]),
        ("A3", "填报股室:督导室（李四）", ["extras-found"]),
        ("A3", "填报股室：", ["extras-found"]),  # nobody is named
        ("I3", "抄送：基财股", ["extras-found"]),  # beside its own name
    ],
)
def test_a_heading_that_names_another_unit_is_asked_about(cell: str, words: str, told: list[str]) -> None:
    """Somebody filled in the form of another unit and put the own name above it."""

    def change(book: Workbook) -> None:
        book[TASK_SHEET][cell].value = words

    taken = parse_return(edited(RETURN, change))
    assert taken.finding_lines == [f"{TASK_SHEET}!{cell} {code}" for code in told]


def test_what_is_wrong_with_a_row_silences_what_would_follow_from_it() -> None:
    """A deleted row owes nothing more; a deleted column is told once, not once a row."""
    taken = parse_return(edited(blank_form(), delete(TASK_SHEET, 6), clear(MILESTONE_SHEET, "G3")))
    assert [each for each in taken.problem_lines if "missing" in each] == [
        "进展情况表 row-missing",
        "节点确认 column-missing",
        "进展情况表!F3 missing",
        "进展情况表!H3 missing",
        "进展情况表!F5 missing",
    ]


def test_two_columns_of_one_name_are_not_guessed_between() -> None:
    """Somebody put in a second 进展情况, left of the true one: nobody knows which counts."""

    def change(book: Workbook) -> None:
        sheet = book[TASK_SHEET]
        sheet["B4"].value = "进展情况"
        sheet["B5"].value = "旧的内容"

    taken = parse_return(edited(RETURN, change))
    assert taken.answer("2", "进展情况") != "旧的内容"
    assert any("进展情况表" in each for each in taken.problem_lines)


def test_two_sheets_with_the_same_table_are_not_guessed_between() -> None:
    """A copy of the sheet was filled in, the first one left as it was: nobody knows which counts."""

    def change(book: Workbook) -> None:
        again = book.copy_worksheet(book[TASK_SHEET])
        again["F5"].value = "另一种说法"

    assert parse_return(edited(RETURN, change)).problem_lines != []


def test_findings_stand_in_the_order_of_the_file() -> None:
    """Twelve unknown keys in a row: told from top to bottom, in every run the same."""

    def change(book: Workbook) -> None:
        for number in range(12):
            copy_row(book[TASK_SHEET], 6, 8 + number)
            book[TASK_SHEET].cell(8 + number, 9).value = f"{ISSUED.code}/X{number}"

    assert found(change) == [f"进展情况表!A{8 + number} row-unknown" for number in range(12)]


def test_every_finding_of_a_return_has_its_sentence_and_a_place_in_the_file() -> None:
    """Damage of every sort in one file: every sentence can be filled, and every place is a cell that exists."""
    data = edited(
        filled_form_except(
            {("2", "进展情况"): 5, ("3", "进展情况"): "", (JUNE, "节点情况"): "完成", (SEPTEMBER, "原因"): "缺人"}
        ),
        double,
        own_row,
        edit_lock,
        clear(MILESTONE_SHEET, "I3"),
        clear(TASK_SHEET, "E3"),
    )
    book = load_workbook(io.BytesIO(data))
    taken = parse_return(data)
    assert len({finding.code for finding in taken.findings}) >= 6
    for finding in taken.findings:
        sentence = returns.workspace().messages.message(finding)
        assert sentence.text
        assert sentence.hint
        assert finding.place.file == FILE
        assert finding.place.sheet in book.sheetnames
        assert finding.place.cell == "" or book[finding.place.sheet][finding.place.cell] is not None


def test_a_formula_that_a_person_typed_counts_with_the_value_that_it_has() -> None:
    """Excel keeps the worked out value beside the formula."""
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(RETURN)) as old, zipfile.ZipFile(data, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                text, count = re.subn(
                    '<c r="F5"[^>]*>.*?</c>', '<c r="F5" t="str"><f>"已"&amp;"开工"</f><v>已开工</v></c>', text
                )
                assert count == 1
            new.writestr(name, text)
    taken = parse_return(data.getvalue())
    assert (taken.answer("2", "进展情况"), taken.problem_lines) == ("已开工", [])


# ---- whose form ----


def problem(data: bytes) -> tuple[str, int, tuple[str, str]]:
    """What is wrong with its identity, how many codes were seen, and where to look."""
    identity = identify_form(read_workbook(data))
    codes = str(identity.facts.get("codes", ""))
    return identity.problem, len(codes.split("、")) if codes else 0, identity.problem_at


def everywhere(old: str, new: str) -> Change:
    """Replace a word wherever it stands."""

    def change(book: Workbook) -> None:
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    if isinstance(cell.value, str) and old in cell.value:
                        cell.value = cell.value.replace(old, new)

    return change


def code_of(name: str = "督导室", period: str = "2022-06") -> str:
    return returns.form_batch(period).form_id(returns.unit(name)).code


def only_key_from(code: str) -> Change:
    """One row of another form pasted over one of ours, key and all."""
    return lambda book: setattr(book[TASK_SHEET]["I6"], "value", f"{code}/1")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (everywhere(ISSUED.code, ISSUED.code[:-1] + ("0" if ISSUED.code[-1] != "0" else "1")), "seal-damaged"),
        (everywhere("-DDS-", "-JCG-"), "seal-damaged"),  # patched to be another unit's
        (everywhere("2022-06-JZ", "2022-07-JZ"), "seal-damaged"),
        (everywhere(ISSUED.code, ""), "no-seal"),
        (only_key_from(code_of("基财股")), "seals-differ"),
        (only_key_from(code_of(period="2022-07")), "seals-differ"),
    ],
    ids=["mistyped", "other-unit", "other-month", "erased", "pasted-unit", "pasted-month"],
)
def test_a_form_that_does_not_say_whose_it_is_is_refused_as_a_whole(change: Change, code: str) -> None:
    at = {"seals-differ": (TASK_SHEET, "I6"), "seal-damaged": (TASK_SHEET, "I4"), "no-seal": ("", "")}
    assert problem(edited(RETURN, change)) == (code, 2 if code == "seals-differ" else 0, at[code])
    assert returns.workspace().messages.severity(Finding(code, Place(FILE))) is Severity.MUST


def test_a_workbook_of_somebody_elses_is_no_form() -> None:
    book = Workbook()
    assert book.active is not None
    book.active["A1"] = "2022年重点工作-进展-情况-表-督导室-6月"
    file = io.BytesIO()
    book.save(file)
    assert problem(file.getvalue()) == ("no-seal", 0, ("", ""))


@pytest.mark.parametrize(
    "keep",
    ["code", "keys", "meta"],
)
def test_one_of_the_places_where_the_code_stands_is_enough(keep: str) -> None:
    """The visible code, the row keys and the hidden sheet: the others may be lost."""

    def change(book: Workbook) -> None:
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    kind = "meta" if sheet.title == "_meta" else "keys" if returns.is_key(cell.value) else "code"
                    if isinstance(cell.value, str) and ISSUED.code in cell.value and kind != keep:
                        cell.value = None

    assert identify_form(read_workbook(edited(RETURN, change))).form_id == ISSUED


def test_a_key_pasted_from_another_form_counts_for_nobody_even_where_the_rest_agrees() -> None:
    """Read as ours all the same, the pasted row is a stray and the row that it covered is missing."""
    grid = read_workbook(edited(RETURN, only_key_from(code_of("基财股"))))
    intake = parse_form(grid, FILE, "", ISSUED, returns.expected_forms())
    assert [
        returns.finding_line(finding)
        for finding in intake.findings
        if returns.severity_of(finding) is not Severity.NOTE
    ] == [
        "进展情况表 row-missing",
        "进展情况表!F6 row-added",
    ]
    assert not any(contains_form_code(str(finding.facts)) for finding in intake.findings)  # hidden keys are not quoted


# ---- anything at all ----

CELLS = st.one_of(
    st.just(""),
    st.text(max_size=8),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.sampled_from(
        [
            "编号",
            "项目名称",
            "进展情况",
            "节点情况",
            "实际完成日期",
            ISSUED.code,
            ISSUED.row_key("2"),
            ISSUED.row_key(JUNE),
        ]
    ),
)


@st.composite
def grids(draw: st.DrawFn) -> WorkbookGrid:
    """Our own return with some cells exchanged for anything."""
    grid = GRID
    sheets = []
    for sheet in grid.sheets:
        rows: list[list[CellValue]] = [list(row) for row in sheet.rows]
        for _ in range(draw(st.integers(0, 4))):
            row = draw(st.integers(0, len(rows) - 1))
            if rows[row]:
                rows[row][draw(st.integers(0, len(rows[row]) - 1))] = draw(CELLS)
        sheets.append(SheetGrid(sheet.name, sheet.visible, rows))
    return replace(grid, sheets=tuple(sheets))


@settings(max_examples=60)
@given(grids())
def test_whatever_stands_in_a_file_is_a_finding_and_never_a_crash(grid: WorkbookGrid) -> None:
    """And its correction copy can be made, whatever it was."""
    identity = identify_form(grid)
    if identity.form_id != ISSUED:
        assert identity.problem or identity.form_id
        return
    intake = parse_form(grid, FILE, "", ISSUED, returns.expected_forms())
    taken = returns.ParsedReturn(intake.submission, intake.findings)
    for finding in taken.findings:
        assert returns.message_text(finding)
    for sheet in returns.correction_copy(taken).sheets:
        assert list(sheet.rows)


def test_a_seal_of_no_unit_is_not_ours() -> None:
    """The code holds, but no such unit is asked: for the caller to refuse, not for us to guess."""
    assert (
        FormId("MJ2022", "2022-06", "JZ", "XYZ", ISSUED.snapshot).unit
        not in returns.snapshot().assignment.tasks_by_unit
    )
