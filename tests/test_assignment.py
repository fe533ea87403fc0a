"""Who fills in what: a setting of the plan, one line of YAML for each way."""

from pathlib import Path

import pytest

from duban.journeys.check import check_office, proofread_workspace
from duban.messages.finding import InputError
from duban.model.assignment import Assignment
from duban.model.cycle import Cycle, FilledBy
from duban.model.layout import Column, Layout, SheetLayout
from duban.model.period import Holidays, list_periods
from duban.model.plan import PlanHead, TaskHead
from duban.model.snapshot import FormSeries, all_series
from duban.proofreading.asked_rows import asked_row_doubts
from duban.value_object import replace
from duban.workspace.plan_folder import LoadedPlan, load_plan
from duban.workspace.workspace import open_workspace
from tests.offices import UNITS_OF_ALL_KINDS

ROOT = Path(__file__).parents[1]
PLAN = """\
计划: {{名称: 要点, 年度: 2022, 单位: 某局, 编号: MJ2022, 汇总单位: 办公室}}
填报: [{{表: 表, 周期: {every}, 截止: {due}, 填报对象: {filler}, 核定单位: 督导股, 填报宽限: 10}}]
默认: {{联系人: [甲], 责任领导: [乙]}}
任务:
  - {{序号: 1, 名称: 一, 牵头: 人事股, 协办: [督导股], 内部责任: 督导股, 指标: [{{名称: 数, 目标: 5}}],
     节点: [{{时限: 3月底前, 内容: 子, 填报时限: 4月10日, 指标: [{{名称: 数, 目标: 2}}]}}, {{9月底前: 丑}}]}}
  - {{序号: 2, 名称: 二, 牵头: 督导股, 协办: [各股室], 联系人: [乙], 拟牵头: 人事股}}
  - {{序号: 3, 名称: 三, 牵头: 各股室, 分项: [前, 后]}}
"""
SHEET = SheetLayout(
    key="x", name="x", rows="task", title="", columns=(Column(key="n", label="n", shows="task.number"),)
)


def office(folder: Path, filler: str, every: str = "年度", due: str = "期末") -> LoadedPlan:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "plan.yaml").write_text(PLAN.format(filler=filler, every=every, due=due), encoding="utf-8")
    (folder / "units.yaml").write_text(UNITS_OF_ALL_KINDS, encoding="utf-8")
    return load_plan(folder, "plans/x")


def split(loaded: LoadedPlan, at: int = 0) -> Assignment:
    cycle = loaded.plan.cycles[0]
    return Assignment(loaded.plan, loaded.directory, cycle, list_periods(loaded.plan, cycle, Holidays())[at])


def asked(split: Assignment, sheet: SheetLayout) -> dict[str, str]:
    """Unit → the keys of the rows that it is asked about."""
    return {unit.name: " ".join(row.key for row in split.rows(sheet, unit)) for unit in split.units}


@pytest.mark.parametrize(
    ("filler", "forms"),
    [
        ("牵头", {"人事股": "1", "督导股": "2", "办公室": "3"}),  # a group falls to the unit that is named for it
        ("每家", {"人事股": "1", "督导股": "2", "办公室": "3"}),
        ("联系人", {"甲": "1 3", "乙": "2"}),
        ("责任领导", {"乙": "1 2 3"}),
        ("内部责任", {"督导股": "1 2", "办公室": "3"}),
        ("本单位", {"某局": "1 2 3"}),
        ("核定", {"督导股": "1 2 3"}),
        # everybody is asked about everything, and answers under rows of its own
        ("待分工", {"人事股": "1~RSG 2~RSG 3~RSG", "督导股": "1~DDG 2~DDG 3~DDG", "办公室": "1~BGS 2~BGS 3~BGS"}),
    ],
)
def test_each_way_of_splitting_gives_every_task_to_somebody(
    tmp_path: Path, filler: FilledBy, forms: dict[str, str]
) -> None:
    assert asked(split(office(tmp_path, filler)), SHEET) == forms


