"""The plan of Sanshui 2020 says what the printed table says: no word more, no word less."""

import re
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

from duban.model.milestone import Milestone
from duban.model.plan import Task, TaskGroup
from duban.model.plan_parts import Target
from duban.workspace.plan_folder import LoadedPlan, load_plan
from tests.offices import unit_printed

FOLDER = Path(__file__).parents[1] / "plans" / "sanshui-2020"
SOURCE = (FOLDER / "source.txt").read_text(encoding="utf-8")

CATEGORY, NUMBER, GROUP, NAME, MILESTONE, STANDARD, DUE, FILED, ROLE, PEOPLE, WEIGHT, KEY_WORK, LIVELIHOOD = range(13)
PHONE = "000-0000000"

# A row of task 3 runs over the page; what the next page says again is not said twice in the plan.
SAID_AGAIN = {("3", CATEGORY): "府里重点工作", ("3", PEOPLE): "联系人：卢瑜"}


class Printed(NamedTuple):
    """One milestone of the table; where two quarters share a row, the later one has the year's last day."""

    task: str
    text: str
    standard: str
    due: str
    filed: str


def bare(text: str) -> str:
    """The words alone: tags, and the spaces that the conversion from PDF strewed in, are not text."""
    return re.sub(r"<[^>]+>|\s+", "", text)


def _rows() -> list[list[str]]:
    """The table's rows below its heading, each filled up to thirteen cells."""
    lines = [line.split("\t") for line in SOURCE.splitlines() if "\t" in line]
    return [[bare(cell) for cell in (*line, *[""] * 13)[:13]] for line in lines[1:]]


def _tasks() -> dict[str, list[list[str]]]:
    """The rows of each task by its number. Page breaks cut cells, so a task begins where its first quarter does."""
    tasks: list[list[list[str]]] = []
    for row in _rows():
        if row[MILESTONE].startswith("第一季度"):
            tasks.append([])
        tasks[-1].append(row)
    return {"".join(row[NUMBER] for row in rows): rows for rows in tasks}


TASKS = _tasks()


def column(number: str, index: int) -> str:
    """A task's cell, put together again where a page break cut it."""
    whole = "".join(row[index] for row in TASKS[number])
    again = SAID_AGAIN.get((number, index), "")
    return whole.replace(again, "", 1)


def _milestones() -> list[Printed]:
    found = []
    for number, rows in TASKS.items():
        for row in rows:
            first, *shared = re.split(r"(?!^)(?=第.季度[:：])", row[MILESTONE])
            found.append(Printed(number, first, row[STANDARD], row[DUE], row[FILED]))
            found += [Printed(number, text, row[STANDARD], "2020/12/31", "2020/12/31") for text in shared]
    return found


MILESTONES = _milestones()
by_task = pytest.mark.parametrize("number", TASKS)
by_milestone = pytest.mark.parametrize(
    "index", range(len(MILESTONES)), ids=[f"{printed.task}-{printed.text[:4]}" for printed in MILESTONES]
)


@pytest.fixture(scope="module")
def loaded() -> LoadedPlan:
    return load_plan(FOLDER, "plans/sanshui-2020")


def task_of(number: str, loaded: LoadedPlan) -> Task:
    return next(task for task in loaded.plan.tasks if task.number == number)


def group_of(task: Task, loaded: LoadedPlan) -> TaskGroup:
    return next(group for group in loaded.plan.groups if group.number == task.group)


def milestones_of(loaded: LoadedPlan) -> list[Milestone]:
    return [milestone for task in loaded.plan.tasks for milestone in task.milestones]


def day(printed: str) -> date:
    """The table prints 2020/03/31, though its own third note asks for 2020-03-31."""
    return date.fromisoformat(printed.replace("/", "-"))


def colon(text: str) -> str:
    """The first page prints half a colon after the quarter, the others a whole one."""
    return re.sub(r"^(第.季度):", r"\1：", text)


def numbers(targets: tuple[Target, ...]) -> list[tuple[Decimal, str]]:
    return [(target.goal, target.unit) for target in targets]


def test_seven_tasks_in_the_order_printed(loaded: LoadedPlan) -> None:
    assert [task.number for task in loaded.plan.tasks] == list(TASKS) == list("1234567")


def test_27_printed_rows_hold_28_milestones() -> None:
    """The third and fourth quarters of task 3 share a row."""
    assert (len(_rows()), len(MILESTONES)) == (27, 28)
    assert Counter(printed.task for printed in MILESTONES) == dict.fromkeys(TASKS, 4)


@by_task
def test_yearly_goal_is_word_for_word(number: str, loaded: LoadedPlan) -> None:
    assert task_of(number, loaded).name == column(number, NAME)


