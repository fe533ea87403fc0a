"""Troubles that people told in public, of Excel, WPS, web forms and libraries: each ends as who saw the sheet expects.

A row says what happens to the sheet and where it was told: the project and the words of its thread; nothing where
offices know it and no thread was found. Text boxes, shapes and the like are tried in every format by tests/test_seen_cells.py.
"""

# ruff: noqa: E501, FBT003

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

import pytest
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from docs.examples import tables
from duban.fields import CellContext
from duban.formats.opening import open_file
from duban.journeys.second_look import look_again
from duban.model.submission import Answer
from duban.returns.identify import identify_form
from duban.returns.parse import parse_form
from duban.returns.seen_cells import parse_as_seen
from duban.workbook.grid import CellLook, CellValue
from tests import returns
from tests.returns import (
    BEFORE_ISSUE,
    FILE,
    JUNE,
    TASK_SHEET,
    InputKey,
    edited,
    filled_form,
    filled_form_except,
    parse_return,
    type_into,
)

DONE_LATE: Mapping[InputKey, object] = {(BEFORE_ISSUE, "节点情况"): "已逾期完成"}
TROUBLED: Mapping[InputKey, object] = {(JUNE, "节点情况"): "有困难", (JUNE, "原因"): "征地未完成"}
PROGRESS, REMARK = ("2", "进展情况"), ("2", "备注")
STATE, ACTUAL, EXPECTED = (BEFORE_ISSUE, "节点情况"), (BEFORE_ISSUE, "实际完成日期"), (JUNE, "预计完成日期")
SECOND_LINE = CellRichText("完成招标", TextBlock(InlineFont(strike=True), "并开工"))
SQUARED = CellRichText("绿地10", TextBlock(InlineFont(vertAlign="superscript"), "2"))


class Typed(NamedTuple):
    """What stands in one cell, how it looks, and what becomes of it. told: the codes of what is told there."""

    what: str
    source: str
    where: InputKey
    value: object
    answer: Answer
    told: tuple[str, ...] = ()
    number_format: str = ""
    font: Font | None = None
    beside: Mapping[InputKey, object] = {}


