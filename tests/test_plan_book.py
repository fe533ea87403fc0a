"""The plan as a workbook: written, edited, read back; what was not touched stays byte by byte."""

import json
import random
import shutil
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openxml_audit import FileFormat, OpenXmlValidator

from duban.journeys.plan_files import MODELS, due_splitter, typed_root
from duban.plan_book.book_tables import read_book_tables
from duban.plan_book.changed_items import rebuild
from duban.plan_book.differences import typed_changes
from duban.plan_book.plan_rows import LINE_KEY, SHOWN_KEYS, TASK_KEY, TASK_NAME_KEY
from duban.plan_book.tables import all_tables
from duban.workbook.grid import CellValue, SheetGrid, WorkbookGrid
from duban.workspace.workspace import open_workspace
from duban.workspace.yaml_file import parse_yaml
from duban.workspace.yaml_splice import write_changes
from tests.clerk import ROOT, Clerk, CommandResult
from tests.plan_books import PLAN_FOLDERS, Place, book_of, changed_lines, edit_book, grid_of, typed_files

BOOK = "计划.xlsx"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """A clerk with the workbook of her plan."""
    clerk = Clerk(tmp_path_factory.mktemp("plan-book") / "desk")
    assert clerk.run("duban", "plan", "--excel", clerk.folder / BOOK).exit == 0
    return clerk


@pytest.fixture
def clerk(desk: Clerk, tmp_path: Path) -> Clerk:
    return desk.copied_to(tmp_path / "desk")


def plan_folder(clerk: Clerk) -> Path:
    return clerk.folder / "plans" / clerk.plan


def read_edited(clerk: Clerk, cells: Mapping[Place, str | None]) -> CommandResult:
    """Edit the workbook and read it back."""
    edit_book(clerk.folder / BOOK, clerk.folder / "改.xlsx", cells)
    return clerk.run("duban", "plan", clerk.folder / "改.xlsx")


def lines_changed(clerk: Clerk) -> list[str]:
    """What is different from the plan as it comes with the program."""
    before = dict(typed_files(ROOT / "plans" / clerk.plan))
    return [line for name, text in typed_files(plan_folder(clerk)) for line in changed_lines(before[name], text)]


# ---- nothing was changed


@pytest.mark.parametrize("folder", PLAN_FOLDERS, ids=lambda folder: folder.name)
def test_every_plan_comes_back_from_its_workbook_as_it_was(folder: Path) -> None:
    """Equal values, and nothing to write."""
    files, notation, book = book_of(open_workspace(ROOT / "config.yaml", str(folder)))
    grid = grid_of(book)
    for name, model in MODELS.items():
        tables, mistakes = read_book_tables(grid, model, BOOK)
        rebuilt = rebuild(files[name].root, tables, notation, BOOK)
        assert (mistakes, rebuilt.mistakes, rebuilt.edits) == ([], (), ())
        assert rebuilt.root.plain == files[name].root.plain
        assert [*typed_changes(files[name].root, rebuilt.root)] == []


def test_a_workbook_that_was_only_saved_changes_nothing(clerk: Clerk) -> None:
    result = read_edited(clerk, {})
    assert (result.exit, lines_changed(clerk)) == (0, [])
    assert "没有改动" in result.out
    assert not (plan_folder(clerk) / "旧稿").exists()


# ---- ten edits, each of which changes its own lines only

