"""What colour, and why: each row of these tables is a light that a department might contest."""

from datetime import date, timedelta
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.messages.finding import Place
from duban.messages.text_template import render_text
from duban.model.assignment import Assignment
from duban.model.milestone_case import MilestoneCase
from duban.model.return_ import Outcome, Return
from duban.model.status import FilingStatus, Status
from duban.model.submission import Answer, AnswerCell, History, Record
from duban.model.verdict import (
    LIGHTS_WORST_FIRST,
    MEANINGS_WORST_FIRST,
    Light,
    LightRules,
    UnknownState,
    Verdict,
)
from duban.review.assess import StatusInputs
from duban.review.judging import declared_meaning, judge_milestone, judge_task
from duban.review.lights import light_rule, memory_rule
from duban.value_object import replace
from tests import returns
from tests.returns import BEFORE_ISSUE, FILE, JUNE, SEPTEMBER, YEAR_END, filled_form, parse_return

RULES = returns.workspace().light_rules
MEANS = {option.text: option.means for option in returns.snapshot().layout.sheets[1].input_columns[0].options}
RED, YELLOW, BLUE, GREEN, NONE, GREY = (Light(name) for name in ("red", "yellow", "blue", "green", "none", "grey"))


def record(key: str, state: str, received: date, **more: Answer) -> Record:
    """What a unit said of a milestone, and when it came in."""
    place = Place(FILE)
    values = {name: AnswerCell(value, value or "", place) for name, value in more.items()}
    return Record(
        key, {"state": AnswerCell(state, state, place, MEANS[state]), **values}, f"{received:%Y-%m}", received
    )


def situation(
    as_of: date,
    period: str = "2022-06",
    *said: Record,
    issued: date | None = date(2022, 6, 2),
    receipts: tuple[Return, ...] = (),
    uncorrected: frozenset[str] = frozenset(),
) -> Status:
    """Where the small office stands: what was said, and the rest silent."""
    issued_from = returns.snapshot(period)
    plan = replace(issued_from.plan, issued=issued)
    return StatusInputs(
        assignment=Assignment(plan, issued_from.directory, issued_from.cycle, issued_from.period),
        periods=returns.all_periods(),
        as_of=as_of,
        history=History().extended_by({each.key: each for each in said}),
        related_histories={},
        records_to_correct={key: Record(key, {}) for key in uncorrected},
        returns=receipts,
        light_rules=RULES,
        messages=returns.workspace().messages,
        layout=issued_from.layout,
    ).build_status()


def verdict(key: str, state: Status) -> Verdict:
    return next(milestone.verdict for milestone in state.milestones if milestone.row.key == key)


def told(key: str, state: Status) -> tuple[str, Light]:
    found = verdict(key, state)
    return found.code, found.light


def june(day: int) -> date:
    return date(2022, 6, day)


def july(day: int) -> date:
    return date(2022, 7, day)


