"""A plan is read whole, or everything that is wrong with it is told at once."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from docs.schema import make_json_schemas
from duban.messages.catalogue import Messages
from duban.messages.finding import Finding, InputError, Severity
from duban.model.plan import Plan, Task
from duban.model.unit import Directory
from duban.text.display import chinese_numeral
from duban.validation.writing import model_json
from duban.value_object import decode_json
from duban.workspace.plan_folder import LoadedPlan, load_holidays, load_plan
from duban.workspace.yaml_file import load_template_yaml
from tests.offices import unit_printed

ROOT = Path(__file__).parents[1]
TEXTS = Messages(load_template_yaml(ROOT / "templates/texts/plan.yaml"))

UNITS = """\
机构:
  - {名称: 督导室, 代码: DDS, 别名: [督导组]}
  - {名称: 基财股, 代码: JCG}
  - {名称: 基安股, 代码: JAG}
  - {名称: 办公室, 代码: BGS}
群组:
  各科室: {包含: 全部股室, 填报: 办公室}
  相关股室: {包含: []}
"""
HEAD = """\
计划:
  名称: 2022年重点工作
  年度: 2022
  单位: 某局
  编号: MJ2022
填报:
  - {表: 进展情况表, 周期: 每月, 截止: 20日, 累计: 是}
"""
TASK = """\
  - 序号: 1
    名称: 新校区建设
    内容: 年内开展基础工程建设。
    节点引语: 关键节点：
    牵头: 基财股
    协办: [基安股, 督导组]
    节点:
      - 3月底前: 完成招标。
      - {时限: 6月底前, 内容: 开工。, 说明: 视天气}
"""
PLAN = f"{HEAD}任务:\n{TASK}"


def load(folder: Path, plan: str = PLAN, units: str = UNITS) -> LoadedPlan:
    (folder / "plan.yaml").write_text(plan, encoding="utf-8")
    (folder / "units.yaml").write_text(units, encoding="utf-8")
    return load_plan(folder, "plans/x")


def mistakes(folder: Path, plan: str, units: str = UNITS) -> tuple[Finding, ...]:
    """What keeps a plan from loading; nothing when it loads."""
    try:
        load(folder, plan, units)
    except InputError as wrong:
        return wrong.findings
    return ()


def told(folder: Path, plan: str = PLAN, units: str = UNITS) -> tuple[Finding, ...]:
    """What is wrong; every finding has a sentence, of an error, at a line."""
    findings = mistakes(folder, plan, units)
    assert findings
    for finding in findings:
        sentence = TEXTS.message(finding)
        assert sentence.severity is Severity.ERROR
        assert sentence.text
        assert sentence.hint
        assert finding.place.line
    return findings


def listed(findings: tuple[Finding, ...]) -> list[str]:
    return [f"{finding.place} {finding.code}" for finding in findings]


def the_task(folder: Path, task: str, head: str = HEAD) -> Task:
    (found,) = load(folder, f"{head}任务:\n{task}").plan.tasks
    return found


def test_a_plan_becomes_what_it_says(tmp_path: Path) -> None:
    loaded = load(tmp_path)
    (task,) = loaded.plan.tasks
    assert task.key == "1"
    assert task.printed == "年内开展基础工程建设。\n关键节点：\n一是3月底前完成招标。\n二是6月底前开工。"
    assert [milestone.key for milestone in task.milestones] == ["1@0331", "1@0630"]
    assert [milestone.due for milestone in task.milestones] == [date(2022, 3, 31), date(2022, 6, 30)]
    assert task.milestones[1].note == "视天气"
    assert loaded.plan.cycles[0].cumulative is True
    assert unit_printed(loaded.directory, "督 导组").name == "督导室"
    assert unit_printed(loaded.directory, "各科室").name == "办公室"
    assert str(loaded.locate(("任务", 0, "节点", 1, "时限"))) == "plans/x/plan.yaml:17"
    assert str(loaded.locate(("机构", 1, "代码"))) == "plans/x/units.yaml:3"


def test_plan_and_units_survive_json(tmp_path: Path) -> None:
    loaded = load(tmp_path)
    assert decode_json(model_json(loaded.plan), Plan) == loaded.plan
    assert decode_json(model_json(loaded.directory), Directory) == loaded.directory


def test_a_task_without_milestones_is_its_own(tmp_path: Path) -> None:
    task = the_task(tmp_path, "  - {序号: 22, 名称: 改厕, 内容: 全部达标。, 牵头: 基财股, 节点引语: 节点：}\n")
    (milestone,) = task.milestones
    assert (milestone.key, milestone.due, milestone.implicit) == ("22@1231", date(2022, 12, 31), True)
    assert task.milestone_line(0) == "改厕"
    assert task.printed == "全部达标。"


def test_milestones_of_one_day_are_told_apart(tmp_path: Path) -> None:
    nodes = "      - 6月底前: 甲\n      - 上半年: 乙\n      - 第二季度: 丙\n"
    task = the_task(tmp_path, f"  - 序号: 9\n    名称: 任务\n    牵头: 基财股\n    节点:\n{nodes}")
    assert [milestone.key for milestone in task.milestones] == ["9@0630", "9@0630b", "9@0630c"]


def test_keys_of_many_milestones_of_one_day_hold_letters_alone(tmp_path: Path) -> None:
    """The thirtieth was 9@0630~ once, which is the sign of a second unit's row."""
    nodes = "".join(f"      - 6月底前: 第{number}件\n" for number in range(800))
    task = the_task(tmp_path, f"  - 序号: 9\n    名称: 任务\n    牵头: 基财股\n    节点:\n{nodes}")
    letters = [milestone.key.removeprefix("9@0630") for milestone in task.milestones]
    assert letters[:3] + letters[25:28] == ["", "b", "c", "z", "ba", "bb"]
    assert len({*letters}) == len(letters) == 800
    assert "".join(letters).isalpha()


