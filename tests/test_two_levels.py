"""Schools, departments, three counties and their city: what each level says follows from the files of the one below.

Counted with openpyxl alone: nothing here asks the program what it read.
"""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openxml_audit import FileFormat, OpenXmlValidator

from examples.two_levels import Desk, play
from tests.clerk import workbook_in
from tests.drawn import Golden

Line = Mapping[str, Any]
PERIOD = "2025-Q2"
GRAVEST_FIRST = ("不能按期完成", "有困难", "能按期完成", "已逾期完成", "已按期完成")
MOST_OF_A_HEADER = 15
"""Characters; the columns behind the table have formulas and the form code for headers."""
COUNTIES = ("甲县", "乙县", "丙县")


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Desk]:
    """All of the demo, played; nobody may write into it."""
    return play(tmp_path_factory.mktemp("levels"))


def lines(path: Path, sheet: str) -> list[dict[str, Any]]:
    """A table by its headers: the row in which 序号 or 编号 stands, and what is below it."""
    book = load_workbook(path)
    rows: list[list[Any]] = [[cell.value for cell in row] for row in book[sheet].iter_rows()]
    book.close()
    top = next(index for index, row in enumerate(rows) if {"序号", "编号"} & set(row))
    named = [dict(zip(rows[top], row, strict=False)) for row in rows[top + 1 :]]
    return [line for line in named if line.get("序号", line.get("编号")) and line.get("完成时限", line.get("指标"))]


def folder(desk: Desk, name: str) -> Path:
    return desk.folder / "output" / desk.name / PERIOD / name


def day(value: object) -> date:
    return value.date() if isinstance(value, datetime) else date.fromisoformat(str(value))


def returned(desk: Desk, unit: str, sheet: str) -> list[dict[str, Any]]:
    """What a unit sent back to an office."""
    return lines(folder(desk, "2-回收") / f"{unit}.xlsx", sheet)


def sent_up(desks: Mapping[str, Desk], county: str, number: str, due: date) -> Line:
    """The row of the city's form that a county sent, by task and day."""
    rows = returned(desks["市"], county, "进展跟踪")
    return next(row for row in rows if str(row["序号"]) == number and day(row["完成时限"]) == due)


def number_sent_up(desks: Mapping[str, Desk], county: str, number: str) -> object:
    rows = returned(desks["市"], county, "指标完成")
    return next(row["完成数"] for row in rows if str(row["序号"]) == number)


def test_two_departments_make_one_row_of_the_city(desks: dict[str, Desk]) -> None:
    """Roads: one half is done, the other will not be. The graver one counts, both have their say, miles are added."""
    roads, west = (returned(desks["甲县"], unit, "进展跟踪") for unit in ("交通局", "公路站"))
    of_june = [next(row for row in rows if day(row["完成时限"]) == date(2025, 6, 15)) for rows in (roads, west)]
    row = sent_up(desks, "甲县", "2", date(2025, 6, 30))
    assert row["完成情况"] == min((each["完成情况"] for each in of_june), key=GRAVEST_FIRST.index)
    words = [f"{unit}：{each['进展情况（累计）']}" for unit, each in zip(("交通局", "公路站"), of_june, strict=True)]
    assert row["进展情况（累计）"].split("\n") == words
    assert day(row["预计完成时间"]) == day(of_june[1]["预计完成时间"])
    numbers = [returned(desks["甲县"], unit, "指标完成")[0]["完成数"] for unit in ("交通局", "公路站")]
    assert number_sent_up(desks, "甲县", "2") == float(sum(Decimal(str(number)) for number in numbers)) == 32.5


def test_the_schools_sum_passes_through_their_bureau_and_their_county(desks: dict[str, Desk]) -> None:
    """One kitchen of three, counted from the files of the schools."""
    schools = ("一中", "二中", "实验小学")
    numbers = [returned(desks["丙县教育局"], school, "指标完成")[0]["完成数"] for school in schools]
    assert returned(desks["丙县"], "教育局", "指标完成")[0]["完成数"] == sum(numbers) == 1
    assert number_sent_up(desks, "丙县", "5") == sum(numbers)
    states = [
        row["完成情况"]
        for school in schools
        for row in returned(desks["丙县教育局"], school, "进展跟踪")
        if day(row["完成时限"]) == date(2025, 8, 15)
    ]
    gravest = min(states, key=GRAVEST_FIRST.index)
    assert sent_up(desks, "丙县", "5", date(2025, 8, 31))["完成情况"] == gravest == "有困难"


def test_late_for_the_county_may_be_in_time_for_the_city(desks: dict[str, Desk]) -> None:
    """The school's roof: due in the county on 31 May, done on 12 June, due in the city on 30 June."""
    own = next(
        row for row in returned(desks["甲县"], "教育局", "进展跟踪") if day(row["完成时限"]) == date(2025, 5, 31)
    )
    assert own["完成情况"] == "已逾期完成"
    row = sent_up(desks, "甲县", "1", date(2025, 6, 30))
    assert day(own["实际完成日期"]) <= date(2025, 6, 30)
    assert (row["完成情况"], row["实际完成日期"], row["存在问题"]) == ("已按期完成", None, None)


