"""Quanzhou's points: what each office gave itself, what was approved, and what is still missing."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.model.plan_parts import Comparison, Target
from duban.model.status import FilingStatus, Status
from duban.reports.block_rows import block_rows
from duban.reports.formatting import percent_text, sum_of_known
from duban.reports.report_book import report_sheet, report_sheets
from duban.reports.scores import task_scores
from duban.text.display import format_number
from duban.validation.reading import validated
from duban.value_object import replace
from duban.workbook.book import Cell, Scalar
from tests.drawn import Golden, draw
from tests.offices import history_of, plan, report, status_of
from tests.report_rows import old_table_rows

PLAN = "quanzhou-2024"
AS_OF = date(2025, 1, 12)
KEYS = [task.key for task in plan(PLAN).plan.tasks]
WEIGHTS = {task.key: task.weight or Decimal(0) for task in plan(PLAN).plan.tasks}
ROWS = ("scores", "score-headings", "top-losses", "losses", "score-units", "unproved", "shared-tasks", "score-places")
SHEETS = ("score-overview", "scores", "losses", "unproved", "shared-tasks", "score-places")

Row = Mapping[str, Cell | Scalar]


def answers(own: Mapping[str, str], *silent: str) -> dict[str, dict[str, Any]]:
    """Every office gives itself the full weight, but for what is said here; of the silent tasks nothing came."""
    return {
        key: {"score": Decimal(own.get(key, WEIGHTS[key])), "evidence": "总结报告"}
        | ({"loss": "有一项没有完成"} if key in own else {})
        for key in KEYS
        if key not in silent
    }


def verdicts(approved: Mapping[str, str], *silent: str) -> dict[str, dict[str, Any]]:
    """Full points for the rest."""
    return {
        key: {"approved": Decimal(approved.get(key, WEIGHTS[key])), "grade": "良好" if key in approved else "优秀"}
        | ({"ground": "缺少验收材料"} if key in approved else {})
        for key in KEYS
        if key not in silent
    }


OWN = answers({"1-1-1": "1.8", "1-4-2": "0.9"}, "1-4-3")
APPROVED = verdicts({"1-1-1": "1.8", "1-5-1": "1.5", "7": "5.0"}, "1-4-3", "8")


def self_evaluated() -> Status:
    """The self-evaluations are compiled while the approval is already known."""
    return status_of(PLAN, "self-evaluation", AS_OF, OWN, {"HD": history_of("verification", APPROVED)})


def approved() -> Status:
    """The approval is compiled with the self-evaluations beside it."""
    return status_of(PLAN, "verification", AS_OF, APPROVED, {"ZP": history_of("self-evaluation", OWN)})


def rows(code: str, found: Status) -> list[Row]:
    return old_table_rows(code, found)


def value(row: Row, key: str) -> Scalar:
    cell = row[key]
    return cell.value if isinstance(cell, Cell) else cell


@pytest.mark.parametrize("name", ["score-overview", "scores", "losses"])
def test_the_sheet_reads_as_it_should(name: str, golden: Golden) -> None:
    """In a book with the list of losses, to which the overview sends for those that have no room."""
    pages = report_sheets({name: report(name), "losses": report("losses")}, approved())
    golden(f"reports/{name}", draw(pages[0]))


@pytest.mark.parametrize("name", ROWS)
def test_points_are_the_same_from_whichever_form_they_are_compiled(name: str) -> None:
    """A row asks for a column in its own kind of form first, then in those beside it."""
    one, other = (list(rows(name, found)) for found in (self_evaluated(), approved()))
    assert [{k: v for k, v in row.items() if k != "note"} for row in one] == [
        {k: v for k, v in row.items() if k != "note"} for row in other
    ]


def test_every_task_stands_once_in_the_plans_order() -> None:
    tasks = [row for row in rows("scores", approved()) if not isinstance(row["number"], Cell)]
    assert [str(row["number"]) for row in tasks] == KEYS


def test_headings_carry_the_printed_points_and_total_a_hundred() -> None:
    """职能 68, 行政能力 20, 精神文明 6, 平安 6: as printed, and as the weights add up."""
    total, *headings = [
        row for row in rows("scores", approved()) if getattr(row["weight"], "style", "") == "score-total"
    ]
    assert [value(row, "weight") for row in headings] == [68, 20, 6, 6]
    assert value(total, "weight") == 100
    assert "权重相加" not in "".join(str(value(row, "name")) for row in headings)


@pytest.mark.parametrize("column", ["weight", "own", "approved", "lost", "change"])
def test_what_is_below_a_heading_adds_up_to_it(column: str) -> None:
    found = rows("scores", approved())
    by_style: dict[str, list[Decimal]] = {}
    for row in found:
        cell = row[column]
        if isinstance(cell, Cell) and isinstance(cell.value, Decimal):
            level = cell.style.replace("score-change", "score").replace("score-lost", "score")
            by_style.setdefault(level, []).append(cell.value)
    total, *headings = by_style["score-total"]
    assert sum(by_style["score"]) == sum(headings) == sum(by_style["score-group"]) == total


def test_a_subtotal_counts_what_was_scored_and_says_how_many_are_missing() -> None:
    """1-4-3 was given by nobody, 8 by its office alone: neither is a nought."""
    total = rows("scores", approved())[0]
    assert (value(total, "own"), value(total, "approved")) == (Decimal("97.7"), Decimal("90.3"))
    assert value(total, "note") == (
        "自评56/57（缺1项），核定55/57（缺2项）；可比55项：自评91.7，核定90.3，差异-1.4；没有得分的1项2分未计失分"
    )
    group = next(row for row in rows("scores", approved()) if value(row, "number") == "1-4")
    assert (value(group, "weight"), value(group, "approved")) == (5, 3)


SCORED = st.sampled_from((None, "0", "0.05", "0.5", "1"))


@given(st.data())
@settings(max_examples=30)
def test_every_sum_of_points_compares_what_both_have(data: st.DataObject) -> None:
    """Of some tasks the office gave itself nothing, of others nobody approved; totals never mix the two unsaid."""
    own, approved = ({key: each for key in KEYS if (each := data.draw(SCORED))} for _ in range(2))
    found = status_of(
        PLAN,
        "self-evaluation",
        AS_OF,
        {key: {"score": Decimal(points)} for key, points in own.items()},
        {"HD": history_of("verification", {key: {"approved": Decimal(points)} for key, points in approved.items()})},
    )
    both = own.keys() & approved.keys()
    total = rows("scores", found)[0]
    sums = [sum((Decimal(said[key]) for key in both), Decimal(0)) for said in (own, approved)]
    assert value(total, "change") == (sums[1] - sums[0] if both else "—")
    note = str(value(total, "note"))
    assert ("可比" in note) == (bool(both) and own.keys() != approved.keys())
    if "可比" in note:
        words = [format_number(number) for number in (*sums, sums[1] - sums[0])]
        assert f"可比{len(both)}项：自评{words[0]}，核定{words[1]}，差异{words[2]}" in note
    points = {key: Decimal(approved.get(key, own.get(key, "0"))) for key in own.keys() | approved.keys()}
    without = sum((WEIGHTS[key] for key in KEYS if key not in points), Decimal(0))
    lost = value(total, "lost")
    assert (lost if points else Decimal(0)) == 100 - without - sum(points.values())
    assert ("未计失分" in note) == (0 < len(points) < len(KEYS))


def test_the_printed_points_of_a_heading_stand_before_what_its_weights_add_up_to() -> None:
    """Of 68 printed points one task of 2 is struck from the plan."""
    found = approved()
    fewer = replace(found, tasks=tuple(task for task in found.tasks if task.row.key != "1-1-1"))
    _, heading, *_ = rows("score-headings", fewer)
    assert value(heading, "name") == "职能工作目标（68分）　各项权重相加为66分"


def test_of_losses_each_column_is_its_own_and_the_total_says_of_how_many_it_is() -> None:
    """1-4-2 gave itself 0.9 of 1 and got it back; of 8 nothing is approved yet and it lost 1 by its own word."""
    own = answers({"1-1-1": "1.8", "1-4-2": "0.9", "8": "5"}, "1-4-3")
    beside = {"ZP": history_of("self-evaluation", own)}
    *losses, total = rows("losses", status_of(PLAN, "verification", AS_OF, APPROVED, beside))
    shown = {value(row, "number"): [value(row, key) for key in ("weight", "own", "approved", "lost")] for row in losses}
    assert shown[8] == [6, 5, "—", 1]
    assert shown["1-4-2"] == [1, Decimal("0.9"), 1, 0]
    assert value(total, "name") == "合计5项（自评5项，核定4项，各按已评的相加）（另有1项没有得分，未计入）"
    for place, key in enumerate(("weight", "own", "approved", "lost")):
        assert value(total, key) == sum(numbers[place] for numbers in shown.values() if numbers[place] != "—"), key  # type: ignore[misc]


def test_more_points_than_a_weight_are_no_loss() -> None:
    """A bonus stands in no list of losses and is counted as none."""
    found = status_of(PLAN, "verification", AS_OF, verdicts({"1-1-1": "2.5", "7": "5.5"}))
    assert [value(row, "number") for row in rows("top-losses", found)] == [7]
    assert value(rows("score-headings", found)[0], "losing") == 1


def test_a_loss_is_the_gap_to_what_counts() -> None:
    """Approved, else the unit's own."""
    own = answers({"1-1-1": "1.5"})
    found = status_of(
        PLAN, "verification", AS_OF, verdicts({"1-1-1": "1.9"}, *KEYS[1:]), {"ZP": history_of("self-evaluation", own)}
    )
    *losses, total = rows("losses", found)
    assert [
        (value(row, "number"), value(row, "own"), value(row, "approved"), value(row, "lost")) for row in losses
    ] == [("1-1-1", Decimal("1.5"), Decimal("1.9"), Decimal("0.1"))]
    assert value(total, "lost") == Decimal("0.1")