def test_the_first_contact_or_leader_fills_in_for_all(tmp_path: Path) -> None:
    text = PLAN.replace("联系人: [甲], 责任领导: [乙]", "联系人: [甲, 乙], 责任领导: [乙, 丙]")
    for filler, forms in (("联系人", {"甲": "1 3", "乙": "2"}), ("责任领导", {"乙": "1 2 3"})):
        office(tmp_path, filler)
        (tmp_path / "plan.yaml").write_text(text.format(every="年度", due="期末", filler=filler), encoding="utf-8")
        assert asked(split(load_plan(tmp_path, "plans/x")), SHEET) == forms


def test_where_a_task_names_no_leader_that_of_its_lead_unit_fills_in(tmp_path: Path) -> None:
    office(tmp_path, "责任领导")
    for file, old, new in (
        ("plan.yaml", ", 责任领导: [乙]", ""),
        ("plan.yaml", "牵头: 各股室", "牵头: 各股室, 责任领导: [甲, 乙]"),
        ("units.yaml", "代码: RSG}", "代码: RSG, 分管领导: 乙}"),
        ("units.yaml", "代码: DDG}", "代码: DDG, 分管领导: 乙}"),
    ):
        text = (tmp_path / file).read_text(encoding="utf-8")
        (tmp_path / file).write_text(text.replace(old, new), encoding="utf-8")
    assert asked(split(load_plan(tmp_path, "plans/x")), SHEET) == {"乙": "1 2", "甲": "3"}


def test_supports_have_rows_of_their_own_where_each_unit_fills(tmp_path: Path) -> None:
    """A group that supports, or leads, is each of its members but the one that answers for the task."""
    sheet = replace(SHEET, of="support")
    each = asked(split(office(tmp_path, "每家")), sheet)
    assert each == {"人事股": "2~RSG 3~RSG", "督导股": "1~DDG 3~DDG", "办公室": "2~BGS"}
    assert set(asked(split(office(tmp_path, "牵头")), sheet).values()) == {""}


def test_rows_are_tasks_milestones_targets_or_the_unit(tmp_path: Path) -> None:
    lead = split(office(tmp_path, "本单位"))
    keys = {kind: asked(lead, replace(SHEET, rows=kind))["某局"] for kind in ("milestone", "target", "unit")}
    assert keys == {
        "milestone": "1@0331 1@0930 2@1231 3@1231 3@1231b",  # parts of a task are asked one by one
        "target": "1@0331#1",  # the year's number is the sum of them: nobody is asked twice
        "unit": "~MJ",
    }


def test_the_row_of_a_unit_is_owed_and_is_no_milestone_of_the_plan(tmp_path: Path) -> None:
    lead = split(office(tmp_path, "本单位"))
    (row,) = lead.rows(replace(SHEET, rows="unit"), lead.units[0])
    assert row.is_answer_due(lead.period)
    assert [milestone.implicit for milestone in row.task.milestones] == [True]


def test_blank_rows_stand_in_for_a_row_and_the_first_are_owed(tmp_path: Path) -> None:
    lead = split(office(tmp_path, "牵头"))
    sheet = replace(SHEET, slots=3, least=2)
    rows = lead.rows(sheet, lead.units[0])
    assert [(row.key, row.is_answer_due(lead.period)) for row in rows] == [("1+1", True), ("1+2", True), ("1+3", False)]


def test_an_opinion_is_owed_by_the_unit_that_was_proposed(tmp_path: Path) -> None:
    everyone = split(office(tmp_path, "待分工"))
    owed = {
        row.key for unit in everyone.units for row in everyone.rows(SHEET, unit) if row.is_answer_due(everyone.period)
    }
    assert owed == {"2~RSG"}


