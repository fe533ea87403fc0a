"""`duban fill`: a form of the office above gets what follows from sound returns, and nothing else in it changes."""

import io
import re
import shutil
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Protection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from examples.demo import fill_form as fill_unlocked
from examples.two_levels import FOLDER as TWO_LEVELS
from examples.two_levels import Desk, hand_in, play
from tests.clerk import file_hashes
from tests.levels import DAY, cells, codes, copied, duban, fill, filled_form, folder
from tests.office.driver import Office

HEAD = ("序号", "重点工作", "完成时限", "完成情况", "工作进展", "存在问题", "预计完成时间")
TITLE = "市民生实事完成情况统计表"
ROADS = (2, "甲县农村公路改造", "6月底前")
SCHOOL = (1, "甲县中心小学扩建", "2025-06-30")
ROADS_PROGRESS = "交通局：5月8日开工，已完成路基26公里、路面24公里。\n公路站：已完成8.5公里。"


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Desk]:
    """All of the demo, played; nobody may write into it."""
    return play(tmp_path_factory.mktemp("levels"))


@pytest.fixture
def county(desks: dict[str, Desk], tmp_path: Path) -> Desk:
    """甲县, which has compiled, and filled in nothing."""
    desk = copied(desks["甲县"], tmp_path / "甲县")
    shutil.rmtree(folder(desk, "3-汇总") / "上报")
    return desk


@pytest.fixture
def form(desks: dict[str, Desk], tmp_path: Path) -> Path:
    """The city's form, as it came by mail."""
    [received] = (desks["甲县"].folder / "来文").iterdir()
    return Path(shutil.copy(received, tmp_path))


def plain_form(
    path: Path, *rows: tuple[Any, ...], lay_out: Callable[[Worksheet], None] | None = None, title: str = TITLE
) -> Path:
    """A sheet of an office that has no duban: a title, a header and rows."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append([title])
    sheet.append(HEAD)
    for row in rows:
        sheet.append([*row])
    if lay_out:
        lay_out(sheet)
    book.save(path)
    return path


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


# ---- what changes, and what does not


def test_nothing_but_the_filled_cells_changes(county: Desk, form: Path) -> None:
    """Styles, rules, protection, hidden sheets, properties and all texts keep their bytes."""
    before = form.read_bytes()
    assert fill(county, form).exit == 0
    assert form.read_bytes() == before
    old, new = parts(form), parts(filled_form(county, form))
    assert [*old] == [*new]
    changed = sorted(name for name in old if old[name] != new[name])
    assert changed == ["xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"]
    for name in changed:
        cell = re.compile(rb"<c [^>]*?(?:/>|>.*?</c>)", re.DOTALL)
        rest = [re.sub(rb' spans="[^"]*"', b"", cell.sub(b"", part)) for part in (old[name], new[name])]
        assert rest[0] == rest[1]


def test_the_same_returns_fill_in_the_same_bytes(county: Desk, form: Path) -> None:
    fill(county, form)
    once = file_hashes(filled_form(county, form).parent)
    assert fill(county, form).exit == 0
    assert file_hashes(filled_form(county, form).parent) == once


def test_what_stands_in_the_form_stays(county: Desk, form: Path) -> None:
    """Somebody typed into two cells before: one says the same, one says else, which is told."""
    book = load_workbook(form)
    book["进展跟踪"]["I7"] = "另有说法。"
    book["进展跟踪"]["K7"] = "不能按期完成"
    book.save(form)
    result = fill(county, form)
    assert codes(result) == ["fill-blank"]
    assert "表里已有内容，没有动" in result.output
    row = cells(filled_form(county, form), "进展跟踪")[6]
    assert (row[8], row[10], row[12] is None) == ("另有说法。", "不能按期完成", False)


def carry_in(form: Path, words: str) -> None:
    """Last period's words of the roads, as a form of a later period has them: in the cell, and on the hidden sheet."""
    book = load_workbook(form)
    book["进展跟踪"]["I7"] = words
    for line in book["_last"].iter_rows():
        if line[0].value == "2@0630":
            line[1].value = words
    book.save(form)


def test_last_periods_words_that_the_form_carries_give_way(county: Desk, form: Path) -> None:
    carry_in(form, "正在施工。")
    assert codes(fill(county, form)) == []
    assert cells(filled_form(county, form), "进展跟踪")[6][8] == ROADS_PROGRESS


