"""Every kind of file that comes back: read as a table, or named with what to do; and what was not counted is told."""

import contextlib
import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
import xlsxwriter
import yaml
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import Workbook
from openpyxl.comments import Comment

from duban.formats.opened_file import FORMATS, UNCALCULATED_FORMULA, UnreadableFile
from duban.formats.opening import open_file, read_workbook
from duban.messages.catalogue import Messages
from duban.messages.finding import Finding, Place
from duban.returns.own_texts import OwnTexts
from duban.workbook.grid import MAX_COLUMNS, MAX_ROWS, CellLook, SheetGrid, WorkbookGrid
from tests.returns import ROOT, blank_form, filled_form, parse_return
from tests.test_opening import PLAIN, SHEET, changed, code, package, workbook

SAMPLES = Path(__file__).parent / "samples"
TEXTS = yaml.safe_load((ROOT / "templates" / "texts" / "intake.yaml").read_text(encoding="utf-8"))
SECRET = ("wrong", "secret")
ROWS = "序号,任务,进度\r\n1,完成招标,80\r\n"


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def stream_renamed(data: bytes, name: str) -> bytes:
    """An .xls whose main stream has another name: to the guard it is another program's document."""
    old, new = "Workbook".encode("utf-16-le"), name.encode("utf-16-le")
    at = data.index(old + bytes(46))
    return data[:at] + new.ljust(64, b"\0") + (len(new) + 2).to_bytes(2, "little") + data[at + 66 :]


def told(data: bytes, passwords: tuple[str, ...] = ()) -> list[str]:
    """The codes of what is told of a file as a whole."""
    return [code for code, _ in read_workbook(data, passwords).file_findings]


# ---- what a file is ----

TABLES = [
    (PLAIN, "xlsx"),
    (sample("table.xls"), "xls"),
    (sample("table.xlsb"), "xlsb"),
    (sample("table.ods"), "ods"),
    (sample("locked.xls"), "xls"),
    (sample("locked.xlsx"), "xlsx"),
    (ROWS.encode("utf-8-sig"), "csv"),
]


@pytest.mark.parametrize(("data", "name"), TABLES)
def test_a_table_is_known_by_its_bytes(data: bytes, name: str) -> None:
    assert open_file(data, SECRET).name == name