def test_nobody_scored_anything_and_that_is_no_nought() -> None:
    total = rows("scores", status_of(PLAN, "self-evaluation", AS_OF, {}))[0]
    assert (value(total, "own"), value(total, "lost"), value(total, "weight")) == ("—", "—", 100)
    assert value(total, "note") == "自评0/57（缺57项），尚未核定"


def test_a_score_that_must_be_corrected_is_missing_and_says_so() -> None:
    found = status_of(PLAN, "self-evaluation", AS_OF, OWN, rows_to_correct=["1-4-3"])
    row = next(row for row in rows("scores", found) if value(row, "number") == "1-4-3")
    assert (value(row, "own"), value(row, "note")) == ("—", "待更正，未自评")
    assert "待更正" in [value(row, "note") for row in rows("unproved", found)]


def test_what_nobody_scored_is_said_beside_every_answer_too() -> None:
    """The row of a silent unit is empty, and says why."""
    details = report_sheet(report("score-details"), approved())
    lines = [line.split("|") for line in draw(details).splitlines() if line.startswith("| 1-4-")]
    assert {line[1].strip(): line[7].strip() for line in lines} == {"1-4-1": "", "1-4-2": "", "1-4-3": "未自评"}


def test_the_largest_loss_comes_first_and_every_loss_has_its_reasons() -> None:
    """7 lost a whole point in the approval; 1-4-2 had deducted from itself what the approval gave back."""
    *losses, total = rows("losses", approved())
    assert [(value(row, "number"), value(row, "lost")) for row in losses] == [
        (7, Decimal("1.0")),
        ("1-5-1", Decimal("0.5")),
        ("1-1-1", Decimal("0.2")),
        ("1-4-2", Decimal("0.0")),
    ]
    assert all(value(row, "loss") or value(row, "ground") for row in losses)
    assert (value(total, "lost"), value(total, "name")) == (Decimal("1.7"), "合计（另有1项没有得分，未计入）")


