"""The plan of Huizhou 2020 says what the printed work points say, but for an advertisement that had crept in."""

import re
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from duban.model.plan import Task
from duban.workspace.plan_folder import LoadedPlan, load_plan

FOLDER = Path(__file__).parents[1] / "plans" / "huizhou-2020"
SOURCE = (FOLDER / "source.txt").read_text(encoding="utf-8")

SPAM, MEANT = "开云(中国)", "关于"
EXAMPLE = "示例，非原文"
OPEN = "待认领"

LINES = ["".join(line.split()) for line in SOURCE.splitlines() if line.strip()]
"""Without the spaces that the conversion strewed in."""

ITEMS = {match[1]: match[2] for line in LINES if (match := re.fullmatch(r"(\d+)﹒(.+)", line))}
CHAPTERS = {
    part.partition("\n")[0]: re.findall(r"^(\d+)﹒", part, re.MULTILINE)
    for part in re.split(r"\n(?=[一二三四五六七八九十]+、)", "\n".join(LINES))[1:]
}
"""The printed headings, and the numbers of the items below each."""

by_item = pytest.mark.parametrize("number", ITEMS)

# 1-2所, 2.5万个以上, 两期; what limits a number stands right behind it.
NUMBER = re.compile(r"(?:([\d.]+)(?:-(\d+))?|([一两]))(万个|个百分点|个|所|名|期|%)(以上|以内|左右)?")
NUMERALS = {"一": 1, "两": 2}
COMPARED = {"以内": "≤", "左右": "左右"}


@pytest.fixture(scope="module")
def loaded() -> LoadedPlan:
    return load_plan(FOLDER, "plans/huizhou-2020")


def task_of(number: str, loaded: LoadedPlan) -> Task:
    return next(task for task in loaded.plan.tasks if task.number == number)


def targets_in(text: str) -> set[tuple[str, Decimal, Decimal | None, str]]:
    """Comparison, goal, ceiling and unit of every number of things that a text promises.

    A number of classes that gave a policy its name (“两个只增不减”) promises nothing.
    """
    found = set()
    for low, high, word, unit, limit in NUMBER.findall(text):
        if word and unit not in {"期", "个百分点"}:
            continue
        compared = "区间" if high else COMPARED.get(limit, "≥")
        found.add((compared, Decimal(low or NUMERALS[word]), Decimal(high) if high else None, unit))
    return found


def test_every_item_is_a_task_in_the_order_printed(loaded: LoadedPlan) -> None:
    assert [task.number for task in loaded.plan.tasks] == list(ITEMS)
    assert len(ITEMS) == 84


def test_chapters_stand_as_printed(loaded: LoadedPlan) -> None:
    """Thirteen, and each item under the one that it was printed under."""
    assert [category.name for category in loaded.plan.categories] == list(CHAPTERS)
    assert [len(numbers) for numbers in CHAPTERS.values()] == [4, 6, 7, 10, 3, 5, 6, 4, 6, 6, 14, 9, 4]
    under = {number: chapter for chapter, numbers in CHAPTERS.items() for number in numbers}
    assert {task.number: task.category for task in loaded.plan.tasks} == under


@by_item
def test_item_is_word_for_word(number: str, loaded: LoadedPlan) -> None:
    """Name and content together, with nothing between and nothing besides."""
    task = task_of(number, loaded)
    assert task.name + task.content == ITEMS[number].replace(SPAM, MEANT)


@by_item
def test_name_is_the_first_sentence(number: str, loaded: LoadedPlan) -> None:
    """With its full stop; never a part of a sentence."""
    assert re.fullmatch("[^。]+。", task_of(number, loaded).name)


def test_general_requirement_is_word_for_word(loaded: LoadedPlan) -> None:
    assert loaded.plan.note == LINES[0].replace(SPAM, MEANT)


def test_no_line_of_the_source_is_left_out() -> None:
    """One requirement, the chapters and the items: that is all of it."""
    assert len(LINES) == 1 + len(CHAPTERS) + len(ITEMS)


