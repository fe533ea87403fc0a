"""Make the kept files afresh: forms of the county, filled in and mangled by real programs.

`python -m tests.abused.make FOLDER` with LibreOffice and Node.js at hand; FOLDER is where the libraries of PACKAGES
are installed (`npm install --prefix FOLDER …`). No test needs it: what it makes lies in kept/, and the snapshot that
the forms were issued from in issued/. It removes both first.
"""

import gzip
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl import Workbook

from tests.abused.county import ISSUED, KEPT, NODES, TARGETS, TASKS, issuing, settle_in
from tests.abused.hands import GOOD, Where, opened, places, unfenced
from tests.office.driver import Book, Kind, Office

PACKAGES = ("exceljs@4.4.0", "xlsx@0.18.5", "xlsx-populate@1.21.0")
"""What programs.js uses; SheetJS is called xlsx there."""

FAR = "A40"
"""A cell below every table, where the cursor does no harm."""


@dataclass
class Person:
    """Somebody at LibreOffice with a form of hers."""

    office: Office
    book: Book
    cells: Mapping[Where, tuple[str, str]]

    def fill(self, said: Mapping[Where, object]) -> None:
        for where, value in said.items():
            sheet, cell = self.cells[where]
            if not self.book.fill(sheet, cell, str(value)):
                raise RuntimeError(where, value, self.book.message)

    def on(self, sheet: str, cells: str, command: str, **named: object) -> None:
        """Select some cells and use a command of the menu."""
        self.book.select(sheet, cells)
        if not self.book.command(command, **named):
            raise RuntimeError(cells, command, self.book.message)

    def copy(self, sheet: str, cells: str, there: str) -> None:
        """By the two keys that everybody knows."""
        self.book.select(sheet, cells)
        self.book.copy()
        self.book.select(sheet, there)
        self.book.delete()  # else a box asks whether to write over it
        if not self.book.paste():
            raise RuntimeError(cells, there, self.book.message)

    def row(self, key: str) -> int:
        """The row on the screen."""
        return int("".join(filter(str.isdigit, self.cells[key, "编号"][1])))

    def column(self, label: str) -> str:
        return "".join(filter(str.isalpha, next(at for (_, name), (_, at) in self.cells.items() if name == label)))


Act = Callable[[Person], object]


def nothing_more(_person: Person) -> None:
    """Filled in, and that was all."""


def insert_row(person: Person) -> None:
    at = person.row("1@0531")
    person.on(NODES, f"A{at}", ".uno:InsertRowsBefore")
    person.book.fill(NODES, f"B{at}", "本局自行增加的任务")
    person.book.fill(NODES, f"E{at}", "已按期完成")


def delete_rows(person: Person) -> None:
    person.on(NODES, f"A{person.row('2@0430')}", ".uno:DeleteRows")
    person.on(NODES, f"A{person.row('1@0531')}", ".uno:DeleteRows")


def insert_column(person: Person) -> None:
    at = person.column("节点情况")
    person.on(NODES, f"{at}{person.row('1@0331')}", ".uno:InsertColumnsBefore")
    person.book.fill(NODES, f"{at}{person.row('1@0331') - 1}", "科室")


def delete_column(person: Person) -> None:
    person.on(NODES, f"{person.column('滞后原因')}{person.row('1@0331')}", ".uno:DeleteColumns")


def move_column(person: Person) -> None:
    """完成比例 goes to the front."""
    at, row = person.column("完成比例"), person.row("1@0331")
    person.on(NODES, f"A{row}", ".uno:InsertColumnsBefore")
    moved = chr(ord(at) + 1)
    person.on(NODES, f"{moved}{row - 1}:{moved}{row + 7}", ".uno:Cut")
    person.on(NODES, f"A{row - 1}", ".uno:Paste")
    person.on(NODES, f"{moved}{row}", ".uno:DeleteColumns")


def hide_rows(person: Person) -> None:
    person.on(NODES, f"A{person.row('1@0331')}", ".uno:HideRow")


def merge(person: Person) -> None:
    at, row = person.column("节点情况"), person.row("1@0331")
    person.book.fill(NODES, f"{at}{row}", "已按期完成")
    person.on(NODES, f"{at}{row}:{at}{row + 2}", ".uno:MergeCells")


def rename_sheets(person: Person) -> None:
    person.on(NODES, FAR, ".uno:RenameTable", Name="节点（教育）")
    person.on(TASKS, FAR, ".uno:RenameTable", Name="6月")


def edit_locked(person: Person) -> None:
    sheet, at = person.cells["1@0630", "节点内容"]
    person.book.fill(sheet, at, "三是8月底前完成基础施工。")


def annotate(person: Person) -> None:
    sheet, at = person.cells["1@0630", "完成比例"]
    person.on(sheet, at, ".uno:InsertAnnotation", Text="资金没有到位，请协调")
    person.on(sheet, at, ".uno:BackgroundColor", BackgroundColor=0xFF0000)