@pytest.mark.parametrize(
    ("as_of", "period", "key", "answer", "received", "expected"),
    [
        # 31 May, before the plan was issued on 2 June: nobody could be late before
        (june(21), "2022-06", BEFORE_ISSUE, "", None, ("unverified", GREY)),  # nor is it known now
        (june(19), "2022-06", BEFORE_ISSUE, "", None, ("awaiting-report", GREY)),  # June's return may still come
        (
            june(21),
            "2022-06",
            BEFORE_ISSUE,
            "有困难",
            june(18),
            ("due-before-issue", YELLOW),
        ),  # as bad; it stands higher
        (june(21), "2022-06", BEFORE_ISSUE, "已按期完成", june(18), ("done", GREEN)),
        (june(21), "2022-06", BEFORE_ISSUE, "已逾期完成", june(18), ("done-late", GREEN)),
        (
            july(30),
            "2022-06",
            BEFORE_ISSUE,
            "有困难",
            june(18),
            ("due-before-issue", YELLOW),
        ),  # whenever June's is made
        (july(21), "2022-07", BEFORE_ISSUE, "有困难", june(18), ("overdue-since-issue", RED)),  # still open in July
        (july(21), "2022-07", BEFORE_ISSUE, "", None, ("unverified", GREY)),  # a second report, and nobody knows
        (july(5), "2022-07", BEFORE_ISSUE, "有困难", june(18), ("overdue-since-issue", RED)),
        (july(5), "2022-07", BEFORE_ISSUE, "已按期完成", june(18), ("done", GREEN)),
        # 30 June, in time all of that day
        (june(21), "2022-06", JUNE, "能按期完成", june(18), ("not-due", NONE)),  # nine days: neither green nor late
        (june(22), "2022-06", JUNE, "能按期完成", june(18), ("not-due", NONE)),  # eight
        (june(23), "2022-06", JUNE, "能按期完成", june(18), ("due-soon", BLUE)),  # seven, the day itself not counted
        (june(30), "2022-06", JUNE, "能按期完成", june(18), ("due-soon", BLUE)),  # the due day is in time
        (june(30), "2022-06", JUNE, "", None, ("due-soon", BLUE)),
        (june(30), "2022-06", JUNE, "已按期完成", june(18), ("done", GREEN)),
        # past, but the last return could not have told of it, and no later one is owed yet
        (july(1), "2022-06", JUNE, "能按期完成", june(18), ("awaiting-report", GREY)),
        (july(1), "2022-06", JUNE, "能按期完成", june(30), ("awaiting-report", GREY)),  # came on the due day itself
        (july(1), "2022-07", JUNE, "", None, ("awaiting-report", GREY)),  # silent so far, and so is everybody
        (july(20), "2022-07", JUNE, "能按期完成", june(18), ("awaiting-report", GREY)),  # July's may still come today
        # a later return was owed and is not there: nobody knows, and nobody says that it is late
        (july(21), "2022-07", JUNE, "能按期完成", june(18), ("unverified", GREY)),
        (july(21), "2022-07", JUNE, "", None, ("unverified", GREY)),
        (july(21), "2022-06", JUNE, "", None, ("unverified", GREY)),  # June's report made late knows no more
        (july(21), "2022-07", JUNE, "有困难", june(18), ("trouble", YELLOW)),  # that it said is not forgotten
        # unless it was foretold
        (july(21), "2022-07", JUNE, "不能按期完成", june(18), ("overdue", RED)),
        (july(21), "2022-07", JUNE, "申请调整", june(18), ("overdue", RED)),
        (july(1), "2022-07", JUNE, "不能按期完成", june(18), ("will-miss", YELLOW)),  # not before a return was owed
        # or it has come, and says that it is not finished
        (july(5), "2022-07", JUNE, "有困难", july(5), ("overdue", RED)),
        (july(5), "2022-07", JUNE, "已逾期完成", july(5), ("done-late", GREEN)),
        # what the unit says of itself
        (june(21), "2022-06", SEPTEMBER, "有困难", june(18), ("trouble", YELLOW)),
        (june(21), "2022-06", SEPTEMBER, "不能按期完成", june(18), ("will-miss", YELLOW)),
        (june(21), "2022-06", SEPTEMBER, "申请调整", june(18), ("asks-to-adjust", YELLOW)),
        (june(21), "2022-06", SEPTEMBER, "能按期完成", june(18), ("not-due", NONE)),
        (june(21), "2022-06", SEPTEMBER, "", None, ("not-due", NONE)),
        (june(21), "2022-06", SEPTEMBER, "已按期完成", june(18), ("done", GREEN)),  # before its time
        (
            date(2022, 9, 25),
            "2022-09",
            SEPTEMBER,
            "有困难",
            june(18),
            ("trouble", YELLOW),
        ),  # due soon as well: the worse speaks
        (
            date(2022, 10, 21),
            "2022-10",
            SEPTEMBER,
            "申请调整",
            june(18),
            ("overdue", RED),
        ),  # until granted, the old day counts
        (
            date(2022, 10, 1),
            "2022-09",
            SEPTEMBER,
            "有困难",
            june(18),
            ("trouble", YELLOW),
        ),  # to be reported, and in trouble
    ],
)
def test_a_milestone_is_judged_by_the_calendar_and_by_what_was_said(
    as_of: date, period: str, key: str, answer: str, received: date | None, expected: tuple[str, Light]
) -> None:
    said = [record(key, answer, received)] if answer and received else []
    assert told(key, situation(as_of, period, *said)) == expected


@pytest.mark.parametrize(
    ("issued", "expected"),
    [
        (date(2022, 6, 30), ("overdue", RED)),  # issued on the due day: it could still be kept
        (date(2022, 7, 1), ("overdue-since-issue", RED)),
        (None, ("overdue", RED)),  # not known when it was issued: nothing is before it
    ],
)
def test_only_what_was_due_before_the_day_of_issue_was_due_before_it(
    issued: date | None, expected: tuple[str, Light]
) -> None:
    said = record(JUNE, "不能按期完成", july(15))
    assert told(JUNE, situation(july(21), "2022-07", said, issued=issued)) == expected