NO_TABLES = [
    # its first bytes, the code of what it is
    (b"%PDF-1.7\n\xe2\xe3\xcf\xd3", "scan"),
    (b"\x89PNG\r\n\x1a\n" + bytes(9), "scan"),
    (b"\xff\xd8\xff\xe0\0\x10JFIF", "scan"),
    (b"GIF89a" + bytes(9), "scan"),
    (b"BM" + (100).to_bytes(4, "little") + bytes(4) + (54).to_bytes(4, "little") + (40).to_bytes(4, "little"), "scan"),
    (b"II*\0" + bytes(9), "scan"),
    (b"RIFF\x10\0\0\0WEBPVP8 ", "scan"),
    (b"\0\0\0\x18ftypheic" + bytes(9), "scan"),
    (package("OFD.xml", "Doc_0/Document.xml"), "scan"),  # the national format of sealed documents
    (b"%PDF-1.7\n" + bytes(21 * 1024 * 1024), "scan"),  # however large
    (b"Rar!\x1a\7\0" + bytes(9), "archive"),
    (b"7z\xbc\xaf\x27\x1c" + bytes(9), "archive"),
    (b"\x1f\x8b\x08" + bytes(9), "archive"),
    (b"a.xlsx".ljust(257, b"\0") + b"ustar\0" + bytes(200), "archive"),
    (package("督导室.xlsx", "安全股.xlsx"), "archive"),  # who reads a zip has unpacked it before
    (b"<html><table><tr><td>1</td></tr></table></html>", "html"),
    (b"\xef\xbb\xbf\r\n<!DOCTYPE html PUBLIC>\n<html>", "html"),
    ("<html><head>".encode("utf-16"), "html"),
    (b"<table border=1><tr><td>1,2,3", "html"),
    (b"<?xml version='1.0'?><!-- x --><center><b>1</b>", "html"),
    (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related\r\n\r\n", "html"),
    (b"From: <Saved by Blink>\r\nSubject: x\r\nMIME-Version: 1.0\r\n\r\n", "html"),
    (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "damaged"),
    (b'<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>',
     "xml-spreadsheet"),
    (package("[Content_Types].xml", "word/document.xml"), "word-file"),
    (package("[Content_Types].xml", "ppt/presentation.xml"), "slides-file"),
    (package("[Content_Types].xml", "visio/document.xml"), "not-a-workbook"),
    (stream_renamed(sample("table.xls"), "WordDocument"), "word-file"),  # .doc and .wps
    (stream_renamed(sample("table.xls"), "PowerPoint Document"), "slides-file"),
    (stream_renamed(sample("table.xls"), "__substg1.0_0037001F"), "mail-file"),  # Outlook's .msg
    (stream_renamed(sample("table.xls"), "VisioDocument"), "not-a-workbook"),
    (sample("table.xls")[:600], "damaged"),
    (b"{\\rtf1\\ansi", "word-file"),
    (b"From: a@b.cn\r\nSubject: x\r\n\r\n1,2\r\n3,4\r\n", "mail-file"),
    ("这是文本文件，改了扩展名。".encode("gb18030"), "plain-text"),
    ("第一行,有一个逗号\n第二行没有\n第三行也没有\n".encode(), "plain-text"),
    ("序\t进展".encode("utf-16"), "plain-text"),  # one line is no table
    (b"<a>1,2\n3,4</a>", "plain-text"),
    (bytes(range(256)), "not-a-workbook"),
    (b"\1\2,\3\n\4,\5\n", "not-a-workbook"),
    (package("xl/workbook.bin"), "damaged"),
    (package("mimetype", "content.xml"), "word-file"),  # its mimetype does not say that it is a spreadsheet
    (sample("locked.ods"), "encrypted"),
    (sample("locked.xlsx"), "encrypted"),
    (sample("locked.xls"), "encrypted"),
    (sample("short.xlsb"), "unsound"),  # calamine would pass over most cells, without a word
    (sample("sheetjs.ods"), "unsound"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "expected"), NO_TABLES)
def test_what_is_no_table_is_named_with_what_to_do(data: bytes, expected: str) -> None:
    """Whatever it was called. A scan is normal: it is only noted."""
    assert code(data) == expected
    assert TEXTS[expected]["severity"] == ("note" if expected == "scan" else "must")
    assert TEXTS[expected]["hint"]


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/passwd", "C:/a.xml", "xl\\..\\..\\a.png", "xl/../../a.xml"])
def test_a_name_that_leads_out_of_the_package_is_told(name: str) -> None:
    """In a workbook; and when the workbook itself is named so."""
    data = io.BytesIO(PLAIN)
    with zipfile.ZipFile(data, "a") as file:
        file.writestr(name, b"<a/>")
    assert code(data.getvalue()) == "unsafe-content"
    assert code(package("[Content_Types].xml", "\\xl\\workbook.xml")) == "unsafe-content"


@pytest.mark.parametrize("name", ["table.xlsb", "table.ods"])
def test_the_other_packages_are_guarded_alike(name: str) -> None:
    """A doctype, a name twice, a locked entry, too many entries."""

    def added(*parts: tuple[str, bytes]) -> str:
        data = io.BytesIO(sample(name))
        with zipfile.ZipFile(data, "a") as file:
            for part, content in parts:
                file.writestr(part, content)
        return code(data.getvalue())

    assert added(("more.xml", b"<!DOCTYPE a><a/>")) == "unsafe-content"
    assert added(("MORE.xml", b"<a/>"), ("more.xml", b"<a/>")) == "unsafe-content"
    assert added(*((f"{n}.xml", b"") for n in range(5000))) == "too-many-parts"
    data = bytearray(sample(name))
    data[data.rindex(b"PK\1\2") + 8] |= 1
    assert code(bytes(data)) == "encrypted"


@pytest.mark.parametrize(
    "data",
    [
        changed(PLAIN, "xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "../../etc/passwd"),
        changed(PLAIN, "xl/_rels/workbook.xml.rels", 'Id="rId1"', 'Id="rId99"'),
        changed(PLAIN, SHEET, "<sheetData>", "<sheetData"),
    ],
)
def test_a_sheet_that_does_not_resolve_damages_the_file(data: bytes) -> None:
    """Never is another sheet silently read in its place."""
    assert code(data) == "damaged"


# ---- what each format offers ----

XML_2003 = """<?xml version="1.0" encoding="%s"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
 <Worksheet ss:Name="填报表"><Table>
  <Row><Cell ss:MergeAcross="2" ss:MergeDown="1"><Data ss:Type="String">重点工作</Data></Cell><Cell/></Row>
  <Row ss:Index="4"><Cell ss:Index="2"><Data ss:Type="String">完成<B xmlns="http://www.w3.org/TR/REC-html40">招标</B></Data>
    <Comment ss:Author="张三"><ss:Data>请看<B xmlns="http://www.w3.org/TR/REC-html40">这里</B></ss:Data></Comment></Cell>
   <Cell><Data ss:Type="Number">80</Data></Cell><Cell><Data ss:Type="DateTime">2022-06-20T00:00:00.000</Data></Cell>
   <Cell ss:Formula="=RC[-1]+1"/><Cell ss:Formula="=1/0"><Data ss:Type="Error">#DIV/0!</Data></Cell>
   <Cell><Data ss:Type="Boolean">1</Data></Cell>
   <Cell><Data ss:Type="DateTime">2022-06-20T08:30:00.000</Data></Cell></Row>
 </Table></Worksheet>
 <Worksheet ss:Name="_meta"><Table><Row><Cell><Data ss:Type="String">TS2022</Data></Cell></Row></Table>
  <WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetVeryHidden</Visible></WorksheetOptions>
 </Worksheet>
</Workbook>"""

OFFERS = {
    # format, a file, what it tells beside its values
    "xlsx": (sample("locked.xlsx"), {"errors", "number formats", "comments", "properties", "merged areas"}),
    "xls": (sample("table.xls"), {"errors", "number formats", "comments", "merged areas"}),
    "xlsb": (sample("table.xlsb"), {"errors", "number formats", "merged areas"}),
    "ods": (sample("table.ods"), {"errors", "number formats", "comments", "properties", "merged areas"}),
    "xml": ((XML_2003 % "UTF-8").encode(), {"errors", "number formats", "comments", "merged areas"}),
    "csv": ("任务,进度\r\n完成招标,80\r\n开工,#DIV/0!\r\n".encode(), {"errors"}),
}


@pytest.mark.parametrize("name", list(FORMATS))
def test_every_format_offers_what_it_can(name: str) -> None:
    """A new format is refused here until its sample says what it tells."""
    data, offered = OFFERS[name]
    file = open_file(data, SECRET)
    grid = file.grid()
    cells = {
        sheet.name: {sheet.address(row, column) for row in range(9) for column in range(9)} for sheet in grid.sheets
    }
    told_by_name = {
        "errors": file.cell_errors(cells),
        "number formats": file.cell_looks(cells, cells),
        "comments": [code for code, _ in grid.file_findings if code == "comments-found"],
        "properties": grid.properties,
        "merged areas": grid.sheets[0].merged_areas,
    }
    values = [str(value) for row in grid.sheets[0].rows for value in row]
    assert (file.name, grid.file_format) == (name, name)
    assert "完成招标" in values
    assert {"80", "80.0"} & set(values)
    assert {told for told, content in told_by_name.items() if content} == offered


# ---- what is read of it ----


@pytest.mark.parametrize("encoding", ["UTF-8", "GB2312", "UTF-16"])
def test_excel_2003_xml_is_read_with_its_kinds_of_value(encoding: str) -> None:
    """As old systems export it; a cell that does not say its number follows the one before."""
    file = open_file((XML_2003 % encoding).encode(encoding))
    form, meta = file.grid().sheets
    moment = datetime(2022, 6, 20, 8, 30)  # noqa: DTZ001 - a sheet knows no zones
    assert form.rows[3] == ["", "完成招标", 80, date(2022, 6, 20), "", "", True, moment]
    assert form.merged_areas == ((0, 0, 1, 2),)
    assert (form.visible, meta.visible, meta.value_at(0, 0)) == (True, False, "TS2022")
    errors = {("填报表", "E4"): UNCALCULATED_FORMULA, ("填报表", "F4"): "#DIV/0!"}
    assert file.cell_errors({"填报表": {"B4", "E4", "F4", "G4"}}) == errors
    assert ("comments-found", {"sheet": "填报表", "cell": "B4", "was": "请看这里"}) in file.grid().file_findings


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("<Workbook", "<!DOCTYPE a><Workbook", "unsafe-content"),
        ('ss:Index="4"', 'ss:Index="1"', "damaged"),  # that row was there before
        ('ss:Index="2"', 'ss:Index="99999999"', "damaged"),
        (">80<", ">八十<", "damaged"),
        ("2022-06-20T00", "2022-06-31T00", "damaged"),
        ("</Workbook>", "", "damaged"),
        ("Worksheet", "Sheet", "damaged"),  # no sheet is left
    ],
)
def test_excel_2003_xml_that_excel_would_not_write_is_refused(old: str, new: str, expected: str) -> None:
    assert code((XML_2003 % "UTF-8").replace(old, new).encode()) == expected