def test_a_batch_for_each_filing_day(tmp_path: Path) -> None:
    """Ten days after the due day where no other day is set; what was due in an earlier batch comes again."""
    loaded = office(tmp_path, "本单位", "节点", "节点填报时限")
    every = list_periods(loaded.plan, loaded.plan.cycles[0], Holidays())
    sheet = replace(SHEET, rows="milestone", due_only=True)
    shown = [[period.code, str(period.due), asked(split(loaded, at), sheet)["某局"]] for at, period in enumerate(every)]
    assert shown == [
        ["2022-D0410", "2022-04-10", "1@0331"],
        ["2022-D1010", "2022-10-10", "1@0331 1@0930"],
        ["2022-N0110", "2023-01-10", "1@0331 1@0930 2@1231 3@1231 3@1231b"],
    ]


def test_nobody_to_give_a_task_to_is_told_by_its_line(tmp_path: Path) -> None:
    loaded = office(tmp_path, "联系人")
    text = (tmp_path / "plan.yaml").read_text(encoding="utf-8").replace("联系人: [甲]", "联系人: [丙]")
    (tmp_path / "plan.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as told:
        load_plan(tmp_path, "plans/x")
    assert {finding.code for finding in told.value.findings} == {"no-contact"}
    assert loaded.plan.tasks


def test_a_cancelled_task_is_nobodys(tmp_path: Path) -> None:
    whole = split(office(tmp_path, "牵头"))
    tasks = tuple(replace(task, dropped=task.number == "1") for task in whole.plan.tasks)
    plan = replace(whole.plan, tasks=tasks)
    assert asked(Assignment(plan, whole.directory, whole.cycle, whole.period), SHEET) == {"督导股": "2", "办公室": "3"}
    assert isinstance(whole.cycle, Cycle)


@pytest.mark.parametrize(
    ("amendment", "units", "supports"),
    [
        ("牵头: 督导股", "督导股\n办公室", "办公室"),  # it was a support: now it leads, and stands once
        ("牵头: 督 导 股, 协办: [人事股, 督导股]", "督 导 股\n人事股", "人事股"),  # the old lead, as it was decided
        ("协办: [各股室, 各股室]", "人事股\n各股室", "各股室"),
    ],
)
def test_a_unit_that_is_given_the_lead_stands_once(tmp_path: Path, amendment: str, units: str, supports: str) -> None:
    """责任单位 was “办公室、政务服务中心、办公室” after 办公室, till then a support, was given the lead."""
    office(tmp_path, "牵头")
    text = (tmp_path / "plan.yaml").read_text(encoding="utf-8").replace("协办: [督导股],", "协办: [督导股, 办公室],")
    decided = f"调整: [{{日期: 2022-03-01, 类型: 分工, 任务: 1, {amendment}, 依据: 会议}}]\n"
    (tmp_path / "plan.yaml").write_text(text + decided, encoding="utf-8")
    amended = split(load_plan(tmp_path, "plans/x"))
    row = amended.task_row(amended.plan.tasks[0])
    assert (row.units, row.supports) == (units, supports)


@pytest.mark.parametrize(
    ("office_name", "compiler", "words"),
    [
        ("台山市教育局", "局办公室", "台山市教育局办公室"),
        ("华容县教育体育局", "办公室", "华容县教育体育局办公室"),
        ("某市教育局", "某市教育局督查室", "某市教育局督查室"),
        ("宁海县人民政府办公室", "县府办督查科", "宁海县人民政府办公室\u3000县府办督查科"),
        ("宁海县人民政府办公室", "办公室", "宁海县人民政府办公室"),
        ("某市人民政府", "市政府督查室", "某市人民政府督查室"),
        ("某县人民政府", "县府办", "某县人民政府\u3000县府办"),
    ],
)
def test_the_unit_that_compiles_is_not_glued_to_the_office(office_name: str, compiler: str, words: str) -> None:
    assert PlanHead(name="要点", year=2022, office=office_name, code="X", compiler=compiler).compiling_office == words


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("新校区建设项目", "项目规划用地183亩。", "新校区建设项目\n项目规划用地183亩。"),
        ("推进落实线上教育。", "开展调研。", "推进落实线上教育。开展调研。"),
        ("推进落实线上教育", "", "推进落实线上教育"),
    ],
)
def test_the_name_of_a_task_is_not_glued_to_its_content(name: str, content: str, words: str) -> None:
    assert TaskHead(number="1", name=name, content=content).wording == words


