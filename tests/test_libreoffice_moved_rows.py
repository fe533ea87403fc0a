"""Forms that a person sorted, shifted, cut and pasted in LibreOffice: no answer ever counts for another row."""

import io
from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import load_workbook

from duban.formats.opening import open_file
from duban.model.form_id import FormId
from duban.model.layout import Column
from duban.returns.expected_form import ExpectedForms, ExpectedTable
from duban.returns.parse import ParsedForm, parse_form
from duban.workbook.book import column_letters
from tests import returns
from tests.abused.hands import saved, unfenced
from tests.office.driver import Book, Kind, Office
from tests.test_moved_rows import issued_form, issued_form_bytes, strangers

PLAN = "taishan-2022"
OTHER_TABLES = (
    ("huarong-2021", "调度表"),
    ("huizhou-2020", "任务分工"),
    ("quanzhou-2024", "自评表"),
    ("sanshui-2020", "节点填报"),
    ("sanshui-2020", "指标完成"),
)
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
    return f"A4:{column_letters(len(table.columns.layout.columns))}{3 + len(table.rows)}"


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
    key_column = column_letters(len(expected[2].columns.layout.columns) + 1)
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
    last = column_letters(len(table.columns.layout.columns))
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


# ---- the other offices, as .xlsx alone ----


@dataclass(frozen=True)
class OfficeForm:
    """The longest form of an office, without protection; in one table every row has an answer that names it."""

    data: bytes
    form_id: FormId
    expected: ExpectedForms
    table: ExpectedTable
    top: int
    answered: Column

    @property
    def sheet(self) -> str:
        return self.table.columns.layout.name

    @property
    def last_column(self) -> int:
        """The last one that a person sees, before the keys."""
        return len(self.table.columns.layout.columns)

    def lines(self, first: int, last: int) -> str:
        """What a person sees of some rows, counted from 0."""
        return f"A{self.top + first}:{column_letters(self.last_column)}{self.top + last}"

    def parsed(self, book: Book, folder: Path) -> ParsedForm:
        """What is read of the open workbook, in which every answer stands beside the words of its row."""
        path = folder / "returned.xlsx"
        book.save_as(path, "xlsx")
        parsed = parse_form(open_file(path.read_bytes()).grid(), path.name, "", self.form_id, self.expected)
        assert strangers(parsed, self.table, self.answered.key) == []
        return parsed


def office_form(plan: str, name: str) -> OfficeForm:
    _, form_id, forms = issued_form(plan)
    tables = forms.tables_of_unit(forms.snapshot.unit(form_id.unit))
    table = next(table for table in tables if table.columns.layout.name == name)
    answered = next((column for column in table.columns.inputs if column.kind == "text"), table.columns.inputs[-1])
    book = load_workbook(io.BytesIO(issued_form_bytes(plan)))
    sheet = book[table.columns.layout.name]
    header = next(row for row in sheet.iter_rows() if answered.label in [cell.value for cell in row])
    at = next(cell.column for cell in header if cell.value == answered.label)
    top = (header[0].row or 0) + 1
    sheet.auto_filter.filterColumn = []  # all rows in sight
    for row in range(top, top + len(table.rows)):
        sheet.row_dimensions[row].hidden = False
        key = str(sheet.cell(row, len(header)).value).partition("/")[2]
        sheet.cell(row, at).value = f"答{key}"
    return OfficeForm(unfenced(saved(book)), form_id, forms, table, top, answered)


@pytest.mark.parametrize(("plan", "name"), OTHER_TABLES)
def test_rows_of_every_office_sorted_shifted_cut_and_pasted(
    office: Office, tmp_path: Path, plan: str, name: str
) -> None:
    """Sorted without the keys by each column in turn; a key deleted; the first row cut and pasted over the last."""
    form = office_form(plan, name)
    path, last = tmp_path / "form.xlsx", len(form.table.rows) - 1
    path.write_bytes(form.data)
    with office.open(path) as book:
        moved = 0
        for column in range(1, form.last_column + 1):
            book.select(form.sheet, form.lines(0, last))
            if book.command(".uno:DataSort", ByRows=True, HasHeader=False, Col1=column, Ascending1=bool(column % 2)):
                parsed = form.parsed(book, tmp_path)
                assert form.table.rows.keys() <= parsed.submission.records.keys()
                moved += "rows-moved" in [finding.code for finding in parsed.findings]
                book.undo()
        assert moved >= 3
        book.select(form.sheet, f"{column_letters(form.last_column + 1)}{form.top}")
        assert book.command(".uno:DeleteCell", Flags="U")
        assert form.table.rows.keys() <= form.parsed(book, tmp_path).submission.records.keys()
        book.undo()
        book.select(form.sheet, form.lines(last, last))
        assert book.delete()
        book.select(form.sheet, form.lines(0, 0))
        book.copy()
        book.select(form.sheet, f"A{form.top + last}")
        assert book.paste(), book.message
        book.select(form.sheet, form.lines(0, 0))
        assert book.delete()
        assert len(form.table.rows.keys() - form.parsed(book, tmp_path).submission.records.keys()) == 1


def test_the_forms_own_filter_moves_the_keys_with_the_rows() -> None:
    """So that a sort from its arrows leaves nothing behind."""
    sheet = load_workbook(io.BytesIO(returns.blank_form()))[SHEET]
    assert sheet.auto_filter.ref == "A3:M7"
    assert returns.is_key(sheet["M4"].value)
