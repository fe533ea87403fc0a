"""Where units and tasks stand: whose return counts, what was refused, and what follows from several forms."""

from collections.abc import Mapping
from datetime import date

import pytest

from duban.messages.finding import Finding, Place
from duban.messages.text_template import render_text
from duban.model.assignment import Assignment
from duban.model.layout import Layout
from duban.model.plan import Task
from duban.model.return_ import Outcome, Return
from duban.model.role import Role
from duban.model.status import FilingStatus, Status, TaskStatus
from duban.model.submission import AnswerCell, History, Record
from duban.model.verdict import Meaning, UnknownState
from duban.reports.figures import all_figures
from duban.reports.filings import missing_facts, unit_filing_word
from duban.reports.latest_answers import answer_caveats
from duban.reports.table_rows import COLUMNS, TABLES, MilestoneRow
from duban.review.assess import StatusInputs
from duban.value_object import replace
from duban.workbook.book import Cell
from tests import returns
from tests.answers import layout
from tests.returns import BEFORE_ISSUE, JUNE, YEAR_END, filled_form_except, parse_return

DAY = date(2022, 6, 21)
TASKS = returns.snapshot("2022-06").plan.tasks


def record(key: str, meaning: str = "", received: date = DAY, **more: str) -> Record:
    place = Place("甲.xlsx", "表", "A1")
    values = {"state": AnswerCell(meaning or None, meaning, place, meaning)}
    values |= {role: AnswerCell(words, words, place) for role, words in more.items()}
    return Record(key, values, "2022-06", received)


def came(unit: str, outcome: Outcome = Outcome.ACCEPTED, *findings: Finding, readable: bool = True) -> Return:
    read = parse_return(filled_form_except({}))
    submission = read.submission if readable else None
    return Return(f"{unit}{len(findings)}.xlsx", unit, DAY, 1, outcome, findings, unit, submission)


def refused(unit: str, code: str, *, readable: bool = True) -> Return:
    return came(unit, Outcome.REJECTED, Finding(code, Place("甲.xlsx")), readable=readable)


def standing(  # noqa: PLR0913 — what a test may choose
    *came_in: Return,
    as_of: date = DAY,
    said: Mapping[str, Record] | None = None,
    elsewhere: Mapping[str, Record] | None = None,
    form: Layout | None = None,
    tasks: tuple[Task, ...] = TASKS,
    history: History | None = None,
    to_correct: Mapping[str, Record] | None = None,
) -> Status:
    """The small office on the day after June's returns were due. elsewhere: what another form kind was answered."""
    issued = returns.snapshot("2022-06")
    plan = replace(issued.plan, tasks=tasks)
    return StatusInputs(
        assignment=Assignment(plan, issued.directory, issued.cycle, issued.period),
        periods=returns.all_periods(),
        as_of=as_of,
        history=history or History().extended_by(said or {}),
        related_histories={"DC": History().extended_by(elsewhere or {})},
        records_to_correct=to_correct or {},
        returns=came_in,
        light_rules=returns.workspace().light_rules,
        messages=returns.workspace().messages,
        layout=form or issued.layout,
    ).build_status()


def filing(status: Status) -> dict[str, FilingStatus]:
    return {unit.unit.code: unit.filing_status for unit in status.units}


def task(status: Status, key: str) -> TaskStatus:
    return next(task for task in status.tasks if task.row.key == key)


FILED, OWING, UNUSABLE = FilingStatus.FILED, FilingStatus.OWING, FilingStatus.UNUSABLE
DIFFER = FilingStatus.VERSIONS_DIFFER


@pytest.mark.parametrize(
    ("came_in", "expected"),
    [
        ((), {"JCG": OWING, "DDS": OWING}),
        ((came("DDS"),), {"JCG": OWING, "DDS": FILED}),
        ((refused("DDS", "other-period"),), {"JCG": OWING, "DDS": UNUSABLE}),
        ((refused("DDS", "version-excluded"),), {"JCG": OWING, "DDS": UNUSABLE}),  # by the clerk
        ((refused("DDS", "versions-differ"),), {"JCG": OWING, "DDS": DIFFER}),
        # the file of last month beside two that differ: a choice is what is waited for
        ((refused("DDS", "other-period"), refused("DDS", "versions-differ")), {"JCG": OWING, "DDS": DIFFER}),
        ((refused("JCG", "other-period"), came("DDS")), {"JCG": UNUSABLE, "DDS": FILED}),
        ((refused("DDS", "versions-differ"), came("DDS")), {"JCG": OWING, "DDS": FILED}),  # an earlier one counts
        ((came("DDS", Outcome.IGNORED),), {"JCG": OWING, "DDS": OWING}),  # such as a form of another kind
        ((refused("DDS", "scan", readable=False),), {"JCG": OWING, "DDS": OWING}),  # no form
        ((came("DDS", Outcome.ACCEPTED, readable=False),), {"JCG": OWING, "DDS": OWING}),
    ],
)
def test_each_unit_stands_by_its_own_files(came_in: tuple[Return, ...], expected: Mapping[str, FilingStatus]) -> None:
    assert filing(standing(*came_in)) == expected
    assert filing(standing(*came_in[::-1])) == expected


