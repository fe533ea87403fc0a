"""Nothing is said that is not known; bad news and requests show at once, good news waits."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from duban.messages.finding import Place
from duban.messages.text_template import render_text
from duban.model.assignment import Assignment
from duban.model.milestone_case import MilestoneCase
from duban.model.return_ import Return
from duban.model.role import Role
from duban.model.status import FilingStatus
from duban.model.submission import Answer, AnswerCell, History, Record
from duban.model.verdict import (
    BAD_NEWS_MEANINGS,
    FINISHED_MEANINGS,
    Light,
    Meaning,
    UnknownState,
)
from duban.reports.latest_answers import declared_text
from duban.review.judging import declared_meaning, judge_milestone
from duban.review.knowledge import (
    MilestoneEvidence,
    reopening_day,
    shown_records,
    with_request,
    without_outdated_meaning,
)
from duban.review.versions import choose_versions
from duban.value_object import replace
from tests import returns
from tests.clerk import ROOT, Clerk
from tests.offices import status_of_one_form
from tests.returns import MILESTONE_SHEET, InputKey, edited, filled_form_except, parse_return, severity_of

RULES = returns.workspace().light_rules
PLAN = returns.office().plan
TASK = PLAN.tasks[1]
MILESTONE = TASK.milestones[1]
DUE = MILESTONE.due
KEY = MILESTONE.key


def cell(value: Answer, meaning: str = "") -> AnswerCell:
    return AnswerCell(value, value or "", Place("甲.xlsx", "表", "A1"), meaning)


def record(meaning: str, received: date | None = None, reported: date | None = None, **more: Answer) -> Record:
    """What was said of the milestone, by meaning; an empty one is a blank state."""
    state = cell(meaning or None, meaning)
    answers = {role: cell(value) for role, value in more.items()}
    return Record(KEY, {"state": state, **answers}, "2022-06", received, reported)


def evidence(
    said: Record | None = None,
    claim: Record | None = None,
    filing: FilingStatus | None = FilingStatus.FILED,
    *,
    asked: bool = True,
    elsewhere: bool = False,
    owed: bool = True,
) -> MilestoneEvidence:
    return MilestoneEvidence(DUE, said, claim, filing, asked, elsewhere, owed)


BEFORE, AFTER, LATER = DUE - timedelta(days=12), DUE + timedelta(days=5), DUE + timedelta(days=21)
NO_DAY = record(Meaning.DONE_LATE, actual=None)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        # nothing usable came
        (evidence(filing=FilingStatus.OWING), UnknownState.NOT_FILED),
        (evidence(filing=FilingStatus.UNUSABLE), UnknownState.UNUSABLE),  # it did report
        (evidence(filing=FilingStatus.VERSIONS_DIFFER), UnknownState.VERSIONS_DIFFER),
        (evidence(filing=FilingStatus.AWAITED), UnknownState.NOT_YET_FILED),  # an earlier return should have told
        (evidence(filing=FilingStatus.AWAITED, owed=False), UnknownState.TO_BE_REPORTED),
        (evidence(filing=FilingStatus.OWING, owed=False), UnknownState.TO_BE_REPORTED),
        (evidence(filing=FilingStatus.UNUSABLE, owed=False), UnknownState.UNUSABLE),
        (evidence(filing=FilingStatus.VERSIONS_DIFFER, owed=False), UnknownState.VERSIONS_DIFFER),
        (evidence(filing=None), UnknownState.NO_UNIT),
        # what came says nothing of it
        (evidence(), UnknownState.BLANK),
        (evidence(record("", AFTER)), UnknownState.BLANK),
        (evidence(record("", AFTER), owed=False), UnknownState.BLANK),
        (evidence(record(Meaning.ON_TRACK, BEFORE)), UnknownState.OUTDATED),
        (evidence(record(Meaning.TROUBLE, BEFORE)), UnknownState.OUTDATED),
        (evidence(record(Meaning.ON_TRACK, LATER, BEFORE)), UnknownState.OUTDATED),  # filled in before, read late
        (evidence(record(Meaning.ON_TRACK, BEFORE, LATER)), UnknownState.OUTDATED),  # dated forward
        (evidence(record(Meaning.ON_TRACK, BEFORE), owed=False), UnknownState.TO_BE_REPORTED),
        (evidence(record(Meaning.ON_TRACK, DUE), owed=False), UnknownState.TO_BE_REPORTED),  # all of that day was left
        # what came must be corrected
        (evidence(claim=NO_DAY), UnknownState.DAY_MISSING),
        (evidence(claim=record("")), UnknownState.BLANK),
        (evidence(claim=record(Meaning.DONE)), UnknownState.TO_CORRECT),
        (evidence(claim=record(Meaning.DONE_LATE, actual=AFTER)), UnknownState.TO_CORRECT),
        (evidence(claim=Record(KEY, {})), UnknownState.TO_CORRECT),  # the state itself could not be read
        (evidence(record(Meaning.ON_TRACK, BEFORE), NO_DAY), UnknownState.DAY_MISSING),
        # no form asks
        (evidence(record("", AFTER), asked=False), UnknownState.NOT_ASKED),
        (evidence(asked=False, elsewhere=True), UnknownState.NOT_ANSWERED),
        (evidence(record(Meaning.ON_TRACK, BEFORE), asked=False, elsewhere=True), UnknownState.OUTDATED),
        (evidence(asked=False, elsewhere=True, owed=False), UnknownState.TO_BE_REPORTED),
        # known: finished, told after the day, or foretold
        (evidence(record(Meaning.DONE, BEFORE)), None),
        (evidence(record(Meaning.DONE_LATE, AFTER), NO_DAY), None),
        (evidence(record(Meaning.TROUBLE, AFTER)), None),
        (evidence(record(Meaning.TROUBLE, AFTER), filing=FilingStatus.OWING), None),
        (evidence(record(Meaning.ON_TRACK, AFTER)), None),
        (evidence(record(Meaning.WILL_MISS, BEFORE)), None),
        (evidence(record(Meaning.ADJUST, BEFORE)), None),
        (evidence(record(Meaning.WILL_MISS, AFTER, BEFORE), owed=False), None),
        (evidence(record(Meaning.WILL_MISS, BEFORE), owed=False), UnknownState.TO_BE_REPORTED),
        (evidence(record(Meaning.WILL_MISS, DUE), owed=False), UnknownState.TO_BE_REPORTED),  # all of that day was left
    ],
)
def test_why_nobody_knows(known: MilestoneEvidence, expected: UnknownState | None) -> None:
    assert known.unknown_state(LATER) == expected


def test_what_has_its_due_day_left_is_no_question() -> None:
    assert evidence(filing=FilingStatus.OWING).unknown_state(DUE) is None
    assert evidence(filing=FilingStatus.OWING).unknown_state(DUE + timedelta(days=1)) is UnknownState.NOT_FILED


# ---- laws, whatever was said, came, or is wrong ----

MEANINGS = st.sampled_from(["", *Meaning])
DAYS = st.one_of(st.none(), st.dates(DUE - timedelta(days=40), DUE + timedelta(days=40)))
RECORDS = st.builds(record, MEANINGS, DAYS, DAYS)
CLAIMS = st.builds(record, MEANINGS, actual=st.one_of(st.none(), st.just(AFTER)))
EVIDENCE = st.builds(
    evidence,
    st.one_of(st.none(), RECORDS),
    st.one_of(st.none(), CLAIMS),
    st.one_of(st.none(), st.sampled_from(FilingStatus)),
    asked=st.booleans(),
    elsewhere=st.booleans(),
    owed=st.booleans(),
)


def light(known: MilestoneEvidence, as_of: date, *, first: bool = False) -> Light:
    case = MilestoneCase(
        PLAN, TASK, MILESTONE, as_of, known.record, first, DUE, known.unknown_state(as_of), known.claim
    )
    return judge_milestone(case, RULES).light


@settings(max_examples=300)
@given(EVIDENCE, st.dates(DUE - timedelta(days=40), DUE + timedelta(days=40)), st.booleans())
def test_nothing_unknown_reads_as_not_done_or_not_due(known: MilestoneEvidence, as_of: date, first: bool) -> None:  # noqa: FBT001
    """What is past and not known is grey or, by what its unit said, yellow; what is red is known; nothing past is ○."""
    found, unknown = light(known, as_of, first=first), known.unknown_state(as_of)
    if as_of > DUE:
        assert found is not Light.NONE
        assert unknown is None or found in (Light.GREY, Light.YELLOW)
        assert (unknown is None) is (known.is_finished or known.is_surely_unfinished)
    if found is Light.RED:
        assert known.record is not None
        assert known.record.meaning not in ("", *FINISHED_MEANINGS)
    if found is Light.YELLOW:
        assert known.record is not None
        assert known.record.meaning


@settings(max_examples=300)
@given(EVIDENCE, st.dates(DUE, DUE + timedelta(days=40)))
def test_bad_news_is_never_hidden_and_good_news_needs_the_right_answer(known: MilestoneEvidence, as_of: date) -> None:
    found, meaning = light(known, as_of), known.record.meaning if known.record else ""
    if meaning in BAD_NEWS_MEANINGS:
        assert found in (Light.RED, Light.YELLOW)
    assert (found is Light.GREEN) is (meaning in FINISHED_MEANINGS)


@given(RECORDS, RECORDS)
def test_of_a_faulty_row_bad_news_and_requests_show_at_once_and_good_news_waits(last: Record, faulty: Record) -> None:
    claim = Record(KEY, {**faulty.values, "help": cell("请协调财政局"), "progress": cell("已全部完成")}, "2022-07")
    shown = shown_records({}, {KEY: claim}, {}, History({KEY: (last,)}))[KEY]
    assert shown.text_by_role(Role.HELP) == "请协调财政局"
    assert shown.text_by_role(Role.PROGRESS) == ("已全部完成" if faulty.meaning in BAD_NEWS_MEANINGS else "")
    assert shown.meaning == (faulty.meaning if faulty.meaning in BAD_NEWS_MEANINGS else last.meaning)
    assert shown.unverified
    assert shown.period == ("2022-07" if faulty.meaning in BAD_NEWS_MEANINGS else last.period)


@pytest.mark.parametrize(
    ("meaning", "shown"),
    [
        (Meaning.ADJUST, {"reason": "局长已同意", "help": "请协调"}),  # the old day was said of another state
        (
            Meaning.DONE_LATE,  # it waits
            {"expected": date(2022, 8, 31), "reason": "局长已同意", "progress": "尚未招标", "help": "请协调"},
        ),
    ],
)
def test_what_was_said_of_an_earlier_state_is_not_shown_beside_a_new_one(
    meaning: str, shown: Mapping[str, Answer]
) -> None:
    """In July it asks for another day that cannot be read: June's day, reason and progress say nothing of it."""
    last = record(
        Meaning.WILL_MISS, BEFORE, expected=date(2022, 8, 31), reason="缺人", progress="尚未招标", help="请协调"
    )
    claim = Record(KEY, {"state": cell(meaning, meaning), "reason": cell("局长已同意")}, "2022-07")
    found = shown_records({}, {KEY: claim}, {}, History({KEY: (last,)}))[KEY]
    assert {key: answer.value for key, answer in found.values.items() if key != "state"} == shown


