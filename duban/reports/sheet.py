"""Any report sheet, built from its YAML and its rows: titles, words, tables one below another, its paper."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from duban.messages.text_template import render_text
from duban.model.report_layout import ReportBlock, ReportSheet
from duban.reports.folded_columns import fold_columns
from duban.reports.one_page import FoldingPage
from duban.reports.shared_room import share_room
from duban.reports.sheet_spacing import NOTE_SIZE, ROOMY, SECTION_SIZE, TIGHT, TITLE_SIZE, Spacing
from duban.reports.sheet_table import SheetTable, joined_rows
from duban.reports.table_chart import DrawnTable, chart_rows
from duban.reports.table_rows import ReportRow
from duban.text.lazy_pattern import lazy_pattern
from duban.value_object import MutableObject, field, replace
from duban.workbook.book import Cell, DataBar, PageSetup, Sheet, SheetRow
from duban.workbook.chart import Chart
from duban.workbook.page_breaks import (
    Pages,
    filled_pages,
    is_last_page_scanty,
    page_breaks,
    part_merged_cells,
    repeat_headers,
)
from duban.workbook.paging import fitted_row, is_readable_on_page, page_capacity, wrapped_line_count

_PERIOD_AT_END = lazy_pattern("(（[^（）]*）)$")
"""Of a title of two lines, what stands in the second whole."""
_MOST_FROZEN = 210.0
"""Points; half of what a screen of 1366 × 768 shows of a sheet."""
_MOST_PAGES = 20
"""On more of them, one page less is not worth rows closer together."""


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
        fold give up rows. What does not fit even so goes on to further pages. Elsewhere the rows come closer together
        where that saves a last page on which little would stand.
    """
    tables = [tuple(rows_of(block)) if block.rows else () for block in layout.blocks]
    roomy = _laid_out(layout, facts, tables, ROOMY)
    if not layout.one_page:
        return _sheet_without_scanty_page(roomy, lambda: _laid_out(layout, facts, tables, TIGHT))
    sheet = roomy.page()
    if sheet.page.fit_one_page:
        return sheet
    folding = FoldingPage(
        layout.blocks, tables, rows_of, facts, lambda folded: _laid_out(layout, facts, folded, TIGHT).page()
    )
    return folding.fitting_sheet()


def with_last_line(sheet: Sheet, line: str) -> Sheet:
    """The sheet with a line of words below its last row and a gap; without one for an empty text."""
    if not line:
        return sheet
    cell = Cell(line, "sheet-note", column_span=len(sheet.widths))
    rows = [*sheet.rows, SheetRow([], height=ROOMY.gap), fitted_row([cell], sheet.widths, NOTE_SIZE)]
    return replace(sheet, rows=rows)


def _laid_out(
    layout: ReportSheet,
    facts: Mapping[str, object],
    tables: Iterable[Sequence[ReportRow]],
    spacing: Spacing,
) -> "_SheetBuilder":
    """The rows of the sheet with so much room. tables: the rows of each block."""
    tables = list(tables)
    layout, lines = fold_columns(layout, tables, facts)
    layout = share_room(layout, tables)
    builder = _SheetBuilder(layout, facts, spacing)
    builder.add_heading()
    for block, rows, said_once in zip(layout.blocks, tables, lines, strict=True):
        if rows or not block.optional:
            builder.add_block(block, rows, said_once)
    return builder


def _sheet_without_scanty_page(roomy: "_SheetBuilder", lay_out_tight: Callable[[], "_SheetBuilder"]) -> Sheet:
    """The rows closer together, where that saves a last page on which little would stand; else with all their room."""
    filled = filled_pages(roomy.rows, roomy.pages)
    if len(filled) <= _MOST_PAGES and is_last_page_scanty(filled, roomy.pages):
        tight = lay_out_tight()
        filled_tight = filled_pages(tight.rows, tight.pages)
        if len(filled_tight) < len(filled):
            return tight.sheet(page_breaks(filled_tight))
    return roomy.sheet(page_breaks(filled))


