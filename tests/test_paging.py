"""Rows are high enough for their texts; where a report is parted between pages of 100 points, of which 95 are used."""

from datetime import date
from itertools import pairwise

import pytest

from duban.workbook.book import Cell, SheetRow
from duban.workbook.page_breaks import Pages, filled_pages, page_breaks, part_merged_cells, repeat_headers
from duban.workbook.paging import MAX_ROW_HEIGHT, fit_merged_cells, fitted_row, merged_width, row_height, total_height

PAGE = 100.0


def begins_of_pages(rows: list[SheetRow], pages: Pages) -> tuple[int, ...]:
    """The rows that begin a page."""
    return page_breaks(filled_pages(rows, pages))


def lines(*downs: int) -> list[SheetRow]:
    """A line for each number: over how many lines its first cell reaches."""
    return [SheetRow([Cell("x", row_span=down)], height=10) for down in downs]


@pytest.mark.parametrize(
    ("downs", "header", "held", "begin"),
    [
        ((1,) * 30, 0, {}, (10, 19, 28)),  # plain rows too: a program that parted them itself printed a blank page
        ((1,) * 8 + (3, 1, 1), 0, {}, (9,)),  # a tall cell goes to the next page whole
        ((1,) * 8 + (3, 1, 1) + (1,) * 8, 1, {}, (9, 17)),  # the header is printed there too, and takes its room
        ((1,) * 11, 0, {9: 11}, (10,)),  # so does a short block
        ((1,) * 14, 0, {4: 14}, (10,)),  # but not one of more than a third: its rows fill the page
        ((1,) * 25, 0, {0: 3, 7: 25}, (8, 17)),  # a long one is parted, but not behind its title
        ((1,) * 20, 0, {2: 20}, (10, 19)),  # one of more than a third is parted all the same
    ],
)
def test_what_holds_together_is_not_parted(
    downs: tuple[int, ...], header: int, held: dict[int, int], begin: tuple[int, ...]
) -> None:
    headers = [(header, sum(downs))] if header else ()
    assert begins_of_pages(lines(*downs), Pages(PAGE, headers, held)) == begin


def test_a_row_fits_the_longest_text_that_stands_in_it_alone() -> None:
    """A text over two columns has their width and padding; a day never wraps, a cell over two rows counts for none."""
    text = "字" * 20
    assert fitted_row([Cell(text), Cell("x")], (10, 10)).height == row_height([(text, 10)])
    merged = row_height([(text, merged_width((10, 10)))])
    assert fitted_row([Cell(text, column_span=2), None], (10, 10)).height == merged
    assert fitted_row([Cell(date(2022, 6, 1)), Cell(text, row_span=2)], (1, 10), least=20).height == 20


def test_rows_under_a_merged_cell_are_raised_alike_but_never_above_what_programs_allow() -> None:
    tall = [SheetRow([Cell("字" * 200, row_span=2), None], height=20), SheetRow([None, Cell("x")], height=30)]
    needed = row_height([("字" * 200, 20)])
    assert [row.height for row in fit_merged_cells(tall, (20, 10))] == [(needed - 10) / 2, (needed + 10) / 2]
    highest = [SheetRow([Cell("字" * 2000, row_span=2)], height=400), SheetRow([], height=20)]
    assert max(row.height or 0 for row in fit_merged_cells(highest, (5,))) <= MAX_ROW_HEIGHT


def test_a_cell_over_several_rows_may_be_parted_where_its_text_has_room_on_both_pages() -> None:
    """It stands on both, so that the second page says what its rows are about; a long text stays whole."""
    rows = [*lines(1, 1, 1, 1, 1), *lines(*(8, *[1] * 7))]
    parted = begins_of_pages(rows, Pages(PAGE, widths=(20,)))
    assert parted == (10,)
    cells = [row.cells[0] for row in part_merged_cells(rows, parted)]
    assert [cell.row_span for cell in cells[5:] if cell] == [4, 1, 1, 1, 4, 1, 1, 1]
    whole = begins_of_pages(
        [*rows[:5], SheetRow([Cell("字" * 100, row_span=8)], height=10), *rows[6:]], Pages(PAGE, widths=(20,))
    )
    assert whole == (6,)


def test_what_belongs_together_begins_a_page_together() -> None:
    assert begins_of_pages(lines(*[1] * 12), Pages(PAGE, joined={8: 10})) == (9,)


def test_the_header_of_a_table_stands_again_where_a_page_begins_in_its_midst() -> None:
    rows = [SheetRow([Cell(number)]) for number in range(1, 11)]
    grown, breaks = repeat_headers(rows, (4, 7, 9), [(2, 5), (6, 10)])
    assert [row.cells[0].value for row in grown if row.cells[0]] == [1, 2, 3, 2, 4, 5, 6, 7, 8, 6, 9, 10]
    assert breaks == (4, 8, 10)


def test_a_header_that_stands_again_takes_its_room() -> None:
    """Of several tables, each on the pages that begin in its own midst: no page is pushed over by it."""
    tall = [(1,) * 12, (1,) * 14]
    rows = [row for downs in tall for row in lines(*downs)]
    tables = [(1, 12), (13, 26)]
    breaks = begins_of_pages(rows, Pages(PAGE, tables, {0: 12, 12: 26}))
    grown, begins = repeat_headers(rows, breaks, tables)
    pages = [grown[start - 1 : end - 1] for start, end in pairwise((1, *begins, len(grown) + 1))]
    assert len(grown) > len(rows)
    assert max(map(total_height, pages)) <= PAGE