def test_the_same_words_again_are_left_to_a_person(county: Desk, form: Path) -> None:
    """Whether there is no news is for the office to say, with the word that the form has for it."""
    carry_in(form, ROADS_PROGRESS)
    result = fill(county, form)
    assert codes(result) == ["fill-blank"]
    assert "报来的与上期相同" in result.output


def test_what_a_person_added_to_the_filled_form_is_kept(county: Desk, form: Path) -> None:
    fill(county, form)
    path = filled_form(county, form)
    book = load_workbook(path)
    book["进展跟踪"]["I3"] = "陈三"
    book.save(path)
    fill(county, form)
    [kept] = path.parent.glob(f"{path.stem}（手改留存*.xlsx")
    assert cells(kept, "进展跟踪")[2][8] == "陈三"


def test_it_is_taken_back_like_a_compile(county: Desk, form: Path) -> None:
    before = file_hashes(folder(county, "3-汇总"))
    fill(county, form)
    result = duban(county, "undo")
    assert "填上级的表" in result.output
    assert file_hashes(folder(county, "3-汇总")) == before
    assert duban(county, "verify").exit == 0


# ---- saved by other programs


def test_what_libreoffice_saved_can_be_filled_in_and_is_compiled(
    county: Desk, form: Path, desks: dict[str, Desk], office: Office, tmp_path: Path
) -> None:
    """Saved before it is filled in, and again after: the city reads the same answers as from the form that it has."""
    saved = tmp_path / "saved" / form.name
    saved.parent.mkdir()
    with office.open(form) as book:
        book.save_as(saved, "xlsx")
    assert fill(county, saved).exit == 0
    again = tmp_path / "甲县.xlsx"
    with office.open(filled_form(county, saved)) as book:
        assert book.fill("进展跟踪", "F3", "陈三")
        assert book.fill("进展跟踪", "I3", "2025-07-08")
        book.save_as(again, "xlsx")
    city = copied(desks["市"], tmp_path / "市")
    (folder(city, "2-回收") / "甲县.xlsx").unlink()
    shutil.copy(again, folder(city, "2-回收"))
    result = duban(city, "compile", "--as-of", "2025-07-12", "--json")
    [file] = [file for file in result.json["files"] if Path(file["path"]).name == "甲县.xlsx"]
    assert (file["end"], [finding["code"] for finding in file["findings"]]) == ("ignored", ["same-again"])


# ---- plain sheets


def test_a_plain_sheet_is_filled_in_by_its_headers(county: Desk, tmp_path: Path) -> None:
    """The office above has no duban; days are written as words, for nobody said that the cells take days."""
    form = plain_form(tmp_path / "市里的表.xlsx", ROADS, SCHOOL)
    result = fill(county, form)
    assert codes(result) == []
    assert cells(filled_form(county, form), "Sheet")[2:] == [
        [
            *ROADS,
            "不能按期完成",
            ROADS_PROGRESS,
            "公路站：用地手续6月10日才办结。",
            "2025-07-20",
        ],
        [
            *SCHOOL,
            "已按期完成",
            "2月底前：2月20日完成设计，2月27日完成招标。\n5月底前：主体6月12日封顶，建筑面积6200平方米。",
            None,
            None,
        ],
    ]


def refuse_long_words(sheet: Worksheet) -> None:
    rule = DataValidation("textLength", operator="lessThanOrEqual", formula1="10", showErrorMessage=True)
    rule.add("E3:E9")
    sheet.add_data_validation(rule)


def offer(*words: str) -> Callable[[Worksheet], None]:
    def lay_out(sheet: Worksheet) -> None:
        rule = DataValidation("list", formula1=f'"{",".join(words)}"', showErrorMessage=True)
        rule.add("D3:D9")
        sheet.add_data_validation(rule)

    return lay_out


def offer_cells(sheet: Worksheet) -> None:
    assert sheet.parent
    words = sheet.parent.create_sheet("选项")
    words["A1"], words["A2"] = "已按期完成", "不能按期完成"
    rule = DataValidation("list", formula1="选项!$A$1:$A$2", showErrorMessage=True)
    rule.add("D3:D9")
    sheet.add_data_validation(rule)


def refuse_by_formula(sheet: Worksheet) -> None:
    rule = DataValidation("custom", formula1="LEN(D3)<100", showErrorMessage=True)
    rule.add("D3:D9")
    sheet.add_data_validation(rule)


