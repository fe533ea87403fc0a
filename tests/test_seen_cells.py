"""What a person saw in a cell is what counts, or it is asked about: every trouble in every format of files."""

import io
import struct
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from xml.sax.saxutils import escape

import pytest
import xlsxwriter

from duban.formats.opened_file import FORMATS, OpenedFile
from duban.formats.opening import open_file
from duban.text.number_format import shown_day_parts, shown_words
from duban.workbook.grid import CellLook
from tests.test_formats import sample
from tests.test_opening import workbook

DAY_2022, DAY_2023 = date(2022, 6, 1), date(2023, 7, 1)

SEEN: Mapping[str, tuple[str | float | date | tuple[str, str], str, str | None]] = {
    # cell: what it holds, how it is written; what a person sees
    "A1": ("已按期完成", "struck", "all struck"),
    "A2": (("完成", "招标"), "second struck", "struck 招标"),
    "A3": (("10", "2"), "second raised", "10²"),
    "A4": ("看不见", "white", "unseen"),
    "A5": (0.8, "0%", "80%"),
    "A6": (205000, '0\\.0,"万"', "20.5万"),
    "A7": (DAY_2022, 'yyyy"年"m"月"', "2022年6月"),
    "A8": (DAY_2023, 'm"月"d"日"', "7月1日"),
    "A9": (7, "000", "007"),
    "A11": (5, ";;;", ""),
    "A12": ("无事", "", None),
    "A14": (date(2022, 6, 20), "yyyy-mm-dd", None),
    "A15": (3600, "", None),
}
BOX, FOOT = "用地指标仍未批复，请协调。", "请市政府协调"


def looks(book: xlsxwriter.Workbook) -> None:
    """The same in a workbook; LibreOffice made the samples of it."""
    sheet = book.add_worksheet("填报表")
    letters = {"struck": {"font_strikeout": True}, "raised": {"font_script": 1}, "white": {"font_color": "#FFFFFF"}}
    for cell, (value, how, _) in SEEN.items():
        look = book.add_format(letters.get(how.rpartition(" ")[2], {"num_format": how} if how else {}))
        if isinstance(value, tuple):
            sheet.write_rich_string(cell, value[0], look, value[1])
        elif isinstance(value, str):
            sheet.write_string(cell, value, look)
        elif isinstance(value, date):
            sheet.write_datetime(cell, datetime(value.year, value.month, value.day), look)  # noqa: DTZ001 - no zones
        else:
            sheet.write_number(cell, value, look)
    sheet.insert_textbox("C3", BOX)
    sheet.set_footer(f"&L{FOOT}&R第 &P 页 共 &N 页")


XML_STYLES = {
    "struck": '<Font ss:StrikeThrough="1"/>',
    "white": '<Font ss:Color="#FFFFFF"/>',
    "raised": '<Font ss:VerticalAlign="Superscript"/>',
}
HTML = 'xmlns="http://www.w3.org/TR/REC-html40"'