def test_a_faulty_row_without_bad_news_changes_nothing() -> None:
    accepted = {KEY: record(Meaning.ON_TRACK, BEFORE)}
    assert shown_records(accepted, {KEY: NO_DAY}, {}, History()) == accepted
    assert shown_records({}, {KEY: Record(KEY, {})}, {}, History()) == {}


@pytest.mark.parametrize(
    ("said", "reopened"),
    [
        ([], None),
        ([(Meaning.DONE, BEFORE)], None),
        ([(Meaning.DONE, BEFORE), (Meaning.TROUBLE, AFTER)], AFTER),
        ([(Meaning.DONE, BEFORE), ("", AFTER)], None),  # a blank takes nothing back
        ([(Meaning.DONE, BEFORE), (Meaning.TROUBLE, AFTER), (Meaning.WILL_MISS, LATER)], AFTER),  # since the first
        ([(Meaning.DONE, BEFORE), (Meaning.TROUBLE, AFTER), (Meaning.DONE_LATE, LATER)], None),  # and done again
        ([(Meaning.TROUBLE, BEFORE), (Meaning.WILL_MISS, AFTER)], None),
    ],
)
def test_a_milestone_is_reopened_by_the_return_that_takes_it_back(
    said: Sequence[tuple[str, date]], reopened: date | None
) -> None:
    assert reopening_day(record(meaning, day) for meaning, day in said) == reopened