TYPED = [
    # ---- texts that a program took for numbers, and numbers that it took for texts ----
    Typed("007 keeps its zeros", "readxl: Leading zeros trimmed when col_type = text", REMARK, 7, "007", (), "000"),
    Typed("0090887 of a format of zeros", "SheetJS: change the format of col so i can keep leading zeros in mobile number", REMARK, 90887, "0090887", (), "0000000"),
    Typed("80% of a percent cell", "simplexlsx: Auto parse percent value in cell", REMARK, 0.8, "80%", (), "0%"),
    Typed("12.23% with decimals", "SheetJS: How to get data from xlsx as percentage", REMARK, 0.1223, "12.23%", (), "0.00%"),
    Typed("2021.10 is not 2021.1", "ExcelDataReader: Handling values formatting", REMARK, 2021.1, "2021.10", (), "0.00"),
    Typed("a unit that the format adds", "exceljs: Number Format - Text", REMARK, 3.5, "3.5万元", (), '0.0"万元"'),
    Typed("a currency that the format adds", "exceljs: Number Format - Text", REMARK, 340, "¥340.00", (), '"¥"0.00'),
    Typed("a day in a column of words", "EasyExcel: 为什么用String.class类型读取excel中2019/06/08这种格式的数据时，读取结果为5位整数", REMARK, date(2022, 6, 20), "2022/6/20", (), "yyyy/m/d"),
    Typed("a weekday", "EasyExcel: 读取日期格式的数据是数字", REMARK, 44732, "星期一", (), "aaaa"),
    Typed("a phone number with strokes", "Laravel-Excel: Why Import number is Scientific notation", REMARK, 13800001111, "138-0000-1111", ("personal-number",), "000-0000-0000"),
    Typed("a fraction that no reader can tell", "PHP_XLSXWriter: using fractions in cell format", REMARK, 0.5, "0.5", ("look-unknown",), "# ?/?"),
    Typed("a long number that lost its end", "akvo-flow: 16-digit numbers get rounded in report cells", REMARK, 320102199001011234, None, ("number-damaged",)),
    Typed("a mark on the ground of scientific notation", "EasyExcel: 连续两列非文本格式的长数字(科学计数法)，会使读取到的数据相同", REMARK, 3.2e17, None, ("number-damaged",)),
    Typed("0.58 and its noise", "orbeon-forms: Excel import shows extra number digits", REMARK, 0.57999999999999996, "0.58"),
    Typed("yes of a tick box", "", REMARK, True, "TRUE"),
    Typed("9/10 that became a day", "Issues-Enhancements of MyCaert: 11-12 reads Nov-12", REMARK, date(2022, 9, 10), "9月10日", (), 'm"月"d"日"'),
    Typed("a span of hours", "", REMARK, "30:30", "30:30"),
    Typed("a number in the column of words stays one", "", PROGRESS, 1000, "1000"),
    # ---- signs that nobody sees ----
    Typed("a hard blank at the end", "NHSDigital: Replace non-breaking space characters", STATE, "已按期完成\u00a0", "已按期完成"),
    Typed("_x000D_ at the end of a line", "ImportExcel: Receiving _x000d_ instead of linebreaks", PROGRESS, "一、招标_x000D_\n二、开工", "一、招标\n二、开工"),
    Typed("a zero-width space", "DataHarmonizer: invisible whitespace makes correct values wrong", STATE, "已按期完成\u200b", "已按期完成"),
    Typed("a byte order mark in a cell", "", PROGRESS, "\ufeff已招标", "已招标"),
    Typed("a leading apostrophe", "node-edit-google-spreadsheet: Problem with leading zero", PROGRESS, "'007号地块", "007号地块"),
    Typed("an equals sign in front", "go-web-app: text that begins with = or - is taken for a formula", PROGRESS, "=已招标", "=已招标"),
    Typed("full-width letters", "igniteui-angular: Date editors should accept Japanese full-width numbers", ACTUAL, "２０２２－０６－１０", date(2022, 6, 10), ("repaired",), beside=DONE_LATE),
    Typed("another dash", "", ACTUAL, "2022–06–10", date(2022, 6, 10), ("repaired",), beside=DONE_LATE),
    Typed("a round sign for zero", "", ACTUAL, "二○二二年六月十日", date(2022, 6, 10), ("repaired",), beside=DONE_LATE),
    Typed("a weekday behind a day", "", ACTUAL, "2022年6月10日（周五）", date(2022, 6, 10), ("repaired",), beside=DONE_LATE),
    Typed("the wrong weekday behind a day", "", ACTUAL, "2022年6月10日（周六）", None, ("not-a-date",), beside=DONE_LATE),
    # ---- days ----
    Typed("a day as its number", "php-ext-xlswriter: 日期读取之后变成数字44103", ACTUAL, 44722, date(2022, 6, 10), ("repaired",), "General", beside=DONE_LATE),
    Typed("a day with its time", "EasyExcel: 时间格式2018-10-11 15:23:07读取出来是43384.64", ACTUAL, datetime(2022, 6, 10, 15, 23), date(2022, 6, 10), ("repaired",), "yyyy-mm-dd hh:mm", beside=DONE_LATE),  # noqa: DTZ001
    Typed("a month that hides its day", "gluten: Support yyyy.M format, 2023.6 is 2023-06-01", ACTUAL, date(2022, 6, 1), None, ("day-hidden",), 'yyyy"年"m"月"', beside=DONE_LATE),
    Typed("a day that hides another year", "", ACTUAL, date(2023, 6, 10), None, ("day-hidden",), 'm"月"d"日"', beside=DONE_LATE),
    Typed("a day that hides the right year", "", ACTUAL, date(2022, 6, 10), date(2022, 6, 10), ("repaired",), 'm"月"d"日"', beside=DONE_LATE),
    Typed("the English month of a format", "SheetJS: Date", ACTUAL, date(2022, 6, 10), date(2022, 6, 10), (), "d-mmm-yy", beside=DONE_LATE),
    Typed("no day of the calendar", "", ACTUAL, "2022-06-31", None, ("not-a-date",), beside=DONE_LATE),
    Typed("the end of a month, expected", "", EXPECTED, "10月底", date(2022, 10, 31), ("repaired",), beside=TROUBLED),
    Typed("a month, expected", "", EXPECTED, "2023年1月", date(2023, 1, 31), ("repaired",), beside=TROUBLED),
    Typed("a month of a format, expected", "", EXPECTED, date(2023, 1, 1), date(2023, 1, 31), ("repaired",), 'yyyy"年"m"月"', beside=TROUBLED),
    Typed("about when", "", EXPECTED, "近期", None, ("not-a-date",), beside=TROUBLED),
    # ---- letters ----
    Typed("a struck-out choice", "Sylvan.Data.Excel: Is there a way to check the font style in a cell", STATE, "已按期完成", None, ("struck-out",), font=Font(strike=True)),
    Typed("a struck-out text", "exceljs: quick question - strike-through font detection", PROGRESS, "方案已出台", None, ("struck-out",), font=Font(strike=True)),
    Typed("part of a text struck out", "ClosedXML: How can you test for style on specific characters within a cell", PROGRESS, SECOND_LINE, "完成招标并开工", ("struck-in-part",)),
    Typed("raised figures in a text", "Laravel-Excel: doesn't preserve superscript and subscript text", PROGRESS, SQUARED, "绿地10²"),
    Typed("white letters", "PyMuPDF: Hidden text is being extracted, of white letters", PROGRESS, "看不见", None, ("unseen-words",), font=Font(color="FFFFFFFF")),
    Typed("a format that shows nothing", "", ACTUAL, date(2022, 6, 10), None, ("unseen-words",), ";;;", beside=DONE_LATE),
    Typed("words in a format that shows nothing", "", PROGRESS, "土地未批，请协调", None, ("unseen-words",), ";;;"),
    Typed("words in a format that hides but words", "", PROGRESS, "已招标", "已招标", (), ";;;@"),
    Typed("black letters said in full", "", PROGRESS, "已招标", "已招标", font=Font(color="FF000000")),
    # ---- things that are no words ----
    Typed("a picture of WPS inside a cell", "pandas: DISPIMG of WPS cell pictures", PROGRESS, '=DISPIMG("ID_A1",1)', None, ("picture-in-cell",)),
    Typed("an error that was pasted as text", "", PROGRESS, "#N/A", None, ("cell-error",)),
    Typed("a mere stroke", "", PROGRESS, "—", None, ("says-nothing",)),
    Typed("a choice with a tick", "DataHarmonizer: invisible whitespace makes correct values wrong", STATE, "已按期完成√", "已按期完成", ("repaired",)),
    Typed("less than a choice", "", STATE, "基本完成", None, ("not-a-choice",)),
    Typed("two choices", "", STATE, "已按期完成、有困难", None, ("not-a-choice",)),
]  # fmt: skip