def lock_states(sheet: Worksheet) -> None:
    sheet.protection.sheet = True
    for line in sheet.iter_rows(min_row=3):
        for cell in line[4:]:
            cell.protection = Protection(locked=False)


def put_formula(sheet: Worksheet) -> None:
    sheet["D3"] = '=IF(E3="","","已填")'


@pytest.mark.parametrize(
    ("lay_out", "state", "why"),
    [
        (offer("已完成", "未完成"), "未完成", ""),  # another word for the same
        (offer("正常", "滞后"), None, "下拉框里没有与所报意思相同的一项"),
        (offer_cells, "不能按期完成", ""),
        (refuse_by_formula, None, "这一格的校验规则认不出"),
        (lock_states, None, "这一格锁定了"),
        (put_formula, '=IF(E3="","","已填")', "这一格锁定了，或是公式"),
        (refuse_long_words, "不能按期完成", "超过这一格的限制"),  # the words, not the state
    ],
)
def test_what_the_cell_does_not_take_stays_out(
    county: Desk, tmp_path: Path, lay_out: Callable[[Worksheet], None], state: str | None, why: str
) -> None:
    form = plain_form(tmp_path / "市里的表.xlsx", (*ROADS, None, None, None, None), lay_out=lay_out)
    result = fill(county, form)
    row = cells(filled_form(county, form), "Sheet")[2]
    assert row[3] == state
    assert row[4] == (None if lay_out is refuse_long_words else ROADS_PROGRESS)
    assert (why in result.output) == bool(why) or not why
    notes = ["fill-sheet-unknown"] if lay_out is offer_cells else []  # the sheet with the words of the list
    assert codes(result) == (["fill-blank"] if why else notes)


def test_a_sheet_in_which_nothing_is_known_is_refused_and_named(county: Desk, tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["甲", "乙", "丙"])  # type: ignore[union-attr]
    book.save(tmp_path / "表.xlsx")
    result = fill(county, tmp_path / "表.xlsx")
    assert (result.exit, codes(result)) == (2, ["fill-no-table"])
    assert "看过：Sheet" in result.output


def test_headers_that_an_office_added_are_known(county: Desk, tmp_path: Path) -> None:
    form = plain_form(tmp_path / "表.xlsx", (*ROADS, None, None, None, None))
    book = load_workbook(form)
    book.active["E2"] = "最新动态"  # type: ignore[index]
    book.save(form)
    own = county.folder / "templates" / "upper-headers.yaml"
    own.parent.mkdir()
    own.write_text("topics: {name: [重点工作], due: [完成时限]}\nroles: {progress: [最新动态]}\n", encoding="utf-8")
    assert fill(county, form).exit == 0
    assert cells(filled_form(county, form), "Sheet")[2][4] == ROADS_PROGRESS


@pytest.mark.parametrize(
    "typed", ["roles: {stat: [甲]}", "topics: {name: 甲}", "row: [甲]", "[甲]", "roles: {state: [["]
)
def test_mistakes_in_the_headers_are_told_where_they_stand(county: Desk, form: Path, typed: str) -> None:
    own = county.folder / "templates" / "upper-headers.yaml"
    own.parent.mkdir()
    own.write_text(f"{typed}\n", encoding="utf-8")
    for result in (duban(county, "check", "--json"), fill(county, form)):
        assert result.exit == 2
        assert {error["place"] for error in result.json["errors"]} == {"templates/upper-headers.yaml:1"}


# ---- which row is which task


def test_rows_that_match_no_task_are_named_and_left_alone(county: Desk, tmp_path: Path) -> None:
    form = plain_form(tmp_path / "表.xlsx", (*ROADS, None), (9, "别县的事", "6月底前", None))
    result = fill(county, form)
    assert codes(result) == ["fill-rows-unmatched"]
    assert "9 别县的事" in result.output
    assert cells(filled_form(county, form), "Sheet")[3][3:5] == [None, None]


def test_a_table_whose_tasks_stand_under_an_unknown_head_is_told_as_that(county: Desk, tmp_path: Path) -> None:
    """That names are compared helps nobody there: the head is what is not known."""

    def rename(sheet: Worksheet) -> None:
        (name,) = [cell for row in sheet.iter_rows() for cell in row if cell.value == HEAD[1]]
        name.value = "重点任务"

    result = fill(county, plain_form(tmp_path / "表.xlsx", (*ROADS, None), lay_out=rename))
    assert codes(result) == ["fill-names-unknown"]
    assert "表.xlsx" in result.output
    assert "任务名称、工作任务" in result.output


