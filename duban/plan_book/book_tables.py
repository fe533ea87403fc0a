"""The sheets of a plan's workbook as somebody saved them: each row by its cells, nothing compared yet."""

import json
from collections.abc import Iterator, Mapping, Sequence

from duban.messages.finding import Finding, Place
from duban.plan_book.cell_text import comparable
from duban.plan_book.plan_rows import head_keys
from duban.plan_book.tables import AnyModel, PlanTable, Shape, all_tables, columns_of
from duban.text.display import display_text
from duban.value_object import ValueObject, field
from duban.workbook.book import cell_address
from duban.workbook.grid import SheetGrid, WorkbookGrid

ROW_KEY_HEADER = "行号"
"""Above the hidden column by which rows are found again."""
KEY_HEADER, VALUE_HEADER = "栏目", "内容"
"""Of a sheet with one entry."""
MARK_SHEET = "_plan"
"""The very hidden sheet that says of which plan the workbook is: MARK, then file name and hash, a row each."""
MARK = "duban-plan"
_MOST_ROWS_ABOVE = 20


class BookRow(ValueObject):
    """One row that says something.

    Attributes:
        number: of the row in its sheet, from 1.
        key: by which it is found again; empty for one that was added.
        cells: header → text, what stands in no column left out.
    """

    number: int
    key: str
    cells: Mapping[str, str]


class BookTable(ValueObject):
    """One sheet.

    Attributes:
        places: header → column, from 1; of a sheet with one entry, key → row.
    """

    name: str
    rows: tuple[BookRow, ...] = ()
    places: Mapping[str, int] = field(default_factory=dict)
    shape: Shape = Shape.ROWS

    def address(self, number: int, key: str) -> str:
        """The cell of a row under a key; the row's first cell where the sheet has no such column."""
        place = self.places.get(key, 1)
        return cell_address(place, 2) if self.shape is Shape.ONE else cell_address(number, place)


def issued_hashes(grid: WorkbookGrid) -> Mapping[str, str]:
    """File name → the hash of the file from which the workbook was made; empty for any other workbook."""
    meta = grid.sheet(MARK_SHEET)
    if meta is None or meta.value_at(0, 0) != MARK:
        return {}
    pairs = [(str(meta.value_at(row, 0)), str(meta.value_at(row, 1))) for row in range(1, len(meta.rows))]
    return {name: digest for name, digest in pairs if name}


def read_book_tables(grid: WorkbookGrid, root: AnyModel, file: str) -> tuple[Mapping[str, BookTable], list[Finding]]:
    """Every sheet of one file of the plan, and what cannot be understood in them.

    Args:
        grid: of the workbook.
        root: the model of the file.
        file: what people call the workbook.
    """
    tables: dict[str, BookTable] = {}
    mistakes: list[Finding] = []
    for key, table in all_tables(root).items():
        sheet = grid.sheet(key)
        if sheet is None or sheet.truncated:
            code = "plan-book-sheet-cut" if sheet else "plan-book-sheet-missing"
            mistakes.append(Finding(code, Place(file, key), {"name": key}))
            tables[key] = BookTable(key)
            continue
        is_one = table.shape is Shape.ONE and not head_keys(root, table)
        tables[key] = _single_entry(sheet, table) if is_one else _table(sheet, table)
        mistakes += _strange_columns(tables[key], sheet, root, table, file)
    return tables, mistakes


def _table(sheet: SheetGrid, table: PlanTable) -> BookTable:
    """A sheet with a row for each entry; without any row where its header is gone."""
    lines = [[comparable(display_text(value)) for value in row] for row in sheet.rows]
    header = next((number for number, line in enumerate(lines[:_MOST_ROWS_ABOVE]) if ROW_KEY_HEADER in line), None)
    if header is None:
        return BookTable(table.key)
    places = _places(lines[header])
    rows = (_book_row(line, places, number) for number, line in enumerate(lines[header + 1 :], header + 2))
    return BookTable(table.key, tuple(row for row in rows if row.cells or row.key), places)


def _places(headers: Sequence[str]) -> Mapping[str, int]:
    """Header → its first column, from 1."""
    return {name: column for column, name in reversed([*enumerate(headers, 1)]) if name}


def _book_row(texts: Sequence[str], places: Mapping[str, int], number: int) -> BookRow:
    cells = {name: texts[place - 1] for name, place in places.items() if place <= len(texts) and texts[place - 1]}
    return BookRow(number, cells.pop(ROW_KEY_HEADER, ""), cells)


def _single_entry(sheet: SheetGrid, table: PlanTable) -> BookTable:
    """A sheet with one entry, a key in each row."""
    texts, places = dict[str, str](), dict[str, int]()
    for number in range(len(sheet.rows)):
        key = comparable(display_text(sheet.value_at(number, 0)))
        if key in columns_of(table.model) and key not in places:
            places[key] = number + 1
            texts[key] = comparable(display_text(sheet.value_at(number, 1)))
    cells = {key: text for key, text in texts.items() if text}
    row = BookRow(1, json.dumps([table.key], ensure_ascii=False) if cells else "", cells)
    return BookTable(table.key, (row,) if cells else (), places, Shape.ONE)


def _strange_columns(
    book_table: BookTable, sheet: SheetGrid, root: AnyModel, table: PlanTable, file: str
) -> Iterator[Finding]:
    """Columns that are gone, and columns of the clerk's own in which something stands."""
    expected = {*columns_of(table.model), *head_keys(root, table)}
    missing = [key for key in expected if key not in book_table.places]
    if missing:
        yield Finding("plan-book-column-missing", Place(file, sheet.name), {"columns": sorted(missing)})
    if book_table.shape is Shape.ONE:
        return
    for name in book_table.places.keys() - expected - {ROW_KEY_HEADER}:
        if cell := next((book_table.address(row.number, name) for row in book_table.rows if name in row.cells), ""):
            yield Finding("plan-book-column-strange", Place(file, sheet.name, cell), {"column": name})
