"""What departments do to a form beyond filling it in, where no other program is needed to do it.

Each function is given the form of a department (`forms`) and the departments that it concerns, and returns the bytes
of the file that comes back. ways.yaml names them; make.py makes the files for which a real program is needed.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from email.message import EmailMessage

import msoffcrypto
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from tests.abused.county import CODES, NODES, TARGETS, TASKS
from tests.abused.hands import GOOD, Where, fill, opened, places, rezipped, said, saved, sheet_of

Forms = Callable[[str], bytes]
"""A department → its form, as issued."""
Made = Callable[..., bytes]
XLSX = "application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RED = PatternFill("solid", fgColor="FFFF0000")


def good(forms: Forms, unit: str) -> bytes:
    return said(forms(unit), unit, {})


def other_words(forms: Forms, unit: str) -> bytes:
    return said(forms(unit), unit, {("1", "进展情况"): "招标已完成，6月1日开工。"})


# ---- what is no form


def nothing(_forms: Forms) -> bytes:
    return b""


def lock(_forms: Forms) -> bytes:
    """What Excel and WPS leave beside an open file."""
    return b"\x06\x00Zhang" + b" " * 158


def thumbnails(_forms: Forms) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def finder(_forms: Forms) -> bytes:
    return b"\x00\x00\x00\x01Bud1" + bytes(2040)


def photo(_forms: Forms) -> bytes:
    """A picture of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def words(_forms: Forms) -> bytes:
    return "教育局 六月份工作进展：招标已完成。\n".encode()


def letter(_forms: Forms) -> bytes:
    """A Word document, as far as one tells from outside."""
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": "<w:p>六月份工作进展</w:p>".encode()})


def rar(_forms: Forms) -> bytes:
    return b"Rar!\x1a\x07\x01\x00" + bytes(64)


def seven_zip(_forms: Forms) -> bytes:
    return b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(64)


