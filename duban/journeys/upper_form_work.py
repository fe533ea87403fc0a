"""What a worker does with a form of the office above: understand it, and put values into it. It may die of either."""

from collections.abc import Mapping

from duban.formats.fillable_cells import fillable_cells
from duban.formats.opened_file import UnreadableFile
from duban.formats.opening import open_file
from duban.formats.package import PACKAGE_ERRORS
from duban.formats.xlsx_fill import filled_parts
from duban.model.cell_rule import FillValue
from duban.model.form_id import CARRIED_SHEET, FormId
from duban.model.upper_form import UpperForm
from duban.reports.upper_form.upper_tables import FormMarks, HeaderVocabulary, read_upper_form
from duban.returns.identify import identify_form, sheets_without_program_data
from duban.text.display import display_text
from duban.value_object import ValueObject, replace
from duban.workbook.grid import WorkbookGrid
from duban.writers.zip_file import write_zip


class FileRefusal(ValueObject):
    """Why a file is not filled in: the code of the finding, and its facts."""

    code: str
    facts: Mapping[str, object]


class UnderstoodForm(ValueObject):
    """A form as it was read. form_id: what its code says, which nobody can check here; None where it has none."""

    form: UpperForm
    form_id: FormId | None


def read_upper_file(vocabulary: HeaderVocabulary, data: bytes) -> UnderstoodForm | FileRefusal:
    """What a file asks for, or why that cannot be known. vocabulary: by which headers it is understood."""
    try:
        file = open_file(data)
        grid = file.grid()
        is_from_1904 = any(code == "date-1904" for code, _ in grid.file_findings)
        if grid.file_format != "xlsx" or file.was_encrypted or is_from_1904:
            return FileRefusal("fill-format", {"kind": grid.file_format})
        form_id = identify_form(grid).form_id
        marks = FormMarks(form_id.code, form_id.kind, _carried_texts(grid)) if form_id else FormMarks()
        form = read_upper_form(sheets_without_program_data(grid), marks, vocabulary)
        return UnderstoodForm(_with_rules(form, data, grid), form_id)
    except UnreadableFile as error:
        return FileRefusal(error.code, error.facts)
    except PACKAGE_ERRORS:
        return FileRefusal("fill-unchangeable", {})


def fill_upper_file(values: Mapping[tuple[str, str], FillValue], data: bytes) -> bytes | FileRefusal:
    """The file with values in some of its cells, or why that cannot be made. values: by sheet and address."""
    try:
        return write_zip(filled_parts(data, values))
    except PACKAGE_ERRORS:  # UnknownSpellingError is one of them
        return FileRefusal("fill-unchangeable", {})


def _carried_texts(grid: WorkbookGrid) -> dict[str, str]:
    """Row key → last period's words, as the hidden sheet of a form has them."""
    sheet = grid.sheet(CARRIED_SHEET)
    pairs = [(sheet.value_at(line, 0), sheet.value_at(line, 1)) for line in range(len(sheet.rows))] if sheet else []
    return {str(key): display_text(words) for key, words in pairs if words != ""}


def _with_rules(form: UpperForm, data: bytes, grid: WorkbookGrid) -> UpperForm:
    """The form with what each of its cells takes."""
    wanted: dict[str, set[str]] = {}
    for cell in form.cells:
        wanted.setdefault(cell.sheet, set()).add(cell.address)
    fillable = fillable_cells(data, grid, wanted)
    rows = []
    for row in form.rows:
        cells = {}
        for role, cell in row.cells.items():
            rules = fillable.get((cell.sheet, cell.address))
            cells[role] = replace(cell, is_open=rules is not None, rules=rules or ())
        rows.append(replace(row, cells=cells))
    return replace(form, rows=tuple(rows))
