"""The plan of Quanzhou 2024 says what the published table says; who leads and who answers stands once, by office."""

import re
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

from duban.model.plan import Task, TaskGroup
from duban.model.unit import Unit
from duban.workspace.plan_folder import LoadedPlan, load_plan
from tests.offices import unit_printed

FOLDER = Path(__file__).parents[1] / "plans" / "quanzhou-2024"
SOURCE = (FOLDER / "source.txt").read_text(encoding="utf-8")

ALL_OFFICES = "各科室"
ALL_LEADERS = "各分管领导"
ALL_HEADS = "各科长"

# 2.5万个, 30%, 50万人次: a number of things, not of a year, a rule or a network.
NUMBER = re.compile(r"([\d.]+)(万人次|亿元|万元|万个|[个所堂名场期人间套组项%])")
IN_WORDS = {"1-3-2": ("百场", {(Decimal(100), "场")}), "1-15-1": ("两个专业", {(Decimal(2), "个")})}
NO_PROMISE = {"1-2-1": {(Decimal(9), "个")}}  # so many items has the list by which the schools are guided


class Row(NamedTuple):
    """A printed row. The first of an indicator has its sources and its name; 4-1 and after print neither."""

    number: str
    sources: str
    indicator: str
    goal: str
    weight: str
    due: str
    leaders: str
    offices: str
    heads: str

    @property
    def group(self) -> str:
        return self.number.rpartition("-")[0] or self.number


def _row(line: str) -> Row:
    number, *cells = line.split("\t")
    return Row(number, *([] if len(cells) == 8 else ["", ""]), *cells)


TABLE = SOURCE.split("\n泉州市教育局2024年度绩效目标考评表\n")[1]
LINES = [line for line in TABLE.splitlines() if line]
ROWS = [_row(line) for line in LINES if re.match(r"\d", line)]
INDICATORS = [row for row in ROWS if row.indicator]
by_row = pytest.mark.parametrize("row", ROWS, ids=[row.number for row in ROWS])
by_indicator = pytest.mark.parametrize("row", INDICATORS, ids=[row.group for row in INDICATORS])


@pytest.fixture(scope="module")
def loaded() -> LoadedPlan:
    return load_plan(FOLDER, "plans/quanzhou-2024")


def task_of(row: Row, loaded: LoadedPlan) -> Task:
    return next(task for task in loaded.plan.tasks if task.number == row.number)


def group_of(row: Row, loaded: LoadedPlan) -> TaskGroup:
    return next(group for group in loaded.plan.groups if group.number == row.group)


def offices_of(row: Row, loaded: LoadedPlan) -> list[Unit]:
    """Those that are printed by name."""
    names = re.findall(r"[^\s/]+", row.offices)
    return [unit_printed(loaded.directory, name) for name in names if name != ALL_OFFICES]


def names_in(cell: str, known: set[str]) -> list[str]:
    """The names of a cell in their order, were they printed without anything between; nothing else is in it."""
    found = re.findall("|".join(sorted(known)), cell)
    assert "".join(found) == "".join(cell.split())
    return found


def points(tasks: list[Task]) -> Decimal:
    return sum((task.weight for task in tasks if task.weight is not None), Decimal(0))


def test_every_row_is_a_task_in_the_order_printed(loaded: LoadedPlan) -> None:
    assert [task.number for task in loaded.plan.tasks] == [row.number for row in ROWS]
    assert [group.number for group in loaded.plan.groups] == list(dict.fromkeys(row.group for row in ROWS))


def test_notice_counts_the_same(loaded: LoadedPlan) -> None:
    assert "共设定22个一级指标、57项年度工作目标" in SOURCE
    assert (len(loaded.plan.groups), len(loaded.plan.tasks)) == (22, 57)
    kinds = Counter(group.category for group in loaded.plan.groups)
    assert [*kinds.values()] == [15, 2, 3, 1, 1]


def test_no_line_of_the_table_is_left_out() -> None:
    """What is no row: headings, the second table's head, and two sums."""
    assert [re.sub(r"\s+", "", line) for line in LINES if not re.match(r"\d", line)] == [
        "︵68分︶重点工作目标", "权重分值完成时限分管领导责任科室科室责任人", "行政能力目标︵20分︶从严治党",
        "依法履职", "机关效能", "合计20", "精神文明建设成效(6分)", "平安建设成效(6分)", "绩效目标考评得分100",
    ]  # fmt: skip


@by_row
def test_goal_is_word_for_word(row: Row, loaded: LoadedPlan) -> None:
    """The whole of it is the task's name: the table gives it no title."""
    assert (task_of(row, loaded).name, task_of(row, loaded).content) == (row.goal, "")