def test_two_tasks_of_one_name_are_not_guessed_between(county: Desk, tmp_path: Path) -> None:
    rows = [(number, "甲县中心小学扩建", "6月底前", None) for number in (1, 5)]
    result = fill(county, plain_form(tmp_path / "表.xlsx", *rows, title="市重点项目统计表"))
    assert codes(result) == ["fill-rows-unmatched"]
    assert result.json["filled"] == 0


def test_a_row_that_the_plan_names_and_the_form_lacks_is_told(county: Desk, tmp_path: Path) -> None:
    """Only where the form is the one that is meant: 表 says 民生实事."""
    rows = (*SCHOOL, None)
    assert codes(fill(county, plain_form(tmp_path / "表.xlsx", rows))) == ["fill-row-missing"]
    assert codes(fill(county, plain_form(tmp_path / "表.xlsx", rows, title="市重点项目统计表"))) == []


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("- {行: 1, 任务: [1, 7]}", "upward-task-unknown"),
        ("- {行: 1, 任务: 1}\n  - {行: 1, 任务: 2}", "upward-row-twice"),
        ("- {行: 1, 表: 甲, 任务: 1}\n  - {行: 1, 任务: 2}", "upward-row-twice"),
        ("- {行: 1, 表: 甲, 任务: 1}\n  - {行: 1, 表: 乙, 任务: 2}", ""),
        ("- {行: 1}", "key-missing"),
    ],
)
def test_mistakes_in_the_plan_are_told_where_they_stand(county: Desk, rows: str, code: str) -> None:
    plan = county.folder / "plans" / "甲县" / "plan.yaml"
    text = plan.read_text(encoding="utf-8").partition("上报:")[0]
    plan.write_text(f"{text}上报:\n  {rows}\n", encoding="utf-8")
    found = codes(duban(county, "check", "--json"))
    assert [each for each in found if each.startswith(("upward", "key"))] == ([code] if code else [])


def test_the_mapping_is_no_part_of_any_form(county: Desk) -> None:
    """Whoever changes it changes no form that is out."""
    plan = county.folder / "plans" / "甲县" / "plan.yaml"
    text = plan.read_text(encoding="utf-8").partition("上报:")[0]
    plan.write_text(text, encoding="utf-8")
    result = duban(county, "build", "--as-of", "2025-06-25", "--json")
    assert {form["state"] for form in result.json["forms"]} == {"same"}


def test_numbers_are_added_up_only_where_the_plan_says_so(county: Desk, form: Path) -> None:
    plan = county.folder / "plans" / "甲县" / "plan.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace(", 合计: 是", ""), encoding="utf-8")
    result = fill(county, form)
    assert "有几个数，不能相加" in result.output
    assert cells(filled_form(county, form), "指标完成")[3][8] is None


@pytest.mark.parametrize(
    ("own_unit", "asked_unit", "number", "why"),
    [
        ("公里", "公里", 32.5, ""),
        ("公里", "个", None, "本单位的任务没有同名、同单位的指标"),
        ("%", "%", None, "有几个数，不能相加"),  # two shares are no share of both
    ],
)
def test_only_numbers_of_one_kind_are_added_up(
    tmp_path: Path, own_unit: str, asked_unit: str, number: float | None, why: str
) -> None:
    desk = Desk("甲县", tmp_path / "甲县")
    desk.set_up()
    plan = desk.folder / "plans" / "甲县" / "plan.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("单位: 公里", f'单位: "{own_unit}"'), encoding="utf-8")
    duban(desk, "build", "--as-of", "2025-06-25")
    script = yaml.safe_load((TWO_LEVELS / "answers.yaml").read_text(encoding="utf-8"))
    hand_in(desk, date.fromisoformat(DAY), script["answers"]["甲县"])
    duban(desk, "compile", "--as-of", DAY)
    book = Workbook()
    for row in (["民生实事"], ["序号", "重点工作", "指标", "单位", "完成数"], [*ROADS[:2], "改造里程", asked_unit]):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(tmp_path / "表.xlsx")
    result = fill(desk, tmp_path / "表.xlsx")
    assert why in result.output
    value = cells(filled_form(desk, tmp_path / "表.xlsx"), "Sheet")[2]
    assert (value[4] if len(value) > 4 else None) == number


# ---- what is no fact