def test_full_points_lose_nothing() -> None:
    full = status_of(PLAN, "self-evaluation", AS_OF, answers({}))
    assert rows("losses", full) == []
    assert "没有失分。" in draw(report_sheet(report("losses"), full))


def test_no_loss_is_denied_where_nobody_reported() -> None:
    found = status_of(PLAN, "self-evaluation", AS_OF, {})
    units = tuple(replace(unit, filing_status=FilingStatus.OWING, counted_return=None) for unit in found.units)
    for name in ("losses", "score-overview"):
        sheet = draw(report_sheet(report(name), replace(found, units=units)))
        assert f"没有失分（{len(units)}家没有可采用的报表）。" in sheet


def test_one_page_tells_the_leaders_what_each_heading_got() -> None:
    """68 are 62 of 重点 and 6 of 常规; what is scored in full has nothing to say."""
    total, *headings = rows("score-headings", approved())
    assert [(value(row, "name"), value(row, "weight"), value(row, "lost")) for row in headings] == [
        ("职能工作目标（68分）", 68, Decimal("0.7")),
        ("　其中：重点工作目标", 62, Decimal("0.7")),
        ("　其中：常规工作目标", 6, 0),
        ("行政能力目标（20分）", 20, 0),
        ("精神文明建设成效（6分）", 6, Decimal("1.0")),
        ("平安建设成效（6分）", 6, 0),
    ]
    without = "缺自评1项，缺核定1项；没有得分的1项2分未计失分"
    assert [value(row, "note") for row in headings] == [without, without, "", "", "", "缺核定1项"]
    assert (value(total, "count"), value(total, "losing")) == (57, 3)
    for found in (approved(), self_evaluated(), status_of(PLAN, "self-evaluation", AS_OF, OWN)):
        assert report_sheet(report("score-overview"), found).page.fit_one_page