@pytest.mark.parametrize("number", ["001", "1-10", "2024-1-1", "53.", "1e3", "0x10"])
def test_a_number_is_the_text_as_typed(tmp_path: Path, number: str) -> None:
    assert the_task(tmp_path, f"  - {{序号: {number}, 名称: 任务, 牵头: 基财股}}\n").number == number


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("是", True), ("否", False), ("yes", True), ("no", False), ("true", True), ("False", False)],
)
def test_yes_and_no_in_every_spelling(tmp_path: Path, typed: str, meant: bool) -> None:  # noqa: FBT001
    plan = PLAN.replace("累计: 是", f"累计: {typed}")
    assert load(tmp_path, plan).plan.cycles[0].cumulative is meant


def test_a_key_with_nothing_behind_it_is_not_written(tmp_path: Path) -> None:
    plan = PLAN.replace("  编号: MJ2022\n", "  编号: MJ2022\n  联系人:\n  印发日期:\n  满分:\n")
    assert load(tmp_path, plan).plan.contact is None


@pytest.mark.parametrize("header", ["标识", "协办", "佐证", "责任领导", "累计"])
def test_a_column_of_ones_own_may_be_called_like_a_key(tmp_path: Path, header: str) -> None:
    """What stands in it is a text, and no list."""
    task = the_task(tmp_path, f"  - {{序号: 1, 名称: 任务, 牵头: 基财股, 自定: {{{header}: 基财股、基安股；甲}}}}\n")
    assert task.own == {header: "基财股、基安股；甲"}


def test_what_a_task_leaves_out_comes_from_group_category_and_defaults(tmp_path: Path) -> None:
    """Task before group before category before defaults; sources and flags add up."""
    above = (
        "默认: {完成时限: 6月底前, 来源: 总表, 牵头: 基安股, 节点引语: 节点：}\n"
        "类别:\n  - {名称: 甲, 标识: 重点, 牵头: 督导室}\n  - {名称: 甲/乙, 标识: [民生]}\n"
        "组:\n  - {编号: 1-1, 名称: 组, 类别: 甲/乙, 来源: [省文件], 完成时限: 9月底前}\n"
    )
    task = the_task(tmp_path, "  - {序号: 1-1-1, 组: 1-1, 名称: 任务, 来源: 市文件}\n", HEAD + above)
    assert task.sources == ("市文件", "省文件", "总表")
    assert task.flags == ("民生", "重点")
    assert (task.category, task.lead, task.due_text, task.lead_in) == ("甲/乙", "督导室", "9月底前", "节点：")