def paste_format(person: Person) -> None:
    """A locked cell copied over an input: the input is locked now, and its rule is gone."""
    sheet, at = person.cells["1@0630", "节点情况"]
    person.book.fill(sheet, f"B{person.row('2@0430')}", "能按期完成")
    person.copy(sheet, f"B{person.row('2@0430')}", at)
    person.book.fill(sheet, f"B{person.row('2@0430')}", person.book.text(sheet, f"B{person.row('2@0615')}"))


def note_below(person: Person) -> None:
    person.book.fill(TARGETS, f"A{person.row('2#1') + 3}", "合计")
    person.book.fill(TARGETS, f"F{person.row('2#1') + 3}", "1305.5")
    person.book.fill(TASKS, "B30", "以上数据截至6月15日，负责人：李四")


def twice(person: Person) -> None:
    """The table once more below itself."""
    row = person.row("1@0331")
    person.copy(NODES, f"A{row}:Z{row + 7}", f"A{row + 9}")


def days(person: Person) -> None:
    """As people type days, in the cells that were made for days."""
    typed = {"1@0331": "2022.6.10", "1@0531": "2022年6月10日", "2@0430": "22-6-10"}
    for row, day in typed.items():
        person.fill({(row, "节点情况"): "已逾期完成", (row, "实际完成日期"): day})


def formulas(person: Person) -> None:
    """A cell that was made for a number takes no formula while its rule stands; it goes with the format."""
    sheet, at = person.cells["1#1", "累计完成数"]
    person.copy(sheet, f"Z{person.row('1#1')}", at)
    person.book.fill(sheet, at, "=600*2")


def signs(person: Person) -> None:
    """Words that begin like formulas."""
    person.fill(
        {("1", "进展情况"): "-已完成招标", ("2", "进展情况"): "@张三：方案已印发", ("1", "下一步计划"): "+加快施工"}
    )


KEPT_BY_LIBREOFFICE: Mapping[str, tuple[str, Kind, Act]] = {
    "副本教育局(1)最终版.xlsx": ("教育局", "xlsx", nothing_more),
    "工信局.xlsx": ("工信局", "xls", nothing_more),
    "公安局.xls": ("公安局", "xlsx", nothing_more),
    "司法局.et": ("司法局", "xls", nothing_more),
    "生态环境局.ods": ("生态环境局", "ods", nothing_more),
    "交通局.csv": ("交通局", "csv", nothing_more),
    "水利局.csv": ("水利局", "csv", nothing_more),
    "市场监管局加行.xlsx": ("市场监管局", "xlsx", insert_row),
    "统计局删行.xls": ("统计局", "xls", delete_rows),
    "医保局加列.xlsx": ("医保局", "xlsx", insert_column),
    "林业局删列.ods": ("林业局", "ods", delete_column),
    "乡村振兴局移列.xlsx": ("乡村振兴局", "xlsx", move_column),
    "城管局隐藏行.xlsx": ("城管局", "xlsx", hide_rows),
    "政务服务局合并.xlsx": ("政务服务局", "xlsx", merge),
    "信访局改表名.xlsx": ("信访局", "xlsx", rename_sheets),
    "档案馆改锁定.xlsx": ("档案馆", "xlsx", edit_locked),
    "供销社批注.xlsx": ("供销社", "xlsx", annotate),
    "残联带格式粘贴.xlsx": ("残联", "xlsx", paste_format),
    "妇联表外.xlsx": ("妇联", "xlsx", note_below),
    "团县委填两遍.xlsx": ("团县委", "xlsx", twice),
    "总工会日期.xlsx": ("总工会", "xlsx", days),
    "工商联公式.xlsx": ("工商联", "xlsx", formulas),
    "税务局符号.xlsx": ("税务局", "xlsx", signs),
}
"""File → whose form, saved as what, and what was done to it after it was filled in."""

Order = dict[str, object]
Says = Mapping[Where, object]

