"""Whatever bytes come in: a Grid, or the one reason why not."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
import yaml

from duban.formats import xlsx_file
from duban.formats.opened_file import UNCALCULATED_FORMULA, UNREADABLE_CELL, UnreadableFile
from duban.formats.opening import open_file, read_workbook
from duban.workbook.book import cell_address
from duban.workbook.grid import MAX_COLUMNS, MAX_ROWS, CellValue, SheetGrid, WorkbookGrid
from duban.workers.confined import WorkerFailure
from duban.workers.pool import WorkerPool
from tests.returns import blank_form

FAR = "XFD1048576"
SHEET = "xl/worksheets/sheet1.xml"
TEXTS = Path(__file__).parent.parent / "templates" / "texts" / "intake.yaml"


def workbook(fill: Callable[[xlsxwriter.Workbook], object]) -> bytes:
    """The bytes of a workbook whose sheets the function writes."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        fill(book)
    return file.getvalue()


def plain(book: xlsxwriter.Workbook) -> None:
    """Three sheets: a table that begins at C4, a chart, and what nobody sees."""
    sheet = book.add_worksheet("填报表")
    sheet.write_string("C4", "完成招标")
    sheet.write_number("E6", 80)
    day = datetime(2022, 6, 20)  # noqa: DTZ001 - a sheet knows no zones
    sheet.write_datetime("F6", day, book.add_format({"num_format": "yyyy-mm-dd"}))
    sheet.write_blank("A9000", None, book.add_format({"bold": True}))
    chart = book.add_chart({"type": "bar"})
    assert chart
    chart.add_series({"values": "=填报表!$E$6:$E$6"})
    book.add_chartsheet("图").set_chart(chart)
    hidden = book.add_worksheet("_meta")
    hidden.write_string("A1", "TS2022")
    hidden.very_hidden()


def changed(data: bytes, part: str, old: str, new: str) -> bytes:
    """The workbook with a piece of one part replaced: what other programs, accidents and rogues write."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as file,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for name in file.namelist():
            text = file.read(name)
            if name == part:
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode(), 1)
            copy.writestr(name, text)
    return out.getvalue()


def package(*names: str) -> bytes:
    """A zip with these names in it, in this order, each a small part."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(name, f"<part>{name}</part>")
    return out.getvalue()


def doubled() -> bytes:
    """The first sheet is in the zip twice: two programs may show two different files."""
    out = io.BytesIO(PLAIN)
    with zipfile.ZipFile(out, "a") as file:
        file.writestr(SHEET.upper(), b"<worksheet/>")
    return out.getvalue()


PLAIN = workbook(plain)
COMMENT = "<!-- <a> -->" * 40
UTF16 = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><a/>'


def code(data: bytes) -> str:
    """The code of the reason why a file cannot be read."""
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(data)
    return caught.value.code


def test_values_stand_where_they_stood() -> None:
    """Row 1 is index 0 and column A is index 0, however far down and right the table begins."""
    grid = read_workbook(PLAIN)
    assert [(sheet.name, sheet.visible) for sheet in grid.sheets] == [("填报表", True), ("_meta", False)]
    sheet = grid.sheets[0]
    assert sheet.value_at(3, 2) == "完成招标"
    assert (sheet.value_at(5, 4), sheet.value_at(5, 5)) == (80, date(2022, 6, 20))
    assert (sheet.value_at(0, 0), sheet.value_at(99, 99), sheet.value_at(-1, 2), sheet.value_at(3, -1)) == (
        "",
        "",
        "",
        "",
    )
    assert len(sheet.rows) == 6  # a cell that is only formatted is no row
    assert not sheet.truncated
    assert grid.sheet("_meta") == grid.sheets[1]
    assert grid.sheet("无") is None


@pytest.mark.parametrize(
    ("row", "column", "name"),
    [
        (0, 0, "A1"),
        (6, 5, "F7"),
        (0, 25, "Z1"),
        (0, 26, "AA1"),
        (0, 701, "ZZ1"),
        (1048575, 16383, "XFD1048576"),
    ],
)
def test_a_cell_is_named_as_excel_names_it(row: int, column: int, name: str) -> None:
    assert cell_address(row + 1, column + 1) == SheetGrid("填报表", visible=True, rows=()).address(row, column) == name


