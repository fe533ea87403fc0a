"""A workbook with all that a clerk's table must not have: formulas, errors, hidden rows, notes, 65,000 rows."""

import io

import xlsxwriter

from tests.imports.pictures import png
from tests.imports.source import Document, drawn
from tests.imports.spreadsheets import MADE

DRAWING = """
2025年度重点工作任务分解表
| 序号 | 重点任务 | 牵头单位 | 完成时限 | 责任领导 | 备注
| 1 | 完成政务大厅搬迁 | 行政审批局 | 6月30日 | 田野 |
| 2 | 建成应急指挥中心 | 应急管理局 | 9月底前 | 田野 | 与消防共建
| 3 | 完成档案数字化80万页 |  | 12月底前 | 沈立 |
| 4 | 修订机关管理制度 | 办公室 | 4月底前 | 沈立 |
| 5 | =1+1号楼加固工程 | 住建局 | 11月底前 | 沈立 |
| 6 | 开展节约型机关创建 | 机关事务中心 | 全年 | 沈立 |
"""
LAST_ROW = 65_000
JUNE_30 = 45838
"""2025-06-30 as a sheet counts days."""


def hostile_document() -> Document:
    """What is read in it."""
    return drawn(DRAWING, "2025年度重点工作任务分解表")


def hostile_workbook() -> bytes:
    """Numbers and a day by formula, a unit that is #REF!, row 6 and a sheet hidden, a note, a picture, a far end."""
    title, table = hostile_document().sheets[0].blocks
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as workbook:
        workbook.set_properties({"created": MADE.replace(tzinfo=None)})
        sheet = workbook.add_worksheet("2025")
        day = workbook.add_format({"num_format": 'm"月"d"日"'})
        sheet.merge_range("A1:F1", str(title))
        for row, cells in enumerate(table, 1):
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, cell)
        sheet.write_number("A3", 1)
        for row in range(4, 9):
            sheet.write_formula(f"A{row}", f"=A{row - 1}+1", None, row - 2)
        sheet.write_formula("D3", "=DATE(2025,6,30)", day, JUNE_30)
        sheet.write_formula("C5", "=VLOOKUP(B5,#REF!,2,0)", None, "#REF!")
        sheet.set_row(5, None, None, {"hidden": True})
        sheet.write_comment("D4", "局长：改为10月底", {"author": "办公室"})
        sheet.insert_image("H2", "seal.png", {"image_data": io.BytesIO(png())})
        sheet.write_blank(LAST_ROW - 1, 0, None, day)
        old = workbook.add_worksheet("2024旧表")
        old.write_row("A1", ["序号", "重点任务", "牵头单位"])
        old.write_row("A2", [1, "完成老楼拆除", "住建局"])
        old.hide()
    return buffer.getvalue()
