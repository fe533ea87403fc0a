"""The printed table: an office's own columns, all of its tasks, merged where they agree, nothing cut."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openxml_audit import FileFormat, OpenXmlValidator

from duban.fields.locked import locked_value
from duban.forms import design_printed_book
from duban.forms.printed import PRINT_MARGINS
from duban.model.assignment import Assignment
from duban.model.layout import Column, Layout, SheetLayout
from duban.model.period import Holidays, list_periods
from duban.model.plan import Plan
from duban.value_object import replace
from duban.workbook.book import Book, Cell, Scalar, Sheet
from duban.workbook.paging import BODY_FONT_SIZE, merged_width, row_height
from duban.workspace.plan_folder import load_plan, load_typed_file
from duban.workspace.workspace import Workspace, open_workspace
from duban.writers.xlsx import write_workbook
from tests import returns
from tests.clerk import PLAN, Clerk
from tests.drawn import Golden, draw
from tests.returns import ROOT

HEADERS = {
    "taishan-2022": "序号 任务名称 主要内容和关键时间节点计划 责任股室 备注",
    "sanshui-2020": "工作类别 序号 工作任务 年度目标 工作目标节点分解 衡量节点任务完成的标准 节点完成期限 节点填报时限 "
    "牵头/协办 责任领导及联系人 权重 重点工作标识 民生实事标识",
    "huarong-2021": "类别 序号 重点工作任务 责任领导 责任股室 协办股室（单位）",
    "huizhou-2020": "类别 序号 工作要点",  # a list of items: nothing is printed above it
    # of the eleven, the source has lost the first six
    "quanzhou-2024": "类别 指标类 编号 来源文件 一级指标 年度工作目标 权重分值 完成时限 分管领导 责任科室 科室责任人",
}
TITLES = {
    "taishan-2022": ("附件1", "台山市教育系统2022年重点工作任务一览表"),
    "sanshui-2020": ("区教育局2020年度绩效目标任务分解表",),
    "huarong-2021": ("附件", "“富美教育”2021年度重点工作任务分解表"),
    "huizhou-2020": ("惠州市教育局2020年工作要点",),
    "quanzhou-2024": ("附件", "泉州市教育局2024年度绩效目标考评表"),
}
PAPERS = {"A4": (842, 595), "A3": (1191, 842)}
TALLEST = 409
every_office = pytest.mark.parametrize("name", HEADERS)


@dataclass(frozen=True)
class Table:
    """An office's printed table, and what it was made of."""

    workspace: Workspace
    layout: Layout

    @property
    def plan(self) -> Plan:
        return self.workspace.loaded_plan.plan

    @cached_property
    def split(self) -> Assignment:
        cycle = self.plan.cycles[0]
        return Assignment(
            self.plan,
            self.workspace.loaded_plan.directory,
            cycle,
            list_periods(self.plan, cycle, self.workspace.holidays)[0],
        )

    @cached_property
    def book(self) -> Book:
        facts = {"plan": self.plan, "cycle": self.split.cycle, "period": self.split.period}
        return design_printed_book(self.layout, self.split, facts, self.workspace.messages)

    @property
    def sheet(self) -> Sheet:
        return self.book.sheets[0]

    @property
    def bytes(self) -> bytes:
        return write_workbook(self.book, self.workspace.resolved_styles)

    @property
    def header(self) -> int:
        """The row of the header, 1-based."""
        assert self.sheet.page.repeat_rows
        return self.sheet.page.repeat_rows[0]

    def cells(self) -> Iterator[tuple[int, int, Cell]]:
        """Row and column (1-based) of each cell, and the cell."""
        for row, line in enumerate(self.sheet.rows, 1):
            yield from ((row, column, cell) for column, cell in enumerate(line.cells, 1) if cell)

    def spread(self) -> list[list[Scalar]]:
        """What a person reads in each place of the table, whatever is merged there."""
        filled: dict[tuple[int, int], Scalar] = {}
        for row, column, cell in self.cells():
            for place in ((row + y, column + x) for y in range(cell.row_span) for x in range(cell.column_span)):
                assert place not in filled, "two cells in one place"
                filled[place] = cell.value
        lines, width = len(tuple(self.sheet.rows)), len(self.sheet.widths)
        return [[filled.get((row, column)) for column in range(1, width + 1)] for row in range(self.header, lines + 1)]

    def heights(self) -> list[float]:
        return [line.height or 0 for line in self.sheet.rows]

    def with_columns(self, **changes: object) -> "Table":
        """The same table with each of its columns changed."""
        sheet = self.layout.sheets[0]
        columns = tuple(replace(column, **changes) for column in sheet.columns)
        return Table(self.workspace, replace(self.layout, sheets=(replace(sheet, columns=columns),)))