def in_excel_2003_xml(data: bytes) -> bytes:
    """A workbook as an old system writes it."""
    lines = ['<?xml version="1.0"?>', XML_2003.splitlines()[2]]
    for sheet in read_workbook(data).sheets:
        lines.append(f'<Worksheet ss:Name="{sheet.name}"><Table>')
        for number, row in enumerate(sheet.rows, start=1):
            lines.append(f'<Row ss:Index="{number}">')
            for column, value in enumerate(row, start=1):
                kind = {date: "DateTime", float: "Number", int: "Number"}.get(type(value), "String")
                text = escape(f"{value}T00:00:00.000" if kind == "DateTime" else str(value))
                lines.append(
                    f'<Cell ss:Index="{column}"><Data ss:Type="{kind}">{text}</Data></Cell>' if value != "" else ""
                )
            lines.append("</Row>")
        lines.append("</Table></Worksheet>")
    return "".join([*lines, "</Workbook>"]).encode()


def test_a_form_in_excel_2003_xml_says_the_same() -> None:
    expected, answers = parse_return(filled_form()), parse_return(in_excel_2003_xml(filled_form()))
    assert answers.submission.answers() == expected.submission.answers()
    assert answers.problem_lines == expected.problem_lines == []


def test_excel_2003_xml_is_bounded_too() -> None:
    far = (XML_2003 % "UTF-8").replace('<Cell ss:Index="2">', f'<Cell ss:Index="{MAX_COLUMNS + 1}">')
    assert open_file(far.encode()).grid().sheets[0].truncated


