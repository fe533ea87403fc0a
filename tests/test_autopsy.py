"""What killed the reader is told in words: which sheet, which cell, how much."""

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from duban.formats import autopsy
from duban.formats.autopsy import cause_of_death
from duban.formats.opening import read_workbook
from duban.messages.finding import Finding, Place
from duban.workers.worker import WorkerFailure, WorkerPool
from tests.returns import form, says

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINK = f'<Relationship Type="{OFFICE}/worksheet" '
PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "_rels/.rels": f'{RELATIONS}<Relationship Type="{OFFICE}/officeDocument" Id="rId1" Target="xl/workbook.xml"/>'
    "</Relationships>",
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="填报表" sheetId="1" '
    'r:id="rId1"/><sheet name="附表" sheetId="2" r:id="rId2"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{RELATIONS}{LINK}Id="rId1" Target="worksheets/sheet1.xml"/>'
    f'{LINK}Id="rId2" Target="/xl/worksheets/sheet2.xml"/>'
    "</Relationships>",
    "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
    "</sheetData></worksheet>",
}


def package(parts: Mapping[str, str]) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as new:
        for name, text in (PARTS | dict(parts)).items():
            new.writestr(name, text)
    return buffer.getvalue()


def sheet(rows: str) -> dict[str, str]:
    """A second sheet with these rows."""
    return {
        "xl/worksheets/sheet2.xml": f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    }


def row(number: int | str, *cells: str) -> str:
    return f'<x:row r="{number}">{"".join(cells)}</x:row>'


def cell(name: str, inner: str = "<x:v>1</x:v>", kind: str = "n") -> str:
    return f'<x:c r="{name}" t="{kind}">{inner}</x:c>'


FIRST = row(1, cell("A1"))
MANY = "".join(row(number, cell(f"A{number}", "<x:v>1</x:v>", "s")) for number in range(1, 999))
SHARED = cell("B2", "<x:v>1</x:v>", "s")


def texts(*each: str, count: int = 2) -> dict[str, str]:
    shared = "".join(f"<si><r><t>{text}</t></r></si>" for text in each)
    return {"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}" count="{count}" uniqueCount="{count}">{shared}</sst>'}


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        (FIRST + row(1048576, cell("XFD1048576")), "XFD1048576"),
        (FIRST + row(99999, cell("IV99999", "<x:is><x:t>备注</x:t></x:is>", "inlineStr")), "IV99999"),
        (FIRST + row(99999, cell("IV99999", "<x:f>1+1</x:f>")), "IV99999"),
        (row(99999999999, cell("A99999999999")), "A99999999999"),
        (row(2, cell("ZZZZZZZ2")), "ZZZZZZZ2"),
    ],
)
def test_a_far_cell_is_named(rows: str, where: str) -> None:
    """A reader would make room for the whole rectangle, and abort; beyond the last column or row there is no cell."""
    assert cause_of_death(package(sheet(rows))) == ("lost-far-cell", {"sheet": "附表", "cell": where})


@pytest.mark.parametrize(
    "rows",
    [
        FIRST + row(1048576, cell("XFD1048576", "")),  # formatted only
        FIRST + row(1048576, cell("A1048576")),  # a narrow rectangle
        row(1048576, cell("XFD1048576")),  # alone: its rectangle is itself
        row(1, cell("A1", f"<x:v>{'1' * 5_000_000}</x:v>", "s")),  # no number of a shared text
        "<x:row><x:c><x:v>1</x:v></x:c><x:c/></x:row>" * 999,  # no addresses: one after the other
        "".join(row(number) for number in range(1, 9999)),
    ],
)
def test_what_a_reader_bears_is_no_cause(rows: str) -> None:
    assert cause_of_death(package(sheet(rows))) is None


def test_a_huge_text_shown_many_times_is_named() -> None:
    """In a few kilobytes: each cell that shows it costs the reader a copy."""
    shows = [row(2, SHARED)] + [row(number, cell(f"A{number}", "<x:v>1</x:v>", "s")) for number in range(3, 99)]
    assert cause_of_death(package(sheet("".join(shows)) | texts("短", "长" * 1_000_000))) == (
        "lost-long-text",
        {"sheet": "附表", "cell": "B2", "characters": 1_000_000},
    )
    assert cause_of_death(package(sheet("".join(shows)) | texts("长" * 1_000_000, "短"))) is None
    assert cause_of_death(package(sheet(row(2, SHARED)) | texts("短"))) is None