def half(forms: Forms, unit: str) -> bytes:
    """A download that broke off."""
    whole = good(forms, unit)
    return whole[: len(whole) // 2]


# ---- containers


class GbkName(zipfile.ZipInfo):
    """A name as Chinese Windows writes it: in GBK, and with no sign of it."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 — zipfile's own name
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def zipped(files: Mapping[str, bytes], kind: type[zipfile.ZipInfo] = zipfile.ZipInfo) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(kind(name, (2022, 6, 18, 9, 30, 0)), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def archive(forms: Forms, *units: str) -> bytes:
    return zipped({f"6月报送/{unit}.xlsx": good(forms, unit) for unit in units})


def gbk_archive(forms: Forms, *units: str) -> bytes:
    return zipped({f"报送表/{unit}.xlsx": good(forms, unit) for unit in units}, GbkName)


def archive_in_archive(forms: Forms, *units: str) -> bytes:
    return zipped({"各单位.zip": archive(forms, *units)})


def archive_thrice(forms: Forms, *units: str) -> bytes:
    return zipped({"汇总.zip": archive_in_archive(forms, *units)})


def mail(forms: Forms, *units: str) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "报送6月进展", "a@example.com", "b@example.com"
    message.set_content("请查收附件。")
    for unit in units:
        message.add_attachment(good(forms, unit), *XLSX, filename=f"{unit}.xlsx")
    return message.as_bytes()


# ---- kinds of workbook


def with_macros(forms: Forms, unit: str) -> bytes:
    sheet = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    macro = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    kinds = b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    link = (
        b'<Relationship Id="rIdVba" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject"'
        b' Target="vbaProject.bin"/></Relationships>'
    )

    def change(name: str, part: bytes) -> bytes:
        if name == "[Content_Types].xml":
            return part.replace(sheet, macro).replace(b"</Types>", kinds)
        return part.replace(b"</Relationships>", link) if name == "xl/_rels/workbook.xml.rels" else part

    return rezipped(good(forms, unit), change, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)})


def strict(forms: Forms, unit: str) -> bytes:
    """As Excel saves a “Strict Open XML” workbook: other names for the same things."""
    pairs = (
        (
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ),
        (
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
    )

    def change(_name: str, part: bytes) -> bytes:
        for old, new in pairs:
            part = part.replace(old, new)
        return part

    return rezipped(good(forms, unit), change)


def of_1904(forms: Forms, unit: str) -> bytes:
    """The days of an old Mac; the same days, counted from another one."""
    book = opened(forms(unit))
    book.epoch = CALENDAR_MAC_1904
    fill(book, unit, {**GOOD, ("1@0531", "节点情况"): "已逾期完成", ("1@0531", "实际完成日期"): date(2022, 6, 10)})
    return saved(book)


def locked_away(forms: Forms, unit: str) -> bytes:
    """With a password to open it, as Excel does it."""
    sealed = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(good(forms, unit))).encrypt("duban2022", sealed)  # type: ignore[no-untyped-call]
    return sealed.getvalue()


# ---- sheets, rows and columns


def mangled(forms: Forms, unit: str, change: Callable[[Workbook], object], more: Mapping[Where, object] = {}) -> bytes:
    """The form with good answers, and what was done to the workbook after that."""
    book = opened(forms(unit))
    fill(book, unit, {**GOOD, **more})
    change(book)
    return saved(book)


def header(sheet: Worksheet) -> int:
    """The number of the row with the labels."""
    return next(line[0].row or 0 for line in sheet.iter_rows() if line[0].value == "编号")


def lines_of(sheet: Worksheet) -> list[list[object]]:
    """What stands in the rows of the table."""
    return [list(line) for line in sheet.iter_rows(min_row=header(sheet) + 1, values_only=True)]


def put_lines(sheet: Worksheet, lines: Sequence[Sequence[object]]) -> None:
    for number, line in enumerate(lines, header(sheet) + 1):
        for at, value in enumerate(line, 1):
            cell = sheet.cell(number, at)
            if hasattr(cell, "data_type"):
                cell.value = value  # type: ignore[assignment]


def open_fence(book: Workbook) -> None:
    """Everything unlocked and shown."""
    for sheet in book.worksheets:
        sheet.protection.disable()
        sheet.sheet_state = "visible"


def unprotected(forms: Forms, unit: str) -> bytes:
    return mangled(forms, unit, open_fence)


def sorted_rows(forms: Forms, unit: str) -> bytes:
    """By the day due, the latest first: no row is where it was."""

    def change(book: Workbook) -> None:
        sheet = sheet_of(book, NODES)
        lines = [line for line in lines_of(sheet) if line[0]]
        put_lines(sheet, lines[::-1])

    return mangled(forms, unit, change)


def sorted_without_keys(forms: Forms, unit: str) -> bytes:
    """The same, with all columns but the hidden one."""

    def change(book: Workbook) -> None:
        sheet = sheet_of(book, NODES)
        lines = [line for line in lines_of(sheet) if line[0]]
        put_lines(sheet, [[*line[:-1], other[-1]] for line, other in zip(lines[::-1], lines, strict=True)])

    return mangled(forms, unit, change)


def copied_over(forms: Forms, unit: str) -> bytes:
    """What is seen of the first milestone was pasted over the fourth: nobody knows which of the two counts."""

    def change(book: Workbook) -> None:
        sheet = sheet_of(book, NODES)
        lines = [line for line in lines_of(sheet) if line[0]]
        lines[3] = [*lines[0][:-1], lines[3][-1]]
        put_lines(sheet, lines)

    return mangled(forms, unit, change)


def filtered(forms: Forms, unit: str) -> bytes:
    def change(book: Workbook) -> None:
        sheet = sheet_of(book, NODES)
        for number in range(header(sheet) + 1, header(sheet) + 4):
            sheet.row_dimensions[number].hidden = True

    return mangled(forms, unit, change)


def twice_below(forms: Forms, unit: str) -> bytes:
    """The same rows once more below the table."""

    def change(book: Workbook) -> None:
        sheet = sheet_of(book, NODES)
        lines = [line for line in lines_of(sheet) if line[0]]
        put_lines(sheet, lines * 2)

    return mangled(forms, unit, change)


def retyped_headers(forms: Forms, unit: str) -> bytes:
    """Wider signs, spaces, line breaks: still the same words."""

    def change(book: Workbook) -> None:
        sheet = sheet_of(book, NODES)
        for cell in sheet[header(sheet)]:
            if cell.value in {"节点情况", "完成比例"}:
                cell.value = f" {str(cell.value)[:2]}\n{str(cell.value)[2:]}　"

    return mangled(forms, unit, change)


def renamed_header(forms: Forms, unit: str) -> bytes:
    def change(book: Workbook) -> None:
        sheet = sheet_of(book, NODES)
        for cell in sheet[header(sheet)]:
            if cell.value == "节点情况":
                cell.value = "完成没有"

    return mangled(forms, unit, change)


def edited_locks(forms: Forms, unit: str) -> bytes:
    """Our own words made milder."""

    def change(book: Workbook) -> None:
        places(book, unit)["1@0630", "节点内容"].value = "三是8月底前完成基础施工。"

    return mangled(forms, unit, change)


def side_notes(forms: Forms, unit: str) -> bytes:
    """A column of remarks, a line of totals, a signature."""

    def change(book: Workbook) -> None:
        sheet = sheet_of(book, TARGETS)
        sheet.cell(header(sheet), 12).value = "说明"
        sheet.cell(header(sheet) + 1, 12).value = "数据来自统计局"
        sheet.cell(header(sheet) + 5, 5).value = "合计"
        sheet.cell(header(sheet) + 8, 1).value = "单位负责人：李四（已阅）"

    return mangled(forms, unit, change)


def own_sheet(forms: Forms, unit: str) -> bytes:
    """A sheet of its own beside ours, and ours renamed."""

    def change(book: Workbook) -> None:
        sheet_of(book, NODES).title = "节点（6月）"
        book.create_sheet("佐证材料", 0)["A1"] = "照片另附"

    return mangled(forms, unit, change)


def copied_sheet(forms: Forms, unit: str) -> bytes:
    """Ours twice: a copy to try things out on, left in."""

    def change(book: Workbook) -> None:
        copy = book.copy_worksheet(sheet_of(book, NODES))
        copy.title = f"{NODES} (2)"

    return mangled(forms, unit, change)


def million_rows(forms: Forms, unit: str) -> bytes:
    """A whole column was coloured: a million rows without a word."""
    blank = b"".join(b'<row r="%d"/>' % number for number in range(60, 1_000_000))

    def change(name: str, part: bytes) -> bytes:
        return part.replace(b"</sheetData>", blank + b"</sheetData>") if name == "xl/worksheets/sheet1.xml" else part

    return rezipped(good(forms, unit), change)


def merged(forms: Forms, unit: str) -> bytes:
    """One answer over three rows."""

    def change(book: Workbook) -> None:
        cells = places(book, unit)
        first, last = cells["1@0331", "节点情况"], cells["1@0630", "节点情况"]
        sheet_of(book, NODES).merge_cells(f"{first.coordinate}:{last.coordinate}")

    return mangled(forms, unit, change)


def neighbours_rows(forms: Forms, unit: str, other: str) -> bytes:
    """Rows of another department pasted over the own ones."""
    there = opened(good(forms, other))
    foreign = lines_of(sheet_of(there, NODES))[:2]
    return mangled(forms, unit, lambda book: put_lines(sheet_of(book, NODES), foreign))


def keys_lost(forms: Forms, unit: str) -> bytes:
    """Retyped into a workbook of its own: the printed words are there, codes and keys are not."""
    book = opened(good(forms, unit))
    fresh = Workbook()
    fresh.remove(fresh.worksheets[0])
    for name in (TASKS, NODES, TARGETS):
        target = fresh.create_sheet(name)
        for line in sheet_of(book, name).iter_rows(max_col=sheet_of(book, name).max_column - 2, values_only=True):
            target.append([None if "XZ2022-" in str(value) else value for value in line])
    return saved(fresh)


def patched_code(forms: Forms, unit: str) -> bytes:
    """A form whose code was typed over."""

    def change(book: Workbook) -> None:
        for sheet in book.worksheets:
            for line in sheet.iter_rows():
                for cell in line:
                    if isinstance(cell.value, str) and "XZ2022-" in cell.value:
                        cell.value = cell.value.replace(f"-{CODES[unit]}-", f"-{CODES[unit]}X-")

    return mangled(forms, unit, change)


# ---- what stands in and on the cells


def comments(forms: Forms, unit: str) -> bytes:
    """The answer in a comment, the meaning in a colour."""

    def change(book: Workbook) -> None:
        cells = places(book, unit)
        cells["1@0630", "滞后原因"].comment = Comment("资金没有到位", "张三")
        cells["1@0630", "节点内容"].fill = RED

    return mangled(forms, unit, change)


def cell_picture(forms: Forms, unit: str) -> bytes:
    """A picture put into a cell by WPS."""
    formula = '_xlfn.DISPIMG("ID_A1B2C3D4E5F60718293A4B5C6D7E8F90",1)'
    book = opened(said(forms(unit), unit, {("1", "进展情况"): "此处有图"}))
    at = places(book, unit)["1", "进展情况"].coordinate.encode()
    shown = f"<f>{formula}</f><v>={formula.removeprefix('_xlfn.')}</v>".replace('"', "&quot;").encode()

    def change(name: str, part: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return part
        return re.sub(rb'(<c r="%s"[^>]*) t="[a-zA-Z]+"(>).*?(</c>)' % at, rb'\1 t="str"\2' + shown + rb"\3", part)

    return rezipped(saved(book), change, {"xl/cellimages.xml": b"<cellImages/>", "xl/media/image1.png": photo(forms)})


def too_long(forms: Forms, unit: str) -> bytes:
    """More words than any report has room for, and a sign that rings a bell."""
    return said(forms(unit), unit, {("1", "进展情况"): "字" * 2001, ("2", "进展情况"): "已完成_x0007_。"})


def formats(forms: Forms, unit: str, cells: Mapping[Where, object]) -> bytes:
    """As typed, in cells that show a share of one as a percent."""

    def change(book: Workbook) -> None:
        for where in cells:
            if where[1] == "完成比例":
                places(book, unit)[where].number_format = "0%"

    return mangled(forms, unit, change, cells)


def errors(forms: Forms, unit: str, cells: Mapping[Where, object]) -> bytes:
    """Errors that stand in cells as Excel keeps them."""

    def change(book: Workbook) -> None:
        for where in cells:
            places(book, unit)[where].data_type = "e"

    return mangled(forms, unit, change, cells)


def typed(forms: Forms, unit: str, cells: Mapping[Where, object]) -> bytes:
    """Just that, in an honest form."""
    return said(forms(unit), unit, cells)


AS_TYPED = ("typed", "formats", "errors")
"""Those that are told what is typed; the others know it."""
