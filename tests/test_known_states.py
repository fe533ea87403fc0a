"""Nothing is said that is not known; bad news and requests show at once, good news waits."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.messages.finding import Place
from duban.model.role import Role
from duban.model.status import FilingStatus
from duban.model.submission import Answer, AnswerCell, History, Record
from duban.model.verdict import (
    BAD_NEWS_MEANINGS,
    FINISHED_MEANINGS,
    Light,
    Meaning,
    MilestoneCase,
    UnknownState,
)
from duban.review.assess import declared_meaning, judge_milestone
from duban.review.knowledge import MilestoneEvidence, reopening_day, shown_records
from tests import returns

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
    ],
)
def test_why_nobody_knows(known: MilestoneEvidence, expected: UnknownState | None) -> None:
    assert known.unknown_state(LATER) == expected


def test_what_is_not_due_is_no_question() -> None:
    assert evidence(filing=FilingStatus.OWING).unknown_state(DUE - timedelta(days=1)) is None
    assert evidence(filing=FilingStatus.OWING).unknown_state(DUE) is UnknownState.NOT_FILED


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
    case = MilestoneCase(PLAN, TASK, MILESTONE, as_of, known.record, first, known.unknown_state(as_of), known.claim)
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
    shown = shown_records({}, {KEY: claim}, History({KEY: (last,)}))[KEY]
    assert shown.text_by_role(Role.HELP) == "请协调财政局"
    assert shown.text_by_role(Role.PROGRESS) == ""
    assert shown.meaning == (faulty.meaning if faulty.meaning in BAD_NEWS_MEANINGS else last.meaning)
    assert shown.unverified
    assert shown.period == ("2022-07" if faulty.meaning in BAD_NEWS_MEANINGS else last.period)


def test_a_faulty_row_without_bad_news_changes_nothing() -> None:
    accepted = {KEY: record(Meaning.ON_TRACK, BEFORE)}
    assert shown_records(accepted, {KEY: NO_DAY}, History()) == accepted
    assert shown_records({}, {KEY: Record(KEY, {})}, History()) == {}


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