@by_row
def test_weight_and_deadline_stand_as_printed(row: Row, loaded: LoadedPlan) -> None:
    task = task_of(row, loaded)
    assert (str(task.weight), task.due_text) == (row.weight, row.due)


@by_indicator
def test_indicator_is_word_for_word(row: Row, loaded: LoadedPlan) -> None:
    """Name, bracket and points together, with nothing between; the bracket of 1-14 was never closed."""
    assert group_of(row, loaded).printed == row.indicator


def test_indicators_of_the_second_table_have_no_points_of_their_own(loaded: LoadedPlan) -> None:
    """Nor sources; their names are headings, the last two those of their category."""
    rest = loaded.plan.groups[len(INDICATORS) :]
    assert [group.name for group in rest] == ["从严治党", "依法履职", "机关效能", "精神文明建设成效", "平安建设成效"]
    assert not any(group.sources or group.attribution or group.score is not None for group in rest)


@by_indicator
def test_stated_points_are_the_sum_of_the_weights(row: Row, loaded: LoadedPlan) -> None:
    """All 17."""
    group = group_of(row, loaded)
    assert points([task for task in loaded.plan.tasks if task.group == group.number]) == group.score


def test_categories_add_up_to_the_full_score(loaded: LoadedPlan) -> None:
    """68 + 20 + 6 + 6; what stands below 职能工作目标 has no points stated. 3 is kept for goals that come later."""
    stated = {category.name: category.score for category in loaded.plan.categories if category.score is not None}
    found = {name: points([t for t in loaded.plan.tasks if t.category.split("/")[0] == name]) for name in stated}
    assert stated == found == {"职能工作目标": 68, "行政能力目标": 20, "精神文明建设成效": 6, "平安建设成效": 6}
    assert sum(found.values()) == loaded.plan.full_score == 100


@by_indicator
def test_sources_are_the_printed_documents_taken_apart(row: Row, loaded: LoadedPlan) -> None:
    """A list inside a title stays whole: each document ends with its number, in brackets."""
    sources = group_of(row, loaded).sources
    assert "、".join(sources) == row.sources
    assert [source for source in sources if not re.search("号[)）]$", source)] == []


@by_indicator
def test_bracket_speaks_once_of_each_source(row: Row, loaded: LoadedPlan) -> None:
    group = group_of(row, loaded)
    assert group.attribution.count("；") + 1 == len(group.sources)


@by_row
def test_task_answers_to_the_sources_of_its_indicator(row: Row, loaded: LoadedPlan) -> None:
    assert task_of(row, loaded).sources == group_of(row, loaded).sources


def test_18_documents_are_cited_72_times(loaded: LoadedPlan) -> None:
    cited = Counter(source for group in loaded.plan.groups for source in group.sources)
    assert (len(cited), cited.total()) == (18, 72)


def test_deadlines_by_month(loaded: LoadedPlan) -> None:
    due = Counter(task.due_text for task in loaded.plan.tasks)
    assert due == {"10月底前": 2, "11月底前": 4, "12月底前": 51}


@by_row
def test_offices_stand_as_printed_the_lead_first(row: Row, loaded: LoadedPlan) -> None:
    task = task_of(row, loaded)
    assert [task.lead, *task.supports] == re.findall(r"[^\s/]+", row.offices)


@by_row
def test_lead_is_a_guess_where_offices_share_a_goal(row: Row, loaded: LoadedPlan) -> None:
    task = task_of(row, loaded)
    assert bool(task.lead_note) == bool(task.supports)


def test_eighteen_goals_are_shared(loaded: LoadedPlan) -> None:
    """Two of them with every office; 16 offices lead, 办公室 most often."""
    shared = [task for task in loaded.plan.tasks if task.supports]
    assert len(shared) == 18
    assert [task.number for task in shared if ALL_OFFICES in task.supports] == ["6-2", "6-5"]
    leads = Counter(unit_printed(loaded.directory, t.lead).name for t in loaded.plan.tasks if t.lead != ALL_OFFICES)
    assert len(leads) == 16
    assert leads["办公室"] == 13


@by_row
def test_directory_knows_every_leader(row: Row, loaded: LoadedPlan) -> None:
    """No task names one; 5-5 has them all."""
    assert task_of(row, loaded).leader == ()
    expected = {unit.leader for unit in offices_of(row, loaded)} or {ALL_LEADERS}
    known = {unit.leader for unit in loaded.directory.units if unit.leader}
    printed = names_in(row.leaders, {*known, ALL_LEADERS})
    assert (set(printed), len(printed)) == (expected, len(expected))


