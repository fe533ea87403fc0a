"""Zips, workbooks and documents are packed in one place: their bytes say nothing of the desk that made them."""

import ast
import io
import zipfile

import pytest

from duban.writers.zip_file import repack, write_zip
from tests.clerk import ROOT

PARTS = {"[Content_Types].xml": b"<Types/>", "正文/第一页.xml": "督办".encode() * 500, "empty.bin": b""}


def made_elsewhere(system: int, day: tuple[int, int, int, int, int, int]) -> bytes:
    """The same parts, as a library on another computer packs them on another day."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, data in PARTS.items():
            entry = zipfile.ZipInfo(name, day)
            entry.create_system, entry.external_attr = system, 0o644 << 16
            entry.extra, entry.comment = b"\x01\x00\x00\x00", b"made by a library"
            package.writestr(entry, data)
    return buffer.getvalue()


def test_a_zip_says_nothing_but_its_files() -> None:
    with zipfile.ZipFile(io.BytesIO(write_zip(PARTS))) as package:
        entries = package.infolist()
        assert {entry.filename: package.read(entry) for entry in entries} == PARTS
    said = {(each.date_time, each.create_system, each.external_attr, each.extra, each.comment) for each in entries}
    assert said == {((1980, 1, 1, 0, 0, 0), 3, 0o600 << 16, b"", b"")}


@pytest.mark.parametrize(("system", "day"), [(0, (2026, 7, 21, 9, 0, 0)), (3, (1999, 1, 1, 0, 0, 0))])
def test_a_package_is_the_same_wherever_and_whenever_a_library_made_it(
    system: int, day: tuple[int, int, int, int, int, int]
) -> None:
    assert repack(made_elsewhere(system, day)) == write_zip(PARTS)


def test_the_parts_keep_their_order() -> None:
    """A package begins with the part by which programs know it."""
    with zipfile.ZipFile(io.BytesIO(repack(made_elsewhere(0, (2026, 7, 21, 9, 0, 0))))) as package:
        assert package.namelist() == list(PARTS)


def test_zips_are_written_in_one_place() -> None:
    """What formats write for calamine stays in memory."""
    writing = set()
    for path in (ROOT / "duban").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("ZipFile") and len(call.args) > 1:
                writing.add(path.relative_to(ROOT).as_posix())
    assert writing == {"duban/writers/zip_file.py", "duban/formats/respelling.py"}