ASKING = replace(SHEET, columns=(*SHEET.columns, Column(key="words", label="w", kind="text", max=9)))


def of_form(assignment: Assignment, **sheet: object) -> Assignment:
    """The same assignment, of a form kind with this one sheet."""
    layout = Layout(name="表", code="B", sheets=(replace(ASKING, **sheet),))
    return Assignment(assignment.plan, assignment.directory, assignment.cycle, assignment.period, layout)


@pytest.mark.parametrize("filler", FilledBy)
@pytest.mark.parametrize("rows", ["task", "milestone", "target", "unit"])
@pytest.mark.parametrize("more", [{}, {"of": "support"}, {"whole_only": True, "slots": 4}, {"due_only": True}])
def test_no_unit_gets_a_form_without_a_row(
    tmp_path: Path, filler: FilledBy, rows: str, more: dict[str, object]
) -> None:
    """It was chased for it, and sent back because it had answered nothing."""
    assignment = of_form(split(office(tmp_path, filler, "季度")), rows=rows, **more)
    sheet = assignment.layout.sheets[0] if assignment.layout else ASKING
    assert all(assignment.rows(sheet, unit) for unit in assignment.units)


def test_a_unit_that_only_supports_gets_the_forms_that_ask_supports(tmp_path: Path) -> None:
    """办公室 leads nothing but 3; with 3 cancelled it is left with what it supports."""
    everyone = split(office(tmp_path, "每家"))
    tasks = tuple(replace(task, dropped=task.number == "3") for task in everyone.plan.tasks)
    plan = replace(everyone.plan, tasks=tasks)
    remaining = Assignment(plan, everyone.directory, everyone.cycle, everyone.period)
    assert asked(of_form(remaining), ASKING) == {"人事股": "1", "督导股": "2"}
    support = replace(ASKING, of="support")
    assert asked(of_form(remaining, of="support"), support) == {"人事股": "2~RSG", "督导股": "1~DDG", "办公室": "2~BGS"}


def test_a_sheet_that_asks_nothing_makes_no_form(tmp_path: Path) -> None:
    """All that lead have a row in the printed one; only 人事股 has a number to give."""
    lead = split(office(tmp_path, "牵头"))
    layout = Layout(name="表", code="B", sheets=(SHEET, replace(ASKING, key="y", rows="target")))
    asked_for_numbers = Assignment(lead.plan, lead.directory, lead.cycle, lead.period, layout)
    assert [unit.name for unit in asked_for_numbers.units] == ["人事股"]
    both = replace(layout, sheets=(ASKING, layout.sheets[1]))
    everybody = Assignment(lead.plan, lead.directory, lead.cycle, lead.period, both)
    assert [unit.name for unit in everybody.units] == ["人事股", "督导股", "办公室"]  # one sheet is enough


def test_a_row_is_of_the_unit_that_is_asked_about_it(tmp_path: Path) -> None:
    lead = split(office(tmp_path, "牵头"))
    layout = Layout(name="表", code="B", sheets=(ASKING, replace(ASKING, key="y", rows="milestone")))
    keys = ("1", "1@0331", "2", "3@1231b", "4", "1~RSG")
    assert [lead.unit_code_of_row(layout, key) for key in keys] == ["RSG", "RSG", "DDG", "BGS", "", ""]