@pytest.mark.parametrize(
    ("as_of", "period", "key", "said", "reason"),
    [
        (
            june(21),
            "2022-06",
            BEFORE_ISSUE,
            record(BEFORE_ISSUE, "有困难", june(18)),
            "时限5月31日早于计划印发（6月2日），印发后19天仍未完成",
        ),
        (
            july(21),
            "2022-07",
            BEFORE_ISSUE,
            record(BEFORE_ISSUE, "有困难", june(18)),
            "时限5月31日，计划6月2日印发后仍未完成，6月18日自报有困难，当时印发已16天，此后没有可采用的新报",
        ),
        (
            july(21),
            "2022-07",
            BEFORE_ISSUE,
            record(BEFORE_ISSUE, "有困难", july(18)),
            "时限5月31日，计划6月2日印发后仍未完成，已49天",
        ),
        # what was foretold before the day, and nothing came since: how late it is nobody knows
        (
            july(21),
            "2022-07",
            JUNE,
            record(JUNE, "不能按期完成", june(18)),
            "应于6月30日前完成，6月18日自报不能按期完成，此后没有可采用的新报",
        ),
        (july(21), "2022-07", JUNE, None, "6月30日到期，未报送，待核实"),
        (july(19), "2022-06", JUNE, None, "6月30日到期，到期后尚未到报送时间，待下次报送"),
        (july(21), "2022-07", JUNE, record(JUNE, "有困难", july(18)), "应于6月30日前完成，超期21天"),
        (july(1), "2022-07", JUNE, None, "6月30日到期，到期后尚未到报送时间，待下次报送"),
        (june(30), "2022-06", JUNE, None, "6月30日到期，还有0天"),
        (
            july(21),
            "2022-07",
            JUNE,
            record(JUNE, "已逾期完成", july(18), actual=july(3)),
            "时限6月30日，7月3日完成，晚3天",
        ),
        (
            june(21),
            "2022-06",
            SEPTEMBER,
            record(SEPTEMBER, "有困难", june(18), expected=date(2022, 10, 31), reason="缺人"),
            "责任单位自报有困难，预计10月31日完成：缺人",
        ),
    ],
)
def test_every_light_gives_its_reason_in_one_sentence(
    as_of: date, period: str, key: str, said: Record | None, reason: str
) -> None:
    found = verdict(key, situation(as_of, period, *([said] if said else [])))
    assert render_text(RULES.rule(found.code).reason, **found.facts, year=2022) == reason


@pytest.mark.parametrize(
    ("claim", "said", "words", "answered"),
    [
        ("已逾期完成", "能按期完成", "已逾期完成", july(18)),
        ("", "能按期完成", "能按期完成", june(18)),
        ("已逾期完成", "", "已逾期完成", july(18)),
        ("", "", "", None),
    ],
)
def test_where_nobody_knows_the_newest_answer_is_told(claim: str, said: str, words: str, answered: date | None) -> None:
    """One that must be corrected first is newer than the one that counts."""
    task = returns.office().plan.tasks[1]
    case = MilestoneCase(
        plan=returns.office().plan,
        task=task,
        milestone=task.milestones[1],
        as_of=july(21),
        judged_from=task.milestones[1].due,
        record=record(JUNE, said, june(18)) if said else None,
        first_report=False,
        unknown_state=UnknownState.TO_CORRECT,
        claim=record(JUNE, claim, july(18)) if claim else None,
    )
    facts = light_rule["unverified"](case)
    assert facts is not None
    assert (facts["claimed"], facts["answered"]) == (words, answered)


def test_what_was_finished_late_on_no_day_is_late_by_no_days() -> None:
    found = verdict(JUNE, situation(july(21), "2022-07", record(JUNE, "已逾期完成", july(18))))
    assert (found.code, found.facts["actual"], found.facts["days"]) == ("done-late", None, 0)


@pytest.mark.parametrize(("said", "expected"), [("", [False, False, True]), ("已按期完成", [False, True, True])])
def test_what_is_not_finished_has_its_due_day_left(said: str, expected: list[bool]) -> None:
    """So its light is 临期 on that day, and it is counted neither as due nor as 待核实."""
    records = [record(JUNE, said, june(18))] if said else []
    milestone = next(each for each in situation(june(21), "2022-06", *records).milestones if each.row.key == JUNE)
    assert [milestone.due_by(day) for day in (june(29), june(30), july(1))] == expected


# ---- order, and nothing else ----


