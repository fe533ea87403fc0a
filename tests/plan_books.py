"""A plan's workbook under somebody's hands, in openpyxl or in memory."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import unified_diff
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from duban.journeys.plan_files import MODELS, TypedFile, plan_notation, read_plan_files
from duban.plan_book.cell_text import Notation
from duban.plan_book.design_book import design_plan_book
from duban.plan_book.plan_rows import rows_by_table
from duban.plan_book.sheet_design import SheetWords
from duban.workbook.book import Book, Cell, SheetRow
from duban.workbook.grid import CellValue, SheetGrid, WorkbookGrid
from duban.workspace.key_help import key_help
from duban.workspace.workspace import Workspace

ROOT = Path(__file__).resolve().parents[1]
PLAN_FOLDERS = sorted(
    path.parent
    for folder in ("plans", "examples", "templates/start")
    for path in (ROOT / folder).rglob("plan.yaml")
    if (path.parent / "units.yaml").exists()
)
"""Every plan that comes with the program."""
Place = tuple[str, str, str]
"""Of a cell: the sheet, what stands in the row (empty for the first blank row, ! for the second), and the header."""
_BLANK_ROWS = {"": 0, "!": 1}


def book_of(workspace: Workspace) -> tuple[Mapping[str, TypedFile], Notation, Book]:
    """The files of a plan, how its cells write, and its workbook."""
    files, notation = read_plan_files(workspace), plan_notation(workspace.loaded_plan)
    rows = {MODELS[name]: rows_by_table(file.root, notation) for name, file in files.items()}
    hashes = {name: file.digest for name, file in files.items()}
    return files, notation, design_plan_book(rows, hashes, "", SheetWords(workspace.messages, key_help, {}), "")


def grid_of(book: Book) -> WorkbookGrid:
    """A book as it would be read."""
    return WorkbookGrid(tuple(SheetGrid(sheet.name, visible=True, rows=_values(sheet.rows)) for sheet in book.sheets))


def _values(rows: Iterable[SheetRow]) -> list[list[CellValue]]:
    return [[_value(cell) for cell in row.cells] for row in rows]


def _value(cell: Cell | None) -> CellValue:
    return "" if cell is None or cell.value is None else str(cell.value)


def edit_book(source: Path, target: Path, cells: Mapping[Place, str | None]) -> None:
    """Type into a copy of a workbook; None takes out what stands there, and a header of `*` means the whole row."""
    book = load_workbook(source)
    for (name, words, header), text in cells.items():
        sheet = book[name]
        for cell in find_cells(sheet, words, header):
            sheet[cell].value = text
    book.save(target)
    book.close()


def find_cells(sheet: Worksheet, words: str, header: str) -> list[str]:
    """Where one types: the cell under a header in the row with these words, or all inputs of that row."""
    rows = list(sheet.iter_rows(min_row=3))
    headers = [cell.value for cell in rows[0]]
    if words in _BLANK_ROWS:
        added = [row for row in rows[1:] if not row[-1].value]
        row = added[_BLANK_ROWS[words]]
    else:
        row = next(row for row in rows[1:] if any(str(cell.value or "").startswith(words) for cell in row))
    if header == "*":
        return [cell.coordinate for cell in row if not cell.protection.locked]
    if headers[1] == "内容" and headers[0] == "栏目":
        return [row[1].coordinate]
    return [row[headers.index(header)].coordinate]


def changed_lines(before: str, after: str) -> list[str]:
    """The lines that differ, with - and +."""
    lines = unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def typed_files(folder: Path) -> Iterator[tuple[str, str]]:
    """Name and text of each file of a plan."""
    for name in MODELS:
        yield name, (folder / name).read_text(encoding="utf-8")
