"""plan.yaml in the words of an office: its keys, lists and numbers are read as the language of plans has them."""

from pathlib import Path

import pytest

from duban.journeys.next_plan_text import standard_plan_text
from duban.messages.finding import InputError
from duban.model.plan import Task
from duban.workspace.plan_folder import LoadedPlan, load_plan

UNITS = """\
机构:
  - {单位名称: 办公室, 编码: BGS}
  - {名称: 基财股, 代码: JCG, 简称: 基财、财务股}
  - {名称: 基安股, 代码: JAG}
  - {名称: 督导室、督学办, 代码: DDS}
群组:
  各股室: {包含: 基财股 基安股, 填报: 办公室}
  局领导、班子成员: {类型: 领导}
"""
HEAD = """\
计划: {名称: 重点工作, 年度: 2026, 单位: 某局, 编号: MJ2026}
填报:
  - {表种: 进展情况表, 报送周期: 每月, 截止时间: 20日}
"""


def load(folder: Path, tasks: str, head: str = HEAD) -> LoadedPlan:
    (folder / "plan.yaml").write_text(f"{head}任务:\n{tasks}", encoding="utf-8")
    (folder / "units.yaml").write_text(UNITS, encoding="utf-8")
    return load_plan(folder, "plans/x")


def task(folder: Path, keys: str, head: str = HEAD) -> Task:
    """The task that has these keys, and a number and a name."""
    return load(folder, f"  - {{序号: 1, 任务名称: 建校, {keys}}}\n", head).plan.tasks[0]


def test_a_plan_in_the_keys_of_a_table_is_read(tmp_path: Path) -> None:
    """As a clerk copies the head of her table: 目标任务 is the name where there is none, else the content."""
    tasks = """\
  - {任务编号: 1, 目标任务: 建校, 工作内容: 新建一所, 责任单位: 基财股, 完成时间: 9月底前, 县领导: 张三、李四, 分值: 5}
  - {序号: 2, 名称: 招生, 目标任务: 招满, 牵头部门: 基安股, 阶段目标: ["3月底前:摸底", 6月底前完成招生]}
"""
    first, second = load(tmp_path, tasks).plan.tasks
    assert (first.number, first.name, first.content, first.lead) == ("1", "建校", "新建一所", "基财股")
    assert (first.due_text, first.leader, str(first.weight)) == ("9月底前", ("张三", "李四"), "5")
    assert (second.name, second.content, second.lead) == ("招生", "招满", "基安股")
    assert [(one.due_text, one.content) for one in second.milestones] == [("3月底前", "摸底"), ("6月底前", "完成招生")]


@pytest.mark.parametrize(
    ("typed", "lead", "supports"),
    [
        ("责任单位: 基财股、基安股", "基财股", ("基安股",)),
        ("责任科室: [基财股, 基安股, 办公室]", "基财股", ("基安股", "办公室")),
        ("责任单位: 基财股 基安股, 配合单位: 办公室", "基财股", ("基安股", "办公室")),
        ("牵头: 基财股, 责任单位: 基财股；基安股", "基财股", ("基安股",)),
        ("责任单位: 督导室、督学办", "督导室、督学办", ()),  # one unit, whose name has the sign
        ("牵头: 基财股, 协办: 财务股/基安股", "基财股", ("财务股", "基安股")),
    ],
)
def test_the_first_of_several_responsible_units_leads(
    tmp_path: Path, typed: str, lead: str, supports: tuple[str, ...]
) -> None:
    made = task(tmp_path, typed)
    assert (made.lead, made.supports) == (lead, supports)


@pytest.mark.parametrize(
    ("typed", "field", "values"),
    [
        ("责任领导: 张三 李四", "leader", ("张三", "李四")),
        ("责任领导: 王　军、李四", "leader", ("王　军", "李四")),
        ("责任领导: 副局长 张三", "leader", ("副局长 张三",)),
        ("责任领导: 局领导、班子成员", "leader", ("局领导、班子成员",)),  # the name of a group
        ("责任领导: 张三（局长、书记）；李四", "leader", ("张三（局长、书记）", "李四")),
        (
            "来源: 《甲、乙》、《丙》（某〔2026〕1号）；会议纪要",
            "sources",
            ("《甲、乙》", "《丙》（某〔2026〕1号）", "会议纪要"),
        ),
        ("来源: 区委、区政府重点工作", "sources", ("区委、区政府重点工作",)),
        ("标识: 重点工作 民生实事", "flags", ("重点工作", "民生实事")),
        ("来源: [甲；乙]", "sources", ("甲；乙",)),  # what is a list already stays as it is
    ],
)
def test_a_list_is_read_as_people_write_it(tmp_path: Path, typed: str, field: str, values: tuple[str, ...]) -> None:
    assert getattr(task(tmp_path, f"牵头: 基财股, {typed}"), field) == values