def test_advertisement_is_in_the_source_and_nowhere_else(loaded: LoadedPlan) -> None:
    """It took the place of 关于 three times; only these corrections are in force, each where it stands."""
    assert SOURCE.count(SPAM) == 3
    texts = [loaded.plan.note, *(task.name + task.printed for task in loaded.plan.tasks)]
    assert not any("开云" in text for text in texts)
    assert sum(SPAM in ITEMS[task.number] for task in loaded.plan.tasks) == 2
    for task in loaded.plan.tasks:
        adopted = [(erratum.original, erratum.corrected) for erratum in task.errata if erratum.adopted]
        assert adopted == [(SPAM, MEANT)] * ITEMS[task.number].count(SPAM)


@by_item
def test_each_erratum_quotes_its_item(number: str, loaded: LoadedPlan) -> None:
    """Once, so that nobody asks which of two places is meant."""
    errata = task_of(number, loaded).errata
    assert [erratum.original for erratum in errata if ITEMS[number].count(erratum.original) != 1] == []


def test_deadlines_are_the_words_of_the_text(loaded: LoadedPlan) -> None:
    """Six items name one; 今年9月前 is read strictly. All the rest have the whole year."""
    named = {task.number: task.due_text for task in loaded.plan.tasks if task.due_text != "年底"}
    assert named == {
        "22": "年内", "29": "年内", "32": "全年", "53": "今年9月前", "66": "2020年底", "80": "2020年底",
    }  # fmt: skip
    assert [number for number, words in named.items() if words not in ITEMS[number]] == []
    dues = {task.number: task.milestones[0].due for task in loaded.plan.tasks}
    assert {number: due for number, due in dues.items() if due != date(2020, 12, 31)} == {"53": date(2020, 8, 31)}


@by_item
def test_every_number_promised_is_a_target_and_no_other(number: str, loaded: LoadedPlan) -> None:
    """One printed number may be two targets (rates of two kinds, 35 and 45), so they are told apart as a set."""
    targets = {(each.compare, each.goal, each.ceiling, each.unit) for each in task_of(number, loaded).targets}
    assert targets == targets_in(ITEMS[number])


@by_item
def test_target_is_named_in_words_of_its_item(number: str, loaded: LoadedPlan) -> None:
    """In their order; 比例 and 占比 say that a percentage is one."""
    for target in task_of(number, loaded).targets:
        words = re.sub("占比$|比例$|占(?=招生|当地)", "", target.name)
        assert re.search(".*?".join(map(re.escape, words)), ITEMS[number]), target.name


def test_targets_are_28_in_18_items(loaded: LoadedPlan) -> None:
    counts = [len(task.targets) for task in loaded.plan.tasks if task.targets]
    assert (len(counts), sum(counts)) == (18, 28)


def test_nobody_is_in_charge_yet(loaded: LoadedPlan) -> None:
    """The source names no office and no person: the plan may propose, and no more."""
    named = [(task.lead, task.supports, task.leader, task.filler) for task in loaded.plan.tasks]
    assert [names for names in named if any(names)] == []


def test_first_form_asks_who_takes_what(loaded: LoadedPlan) -> None:
    first = loaded.plan.cycles[0]
    assert (first.form, first.filler) == ("任务分工表", "待分工")


def test_proposals_name_the_example_units_and_leave_some_items_open(loaded: LoadedPlan) -> None:
    """Eight items in six chapters; every unit is proposed for something."""
    proposed = Counter(task.proposed for task in loaded.plan.tasks)
    assert proposed.keys() == {OPEN, *(unit.name for unit in loaded.directory.units)}
    left = [task for task in loaded.plan.tasks if task.proposed == OPEN]
    assert (len(left), len({task.category for task in left})) == (8, 6)


def test_whatever_is_not_in_the_source_is_marked_as_an_example() -> None:
    """Above all, above the chapters, on each line that proposes something; and in the list of units."""
    plan, units = ((FOLDER / name).read_text(encoding="utf-8") for name in ("plan.yaml", "units.yaml"))
    proposing = [line for line in plan.splitlines() if re.match(" {4}拟牵头:", line)]
    assert proposing
    assert [line for line in proposing if EXAMPLE not in line] == []
    heads = (plan.partition("计划:")[0], plan.partition("类别:")[2].partition("\n")[0], units.partition("机构:")[0])
    assert [EXAMPLE in head for head in heads] == [True, True, True]


def test_no_telephone_number_is_left() -> None:
    texts = "".join(path.read_text(encoding="utf-8") for path in FOLDER.iterdir() if path.is_file())
    assert re.findall(r"\d{3,4}-\d{7,8}|\d{7,}", texts) == []
