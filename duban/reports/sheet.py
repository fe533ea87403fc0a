"""Any report sheet, built from its YAML and its rows: titles, words, tables one below another, its paper."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import accumulate

from duban.messages.catalogue import render_text
from duban.model.report_layout import ReportBlock, ReportColumn, ReportSheet
from duban.model.status import Status
from duban.reports.grouping import group_tasks, narrow_status
from duban.reports.look import sheet_facts
from duban.reports.shelf import TABLES
from duban.text.display import shorten
from duban.workbook.book import Cell, PageSetup, Scalar, Sheet, SheetRow
from duban.workbook.paging import find_page_breaks, is_readable_on_page, page_capacity, row_height

ReportRow = Mapping[str, Cell | Scalar]

WHOLE_WIDTH = ""
"""The key of a cell that takes the whole width of a table: a heading or a subtotal among its rows."""

_SUMMARY, _NOTE, _HEAD = 12.0, 10.0, 10.0  # sizes of the styles `summary`, `sheet-note` and `head`
_TITLE_LINE, _SECTION_LINE, _GAP = 27.0, 24.0, 8.0
_TALLEST = 409.0  # points, of a row
_LONGEST_NAME = 31
_NOT_IN_A_NAME = str.maketrans({sign: chr(ord(sign) + 0xFEE0) for sign in "[]:*?/\\"})  # their full-width twins


def report_sheet(layout: ReportSheet, situation: Status, group_title: str = "") -> Sheet:
    """A sheet of a report on a situation. each: what the situation was narrowed to."""
    return build_sheet(layout, {**sheet_facts(situation), "each": group_title}, lambda code: TABLES[code](situation))


def report_sheets(layouts: Iterable[ReportSheet], situation: Status) -> tuple[Sheet, ...]:
    """The sheets of one book, under names of their own; of some layouts, one for each value."""
    made: list[Sheet] = []
    for layout in layouts:
        groups = group_tasks(situation, layout.each) if layout.each else ()
        made += [report_sheet(layout, narrow_status(situation, group.tasks), group.title) for group in groups]
        if not groups:
            made.append(report_sheet(layout, situation))
    taken: set[str] = set()
    return tuple(replace(each, name=_free(each.name, taken)) for each in made)


def build_sheet(
    layout: ReportSheet, facts: Mapping[str, object], rows_of: Callable[[str], Iterable[ReportRow]]
) -> Sheet:
    """A sheet. known: what its words may speak of. rows: gives the rows of a block by their code."""
    built = _Build(layout, facts)
    built.top()
    for block in layout.blocks:
        built.block(block, tuple(rows_of(block.rows)) if block.rows else ())
    one_page = layout.one_page and is_readable_on_page(built.lines, built.room)
    return Sheet(
        name=render_text(layout.name, **facts),
        rows=built.lines,
        widths=layout.widths,
        freeze=(built.tables[0][0], 0) if len(built.tables) == 1 else None,
        filter_range=built.filter(),
        page=PageSetup(
            paper=layout.paper,
            landscape=layout.landscape,
            repeat_rows=(built.tables[0][0],) * 2 if len(built.tables) == 1 else None,
            last_column=len(layout.widths),
            footer=render_text(layout.footer, **facts),
            fit_one_page=one_page,
            page_breaks=() if one_page else built.breaks(),
        ),
    )


@dataclass
class _Build:
    """The lines so far.

    tables: header row and last row of each, 1-based. held: first line of each titled block → behind its last, from 0.
    """

    layout: ReportSheet
    known: Mapping[str, object]
    lines: list[SheetRow] = field(default_factory=list)
    tables: list[tuple[int, int]] = field(default_factory=list)
    held: dict[int, int] = field(default_factory=dict)

    def top(self) -> None:
        self._words(render_text(self.layout.title, **self.known), "title", 18, _TITLE_LINE + 3)
        if self.layout.note:
            self._words(render_text(self.layout.note, **self.known), "sheet-note", _NOTE)

    def block(self, block: ReportBlock, rows: Sequence[ReportRow]) -> None:
        title, text, first = (
            render_text(block.title, **self.known),
            render_text(block.text, **self.known),
            len(self.lines),
        )
        if title:
            self.lines.append(SheetRow([], height=_GAP))
            self._words(title, "section", 13, _SECTION_LINE)
        if text:
            self._words(text, "summary", _SUMMARY)
        if not rows and block.empty:
            self._words(render_text(block.empty, **self.known), "summary", _SUMMARY)
        if block.columns and (rows or not block.empty):
            self._table(block.columns, rows)
        if title:
            self.held[first] = len(self.lines)

    def filter(self) -> tuple[int, int, int, int] | None:
        """Around the table, where there is one and it has rows."""
        if not (self.layout.filtered and self.tables):
            return None
        first, last = self.tables[0]
        return (first, 1, last, len(self.layout.widths)) if last > first else None

    @cached_property
    def room(self) -> float:
        """Points for the lines of a page."""
        return page_capacity(self.layout.widths, self.layout.paper, landscape=self.layout.landscape)

    def breaks(self) -> tuple[int, ...]:
        """The lines that begin a page, where tall cells and short blocks must not be parted."""
        header = self.tables[0][0] if len(self.tables) == 1 else 0
        return find_page_breaks(self.lines, header, self.room, self.held)

    def _words(self, text: str, style: str, size: float, least: float = 0) -> None:
        span = len(self.layout.widths)
        tall = row_height([(text, sum(self.layout.widths))], size)
        self.lines.append(SheetRow([Cell(text, style, column_span=span)], height=max(least, tall)))

    def _table(self, columns: Sequence[ReportColumn], rows: Sequence[ReportRow]) -> None:
        starts = [0, *accumulate(column.span for column in columns)]
        ends = [at + column.span for at, column in zip(starts, columns, strict=False)]
        widths = [sum(self.layout.widths[at:end]) for at, end in zip(starts, ends, strict=False)]
        labels = [Cell(render_text(column.label, **self.known), "head", column_span=column.span) for column in columns]
        head = [cell if cell.value else None for cell in labels]
        self.lines.append(self._line(head, columns, widths, least=24))
        first = len(self.lines)
        for row in rows:
            if WHOLE_WIDTH in row:
                self._whole(row[WHOLE_WIDTH], ends[-1])
                continue
            cells = [_cell(column, row) if column.key in row else None for column in columns]
            self.lines.append(self._line(cells, columns, widths, least=20))
        self._make_room(first, columns, widths)
        self.tables.append((first, len(self.lines)))

    def _whole(self, given: Cell | Scalar, span: int) -> None:
        cell = given if isinstance(given, Cell) else Cell(given, "word-middle")
        tall = row_height([(_shown(cell.value), sum(self.layout.widths[:span]))], _HEAD)
        self.lines.append(SheetRow([replace(cell, column_span=span)], height=max(20, tall)))

    def _make_room(self, first: int, columns: Sequence[ReportColumn], widths: Sequence[float]) -> None:
        """Rows under one tall cell are made higher, until all of its words can be seen."""
        starts = [0, *accumulate(column.span for column in columns)]
        for at in range(first, len(self.lines)):
            for start, width in zip(starts, widths, strict=False):
                cell = self.lines[at].cells[start] if start < len(self.lines[at].cells) else None
                if cell is None or cell.row_span == 1:
                    continue
                covered = range(at, at + cell.row_span)
                lacks = row_height([(_shown(cell.value), width)], _HEAD) - sum(
                    self.lines[i].height or 0 for i in covered
                )
                for index in covered if lacks > 0 else ():
                    line = self.lines[index]
                    tall = min(_TALLEST, (line.height or 0) + lacks / cell.row_span)
                    self.lines[index] = replace(line, height=tall)

    def _line(
        self,
        cells: Sequence[Cell | None],
        columns: Sequence[ReportColumn],
        widths: Sequence[float],
        least: float,
    ) -> SheetRow:
        """The cells at their places, in a row high enough for all of their words."""
        placed: list[Cell | None] = []
        for cell, column in zip(cells, columns, strict=True):
            placed += [cell, *[None] * (column.span - 1)]
        pairs = zip(cells, widths, strict=True)
        words = [(_shown(cell.value), width) for cell, width in pairs if cell and cell.row_span == 1]
        return SheetRow(placed, height=max(least, row_height(words, _HEAD)))


def _cell(column: ReportColumn, row: ReportRow) -> Cell:
    given = row[column.key]
    if not isinstance(given, Cell):
        return Cell(given, column.style, column_span=column.span)
    return replace(given, column_span=column.span)


def _shown(value: Scalar) -> str:
    return "" if value is None or isinstance(value, date) else str(value)


def _free(wanted: str, taken: set[str]) -> str:
    """A name that Excel takes and that no sheet of the book has yet; it is taken from now on."""
    name = wanted.translate(_NOT_IN_A_NAME).strip("' ") or "—"
    number, suffix = 1, ""
    while True:
        room = _LONGEST_NAME - len(suffix)
        free = shorten(name, room) + suffix
        if free.casefold() not in taken:
            taken.add(free.casefold())
            return free
        number += 1
        suffix = f"({number})"