def test_a_unit_has_its_own_tasks_and_what_its_own_return_must_correct() -> None:
    musts = Finding("missing", Place("甲.xlsx"), {"label": "节点情况"}, JUNE, "state")
    asks = Finding("no-longer-finished", Place("甲.xlsx"), {}, JUNE, "state")
    note = Finding("filed-after-receipt", Place("甲.xlsx"))
    status = standing(came("DDS", Outcome.TO_BE_CORRECTED, musts, musts, asks, note))
    units = {unit.unit.code: unit for unit in status.units}
    assert [task.row.key for task in units["JCG"].tasks] == ["1"]
    assert [task.row.key for task in units["DDS"].tasks] == ["2", "3"]
    assert (units["DDS"].must_count, units["DDS"].explain_count) == (2, 1)
    assert (units["JCG"].must_count, units["JCG"].explain_count, units["JCG"].counted_return) == (0, 0, None)


def test_a_task_that_was_dropped_stands_nowhere() -> None:
    status = standing(tasks=tuple(replace(task, dropped=task.key == "2") for task in TASKS))
    assert [task.row.key for task in status.tasks] == ["1", "3"]


def test_an_answer_that_says_how_a_row_stands_goes_before_one_that_does_not() -> None:
    """Who judges the others' answers in a form of his own says nothing of the milestone itself."""
    status = standing(said={JUNE: record(JUNE)}, elsewhere={JUNE: record(JUNE, Meaning.DONE)})
    june = next(part for part in task(status, "2").milestones if part.row.key == JUNE)
    assert june.meaning == Meaning.DONE
    alone = standing(said={JUNE: record(JUNE, help="请协调")})
    june = next(part for part in task(alone, "2").milestones if part.row.key == JUNE)
    assert june.record is not None
    assert june.record.text_by_role(Role.HELP) == "请协调"


def test_one_milestone_that_nobody_knows_keeps_its_task_from_being_on_track() -> None:
    """Of task 2 one is due, and what was said is of another."""
    known = standing(came("DDS"), said={BEFORE_ISSUE: record(BEFORE_ISSUE, Meaning.DONE)})
    assert task(known, "2").declared_meaning == Meaning.ON_TRACK
    unknown = standing(came("DDS"), said={JUNE: record(JUNE, Meaning.ON_TRACK)})
    assert task(unknown, "2").declared_meaning == "unverified"
    assert [part.unknown_state for part in task(unknown, "2").milestones].count(UnknownState.BLANK) == 1


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "责任单位本期未报送，这种表以前也没有报过，待核实"),
        ({YEAR_END: record(YEAR_END, Meaning.ON_TRACK)}, "责任单位本期未报送，以下为以前所报，待核实"),
        ({"3": record("3", progress="已部署")}, "责任单位本期未报送，以下为以前所报，待核实"),
    ],
)
def test_a_silent_unit_s_task_says_whether_anything_was_ever_reported(said: Mapping[str, Record], words: str) -> None:
    verdict = task(standing(said=said), "3").verdict
    assert verdict.code == "not-reported"
    reason = returns.workspace().light_rules.rule(verdict.code).reason
    assert render_text(reason, **verdict.facts) == words


def test_what_is_asked_for_a_whole_task_stands_beside_its_first_milestone_alone() -> None:
    status = standing(said={"2": record("2", help="请协调财政局")})
    requests = [part.record.text_by_role(Role.HELP) if part.record else "" for part in task(status, "2").milestones]
    assert requests == ["请协调财政局", *[""] * (len(requests) - 1)]


def test_where_no_form_asks_how_anything_stands_nobody_knows() -> None:
    """An office's own form without such a column, that looks at no other kind."""
    own = replace(layout("stages"), beside=())
    status = standing(came("DDS"), form=own)
    due = next(part for part in task(status, "2").milestones if part.row.key == BEFORE_ISSUE)
    assert (due.unknown_state, due.verdict.code) == (UnknownState.NOT_ASKED, "unverified")
    beside = standing(came("DDS"), form=replace(own, beside=("JZ",)))
    due = next(part for part in task(beside, "2").milestones if part.row.key == BEFORE_ISSUE)
    assert due.unknown_state is UnknownState.NOT_ANSWERED


def test_nothing_of_it_hangs_on_the_order_of_files() -> None:
    files = (came("DDS"), refused("JCG", "versions-differ"), replace(refused("JCG", "other-period"), file="乙.xlsx"))
    assert filing(standing(*files)) == filing(standing(*files[::-1])) == {"JCG": DIFFER, "DDS": FILED}


# ---- on paper ----


def unverified(status: Status) -> list[tuple[object, ...]]:
    rows = [[row[name] for name in ("unit", "count", "reason", "items")] for row in TABLES["unverified"](status)]
    return [tuple(cell.value if isinstance(cell, Cell) else cell for cell in row) for row in rows]