@pytest.mark.parametrize(
    ("data", "day", "column"),
    [
        (sample("table.xls"), "D4", 1),
        (sample("table.ods"), "D4", 1),
        (sample("locked.xls"), "D4", 1),
        (sample("locked.xlsx"), "D4", 1),
        (sample("table.xlsb"), "E4", 0),
    ],
)
def test_every_kind_gives_the_same_values(data: bytes, day: str, column: int) -> None:
    grid = read_workbook(data, SECRET)
    assert [(sheet.name, sheet.visible) for sheet in grid.sheets] == [("填报表", True), ("_meta", False)]
    values = grid.sheets[0].rows[3]
    assert values[column] == "完成招标"
    assert 80 in values
    assert values["ABCDEFG".index(day[0])] == date(2022, 6, 20)
    assert grid.sheets[1].value_at(0, 0) == "TS2022"
    assert grid.sheets[0].merged_areas[0][:2] == (0, 0)


@pytest.mark.parametrize(
    ("data", "cells", "found"),
    [
        (sample("table.xls"), {"F4", "F5", "C6"}, {"F4"}),
        (sample("table.ods"), {"F4", "F5", "C6"}, {"F4"}),  # F5: a formula whose text is empty
        (sample("locked.xls"), {"F4", "F5"}, {"F4"}),
        (sample("table.xlsb"), {"G4", "B4"}, {"G4"}),
        ("任务,进度\r\n甲,#DIV/0!\r\n乙,\r\n".encode(), {"B2", "B3"}, {"B2"}),
    ],
)
def test_a_second_look_tells_an_error_from_a_blank_in_every_kind(data: bytes, cells: set[str], found: set[str]) -> None:
    sheet = read_workbook(data, SECRET).sheets[0].name
    assert open_file(data, SECRET).cell_errors({sheet: cells}) == {(sheet, cell): "#DIV/0!" for cell in found}