@by_row
def test_directory_knows_every_head_in_the_order_of_the_offices(row: Row, loaded: LoadedPlan) -> None:
    expected = [unit.head for unit in offices_of(row, loaded)]
    expected += [ALL_HEADS] if ALL_OFFICES in row.offices else []
    assert row.heads.split() == expected


def test_leaders_are_printed_by_rank_not_by_office(loaded: LoadedPlan) -> None:
    """So a leader cannot be matched to an office by position: in eight rows the order is another one."""
    known = {unit.leader for unit in loaded.directory.units if unit.leader}
    differ = []
    for row in ROWS:
        by_office = list(dict.fromkeys(unit.leader for unit in offices_of(row, loaded)))
        if by_office and names_in(row.leaders, known) != by_office:
            differ.append(row.number)
    assert differ == ["1-2-2", "1-4-2", "1-6-1", "1-7-2", "1-11-1", "1-13-2", "2-2-1", "4-1"]


def test_directory_holds_each_office_of_the_table_and_who_judges(loaded: LoadedPlan) -> None:
    """Nineteen in the order in which the table first names them, each with its people; 局绩效办 answers for no goal."""
    named = dict.fromkeys(unit.name for row in ROWS for unit in offices_of(row, loaded))
    *offices, judge = loaded.directory.units
    assert [unit.name for unit in offices] == list(named)
    assert len(offices) == 19
    assert all(unit.leader and unit.head for unit in offices)
    assert (judge.name, judge.leader, judge.head) == ("局绩效办", "", "")


@by_row
def test_every_number_of_things_is_a_target(row: Row, loaded: LoadedPlan) -> None:
    """And no target is without its number in the text. Each is a floor: 以上, 至少, 超, or nothing said."""
    words, meant = IN_WORDS.get(row.number, ("", set()))
    assert words in row.goal
    counted = {(Decimal(goal), unit) for goal, unit in NUMBER.findall(row.goal)}
    targets = task_of(row, loaded).targets
    assert {(target.goal, target.unit) for target in targets} == counted - NO_PROMISE.get(row.number, set()) | meant
    assert {target.compare for target in targets} <= {"≥"}


def test_targets_are_counted(loaded: LoadedPlan) -> None:
    assert sum(len(task.targets) for task in loaded.plan.tasks) == 48


@by_indicator
def test_each_erratum_quotes_its_bracket(row: Row, loaded: LoadedPlan) -> None:
    """None is in force: all is printed as it was published."""
    group = group_of(row, loaded)
    for erratum in group.errata:
        assert not erratum.adopted
        printed = {"归属": group.attribution, "来源": "".join(group.sources)}[erratum.where]
        assert printed.count(erratum.original) == 1


def test_an_erratum_closes_the_open_bracket(loaded: LoadedPlan) -> None:
    """It is the only one that is open."""
    mended = {
        group.number: [
            group.attribution.replace(erratum.original, erratum.corrected)
            for erratum in group.errata
            if erratum.where == "归属"
        ]
        for group in loaded.plan.groups
        if group.attribution and not group.attribution.endswith("）")
    }
    assert {number: [text[-3:] for text in texts] for number, texts in mended.items()} == {"1-14": ["P4）"]}


def test_every_slip_in_a_document_s_short_name_has_its_erratum(loaded: LoadedPlan) -> None:
    """两岸整合发展 is printed for 两岸融合发展 in five brackets, and in the document's title beside each of them."""
    groups = loaded.plan.groups
    slipped = [group.number for group in groups if "整合" in group.attribution]
    for where in ("归属", "来源"):
        named = [(group.number, erratum) for group in groups for erratum in group.errata if erratum.where == where]
        corrected = [number for number, erratum in named if "融合" in erratum.corrected]
        assert slipped == corrected == ["1-3", "1-4", "1-7", "1-10", "1-13"]


def test_no_task_has_an_erratum(loaded: LoadedPlan) -> None:
    """What slipped in a goal may have been meant so: a comment asks."""
    assert not any(task.errata for task in loaded.plan.tasks)


def test_self_assessment_is_due_before_most_goals_are(loaded: LoadedPlan) -> None:
    """The notice wants it by 30 December, signed by the leader in charge; 51 goals run till the 31st."""
    assert "于2024年12月30日前将由分管局领导审签后的自评结果" in SOURCE
    cycle = loaded.plan.cycles[0]
    assert (cycle.form, cycle.due, cycle.signed_by) == ("自评表", "2024-12-30", "分管领导")


def test_no_telephone_number_is_left() -> None:
    texts = "".join(path.read_text(encoding="utf-8") for path in FOLDER.iterdir() if path.is_file())
    assert re.findall(r"\d{3,4}-\d{7,8}|\d{7,}", texts) == []
