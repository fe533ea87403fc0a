"""Any report sheet, built from its YAML and its rows: titles, words, tables one below another, its paper."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import accumulate

from duban.messages.catalogue import fill
from duban.model.report_layout import Block, ReportColumn, ReportSheet
from duban.model.status import Situation
from duban.reports.grouping import grouped, narrowed
from duban.reports.look import facts
from duban.reports.shelf import REPORTS
from duban.workbook.book import Cell, Line, Page, Scalar, Sheet
from duban.workbook.height import height
from duban.workbook.pages import breaks, readable, room

Row = Mapping[str, Cell | Scalar]

WHOLE = ""
"""The key of a cell that takes the whole width of a table: a heading or a subtotal among its rows."""

_SUMMARY, _NOTE, _HEAD = 12.0, 10.0, 10.0  # sizes of the styles `summary`, `sheet-note` and `head`
_TITLE_LINE, _SECTION_LINE, _GAP = 27.0, 24.0, 8.0
_TALLEST = 409.0  # points, of a row
_LONGEST_NAME = 31
_NOT_IN_A_NAME = str.maketrans({sign: chr(ord(sign) + 0xFEE0) for sign in "[]:*?/\\"})  # their full-width twins


def sheet(layout: ReportSheet, situation: Situation, each: str = "") -> Sheet:
    """A sheet of a report on a situation. each: what the situation was narrowed to."""
    return lay_out(layout, {**facts(situation), "each": each}, lambda code: REPORTS[code](situation))


def sheets(layouts: Iterable[ReportSheet], situation: Situation) -> tuple[Sheet, ...]:
    """The sheets of one book, under names of their own; of some layouts, one for each value."""
    made: list[Sheet] = []
    for layout in layouts:
        groups = grouped(situation, layout.each) if layout.each else ()
        made += [sheet(layout, narrowed(situation, group.tasks), group.title) for group in groups]
        if not groups:
            made.append(sheet(layout, situation))
    taken: set[str] = set()
    return tuple(replace(each, name=_free(each.name, taken)) for each in made)


def lay_out(layout: ReportSheet, known: Mapping[str, object], rows: Callable[[str], Iterable[Row]]) -> Sheet:
    """A sheet. known: what its words may speak of. rows: gives the rows of a block by their code."""
    built = _Build(layout, known)
    built.top()
    for block in layout.blocks:
        built.block(block, tuple(rows(block.rows)) if block.rows else ())
    one_page = layout.one_page and readable(built.lines, built.room)
    return Sheet(
        name=fill(layout.name, **known),
        lines=built.lines,
        widths=layout.widths,
        freeze=(built.tables[0][0], 0) if len(built.tables) == 1 else None,
        filter=built.filter(),
        page=Page(
            paper=layout.paper,
            landscape=layout.landscape,
            repeat=(built.tables[0][0],) * 2 if len(built.tables) == 1 else None,
            last_column=len(layout.widths),
            footer=fill(layout.footer, **known),
            one_page=one_page,
            breaks=() if one_page else built.breaks(),
        ),
    )


@dataclass
class _Build:
    """The lines so far.

    tables: header row and last row of each, 1-based. held: first line of each titled block → behind its last, from 0.
    """

    layout: ReportSheet
    known: Mapping[str, object]
    lines: list[Line] = field(default_factory=list)
    tables: list[tuple[int, int]] = field(default_factory=list)
    held: dict[int, int] = field(default_factory=dict)

    def top(self) -> None:
        self._words(fill(self.layout.title, **self.known), "title", 18, _TITLE_LINE + 3)
        if self.layout.note:
            self._words(fill(self.layout.note, **self.known), "sheet-note", _NOTE)

    def block(self, block: Block, rows: Sequence[Row]) -> None:
        title, text, first = fill(block.title, **self.known), fill(block.text, **self.known), len(self.lines)
        if title:
            self.lines.append(Line([], height=_GAP))
            self._words(title, "section", 13, _SECTION_LINE)
        if text:
            self._words(text, "summary", _SUMMARY)
        if not rows and block.empty:
            self._words(fill(block.empty, **self.known), "summary", _SUMMARY)
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
        return room(self.layout.widths, self.layout.paper, landscape=self.layout.landscape)

    def breaks(self) -> tuple[int, ...]:
        """The lines that begin a page, where tall cells and short blocks must not be parted."""
        header = self.tables[0][0] if len(self.tables) == 1 else 0
        return breaks(self.lines, header, self.room, self.held)

    def _words(self, text: str, style: str, size: float, least: float = 0) -> None:
        span = len(self.layout.widths)
        tall = height([(text, sum(self.layout.widths))], size)
        self.lines.append(Line([Cell(text, style, span=span)], height=max(least, tall)))

    def _table(self, columns: Sequence[ReportColumn], rows: Sequence[Row]) -> None:
        starts = [0, *accumulate(column.span for column in columns)]
        ends = [at + column.span for at, column in zip(starts, columns, strict=False)]
        widths = [sum(self.layout.widths[at:end]) for at, end in zip(starts, ends, strict=False)]
        labels = [Cell(fill(column.label, **self.known), "head", span=column.span) for column in columns]
        head = [cell if cell.value else None for cell in labels]
        self.lines.append(self._line(head, columns, widths, least=24))
        first = len(self.lines)
        for row in rows:
            if WHOLE in row:
                self._whole(row[WHOLE], ends[-1])
                continue
            cells = [_cell(column, row) if column.key in row else None for column in columns]
            self.lines.append(self._line(cells, columns, widths, least=20))
        self._make_room(first, columns, widths)
        self.tables.append((first, len(self.lines)))

    def _whole(self, given: Cell | Scalar, span: int) -> None:
        cell = given if isinstance(given, Cell) else Cell(given, "word-middle")
        tall = height([(_shown(cell.value), sum(self.layout.widths[:span]))], _HEAD)
        self.lines.append(Line([replace(cell, span=span)], height=max(20, tall)))

    def _make_room(self, first: int, columns: Sequence[ReportColumn], widths: Sequence[float]) -> None:
        """Rows under one tall cell are made higher, until all of its words can be seen."""
        starts = [0, *accumulate(column.span for column in columns)]
        for at in range(first, len(self.lines)):
            for start, width in zip(starts, widths, strict=False):
                cell = self.lines[at].cells[start] if start < len(self.lines[at].cells) else None
                if cell is None or cell.down == 1:
                    continue
                covered = range(at, at + cell.down)
                lacks = height([(_shown(cell.value), width)], _HEAD) - sum(self.lines[i].height or 0 for i in covered)
                for index in covered if lacks > 0 else ():
                    line = self.lines[index]
                    tall = min(_TALLEST, (line.height or 0) + lacks / cell.down)
                    self.lines[index] = replace(line, height=tall)

    def _line(
        self,
        cells: Sequence[Cell | None],
        columns: Sequence[ReportColumn],
        widths: Sequence[float],
        least: float,
    ) -> Line:
        """The cells at their places, in a row high enough for all of their words."""
        placed: list[Cell | None] = []
        for cell, column in zip(cells, columns, strict=True):
            placed += [cell, *[None] * (column.span - 1)]
        pairs = zip(cells, widths, strict=True)
        words = [(_shown(cell.value), width) for cell, width in pairs if cell and cell.down == 1]
        return Line(placed, height=max(least, height(words, _HEAD)))


def _cell(column: ReportColumn, row: Row) -> Cell:
    given = row[column.key]
    if not isinstance(given, Cell):
        return Cell(given, column.style, span=column.span)
    return replace(given, span=column.span)


def _shown(value: Scalar) -> str:
    return "" if value is None or isinstance(value, date) else str(value)


def _free(wanted: str, taken: set[str]) -> str:
    """A name that Excel takes and that no sheet of the book has yet; it is taken from now on."""
    name = wanted.translate(_NOT_IN_A_NAME).strip("' ") or "—"
    number, suffix = 1, ""
    while True:
        room = _LONGEST_NAME - len(suffix)
        free = (name if len(name) <= room else name[: room - 1] + "…") + suffix
        if free.casefold() not in taken:
            taken.add(free.casefold())
            return free
        number += 1
        suffix = f"({number})"