def test_page_one_lists_what_nobody_knows_by_unit_and_reason() -> None:
    """督导室 left May's milestone blank; 基财股 sent two versions. The first three of a group are named."""
    status = standing(came("DDS"), refused("JCG", "versions-differ"))
    assert unverified(status) == [
        ("基财股", 1, "两个版本待确认", "1．新校区：完成招标（3月31日到期）"),
        ("督导室", 1, "情况未填", "2．双减：出台方案（5月31日到期）"),
    ]
    figures = {figure.name: len(figure) for figure in all_figures(status)}
    assert figures["due_unknown"] + figures["before_issue_unknown"] == 2


def test_a_unit_of_which_nothing_due_is_unknown_stands_there_with_its_tasks() -> None:
    said = {key: record(key, Meaning.DONE) for key in (BEFORE_ISSUE, "1@0331")}
    rows = unverified(standing(refused("DDS", "other-period"), came("JCG"), said=said))
    assert [(unit, count, reason) for unit, count, reason, _ in rows] == [("督导室", 0, "来件不能采用")]
    assert str(rows[0][3]).startswith("2．")
    assert str(rows[0][3]).endswith("（没有到期节点，其中1项照以前所报）")


def test_later_versions_that_differ_are_told_beside_the_return_that_counts() -> None:
    """What fell due and was never answered is then not blank: nobody knows until one of them is chosen."""
    status = standing(came("DDS"), refused("DDS", "versions-differ"), came("JCG"))
    due = next(part for part in task(status, "2").milestones if part.row.key == BEFORE_ISSUE)
    assert due.unknown_state is UnknownState.VERSIONS_DIFFER
    assert answer_caveats(status, due) == ("两个版本待确认",)
    assert missing_facts(status)["missing"] == "；已报的1家另有后报的待确认：督导室"
    assert [unit_filing_word(status, unit) for unit in status.units] == ["已报", "已报，另有1份待确认"]


def test_where_every_return_counts_nothing_is_excepted() -> None:
    whole = standing(came("DDS"), came("JCG"))
    assert missing_facts(whole) == {"missing": "", "missing_brief": "", "excepted": ""}
    part = standing(came("DDS"), refused("", "no-seal", readable=False))
    words = "，未报送1家：基财股；另有1个文件不能采用、也认不出是谁报的，见“问题清单”"
    assert missing_facts(part) == {
        "missing": words,
        "missing_brief": words,
        "excepted": "（1家没有可采用的报表）",
    }
    asked = standing(came("DDS"), came("JCG"), refused("", "identity-proposed", readable=False))
    assert missing_facts(asked)["missing"] == "；另有1个文件要确认是谁报的，已列入办公室登记"
    declined = standing(came("DDS"), came("JCG"), refused("", "identity-refused", readable=False))
    assert "认不出是谁报的" in missing_facts(declined)["missing"]
    ignored = replace(came("", Outcome.IGNORED), unit_code="")
    assert missing_facts(standing(came("DDS"), came("JCG"), ignored))["missing"] == ""


def test_a_milestone_that_was_reopened_lights_from_the_report_that_said_so_and_says_it_in_its_reason() -> None:
    """June's report showed it green; on 18 July its unit took that back."""
    taken_back = date(2022, 7, 18)
    before, after = record(JUNE, Meaning.DONE, date(2022, 6, 18)), record(JUNE, Meaning.WILL_MISS, taken_back)
    status = standing(came("DDS"), as_of=date(2022, 7, 21), said={JUNE: before})
    history = status.history.extended_by({JUNE: after})
    status = standing(came("DDS"), as_of=date(2022, 7, 21), history=history)
    subject = task(status, "2")
    june = next(part for part in subject.milestones if part.row.key == JUNE)
    row = MilestoneRow(status, subject, 1, june)
    assert (june.verdict.code, june.reopened_on) == ("overdue", taken_back)
    assert COLUMNS.milestone["light_since"](row) == COLUMNS.milestone["red_since"](row) == "7月21日"
    assert COLUMNS.milestone["state_marked"](row) == "will-miss（原报已完成，7月18日改报）"
    assert COLUMNS.milestone["ground"](row) == "应于6月30日前完成，超期21天（原报已完成，7月18日改报）"


@pytest.mark.parametrize(
    ("claim", "awaits"),
    [
        (
            Record("3", {}, column_by_role={"progress": "progress"}),
            False,
        ),  # its words are wrong, its state is not asked
        (record("3"), True),  # the state stands in the row of the task
    ],
)
def test_what_is_wrong_in_the_row_of_a_task_concerns_its_milestone_where_it_says_its_state(
    claim: Record,
    awaits: bool,  # noqa: FBT001
) -> None:
    """Of a task that is asked about as one."""
    (milestone,) = TASKS[2].milestones
    undivided = replace(TASKS[2], milestones=(replace(milestone, implicit=True),))
    status = standing(came("DDS"), to_correct={"3": claim}, tasks=(*TASKS[:2], undivided))
    subject = task(status, "3")
    assert subject.task.is_undivided
    assert subject.awaits_correction
    assert [part.awaits_correction for part in subject.milestones] == [awaits]
