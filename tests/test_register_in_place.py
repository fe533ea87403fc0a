"""办公室登记 is changed in place: what the clerk made of her workbook survives whatever the program adds to it."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import FileFormat, OpenXmlValidator

from duban.messages.finding import InputError
from duban.workbook.sheet_edit import SheetEdit
from tests.office.driver import Office
from tests.returns import edited
from tests.test_register import LAYOUT, QUESTIONS, Questions, book, fresh, rows

EDITS = QUESTIONS["edits"]
MORE: Questions = {**QUESTIONS, "edits": [*EDITS, *({**EDITS[0], "cell": f"G{row}"} for row in range(4, 24))]}
"""More rows than there are empty ones ready."""
RED = "FFFF0000"


def sheet_of(data: bytes, name: str = "代改") -> Worksheet:
    sheet = load_workbook(io.BytesIO(data))[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name)


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one of its parts changed, or added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for entry in old.namelist():
            new.writestr(entry, change(old.read(entry)) if entry == name else old.read(entry))
        if name not in old.namelist():
            new.writestr(name, change(b""))
    return buffer.getvalue()


def clerks_own(book: Workbook) -> None:
    """Colours, widths, a column, a comment, a rule, a list, a sheet with a formula and a chart; nothing in our rows."""
    sheet = book["代改"]
    assert isinstance(sheet, Worksheet)
    for cell in sheet[5]:
        cell.fill = PatternFill("solid", RED)
    sheet.column_dimensions["H"].width = 61
    sheet.freeze_panes = "C4"
    sheet["H5"].comment = Comment("问过了", "她")
    rule = Rule("cellIs", operator="equal", formula=['"李四"'], dxf=DifferentialStyle(fill=PatternFill(bgColor=RED)))
    sheet.conditional_formatting.add("J4:J18", rule)
    names = DataValidation("list", '"李四,王五"')
    names.add("J4:J18")
    sheet.add_data_validation(names)
    sheet["M3"].value = "经办"
    own = book.create_sheet("统计")
    own["A1"].value, own["B1"].value = "代改", "=COUNTA(代改!I4:I200)"
    chart = BarChart()
    chart.add_data(Reference(own, min_col=2, min_row=1, max_row=3))
    own.add_chart(chart, "D2")


# ---- what survives ----


def test_looks_columns_comments_rules_sheets_and_charts_survive() -> None:
    before = edited(fresh(), clerks_own)
    after = book(MORE, before)
    sheet = sheet_of(after)
    assert [cell.fill.fgColor.rgb for cell in sheet[5]][:12] == [RED] * 12
    assert sheet["A6"].fill.fgColor.rgb != RED
    assert (sheet.column_dimensions["H"].width, sheet.freeze_panes, sheet["M3"].value) == (61, "C4", "经办")
    assert sheet["H5"].comment is not None
    assert sheet_of(after, "统计")["B1"].value == "=COUNTA(代改!I4:I200)"
    for name in ("xl/charts/chart1.xml", "xl/worksheets/sheet7.xml", "xl/comments/comment1.xml"):
        assert part(after, name) == part(before, name)


def test_filters_rules_lists_and_the_printed_area_reach_the_new_rows() -> None:
    sheet = sheet_of(book(MORE, edited(fresh(), clerks_own)))
    last = max(row for row in range(4, 60) if sheet.cell(row, 1).value)
    assert last == 3 + len(MORE["edits"])
    assert sheet.auto_filter.ref == f"A3:L{last + 12}"  # and the empty ones for hers
    assert sheet.print_area == f"'代改'!$A$1:$K${last + 12}"
    assert {str(rule.sqref) for rule in sheet.conditional_formatting} == {f"J4:J{last + 12}"}
    assert f"J4:J{last + 12}" in {str(rule.sqref) for rule in sheet.data_validations.dataValidation}
    assert sheet.cell(last, 9).fill.fgColor.rgb == sheet_of(fresh())["I4"].fill.fgColor.rgb


@pytest.mark.parametrize(("totals", "area"), [(0, "A3:L38"), (1, "A3:L6")])
def test_rows_that_she_made_a_table_of_go_on_in_it(totals: int, area: str) -> None:
    """Ctrl+T in Excel; a row of totals ends it."""

    def change(book: Workbook) -> None:
        sheet = book["代改"]
        assert isinstance(sheet, Worksheet)
        sheet.auto_filter.ref = None
        sheet.add_table(Table(displayName="代改表", ref="A3:L6", totalsRowCount=totals))

    assert sheet_of(book(MORE, edited(fresh(), change))).tables["代改表"].ref == area


def test_a_new_row_is_seen_though_her_filter_hid_the_place() -> None:
    """The question of row 4 is settled; a new one takes its place."""

    def hide(book: Workbook) -> None:
        for row in (4, 5):
            book["代改"].row_dimensions[row].hidden = True

    new = {**QUESTIONS, "edits": [*EDITS[1:], {**EDITS[0], "cell": "G4"}]}
    sheet = sheet_of(book(new, edited(fresh(), hide)))
    assert (sheet["E4"].value, sheet.row_dimensions[4].hidden, sheet.row_dimensions[5].hidden) == ("G4", False, True)


def test_a_row_that_is_settled_takes_its_colour_with_it() -> None:
    """So that it does not say of the next question what she meant of that one."""
    new = {**QUESTIONS, "edits": [EDITS[0], {**EDITS[0], "cell": "G4"}, EDITS[2]]}
    sheet = sheet_of(book(new, edited(fresh(), clerks_own)))
    assert (sheet["E5"].value, sheet["A5"].fill.fgColor.rgb) == ("G4", sheet["A4"].fill.fgColor.rgb)


def test_formulas_of_hers_stay_and_the_row_with_what_they_show_is_hers() -> None:
    """Their values too: a decision that is a formula is obeyed in the next run as well."""
    clerk_book = with_part(
        fresh(),
        "xl/worksheets/sheet5.xml",
        lambda xml: re.sub(
            rb'<c r="I4" s="(\d+)"/>', rb'<c r="I4" s="\1" t="str"><f>"A"&amp;"B"</f><v>AB</v></c>', xml
        ),
    )
    assert b"<f>" in part(clerk_book, "xl/worksheets/sheet5.xml")
    after = book(MORE, clerk_book)
    assert b'<f>"A"&amp;"B"</f><v>AB</v>' in part(after, "xl/worksheets/sheet5.xml")
    assert [row[8] for row in rows(book({}, after), "代改")] == ['="A"&"B"']


def test_what_no_library_knows_has_the_bytes_that_it_had() -> None:
    """Threaded comments, slicers, macros of a later Excel: whatever part it is."""
    clerk_book = with_part(fresh(), "xl/threadedComments/threadedComment1.xml", lambda _: b"<ThreadedComments/>")
    after = book(MORE, clerk_book)
    assert part(after, "xl/threadedComments/threadedComment1.xml") == b"<ThreadedComments/>"
    changed = {
        name
        for name in zipfile.ZipFile(io.BytesIO(clerk_book)).namelist()
        if part(clerk_book, name) != part(after, name)
    }
    assert changed == {"xl/workbook.xml", "xl/worksheets/sheet5.xml"}


def test_rows_are_added_below_what_she_wrote_or_merged_under_the_table() -> None:
    def change(book: Workbook) -> None:
        book["代改"].merge_cells("A9:D11")
        book["代改"]["A9"].value = "以上已核"

    after = book(MORE, edited(fresh(), change))
    assert [sheet_of(after).cell(row, 1).value for row in (9, 11, 12)] == ["以上已核", None, EDITS[0]["file"]]


@pytest.mark.parametrize("formats", [b"", b"<numFmts/>", b'<numFmts count="0"></numFmts>'])
def test_a_date_is_shown_as_one_where_her_workbook_has_no_such_format_yet(formats: bytes) -> None:
    def without_formats(styles: bytes) -> bytes:
        return re.sub(b"<numFmts.*?</numFmts>", formats, styles).replace(b'numFmtId="164"', b'numFmtId="0"')

    clerk_book = with_part(book({}), "xl/styles.xml", without_formats)
    assert (
        sheet_of(book(QUESTIONS, clerk_book), "签字件")["C4"].number_format
        == sheet_of(fresh(), "签字件")["C4"].number_format
    )


@pytest.mark.parametrize(
    "columns", [b"", b'<cols><col min="1" max="3" width="9"/><col min="8" max="16384" width="7"/></cols>']
)
def test_the_hidden_column_comes_anew_where_she_deleted_it(columns: bytes) -> None:
    """LibreOffice says of the last columns in one word how wide they are; they stay so wide."""

    def delete(book: Workbook) -> None:
        sheet = book["代改"]
        assert isinstance(sheet, Worksheet)
        sheet.delete_cols(12)

    clerk_book = with_part(
        edited(fresh(), delete), "xl/worksheets/sheet5.xml", lambda xml: re.sub(b"<cols>.*</cols>", columns, xml)
    )
    sheet = sheet_of(book(MORE, clerk_book))
    assert (sheet["L3"].value, sheet.column_dimensions["L"].hidden) == (LAYOUT.tag, True)
    assert [str(sheet.cell(row, 12).value)[:1] for row in (4, 6, 7)] == ["N", "N", "R"]  # the first three are hers now
    if columns:
        assert [sheet.column_dimensions[letter].width for letter in "AHM"] == [9, 7, 7]


def test_beside_a_sheet_that_she_emptied_a_new_one_is_made() -> None:
    def empty(book: Workbook) -> None:
        book["代改"].delete_rows(1, 99)

    after = book(MORE, edited(fresh(), empty))
    names = load_workbook(io.BytesIO(after)).sheetnames
    _, added = (name for name in names if name.startswith("代改"))
    assert rows(after, added) == rows(book(MORE), "代改")
    assert book(MORE, after) == after


# ---- what is refused ----


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("xl/worksheets/sheet5.xml", b"<row ", b"<x:row "),  # a prefix: no spreadsheet program writes one
        ("xl/styles.xml", b"cellXfs", b"x:cellXfs"),
    ],
)
def test_a_workbook_that_cannot_be_changed_safely_is_left_alone(name: str, old: bytes, new: bytes) -> None:
    clerk_book = with_part(fresh(), name, lambda xml: xml.replace(old, new).replace(b"</" + old[1:], b"</" + new[1:]))
    with pytest.raises(InputError) as raised:
        book(MORE, clerk_book)
    assert [finding.code for finding in raised.value.findings] == ["register-unchangeable"]


# ---- any edits, any number of compiles ----

QUESTION_ROWS = [*EDITS, *({**EDITS[0], "cell": f"G{row}"} for row in range(4, 12))]
HER_CELLS = st.tuples(st.sampled_from("AIJKN"), st.integers(4, 22), st.text("她写 <&>\"'=1", min_size=1, max_size=6))


@settings(max_examples=10)
@given(
    st.lists(HER_CELLS, max_size=6),
    st.lists(st.integers(4, 20), max_size=4),
    st.lists(st.sets(st.sampled_from(range(len(QUESTION_ROWS)))), min_size=1, max_size=4),
)
def test_any_edits_survive_any_number_of_compiles(
    typed: Sequence[tuple[str, int, str]], coloured: Sequence[int], compiles: Sequence[set[int]]
) -> None:
    """Her cells stand where she wrote them, every open question stands once, and the file is a sound one."""
    hers: Mapping[str, str] = {f"{column}{row}": text for column, row, text in typed if text.strip()}

    def change(book: Workbook) -> None:
        for name, text in hers.items():
            book["代改"][name].value = text
            book["代改"][name].data_type = "s"
        for row in coloured:
            book["代改"][f"L{row}"].fill = PatternFill("solid", RED)

    data = edited(fresh(), change)
    for compile_ in compiles:
        questions = [QUESTION_ROWS[number] for number in sorted(compile_)]
        data = book({**QUESTIONS, "edits": questions}, data)
        assert book({**QUESTIONS, "edits": questions}, data) == data
        sheet = sheet_of(data)
        assert {name: sheet[name].value for name in hers} == hers
        open_cells = [row[4] for row in rows(data, "代改") if row[0] == EDITS[0]["file"]]
        assert {question["cell"] for question in questions} - {*open_cells} <= {
            EDITS[row - 4]["cell"] for row in range(4, 7) if f"A{row}" in hers
        }
        assert len(open_cells) == len({*open_cells})


def test_a_sheet_that_takes_over_nothing_changes_nothing() -> None:
    assert SheetEdit("代改", "代改").is_empty
    assert not SheetEdit("代改").is_empty  # it is added


# ---- as a clerk does it, in LibreOffice ----


def test_what_a_clerk_does_in_libreoffice_survives(office: Office, tmp_path: Path) -> None:
    """She sorts, colours, freezes, adds a column and a sheet with a formula, and saves; two more compiles follow."""
    path, saved = tmp_path / "办公室登记.xlsx", tmp_path / "saved.xlsx"
    path.write_bytes(fresh())
    with office.open(path) as opened:
        opened.fill("代改", "I5", "已按期完成")
        opened.fill("代改", "J5", "李四")
        opened.fill("代改", "M3", "经办")
        opened.fill("代改", "M5", "小李")
        opened.select("代改", "A4:M6")
        opened.command(".uno:DataSort", ByRows=True, HasHeader=False, Col1=5, Ascending1=False)
        opened.select("代改", "A6:L6")
        opened.command(".uno:BackgroundColor", BackgroundColor=0xFF0000)
        opened.command(".uno:Add", Name="统计")
        opened.fill("统计", "A1", "=COUNTA(代改.I4:I200)")
        opened.save_as(saved, "xlsx")
    assert [row[4] for row in rows(saved.read_bytes(), "代改")] == ["F6", "F5", "F4"]
    once = book(MORE, saved.read_bytes())
    twice = book({**MORE, "edits": MORE["edits"][2:]}, once)
    path.write_bytes(twice)
    with office.open(path) as opened:
        assert opened.value("统计", "A1") == 1
        assert [opened.value("代改", cell) for cell in ("E4", "E5", "I5", "J5", "M3", "M5")] == [
            *("F6", "F5", "已按期完成", "李四", "经办", "小李")
        ]
        assert opened.value("代改", "E24") != ""
    assert sheet_of(once)["A6"].fill.fgColor.rgb == RED


@pytest.mark.parametrize(
    "clerk_book", [fresh(), edited(fresh(), clerks_own), edited(fresh(), lambda book: book.remove(book["签字件"]))]
)
def test_the_changed_workbook_has_no_fault_that_hers_had_not(clerk_book: bytes, tmp_path: Path) -> None:
    assert faults(book(MORE, clerk_book), tmp_path) <= faults(clerk_book, tmp_path)


def faults(data: bytes, folder: Path) -> set[tuple[str, str]]:
    """Part and description of whatever an audit finds; cells with their own texts aside, whose number stands in it."""
    path = folder / "办公室登记.xlsx"
    path.write_bytes(data)
    errors = OpenXmlValidator(file_format=FileFormat.OFFICE_2007).validate(path).errors
    return {(error.part_uri, error.description) for error in errors if "inline-string" not in error.description}