def report_again(desk: Desk, unit: str, rows: Mapping[str, Mapping[str, object]], name: str = "") -> None:
    """A unit's return once more, with other answers in some of its rows."""
    context = desk.context(date.fromisoformat(DAY))
    own = folder(desk, "2-回收") / f"{unit}.xlsx"
    fill_unlocked(own, folder(desk, "2-回收") / (name or f"{unit}（新）.xlsx"), context.layout, {"rows": rows})


def test_two_versions_that_wait_fill_in_nothing(county: Desk, form: Path) -> None:
    """Each of them says another thing of the roof, and nobody has chosen."""
    for name, words in (("甲", "主体只差屋面。"), ("乙", "主体和屋面都好了。")):
        report_again(county, "教育局", {"1@0531": {"progress": words}}, f"教育局{name}.xlsx")
    duban(county, "compile", "--as-of", DAY)
    result = fill(county, form)
    assert "教育局（两个版本待确认）" in result.output
    assert [row[8] for row in cells(filled_form(county, form), "进展跟踪")[4:6]] == [None, None]


def test_who_misses_only_the_own_day_is_not_accused_above(county: Desk, form: Path) -> None:
    """Due in the county by 31 May, expected on 20 June, due in the city on 30 June: a person says what that is."""
    late = {"state": "不能按期完成", "actual": None, "expected": date(2025, 6, 20), "reason": "雨天停工。"}
    report_again(county, "教育局", {"1@0531": late})
    duban(county, "compile", "--as-of", DAY)
    result = fill(county, form)
    assert "预计不晚于上级的时限，请您定" in result.output
    assert cells(filled_form(county, form), "进展跟踪")[5][10] is None


def test_what_is_asked_of_the_own_office_is_not_asked_above_it(desks: dict[str, Desk], tmp_path: Path) -> None:
    """A bureau asks the county to move a day: whether the county asks the city, the county says."""
    desk = copied(desks["乙县"], tmp_path / "乙县")
    adjust = {"state": "申请调整", "expected": date(2025, 8, 1), "reason": "图纸变更。"}
    report_again(desk, "卫健局", {"1@0630": adjust})
    duban(desk, "compile", "--as-of", DAY)
    [received] = (desk.folder / "来文").iterdir()
    result = fill(desk, received)
    assert "是否向上级申请，请您定" in result.output


def test_nothing_is_said_of_a_day_by_which_no_own_milestone_is_due(county: Desk, tmp_path: Path) -> None:
    form = plain_form(tmp_path / "表.xlsx", (1, "甲县中心小学扩建", "1月底前", None, None, None, None), ROADS)
    result = fill(county, form)
    assert "没有在这一行的时限前" in result.output
    assert cells(filled_form(county, form), "Sheet")[2][3:] == [None] * 4


# ---- refused


def test_an_own_form_is_not_filled_in(county: Desk) -> None:
    own = next(folder(county, "1-下发").glob("教育局-*.xlsx"))
    assert codes(fill(county, own)) == ["fill-own-form"]


def test_the_filled_form_is_not_filled_into_itself(county: Desk, form: Path) -> None:
    fill(county, form)
    assert codes(fill(county, filled_form(county, form))) == ["fill-own-output"]


def test_a_period_that_was_not_compiled_fills_in_nothing(form: Path, tmp_path: Path) -> None:
    fresh = Desk("甲县", tmp_path / "fresh")
    fresh.set_up()
    duban(fresh, "build", "--as-of", "2025-06-25")
    assert codes(fill(fresh, form)) == ["fill-not-compiled"]


def test_returns_that_no_compile_has_read_are_told(county: Desk, form: Path) -> None:
    (folder(county, "2-回收") / "新到.xlsx").write_bytes(b"PK")
    assert codes(fill(county, form)) == ["fill-unread"]