@given(st.lists(MEANINGS, max_size=4), st.booleans())
def test_a_task_says_no_more_than_its_milestones(meanings: list[str], unknown: bool) -> None:  # noqa: FBT001
    """With a milestone that nobody knows it is neither finished nor on track, whatever their order."""
    declared = {declared_meaning(order, is_unknown=unknown) for order in permutations(meanings)}
    assert len(declared) == 1
    is_finished = bool(meanings) and all(meaning in FINISHED_MEANINGS for meaning in meanings)
    if unknown and not is_finished:
        assert declared <= {*BAD_NEWS_MEANINGS, "unverified"}


# ---- a form with a fault in it ----

MUCH = "请协调" * 700


def lose_state_header(book: Workbook) -> None:
    book[MILESTONE_SHEET]["G3"].value = "情况"


def double_row(book: Workbook) -> None:
    for number, cell_ in enumerate(book[MILESTONE_SHEET][5], 1):
        book[MILESTONE_SHEET].cell(9, number).value = cell_.value


def answers_shown(cells: Mapping[InputKey, object], damage: Callable[[Workbook], None] | None = None) -> Record | None:
    """What a report may show of June's milestone, after a return that is filled in so."""
    data = filled_form_except(cells)
    parsed = parse_return(edited(data, damage) if damage else data)
    return_ = Return("甲.xlsx", "甲", date(2022, 6, 20), 1, findings=parsed.findings, submission=parsed.submission)
    versions = choose_versions([return_], severity_of)
    assert KEY in versions.records_to_correct
    return shown_records(versions.accepted_records, versions.records_to_correct, {}, History()).get(KEY)