def test_a_page_without_room_for_any_loss_says_where_all_of_them_stand() -> None:
    layout = report("score-overview")
    longer = replace(layout, blocks=(*layout.blocks, layout.blocks[0]))
    page, _ = report_sheets({"score-overview": longer, "losses": report("losses")}, approved())
    assert "全部见“失分清单”。" in draw(page)
    assert "其余见" not in draw(page)


def test_the_page_shows_the_largest_losses_only() -> None:
    own = answers(dict.fromkeys(KEYS[:9], "0.5"))
    found = status_of(PLAN, "self-evaluation", AS_OF, own)
    assert len(rows("top-losses", found)) == 6
    assert [value(row, "number") for row in rows("top-losses", approved())] == [7, "1-5-1", "1-1-1"]
    assert [value(row, "why") for row in rows("top-losses", approved())] == ["缺少验收材料"] * 3


def test_nothing_lacks_approval_before_approving_begins() -> None:
    found = status_of(PLAN, "self-evaluation", AS_OF, OWN)
    notes = {value(row, "note") for row in rows("scores", found) if not isinstance(row["number"], Cell)}
    assert notes == {"", "未自评"}
    for code in ("scores", "score-headings", "score-units"):
        assert not any("缺核定" in str(value(row, "note")) for row in rows(code, found)), code


def test_what_a_heading_is_divided_into_looks_like_no_heading() -> None:
    """A subtotal is bold and grey; a part of it is a plain row."""
    found = {str(value(row, "name")): row for row in rows("score-headings", approved())}
    part, heading = found["　其中：重点工作目标"], found["职能工作目标（68分）"]
    styles = [[getattr(row[key], "style", "") for key in ("name", "count", "weight")] for row in (part, heading)]
    assert styles == [["word-middle", "word-center", "score"], ["group-word", "group", "score-group"]]


def test_a_loss_is_red_where_a_task_has_it_and_nowhere_else() -> None:
    """A sum looks like a sum, and what lost nothing is black."""
    found = rows("scores", approved())
    styles = {str(value(row, "number")): getattr(row["lost"], "style", "") for row in found if value(row, "number")}
    assert {number: styles[number] for number in ("7", "1-5-1", "1-4-2", "1-4-3", "1-4")} == {
        "7": "score-lost",
        "1-5-1": "score-lost",
        "1-4-2": "score",  # it got back what it had deducted
        "1-4-3": "score",
        "1-4": "score-group",
    }
    assert getattr(found[0]["lost"], "style", "") == "score-total"
    assert [getattr(found[0][key], "style", "") for key in ("number", "count", "note", "change")] == [
        *("total", "total", "total-word", "score-change-total")
    ]


def test_who_shares_a_task_is_named_with_what_each_says_that_it_did() -> None:
    """5-5 is all offices' under one lead; of a task with supports each of these, and — where none said anything."""
    task = next(task for task in plan(PLAN).plan.tasks if task.supports and task.supports[0] != "各科室")
    helper = plan(PLAN).directory.find_members(task.supports[0])[0]
    said = {f"{task.key}~{helper.code}": {"contribution": "承办现场会1场。"}}
    found = {
        str(value(row, "number")): row for row in rows("shared-tasks", status_of(PLAN, "self-evaluation", AS_OF, said))
    }
    assert found[task.key]["contributions"] == f"{helper.name}：承办现场会1场。"
    assert found["5-5"]["contributions"] == "—"
    assert found["5-5"]["supports"] == "（办公室汇总填报）"


def test_each_task_counts_once_under_the_office_that_leads_it() -> None:
    *units, total = rows("score-units", approved())
    assert sum(value(row, "count") for row in units) == value(total, "count") == 57  # type: ignore[misc]
    for column in ("weight", "own", "approved", "lost"):
        assert sum(value(row, column) for row in units) == value(total, column)  # type: ignore[misc]
    office = next(row for row in units if value(row, "unit") == "办公室")
    assert value(office, "count") == 14  # first named for 13; for 5-5 it speaks for all


