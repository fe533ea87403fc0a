"""What .xls and .xlsb hold beside their values: both are rows of records, each with a number and a length."""

import struct
from collections.abc import Iterator, Mapping

from duban.io import ole
from duban.io.aside import ERRORS, Aside
from duban.io.package import MOST_INFLATED, Parts, member, relations
from duban.model.book import address


def xls(data: bytes) -> Aside:
    """Of an .xls or .et that passed the guard. What is cut short is left out; it never raises."""
    found = Aside()
    records = ole.stream(data, ("Workbook", "Book"))
    names: list[tuple[int, str]] = []
    for record, body in _xls_records(records, 0):
        if record == 0x85 and len(body) > 7:  # BoundSheet8: where it begins, its state and kind, its name
            names.append((int.from_bytes(body[:4], "little"), _name(body[6:])))
        elif record == 0x22:  # Date1904
            found.date_1904 = body[:1] == b"\1"
    for start, name in names:
        texts: dict[int, str] = {}
        drawn = expected = 0
        for record, body in _xls_records(records, start):
            if record == 0x5D:  # Obj: the number of the next drawing
                drawn = int.from_bytes(body[6:8], "little")
            elif record == 0x1B6:  # TxO: how long its text is
                expected = int.from_bytes(body[10:12], "little")
            elif record == 0x3C and expected:  # Continue: the text itself
                texts[drawn], expected = _text(body, expected), 0
            elif len(body) >= 8:
                _xls_cell(found, name, record, body, texts)
    return found


def _xls_cell(found: Aside, sheet: str, record: int, body: bytes, texts: Mapping[int, str]) -> None:
    row, column = struct.unpack_from("<HH", body)
    cell = address(row + 1, column + 1)
    if record == 0x205 and body[7]:  # BoolErr, an error
        found.odd[sheet, cell] = ERRORS.get(body[6], "#N/A")
    elif record == 0x06 and body[6] == 2 and body[12:14] == b"\xff\xff":  # Formula whose value is an error
        found.odd[sheet, cell] = ERRORS.get(body[8], "#N/A")
    elif record == 0x1C:  # Note
        author = _text(body[10:], int.from_bytes(body[8:10], "little"))
        found.note(sheet, cell, texts.get(int.from_bytes(body[6:8], "little"), ""), author)


def _xls_records(records: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """From a place on to the end of that part."""
    while at + 4 <= len(records):
        record, length = struct.unpack_from("<HH", records, at)
        if record == 0x0A:
            return
        yield record, records[at + 4 : at + 4 + length]
        at += 4 + length


def _name(body: bytes) -> str:
    """A name with its length before it; before 1997 in the encoding of the place."""
    if len(body) == body[0] + 1:
        return body[1:].decode("gb18030", "replace")
    return _text(body[1:], body[0])


def _text(body: bytes, length: int) -> str:
    """So many characters, of two bytes each, or of one: the first byte says which."""
    if body[:1] == b"\1":
        return body[1 : 1 + 2 * length].decode("utf-16-le", "replace")
    return body[1 : 1 + length].decode("latin-1")


def xlsb(data: bytes, parts: Parts) -> Aside:
    """Of an .xlsb that passed the guard. Damage raises one of BROKEN, or IndexError."""
    found = Aside()
    known = relations(data, parts, "xl/workbook.bin")
    sheets: list[tuple[str, str]] = []
    for record, body in _xlsb_records(member(data, parts["xl/workbook.bin"], MOST_INFLATED)):
        if record == 156:  # BrtBundleSh: its state and number, its relation, its name
            link, rest = _wide_text(body[8:])
            kind, target = known.get(link, ("", ""))
            if kind == "worksheet" and target in parts:
                sheets.append((_wide_text(rest)[0], target))
        elif record == 153:  # BrtWbProp
            found.date_1904 = bool(body[0] & 1)
    for name, target in sheets:
        row = 0
        for record, body in _xlsb_records(member(data, parts[target], MOST_INFLATED)):
            if record == 0:  # BrtRowHdr
                row = int.from_bytes(body[:4], "little")
            elif record in (3, 11):  # BrtCellError, BrtFmlaError
                column = int.from_bytes(body[:4], "little")
                found.odd[name, address(row + 1, column + 1)] = ERRORS.get(body[8], "#N/A")
            elif 12 <= record <= 18:  # cells without a column: calamine passes them over, without a word
                found.unsound = True
            elif record == 176:  # BrtMergeCell: rows, then columns
                first, last, left, right = struct.unpack_from("<4I", body)
                found.merged.setdefault(name, []).append((first, left, last, right))
    return found


def _xlsb_records(records: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and length are written seven bits a byte, the lowest first."""
    at = 0
    while at < len(records):
        record, at = _varying(records, at, 2)
        length, at = _varying(records, at, 4)
        yield record, records[at : at + length]
        at += length


def _varying(records: bytes, at: int, most: int) -> tuple[int, int]:
    value = 0
    for step in range(most):
        byte = records[at + step]
        value |= (byte & 0x7F) << 7 * step
        if byte < 0x80:
            return value, at + step + 1
    return value, at + most


def _wide_text(body: bytes) -> tuple[str, bytes]:
    """A text with its length before it, and what follows it. "No text" is written as a length of -1."""
    length = int.from_bytes(body[:4], "little")
    if length == 0xFFFFFFFF:
        return "", body[4:]
    return body[4 : 4 + 2 * length].decode("utf-16-le", "replace"), body[4 + 2 * length :]