def cases() -> list[MilestoneCase]:
    """Every answer and none, around every day on which something changes, in the first report and later."""
    plan = returns.office().plan
    task = plan.tasks[1]
    found = []
    unknown_states = [None, *UnknownState]
    for milestone, state, first, unknown in product(task.milestones, [None, *MEANS], [True, False], unknown_states):
        for days in (-30, -7, 0, 1, 30):
            as_of = milestone.due + timedelta(days=days)
            said = record(milestone.key, state, as_of, actual=as_of) if state else None
            found.append(MilestoneCase(plan, task, milestone, as_of, said, first, milestone.due, unknown))
    return found


CASES = cases()


def shuffled(chance: Random) -> LightRules:
    rules = list(RULES.rules.items())
    chance.shuffle(rules)
    return replace(RULES, rules=dict(rules))


@settings(max_examples=30)
@given(st.randoms(use_true_random=False))
def test_the_worst_light_wins_whatever_the_order_of_the_rules(chance: Random) -> None:
    rules = shuffled(chance)
    for case in CASES:
        assert judge_milestone(case, rules).light is judge_milestone(case, RULES).light


def test_every_case_has_a_light_and_its_sentence() -> None:
    """Also such as should not be: no combination is left in the dark."""
    for case in CASES:
        found = judge_milestone(case, RULES)
        assert render_text(RULES.rule(found.code).reason, **found.facts, year=2022)
        spoken = [
            rule.light for code, rule in RULES.rules.items() if light_rule[code](case, **rule.settings) is not None
        ]
        assert found.light is min(spoken, key=LIGHTS_WORST_FIRST.index)


def test_what_is_finished_is_never_red_and_what_is_not_due_is_never_red_either() -> None:
    for case in CASES:
        if case.finished or case.as_of <= case.milestone.due:
            assert judge_milestone(case, RULES).light is not RED


def test_every_rule_of_the_yaml_exists_and_every_rule_that_exists_is_in_the_yaml() -> None:
    assert {*RULES.rules, *RULES.optional} == {*light_rule, *memory_rule}
    assert not {*RULES.rules} & {*RULES.optional}
    assert set(RULES.lights) == set(Light)
    assert len({word.symbol for word in RULES.lights.values()}) == len(Light)  # a photocopy tells them apart
    assert set(RULES.tasks) == {
        "finished",
        "on-course",
        "on-course-after-misses",
        "nothing-due",
        "not-reported",
        "unusable",
        "versions-differ",
    }


# ---- the task ----

OVERDUE, TROUBLE, SOON = Verdict(RED, "overdue"), Verdict(YELLOW, "trouble"), Verdict(BLUE, "due-soon")
DONE, LATER, WAITING = Verdict(GREEN, "done"), Verdict(NONE, "not-due"), Verdict(GREY, "awaiting-report")
UNKNOWN = Verdict(GREY, "unverified")
FILED, OWING = FilingStatus.FILED, FilingStatus.OWING


@pytest.mark.parametrize(
    ("milestones", "finished", "filing", "expected"),
    [
        ([DONE, OVERDUE, TROUBLE], 1, FILED, ("overdue", RED)),  # the worst of its milestones
        ([DONE, SOON, TROUBLE], 1, FILED, ("trouble", YELLOW)),
        ([DONE, SOON, LATER], 1, FILED, ("due-soon", BLUE)),
        ([DONE, OVERDUE], 1, OWING, ("overdue", RED)),  # silence covers nothing up
        ([DONE, DONE], 2, FILED, ("finished", GREEN)),
        ([DONE, DONE], 2, OWING, ("finished", GREEN)),  # nothing more could be told
        ([DONE, LATER], 1, OWING, ("not-reported", GREY)),
        ([LATER, LATER], 0, OWING, ("not-reported", GREY)),
        ([LATER, LATER], 0, FilingStatus.UNUSABLE, ("unusable", GREY)),  # it did report
        ([LATER, LATER], 0, FilingStatus.VERSIONS_DIFFER, ("versions-differ", GREY)),
        ([LATER, LATER], 0, FilingStatus.AWAITED, ("nothing-due", NONE)),
        ([DONE, WAITING], 1, OWING, ("not-reported", GREY)),
        ([DONE, UNKNOWN], 1, OWING, ("unverified", GREY)),  # what is due says it more exactly
        ([DONE, UNKNOWN], 1, FILED, ("unverified", GREY)),  # not green: one is due, nobody knows
        ([UNKNOWN, TROUBLE], 0, FILED, ("trouble", YELLOW)),
        ([DONE, WAITING], 1, FILED, ("awaiting-report", GREY)),  # not green: one is past, nobody knows
        ([DONE, LATER], 1, FILED, ("on-course", GREEN)),
        ([LATER, LATER], 0, FILED, ("nothing-due", NONE)),
    ],
)
def test_a_task_is_as_bad_as_its_worst_milestone(
    milestones: list[Verdict], finished: int, filing: FilingStatus, expected: tuple[str, Light]
) -> None:
    for order in (milestones, milestones[::-1]):
        found = judge_task(order, finished, RULES, {"督导室": filing})
        assert (found.code, found.light) == expected