def test_an_adopted_erratum_mends_the_text_and_others_only_stand_there(tmp_path: Path) -> None:
    errata = (
        "    勘误:\n"
        "      - {位置: 节点1, 原文: 招标, 应为: 采购, 采用: 是}\n"
        "      - {位置: 内容, 原文: 基础, 应为: 主体, 采用: 否}\n"
        "      - {位置: 全文, 原文: 开工, 应为: 动工, 采用: 是}\n"
    )
    (task,) = load(tmp_path, PLAN + errata).plan.tasks
    assert [milestone.content for milestone in task.milestones] == ["完成采购。", "动工。"]
    assert task.content == "年内开展基础工程建设。"
    assert len(task.errata) == 3


TRAPS = [
    ("  名称: 2022年重点工作\n", "  名称：2022年重点工作\n", "yaml-full-width", 2),
    ("  年度: 2022\n", "  年度：2022\n", "yaml-full-width", 3),
    ("  年度: 2022\n", "  年度:2022\n", "yaml-no-space", 3),
    ("    名称: 新校区建设", "\t名称: 新校区建设", "yaml-tab", 10),
    ("内容: 年内", "内容: %年内", "yaml-special", 11),
    ("内容: 年内", "内容: *年内", "yaml-special", 11),
    ("内容: 年内", "内容: &甲 年内", "yaml-special", 11),  # parses, and loses a word
    ("内容: 年内", "内容: @年内", "yaml-special", 11),
    ("内容: 年内", "内容: `年内", "yaml-special", 11),
    ("内容: 年内", "内容: !年内 开展", "yaml-special", 11),
    ("内容: 年内", '内容: "双减"年内', "yaml-special", 11),
    ("内容: 年内", "内容: [试行]年内", "yaml-special", 11),
    ("    牵头: 基财股\n", "    牵头: 基财股\n    名称: 又一个\n", "yaml-duplicate", 14),
    ("内容: 年内", "内容: 目标: 年内", "yaml-colon", 11),
    ("    牵头: 基财股\n", "    牵头: 基财股\n   协办: 基安股\n", "yaml-syntax", 14),  # out of line
    ("    牵头: 基财股\n", "    牵头: 基财股\a\n", "yaml-character", 13),  # pasted from a terminal
    ("    牵头: 基财股\n", "    牵头: 基财股\0\n", "yaml-character", 13),
]


@pytest.mark.parametrize(("right", "wrong", "code", "line"), TRAPS)
def test_each_trap_of_yaml_is_explained(tmp_path: Path, right: str, wrong: str, code: str, line: int) -> None:
    assert right in PLAN
    assert f"plans/x/plan.yaml:{line} {code}" in listed(told(tmp_path, PLAN.replace(right, wrong)))


def test_several_traps_are_told_at_once(tmp_path: Path) -> None:
    plan = PLAN.replace("  年度: 2022", "  年度：2022").replace("内容: 年内", "内容: %年内")
    units = UNITS.replace("名称: 督导室,", "名称: 督导室, 名称: 督导室,")
    assert listed(told(tmp_path, plan, units)) == [
        "plans/x/plan.yaml:3 yaml-full-width",
        "plans/x/plan.yaml:11 yaml-special",
        "plans/x/units.yaml:2 yaml-duplicate",
    ]


def test_block_text_may_say_anything(tmp_path: Path) -> None:
    plan = PLAN.replace("内容: 年内", "内容: |-\n      目标：%\n      目标:甲: 乙\n      *年内")
    assert load(tmp_path, plan).plan.tasks[0].content.startswith("目标：%\n目标:甲: 乙\n")