@pytest.mark.parametrize(
    ("row", "column", "cut"),
    [
        (9, MAX_COLUMNS - 1, False),
        (9, MAX_COLUMNS, True),  # one column too far
        (9, 16383, True),
        (MAX_ROWS - 1, 3, False),
        (MAX_ROWS, 3, True),  # one row too far
    ],
)
def test_what_lies_far_off_is_left_out_and_said(row: int, column: int, cut: bool) -> None:  # noqa: FBT001
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_string(4, 2, "近")
        sheet.write_string(row, column, "远")

    sheet = read_workbook(workbook(fill)).sheets[0]
    assert sheet.truncated is cut
    assert sheet.value_at(4, 2) == "近"
    assert (sheet.value_at(row, column) == "远") is not cut


def test_an_empty_sheet_has_no_rows() -> None:
    assert read_workbook(workbook(lambda book: book.add_worksheet("空"))) == WorkbookGrid(
        (SheetGrid("空", visible=True, rows=[]),), "xlsx"
    )


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "empty-file"),
        (b"PK\3\4" + bytes(20 * 1024 * 1024), "too-large"),
        (package("xl/workbook.xml", *(f"xl/{n}.xml" for n in range(5000))), "too-many-parts"),
        (PLAIN[: len(PLAIN) // 2], "damaged"),  # half downloaded
        (PLAIN[:100] + bytes(200) + PLAIN[300:], "damaged"),
        (package("xl/workbook.xml"), "damaged"),
        (changed(PLAIN, "xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "nowhere.xml"), "damaged"),
        (doubled(), "unsafe-content"),
        (changed(PLAIN, SHEET, "<worksheet", "<!DOCTYPE a><worksheet"), "unsafe-content"),
        (changed(PLAIN, SHEET, "<worksheet", f"{COMMENT}<!DOCTYPE a><worksheet"), "unsafe-content"),
        (changed(PLAIN, SHEET, "<worksheet", f"{' ' * 300}<!DOCTYPE a><worksheet"), "unsafe-content"),
        (changed(PLAIN, SHEET, "<worksheet", f"<!--{'a' * 70000}--><worksheet"), "unsafe-content"),
    ],
)
def test_a_file_that_is_no_workbook_says_what_it_is(data: bytes, expected: str) -> None:
    """The name plays no part: each of these came as 督导室.xlsx. And each reason has its words."""
    assert code(data) == expected
    assert yaml.safe_load(TEXTS.read_text(encoding="utf-8"))[expected]["severity"] == "must"


def test_a_doctype_in_utf_16_is_seen_too() -> None:
    data = io.BytesIO(PLAIN)
    with zipfile.ZipFile(data, "a") as file:
        file.writestr("xl/more.xml", UTF16.encode("utf-16"))
    assert code(data.getvalue()) == "unsafe-content"


def test_comments_and_pictures_are_no_offence() -> None:
    data = io.BytesIO(changed(PLAIN, SHEET, "<worksheet", f"{COMMENT}<worksheet"))
    with zipfile.ZipFile(data, "a") as file:
        file.writestr("xl/media/image1.png", b"\x89PNG\r\n" + bytes(1000))
        file.writestr("xl/empty.xml", b"")
        file.writestr("xl/blank.xml", b" ")
        file.writestr("xl/stored.xml", b"<a/>", zipfile.ZIP_STORED)
    open_file(data.getvalue())


def test_a_locked_entry_is_a_locked_file() -> None:
    data = bytearray(PLAIN)
    data[data.rindex(b"PK\1\2") + 8] |= 1
    assert code(bytes(data)) == "encrypted"


def test_a_cell_at_the_far_end_costs_one_file_and_no_more() -> None:
    """Calamine asks for 512 GiB and aborts the process; the files around it are read all the same."""
    far = changed(PLAIN, SHEET, 'r="C4"', f'r="{FAR}"')
    with WorkerPool(read_workbook, seconds=20) as crew:
        results = [result for _, result in crew.run([PLAIN, far, PLAIN])]
    assert results == [read_workbook(PLAIN), WorkerFailure.DIED, read_workbook(PLAIN)]


def test_random_damage_is_refused_or_read_but_never_a_mistake_of_ours() -> None:
    """One byte in each of 150 places; a raised exception other than Unreadable would end the run."""
    mutants = [
        PLAIN[:at] + bytes([PLAIN[at] ^ 0x55]) + PLAIN[at + 1 :] for at in range(0, len(PLAIN), len(PLAIN) // 150)
    ]
    with WorkerPool(readable, seconds=20) as crew:
        assert len(list(crew.run(mutants))) == len(mutants)


def readable(data: bytes) -> bool:
    """Whether it can be read."""
    try:
        read_workbook(data)
    except UnreadableFile:
        return False
    return True


def suspicious(book: xlsxwriter.Workbook) -> None:
    """A1 blank, B1 an error, C1 a formula with a value, D1 one whose text is empty, E1 a number."""
    sheet = book.add_worksheet("填报表")
    sheet.write_blank("A1", None, book.add_format({"bold": True}))
    sheet.write_formula("B1", "=1/0", None, "#DIV/0!")
    sheet.write_formula("C1", "=1+1", None, 2)
    sheet.write_formula("D1", '=IF(A1="","","有")', None, "")
    sheet.write_formula("E1", "=1+2", None, 3)
    book.add_worksheet("另一张").write_string("B1", "有")


WORKED = changed(workbook(suspicious), SHEET, '"D1"', '"D1" t="str"')  # as Excel would have saved it
UNWORKED = changed(WORKED, SHEET, "<f>1+1</f><v>2</v>", "<f>1+1</f>")
ALL = {"填报表": {"A1", "B1", "C1", "D1", "F1"}, "另一张": {"A1"}}


def blanks(data: bytes) -> set[CellValue]:
    """What calamine says of the suspicious cells."""
    return {read_workbook(data).sheets[0].value_at(0, column) for column in (0, 1, 2, 3, 5)}


def test_a_second_look_tells_an_error_from_a_blank() -> None:
    assert blanks(UNWORKED) == {""}
    assert open_file(UNWORKED).cell_errors(ALL) == {("填报表", "B1"): "#DIV/0!", ("填报表", "C1"): UNCALCULATED_FORMULA}


@pytest.mark.parametrize(
    "cell",
    [
        "<f>1+1</f><v></v>",  # openpyxl
        "<f>1+1</f><v/>",
        '<f t="shared" si="0" ref="C1:C2">1+1</f>',
        '<f t="shared" si="0"/>',
    ],
)
def test_every_way_to_write_a_formula_without_a_value_is_seen(cell: str) -> None:
    data = changed(WORKED, SHEET, "<f>1+1</f><v>2</v>", cell)
    assert open_file(data).cell_errors({"填报表": {"C1"}}) == {("填报表", "C1"): UNCALCULATED_FORMULA}


def test_only_a_cell_that_is_odd_is_worth_a_closer_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """Odd cells that nobody asks about do not call for it, nor do formulas with an empty text."""
    monkeypatch.setattr(xlsx_file, "read_xlsx_cells", None)
    assert open_file(UNWORKED).cell_errors({"填报表": {"A1", "D1", "E1", "F1"}, "另一张": {"A1"}}) == {}
    assert open_file(UNWORKED).cell_errors({"填报表": set()}) == {}
    assert open_file(blank_form()).cell_errors({"进展情况表": {"E5", "F5"}, "节点确认": {"F4"}}) == {}


@pytest.mark.parametrize(
    ("part", "namespace"),
    [
        ("xl/workbook.xml", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
        (SHEET, "http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    ],
)
def test_strict_ooxml_is_seen_like_any_other(part: str, namespace: str) -> None:
    strict = changed(UNWORKED, part, namespace, "http://purl.oclc.org/ooxml/strict")
    assert open_file(strict).cell_errors(ALL) == {("填报表", "B1"): "#DIV/0!", ("填报表", "C1"): UNCALCULATED_FORMULA}


@pytest.mark.parametrize(
    "data",
    [
        changed(UNWORKED, SHEET, "</sheetData>", "<"),  # broken XML
        changed(UNWORKED, "xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "nowhere.xml"),
    ],
)
def test_what_the_second_look_cannot_see_is_not_called_blank(data: bytes) -> None:
    assert open_file(data).cell_errors({"填报表": {"B1"}}) == {("填报表", "B1"): UNREADABLE_CELL}


@pytest.mark.parametrize("cell", ['<c t="e"><v>#REF!</v></c>', '<x:c xmlns:x="urn:x" t="e"><x:v>#REF!</x:v></x:c>'])
def test_a_cell_need_not_say_where_it_is(cell: str) -> None:
    """It follows the one before it."""
    data = changed(WORKED, SHEET, '<c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', cell)
    assert open_file(data).cell_errors({"填报表": {"A1", "B1", "C1"}}) == {("填报表", "B1"): "#REF!"}


def test_a_false_dimension_does_not_narrow_the_view() -> None:
    data = changed(UNWORKED, SHEET, '<dimension ref="A1:E1"/>', '<dimension ref="A1"/>')
    assert open_file(data).cell_errors({"填报表": {"B1"}}) == {("填报表", "B1"): "#DIV/0!"}