@pytest.mark.parametrize(
    ("said", "task"),
    [
        (["done", "done-late"], "finished"),
        (["done", ""], "on-track"),  # one is not answered yet: not due, then
        (["done", "on-track"], "on-track"),
        (["on-track", "trouble"], "trouble"),
        (["trouble", "adjust"], "adjust"),
        (["adjust", "will-miss", "done"], "will-miss"),
        (["", ""], ""),  # nothing was said
        ([], ""),
    ],
)
def test_a_task_declares_the_gravest_of_its_milestones(said: list[str], task: str) -> None:
    assert declared_meaning(said) == declared_meaning(said[::-1]) == task


def test_every_meaning_of_a_choice_is_one_that_the_program_knows() -> None:
    assert set(MEANS.values()) == set(MEANINGS_WORST_FIRST)
    assert set(RULES.declared) == {*MEANINGS_WORST_FIRST, "finished", "unverified"} - {"done", "done-late"}


# ---- who filed ----


def receipt(received: date, end: Outcome = Outcome.ACCEPTED, filed: object = date(2022, 6, 18)) -> Return:
    taken = parse_return(filled_form(heading={"填报人": "张三", "填报日期": filed}))
    return Return("督导室.xlsx", "", received, 1, end, taken.findings, "DDS", taken.submission)


@pytest.mark.parametrize(
    ("as_of", "came", "filing"),
    [
        (june(20), None, FilingStatus.AWAITED),  # all of the due day is left
        (june(21), None, FilingStatus.OWING),
        (june(21), receipt(june(20)), FilingStatus.FILED),
        (
            june(21),
            receipt(june(21)),
            FilingStatus.FILED,
        ),  # seen late, filled in on the 18th: nobody knows when it came
        (june(23), receipt(june(23), filed=june(21)), FilingStatus.FILED),
        (june(23), receipt(june(23), filed=None), FilingStatus.FILED),
        (june(21), receipt(june(20), Outcome.TO_BE_CORRECTED), FilingStatus.FILED),  # to be corrected is filed
        (june(21), receipt(june(20), Outcome.REJECTED), FilingStatus.UNUSABLE),  # it did report
        (june(20), receipt(june(20), Outcome.REJECTED), FilingStatus.UNUSABLE),
        (june(21), receipt(june(20), Outcome.IGNORED), FilingStatus.OWING),  # such as a form of another kind
    ],
)
def test_who_filed_when_is_told_from_the_return_that_counts(
    as_of: date, came: Return | None, filing: FilingStatus
) -> None:
    state = situation(as_of, receipts=(came,) if came else ())
    unit = next(each for each in state.units if each.unit.code == "DDS")
    assert unit.filing_status is filing


def test_a_silent_unit_shows_what_it_said_last_and_that_it_is_silent() -> None:
    """In July nothing came from 督导室: its tasks are grey with June's words; of what fell due nobody knows."""
    said = record(YEAR_END, "能按期完成", june(18)), record(BEFORE_ISSUE, "已按期完成", june(18))
    state = situation(july(21), "2022-07", *said)
    two, three = (next(task for task in state.tasks if task.row.key == key) for key in ("2", "3"))
    assert (two.verdict.code, two.verdict.light) == ("unverified", GREY)
    assert (three.verdict.code, three.declared_meaning) == ("not-reported", "on-track")


def test_situations_come_in_the_order_of_the_plan_and_of_the_directory() -> None:
    state = situation(june(21))
    assert [unit.unit.name for unit in state.units] == ["基财股", "督导室"]
    assert [task.row.key for task in state.tasks] == ["1", "2", "3"]
    keys = [milestone.key for task in returns.office().plan.tasks for milestone in task.milestones]
    assert [milestone.row.key for milestone in state.milestones] == keys
    assert len(keys) == 6


def test_a_row_to_be_corrected_is_marked_so() -> None:
    state = situation(june(21), uncorrected=frozenset({JUNE, "3"}))
    assert [each.row.key for each in state.milestones if each.awaits_correction] == [JUNE]
    assert [each.row.key for each in state.tasks if each.awaits_correction] == ["3"]