def test_notepad_files_are_read_with_a_warning(tmp_path: Path) -> None:
    for encoding in ("gb18030", "utf-16"):
        load(tmp_path)
        (tmp_path / "plan.yaml").write_bytes(PLAN.encode(encoding))
        loaded = load_plan(tmp_path, "plans/x")
        assert [finding.code for finding in loaded.warnings] == ["yaml-gbk"]
        assert TEXTS.message(loaded.warnings[0]).severity is Severity.WARNING
        assert loaded.plan.office == "某局"


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter(tmp_path: Path) -> None:
    load(tmp_path)
    (tmp_path / "plan.yaml").write_bytes(PLAN.replace("\n", "\r\n").encode("utf-8-sig"))
    assert load_plan(tmp_path, "plans/x").plan == load(tmp_path).plan


def test_a_file_in_no_encoding_is_refused(tmp_path: Path) -> None:
    load(tmp_path)
    (tmp_path / "plan.yaml").write_bytes(b"\xff\x81\x00\xfe\xff")
    with pytest.raises(InputError) as wrong:
        load_plan(tmp_path, "plans/x")
    assert "yaml-encoding" in {finding.code for finding in wrong.value.findings}


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError) as wrong:
        load_plan(tmp_path, "plans/x")
    assert listed(wrong.value.findings) == [
        "plans/x/plan.yaml file-missing",
        "plans/x/units.yaml file-missing",
    ]
    assert TEXTS.message(wrong.value.findings[0]).text == "找不到文件 plan.yaml"


MISTAKES = [
    ("  年度: 2022", "  年度: 二〇二二", "value-number", 3, "年度"),
    ("  年度: 2022", "  年度: 1922", "value-range", 3, "2000"),
    ("  编号: MJ2022", "  编号: 某局2022", "plan-code", 5, "某局2022"),
    ("  单位: 某局\n", "", "key-missing", 1, "单位"),
    ("  单位: 某局", "  单位:", "key-missing", 4, "单位"),
    ("周期: 每月", "周期: 每周", "value-choice", 7, "每月、双月"),
    ("累计: 是", "累计: 好", "value-yes-no", 7, "好"),
    ("截止: 20日", "截止: 二十号", "cycle-due", 7, "二十号"),
    ("周期: 每月", "周期: 每月, 从: 六月起", "date-unreadable", 7, "六月起"),
    ("    名称: 新校区建设", "    名成: 新校区建设", "key-unknown", 10, "是否为“名称”"),
    ("    牵头: 基财股", "    群组: 甲\n    牵头: 基财股", "key-unknown", 13, "这里可以写："),  # 组 is no near word
    ("    牵头: 基财股", "    牵头: 基财", "unit-unknown", 13, "是否为“基财股”"),
    ("[基安股, 督导组]", "[基安股, 督学组]", "unit-unknown", 14, "督学组"),
    ("      - 3月底前:", "      - 3月底钱:", "date-unreadable", 16, "3月底钱"),
    ("{时限: 6月底前", "{时间: 6月底前", "key-unknown", 17, "是否为“时限”"),
    ("      - 3月底前: 完成招标。", "      - 完成招标。", "date-unreadable", 16, "完成招标。"),
    ("    协办: [基安股, 督导组]", "    协办: {甲: 乙}", "value-shape", 14, "清单"),
    ("  - 序号: 1\n", "  - 序号: 1@2\n", "task-number", 9, "1@2"),
    ("    牵头: 基财股\n", "", "no-reporter", 9, "牵头"),
    ("    牵头: 基财股", "    牵头: 相关股室", "no-reporter", 13, "相关股室"),
    (
        f"任务:\n{TASK}",
        f"类别: [{{名称: 民生实事}}]\n任务:\n{TASK}    类别: 民生\n",
        "heading-unknown",
        19,
        "民生实事",
    ),
    (TASK, "  []\n", "no-tasks", 8, "任务"),
    (f"任务:\n{TASK}", "", "key-missing", 1, "任务"),
    (PLAN, "", "no-tasks", 1, "任务"),
    (PLAN, "只有一句话\n", "value-shape", 1, "文件内容"),
    (TASK, TASK + TASK, "number-twice", 18, "1"),
    (TASK, TASK + "    勘误: [{位置: 内容, 原文: 招标, 应为: 采购}]\n", "erratum-lost", 18, "招标"),
    ("填报:", "默认: {完成时限: 年低}\n填报:", "date-unreadable", 6, "年低"),
]


