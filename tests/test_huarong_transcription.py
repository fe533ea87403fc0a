"""The plan of Huarong 2021 says what the printed table says: no word more, no word less."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from duban.model.plan import Task
from duban.workspace.plan_folder import LoadedPlan, load_plan
from tests.offices import unit_printed

FOLDER = Path(__file__).parents[1] / "plans" / "huarong-2021"
SOURCE = (FOLDER / "source.txt").read_text(encoding="utf-8")


def bare(text: str) -> str:
    """The words alone: the spaces that the conversion strewed in are not text."""
    return re.sub(r"\s+", "", text)


ROWS = [line.split("\t") for line in SOURCE.splitlines() if re.match(r"[^\t]*\t\d+\t", line)]
by_row = pytest.mark.parametrize("row", ROWS, ids=[row[1] for row in ROWS])


@pytest.fixture(scope="module")
def loaded() -> LoadedPlan:
    return load_plan(FOLDER, "plans/huarong-2021")


def task_of(row: list[str], loaded: LoadedPlan) -> Task:
    return next(task for task in loaded.plan.tasks if task.number == row[1])


def test_every_row_is_a_task_in_the_order_printed(loaded: LoadedPlan) -> None:
    assert [task.number for task in loaded.plan.tasks] == [row[1] for row in ROWS]
    assert len(ROWS) == 33


def test_heading_stands_in_the_source(loaded: LoadedPlan) -> None:
    plan = loaded.plan
    assert all(words in SOURCE.splitlines() for words in (plan.name, plan.office, plan.number))


@by_row
def test_task_is_word_for_word_and_nothing_besides(row: list[str], loaded: LoadedPlan) -> None:
    """The table has one column of words: it is the name, and there is no content beside it."""
    task = task_of(row, loaded)
    assert bare(task.name) == bare(row[2])
    assert not task.content


def test_one_space_is_printed(loaded: LoadedPlan) -> None:
    """Spaces beside digits come from the conversion; between two phrases in quotation marks one is meant."""
    spaced = [found for task in loaded.plan.tasks for found in re.findall(r"\S+\s+\S{4}", task.name)]
    assert spaced == ["开展“书香校园 师生共读"]


@by_row
def test_leaders_and_units_stand_as_printed(row: list[str], loaded: LoadedPlan) -> None:
    """Names lose the space inside: 何 军 and 何军 are one."""
    task = task_of(row, loaded)
    assert "".join(task.leader) == bare(row[3])
    assert [task.lead] == row[4].split()
    assert list(task.supports) == row[5].split()


def test_category_is_printed_once_for_its_rows(loaded: LoadedPlan) -> None:
    """A page break prints 强队伍 a second time; an empty cell belongs to the one above."""
    printed = dict.fromkeys(row[0] for row in ROWS if row[0])
    assert [category.name for category in loaded.plan.categories] == list(printed)
    above = ""
    for row in ROWS:
        above = row[0] or above
        assert task_of(row, loaded).category == above


def test_tasks_by_category(loaded: LoadedPlan) -> None:
    assert Counter(task.category for task in loaded.plan.tasks) == {
        "抓常规": 11, "强队伍": 9, "优布局": 4, "调结构": 2, "改评价": 2, "重督导": 5,
    }  # fmt: skip


def test_tasks_by_leader(loaded: LoadedPlan) -> None:
    """Task 2 has two leaders, task 1 a whole meeting of them; the name of task 20 is misprinted."""
    assert Counter(leader for task in loaded.plan.tasks for leader in task.leader) == {
        "局长办公会成员": 1, "何军": 6, "戴方栋": 2, "戴方栎": 1, "蔡亚利": 3, "刘建新": 13, "杨宏发": 8,
    }  # fmt: skip
    assert [task.number for task in loaded.plan.tasks if len(task.leader) > 1] == ["2"]


def test_a_unit_leads_under_one_leader(loaded: LoadedPlan) -> None:
    """So the notice wants it; 法制安全股 alone has two, both in task 2."""
    leaders: dict[str, set[str]] = {}
    for task in loaded.plan.tasks:
        leaders.setdefault(task.lead, set()).update(task.leader)
    assert [unit for unit, names in leaders.items() if len(names) > 1] == ["法制安全股"]


def test_tasks_by_unit(loaded: LoadedPlan) -> None:
    """13 units lead; what 相关股室 should lead, the office itself reports."""
    assert Counter(unit_printed(loaded.directory, task.reporter).name for task in loaded.plan.tasks) == {
        "办公室": 1, "法制安全股": 1, "后勤中心": 1, "体卫股": 1, "教师工作股": 2, "基教股": 4, "督导股": 8,
        "社会体育股": 1, "人事股": 5, "党建办": 2, "工会": 1, "人才中心": 1, "计财股": 4, "职成股": 1,
    }  # fmt: skip
    assert [task.number for task in loaded.plan.tasks if task.reporter != task.lead] == ["1"]


def test_every_unit_is_named_in_the_source_and_has_no_other_name(loaded: LoadedPlan) -> None:
    units = loaded.directory.units
    assert [unit.name for unit in units if unit.name not in SOURCE or unit.aliases] == []
    assert [name for name in loaded.directory.groups if name not in SOURCE] == []
    assert len(units) == 20


def test_units_stand_in_the_order_in_which_they_are_first_printed_as_leads(loaded: LoadedPlan) -> None:
    leads = dict.fromkeys(row[4] for row in ROWS if row[4] not in loaded.directory.groups)
    assert [unit.name for unit in loaded.directory.units][: len(leads)] == list(leads)


def test_no_row_has_a_day_of_its_own(loaded: LoadedPlan) -> None:
    """The tasks are those of the year; whatever they are split into falls due with it."""
    milestones = [milestone for task in loaded.plan.tasks for milestone in task.milestones]
    assert {milestone.due for milestone in milestones} == {date(2021, 12, 31)}
    assert all(milestone.implicit for milestone in milestones)
    assert loaded.plan.issued is None


def test_task_21_is_six_and_they_say_all_of_it(loaded: LoadedPlan) -> None:
    """Only 完成…建设 is said again for each; what is left of the row is left in the same order."""
    assert [task.number for task in loaded.plan.tasks if len(task.milestones) > 1] == ["21"]
    task = next(task for task in loaded.plan.tasks if task.number == "21")
    parts = [milestone.content for milestone in task.milestones]
    assert len(parts) == 6
    assert [part for part in parts if not re.fullmatch("完成.+建设", part)] == bare(task.name)[:-1].split("；")[1:]
    joints = r"完成|建设|[、；。及]"
    assert re.sub(joints, "", "".join(parts)) == re.sub(joints, "", task.name)


def test_targets_are_the_numbers_that_the_year_can_be_measured_by(loaded: LoadedPlan) -> None:
    """What else is a number counts a birthday, a batch or a version, or is promised for five years (task 22)."""
    found = {
        task.number: [f"{target.name} {target.words}" for target in task.targets]
        for task in loaded.plan.tasks
        if task.targets
    }
    assert found == {
        "2": ["校园安防达到100%的个数 3个"],  # 三个100%; which three is not said
        "12": ["乡镇学校内部每年交流教师比例 10—15%"],
        "32": ["建立督导结果运用机制 8个"],
    }
    counted = re.compile(r"\d|[一二三四五六七八九十]+[个大]")
    assert [row[1] for row in ROWS if counted.search(row[2])] == ["2", "5", "12", "14", "16", "18", "32"]


def test_the_eight_mechanisms_are_eight(loaded: LoadedPlan) -> None:
    name = next(task.name for task in loaded.plan.tasks if task.number == "32")
    listed = re.search(r"建立(.+?)等八大机制", name)
    assert listed is not None
    assert len(listed[1].split("、")) == 8


def test_the_one_erratum_quotes_its_task_and_is_not_adopted(loaded: LoadedPlan) -> None:
    """A name that no other row has: it is one stroke away from one that two rows have."""
    (found,) = [(task, erratum) for task in loaded.plan.tasks for erratum in task.errata]
    task, erratum = found
    assert (task.number, erratum.where, erratum.corrected) == ("20", "责任领导", "戴方栋")
    assert task.leader == (erratum.original,)
    assert SOURCE.count(erratum.original) == 1
    assert SOURCE.count(erratum.corrected) == 2


def test_dispatched_every_two_months_and_inspected_as_often(loaded: LoadedPlan) -> None:
    """The notice names who does each: the office dispatches, 督导股 inspects."""
    assert "由办公室牵头，每两个月组织一次调度" in SOURCE
    assert "由督导股牵头" in SOURCE
    assert [(cycle.form, cycle.every) for cycle in loaded.plan.cycles] == [
        ("调度表", "双月"),
        ("阶段节点申报表", "年度"),
        ("督查核定表", "双月"),
    ]
    assert loaded.plan.compiler == "办公室"
    assert [cycle.judge for cycle in loaded.plan.cycles] == ["", "", "督导股"]


def test_no_telephone_number_is_left() -> None:
    """The notice prints none, and nobody added one."""
    texts = "".join(path.read_text(encoding="utf-8") for path in FOLDER.iterdir() if path.is_file())
    assert re.findall(r"\d{3,4}-\d{7,8}|\d{7,}", texts) == []