def bomb() -> bytes:
    """A workbook whose sheet unfolds to far more than any sheet has."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts_of_a_workbook().items():
            package.writestr(name, data + b" " * 300_000_000 if name.endswith("sheet1.xml") else data)
    return buffer.getvalue()


def parts_of_a_workbook() -> dict[str, bytes]:
    buffer = io.BytesIO()
    Workbook().save(buffer)
    with zipfile.ZipFile(buffer) as package:
        return {name: package.read(name) for name in package.namelist()}


def entities() -> bytes:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, data in parts_of_a_workbook().items():
            package.writestr(name, data.replace(b"<worksheet", laughs + b"<worksheet", 1) if "sheet1" in name else data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "data",
    [b"", b"PK", b"%PDF-1.7", b"a,b\n1,2\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 64, bomb(), entities()],
    ids=["empty", "half a zip", "a scan", "a text", "an old file", "a bomb", "entities"],
)
def test_what_cannot_be_filled_in_is_refused_with_its_reason(county: Desk, tmp_path: Path, data: bytes) -> None:
    """Nothing is written, and the ledger knows of no run."""
    (tmp_path / "表.xlsx").write_bytes(data)
    before = file_hashes(county.folder / "output")
    result = fill(county, tmp_path / "表.xlsx")
    assert (result.exit, codes(result)) == (2, ["fill-unreadable"])
    assert {name: digest for name, digest in file_hashes(county.folder / "output").items() if "索引" not in name} == {
        name: digest for name, digest in before.items() if "索引" not in name
    }


def test_a_file_that_is_not_there_is_named(county: Desk, tmp_path: Path) -> None:
    assert codes(fill(county, tmp_path / "没有.xlsx")) == ["fill-unreadable"]


def hostile_rows(sheet: Worksheet) -> None:
    for _ in range(3_000):
        sheet.append([2, "甲县农村公路改造", "6月底前"])
    sheet.merged_cells.add("H1:XFD1048576")
    sheet.merged_cells.add("D4:XFD1048576")


def test_very_many_rows_and_wide_merges_end(county: Desk, tmp_path: Path) -> None:
    form = plain_form(tmp_path / "表.xlsx", (*ROADS, None), lay_out=hostile_rows)
    result = fill(county, form)
    assert result.exit in (0, 1, 2)


def test_words_of_a_return_never_become_a_formula(county: Desk, tmp_path: Path) -> None:
    """What a unit typed is text in the city's form, whatever it begins with."""
    name = next(folder(county, "2-回收").glob("交通局.xlsx"))
    book = load_workbook(name)
    sheet: Any = book["进展跟踪"]
    sheet["H5"].value = '=HYPERLINK("http://x","5月8日开工，已完成路基26公里")'
    sheet["H5"].data_type = "s"
    book.save(name)
    duban(county, "compile", "--as-of", DAY)
    form = plain_form(tmp_path / "表.xlsx", (*ROADS, None, None, None, None))
    fill(county, form)
    xml = parts(filled_form(county, form))["xl/worksheets/sheet1.xml"].decode()
    assert "<f" not in xml


def test_an_answer_that_several_tasks_share_is_left_to_a_person(county: Desk, tmp_path: Path) -> None:
    """One cell is merged over two tasks: the words of the first alone would speak for both."""
    rows = ((*ROADS, None, None, None, None), (*SCHOOL, None, None, None, None))
    form = plain_form(tmp_path / "表.xlsx", *rows, lay_out=lambda sheet: sheet.merge_cells("E3:E4"))
    result = fill(county, form)
    assert "这一格合并了几行" in str(result.json["findings"])
    progress = [row[4] for row in cells(filled_form(county, form), "Sheet")[2:4]]
    assert progress == [None, None]


def test_an_answer_merged_over_rows_of_one_task_is_given(county: Desk, tmp_path: Path) -> None:
    """The name is merged over the same two rows, and they say nothing else."""

    def lay_out(sheet: Worksheet) -> None:
        for column in "ABCDEFG":
            sheet.merge_cells(f"{column}3:{column}4")

    form = plain_form(tmp_path / "表.xlsx", (*ROADS, None, None, None, None), (None,) * 7, lay_out=lay_out)
    fill(county, form)
    assert cells(filled_form(county, form), "Sheet")[2][4] == ROADS_PROGRESS


def test_what_is_too_far_down_to_be_read_is_told(county: Desk, tmp_path: Path) -> None:
    def lay_out(sheet: Worksheet) -> None:
        sheet.cell(30_000, 2, "甲县中心小学扩建")

    form = plain_form(tmp_path / "表.xlsx", ROADS, lay_out=lay_out)
    assert "fill-sheet-cut" in codes(fill(county, form))


def test_forms_of_one_name_have_each_their_basis(county: Desk, tmp_path: Path) -> None:
    """A form with macros and one without go on beside each other."""
    plain = plain_form(tmp_path / "表.xlsx", ROADS)
    with_macros = Path(shutil.copy(plain, tmp_path / "表.xlsm"))
    bases = {fill(county, form).json["basis"] for form in (plain, with_macros)}
    assert len(bases) == 2
