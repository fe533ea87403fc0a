"""printed(): a layout that asks nothing becomes the table that an office prints, with all of its tasks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from typing import Literal

from duban.fields.locked import issued, shows
from duban.messages.catalogue import Texts, fill
from duban.model.assignment import Split
from duban.model.layout import Column, Layout, SheetLayout
from duban.model.row import Row
from duban.model.unit import squeezed
from duban.workbook.book import Book, Cell, Line, Page, Sheet, column_of
from duban.workbook.height import height
from duban.workbook.paging import Box, Entry, Paging

HEAD, NOTE, TITLE = 10.5, 12.0, 22.0  # sizes of the styles `printed-…`
MARGINS = (35.0, 37.0, 28.0, 26.0)
"""Left, right, top and bottom of a landscape sheet in mm: GB/T 9704 turned on its side."""
_A4_COLUMNS = 8
_PAPER = {"A4": (842.0, 595.0), "A3": (1191.0, 842.0)}  # points, landscape
_MM = 72 / 25.4
_SPARE = 0.96  # of a page's height: printers and programs differ a little
_CELL, _JOINED = "|", "<"


@dataclass(frozen=True, slots=True)
class PrintedBook(Book):
    """A book for paper. margins: see MARGINS."""

    margins: tuple[float, float, float, float] = MARGINS


def printed(layout: Layout, split: Split, facts: Mapping[str, object], texts: Texts) -> PrintedBook:
    """Every task of the plan as the table that is printed: nothing locked, nothing hidden.

    facts: what the words around the tables may speak of. Of a title's lines the last is the title; those above it
    (附件1) stand in the corner. A foot line that begins with `|` is a row of the table, `| 合计 | < | 20 |`: `<` joins
    the cell before it, and the row stands below the last one with the same first cell, else below all.
    """
    tables = [_Table(sheet, tuple(_rows(sheet, split)), facts, texts) for sheet in layout.sheets]
    return PrintedBook([table.sheet() for table in tables], title=tables[0].title[-1])


def _rows(sheet: SheetLayout, split: Split) -> Iterator[Row]:
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
    texts: Texts

    def sheet(self) -> Sheet:
        """The sheet as data."""
        header = len(self._top)
        return Sheet(
            name=self.layout.name,
            lines=(*self._top, *self._paging.lines()),
            widths=tuple(column.width for column in self.layout.columns),
            freeze=(header, 0),
            page=Page(
                paper=self._paper,
                repeat=(header, header),
                last_column=len(self.layout.columns),
                footer=self.texts.word("printed-footer"),
                breaks=self._breaks,
            ),
        )

    @cached_property
    def title(self) -> tuple[str, ...]:
        """What stands in the corner, then the title."""
        return tuple(fill(self.layout.title, **self.facts).strip().split("\n"))

    @property
    def _breaks(self) -> tuple[int, ...]:
        """The rows of the sheet that begin a page, 1-based, the first page left out."""
        return tuple(len(self._top) + start + 1 for start in self._paging.starts[1:-1])

    @property
    def _paper(self) -> Literal["A4", "A3"]:
        return "A3" if len(self.layout.columns) > _A4_COLUMNS else self.layout.paper

    def _width(self, first: int, span: int) -> float:
        return sum(column.width for column in self.layout.columns[first : first + span])

    @cached_property
    def _top(self) -> tuple[Line, ...]:
        """The lines down to the header."""
        whole = len(self.layout.columns)
        *marks, title = self.title
        top = [Line([Cell(mark, "printed-mark", span=whole)], height=26) for mark in marks]
        tall = height([(title, self._width(0, whole))], TITLE)
        top.append(Line([Cell(title, "printed-title", span=whole)], height=tall + 12))
        if self.layout.heading:
            top.append(self._heading())
        labels = [(column.label, column.width) for column in self.layout.columns]
        cells = [Cell(label, "printed-head") for label, _ in labels]
        return (*top, Line(cells, height=max(28, height(labels, HEAD) + 6)))

    def _heading(self) -> Line:
        cells: list[Cell | None] = [None] * len(self.layout.columns)
        words = []
        for item in self.layout.heading:
            first, _, last = item.at.partition(":")
            at, span = column_of(first) - 1, column_of(last or first) - column_of(first) + 1
            cells[at] = Cell(fill(item.text, **self.facts), "printed-note", span=span)
            words.append((fill(item.text, **self.facts), self._width(at, span)))
        return Line(cells, height=max(24, height(words, NOTE)))

    @cached_property
    def _entries(self) -> tuple[Entry, ...]:
        entries: list[Entry] = [tuple(_box(column, row) for column in self.layout.columns) for row in self.rows]
        below = []
        for words in self.layout.foot:
            for text in filter(str.strip, fill(words, **self.facts).split("\n")):
                if text.startswith(_CELL):
                    _insert(entries, self._extra(text))
                else:
                    whole = Box(text, "printed-foot", span=len(self.layout.columns))
                    below.append((whole, *[None] * (len(self.layout.columns) - 1)))
        return (*entries, *below)

    def _extra(self, text: str) -> Entry:
        """A row of the foot that belongs to the table. Cells that are left out at its end are blank."""
        whole = len(self.layout.columns)
        given = text.strip().removeprefix(_CELL).removesuffix(_CELL).split(_CELL)
        cells = [cell.strip() for cell in (*given, *[""] * whole)][:whole]
        boxes: list[Box | None] = []
        for at, cell in enumerate(cells):
            span = next((i for i, other in enumerate(cells[at + 1 :], 1) if other != _JOINED), len(cells) - at)
            value = Decimal(cell) if cell.replace(".", "", 1).isdecimal() else cell
            boxes.append(None if cell == _JOINED else Box(value, "printed-total", span))
        return tuple(boxes)

    @cached_property
    def _paging(self) -> Paging:
        widths = tuple(column.width for column in self.layout.columns)
        return Paging(self._entries, widths, self._room(first_page=True), self._room(first_page=False))

    def _room(self, *, first_page: bool) -> float:
        """Points for the lines of a page, at the scale at which all columns fit."""
        left, right, above, below = (side * _MM for side in MARGINS)
        wide, high = _PAPER[self._paper]
        table = sum((column.width * 7 + 5) * 0.75 for column in self.layout.columns)
        scale = min(100, int((wide - left - right) / table * 100)) / 100
        top = self._top if first_page else self._top[-1:]
        return (high - above - below) / scale * _SPARE - sum(line.height or 0 for line in top)


def _box(column: Column, row: Row) -> Box:
    value = shows(column, row) if issued(column) else None
    style = "printed-date" if isinstance(value, date) else f"printed-{column.align}"
    text = "" if value is None else str(value)
    part = str(attrgetter(column.underline)(row) or "") if column.underline else ""
    same = attrgetter(column.merge)(row) if column.merge else None
    return Box(
        value,
        style,
        underline=part if part in text and part != text else "",
        same=(same, text) if same or (column.merge and text) else None,
    )


def _insert(entries: list[Entry], extra: Entry) -> None:
    """The row below the last one with the same first cell, which it joins; else below all."""
    first = extra[0]
    for at in range(len(entries), 0, -1):
        like = entries[at - 1][0]
        if first and like and first.text and squeezed(like.text) == squeezed(first.text):
            entries.insert(at, (like if first.span == 1 else first, *extra[1:]))
            return
    entries.append(extra)