def _with_looks(trouble: Typed) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        cell: Cell = returns._places(book)[trouble.where]
        if isinstance(trouble.value, CellRichText):
            cell.value = trouble.value
        else:
            type_into(cell, trouble.value)
        if trouble.number_format:
            cell.number_format = trouble.number_format
        if trouble.font:
            cell.font = trouble.font

    return change


@pytest.mark.parametrize("trouble", TYPED, ids=lambda trouble: trouble.what)
def test_what_stands_in_a_cell_ends_as_a_person_expects(trouble: Typed) -> None:
    read = parse_return(edited(filled_form_except(trouble.beside), _with_looks(trouble)))
    row, label = trouble.where
    column = returns.column_key(label)
    told = tuple(finding.code for finding in read.findings if (finding.row, finding.column) == (row, column))
    assert (read.answer(*trouble.where), told) == (trouble.answer, trouble.told)


@pytest.mark.parametrize("trouble", [one for one in TYPED if one.answer is None], ids=lambda trouble: trouble.what)
def test_what_was_no_answer_is_none_when_the_correction_copy_comes_back_untouched(trouble: Typed) -> None:
    """The copy has a look of its own: what was struck out, hidden or half shown must not come back as an answer."""
    read = parse_return(edited(filled_form_except(trouble.beside), _with_looks(trouble)))
    again = parse_return(returns.book_bytes(returns.correction_copy(read)))
    assert again.answer(*trouble.where) is None