def test_groups_and_other_names_are_lists_too(tmp_path: Path) -> None:
    directory = load(tmp_path, "  - {序号: 1, 名称: 建校, 牵头: 财务股}\n").directory
    assert directory.units[1].aliases == ("基财", "财务股")
    assert directory.groups["各股室"].members == ("基财股", "基安股")


def test_numbered_items_are_parts_and_milestones(tmp_path: Path) -> None:
    tasks = """\
  - {序号: 1., 名称: 建校, 牵头: 基财股, 分项: ①选址；②立项}
  - 序号: 2.
    名称: 招生
    牵头: 基安股
    节点: |-
      1. 3月底前完成摸底；
      2. 6月底前完成招生。
调整:
  - {日期: 2026-05-01, 类型: 延期, 任务: 2, 原节点: 6月底前, 改为: 9月底前}
  - {日期: 2026-05-01, 类型: 合并, 任务: 1, 并入: （2）}
"""
    first, second = load(tmp_path, tasks).plan.tasks
    assert [one.content for one in first.milestones] == ["选址", "立项"]
    assert [(one.due_text, one.content) for one in second.milestones] == [
        ("3月底前", "完成摸底"),
        ("9月底前", "完成招生。"),
    ]
    assert first.dropped


def test_a_mistake_is_told_at_the_line_where_it_was_typed(tmp_path: Path) -> None:
    """In a value under a synonym, in a list inside it, and in what 责任单位 became."""
    tasks = """\
  - 任务名称: 建校
    序号: 1
    责任单位:
      - 基财股
      - 无此股
    关键节点:
      - 完成时间: 3月底前
        工作内容: 招标
      - 完成时间: 13月
        工作内容: 开工
"""
    with pytest.raises(InputError) as error:
        load(tmp_path, tasks)
    found = {(finding.code, finding.place.line) for finding in error.value.findings}
    assert found == {("unit-unknown", 9), ("date-unreadable", 13)}


def test_the_plan_of_the_next_year_is_written_in_standard_keys_where_this_one_was_not(tmp_path: Path) -> None:
    """Every other entry stays as somebody typed it, comments too."""
    tasks = """\
  # 第一项
  - {序号: 1, 名称: 建校, 牵头: 基财股}   # 照旧
  # 第二项
  - 任务名称: 招生
    序号: 2
    责任单位: 基安股、基财股
"""
    directory = load(tmp_path, tasks).directory
    text = (tmp_path / "plan.yaml").read_text(encoding="utf-8")
    kept, _, rewritten = standard_plan_text(text, directory).partition("  # 第二项\n")
    assert "  # 第一项\n  - {序号: 1, 名称: 建校, 牵头: 基财股}   # 照旧\n" in kept
    assert rewritten == "  - 名称: 招生\n    序号: 2\n    牵头: 基安股\n    协办:\n      - 基财股\n"
    assert load_plan(tmp_path, "plans/x").plan.tasks[1].supports == ("基财股",)


def test_all_responsible_units_lead_where_the_plan_says_so(tmp_path: Path) -> None:
    head = HEAD.replace("编号: MJ2026", "编号: MJ2026, 责任单位: 并列牵头")
    assert (task(tmp_path, "责任单位: 基财股、基安股", head).lead, task(tmp_path, "责任单位: 办公室", head).lead) == (
        "基财股、基安股",
        "办公室",
    )
    parts = "责任单位: 基财股, 节点: [{时限: 3月底前, 内容: 选址, 责任单位: 基安股}]"
    assert task(tmp_path, parts).milestones[0].lead == "基安股"


@pytest.mark.parametrize(
    ("typed", "name", "phone"),
    [
        ("王五 000-0000000", "王五", "000-0000000"),
        ("王五（000-0000000）", "王五", "000-0000000"),
        ("王五：000 0000000", "王五", "000 0000000"),
        ("王五", "王五", ""),
        ("{姓名: 王五, 联系电话: 000-0000000}", "王五", "000-0000000"),
    ],
)
def test_a_contact_is_one_text_or_two_keys(tmp_path: Path, typed: str, name: str, phone: str) -> None:
    head = HEAD.replace("编号: MJ2026", f"编号: MJ2026, 联系人: {typed}")
    contact = load(tmp_path, "  - {序号: 1, 名称: 建校, 牵头: 基财股}\n", head).plan.contact
    assert contact is not None
    assert (contact.name, contact.phone) == (name, phone)
