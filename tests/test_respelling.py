"""A package's own relations say which part is what, whatever the parts are called and wherever they lie."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from duban.formats.opened_file import PICTURE_IN_CELL, UnreadableFile
from duban.formats.opening import open_file, read_workbook
from tests.test_opening import PLAIN, SHEET

SAMPLES = Path(__file__).parent / "samples"
RELATIONS = "xl/_rels/workbook.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
Parts = dict[str, bytes]


def rezipped(change: Callable[[Parts], Parts], data: bytes = PLAIN) -> bytes:
    """The package after a change to its parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = change({name: package.read(name) for name in package.namelist()})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def renamed(rename: Callable[[str], str]) -> Callable[[Parts], Parts]:
    return lambda parts: {rename(name): content for name, content in parts.items()}


def reworded(name: str, old: str, new: str) -> Callable[[Parts], Parts]:
    def change(parts: Parts) -> Parts:
        assert old.encode() in parts[name]
        return parts | {name: parts[name].replace(old.encode(), new.encode())}

    return change


def elsewhere(parts: Parts) -> Parts:
    """The workbook and all that it refers to lie in another folder, as some servers write them."""
    moved = {name.replace("xl/", "book/").replace("workbook.xml", "wb.xml"): part for name, part in parts.items()}
    return reworded("_rels/.rels", "xl/workbook.xml", "/book/wb.xml")(moved)


def sheets_elsewhere(parts: Parts) -> Parts:
    moved = renamed(lambda name: name.replace("xl/worksheets/", "xl/tables/"))(parts)
    return reworded(RELATIONS, '"worksheets/', '"tables/')(moved)


def texts_elsewhere(parts: Parts) -> Parts:
    moved = renamed(lambda name: name.replace("sharedStrings", "words").replace("styles.xml", "looks.xml"))(parts)
    changed = reworded(RELATIONS, "sharedStrings.xml", "words.xml")(moved)
    return reworded(RELATIONS, "styles.xml", "looks.xml")(changed)


def with_decoy(parts: Parts) -> Parts:
    """Another workbook under the usual name, which nothing refers to."""
    decoy = parts["xl/workbook.xml"].replace("填报表".encode(), "别的表".encode())
    moved = {name: part for name, part in parts.items() if name not in ("xl/workbook.xml", RELATIONS)}
    moved |= {"xl/real.xml": parts["xl/workbook.xml"], "xl/_rels/real.xml.rels": parts[RELATIONS]}
    return reworded("_rels/.rels", "xl/workbook.xml", "xl/real.xml")(moved | {"xl/workbook.xml": decoy})


def with_macro_sheet(parts: Parts) -> Parts:
    link = f'<Relationship Id="rIdM" Type="{OFFICE.replace("officeDocument/2006", "office/2006")}/xlMacrosheet"'
    changed = reworded(RELATIONS, "</Relationships>", f'{link} Target="macrosheets/sheet1.xml"/></Relationships>')(
        parts
    )
    sheet = '<sheet name="宏&gt;" sheetId="9" state="hidden" r:id="rIdM"/></sheets>'
    return reworded("xl/workbook.xml", "</sheets>", sheet)(changed) | {"xl/macrosheets/sheet1.xml": b"<a/>"}


