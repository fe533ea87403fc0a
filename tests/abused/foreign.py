"""Workbooks and papers that have nothing to do with any form: what else lies in the folders of an office."""

import csv
import io
import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import xlsxwriter
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from tests.abused import mangle
from tests.abused.hands import saved

NAMES = ["张三", "李四", "王五", "赵六", "钱七", "孙八", "周九", "吴十"]
HEADS = ("序号", "姓名", "单位", "日期", "金额", "完成情况", "备注")


def table(chance: random.Random, rows: int) -> list[tuple[object, ...]]:
    """Lines as they stand in any office's tables."""
    return [
        (
            number,
            chance.choice(NAMES),
            f"第{chance.randint(1, 60)}小组",
            date(2022, 1, 1) + timedelta(chance.randrange(365)),
            round(chance.uniform(1, 10_000), 2),
            chance.choice(("已完成", "推进中", "", "约八成")),
            "编号 A-2022-06-B-C-D/1" if chance.random() < 0.1 else "",  # much like a row key, and none
        )
        for number in range(1, rows + 1)
    ]


def by_xlsxwriter(chance: random.Random, rows: int) -> bytes:
    """With a chart, a table, colours that depend on values, and a hidden sheet."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("人员名单")
        for number, line in enumerate([HEADS, *table(chance, rows)]):
            sheet.write_row(number, 0, line)
        sheet.conditional_format(1, 4, rows, 4, {"type": "3_color_scale"})
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": ["人员名单", 1, 4, rows, 4]})
        sheet.insert_chart("J2", chart)
        book.add_worksheet("参数").hide()
    return buffer.getvalue()


def by_openpyxl(chance: random.Random, rows: int) -> bytes:
    """With a chart, a list, a comment, merged titles, formulas that nobody worked out."""
    book = Workbook()
    sheet = book.create_sheet("台账", 0)
    sheet.append(["某某工作台账"])
    sheet.merge_cells("A1:G1")
    sheet.append(list(HEADS))
    for line in table(chance, rows):
        sheet.append(list(line))
    sheet.append(["合计", None, None, None, f"=SUM(E3:E{rows + 2})"])
    sheet["B3"].comment = Comment("待核", "张三")
    rule = DataValidation(type="list", formula1='"已完成,推进中"')
    rule.add(f"F3:F{rows + 2}")
    sheet.add_data_validation(rule)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=5, min_row=2, max_row=rows + 2), titles_from_data=True)
    sheet.add_chart(chart, "J2")
    second = book.create_sheet("明细")
    second.append(["甲", "乙"])
    second.append([1, 2])
    second.add_table(Table(displayName="T1", ref="A1:B2"))
    return saved(book)


def by_csv(chance: random.Random, rows: int) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([HEADS, *table(chance, rows)])
    return text.getvalue().encode(chance.choice(("utf-8-sig", "gb18030")))


def by_web(chance: random.Random, rows: int) -> bytes:
    """What a web system calls an Excel export."""
    lines = "".join("<tr>" + "".join(f"<td>{value}</td>" for value in line) + "</tr>" for line in table(chance, rows))
    return f"<html><meta charset=utf-8><table>{lines}</table></html>".encode()


def by_word(chance: random.Random, rows: int) -> bytes:
    paragraphs = "".join(f"<w:p>{line}</w:p>" for line in table(chance, rows))
    return mangle.zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": paragraphs.encode()})


def by_scanner(chance: random.Random, rows: int) -> bytes:
    return b"%PDF-1.4\n" + chance.randbytes(rows * 20) + b"\n%%EOF\n"


def by_phone(chance: random.Random, rows: int) -> bytes:
    return b"\xff\xd8\xff\xe0\x00\x10JFIF" + chance.randbytes(rows * 20)


def by_hand(chance: random.Random, rows: int) -> bytes:
    return "\n".join(str(line) for line in table(chance, rows)).encode()


MAKERS: tuple[tuple[str, Callable[[random.Random, int], bytes]], ...] = (
    ("xlsx", by_xlsxwriter),
    ("xlsx", by_openpyxl),
    ("xlsx", by_xlsxwriter),
    ("xlsx", by_openpyxl),
    ("csv", by_csv),
    ("xls", by_web),
    ("docx", by_word),
    ("pdf", by_scanner),
    ("jpg", by_phone),
    ("txt", by_hand),
)
SIZES = (5, 30, 30, 100, 30, 300, 10, 2000)
"""Rows of a table; most are small, some are not."""


def foreign(count: int) -> Iterator[tuple[str, bytes]]:
    """So many files, each a little different: name and bytes."""
    for number in range(count):
        chance = random.Random(number)
        kind, make = MAKERS[number % len(MAKERS)]
        yield f"别的文件{number:04}.{kind}", make(chance, SIZES[number // len(MAKERS) % len(SIZES)])