@pytest.mark.parametrize(("right", "wrong", "code", "line", "word"), MISTAKES)
def test_each_mistake_is_told_at_its_line(
    tmp_path: Path, right: str, wrong: str, code: str, line: int, word: str
) -> None:
    assert right in PLAN
    findings = told(tmp_path, PLAN.replace(right, wrong))
    (finding,) = (each for each in findings if (each.place.line, each.code) == (line, code))
    sentence = TEXTS.message(finding)
    assert word in sentence.text + sentence.hint


@pytest.mark.parametrize(
    ("right", "wrong", "code", "line"),
    [
        ("代码: JCG", "代码: jcg", "unit-code", 3),
        ("代码: JAG", "代码: JCG", "unit-twice", 4),
        ("名称: 基安股", "名称: 督导组", "unit-twice", 4),  # another unit's alias
        ("填报: 办公室", "填报: 局办", "unit-unknown", 7),
        ("机构:", "机购:", "key-unknown", 1),
    ],
)
def test_mistakes_about_units(tmp_path: Path, right: str, wrong: str, code: str, line: int) -> None:
    assert f"plans/x/units.yaml:{line} {code}" in listed(told(tmp_path, PLAN, UNITS.replace(right, wrong)))


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    """One of each kind, in both files: nobody wants to start the program seven times."""
    plan = (
        PLAN.replace("编号: MJ2022", "编号: 1")
        .replace("周期: 每月", "周期: 每周")
        .replace("    名称:", "    名成:")
        .replace("牵头: 基财股", "牵头: 基才股")
        .replace("3月底前", "三月份底前后")
    )
    units = UNITS.replace("代码: BGS", "代码: B")
    assert listed(told(tmp_path, plan + TASK, units)) == [
        "plans/x/plan.yaml:5 plan-code",
        "plans/x/plan.yaml:7 value-choice",
        "plans/x/plan.yaml:9 key-missing",
        "plans/x/plan.yaml:10 key-unknown",
        "plans/x/plan.yaml:16 date-unreadable",
        "plans/x/plan.yaml:18 number-twice",
        "plans/x/units.yaml:5 unit-code",
    ]


def test_an_unknown_unit_does_not_wait_for_other_mistakes(tmp_path: Path) -> None:
    plan = PLAN.replace("编号: MJ2022", "编号: 1").replace("牵头: 基财股", "牵头: 基才股")
    assert [finding.code for finding in told(tmp_path, plan)] == ["plan-code", "unit-unknown"]


def test_what_many_tasks_inherit_is_one_mistake_where_it_was_typed(tmp_path: Path) -> None:
    tasks = "任务:\n  - {序号: 1, 名称: 甲}\n  - {序号: 2, 名称: 乙}\n"
    findings = told(tmp_path, f"默认: {{牵头: 基才股}}\n{HEAD}{tasks}")
    assert listed(findings) == ["plans/x/plan.yaml:1 unit-unknown"]


def test_a_plan_whose_units_are_yet_to_be_named_needs_no_lead(tmp_path: Path) -> None:
    head = HEAD.replace("累计: 是", "填报对象: 待分工")
    assert the_task(tmp_path, "  - {序号: 1, 名称: 任务}\n", head).lead == ""


def test_holidays_are_read_with_spans(tmp_path: Path) -> None:
    path = tmp_path / "holidays.yaml"
    path.write_text("2022:\n  休: [2022-01-01, 2022-10-01~2022-10-07]\n  班:\n    - 2022-10-08\n", encoding="utf-8")
    holidays = load_holidays(path, "plans/holidays.yaml")
    assert not holidays.is_working_day(date(2022, 10, 7))
    assert holidays.is_working_day(date(2022, 10, 8))