@pytest.mark.parametrize(
    ("said", "damage", "shown"),
    [
        # bad news beside what is missing
        ({"节点情况": "有困难", "需协调事项": "请协调"}, None, {"state": "有困难", "help": "请协调"}),
        ({"节点情况": "不能按期完成", "原因": "缺人"}, None, {"state": "不能按期完成", "reason": "缺人"}),
        ({"节点情况": "申请调整", "原因": "缺人"}, None, {"state": "申请调整", "reason": "缺人"}),
        # a request beside a state that is no choice, or none
        ({"节点情况": "差不多", "需协调事项": "请协调"}, None, {"help": "请协调"}),
        ({"节点情况": None, "需协调事项": "请协调"}, None, {"help": "请协调"}),
        # good news waits, the request beside it does not
        ({"节点情况": "已逾期完成", "需协调事项": "请协调"}, None, {"help": "请协调"}),
        ({"节点情况": "已逾期完成"}, None, {}),
        # the request itself is far too long: it stays as it was typed
        ({"需协调事项": MUCH}, None, {"help": MUCH}),
        # the fault is in the sheet
        ({"节点情况": "有困难", "需协调事项": "请协调"}, lose_state_header, {"help": "请协调"}),
        ({"节点情况": "有困难", "需协调事项": "请协调"}, double_row, {}),  # two rows in one: neither is read
    ],
)
def test_a_fault_beside_it_hides_neither_bad_news_nor_a_request(
    said: Mapping[str, object], damage: Callable[[Workbook], None] | None, shown: Mapping[str, str]
) -> None:
    found = answers_shown({(KEY, label): value for label, value in said.items()}, damage)
    assert ({key: answer.value for key, answer in found.values.items()} if found else {}) == shown
    assert found is None or found.unverified


