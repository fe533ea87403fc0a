"""A workbook of xlsxwriter's whose rows are ours: its parts come out deflated, each once, and nothing is zipped twice.

xlsxwriter writes all that stands around the rows. These are the private methods of it that are replaced; whoever takes
another minor version of it looks at them first.
"""

# mypy: disable-error-code="no-untyped-call"
# (xlsxwriter says the types of what it offers, not of its inside)

from collections.abc import Iterator, Sequence
from io import BytesIO, StringIO
from typing import Any

from xlsxwriter.packager import Packager
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from duban.workbook.book import Cell
from duban.writers.resolved_styles import ResolvedStyles
from duban.writers.shared_strings import SharedStrings, cell_text
from duban.writers.sheet_rows import SheetRows, number_text
from duban.writers.xlsx_looks import BookStyles
from duban.writers.zip_file import PackedFile, pack, pack_again


class PlainWorkbook(Workbook):
    """A workbook in memory. It adds `workbookProtection`, which xlsxwriter lacks: sheets stay as many and as named.

    Attributes:
        lock_structure: whether it is locked in that way.
        styles: those of its cells.
        strings: their texts.
        parts: its files, once it is closed.
    """

    str_table: Any
    lock_structure = False

    def __init__(self, styles: ResolvedStyles) -> None:
        super().__init__(BytesIO(), {"in_memory": True})  # xlsxwriter's own zip goes there, with nothing in it
        self.styles = BookStyles(styles)
        self.strings = self.str_table = SharedStrings()
        self.parts: Sequence[PackedFile] = ()

    def add_sheet(self, name: str) -> "PlainWorksheet":
        """A sheet behind the others."""
        worksheet: PlainWorksheet = self._add_sheet(name, PlainWorksheet)
        return worksheet

    def _get_packager(self) -> Packager:
        return _PartPacker()

    def _prepare_sst_string_data(self) -> None:
        """Our texts stand in their order."""

    def _write_book_views(self) -> None:
        if self.lock_structure:
            self._xml_empty_tag("workbookProtection", [("lockStructure", "1")])
        super()._write_book_views()


class _PartPacker(Packager):
    """Deflates the parts where xlsxwriter would list them for its zip."""

    workbook: Any

    def _create_package(self) -> Sequence[Any]:
        sheets: dict[str, Any] = {
            f"xl/worksheets/sheet{number}.xml": sheet for number, sheet in enumerate(self.workbook.worksheets(), 1)
        }
        files = super()._create_package()
        self.workbook.parts = [_packed(name, file, sheets.get(name)) for file, name, _ in files]
        return ()

    def _write_styles_file(self) -> None:
        xml = self.workbook.styles.part(has_comments=self.workbook.has_comments)
        self.filenames.append((StringIO(xml), "xl/styles.xml", False))

    def _write_shared_strings_file(self) -> None:
        if self.workbook.strings.count:
            self.filenames.append((self.workbook.strings, "xl/sharedStrings.xml", False))


def _packed(name: str, file: StringIO | BytesIO | SharedStrings, sheet: "PlainWorksheet | None") -> PackedFile:
    if isinstance(file, SharedStrings):
        return pack(name, file.part())
    if isinstance(file, BytesIO):
        return pack(name, [file.getvalue()])
    if sheet:
        return pack(name, sheet.with_rows(file.getvalue()))
    return pack_again(name, file.getvalue().encode())


class PlainWorksheet(Worksheet):
    """A sheet whose table of cells stays empty.

    It takes the formulas of rules as they are: looking for functions newer than Excel 2007 costs a tenth of a form. Of
    a cell without a value a chart keeps nothing: xlsxwriter would keep 0, to which a line would fall.

    Attributes:
        rows: what stands in it.
        validations_xml: the rules of its cells.
    """

    fh: Any
    rows: SheetRows
    validations_xml: Sequence[str] = ()
    _rows_at = 0

    def take_rows(self, rows: SheetRows) -> None:
        """Note what xlsxwriter has to know of the rows.

        Raises:
            ValueError: they are more than a sheet has, or too wide for it.
        """
        self.rows = rows
        self.ignore_write_string = True  # the text of a link is among the rows
        self.row_sizes = {row - 1: size for row, size in rows.row_sizes.items()}
        self.merge = [[number - 1 for number in merge] for merge in rows.merges]
        if rows.bounds:
            first_row, first_column, last_row, last_column = (number - 1 for number in rows.bounds)
            if self._check_dimensions(first_row, first_column) or self._check_dimensions(last_row, last_column):
                message = f"{self.name}: more cells than a sheet has"
                raise ValueError(message)

    def with_rows(self, text: str) -> Iterator[bytes]:
        """The file of the sheet, piece by piece. text: without its rows."""
        yield text[: self._rows_at].encode()
        yield from self.rows.xml()
        yield text[self._rows_at :].encode()

    def _write_sheet_data(self) -> None:
        if not self.rows.bounds:
            super()._write_sheet_data()
            return
        self._xml_start_tag("sheetData")
        self._rows_at = self.fh.tell()
        self._xml_end_tag("sheetData")

    def _write_data_validations(self) -> None:
        if self.validations_xml:
            self._xml_start_tag("dataValidations", [("count", len(self.validations_xml))])
            self.fh.write("".join(self.validations_xml))
            self._xml_end_tag("dataValidations")

    def _prepare_formula(self, formula: str, _expand: object = False) -> str:  # noqa: FBT002 — as there
        return formula.removeprefix("=")

    def _get_range_data(self, first_row: int, first_column: int, last_row: int, last_column: int) -> list[object]:
        rows, columns = range(first_row + 1, last_row + 2), range(first_column + 1, last_column + 2)
        return [_chart_value(self.rows.cells.get((row, column))) for row in rows for column in columns]


def _chart_value(cell: Cell | None) -> object:
    """What a chart keeps of a cell."""
    if cell is None or cell.value is None or cell.value == "":
        return None
    if cell.formula:
        return cell.value
    return cell_text(cell.value) if isinstance(cell.value, str) else number_text(cell.value)
