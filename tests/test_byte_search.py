"""Searches in the bytes of a part find what stands there; what they pass over is worth no closer look."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.formats import xlsx_cells
from duban.formats.byte_search import ByteSearch
from duban.formats.drawings import may_hold_drawings
from duban.formats.package import Package, open_package
from duban.formats.xlsx_cells import SheetCells
from duban.formats.xlsx_styles import XlsxStyles, may_have_odd_runs, may_have_odd_styles

FEW_LETTERS = st.text("rP>. ", max_size=12).map(str.encode)
PART = "xl/drawings/drawing1.xml"


@given(word=FEW_LETTERS.filter(bool), content=FEW_LETTERS)
def test_a_word_is_found_where_it_stands_and_nowhere_else(word: bytes, content: bytes) -> None:
    assert ByteSearch(word).is_in(content) == (word in content)


def styles(named: bytes, own: bytes, fonts: bytes = b"<font/>") -> bytes:
    return b"<styleSheet><fonts>%s</fonts><cellStyleXfs>%s</cellStyleXfs><cellXfs>%s</cellXfs><dxfs/></styleSheet>" % (
        fonts,
        named,
        own,
    )


def test_only_the_styles_that_cells_can_have_are_judged() -> None:
    """LibreOffice offers a style for sums of money in each file, and cells seldom take it."""
    plain, money = b'<xf numFmtId="0"/>', b'<xf numFmtId="44"/>'
    assert not may_have_odd_styles(styles(money, plain))
    assert may_have_odd_styles(styles(plain, money))
    assert may_have_odd_styles(b"<styleSheet>%s</styleSheet>" % money)  # wherever it stands, where no list is seen


@pytest.mark.parametrize(
    ("letters", "is_odd"),
    [
        (b'<color rgb="FF000000"/><name val="A"/>', False),  # black, as LibreOffice says of each piece
        (b'<color theme="1"/>', False),
        (b'<color rgb="FF000000"/><color rgb="FFFFFFFF"/>', True),
        (b"<color theme='0'/>", True),
        (b"<color indexed='9'/>", True),
        (b'<color indexed="65"/>', True),
        (b'<strike/><color rgb="FF000000"/>', True),
        (b'<vertAlign val="superscript"/>', True),
    ],
)
def test_letters_are_odd_by_one_mark_of_many(letters: bytes, *, is_odd: bool) -> None:
    assert may_have_odd_styles(styles(b"", b"", letters)) == is_odd
    assert may_have_odd_runs(b"<si><r><rPr>%s</rPr><t>10</t></r></si>" % letters) == is_odd


@pytest.mark.parametrize(
    "number_format",
    [b'numFmtId="164" formatCode=";;;"', b'formatCode=";;;" numFmtId="164"', b"numFmtId='164' formatCode=';;;'"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_format_that_hides_is_suspected_however_it_is_spelled(number_format: bytes, encoding: str) -> None:
    xml = b"<styleSheet><numFmts><numFmt %s/></numFmts><cellXfs><xf numFmtId='164'/></cellXfs></styleSheet>"
    spelled = (xml % number_format).decode().encode(encoding)
    assert may_have_odd_styles(spelled)
    assert XlsxStyles(spelled).odd_styles == {0}


def test_pieces_of_texts_in_utf_16_are_looked_at() -> None:
    assert may_have_odd_runs("<si><r><rPr><strike/></rPr><t>10</t></r></si>".encode("utf-16"))


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="B2" t="e"><v>#N/A</v></c>',
        b'<c r="B2"><f>A1</f></c>',
        b'<x:c r="B2"><x:f>A1</x:f><x:v/></x:c>',
        b'<c r="B2"><f t="shared" si="0"/><v></v></c>',
    ],
)
def test_an_odd_cell_is_found_between_any_others(cell: bytes) -> None:
    """Of formulas with values there is nothing to find, nor of what stands before and behind the cells."""
    good = b'<c r="A1"><f>1+1</f><v>2</v></c>'
    around = b"<worksheet><cols>%s</cols><sheetData><row>" % cell, b"</row></sheetData></worksheet>"
    cells = SheetCells(b"".join((around[0], good, cell, good, around[1])))
    assert cells.may_hold_errors({"B2"})
    assert not cells.may_hold_errors({"A1"})
    assert not SheetCells(b"".join((around[0], good, good, around[1]))).may_hold_errors({"A1", "B2"})
    assert SheetCells(cell).may_hold_errors({"B2"})


def test_formulas_are_counted_as_they_are_written_out() -> None:
    two = b'<sheetData><c><f>1</f><v>1</v></c><c><f>f>2</f></c><c><f t="shared" si="0"/><v>1</v></c></sheetData>'
    assert SheetCells(two).formula_count == 2
    named = b"<x:sheetData><x:c><x:f>1</x:f></x:c><x:c><x:is><x:t>a.pdf></x:t></x:is></x:c></x:sheetData>"
    assert SheetCells(named).formula_count == 1


@pytest.mark.parametrize(
    ("part", "may_hold"),
    [
        ('<?xml version="1.0"?>\n<xdr:wsDr xmlns:xdr="a"></xdr:wsDr>', False),  # as LibreOffice writes it for a list
        ("<wsDr/>", False),
        ('<xdr:wsDr xmlns:xdr="a"><xdr:twoCellAnchor/></xdr:wsDr>', True),
        ("<wsDr><!-- --></wsDr>", True),
        ("<wsDr>", True),  # it is damaged: that is told
        ("", True),
    ],
)
def test_a_part_in_which_nothing_is_drawn_needs_no_look(part: str, *, may_hold: bool) -> None:
    assert may_hold_drawings(_package(part)) == may_hold


def _package(part: str) -> Package:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr(PART, part)
    return open_package(buffer.getvalue())


CELLS_AROUND = b"<worksheet><cols/><sheetData><row>", b"</row></sheetData><cf><f>1</f></cf></worksheet>"
WITH_FORMULAS = b'<c r="A1"><f>A2&lt;3</f><v>1</v></c><c><f t="shared" si="0"/><v>2</v></c>'


def test_formulas_are_taken_out_of_cells_and_of_nothing_else() -> None:
    left = b'<c r="A1"><v>1</v></c><c><f t="shared" si="0"/><v>2</v></c>'
    assert SheetCells(WITH_FORMULAS.join(CELLS_AROUND)).without_formulas == left.join(CELLS_AROUND)


@pytest.mark.parametrize(
    "odd",
    [
        b"<c><f>1<!-- <f>2</f> --></f><v>1</v></c>",
        b"<c><?x <c><f>2</f>?><v>1</v></c>",
        b"<c><is><t>1<f>2</f></t></is></c>",
        b"<c><is><t><![CDATA[<c><f>2</f>]]></t></is></c>",
    ],
)
def test_where_formulas_stand_oddly_none_is_taken_out(odd: bytes) -> None:
    xml = (WITH_FORMULAS + odd).join(CELLS_AROUND)
    assert SheetCells(xml).without_formulas == xml


def test_of_a_long_part_no_formula_is_taken_out(monkeypatch: pytest.MonkeyPatch) -> None:
    xml = b"<sheetData><c><f>1</f><v>1</v></c></sheetData>"
    monkeypatch.setattr(xlsx_cells, "_MOST_BYTES", len(xml) - 1)
    assert SheetCells(xml).without_formulas == xml