@cache
def table(name: str) -> Table:
    """An office's own table."""
    workspace = open_workspace(ROOT / "config.yaml", name)
    return Table(workspace, workspace.layouts["plan.yaml"])


@cache
def small(plan: str = returns.PLAN, *foot: str, **columns: str) -> Table:
    """The small office's tasks in a table of its own. columns: header → the path that it shows."""
    folder = returns.workspace()
    with TemporaryDirectory() as name:
        (Path(name) / "plan.yaml").write_text(plan, encoding="utf-8")
        (Path(name) / "units.yaml").write_text(returns.UNITS, encoding="utf-8")
        workspace = Workspace(folder.root, folder.config, Path(name), folder.config_file)
        _ = workspace.loaded_plan
    shown = [Column(key=f"c{at}", label=label, shows=path) for at, (label, path) in enumerate(columns.items())]
    sheet = SheetLayout(key="s", name="表", rows="task", title="甲\n乙", columns=tuple(shown), foot=foot)
    return Table(workspace, Layout(name="某表", code="MB", sheets=(sheet,)))


@every_office
def test_the_columns_are_those_that_the_office_prints(name: str) -> None:
    assert " ".join(map(str, table(name).spread()[0])) == HEADERS[name]


@every_office
def test_the_title_stands_below_its_mark(name: str) -> None:
    """附件 in the corner, then the title over the whole table."""
    above = [cell for row, _, cell in table(name).cells() if row <= len(TITLES[name])]
    assert tuple(cell.value for cell in above) == TITLES[name]
    assert [cell.style for cell in above] == [*["printed-mark"] * (len(above) - 1), "printed-title"]
    assert table(name).book.title == TITLES[name][-1]


@every_office
def test_every_word_of_every_task_is_in_the_table(name: str) -> None:
    """Each in the rows of its own number."""
    plan, rows = table(name).plan, table(name).spread()[1:]
    number = next(at for at, column in enumerate(table(name).layout.sheets[0].columns) if column.shows == "task.number")
    for task in plan.tasks:
        said = "\n".join(str(cell) for row in rows if row[number] == task.number for cell in row)
        stages = [stage for stage in task.milestones if not stage.implicit]
        words = [task.name, task.content, *(stage.content for stage in stages), *(stage.standard for stage in stages)]
        words += [] if name == "sanshui-2020" else [task.lead, *task.supports]  # there the office itself is the unit
        assert [word for word in words if word not in said] == []


@every_office
def test_merged_or_not_the_table_says_the_same(name: str) -> None:
    """So a merged cell covers equal values only, and no two cells meet."""
    assert table(name).spread() == table(name).with_columns(merge="").spread()


@every_office
def test_no_text_is_cut(name: str) -> None:
    """The rows under a cell are together as high as its text; no row is higher than programs allow."""
    tall = table(name).heights()
    assert max(tall) <= TALLEST
    for row, column, cell in table(name).cells():
        if row > table(name).header:
            width = merged_width(table(name).sheet.widths[column - 1 : column - 1 + cell.column_span])
            need = row_height([(str(cell.value or ""), width)], BODY_FONT_SIZE)
            assert sum(tall[row - 1 : row - 1 + cell.row_span]) >= need - 0.01, cell.value


@every_office
def test_each_page_holds_what_was_put_on_it(name: str) -> None:
    """A3 beyond eight columns; between two breaks, with the header repeated, there is never more than a page."""
    sheet, tall = table(name).sheet, table(name).heights()
    assert sheet.page.paper == ("A3" if len(sheet.widths) > 8 else "A4")
    wide, high = PAPERS[sheet.page.paper]
    left, right, top, bottom = (side * 72 / 25.4 for side in PRINT_MARGINS)
    scale = min(1, (wide - left - right) / sum((width * 7 + 5) * 0.75 for width in sheet.widths))
    starts = [1, *sheet.page.page_breaks, len(tall) + 1]
    for first, end in pairwise(starts):
        again = tall[table(name).header - 1] if first > 1 else 0
        assert (sum(tall[first - 1 : end - 1]) + again) * scale <= high - top - bottom


@every_office
def test_no_merged_cell_goes_over_a_page(name: str) -> None:
    """Its text is told again on the next page."""
    starts = table(name).sheet.page.page_breaks
    assert starts
    for row, _, cell in table(name).cells():
        assert not any(row < start < row + cell.row_span for start in starts)