def test_too_long_a_progress_hides_no_request_of_its_row() -> None:
    """Of a task's row as well: its problems show, its progress waits."""
    cells: dict[InputKey, object] = {("2", "进展情况"): "推进" * 1500, ("2", "存在问题和下一步工作计划"): "评审慢"}
    parsed = parse_return(filled_form_except(cells))
    return_ = Return("甲.xlsx", "甲", date(2022, 6, 20), 1, findings=parsed.findings, submission=parsed.submission)
    versions = choose_versions([return_], severity_of)
    shown = shown_records(versions.accepted_records, versions.records_to_correct, {}, History())
    assert (shown["2"].text_by_role(Role.PROBLEMS), shown["2"].text_by_role(Role.PROGRESS)) == ("评审慢", "")


# ---- several versions of which none is chosen ----

NOTHING, DONE = record("", AFTER), record(Meaning.DONE, AFTER)
TROUBLE, LATE = record(Meaning.TROUBLE, AFTER), record(Meaning.WILL_MISS, AFTER)
HELP, MONEY = record("", AFTER, help="请协调"), record("", AFTER, help="请拨款")


@pytest.mark.parametrize(
    ("last", "versions", "meaning", "request_", "is_known"),
    [
        (NOTHING, (DONE, HELP), "", "请协调", False),  # the request of one of them
        (NOTHING, (HELP, HELP), "", "请协调", False),
        (NOTHING, (HELP, MONEY), "", "请协调\n请拨款", False),  # both, where they differ
        (NOTHING, (DONE, TROUBLE), Meaning.TROUBLE, "", False),  # bad news shows, and is not known to be true
        (NOTHING, (TROUBLE, LATE), Meaning.WILL_MISS, "", True),  # whichever is chosen, it is bad
        (LATE, (HELP, TROUBLE), Meaning.WILL_MISS, "请协调", True),  # what was known to be bad stays so
        (DONE, (DONE, TROUBLE), Meaning.TROUBLE, "", False),
    ],
)
def test_bad_news_and_requests_of_any_version_show_while_none_is_chosen(
    last: Record, versions: Sequence[Record], meaning: str, request_: str, *, is_known: bool
) -> None:
    for claims in permutations(versions):
        shown = shown_records({}, {}, {KEY: claims}, History({KEY: (last,)}))[KEY]
        assert shown.meaning == meaning
        assert sorted(shown.text_by_role(Role.HELP).split("\n")) == sorted(request_.split("\n"))
        assert shown.unverified
        asked = shown.by_role(Role.HELP)
        assert asked is None or len(asked.parts) == (2 if "\n" in request_ else 0), "each part keeps its own cell"
        found = evidence(shown, filing=FilingStatus.VERSIONS_DIFFER).unknown_state(LATER)
        assert found == (None if is_known else UnknownState.VERSIONS_DIFFER)
    assert shown_records({}, {}, {KEY: (DONE, DONE)}, History({KEY: (last,)})) == {}, "good news waits"


# ---- which version counts where a task moved ----


@pytest.mark.parametrize("today", ["DDS", "JCG", ""])
def test_of_a_task_that_moved_the_answer_of_the_unit_that_is_asked_today_counts(today: str) -> None:
    """Both units answer it; where neither is asked, the answer of the unit that stands last by its code counts."""
    parsed = {unit: parse_return(filled_form_except({("2", "进展情况"): unit})) for unit in ("DDS", "JCG")}
    arrived = []
    for unit, read in parsed.items():
        form_id = replace(read.submission.form_id, unit=unit)
        submission = replace(read.submission, form_id=form_id)
        arrived.append(Return(f"{unit}.xlsx", unit, date(2022, 6, 20), 1, findings=(), submission=submission))
    for order in permutations(arrived):
        accepted = choose_versions(order, severity_of, lambda _key: today).accepted_records
        assert accepted["2"].text_by_role(Role.PROGRESS) == (today or "JCG")
        assert accepted[KEY].received_on == date(2022, 6, 20)


# ---- what the office wrote ----


