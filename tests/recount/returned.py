"""What stands in a returned form, read with openpyxl: rows by their hidden keys, columns by their headers."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any
from unicodedata import normalize

import yaml
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tests.recount.days import day_of

NOTHING_SAID = {"", "/", "—", "-", "无", "同上"}
DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")


@dataclass(frozen=True)
class Cell:
    """One input. value: a day for a date, else as typed, without blanks around it."""

    sheet: str
    place: str
    label: str
    value: Any

    @property
    def text(self) -> str:
        return "" if self.value is None else str(self.value)

    @property
    def where(self) -> str:
        return f"{self.sheet}!{self.place}"


Row = Mapping[str, Cell]
"""Header → cell."""


@dataclass(frozen=True)
class Layout:
    """A kind of form as templates/forms describes it. columns: sheet → header → what the template says of it."""

    name: str
    code: str
    columns: Mapping[str, Mapping[str, Mapping[str, Any]]]
    sheets: tuple[Mapping[str, Any], ...]
    beside: tuple[str, ...]

    def of_role(self, role: str) -> Iterator[tuple[str, str]]:
        """The sheets and headers of a role or key."""
        for sheet, columns in self.columns.items():
            yield from ((sheet, label) for label, column in columns.items() if column.get("key") == role)

    def meaning(self, label: str, text: str) -> str:
        """What a choice means: done, will-miss …; empty for what is not offered."""
        for columns in self.columns.values():
            for option in columns.get(label, {}).get("options", ()):
                if text == option["text"] or text in option.get("also", ()):
                    return str(option.get("means", option["text"]))
        return ""

    def printed(self, label: str, text: str) -> str:
        """A choice in the words of the form."""
        for columns in self.columns.values():
            for option in columns.get(label, {}).get("options", ()):
                if text == option["text"] or text in option.get("also", ()):
                    return str(option["text"])
        return text


@dataclass(frozen=True, eq=False)
class Form:
    """One returned workbook, the same object for the same bytes. held: what each cell holds, by sheet and place."""

    path: Path
    digest: str
    plan: str
    period: str
    kind: str
    unit: str
    heading: Mapping[str, Cell] = field(default_factory=dict)
    rows: Mapping[str, Mapping[str, Row]] = field(default_factory=dict)
    locked: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    held: Mapping[tuple[str, str], Any] = field(default_factory=dict)
    code: str = ""
    edits: tuple[Any, ...] = ()

    @property
    def is_damaged(self) -> bool:
        """Whether the check part of its code was spoiled: nobody can be sure whose form it is."""
        return self.code.endswith("-00000000")

    def cells(self) -> Iterator[Cell]:
        yield from self.heading.values()
        for rows in self.rows.values():
            for row in rows.values():
                yield from row.values()


@cache
def read_layouts(*folders: Path) -> Mapping[str, Layout]:
    """The kinds of form by their codes; a plan's own stand before the shipped ones."""
    layouts: dict[str, Layout] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.yaml")):
            typed = yaml.safe_load(path.read_text(encoding="utf-8"))
            if typed.get("code") and typed["code"] not in layouts:
                sheets = tuple(typed["sheets"])
                columns = {sheet["name"]: {column["label"]: column for column in sheet["columns"]} for sheet in sheets}
                beside = tuple(typed.get("beside", ()))
                layouts[typed["code"]] = Layout(typed["name"], typed["code"], columns, sheets, beside)
    return layouts


def clean(value: Any) -> Any:  # noqa: ANN401 — whatever a cell holds
    """A day without its time, a text without blanks around it, nothing for a blank."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        return value.strip() or None
    return value


def as_day(value: object, year: int) -> date | None:
    """The day that an answer names beyond doubt."""
    if isinstance(value, date):
        return value
    text = normalize("NFKC", str(value or "")).replace(" ", "")
    if match := DAY.fullmatch(text):
        try:
            return date(*map(int, match.groups()))
        except ValueError:
            return None
    try:
        return day_of(text, year) if text else None
    except ValueError:
        return None


FORMS: dict[str, Form | None] = {}
"""What was read already, by the hash of the file."""


def read_form(path: Path) -> Form | None:
    """A returned .xlsx file; None where it bears no form code."""
    digest = sha256(path.read_bytes()).hexdigest()
    if digest not in FORMS:
        FORMS[digest] = _read(path, digest)
    return FORMS[digest]


def _read(path: Path, digest: str) -> Form | None:
    book = load_workbook(path)
    code = str(book["_meta"]["B1"].value) if "_meta" in book.sheetnames else ""
    parts = code.split("-")
    if len(parts) < 6:
        return None
    heading: dict[str, Cell] = {}
    rows: dict[str, dict[str, Row]] = {}
    locked: dict[str, dict[str, dict[str, Any]]] = {}
    held: dict[tuple[str, str], Any] = {}
    for sheet in book:
        held |= {(sheet.title, cell.coordinate): cell.value for line in sheet.iter_rows() for cell in line}
        if sheet.sheet_state == "visible" and (table := _header(sheet, code)):
            heading |= _heading(sheet, table)
            rows[sheet.title], locked[sheet.title] = _rows(sheet, table, code)
    period = "-".join(parts[1:-4])
    return Form(path, digest, parts[0], period, parts[-4], parts[-3], heading, rows, locked, held, code)


_TITLE_AND_CODE = 2


def _header(sheet: Worksheet, code: str) -> int:
    """The row of the labels, at whose end the form code stands; behind a title alone it stands in no table."""
    lines = (line for line in sheet.iter_rows(max_row=10) if len(line) > 1 and line[-1].value == code)
    numbers = (line[0].row or 0 for line in lines if sum(cell.value is not None for cell in line) > _TITLE_AND_CODE)
    return next(numbers, 0)


def _heading(sheet: Worksheet, table: int) -> dict[str, Cell]:
    """The inputs above the table, by the words before them."""
    inputs: dict[str, Cell] = {}
    for line in sheet.iter_rows(max_row=table - 1):
        for before, cell in pairwise(line):
            if not cell.protection.locked and str(before.value or "").endswith("："):
                label = str(before.value).rstrip("：")
                inputs[label] = Cell(sheet.title, cell.coordinate, label, clean(cell.value))
    return inputs


def _rows(sheet: Worksheet, table: int, code: str) -> tuple[dict[str, Row], dict[str, dict[str, Any]]]:
    header = [str(cell.value or "") for cell in sheet[table]]
    inputs: dict[str, Row] = {}
    printed: dict[str, dict[str, Any]] = {}
    for line in sheet.iter_rows(min_row=table + 1):
        key = str(line[-1].value or "")
        if not key.startswith(f"{code}/"):
            continue
        row = key.removeprefix(f"{code}/")
        inputs[row] = {
            label: Cell(sheet.title, f"{get_column_letter(cell.column or 0)}{cell.row}", label, clean(cell.value))
            for label, cell in zip(header, line, strict=True)
            if not cell.protection.locked
        }
        printed[row] = {label: clean(cell.value) for label, cell in zip(header, line, strict=True)}
    return inputs, printed
