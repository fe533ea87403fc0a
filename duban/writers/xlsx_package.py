"""A workbook of xlsxwriter's whose rows are ours: what comes out are its files, and nothing is zipped.

xlsxwriter writes all that stands around the rows. These are the private methods of it that are replaced; whoever takes
another minor version of it looks at them first.
"""

# mypy: disable-error-code="no-untyped-call"
# (xlsxwriter says the types of what it offers, not of its inside)

from collections.abc import Sequence
from io import BytesIO, StringIO
from typing import Any

from xlsxwriter.packager import Packager
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from duban.workbook.book import Cell
from duban.writers.shared_strings import cell_text
from duban.writers.sheet_rows import RowFacts, number_text

SHARED_STRINGS, STYLES = "xl/sharedStrings.xml", "xl/styles.xml"

VALIDATIONS = "\ufdef"
"""Where the rules of a sheet's cells go, in its file."""


def sheet_part(number: int) -> str:
    """The file of a sheet. number: from 1."""
    return f"xl/worksheets/sheet{number}.xml"


class PlainWorkbook(Workbook):
    """A workbook in memory. It adds `workbookProtection`, which xlsxwriter lacks: sheets stay as many and as named.

    Attributes:
        lock_structure: whether it is locked in that way.
        parts: the names of its files and what stands in them, once it is closed; nothing in those of texts and looks.
    """

    str_table: Any
    lock_structure = False

    def __init__(self, *, has_texts: bool) -> None:
        super().__init__(BytesIO(), {"in_memory": True})  # xlsxwriter's own zip goes there, with nothing in it
        self.str_table.count = int(has_texts)
        self.parts: Sequence[tuple[str, str | bytes]] = ()

    def add_sheet(self, name: str) -> "PlainWorksheet":
        """A sheet behind the others."""
        worksheet: PlainWorksheet = self._add_sheet(name, PlainWorksheet)
        return worksheet

    def close(self) -> None:
        """Write all parts. What the sheets hold can be let go at once then: each held the workbook that holds it."""
        super().close()
        for worksheet in self.worksheets_objs:
            worksheet.workbook_add_format = None

    def _get_packager(self) -> Packager:
        return _PartLister()

    def _prepare_sst_string_data(self) -> None:
        """Our texts stand in their order."""

    def _write_book_views(self) -> None:
        if self.lock_structure:
            self._xml_empty_tag("workbookProtection", [("lockStructure", "1")])
        super()._write_book_views()


class _PartLister(Packager):
    """Takes the files where xlsxwriter would list them for its zip."""

    workbook: Any

    def _create_package(self) -> Sequence[Any]:
        self.workbook.parts = [(name, file.getvalue()) for file, name, _ in super()._create_package()]
        return ()

    def _write_styles_file(self) -> None:
        self.filenames.append((StringIO(), STYLES, False))

    def _write_shared_strings_file(self) -> None:
        if self.workbook.str_table.count:
            self.filenames.append((StringIO(), SHARED_STRINGS, False))


class PlainWorksheet(Worksheet):
    """A sheet whose table of cells stays empty.

    It takes the formulas of rules as they are: looking for functions newer than Excel 2007 costs a tenth of a form. Of
    a cell without a value a chart keeps nothing: xlsxwriter would keep 0, to which a line would fall.

    Attributes:
        facts: what has to be known of its rows.
        rows_at: where its rows go in its file, once it is written.
    """

    fh: Any
    facts: RowFacts
    rows_at = 0

    def take_rows(self, facts: RowFacts) -> None:
        """Note what xlsxwriter has to know of the rows.

        Raises:
            ValueError: they are more than a sheet has, or too wide for it.
        """
        self.facts = facts
        self.ignore_write_string = True  # the text of a link is among the rows
        self.row_sizes = {row - 1: size for row, size in facts.sizes}
        self.merge = [[number - 1 for number in merge] for merge in facts.merges]
        if facts.bounds:
            first_row, first_column, last_row, last_column = (number - 1 for number in facts.bounds)
            if self._check_dimensions(first_row, first_column) or self._check_dimensions(last_row, last_column):
                message = f"{self.name}: more cells than a sheet has"
                raise ValueError(message)

    def _write_sheet_data(self) -> None:
        if not self.facts.bounds:
            super()._write_sheet_data()
            return
        self._xml_start_tag("sheetData")
        self.rows_at = self.fh.tell()
        self._xml_end_tag("sheetData")

    def _write_data_validations(self) -> None:
        self.fh.write(VALIDATIONS)

    def _prepare_formula(self, formula: str, _expand: object = False) -> str:  # noqa: FBT002 — as there
        return formula.removeprefix("=")

    def _get_range_data(self, first_row: int, first_column: int, last_row: int, last_column: int) -> list[object]:
        rows, columns = range(first_row + 1, last_row + 2), range(first_column + 1, last_column + 2)
        cells = dict(self.facts.cells)
        return [_chart_value(cells.get((row, column))) for row in rows for column in columns]


def _chart_value(cell: Cell | None) -> object:
    """What a chart keeps of a cell."""
    if cell is None or cell.value is None or cell.value == "":
        return None
    if cell.formula:
        return cell.value
    return cell_text(cell.value) if isinstance(cell.value, str) else number_text(cell.value)