def test_too_many_cells_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(autopsy, "MOST_CELLS", 1000)
    rows = "<x:row><x:c/><x:c/></x:row>"
    assert cause_of_death(package(sheet(rows * 500))) is None
    assert cause_of_death(package(sheet(rows * 501))) == ("lost-many-cells", {"sheet": "附表", "cells": 1000})


def test_a_bomb_is_counted_while_it_is_inflated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(autopsy, "MAX_INFLATED_BYTES", 3 << 20)
    assert cause_of_death(package(sheet(" " * (9 << 20)))) == ("too-large", {"megabytes": 3})


@pytest.mark.parametrize(
    ("parts", "part"),
    [
        (texts("一", "二", count=4_000_000_000), "xl/sharedstrings.xml"),
        (sheet("<x:row>" * 200_000), "xl/worksheets/sheet2.xml"),
        ({"xl/workbook.xml": '<!DOCTYPE a [<!ENTITY b "c">]><workbook>&b;</workbook>'}, "xl/workbook.xml"),
    ],
)
def test_what_no_honest_program_writes_is_named(parts: Mapping[str, str], part: str) -> None:
    assert cause_of_death(package(parts)) == ("unsafe-content", {"part": part})


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[: len(data) // 2],
        lambda data: data[:300] + bytes(100) + data[400:],
        lambda _: package(sheet("<x:row><x:c></x:row>")),
        lambda _: package(sheet("<x:row>") | {"xl/sharedStrings.xml": "<sst"}),
    ],
)
def test_damage_is_damage(damage: Callable[[bytes], bytes]) -> None:
    assert cause_of_death(damage(package({"more": "字" * 999}))) == ("damaged", {})


def test_of_a_sound_file_and_of_other_formats_it_says_nothing() -> None:
    book = Workbook()
    for _ in range(2000):
        book.worksheets[0].append(["填报", 1, None, "=A1"] * 9)
    buffer = io.BytesIO()
    book.save(buffer)
    for data in (form(), buffer.getvalue(), package({}), b"", b"\xd0\xcf\x11\xe0" + bytes(999)):
        assert cause_of_death(data) is None


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("lost-far-cell", sheet(FIRST + row(1048576, cell("XFD1048576")))),
        ("unsafe-content", texts("一", "二", count=4_000_000_000) | sheet(row(2, SHARED))),
        ("lost-long-text", texts("短", "长" * 4_000_000) | sheet(MANY)),
    ],
)
def test_what_really_kills_the_reader_is_named(code: str, parts: Mapping[str, str]) -> None:
    """Both run where they may die; the files before and after are read."""
    killer, sound = package(parts), form()
    with WorkerPool(read_workbook, memory=512 << 20) as crew:
        fates = [fate for _, fate in crew.run([sound, killer, sound])]
    assert [isinstance(fate, WorkerFailure) for fate in fates] == [False, True, False]
    with WorkerPool(cause_of_death) as crew:
        [(_, told), (_, nothing)] = crew.run([killer, sound])
    assert nothing is None
    assert isinstance(told, tuple)
    assert told[0] == code


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("lost-far-cell", {"sheet": "附表", "cell": "A9"}),
        ("lost-many-cells", {"sheet": "附表", "cells": 400_000}),
        ("lost-long-text", {"sheet": "附表", "cell": "B2", "characters": 1_000_000}),
        ("too-large", {"megabytes": 3}),
        ("unsafe-content", {"part": "xl/workbook.xml"}),
        ("damaged", {}),
    ],
)
def test_each_cause_has_its_sentence(code: str, facts: Mapping[str, object]) -> None:
    """Said of a place that a person finds: sheet and cell go there."""
    place = Place("回.xlsx", str(facts.get("sheet", "")), str(facts.get("cell", "")))
    assert says(Finding(code, place, facts))
    assert Path(autopsy.__file__).read_text(encoding="utf-8").count(f'"{code}"') >= 1
