"""A large workbook that is none of ours is known by a search; one that may be ours never is turned away."""

import io
from collections.abc import Callable
from functools import cache
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from duban.formats.form_search import MIN_SEARCHED_BYTES, may_be_issued_form
from tests.returns import TASK_SHEET, blank_form


def rows(book: Workbook, seed: int = 7) -> None:
    """A sheet of figures and words, so that the file is large."""
    random = Random(seed)
    sheet = book.create_sheet("数据")
    for _ in range(2200):
        sheet.append([random.randrange(10**9), f"学校{random.randrange(10**6)}", random.random(), "2022-06-20"])


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    data = buffer.getvalue()
    assert len(data) >= MIN_SEARCHED_BYTES
    return data


@cache
def foreign(*texts: str) -> bytes:
    book = Workbook()
    rows(book)
    for text in texts:
        book.worksheets[0].append([text])
    return saved(book)


def large_form(*strip: str) -> bytes:
    """A form of ours with a sheet of figures beside; some sheets taken away."""
    book = load_workbook(io.BytesIO(blank_form()))
    rows(book)
    for name in strip:
        del book[name]
    return saved(book)


def changed(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The same package with every part changed."""
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as old, ZipFile(buffer, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)))
    return buffer.getvalue()


def numbered(how: str) -> bytes:
    return "".join(how % ord(letter) for letter in TASK_SHEET).encode()


def test_a_foreign_workbook_is_known() -> None:
    assert not may_be_issued_form(foreign())
    assert not may_be_issued_form(foreign("A-1-B-2-C-3", "第10行，2022-06-20—2022-07-01"), [TASK_SHEET])


@pytest.mark.parametrize(
    "data", [large_form(), large_form("_meta", "填报说明"), foreign("编号 MJ2022-2022-06-JZ-DDS-0A1B2C-FFFF")]
)
def test_what_carries_a_code_may_be_ours(data: bytes) -> None:
    assert may_be_issued_form(data)


@pytest.mark.parametrize(
    "change",
    [
        lambda part: part,
        lambda part: part.replace(TASK_SHEET.encode(), numbered("&#%d;")).replace(b"UTF-8", b"ASCII"),
        lambda part: part.replace(TASK_SHEET.encode(), numbered("&#x%x;")),
        lambda part: part.replace(numbered("&#%d;"), TASK_SHEET.encode()),
    ],
)
def test_without_any_code_its_words_still_tell(change: Callable[[bytes], bytes]) -> None:
    """However the program that saved the file writes characters."""
    data = changed(foreign(TASK_SHEET), change)
    assert may_be_issued_form(data, ["节点情况", TASK_SHEET])
    assert not may_be_issued_form(data, ["节点情况"])
    assert not may_be_issued_form(data)


@pytest.mark.parametrize(
    "change",
    [
        lambda part: part.replace(b"<sheetData>", b"<sheetData><!--&#45;-->"),
        lambda part: part.replace(b"<sheetData>", b"<sheetData><!--&#x002D;-->"),
        lambda part: part.decode().encode("utf-16") if b"<sheetData" in part else part,
    ],
)
def test_where_a_code_would_not_be_seen_it_may_be_ours(change: Callable[[bytes], bytes]) -> None:
    assert may_be_issued_form(changed(foreign(), change))


def test_small_files_damaged_files_and_other_formats_may_be_ours() -> None:
    data = foreign()
    middle = len(data) // 2
    damaged = (data[: MIN_SEARCHED_BYTES + 1], data[:middle] + bytes(64) + data[middle + 64 :])
    for each in (
        data[:100],
        b"",
        b"\xd0\xcf\x11\xe0" + bytes(MIN_SEARCHED_BYTES),
        b"PK" + bytes(MIN_SEARCHED_BYTES),
        *damaged,
    ):
        assert may_be_issued_form(each)
