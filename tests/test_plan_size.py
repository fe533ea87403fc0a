"""A plan has a bound: what would take minutes to judge is refused with the tasks that weigh most."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from duban.messages.finding import InputError
from duban.model.assignment import Assignment
from duban.model.layout import Column, SheetLayout
from duban.model.period import Holidays, list_periods
from duban.model.unit import Directory
from duban.plan_source.plan_size import MOST_MILESTONES
from duban.workspace.plan_folder import LoadedPlan, load_plan

HEAD = """\
计划: {名称: 大计划, 年度: 2026, 单位: 某县, 编号: KX2026, 汇总单位: 办公室}
填报:
  - {表: 进展情况表, 周期: 每月, 截止: 20日}
任务:
"""


def loaded(folder: Path, *due_texts: str, leads: int = 100) -> LoadedPlan:
    """A plan of tasks that all members of a group answer for, each due in these words."""
    towns = "".join(f"  - {{名称: 第{number}镇, 类型: 乡镇}}\n" for number in range(1, leads + 1))
    units = f"机构:\n  - 办公室\n{towns}群组:\n  各镇: {{包含: 全部乡镇, 各自填报: 是}}\n"
    tasks = [
        f"  - {{序号: {number}, 名称: 事项{number}, 牵头: 各镇, 完成时限: {due}}}\n"
        for number, due in enumerate(due_texts, 1)
    ]
    (folder / "units.yaml").write_text(units, encoding="utf-8")
    (folder / "plan.yaml").write_text(HEAD + "".join(tasks), encoding="utf-8")
    return load_plan(folder, "plans/x")


def test_a_plan_of_too_many_milestones_says_which_tasks_weigh_most(tmp_path: Path) -> None:
    light, heavy = ["年底"] * 3, ["每周1次"] * (MOST_MILESTONES // 1200 + 1)
    with pytest.raises(InputError) as refused:
        loaded(tmp_path, *light, *heavy)
    (finding,) = refused.value.findings
    assert (finding.code, str(finding.place)) == ("plan-too-many", "plans/x/plan.yaml:8")
    assert finding.facts["count"] == 3 * 100 + len(heavy) * 1200
    assert str(finding.facts["tasks"]).startswith("[{'number': '4', 'count': 1200}")


def test_a_plan_of_as_many_as_may_be_is_read(tmp_path: Path) -> None:
    plan = loaded(tmp_path, *["每月"] * 3, leads=10).plan
    assert sum(len(task.milestones) for task in plan.tasks) == 3 * 12  # the leads part them when it is asked for


@pytest.mark.parametrize("leads", [5, 20])
def test_no_step_of_the_rows_of_one_unit_goes_through_those_of_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, leads: int
) -> None:
    """Who leads a milestone was looked up anew for each unit: with 100 units a plan was checked for minutes."""
    plan = loaded(tmp_path, *["每月"] * 3, leads=leads)
    cycle = plan.plan.cycles[0]
    period = list_periods(plan.plan, cycle, Holidays())[0]
    parted, directory = plan.plan_at(date(2026, 12, 31)), plan.directory
    assignment = Assignment(parted, directory, cycle, period)
    lookups = count_calls(monkeypatch)
    sheet = SheetLayout(key="x", name="x", rows="task", title="", columns=(Column(key="n", label="n", says="n"),))
    rows = [row for unit in assignment.units for row in assignment.rows(sheet, unit)]
    assert len(rows) == 3 * leads
    assert len(lookups) <= 3 * sum(len(task.milestones) for task in parted.tasks)


def count_calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names that the directory is asked for from now on."""
    names: list[str] = []
    find: Callable[[Directory, str], object] = Directory.find_lead

    def counted(directory: Directory, name: str) -> object:
        names.append(name)
        return find(directory, name)

    monkeypatch.setattr(Directory, "find_lead", counted)
    return names