@every_office
def test_nothing_is_locked_hidden_or_asked(name: str) -> None:
    book = table(name).book
    assert len(book.sheets) == 1
    sheet = table(name).sheet
    kept = (
        book.properties,
        book.password,
        sheet.locked,
        sheet.hidden_columns,
        sheet.validations,
        sheet.conditional_formats,
    )
    assert not any(kept)
    assert sheet.visibility == "visible"


@every_office
def test_the_same_table_has_the_same_bytes(name: str) -> None:
    again = open_workspace(ROOT / "config.yaml", name)
    assert Table(again, again.layouts["plan.yaml"]).bytes == table(name).bytes


@every_office
def test_nothing_is_wrong_with_the_workbook(name: str, tmp_path: Path) -> None:
    """To the Office Open XML standard, and for the oldest Excel that must open it."""
    path = tmp_path / "t.xlsx"
    path.write_bytes(table(name).bytes)
    audit = OpenXmlValidator(file_format=FileFormat.OFFICE_2007, schema_validation=True, strict=True)
    assert list(audit.validate(path).errors) == []


def test_the_lead_is_underlined_where_there_are_several_units() -> None:
    """As the note under Taishan's table says."""
    several = {task.number: task.lead for task in table("taishan-2022").plan.tasks if task.supports}
    cells = list(table("taishan-2022").cells())
    numbers = {row: cell.value for row, column, cell in cells if column == 1}
    underlined = {numbers[row]: cell.underline for row, _, cell in cells if cell.underline}
    assert underlined == several
    assert all(cell.underline in str(cell.value) for _, _, cell in cells)


def test_excel_gets_the_underline_the_merges_and_the_paper() -> None:
    """Read back as another program reads it."""
    sheet = load_workbook(io.BytesIO(table("taishan-2022").bytes), rich_text=True).worksheets[0]
    units = sheet.cell(table("taishan-2022").header + 1, 4).value
    assert isinstance(units, CellRichText)
    assert [(piece.text, piece.font.u) for piece in units if isinstance(piece, TextBlock)] == [
        ("基财股", "single"),
        ("\n职终股", None),
    ]
    sanshui = table("sanshui-2020")
    sheet = load_workbook(io.BytesIO(sanshui.bytes)).worksheets[0]
    first = sanshui.header + 1
    assert f"A{first}:A{first + 3}" in {str(each) for each in sheet.merged_cells.ranges}
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == (
        8,
        "landscape",
        0,
    )
    assert sheet.print_title_rows == f"${sanshui.header}:${sanshui.header}"
    assert sanshui.sheet.page.footer.endswith("第 &P 页 共 &N 页")
    assert [each.id + 1 for each in sheet.row_breaks.brk] == list(sanshui.sheet.page.page_breaks)
    sides = (sheet.page_margins.left, sheet.page_margins.right, sheet.page_margins.top, sheet.page_margins.bottom)
    assert tuple(round(side * 25.4) for side in sides) == PRINT_MARGINS


def test_the_table_of_sanshui_begins_as_printed(golden: Golden) -> None:
    """Head, header and the first two tasks, each over its four quarters."""
    sheet = table("sanshui-2020").sheet
    first = Sheet(sheet.name, tuple(sheet.rows)[: table("sanshui-2020").header + 8])
    golden("printed/sanshui", draw(first))


def test_totals_stand_where_they_are_printed_and_are_added_up() -> None:
    """合计 below its own category, whose cell goes on beside it; the whole below all."""
    rows = table("quanzhou-2024").spread()
    total = next(at for at, row in enumerate(rows) if row[1] == "合　计")
    assert rows[total][6] == 20
    assert rows[total][0] == rows[total - 1][0] == "行政能力目标\n（20分）"
    assert rows[total - 1][2] == "6-5"
    assert (rows[-1][0], rows[-1][5], rows[-1][6]) == ("绩效目标考评得分", "绩效目标考评得分", 100)


def test_quanzhou_prints_people_of_the_directory() -> None:
    """各科室 has its own words; where it only supports, no leader is printed for it."""
    rows = {row[2]: row[8:] for row in table("quanzhou-2024").spread()}
    assert rows["1-2-1"] == ["李自坚\n庄映峰", "办公室\n组织科", "黄洺鋆\n王毅樟"]
    assert rows["5-5"] == ["各分管领导", "各科室", "各科长"]
    assert rows["6-2"] == ["李自坚", "办公室\n各科室", "黄洺鋆\n各科长"]