class Counted(NamedTuple):
    """A number that stands in a cell which counts in a unit. shown: its number format, or its words are a text."""

    what: str
    source: str
    raw: CellValue
    number_format: str
    value: Decimal | None
    code: str = ""
    unit: str = "万元"


COUNTED = [
    Counted(
        "shown by the ten thousand", "datart: 数据格式化错误，单位为万", 205000, '0!.0,"万"', None, "number-scaled"
    ),
    Counted(
        "shown by the thousand",
        "apache/poi: Trailing commas custom formats",
        205000,
        "0.0,",
        None,
        "number-scaled",
    ),
    Counted(
        "shown as a percent",
        "ExcelDataReader: Converting cell formatted as percentage",
        0.8,
        "0%",
        None,
        "number-scaled",
    ),
    Counted(
        "shown in another unit",
        "exceljs: how can i format num by numFmt when i use exceljs to read xlsx",
        20.5,
        '0.0"亿"',
        None,
        "number-scaled",
    ),
    Counted(
        "shown in its own unit",
        "exceljs: how can i format num by numFmt when i use exceljs to read xlsx",
        3600,
        '0"万元"',
        Decimal(3600),
    ),
    Counted("shown with commas", "", 3600, "#,##0.00", Decimal(3600)),
    Counted("shown as money", "", 3600, '_ "¥"* #,##0.00_ ', Decimal(3600)),
    Counted(
        "shown rounded",
        "ExcelDataReader: Handling values formatting, 0.00_",
        12.34,
        "0",
        Decimal("12.34"),
        "number-rounded",
    ),
    Counted(
        "with the mark of a note",
        "ExcelDataReader: SubScript/SuperScript in cell value",
        "1200①",
        "General",
        None,
        "not-a-number",
    ),
    Counted("with raised figures", "tesseract: NKFC Normalization", "10²", "General", None, "not-a-number"),
    Counted(
        "with a numeral and its point as one sign",
        "tesseract: Switch to NFC normalisation everywhere",
        "⒈5",
        "General",
        None,
        "not-a-number",
    ),
    Counted("2000万 is no zero", "gf-sling: 2000万 silently counted as 0", "2000万", "General", Decimal(2000)),
    Counted("1.2亿", "gf-sling: 2000万 silently counted as 0", "1.2亿", "General", Decimal(12000)),
    Counted("commas typed", "", "1,200", "General", Decimal(1200)),
    Counted("about so many", "usdr-gost: text accepted in a money column", "约1200", "General", None, "not-a-number"),
    Counted(
        "0.1 + 0.2",
        "orbeon-forms: Excel import shows extra number digits",
        0.30000000000000004,
        "General",
        Decimal("0.3"),
    ),
    Counted("0.92 shown as 92%", "SheetJS: How to get data from xlsx as percentage", 0.92, "0%", Decimal(92), unit="%"),
    Counted("92%", "simplexlsx: Not support format %", "92%", "General", Decimal(92), unit="%"),
]


