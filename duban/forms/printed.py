"""The printed table of a whole plan: what becomes of a layout that asks nothing."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property

from duban.fields.locked import is_comparable, locked_value, path_getter
from duban.messages.catalogue import Messages
from duban.messages.text_template import render_text
from duban.model.assignment import Assignment
from duban.model.layout import Column, Layout, SheetLayout
from duban.model.row import Row
from duban.text.folding import remove_spaces
from duban.value_object import ValueObject, replace
from duban.workbook.book import Book, Cell, PageSetup, PaperSize, Sheet, SheetRow, column_range
from duban.workbook.paged_table import PagedTable, PrintedCell, PrintedRow
from duban.workbook.paging import BODY_FONT_SIZE, fitted_row, row_height, total_height

_NOTE_SIZE, _TITLE_SIZE = 12.0, 22.0  # of the styles `printed-note` and `printed-title`
PRINT_MARGINS = (35.0, 37.0, 28.0, 26.0)
"""Left, right, top and bottom of a landscape sheet in mm: GB/T 9704 turned on its side."""
_MAX_A4_COLUMNS = 8
_PAPER = {"A4": (842.0, 595.0), "A3": (1191.0, 842.0)}  # points, landscape
_POINTS_PER_MM = 72 / 25.4
_USABLE = 0.96  # of a page's height: printers and programs differ a little
_CELL_MARK, _JOIN_MARK = "|", "<"


def design_printed_book(
    layout: Layout, assignment: Assignment, facts: Mapping[str, object], messages: Messages
) -> Book:
    """Every task of the plan that still stands as the table that is printed: nothing locked, nothing hidden.

    Args:
        layout: Of the lines of a sheet's title the last is the title; those above it (附件1) stand in the corner.
            A foot line that begins with `|` is a row of the table, `| 合计 | < | 20 |`: `<` joins the cell before it,
            and the row stands below the last one with the same first cell, else below all.
        assignment: the plan, and whose its tasks are.
        facts: what titles, heading and foot may speak of.
        messages: for the footer.
    """
    footer = messages.text("printed-footer")
    tables = [_printed_table(sheet, tuple(_rows(sheet, assignment)), facts) for sheet in layout.sheets]
    sheets = [table.sheet(footer) for table in tables]
    return Book(sheets, title=tables[0].title_lines[-1], print_margins=PRINT_MARGINS)


def _rows(sheet: SheetLayout, assignment: Assignment) -> Iterator[Row]:
    if sheet.rows == "unit":
        for unit in assignment.directory.units:
            yield from assignment.rows(sheet, unit)
        return
    rows_of_task = {"milestone": assignment.milestone_rows, "target": assignment.target_rows}.get(sheet.rows)
    for task in assignment.plan.tasks:
        if task.dropped:
            continue
        yield from rows_of_task(task) if rows_of_task else (assignment.task_row(task),)


def _printed_table(sheet: SheetLayout, rows: tuple[Row, ...], facts: Mapping[str, object]) -> "_PrintedTable":
    """The table without the optional columns that would be blank in every row."""
    columns = tuple(
        column
        for column in sheet.columns
        if not column.optional or any(_printed_cell(column, row).text for row in rows)
    )
    return _PrintedTable(replace(sheet, columns=columns), rows, facts)


class _PrintedTable(ValueObject, dict=True):
    """One table of the printed plan."""

    layout: SheetLayout
    rows: tuple[Row, ...]
    facts: Mapping[str, object]

    def sheet(self, footer: str) -> Sheet:
        """The sheet as data."""
        top, paged = self._top, self._paged
        page = PageSetup(
            paper=self._paper,
            repeat_rows=(len(top), len(top)),
            last_column=len(self.layout.columns),
            footer=footer,
            page_breaks=tuple(len(top) + start + 1 for start in paged.page_starts[1:-1]),
        )
        rows = (*top, *paged.sheet_rows())
        return Sheet(self.layout.name, rows, widths=self._widths, freeze=(len(top), 0), page=page)

    @cached_property
    def title_lines(self) -> tuple[str, ...]:
        """What stands in the corner, then the title."""
        return tuple(render_text(self.layout.title, **self.facts).strip().split("\n"))

    @cached_property
    def _widths(self) -> tuple[float, ...]:
        return tuple(column.width for column in self.layout.columns)

    @property
    def _paper(self) -> PaperSize:
        return "A3" if len(self.layout.columns) > _MAX_A4_COLUMNS else self.layout.paper

    @cached_property
    def _top(self) -> tuple[SheetRow, ...]:
        """The rows down to the header."""
        span = len(self._widths)
        *corner, title = self.title_lines
        rows = [SheetRow([Cell(text, "printed-mark", column_span=span)], height=26) for text in corner]
        title_height = row_height([(title, sum(self._widths))], _TITLE_SIZE) + 12
        rows.append(SheetRow([Cell(title, "printed-title", column_span=span)], height=title_height))
        if self.layout.heading:
            rows.append(fitted_row(self._heading(), self._widths, _NOTE_SIZE, least=24))
        labels = [column.label for column in self.layout.columns]
        header_height = row_height(zip(labels, self._widths, strict=True), BODY_FONT_SIZE) + 6
        return (*rows, SheetRow([Cell(label, "printed-head") for label in labels], height=max(28, header_height)))

    def _heading(self) -> list[Cell | None]:
        cells: list[Cell | None] = [None] * len(self._widths)
        for item in self.layout.heading:
            first, last = column_range(item.at)
            text = render_text(item.text, **self.facts)
            cells[first - 1] = Cell(text, "printed-note", column_span=last - first + 1)
        return cells

    @cached_property
    def _paged(self) -> PagedTable:
        """The rows below the header, on pages at the scale at which all columns fit."""
        left_margin, right_margin, top_margin, bottom_margin = (margin * _POINTS_PER_MM for margin in PRINT_MARGINS)
        page_width, page_height = _PAPER[self._paper]
        table_width = sum((width * 7 + 5) * 0.75 for width in self._widths)
        scale = min(100, int((page_width - left_margin - right_margin) / table_width * 100)) / 100
        room = (page_height - top_margin - bottom_margin) / scale * _USABLE
        first_page, further_pages = (room - total_height(rows) for rows in (self._top, self._top[-1:]))
        return PagedTable(self._printed_rows(), self._widths, first_page, further_pages)

    def _printed_rows(self) -> tuple[PrintedRow, ...]:
        """The plan's rows, those that the foot adds to them, and the lines below."""
        rows: list[PrintedRow] = [
            tuple(_printed_cell(column, row) for column in self.layout.columns) for row in self.rows
        ]
        span = len(self.layout.columns)
        below: list[PrintedRow] = []
        foot = (line for text in self.layout.foot for line in render_text(text, **self.facts).split("\n"))
        for line in filter(str.strip, foot):
            if line.startswith(_CELL_MARK):
                _insert_row(rows, self._foot_row(line))
            else:
                cell = Cell(line, "printed-foot", column_span=span)
                below.append((PrintedCell(cell), *[None] * (span - 1)))
        return (*rows, *below)

    def _foot_row(self, line: str) -> PrintedRow:
        """A row of the foot that belongs to the table; cells that are left out at its end are blank."""
        inner = line.strip().removeprefix(_CELL_MARK).removesuffix(_CELL_MARK)
        texts = [text.strip() for text in inner.split(_CELL_MARK)]
        blanks = [""] * (len(self._widths) - len(texts))
        cells: list[PrintedCell | None] = []
        span = 1
        for text in reversed([*texts, *blanks][: len(self._widths)]):
            if text == _JOIN_MARK:
                cells.append(None)
                span += 1
            else:
                value = Decimal(text) if text.replace(".", "", 1).isdecimal() else text
                cells.append(PrintedCell(Cell(value, "printed-total", column_span=span)))
                span = 1
        return tuple(reversed(cells))


def _printed_cell(column: Column, row: Row) -> PrintedCell:
    value = locked_value(column, row) if is_comparable(column) else None
    underlined = str(path_getter(column.underline)(row) or "") if column.underline else ""
    style = "printed-date" if isinstance(value, date) else f"printed-{column.align}"
    cell = PrintedCell(Cell(value, style, underline="" if underlined == value else underlined))
    merged_by = path_getter(column.merge)(row) if column.merge else None
    if column.merge and (merged_by or cell.text):
        return replace(cell, merge_key=(merged_by, cell.text))
    return cell


def _insert_row(rows: list[PrintedRow], added: PrintedRow) -> None:
    """Put a row below the last one with the same first cell, which it joins; else below all."""
    first = added[0]
    for end in range(len(rows), 0, -1):
        above = rows[end - 1][0]
        if first and above and first.text and remove_spaces(above.text) == remove_spaces(first.text):
            rows.insert(end, (above if first.cell.column_span == 1 else first, *added[1:]))
            return
    rows.append(added)
