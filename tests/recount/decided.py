"""What a clerk decided in 办公室登记: which version of a return counts, cells that she put right, lights as ruled."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from tests.recount.returned import Cell, Form, clean


@dataclass(frozen=True)
class Choice:
    """A row of 采用版本. mark: the head of the file's hash. pins: she added it, so that it holds against later ones."""

    mark: str
    takes: bool
    pins: bool


@dataclass(frozen=True)
class Choices:
    """All rows with a word of hers."""

    rows: tuple[Choice, ...] = ()

    def refuses(self, digest: str) -> bool:
        return any(digest.startswith(row.mark) and not row.takes for row in self.rows)

    def takes(self, digest: str) -> bool:
        return any(digest.startswith(row.mark) and row.takes for row in self.rows)

    def pins(self, digest: str) -> bool:
        return any(digest.startswith(row.mark) and row.takes and row.pins for row in self.rows)


def read_choices(register: Path | None) -> Choices:
    """Her decisions in a register; none where there is no register yet."""
    return Choices(tuple(_rows(register))) if register else Choices()


@dataclass(frozen=True)
class Edit:
    """A row of 代改 with a word of hers. mark: the head of the file's hash. now: None where the cell is cleared."""

    mark: str
    sheet: str
    place: str
    was: str
    now: Any
    by: str

    def is_of(self, digest: str, cell: Cell) -> bool:
        """Whether it is about this cell, which still says what she saw."""
        where = (digest[: len(self.mark)], cell.sheet, cell.place, cell.text)
        return where == (self.mark, self.sheet, self.place, self.was)


def read_edits(register: Path | None) -> tuple[Edit, ...]:
    """The cells that she put right; none where there is no register yet."""
    rows = _lines(register, "代改") if register else ()
    return tuple(
        Edit(
            str(row["校验码"]),
            str(row["工作表"]),
            str(row["单元格"]),
            str(clean(row["原填"]) or ""),
            None if row["改为"] == "清空" else clean(row["改为"]),
            str(row["确认人"]),
        )
        for row in rows
        if row["改为"] is not None
    )


@dataclass(frozen=True)
class Registered:
    """A row of 报送. until: 报送延期至. seen: the last day of which the row of all speaks."""

    late: str = ""
    received: date | None = None
    until: date | None = None
    approval: str = ""
    sealed: str = ""
    folder: str = ""
    seen: date | None = None


def read_registered(register: Path | None) -> Mapping[str, Registered]:
    """Unit, or 全体 → what she wrote of its return; none where there is no register yet, or one without the sheet."""
    if not register or "报送" not in load_workbook(register, read_only=True).sheetnames:
        return {}
    return {
        str(row["单位"]): Registered(
            str(row["是否迟报"] or ""),
            _day(row["收到日期"]),
            _day(row["报送延期至"]),
            str(row.get("审定情况") or ""),
            str(row["盖章"] or ""),
            str(row["纸质件夹号"] or ""),
            _day(row["首次收到"]),
        )
        for row in _lines(register, "报送", "单位")
        if row["单位"]
    }


def _day(value: Any) -> date | None:  # noqa: ANN401 — a cell
    if isinstance(value, datetime):
        return value.date()
    return date.fromisoformat(str(value)) if value else None


def put_right(form: Form, edits: tuple[Edit, ...]) -> Form:
    """The form as she would have it read."""
    own = [edit for edit in edits if form.digest.startswith(edit.mark)]
    if not own:
        return form

    def as_edited(cell: Cell) -> Cell:
        now = [edit.now for edit in own if edit.is_of(form.digest, cell)]
        return replace(cell, value=now[0]) if now else cell

    rows = {
        sheet: {key: {label: as_edited(cell) for label, cell in row.items()} for key, row in lines.items()}
        for sheet, lines in form.rows.items()
    }
    heading = {label: as_edited(cell) for label, cell in form.heading.items()}
    return replace(form, rows=rows, heading=heading, edits=tuple(own))


@dataclass(frozen=True)
class Ruling:
    """A row of 审定 with a word of hers. part: the words of a milestone; empty for the whole task.

    unit: of several that answer for it the one that is meant; empty for all of them.
    """

    number: str
    part: str
    light: str
    basis: str
    unit: str = ""


def read_rulings(register: Path | None) -> tuple[Ruling, ...]:
    """The lights that were ruled; none where there is no register yet."""
    rows = _lines(register, "审定", "审定灯色") if register else ()
    labels = ("序号", "节点", "审定灯色", "依据", "责任单位")
    found = (Ruling(*(str(row[label] or "").replace("全体", "") for label in labels)) for row in rows)
    return tuple(ruling for ruling in found if ruling.light)


def _rows(register: Path) -> Iterator[Choice]:
    for row in _lines(register, "采用版本"):
        if row["采用"] in ("是", "否"):
            yield Choice(str(row["校验码"]), row["采用"] == "是", not row["登记号"])


def _lines(register: Path, sheet: str, head: str = "校验码") -> Iterator[Mapping[str, Any]]:
    """The rows of a sheet by header, wherever the header stands; none where there is no such sheet yet."""
    book = load_workbook(register)
    if sheet not in book.sheetnames:
        return
    lines = book[sheet].iter_rows(values_only=True)
    header = next(line for line in lines if head in line and "登记号" in line)
    for line in lines:
        yield {str(label): value for label, value in zip(header, line, strict=True) if label}
