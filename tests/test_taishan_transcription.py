"""The plan of Taishan 2022 says what the printed notice says: no word more, no word less."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from duban.model.plan import Task
from duban.workspace.plan_folder import LoadedPlan, load_plan
from tests.offices import unit_printed

FOLDER = Path(__file__).parents[1] / "plans" / "taishan-2022"
SOURCE = (FOLDER / "source.txt").read_text(encoding="utf-8")


def bare(text: str) -> str:
    """The words alone: tags, and the spaces that the conversion from PDF strewed in, are not text."""
    return re.sub(r"<[^>]+>|\s+", "", text)


ROWS = [line.split("\t") for line in SOURCE.splitlines() if re.match(r"\d+\t", line)]
by_row = pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])


@pytest.fixture(scope="module")
def loaded() -> LoadedPlan:
    return load_plan(FOLDER, "plans/taishan-2022")


def task_of(row: list[str], loaded: LoadedPlan) -> Task:
    return next(task for task in loaded.plan.tasks if task.number == row[0])


def sentences(text: str) -> Counter[str]:
    """Each sentence and how often it is said; a line break in the plan ends none."""
    return Counter(part for part in re.split(r"(?<=[。；：])", bare(text)) if part)


def test_every_row_is_a_task_in_the_order_printed(loaded: LoadedPlan) -> None:
    assert [task.number for task in loaded.plan.tasks] == [row[0] for row in ROWS]
    assert len(ROWS) == 19


@by_row
def test_name_is_word_for_word(row: list[str], loaded: LoadedPlan) -> None:
    assert task_of(row, loaded).name == bare(row[1])


@by_row
def test_each_sentence_stands_in_both_or_in_neither(row: list[str], loaded: LoadedPlan) -> None:
    assert sentences(task_of(row, loaded).printed) == sentences(row[2])


@by_row
def test_column_reads_as_printed_from_first_word_to_last(row: list[str], loaded: LoadedPlan) -> None:
    """Sentences alone would not show a swapped milestone: their order counts too."""
    assert bare(task_of(row, loaded).printed) == bare(row[2])


@by_row
def test_units_stand_as_printed_the_lead_first(row: list[str], loaded: LoadedPlan) -> None:
    task = task_of(row, loaded)
    assert [task.lead, *task.supports] == re.sub(r"<[^>]+>", " ", row[3]).split()


@by_row
def test_sources_are_the_remarks_taken_apart(row: list[str], loaded: LoadedPlan) -> None:
    assert "".join(task_of(row, loaded).sources) == bare(row[4])


@by_row
def test_lead_is_a_guess_where_several_units_lost_their_underline(row: list[str], loaded: LoadedPlan) -> None:
    """A lone unit leads without being underlined; an underlined one leads for certain."""
    underlined = re.findall(r"<u>(.+?)</u>", row[3])
    task = task_of(row, loaded)
    assert not underlined or underlined == [task.lead]
    assert bool(task.lead_note) == (bool(task.supports) and not underlined)


@by_row
def test_each_erratum_quotes_its_task(row: list[str], loaded: LoadedPlan) -> None:
    task = task_of(row, loaded)
    assert [erratum.original for erratum in task.errata if erratum.original not in task.printed] == []


def test_milestones_by_month(loaded: LoadedPlan) -> None:
    """62 in all; June and October carry the most."""
    due = [milestone.due for task in loaded.plan.tasks for milestone in task.milestones]
    assert Counter(day.month for day in due) == {
        3: 9, 4: 5, 5: 6, 6: 11, 7: 4, 8: 1, 9: 4, 10: 12, 11: 2, 12: 8,
    }  # fmt: skip
    assert len(due) == 62


def test_milestones_of_a_task_follow_in_time(loaded: LoadedPlan) -> None:
    for task in loaded.plan.tasks:
        assert all(earlier.due < later.due for earlier, later in pairwise(task.milestones))


def test_a_third_was_due_before_the_notice_came_out(loaded: LoadedPlan) -> None:
    issued = loaded.plan.issued
    assert issued is not None
    assert sum(m.due < issued for task in loaded.plan.tasks for m in task.milestones) == 20


def test_ten_units_lead_and_one_of_them_under_two_names(loaded: LoadedPlan) -> None:
    """督导组 of tasks 11 and 12 is 督导室: counted as one, it leads 6 tasks with 20 milestones."""
    tasks, milestones = Counter[str](), Counter[str]()
    for task in loaded.plan.tasks:
        lead = unit_printed(loaded.directory, task.lead).name
        tasks[lead] += 1
        milestones[lead] += len(task.milestones)
    assert len(tasks) == 10
    assert (tasks["督导室"], milestones["督导室"]) == (6, 20)


def test_sources_are_counted_apart(loaded: LoadedPlan) -> None:
    """Task 1 answers to four superiors; task 8's bracket belongs to its one."""
    counts = {task.number: len(task.sources) for task in loaded.plan.tasks}
    assert {number: count for number, count in counts.items() if count != 1} == {"1": 4, "15": 0, "18": 0}


def test_no_telephone_number_is_left() -> None:
    """The one contact of the notice is named in both files, under a number that rings nowhere."""
    texts = "".join(path.read_text(encoding="utf-8") for path in FOLDER.iterdir() if path.is_file())
    assert re.findall(r"\d{3,4}-\d{7,8}|\d{7,}", texts) == ["000-0000000"] * 2