@pytest.mark.parametrize(
    "change",
    [
        renamed(lambda name: name.replace("/", "\\")),
        renamed(lambda name: f"./{name}"),
        renamed(lambda name: name.replace("xl/", "xl/./")),
        renamed(str.upper),
        elsewhere,
        sheets_elsewhere,
        texts_elsewhere,
        with_decoy,
        reworded("_rels/.rels", '"xl/workbook.xml"', '"\\xl\\workbook.xml"'),
        with_macro_sheet,
        reworded("xl/workbook.xml", "</sheets>", '<sheet name="Module1" sheetId="9" r:id=""></sheet></sheets>'),
    ],
    ids=["strokes", "dots", "dot", "capitals", "folder", "sheets", "texts", "decoy", "target", "macro", "module"],
)
def test_how_parts_are_spelt_changes_nothing(change: Callable[[Parts], Parts]) -> None:
    """The values, the properties and the errors are those of the plain workbook; macros are told."""
    opened, plain = open_file(rezipped(change)), open_file(PLAIN)
    grid = opened.grid()
    assert grid.sheets == plain.grid().sheets
    assert [code for code, _ in grid.file_findings] == (["macros-ignored"] if change is with_macro_sheet else [])
    cells = {sheet.name: {"A1", "B2", "C4"} for sheet in grid.sheets}
    assert opened.cell_errors(cells) == plain.cell_errors(cells)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (reworded(RELATIONS, 'Id="rId1"', 'Id="rId99"'), "damaged"),  # a sheet that leads nowhere is no macro
        (reworded(RELATIONS, "worksheets/sheet1.xml", "nowhere.xml"), "damaged"),
        (lambda parts: parts | {"xl\\workbook.xml": b"<a/>"}, "unsafe-content"),  # one name twice
        (renamed(lambda name: f"../{name}"), "archive"),
    ],
    ids=["no-link", "no-part", "twice", "out"],
)
def test_nothing_is_guessed_where_relations_lead_nowhere(change: Callable[[Parts], Parts], code: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(rezipped(change))
    assert caught.value.code == code


def test_a_workbook_as_it_should_be_is_not_written_anew() -> None:
    assert open_file(PLAIN).data is PLAIN


@pytest.mark.parametrize("old", ["Workbook", "workbook"])
def test_capitals_of_a_stream_mean_nothing(old: str) -> None:
    data = (SAMPLES / "table.xls").read_bytes()
    capitals = data.replace("Workbook".encode("utf-16-le"), old.upper().encode("utf-16-le"))
    assert capitals != data
    assert read_workbook(capitals).sheets == read_workbook(data).sheets


def test_a_word_document_inside_a_workbook_does_not_make_it_one() -> None:
    grid = read_workbook((SAMPLES / "embedded.xls").read_bytes())
    assert [sheet.name for sheet in grid.sheets][:2] == ["工作进展", "节点确认"]


def test_hundreds_of_small_pictures_are_no_offence() -> None:
    pictures = {f"xl/media/image{number}.png": b"\x89PNG\r\n" for number in range(320)}
    grid = read_workbook(rezipped(lambda parts: parts | pictures))
    assert [code for code, _ in grid.file_findings] == ["cell-pictures"]


def test_a_picture_in_a_cell_is_told_as_one() -> None:
    """Excel 365 writes it as an error with a number that leads to the picture; older programs show #VALUE!."""
    picture = '<c r="C4" t="e" vm="1"><v>#VALUE!</v></c></row>'
    data = rezipped(lambda parts: parts | {SHEET: with_cell(parts[SHEET], picture.encode())})
    name = read_workbook(data).sheets[0].name
    assert open_file(data).cell_errors({name: {"C4"}}) == {(name, "C4"): PICTURE_IN_CELL}


def with_cell(xml: bytes, cell: bytes) -> bytes:
    """The sheet with another cell C4."""
    start = xml.index(b'<c r="C4"')
    return xml[:start] + cell + xml[xml.index(b"</row>", start) + len(b"</row>") :]


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (b"%TSD-Header-###%" + bytes(range(256)), "company-encrypted"),  # 绿盾
        (b"\x62\x14\x23\x65\x3f\0\x13\1E-SafeNet   LOCK" + bytes(99), "company-encrypted"),  # 亿赛通
        (b"\x78\x9f\x3e\x22\1\0\6\x90", "winmail-file"),
        (b"L\0\0\0\1\x14\2\0\0\0\0\0\xc0\0\0\0", "shortcut"),
        (b"[InternetShortcut]\r\nURL=https://example.com/\r\n", "shortcut"),
        (b'<?xml version="1.0"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN"><plist/>', "shortcut"),
    ],
)
def test_what_cannot_be_opened_here_is_told_with_what_can_be_done(head: bytes, code: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        open_file(head)
    assert caught.value.code == code
