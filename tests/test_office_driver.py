"""The hands at LibreOffice's keyboard do what a person's hands do."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter

from tests.office.driver import Book, Kind, Office, OfficeError, OfficeHung, available
from tests.office.pictures import pictures

pytestmark = pytest.mark.skipif(not available(), reason="LibreOffice with Python's uno is not installed")

SHEET = "节点确认"
STATES = ["已按期完成", "未完成", "延期完成"]


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    with Office() as office:
        yield office


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A protected sheet: tasks locked, state from a list, percent a rule, note free, check a formula."""
    path = tmp_path_factory.mktemp("表") / "确认表.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet(SHEET)
        workbook.add_worksheet("_meta").very_hidden()
        open_cell = workbook.add_format({"locked": False, "text_wrap": True})
        day = workbook.add_format({"locked": False, "num_format": "yyyy-mm-dd"})
        for column, heading in enumerate(["任务", "状态", "进度", "日期", "说明", "检查"]):
            sheet.write_string(0, column, heading)
        for row in range(1, 5):
            sheet.write_string(row, 0, f"任务{row}")
            for column in (1, 2, 4):
                sheet.write_blank(row, column, None, open_cell)
            sheet.write_blank(row, 3, None, day)
            sheet.write_formula(row, 5, f'=IF(B{row + 1}="","未填","已填")', None, "未填")
        sheet.data_validation("B2:B4", {"validate": "list", "source": STATES, "error_message": "请选一项"})
        sheet.data_validation("B5", {"validate": "list", "source": STATES, "show_error": False})
        sheet.data_validation("C2:C5", {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 100})
        sheet.set_row(2, 30)
        sheet.set_column("E:E", 12)
        sheet.autofilter("A1:F5")
        sheet.protect("ab12", {"autofilter": True})
    return path


@pytest.fixture
def book(office: Office, form: Path) -> Iterator[Book]:
    with office.open(form) as book:
        yield book


@pytest.mark.parametrize(
    ("cell", "typed", "stored"),
    [
        ("B2", "已按期完成", "已按期完成"),  # one of the list
        ("B5", "差不多了", "差不多了"),  # a list that does not insist
        ("C2", "80", 80.0),
        ("D2", "2022-6-20", 44732.0),
        ("D2", "2022年6月20日", 44732.0),  # the keyboard is a Chinese one
        ("D2", "2022.6.20", 44732.0),
        ("E2", "甲、乙\n𠮷", "甲、乙\n𠮷"),  # a line break, and a sign that is two keys
    ],
)
def test_what_the_rules_allow_is_taken(book: Book, cell: str, typed: str, stored: str | float) -> None:
    assert book.fill(SHEET, cell, typed)
    assert book.message is None
    assert book.value(SHEET, cell) == stored


@pytest.mark.parametrize(
    ("cell", "typed", "box"),
    [
        ("B2", "差不多了", "请选一项"),
        ("C2", "101", "Invalid value"),
        ("C2", "约80", "Invalid value"),
        ("A2", "别的任务", "Protected cells"),
    ],
)
def test_what_the_rules_forbid_is_refused(book: Book, cell: str, typed: str, box: str) -> None:
    """The box is read and answered, the cell stays as it was, and the next cell can be filled."""
    before = book.value(SHEET, cell)
    assert not book.fill(SHEET, cell, typed)
    assert book.message is not None
    assert box in book.message
    assert book.value(SHEET, cell) == before
    assert book.fill(SHEET, "E3", "继续")


def test_enter_moves_to_the_next_row(book: Book) -> None:
    book.fill(SHEET, "E2", "甲")
    assert book.selection() == "E3"
    book.type("乙")
    assert book.enter()
    assert book.value(SHEET, "E3") == "乙"


def test_two_open_books_do_not_mix_up_their_keys(office: Office, form: Path) -> None:
    with office.open(form) as one, office.open(form) as other:
        for number in range(3):
            assert one.fill(SHEET, "E2", f"甲{number}")
            assert other.fill(SHEET, "E2", f"乙{number}")
        assert (one.value(SHEET, "E2"), other.value(SHEET, "E2")) == ("甲2", "乙2")


def test_the_last_change_can_be_taken_back(book: Book) -> None:
    assert book.fill(SHEET, "E2", "写错了")
    book.undo()
    assert book.value(SHEET, "E2") == ""


def test_enter_alone_changes_nothing(book: Book) -> None:
    assert not book.fill(SHEET, "E2", "")


def test_every_line_of_a_list_can_be_chosen(book: Book) -> None:
    book.select(SHEET, "B2")
    assert book.choices() == STATES
    for number, state in enumerate(STATES, start=1):
        assert book.pick(number)
        assert book.value(SHEET, "B2") == state


