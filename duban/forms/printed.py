"""printed(): a layout that asks nothing becomes the table that an office prints, with all of its tasks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from typing import Literal

from duban.fields.locked import is_comparable, locked_value
from duban.messages.catalogue import Messages, render_text
from duban.model.assignment import Assignment
from duban.model.layout import Column, Layout, SheetLayout
from duban.model.row import Row
from duban.model.unit import remove_spaces
from duban.workbook.book import Book, Cell, PageSetup, Sheet, SheetRow, column_number
from duban.workbook.paging import PagedTable, PrintedCell, PrintedRow, row_height

HEAD, NOTE, TITLE = 10.5, 12.0, 22.0  # sizes of the styles `printed-…`
PRINT_MARGINS = (35.0, 37.0, 28.0, 26.0)
"""Left, right, top and bottom of a landscape sheet in mm: GB/T 9704 turned on its side."""
_A4_COLUMNS = 8
_PAPER = {"A4": (842.0, 595.0), "A3": (1191.0, 842.0)}  # points, landscape
_MM = 72 / 25.4
_SPARE = 0.96  # of a page's height: printers and programs differ a little
_CELL, _JOINED = "|", "<"


@dataclass(frozen=True, slots=True)
class PrintedBook(Book):
    """A book for paper. margins: see MARGINS."""

    margins: tuple[float, float, float, float] = PRINT_MARGINS


def design_printed_book(
    layout: Layout, assignment: Assignment, facts: Mapping[str, object], texts: Messages
) -> PrintedBook:
    """Every task of the plan as the table that is printed: nothing locked, nothing hidden.

    facts: what the words around the tables may speak of. Of a title's lines the last is the title; those above it
    (附件1) stand in the corner. A foot line that begins with `|` is a row of the table, `| 合计 | < | 20 |`: `<` joins
    the cell before it, and the row stands below the last one with the same first cell, else below all.
    """
    tables = [_Table(sheet, tuple(_rows(sheet, assignment)), facts, texts) for sheet in layout.sheets]
    return PrintedBook([table.sheet() for table in tables], title=tables[0].title[-1])


def _rows(sheet: SheetLayout, split: Assignment) -> Iterator[Row]:
    if sheet.rows == "unit":
        for unit in split.directory.units:
            yield from split.rows(sheet, unit)
        return
    several = {"milestone": split.milestone_rows, "target": split.target_rows}.get(sheet.rows)
    for task in split.plan.tasks:
        yield from several(task) if several else (split.task_row(task),)


@dataclass(frozen=True)
class _Table:
    """One table of the printed plan."""

    layout: SheetLayout
    rows: tuple[Row, ...]
    facts: Mapping[str, object]
    texts: Messages

    def sheet(self) -> Sheet:
        """The sheet as data."""
        header = len(self._top)
        return Sheet(
            name=self.layout.name,
            rows=(*self._top, *self._paging.sheet_rows()),
            widths=tuple(column.width for column in self.layout.columns),
            freeze=(header, 0),
            page=PageSetup(
                paper=self._paper,
                repeat_rows=(header, header),
                last_column=len(self.layout.columns),
                footer=self.texts.text("printed-footer"),
                page_breaks=self._breaks,
            ),
        )

    @cached_property
    def title(self) -> tuple[str, ...]:
        """What stands in the corner, then the title."""
        return tuple(render_text(self.layout.title, **self.facts).strip().split("\n"))

    @property
    def _breaks(self) -> tuple[int, ...]:
        """The rows of the sheet that begin a page, 1-based, the first page left out."""
        return tuple(len(self._top) + start + 1 for start in self._paging.page_starts[1:-1])

    @property
    def _paper(self) -> Literal["A4", "A3"]:
        return "A3" if len(self.layout.columns) > _A4_COLUMNS else self.layout.paper

    def _width(self, first: int, span: int) -> float:
        return sum(column.width for column in self.layout.columns[first : first + span])

    @cached_property
    def _top(self) -> tuple[SheetRow, ...]:
        """The lines down to the header."""
        whole = len(self.layout.columns)
        *marks, title = self.title
        top = [SheetRow([Cell(mark, "printed-mark", column_span=whole)], height=26) for mark in marks]
        tall = row_height([(title, self._width(0, whole))], TITLE)
        top.append(SheetRow([Cell(title, "printed-title", column_span=whole)], height=tall + 12))
        if self.layout.heading:
            top.append(self._heading())
        labels = [(column.label, column.width) for column in self.layout.columns]
        cells = [Cell(label, "printed-head") for label, _ in labels]
        return (*top, SheetRow(cells, height=max(28, row_height(labels, HEAD) + 6)))

    def _heading(self) -> SheetRow:
        cells: list[Cell | None] = [None] * len(self.layout.columns)
        words = []
        for item in self.layout.heading:
            first, _, last = item.at.partition(":")
            at, span = column_number(first) - 1, column_number(last or first) - column_number(first) + 1
            cells[at] = Cell(render_text(item.text, **self.facts), "printed-note", column_span=span)
            words.append((render_text(item.text, **self.facts), self._width(at, span)))
        return SheetRow(cells, height=max(24, row_height(words, NOTE)))

    @cached_property
    def _entries(self) -> tuple[PrintedRow, ...]:
        entries: list[PrintedRow] = [tuple(_box(column, row) for column in self.layout.columns) for row in self.rows]
        below = []
        for words in self.layout.foot:
            for text in filter(str.strip, render_text(words, **self.facts).split("\n")):
                if text.startswith(_CELL):
                    _insert(entries, self._extra(text))
                else:
                    whole = PrintedCell(text, "printed-foot", column_span=len(self.layout.columns))
                    below.append((whole, *[None] * (len(self.layout.columns) - 1)))
        return (*entries, *below)

    def _extra(self, text: str) -> PrintedRow:
        """A row of the foot that belongs to the table. Cells that are left out at its end are blank."""
        whole = len(self.layout.columns)
        given = text.strip().removeprefix(_CELL).removesuffix(_CELL).split(_CELL)
        cells = [cell.strip() for cell in (*given, *[""] * whole)][:whole]
        boxes: list[PrintedCell | None] = []
        for at, cell in enumerate(cells):
            span = next((i for i, other in enumerate(cells[at + 1 :], 1) if other != _JOINED), len(cells) - at)
            value = Decimal(cell) if cell.replace(".", "", 1).isdecimal() else cell
            boxes.append(None if cell == _JOINED else PrintedCell(value, "printed-total", span))
        return tuple(boxes)

    @cached_property
    def _paging(self) -> PagedTable:
        widths = tuple(column.width for column in self.layout.columns)
        return PagedTable(self._entries, widths, self._room(first_page=True), self._room(first_page=False))

    def _room(self, *, first_page: bool) -> float:
        """Points for the lines of a page, at the scale at which all columns fit."""
        left, right, above, below = (side * _MM for side in PRINT_MARGINS)
        wide, high = _PAPER[self._paper]
        table = sum((column.width * 7 + 5) * 0.75 for column in self.layout.columns)
        scale = min(100, int((wide - left - right) / table * 100)) / 100
        top = self._top if first_page else self._top[-1:]
        return (high - above - below) / scale * _SPARE - sum(line.height or 0 for line in top)


def _box(column: Column, row: Row) -> PrintedCell:
    value = locked_value(column, row) if is_comparable(column) else None
    style = "printed-date" if isinstance(value, date) else f"printed-{column.align}"
    text = "" if value is None else str(value)
    part = str(attrgetter(column.underline)(row) or "") if column.underline else ""
    same = attrgetter(column.merge)(row) if column.merge else None
    return PrintedCell(
        value,
        style,
        underline=part if part in text and part != text else "",
        merge_key=(same, text) if same or (column.merge and text) else None,
    )


def _insert(entries: list[PrintedRow], extra: PrintedRow) -> None:
    """The row below the last one with the same first cell, which it joins; else below all."""
    first = extra[0]
    for at in range(len(entries), 0, -1):
        like = entries[at - 1][0]
        if first and like and first.text and remove_spaces(like.text) == remove_spaces(first.text):
            entries.insert(at, (like if first.column_span == 1 else first, *extra[1:]))
            return
    entries.append(extra)