@by_task
def test_group_is_the_parent_plan_s_task_with_its_number(number: str, loaded: LoadedPlan) -> None:
    """The seventh has no printed number; its own is for reference only and stands in no text."""
    group = group_of(task_of(number, loaded), loaded)
    assert group.name == column(number, GROUP)
    assert number == "7" or group.name.startswith(f"{group.number}.")


@by_task
def test_category_and_flags_stand_as_ticked(number: str, loaded: LoadedPlan) -> None:
    task = task_of(number, loaded)
    ticked = {"重点工作": column(number, KEY_WORK), "民生实事": column(number, LIVELIHOOD)}
    assert task.category == column(number, CATEGORY)
    assert {name: "是" if name in task.flags else "否" for name in ticked} == ticked


@by_task
def test_weight_and_role_stand_as_printed(number: str, loaded: LoadedPlan) -> None:
    task = task_of(number, loaded)
    assert (str(task.weight), task.role) == (column(number, WEIGHT), column(number, ROLE))


@by_task
def test_leader_and_contact_stand_as_printed(number: str, loaded: LoadedPlan) -> None:
    """The seventh cell puts the contact in brackets, with a telephone number that stays out of the plan."""
    task = task_of(number, loaded)
    words = re.sub(r"责任领导|联系人|[:：()，]", " ", column(number, PEOPLE).replace(PHONE, "")).split()
    assert [*task.leader, *task.contacts] == words


@by_milestone
def test_milestone_reads_as_printed_from_first_word_to_last(index: int, loaded: LoadedPlan) -> None:
    milestone = milestones_of(loaded)[index]
    assert milestone.printed == colon(MILESTONES[index].text)


@by_milestone
def test_standard_is_word_for_word(index: int, loaded: LoadedPlan) -> None:
    assert bare(milestones_of(loaded)[index].standard) == MILESTONES[index].standard


@by_milestone
def test_both_days_stand_as_printed(index: int, loaded: LoadedPlan) -> None:
    milestone = milestones_of(loaded)[index]
    assert (milestone.due, milestone.filing) == (day(MILESTONES[index].due), day(MILESTONES[index].filed))


def test_every_word_of_the_table_is_told_once_and_no_other(loaded: LoadedPlan) -> None:
    """Cell by cell could miss one; the sum of all characters misses none. A standard that is shared is told twice."""
    groups = [group.name for group in loaded.plan.groups]
    goals = [task.name for task in loaded.plan.tasks]
    quarters = [each.printed + bare(each.standard) for each in milestones_of(loaded)]
    printed = [row[index] for row in _rows() for index in (GROUP, NAME, MILESTONE, STANDARD)]
    shared = next(each.standard for each in MILESTONES if each.task == "3" and each.text.startswith("第四季度"))
    told, whole = ("".join(texts).replace(":", "：") for texts in ([*groups, *goals, *quarters], [*printed, shared]))
    assert Counter(told) == Counter(whole)


def test_notes_below_the_table_are_word_for_word(loaded: LoadedPlan) -> None:
    printed = re.findall(r"^\d\. (.+)$", SOURCE.partition("填报说明：")[2], re.MULTILINE)
    assert list(loaded.plan.notes) == [bare(note) for note in printed]
    assert len(printed) == 5


def test_title_and_office_are_the_printed_ones(loaded: LoadedPlan) -> None:
    assert loaded.plan.name in SOURCE.split()
    assert loaded.plan.office.endswith("区教育局")


def test_weights_make_the_full_score_and_each_category_its_points(loaded: LoadedPlan) -> None:
    points = Counter[str]()
    for task in loaded.plan.tasks:
        points[task.category] += int(task.weight or 0)
    assert points == {"区委、区政府重点工作": 75, "民生实事": 15, "职能工作": 10}
    assert {category.name: category.score for category in loaded.plan.categories} == points
    assert loaded.plan.full_score == points.total() == 100


def test_two_filing_days_make_two_batches(loaded: LoadedPlan) -> None:
    filed = Counter(milestone.filing for milestone in milestones_of(loaded))
    assert filed == {date(2020, 10, 10): 21, date(2020, 12, 31): 7}


def test_fourteen_filing_days_break_the_tables_own_rule_and_say_why(loaded: LoadedPlan) -> None:
    """All of the first two quarters: filed in October, 193 and 102 days late. Only a row shared is noted besides."""
    grace = timedelta(days=loaded.plan.cycles[0].grace)
    late = [each for each in milestones_of(loaded) if each.filing and each.filing > each.due + grace]
    assert Counter(each.label for each in late) == {"第一季度": 7, "第二季度": 7}
    shared = task_of("3", loaded).milestones[2:]
    assert [each.key for each in milestones_of(loaded) if each.note] == [
        each.key for each in milestones_of(loaded) if each in late or each in shared
    ]


