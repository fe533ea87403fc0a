"""What building is measured beside: forms as a handy colleague's script makes them. Nothing of duban is in it.

    python bench/plain_build.py 一览表.xlsx FOLDER

The table has a row for each milestone: unit, number, name, content, line, due day, units. Of a unit's rows a workbook
of two sheets is made: styles set cell by cell, inputs unlocked and the rest locked, lists, rules of days and lengths,
print set-up. It has no identity, no check column and no instructions, and asks the same of milestones due and not due.
"""

# mypy: disable-error-code="arg-type,assignment,attr-defined,union-attr"
# (the types that others made for openpyxl lack much of it)

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

PROGRESS = {"编号": 5, "项目名称": 12, "主要内容和关键时间节点计划": 36, "责任股室": 10, "进展情况": 38}
PROGRESS |= {"存在问题和下一步工作计划": 28, "备注": 12}
MILESTONES = {"编号": 5, "项目名称": 12, "节点内容": 30, "完成时限": 12, "节点情况": 12, "实际完成日期": 12}
MILESTONES |= {"预计完成日期": 12, "原因": 20, "佐证材料": 14, "需协调事项": 14}
STATES = "已按期完成,已逾期完成,能按期完成,有困难,不能按期完成,申请调整"
HEADER_ROW = 3
LINE = Side(style="thin", color="808080")
GRID = Border(LINE, LINE, LINE, LINE)
FONT, HEADER_FONT, TITLE_FONT = Font("宋体", 10), Font("黑体", 10, b=True), Font("方正小标宋简体", 18)
HEADER_FILL, INPUT_FILL = PatternFill("solid", fgColor="D9E2F3"), PatternFill("solid", fgColor="FFFBE6")
WRAP, CENTER = Alignment(vertical="center", wrap_text=True), Alignment("center", "center", wrap_text=True)
UNLOCKED = Protection(locked=False)

Line = Sequence[Any]


def write_form(unit: str, rows: Sequence[Line], path: Path) -> None:
    """A unit's workbook."""
    book = Workbook()
    tasks: dict[Any, list[Line]] = {}
    for row in rows:
        tasks.setdefault(row[1], []).append(row)
    lines = [
        [number, steps[0][2], "\n".join([steps[0][3], *(step[4] for step in steps)]), steps[0][6]]
        for number, steps in tasks.items()
    ]
    sheet = book.active
    sheet.title = "进展情况表"
    fill_sheet(sheet, f"{unit}重点工作进展情况表（2022年1—6月）", PROGRESS, lines)
    add_rule(sheet, "E", type="textLength", operator="lessThanOrEqual", formula1="300")
    add_rule(sheet, "F", type="textLength", operator="lessThanOrEqual", formula1="200")
    add_rule(sheet, "G", type="list", formula1='"本期无新进展"')
    sheet = book.create_sheet("节点确认")
    fill_sheet(sheet, f"{unit}关键节点确认（2022年1—6月）", MILESTONES, [[*row[1:3], *row[4:6]] for row in rows])
    add_rule(sheet, "E", type="list", formula1=f'"{STATES}"')
    add_rule(sheet, "F", type="date", operator="between", formula1="DATE(2022,1,1)", formula2="DATE(2022,9,30)")
    add_rule(sheet, "G", type="date", operator="between", formula1="DATE(2022,1,1)", formula2="DATE(2023,12,31)")
    for column in "HIJ":
        add_rule(sheet, column, type="textLength", operator="lessThanOrEqual", formula1="100")
    book.save(path)


def fill_sheet(sheet: Worksheet, title: str, widths: Mapping[str, int], lines: Sequence[Line]) -> None:
    """Title, header and rows; the columns behind those of a line are for the unit to fill in."""
    last = get_column_letter(len(widths))
    sheet["A1"] = title
    sheet["A1"].font, sheet["A1"].alignment = TITLE_FONT, CENTER
    sheet.merge_cells(f"A1:{last}1")
    sheet["A2"] = "请于2022年6月20日前报送。"
    for column, (label, width) in enumerate(widths.items(), 1):
        cell = sheet.cell(HEADER_ROW, column, label)
        cell.font, cell.fill, cell.border, cell.alignment = HEADER_FONT, HEADER_FILL, GRID, CENTER
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row, line in enumerate(lines, HEADER_ROW + 1):
        for column, label in enumerate(widths, 1):
            cell = sheet.cell(row, column)
            cell.font, cell.border, cell.alignment = FONT, GRID, WRAP
            if column <= len(line):
                cell.value = line[column - 1]
            else:
                cell.fill, cell.protection = INPUT_FILL, UNLOCKED
            if label in {"完成时限", "实际完成日期", "预计完成日期"}:
                cell.number_format = "yyyy-mm-dd"
    sheet.freeze_panes = "C4"
    sheet.protection.set_password("duban")
    sheet.protection.enable()
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows, sheet.print_area = "3:3", f"A1:{last}{sheet.max_row}"
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"


def add_rule(sheet: Worksheet, column: str, **rule: str) -> None:
    """What Excel enforces in a column of inputs."""
    validation = DataValidation(showErrorMessage=True, allow_blank=True, **rule)
    validation.add(f"{column}{HEADER_ROW + 1}:{column}{sheet.max_row}")
    sheet.add_data_validation(validation)


def main(table: str, folder: str) -> None:
    """A form for each unit of the table."""
    units: dict[str, list[Line]] = {}
    for row in load_workbook(table).active.iter_rows(min_row=2, values_only=True):
        units.setdefault(str(row[0]), []).append(row)
    Path(folder).mkdir(parents=True, exist_ok=True)
    for unit, rows in units.items():
        write_form(unit, rows, Path(folder) / f"{unit}.xlsx")


if __name__ == "__main__":
    main(*sys.argv[1:])
