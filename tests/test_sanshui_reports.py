"""Sanshui's milestones: lights by quarter, expected points, invested money, the table that is stamped."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.messages.finding import Place
from duban.model.plan_parts import Comparison, Target
from duban.model.report_layout import ReportBlock, ReportColumn
from duban.model.status import Status
from duban.model.submission import AnswerCell, History, Record
from duban.reports.amounts import yearly_amounts
from duban.reports.block_rows import block_rows
from duban.reports.expected_scores import due_quarter, expected_score
from duban.reports.report_book import report_sheet
from duban.reports.targets import add_up, reported_targets
from duban.validation.reading import validated
from duban.value_object import replace
from duban.workbook.book import Cell, Scalar
from duban.workbook.paging import row_height
from tests.drawn import Golden, draw
from tests.offices import ROOT, plan, report, status_of
from tests.report_rows import old_table_rows

PLAN = "sanshui-2020"
OCTOBER = date(2020, 10, 12)
MILESTONES = [milestone for task in plan(PLAN).plan.tasks for milestone in task.milestones]

Row = Mapping[str, Cell | Scalar]


def answers(*, last: date = date(2020, 9, 30), **others: str) -> dict[str, dict[str, Any]]:
    """Every milestone that was due by a day is finished in time and every number reached, but for what is said here.

    others: a key such as m3_0930 and the state that was chosen instead.
    """
    states = {key[1:].replace("_", "@"): state for key, state in others.items()}
    said: dict[str, dict[str, Any]] = {}
    for milestone in MILESTONES:
        if milestone.due > last:
            continue
        state = states.get(milestone.key, "已按期完成")
        said[milestone.key] = {"state": state, "progress": "已办结。", "evidence": "会议通知"}
        if state == "未完成":
            said[milestone.key] |= {"reason": "雨天停工", "expected": date(2020, 11, 20)}
        if state == "已逾期完成":
            said[milestone.key]["actual"] = date(2020, 7, 15)
        said |= {f"{milestone.key}#{n}": {"value": target.goal} for n, target in enumerate(milestone.targets, 1)}
    return said


def october() -> Status:
    """The first batch: 3 is behind in the third quarter, 4 was late in the second, 5 was not told of at first."""
    said = answers(m3_0930="未完成", m4_0630="已逾期完成")
    del said["5@0331"]
    del said["2@0930#3"]
    said["3@0930#2"] = {"value": Decimal(1200)}
    return status_of(PLAN, "milestones", OCTOBER, said)


def rows(code: str, found: Status) -> list[Row]:
    return old_table_rows(code, found)


def value(row: Row, key: str) -> Scalar:
    cell = row[key]
    return cell.value if isinstance(cell, Cell) else cell


@pytest.mark.parametrize("name", ["matrix", "expected", "invested"])
def test_the_sheet_reads_as_it_should(name: str, golden: Golden) -> None:
    golden(f"reports/{name}", draw(report_sheet(report(name), october())))


def test_each_cell_says_its_light_without_its_colour() -> None:
    """28 milestones in 7 rows and 4 columns; what has a colour has its name beside it."""
    *tasks, _ = rows("matrix", october())
    cells = [cell for row in tasks for key in ("q1", "q2", "q3", "q4") if isinstance(cell := row[key], Cell)]
    lights = october().light_rules.lights
    assert len(cells) == 28
    for cell in cells:
        light = cell.style.removeprefix("light-")
        shown = lights["green" if light == "late" else light]  # type: ignore[index]  # a light is its word
        symbol = "◐" if light == "late" else shown.symbol
        assert str(cell.value).startswith(f"{symbol} {shown.name}"), cell


def test_of_several_milestones_in_a_quarter_the_worst_shows_and_says_how_many_they_are() -> None:
    """Taishan's first task has two in one quarter."""
    loaded = plan("taishan-2022").plan
    many = {
        task.key: quarter
        for task in loaded.tasks
        for quarter in (1, 2, 3, 4)
        if sum((milestone.due.month + 2) // 3 == quarter for milestone in task.milestones) > 1
    }
    found = rows("matrix", status_of("taishan-2022", "progress", date(2022, 12, 31), {}))
    assert many
    for row in found[:-1]:
        if (key := str(value(row, "number"))) in many:
            assert "个节点" in str(value(row, f"q{many[key]}"))


@pytest.mark.parametrize(
    ("second", "shown"),
    [
        ("已按期完成", "● 绿灯\n按期完成\n2个节点"),
        ("已逾期完成", "● 绿灯\n按期完成\n2个节点中的1个"),
        ("有困难", "▲ 黄灯\n印发前已到期\n2个节点中的1个"),
    ],
)
def test_a_quarter_says_of_how_many_of_its_milestones_its_word_is_true(second: str, shown: str) -> None:
    """Taishan's second task with two milestones in the second quarter; the first of them was finished in time."""
    task = [
        task
        for task in plan("taishan-2022").plan.tasks
        if sum(milestone.due.month in {4, 5, 6} for milestone in task.milestones) == 2
    ][-1]
    first, other = (milestone.key for milestone in task.milestones if milestone.due.month in {4, 5, 6})
    said = {first: {"state": "已按期完成"}, other: {"state": second}}
    found = rows("matrix", status_of("taishan-2022", "progress", date(2022, 7, 20), said))
    assert next(value(row, "q2") for row in found if str(value(row, "number")) == task.number) == shown


def test_a_plan_without_weights_has_a_matrix_without_points() -> None:
    found = rows("matrix", status_of("taishan-2022", "progress", date(2022, 12, 31), {}))
    assert {value(row, "earned") for row in found} == {"—", ""}


# ---- points ----


@given(st.sets(st.sampled_from([milestone.key for milestone in MILESTONES])), st.dates(date(2020, 1, 1), OCTOBER))
def test_what_is_earned_open_and_missed_is_the_weight(done: set[str], as_of: date) -> None:
    """Exactly, whatever is finished; a task is worth all of its weight when all of it is finished."""
    said = {key: {"state": "已按期完成"} for key in done}
    status = status_of(PLAN, "milestones", as_of, said)
    for task in status.tasks:
        score = expected_score(status, [task])
        assert score.earned + score.not_yet_due + score.missed + score.unknown == score.weight
        assert score.earned == Fraction(score.weight) * score.finished_count / 4


def test_tasks_without_a_weight_count_nothing() -> None:
    """Neither among the points nor among the milestones, whatever is finished."""
    status = status_of(PLAN, "milestones", OCTOBER, answers())
    first, *others = status.tasks
    bare = replace(first, row=replace(first.row, task=replace(first.task, weight=None)))
    assert expected_score(status, [bare, *others]) == expected_score(status, others)
    assert expected_score(status, [bare]).milestone_count == 0


def test_a_year_without_a_fault_is_a_hundred_points() -> None:
    total = rows("expected", status_of(PLAN, "milestones", date(2020, 12, 31), answers(last=date(2020, 12, 31))))[0]
    shown = [value(total, key) for key in ("weight", "earned", "late", "open", "missed", "done", "rate")]
    assert shown == [100, 100, 0, 0, 0, "28/28", "100.0%"]


def test_points_have_two_decimals_and_add_up_by_heading() -> None:
    """Nineteen of 28 are finished: a quarter of 15 is 3.75, of 10 it is 2.5."""
    found = rows("expected", october())
    total, headings = found[0], [row for row in found if getattr(row["weight"], "style", "") == "score-group"]
    assert [value(row, "weight") for row in headings] == [75, 15, 10]
    for key in ("earned", "late", "open", "missed", "unknown"):
        assert sum(value(row, key) for row in headings) == value(total, key)  # type: ignore[misc]
    assert [value(total, key) for key in ("earned", "late", "open", "missed", "unknown")] == [
        Decimal("67.50"),
        Decimal("3.75"),
        Decimal("25.00"),
        Decimal("3.75"),  # 3 says that it is not finished
        Decimal("3.75"),  # of 5 nothing came
    ]
    assert all(f"{value(row, 'earned')}"[-3] == "." for row in found)


def test_what_is_not_known_shows_before_what_is_green_and_is_counted() -> None:
    """Two milestones of one quarter: one is done, of the other nobody knows."""
    by_quarter = {
        task.number: [milestone.key for milestone in task.milestones if milestone.due.month in (4, 5, 6)]
        for task in plan("taishan-2022").plan.tasks
    }
    number, (done, *_) = next((number, keys) for number, keys in by_quarter.items() if len(keys) > 1)
    found = status_of("taishan-2022", "progress", date(2022, 7, 20), {done: {"state": "已按期完成"}})
    *tasks, total = rows("matrix", found)
    row = next(row for row in tasks if str(value(row, "number")) == number)
    assert str(value(row, "q2")).startswith("× 待核实")
    assert (
        value(total, "q2")
        == f"完成1/{sum(map(len, by_quarter.values()))}，待核实{sum(map(len, by_quarter.values())) - 1}"
    )


@pytest.mark.parametrize(
    ("due", "quarter"),
    [
        (date(2019, 12, 31), 1),
        (date(2020, 3, 31), 1),
        (date(2020, 4, 1), 2),
        (date(2020, 9, 30), 3),
        (date(2020, 10, 1), 4),
        (date(2021, 2, 28), 4),
        (None, 4),
    ],
)
def test_what_falls_due_outside_the_year_counts_to_the_nearest_quarter(due: date | None, quarter: int) -> None:
    assert due_quarter(october(), due) == quarter


def test_totals_of_points_look_like_totals() -> None:
    total, heading, task, *_ = rows("expected", october())
    styles = [getattr(row["name"], "style", "") for row in (total, heading, task)]
    assert styles == ["total-word", "group-word", "word-middle"]
    for key, styles in (
        ("done", ["total", "group", "word-center"]),
        ("late", ["score-2-total", "score-2-group", "score-2"]),
    ):
        assert [getattr(row[key], "style", "") for row in (total, heading, task)] == styles


def test_the_rule_stands_on_the_sheet() -> None:
    assert "由它的各个节点平分" in draw(report_sheet(report("expected"), october()))


# ---- money ----


def test_where_a_title_and_its_milestones_differ_both_are_shown() -> None:
    """The title of task 3 says 200, its quarters 200 + 500 + 300; the others add up."""
    *projects, total = rows("invested", october())
    assert [value(row, "note") for row in projects] == [*[""] * 5, "▲ 年度目标200，各节点相加为1000，多800"]
    assert [getattr(row["own"], "style", "") for row in projects] == [*["amount"] * 5, "amount-differs"]
    last = projects[-1]
    assert [value(last, key) for key in ("plan1", "plan2", "plan3", "plan4", "planned", "own")] == [
        *("—", 200, 500, 300, 1000, 200)
    ]
    assert (value(total, "planned"), value(total, "own")) == (32400, 31600)


def test_what_falls_short_is_marked_and_what_is_not_told_is_no_nought() -> None:
    """博文 did 1200 of 1500 in the third quarter; 收回集体办幼儿园学位 was left blank."""
    bowen = next(row for row in rows("invested", october()) if str(value(row, "name")).startswith("博文"))
    assert [value(bowen, key) for key in ("plan", "done", "rate", "plan4", "done4")] == [
        *(14100, 13800, "▲ 97.9%", 1800, "—")
    ]
    blank = next(row for row in rows("amounts", october()) if value(row, "name") == "收回集体办幼儿园学位")
    assert [value(blank, key) for key in ("plan3", "done3", "done", "rate", "note")] == [
        *(315, "未填", "—", "× 未填1处", "")
    ]


def test_every_target_is_money_or_not_and_stands_in_one_row() -> None:
    names = {
        (task.key, target.name)
        for task in plan(PLAN).plan.tasks
        for target in (*task.targets, *(each for milestone in task.milestones for each in milestone.targets))
    }
    found = [*rows("invested", october())[:-1], *rows("amounts", october())]
    assert sorted((str(value(row, "number")), value(row, "name")) for row in found) == sorted(names)


def test_shares_are_never_added_up_nor_are_numbers_from_the_years_start() -> None:
    """30% by June and 50% by December is 50%, not 80%; so with what is asked from the year's start (累计)."""
    part = next(yearly_amounts(october())).counted[0]
    for told, total in (({"unit": "%"}, 50), ({"unit": "所"}, 80), ({"unit": "所", "cumulative": True}, 50)):
        parts = [replace(part, target=replace(part.target, **told))] * 3
        assert add_up(parts, [Decimal(30), Decimal(50), None]) == total


@pytest.mark.parametrize(("told", "value_of_year"), [((200, 500, 300), 1000), ((200, 500, None), None), ((), None)])
def test_a_number_of_the_year_that_milestones_share_is_what_theirs_come_to(
    told: tuple[int | None, ...], value_of_year: int | None
) -> None:
    """乡镇学校改造提升投资额, 200 by the title, is asked of the three quarters alone: nobody left it blank."""
    said = answers(last=date(2020, 12, 31))
    for key, number in zip(("3@0630#6", "3@0930#6", "3@1231#3"), told or (None, None, None), strict=True):
        said[key] = {"value": None if number is None else Decimal(number)}
    found = status_of(PLAN, "milestones", date(2021, 1, 8), said, period_index=1)
    of_year = next(
        target
        for target in reported_targets(found)
        if target.row.milestone is None and target.target.name == "乡镇学校改造提升投资额"
    )
    assert of_year.value == value_of_year


def test_a_goal_of_the_year_that_no_milestone_shares_shows_what_was_reported_of_it() -> None:
    """新增学位: 5000 promised for the year, told in December; it stood in no leaders' sheet."""
    said = {**answers(last=date(2020, 12, 31)), "3#2": {"value": Decimal(5016)}}
    found = status_of(PLAN, "milestones", date(2021, 1, 8), said, period_index=1)
    told = {value(row, "name"): row for row in rows("amounts", found)}
    keys = ("plan4", "done4", "plan", "done", "rate", "planned", "own", "note")
    assert [value(told["新增学位"], key) for key in keys] == [
        *("—", "—", 5000, 5016, "100.3%", "—", 5000, "没有分解到节点，只按年度目标填报")
    ]
    assert [value(told["提升改造乡镇学校项目"], key) for key in ("done", "rate")] == ["—", "× 未填1处"]


def test_early_numbers_are_told_and_make_no_rate_better() -> None:
    """博文 is 300 short of the third quarter, and has spent 900 of the fourth: that mends nothing."""
    said = answers()
    said["3@0930#2"], said["3@1231#1"] = {"value": Decimal(1200)}, {"value": Decimal(900)}
    early = status_of(PLAN, "milestones", OCTOBER, said)
    bowen = next(row for row in rows("invested", early) if str(value(row, "name")).startswith("博文"))
    assert [value(bowen, key) for key in ("plan", "done", "rate", "done4", "note")] == [
        *(14100, 14700, "▲ 97.9%", 900, "未到期节点已报900，不计入完成率")
    ]


@pytest.mark.parametrize(
    ("as_of", "plan", "rate"),
    [
        (date(2020, 3, 30), "—", "—"),
        (date(2020, 3, 31), 3100, "100.0%"),  # the due day itself: what is due by its end
        (date(2020, 4, 1), 3100, "100.0%"),
    ],
)
def test_a_number_is_owed_from_its_due_day_on(as_of: date, plan: object, rate: str) -> None:
    """乐平: 3100 of the first quarter, due on 31 March."""
    first = rows("invested", status_of(PLAN, "milestones", as_of, answers(last=date(2020, 3, 31))))[0]
    assert [value(first, key) for key in ("plan", "rate")] == [plan, rate]


def test_two_amounts_of_money_have_a_total_and_one_has_none() -> None:
    found = october()
    money = [task for task in found.tasks if task.row.key == "3"]
    *projects, total = rows("invested", replace(found, tasks=tuple(money)))
    assert len(projects) == 6
    keys = [*(f"{name}{quarter}" for name in ("plan", "done") for quarter in (1, 2, 3, 4)), "plan", "done", "planned"]
    for key in (*keys, "own"):
        numbers = [number for row in projects if isinstance(number := value(row, key), Decimal)]
        assert value(total, key) == (sum(numbers) if numbers else "—"), key
    for count in (1, 2):
        goals = tuple(target for target in money[0].task.targets if target.unit == "万元")[:count]
        task = replace(money[0].task, targets=goals, milestones=money[0].task.milestones[:1])
        bare = replace(task, milestones=tuple(replace(each, targets=()) for each in task.milestones))
        one = replace(money[0], row=replace(money[0].row, task=bare))
        listed = rows("invested", replace(found, tasks=(one,)))
        assert len(listed) == (1 if count == 1 else 3)


def with_money(*targets: tuple[str, int, str], first: Mapping[str, int]) -> Status:
    """Task 3 promises these amounts (name, goal, unit) for the year, and some of them in its first quarter."""
    task = next(task for task in october().tasks if task.row.key == "3")
    promised = [validated(Target, {"名称": name, "目标": goal, "单位": unit}) for name, goal, unit in targets if goal]
    parts = [
        validated(Target, {"名称": name, "目标": first[name], "单位": unit})
        for name, _, unit in targets
        if name in first
    ]
    milestones = [
        replace(milestone, targets=() if number else tuple(parts))
        for number, milestone in enumerate(task.task.milestones)
    ]
    plan_task = replace(task.task, targets=tuple(promised), milestones=tuple(milestones))
    return replace(october(), tasks=(replace(task, row=replace(task.row, task=plan_task)),))


def test_each_unit_of_money_has_its_own_total() -> None:
    found = with_money(("甲", 30, "万元"), ("乙", 40, "万元"), ("丙", 2, "亿元"), first={"甲": 30, "乙": 40, "丙": 2})
    listed = rows("invested", found)
    assert [(value(row, "name"), value(row, "unit"), value(row, "planned")) for row in listed] == [
        ("甲", "万元", 30),
        ("乙", "万元", 40),
        ("丙", "亿元", 2),
        ("合计", "万元", 70),
    ]


@pytest.mark.parametrize(("count", "note"), [(1, ""), (2, "各节点所填为累计数，不相加，以最后一个为准")])
def test_numbers_from_the_years_start_are_said_to_be_such_where_several_are_asked(count: int, note: str) -> None:
    (task,) = with_money(("甲", 0, "万元"), first={"甲": 30}).tasks
    (asked,) = task.task.milestones[0].targets
    targets = (replace(asked, cumulative=True),)
    milestones = tuple(
        replace(milestone, targets=targets if number < count else ())
        for number, milestone in enumerate(task.task.milestones)
    )
    changed = replace(task, row=replace(task.row, task=replace(task.task, milestones=milestones)))
    (row,) = rows("invested", replace(october(), tasks=(changed,)))
    assert value(row, "note") == note


@pytest.mark.parametrize(
    ("goals", "first", "note"),
    [
        ((30, 40), {"甲": 30, "乙": 40}, ""),
        ((30, 50), {"甲": 30, "乙": 40}, "▲ 年度目标80，各节点相加为70，少10"),
        ((30, 40), {"甲": 30}, "各节点相加的有1项，有年度目标的有2项，不宜相比"),
        ((30, 0), {"甲": 30, "乙": 40}, "各节点相加的有2项，有年度目标的有1项，不宜相比"),
    ],
)
def test_a_total_compares_the_year_only_where_it_is_of_the_same_amounts(
    goals: tuple[int, int], first: Mapping[str, int], note: str
) -> None:
    *_, total = rows("invested", with_money(("甲", goals[0], "万元"), ("乙", goals[1], "万元"), first=first))
    assert value(total, "note") == note


def with_running_first(*, keeps: int) -> list[Row]:
    """投资完成 of three projects, of which 博文 fills in what it came to by then, in its first so many quarters."""
    found = october()
    running, *others = ("博文小学投资额", "西江小学投资额", "金本中学投资额")
    (task,) = (task for task in found.tasks if task.row.key == "3")
    milestones, left = [], keeps
    for milestone in task.task.milestones:
        targets = [target for target in milestone.targets if target.name in others]
        if of_running := [target for target in milestone.targets if target.name == running][:left]:
            targets.append(replace(of_running[0], cumulative=True))
            left -= 1
        milestones.append(replace(milestone, targets=tuple(targets)))
    plan_task = replace(task.task, targets=(), milestones=tuple(milestones))
    return rows("invested", replace(found, tasks=(replace(task, row=replace(task.row, task=plan_task)),)))


def test_numbers_of_a_quarter_are_not_added_to_numbers_from_the_years_start() -> None:
    """The sums till now hold, a quarter has none."""
    *projects, total = with_running_first(keeps=4)
    assert len(projects) == 3
    assert [value(total, f"{name}{quarter}") for name in ("plan", "done") for quarter in (1, 2, 3, 4)] == ["—"] * 8
    for key in ("plan", "done", "planned"):
        assert value(total, key) == sum(Decimal(str(value(row, key))) for row in projects), key
    assert "有的填本季的数，有的填累计数，各季度不相加" in str(value(total, "note"))


def test_a_number_from_the_years_start_that_is_asked_once_is_added_like_any_other() -> None:
    *projects, total = with_running_first(keeps=1)
    for quarter in (1, 2, 3, 4):
        planned = [number for row in projects if isinstance(number := value(row, f"plan{quarter}"), Decimal)]
        assert value(total, f"plan{quarter}") == (sum(planned) if planned else "—")


def test_at_most_is_kept_by_staying_below() -> None:
    """投诉 are wanted few: 3 of at most 5 falls short of nothing, 6 does; what is 左右 is for people to judge."""
    rates = {}
    for compare, told in (("≤", 0), ("≤", 3), ("≤", 6), ("=", 5), ("=", 6), ("≥", 0), ("左右", 5)):
        found = with_money(("投诉", 5, "件"), first={"投诉": 5})
        (task,) = found.tasks
        goal = replace(task.task.milestones[0].targets[0], compare=Comparison(compare))
        milestones = (
            replace(task.task.milestones[0], targets=(goal,)),
            *task.task.milestones[1:],
        )
        changed = replace(task, row=replace(task.row, task=replace(task.task, milestones=milestones)))
        key = f"{milestones[0].key}#1"
        history = History({key: (Record(key, {"value": AnswerCell(Decimal(told), told, Place("f"))}, "P"),)})
        (row,) = rows("amounts", replace(found, tasks=(changed,), history=history))
        rates[compare, told] = value(row, "rate")
    assert rates == {
        ("≤", 0): "0.0%",
        ("≥", 0): "▲ 0.0%",
        ("≤", 3): "60.0%",
        ("≤", 6): "▲ 120.0%",
        ("=", 5): "100.0%",
        ("=", 6): "▲ 120.0%",
        ("左右", 5): "待人工判断",
    }


def test_a_sum_below_the_title_is_marked_as_one_above_it() -> None:
    """多 and 少 are whole numbers with no sign."""
    task = next(task for task in october().tasks if task.row.key == "3")
    notes = []
    for goal in (15900, 15899, 15901):
        targets = tuple(
            replace(target, goal=Decimal(goal)) if target.name == "博文小学投资额" else target
            for target in task.task.targets
        )
        changed = replace(task, row=replace(task.row, task=replace(task.task, targets=targets)))
        found = rows("invested", replace(october(), tasks=(changed,)))
        notes.append(next(value(row, "note") for row in found if str(value(row, "name")).startswith("博文")))
    assert notes == [
        "",
        "▲ 年度目标15899，各节点相加为15900，多1",
        "▲ 年度目标15901，各节点相加为15900，少1",
    ]


# ---- the table to be stamped ----


def test_the_stamped_table_has_the_thirteen_printed_columns_and_then_its_own() -> None:
    printed = (ROOT / f"plans/{PLAN}/source.txt").read_text(encoding="utf-8").splitlines()
    head = next(line for line in printed if line.startswith("工作类别")).split("\t")
    labels = [column.label for block in report("official", PLAN).blocks for column in block.columns]
    assert labels == [*head, "完成情况", "实际完成日期", "完成说明", "佐证材料", "拟亮灯"]


def test_the_stamped_table_has_a_row_for_each_milestone_and_a_cell_for_each_task() -> None:
    found = rows("official", october())
    assert [value(row, "due") for row in found] == [milestone.due for milestone in MILESTONES]
    tall = [row["group"].row_span for row in found if isinstance(row.get("group"), Cell)]  # type: ignore[union-attr]
    assert tall == [4] * 7


def test_the_stamped_table_says_why_something_is_not_finished() -> None:
    row = next(row for row in rows("official", october()) if value(row, "state") == "未完成")
    assert value(row, "explained") == "已办结。\n未完成原因：雨天停工（预计2020年11月20日完成）"
    late = next(row for row in rows("official", october()) if value(row, "state") == "已逾期完成")
    assert value(late, "actual") == date(2020, 7, 15)


def test_the_stamped_table_has_its_seal_its_notes_and_its_signature() -> None:
    """On A3; no word of a tall cell is cut."""
    layout = report("official", PLAN)
    made = report_sheet(layout, october())
    shown = draw(made)
    assert "单位名称：三水区教育局（公章）" in shown
    assert all(note in shown for note in plan(PLAN).plan.notes)
    assert "单位负责人（签字）" in shown
    assert made.page.paper == "A3"
    lines = list(made.rows)
    assert made.page.page_breaks
    for at, line in enumerate(lines):
        for place, cell in enumerate(line.cells):
            if cell and cell.row_span > 1:
                assert not any(at + 1 < start <= at + cell.row_span for start in made.page.page_breaks)
                room = sum(each.height or 0 for each in lines[at : at + cell.row_span])
                assert row_height([(str(cell.value), layout.widths[place])]) <= room


def test_flags_are_told_for_every_task() -> None:
    """重点 for the first five, 民生 for the sixth, none for the seventh."""
    flags = ("重点工作", "民生实事")
    found = [[value(row, f"flag:{flag}") for flag in flags] for row in rows("official", october()) if "group" in row]
    assert found == [*[["是", "否"]] * 5, ["否", "是"], ["否", "否"]]


def test_a_flag_that_the_plan_does_not_have_is_blank_and_no_no() -> None:
    """As in 0.1.0: a sheet for several plans names the flags of all of them, and a slip in a name is no answer."""
    column = ReportColumn(key="flag:重点工做", label="重点工作标识")
    assert {value(row, column.key) for row in block_rows(october(), ReportBlock(rows="tasks", columns=(column,)))} == {
        ""
    }