EDITS: dict[str, tuple[dict[Place, str | None], list[str]]] = {
    "other words": (
        {("任务", "加强教师培训", "名称"): "加强教师培训工作"},
        ["-    名称: 加强教师培训", "+    名称: 加强教师培训工作"],
    ),
    "another day of a milestone in its short form": (
        {("节点", "4月底前", "时限"): "5月上旬"},
        [
            "-      - 4月底前: 双方确定结对学校，分类制定帮扶培训计划。",
            "+      - 5月上旬: 双方确定结对学校，分类制定帮扶培训计划。",
        ],
    ),
    "a unit more": ({("任务", "加强教师培训", "协办"): "督导室、基安股"}, ["+    协办: 督导室、基安股"]),
    "nobody supports": ({("任务", "增加学位供给", "协办"): None}, ["-    协办: [基安股]"]),
    "a standard, for which the short form is too short": (
        {("节点", "开展施工招标。", "标准"): "招标公告"},
        [
            "-      - 6月底前: 开展施工招标。",
            "+      - 时限: 6月底前",
            "+        内容: 开展施工招标。",
            "+        标准: 招标公告",
        ],
    ),
    "a milestone goes": (
        {("节点", "开展基础工程建设。", "*"): None},
        ["-      - 10月底前: 开展基础工程建设。"],
    ),
    "a milestone comes": (
        {("节点", "", "任务"): "3", ("节点", "", "时限"): "12月底前", ("节点", "", "内容"): "全部拨付到位。"},
        ["+      - 12月底前: 全部拨付到位。"],
    ),
    "a number, where there was none": (
        {
            ("指标", "", "任务"): "4",
            ("指标", "", "所属"): "节点4",
            ("指标", "", "名称"): "免费培训",
            ("指标", "", "目标"): "700",
            ("指标", "", "单位"): "人",
        },
        [
            "-      - 6月底前: 完成上半年培训。",
            "+      - 时限: 6月底前",
            "+        内容: 完成上半年培训。",
            "+        指标:",
            "+          - 名称: 免费培训",
            "+            目标: '700'",
            "+            单位: 人",
        ],
    ),
    "the head, with its comment": (
        {("计划", "印发日期", "内容"): "2022-06-03"},
        ["-  印发日期: 2022-06-02", "+  印发日期: 2022-06-03"],
    ),
    "a unit with a code of its own": (
        {("机构", "", "名称"): "审计股", ("机构", "", "代码"): "SJG"},
        ["+  - {名称: 审计股, 代码: SJG}"],
    ),
    "a decision": (
        {("调整", "", "日期"): "2022-07-01", ("调整", "", "类型"): "取消", ("调整", "", "任务"): "4"},
        ["+", "+调整:", "+  - 日期: 2022-07-01", "+    类型: 取消", "+    任务: '4'"],
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_changes_its_own_lines_and_is_told(clerk: Clerk, name: str) -> None:
    cells, lines = EDITS[name]
    result = read_edited(clerk, cells)
    assert (result.exit in {0, 1}, lines_changed(clerk)) == (True, [line.replace("'", "") for line in lines])
    assert "改.xlsx:" in result.out
    assert f"plans/{clerk.plan}/" in result.out
    assert [*(plan_folder(clerk) / "旧稿").iterdir()] != []


def test_a_task_goes_with_all_that_is_its_own_and_a_new_one_comes_with_milestones(clerk: Clerk) -> None:
    new = {"序号": "99", "名称": "新任务", "牵头": "督导室"}
    cells: dict[Place, str | None] = {("任务", "", key): text for key, text in new.items()}
    cells |= {("节点", "", "任务"): "99", ("节点", "", "时限"): "9月底前", ("节点", "", "内容"): "做完。"}
    result = read_edited(clerk, {**cells, ("任务", "加强教师培训", "*"): None})
    text = (plan_folder(clerk) / "plan.yaml").read_text(encoding="utf-8")
    assert result.exit in {0, 1}
    assert "加强教师培训" not in text
    assert "帮扶培训计划" not in text
    assert any("删去“" in line and "加强教师培训" in line for line in result.out.splitlines())
    new_lines = [
        "+",
        "+  - 序号: 99",
        "+    名称: 新任务",
        "+    牵头: 督导室",
        "+    节点:",
        "+      - 9月底前: 做完。",
    ]
    assert [line for line in lines_changed(clerk) if line.startswith("+")] == new_lines


def test_she_goes_on_with_the_workbook_of_the_plan_as_it_is_now(clerk: Clerk) -> None:
    read_edited(clerk, {("任务", "加强教师培训", "名称"): "第一次"})
    (book,) = (clerk.folder / "output" / clerk.plan).glob("计划表-*.xlsx")
    edit_book(book, book, {("任务", "第一次", "名称"): "第二次"})
    result = clerk.run("duban", "plan", book)
    assert result.exit in {0, 1}
    assert lines_changed(clerk) == ["-    名称: 加强教师培训", "+    名称: 第二次"]
    assert len([*(plan_folder(clerk) / "旧稿").iterdir()]) == 2


# ---- what is no plan is told by its cell, and nothing is written

REFUSED: dict[str, tuple[dict[Place, str | None], str]] = {
    "unit-unknown": ({("任务", "加强教师培训", "牵头"): "人事股股"}, "任务!"),
    "date-unreadable": ({("节点", "4月底前", "时限"): "十三月"}, "节点!"),
    "value-choice": ({("填报", "进展情况表", "周期"): "每旬"}, "填报!"),
    "key-missing": ({("任务", "加强教师培训", "名称"): None}, "任务!"),
    "plan-book-row-astray": ({("节点", "", "任务"): "77", ("节点", "", "内容"): "谁的"}, "节点!A"),
    "plan-book-notation": ({("填报", "进展情况表", "勘误"): "- {位置: 标题"}, "填报!"),
    "plan-book-name-twice": (
        {("群组", "", "名称"): "甲组", ("群组", "", "包含"): "督导室", ("群组", "!", "名称"): "甲组"},
        "群组!A5",
    ),
    "plan-book-nameless": ({("群组", "", "包含"): "督导室"}, "群组!A"),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_is_no_plan_is_told_by_its_cell(clerk: Clerk, code: str) -> None:
    cells, place = REFUSED[code]
    result = read_edited(clerk, cells)
    assert (result.exit, lines_changed(clerk)) == (2, [])
    assert f"[{code}]" in result.output
    assert f"改.xlsx:{place}" in result.output


def test_a_plan_that_was_changed_meanwhile_is_not_written_over(clerk: Clerk) -> None:
    path = plan_folder(clerk) / "plan.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# 看过\n", encoding="utf-8")
    result = read_edited(clerk, {("任务", "加强教师培训", "名称"): "别的"})
    assert (result.exit, lines_changed(clerk)) == (2, ["+# 看过"])
    assert "[plan-book-stale]" in result.output


def test_a_workbook_that_lies_there_is_not_written_over(clerk: Clerk) -> None:
    assert clerk.run("duban", "plan", "--excel", clerk.folder / BOOK).exit == 0  # the same once more
    edit_book(clerk.folder / BOOK, clerk.folder / BOOK, {("任务", "加强教师培训", "名称"): "改过"})
    edited = (clerk.folder / BOOK).read_bytes()
    result = clerk.run("duban", "plan", "--excel", clerk.folder / BOOK)
    assert (result.exit, (clerk.folder / BOOK).read_bytes() == edited) == (2, True)
    assert "[plan-book-taken]" in result.output


# ---- files that are no workbook of this plan


def test_strange_files_are_refused_with_a_reason(clerk: Clerk) -> None:
    strange = {"空.xlsx": b"", "坏.xlsx": b"PK\x03\x04" + bytes(100), "字.xlsx": b"%PDF-1.7"}
    for name, data in strange.items():
        (clerk.folder / name).write_bytes(data)
        result = clerk.run("duban", "plan", clerk.folder / name)
        assert (result.exit, "[plan-book-unreadable]" in result.output) == (2, True)
    assert clerk.run("duban", "plan", clerk.folder / "没有.xlsx").exit == 2
    assert lines_changed(clerk) == []


def test_a_damaged_workbook_is_refused_whole(clerk: Clerk) -> None:
    """A sheet gone, a column renamed, a formula, a foreign column, a row moved to another task: all told at once."""
    book = load_workbook(clerk.folder / BOOK)
    del book["勘误"]
    book["类别"]["A3"].value = "别名"
    book["任务"]["B4"].value = "=1/0"
    book.save(clerk.folder / "坏.xlsx")
    result = clerk.run("duban", "plan", clerk.folder / "坏.xlsx")
    assert (result.exit, lines_changed(clerk)) == (2, [])
    codes = {f"plan-book-{name}" for name in ("sheet-missing", "column-missing", "cell-error")}
    assert {code for code in codes if f"[{code}]" in result.output} == codes


def test_a_row_is_believed_only_as_far_as_it_was_issued(clerk: Clerk) -> None:
    """A row that was copied with its key, and one with a key that nobody issued, are new rows; none leads elsewhere."""
    book = load_workbook(clerk.folder / BOOK)
    tasks = book["任务"]
    blank = next(number for number in range(4, tasks.max_row) if tasks.cell(number, 1).value is None)
    headers = [cell.value for cell in tasks[3]]
    key = headers.index("行号") + 1
    for row, number, row_key in ((blank, "98", tasks.cell(4, key).value), (blank + 1, "99", '["计划",7,"../../x"]')):
        for header, text in {"序号": number, "名称": f"任务{number}", "牵头": "督导室"}.items():
            tasks.cell(row, headers.index(header) + 1).value = text
        tasks.cell(row, key).value = row_key
    book.save(clerk.folder / "抄.xlsx")
    assert clerk.run("duban", "plan", clerk.folder / "抄.xlsx").exit in {0, 1}
    assert [line for line in lines_changed(clerk) if line.startswith("-")] == []
    assert sum(line.startswith("+  - 序号: 9") for line in lines_changed(clerk)) == 2


def test_a_row_cannot_be_moved_to_another_task(clerk: Clerk) -> None:
    result = read_edited(clerk, {("节点", "开展施工招标。", "任务"): "2"})
    assert (result.exit, lines_changed(clerk)) == (2, [])
    assert "[plan-book-head-changed]" in result.output


def test_a_form_or_any_other_workbook_is_no_plan(clerk: Clerk) -> None:
    book = load_workbook(clerk.folder / BOOK)
    del book["_plan"]
    book.save(clerk.folder / "别的.xlsx")
    result = clerk.run("duban", "plan", clerk.folder / "别的.xlsx")
    assert (result.exit, "[plan-book-other]" in result.output) == (2, True)


def test_a_repeated_value_is_not_changed_in_one_place_only(clerk: Clerk) -> None:
    """With & and * one line stands for several: it is left to the clerk."""
    path = plan_folder(clerk) / "plan.yaml"
    text = path.read_text(encoding="utf-8").replace("协办: [职终股]", "协办: [&co 职终股]", 1)
    path.write_text(text.replace("协办: [基安股]", "协办: [*co]", 1), encoding="utf-8")
    assert clerk.run("duban", "plan", "--excel", clerk.folder / "引用.xlsx").exit == 0
    edit_book(clerk.folder / "引用.xlsx", clerk.folder / "改.xlsx", {("任务", "培英", "协办"): None})
    before = path.read_bytes()
    result = clerk.run("duban", "plan", clerk.folder / "改.xlsx")
    assert (result.exit, path.read_bytes() == before) == (2, True)
    assert "[plan-book-unwritable]" in result.output


def test_nothing_is_wrong_with_the_workbook_itself(desk: Clerk) -> None:
    """As the oldest Excel would read it."""
    audit = OpenXmlValidator(file_format=FileFormat.OFFICE_2007, max_errors=0, schema_validation=True, strict=True)
    assert [str(error) for error in audit.validate(desk.folder / BOOK).errors] == []


# ---- any edit of any plan

WORDS = (
    *(
        "新的文字",
        "甲、乙",
        "a: b # c",
        "两行\n第二",
        "",
        "#开头",
        "- 破折",
        "'引号'",
        "[括",
        "{花",
        "0012",
        "yes",
        "~",
    ),
    *("null", "*星", "&和", "%百", "@at", "`", "尾 ：全角", "| 竖", "> 大于", "!叹", "? 问", ": 冒号", "很长" * 300),
)
HEADS = {TASK_KEY, LINE_KEY, *SHOWN_KEYS, "行号"}
ALL_TABLES = {key: table for model in MODELS.values() for key, table in all_tables(model).items()}


STYLES: dict[str, partial[Any]] = {
    "lists not set in": partial(yaml.safe_dump, allow_unicode=True, sort_keys=False),
    "in brackets": partial(yaml.safe_dump, allow_unicode=True, sort_keys=False, default_flow_style=True),
    "narrow": partial(yaml.safe_dump, allow_unicode=True, sort_keys=False, width=20, indent=4),
    "JSON": partial(json.dumps, ensure_ascii=False, indent=1),
}


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(PLAN_FOLDERS), st.sampled_from(["as typed", *STYLES]), st.integers(0, 10**6))
def test_what_is_written_says_what_the_workbook_says(folder: Path, style: str, seed: int) -> None:
    """Cells typed over and rows cleared at random: the new file, read again, is what the sheets say."""
    workspace = open_workspace(ROOT / "config.yaml", str(folder))
    files, notation, book = book_of(workspace)
    grid = _scribbled(grid_of(book), random.Random(seed))
    split_due = due_splitter(workspace.loaded_plan)
    for name, model in MODELS.items():
        tables, _ = read_book_tables(grid, model, BOOK)
        typed = files[name].text
        if style in STYLES:
            typed = STYLES[style](parse_yaml(typed, name).data)
        before = typed_root(parse_yaml(typed, name).data, name, split_due)
        rebuilt = rebuild(before, tables, notation, BOOK)
        if rebuilt.mistakes:
            continue
        text = write_changes(typed, typed_changes(before, rebuilt.root))
        assert parse_yaml(text, name).mistakes == ()
        assert typed_root(parse_yaml(text, name).data, name, split_due).plain == rebuilt.root.plain
        comments = {line.strip() for line in typed.splitlines() if line.startswith("#")}
        assert comments <= {line.strip() for line in text.splitlines()}


def _scribbled(grid: WorkbookGrid, hand: random.Random) -> WorkbookGrid:
    """The workbook after a careless hour."""
    sheets = {sheet.name: [list(row) for row in sheet.rows] for sheet in grid.sheets}
    numbers = [row[0] for row in sheets["任务"][3:] if row[-1]]
    for name in ALL_TABLES:
        for _ in range(hand.randrange(6)):
            _scribble(sheets[name], numbers, hand)
    return WorkbookGrid(tuple(SheetGrid(name, visible=True, rows=rows) for name, rows in sheets.items()))


def _scribble(rows: list[list[CellValue]], numbers: list[CellValue], hand: random.Random) -> None:
    """Type over one cell, or clear a row; a new row below a task says whose it is."""
    headers, row = rows[2], hand.choice(rows[3:])
    is_of_task = headers[1] == TASK_NAME_KEY
    inputs = [at for at, header in enumerate(headers) if not is_of_task or header not in HEADS]
    inputs = [1] if headers[0] == "栏目" else [at for at in inputs if headers[at] != "行号"]
    if hand.random() < 0.2:
        for at in inputs:
            row[at] = ""
        return
    row[hand.choice(inputs)] = hand.choice(WORDS)
    if is_of_task and not row[-1]:
        row[0] = hand.choice(numbers)
    if headers[:2] == ["名称", "包含"] and not row[-1]:
        row[0] = f"组{rows.index(row)}"


def test_a_windows_file_keeps_its_line_ends_and_its_mark(clerk: Clerk) -> None:
    path = plan_folder(clerk) / "plan.yaml"
    before = b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(before)
    assert clerk.run("duban", "plan", "--excel", clerk.folder / "窗.xlsx").exit == 0
    edit_book(clerk.folder / "窗.xlsx", clerk.folder / "改.xlsx", {("任务", "加强教师培训", "名称"): "改过的名称"})
    assert clerk.run("duban", "plan", clerk.folder / "改.xlsx").exit in {0, 1}
    expected = before.replace("名称: 加强教师培训\r".encode(), "名称: 改过的名称\r".encode())
    assert path.read_bytes() == expected
    shutil.rmtree(clerk.folder)