class _SheetBuilder(MutableObject):
    """The rows of a sheet so far.

    Attributes:
        tables: header row and last row of each table, from 1.
        blocks: first row of each titled block → the row behind its last, from 0. A block without
            a title belongs to the one above.
        joined: first row → the row behind the last of those that stay on one page, from 0.
    """

    layout: ReportSheet
    facts: Mapping[str, object]
    spacing: Spacing
    rows: list[SheetRow] = field(default_factory=list)
    tables: list[tuple[int, int]] = field(default_factory=list)
    blocks: dict[int, int] = field(default_factory=dict)
    joined: dict[int, int] = field(default_factory=dict)
    data_bars: list[DataBar] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)

    def add_heading(self) -> None:
        """The sheet's title, and the line under it."""
        title = render_text(self.layout.title, **self.facts)
        if wrapped_line_count(title, sum(self.layout.widths), TITLE_SIZE) > 1:
            title = _PERIOD_AT_END.sub(r"\n\1", title)
        self._add_words(title, "title", TITLE_SIZE, self.spacing.title)
        if self.layout.note:
            self._add_words(render_text(self.layout.note, **self.facts), "sheet-note", NOTE_SIZE)

    def add_block(self, block: ReportBlock, rows: Sequence[ReportRow], said_once: Sequence[str] = ()) -> None:
        """A block's title, words and table; instead of a table without rows, its words for that.

        Of a table that gave up all of its rows the title says where they stand.

        Args:
            block: its layout.
            rows: of its table.
            said_once: lines above the table.
        """
        first = len(self.rows)
        title = render_text(block.title, **self.facts)
        table = SheetTable(block, self.layout.widths, self.spacing)
        only_line = table.only_line(rows)
        if title:
            self.rows.append(SheetRow([], height=self.spacing.gap))
            self._add_words(title, "section", SECTION_SIZE, self.spacing.section, only_line)
        if not only_line:
            self._add_block_words(block, said_once, is_empty=not rows)
        if block.columns and not only_line and (rows or not block.empty):
            self._add_table(table, rows)
        if title:
            self.blocks[first] = len(self.rows)
        elif self.blocks:
            self.blocks[max(self.blocks)] = len(self.rows)

    def _add_block_words(self, block: ReportBlock, said_once: Sequence[str], *, is_empty: bool) -> None:
        if text := render_text(block.text, **self.facts):
            self._add_words(text, self.spacing.words, self.spacing.words_size)
        for line in said_once:
            self._add_words(line, "sheet-note", NOTE_SIZE)
        if is_empty and (empty := render_text(block.empty, **self.facts)):
            self._add_words(empty, self.spacing.words, self.spacing.words_size)

    def page(self) -> Sheet:
        """The finished sheet, on one page if it can be read there."""
        layout = self.layout
        if is_readable_on_page(self.rows, layout.widths, layout.paper, landscape=layout.landscape):
            return self.sheet((), fits_one_page=True)
        return self.sheet(page_breaks(filled_pages(self.rows, self.pages)))

    def sheet(self, breaks: tuple[int, ...], *, fits_one_page: bool = False) -> Sheet:
        """The finished sheet.

        Args:
            breaks: the rows (1-based) that begin a page.
            fits_one_page: whether all of it shall stand on one.
        """
        layout, header_row = self.layout, self._only_header_row
        rows = part_merged_cells(self.rows, breaks)
        if not header_row:
            rows, breaks = repeat_headers(rows, breaks, self._headers_again())
        return Sheet(
            name=render_text(layout.name, **self.facts),
            rows=rows,
            widths=layout.widths,
            freeze=self._frozen(header_row),
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

    def _frozen(self, header_row: int) -> tuple[int, int] | None:
        """What of the sheet stays in sight: all to the header of its one table, unless that leaves rows no room."""
        if not header_row or sum(row.height or 0 for row in self.rows[:header_row]) > _MOST_FROZEN:
            return None
        return header_row, self.layout.freeze_columns

    @property
    def pages(self) -> Pages:
        """What its pages are made of."""
        layout = self.layout
        capacity = page_capacity(layout.widths, layout.paper, landscape=layout.landscape)
        return Pages(capacity, self._headers_again(), self.blocks, self.joined, layout.widths)

    @property
    def _only_header_row(self) -> int:
        """That of the only table, from 1; 0 where there is none or several."""
        return self.tables[0][0] if len(self.tables) == 1 else 0

    def _headers_again(self) -> Sequence[tuple[int, int]]:
        """Header row and last row of the tables whose header stands on each page that begins in their midst."""
        if self._only_header_row:
            return [(self._only_header_row, len(self.rows))]
        return () if self.data_bars or self.charts else self.tables

    def _filter_range(self) -> tuple[int, int, int, int] | None:
        """Around the table, where there is one and it has rows."""
        if not (self.layout.filtered and self.tables):
            return None
        first, last = self.tables[0]
        return (first, 1, last, len(self.layout.widths)) if last > first else None

    def _add_words(self, text: str, style: str, size: float, least_height: float = 0, more: Cell | None = None) -> None:
        """A text over the whole width of the sheet.

        Args:
            text: to be shown.
            style: its own.
            size: of its style's letters, in points.
            least_height: of its row.
            more: what the text goes on with, and where that leads.
        """
        words = f"{text}：{more.value}" if more else text
        is_one_line = wrapped_line_count(words, sum(self.layout.widths), size) == 1
        link = more.link if more and is_one_line else None  # LibreOffice wraps no text with a link
        cell = Cell(words, style, column_span=len(self.layout.widths), link=link)
        self.rows.append(fitted_row([cell], self.layout.widths, size, least=least_height, padding=self.spacing.padding))

    def _add_table(self, table: SheetTable, rows: Sequence[ReportRow]) -> None:
        """Its chart, its header and its rows."""
        block = table.block
        rows_of_chart = chart_rows(block.chart, len(rows)) if block.chart and rows else []
        self.rows += [*rows_of_chart, table.header(self.facts)]
        header_row = len(self.rows)
        self.rows += table.rows(rows)
        own_rows = self.rows[header_row:]
        self.joined |= {header_row + first: header_row + end for first, end in joined_rows(own_rows).items()}
        self.tables.append((header_row, len(self.rows)))
        self._draw(block, DrawnTable(block.columns, header_row, own_rows, len(rows_of_chart)))

    def _draw(self, block: ReportBlock, table: DrawnTable) -> None:
        self.data_bars += table.data_bars()
        if block.chart and table.rows:
            title = render_text(block.chart.title, **self.facts)
            value_title = render_text(block.chart.value_title, **self.facts)
            chart = table.chart(block.chart, title, value_title, self.layout.widths)
            self.charts += [chart] if chart else []