def _number_cell(unit: str) -> CellContext:
    asks = (table.ask for table in tables() if table.kind == "number")
    return next(ask for ask in asks if ask.row and ask.row.target and ask.row.target.unit == unit)


@pytest.mark.parametrize("trouble", COUNTED, ids=lambda trouble: trouble.what)
def test_a_number_counts_as_it_was_seen(trouble: Counted) -> None:
    read = parse_as_seen(trouble.raw, CellLook(trouble.number_format), _number_cell(trouble.unit))
    code = read.problem or read.doubt
    assert (None if read.problem else read.value, code) == (trouble.value, trouble.code)


def test_enough_troubles_are_tried() -> None:
    told_in_public = [*(row.source for row in TYPED if row.source), *(row.source for row in COUNTED if row.source)]
    assert len(TYPED) + len(COUNTED) + len(FILES) >= 47
    assert len(told_in_public) >= 40


# ---- the file as a whole ----


def _merged(book: Workbook) -> None:
    book[TASK_SHEET].merge_cells("F5:F6")


def _commented(book: Workbook) -> None:
    book[TASK_SHEET]["F5"].comment = Comment("请看批注", "张三")


def _coloured(book: Workbook) -> None:
    book[TASK_SHEET]["F5"].fill = PatternFill("solid", fgColor="FFFF0000")


def _row_hidden(book: Workbook) -> None:
    book[TASK_SHEET].row_dimensions[5].hidden = True


def _sheet_added(book: Workbook) -> None:
    book.create_sheet("补充说明")["A1"] = "另有三个项目"


def _note_beside(book: Workbook) -> None:
    book[TASK_SHEET]["F12"] = "以上由张三填报"


def _foot(book: Workbook) -> None:
    foot = book[TASK_SHEET].oddFooter
    assert foot
    foot.center.text = "请市政府协调"


FILES = [
    # what happens, where it was told, the change, what is told of it
    ("answers of two rows merged", "EasyExcel: 合并单元格后面的读取为空", _merged, "cells-merged"),
    ("an answer in a comment", "", _commented, "comments-found"),
    ("rows hidden or filtered", "readxl: Ignoring rows or columns that are hidden", _row_hidden, ""),
    ("a sheet of one's own", "", _sheet_added, "sheet-extra"),
    ("words under the table", "", _note_beside, "row-added"),
    ("words at the foot of the page", "", _foot, "page-texts"),
]


@pytest.mark.parametrize(("change", "code"), [(row[2], row[3]) for row in FILES], ids=[row[0] for row in FILES])
def test_what_is_done_to_a_file_is_told(change: Callable[[Workbook], None], code: str) -> None:
    own = returns.expected_forms().own_texts
    data = edited(filled_form(), change)
    in_file = [
        name
        for name, _ in open_file(data).grid(own_comment=own.comment, is_own_page_text=own.is_page_text).file_findings
    ]
    told = {*in_file, *(finding.code for finding in parse_return(data).findings)}
    assert (code in told) if code else not told


def test_a_form_that_was_only_filled_in_needs_no_second_reading() -> None:
    """Its second look sees nothing, so that it stays cheap."""
    opened = open_file(filled_form())
    grid = opened.grid()
    form_id = identify_form(grid).form_id
    assert form_id
    read = parse_form(grid, FILE, "", form_id, returns.expected_forms())
    assert look_again(opened, grid, read) is grid


def test_a_cell_that_the_clerk_settled_is_not_judged_by_its_old_look() -> None:
    """She put another value into what was read; the line through the old one says nothing of it."""
    struck = Typed("", "", STATE, "已按期完成", None, font=Font(strike=True))
    opened = open_file(edited(filled_form(), _with_looks(struck)))
    grid = opened.grid()
    form_id = identify_form(grid).form_id
    assert form_id
    form = parse_form(grid, FILE, "", form_id, returns.expected_forms())
    looks = look_again(opened, grid, form).cell_looks
    assert looks
    assert look_again(opened, grid, form, looks.keys()) is grid