def test_a_cell_without_a_list_offers_none(book: Book) -> None:
    book.select(SHEET, "E2")
    with pytest.raises(OfficeError, match="E2 has no list"):
        book.pick(1)


def test_delete_empties_an_open_cell_and_no_other(book: Book) -> None:
    book.fill(SHEET, "B2", "未完成")
    book.select(SHEET, "B2")
    assert book.delete()
    assert book.value(SHEET, "B2") == ""
    book.select(SHEET, "A2")
    assert not book.delete()
    assert book.value(SHEET, "A2") == "任务1"


def test_a_formula_follows_what_is_typed(book: Book) -> None:
    assert book.text(SHEET, "F2") == "未填"
    book.fill(SHEET, "B2", "未完成")
    assert book.text(SHEET, "F2") == "已填"
    assert book.formula(SHEET, "F2").startswith("=IF(B2")


def test_a_pasted_cell_brings_its_lock(book: Book) -> None:
    """Why forms ask for values only: after a paste from a locked cell, nobody can type there."""
    book.select(SHEET, "A2")
    book.copy()
    book.select(SHEET, "E2")
    assert book.paste()
    assert (book.value(SHEET, "E2"), book.locked(SHEET, "E2")) == ("任务1", True)
    assert not book.fill(SHEET, "E2", "说明")


def test_a_row_grows_with_its_text_unless_its_height_is_set(book: Book) -> None:
    lines = "说明" * 20
    before = book.row_height(SHEET, 2)
    assert book.fill(SHEET, "E2", lines)
    assert book.fill(SHEET, "E3", lines)
    assert book.row_height(SHEET, 2) > 3 * before
    assert book.row_height(SHEET, 3) == pytest.approx(30, abs=0.5)


def test_the_filter_of_a_protected_sheet_can_be_used(book: Book) -> None:
    book.select(SHEET, "A1")
    assert book.filter_by("任务3")
    assert [book.row_hidden(SHEET, row) for row in range(1, 6)] == [False, True, True, False, True]
    assert book.fill(SHEET, "E4", "只看自己的")
    book.select(SHEET, "A1")
    assert book.filter_by("")
    assert not any(book.row_hidden(SHEET, row) for row in range(1, 6))


def test_hidden_sheets_are_known(book: Book) -> None:
    assert book.sheets() == {SHEET: True, "_meta": False}
    assert book.protected(SHEET)


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_what_is_saved_twice_is_still_there(office: Office, book: Book, tmp_path: Path, kind: Kind) -> None:
    typed = {"B2": "未完成", "C2": "80", "D2": "2022-6-20", "E2": "甲\n乙"}
    for cell, text in typed.items():
        assert book.fill(SHEET, cell, text)
    once, twice = tmp_path / f"一.{kind}", tmp_path / f"二.{kind}"
    book.save_as(once, kind)
    with office.open(once) as again:
        again.save_as(twice, kind)
    with office.open(twice) as last:
        stored = [last.value(SHEET, cell) for cell in typed]
        assert stored == ["未完成", 80.0, 44732.0, "甲\n乙"]
        assert last.text(SHEET, "F2") == "已填"
        assert last.locked(SHEET, "A2")
        assert not last.locked(SHEET, "E2")


def test_csv_holds_the_sheet_in_front_as_shown(book: Book, tmp_path: Path) -> None:
    book.fill(SHEET, "D2", "2022-6-20")
    book.save_as(tmp_path / "一.csv", "csv")
    assert "任务1,,,2022-06-20,,未填" in (tmp_path / "一.csv").read_text(encoding="utf-8-sig")


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="pdftoppm is not installed")
def test_a_printed_page_is_not_blank(office: Office, form: Path, tmp_path: Path) -> None:
    (page,) = pictures(office.pdf(form, tmp_path))
    assert page.stat().st_size > 3000  # a blank page is about 1,000 bytes


def test_an_office_that_hangs_is_ended(form: Path) -> None:
    """Nobody waits for ever: the order fails with a clear word, and so does every later one."""
    with Office() as office:
        book = office.open(form)
        office.patience = 0.0
        with pytest.raises(OfficeHung, match="killed"):
            book.fill(SHEET, "E2", "甲")
        with pytest.raises(OfficeHung, match="killed"):
            book.value(SHEET, "E2")


def test_nothing_is_left_running(form: Path) -> None:
    with Office() as office:
        office.open(form)
        sessions = ",".join(str(process.pid) for process in office._processes)
    left = subprocess.run(["ps", "-o", "stat=", "-s", sessions], capture_output=True, check=False)
    assert [state for state in left.stdout.split() if not state.startswith(b"Z")] == []