def test_shared_tasks_are_those_of_several_offices() -> None:
    """Sixteen of named offices, two of an office with all the others, and 5-5 of all of them."""
    found = rows("shared-tasks", approved())
    assert len(found) == 19
    assert [value(row, "number") for row in found if "各科室" in f"{value(row, 'lead')}{value(row, 'supports')}"] == [
        "5-5",
        "6-2",
        "6-5",
    ]
    named = [task.key for task in plan(PLAN).plan.tasks if task.supports]
    assert {str(value(row, "number")) for row in found} == {*named, "5-5"}


@pytest.mark.parametrize(
    ("evidence", "note"),
    [
        ("总结报告（泉教〔2024〕1号）", None),
        ("——", "只填了横线、“无”一类的字样"),
        ("无", "只填了横线、“无”一类的字样"),
        ("", "没有填写"),
    ],
)
def test_a_stroke_proves_nothing(evidence: str, note: str | None) -> None:
    own = {**OWN, "1-1-1": {"score": Decimal(2), "evidence": evidence}}
    found = rows("unproved", status_of(PLAN, "self-evaluation", AS_OF, own))
    notes = {value(row, "number"): value(row, "note") for row in found}
    assert notes == {"1-1-1": note, "1-4-3": "没有可采用的自评"} if note else {"1-4-3": "没有可采用的自评"}


@given(st.lists(st.integers(0, 20), min_size=57, max_size=57))
def test_tenths_add_up_exactly(tenths: list[int]) -> None:
    """As people add them: 0.1 + 0.2 is 0.3."""
    own = {key: {"score": Decimal(tenth) / 10} for key, tenth in zip(KEYS, tenths, strict=True)}
    found = task_scores(status_of(PLAN, "self-evaluation", AS_OF, own))
    assert sum_of_known(score.self_score for score in found) == Decimal(sum(tenths)) / 10


# ---- numeric targets ----


@pytest.mark.parametrize(
    ("compare", "goal", "ceiling", "met"),
    [
        ("≥", 10, None, {9: False, 10: True, 11: True}),
        ("≤", 10, None, {9: True, 10: True, 11: False}),
        ("=", 10, None, {9: False, 10: True, 11: False}),
        ("区间", 10, 15, {9: False, 10: True, 15: True, 16: False}),
        ("左右", 10, None, {9: None, 10: None, 11: None}),  # how near is near is for people to say
    ],
)
def test_a_target_is_met_as_it_is_compared(
    compare: str, goal: int, ceiling: int | None, met: Mapping[int, bool | None]
) -> None:
    typed = {"名称": "x", "目标": goal, "比较": compare} | ({"上限": ceiling} if ceiling else {})
    target = validated(Target, typed)
    assert {each: target.is_met_by(Decimal(each)) for each in met} == met


@pytest.mark.parametrize(
    ("as_of", "said", "reached"),
    [
        (date(2024, 12, 31), "19", "● 达到"),
        (date(2025, 1, 1), "18", "■ 未达到"),
        (date(2024, 12, 31), "18", "○ 尚未达到"),  # 12月底前: the day itself is in time
        (date(2024, 12, 30), None, "○ 未到期"),
        (date(2024, 12, 31), None, "× 未填"),  # nobody knows
    ],
)
def test_a_number_below_its_goal_is_a_worry_when_its_day_is_over(as_of: date, said: str | None, reached: str) -> None:
    own = {"1-1-1#1": {"value": Decimal(said)}} if said else {}
    target = plan(PLAN).plan.tasks[0].targets[0]
    found = rows("targets", status_of(PLAN, "self-evaluation", as_of, own))
    stated = [value(row, "reached") for row in found if (value(row, "number"), row["target"]) == ("1-1-1", target.name)]
    assert stated == [reached]


def test_what_falls_short_comes_first_what_is_reached_last_and_between_them_the_plans_order() -> None:
    own = {"1-3-1#2": {"value": Decimal(1)}, "1-1-1#1": {"value": Decimal(99)}}
    _, *found = rows("targets", status_of(PLAN, "self-evaluation", date(2025, 1, 1), own))
    ends = [(value(row, "number"), value(row, "reached")) for row in (found[0], found[-1])]
    assert ends == [("1-3-1", "■ 未达到"), ("1-1-1", "● 达到")]
    between = [str(value(row, "number")) for row in found[1:-1]]
    assert sorted(between, key=KEYS.index) == between