def test_a_formula_that_was_never_worked_out_is_seen_in_ods_too() -> None:
    old = '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2" '
    old += 'calcext:value-type="float"><text:p>2</text:p></table:table-cell>'
    data = changed(sample("table.ods"), "content.xml", old, '<table:table-cell table:formula="of:=1+1"/>')
    assert open_file(data).cell_errors({"填报表": {"F6"}}) == {("填报表", "F6"): UNCALCULATED_FORMULA}


@pytest.mark.parametrize(("shown", "looks"), [("80%", 0), ("80.0%", 1), ("8000%", 1), ("8", 1)])
def test_a_whole_percent_of_a_form_says_no_more_than_its_value(shown: str, looks: int) -> None:
    """`0"%"`, so that a form in .ods is read once."""
    old = '<table:table-cell office:value-type="float" office:value="80" calcext:value-type="float"><text:p>80<'
    opened = open_file(changed(sample("table.ods"), "content.xml", old, old.replace(">80<", f">{shown}<")))
    sheet = opened.grid().sheets[0]
    (cell,) = (
        sheet.address(row, column)
        for row, values in enumerate(sheet.rows)
        for column, value in enumerate(values)
        if value == 80
    )
    assert len(opened.cell_looks({sheet.name: {cell}}, {})) == looks


def test_words_that_a_format_hides_are_seen_to_be_hidden_in_ods_too() -> None:
    """LibreOffice keeps them beside a paragraph in which nothing stands."""
    old = '<table:table-cell office:value-type="string" calcext:value-type="string"><text:p>任务</text:p>'
    new = '<table:table-cell office:value-type="string" office:string-value="任务"><text:p/>'
    opened = open_file(changed(sample("table.ods"), "content.xml", old, new))
    (cell,) = (
        sheet.address(row, column)
        for sheet in opened.grid().sheets[:1]
        for row, values in enumerate(sheet.rows)
        for column, value in enumerate(values)
        if value == "任务"
    )
    assert opened.cell_looks({"填报表": {cell}}, {})["填报表", cell].shown == ""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_csv_is_read_in_every_encoding_and_with_every_delimiter(encoding: str, sign: str) -> None:
    """All its values are texts, and it is said that this is less."""
    grid = read_workbook(ROWS.replace(",", sign).encode(encoding))
    rows = [["序号", "任务", "进度"], ["1", "完成招标", "80"]]
    assert grid == WorkbookGrid((SheetGrid("", visible=True, rows=rows),), "csv", file_findings=(("csv-weaker", {}),))


def test_what_a_csv_has_in_quotes_stays_together() -> None:
    data = '任务,进展\r\n甲,"一、开工,\n二、“完工”"\r\n乙,""\r\n,\r\n'.encode()
    assert read_workbook(data).sheets[0].rows == [["任务", "进展"], ["甲", "一、开工,\n二、“完工”"], ["乙", ""]]


def test_a_csv_is_bounded_too() -> None:
    far = "," * MAX_COLUMNS + "远"
    sheet = read_workbook("\n".join(["甲,乙", far, *["1,2"] * MAX_ROWS]).encode()).sheets[0]
    assert (len(sheet.rows), len(sheet.rows[1]), sheet.truncated) == (MAX_ROWS, MAX_COLUMNS, True)
    assert not read_workbook(("甲,乙\n" + ",\n" * 30_000).encode()).sheets[0].truncated  # nothing stands there
    assert code(b"a,b\n" * 60 + b"x" * 200_000 + b",1\n") == "damaged"  # no cell is so long


def test_merged_cells_are_told() -> None:
    data = workbook(lambda book: book.add_worksheet().merge_range("F6:F9", "正常"))
    assert read_workbook(data).sheets[0].merged_areas == ((5, 5, 8, 5),)


# ---- passwords ----


@pytest.mark.parametrize("name", ["locked.xlsx", "locked.xls"])
def test_a_known_password_opens_a_workbook_and_it_is_said(name: str) -> None:
    assert told(sample(name), SECRET)[0] == "was-encrypted"


