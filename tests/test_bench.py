"""What we are measured beside does what docs/speed.md says that it does, and the page keeps what was measured."""

import sys
from pathlib import Path
from subprocess import run

import pytest
from openpyxl import load_workbook

from bench import grown_office, plain_build, plain_compile
from bench.grown_office import GrownOffice, grow_office
from bench.tables import Table, write_tables

ROOT = Path(__file__).parent.parent
UNITS = 3


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> GrownOffice:
    return grow_office(tmp_path_factory.mktemp("office"), UNITS)


@pytest.fixture(scope="module")
def forms(office: GrownOffice, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("forms")
    plain_build.main(str(office.table), str(folder))
    return folder


def test_plain_form_has_locks_lists_rules_and_print_setup(forms: Path) -> None:
    """Of both sheets: what a unit may type in is open, all else is locked."""
    book = load_workbook(forms / "第2股.xlsx")
    progress, milestones = book.worksheets
    shapes = [(sheet.title, sheet.max_row - plain_build.HEADER_ROW) for sheet in book.worksheets]
    assert shapes == [("进展情况表", 3), ("节点确认", 10)]
    for sheet, first_input in ((progress, 5), (milestones, 5)):
        assert sheet.protection.sheet
        locks = [[cell.protection.locked for cell in line] for line in sheet.iter_rows(min_row=4)]
        assert all(line == [column < first_input for column in range(1, len(line) + 1)] for line in locks)
        assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$3:$3")
        assert all(cell.border.left.style == "thin" for line in sheet.iter_rows(min_row=3) for cell in line)
    kinds = [[rule.type for rule in sheet.data_validations.dataValidation] for sheet in book.worksheets]
    assert kinds == [["textLength", "textLength", "list"], ["list", "date", "date", *["textLength"] * 3]]


def test_plain_table_has_all_rows_and_answers(office: GrownOffice, forms: Path, tmp_path: Path) -> None:
    office.hand_in_plain(forms, tmp_path / "returns")
    plain_compile.main(str(tmp_path / "returns"), str(tmp_path / "汇总.xlsx"))
    progress, milestones = load_workbook(tmp_path / "汇总.xlsx").worksheets
    header, *rows = progress.iter_rows(values_only=True)
    assert header[:3] == ("责任单位", "编号", "项目名称")
    assert [row[:2] for row in rows] == [(f"第{(number + 2) // 3}股", str(number)) for number in range(1, 10)]
    typed = [answers["rows"][str(number)]["progress"] for number, answers in _tasks(office)]
    assert [row[5] for row in rows] == typed
    assert milestones.max_row - 1 == office.rows[1]
    colors = {line[5].value: line[0].fill.fgColor.rgb[2:] for line in milestones.iter_rows(min_row=2)}
    assert colors.items() >= {("已按期完成", "C6EFCE"), ("有困难", "FFEB9C"), (None, "000000")}


def test_office_too_large_to_type_shares_its_tasks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each unit answers for all three of them, and has a form."""
    monkeypatch.setattr(grown_office, "MOST_DEALT", 1)
    office = grow_office(tmp_path / "office", 2)
    assert office.rows == (6, 14)
    assert [list(answers["rows"]) for answers in office.answers.values()] == [
        ["5", "5@0331", "6", "6@0331", "7", "7@0531"]
    ] * 2


def _tasks(office: GrownOffice) -> list[tuple[int, dict[str, dict[str, dict[str, str]]]]]:
    by_unit = list(office.answers.values())
    return [(number, dict(by_unit[(number - 1) // 3])) for number in range(1, 10)]


def test_a_look_names_the_room_and_the_step(tmp_path: Path) -> None:
    """Of a command that fails at once there is little to see but its imports, and the reading of its folder."""
    looks = tmp_path / "looks.txt"
    words = [
        ROOT / "bench" / "phases.py",
        looks,
        ROOT / "build_forms.py",
        "--config",
        tmp_path / "none" / "config.yaml",
    ]
    assert run([sys.executable, *map(str, words)], check=False, capture_output=True).returncode == 2
    seen = [line.split("\t") for line in looks.read_text(encoding="utf-8").splitlines()]
    assert ("imports", "imports") in {(room, step) for room, step, _ in seen}
    assert all(float(seconds) >= 0 for _, _, seconds in seen)


def test_measured_table_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    page = tmp_path / "speed.md"
    page.write_text("before\n<!-- units-10 -->\nold\n<!-- end -->\nafter\n<!-- curve -->\nstays\n<!-- end -->\n")
    write_tables(page, [Table("units-10", "10 units", ("what", "ours"), [("build", "1 s")], "Once. ")])
    lines = page.read_text(encoding="utf-8").splitlines()
    assert lines[:6] == ["before", "<!-- units-10 -->", "", "| what | ours |", "| --- | --- |", "| build | 1 s |"]
    assert lines[7].startswith("Once. ")
    assert lines[8:] == ["", "<!-- end -->", "after", "<!-- curve -->", "stays", "<!-- end -->"]
    write_tables(page, [Table("units-7", "without a place", (), [])])
    assert page.read_text(encoding="utf-8").splitlines() == lines
