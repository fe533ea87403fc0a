"""Thresholds and memory of lights, and the published rules of other places: each row is a case as they publish it."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache

import pytest

from duban.messages.finding import Place
from duban.messages.text_template import render_text
from duban.model.assignment import Assignment
from duban.model.change import Change
from duban.model.light_history import LightHistory, ReportedLight
from duban.model.light_preset import LightPreset, RuleChange
from duban.model.milestone_case import MilestoneCase
from duban.model.number_pace import NumberPace, add_up_numbers, grows_through_the_year
from duban.model.plan import Plan, Task
from duban.model.plan_parts import Comparison, Curve, Scope, Target
from duban.model.reported_number import reported_number
from duban.model.row import Row
from duban.model.submission import Answer, AnswerCell, History, Record
from duban.model.verdict import Light, LightRule, LightRules, UnknownState, Verdict
from duban.proofreading.light_rules import light_preset_errors, light_rule_errors
from duban.review.judging import judge_milestone
from duban.review.knowledge import requests_in_a_row
from duban.review.lights import light_rule, memory_rule
from duban.review.pace import number_paces
from duban.value_object import replace
from tests import returns
from tests.offices import report

PERIODS = returns.all_periods()
RULES = returns.workspace().base_light_rules
FUNCTIONS = dict((*light_rule.items(), *memory_rule.items()))
DUE = date(2022, 6, 30)
LETTERS = {"R": Light.RED, "Y": Light.YELLOW, "B": Light.BLUE, "G": Light.GREEN, "-": Light.NONE, "?": Light.GREY}


@cache
def preset(name: str) -> LightRules:
    """The rules of a place, over the shipped ones; for no name these alone."""
    if not name:
        return RULES
    return next(each for each in returns.workspace().light_presets.values() if each.name == name).over(RULES)


def answer(means: str, received: date, **more: Answer) -> Record:
    values = {name: AnswerCell(value, value, Place(returns.FILE)) for name, value in more.items()}
    state = AnswerCell(means, means, Place(returns.FILE), means)
    return Record("2@0630", {"state": state, **values}, f"{received:%Y-%m}", received)


def case(
    means: str = "",
    as_of: date = date(2022, 6, 21),
    before: str = "",
    numbers: Sequence[NumberPace] = (),
    requests: int = 0,
    unknown: UnknownState | None = None,
) -> MilestoneCase:
    """2@0630 of the small office on a day. before: its lights in earlier reports, a letter each, from 1 July on."""
    task = next(task for task in returns.office().plan.tasks if task.number == "2")
    reported = [
        ReportedLight(period, date(2022, 7, place), LETTERS[letter])
        for place, (letter, period) in enumerate(zip(before, PERIODS, strict=False), 1)
    ]
    return MilestoneCase(
        plan=returns.office().plan,
        task=task,
        milestone=task.milestones[1],
        as_of=as_of,
        record=answer(means, as_of) if means else None,
        first_report=False,
        judged_from=task.milestones[1].due,
        unknown_state=unknown,
        light_history=LightHistory(tuple(reported)),
        numbers=tuple(numbers),
        requests=requests,
    )


def told(found: Verdict, rules: LightRules) -> str:
    """Light and word."""
    letters = {light: letter for letter, light in LETTERS.items()}
    return f"{letters[found.light]} {rules.rule(found.code).word}"


def reason(found: Verdict, rules: LightRules) -> str:
    cause = {"cause": reason(found.cause, rules)} if found.cause else {}
    return render_text(rules.rule(found.code).reason, **found.facts, **cause, year=2022)


def pace(done: str, planned: Fraction, goal: int = 100) -> NumberPace:
    """A number of which `done` in a hundred are reached."""
    return NumberPace("投资额", "万元", Decimal(goal), Decimal(done) * goal / 100, planned)


HALF, ELEVEN = Fraction(1, 2), Fraction(11, 12)


@pytest.mark.parametrize(
    ("name", "done", "planned", "light"),
    [
        ("", "1", HALF, "- 未到期"),  # off by default
        ("银川2025", "50", HALF, "- 未到期"),  # 完成序时
        ("银川2025", "60", HALF, "- 未到期"),
        ("银川2025", "40.1", HALF, "- 未到期"),  # not ten points: the rule says nothing
        ("银川2025", "40", HALF, "Y 低于序时进度"),  # 10 included
        ("银川2025", "20", HALF, "Y 低于序时进度"),  # 30 included
        ("银川2025", "19.9", HALF, "R 严重低于序时进度"),
        ("三亚2022", "50", HALF, "- 未到期"),
        ("三亚2022", "49.9", HALF, "Y 低于序时进度"),
        ("三亚2022", "25", HALF, "Y 低于序时进度"),  # 50% included
        ("三亚2022", "24.9", HALF, "R 严重低于序时进度"),
        ("武汉", "40", HALF, "- 未到期"),  # 80% of it is no yellow card
        ("武汉", "39.9", HALF, "Y 黄牌"),
        ("武汉", "30", HALF, "Y 黄牌"),
        ("武汉", "29.9", HALF, "R 红牌"),
        ("宣城2020", "91.7", ELEVEN, "- 未到期"),  # 1—11月: 91.7%
        ("宣城2020", "91.6", ELEVEN, "Y 未达到序时进度"),
        ("宿迁2025", "49", HALF, "Y 低于序时进度"),
    ],
)
def test_a_number_behind_the_pace_has_the_light_of_the_published_thresholds(
    name: str, done: str, planned: Fraction, light: str
) -> None:
    """The milestone is on course and not due yet: the number speaks for itself."""
    rules, on_course = preset(name), case("on-track", date(2022, 6, 15), numbers=[pace(done, planned)])
    assert told(judge_milestone(on_course, rules), rules) == light


def test_the_number_that_is_furthest_behind_gives_the_reason() -> None:
    rules = preset("宣城2020")
    numbers = [pace("45", HALF), replace(pace("40", HALF, 1200), name="学位", unit="个", period="2022-05")]
    found = judge_milestone(case("on-track", date(2022, 6, 15), numbers=numbers), rules)
    assert reason(found, rules) == "学位完成480个，为全年1200个的40%，序时进度50%，低10个百分点（5月所报）"


JULY = date(2022, 7, 21)


@pytest.mark.parametrize(
    ("name", "means", "as_of", "before", "light"),
    [
        # 银川: 到期未完成黄，连续3期红
        ("银川2025", "trouble", JULY, "-", "Y 逾期未完成"),
        ("银川2025", "trouble", JULY, "-Y", "Y 逾期未完成"),
        ("银川2025", "trouble", JULY, "YY", "R 连续亮灯"),
        ("银川2025", "trouble", JULY, "YYR", "R 连续亮灯"),  # stays red
        ("银川2025", "trouble", JULY, "Y?Y", "R 连续亮灯"),  # silence does not help
        ("银川2025", "trouble", JULY, "YGY", "Y 逾期未完成"),
        ("银川2025", "done", JULY, "YY", "G 按期完成"),
        # 三亚: 未完成黄，连续两月红
        ("三亚2022", "trouble", JULY, "-", "Y 逾期未完成"),
        ("三亚2022", "trouble", JULY, "Y", "R 连续亮灯"),
        # 瓯海: 未按期红，补齐后转黄，一次
        ("瓯海2020", "trouble", JULY, "-", "R 逾期未完成"),
        ("瓯海2020", "done-late", JULY, "R", "Y 已补齐"),
        ("瓯海2020", "done-late", JULY, "R?", "Y 已补齐"),
        ("瓯海2020", "done-late", JULY, "RY", "G 逾期完成"),
        ("瓯海2020", "done", JULY, "Y", "G 按期完成"),
        ("瓯海2020", "trouble", JULY, "RY", "R 逾期未完成"),  # reopened
        # 宜昌，即将临近时限的黄灯
        ("宜昌", "on-track", date(2022, 6, 25), "", "Y 临期"),
        ("宜昌", "trouble", date(2022, 6, 25), "", "Y 自报有困难"),  # the unit's own worry gives the word
        ("宜昌", "trouble", JULY, "", "R 逾期未完成"),
        # 宿迁: 蓝 临近，红 逾期
        ("宿迁2025", "on-track", date(2022, 6, 25), "", "B 临期"),
        ("宿迁2025", "trouble", JULY, "", "R 逾期未完成"),
        # 广元: 黄 有望完成，红 难以按期
        ("广元2018", "trouble", date(2022, 6, 10), "", "Y 有望完成"),
        ("广元2018", "will-miss", date(2022, 6, 10), "", "R 难以按期"),
        # 工程预警: 7天以内黄，7—15橙，15天以上红
        ("工程预警", "trouble", date(2022, 7, 1), "", "Y 黄色预警"),
        ("工程预警", "trouble", date(2022, 7, 7), "", "Y 黄色预警"),
        ("工程预警", "trouble", date(2022, 7, 8), "", "Y 橙色预警"),
        ("工程预警", "trouble", date(2022, 7, 14), "", "Y 橙色预警"),
        ("工程预警", "trouble", date(2022, 7, 15), "", "R 红色预警"),
        # and as shipped, whatever was before
        ("", "trouble", JULY, "YY", "R 逾期未完成"),
        ("", "done-late", JULY, "R", "G 逾期完成"),
        ("", "trouble", date(2022, 6, 10), "YYYY", "Y 自报有困难"),
    ],
)
def test_the_published_rule_of_a_place_gives_its_light(
    name: str, means: str, as_of: date, before: str, light: str
) -> None:
    rules = preset(name)
    assert told(judge_milestone(case(means, as_of, before), rules), rules) == light


@pytest.mark.parametrize(("overdue_only", "light"), [(0, "R 连续亮灯"), (1, "Y 自报有困难")])
def test_who_warns_early_is_worse_off_for_it_only_where_an_office_says_so(overdue_only: int, light: str) -> None:
    """Three reports in a row of difficulties, all of them before the due day."""
    rules = with_rule(repeated=RuleChange(settings={"periods": 3, "overdue_only": overdue_only}))
    early = case("trouble", date(2022, 6, 10))
    reported = [ReportedLight(PERIODS[0], date(2022, month, 21), Light.YELLOW) for month in (4, 5)]
    early = replace(early, light_history=LightHistory(tuple(reported)))
    assert told(judge_milestone(early, rules), rules) == light


def test_a_light_that_memory_changed_says_since_when_and_what_it_was() -> None:
    rules = preset("三亚2022")
    found = judge_milestone(case("trouble", JULY, "Y"), rules)
    assert reason(found, rules) == "7月1日起已2期亮灯：应于6月30日前完成，超期21天"
    assert found.cause is not None
    made_good = judge_milestone(case("done", JULY, "R"), preset("瓯海2020"))
    assert reason(made_good, preset("瓯海2020")) == "7月1日起亮红灯，本期补齐：责任单位确认已按期完成"


def test_what_nobody_knows_stays_so_whatever_earlier_reports_said() -> None:
    for name in ("银川2025", "三亚2022", "瓯海2020"):
        unknown = case("", JULY, "YYRR", unknown=UnknownState.NOT_FILED)
        assert judge_milestone(unknown, preset(name)).light is Light.GREY


def with_rule(**changes: RuleChange) -> LightRules:
    rules = {code.replace("_", "-"): change for code, change in changes.items()}
    return LightPreset(name="一地", source="试", rules=rules).over(RULES)


@pytest.mark.parametrize(("requests", "light"), [(0, "Y 申请调整"), (1, "Y 申请调整"), (2, "R 多次申请调整")])
def test_repeated_requests_to_postpone_are_a_light_where_the_office_says_so(requests: int, light: str) -> None:
    rules = with_rule(asks_again=RuleChange(light=Light.RED))
    asking = case("adjust", date(2022, 6, 10), requests=requests)
    assert told(judge_milestone(asking, rules), rules) == light
    assert told(judge_milestone(asking, RULES), RULES) == "Y 申请调整"


def test_days_of_grace_have_a_light_of_their_own() -> None:
    """宽限七天: yellow to the seventh day, red from the eighth."""
    steps = {
        "overdue": RuleChange(light=Light.YELLOW, word="宽限期内未完成"),
        "overdue_8": RuleChange(rule="overdue", light=Light.RED, settings={"from_days": 8}),
    }
    rules = with_rule(**steps)
    lights = [told(judge_milestone(case("trouble", date(2022, 7, day)), rules), rules) for day in (1, 7, 8)]
    assert lights == ["Y 宽限期内未完成", "Y 宽限期内未完成", "R 逾期未完成"]


# ---- requests ----


@pytest.mark.parametrize(
    ("states", "granted", "requests"),
    [
        ([], None, 0),
        (["adjust"], None, 1),
        (["adjust", "adjust"], None, 2),
        (["adjust", "trouble", "adjust"], None, 1),  # not one after the other
        (["adjust", "on-track"], None, 0),
        (["adjust", "adjust", "adjust"], date(2022, 7, 25), 1),  # what was granted was no request in vain
        (["adjust", "adjust"], date(2022, 7, 25), 0),
    ],
)
def test_requests_are_counted_since_a_day_was_last_put_off(
    states: list[str], granted: date | None, requests: int
) -> None:
    """One state a period, from June on, on the 20th."""
    records = [answer(state, date(2022, month, 20)) for month, state in enumerate(states, 6)]
    changes = (Change(day=granted, kind="延期"),) if granted else ()
    office = returns.office()
    task = replace(office.plan.tasks[1], changes=changes)
    row = Row(task.key, office.plan, office.directory, office.directory.units[0], task)
    assert requests_in_a_row(records, row) == requests


# ---- how numbers keep pace ----


def target(
    goal: str, compare: Comparison = Comparison.AT_LEAST, unit: str = "个", *, cumulative: bool = False
) -> Target:
    ceiling = Decimal(goal) + 1 if compare is Comparison.BETWEEN else None
    return Target(name="学位", goal=Decimal(goal), unit=unit, compare=compare, ceiling=ceiling, cumulative=cumulative)


def promising(of_year: Sequence[Target], parts: Mapping[str, Target] | None = None) -> tuple[Assignment, Task]:
    """Task 2 of the small office with numbers. parts: key of a milestone → what it promises."""
    snapshot = returns.snapshot("2022-06")
    plan: Plan = snapshot.plan
    task = next(task for task in plan.tasks if task.number == "2")
    milestones = tuple(
        replace(part, targets=(parts[part.key],) if parts and part.key in parts else ()) for part in task.milestones
    )
    task = replace(task, targets=tuple(of_year), milestones=milestones)
    tasks = tuple(task if each.number == "2" else each for each in plan.tasks)
    plan = replace(plan, tasks=tasks)
    return Assignment(plan, snapshot.directory, snapshot.cycle, snapshot.period), task


def number_cell(value: str) -> AnswerCell:
    return AnswerCell(Decimal(value), value, Place(returns.FILE))


def paces(
    of_year: Sequence[Target],
    values: Mapping[str, str],
    as_of: date = JULY,
    parts: Mapping[str, Target] | None = None,
    period: str = "2022-06",
) -> list[tuple[str, str, Fraction]]:
    """The milestone that each number hangs on, what was reached of what, and what should be. values: by row key."""
    assignment, task = promising(of_year, parts)
    records = {
        key: (Record(key, {"value": number_cell(value)}, period, date(2022, int(period[-2:]), 20)),)
        for key, value in values.items()
    }
    found = number_paces(assignment, task, as_of, PERIODS, [History(records)])
    return [(key, f"{pace.value}/{pace.goal}", pace.planned) for key, pace in found]


@pytest.mark.parametrize(
    ("compare", "unit", "period", "expected"),
    [
        (Comparison.AT_LEAST, "个", "2022-06", [("2@0930", "40/100", Fraction(6, 9))]),  # the task is due in September
        (Comparison.EQUAL, "个", "2022-06", [("2@0930", "40/100", Fraction(6, 9))]),
        (Comparison.AT_LEAST, "个", "2022-09", [("2@0930", "40/100", Fraction(1))]),
        (Comparison.AT_LEAST, "个", "2022-12", [("2@0930", "40/100", Fraction(1))]),  # never more than all of it
        (Comparison.AT_LEAST, "%", "2022-06", []),  # a rate does not grow by the month
        (Comparison.AT_MOST, "个", "2022-06", []),
        (Comparison.BETWEEN, "个", "2022-06", []),
        (Comparison.ABOUT, "个", "2022-06", []),
    ],
)
def test_a_number_of_the_year_grows_evenly_up_to_the_month_in_which_its_task_is_due(
    compare: Comparison, unit: str, period: str, expected: list[tuple[str, str, Fraction]]
) -> None:
    """What was told in June is held against six months, whenever it is looked at."""
    for as_of in (JULY, date(2022, 10, 21)):
        assert paces([target("100", compare, unit)], {"2#1": "40"}, as_of, period=period) == expected


def test_a_number_that_was_not_told_says_nothing() -> None:
    assert paces([target("100")], {}) == []
    parts = {"2@0531": target("30"), "2@0630": target("20")}
    assert paces([], {"2@0531#1": "30"}, parts=parts) == []  # June's is due, and missing


@pytest.mark.parametrize(
    ("as_of", "values", "expected"),
    [
        (date(2022, 5, 31), {"2@0531#1": "10"}, []),  # the day itself is still in time
        (date(2022, 6, 1), {"2@0531#1": "10"}, [("2@0531", "10/100", Fraction(3, 10))]),
        (date(2022, 6, 30), {"2@0531#1": "30"}, [("2@0531", "30/100", Fraction(3, 10))]),  # nothing between two of them
        (JULY, {"2@0531#1": "30", "2@0630#1": "5"}, [("2@0630", "35/100", Fraction(5, 10))]),
        (JULY, {"2@0531#1": "30", "2@0630#1": "20", "2@0930#1": "9"}, [("2@0630", "59/100", Fraction(5, 10))]),  # early
    ],
)
def test_a_number_that_milestones_share_goes_by_what_they_promise(
    as_of: date, values: Mapping[str, str], expected: list[tuple[str, str, Fraction]]
) -> None:
    """30 by May, 20 more by June, 50 more by September: with or without the hundred of the year."""
    parts = {"2@0531": target("30"), "2@0630": target("20"), "2@0930": target("50")}
    assert paces([], values, as_of, parts) == paces([target("100")], values, as_of, parts) == expected


def test_numbers_from_the_beginning_of_the_year_are_not_added_up() -> None:
    parts = {key: target(goal, cumulative=True) for key, goal in (("2@0531", "30"), ("2@0630", "50"))}
    values = {"2@0531#1": "30", "2@0630#1": "45"}
    assert paces([target("100")], values, parts=parts) == [("2@0630", "45/100", Fraction(1, 2))]


def curved(curve: Curve, goal: str = "100") -> Target:
    return Target(name="学位", goal=Decimal(goal), unit="个", curve=curve)


@pytest.mark.parametrize(
    ("curve", "values", "parts", "expected"),
    [
        (Curve.AT_END, {"2#1": "40"}, {}, []),  # nothing is expected before the end, and then its day says so
        (Curve.EVEN, {"2#1": "40"}, {}, [("2@0930", "40/100", Fraction(6, 9))]),
        (Curve.AT_MILESTONES, {"2#1": "40"}, {}, [("2@0930", "40/100", Fraction(2, 3))]),  # two of three were due
        (
            Curve.EVEN,  # though milestones share it: 35 by the end of June, of six ninths
            {"2@0531#1": "30", "2@0630#1": "5"},
            {"2@0531": "30", "2@0630": "20", "2@0930": "50"},
            [("2@0930", "35/100", Fraction(6, 9))],
        ),
    ],
)
def test_a_number_keeps_pace_with_the_curve_that_the_plan_says(
    curve: Curve, values: Mapping[str, str], parts: Mapping[str, str], expected: list[tuple[str, str, Fraction]]
) -> None:
    promised = {key: target(goal) for key, goal in parts.items()}
    assert paces([curved(curve)], values, parts=promised) == expected


def test_a_number_that_each_period_tells_alone_is_added_up() -> None:
    """April 10, nothing in May, June 30: 40 by the end of June; counted from the year's start the newest counts."""
    records = tuple(
        Record("2#1", {"value": number_cell(value)} if value else {}, f"2022-{month:02}", date(2022, month, 20))
        for month, value in ((4, "10"), (5, ""), (6, "30"))
    )
    of_period = replace(target("100"), scope=Scope.PERIOD)
    assignment, task = promising([of_period])
    ((_, pace),) = number_paces(assignment, task, JULY, PERIODS, [History({"2#1": records})])
    assert (f"{pace.value}", pace.period, pace.planned) == ("40", "2022-06", Fraction(6, 9))
    assert reported_number([History({"2#1": records})], "2#1", target("100")).value == 30