def encrypted(data: bytes, password: str) -> bytes:
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password, out)  # type: ignore[no-untyped-call]
    return out.getvalue()


def test_the_lock_that_excel_itself_puts_on_is_no_password() -> None:
    """It does so when only the order of the sheets is protected, and opens it again without a word."""
    assert told(encrypted(PLAIN, "VelvetSweatshop")) == []


def test_what_comes_out_of_a_lock_is_guarded_like_anything_else() -> None:
    types = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, content in (("[Content_Types].xml", types), ("word/document.xml", bytes(9000))):
            file.writestr(name, content)
    document = out.getvalue()
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(encrypted(document, "secret"), SECRET)
    assert caught.value.code == "word-file"


# ---- properties, and what was not counted ----


@pytest.mark.parametrize("data", [blank_form(), sample("table.ods"), sample("locked.xlsx")])
def test_custom_properties_are_read(data: bytes) -> None:
    properties = read_workbook(data, SECRET).properties
    assert len({"duban_form", "duban_snapshot"} & properties.keys()) == 2
    assert all(properties.values())


def test_a_form_as_it_was_issued_gives_no_cause_for_remarks() -> None:
    assert read_workbook(blank_form()).file_findings == ()


def with_part(name: str, content: bytes = b"<a/>") -> bytes:
    data = io.BytesIO(PLAIN)
    with zipfile.ZipFile(data, "a") as file:
        file.writestr(name, content)
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (with_part("xl/vbaProject.bin"), "macros-ignored"),  # .xlsm
        (with_part("xl/externalLinks/externalLink1.xml"), "external-links"),
        (with_part("xl/cellimages.xml"), "cell-pictures"),  # =DISPIMG() of WPS
        (with_part("xl/media/image1.jpeg"), "cell-pictures"),
        (changed(PLAIN, "xl/workbook.xml", "<workbookPr", '<workbookPr date1904="1"'), "date-1904"),
        (ROWS.encode(), "csv-weaker"),
    ],
)
def test_what_was_not_counted_is_told(data: bytes, expected: str) -> None:
    assert told(data) == [expected]
    assert TEXTS[expected]["severity"] == "note"
    assert TEXTS[expected]["hint"]


def test_the_dates_of_the_other_system_are_right() -> None:
    data = changed(PLAIN, "xl/workbook.xml", "<workbookPr", '<workbookPr date1904="1"')
    assert read_workbook(data).sheets[0].value_at(5, 5) == date(2026, 6, 21)  # 1,462 days on


COMMENT = ("comments-found", {"sheet": "填报表", "cell": "B2", "was": "已完成 80%"})


def commented(text: str, author: str) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet
    sheet.title = "填报表"
    sheet["B2"] = "推进中"
    sheet["B2"].comment = Comment(text, author)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def by_xlsxwriter(book: xlsxwriter.Workbook) -> None:
    book.add_worksheet("另一张")
    book.add_worksheet("填报表").write_comment("B2", "已完成\n80%", {"author": "张三"})


@pytest.mark.parametrize("data", [commented("已完成\n80%", "张三"), workbook(by_xlsxwriter)])
def test_a_comment_is_told_with_its_cell(data: bytes) -> None:
    assert read_workbook(data).file_findings == (COMMENT,)


@pytest.mark.parametrize("name", ["table.xls", "table.ods", "locked.xlsx"])
def test_a_comment_is_told_in_other_kinds_too(name: str) -> None:
    expected = ("comments-found", {"sheet": "填报表", "cell": "B4", "was": "请看这里"})
    assert expected in read_workbook(sample(name), SECRET).file_findings


@pytest.mark.parametrize("text", ["要点" * 1000, "要点 " * 1000])
def test_a_long_comment_is_kept_and_told_in_short(text: str) -> None:
    """The correction copy shows what was kept; the sentence quotes its beginning."""
    code, facts = read_workbook(commented(text, "张三")).file_findings[0]
    assert len(str(facts["was"])) == 1001
    said = Messages(TEXTS).message(Finding(code, Place("回.xlsx"), facts)).text
    assert "…”，批注不计入填报内容" in said
    assert len(said) < 100


