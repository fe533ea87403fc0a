"""How a department fills in its form: what it says, and where each answer stands."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from itertools import pairwise

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from tests.abused.county import CODES, NODES, TARGETS, TASKS

Where = tuple[str, str]
"""A row (`1@0331`; empty for the heading) and the label of a column."""

GOOD: Mapping[Where, object] = {
    ("", "填报人"): "张三",
    ("", "填报日期"): date(2022, 6, 18),
    ("1", "进展情况"): "招标已完成，5月20日开工。",
    ("2", "进展情况"): "方案已印发，检查已完成。",
    ("1@0331", "节点情况"): "已按期完成",
    ("1@0531", "节点情况"): "已按期完成",
    ("1@0630", "节点情况"): "能按期完成",
    ("1@0630", "完成比例"): 60,
    ("2@0430", "节点情况"): "已按期完成",
    ("2@0615", "节点情况"): "已按期完成",
    ("1#1", "累计完成数"): 1200.5,
    ("1#2", "累计完成数"): 5,
    ("2#1", "累计完成数"): 100,
}
"""What a department says that has nothing to hide."""


def places(book: Workbook, unit: str) -> dict[Where, Cell]:
    """Every cell of a form's tables and of its heading, by where people would say that it is."""
    found: dict[Where, Cell] = {}
    for name in (TASKS, NODES, TARGETS):
        lines = list(sheet_of(book, name).iter_rows())
        header = next(line for line in lines if line[0].value == "编号")
        for line in lines[: lines.index(header)]:
            found |= {
                ("", str(cell.value).rstrip("：")): beside
                for cell, beside in pairwise(line)
                if str(cell.value).endswith("：") and isinstance(beside, Cell)
            }
        for line in lines[lines.index(header) + 1 :]:
            key = next((str(c.value).partition("/")[2] for c in reversed(line) if is_key(c.value)), "")
            if key:
                row = key.removeprefix(CODES[unit])
                found |= {(row, str(head.value)): cell for head, cell in zip(header, line, strict=True)}  # type: ignore[misc]
    return found


def is_key(value: object) -> bool:
    """Whether this is a row key: a form code, a stroke, and what the row is about."""
    return isinstance(value, str) and re.fullmatch(r"[A-Z0-9]+-\S+/\S+", value) is not None


def sheet_of(book: Workbook, name: str) -> Worksheet:
    found = book[name]
    assert isinstance(found, Worksheet)
    return found


def opened(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    book.close()
    return file.getvalue()


def fill(book: Workbook, unit: str, said: Mapping[Where, object]) -> None:
    """Type into a form, as it comes: what begins with an apostrophe is text, with = a formula."""
    cells = places(book, unit)
    for where, value in said.items():
        type_in(cells[where], value)


def type_in(cell: Cell, value: object) -> None:
    if isinstance(value, str) and value.startswith("'"):
        cell.value = value[1:]
        cell.data_type = "s"
    else:
        cell.value = value  # type: ignore[assignment]  # whatever a test wants to see there


def said(form: bytes, unit: str, more: Mapping[Where, object]) -> bytes:
    """The form with good answers, but for some."""
    book = opened(form)
    fill(book, unit, {**GOOD, **more})
    return saved(book)


def rezipped(data: bytes, change: Callable[[str, bytes], bytes | None], more: Mapping[str, bytes] = {}) -> bytes:
    """The package with each part changed; None leaves a part out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            part = change(entry.filename, old.read(entry))
            if part is not None:
                new.writestr(entry.filename, part)
        for name, part in more.items():
            new.writestr(name, part)
    return buffer.getvalue()


def unfenced(form: bytes) -> bytes:
    """The form without its sheets' protection, else as it was: what a person who wants to can reach."""
    return rezipped(form, lambda _, part: re.sub(rb"<(?:sheetProtection|workbookProtection)[^>]*/>", b"", part))
