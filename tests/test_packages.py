"""Zips, workbooks and documents are packed in one place: their bytes say nothing of the desk that made them."""

import ast
import io
import zipfile
from hashlib import sha256

import pytest

from duban.text.zip_bytes import join_packed, packed_whole
from duban.writers import zip_file
from duban.writers.zip_file import pack, write_zip, write_zip_into
from tests.clerk import ROOT

PARTS = {"[Content_Types].xml": b"<Types/>", "正文/第一页.xml": "督办".encode() * 500, "empty.bin": b""}


def test_a_zip_says_nothing_but_its_files() -> None:
    with zipfile.ZipFile(io.BytesIO(write_zip(PARTS))) as package:
        entries = package.infolist()
        assert {entry.filename: package.read(entry) for entry in entries} == PARTS
    said = {(each.date_time, each.create_system, each.external_attr, each.extra, each.comment) for each in entries}
    assert said == {((1980, 1, 1, 0, 0, 0), 3, 0o600 << 16, b"", b"")}


def test_a_zip_is_that_of_the_standard_library() -> None:
    """But for the way in which it is deflated. Parts keep their order: by the first, programs know a package."""
    buffer = io.BytesIO()
    write_zip_into(buffer, PARTS.items())
    with zipfile.ZipFile(io.BytesIO(write_zip(PARTS))) as ours, zipfile.ZipFile(buffer) as theirs:
        assert list(map(told, ours.infolist())) == list(map(told, theirs.infolist()))
        assert {name: ours.read(name) for name in ours.namelist()} == PARTS


def told(entry: zipfile.ZipInfo) -> dict[str, object]:
    """All that a zip says of a file, but how many bytes it takes and where they are."""
    where = ("header_offset", "compress_size", "_end_offset")
    return {name: getattr(entry, name, None) for name in entry.__slots__ if name not in where}


def test_what_is_deflated_is_the_same_on_every_computer() -> None:
    """These bytes were the same on five kinds of processor; with another version of libdeflate they may change once."""
    data = "".join(f"第{number}条" for number in range(2000)).encode()
    assert sha256(pack("", [data]).packed).hexdigest()[:16] == "b22a0e455f8e4d0b"


def test_a_long_part_is_deflated_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_file, "_LONGEST_WHOLE", 1000)
    pieces = [str(number).encode() * 50 for number in range(100)]
    with zipfile.ZipFile(io.BytesIO(join_packed([pack("long", iter(pieces))]))) as package:
        assert package.read("long") == b"".join(pieces)
        assert package.testzip() is None


def test_a_part_is_the_same_in_pieces_and_when_it_comes_again() -> None:
    for name, data in PARTS.items():
        pieces = [data[at : at + 7] for at in range(0, len(data), 7)]
        assert pack(name, pieces) == pack(name, [data]) == pack(name, [bytes(data)]) == packed_whole(name, data)


def test_zips_are_written_in_one_place() -> None:
    writing = set()
    for path in (ROOT / "duban").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("ZipFile") and len(call.args) > 1:
                writing.add(path.relative_to(ROOT).as_posix())
    assert writing == {"duban/writers/zip_file.py"}