def test_the_comments_of_a_correction_copy_are_ours() -> None:
    """By their author; or by how they begin, for LibreOffice drops the author and an office may reword them."""
    shipped = yaml.safe_load((ROOT / "templates" / "texts" / "words.yaml").read_text(encoding="utf-8"))
    reworded = {"told-note": "请看{{ label }}：原填{{ was }}，{{ told | join('；') }}"}
    own_comment = OwnTexts.of(Messages(shipped), Messages(shipped, reworded)).comment
    for text, author in (("任何话", "duban"), ("【核对提示】读到：约八成", " "), ("请看核对提示：原填约八成", "")):
        assert open_file(commented(text, author)).grid(own_comment=own_comment).file_findings == ()
    assert open_file(commented("请看附件", "")).grid(own_comment=own_comment).file_findings != ()


def test_a_threaded_comment_is_told_once() -> None:
    """Excel keeps a stand-in for programs that do not know threads."""
    data = io.BytesIO(commented("[Threaded comment]", "tc={1}"))
    rels = "xl/worksheets/_rels/sheet1.xml.rels"
    with zipfile.ZipFile(data, "a") as file:
        thread = (
            '<ThreadedComments><threadedComment ref="B2"><text>已完成 80%</text></threadedComment></ThreadedComments>'
        )
        file.writestr("xl/threadedComments/threadedComment1.xml", thread)
    link = '<Relationship Id="rId9" Target="../threadedComments/threadedComment1.xml" Type="http://x/threadedComment"/>'
    threaded = changed(data.getvalue(), rels, "</Relationships>", f"{link}</Relationships>")
    assert read_workbook(threaded).file_findings == (("threaded-comments", COMMENT[1]),)


def test_a_broken_comment_breaks_the_file_and_not_the_run() -> None:
    data = changed(commented("甲", "乙"), "xl/comments/comment1.xml", "</comments>", "<")
    assert code(data) == "damaged"


# ---- how cells look ----


def looking(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("填报表")
    sheet.write_number("A1", 0.8, book.add_format({"num_format": "0%"}))
    sheet.write_number("B1", 80, book.add_format({"num_format": '0"%"'}))
    sheet.write_number("C1", 80, book.add_format({"bg_color": "#FF0000"}))
    sheet.write_datetime("D1", datetime(2022, 6, 20), book.add_format({"num_format": "yyyy-mm-dd"}))  # noqa: DTZ001 - as above


def test_the_number_format_tells_a_true_percent() -> None:
    cells = {"填报表": {"A1", "B1", "C1", "D1", "Z9"}, "无": {"A1"}}
    file = open_file(workbook(looking))
    found = {cell: look.number_format for (_, cell), look in file.cell_looks(cells, cells).items()}
    assert found == {"A1": "0%", "B1": '0"%"', "C1": "General", "D1": "yyyy-mm-dd"}
    assert file.cell_looks(cells, {}) == {("填报表", "A1"): CellLook("0%")}


def test_a_colour_that_forms_do_not_have_is_told() -> None:
    file = open_file(workbook(looking))
    assert file.coloured_cells({"填报表": {"A1", "C1"}}, frozenset()) == {("填报表", "C1"): "FFFF0000"}
    assert file.coloured_cells({"填报表": {"A1", "C1"}}, frozenset({"FF0000"})) == {}


@pytest.mark.parametrize("data", [ROWS.encode(), changed(PLAIN, "xl/styles.xml", "</styleSheet>", "<")])
def test_where_looks_cannot_be_told_none_are(data: bytes) -> None:
    file = open_file(data)
    cells = {"填报表": {"C4"}}
    assert file.cell_looks(cells, cells) == {}
    assert file.coloured_cells(cells, frozenset()) == {}


@pytest.mark.parametrize("name", ["table.xls", "table.ods", "table.xlsb", "locked.xls"])
def test_a_file_cut_short_is_refused_or_read_whole(name: str) -> None:
    """In twenty places. A panic of the reader is damage like any other."""
    data = sample(name)
    whole = read_workbook(data, SECRET).sheets
    for end in range(0, len(data), len(data) // 20):
        with contextlib.suppress(UnreadableFile):
            assert read_workbook(data[:end], SECRET).sheets == whole