def test_mistakes_in_holidays_are_told_at_their_line(tmp_path: Path) -> None:
    path = tmp_path / "holidays.yaml"
    path.write_text("2022:\n  休: [2022-13-01]\n  半: []\n明年: {}\n", encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        load_holidays(path, "plans/holidays.yaml")
    assert listed(wrong.value.findings) == [
        "plans/holidays.yaml:2 date-unreadable",
        "plans/holidays.yaml:3 key-unknown",
        "plans/holidays.yaml:4 value-number",
    ]
    assert all(TEXTS.message(finding).hint for finding in wrong.value.findings)


def test_our_own_templates_tell_where_they_are_broken(tmp_path: Path) -> None:
    path = tmp_path / "styles.yaml"
    path.write_text("a: 1\nb: [\n", encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        load_template_yaml(path, "templates/styles.yaml")
    assert wrong.value.findings[0].place.file == "templates/styles.yaml"


@pytest.mark.parametrize(
    ("number", "word"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (99, "九十九")]
)
def test_ordinals(number: int, word: str) -> None:
    assert chinese_numeral(number) == word


def test_schemas_know_every_key_and_the_short_form() -> None:
    made = make_json_schemas(tomllib.loads((ROOT / "templates/texts/keys.toml").read_text(encoding="utf-8")))
    assert set(made) == {"plan", "units", "holidays", "config"}
    long_form, short_form, text_form = made["plan"]["$defs"]["ShortMilestone"]["anyOf"]
    typed = ["时限", "原时限", "称谓", "内容", "标准", "填报时限", "指标", "佐证", "说明", "牵头", "协办"]
    assert list(long_form["properties"]) == typed
    assert short_form["maxProperties"] == 1
    assert text_form == {"type": "string"}
    for definition in (*made["plan"]["$defs"].values(), *made["units"]["$defs"].values()):
        for key, entry in definition.get("properties", {}).items():
            assert entry["description"], key


def test_the_texts_are_whole() -> None:
    texts = yaml.safe_load((ROOT / "templates/texts/plan.yaml").read_text(encoding="utf-8"))
    assert all(set(entry) == {"severity", "says", "hint"} for entry in texts.values() if isinstance(entry, dict))


@given(
    st.lists(
        st.tuples(
            st.integers(0, 700),
            st.integers(0, 12),
            st.text(alphabet="：: \t-[]{}|&*%\"'\n是1@年月", max_size=4),
        ),
        max_size=3,
    )
)
def test_whatever_is_typed_loads_or_is_explained(
    tmp_path_factory: pytest.TempPathFactory, slips: list[tuple[int, int, str]]
) -> None:
    """A finger slips a few times: the plan loads, or each mistake has its sentence; never a traceback."""
    plan = PLAN
    for at, length, typed in slips:
        plan = plan[:at] + typed + plan[at + length :]
    folder = tmp_path_factory.getbasetemp()
    assert all(TEXTS.message(finding).text for finding in mistakes(folder, plan))


def test_a_typed_year_stands_in_place_of_the_published_one(tmp_path: Path) -> None:
    """The library knows 2022 and 2026, the file says all of 2026 anew, and of 2031 nobody knows."""
    path = tmp_path / "holidays.yaml"
    path.write_text("2026:\n  休: [2026-10-01~2026-10-03]\n", encoding="utf-8")
    holidays = load_holidays(path, "holidays.yaml")
    assert [holidays.has_year(year) for year in (2022, 2026, 2031)] == [True, True, False]
    assert not holidays.is_working_day(date(2022, 10, 7))  # a Friday of the holiday
    assert holidays.is_working_day(date(2022, 10, 8))  # a Saturday that is worked
    assert not holidays.is_working_day(date(2026, 10, 2))
    assert holidays.is_working_day(date(2026, 10, 7))  # by the library it is none


def test_a_file_without_years_adds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "holidays.yaml"
    path.write_text("# nothing yet\n", encoding="utf-8")
    assert not load_holidays(path, "holidays.yaml").is_working_day(date(2022, 10, 7))