def test_notes_stand_below_the_table_one_a_line() -> None:
    below = [str(cell.value) for _, _, cell in table("sanshui-2020").cells() if cell.style == "printed-foot"]
    assert below[0] == "填报说明："
    assert below[1:] == [f"{at}.{note}" for at, note in enumerate(table("sanshui-2020").plan.notes, 1)]


def test_a_text_higher_than_a_row_may_be_gets_several_rows() -> None:
    """409 points are the most that programs allow; the cells of the task are merged over its rows."""
    long = small(returns.PLAN.replace("开展护苗行动。", "长" * 900), 序号="task.number", 内容="task.printed")
    found = {cell.value: (row, cell.row_span) for row, column, cell in long.cells() if column == 1}
    row, down = found["3"]
    assert down > 1
    assert max(long.heights()) <= TALLEST
    assert sum(long.heights()[row - 1 : row - 1 + down]) > TALLEST


def test_a_row_of_the_foot_with_an_unknown_first_cell_stands_last() -> None:
    drawn = draw(
        small(returns.PLAN, "| 共 | {{ plan.tasks | length }} |", "注：无", 序号="task.number", 名称="task.name").sheet
    )
    assert drawn.split("\n")[-2:] == ["| 共   | 3      |", "| 注：无 |"]


def test_values_that_lead_nowhere_never_merge() -> None:
    """Tasks without a group are no group."""
    bare = small(returns.PLAN, 组="group.number", 名称="task.name").with_columns(merge="group.number")
    assert all(cell.row_span == 1 for _, column, cell in bare.cells() if column == 1)


def test_printing_writes_one_workbook_beside_the_periods(tmp_path: Path) -> None:
    """Twice the same; and a copy that the clerk has edited is kept."""
    clerk, title = Clerk(tmp_path / "desk"), TITLES[PLAN][-1]
    target = clerk.folder / "output" / PLAN / f"{title}.xlsx"
    for form in ("plan", "YL", "计划一览表"):  # by its file, its code and its name
        assert clerk.run("build", "--form", form, "--as-of", "2022-06-02", "--quiet").exit == 0
        assert [path.name for path in target.parent.glob("**/*.xlsx")] == [target.name]
    first = target.read_bytes()
    target.write_bytes(b"mine")
    assert clerk.run("build", "--form", "plan", "--as-of", "2022-07-02", "--quiet").exit == 0
    assert target.read_bytes() == first
    kept = [path for path in target.parent.glob("*.xlsx") if path != target]
    assert [path.read_bytes() for path in kept] == [b"mine"]


def test_printing_can_go_to_another_folder(tmp_path: Path) -> None:
    clerk = Clerk(tmp_path / "desk")
    before = [path for path in clerk.folder.rglob("*") if path.is_file()]
    told = clerk.run("build", "--form", "plan", "--as-of", "2022-06-02", "--out", tmp_path / "out", "--json")
    assert told.json["forms"] == []
    assert told.json["outputs"] == [str(tmp_path / "out" / f"{TITLES[PLAN][-1]}.xlsx")]
    assert [path for path in clerk.folder.rglob("*") if path.is_file() and path.name != "运行.lock"] == before


def test_what_is_only_printed_cannot_be_compiled(tmp_path: Path) -> None:
    told = Clerk(tmp_path / "desk").run("compile", "--form", "plan", "--as-of", "2022-07-02", "--json")
    assert told.exit == 2
    assert [error["code"] for error in told.json["errors"]] == ["form-not-filled"]


def test_no_words_mean_a_form_that_is_filled(tmp_path: Path) -> None:
    """A plan whose own kinds of form are all missing has none, though there is a table to print."""
    clerk = Clerk(tmp_path / "desk")
    plan = clerk.folder / "plans" / PLAN / "plan.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("表: 进展情况表", "表: 没有的表"), encoding="utf-8")
    told = clerk.run("build", "--as-of", "2022-06-02", "--json")
    assert [error["code"] for error in told.json["errors"]] == ["value-choice"]