def test_one_contact_answers_for_six_tasks_and_the_other_for_one(loaded: LoadedPlan) -> None:
    contacts = Counter(name for task in loaded.plan.tasks for name in task.contacts)
    assert contacts == {"卢瑜": 6, "陈泽江": 1}
    assert {unit_printed(loaded.directory, name).kind for name in contacts} == {"人员"}


def test_places_and_kindergartens_are_the_printed_numbers_in_order(loaded: LoadedPlan) -> None:
    """Every number with 所 or 个 in a quarter of task 2 is a target, and no other is."""
    for milestone in task_of("2", loaded).milestones:
        printed = re.findall(r"(\d+)([所个])", milestone.content)
        assert numbers(milestone.targets) == [(Decimal(number), unit) for number, unit in printed]


def test_investments_of_a_quarter_are_the_printed_numbers_of_their_projects(loaded: LoadedPlan) -> None:
    """A year's total that a quarter repeats is no target of that quarter."""
    for milestone in task_of("3", loaded).milestones:
        printed = re.findall(r"(?<!全年)完成投资额?(\d+)万元", milestone.content)
        assert numbers(milestone.targets) == [(Decimal(number), "万元") for number in printed]
        for target in milestone.targets:
            project = target.name.removesuffix("投资额")
            assert re.search(rf"{project}[^;；。]*(?<!全年)完成投资额?{target.goal}万元", milestone.content)


def test_investments_of_the_year_are_the_printed_totals(loaded: LoadedPlan) -> None:
    """Six projects; the title's 200 for the township schools is the sixth, whatever their quarters say."""
    task = task_of("3", loaded)
    text = group_of(task, loaded).name + "".join(milestone.content for milestone in task.milestones)
    printed = {Decimal(number) for number in re.findall(r"全年完成投资额?(\d+)万元", text)}
    stated = {target.goal for target in task.targets if target.unit == "万元"}
    assert stated == printed - {Decimal(1000)} | {Decimal(200), Decimal(15900)}
    assert "完成投资额200万元" in group_of(task, loaded).name
    assert "全年完成投资1.59亿元" in text


def test_quarters_add_up_to_the_year_but_for_the_township_schools(loaded: LoadedPlan) -> None:
    """Their quarters make 1000, which the fourth repeats; the title says 200. The plan keeps what is printed."""
    task = task_of("3", loaded)
    sums = Counter[str]()
    for milestone in task.milestones:
        sums.update({target.name: int(target.goal) for target in milestone.targets})
    stated = {target.name: int(target.goal) for target in task.targets if target.unit == "万元"}
    assert sums.keys() == stated.keys()
    assert {name: (total, stated[name]) for name, total in sums.items() if total != stated[name]} == {
        "乡镇学校改造提升投资额": (1000, 200)
    }


def test_other_targets_of_the_year_are_in_the_printed_words(loaded: LoadedPlan) -> None:
    """All of task 1, 4, 5, 6 and 7 is words."""
    targets = {task.number: task.targets for task in loaded.plan.tasks if task.targets}
    assert targets.keys() == {"2", "3"}
    assert numbers(targets["2"]) == [(Decimal(50), "%"), (Decimal(80), "%")]
    assert all(f"{target.name}达{target.goal}%" in task_of("2", loaded).name for target in targets["2"])
    counted = [f"{target.goal}{target.unit}" for target in targets["3"] if target.unit != "万元"]
    assert counted == ["5所", "5000个", "20个"]
    assert all(number in group_of(task_of("3", loaded), loaded).name for number in counted)


@by_task
def test_each_erratum_quotes_what_it_mends_once(number: str, loaded: LoadedPlan) -> None:
    task = task_of(number, loaded)
    third, fourth = task.milestones[2:]
    texts = {
        "责任领导": "".join(task.leader),
        "节点3": third.content,
        "节点3标准": third.standard,
        "节点4": fourth.content,
    }
    assert [each.original for each in task.errata if texts[each.where].count(each.original) != 1] == []


def test_five_slips_are_known_and_none_is_mended(loaded: LoadedPlan) -> None:
    """A leader's name, a missing 1., and three years that are not the plan's; one of them in a group's name."""
    of_tasks = [(task.number, each) for task in loaded.plan.tasks for each in task.errata]
    of_groups = [(group, each) for group in loaded.plan.groups for each in group.errata]
    slips = [(number, each.where) for number, each in of_tasks]
    assert slips == [("2", "责任领导"), ("4", "节点4"), ("7", "节点3"), ("7", "节点3标准")]
    assert [(group.number, each.original in group.name) for group, each in of_groups] == [("53", True)]
    assert not any(each.adopted for _, each in (*of_tasks, *of_groups))


def test_no_telephone_number_is_left() -> None:
    """The one number of the table rings nowhere."""
    texts = "".join(path.read_text(encoding="utf-8") for path in FOLDER.iterdir() if path.is_file())
    assert re.findall(r"\d{3,4}-\d{7,8}|\d{7,}", texts) == [PHONE]