def test_what_is_about_right_is_for_people_to_judge() -> None:
    """Huizhou: 5万个左右."""
    loaded = plan("huizhou-2020").plan
    task = next(task for task in loaded.tasks if any(target.compare == "左右" for target in task.targets))
    place = 1 + next(index for index, target in enumerate(task.targets) if target.compare == "左右")
    found = rows(
        "targets", status_of("huizhou-2020", "tracking", AS_OF, {f"{task.key}#{place}": {"value": Decimal(5)}})
    )
    assert [value(row, "reached") for row in found[1:] if value(row, "value") == 5] == ["▲ 待人工判断"]


@pytest.mark.parametrize(
    ("compare", "said", "before", "after"),
    [
        ("≤", 10, "○ 目前未超过", "● 达到"),  # it may still grow
        ("≤", 12, "▲ 目前已超过", "■ 未达到"),
        ("区间", 9, "○ 尚未达到", "■ 未达到"),
        ("区间", 12, "● 达到", "● 达到"),
        ("区间", 13, "▲ 目前已超过", "■ 未达到"),
        ("≥", 12, "● 达到", "● 达到"),
    ],
)
def test_what_may_not_grow_beyond_a_number_is_kept_when_its_day_is_over(
    compare: str, said: int, before: str, after: str
) -> None:
    reached = []
    for as_of in (date(2024, 6, 30), date(2025, 1, 10)):
        found = status_of(PLAN, "self-evaluation", as_of, {"1-1-1#1": {"value": Decimal(said)}})
        task = next(task for task in found.tasks if task.row.key == "1-1-1")
        ceiling = Decimal(12) if compare == "区间" else None
        target = Target(name="投诉", goal=Decimal(10), compare=Comparison(compare), ceiling=ceiling)
        plan_task = replace(task.task, targets=(target,))
        total, row = rows("targets", replace(found, tasks=(replace(task, row=replace(task.row, task=plan_task)),)))
        reached.append(value(row, "reached"))
        assert value(total, "target") == f"{value(row, 'reached')}1"
        assert value(row, "part") == "全年"
    assert reached == [before, after]


def test_only_what_is_to_be_reached_has_a_rate_of_completion() -> None:
    """Of a goal that is not to be exceeded, of a span and of 左右 a percent would say the opposite or nothing."""
    found = status_of(PLAN, "self-evaluation", AS_OF, {"1-1-1#1": {"value": Decimal(12)}})
    task = next(task for task in found.tasks if task.row.key == "1-1-1")
    rates = {}
    for compare in Comparison:
        target = Target(name="x", goal=Decimal(16), compare=compare, ceiling=Decimal(20) if compare == "区间" else None)
        plan_task = replace(task.task, targets=(target,))
        changed = replace(task, row=replace(task.row, task=plan_task))
        _, row = rows("targets", replace(found, tasks=(changed,)))
        rates[compare.value] = value(row, "rate")
    assert rates == {"≥": "75.0%", "=": "75.0%", "≤": "—", "区间": "—", "左右": "—"}


def test_every_target_is_listed_and_counted_once() -> None:
    """48 in Quanzhou; the first row counts them by what became of them."""
    half = {f"{key}#1": {"value": Decimal(10**9)} for key in KEYS}
    total, *found = rows("targets", status_of(PLAN, "tracking", AS_OF, half, period_index=2))
    reached = [str(value(row, "reached")) for row in found]
    assert len(found) == 48
    assert value(total, "name") == "合计（48项指标）"
    counts = {word: reached.count(word) for word in reached}
    assert value(total, "target") == "　".join(f"{word}{counts[word]}" for word in ("● 达到", "× 未填"))


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [("2", "3", "66.7%"), ("0.05", "100", "0.1%"), ("3", "2", "150.0%"), ("0", "0", "—")],
)
def test_a_rate_has_one_decimal_halves_up(part: str, whole: str, words: str) -> None:
    assert percent_text(Decimal(part), Decimal(whole)) == words


def test_the_shipped_sheets_speak_only_of_what_the_rows_give() -> None:
    """Else a column would stay blank for ever."""
    found = approved()
    for name in (*SHEETS, "targets"):
        for block in report(name).blocks:
            made = list(block_rows(found, block)) if block.rows else []
            missing = {column.key for column in block.columns if all(column.key not in row for row in made)}
            assert not missing, (name, missing)