def test_lights_that_an_office_wrote_before_know_of_what_nobody_knows() -> None:
    """Its own words stand; what it lacks is as shipped, and grey is no longer called 未报送."""
    grey = replace(RULES.lights[Light.GREY], name="未报送")
    awaiting = replace(RULES.rules["awaiting-report"], light=Light.NONE, word="等报")
    rules = {code: rule for code, rule in RULES.rules.items() if code != "unverified"} | {"awaiting-report": awaiting}
    tasks = {code: rule for code, rule in RULES.tasks.items() if code not in ("unusable", "versions-differ")}
    old = replace(RULES, rules=rules, tasks=tasks, lights=RULES.lights | {Light.GREY: grey})
    assert old.missing_rules == ("unverified",)
    now = old.completed_by(RULES)
    assert now.rules["unverified"] == RULES.rules["unverified"]
    assert (now.rules["awaiting-report"].light, now.rules["awaiting-report"].word) == (Light.GREY, "等报")
    assert now.lights[Light.GREY].name == "待核实"
    assert set(now.tasks) == set(RULES.tasks)
    assert RULES.completed_by(RULES) == RULES


def test_check_warns_of_lights_that_lack_a_rule_and_of_a_form_that_does_not_ask_how_anything_stands(
    tmp_path: Path,
) -> None:
    clerk = Clerk(tmp_path / "desk")
    lights = clerk.folder / "templates/lights.yaml"
    lights.parent.mkdir(parents=True, exist_ok=True)
    text = (ROOT / "templates/lights.yaml").read_text(encoding="utf-8")
    start, end = text.index("  unverified:"), text.index("  awaiting-report:")
    lights.write_text(text[:start] + text[end:], encoding="utf-8")
    form = clerk.folder / "templates/forms/progress.yaml"
    form.parent.mkdir(parents=True, exist_ok=True)
    words = (ROOT / "templates/forms/progress.yaml").read_text(encoding="utf-8")
    form.write_text(words.replace("key: state", "key: status").replace("{state: [", "{status: ["), encoding="utf-8")
    told = clerk.run("duban", "check")
    assert "没有规则 unverified，已照程序自带的采用" in told.output
    assert "到期的任务在报告里都是“待核实”" in told.output


@pytest.mark.parametrize(
    ("meaning", "count", "expected"),
    [
        (Meaning.ON_TRACK, 7, ("awaiting-report", UnknownState.TO_BE_REPORTED)),
        (Meaning.ON_TRACK, 1, ("unverified", UnknownState.NOT_FILED)),  # no return will come any more that could tell
        (Meaning.WILL_MISS, 1, ("will-miss", UnknownState.NOT_FILED)),  # what it foretold is asked about, not judged
    ],
)
def test_a_milestone_that_is_due_on_the_last_day_of_reporting_is_awaited_while_another_return_will_come(
    meaning: Meaning, count: int, expected: tuple[str, UnknownState | None]
) -> None:
    """June's returns are due on the 20th: they came on the 18th and could not tell of the 20th itself.

    count: of the year's periods.
    """
    issued = returns.snapshot("2022-06")
    counted = issued.period.counted
    june, *_ = returns.all_periods()
    assert june.counted == counted
    milestone = replace(MILESTONE, due=counted)
    tasks = tuple(
        replace(task, milestones=tuple(milestone if part.key == KEY else part for part in task.milestones))
        for task in issued.plan.tasks
    )
    plan = replace(issued.plan, tasks=tasks)
    said = record(meaning, counted - timedelta(days=2))
    assignment = Assignment(plan, issued.directory, issued.cycle, issued.period)
    history, as_of = History({KEY: (said,)}), counted + timedelta(days=1)
    status = status_of_one_form(assignment, returns.all_periods()[:count], as_of, issued.layout, history)
    found = next(part for part in status.milestones if part.row.key == KEY)
    assert (found.verdict.code, found.unknown_state) == expected


