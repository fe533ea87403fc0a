"""An .xlsx is changed in place: rows of a book are laid over it, and everything else in it stays as it is."""

from collections.abc import Iterable

from duban.formats.package import open_package
from duban.formats.workbook_parts import WorkbookParts
from duban.formats.xlsx_style_import import StyleImport
from duban.formats.xlsx_text import (
    Growth,
    RowText,
    attributes,
    content,
    elements,
    extended_sheet,
    sheet_rows,
    with_attribute,
    with_hidden_column,
    with_rows,
)
from duban.text.lazy_pattern import lazy_pattern
from duban.workbook.sheet_edit import RowEdit, SheetEdit

_SHARED_TEXT = lazy_pattern(r'<c\s[^>]*\bt="s"[^>]*><v>(\d+)</v></c>')
_TRUE = ("1", "true")


def edited_parts(data: bytes, book: bytes, edits: Iterable[SheetEdit]) -> dict[str, bytes]:
    """The parts of a workbook with rows of another laid over them.

    Formulas are worked out anew when the workbook is opened. Charts, pictures, comments, outside links and all else
    that is not changed have the bytes that they had.

    Args:
        data: the workbook, looked at by `open_file` before.
        book: the one that the rows are taken from, as duban/writers/xlsx.py writes it.
        edits: which rows, and where they go.

    Returns:
        The content of every part by its name, in the order of the workbook.

    Raises:
        UnknownSpellingError: it is written in a way in which nothing can be changed safely.
        One of PACKAGE_ERRORS: it is damaged, or is no .xlsx.
    """
    workbook = WorkbookParts(open_package(data))
    source = _Source(WorkbookParts(open_package(book)), workbook)
    for edit in edits:
        if edit.target:
            _change_sheet(workbook, edit, source)
        else:
            source.add_sheet(workbook, edit.source)
    workbook.write(workbook.part_of_type("styles"), source.styles.xml)
    workbook.recalculate_on_opening()
    return workbook.parts


class _Source:
    """The workbook that is laid over another; what is taken from it has its texts in it, and the other's styles."""

    def __init__(self, workbook: WorkbookParts, target: WorkbookParts) -> None:
        self._workbook = workbook
        texts = workbook.read(workbook.part_of_type("sharedStrings"))
        self._texts = [content(text) for text in elements("si", texts)]
        styles = workbook.read(workbook.part_of_type("styles"))
        self.styles = StyleImport(target.read(target.part_of_type("styles")), styles)

    def rows(self, name: str) -> dict[int, RowText]:
        """The rows of a sheet by their number, as they stand in this workbook."""
        return sheet_rows(self._workbook.read(self._workbook.sheets()[name]))

    def taken(self, row: RowText) -> RowText:
        """The row as it is to stand in the other workbook."""
        return RowText(row.tag, {column: self._taken_cell(cell) for column, cell in row.cells.items()})

    def add_sheet(self, workbook: WorkbookParts, name: str) -> None:
        """Add one of the sheets to the other workbook."""
        sheets = self._workbook.sheets()
        rows = {number: self.taken(row) for number, row in self.rows(name).items()}
        xml = with_rows(self._workbook.read(sheets[name]), rows).replace(' tabSelected="1"', "")
        workbook.add_sheet(name, xml, self._workbook.sheet_areas([*sheets].index(name)))

    def _taken_cell(self, cell: str) -> str:
        style = attributes(cell).get("s")
        if style:
            cell = with_attribute(cell, "s", self.styles.number_of(style))
        shared = _SHARED_TEXT.fullmatch(cell)
        if not shared:
            return cell
        tag = with_attribute(cell, "t", "inlineStr").partition(">")[0]
        return f"{tag}><is>{self._texts[int(shared[1])]}</is></c>"


def _change_sheet(workbook: WorkbookParts, edit: SheetEdit, source: _Source) -> None:
    """Lay rows over a sheet."""
    sheets = workbook.sheets()
    xml = workbook.read(sheets[edit.target])
    rows, source_rows = sheet_rows(xml), source.rows(edit.source)
    for number, row_edit in edit.rows.items():
        if row_edit != "blank" or number not in rows:
            rows[number] = _edited_row(rows.get(number), source.taken(source_rows[number]), row_edit, edit.columns)
    if edit.added_columns:
        rows[edit.header_row] = _with_heads(rows[edit.header_row], source.taken(source_rows[edit.header_row]), edit)
    xml = with_rows(xml, rows)
    for column in edit.hidden_columns:
        xml = with_hidden_column(xml, column)
    if max(edit.rows, default=0) > edit.last_row:
        growth = Growth(edit.header_row, edit.last_row, edit.new_last_row)
        xml = extended_sheet(xml, growth)
        workbook.extend_areas([*sheets].index(edit.target), growth)
        workbook.extend_tables(sheets[edit.target], growth)
    workbook.write(sheets[edit.target], xml)


def _with_heads(row: RowText, heads: RowText, edit: SheetEdit) -> RowText:
    """The row of headers with those of the added columns."""
    return RowText(row.tag, {**row.cells, **{column: heads.cells[column] for column in edit.added_columns}})


def _edited_row(old: RowText | None, new: RowText, row_edit: RowEdit, columns: frozenset[int]) -> RowText:
    """A row with what is new in it. Formulas stay, and so does what stands beside the edited columns."""
    if old is None:
        return new
    cells = dict(old.cells)
    for column, cell in new.cells.items():
        before = old.cells.get(column, "")
        is_edited = column in columns
        if "<f" in before or (content(before) and not is_edited):
            continue
        if row_edit == "row":
            cells[column] = cell
        elif is_edited:
            cells[column] = with_attribute(cell, "s", attributes(before).get("s")) if before else cell
    return RowText(new.tag if row_edit == "row" else _with_height(old.tag, new.tag), cells)


def _with_height(tag: str, other_tag: str) -> str:
    """A row with the height of another, unless a person gave it one."""
    about = attributes(tag)
    is_fixed = "ht" in about and about.get("customHeight") in _TRUE
    return tag if is_fixed else with_attribute(tag, "ht", attributes(other_tag).get("ht"))
