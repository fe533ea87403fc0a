"""Any report sheet, built from its YAML and its rows: titles, words, tables one below another, its paper."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from duban.messages.text_template import render_text
from duban.model.report_layout import ReportBlock, ReportColumn, ReportSheet
from duban.reports.folded_columns import fold_columns
from duban.reports.one_page import FoldingPage
from duban.reports.table_chart import DrawnTable, chart_rows
from duban.reports.table_rows import (
    HEADING_STYLE,
    ROW_KEY,
    SUBTOTAL_STYLE,
    WHOLE_WIDTH,
    CellContent,
    ReportRow,
    styled_cell,
)
from duban.workbook.book import Cell, DataBar, PageSetup, Sheet, SheetRow
from duban.workbook.chart import Chart
from duban.workbook.page_breaks import Pages, find_page_breaks, part_merged_cells, repeat_headers
from duban.workbook.paging import (
    ROW_PADDING,
    fit_merged_cells,
    fitted_row,
    is_readable_on_page,
    page_capacity,
)
from duban.workbook.tall_rows import continue_tall_rows

_TITLE_SIZE, _SECTION_SIZE, _NOTE_SIZE, _TABLE_SIZE = 18.0, 13.0, 10.0, 10.0
"""Of the styles `title`, `section`, `sheet-note` and `head`."""


@dataclass(frozen=True)
class _Spacing:
    """How much room rows have, in points.

    Attributes:
        words: the style of a block's words; words_size: of its letters.
        title, header, row: the least height of the sheet's title, of a table's header and of its rows.
        section, gap: the height of a block's title, and of the empty row above it.
        padding: what any row has above and below its words together.
    """

    words: str
    words_size: float
    title: float
    section: float
    gap: float
    header: float
    row: float
    padding: float


_ROOMY = _Spacing(words="summary", words_size=12, title=30, section=24, gap=8, header=24, row=20, padding=ROW_PADDING)
_TIGHT = _Spacing(words="guide", words_size=10.5, title=26, section=19, gap=3, header=16, row=15, padding=1.5)


def build_sheet(
    layout: ReportSheet, facts: Mapping[str, object], rows_of: Callable[[ReportBlock], Iterable[ReportRow]]
) -> Sheet:
    """A sheet of any facts and rows.

    Args:
        layout: its titles, words, tables and paper.
        facts: what its words may speak of.
        rows_of: gives the rows of a block that has a table.

    Returns:
        Where all shall stand on one page and would be too small there, the rows come closer together; then blocks that
        fold give up rows. What does not fit even so goes on to further pages.
    """
    tables = [tuple(rows_of(block)) if block.rows else () for block in layout.blocks]
    roomy = _laid_out(layout, facts, tables, _ROOMY)
    if not layout.one_page or roomy.page.fit_one_page:
        return roomy
    page = FoldingPage(layout.blocks, tables, rows_of, facts, lambda folded: _laid_out(layout, facts, folded, _TIGHT))
    return page.fitting_sheet()


def with_last_line(sheet: Sheet, line: str) -> Sheet:
    """The sheet with a line of words below its last row and a gap; without one for an empty text."""
    if not line:
        return sheet
    cell = Cell(line, "sheet-note", column_span=len(sheet.widths))
    rows = [*sheet.rows, SheetRow([], height=_ROOMY.gap), fitted_row([cell], sheet.widths, _NOTE_SIZE)]
    return replace(sheet, rows=rows)


def _laid_out(
    layout: ReportSheet,
    facts: Mapping[str, object],
    tables: Iterable[Sequence[ReportRow]],
    spacing: _Spacing,
) -> Sheet:
    """The sheet with so much room. tables: the rows of each block."""
    tables = list(tables)
    layout, lines = fold_columns(layout, tables, facts)
    builder = _SheetBuilder(layout, facts, spacing)
    builder.add_heading()
    for block, rows, said_once in zip(layout.blocks, tables, lines, strict=True):
        if rows or not block.optional:
            builder.add_block(block, rows, said_once)
    return builder.sheet()


@dataclass
class _SheetBuilder:
    """The rows of a sheet so far.

    Attributes:
        tables: header row and last row of each table, from 1.
        blocks: first row of each titled block → the row behind its last, from 0. A block without
            a title belongs to the one above.
        joined: first row → the row behind the last of those that stay on one page, from 0.
    """

    layout: ReportSheet
    facts: Mapping[str, object]
    spacing: _Spacing
    rows: list[SheetRow] = field(default_factory=list)
    tables: list[tuple[int, int]] = field(default_factory=list)
    blocks: dict[int, int] = field(default_factory=dict)
    joined: dict[int, int] = field(default_factory=dict)
    data_bars: list[DataBar] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)

    def add_heading(self) -> None:
        """The sheet's title, and the line under it."""
        self._add_words(render_text(self.layout.title, **self.facts), "title", _TITLE_SIZE, self.spacing.title)
        if self.layout.note:
            self._add_words(render_text(self.layout.note, **self.facts), "sheet-note", _NOTE_SIZE)

    def add_block(self, block: ReportBlock, rows: Sequence[ReportRow], said_once: Sequence[str] = ()) -> None:
        """A block's title, words and table; instead of a table without rows, its words for that.

        Args:
            block: its layout.
            rows: of its table.
            said_once: lines above the table.
        """
        first = len(self.rows)
        title = render_text(block.title, **self.facts)
        if title:
            self.rows.append(SheetRow([], height=self.spacing.gap))
            self._add_words(title, "section", _SECTION_SIZE, self.spacing.section)
        self._add_block_words(block, said_once, is_empty=not rows)
        if block.columns and (rows or not block.empty):
            self._add_table(block, rows)
        if title:
            self.blocks[first] = len(self.rows)
        elif self.blocks:
            self.blocks[max(self.blocks)] = len(self.rows)

    def _add_block_words(self, block: ReportBlock, said_once: Sequence[str], *, is_empty: bool) -> None:
        if text := render_text(block.text, **self.facts):
            self._add_words(text, self.spacing.words, self.spacing.words_size)
        for line in said_once:
            self._add_words(line, "sheet-note", _NOTE_SIZE)
        if is_empty and (empty := render_text(block.empty, **self.facts)):
            self._add_words(empty, self.spacing.words, self.spacing.words_size)

    def sheet(self) -> Sheet:
        """The finished sheet."""
        layout, header_row = self.layout, self.tables[0][0] if len(self.tables) == 1 else 0
        readable = is_readable_on_page(self.rows, layout.widths, layout.paper, landscape=layout.landscape)
        fits_one_page = layout.one_page and readable
        capacity = page_capacity(layout.widths, layout.paper, landscape=layout.landscape)
        headers = self._headers_again(header_row)
        pages = Pages(capacity, headers, self.blocks, self.joined, layout.widths)
        breaks = () if fits_one_page else find_page_breaks(self.rows, pages)
        rows = part_merged_cells(self.rows, breaks)
        if not header_row:
            rows, breaks = repeat_headers(rows, breaks, headers)
        return Sheet(
            name=render_text(layout.name, **self.facts),
            rows=rows,
            widths=layout.widths,
            freeze=(header_row, layout.freeze_columns) if header_row else None,
            filter_range=self._filter_range(),
            tab_color=layout.tab,
            zoom=layout.zoom,
            data_bars=tuple(self.data_bars),
            charts=tuple(self.charts),
            page=PageSetup(
                paper=layout.paper,
                landscape=layout.landscape,
                repeat_rows=(header_row, header_row) if header_row else None,
                last_column=len(layout.widths),
                footer=render_text(layout.footer, **self.facts),
                fit_one_page=fits_one_page,
                page_breaks=breaks,
            ),
        )

    def _headers_again(self, header_row: int) -> Sequence[tuple[int, int]]:
        """Header row and last row of the tables whose header stands on each page that begins in their midst."""
        if header_row:
            return [(header_row, len(self.rows))]
        return () if self.data_bars or self.charts else self.tables

    def _filter_range(self) -> tuple[int, int, int, int] | None:
        """Around the table, where there is one and it has rows."""
        if not (self.layout.filtered and self.tables):
            return None
        first, last = self.tables[0]
        return (first, 1, last, len(self.layout.widths)) if last > first else None

    def _add_words(self, text: str, style: str, size: float, least_height: float = 0) -> None:
        """A text over the whole width of the sheet. size: of its style's letters, in points."""
        cell = Cell(text, style, column_span=len(self.layout.widths))
        self.rows.append(fitted_row([cell], self.layout.widths, size, least=least_height, padding=self.spacing.padding))

    def _add_table(self, block: ReportBlock, rows: Sequence[ReportRow]) -> None:
        """Its chart, its header and its rows; where it gave up all of them, only the line that says so."""
        if _gave_up_all(block, rows):
            self.rows.append(self._row(block, rows[0]))
            return
        rows_of_chart = chart_rows(block.chart, len(rows)) if block.chart and rows else []
        self.rows += rows_of_chart
        labels = [render_text(column.label, **self.facts) for column in block.columns]
        header = [Cell(label, "head") if label else None for label in labels]
        self.rows.append(self._table_row(block.columns, header, self.spacing.header))
        header_row = len(self.rows)
        table_rows = [self._row(block, row) for row in rows if _concerns(block.columns, row)]
        padding, least = self.spacing.padding, self.spacing.row
        whole_rows = continue_tall_rows(table_rows, self.layout.widths, _TABLE_SIZE, least=least, padding=padding)
        self.rows += fit_merged_cells(whole_rows, self.layout.widths, _TABLE_SIZE, padding=padding)
        self._join_headings(header_row)
        self.tables.append((header_row, len(self.rows)))
        self._draw(block, DrawnTable(block.columns, header_row, self.rows[header_row:], len(rows_of_chart)))

    def _join_headings(self, header_row: int) -> None:
        """The heading of a group belongs to the row below it, its subtotal to the row above."""
        for index in range(header_row, len(self.rows)):
            first = self.rows[index].cells[0] if self.rows[index].cells else None
            style = first.style if first and first.column_span > 1 else ""
            if style == HEADING_STYLE and index + 1 < len(self.rows):
                self.joined[index] = index + 2
            elif style == SUBTOTAL_STYLE and index > header_row:
                self.joined[index - 1] = index + 1

    def _row(self, block: ReportBlock, row: ReportRow) -> SheetRow:
        columns = block.columns
        if WHOLE_WIDTH in row:
            return self._whole_width_row(row[WHOLE_WIDTH], sum(column.span for column in columns))
        cells = [_cell(column, row) for column in columns]
        fitted = self._table_row(columns, cells, max(self.spacing.row, block.row_height))
        return replace(fitted, key=str(row.get(ROW_KEY, "")))

    def _draw(self, block: ReportBlock, table: DrawnTable) -> None:
        self.data_bars += table.data_bars()
        if block.chart and table.rows:
            title = render_text(block.chart.title, **self.facts)
            value_title = render_text(block.chart.value_title, **self.facts)
            chart = table.chart(block.chart, title, value_title, self.layout.widths)
            self.charts += [chart] if chart else []

    def _table_row(
        self, columns: Sequence[ReportColumn], cells: Sequence[Cell | None], least_height: float
    ) -> SheetRow:
        """The cells at their places, in a row that is high enough for all words that stand in this row alone."""
        placed: list[Cell | None] = []
        for cell, column in zip(cells, columns, strict=True):
            placed += [_spanning(cell, column.span), *[None] * (column.span - 1)]
        return self._fitted(placed, least_height)

    def _whole_width_row(self, value: CellContent, span: int) -> SheetRow:
        cell = replace(styled_cell(value, "word-middle"), column_span=span)
        return self._fitted([cell], self.spacing.row)

    def _fitted(self, cells: Sequence[Cell | None], least_height: float) -> SheetRow:
        padding = self.spacing.padding
        return fitted_row(cells, self.layout.widths, _TABLE_SIZE, least=least_height, padding=padding)


def _gave_up_all(block: ReportBlock, rows: Sequence[ReportRow]) -> bool:
    """Whether a table that folds has left only the line that says how many rows there are."""
    return bool(block.folds) and [row.keys() for row in rows] == [{WHOLE_WIDTH}]


def _concerns(columns: Sequence[ReportColumn], row: ReportRow) -> bool:
    """Whether a row belongs here: one over the whole width that has other keys speaks of the columns of these."""
    return WHOLE_WIDTH not in row or len(row) == 1 or any(column.key in row for column in columns)


def _cell(column: ReportColumn, row: ReportRow) -> Cell | None:
    return styled_cell(row[column.key], column.style) if column.key in row else None


def _spanning(cell: Cell | None, columns: int) -> Cell | None:
    return replace(cell, column_span=columns) if cell and cell.column_span != columns else cell