KEPT_BY_LIBRARIES: Mapping[str, tuple[str, str, object, Says]] = {
    "气象局.xlsx": ("exceljs", "气象局", "", {}),
    "消防大队去保护.xlsx": ("exceljs", "消防大队", "unprotect", {}),
    "烟草局公式.xlsx": (
        "exceljs",
        "烟草局",
        "",
        {
            ("1#1", "累计完成数"): {"formula": "600*2", "result": 1200},
            ("2#1", "累计完成数"): {"formula": "[1]Sheet1!A1", "result": 100},
        },
    ),
    "邮政公司错误值.xlsx": (
        "exceljs",
        "邮政公司",
        "",
        {
            ("1#1", "累计完成数"): {"error": "#REF!"},
            ("1#2", "累计完成数"): {"formula": "1/0", "result": {"error": "#DIV/0!"}},
            ("1", "进展情况"): {"error": "#N/A"},
        },
    ),
    "供电公司富文本.xlsx": (
        "exceljs",
        "供电公司",
        "",
        {("1", "进展情况"): {"richText": [{"font": {"bold": True}, "text": "招标"}, {"text": "已完成。"}]}},
    ),
    "水务集团删行.xlsx": ("exceljs", "水务集团", "delete-row", {}),
    "城投公司加列.xlsx": ("exceljs", "城投公司", "insert-column", {}),
    "交投公司.xlsx": ("sheetjs", "交投公司", "", {}),
    "文投公司.xls": ("sheetjs", "文投公司", "", {}),
    "自然资源局.xlsb": ("sheetjs", "自然资源局", "", {}),
    "住建局.ods": ("sheetjs", "住建局", "", {}),
    "开发区网页.html": ("sheetjs", "开发区", "", {}),
    "高新区新工作簿.xlsx": ("sheetjs", "高新区", "new-book", {}),
    "东河镇和西河镇.xlsx": ("sheetjs", "东河镇", {"append": "西河镇"}, {}),
    "农业农村局.xlsx": ("populate", "农业农村局", "nongye", {}),
    "南山镇.xlsx": ("populate", "南山镇", "", {}),
}
"""File → by what, whose form, how, and what it says besides."""

PDF = "教育局签字扫描件.pdf"


@dataclass(frozen=True)
class Bench:
    """Where the work is done: who issues the forms, and a folder for what is half done."""

    forms: Callable[[str], bytes]
    folder: Path

    def form(self, unit: str) -> Path:
        """A department's form; unlocked, for what is done here needs more than a department may."""
        target = self.folder / f"{unit}.xlsx"
        target.write_bytes(unfenced(self.forms(unit)))
        return target

    def cells(self, unit: str) -> Mapping[Where, tuple[str, str]]:
        """Where each answer stands: sheet and cell."""
        found = places(opened(self.forms(unit)), unit)
        return {where: (cell.parent.title, cell.coordinate) for where, cell in found.items()}

    def in_libreoffice(self) -> None:
        """By the keys of a keyboard."""
        with Office() as office:
            for name, (unit, kind, act) in KEPT_BY_LIBREOFFICE.items():
                with office.open(self.form(unit)) as book:
                    person = Person(office, book, self.cells(unit))
                    blank = {(row, "节点情况") for row in ("1@0331", "1@0531", "1@0630")} if act is merge else set()
                    person.fill({where: value for where, value in GOOD.items() if where not in blank})
                    act(person)
                    book.select(next(iter(book.sheets())), FAR)
                    book.save_as(KEPT / name, kind)
            office.pdf(self._front_page(), self.folder).rename(KEPT / PDF)
        csv = KEPT / "水利局.csv"
        csv.write_bytes(csv.read_text(encoding="utf-8").encode("gb18030"))

    def _front_page(self) -> Path:
        """What is signed, stamped and scanned."""
        book, path = Workbook(), self.folder / "front.xlsx"
        book.worksheets[0]["A1"] = "教育局（盖章）"
        book.save(path)
        return path

    def in_libraries(self, installed: Path) -> None:
        """By the orders of programs.js."""
        script = Path(__file__).with_name("programs.js").read_text(encoding="utf-8")
        orders = json.dumps([*self._orders()], ensure_ascii=False)
        subprocess.run(["node", "-e", script], input=orders, cwd=installed, encoding="utf-8", check=True)

    def _orders(self) -> Iterator[Order]:
        for name, (program, unit, how, more) in KEPT_BY_LIBRARIES.items():
            cells = self.cells(unit)
            typed = [
                {"sheet": cells[where][0], "at": cells[where][1]}
                | ({"date": value.isoformat()} if isinstance(value, date) else {"value": value})
                for where, value in {**GOOD, **more}.items()
            ]
            if isinstance(how, dict):
                how = {"append": str(self.form(how["append"]))}  # noqa: PLW2901 — a name becomes a path
            yield {"program": program, "from": str(self.form(unit)), "to": str(KEPT / name), "cells": typed, "how": how}


def main(installed: Path) -> None:
    for folder in (KEPT, ISSUED):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    with TemporaryDirectory() as name:
        clerk = settle_in(Path(name) / "desk")
        forms = issuing(clerk.folder)
        for path in (clerk.folder / "output").glob("*/台账/快照/*.json"):
            (ISSUED / f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
        work = Path(name) / "work"
        work.mkdir()
        bench = Bench(forms, work)
        bench.in_libraries(installed)
        bench.in_libreoffice()
    (KEPT / "开发区网页.html").rename(KEPT / "开发区网页.xls")  # as those who make it name it


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