def test_a_plans_own_template_lies_over_the_offices_and_that_over_the_shipped(tmp_path: Path) -> None:
    """File by file; a mistake is told at the file that counts."""
    clerk = Clerk(tmp_path / "desk")
    own = clerk.folder / "plans" / PLAN / "forms" / "plan.yaml"
    office = clerk.folder / "templates" / "forms" / "plan.yaml"
    mine = own.read_text(encoding="utf-8")

    def heading() -> str:
        layout = open_workspace(clerk.folder / "config.yaml", None).layouts["plan.yaml"]
        return next(column.label for column in layout.sheets[0].columns if column.key == "units")

    assert heading() == "责任股室"
    office.parent.mkdir(parents=True)
    office.write_text(mine.replace("label: 责任股室", "label: 责任处室"), encoding="utf-8")
    assert heading() == "责任股室"
    own.unlink()
    assert heading() == "责任处室"
    office.unlink()
    assert heading() == "责任单位"
    own.write_text(mine.replace("task.lead", "task.leed"), encoding="utf-8")
    told = clerk.run("build", "--form", "plan", "--as-of", "2022-06-02", "--json")
    assert {error["place"].partition(":")[0] for error in told.json["errors"]} == {f"plans/{PLAN}/forms/plan.yaml"}


def test_the_shipped_table_serves_any_plan() -> None:
    """A row of it as any row may be shown."""
    shipped = open_workspace(ROOT / "config.yaml", "taishan-2022")
    layout = load_typed_file(Layout, ROOT / "templates/forms/plan.yaml", "plan.yaml")
    rows = Table(shipped, layout).spread()
    assert rows[0] == ["序号", "任务名称", "主要内容和关键时间节点计划", "责任单位", "备注"]
    assert [row[0] for row in rows[1:20]] == [str(number) for number in range(1, 20)]


FULL_PLAN = """\
计划: {名称: 2022年要点, 年度: 2022, 单位: 某局, 编号: MJ2022}
填报: [{表: 进展情况表, 周期: 年度, 截止: 期末}]
任务:
  - {序号: 1, 名称: 新校区, 牵头: 甲股, 完成时限: 9月底前, 权重: 5, 责任领导: [邓国来], 标识: [民生实事],
     指标: [{名称: 学位, 目标: 900, 单位: 个}]}
  - {序号: 2, 名称: 双减, 牵头: 甲股,
     节点: [{时限: 6月底前, 称谓: 上半年, 内容: 检查, 标准: 通报, 指标: [{名称: 检查, 目标: 20, 单位: 所}]}]}
"""


def test_the_shipped_table_loses_no_deadline_and_no_number(tmp_path: Path) -> None:
    """What a plan says nowhere has no column; a task without milestones shows its own deadline."""
    (tmp_path / "plan.yaml").write_text(FULL_PLAN, encoding="utf-8")
    (tmp_path / "units.yaml").write_text("机构: [{名称: 甲股, 代码: JG}]", encoding="utf-8")
    loaded = load_plan(tmp_path, "plans/x")
    layout = load_typed_file(Layout, ROOT / "templates/forms/plan.yaml", "plan.yaml")
    period = list_periods(loaded.plan, loaded.plan.cycles[0], Holidays())[0]
    assignment = Assignment(loaded.plan, loaded.directory, loaded.plan.cycles[0], period)
    book = design_printed_book(layout, assignment, {"plan": loaded.plan}, returns.workspace().messages)
    head, first, second = draw(book.sheets[0]).splitlines()[-3:]
    assert [cell.strip() for cell in head.strip("|").split("|")] == [
        *("序号", "任务名称", "主要内容和关键时间节点计划", "衡量标准", "完成时限", "指标", "权重分值", "责任单位"),
        *("责任领导", "标识"),
    ]
    assert [cell.strip() for cell in first.strip("|").split("|")][4:] == [
        *("9月底前", "学位：≥900个", "5", "甲股", "邓国来", "民生实事"),
    ]
    assert [cell.strip() for cell in second.strip("|").split("|")][2:6] == [
        *("上半年：检查", "上半年：通报", "上半年：6月底前", "上半年 检查：≥20所"),
    ]


def test_a_cancelled_task_is_not_printed_as_if_it_still_stood() -> None:
    """Postponements and new leads are printed as they were decided; what was cancelled is no task any more."""
    numbers = [row[0] for row in small(序号="task.number").spread()[1:]]
    cancelled = returns.PLAN + f"调整: [{{日期: 2022-04-01, 类型: 取消, 任务: {numbers[0]}, 依据: 会议纪要}}]\n"
    assert [row[0] for row in small(cancelled, 序号="task.number").spread()[1:]] == numbers[1:]


def test_a_column_that_shows_due_days_has_them_for_whole_tasks_too() -> None:
    row = returns.snapshot().assignment.task_row(returns.office().plan.tasks[1])
    assert locked_value(Column(key="due", label="完成时限", shows="due"), row) == date(2022, 9, 30)