def in_xml_2003() -> bytes:
    """As Excel 2003 writes it; there are no text boxes in it."""
    styles, rows = [], []
    for cell, (value, how, _) in SEEN.items():
        style = XML_STYLES.get(how, f"<NumberFormat ss:Format={_quoted(how)}/>" if " " not in how else "")
        styles.append(f'<Style ss:ID="s{cell}">{style}</Style>')
        kind = "DateTime" if isinstance(value, date) else "Number" if isinstance(value, int | float) else "String"
        mark = "S" if how.endswith("struck") else "Sup"
        words = f"{value[0]}<{mark} {HTML}>{value[1]}</{mark}>" if isinstance(value, tuple) else str(value)
        words += "T00:00:00.000" if kind == "DateTime" else ""
        data = f'<Data ss:Type="{kind}">{words}</Data>'
        rows.append(f'<Row ss:Index="{cell[1:]}"><Cell ss:StyleID="s{cell}">{data}</Cell></Row>')
    foot = f'<PageSetup><Footer x:Data="&amp;L{FOOT}"/></PageSetup>'
    spaces = (
        'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    )
    excel = "urn:schemas-microsoft-com:office:excel"
    options = f'<WorksheetOptions xmlns="{excel}" xmlns:x="{excel}">{foot}</WorksheetOptions>'
    table = f'<Worksheet ss:Name="填报表"><Table>{"".join(rows)}</Table>{options}</Worksheet>'
    return f'<?xml version="1.0"?><Workbook {spaces}><Styles>{"".join(styles)}</Styles>{table}</Workbook>'.encode()


def _quoted(text: str) -> str:
    return '"' + escape(text, {'"': "&quot;"}) + '"'


def in_xlsb() -> bytes:
    """The parts that matter of an .xlsb, record by record, with the drawing of an .xlsx."""
    fonts = [
        record(43, _font()),
        record(43, _font(flags=8)),
        record(43, _font(position=1)),
        record(43, _font(white=True)),
    ]
    font_by_name = {"struck": 1, "raised": 2, "white": 3}
    formats = {how: 170 + number for number, (_, how, _) in enumerate(SEEN.values()) if how and how[0] not in "swr"}
    styles = [(formats.get(how, 0), font_by_name.get(how, 0)) for _, how, _ in SEEN.values()]
    styles_part = b"".join(
        [
            record(615, struct.pack("<I", len(formats))),
            *(record(44, struct.pack("<H", number) + wide(how)) for how, number in formats.items()),
            record(616, b""),
            *fonts,
            record(45, struct.pack("<I", 0) + bytes(16)),
            record(617, struct.pack("<I", len(styles))),
            *(record(47, struct.pack("<4H", 0, number, font, 0) + bytes(8)) for number, font in styles),
            record(618, b""),
        ]
    )
    cells: list[bytes] = []
    texts: list[bytes] = []
    for style, (cell, (value, how, _)) in enumerate(SEEN.items()):
        head = struct.pack("<II", 0, style)
        cells.append(record(0, struct.pack("<I", int(cell[1:]) - 1) + bytes(20)))
        if isinstance(value, str | tuple):
            cells.append(record(7, head + struct.pack("<I", len(texts))))
            runs = (
                struct.pack("<IHH", 1, len(value[0]), font_by_name[how.rpartition(" ")[2]])
                if isinstance(value, tuple)
                else b""
            )
            texts.append(record(19, bytes([bool(runs)]) + wide("".join(value)) + runs))
        else:
            number = (value - date(1899, 12, 30)).days if isinstance(value, date) else value
            cells.append(record(5, head + struct.pack("<d", number)))
    foot = record(479, bytes(2) + struct.pack("<I", 0xFFFFFFFF) + wide(f"&L{FOOT}") + struct.pack("<I", 0xFFFFFFFF) * 4)
    rows = record(145, b"") + b"".join(cells) + record(146, b"")
    sheet = record(129, b"") + record(148, struct.pack("<4I", 0, 14, 0, 0)) + rows + foot + record(130, b"")
    parts = {name: content for name, content in _parts(sample("table.xlsb")).items() if "sheet" not in name.lower()}
    parts |= {
        "xl/workbook.bin": record(156, bytes(4) + struct.pack("<I", 1) + wide("rId1") + wide("填报表"))
        + record(144, b"")
        + record(132, b""),
        "xl/_rels/workbook.bin.rels": relations(
            ("worksheet", "worksheets/sheet1.bin"), ("styles", "styles.bin"), ("sharedStrings", "sharedStrings.bin")
        ),
        "xl/worksheets/sheet1.bin": sheet,
        "xl/worksheets/_rels/sheet1.bin.rels": relations(("drawing", "../drawings/drawing1.xml")),
        "xl/drawings/drawing1.xml": _parts(workbook(looks))["xl/drawings/drawing1.xml"],
        "xl/styles.bin": styles_part,
        "xl/sharedStrings.bin": record(159, struct.pack("<II", len(texts), len(texts)))
        + b"".join(texts)
        + record(160, b""),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def record(number: int, body: bytes) -> bytes:
    """A record of an .xlsb."""
    head = bytes([number]) if number < 128 else bytes([number & 0x7F | 0x80, number >> 7])
    size = len(body)
    length = bytes([size]) if size < 128 else bytes([size & 0x7F | 0x80, size >> 7])
    return head + length + body


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _font(flags: int = 0, position: int = 0, *, white: bool = False) -> bytes:
    colour = bytes([2 << 1, 0, 0, 0, 255, 255, 255, 255]) if white else bytes(8)
    return struct.pack("<4H", 220, flags, 400, position) + bytes(4) + colour + bytes(1) + wide("宋体")


def relations(*targets: tuple[str, str]) -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    links = (
        f'<Relationship Id="rId{number}" Type="{kind}{name}" Target="{target}"/>'
        for number, (name, target) in enumerate(targets, start=1)
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{"".join(links)}</Relationships>'.encode()


def _parts(data: bytes) -> Mapping[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


@cache
def opened(name: str) -> OpenedFile:
    """The workbook in a format."""
    made = {"xlsx": lambda: workbook(looks), "xlsb": in_xlsb, "xml": in_xml_2003}
    return open_file(made[name]() if name in made else sample(f"looks.{name}"))


LOOKING_FORMATS = [name for name in FORMATS if name != "csv"]  # there a value is what a person sees
CASES = [(name, cell) for name in LOOKING_FORMATS for cell in SEEN]


@pytest.mark.parametrize(("name", "cell"), CASES)
def test_what_a_person_saw_is_known_in_every_format(name: str, cell: str) -> None:
    """A look is told only where it says more than the value."""
    file = opened(name)
    sheet = file.grid().sheets[0]
    wanted = {sheet.name: set(SEEN)}
    look = file.cell_looks(wanted, {}).get((sheet.name, cell))
    assert _seen(look, sheet.value_at(int(cell[1:]) - 1, 0)) == SEEN[cell][2]


def _seen(look: CellLook | None, value: object) -> str | None:
    if look is None:
        return None
    if look.is_struck or look.is_unseen:
        return "all struck" if look.is_struck else "unseen"
    if look.struck_words:
        return f"struck {look.struck_words}"
    return look.text or (shown_words(value, look.number_format) if look.shown is None else look.shown)


@pytest.mark.parametrize("name", LOOKING_FORMATS)
def test_which_parts_of_a_day_are_shown_is_known_in_every_format(name: str) -> None:
    file = opened(name)
    sheet = file.grid().sheets[0].name
    seen = file.cell_looks({sheet: {"A7", "A8"}}, {})
    parts = [shown_day_parts(seen[sheet, cell].number_format) for cell in ("A7", "A8")]
    assert parts == [{"year", "month"}, {"month", "day"}]


@pytest.mark.parametrize("name", LOOKING_FORMATS)
def test_words_beside_the_cells_are_told_in_every_format(name: str) -> None:
    """Excel 2003 XML keeps no text boxes."""
    findings = opened(name).grid(is_own_page_text=lambda text: FOOT not in text).file_findings
    told = [(code, FOOT if code == "page-texts" else facts["was"]) for code, facts in findings if "was" in facts]
    assert told == [("text-boxes", BOX)] * (name != "xml") + [("page-texts", FOOT)]