def test_what_was_declared_before_a_day_was_put_off_is_said_as_that() -> None:
    """The other milestones are finished or not due: nobody declared of this one that it is on course."""
    issued = returns.snapshot("2022-06")
    put_off = replace(MILESTONE, first_due_text="3月底前")
    parts = tuple(put_off if part.key == KEY else part for part in TASK.milestones)
    tasks = tuple(replace(task, milestones=parts) if task.number == TASK.number else task for task in issued.plan.tasks)
    said = record(Meaning.WILL_MISS, BEFORE, expected=DUE)
    said = replace(said, values={**said.values, "state": cell("不能按期完成", Meaning.WILL_MISS)})
    plan = replace(issued.plan, tasks=tasks)
    assignment = Assignment(plan, issued.directory, issued.cycle, issued.period)
    history = History({KEY: (said,)})
    status = status_of_one_form(assignment, returns.all_periods(), BEFORE, issued.layout, history)
    task = next(task for task in status.tasks if task.row.key == TASK.number)
    caveats = declared_text(status, task).rstrip("）").partition("（")[2].split("，")
    assert "自报不能按期完成但所报日期不晚于现时限" in caveats


def test_the_reason_of_a_light_quotes_what_the_unit_chose() -> None:
    """Before the day 未全部完成 is no word about whether it will be kept."""
    said = replace(record(Meaning.WILL_MISS, BEFORE), values={"state": cell("未全部完成", Meaning.WILL_MISS)})
    case = MilestoneCase(PLAN, TASK, MILESTONE, BEFORE, said, first_report=False, judged_from=DUE)
    found = judge_milestone(case, RULES)
    assert render_text(RULES.rule(found.code).reason, **found.facts) == "责任单位自报未全部完成"


@pytest.mark.parametrize(
    ("meaning", "expected", "put_off", "left"),
    [
        (Meaning.WILL_MISS, DUE - timedelta(1), True, ""),
        (Meaning.WILL_MISS, DUE, True, ""),
        (Meaning.WILL_MISS, DUE + timedelta(1), True, Meaning.WILL_MISS),
        (Meaning.WILL_MISS, None, True, Meaning.WILL_MISS),
        (Meaning.WILL_MISS, DUE, False, Meaning.WILL_MISS),
        (Meaning.ADJUST, DUE, True, ""),  # the request was granted
        (Meaning.TROUBLE, DUE, True, Meaning.TROUBLE),
        (Meaning.DONE_LATE, None, True, Meaning.DONE_LATE),
    ],
)
def test_what_was_said_of_a_day_that_was_put_off_is_no_bad_news_of_the_later_day(
    meaning: Meaning, expected: date | None, left: str, *, put_off: bool
) -> None:
    """And once that day has come nobody knows: the unit never said that it would not keep it."""
    said = record(meaning, BEFORE, expected=expected, reason="用地未批")
    milestone = replace(MILESTONE, first_due_text="3月底前" if put_off else "")
    found = without_outdated_meaning(said, milestone)
    assert found is not None
    assert (found.meaning, found.text_by_role(Role.REASON)) == (left, "用地未批")
    if not left:
        asked = evidence(found, filing=FilingStatus.OWING)
        assert asked.unknown_state(DUE + timedelta(60)) is not None
    assert without_outdated_meaning(None, milestone) is None


@pytest.mark.parametrize(
    ("own", "shown"),
    [
        (None, "请协调财政局"),  # nothing was said of the milestone
        (record(Meaning.ON_TRACK, BEFORE), "请协调财政局"),
        (record(Meaning.ON_TRACK, BEFORE, help="请增派人手"), "请增派人手"),  # its own stands
    ],
)
def test_a_request_for_the_whole_task_stands_beside_its_first_milestone(own: Record | None, shown: str) -> None:
    """An office's own form may ask for requests in the rows of tasks."""
    asking = Record("2", {"help": cell("请协调财政局"), "progress": cell("已开工")}, "2022-06", BEFORE)
    found = with_request(own, asking)
    assert found is not None
    assert found.text_by_role(Role.HELP) == shown
    assert found.meaning == (own.meaning if own else "")
    assert found.text_by_role(Role.PROGRESS) == ""
    assert with_request(own, None) is own
    assert with_request(own, Record("2", {"help": cell(None)})) is own