def test_a_level_keeps_no_pace_and_is_never_added_up() -> None:
    levels = [replace(target(goal), scope=Scope.LEVEL) for goal in ("100", "90")]
    assert not any(map(grows_through_the_year, levels))
    assert add_up_numbers(levels, [Decimal(95), Decimal(80)]) == 80
    assert add_up_numbers(levels, [Decimal(95), None]) == 95


def test_of_running_numbers_of_several_units_the_newest_of_each_counts() -> None:
    running = [replace(target(goal), cumulative=True) for goal in ("60", "40", "100", "80")]
    numbers = [Decimal(10), Decimal(20), Decimal(30), None]
    assert add_up_numbers(running, numbers, ["", "DING", "", "DING"]) == 50
    assert add_up_numbers(running, numbers) == 30


# ---- as files ----


def test_every_preset_is_sound_and_has_a_name_and_a_source_of_its_own() -> None:
    presets = returns.workspace().light_presets
    assert len({preset.name for preset in presets.values()}) == len({preset.source for preset in presets.values()}) == 9
    for one in presets.values():
        assert [*light_preset_errors(one, RULES, FUNCTIONS)] == []
    assert not set(RULES.optional) & set(RULES.rules)


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ({"repeated": RuleChange()}, []),
        ({"behind-paces": RuleChange()}, ["value-choice rules/behind-paces"]),
        ({"late": RuleChange(rule="overdu")}, ["value-choice rules/late"]),
        ({"repeated": RuleChange(settings={})}, ["missing periods"]),
        ({"repeated": RuleChange(settings={"periods": 2, "days": 2})}, ["value-choice rules/repeated/settings/days"]),
        ({"overdue": RuleChange(settings={"from_days": 8})}, ["light-rule-gap rules/overdue"]),
        ({"made-good": RuleChange(reason="{{ since.year")}, ["template-text rules/made-good/reason"]),
    ],
)
def test_a_slip_in_a_preset_is_told_at_its_line(rules: dict[str, RuleChange], expected: list[str]) -> None:
    found = light_preset_errors(LightPreset(name="一地", source="试", rules=rules), RULES, FUNCTIONS)
    told_findings = [
        f"missing {each.facts['key']}"
        if each.code == "key-missing"
        else f"{each.code} {'/'.join(str(part) for part in each.path)}"
        for each in found
    ]
    assert told_findings == expected


def test_days_without_a_light_are_a_slip_of_the_offices_own_rules_too() -> None:
    late = replace(RULES.rules["overdue"], settings={"from_days": 8})
    rules = replace(RULES, rules=RULES.rules | {"overdue": late})
    assert [error.code for error in light_rule_errors(rules, FUNCTIONS)] == ["light-rule-gap"]
    early = LightRule(rule="overdue", light=Light.YELLOW, word="宽限期内")
    rules = replace(rules, rules=rules.rules | {"overdue-grace": early})
    assert [*light_rule_errors(rules, FUNCTIONS)] == []


@pytest.mark.parametrize("sheet", ["overview", "attention", "changes"])
def test_leaders_read_by_whose_rules_the_lights_are(sheet: str) -> None:
    """Under the sheet; nothing is said of an office's own."""
    words = next(block.text for block in report(sheet).blocks if "light_rules" in block.text)
    sentence = words[words.index("{% if light_rules") :].partition("{% endif %}")[0] + "{% endif %}"
    assert render_text(sentence, light_rules=preset("银川2025").name) == "亮灯按“银川2025”的规则。"
    assert render_text(sentence, light_rules=preset("").name) == ""