def test_what_must_be_corrected_first_goes_no_further(desks: dict[str, Desk]) -> None:
    """The pipes: done late, and no day is said. The city learns nothing of it, and says so."""
    own = next(
        row for row in returned(desks["丙县"], "水务局", "进展跟踪") if day(row["完成时限"]) == date(2025, 6, 30)
    )
    assert (own["完成情况"], own["实际完成日期"]) == ("已逾期完成", None)
    row = sent_up(desks, "丙县", "6", date(2025, 6, 30))
    assert (row["完成情况"], row["进展情况（累计）"]) == (None, None)


def test_a_unit_that_did_not_report_leaves_its_part_blank(desks: dict[str, Desk]) -> None:
    """Two units for one row, and one of them silent: its words are missing, and there is no state but a person's."""
    row = sent_up(desks, "乙县", "4", date(2025, 6, 30))
    assert row["进展情况（累计）"] == "住建局：7个小区全部开工，完成雨污分流2个。"
    [filled] = desks["乙县"].filled
    as_filled = next(each for each in lines(filled, "进展跟踪") if str(each["序号"]) == "4")
    assert as_filled["完成情况"] is None
    reasons = sheet_rows(basis_of(desks["乙县"]), "待填")
    assert any("城投公司（本期尚未报送）" in str(reason["为什么没有填"]) for reason in reasons)


def test_the_city_counts_what_the_counties_sent(desks: dict[str, Desk]) -> None:
    """Due by the end of June, by the city's own days: how many are done, open and not known."""
    rows = [row for county in COUNTIES for row in returned(desks["市"], county, "进展跟踪")]
    due = [row["完成情况"] for row in rows if day(row["完成时限"]) <= date(2025, 7, 11)]
    in_time, unknown = due.count("已按期完成"), due.count(None)
    unfinished = len(due) - in_time - unknown
    book = load_workbook(workbook_in(folder(desks["市"], "3-汇总"), "汇总报告"))
    table = [[cell.value for cell in row if cell.value is not None] for row in book["总览"].iter_rows()]
    head = next(index for index, row in enumerate(table) if "到期节点" in row)
    last = next(row for row in reversed(table[head:]) if row[:1] == ["合计"] and len(row) == len(table[head]))
    counted = dict(zip(table[head], last, strict=True))
    assert [counted[name] for name in ("到期节点", "按期完成", "未完成", "× 待核实")] == [
        count or "—" for count in (len(due), in_time, unfinished, unknown)
    ]


@pytest.mark.parametrize("office", ["丙县教育局", *COUNTIES])
def test_every_filled_cell_is_traced_to_its_cell(desks: dict[str, Desk], office: str) -> None:
    """上报依据 names file, sheet and cell; there stands what it quotes, and it says nothing of a cell that is blank."""
    [filled] = desks[office].filled
    form = load_workbook(filled)
    checked = 0
    for row in sheet_rows(basis_of(desks[office]), "上报依据"):
        if row["单元格"]:
            cell = form[row["上级的表"]][row["单元格"]].value
            assert text(cell) == text(row["填的内容"]) != ""
        sheet, _, cell = str(row["位置"]).partition("!")
        source = load_workbook(folder(desks[office], "") / row["报来的文件"])
        assert text(source[sheet][cell].value) == text(row["报来的原话"])
        source.close()
        checked += 1
    assert checked > 5


def test_the_form_that_came_is_not_touched(desks: dict[str, Desk]) -> None:
    for county in COUNTIES:
        [received] = (desks[county].folder / "来文").iterdir()
        assert digest(received) == digest(folder(desks["市"], "1-下发") / received.name)


def test_nothing_is_wrong_with_what_was_filled_in(desks: dict[str, Desk]) -> None:
    """As the oldest Excel that must open it would read it."""
    audit = OpenXmlValidator(file_format=FileFormat.OFFICE_2007, max_errors=0, schema_validation=True, strict=True)
    written = [path for desk in desks.values() for form in desk.filled for path in (form, basis_of(desk))]
    assert [f"{path.name}: {error}" for path in written for error in audit.validate(path).errors] == []


def test_what_a_county_fills_in_reads_as_a_clerk_would_write_it(desks: dict[str, Desk], golden: Golden) -> None:
    [filled] = desks["甲县"].filled
    golden("two-levels/filled", shown(returned_lines(filled)))
    golden("two-levels/blank", shown(sheet_rows(basis_of(desks["乙县"]), "待填")))


def returned_lines(filled: Path) -> list[dict[str, Any]]:
    rows = ({**row, "完成时限": day(row["完成时限"])} for row in lines(filled, "进展跟踪"))
    return [{head: value for head, value in row.items() if head and len(head) < MOST_OF_A_HEADER} for row in rows]


def shown(rows: list[dict[str, Any]]) -> str:
    """One cell a line, the blank ones left out."""
    cells = ("\n".join(f"{head}：{text(value)}" for head, value in row.items() if head and text(value)) for row in rows)
    return "\n\n".join(cells)


def basis_of(desk: Desk) -> Path:
    [filled] = desk.filled
    return filled.with_name(f"{filled.stem}（上报依据）.xlsx")


def sheet_rows(path: Path, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet of 上报依据 by its headers."""
    book = load_workbook(path)
    rows: list[list[Any]] = [[cell.value for cell in row] for row in book[sheet].iter_rows()]
    top = next(index for index, row in enumerate(rows) if "单元格" in row)
    return [dict(zip(rows[top], row, strict=False)) for row in rows[top + 1 :]]


def text(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, int | float):
        return f"{value:g}"
    return "" if value is None else str(value)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
