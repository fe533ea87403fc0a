"""Forms that a person sorted, shifted, cut and pasted in LibreOffice: no answer ever counts for another row."""

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from duban.formats.opening import open_file
from duban.model.form_id import FormId
from duban.returns.expected_form import ExpectedForms, ExpectedTable
from duban.returns.parse import ParsedForm, parse_form
from duban.workbook.book import column_letters
from tests import returns
from tests.abused.hands import saved, unfenced
from tests.office.driver import Book, Kind, Office
from tests.test_moved_rows import issued_form, issued_form_bytes, strangers

PLAN = "taishan-2022"
SHEET, REASON = "节点确认", "reason"
KINDS: tuple[Kind, ...] = ("xlsx", "xls", "ods")


@pytest.fixture(scope="module")
def expected() -> tuple[FormId, ExpectedForms, ExpectedTable]:
    _, form_id, forms = issued_form(PLAN)
    tables = forms.tables_of_unit(forms.snapshot.unit(form_id.unit))
    return form_id, forms, next(table for table in tables if table.columns.layout.name == SHEET)


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory, expected: tuple[FormId, ExpectedForms, ExpectedTable]) -> Path:
    """The unit's form, protected, with a reason in every row that says which row it was written for."""
    book = load_workbook(io.BytesIO(issued_form_bytes(PLAN)))
    sheet = book[SHEET]
    labels = [cell.value for cell in sheet[3]]
    reason = 1 + labels.index(next(column.label for column in expected[2].columns.inputs if column.key == REASON))
    for row in range(4, 4 + len(expected[2].rows)):
        key = str(sheet.cell(row, len(labels)).value).partition("/")[2]
        sheet.cell(row, reason).value = f"答{key}"
    path = tmp_path_factory.mktemp("moved") / "form.xlsx"
    path.write_bytes(saved(book))
    return path


@pytest.fixture(scope="module")
def unprotected(form: Path) -> Path:
    path = form.with_name("unprotected.xlsx")
    path.write_bytes(unfenced(form.read_bytes()))
    return path


def parsed_each(book: Book, folder: Path, expected: tuple[FormId, ExpectedForms, ExpectedTable]) -> list[ParsedForm]:
    """What is read of the open workbook in each format."""
    form_id, forms, table = expected
    parsed: list[ParsedForm] = []
    for kind in KINDS:
        path = folder / f"returned.{kind}"
        book.save_as(path, kind)
        parsed.append(parse_form(open_file(path.read_bytes()).grid(), path.name, "", form_id, forms))
        assert strangers(parsed[-1], table, REASON) == []
    return parsed


def visible_rows(table: ExpectedTable) -> str:
    """All cells of the rows that a person sees: all but the hidden keys."""
    return f"A4:{column_letters(len(table.columns.layout.columns) + 1)}{3 + len(table.rows)}"


def sort(book: Book, cells: str, column: int, *, ascending: bool) -> bool:
    """By the menu: the selected rows by a column that is counted from 1. Whether it changed anything."""
    book.select(SHEET, cells)
    return book.command(".uno:DataSort", ByRows=True, HasHeader=False, Col1=column, Ascending1=ascending)


def test_rows_sorted_without_their_keys_by_each_column(
    office: Office, unprotected: Path, tmp_path: Path, expected: tuple[FormId, ExpectedForms, ExpectedTable]
) -> None:
    """Every answer counts for the row whose words stand beside it, in each format."""
    table = expected[2]
    columns = range(1, len(table.columns.layout.columns) + 1)
    moved: list[int] = []
    with office.open(unprotected) as book:
        for column in columns:
            if not sort(book, visible_rows(table), column, ascending=bool(column % 2)):
                continue
            for parsed in parsed_each(book, tmp_path, expected):
                assert table.rows.keys() <= parsed.submission.records.keys()
                moved += [column for finding in parsed.findings if finding.code == "rows-moved"]
            book.undo()
    assert len(set(moved)) >= 5


def test_a_protected_form_is_not_sorted(
    office: Office, form: Path, tmp_path: Path, expected: tuple[FormId, ExpectedForms, ExpectedTable]
) -> None:
    """Whatever the program lets a person do, the answers stay with their rows."""
    table = expected[2]
    with office.open(form) as book:
        for column in range(1, len(table.columns.layout.columns) + 1):
            sort(book, visible_rows(table), column, ascending=False)
        for parsed in parsed_each(book, tmp_path, expected):
            assert table.rows.keys() <= parsed.submission.records.keys()
            assert "rows-moved" not in [finding.code for finding in parsed.findings]


@pytest.mark.parametrize("flags", ["U", "D"])
def test_key_cells_that_moved_up_or_down(
    office: Office,
    unprotected: Path,
    tmp_path: Path,
    expected: tuple[FormId, ExpectedForms, ExpectedTable],
    flags: str,
) -> None:
    """A cell of the hidden column was deleted, or one put in: all answers count all the same."""
    key_column = column_letters(len(expected[2].columns.layout.columns) + 2)
    with office.open(unprotected) as book:
        book.select(SHEET, f"{key_column}5")
        command = ".uno:DeleteCell" if flags == "U" else ".uno:InsertCell"
        assert book.command(command, Flags="U" if flags == "U" else "V")
        for parsed in parsed_each(book, tmp_path, expected):
            assert expected[2].rows.keys() <= parsed.submission.records.keys()
            assert "rows-moved" in [finding.code for finding in parsed.findings]


def test_rows_cut_and_pasted_over_others(
    office: Office, unprotected: Path, tmp_path: Path, expected: tuple[FormId, ExpectedForms, ExpectedTable]
) -> None:
    """The row that was pasted counts once, the one that it covered is missing, and its place is told."""
    table = expected[2]
    last = column_letters(len(table.columns.layout.columns) + 1)
    with office.open(unprotected) as book:
        book.select(SHEET, f"A8:{last}8")  # emptied first, or LibreOffice asks whether it may be written over
        assert book.delete()
        book.select(SHEET, f"A5:{last}5")
        book.copy()
        book.select(SHEET, "A8")
        assert book.paste(), book.message
        book.select(SHEET, f"A5:{last}5")
        assert book.delete()
        for parsed in parsed_each(book, tmp_path, expected):
            codes = [finding.code for finding in parsed.findings if finding.code.startswith("row")]
            assert codes == ["rows-moved", "row-missing"]
            assert len(table.rows.keys() & parsed.submission.records.keys()) == len(table.rows) - 1


def test_cells_of_one_column_that_moved_up(
    office: Office, unprotected: Path, tmp_path: Path, expected: tuple[FormId, ExpectedForms, ExpectedTable]
) -> None:
    """The words of a locked column were moved by one: lines that read as no row or as two go back."""
    with office.open(unprotected) as book:
        book.select(SHEET, "D4")
        assert book.command(".uno:DeleteCell", Flags="U")
        for parsed in parsed_each(book, tmp_path, expected):
            assert parsed.submission.damaged_rows


def test_the_forms_own_filter_moves_the_keys_with_the_rows() -> None:
    """So that a sort from its arrows leaves nothing behind."""
    sheet = load_workbook(io.BytesIO(returns.blank_form()))[SHEET]
    assert sheet.auto_filter.ref == "A3:M7"
    assert returns.is_key(sheet["M4"].value)
