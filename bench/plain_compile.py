"""What compiling is measured beside: a handy colleague's script puts what came back into one workbook, coloured.

    python bench/plain_compile.py FOLDER 汇总.xlsx

Every return is read, and all rows of its two sheets go into two tables, coloured by what the unit says of a milestone.
Nothing of duban is in it. It does not ask whose form it is, whether locked cells were altered, whether an answer can
be, what was said a month before or who did not report; it writes no first page, letters, correction copies or ledger.
"""

# mypy: disable-error-code="arg-type,assignment,union-attr"
# (the types that others made for openpyxl lack much of it)

import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

COLORS = {"已按期完成": "C6EFCE", "能按期完成": "C6EFCE", "已逾期完成": "FFEB9C", "有困难": "FFEB9C"}
COLORS |= {"申请调整": "FFEB9C", "不能按期完成": "FFC7CE"}
FILLS = {state: PatternFill("solid", fgColor=color) for state, color in COLORS.items()}
PROGRESS = {"编号": 6, "项目名称": 18, "主要内容和关键时间节点计划": 40, "责任股室": 12, "进展情况": 46}
PROGRESS |= {"存在问题和下一步工作计划": 34, "备注": 12}
MILESTONES = {"编号": 6, "项目名称": 18, "节点内容": 34, "完成时限": 12, "节点情况": 13, "实际完成日期": 12}
MILESTONES |= {"预计完成日期": 12, "原因": 28, "佐证材料": 20, "需协调事项": 24}
WIDTHS = {"进展情况表": PROGRESS, "节点确认": MILESTONES}
LINE = Side(style="thin", color="808080")
GRID = Border(LINE, LINE, LINE, LINE)
FONT, HEADER_FONT = Font("宋体", 10), Font("黑体", 10, b=True)
HEADER_FILL = PatternFill("solid", fgColor="D9E2F3")
WRAP = Alignment(vertical="center", wrap_text=True)


def read_return(path: Path, tables: dict[str, list[Sequence[Any]]]) -> None:
    """Add a return's rows to the tables, by the name of the sheet; the file has its unit's name."""
    book = load_workbook(path)
    for name, rows in tables.items():
        lines = list(book[name].iter_rows(values_only=True))
        header_row = next(number for number, line in enumerate(lines) if "编号" in line)
        places = [lines[header_row].index(label) for label in WIDTHS[name]]
        for line in lines[header_row + 1 :]:
            values = [line[place] for place in places]
            if values[1]:
                rows.append([path.stem, *values])


def write_table(sheet: Worksheet, rows: Sequence[Sequence[Any]], widths: Mapping[str, int]) -> None:
    """All rows below their header, each in the colour of its milestone's state."""
    for number, row in enumerate([["责任单位", *widths], *rows], 1):
        fill = next((FILLS[value] for value in row if value in FILLS), None)
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column, value)
            cell.font, cell.border, cell.alignment = FONT, GRID, WRAP
            if number == 1:
                cell.font, cell.fill = HEADER_FONT, HEADER_FILL
            elif fill:
                cell.fill = fill
            if isinstance(value, date):
                cell.number_format = "yyyy-mm-dd"
    for column, width in enumerate([10, *widths.values()], 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes, sheet.auto_filter.ref = "D2", sheet.dimensions
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 8
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def main(folder: str, target: str) -> None:
    """One workbook of all returns of a folder."""
    tables: dict[str, list[Sequence[Any]]] = {name: [] for name in WIDTHS}
    for path in sorted(Path(folder).glob("*.xlsx")):
        read_return(path, tables)
    book = Workbook()
    book.remove(book.active)
    for name, rows in tables.items():
        write_table(book.create_sheet(name), rows, WIDTHS[name])
    book.save(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