@pytest.mark.parametrize(
    ("month", "following"),
    [
        (1, "1@0331"),
        (3, "1@0331"),  # due in March, and to be filed by 10 April
        (4, "1@0930"),
        (8, "1@0930"),
        (9, ""),
    ],
)
def test_the_next_milestone_is_the_first_that_is_not_owed_yet(tmp_path: Path, month: int, following: str) -> None:
    monthly = split(office(tmp_path, "牵头", "每月"), month - 1)
    rows = monthly.milestone_rows(monthly.plan.tasks[0])
    assert [row.key for row in rows if row.is_next] == ([following] if following else [])


SPAN = Column(key="part", label="节点", says="{{ row.span or '全年' }}")


@pytest.mark.parametrize(
    ("filler", "sheet", "codes"),
    [
        ("牵头", {"rows": "target", "columns": (ASKING.columns[1],)}, ["rows-alike"]),
        ("牵头", {"rows": "target", "columns": (SPAN, ASKING.columns[1])}, []),
        ("每家", {}, ["supports-not-asked"]),
        ("每家", {"of": "support"}, []),
        ("牵头", {"slots": 3}, []),  # blank rows are alike on purpose
    ],
)
def test_check_tells_of_rows_that_are_alike_and_of_supports_that_are_not_asked(
    tmp_path: Path, filler: str, sheet: dict[str, object], codes: list[str]
) -> None:
    """Four quarters of one target differed in nothing but the number."""
    office(tmp_path, filler)
    text = (tmp_path / "plan.yaml").read_text(encoding="utf-8")
    quarters = "{9月底前: 丑}, {时限: 6月底前, 内容: 寅, 指标: [{名称: 数, 目标: 2}]}"
    (tmp_path / "plan.yaml").write_text(text.replace("{9月底前: 丑}", quarters), encoding="utf-8")
    loaded = load_plan(tmp_path, "plans/x")
    assignment = of_form(split(loaded), **sheet)
    assert assignment.layout
    series = FormSeries(assignment.layout, assignment.cycle, (assignment.period,))
    assert [doubt.code for doubt in asked_row_doubts(series, assignment, 0)] == codes


@pytest.mark.parametrize("name", ["taishan-2022", "huarong-2021", "huizhou-2020", "quanzhou-2024", "sanshui-2020"])
def test_no_two_rows_of_a_shipped_form_have_the_same_words(name: str) -> None:
    """In every form that an office uses, in its last period."""
    loaded = load_plan(ROOT / "plans" / name, f"plans/{name}")
    layouts = [*open_workspace(ROOT / "config.yaml", name).layouts.values()]
    for series in all_series(loaded.plan, layouts, Holidays()):
        assignment = Assignment(loaded.plan, loaded.directory, series.cycle, series.periods[-1], series.layout)
        assert list(asked_row_doubts(series, assignment, 0)) == []


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("台山市教育系统2022年重点工作任务一览表", "台山市教育系统2022年重点工作任务"),
        ("2024年度绩效目标考评表", "2024年度绩效目标"),
        ("一览表编制工作要点", "一览表编制工作要点"),  # only at the end is it the kind of table
        ("台账", "台账"),
    ],
)
def test_titles_of_other_tables_keep_the_plans_words(name: str, subject: str) -> None:
    assert PlanHead(name=name, year=2022, office="某局", code="X").subject == subject


def test_duban_check_tells_of_them_and_a_build_does_not_wait_for_it(tmp_path: Path) -> None:
    office(tmp_path / "plans/x", "每家")
    text = (tmp_path / "plans/x/plan.yaml").read_text(encoding="utf-8").replace("表: 表", "表: 绩效核定表")
    (tmp_path / "plans/x/plan.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "config.yaml").write_text("计划: plans/x\n", encoding="utf-8")
    (tmp_path / "plans/holidays.yaml").write_text("2022: {}\n", encoding="utf-8")
    codes = [finding.code for finding in check_office(tmp_path / "config.yaml", None).findings]
    assert "supports-not-asked" in codes
    assert "supports-not-asked" not in [found.code for found in proofread_workspace(tmp_path / "config.yaml", None)[1]]
